"""O programa da tela vai uma vez na página do nosso servidor, e dentro de cada widget no JupyterLab."""

from __future__ import annotations

import pytest

from caderno import javascript
from caderno.tela.envio import EnvioDaPagina
from caderno.tela.formulario import Formulario
from caderno.tela.pagina import Barra
from caderno.tela.relatorio import BotaoDeRelatorio
from caderno.tela.resultado import Resultado


def test_cada_parte_da_tela_tem_o_seu_programa():
    classes = {Barra, EnvioDaPagina, Formulario, BotaoDeRelatorio, Resultado}
    assert {classe.programa for classe in classes} == javascript.PARTES.keys()


@pytest.mark.parametrize("parte", javascript.PARTES)
def test_os_arquivos_de_uma_parte_existem_e_o_ultimo_a_desenha(parte):
    ultimo = (javascript.PASTA / javascript.PARTES[parte][-1]).read_text(encoding="utf-8")
    assert "function render(" in ultimo


@pytest.mark.parametrize("parte", javascript.PARTES)
def test_na_pagina_o_widget_leva_so_o_nome_da_parte_que_ela_ja_tem(parte, monkeypatch):
    monkeypatch.setenv(javascript.NA_PAGINA, "sim")
    assert javascript.da_parte(parte) == f"export default globalThis.caderno.{parte};"
    assert f"\n{parte}: (() => " in "\n" + javascript.de_todas()


def test_no_jupyterlab_o_widget_leva_o_programa_e_o_estilo(monkeypatch):
    monkeypatch.delenv(javascript.NA_PAGINA, raising=False)
    barra = Barra(None, None)
    assert "function render(" in barra._esm
    assert ".barra" in barra._css


def test_na_pagina_um_widget_nao_leva_estilo(monkeypatch):
    monkeypatch.setenv(javascript.NA_PAGINA, "sim")
    barra = Barra(None, None)
    assert barra._css == ""
    assert len(barra._esm) < 100
