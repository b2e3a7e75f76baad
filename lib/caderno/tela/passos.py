"""Os passos do caderno, com as perguntas que cada um responde: os cartões da página de início."""

from __future__ import annotations

from html import escape

from IPython.display import HTML, display

from caderno.catalogo import INSTRUMENTOS, MODULOS
from caderno.formato import dobrar

A_PARTE = (7,)
"""Módulos fora do caminho: quem precisa entra direto, e por isso aparecem sem número."""


def mostrar_passos() -> None:
    """Mostra um cartão por passo do caminho, com link e perguntas, na ordem em que se ensina."""
    display(HTML(passos_em_html()))


def mostrar_a_parte() -> None:
    """Mostra um cartão por módulo que fica fora do caminho."""
    display(HTML(a_parte_em_html()))


def passos_em_html() -> str:
    cartoes = "".join(_cartao(n, f"{n} · {titulo}") for n, titulo in MODULOS.items() if n not in A_PARTE)
    return f'<ol class="cartoes">{cartoes}</ol>'


def a_parte_em_html() -> str:
    cartoes = "".join(_cartao(n, MODULOS[n]) for n in A_PARTE)
    return f'<ul class="cartoes a-parte">{cartoes}</ul>'


def caderno_do_modulo(numero: int) -> str:
    """O caderno do módulo, a partir da página de início.

    >>> caderno_do_modulo(3)
    'modulos/3_producao.ipynb'
    """
    return f"modulos/{numero}_{dobrar(MODULOS[numero])}.ipynb"


def _cartao(numero: int, titulo: str) -> str:
    perguntas = [i.pergunta for i in INSTRUMENTOS.values() if i.modulo == numero]
    lista = "".join(f"<li>{escape(p)}</li>" for p in perguntas)
    ligacao = f'<a href="{caderno_do_modulo(numero)}">{escape(titulo)}</a>'
    return f'<li class="cartao"><h3>{ligacao}</h3><ul>{lista}</ul></li>'
