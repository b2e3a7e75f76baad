"""O que se manda num grupo de mensagens: um texto curto e uma figura que se lê no telefone."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from caderno.graficos import tema
from caderno.relatorio import devolutiva

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

MARGEM, PASSO = 24, 1.25
LARGURA = tema.LARGURAS["estreita"] + 2 * MARGEM
PONTOS = 1080
"""Largura da figura, a mesma das fotos que os telefones trocam."""


def gravar(relato: Relato, destino: Path) -> None:
    """Grava o texto em `destino` e a figura ao lado, com o mesmo nome e terminação png."""
    import vl_convert

    destino.write_text(devolutiva.mensagem(relato), encoding="utf-8")
    destino.with_suffix(".png").write_bytes(vl_convert.svg_to_png(cartao(relato), scale=PONTOS / LARGURA))


def cartao(relato: Relato) -> str:
    """A figura em svg: de quem é, a primeira resposta que tem desenho, e o desenho."""
    respostas = devolutiva.respostas(relato)
    escolhida = next((r for r in respostas if r.estreito), None) or next(iter(respostas), None)
    frase = escolhida.frase if escolhida else "Ainda não há respostas."
    textos: list[str] = []
    y = _escrever(textos, devolutiva.titulo(relato), 40, 15, tema.ACENTO)
    y = _escrever(textos, frase, y + 12, 20, tema.TINTA, forte=True)
    desenho, altura = _encaixar(escolhida.estreito if escolhida else "", y + 6)
    pe = f"Caderno de Redes · {relato.pedido.hoje:%d/%m/%Y}"
    y = _escrever(textos, pe, y + altura + 32, 13, tema.TINTA_FRACA)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LARGURA}" height="{y + 6:.0f}" '
        f'viewBox="0 0 {LARGURA} {y + 6:.0f}" font-family="{escape(tema.LETRA)}">'
        f'<rect width="100%" height="100%" fill="{tema.FOLHA}"/>'
        f'<rect width="100%" height="8" fill="{tema.ACENTO}"/>{"".join(textos)}{desenho}</svg>'
    )


def _escrever(textos: list[str], texto: str, y: float, tamanho: int, cor: str, forte: bool = False) -> float:
    """Acrescenta o texto em quantas linhas precisar; devolve onde acabou."""
    peso = ' font-weight="600"' if forte else ""
    for linha in tema.quebrar(texto, LARGURA - 2 * MARGEM, tamanho, linhas=8, forte=forte):
        textos.append(f'<text x="{MARGEM}" y="{y:.0f}" font-size="{tamanho}" fill="{cor}"{peso}>{escape(linha)}</text>')
        y += tamanho * PASSO
    return y


def _encaixar(svg: str, y: float) -> tuple[str, float]:
    """O desenho deslocado para o lugar dele no cartão, e a altura que ocupa."""
    if not svg:
        return "", 0
    altura = devolutiva.altura_por_largura(svg) * tema.LARGURAS["estreita"]
    dentro = re.sub(r"^<svg[^>]*>|</svg>$", "", svg)
    return f'<g transform="translate({MARGEM} {y:.0f})">{dentro}</g>', altura
