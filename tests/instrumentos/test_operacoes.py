from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem, dados, linha
from caderno.instrumentos.credito.operacoes import juros_ao_ano, leitura

TITULOS = "cooperativa | mes | operacao_usual | opera | contratado_em_12_meses | juros_ao_mes | prazo | garantias"
VALE = """\
Vale | 01/2026 | capital de giro       | sim | 300.000,00 | 2,00 | 12 | aval
Vale | 01/2026 | financiamento de bens | sim | 100.000,00 | 1,50 | 36 | alienação do bem; aval
Vale | 01/2026 | desconto de cheques   | não |            |      |    |
"""
SERRA = """\
Serra | 02/2026 | capital de giro     | sim | 100.000,00 | 3,00 | 24 | grupo solidário
Serra | 02/2026 | financiamento rural | sim |            | 0,80 | 60 | aval
Serra | 02/2026 | desconto de cheques | não |            |      |    |
"""


def executar(texto):
    return dados(operacoes_usuais="\n".join([TITULOS, *filter(None, texto.split("\n"))])).executar(
        "mistura_de_produtos"
    )


def responder(texto):
    return executar(texto).saidas


def test_os_juros_da_rede_pesam_pelo_que_se_emprestou():
    giro = linha(responder(VALE + SERRA)["rede"], operacao_usual="capital de giro")
    assert giro["juros_medios"] == pytest.approx(2.25)  # (2 × 300 + 3 × 100) ÷ 400, e não 2,5
    assert giro["prazo_medio"] == pytest.approx(15)  # (12 × 300 + 24 × 100) ÷ 400
    assert giro["parte_do_contratado"] == pytest.approx(80)  # 400 de 500


def test_a_mistura_de_cada_cooperativa_soma_cem():
    do_vale = responder(VALE + SERRA)["por_cooperativa"].query("cooperativa == 'Vale'")
    assert do_vale["parte_do_contratado"].dropna().tolist() == [75, 25]


def test_nao_faz_e_diferente_de_sem_valor_anotado():
    rede = responder(VALE + SERRA)["rede"]
    cheques, rural = (linha(rede, operacao_usual=m) for m in ("desconto de cheques", "financiamento rural"))
    assert (cheques["cooperativas_que_fazem"], cheques["cooperativas"], cheques["sem_valor"]) == (0, 2, 0)
    assert (rural["cooperativas_que_fazem"], rural["sem_valor"]) == (1, 1)
    assert pd.isna(rural["juros_medios"]) and pd.isna(rural["contratado_em_12_meses"])


def test_cada_garantia_se_conta_nas_modalidades_em_que_e_pedida():
    garantias = responder(VALE + SERRA)["garantias"].set_index("garantia")
    # aval: no giro e nos bens do Vale, no rural da Serra
    assert garantias.loc["aval"].tolist() == [3, 2]
    assert garantias.loc["grupo solidário"].tolist() == [1, 1]


def test_juros_ao_ano_sao_juros_sobre_juros():
    assert juros_ao_ano(1.0) == pytest.approx(12.6825, abs=1e-4)  # e não 12
    assert juros_ao_ano(0.0) == 0


def test_valor_numa_modalidade_que_nao_se_faz_e_erro():
    resultado = executar("Vale | 01/2026 | outras | não | 10,00 | | |\n" + VALE)
    assert [p.frase for p in resultado.pendencias if p.gravidade == "erro"] == [
        "Está escrito que não faz outras, mas há valor contratado. Confira."
    ]


def test_a_leitura_muda_com_o_caso():
    juntas = executar(VALE + SERRA).leitura
    assert juntas == [
        "A maior parte do crédito para pequenos negócios é capital de giro: 80 % do contratado.",
        "O preço mais diferente é o de capital de giro: de 2,00 % ao mês (Vale) a 3,00 % (Serra).",
        "Nenhuma cooperativa faz desconto de cheques.",
        "A garantia mais pedida é aval.",
        "1 modalidade que se faz não tem valor anotado, e por isso a mistura está incompleta.",
    ]
    uma_so = executar("Vale | 01/2026 | capital de giro | sim | 10,00 | 2 | 12 |").leitura
    assert uma_so == ["Todo o crédito anotado para pequenos negócios é capital de giro."]
    nada = executar("Vale | 01/2026 | capital de giro | não | | | |").leitura
    assert nada[0] == "Nenhuma das modalidades anotadas é feita para pequenos negócios."
    iguais = "\n".join(
        f"Vale | 01/2026 | {m} | sim | 100,00 | 2 | 12 |" for m in ("outras", "capital de giro", "financiamento rural")
    )
    assert executar(iguais).leitura[0].startswith("O crédito está repartido")


@given(st.randoms(use_true_random=False))
def test_a_ordem_das_linhas_nao_muda_a_resposta(sorte):
    linhas = (VALE + SERRA).strip().split("\n")
    conferir_em_outra_ordem(lambda ls: responder("\n".join(ls)), leitura, linhas, sorte)
