"""A taxa de inadimplência: soma sobre soma, mais de e não a partir de, e o que não se sabe não é zero."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem, dados, linha
from caderno.instrumentos.credito.inadimplencia import INADIMPLENCIA, PARCELAS, calcular, leitura
from caderno.instrumentos.credito.publico import PEQUENOS, PESSOAS_JURIDICAS

CABECALHO = "cooperativa | mes | porte | saldo | saldo_mais_de_30 | saldo_mais_de_60 | saldo_mais_de_90\n"
# Serra: 20 mil em atraso de 1 milhão, 2 %. Vale: 10 mil de 100 mil, 10 %.
DUAS = CABECALHO + """
Serra | 12/2025 | ME  | 1.000.000 | 20.000 | 10.000 | 5.000
Vale  | 12/2025 | MEI | 100.000   | 10.000 | 0      | 0
""".lstrip()  # fmt: skip
MEDICOES = "momento | mes\nt0 | 12/2025\nt1 | 12/2026"


def executar(carteira, escolhas=None, medicoes="", metas="", **outros):
    quadros = {"carteira": carteira} | ({"medicoes": medicoes} if medicoes else {})
    quadros |= {"metas_de_indicador": metas} if metas else {}
    return dados(escolhas=escolhas, **quadros, **outros).executar("inadimplencia")


def de_30(tabela, **onde):
    return linha(tabela, faixa_de_atraso="mais de 30 dias", **onde)


def test_duas_cooperativas_se_somam_antes_de_dividir():
    ultima = de_30(executar(DUAS).saidas["juntas"])
    assert ultima["taxa_de_inadimplencia"] == pytest.approx(2.727, abs=5e-4)  # 30.000 / 1.100.000
    assert ultima["media_de_taxa_de_inadimplencia"] == pytest.approx(6.0)


def test_a_leitura_ensina_por_que_nao_e_a_media():
    frases = " ".join(executar(DUAS).leitura)
    assert "A média simples das taxas daria 6,00 %, e não 2,73 %" in frases
    assert "somar os atrasos e dividir pela soma dos saldos" in frases


def test_carteira_zero_nao_se_aplica_e_nao_e_zero():
    resultado = executar(CABECALHO + "Vale | 12/2025 | ME | 0 | 0 | 0 | 0")
    assert pd.isna(de_30(resultado.saidas["por_cooperativa"])["taxa_de_inadimplencia"])
    assert resultado.leitura[0].startswith("Não se aplica")


def test_zero_em_atraso_e_zero():
    resultado = executar(CABECALHO + "Vale | 12/2025 | ME | 500 | 0 | 0 | 0")
    assert de_30(resultado.saidas["juntas"])["taxa_de_inadimplencia"] == 0
    assert "nenhuma operação tem mais de 30 dias" in resultado.leitura[0]


def test_quem_nao_diz_o_atraso_fica_fora_em_cima_e_embaixo():
    resultado = executar(DUAS + "Mar | 12/2025 | ME | 900.000 |  |  | \n")
    ultima = de_30(resultado.saidas["juntas"])
    assert ultima["taxa_de_inadimplencia"] == pytest.approx(2.727, abs=5e-4)
    sem = linha(resultado.saidas["sem_medida"], motivo="sem os dias de atraso")
    assert (sem["saldo_fora"], sem["parte_do_saldo"]) == (900_000, 45)
    assert "Desconfiem da taxa: em 45,0 % do saldo" in " ".join(resultado.leitura)


def test_o_saldo_sem_atraso_informado_sai_do_denominador():
    carteira = (
        "cooperativa | mes | porte | saldo | saldo_mais_de_30 | saldo_sem_atraso\nVale | 12/2025 | ME | 100 | 10 | 20"
    )
    assert de_30(executar(carteira).saidas["juntas"])["taxa_de_inadimplencia"] == 12.5  # 10 / (100 - 20)


PARCELADA = """
cooperativa | mes | porte | saldo | saldo_mais_de_30 | vencido_mais_de_30 | saldo_sem_parcelas
Vale | 12/2025 | ME | 1.000 | 300 | 50 | 200
"""


def test_so_as_parcelas_vencidas_e_outra_taxa_e_vem_carimbada():
    resultado = executar(PARCELADA, {"metodo_de_atraso": PARCELAS})
    ultima = de_30(resultado.saidas["juntas"])
    assert ultima["taxa_de_inadimplencia"] == pytest.approx(6.25)  # 50 / (1.000 - 200)
    assert ultima["no_outro_metodo"] == pytest.approx(30)
    assert ultima["metodo"] == PARCELAS and resultado.escolhas["metodo_de_atraso"] == PARCELAS
    assert "só as parcelas vencidas" in resultado.leitura[-1]


PORTES = (
    CABECALHO
    + """
Vale | 12/2025 | ME            | 100 | 10 | 0 | 0
Vale | 12/2025 | maior que EPP | 300 | 0  | 0 | 0
Vale | 12/2025 | pessoa física | 900 | 90 | 0 | 0
Vale | 12/2025 | não informado | 500 | 50 | 0 | 0
""".lstrip()
)


def test_o_publico_escolhido_esta_no_cabecalho_e_pessoa_fisica_nunca_entra():
    todas = de_30(executar(PORTES).saidas["juntas"])
    assert (todas["taxa_de_inadimplencia"], todas["publico"]) == (2.5, PESSOAS_JURIDICAS.nome)  # 10 / 400
    pequenas = de_30(executar(PORTES, {"publico_da_inadimplencia": PEQUENOS.nome}).saidas["juntas"])
    assert (pequenas["taxa_de_inadimplencia"], pequenas["publico"]) == (10, PEQUENOS.nome)
    assert "R$ 500,00 não têm porte informado" in " ".join(executar(PORTES).leitura)


CAMINHO = (
    CABECALHO
    + """
Vale  | 12/2025 | ME | 1.000 | 60  | 0 | 0
Vale  | 12/2026 | ME | 1.000 | 50  | 0 | 0
Serra | 12/2026 | ME | 1.000 | 200 | 0 | 0
""".lstrip()
)


def test_a_variacao_so_compara_quem_foi_medida_nas_duas_vezes():
    resultado = executar(CAMINHO, medicoes=MEDICOES)
    ultima = de_30(resultado.saidas["juntas"], momento="t1")
    assert ultima["taxa_de_inadimplencia"] == 12.5
    assert ultima["variacao_taxa_de_inadimplencia"] == pytest.approx(-1)  # Vale: de 6 % para 5 %
    assert ultima["nas_duas"] == 1
    assert (
        "Entre as medidas nas duas vezes, a taxa de mais de 30 dias baixou 1,00 ponto percentual"
        in resultado.leitura[0]
    )


@pytest.mark.parametrize(
    ("meta", "situacao", "falta", "caminho"),
    [("5", "cumprida", 0, 100), ("4", "abaixo do ritmo", 1, 50), ("4,5", "abaixo do ritmo", 0.5, 100 / 1.5)],
)
def test_a_meta_e_do_nivel_e_menor_e_melhor(meta, situacao, falta, caminho):
    metas = f"cooperativa | mes_da_meta | meta_de_inadimplencia_30\nVale | 03/2027 | {meta}"
    alvo = linha(executar(CAMINHO, medicoes=MEDICOES, metas=metas).saidas["metas"], de_quem="Vale")
    assert alvo["situacao_da_meta"] == situacao
    assert alvo["falta_taxa_de_inadimplencia"] == pytest.approx(falta)
    assert alvo["caminho"] == pytest.approx(caminho)
    assert alvo["ritmo_preciso_taxa_de_inadimplencia"] == pytest.approx(falta / 3)
    assert pd.isna(alvo["da_meta"])  # dividir pela meta só faz sentido quando maior é melhor


def test_uma_faixa_maior_que_a_anterior_e_pendencia_e_fica_fora():
    torta = dados(carteira=CABECALHO + "Vale | 12/2025 | ME | 1.000 | 50 | 60 | 0")
    assert any("O que passou de 60 dias" in p.frase for p in torta.conferido("carteira")[1])
    assert torta.tabela("carteira").empty


def test_quem_so_sabe_o_atraso_de_90_dias_tem_resposta():
    resultado = executar("cooperativa | mes | porte | saldo | saldo_mais_de_90\nVale | 12/2025 | ME | 100 | 3")
    assert "R$ 3,00 estão em operações com mais de 90 dias de atraso" in resultado.leitura[0]


def test_tres_casos_dao_tres_conclusoes():
    piora = CABECALHO + "Vale | 12/2025 | ME | 100 | 1 | 0 | 0\nVale | 12/2026 | ME | 100 | 9 | 0 | 0"
    melhora = CABECALHO + "Vale | 12/2025 | ME | 100 | 9 | 0 | 0\nVale | 12/2026 | ME | 100 | 1 | 0 | 0"
    nada = CABECALHO + "Vale | 12/2025 | ME | 100 | 0 | 0 | 0"
    conclusoes = [executar(carteira).leitura[0] for carteira in (piora, melhora, nada)]
    assert "subiu 8,00 pontos" in conclusoes[0] and "baixou 8,00 pontos" in conclusoes[1]
    assert "nenhuma operação" in conclusoes[2]


# ------------------------------------------------------------------ propriedades

COLUNAS = [c for c in dados().conferido("carteira")[0].columns if not c.startswith("_")]
linhas = st.lists(
    st.tuples(
        st.sampled_from("VSM"),
        st.sampled_from(["2025-12", "2026-12"]),
        st.sampled_from(["MEI", "ME", "EPP", "pessoa física"]),
        st.integers(0, 10**6),
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
        st.booleans(),
    ),
    max_size=12,
)


def tabela(feitas) -> pd.DataFrame:
    prontas = []
    for cooperativa, mes, porte, saldo, partes, sabe in feitas:
        valores = {"cooperativa": cooperativa, "mes": mes, "porte": porte, "saldo": float(saldo)}
        resto = saldo
        for dias, parte in zip((30, 60, 90), partes, strict=True):
            resto = int(resto * parte)
            valores[f"saldo_mais_de_{dias}"] = float(resto) if sabe else float("nan")
        prontas.append(valores)
    pronta = pd.DataFrame(prontas, columns=COLUNAS)
    textos = ["cooperativa", "mes", "porte"]
    return pronta.astype(
        {c: float for c in COLUNAS if c not in textos and pronta[c].isna().all()} | dict.fromkeys(textos, object)
    )


def responder(feitas):
    vazias = {nome: dados().tabela(nome) for nome in ("medicoes", "metas_de_indicador")}
    return calcular(tabela(feitas), **vazias, metodo_de_atraso="saldo inteiro", publico_da_inadimplencia=PEQUENOS.nome)


@settings(max_examples=25, deadline=None)
@given(linhas)
def test_a_taxa_de_todas_e_soma_sobre_soma_e_desce_com_os_dias(feitas):
    juntas = responder(feitas)["juntas"]
    inteira = tabela(feitas)
    for (mes,), grupo in juntas.groupby(["mes"]):
        dela = inteira[(inteira["mes"] == mes) & (inteira["porte"] != "pessoa física")].dropna(
            subset=["saldo_mais_de_30"]
        )
        taxas = grupo.sort_values("faixa_de_atraso")["taxa_de_inadimplencia"].tolist()
        if dela["saldo"].sum() == 0:
            assert pd.isna(taxas).all()
        else:
            assert taxas[0] == pytest.approx(100 * dela["saldo_mais_de_30"].sum() / dela["saldo"].sum())
            assert 100 + 1e-9 >= taxas[0] >= taxas[1] >= taxas[2] >= 0


@settings(max_examples=15, deadline=None)
@given(linhas, st.randoms(use_true_random=False))
def test_a_ordem_das_linhas_nao_muda_a_resposta(feitas, sorte):
    conferir_em_outra_ordem(responder, leitura, feitas, sorte)


def test_sem_nenhum_dado_as_saidas_tem_as_colunas_declaradas():
    for saida in INADIMPLENCIA.saidas:
        assert list(responder([])[saida.nome].columns) == list(saida.nomes)
