from __future__ import annotations

import pandas as pd
import pytest

from bancada import HOJE, dados, linha
from caderno.instrumentos.credito.identificacao import DEFINICOES
from caderno.modelo import Contexto

COOPERATIVAS = """
cooperativa | razao_social   | cnpj_da_cooperativa | sistema       | central       | municipio | endereco_da_sede | area_de_acao | condicao_de_associacao | classificacao | pontos_de_atendimento
Vale        | Cooperativa do Vale | 11.222.333/0001-81 | não se aplica | não se aplica | Crato-CE  | Rua A, 1         | Crato        | livre admissão         | clássica      | 3
Serra       | Cooperativa da Serra |                    | Cresol        | não sei       | Crato-CE  | Rua B, 2         | Crato        | rural                  | clássica      | 2
"""  # noqa: E501
ASSOCIADOS = """
cooperativa | mes     | porte         | associados
Vale        | 12/2025 | pessoa física | 500
Vale        | 01/2026 | pessoa física | 700
Vale        | 01/2026 | MEI           | 200
Vale        | 01/2026 | ME            | 80
Vale        | 01/2026 | EPP           | 15
Vale        | 01/2026 | maior que EPP | 5
Serra       | 01/2026 | pessoa física | 900
Serra       | 01/2026 | MEI           | 50
Serra       | 01/2026 | produtor rural com registro | 40
Serra       | 01/2026 | não informado | 10
"""
SOCIAL = """
cooperativa | mes     | pessoas_juridicas_associadas | associados_olhados | fieis_por_renda | fieis_por_produtos | fieis_por_uso | fidelizacao_declarada
Vale        | 01/2026 | 310 | 1.000 | 450 | 300 | 800 |
Serra       | 01/2026 | 50  | 200   | 30  |     | 150 | 48
"""  # noqa: E501


def executar(escolha="", **quadros):
    quadros = {"cooperativas": COOPERATIVAS, "associados": ASSOCIADOS, "quadro_social": SOCIAL} | quadros
    quadros = {nome: texto for nome, texto in quadros.items() if texto}
    return dados(escolhas={"definicao_de_fidelizacao": escolha} if escolha else {}, **quadros).executar("identificacao")


def test_o_indice_da_rede_e_soma_sobre_soma():
    rede = executar().saidas["rede"].iloc[0]
    assert rede["fidelizacao"] == pytest.approx(40)  # (450 + 30) ÷ 1.200, e não a média de 45 % e 15 %
    assert rede["com_fidelizacao"] == 2


def test_a_definicao_escolhida_muda_o_numero_e_vai_escrita_ao_lado():
    for definicao, do_vale, da_serra in (
        ("maior parte da renda", 45, 15),
        ("três produtos ou mais", 30, None),
        ("usou nos últimos três meses", 80, 75),
        ("declarada pela cooperativa", None, 48),
    ):
        tabela = executar(definicao).saidas["fidelizacao"].set_index("cooperativa")
        assert set(tabela["definicao"]) == {definicao}
        for nome, esperado in (("Vale", do_vale), ("Serra", da_serra)):
            valor = tabela.loc[nome, "fidelizacao"]
            assert pd.isna(valor) if esperado is None else valor == esperado
    assert set(DEFINICOES) == set(executar().instrumento.escolhas[0].campo.opcoes)


def test_cooperativa_sem_a_definicao_fica_fora_da_soma_e_e_contada():
    rede = executar("três produtos ou mais").saidas["rede"].iloc[0]
    assert (rede["fidelizacao"], rede["com_fidelizacao"]) == (30, 1)


def test_a_soma_dos_portes_se_confere_com_o_total_de_pessoas_juridicas():
    social = executar().saidas["quadro_social"]
    vale = linha(social, cooperativa="Vale")
    assert vale["juridicas"] == 300  # 200 + 80 + 15 + 5
    assert vale["nao_fecha"] == 10  # 310 - 300
    assert vale["pequenos_negocios"] == 295
    serra = linha(social, cooperativa="Serra")
    assert (serra["nao_fecha"], serra["produtores_rurais"], serra["sem_porte"]) == (0, 40, 10)


def test_so_se_compara_o_total_do_mesmo_mes():
    social = executar(quadro_social=SOCIAL.replace("Vale        | 01/2026", "Vale        | 06/2025"))
    assert pd.isna(linha(social.saidas["quadro_social"], cooperativa="Vale")["nao_fecha"])


def test_quem_se_associa_e_o_do_ultimo_mes():
    por_porte = executar().saidas["por_porte"]
    assert linha(por_porte, cooperativa="Vale", porte="pessoa física")["associados"] == 700
    assert linha(por_porte, cooperativa="Vale", porte="MEI")["parte_dos_associados"] == 20  # 200 ÷ 1.000


def test_nao_se_aplica_e_resposta_e_nao_sei_falta_perguntar():
    ficha = executar().saidas["ficha"]
    assert linha(ficha, cooperativa="Vale")["respondido"] == 100
    serra = linha(ficha, cooperativa="Serra")
    assert serra["respondido"] == 80  # 8 de 10
    assert serra["falta_perguntar"] == "CNPJ da cooperativa e central"


def test_a_leitura_muda_com_o_caso():
    inteira = executar().leitura
    assert inteira[0] == (
        "A rede tem 2 cooperativas de crédito, com 2.000 associados, dos quais 17,3 % são pequenos negócios."
    )
    assert "em Vale, a soma dos portes dá 300 pessoas jurídicas e o relatório diz 310" in inteira[1]
    assert inteira[2] == (
        "Pela definição “maior parte da renda”, 40,0 % dos associados contam com a cooperativa: "
        "de 15,0 % (Serra) a 45,0 % (Vale)."
    )
    declarada = executar("declarada pela cooperativa").leitura
    assert "o índice de fidelização de Serra é 48,0 %" in " ".join(declarada)
    so_ficha = executar(associados="", quadro_social="").leitura
    assert so_ficha[0] == "A rede tem 2 cooperativas de crédito. Ainda não se sabe quem elas associam."
    assert so_ficha[1] == "Na definição escolhida, nenhuma cooperativa tem índice de fidelização."


def test_no_recorte_de_uma_cooperativa_a_conclusao_diz_o_nome_dela():
    recorte = Contexto(hoje=HOJE, cooperativa="Vale")
    resultado = dados(recorte, cooperativas=COOPERATIVAS, associados=ASSOCIADOS).executar("identificacao")
    assert resultado.leitura[0] == "Vale tem 1.000 associados, dos quais 29,5 % são pequenos negócios."


def test_mais_fieis_do_que_olhados_e_erro():
    resultado = executar(quadro_social=SOCIAL.replace("| 450 |", "| 1.450 |"))
    assert [p.frase for p in resultado.pendencias if p.gravidade == "erro"] == [
        "São 1.450 em 1.000 associados olhados. Confira os dois números."
    ]
