"""O quadro que se entrega: os quatro indicadores lado a lado, cada um com a sua unidade e o seu público."""

from __future__ import annotations

import pytest

from bancada import dados, linha

QUADROS = {
    "cooperativas": "cooperativa | cnpj_da_cooperativa\nVale | 11.222.333/0001-81\nSerra |",
    "medicoes": "momento | mes\nt0 | 12/2024\nt1 | 12/2025\nt2 | 06/2026\nt3 | 10/2026",
    "associados": """
cooperativa | mes     | porte | associados
Vale        | 12/2024 | ME    | 10
Vale        | 12/2025 | ME    | 12
Vale        | 10/2026 | ME    | 15
Serra       | 12/2024 | ME    | 3
""",
    "carteira": """
cooperativa | mes     | porte | saldo | saldo_mais_de_30 | saldo_mais_de_60 | saldo_mais_de_90
Vale        | 12/2024 | ME    | 1.000 | 50               | 20               | 10
Vale        | 10/2026 | ME    | 2.000 | 160              | 20               | 10
""",
}


def executar(**mais):
    return dados(**(QUADROS | mais)).executar("quadro_de_medicoes")


def test_cada_linha_traz_a_sua_unidade_e_o_seu_publico():
    quadro = executar().saidas["quadro"]
    associados = linha(quadro, de_quem="Vale", indicador="01 Pequenos negócios associados")
    saldo = linha(quadro, de_quem="Vale", indicador="02 Saldo da carteira")
    assert (associados["medido_em_t0"], associados["publico"]) == ("10", "MEI, ME e EPP")
    assert saldo["medido_em_t0"] == "R$ 1.000,00"
    assert saldo["publico"] == "MEI, ME, EPP e produtor rural com registro"
    assert linha(quadro, de_quem="Vale", indicador="03 Inadimplência, mais de 30 dias")["medido_em_t0"] == "5,00 %"


def test_a_primeira_linha_de_cada_cooperativa_diz_o_mes_e_o_cnpj():
    datas = linha(executar().saidas["quadro"], de_quem="Vale", indicador="Mês e ano da medição")
    assert (datas["medido_em_t0"], datas["cnpj_da_cooperativa"]) == ("dezembro de 2024", "11.222.333/0001-81")


def test_a_ultima_medicao_fica_na_coluna_tn():
    associados = linha(executar().saidas["quadro"], de_quem="Vale", indicador="01 Pequenos negócios associados")
    assert associados["medido_em_tn"] == "15"
    assert associados["medido_em_t2"] != associados["medido_em_t2"]  # ninguém mediu em t2


def test_nao_refaz_conta_nenhuma_repete_a_dos_instrumentos():
    base = dados(**QUADROS)
    saldo = linha(base.executar("carteira_mpe").saidas["juntas"], momento="t3")["saldo_mpe"]
    repetido = linha(
        base.executar("quadro_de_medicoes").saidas["lado_a_lado"],
        de_quem="todas juntas", indicador="02 Saldo da carteira", momento="t3",
    )  # fmt: skip
    assert repetido["nivel_do_indicador"] == saldo == 2000


def test_para_a_inadimplencia_subir_e_piorar():
    como = executar().saidas["resumo"].set_index("indicador")["como_mudou"]
    assert como["02 Saldo da carteira"] == "melhorou"
    assert como["03 Inadimplência, mais de 30 dias"] == "piorou"  # de 5 % para 8 %
    assert como["03 Inadimplência, mais de 60 dias"] == "melhorou"  # de 2 % para 1 %


def test_diz_o_que_falta_medir_de_cada_uma():
    falta = executar().saidas["falta"]
    assert linha(falta, de_quem="Serra", momento="t0")["indicadores_sem_numero"] == "02, 03 e 04"
    assert linha(falta, de_quem="Vale", momento="t3")["indicadores_sem_numero"] == "04"


@pytest.mark.parametrize(
    ("medicoes", "conclusao"),
    [
        (QUADROS["medicoes"], "Desde t0, melhorou:"),
        ("momento | mes\nt1 | 12/2025\nt3 | 10/2026", "O quadro não fecha: falta a medição t0"),
        ("momento | mes\nt0 | 12/2024", "Ainda não há duas medições"),
        ("momento | mes\nt0 | 01/2020", "Ainda não há nenhum indicador medido"),
    ],
)
def test_quatro_casos_dao_quatro_conclusoes(medicoes, conclusao):
    assert executar(medicoes=medicoes).leitura[0].startswith(conclusao)
