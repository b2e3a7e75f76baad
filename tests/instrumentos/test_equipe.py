from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem, dados, linha
from caderno.instrumentos.credito.equipe import TODA_A_EQUIPE, a_preparar, leitura

TITULOS = "cooperativa | mes | funcao | pessoas_atuais | pessoas_capacitadas | pessoas_necessarias"
# Do Vale: 6 hoje, 2 preparadas, precisa de 5. Da Serra: sobra gente na cobrança; não sabe quantos em contratos.
VALE = """\
Vale  | 01/2026 | toda a equipe          | 6 | 2 | 5
Vale  | 01/2026 | análise de crédito     | 3 | 1 | 4
Vale  | 01/2026 | cobrança               | 2 | 0 | 2
"""
SERRA = """\
Serra | 02/2026 | toda a equipe          | 4 | 4 | 3
Serra | 02/2026 | análise de crédito     | 2 | 2 | 2
Serra | 02/2026 | cobrança               | 3 | 3 | 1
Serra | 02/2026 | elaboração de contratos | 1 | não sei | 1
"""


def executar(texto, **escolhas):
    return dados(escolhas=escolhas, equipe_de_credito="\n".join([TITULOS, *filter(None, texto.split("\n"))])).executar(
        "lacuna_da_equipe"
    )


def responder(texto, **escolhas):
    return executar(texto, **escolhas).saidas


def test_a_lacuna_e_o_necessario_menos_o_preparado_e_se_parte_em_preparar_e_trazer():
    analise = linha(responder(VALE)["por_cooperativa"], funcao="análise de crédito")
    assert analise["lacuna"] == 3  # 4 - 1
    assert analise["a_preparar"] == 2  # 3 trabalham ali, 1 já preparada
    assert analise["a_trazer"] == 1
    assert analise["cobertura"] == 25  # 1 ÷ 4


def test_lacuna_negativa_e_folga_e_nao_pede_formacao():
    cobranca = linha(responder(SERRA)["por_cooperativa"], funcao="cobrança")
    assert (cobranca["lacuna"], cobranca["a_preparar"], cobranca["a_trazer"]) == (-2, 0, 0)
    assert cobranca["cobertura"] == 100


def test_quem_sobra_numa_cooperativa_nao_cobre_o_que_falta_na_outra():
    cobranca = linha(responder(VALE + SERRA)["rede"], funcao="cobrança")
    assert cobranca["pessoas_que_faltam"] == 2  # faltam 2 no Vale; as 2 de folga da Serra não contam
    assert cobranca["cobertura"] == pytest.approx(100 / 3)  # (0 + 1) ÷ (2 + 1)


def test_sem_um_dos_numeros_a_linha_fica_fora_da_soma_e_e_contada():
    resultado = executar(VALE + SERRA)
    contratos = linha(resultado.saidas["rede"], funcao="elaboração de contratos")
    assert pd.isna(contratos["pessoas_que_faltam"])
    assert contratos["sem_resposta"] == 1
    assert "1 linha ficou sem conta" in resultado.leitura[-1]


def test_o_plano_comeca_pela_funcao_menos_coberta_e_arredonda_as_turmas_para_cima():
    plano = responder(VALE + SERRA, pessoas_por_turma="3", horas_do_curso="8")["plano"]
    # cobrança: 33 % coberta, 2 a preparar; análise: (1 + 2) ÷ (4 + 2) = 50 %, 2 a preparar
    assert plano["funcao"].tolist() == ["cobrança", "análise de crédito"]
    assert plano["turmas"].tolist() == [1, 1]
    assert plano["horas_de_formacao"].tolist() == [8, 8]
    assert plano["de_quais"].tolist() == ["Vale", "Vale"]
    assert responder(VALE, pessoas_por_turma="1")["plano"]["turmas"].tolist() == [2, 2]


def test_cada_turma_proposta_pode_ir_para_o_plano_de_trabalho():
    primeira, segunda = executar(VALE + SERRA).sugestoes
    assert primeira.valores["acao"] == "Fazer 1 turma de cobrança: 2 pessoas, 16 horas (Vale)"
    assert "análise de crédito" in segunda.valores["acao"]


def test_o_total_da_equipe_so_entra_no_plano_quando_ninguem_disse_as_funcoes():
    so_total = responder("Vale | 01/2026 | toda a equipe | 6 | 2 | 5")
    assert so_total["plano"]["funcao"].tolist() == [TODA_A_EQUIPE]
    assert so_total["plano"]["a_preparar"].tolist() == [3]


def test_vale_o_ultimo_mes_levantado_de_cada_cooperativa():
    antes = "Vale | 06/2025 | cadastro | 9 | 0 | 9\n"
    assert "cadastro" not in set(responder(antes + VALE)["por_cooperativa"]["funcao"])


def test_mais_preparadas_do_que_pessoas_e_erro_com_os_dois_numeros():
    resultado = executar("Vale | 01/2026 | cadastro | 2 | 3 | 3\n" + VALE)
    assert [p.frase for p in resultado.pendencias if p.gravidade == "erro"] == [
        "São 3 pessoas preparadas em 2 que trabalham hoje. Confira os dois números."
    ]
    assert "cadastro" not in set(resultado.saidas["rede"]["funcao"])


def test_a_leitura_muda_com_o_caso():
    falta = executar(VALE).leitura
    assert falta[0] == "Das 5 pessoas preparadas que são precisas, faltam 3."
    assert "só formação não basta" in " ".join(falta)
    assert executar("Serra | 02/2026 | cobrança | 3 | 3 | 1").leitura == [
        "Há pessoas preparadas para tudo o que as cooperativas disseram precisar."
    ]
    assert executar("Vale | 01/2026 | cobrança | 2 | 0 | 2").leitura[0] == (
        "Falta gente preparada em 1 função. Sem a linha “toda a equipe” não se sabe quantas pessoas são ao todo."
    )
    assert executar("Vale | 01/2026 | cobrança | 2 | não sei | 2").leitura == [
        "Ainda não dá para saber quanta gente falta: escrevam as pessoas preparadas e as necessárias."
    ]


pessoas = st.integers(0, 40)


@given(pessoas, pessoas, pessoas)
def test_ninguem_se_prepara_alem_da_lacuna_nem_de_quem_trabalha_ali(necessarias, capacitadas, a_mais):
    preparar = a_preparar(necessarias, capacitadas, capacitadas + a_mais)
    assert 0 <= preparar <= a_mais
    assert preparar <= max(0, necessarias - capacitadas)
    assert preparar == min(a_mais, max(0, necessarias - capacitadas))


@given(st.randoms(use_true_random=False))
def test_a_ordem_das_linhas_nao_muda_a_resposta(sorte):
    linhas = (VALE + SERRA).strip().split("\n")
    conferir_em_outra_ordem(lambda ls: responder("\n".join(ls)), leitura, linhas, sorte)
