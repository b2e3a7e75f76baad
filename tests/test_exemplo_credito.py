"""As cooperativas de crédito do exemplo são inventadas, mas os números de uma folha batem com os da outra."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from caderno import arquivo
from caderno.instrumentos.credito.balancetes import ATRASOS
from caderno.instrumentos.credito.publico import FISICA, PEQUENOS, PESSOAS_JURIDICAS
from caderno.modelo import Contexto

CHAVE = ["cooperativa", "mes"]
CENTAVO = 0.015


@pytest.fixture(scope="module")
def dados(tmp_path_factory):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("exemplo")))
        yield arquivo.abrir_exemplo().dados(Contexto(hoje=date(2026, 11, 21)))


@pytest.fixture(scope="module")
def balancetes(dados):
    return dados.tabela("balancetes").set_index(CHAVE)


def somar(tabela: pd.DataFrame, coluna: str, portes=None) -> pd.Series:
    escolhidas = tabela if portes is None else tabela[tabela["porte"].isin(portes)]
    return escolhidas.groupby(CHAVE)[coluna].sum()


def test_sao_tres_cooperativas_de_classes_diferentes_no_territorio_da_rede_e_tres_medicoes(dados):
    fichas, rede = dados.tabela("cooperativas"), dados.tabela("empreendimentos")
    assert len(fichas) == 3
    assert fichas["classificacao"].nunique() == 2 and fichas["condicao_de_associacao"].nunique() == 3
    assert set(fichas["municipio"]) <= set(rede["municipio"])
    assert dados.tabela("medicoes")["momento"].tolist() == ["t0", "t1", "t2"]


@pytest.mark.parametrize("quadro", ["balancetes", "pares"])
def test_a_vista_mais_a_prazo_sao_os_depositos(dados, quadro):
    tabela = dados.tabela(quadro)
    soma = tabela["depositos_a_vista"] + tabela["depositos_a_prazo"]
    assert ((soma - tabela["depositos_totais"]).abs() < CENTAVO).all()


@pytest.mark.parametrize("prazo", ["vista", "prazo"])
def test_fisicas_e_juridicas_somam_o_deposito_onde_se_sabem_as_duas(balancetes, prazo):
    duas = balancetes.dropna(subset=[f"depositos_a_{prazo}_pf", f"depositos_a_{prazo}_pj"])
    soma = duas[f"depositos_a_{prazo}_pf"] + duas[f"depositos_a_{prazo}_pj"]
    assert len(duas) > 0
    assert ((soma - duas[f"depositos_a_{prazo}"]).abs() < CENTAVO).all()


@pytest.mark.parametrize("quadro", ["balancetes", "pares"])
def test_o_ativo_comporta_o_que_a_cooperativa_deve_e_o_que_e_dela(dados, quadro):
    tabela = dados.tabela(quadro).fillna(0)
    do_outro_lado = tabela[["depositos_totais", "emprestimos_e_repasses", "patrimonio_da_cooperativa"]].sum(axis=1)
    assert (do_outro_lado <= tabela["ativo_total"] * 1.02).all()
    aplicado = tabela["operacoes_de_credito"] + tabela["centralizacao_financeira"]
    assert (aplicado <= tabela["ativo_total"]).all()


def test_a_carteira_por_porte_soma_a_carteira_bruta_do_balancete(dados, balancetes):
    bruta = balancetes["operacoes_de_credito"] + balancetes["provisao_da_carteira"]
    assert ((somar(dados.tabela("carteira"), "saldo") - bruta).abs() < CENTAVO).all()


def test_o_credito_a_pequenos_negocios_e_a_inadimplencia_sao_os_da_carteira(dados, balancetes):
    carteira = dados.tabela("carteira")
    pequenos = somar(carteira, "saldo", PEQUENOS.portes)
    assert ((pequenos - balancetes["credito_a_pequenos_negocios"]).abs() < CENTAVO).all()
    juridicas = somar(carteira, "saldo", PESSOAS_JURIDICAS.portes)
    for dias in (30, 60, 90):
        taxa = 100 * somar(carteira, f"saldo_mais_de_{dias}", PESSOAS_JURIDICAS.portes) / juridicas
        declarada = balancetes[f"inadimplencia_pj_{dias}"].dropna()
        assert ((taxa.reindex(declarada.index) - declarada).abs() < 0.006).all()


def test_as_faixas_de_risco_somam_a_carteira_bruta_e_acabam_em_2024(balancetes):
    riscos = balancetes[[c for c in balancetes if c.startswith("risco_")]]
    com_risco = riscos.dropna(how="all")
    assert set(com_risco.index.get_level_values("mes")) == {"2024-12"}
    bruta = balancetes["operacoes_de_credito"] + balancetes["provisao_da_carteira"]
    assert ((com_risco.sum(axis=1) - bruta.reindex(com_risco.index)).abs() < CENTAVO).all()


def test_as_faixas_de_atraso_somam_a_carteira_bruta_e_a_fita_cabe_entre_o_minimo_e_o_maximo(dados, balancetes):
    faixas = balancetes[[campo.nome for campo in ATRASOS]].dropna()
    assert set(faixas.index.get_level_values("cooperativa")) == {"Credi Aroeira"}
    assert set(faixas.index.get_level_values("mes")) == {"2025-12", "2026-06"}
    bruta = balancetes["operacoes_de_credito"] + balancetes["provisao_da_carteira"]
    assert ((faixas.sum(axis=1) - bruta.reindex(faixas.index)).abs() < CENTAVO).all()
    carteira, duvida = dados.tabela("carteira"), faixas["com_problema_ate_90_dias"]
    for dias, de in ((30, 2), (60, 3), (90, 5)):
        da_fita = somar(carteira, f"saldo_mais_de_{dias}").reindex(faixas.index)
        certo = faixas.iloc[:, de:].sum(axis=1) - (duvida if dias < 90 else 0)
        assert (da_fita >= certo - CENTAVO).all()
        assert (da_fita <= certo + (duvida if dias < 90 else 0) + CENTAVO).all()


def test_quem_usa_produtos_sao_os_pequenos_negocios_associados(dados):
    uso = dados.tabela("uso_de_produtos").dropna(subset=["socios_na_conta"])
    associados = somar(dados.tabela("associados"), "associados", PEQUENOS.portes)
    assert (uso.groupby(CHAVE)["socios_na_conta"].first() == associados.reindex(uso.groupby(CHAVE).size().index)).all()


def test_capital_e_emprestimo_nao_tem_deposito_e_isso_e_zero_e_nao_falta(dados, balancetes):
    fichas = dados.tabela("cooperativas").set_index("cooperativa")
    nomes = fichas.index[fichas["classificacao"] == "capital e empréstimo"]
    assert (balancetes.loc[list(nomes), "depositos_totais"] == 0).all()


def test_nem_tudo_foi_medido_em_todas_as_vezes(dados, balancetes):
    esperadas = len(dados.tabela("cooperativas")) * len(dados.tabela("medicoes"))
    assert len(balancetes) < esperadas
    assert len(somar(dados.tabela("associados"), "associados")) == esperadas
    faltas = [falta for linha in dados.conferido("equipe_de_credito")[0]["_faltas"] for falta in linha.values()]
    assert "não sei" in faltas


def test_as_historias_sao_diferentes(dados):
    """Aroeira cresce e melhora; nas Lajes a carteira cresce e o atraso cresce mais."""
    carteira = dados.tabela("carteira")
    pequenos = carteira[carteira["porte"].isin(PEQUENOS.portes)]
    taxa = 100 * somar(pequenos, "saldo_mais_de_30") / somar(pequenos, "saldo")
    assert taxa["Credi Aroeira"].is_monotonic_decreasing
    assert taxa["Crédito das Lajes"].is_monotonic_increasing
    associados = somar(dados.tabela("associados"), "associados", [FISICA])
    assert associados["Credi Aroeira"].is_monotonic_increasing


def test_as_outras_cooperativas_sao_dez_e_nenhuma_e_da_rede(dados):
    pares, fichas = dados.tabela("pares"), dados.tabela("cooperativas")
    assert pares["instituicao"].nunique() == 10
    assert not set(pares["instituicao"]) & set(fichas["cooperativa"])
