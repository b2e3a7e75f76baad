"""Os códigos das contas, o dígito, as somas e o que se pode dizer de uma conta que não aparece."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancetes_inventados import MAR, MAR_2025, SERRA, SERRA_2025, VALE, saldos
from caderno.importadores import cosif

LIGEIRO = settings(deadline=None, max_examples=60)


def tabela(*folhas: dict, sem: tuple[str, ...] = ()) -> pd.DataFrame:
    """Um balancete por dicionário de folhas; `sem` tira as contas que começam assim."""
    linhas = [{c: float(v) for c, v in saldos(f).items() if c.rstrip("0") not in sem} for f in folhas]
    return pd.DataFrame(linhas, index=pd.Index(range(len(folhas)), name="balancete"))


def itens(*folhas: dict, sem: tuple[str, ...] = (), novos: bool = False) -> pd.DataFrame:
    contas = tabela(*folhas, sem=sem)
    return cosif.itens(contas, pd.Series(novos, index=contas.index)) / 100


@pytest.mark.parametrize(
    ("algarismos", "digito"),
    [
        ("1111000", 6),
        ("1600000", 1),
        ("6100000", 1),
        ("1610000", 4),
        ("145000000", 6),
        ("411100000", 5),
        ("3999999", 3),
        ("332101014", 7),  # do plano de contas de 2025: C1, de 0 a 14 dias
        ("332203012", 6),
        ("332503022", 6),
    ],
)
def test_o_digito_e_o_dos_documentos(algarismos, digito):
    assert cosif.digito(algarismos) == digito


@pytest.mark.parametrize(
    "texto", ["16000001", "0016000001", "1.6.0.00.00-1", " 16000001 ", "1600000007", "1.6.0.00.00.00-7"]
)
def test_a_mesma_conta_escrita_de_muitos_jeitos_tem_a_mesma_chave(texto):
    conta = cosif.ler_conta(texto)
    assert (conta.chave, conta.digito_certo) == ("160000000", True)


@pytest.mark.parametrize("texto", ["", "1600000", "160000011", "06000001", "1.6.0-1", "16.000.001", "crédito", "99"])
def test_o_que_nao_e_codigo_nao_vira_conta(texto):
    assert cosif.ler_conta(texto) is None


@given(st.from_regex(r"[1-9][0-9]{6}", fullmatch=True), st.integers(0, 6), st.integers(1, 9))
@LIGEIRO
def test_trocar_um_algarismo_e_sempre_percebido(sem_digito, onde, soma):
    trocado = sem_digito[:onde] + str((int(sem_digito[onde]) + soma) % 10) + sem_digito[onde + 1 :]
    conta = cosif.ler_conta(f"{trocado}{cosif.digito(sem_digito)}")
    assert conta is None or not conta.digito_certo


def test_os_dois_totais_gerais_tem_a_mesma_chave_nos_codigos_antigos_e_novos():
    for sem_digito in ("3999999", "399999999"):
        assert cosif.ler_conta(f"{sem_digito}{cosif.digito(sem_digito)}").chave == cosif.ATIVO


def test_cada_conta_sabe_qual_a_soma():
    assert cosif.acima("411100000") == "411000000"
    assert cosif.acima("301000000") == "300000000"  # o 3.0.1 fica direto no grupo 3
    assert cosif.acima("600000000") == cosif.PASSIVO


class TestItens:
    def test_saem_das_contas_certas(self):
        um = itens(SERRA).iloc[0]
        assert um["patrimonio_da_cooperativa"] == 25_000  # 20.000 + 5.000
        assert um["sobras_do_semestre"] == 4_000  # 12.000 - 8.000
        assert um["ativo_total"] == 130_000  # 2 + 30 + 70 + 25 - 5 + 8 mil, e não o 3.9.9, que dá 230.000
        assert um["depositos_a_prazo"] == 51_000  # 50.000 a prazo + 1.000 sob aviso
        assert um["operacoes_de_credito"] == 90_000
        assert um["provisao_da_carteira"] == 5_000
        assert (um["risco_a"], um["risco_e"]) == (80_000, 20_000)

    def test_uma_conta_ausente_e_zero_quando_a_de_cima_fecha_sem_ela(self):
        vale = itens(VALE).iloc[0]
        assert vale["operacoes_de_credito"] == 0
        assert vale["provisao_da_carteira"] == 0
        assert vale["depositos_a_prazo"] == 0
        assert vale["emprestimos_e_repasses"] == 0

    def test_uma_conta_ausente_nao_se_sabe_quando_a_de_cima_nao_fecha_sem_ela(self):
        um = itens(SERRA, sem=("411", "16", "161", "162", "169", "6", "61", "611", "615")).iloc[0]
        assert pd.isna(um[["depositos_a_vista", "operacoes_de_credito", "patrimonio_da_cooperativa"]]).all()
        assert um["ativo_total"] == 130_000

    def test_sem_o_total_geral_vale_o_do_outro_lado_ou_a_soma_dos_dois_iguais(self):
        for sem in (("399",), ("999",), ("399", "999")):
            assert itens(VALE, sem=sem).iloc[0]["emprestimos_e_repasses"] == 0
        sem_nada = itens(VALE, sem=("399", "999", "8", "81", "811")).iloc[0]
        assert pd.isna(sem_nada["sobras_do_semestre"])

    def test_os_niveis_de_risco_que_acabaram_nao_viram_zero(self):
        sem_risco = {conta: valor for conta, valor in SERRA.items() if conta[0] not in "39"}
        assert itens(sem_risco, novos=True).iloc[0].filter(like="risco").isna().all()

    def test_nos_codigos_novos_a_provisao_que_nao_esta_escrita_nao_se_sabe(self):
        assert pd.isna(itens(VALE, novos=True).iloc[0]["provisao_da_carteira"])
        assert itens(SERRA, novos=True).iloc[0]["provisao_da_carteira"] == 5_000

    def test_nos_codigos_novos_a_provisao_sao_as_perdas_dentro_de_cada_conta_de_credito(self):
        sem_credito = {c: v for c, v in SERRA_2025.items() if c[:2] != "16"}
        detalhes = {"161200110": 75_000.0, "161200111": -500.0, "161200140": -2_000.0, "161200150": -500.0}
        detalhes |= {"162100110": 20_000.0, "162100160": -2_000.0}
        um = itens(sem_credito | detalhes, novos=True).iloc[0]
        assert um["operacoes_de_credito"] == 90_000
        assert um["provisao_da_carteira"] == 4_500  # 2.000 + 500 + 2.000; os juros da 11 não são provisão
        so_em_cima = sem_credito | {"161": 70_000.0, "162": 20_000.0}
        assert pd.isna(itens(so_em_cima, novos=True).iloc[0]["provisao_da_carteira"])
        pela_metade = sem_credito | {"1612": 72_000.0} | {c: v for c, v in detalhes.items() if c[:3] == "162"}
        assert pd.isna(itens(pela_metade, novos=True).iloc[0]["provisao_da_carteira"])

    def test_o_detalhe_por_pessoa_entra_quando_o_balancete_o_traz(self):
        detalhada = {c: v for c, v in SERRA.items() if c != "411"} | {"41110": 30_000.50, "41120": 10_000.0}
        um = itens(detalhada).iloc[0]
        assert (um["depositos_a_vista_pf"], um["depositos_a_vista_pj"]) == (30_000.50, 10_000)
        assert pd.isna(itens(SERRA).iloc[0]["depositos_a_vista_pf"])

    def test_um_balancete_nao_muda_o_outro(self):
        juntos = itens(SERRA, VALE, MAR)
        for i, folhas in enumerate((SERRA, VALE, MAR)):
            pd.testing.assert_series_equal(juntos.iloc[i], itens(folhas).iloc[0], check_names=False)


FAIXAS = [
    "atraso_ate_14_dias", "atraso_de_15_a_30_dias", "atraso_de_31_a_60_dias", "atraso_de_61_a_90_dias",
    "com_problema_ate_90_dias", "atraso_de_mais_de_90_dias",
]  # fmt: skip


class TestFaixasDeAtraso:
    def test_somam_as_cinco_carteiras_faixa_por_faixa(self):
        um = itens(SERRA_2025, novos=True).iloc[0]
        # C1 + C3 + C5: 50 + 35 + 2,5 mil; 3; 2 + 1; 1; 1,5 + 0,5; 0,5 + 1 + 0,7 + 0,8 + 0,5
        assert um[FAIXAS].tolist() == [87_500, 3_000, 3_000, 1_000, 2_000, 3_500]

    def test_a_faixa_que_nao_aparece_e_zero_quando_tudo_fecha_sem_ela(self):
        assert itens(MAR_2025, novos=True).iloc[0][FAIXAS].tolist() == [60_000, 0, 0, 10_000, 0, 20_000]

    def test_so_com_o_total_nao_ha_faixas(self):
        so_total = {c: v for c, v in SERRA_2025.items() if c[:3] != "332"} | {"332": 100_000.0}
        assert itens(so_total, novos=True).iloc[0][FAIXAS].isna().all()

    def test_sem_a_conta_nao_viram_zero(self):
        assert itens(VALE, novos=True).iloc[0][FAIXAS].isna().all()

    def test_em_codigos_antigos_a_mesma_conta_nao_e_faixa_nem_a_letra_e_lida_nos_novos(self):
        assert itens(SERRA_2025, novos=False).iloc[0][FAIXAS].isna().all()
        assert pd.isna(itens(SERRA, novos=True).iloc[0]["risco_a"])

    def test_um_saldo_trocado_apaga_so_o_bloco_que_nao_fecha(self):
        contas = tabela(SERRA_2025)
        contas.loc[0, "332101030"] += 100
        um = cosif.itens(contas, pd.Series(True, index=contas.index)).iloc[0]
        assert um[FAIXAS[:4]].isna().all()
        assert um[FAIXAS[4:]].tolist() == [200_000, 350_000]  # centavos
        assert "332101000" in cosif.diferencas(contas)["chave"].tolist()

    def test_um_total_trocado_apaga_todas(self):
        contas = tabela(SERRA_2025)
        contas.loc[0, cosif.CARTEIRAS] += 100
        assert cosif.itens(contas, pd.Series(True, index=contas.index)).iloc[0][FAIXAS].isna().all()

    def test_uma_conta_que_nao_se_conhece_dentro_da_3_3_2_apaga_todas(self):
        com_outra = SERRA_2025 | {"332104010": 700.0}
        assert itens(com_outra, novos=True).iloc[0][FAIXAS].isna().all()


class TestDiferencas:
    def test_o_que_fecha_nao_aparece(self):
        assert cosif.diferencas(tabela(SERRA, VALE, MAR)).empty
        assert not cosif.sem_total(tabela(SERRA, VALE)).any()

    def test_um_saldo_trocado_aparece_na_conta_de_cima_e_nao_nas_outras(self):
        contas = tabela(SERRA, MAR)
        contas.loc[0, "411000000"] += 100_000  # R$ 1.000,00
        achadas = cosif.diferencas(contas)
        assert achadas[["balancete", "chave", "diferenca"]].values.tolist() == [[0, "410000000", -100_000]]

    def test_um_grupo_errado_aparece_no_total_e_no_grupo(self):
        contas = tabela(SERRA)
        contas.loc[0, "100000000"] += 1
        assert cosif.diferencas(contas)["chave"].tolist() == ["100000000", cosif.ATIVO]

    def test_totais_diferentes_um_do_outro_aparecem(self):
        contas = tabela(SERRA)
        contas.loc[0, [cosif.ATIVO, "100000000", "110000000", "111000000"]] += 5
        assert cosif.diferencas(contas)["chave"].tolist() == ["totais"]

    def test_sem_os_totais_e_com_lados_diferentes_diz_que_nao_ha_como_conferir(self):
        assert cosif.sem_total(tabela(SERRA, sem=("399", "999", "8", "81", "811"))).all()


def test_so_a_compensacao_nao_prova_que_o_resto_e_zero():
    contas = tabela(SERRA)[["300000000", "110000000", "900000000"]]
    assert cosif.itens(contas, pd.Series(False, index=contas.index)).iloc[0].isna().all()


@given(st.data())
@LIGEIRO
def test_tirar_linhas_nunca_troca_um_numero_por_outro(data):
    """Com linhas a menos, cada item é o verdadeiro ou não se sabe."""
    folhas, novos = data.draw(st.sampled_from([(SERRA, False), (VALE, False), (MAR, False), (SERRA_2025, True)]))
    certos, contas = itens(folhas, novos=novos).iloc[0], tabela(folhas)
    ficam = data.draw(st.lists(st.sampled_from(list(contas)), unique=True))
    depois = cosif.itens(contas[ficam], pd.Series(novos, index=contas.index)).iloc[0] / 100
    sabidos = depois.dropna()
    pd.testing.assert_series_equal(sabidos, certos[sabidos.index], check_names=False)
