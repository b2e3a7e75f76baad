from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import bruta, dados, linha
from caderno.instrumentos.integracao.compras_coletivas import COTACOES, Faixa, faixas_de, melhor_compra
from caderno.validacao import conferir

# Dois pedem pote; Sol não disse quanto paga hoje. O açúcar não tem cotação.
DEMANDAS = """
empreendimento | insumo | unidade | quantidade_pedida | preco_de_hoje
Flor           | pote   | unidade | 100               | 3,00
Raiz           | Pote   | unidade | 300               | 2,50
Sol            | pote   | unidade | 100               |
Flor           | açúcar | kg      | 50                | 4,00
"""
COTACOES_DE_POTE = """
insumo | fornecedor | unidade | a_partir_de | preco_cotado | pedido_minimo | frete_cotado
pote   | Vidraria   | unidade |             | 2,20         |               | 50,00
pote   | Vidraria   | unidade | 400         | 2,00         |               | 50,00
pote   | Litoral    | unidade |             | 1,80         | 1000          | 200,00
"""


def calcular(demandas=DEMANDAS, cotacoes=COTACOES_DE_POTE):
    return dados(demandas=demandas, cotacoes=cotacoes).executar("compras_coletivas")


def test_escolhe_a_compra_mais_barata_com_faixa_minimo_e_frete():
    pote = linha(calcular().saidas["resumo"], insumo="pote")
    assert pote["fornecedor"] == "Vidraria"
    assert pote["custo_da_compra"] == 500 * 2.00 + 50  # 1.050; Litoral exige 1.000 potes: 2.000
    assert pote["preco_final"] == pytest.approx(2.10)


def test_a_economia_compara_so_quem_disse_quanto_paga_hoje():
    pote = linha(calcular().saidas["resumo"], insumo="pote")
    assert pote["gasto_de_hoje"] == 100 * 3 + 300 * 2.5  # 1.050
    assert pote["economia"] == pytest.approx(1050 - 400 * 2.10)  # 210: Sol paga os outros 210 da compra
    assert pote["sem_preco_de_hoje"] == 1


def test_a_economia_se_divide_igual_ou_conforme_a_quantidade():
    partes = calcular().saidas["partes"].set_index("empreendimento")
    assert partes.loc[["Flor", "Raiz"], "economia_igual"].tolist() == [105.0, 105.0]
    assert partes.loc[["Flor", "Raiz"], "economia_proporcional"].tolist() == [52.5, 157.5]
    assert pd.isna(partes.loc["Sol", "economia_igual"])
    for regra in ("paga_igual", "paga_proporcional"):
        assert partes[regra].sum() == pytest.approx(1050)  # juntos, pagam a compra inteira


def test_insumo_sem_cotacao_fica_de_fora_com_o_motivo():
    resultado = calcular()
    assert resultado.saidas["fora"].to_numpy().tolist() == [["açúcar", "não tem cotação"]]
    assert "açúcar ficou de fora: não tem cotação." in resultado.leitura


def test_unidades_diferentes_nao_se_somam():
    demandas = DEMANDAS.replace("Raiz           | Pote   | unidade", "Raiz           | Pote   | caixa")
    fora = linha(calcular(demandas).saidas["fora"], insumo="pote")
    assert fora["motivo"] == "as linhas têm unidades diferentes: caixa e unidade"


def test_quando_so_ha_pedido_minimo_maior_a_compra_leva_o_minimo():
    cotacoes = "insumo | fornecedor | unidade | preco_cotado | pedido_minimo\npote | Litoral | unidade | 1,80 | 1000"
    resumo = linha(calcular(cotacoes=cotacoes).saidas["resumo"], insumo="pote")
    assert resumo["a_mais"] == 500  # só dá para comprar mil


def test_levar_um_pouco_a_mais_pode_sair_mais_barato():
    cotacoes = """
    insumo | fornecedor | unidade | a_partir_de | preco_cotado
    pote   | Vidraria   | unidade |             | 2,00
    pote   | Vidraria   | unidade | 520         | 1,50
    """
    resultado = calcular(cotacoes=cotacoes)
    assert linha(resultado.saidas["resumo"], insumo="pote")["custo_da_compra"] == 520 * 1.5
    assert "Em pote, a melhor compra leva 20 a mais" in " ".join(resultado.leitura)


@pytest.mark.parametrize(
    ("preco", "trecho"),
    [
        ("2,00", "Comprando junto, a rede economiza"),
        ("9,00", "comprar junto não compensa"),
    ],
)
def test_a_leitura_muda_de_conclusao(preco, trecho):
    cotacoes = f"insumo | fornecedor | unidade | preco_cotado\npote | Vidraria | unidade | {preco}"
    assert trecho in calcular(cotacoes=cotacoes).leitura[0]


def test_sem_preco_de_hoje_a_leitura_diz_o_que_falta():
    demandas = "empreendimento | insumo | unidade | quantidade_pedida\nFlor | pote | unidade | 100"
    assert "falta saber quanto cada um paga hoje" in calcular(demandas).leitura[0]


def test_a_faixa_respeita_o_pedido_minimo_e_a_faixa_seguinte():
    tabela, _ = conferir(COTACOES, bruta(COTACOES_DE_POTE))
    faixas = faixas_de(tabela)
    assert [(f.de, f.preco) for f in faixas["Vidraria"]] == [(0, 2.2), (400, 2.0)]
    assert faixas["Vidraria"][0].ate < 400
    assert [(f.de, f.frete) for f in faixas["Litoral"]] == [(1000, 200.0)]


def _custo(quantidade: int, faixas: list[Faixa]) -> float:
    """Quanto custa pedir esta quantidade a um fornecedor; sem faixa que sirva, não dá."""
    if quantidade == 0:
        return 0.0
    return min((f.preco * quantidade + f.frete for f in faixas if f.de <= quantidade <= f.ate), default=float("inf"))


fornecedores = st.dictionaries(
    st.sampled_from("AB"),
    st.tuples(
        st.integers(0, 6),  # pedido mínimo
        st.integers(0, 20),  # frete
        st.lists(st.tuples(st.integers(1, 12), st.integers(1, 9)), min_size=1, max_size=3, unique_by=lambda f: f[0]),
    ),
    min_size=1,
)


@settings(max_examples=80)
@given(st.integers(1, 12), fornecedores)
def test_a_melhor_compra_e_igual_a_da_forca_bruta(quantidade, cadastro):
    """Experimenta todas as quantidades inteiras de cada fornecedor, uma por uma."""
    faixas = {}
    for nome, (minimo, frete, degraus) in cadastro.items():
        inicios = sorted(inicio for inicio, _ in degraus)
        precos = sorted((preco for _, preco in degraus), reverse=True)  # quem leva mais paga menos
        fins = [*(inicio - 1 for inicio in inicios[1:]), float("inf")]
        faixas[nome] = [
            Faixa(nome, max(de, minimo), ate, preco, frete)
            for de, ate, preco in zip(inicios, fins, precos, strict=True)
            if max(de, minimo) <= ate
        ]
    teto = quantidade + 12  # comprar além disso nunca é mais barato: as faixas começam até 12
    melhor = min(
        sum(_custo(q, faixas[nome]) for nome, q in zip(faixas, divisao, strict=True))
        for divisao in product(range(teto + 1), repeat=len(faixas))
        if sum(divisao) >= quantidade
    )
    compra = melhor_compra(quantidade, faixas)
    assert compra.custo == pytest.approx(melhor)
    assert sum(q for _, q in compra.partes) >= quantidade


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(100, 900)), min_size=1, max_size=6),
)
def test_a_divisao_fecha_no_centavo_e_ninguem_paga_mais_do_que_hoje_quando_ha_economia(pedidos):
    linhas = "\n".join(
        f"E{i} | pote | unidade | {q} | {p / 100:.2f}".replace(".", ",") for i, (q, p) in enumerate(pedidos)
    )
    demandas = f"empreendimento | insumo | unidade | quantidade_pedida | preco_de_hoje\n{linhas}"
    cotacoes = "insumo | fornecedor | unidade | preco_cotado | frete_cotado\npote | Vidraria | unidade | 0,97 | 1,00"
    saidas = calcular(demandas, cotacoes).saidas
    custo = round(saidas["resumo"]["custo_da_compra"].iloc[0], 2)
    for regra in ("igual", "proporcional"):
        assert round(saidas["partes"][f"paga_{regra}"].sum(), 2) == custo
        if saidas["resumo"]["economia"].iloc[0] >= 0:
            assert (saidas["partes"][f"economia_{regra}"] >= -0.01).all()
