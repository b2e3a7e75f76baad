"""A prévia: o que muda na rede se a planilha entrar."""

from __future__ import annotations

import pandas as pd

from caderno import catalogo
from caderno.folhas.previa import Mudada, previa

EMPREENDIMENTOS = catalogo.quadro("empreendimentos")
CUSTOS = catalogo.quadro("custos")


def _bruta(*linhas: dict) -> pd.DataFrame:
    return pd.DataFrame(linhas).fillna("")


GUARDADA = _bruta(
    {"_linha": "a1", "empreendimento": "Mel da Serra", "pessoas": "18", "vendas_mensais": "8.500,00"},
    {"_linha": "b2", "empreendimento": "Flor de Algodão", "pessoas": "7", "vendas_mensais": ""},
)


def test_acha_a_linha_pela_chave_sem_ligar_para_acento_e_caixa():
    resposta = previa(
        GUARDADA, _bruta({"_linha": "linha 2", "empreendimento": "MEL DA  SERRA", "pessoas": "19"}), EMPREENDIMENTOS
    )
    assert resposta.mudadas == [Mudada("a1", "pessoas", "18", "19")]
    assert resposta.novas.empty


def test_acha_a_linha_pelo_identificador_mesmo_com_outro_nome():
    resposta = previa(GUARDADA, _bruta({"_linha": "b2", "empreendimento": "Flor do Algodão"}), EMPREENDIMENTOS)
    assert resposta.mudadas == [Mudada("b2", "empreendimento", "Flor de Algodão", "Flor do Algodão")]


def test_o_mesmo_valor_escrito_de_outro_jeito_nao_e_mudanca():
    nova = _bruta({"empreendimento": "Mel da Serra", "pessoas": "18,0", "vendas_mensais": "R$ 8500"})
    resposta = previa(GUARDADA, nova, EMPREENDIMENTOS)
    assert (resposta.mudadas, resposta.iguais) == ([], ["a1"])


def test_celula_vazia_na_planilha_nao_apaga_o_que_esta_guardado():
    nova = _bruta({"empreendimento": "Mel da Serra", "pessoas": ""})
    assert previa(GUARDADA, nova, EMPREENDIMENTOS).mudadas == []


def test_nao_sei_e_uma_resposta_e_muda_o_que_estava():
    nova = _bruta({"empreendimento": "Mel da Serra", "pessoas": "não sei"})
    assert previa(GUARDADA, nova, EMPREENDIMENTOS).mudadas == [Mudada("a1", "pessoas", "18", "não sei")]


def test_linha_ausente_so_se_apaga_a_pedido():
    nova = _bruta({"empreendimento": "Mel da Serra"})
    sem_pedido = previa(GUARDADA, nova, EMPREENDIMENTOS)
    assert sem_pedido.ausentes["_linha"].tolist() == ["b2"]
    assert sem_pedido.mudancas == []
    (apagada,) = previa(GUARDADA, nova, EMPREENDIMENTOS, apagar_ausentes=True).mudancas
    assert (apagada.linha, apagada.apagar) == ("b2", True)


def test_mudancas_dizem_o_que_gravar():
    nova = _bruta(
        {"_linha": "linha 2", "_origem": "linha 2", "empreendimento": "Mel da Serra", "pessoas": "19"},
        {"_linha": "linha 3", "_origem": "linha 3", "empreendimento": "Grupo Novo", "pessoas": "4"},
    )
    mudancas = previa(GUARDADA, nova, EMPREENDIMENTOS).mudancas
    assert [(m.linha, dict(m.valores)) for m in mudancas] == [
        (None, {"empreendimento": "Grupo Novo", "pessoas": "4"}),
        ("a1", {"pessoas": "19"}),
    ]


def test_a_segunda_linha_com_a_mesma_chave_nao_some():
    nova = _bruta(
        {"empreendimento": "Mel da Serra", "pessoas": "18"},
        {"empreendimento": "Mel da Serra", "pessoas": "40"},
    )
    resposta = previa(GUARDADA, nova, EMPREENDIMENTOS)
    assert resposta.novas["pessoas"].tolist() == ["40"]


def test_importar_de_novo_linhas_repetidas_nao_cria_outras():
    repetidas = _bruta(
        {"_linha": "x", "empreendimento": "Mel da Serra", "pessoas": "18"},
        {"_linha": "y", "empreendimento": "Mel da Serra", "pessoas": "40"},
    )
    resposta = previa(repetidas, repetidas.assign(_linha=["linha 2", "linha 3"]), EMPREENDIMENTOS)
    assert (len(resposta.novas), resposta.mudadas, resposta.iguais) == (0, [], ["x", "y"])


def test_chave_com_campo_facultativo_vazio_tambem_identifica():
    comum = {"empreendimento": "Mel da Serra", "produto": "", "mes": "03/2026", "item": "energia", "valor": "90"}
    nova = _bruta(comum | {"mes": "2026-03-01", "valor": "95"})
    assert previa(_bruta(comum | {"_linha": "c"}), nova, CUSTOS).mudadas == [Mudada("c", "valor", "90", "95")]


def test_quadro_de_uma_linha_sempre_encontra_a_sua():
    rede = catalogo.quadro("rede")
    resposta = previa(_bruta({"_linha": "r", "rede": "Sertão"}), _bruta({"rede": "Sertão Vivo"}), rede)
    assert resposta.mudadas == [Mudada("r", "rede", "Sertão", "Sertão Vivo")]


def test_nada_com_nada_da_uma_previa_vazia():
    vazia = pd.DataFrame(columns=["_linha"])
    resposta = previa(vazia, vazia, EMPREENDIMENTOS)
    assert (len(resposta.novas), resposta.mudadas, resposta.iguais, len(resposta.ausentes)) == (0, [], [], 0)
    assert resposta.mudancas == []
