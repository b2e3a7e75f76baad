"""Um pedaço de relatório chega ao Jupyter uma vez só, com os números ao lado."""

from __future__ import annotations

from IPython.core.formatters import DisplayFormatter

from caderno.relatorio.pedaco import LASTRO, PARTES, Pedaco


def test_a_pagina_vai_uma_vez_so_e_nao_tambem_como_texto():
    mostrado, _ = DisplayFormatter().format(Pedaco("<p>uma página inteira</p>"))
    assert mostrado["text/html"] == "<p>uma página inteira</p>"
    assert "<p>" not in mostrado["text/plain"]


def test_os_numeros_e_o_lastro_vao_ao_lado_quando_existem():
    sem, _ = DisplayFormatter().format(Pedaco("<p></p>"))
    com, _ = DisplayFormatter().format(Pedaco("<p></p>", ({"instrumento": "caixa"},), {"versao": 3}))
    assert not {PARTES, LASTRO} & sem.keys()
    assert com[PARTES] == [{"instrumento": "caixa"}] and com[LASTRO] == {"versao": 3}
