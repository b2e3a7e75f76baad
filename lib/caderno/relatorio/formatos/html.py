"""Uma página HTML que se basta: abre sem internet em qualquer aparelho e imprime como um documento."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from caderno.relatorio import devolutiva, lastro
from caderno.relatorio.formatos import dieta

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

LETRAS_NO_ALTO = 70
"""O nome que se repete no alto de cada folha cabe numa linha."""

NOME_COMPRIDO = 90
"""Com mais letras que isto, o título da capa diminui para caber com o alcance na primeira folha."""


def gravar(relato: Relato, destino: Path) -> None:
    """Grava a página do relato, com o lastro dentro."""
    # Em bytes: um fim de linha trocado pelo sistema seria um byte mudado.
    destino.write_bytes(lastro.embutir(enxuta(relato), relato.manifesto).encode())


def enxuta(relato: Relato) -> str:
    """A página como se grava, ainda sem o lastro."""
    return dieta.enxugar(pagina(relato))


def pagina(relato: Relato) -> str:
    """A página com o nome da rede no alto de cada folha impressa."""
    regra = f'@page{{@top-left{{content:"{_em_codigo(nome_no_alto(relato))}"}}}}'
    if len(titulo_da_capa(relato)) > NOME_COMPRIDO:
        regra += "@media print{.caderno.folha .capa h1{font-size:18pt}}"
    titulo = f"<title>{escape(titulo_da_capa(relato))}</title>"
    inteira = re.sub(r"<title>.*?</title>", lambda _: titulo, relato.html, count=1, flags=re.DOTALL)
    return inteira.replace("</head>", f"<style>{regra}</style></head>", 1)


def titulo_da_capa(relato: Relato) -> str:
    """O título que se lê na primeira folha; sem capa, o do modelo."""
    titulo = re.search(r"<h1[^>]*>(.*?)</h1>", relato.html, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", titulo[1])).strip() if titulo else relato.titulo


def nome_no_alto(relato: Relato) -> str:
    """O nome da rede, cortado para caber numa linha."""
    nome = devolutiva.titulo(relato)
    return nome if len(nome) <= LETRAS_NO_ALTO else nome[: LETRAS_NO_ALTO - 1].rstrip() + "…"


def alcance(relato: Relato) -> list[tuple[str, str]]:
    """O que a capa diz: de que rede, que recorte, que dia. Relatório sem capa dá lista vazia."""
    capa = re.search(r'<header class="capa">.*?</header>', relato.html, re.DOTALL)
    pares = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", capa[0] if capa else "", re.DOTALL)
    return [(unescape(o_que), unescape(qual)) for o_que, qual in pares]


def _em_codigo(texto: str) -> str:
    """Um texto que o CSS não confunde com regra: o que não é letra simples vai em código.

    >>> _em_codigo('Mel "}')
    'Mel\\\\000020\\\\000022\\\\00007d'
    """
    return "".join(letra if letra.isalnum() and letra.isascii() else f"\\{ord(letra):06x}" for letra in texto)
