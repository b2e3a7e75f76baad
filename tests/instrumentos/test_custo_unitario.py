from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import dados, linha
from caderno.instrumentos.producao.custo_unitario import repartir

# Flor faz dois produtos; Raiz faz um. Maio e junho. Uma venda de Raiz ficou sem horas.
PRODUTOS = """
produto | unidade
mel     | pote
própolis| pote
doce    | pote
"""
CUSTOS = """
empreendimento | produto  | mes     | item     | tipo_de_custo | valor
Flor           | mel      | 05/2026 | pote     | embalagem     | 200,00
Flor           | mel      | 06/2026 | pote     | embalagem     | 100,00
Flor           | própolis | 05/2026 | frasco   | embalagem     | 60,00
Flor           |          | 05/2026 | contador | administração | 90,00
Flor           |          | 06/2026 | contador | administração | 10,00
Raiz           | doce     | 05/2026 | açúcar   | matéria-prima | 80,00
Raiz           |          | 05/2026 | gás      | energia       | 20,00
"""
PRODUCAO = """
empreendimento | produto  | mes     | realizado | perdas | horas
Flor           | mel      | 05/2026 | 60        | 5      | 30
Flor           | mel      | 06/2026 | 40        |        | 30
Flor           | própolis | 05/2026 | 20        | 0      | 40
Raiz           | doce     | 05/2026 | 50        | 0      | 25
"""
VENDAS = """
empreendimento | produto | mes     | canal | quantidade | preco | taxas | frete | horas_de_venda
Flor           | mel     | 05/2026 | feira | 50         | 10,00 | 20,00 | 5,00  | 8
Raiz           | doce    | 05/2026 | feira | 40         | 5,00  |       |       |
"""


def calcular(base="horas", **mudancas):
    quadros = {"produtos": PRODUTOS, "custos": CUSTOS, "producao": PRODUCAO, "vendas": VENDAS} | mudancas
    return dados(escolhas={"base_de_rateio": base}, **quadros).executar("custo_unitario")


def test_custo_por_unidade_soma_gastos_do_produto_e_parte_dos_comuns_sobre_unidades_boas():
    mel = linha(calcular().saidas["por_produto"], produto="mel")
    assert mel["custo_direto"] == 300  # 200 + 100
    assert mel["custo_comum"] == 60  # 100 de gastos comuns × 60 h ÷ (60 h + 40 h)
    assert mel["unidades_boas"] == 95  # 60 + 40 - 5
    assert mel["custo_por_unidade"] == pytest.approx(360 / 95)


def test_cada_base_reparte_de_um_jeito_e_o_efeito_aparece_lado_a_lado():
    efeito = calcular().saidas["efeito_da_base"].set_index(["produto", "base"])["custo_por_unidade"]
    assert efeito["própolis", "horas"] == pytest.approx((60 + 40) / 20)  # 40 de 100 horas
    assert efeito["própolis", "volume"] == pytest.approx((60 + 16.67) / 20)  # 20 de 120 unidades: 16,67
    assert efeito["própolis", "custo direto"] == pytest.approx((60 + 16.67) / 20)  # 60 de 360 reais: 16,67
    assert pd.isna(efeito["própolis", "vendas"])  # própolis não tem venda anotada: a base não existe


def test_a_escolha_do_grupo_muda_a_resposta_e_fica_ao_lado_dela():
    resultado = calcular("volume")
    assert linha(resultado.saidas["por_produto"], produto="própolis")["custo_comum"] == 16.67
    assert resultado.escolhas == {"base_de_rateio": "volume"}


def test_unidades_diferentes_nao_repartem_por_volume():
    resultado = calcular("volume", produtos="produto | unidade\nmel | pote\npropolis | frasco\ndoce | pote")
    assert linha(resultado.saidas["por_produto"], produto="doce")["custo_comum"] == 20  # um produto só: é todo dele
    assert pd.isna(linha(resultado.saidas["por_produto"], produto="mel")["custo_comum"])


def test_sobra_por_hora_desconta_taxas_frete_e_custo_e_conta_horas_de_fazer_e_de_vender():
    mel = linha(calcular().saidas["por_produto"], produto="mel")
    recebido = 50 * 10 - 20 - 5
    horas = 50 * (60 / 95) + 8
    assert mel["recebido_por_unidade"] == pytest.approx(recebido / 50)
    assert mel["sobra_por_hora"] == pytest.approx((recebido - 50 * 360 / 95) / horas)
    assert mel["minimo_por_hora"] == 7.37


def test_sem_producao_o_custo_nao_se_aplica_e_nao_e_zero():
    resultado = calcular(producao="empreendimento | produto | mes | realizado\nRaiz | doce | 05/2026 | 0")
    assert resultado.saidas["por_produto"]["custo_por_unidade"].isna().all()
    assert "falta a produção" in resultado.leitura[0]


def test_sem_nenhum_gasto_anotado_o_custo_nao_se_aplica():
    resultado = calcular(producao=PRODUCAO + "Sol | mel | 05/2026 | 50 | |")
    assert pd.isna(linha(resultado.saidas["por_produto"], empreendimento="Sol")["custo_por_unidade"])


def test_linha_com_erro_fica_fora_da_conta_e_e_contada():
    resultado = calcular(custos=CUSTOS + "Flor | mel | 06/2026 | rótulo | embalagem | muito")
    assert linha(resultado.saidas["por_produto"], produto="mel")["custo_direto"] == 300
    assert linha(resultado.uso, quadro="custos")[["lidas", "usadas", "com_erro"]].tolist() == [8, 7, 1]


def test_gasto_comum_de_quem_nao_tem_produto_aparece_a_parte():
    resultado = calcular(custos=CUSTOS + "Sol | | 06/2026 | aluguel | outro | 300,00")
    assert resultado.saidas["sem_produto"].to_numpy().tolist() == [["Sol", 300.0]]
    assert "R$ 300,00 de gastos comuns não têm produto" in resultado.leitura[-1]


@pytest.mark.parametrize(
    ("preco", "comeco"),
    [
        ("100,00", "Todos os produtos deixam"),
        ("4,00", "Nenhum produto deixa"),
    ],
)
def test_a_leitura_muda_de_conclusao_com_o_preco(preco, comeco):
    vendas = f"""
    empreendimento | produto | mes | canal | quantidade | preco | horas_de_venda
    Flor | mel | 05/2026 | feira | 50 | {preco} | 8
    Raiz | doce | 05/2026 | feira | 40 | {preco} |
    """
    assert calcular(vendas=vendas).leitura[0].startswith(comeco)


def test_com_um_produto_so_a_leitura_o_compara_com_o_salario_minimo_por_hora():
    vendas = "empreendimento | produto | mes | canal | quantidade | preco\nRaiz | doce | 05/2026 | feira | 40 | 9,00"
    assert calcular(vendas=vendas).leitura[0] == (
        "doce (Raiz) deixa R$ 14,00 por hora de trabalho, mais do que o salário mínimo por hora, R$ 7,37."
    )  # 9 - 2 de custo = 7 por pote, meia hora cada


def test_a_leitura_avisa_quem_vende_por_menos_do_que_custa():
    vendas = "empreendimento | produto | mes | canal | quantidade | preco\nRaiz | doce | 05/2026 | feira | 40 | 1,50"
    assert "doce (Raiz) se vende por menos do que custa" in " ".join(calcular(vendas=vendas).leitura)


centavos = st.integers(0, 10**7).map(lambda c: c / 100)


@given(centavos, st.lists(st.floats(0.01, 1e4), min_size=1, max_size=8))
def test_o_rateio_fecha_no_centavo(total, pesos):
    chave = pd.MultiIndex.from_tuples(
        [("Flor", f"p{i}") for i in range(len(pesos))], names=["empreendimento", "produto"]
    )
    partes = repartir(pd.Series({"Flor": total}), pd.Series(pesos, index=chave))
    assert round(partes.sum(), 2) == total
    assert (partes * 100 - (partes * 100).round()).abs().max() < 1e-6


@settings(max_examples=12)
@given(st.permutations(range(7)))
def test_a_ordem_das_linhas_nao_muda_o_custo(ordem):
    cabecalho, *linhas = CUSTOS.strip().splitlines()
    trocada = "\n".join([cabecalho, *(linhas[i] for i in ordem)])
    esperado = calcular().saidas["por_produto"]
    pd.testing.assert_frame_equal(calcular(custos=trocada).saidas["por_produto"], esperado)
