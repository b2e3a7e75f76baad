"""O uso de produtos: usos sobre usos possíveis, ou a taxa declarada com o peso de cada cooperativa, nunca as duas."""

from __future__ import annotations

import pandas as pd
import pytest

from bancada import dados, linha
from caderno.instrumentos.credito.produtos_usados import PRODUTOS_USADOS

USO = """
cooperativa | mes     | produto_financeiro | socios_que_usam | socios_na_conta | taxa_declarada
Vale        | 12/2025 | cobrança           | 40              | 100             |
Vale        | 12/2025 | cartão             | 60              | 100             |
Vale        | 12/2026 | cobrança           | 60              | 120             |
Vale        | 12/2026 | cartão             | 84              | 120             |
Serra       | 12/2026 |                    |                 | 30              | 20
Mar         | 12/2026 |                    |                 |                 | 90
"""
DECLARADA = {"definicao_de_uso": "taxa declarada"}


def executar(uso=USO, escolhas=None, **quadros):
    return dados(uso_de_produtos=uso, escolhas=escolhas, **quadros).executar("produtos_usados")


def test_usos_sobre_usos_possiveis_e_a_variacao_em_pontos():
    juntas = executar().saidas["juntas"].set_index("momento")
    assert juntas["taxa_de_uso"].tolist() == [50, 60]
    assert juntas.loc["t1", "variacao_taxa_de_uso"] == 10


def test_quem_so_tem_taxa_declarada_fica_fora_da_outra_definicao_e_e_dito():
    resultado = executar()
    assert resultado.saidas["sem_definicao"]["de_quem"].tolist() == ["Mar", "Serra"]
    assert resultado.leitura[-1] == ("Fora da soma, por falta da conta por produto: Mar e Serra.")


def test_a_taxa_declarada_pesa_pelos_associados():
    associados = "cooperativa | mes | porte | associados\nMar | 12/2026 | ME | 10"
    resultado = executar(escolhas=DECLARADA, associados=associados)
    assert resultado.saidas["juntas"]["taxa_de_uso"].tolist() == [37.5]  # (20 % de 30 + 90 % de 10) / 40


def test_sem_peso_a_taxa_da_cooperativa_existe_e_a_de_todas_a_deixa_fora():
    resultado = executar(escolhas=DECLARADA)
    assert linha(resultado.saidas["por_cooperativa"], cooperativa="Mar")["taxa_de_uso"] == 90
    assert resultado.saidas["juntas"]["taxa_de_uso"].tolist() == [20]
    assert "Mar" in resultado.leitura[-1]


def test_uma_cooperativa_so_nao_precisa_de_peso():
    uso = "cooperativa | mes | taxa_declarada\nMar | 12/2026 | 90"
    assert executar(uso, DECLARADA).saidas["juntas"]["taxa_de_uso"].tolist() == [90]


def test_ninguem_na_conta_nao_se_aplica():
    uso = "cooperativa | mes | produto_financeiro | socios_que_usam | socios_na_conta\nMar | 12/2026 | cartão | 0 | 0"
    resultado = executar(uso)
    assert pd.isna(resultado.saidas["juntas"]["taxa_de_uso"].iloc[0])
    assert resultado.leitura[0].startswith("Não se aplica")


@pytest.mark.parametrize(
    ("antes", "depois", "conclusao"),
    [("40", "60", "A taxa subiu 20,00"), ("60", "40", "A taxa baixou 20,00"), ("40", "40", "A taxa ficou igual")],
)
def test_tres_casos_dao_tres_conclusoes(antes, depois, conclusao):
    titulo = "cooperativa | mes | produto_financeiro | socios_que_usam | socios_na_conta\n"
    uso = titulo + f"V | 12/2025 | cartão | {antes} | 100\nV | 12/2026 | cartão | {depois} | 100"
    assert conclusao in executar(uso).leitura[0]


def test_o_mais_usado_e_o_menos_usado():
    frase = PRODUTOS_USADOS.graficos[1].frase(executar().saidas)
    assert frase == "O mais usado é cartão (70 %) e o menos usado, cobrança (50 %)."


def test_usar_mais_do_que_ha_e_pendencia():
    uso = "cooperativa | mes | produto_financeiro | socios_que_usam | socios_na_conta\nMar | 12/2026 | cartão | 9 | 8"
    assert "Usam 9 associados de 8" in dados(uso_de_produtos=uso).conferido("uso_de_produtos")[1][-1].frase
