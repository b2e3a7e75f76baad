from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import dados, linha
from caderno.instrumentos.mercado.preco import preco_por_divisor, vendas_para_empatar

# Flor: um produto, gasto fixo de 3.000 por mês em dois meses. Raiz: dois produtos, um sem porcentagens.
PRODUTOS = """
produto | unidade | tributos | comissao | fundo | margem
mel     | pote    | 6 %      | 5 %      |       | 20 %
doce    | pote    | 0        | 0        | 0     | 50 %
bala    | pacote  |          |          |       |
"""
CUSTOS = """
empreendimento | produto | mes     | item   | natureza | valor
Flor           | mel     | 05/2026 | pote   |          | 600,00
Flor           | mel     | 06/2026 | pote   |          | 600,00
Flor           |         | 05/2026 | sede   |          | 3.000,00
Flor           |         | 06/2026 | sede   |          | 3.000,00
Raiz           | doce    | 05/2026 | açúcar | variável | 300,00
Raiz           | doce    | 05/2026 | tacho  | fixo     | 100,00
Raiz           | bala    | 05/2026 | açúcar | variável | 150,00
"""
PRODUCAO = """
empreendimento | produto | mes     | realizado
Flor           | mel     | 05/2026 | 100
Flor           | mel     | 06/2026 | 100
Raiz           | doce    | 05/2026 | 100
Raiz           | bala    | 05/2026 | 50
"""
VENDAS = """
empreendimento | produto | mes     | canal | quantidade | preco | taxas | frete
Flor           | mel     | 05/2026 | feira | 100        | 10,00 |       |
Flor           | mel     | 06/2026 | feira | 100        | 10,00 |       |
Raiz           | doce    | 05/2026 | feira | 100        | 6,00  | 60,00 | 40,00
Raiz           | bala    | 05/2026 | feira | 40         | 5,00  |       |
"""


def calcular(**mudancas):
    quadros = {"produtos": PRODUTOS, "custos": CUSTOS, "producao": PRODUCAO, "vendas": VENDAS} | mudancas
    return dados(**quadros).executar("preco")


def test_o_preco_divide_o_custo_pelo_que_sobra_das_porcentagens():
    assert preco_por_divisor(10.0, 6.0 + 5.0 + 20.0) == pytest.approx(14.49, abs=0.005)


def test_porcentagens_de_cem_ou_mais_nao_dao_preco():
    assert pd.isna(preco_por_divisor(10.0, 100.0))
    assert pd.isna(preco_por_divisor(10.0, 120.0))


def test_porcentagens_de_cem_ou_mais_sao_pendencia():
    produtos = "produto | unidade | tributos | margem\nmel | pote | 60 % | 40 %"
    frases = [p.frase for p in calcular(produtos=produtos).pendencias if p.campo == "margem"]
    assert frases and "somam 100 % ou mais" in frases[0]


def test_equilibrio_de_um_produto_em_unidades_e_em_reais():
    sem_tributos = "produto | unidade | margem\nmel | pote | 20 %\ndoce | pote |\nbala | pacote |"
    saidas = calcular(produtos=sem_tributos).saidas
    # preço 10, variável 600 / 100 = 6, fixos 6.000 em dois meses: 3.000 / 4 = 750 potes por mês, R$ 7.500,00
    assert linha(saidas["equilibrio_por_produto"], produto="mel")["unidades_para_empatar"] == pytest.approx(750)
    assert linha(saidas["equilibrio"], empreendimento="Flor")["vendas_para_empatar"] == pytest.approx(7500)


def test_equilibrio_da_mistura_usa_a_margem_ponderada_pelas_vendas():
    assert vendas_para_empatar(3000.0, 0.60 * 40 + 0.40 * 25) == pytest.approx(8823.53, abs=0.005)


def test_equilibrio_de_dois_produtos_na_mesma_casa():
    raiz = linha(calcular().saidas["equilibrio"], empreendimento="Raiz")
    # doce: 6 - 3 de açúcar - 1 de taxas e frete = 2; 2 × 100 = 200. bala: 5 - 3 = 2; 2 × 40 = 80.
    assert raiz["margem_de_contribuicao"] == pytest.approx(100 * 280 / 800)
    assert raiz["vendas_para_empatar"] == pytest.approx(100 / 0.35)
    assert raiz["folga"] == pytest.approx(100 * (800 - 100 / 0.35) / 800)


def test_tributos_descontam_da_margem_e_a_comissao_combinada_nao_conta_duas_vezes():
    mel = linha(calcular().saidas["por_produto"], produto="mel")
    assert mel["despesa_de_venda"] == pytest.approx(0.60)  # 6 % de 10; a comissão de 5 % só forma o preço
    assert mel["margem_por_unidade"] == pytest.approx(10 - 6 - 0.60)


def test_sem_porcentagens_combinadas_nao_ha_preco_calculado():
    resultado = calcular()
    assert pd.isna(linha(resultado.saidas["por_produto"], produto="bala")["preco_calculado"])
    assert resultado.leitura[-1] == "1 produto não tem as porcentagens do preço combinadas."


def test_o_preco_calculado_se_desfaz_nas_suas_partes():
    saidas = calcular().saidas
    mel = saidas["formacao"][saidas["formacao"]["produto"] == "mel"]["valor_da_parte"].sum()
    assert mel == pytest.approx(linha(saidas["por_produto"], produto="mel")["preco_calculado"])


@pytest.mark.parametrize(
    ("preco", "trecho"),
    [
        ("200,00", "As vendas de hoje pagam os gastos fixos"),
        ("10,00", "não vende o bastante para pagar os gastos fixos"),
        ("5,00", "não empata vendendo mais"),
    ],
)
def test_a_leitura_muda_de_conclusao(preco, trecho):
    vendas = f"""
    empreendimento | produto | mes | canal | quantidade | preco
    Flor | mel | 05/2026 | feira | 100 | {preco}
    Flor | mel | 06/2026 | feira | 100 | {preco}
    """
    assert trecho in " ".join(calcular(vendas=vendas).leitura)


@given(st.floats(0.01, 1e5), st.floats(0, 99))
def test_do_preco_tiradas_as_porcentagens_sobra_o_custo(custo, soma):
    preco = preco_por_divisor(custo, soma)
    assert preco - preco * soma / 100 == pytest.approx(custo)
