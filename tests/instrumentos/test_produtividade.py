from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem
from caderno.catalogo import _conferir_saidas
from caderno.instrumentos import quadros
from caderno.instrumentos.producao.produtividade import PRODUTIVIDADE, calcular, leitura, sequencias
from caderno.validacao import conferir, sem_erros

# Colunas: empreendimento, produto, mês, planejado, realizado, perdas, horas
SERRA = [
    ("Serra", "mel", "01/2026", "100", "100", "4", "48"),  # boas 96, 2,0 por hora, perda 4 %
    ("Serra", "mel", "02/2026", "100", "120", "", "60"),  # boas 120, 2,0 por hora, perda não anotada
    ("Serra", "mel", "03/2026", "", "90", "0", ""),  # perda 0 %
    ("Serra", "mel", "04/2026", "100", "80", "4", "76"),  # boas 76, 1,0 por hora, perda 5 %
    ("Serra", "mel", "05/2026", "100", "90", "9", "81"),  # boas 81, 1,0 por hora, perda 10 %
]
FLOR = [("Flor", "mel", "01/2026", "50", "60", "6", "54")]  # boas 54, 1,0 por hora
GELEIA = [(quem, "geleia", "01/2026", "10", "8", "0", "4") for quem in ("Serra", "Flor")]


def responder(linhas, produtos=(("mel", "pote"), ("pão", "kg"))):
    cadastro = pd.DataFrame(produtos, columns=["produto", "unidade"])
    bruta = pd.DataFrame(linhas, columns=quadros.PRODUCAO.nomes[:7])
    saidas = calcular(sem_erros(*conferir(quadros.PRODUTOS, cadastro)), sem_erros(*conferir(quadros.PRODUCAO, bruta)))
    _conferir_saidas(PRODUTIVIDADE, saidas)
    return saidas


def linha(saida, **onde):
    for coluna, valor in onde.items():
        saida = saida[saida[coluna] == valor]
    assert len(saida) == 1
    return saida.iloc[0]


def avisos(saidas):
    return [(a.mes, a.aviso) for a in saidas["alertas"].itertuples()]


def test_indices_de_um_mes():
    abril = linha(responder(SERRA)["por_mes"], mes="2026-04")
    assert abril["cumprido"] == 80  # 80 / 100
    assert abril["perda_percentual"] == 5  # 4 / 80
    assert abril["unidades_boas"] == 76
    assert abril["produtividade_por_hora"] == 1  # 76 / 76
    # por hora: 2, 2, 1, 1 -> o comum é 1,5
    assert abril["mediana_por_hora"] == 1.5
    assert abril["diante_da_mediana"] == pytest.approx(100 / 1.5)


def test_sem_planejado_sem_perdas_ou_sem_horas_nao_se_aplica():
    por_mes = responder(SERRA)["por_mes"]
    assert pd.isna(linha(por_mes, mes="2026-02")["perda_percentual"])
    marco = linha(por_mes, mes="2026-03")
    assert marco[["cumprido", "produtividade_por_hora"]].isna().all()
    assert marco["perda_percentual"] == 0


def test_o_periodo_e_soma_sobre_soma_so_dos_meses_com_os_dois_numeros():
    total = responder(SERRA)["por_produto"].iloc[0]
    assert total["cumprido"] == pytest.approx(100 * (100 + 120 + 80 + 90) / 400)
    assert total["perda_percentual"] == pytest.approx(100 * (4 + 0 + 4 + 9) / (100 + 90 + 80 + 90))
    assert total["produtividade_por_hora"] == pytest.approx((96 + 120 + 76 + 81) / (48 + 60 + 76 + 81))
    assert total["meses"] == 5
    com = [total[f"meses_com_{n}"] for n in ("cumprido", "perda_percentual", "produtividade_por_hora")]
    assert com == [4, 4, 4]


def test_a_rede_soma_os_empreendimentos_do_mesmo_produto():
    mel = linha(responder(SERRA + FLOR)["rede"], produto="mel")
    assert mel["cumprido"] == pytest.approx(100)  # (390 + 60) / (400 + 50)
    assert mel["perda_percentual"] == pytest.approx(100 * (17 + 6) / (360 + 60))
    assert mel["produtividade_por_hora"] == pytest.approx((373 + 54) / (265 + 54))
    assert (mel["empreendimentos"], mel["meses"], mel["unidade"]) == (2, 6, "pote")


def test_sem_unidade_cadastrada_dois_empreendimentos_nao_se_somam():
    saidas = responder(GELEIA)
    geleia = linha(saidas["rede"], produto="geleia")
    assert geleia[["cumprido", "perda_percentual", "produtividade_por_hora"]].isna().all()
    assert any("Cadastrem a unidade de geleia" in frase for frase in leitura(saidas))
    assert linha(responder(GELEIA[:1])["rede"], produto="geleia")["cumprido"] == 80


def test_avisa_perda_acima_de_uma_vez_e_meia_a_mediana_e_dois_meses_sem_cumprir():
    # perdas 4, 0, 5 e 10 %: o comum é 4,5 %, e 10 % passa de 6,75 %; abril e maio abaixo do planejado
    assert avisos(responder(SERRA)) == [
        ("2026-05", "2 meses seguidos fazendo menos do que o planejado."),
        ("2026-05", "Perda de 10,0 %; o comum é 4,5 %."),
    ]


def test_avisa_tres_meses_seguidos_abaixo_da_mediana():
    def meses(*boas):
        return [("Serra", "mel", f"{i:02d}/2026", "", str(b), "0", "10") for i, b in enumerate(boas, start=1)]

    # por hora: 3, 3, 3, 1, 1, 1 -> o comum é 2
    aviso = "3 meses seguidos abaixo do comum, que é 2 por hora."
    assert avisos(responder(meses(30, 30, 30, 10, 10, 10))) == [("2026-06", aviso)]
    assert avisos(responder(meses(30, 30, 30, 10, 10, 30))) == []
    # sem o mês 5 não são três meses seguidos
    com_buraco = [m for m in meses(30, 30, 30, 10, 10, 10, 10) if m[2] != "05/2026"]
    assert avisos(responder(com_buraco)) == []


def test_com_menos_de_tres_meses_nao_se_diz_o_que_e_comum():
    poucas = [
        ("Serra", "mel", "01/2026", "", "100", "1", ""),
        ("Serra", "mel", "02/2026", "", "100", "90", ""),
    ]
    assert avisos(responder(poucas)) == []
    assert responder(SERRA + FLOR)["por_mes"].query("empreendimento == 'Flor'")["mediana_por_hora"].isna().all()


def test_sem_producao_as_saidas_sao_vazias_e_as_frases_existem():
    saidas = responder([])
    assert all(saida.empty for saida in saidas.values())
    assert leitura(saidas) == ["Não há produção para mostrar."]
    assert all(grafico.frase(saidas) for grafico in PRODUTIVIDADE.graficos)


def test_sem_produtos_cadastrados_as_contas_de_cada_um_continuam():
    saidas = responder(SERRA, produtos=())
    assert saidas["por_produto"]["cumprido"].iloc[0] == 97.5
    assert leitura(saidas)


def test_a_leitura_diz_se_cumpriu_o_que_se_perde_o_que_olhar_e_o_que_falta():
    assert leitura(responder(SERRA + FLOR)) == [
        "1 de 2 ficaram abaixo do planejado; no mais longe, de mel (Serra), fez-se 97,5 % do planejado.",
        "A maior perda é a de mel (Flor): 10,0 % do que ficou pronto.",
        "mel (Serra), maio de 2026: 2 meses seguidos fazendo menos do que o planejado.",
        "mel (Serra), maio de 2026: perda de 10,0 %; o comum é 4,5 %.",
        "Faltam as horas em 1 de 6 linhas: nelas não se sabe quanto sai por hora.",
    ]


def test_a_leitura_de_quem_cumpriu_de_quem_nao_planejou_e_de_quem_nao_perdeu():
    bom = [("Serra", "mel", f"0{i}/2026", "10", "12", "0", "6") for i in (1, 2, 3)]
    assert leitura(responder(bom)) == [
        "De mel (Serra), fez-se 120,0 % do planejado.",
        "Onde se anotou, não se perdeu nada.",
        "Nenhum aviso: a produção ficou dentro do que é comum para cada grupo.",
    ]
    outro = ("Flor", "mel", "01/2026", "10", "10", "0", "6")
    assert leitura(responder([*bom, outro]))[0] == (
        "O planejado se cumpriu em todos os 2 casos; no mais justo, de mel (Flor), fez-se 100,0 % do planejado."
    )
    seco = leitura(responder([("Serra", "mel", "01/2026", "", "10", "", "")]))
    assert seco[0].startswith("Ninguém escreveu quanto planejava")
    assert seco[1] == "Ninguém anotou perdas: nem que houve, nem que não houve."
    assert seco[2].startswith("Com menos de três meses")
    assert seco[3] == "Faltam as horas em 1 de 1 linha: nelas não se sabe quanto sai por hora."


def test_a_sequencia_atravessa_o_ano_e_para_no_mes_bom():
    assert sequencias(["2025-12", "2026-01", "2026-02"], [True, True, False]) == [("2026-01", 2)]
    assert sequencias([], []) == []


LIGEIRO = settings(deadline=None, max_examples=25)
NUMERO = st.sampled_from(["", "não sei", "0", "10", "25,5"])
LINHAS = st.lists(
    st.tuples(
        st.sampled_from(["Serra", "Flor"]),
        st.sampled_from(["mel", "pão", "geleia"]),
        st.sampled_from(["11/2025", "12/2025", "01/2026", "02/2026"]),
        NUMERO,
        st.sampled_from(["0", "30", "40"]),
        NUMERO,
        NUMERO,
    ),
    max_size=12,
    unique_by=lambda linha: linha[:3],
)


@given(LINHAS, st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_das_linhas_nao_muda_nada(linhas, sorte):
    conferir_em_outra_ordem(responder, leitura, linhas, sorte)


@given(LINHAS)
@LIGEIRO
def test_a_rede_fica_entre_o_menor_e_o_maior_dos_empreendimentos(linhas):
    saidas = responder(linhas)
    for _, rede in saidas["rede"].iterrows():
        deles = saidas["por_produto"][saidas["por_produto"]["produto"] == rede["produto"]]
        assert rede["meses"] == deles["meses"].sum()
        for indice in ("cumprido", "perda_percentual", "produtividade_por_hora"):
            if pd.notna(rede[indice]) and deles[indice].notna().all():
                assert deles[indice].min() - 1e-9 <= rede[indice] <= deles[indice].max() + 1e-9


@given(LINHAS)
@LIGEIRO
def test_um_mes_sem_planejado_nem_perdas_nem_horas_nao_muda_os_indices(linhas):
    calado = ("Serra", "mel", "06/2026", "", "5000", "", "")
    cheio = ("Serra", "mel", "05/2026", "10", "12", "1", "6")
    colunas = ["cumprido", "perda_percentual", "produtividade_por_hora"]
    antes, depois = (responder(t)["por_produto"] for t in ([*linhas, cheio], [*linhas, cheio, calado]))
    pd.testing.assert_frame_equal(antes[colunas], depois[colunas])
