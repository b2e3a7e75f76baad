from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import dados, linha
from caderno.instrumentos.integracao.escala import custo_medio_da_rede

# Flor faz 100 a R$ 10; Raiz faz 300 a R$ 6, em dois meses; Sol faz 50 e não anotou custo.
PRODUTOS = "produto | unidade\nmel | kg"
CUSTOS = """
empreendimento | produto | mes     | item | valor
Flor           | mel     | 05/2026 | pote | 1.000,00
Flor           | mel     | 06/2026 | pote | 1.000,00
Raiz           | mel     | 05/2026 | pote | 1.800,00
Raiz           | mel     | 06/2026 | pote | 1.800,00
"""
PRODUCAO = """
empreendimento | produto | mes     | realizado | perdas | capacidade
Flor           | mel     | 05/2026 | 110       | 10     | 150
Flor           | mel     | 06/2026 | 100       |        |
Raiz           | mel     | 05/2026 | 300       |        |
Raiz           | mel     | 06/2026 | 300       |        |
Sol            | mel     | 05/2026 | 50        |        |
"""


def calcular(pedido="0", **mudancas):
    quadros = {"produtos": PRODUTOS, "custos": CUSTOS, "producao": PRODUCAO} | mudancas
    return dados(escolhas={"pedido": pedido}, **quadros).executar("escala")


def test_o_custo_medio_pesa_mais_quem_faz_mais_e_a_media_simples_engana():
    mel = linha(calcular().saidas["por_produto"], produto="mel")
    assert mel["custo_medio"] == pytest.approx(7.00)  # (10 × 100 + 6 × 300) / 400
    assert mel["media_simples"] == pytest.approx(8.00)
    assert "A média simples diria R$ 8,00, e enganaria, porque quem faz mais gasta menos." in calcular().leitura[0]


def test_quem_nao_tem_custo_fica_fora_da_media_e_e_contado():
    resultado = calcular()
    assert linha(resultado.saidas["por_produto"], produto="mel")["sem_custo"] == 1
    assert "1 produção ficou fora da média por falta de custo." in resultado.leitura


def test_unidades_diferentes_nao_tem_media():
    with pytest.raises(ValueError, match="unidades diferentes: duzia e kg"):
        custo_medio_da_rede(pd.Series([1.0, 2.0]), pd.Series([1.0, 1.0]), pd.Series(["kg", "dúzia"]))


def test_produto_sem_unidade_cadastrada_e_dito():
    assert calcular().saidas["sem_unidade"].empty
    sem = dados(custos=CUSTOS, producao=PRODUCAO).executar("escala")
    assert sem.saidas["sem_unidade"]["produto"].tolist() == ["mel"]
    assert "Falta cadastrar a unidade de mel." in sem.leitura


def test_a_escada_sobe_do_menor_custo_ao_maior_e_quem_nao_tem_custo_vem_no_fim():
    escada = calcular().saidas["escada"]
    assert escada["empreendimento"].tolist() == ["Raiz", "Flor", "Sol"]
    assert escada["capacidade_por_mes"].tolist() == [300, 150, 50]  # informada, ou o melhor mês
    assert escada["acumulado"].tolist() == [300, 450, 500]


def test_o_pedido_se_enche_a_partir_de_quem_gasta_menos():
    saidas = calcular("400").saidas
    assert saidas["degraus"].set_index("empreendimento")["faz"].to_dict() == {"Raiz": 300, "Flor": 100, "Sol": 0}
    pedido = saidas["pedido"].iloc[0]
    assert pedido["falta"] == 0
    assert pedido["custo_do_pedido"] == pytest.approx(300 * 6 + 100 * 10)


@pytest.mark.parametrize(
    ("pedido", "trecho"),
    [
        ("250", "Um empreendimento sozinho dá conta do pedido de 250 de mel em um mês. O custo é de R$ 1.500,00."),
        ("400", "Juntos, 2 empreendimentos dão conta do pedido de 400"),
        ("900", "A rede não dá conta do pedido de 900 de mel em um mês: consegue fazer 500, faltam 400."),
    ],
)
def test_a_leitura_muda_de_conclusao(pedido, trecho):
    assert calcular(pedido).leitura[0].startswith(trecho)


def test_sem_pedido_ninguem_tem_parte_e_nao_e_zero():
    degraus = calcular().saidas["degraus"]
    assert degraus["faz"].isna().all()


def test_pedido_de_um_produto_que_ninguem_faz_nao_tem_degraus():
    resultado = dados(
        escolhas={"pedido": "10", "produto_do_pedido": "queijo"}, produtos=PRODUTOS, custos=CUSTOS, producao=PRODUCAO
    ).executar("escala")
    assert resultado.saidas["degraus"].empty


numeros = st.lists(st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1e4)), min_size=1, max_size=10)


@given(numeros, st.randoms())
def test_a_media_fica_entre_o_menor_e_o_maior_e_nao_depende_da_ordem(pares, acaso):
    def media(lista):
        custos, quantidades = (pd.Series(lado) for lado in zip(*lista, strict=True))
        return custo_medio_da_rede(custos, quantidades, pd.Series(["kg"] * len(lista)))

    custos = [custo for custo, _ in pares]
    assert min(custos) - 1e-6 <= media(pares) <= max(custos) + 1e-6
    trocados = pares[:]
    acaso.shuffle(trocados)
    assert media(trocados) == pytest.approx(media(pares))
