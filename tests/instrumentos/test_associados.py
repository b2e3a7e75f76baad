"""Quantos pequenos negócios são associados: nível, variação, meta e a mudança dos limites da lei."""

from __future__ import annotations

import pandas as pd
import pytest

from bancada import dados, linha

MEDICOES = "momento | mes\nt0 | 12/2024\nt1 | 12/2025\nt2 | 12/2026"
TRES = """
cooperativa | mes     | porte                       | associados
Vale        | 12/2024 | MEI                         | 80
Vale        | 12/2024 | ME                          | 20
Vale        | 12/2024 | produtor rural com registro | 500
Vale        | 12/2025 | MEI                         | 90
Vale        | 12/2025 | ME                          | 30
Vale        | 12/2026 | MEI                         | 110
Vale        | 12/2026 | ME                          | 30
Serra       | 12/2025 | EPP                         | 0
Serra       | 12/2026 | EPP                         | 7
"""


def executar(associados=TRES, medicoes=MEDICOES, metas=""):
    quadros = {"associados": associados} | ({"medicoes": medicoes} if medicoes else {})
    return dados(**quadros, **({"metas_de_indicador": metas} if metas else {})).executar("associados_mpe")


def test_produtor_rural_nao_entra_no_indicador_de_associados():
    assert linha(executar().saidas["por_cooperativa"], cooperativa="Vale", momento="t0")["associados_mpe"] == 100


def test_variacao_e_da_medicao_anterior_e_a_soma_e_desde_t0():
    vale = executar().saidas["por_cooperativa"].query("cooperativa == 'Vale'").set_index("momento")
    assert vale["variacao_associados_mpe"].tolist()[1:] == [20, 20]
    assert vale["desde_t0_associados_mpe"].tolist() == [0, 20, 40]
    assert pd.isna(vale.loc["t0", "variacao_associados_mpe"])


def test_zero_e_medida_e_quem_nao_foi_medida_nao_e_zero():
    saidas = executar().saidas
    assert linha(saidas["por_cooperativa"], cooperativa="Serra", momento="t1")["associados_mpe"] == 0
    juntas = saidas["juntas"].set_index("momento")
    assert juntas.loc["t0", "cooperativas_faltam"] == 1
    assert juntas.loc["t1", "variacao_associados_mpe"] == 20  # só o Vale foi medido em t0
    assert juntas.loc["t2", "variacao_associados_mpe"] == 27  # (140 + 7) - (120 + 0)
    assert juntas.loc["t2", "desde_t0_associados_mpe"] == 40


def test_um_mes_no_meio_sem_medir_deixa_a_variacao_sem_resposta():
    sem_o_meio = "\n".join(texto for texto in TRES.splitlines() if "12/2025" not in texto)
    vale = executar(sem_o_meio).saidas["por_cooperativa"].query("cooperativa == 'Vale'").set_index("momento")
    assert pd.isna(vale.loc["t2", "variacao_associados_mpe"])
    assert vale.loc["t2", "desde_t0_associados_mpe"] == 40


def test_t0_sem_mes_e_recusado_e_a_leitura_diz():
    resultado = executar(medicoes="momento | mes\nt0 | \nt1 | 12/2025\nt2 | 12/2026")
    assert any(
        p.campo == "mes" and p.gravidade == "erro"
        for p in dados(medicoes="momento | mes\nt0 | ").conferido("medicoes")[1]
    )
    assert resultado.saidas["juntas"]["desde_t0_associados_mpe"].isna().all()
    assert "Falta a medição t0, com mês e ano" in " ".join(resultado.leitura)


def test_sem_medicoes_combinadas_cada_mes_e_uma():
    assert executar(medicoes="").saidas["juntas"]["momento"].tolist() == ["t0", "t1", "t2"]


def test_mes_que_nenhuma_medicao_pede_nao_entra_e_e_contado():
    resultado = executar(medicoes="momento | mes\nt0 | 12/2024\nt1 | 12/2026")
    assert resultado.saidas["juntas"]["mes"].tolist() == ["2024-12", "2026-12"]
    assert "Há dados de 1 mês que não são de nenhuma medição combinada" in " ".join(resultado.leitura)


@pytest.mark.parametrize(
    ("meta", "prazo", "situacao", "caminho", "da_meta"),
    [
        ("140", "12/2026", "cumprida", 100, 100),
        ("180", "12/2028", "no ritmo", 50, 100 * 140 / 180),
        ("500", "12/2027", "abaixo do ritmo", 10, 28),
        ("200", "12/2026", "o prazo passou", 40, 70),
        ("100", "12/2027", "cumprida", None, 140),
        ("200", "12/2023", "ainda sem medição", None, None),
    ],
)
def test_a_meta_e_do_nivel(meta, prazo, situacao, caminho, da_meta):
    metas = f"cooperativa | mes_da_meta | meta_de_associados\nVale | {prazo} | {meta}"
    alvo = linha(executar(metas=metas).saidas["metas"], de_quem="Vale")
    assert alvo["situacao_da_meta"] == situacao
    for coluna, esperado in (("caminho", caminho), ("da_meta", da_meta)):
        assert pd.isna(alvo[coluna]) if esperado is None else alvo[coluna] == pytest.approx(esperado)


def test_o_ritmo_preciso_e_o_que_falta_dividido_pelos_meses_que_faltam():
    metas = "cooperativa | mes_da_meta | meta_de_associados\nVale | 12/2028 | 188"
    alvo = linha(executar(metas=metas).saidas["metas"], de_quem="Vale")
    assert alvo["ritmo_preciso_associados_mpe"] == pytest.approx(48 / 24)
    assert alvo["ritmo_feito_associados_mpe"] == pytest.approx(40 / 24)


def test_a_meta_de_todas_juntas_se_mede_com_todas():
    metas = "cooperativa | mes_da_meta | meta_de_associados\n | 12/2027 | 147"
    assert linha(executar(metas=metas).saidas["metas"], de_quem="todas juntas")["situacao_da_meta"] == "cumprida"


# Em 2017 o limite de EPP era 3,6 milhões; em 2018 passou a 4,8. Quem tinha 4 milhões era maior e virou EPP.
LIMITES = """
cooperativa | mes     | porte         | porte_2018 | associados
Vale        | 12/2017 | EPP           | EPP        | 10
Vale        | 12/2017 | maior que EPP | EPP        | 4
Vale        | 12/2018 | EPP           |            | 15
"""


def test_quando_a_lei_muda_as_duas_leituras_aparecem():
    resultado = executar(LIMITES, medicoes="")
    antes = linha(resultado.saidas["pelos_limites"], momento="t0")
    assert (antes["associados_da_epoca"], antes["associados_de_2018"]) == (10, 14)
    assert "A diferença, 4 associados, vem da lei." in resultado.leitura[-1]


def test_so_com_o_porte_declarado_nao_se_inventa_a_segunda_leitura():
    resultado = executar(LIMITES.replace("| EPP        |", "|            |"), medicoes="")
    assert pd.isna(linha(resultado.saidas["pelos_limites"], momento="t0")["associados_de_2018"])
    assert "Só há o porte declarado na época" in resultado.leitura[-1]


def test_sem_mudanca_da_lei_nao_ha_segunda_leitura():
    assert executar().saidas["pelos_limites"].empty


def test_tres_casos_dao_tres_conclusoes():
    titulo = "cooperativa | mes | porte | associados\n"
    casos = {
        "a mais do que na": titulo + "V | 12/2025 | ME | 10\nV | 12/2026 | ME | 15",
        "a menos do que na": titulo + "V | 12/2025 | ME | 15\nV | 12/2026 | ME | 10",
        "É o mesmo número da": titulo + "V | 12/2025 | ME | 10\nV | 12/2026 | ME | 10",
        "Ainda não há medição anterior": titulo + "V | 12/2026 | ME | 10",
        "Não há associados MEI, ME ou EPP": titulo + "V | 12/2026 | pessoa física | 10",
    }
    for conclusao, associados in casos.items():
        assert conclusao in executar(associados, medicoes="").leitura[0]
