from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import HOJE, bruta, dados, linha
from caderno.catalogo import Dados
from caderno.modelo import Contexto

# Sol não sabe quantas mulheres tem; Mar só disse o nome e o município.
FICHAS = """
empreendimento | forma          | municipio | cadeia | pessoas | mulheres | jovens | programas | vendas_mensais
Flor           | associação     | Caicó-RN  | mel    | 10      | 6        | 2      | PAA; PNAE | 5.000,00
Raiz           | cooperativa    | Caicó-RN  | mel    | 30      | 9        |        | PAA       | 12.000,00
Sol            | grupo informal | Acari-RN  | doces  | 5       | não sei  | 1      |           |
Mar            |                | Acari-RN  |        |         |          |        |           | não se aplica
"""


def perfil(texto=FICHAS):
    return dados(empreendimentos=texto).executar("perfil_da_rede")


def test_parte_de_mulheres_e_soma_sobre_soma_de_quem_disse_as_duas_coisas():
    rede = perfil().saidas["rede"].iloc[0]
    assert rede["pessoas"] == 45
    assert rede["parte_mulheres"] == pytest.approx(100 * 15 / 40)  # (6 + 9) / (10 + 30), não a média de 60 % e 30 %
    assert rede["disseram_mulheres"] == 2


def test_quem_nao_disse_nao_vira_zero():
    mar = linha(perfil().saidas["por_cadeia"], cadeia="não informado")
    assert mar["empreendimentos"] == 1
    assert pd.isna(mar["pessoas"])
    assert pd.isna(mar["parte_mulheres"])


def test_so_esta_no_mapa_quem_disse_onde_fica_e_os_outros_sao_contados():
    resultado = perfil(
        """
        empreendimento | latitude | longitude
        Flor           | -6,4     | -37,2
        Raiz           |          |
        Sol            | -6,5     |
        """
    )
    assert resultado.saidas["mapa"]["empreendimento"].tolist() == ["Flor"]
    mapa = resultado.instrumento.graficos[0]
    assert mapa.frase(resultado.saidas) == "Estão no mapa 1 de 3 empreendimentos."


def test_nao_se_aplica_e_resposta_mas_nao_sei_nao_e():
    preenchimento = perfil().saidas["preenchimento"].set_index("empreendimento")["falta_perguntar"]
    assert "mulheres" in preenchimento["Sol"]
    assert "vendas por mês" not in preenchimento["Mar"]
    assert "vendas por mês" in preenchimento["Sol"]


def test_um_empreendimento_em_dois_programas_conta_nos_dois():
    programas = perfil().saidas["por_programa"].set_index("programa")["empreendimentos"]
    assert programas.to_dict() == {"PAA": 2.0, "PNAE": 1.0}


def test_a_pergunta_com_menos_respostas_e_a_pauta_da_visita():
    assert perfil().saidas["campos"].iloc[0]["responderam"] == 0
    assert "falta em 4 empreendimentos" in perfil().leitura[-1]


@pytest.mark.parametrize(
    ("mulheres", "frase"),
    [("8", "As mulheres são a maioria: 80,0 %"), ("3", "não chegam a mais da metade"), ("", "Não se sabe quantas")],
)
def test_a_leitura_muda_de_conclusao(mulheres, frase):
    texto = f"empreendimento | pessoas | mulheres\nFlor | 10 | {mulheres}"
    assert frase in " ".join(perfil(texto).leitura)


def test_sem_nenhuma_ficha_a_leitura_diz_o_que_escrever():
    resultado = dados().executar("perfil_da_rede")
    assert resultado.leitura == [
        "Ainda não preenchido. Para responder, escreva pelo menos uma linha em “Empreendimentos”."
    ]
    assert resultado.vazio


def test_ao_publicar_grupos_com_menos_de_cinco_pessoas_nao_aparecem():
    texto = "empreendimento | municipio | pessoas\nFlor | Caicó-RN | 4\nRaiz | Acari-RN | 20"
    publicado = Dados({"empreendimentos": bruta(texto)}, Contexto(hoje=HOJE), publicar=True).executar("perfil_da_rede")
    assert publicado.saidas["por_municipio"]["municipio"].tolist() == ["Acari-RN"]
    assert publicado.saidas["rede"]["pessoas"].tolist() == [24.0]
    assert publicado.suprimidas > 0


@settings(max_examples=12)
@given(st.permutations(range(4)))
def test_a_ordem_das_fichas_nao_muda_a_rede(ordem):
    cabecalho, *linhas = FICHAS.strip().splitlines()
    trocada = "\n".join([cabecalho, *(linhas[i] for i in ordem)])
    pd.testing.assert_frame_equal(perfil(trocada).saidas["rede"], perfil().saidas["rede"])
    pd.testing.assert_frame_equal(perfil(trocada).saidas["por_cadeia"], perfil().saidas["por_cadeia"])
