from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from caderno.catalogo import _conferir_saidas
from caderno.instrumentos.diagnostico import memoria
from caderno.instrumentos.diagnostico.memoria import ACONTECIMENTOS, DURACOES, MEMORIA, calcular, leitura
from caderno.modelo import Contexto
from caderno.validacao import conferir, sem_erros

HOJE = Contexto(hoje=date(2026, 11, 1))
CAMPOS = ["acontecimento", "ano", "ano_final", "duracao", "quem_conta", "empreendimento", "relato"]
# Duas pessoas contam a feira (uma escreveu com minúscula): é uma memória com duas vozes.
RODA = [
    ("Chegada das famílias", "1958", "1963", "longa", "as mais velhas", "", "Viemos a pé."),
    ("Primeira feira", "2013", "", "média", "Dona Zefa", "Mel da Serra", ""),
    ("primeira feira", "2013", "2015", "média", "as mais velhas", "Mel da Serra", "Debaixo do juá."),
    ("Seca", "2012", "2017", "média", "", "", ""),
    ("Selo novo", "2025", "", "curta", "Dona Zefa", "Mel da Serra", ""),
]


def responder(linhas, contexto=HOJE):
    bruta = pd.DataFrame(linhas, columns=CAMPOS)
    saidas = calcular(sem_erros(*conferir(ACONTECIMENTOS, bruta)), contexto)
    _conferir_saidas(MEMORIA, saidas)
    return saidas


def por(saida, chave, valor):
    return saida.set_index(chave)[valor].to_dict()


def test_a_linha_do_tempo_vai_do_mais_antigo_ao_mais_novo_e_junta_quem_conta_a_mesma_memoria():
    linha = responder(RODA)["linha_do_tempo"]
    assert linha["acontecimento"].tolist() == ["Chegada das famílias", "Seca", "Primeira feira", "Selo novo"]
    feira = linha.iloc[2]
    assert feira["quem_conta"] == "Dona Zefa; as mais velhas"
    assert feira["ano_final"] == 2015  # o fim mais longe entre os dois que contaram


def test_cada_duracao_e_contada_e_a_que_ninguem_contou_aparece_com_zero():
    # longa: chegada; média: feira (uma vez só) e seca; curta: selo
    tabela = responder(RODA)["por_duracao"]
    assert por(tabela, "duracao", "memorias") == {"curta": 1, "média": 2, "longa": 1}
    assert por(tabela, "duracao", "ano_mais_antigo")["média"] == 2012
    so_uma = responder(RODA[:1])["por_duracao"]
    assert por(so_uma, "duracao", "memorias") == {"curta": 0, "média": 0, "longa": 1}
    assert so_uma["ano_mais_antigo"].isna().tolist() == [True, True, False]


def test_o_que_durou_conta_em_cada_decada_por_que_passou():
    # chegada 1958-1963: 1950 e 1960; seca, feira: 2010; selo 2025: 2020
    decadas = por(responder(RODA)["por_decada"], "decada", "memorias")
    assert decadas == {1950: 1, 1960: 1, 1970: 0, 1980: 0, 1990: 0, 2000: 0, 2010: 2, 2020: 1}


def test_guardas_contam_memorias_por_voz_e_empreendimento():
    guardas = responder(RODA)["guardas"].fillna("rede")
    contadas = {(g.quem_conta, g.empreendimento): g.memorias for g in guardas.itertuples()}
    assert contadas == {
        ("Dona Zefa", "Mel da Serra"): 2,  # feira e selo
        ("as mais velhas", "Mel da Serra"): 1,  # feira
        ("as mais velhas", "rede"): 1,  # chegada
    }


def test_pedem_vozes_as_memorias_de_uma_voz_ou_nenhuma():
    tabela = responder(RODA)["pedem_vozes"]
    assert list(zip(tabela["acontecimento"], tabela["vozes"], strict=True)) == [
        ("Seca", 0),
        ("Chegada das famílias", 1),
        ("Selo novo", 1),
    ]


def test_as_falas_ficam_como_foram_ditas():
    assert responder(RODA)["falas"]["relato"].tolist() == ["Viemos a pé.", "Debaixo do juá."]


def test_sem_acontecimentos_as_saidas_sao_vazias_e_a_leitura_convida():
    saidas = responder([])
    assert all(saida.empty for saida in saidas.values())
    assert leitura(saidas)[0].startswith("Não há memórias para mostrar.")
    assert MEMORIA.graficos[0].frase(saidas)


def test_a_leitura_diz_desde_quando_o_silencio_e_quem_conta():
    frases = leitura(responder(RODA))
    assert frases[0] == "A lembrança chega até 1958, com “Chegada das famílias”. São 4 memórias."
    assert frases[1] == "As três durações aparecem: 1 de duração curta, 2 de duração média e 1 de duração longa."
    assert frases[2].startswith("De 1970 a 2009 ninguém contou nada.")
    assert frases[3] == "2 vozes contam; a que mais contou foi Dona Zefa, com 2 de 4."
    assert frases[4].startswith("Memórias que podem se perder: 2 com uma voz só e 1 sem ninguém que conte.")


def test_a_leitura_diz_que_duracao_ninguem_contou():
    frases = leitura(responder(RODA[1:]))
    assert any(f.startswith("Ninguém contou ainda uma memória de duração longa") for f in frases)


def test_a_leitura_nota_uma_duracao_com_uma_memoria_so():
    novas = [(f"Conquista {i}", str(2015 + i), "", "curta", f"voz {i}", "", "") for i in range(4)]
    frases = leitura(responder([*RODA, *novas]))
    assert any(f.startswith("De duração longa há só uma memória") for f in frases)


def test_a_leitura_nota_uma_voz_so_a_maioria_de_uma_voz_e_voz_nenhuma():
    de = lambda *vozes: [(f"Fato {i}", "2020", "", "curta", v, "", "") for i, v in enumerate(vozes)]  # noqa: E731
    assert any(f.startswith("Uma voz só conta: Zefa") for f in leitura(responder(de("Zefa", "zefa"))))
    maioria = leitura(responder(de("Zefa", "Zefa", "Chico")))
    assert any("Mais da metade vem de uma voz: Zefa (2 de 3)" in f for f in maioria)
    assert any(f.startswith("Ninguém disse ainda quem conta") for f in leitura(responder(de("", ""))))


def test_a_leitura_nota_que_nada_foi_contado_dos_ultimos_anos():
    antiga = [("Mutirão", "1995", "", "média", "Chico", "", "")]
    assert any(f.startswith("De 2000 para cá ninguém contou nada.") for f in leitura(responder(antiga)))


def test_a_leitura_nao_conclui_sobre_as_vozes_quando_alguem_nao_quer_aparecer():
    saidas = responder(RODA)
    escondida = saidas["linha_do_tempo"].iloc[:2]
    frases = leitura({**saidas, "linha_do_tempo": escondida})
    assert frases[0].endswith("São 4 memórias.")
    assert not any("voz" in frase for frase in frases)


LIGEIRO = settings(deadline=None, max_examples=25)
LINHA = st.tuples(
    st.sampled_from(["Feira", "feira", "Seca", "Luta pela terra"]),
    st.integers(1930, 2026).map(str),
    st.just(""),
    st.sampled_from(DURACOES),
    st.sampled_from(["", "Zefa", "zefa", "Chico; Zefa"]),
    st.sampled_from(["", "Mel da Serra"]),
    st.sampled_from(["", "Foi assim."]),
)


@given(st.lists(LINHA, max_size=8), st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_em_que_se_contou_nao_muda_nada(linhas, sorte):
    trocadas = sorte.sample(linhas, len(linhas))
    antes, depois = responder(linhas), responder(trocadas)
    for nome in antes:
        pd.testing.assert_frame_equal(antes[nome], depois[nome])


@given(st.lists(LINHA, min_size=1, max_size=8))
@LIGEIRO
def test_por_duracao_soma_as_memorias_da_linha(linhas):
    saidas = responder(linhas)
    assert saidas["por_duracao"]["memorias"].sum() == len(saidas["linha_do_tempo"])
    assert leitura(saidas)


def test_vozes_nao_repete_quem_foi_escrito_de_outro_jeito():
    assert memoria.vozes(pd.Series(["Zefa ", "ZEFA;Chico", None, ";"])) == ["Zefa", "Chico"]
