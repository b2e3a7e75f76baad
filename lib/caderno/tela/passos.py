"""Os passos do caderno, com as perguntas que cada um responde: os cartões da página de início."""

from __future__ import annotations

from html import escape

from IPython.display import HTML, display

from caderno.catalogo import INSTRUMENTOS, MODULOS
from caderno.formato import dobrar


def mostrar_passos() -> None:
    """Mostra um cartão por passo, com link e perguntas, na ordem em que se ensina."""
    display(HTML(passos_em_html()))


def passos_em_html() -> str:
    cartoes = "".join(_cartao(numero, titulo) for numero, titulo in MODULOS.items())
    return f'<ol class="cartoes">{cartoes}</ol>'


def caderno_do_modulo(numero: int) -> str:
    """O caderno do módulo, a partir da página de início.

    >>> caderno_do_modulo(3)
    'modulos/3_producao.ipynb'
    """
    return f"modulos/{numero}_{dobrar(MODULOS[numero])}.ipynb"


def _cartao(numero: int, titulo: str) -> str:
    perguntas = [i.pergunta for i in INSTRUMENTOS.values() if i.modulo == numero]
    lista = "".join(f"<li>{escape(p)}</li>" for p in perguntas)
    ligacao = f'<a href="{caderno_do_modulo(numero)}">{numero} · {escape(titulo)}</a>'
    return f'<li class="cartao"><h3>{ligacao}</h3><ul>{lista}</ul></li>'
