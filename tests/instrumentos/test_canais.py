from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import dados, linha
from caderno.instrumentos.mercado.canais import concentracao

# Custo do mel: 400 / 100 = 4,00. A bala não tem custo. A loja não anotou horas.
PRODUTOS = "produto | unidade\nmel | pote\nbala | pacote"
CUSTOS = "empreendimento | produto | mes | item | valor\nFlor | mel | 05/2026 | pote | 400,00"
PRODUCAO = "empreendimento | produto | mes | realizado | horas\nFlor | mel | 05/2026 | 100 | 50"
VENDAS = """
empreendimento | produto | mes     | canal        | quantidade | preco | taxas | frete | horas_de_venda
Flor           | mel     | 05/2026 | feira        | 30         | 12,00 | 40,00 | 20,00 | 20
Flor           | mel     | 06/2026 | feira        | 10         | 12,00 |       |       | 4
Flor           | mel     | 05/2026 | atravessador | 50         | 7,00  |       |       | 2
Flor           | mel     | 05/2026 | loja da rede | 10         | 11,00 |       |       |
Raiz           | bala    | 05/2026 | feira        | 10         | 5,00  |       |       | 5
"""


def calcular(vendas=VENDAS):
    return dados(produtos=PRODUTOS, custos=CUSTOS, producao=PRODUCAO, vendas=vendas).executar("canais")


def test_sobra_por_hora_desconta_taxas_frete_e_custo_do_que_se_vendeu():
    feira = linha(calcular().saidas["por_canal"], canal="feira")
    # 40 potes × 12 = 480, menos 60 de taxas e frete, menos 40 × 4 de custo = 260
    assert feira["sobra"] == pytest.approx(260)
    assert feira["sobra_por_hora"] == pytest.approx(260 / (40 * 0.5 + 24))  # meia hora para fazer cada pote


def test_venda_sem_custo_conhecido_nao_entra_na_sobra_e_e_contada():
    feira = linha(calcular().saidas["por_canal"], canal="feira")
    assert feira["vendas_sem_custo"] == 1  # a bala
    assert feira["vendido"] == pytest.approx(480 + 50)


def test_canal_sem_horas_anotadas_nao_tem_sobra_por_hora_nem_posicao():
    loja = linha(calcular().saidas["por_canal"], canal="loja da rede")
    assert pd.isna(loja["sobra_por_hora"])
    assert pd.isna(loja["posicao"])
    assert loja["sobra"] == pytest.approx(10 * (11 - 4))


def test_por_unidade_so_se_compara_dentro_do_mesmo_produto():
    tabela = calcular().saidas["por_produto_e_canal"]
    mel = tabela[tabela["produto"] == "mel"].set_index("canal")
    assert mel.loc["loja da rede", "posicao"] == 1  # 11,00 contra (480 - 60) / 40 = 10,50 na feira
    assert mel.loc["feira", "recebido_por_unidade"] == pytest.approx(10.5)
    assert linha(tabela, produto="bala")["posicao"] == 1


def test_dependencia_da_rede_e_de_cada_um():
    saidas = calcular().saidas
    total = 480 + 350 + 110 + 50
    rede = saidas["dependencia"].iloc[0]
    assert rede["canal"] == "feira"
    assert rede["parte_das_vendas"] == pytest.approx(100 * 530 / total)
    assert linha(saidas["dependencia_de_cada_um"], empreendimento="Raiz")["concentracao"] == 10000


@pytest.mark.parametrize(
    ("linhas", "trecho"),
    [
        ("Flor | mel | 05/2026 | feira | 10 | 9,00 | 2", "A rede vende por um canal só: feira"),
        (
            "Flor | mel | 05/2026 | feira | 90 | 9,00 | 2\nFlor | mel | 05/2026 | internet | 10 | 9,00 | 2",
            "A rede depende de feira: 90 % das vendas",
        ),
        (
            "\n".join(f"Flor | mel | 05/2026 | {c} | 10 | 9,00 | 2" for c in ("feira", "internet", "venda direta")),
            "Nenhum canal passa da metade",
        ),
        ("Flor | mel | 05/2026 | feira | 10 | 3,00 | 2", "Só dá para medir a hora de trabalho em feira: -R$ 1,43"),
    ],
)
def test_a_leitura_muda_de_conclusao(linhas, trecho):
    vendas = f"empreendimento | produto | mes | canal | quantidade | preco | horas_de_venda\n{linhas}"
    assert trecho in " ".join(calcular(vendas).leitura)


def test_sem_vendas_com_valor_nao_ha_dependencia():
    resultado = calcular(
        "empreendimento | produto | mes | canal | quantidade | preco\nFlor | mel | 05/2026 | feira | 0 | 9"
    )
    assert resultado.saidas["dependencia"].empty
    assert "Ainda não há vendas com valor." in resultado.leitura


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12))
def test_a_concentracao_vai_do_canal_unico_a_divisao_igual(valores):
    indice = concentracao(pd.Series(valores))
    assert 10000 / len(valores) - 1e-6 <= indice <= 10000 + 1e-6
