from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem
from caderno.catalogo import _conferir_saidas
from caderno.instrumentos.diagnostico.balanco import (
    ANALISE_DO_BALANCO,
    BALANCO,
    INDICADORES,
    calcular,
    leitura,
)
from caderno.validacao import conferir, sem_erros

# Colunas: empreendimento, ano, AC, ANC, PC, PNC, entrou, saiu
MEL_24 = ("Mel", "2024", "10000", "40000", "10000", "15000", "80000", "82000")
MEL_25 = ("Mel", "2025", "18000", "42000", "9000", "12000", "96000", "88500")
PAO_24 = ("Pão", "2024", "3000", "5000", "6000", "0", "20000", "20000")
PAO_25 = ("Pão", "2025", "4000", "6000", "5000", "7000", "24000", "25000")
# Artesanato não sabe quanto deve depois de um ano, e não deve nada a curto prazo.
ARTE_25 = ("Arte", "2025", "2000", "1000", "0", "não sei", "", "não sei")
REDE = [MEL_24, MEL_25, PAO_24, PAO_25, ARTE_25]


def responder(linhas):
    bruta = pd.DataFrame(linhas, columns=BALANCO.nomes)
    saidas = calcular(sem_erros(*conferir(BALANCO, bruta)))
    _conferir_saidas(ANALISE_DO_BALANCO, saidas)
    return saidas


def linha(saida, **onde):
    for coluna, valor in onde.items():
        saida = saida[saida[coluna] == valor]
    assert len(saida) == 1
    return saida.iloc[0]


def test_indicadores_de_um_empreendimento_em_um_ano():
    mel = linha(responder(REDE)["por_ano"], empreendimento="Mel", ano_do_balanco=2025)
    assert mel["liquidez_corrente"] == 2.0  # 18.000 / 9.000
    assert mel["endividamento"] == pytest.approx(35.0)  # (9.000 + 12.000) / (18.000 + 42.000)
    assert mel["capital_de_giro"] == 9000  # 18.000 - 9.000
    assert mel["patrimonio_liquido"] == 39000  # 60.000 - 21.000
    assert mel["resultado_do_ano"] == 7500  # 96.000 - 88.500
    assert mel["em_palavras"] == "Para cada R$ 1 que vence em um ano, há R$ 2,00."


def test_quem_nao_deve_a_curto_prazo_nao_tem_liquidez_zero():
    arte = linha(responder(REDE)["mais_recente"], empreendimento="Arte")
    assert pd.isna(arte["liquidez_corrente"])
    assert arte["em_palavras"] == "Não deve nada a curto prazo."
    assert arte["capital_de_giro"] == 2000


def test_nao_sei_deixa_sem_resposta_so_as_contas_que_precisam_do_numero():
    arte = linha(responder(REDE)["mais_recente"], empreendimento="Arte")
    assert arte[["endividamento", "patrimonio_liquido", "resultado_do_ano"]].isna().all()
    sem_ativo = responder([("Arte", "2025", "não sei", "1000", "500", "0", "1", "1")])["mais_recente"]
    assert sem_ativo["em_palavras"].tolist() == ["Falta saber quanto tem a curto prazo."]


def test_a_rede_e_soma_sobre_soma_so_de_quem_tem_os_numeros():
    rede = linha(responder(REDE)["rede"], ano_do_balanco=2025)
    # curto prazo: Mel, Pão e Arte disseram os dois números: (18 + 4 + 2) / (9 + 5 + 0) mil
    assert rede["liquidez_corrente"] == pytest.approx(24 / 14)
    assert rede["capital_de_giro"] == 10000
    # dívida: só Mel e Pão disseram os quatro: (21 + 12) / (60 + 10) mil
    assert rede["endividamento"] == pytest.approx(100 * 33 / 70)
    assert rede["patrimonio_liquido"] == 37000
    assert rede["resultado_do_ano"] == 7500 - 1000


def test_conta_quem_entrou_e_quem_ficou_fora_de_cada_indicador():
    na_conta = responder(REDE)["na_conta"]
    liquidez = linha(na_conta, ano_do_balanco=2025, indicador="Liquidez corrente")
    divida = linha(na_conta, ano_do_balanco=2025, indicador="Endividamento geral")
    assert (liquidez["na_conta"], liquidez["fora_da_conta"]) == (3, 0)
    assert (divida["na_conta"], divida["fora_da_conta"]) == (2, 1)


def test_a_mudanca_e_o_ultimo_balanco_menos_o_anterior_de_cada_um():
    mudanca = responder(REDE)["mudanca"]
    assert mudanca["empreendimento"].tolist() == ["Mel", "Pão"]  # Arte só tem um balanço
    mel = linha(mudanca, empreendimento="Mel")
    assert (mel["ano_anterior"], mel["ano_do_balanco"]) == (2024, 2025)
    assert mel["mudou_liquidez_corrente"] == 1.0  # 2,00 - 10.000 / 10.000
    assert mel["mudou_endividamento"] == pytest.approx(-15.0)  # 35 % - 25.000 / 50.000
    assert mel["mudou_resultado_do_ano"] == 9500  # 7.500 - (-2.000)


def test_a_mudanca_da_rede_so_compara_quem_informou_os_dois_anos():
    mudanca = responder(REDE)["mudanca_da_rede"].iloc[0]
    # sem Arte: 22 / 14 em 2025 e 13 / 16 em 2024
    assert mudanca["mudou_liquidez_corrente"] == pytest.approx(22 / 14 - 13 / 16)
    assert mudanca["nos_dois_liquidez_corrente"] == 2
    assert responder([MEL_24, PAO_25])["mudanca_da_rede"].iloc[0]["nos_dois_endividamento"] == 0
    assert pd.isna(responder([MEL_24, PAO_25])["mudanca_da_rede"].iloc[0]["mudou_endividamento"])


def test_sem_balanco_as_saidas_sao_vazias_e_as_frases_existem():
    saidas = responder([])
    assert all(saida.empty for saida in saidas.values())
    assert leitura(saidas) == ["Não há balanço para mostrar."]
    assert all(grafico.frase(saidas) for grafico in ANALISE_DO_BALANCO.graficos)


def test_a_leitura_de_quem_cobre_de_quem_nao_cobre_e_de_quem_nao_deve():
    assert leitura(responder([MEL_25]))[0] == (
        "Em 2025, Mel consegue pagar o que vence em um ano: para cada R$ 1 que vence, há R$ 2,00."
    )
    pao = leitura(responder([PAO_25]))
    assert pao[0].startswith("Em 2025, o que Pão tem não cobre o que vence em um ano")
    assert "Deve-se mais do que se tem: para pagar tudo faltariam R$ 2.000,00." in pao  # 10.000 - 12.000
    assert "No ano, saíram R$ 1.000,00 a mais do que entraram." in pao
    assert leitura(responder([ARTE_25]))[0] == "Em 2025, Arte não deve nada a curto prazo."
    justo = ("Mel", "2025", "9000", "1", "9000", "1", "5", "5")
    frases = leitura(responder([justo]))
    assert frases[0].startswith("Em 2025, Mel tem só o justo")
    assert "No ano, saiu tanto quanto entrou." in frases
    nada = ("Mel", "2025", "não sei", "", "não sei", "", "", "")
    assert leitura(responder([nada]))[0].startswith("Em 2025, não se sabe se Mel consegue pagar")


def test_a_leitura_da_rede_compara_e_diz_o_que_falta():
    assert leitura(responder(REDE)) == [
        "Em 2025, a rede consegue pagar o que vence em um ano: para cada R$ 1 que vence, há R$ 1,71.",
        "Pão não cobre o que vence em um ano.",
        "De cada R$ 100 que a rede tem, R$ 47,14 ainda se devem a outros.",
        "No ano, entraram R$ 6.500,00 a mais do que saíram.",
        # liquidez 22/14 - 13/16 = 0,7589; patrimônio 37.000 - (25.000 + 2.000) = 10.000
        "De 2024 para 2025, há R$ 0,76 a mais para cada R$ 1 que vence e R$ 10.000,00 a mais em patrimônio "
        "de quem trabalha, contando só quem informou os dois anos.",
        "1 empreendimento ficou fora da conta de endividamento geral por falta de números.",
    ]


LIGEIRO = settings(deadline=None, max_examples=15)
VALOR = st.sampled_from(["", "não sei", "0", "100", "250,50", "9000"])
LINHAS = st.lists(
    st.tuples(st.sampled_from(["Mel", "Pão", "Arte"]), st.sampled_from(["2023", "2025"]), *[VALOR] * 6),
    max_size=9,
    unique_by=lambda linha: linha[:2],
)


@given(LINHAS, st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_das_linhas_nao_muda_nada(linhas, sorte):
    conferir_em_outra_ordem(responder, leitura, linhas, sorte)


@given(LINHAS)
@LIGEIRO
def test_com_um_empreendimento_so_no_ano_a_rede_e_ele(linhas):
    saidas = responder(linhas)
    for _, rede in saidas["rede"].iterrows():
        do_ano = saidas["por_ano"][saidas["por_ano"]["ano_do_balanco"] == rede["ano_do_balanco"]]
        if len(do_ano) == 1:
            for nome in INDICADORES:
                assert rede[nome] == pytest.approx(do_ano.iloc[0][nome], nan_ok=True)


@given(LINHAS)
@LIGEIRO
def test_quem_nao_disse_tudo_nao_muda_a_rede(linhas):
    calado = ("Calado", "2025", "9000", "", "", "", "5000", "")
    antes, depois = (
        responder(todas)["rede"].set_index("ano_do_balanco")[list(INDICADORES)]
        for todas in ([*linhas, MEL_24], [*linhas, MEL_24, calado])
    )
    pd.testing.assert_frame_equal(antes, depois.loc[antes.index])
