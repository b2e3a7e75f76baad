from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem
from caderno.catalogo import _conferir_saidas
from caderno.instrumentos.gestao.caixa import CAIXA, LANCAMENTOS, calcular, leitura
from caderno.validacao import conferir, sem_erros

# Colunas: empreendimento, mês, descrição, sentido, situação, valor
MEL = [
    ("Mel", "01/2026", "Venda", "entra", "realizado", "500"),
    ("Mel", "01/2026", "pote", "sai", "realizado", "800"),
    ("Mel", "01/2026", "venda", "entra", "previsto", "900"),
    ("Mel", "01/2026", "pote", "sai", "previsto", "800"),
    ("Mel", "03/2026", "venda", "entra", "realizado", "300"),
    ("Mel", "04/2026", "venda", "entra", "previsto", "400"),
    ("Mel", "04/2026", "trator", "sai", "previsto", "2000"),
]
PAO = [
    ("Pão", "01/2026", "pão", "entra", "previsto", "100"),
    ("Pão", "03/2026", "farinha", "sai", "realizado", "150"),
    ("Pão", "05/2026", "pão", "entra", "previsto", "700"),
]


def responder(linhas, saldo_inicial=1000.0):
    bruta = pd.DataFrame(linhas, columns=LANCAMENTOS.nomes)
    saidas = calcular(sem_erros(*conferir(LANCAMENTOS, bruta)), saldo_inicial)
    _conferir_saidas(CAIXA, saidas)
    return saidas


def test_o_saldo_de_cada_mes_usa_o_realizado_e_na_falta_dele_o_previsto():
    por_mes = responder(MEL + PAO)["por_mes"].set_index("mes")
    # janeiro: Mel realizou 500 - 800; Pão só previu 100. fevereiro: nada. março: 300 - 150
    # abril: 400 - 2.000 previstos. maio: 700 previstos
    assert por_mes["entrou"].tolist() == [600, 0, 300, 400, 700]
    assert por_mes["saiu"].tolist() == [800, 0, 150, 2000, 0]
    assert por_mes["saldo_acumulado"].tolist() == [800, 800, 950, -650, 50]  # começando de 1.000
    assert por_mes["situacao_do_mes"].tolist() == [
        "parte realizada",
        "sem anotação",
        "realizado",
        "previsto",
        "previsto",
    ]


def test_o_resumo_diz_o_pior_mes_e_quanto_falta_para_atravessar():
    resumo = responder(MEL + PAO)["resumo"].iloc[0]
    assert (resumo["menor_saldo"], resumo["mes_do_menor_saldo"]) == (-650, "2026-04")
    assert resumo["capital_necessario"] == 650
    assert resumo["saldo_final"] == 50
    assert (resumo["meses"], resumo["meses_no_vermelho"], resumo["meses_sem_anotacao"]) == (5, 1, 1)
    assert resumo["meses_previstos"] == 3  # janeiro em parte, abril e maio
    assert resumo["meses_por_confirmar"] == 1  # janeiro do Pão, que já anotou março


def test_quem_nunca_fica_no_vermelho_nao_precisa_de_nada():
    # 1.450, 1.450, 1.600, 0 e 700: chegar a zero não é ficar no vermelho
    resumo = responder(MEL + PAO, 1650.0)["resumo"].iloc[0]
    assert (resumo["menor_saldo"], resumo["capital_necessario"], resumo["meses_no_vermelho"]) == (0, 0, 0)


def test_o_previsto_so_se_compara_onde_ha_os_dois():
    tabela = responder(MEL + PAO)["previsto_e_realizado"]
    assert tabela["mes"].tolist() == ["2026-01"]
    janeiro = tabela.iloc[0]
    # só Mel: previsto 900 - 800 = 100; realizado 500 - 800 = -300
    assert (janeiro["entrada_previsto"], janeiro["entrada_realizado"]) == (900, 500)
    assert (janeiro["saida_previsto"], janeiro["saida_realizado"]) == (800, 800)
    assert janeiro["diferenca"] == -400
    assert janeiro["empreendimentos"] == 1


def test_cada_empreendimento_comeca_do_zero():
    tabela = responder(MEL + PAO)["por_empreendimento"].set_index("empreendimento")
    # Mel: -300, 0, -1.600. Pão: 100, -50, 650
    assert tabela["menor_saldo_do_zero"].to_dict() == {"Mel": -1600, "Pão": -50}
    assert tabela["pior_mes_do_zero"].to_dict() == {"Mel": "2026-04", "Pão": "2026-03"}


def test_as_descricoes_se_juntam_mesmo_escritas_de_outro_jeito():
    tabela = responder(MEL + PAO)["por_descricao"]
    entra, sai = (tabela[tabela["sentido"] == s] for s in ("entra", "sai"))
    assert entra["valor_no_periodo"].tolist() == [1200, 800]  # venda 500 + 300 + 400; pão 100 + 700
    assert entra["parte_do_sentido"].tolist() == [60, 40]
    assert sai["descricao"].tolist() == ["trator", "pote", "farinha"]


def test_o_resto_de_somar_centavos_nao_deixa_o_caixa_no_vermelho():
    # em binário, 0,10 + 0,20 - 0,30 não dá zero
    linhas = [
        ("Mel", f"0{mes}/2026", "x", sentido, "realizado", valor)
        for mes, sentido, valor in ((1, "entra", "0,10"), (2, "entra", "0,20"), (3, "sai", "0,30"))
    ]
    assert responder(linhas, 0.0)["resumo"].iloc[0]["meses_no_vermelho"] == 0


def test_sem_lancamentos_as_saidas_sao_vazias_e_as_frases_existem():
    saidas = responder([])
    assert all(saida.empty for saida in saidas.values())
    assert leitura(saidas) == ["Não há entradas nem saídas para mostrar."]
    assert all(grafico.frase(saidas) for grafico in CAIXA.graficos)


def test_a_leitura_de_quem_nao_atravessa():
    assert leitura(responder(MEL + PAO)) == [
        "O dinheiro não dá: vai faltar em 1 mês. O pior é abril de 2026, com -R$ 650,00.",
        "Para atravessar, é preciso ter R$ 650,00 a mais no começo, ou mudar o mês de alguma entrada ou saída.",
        "Em 1 mês com previsto e realizado, ficaram em caixa R$ 400,00 a menos do que se esperava.",
        "Confirmem: há 1 mês sem nada anotado, que contei como sem movimento e 1 mês que já passou só com o previsto.",
    ]


def test_a_leitura_de_quem_atravessa_apertado_com_folga_e_de_quem_ja_ficou_no_vermelho():
    # sai por mês, em média, (800 + 150 + 2.000) / 5 = 590
    apertado = leitura(responder(MEL + PAO, 2000.0))[0]
    assert apertado.startswith("O dinheiro dá, mas aperta: em abril de 2026 o saldo fica em R$ 350,00")
    folgado = leitura(responder(MEL + PAO, 5000.0))
    assert folgado[0] == "O dinheiro dá até o fim. O pior mês é abril de 2026, com R$ 3.350,00 em caixa."
    assert folgado[1].startswith("A soma dá, mas começando do zero 2 de 2 empreendimentos")
    ja_faltou = leitura(responder(MEL[:2], 0.0))
    assert ja_faltou[0].startswith("O dinheiro não dá: já faltou em 1 mês.")
    assert ja_faltou[1] == "Para não ter faltado, era preciso ter R$ 300,00 a mais no começo."
    assert any(frase.startswith("Só há o que já aconteceu.") for frase in ja_faltou)
    assert "A conta começou com o caixa em zero" in ja_faltou[-1]


def test_a_leitura_nota_que_tudo_e_previsao_e_que_o_previsto_se_cumpriu():
    assert any(frase.startswith("Tudo aqui ainda é previsão") for frase in leitura(responder(MEL[5:])))
    igual = [("Mel", "01/2026", "venda", "entra", s, "500") for s in ("previsto", "realizado")]
    assert any(frase.endswith("aconteceu o que se esperava.") for frase in leitura(responder(igual)))


LIGEIRO = settings(deadline=None, max_examples=25)
LINHAS = st.lists(
    st.tuples(
        st.sampled_from(["Mel", "Pão"]),
        st.sampled_from(["12/2025", "01/2026", "02/2026", "05/2026"]),
        st.sampled_from(["venda", "pote"]),
        st.sampled_from(["entra", "sai"]),
        st.sampled_from(["previsto", "realizado"]),
        st.sampled_from(["0", "0,10", "99,99", "1250"]),
    ),
    max_size=10,
)


@given(LINHAS, st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_dos_lancamentos_nao_muda_nada(linhas, sorte):
    conferir_em_outra_ordem(responder, leitura, linhas, sorte)


@given(LINHAS)
@LIGEIRO
def test_com_o_capital_necessario_a_mais_ninguem_fica_no_vermelho(linhas):
    resumo = responder(linhas, 0.0)["resumo"]
    if not resumo.empty:
        falta = resumo["capital_necessario"].iloc[0]
        assert responder(linhas, falta)["resumo"]["meses_no_vermelho"].iloc[0] == 0
        assert falta >= 0


@given(LINHAS)
@LIGEIRO
def test_o_saldo_final_e_o_inicial_mais_tudo_o_que_entrou_menos_tudo_o_que_saiu(linhas):
    saidas = responder(linhas, 30.0)
    if not saidas["resumo"].empty:
        soma = saidas["por_empreendimento"][["entrou", "saiu"]].sum()
        assert saidas["resumo"]["saldo_final"].iloc[0] == pytest.approx(30 + soma["entrou"] - soma["saiu"])
        assert len(saidas["por_mes"]) == saidas["resumo"]["meses"].iloc[0]


@given(LINHAS)
@LIGEIRO
def test_previsao_de_um_mes_ja_realizado_nao_muda_o_saldo(linhas):
    feito = ("Mel", "01/2026", "venda", "entra", "realizado", "10")
    esperado = ("Mel", "01/2026", "pote", "sai", "previsto", "7000")
    antes, depois = responder([*linhas, feito]), responder([*linhas, feito, esperado])
    pd.testing.assert_frame_equal(antes["por_mes"], depois["por_mes"])
