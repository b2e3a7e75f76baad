"""O botão do relatório: oferece o que faz sentido na página, avisa quanto falta e entrega o arquivo."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from caderno import arquivo
from caderno.relatorio import formatos, pedido
from caderno.tela import relatorio
from caderno.tela.pagina import Pagina


@pytest.fixture
def pagina(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(Path(arquivo.__file__).parents[2]))
    rede = arquivo.criar("vale")
    rede.gravar("empreendimentos", [arquivo.Mudanca(valores={"empreendimento": "Flor"})], partida=0, autor="Ana")
    return Pagina(rede, modulo=2, hoje=date(2026, 11, 21))


@pytest.fixture
def botao(pagina, monkeypatch):
    """O botão, com o que ele manda para a página em `botao.mandadas`."""
    peca = relatorio.BotaoDeRelatorio(pagina)
    peca.mandadas = []
    monkeypatch.setattr(peca, "send", lambda conteudo, partes=None: peca.mandadas.append((conteudo, partes)))
    return peca


def esperar_o_fim(botao) -> dict:
    limite = time.monotonic() + 90
    while time.monotonic() < limite:
        for mensagem, partes in botao.mandadas:
            if mensagem["tipo"] in ("arquivo", "frase"):
                return mensagem | {"partes": partes}
        time.sleep(0.05)
    pytest.fail(f"o relatório não chegou: {botao.mandadas}")


def test_a_mensagem_chega_com_o_texto_e_a_figura(botao):
    botao.receber({"tipo": "fazer", "modelo": "modulo", "formato": "mensagem"})
    assert esperar_o_fim(botao)["nome"] == "modulo-vale-2-2026-11-21-mensagem.txt"
    limite = time.monotonic() + 30
    chegaram = []
    while len(chegaram) < 2 and time.monotonic() < limite:
        chegaram = [m["nome"] for m, _ in botao.mandadas if m["tipo"] == "arquivo"]
        time.sleep(0.05)
    assert chegaram[1] == "modulo-vale-2-2026-11-21-mensagem.png"


def test_a_cooperativa_escolhida_na_barra_tem_o_relatorio_dela(pagina):
    pagina.mudar(cooperativa="Crédito do Vale")
    assert next(iter(relatorio.ofertas(pagina))) == "cooperativa"


def test_o_que_se_oferece_existe(pagina):
    pagina.mudar(empreendimento="Flor")
    existentes = {modelo.stem for modelo in pedido.MODELOS.glob("*.ipynb")}
    assert set(relatorio.ofertas(pagina)) <= existentes
    assert set(relatorio.FORMATOS) == set(formatos.FORMATOS)
    for nome, (_, terminacoes) in relatorio.FORMATOS.items():
        assert formatos.FORMATOS[nome] in terminacoes


def test_o_empreendimento_escolhido_na_barra_vem_primeiro(pagina, botao):
    botao.receber({"tipo": "comecar"})
    pagina.mudar(empreendimento="Flor")
    antes, depois = ([modelo for modelo, _ in mensagem["modelos"]] for mensagem, _ in botao.mandadas)
    assert antes[0] == "rede" and "empreendimento" not in antes
    assert depois[0] == "empreendimento" and "modulo" in depois


def test_o_relatorio_chega_com_o_andamento_e_a_pagina_nao_espera(botao):
    botao.receber({"tipo": "fazer", "modelo": "modulo", "formato": "html"})
    assert not botao.mandadas, "a página devia estar livre antes de a primeira parte ficar pronta"
    chegou = esperar_o_fim(botao)
    assert chegou["nome"] == "modulo-vale-2-2026-11-21.html" and chegou["mime"].startswith("text/html")
    assert b"</html>" in chegou["partes"][0]
    andou = [m["prontas"] for m, _ in botao.mandadas if m["tipo"] == "andou"]
    assert andou == list(range(1, len(andou) + 1)) and len(andou) > 3


def test_pedir_de_novo_enquanto_se_faz_nao_faz_dois(botao):
    for _ in range(2):
        botao.receber({"tipo": "fazer", "modelo": "modulo", "formato": "html"})
    esperar_o_fim(botao)
    assert not [linha for linha in threading.enumerate() if linha.name.endswith("(_fazer)") and linha.is_alive()]
    assert [m["tipo"] for m, _ in botao.mandadas].count("arquivo") == 1


def test_o_que_nao_da_para_fazer_e_uma_frase_na_hora(botao):
    botao.receber({"tipo": "fazer", "modelo": "jornal", "formato": "html"})
    assert botao.mandadas[0][0]["frase"].startswith("Não existe relatório “jornal”")
