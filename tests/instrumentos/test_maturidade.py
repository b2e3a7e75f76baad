from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem
from caderno.catalogo import _conferir_saidas
from caderno.instrumentos.gestao.maturidade import (
    AREAS,
    AVALIACOES,
    EVIDENCIAS,
    MATURIDADE,
    calcular,
    leitura,
    proximo_passo,
)
from caderno.validacao import conferir, sem_erros

JUN, DEZ = "20/06/2026", "10/12/2026"
# Colunas: empreendimento, quem, data, produção, controle, comercialização, finanças, custeio
MEL_JUNHO = [
    ("Mel", "1", JUN, "2", "1", "2", "1", "1"),
    ("Mel", "2", JUN, "3", "1", "2", "2", "1"),
]
MEL_DEZEMBRO = [
    ("Mel", "1", DEZ, "3", "2", "3", "1", "1"),
    ("Mel", "2", DEZ, "3", "2", "3", "4", "2"),
    ("Mel", "3", DEZ, "4", "2", "3", "2", "2"),
]
# Do Pão veio uma folha só, sem resposta em finanças.
PAO = [("Pão", "folha 1", DEZ, "1", "4", "3", "não sei", "3")]
RODA = MEL_JUNHO + MEL_DEZEMBRO + PAO


def responder(linhas):
    bruta = pd.DataFrame([(*linha, "") for linha in linhas], columns=AVALIACOES.nomes)
    saidas = calcular(sem_erros(*conferir(AVALIACOES, bruta)))
    _conferir_saidas(MATURIDADE, saidas)
    return saidas


def linha(saida, **onde):
    for coluna, valor in onde.items():
        saida = saida[saida[coluna] == valor]
    assert len(saida) == 1
    return saida.iloc[0]


def test_vale_a_data_mais_nova_de_cada_empreendimento():
    por_area = responder(RODA)["por_area"]
    mel = por_area[por_area["empreendimento"] == "Mel"].set_index("area")
    # dezembro: produção 3 3 4; controle 2 2 2; comercialização 3 3 3; finanças 1 4 2; custeio 1 2 2
    esperadas = {"Produção": 3, "Controle": 2, "Comercialização": 3, "Finanças": 2, "Custeio": 2}
    assert mel["mediana"].to_dict() == esperadas
    assert (mel["respostas"] == 3).all()


def test_a_discordancia_e_de_dois_niveis_ou_mais():
    por_area = responder(RODA)["por_area"]
    financas = linha(por_area, empreendimento="Mel", area="Finanças")
    assert (financas["mais_baixa"], financas["mais_alta"], financas["amplitude"]) == (1, 4, 3)
    # 1 2 4: primeiro quartil 1,5 e terceiro 3
    assert financas["meio_do_grupo"] == 1.5
    assert financas["discorda"] == "sim"
    assert linha(por_area, empreendimento="Mel", area="Produção")["discorda"] == "não"
    assert linha(por_area, empreendimento="Pão", area="Custeio")["discorda"] == "uma voz só"


def test_area_sem_resposta_nao_vale_zero():
    saidas = responder(RODA)
    do_pao = saidas["por_area"].query("empreendimento == 'Pão'")
    assert "Finanças" not in set(do_pao["area"])
    assert linha(saidas["rede"], area="Finanças")["empreendimentos"] == 1


def test_na_rede_cada_empreendimento_pesa_igual():
    rede = responder(RODA)["rede"].set_index("area")
    # produção: Mel 3, Pão 1 -> 2 (a mediana das quatro respostas, 1 3 3 4, seria 3)
    assert rede["mediana"].to_dict() == {
        "Produção": 2,
        "Controle": 3,  # 2 e 4
        "Comercialização": 3,  # 3 e 3
        "Finanças": 2,  # só Mel
        "Custeio": 2.5,  # 2 e 3
    }
    assert rede.loc["Produção", "respostas"] == 4
    assert rede["discordam"].sum() == 1  # Mel, em finanças


def test_as_prioridades_sao_as_mais_baixas_e_no_empate_a_mais_discutida():
    saidas = responder(RODA)
    # Mel: controle, finanças e custeio empatam em 2; distâncias 0, 3 e 1
    mel = saidas["prioridades"].query("empreendimento == 'Mel'")
    assert mel["area"].tolist() == ["Finanças", "Custeio"]
    # rede: produção e finanças em 2; finanças tem distância 3, produção 1
    assert saidas["prioridades_da_rede"]["area"].tolist() == ["Finanças", "Produção"]
    assert saidas["prioridades_da_rede"]["proximo_passo"].iloc[0] == EVIDENCIAS["financas"][2]


def test_empate_completo_segue_a_ordem_das_areas_e_nivel_mais_alto_nao_e_prioridade():
    iguais = responder([("Mel", "1", JUN, *["2"] * 5)])
    assert iguais["prioridades"]["area"].tolist() == ["Produção", "Controle"]
    no_topo = responder([("Mel", "1", JUN, *["4"] * 5)])
    assert no_topo["prioridades"].empty
    assert any("nível mais alto" in frase for frase in leitura(no_topo))


def test_a_mudanca_compara_com_a_avaliacao_anterior():
    saidas = responder(RODA)
    assert set(saidas["mudanca"]["empreendimento"]) == {"Mel"}  # Pão só tem uma avaliação
    producao = linha(saidas["mudanca"], area="Produção")
    assert producao["mediana_anterior"] == 2.5  # 2 e 3
    assert producao["mudou_mediana"] == 0.5
    antes_e_agora = saidas["antes_e_agora"]
    assert linha(antes_e_agora, area="Controle", quando="antes")["mediana"] == 1
    assert linha(antes_e_agora, area="Controle", quando="agora")["mediana"] == 2  # sem o 4 do Pão


def test_sem_avaliacoes_as_saidas_sao_vazias_e_as_frases_existem():
    saidas = responder([])
    assert all(saida.empty for saida in saidas.values())
    assert leitura(saidas) == ["Não há avaliações para mostrar."]
    assert all(grafico.frase(saidas) for grafico in MATURIDADE.graficos)


def test_quem_nao_respondeu_nenhuma_area_nao_entra():
    assert responder([("Mel", "1", JUN, *[""] * 5)])["por_area"].empty


def test_a_leitura_da_rede():
    assert leitura(responder(RODA)) == [
        "A gestão está mais forte em Controle e Comercialização (nível 3 de 4) "
        "e mais fraca em Produção e Finanças (2).",
        "Há discordância em Finanças (Mel): as respostas vão de 1 a 4. "
        "Antes de decidir, conversem sobre o que cada pessoa vê.",
        "Por onde começar: Finanças (próximo passo: o caixa é registrado e mostrado na reunião) "
        "e Produção (próximo passo: há um plano do mês escrito e quem faz o quê).",
        # produção +0,5; controle +1; comercialização +1; finanças 1,5 -> 2; custeio 1 -> 2
        "Comparando cada área de cada grupo com a avaliação anterior: 5 subiram.",
        "Em Pão só uma pessoa respondeu: é uma voz, ainda não é o grupo.",
    ]


def test_a_frase_do_antes_e_agora_diz_onde_subiu_e_onde_desceu():
    frase = MATURIDADE.graficos[1].frase
    antes = ("Mel", "1", JUN, "2", "2", "2", "", "")
    depois = ("Mel", "1", DEZ, "3", "1", "2", "", "")
    assert frase(responder([antes, depois])) == "A resposta do meio subiu em Produção e desceu em Controle."
    parado = ("Mel", "1", DEZ, "2", "2", "2", "", "")
    assert frase(responder([antes, parado])) == "A resposta do meio ficou igual em todas as áreas."


def test_a_leitura_de_um_grupo_de_acordo_e_de_areas_sem_resposta():
    de_acordo = leitura(responder([("Mel", "1", JUN, *["2"] * 5), ("Mel", "2", JUN, *["2"] * 5)]))
    assert de_acordo[0] == "As áreas respondidas estão todas no nível 2 de 4."
    assert "Dentro de cada grupo as respostas ficaram perto umas das outras." in de_acordo
    uma_area = leitura(responder([("Mel", "1", JUN, "2", "", "", "", "")]))
    assert uma_area[0] == "Só uma área tem resposta: Produção, nível 2 de 4."
    assert uma_area[-1] == "Ninguém respondeu sobre Controle, Comercialização, Finanças e Custeio."


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize(("mediana", "nivel"), [(1.0, 2), (1.5, 2), (2.0, 3), (3.0, 4), (3.5, 4)])
def test_o_proximo_passo_e_o_nivel_acima_da_mediana(area, mediana, nivel):
    assert proximo_passo(AREAS[area], mediana) == EVIDENCIAS[area][nivel - 1]


LIGEIRO = settings(deadline=None, max_examples=25)
NIVEL = st.sampled_from(["", "não sei", "1", "2", "3", "4"])
LINHAS = st.lists(
    st.tuples(
        st.sampled_from(["Mel", "Pão"]),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from([JUN, DEZ]),
        *[NIVEL] * 5,
    ),
    max_size=10,
    unique_by=lambda linha: linha[:3],
)


@given(LINHAS, st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_das_folhas_nao_muda_nada(linhas, sorte):
    conferir_em_outra_ordem(responder, leitura, linhas, sorte)


@given(LINHAS)
@LIGEIRO
def test_a_mediana_fica_entre_a_mais_baixa_e_a_mais_alta(linhas):
    saidas = responder(linhas)
    por_area = saidas["por_area"]
    assert por_area["mediana"].between(por_area["mais_baixa"], por_area["mais_alta"]).all()
    assert saidas["rede"]["respostas"].sum() == por_area["respostas"].sum()
    assert (saidas["prioridades"].groupby("empreendimento").size() <= 2).all()


@given(LINHAS)
@LIGEIRO
def test_uma_folha_em_branco_nao_muda_nada(linhas):
    em_branco = ("Arte", "9", DEZ, *[""] * 5)
    antes, depois = responder(linhas), responder([*linhas, em_branco])
    for nome in antes:
        pd.testing.assert_frame_equal(antes[nome], depois[nome])
