"""O botão de enviar da página também reconhece um balancete: mesma prévia, mesmo clique."""

from __future__ import annotations

import pytest

import balancetes_inventados as inventados
from caderno import arquivo
from caderno.tela.envio import Envio
from caderno.tela.pagina import Pagina


@pytest.fixture
def rede(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    return arquivo.criar("serra")


@pytest.fixture
def enviar(rede):
    """Função: envia o conteúdo e devolve o envio; o que ele mandou à tela fica em `ditos`."""

    def enviar(conteudo: bytes, nome: str = "balancete.csv") -> Envio:
        envio = Envio(Pagina(rede, modulo=7), None, lambda tipo, **dados: envio.ditos.append(dados))
        envio.ditos = []
        envio.parte(conteudo, nome, 0, len(conteudo))
        return envio

    return enviar


def test_a_previa_diz_o_que_e_e_nada_entra_antes_do_clique(enviar, rede):
    dito = enviar(inventados.era_2()).ditos[-1]
    assert "Balancete do Banco Central" in dito["frase"] and "documento 4016" in dito["frase"]
    folha = dito["folhas"][0]
    assert (folha["quadro"], folha["contas"][0]) == ("balancetes", ["3", "novas"])
    assert {c["campo"]: c["titulo"] for c in folha["colunas"]}["operacoes_de_credito"] == "conta 1.6.0.00.00"
    assert all(coluna["fixa"] for coluna in folha["colunas"])
    assert rede.quadro("balancetes").empty


def test_com_o_clique_entram_as_linhas_e_os_nomes(enviar, rede):
    envio = enviar(inventados.era_2())
    assert dict(envio.ditos[-1]["novos"]) == {"Cooperativas de crédito": ["CC DA SERRA", "CC DO VALE", "CC DO MAR"]}
    envio.entrar()
    assert len(rede.quadro("balancetes")) == 3
    assert rede.quadro("cooperativas")["cooperativa"].tolist() == ["CC DA SERRA", "CC DO VALE", "CC DO MAR"]


def test_as_cadastradas_vao_para_a_rede_e_as_outras_para_a_comparacao(enviar, rede):
    cadastro = arquivo.Mudanca(valores={"cooperativa": "Serra", "cnpj_da_cooperativa": "00.123.456/0001-81"})
    rede.gravar("cooperativas", [cadastro], partida=0, autor="Ana")
    enviar(inventados.era_2()).entrar()
    assert rede.quadro("balancetes")["cooperativa"].tolist() == ["Serra"]
    assert rede.quadro("pares")["instituicao"].tolist() == ["CC DO VALE", "CC DO MAR"]


def test_o_balancete_sem_nome_nem_mes_pergunta_e_usa_a_resposta(enviar, rede):
    sem_nada = inventados.interno(cabeca="").replace(b"Balancete de 31/12/2025;;;Emitido em 05/01/2026\n", b"")
    envio = enviar(sem_nada)
    perguntas = {p["nome"] for p in envio.ditos[-1]["folhas"][0]["perguntas"]}
    assert perguntas == {"cooperativa", "mes"}
    envio.ajustar(folha=0, pergunta="cooperativa", valor="Serra")
    envio.ajustar(folha=0, pergunta="mes", valor="12/2025")
    assert {p["nome"]: p["valor"] for p in envio.ditos[-1]["folhas"][0]["perguntas"]} == {
        "cooperativa": "Serra",
        "mes": "12/2025",
    }
    envio.entrar()
    assert rede.quadro("balancetes")[["cooperativa", "mes"]].values.tolist() == [["Serra", "12/2025"]]


def test_deixar_de_fora_e_voltar_atras(enviar, rede):
    envio = enviar(inventados.era_2())
    envio.ajustar(folha=0, quadro="custos")
    assert "Este arquivo só entra em Balancetes" in envio.ditos[-1]["folhas"][0]["frases"][0]
    envio.ajustar(folha=0, quadro="balancetes")
    assert envio.ditos[-1]["folhas"][0]["lida"]
