"""O mural: folhas A3 para a parede, com duas respostas em cada uma, letra grande e poucas palavras."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from caderno import apresentacao
from caderno.graficos.folha import que_se_basta
from caderno.relatorio import devolutiva
from caderno.relatorio.devolutiva import Resposta

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

MAIS_ALTO = 1.15
"""Um desenho estreito mais comprido do que isto não cabe em meia folha com letra que se leia de longe."""


def gravar(relato: Relato, destino: Path) -> None:
    """Grava o mural em PDF, pronto para a gráfica ou para imprimir em quatro folhas A4."""
    from caderno.relatorio.formatos import pdf

    pdf.gravar_pagina(pagina(relato), destino)


def pagina(relato: Relato) -> str:
    """O mural como página, com uma seção para cada folha."""
    titulo = devolutiva.titulo(relato)
    folhas = _repartir(devolutiva.respostas(relato))
    dia = f"<small>O que os nossos números dizem · {relato.pedido.hoje:%d/%m/%Y}</small>"
    capa = f"<h1><span>{escape(titulo)}</span>{dia}</h1>"
    corpo = "".join(map(_folha, folhas)) or '<p class="vazio">Ainda não há respostas. Falta preencher os quadros.</p>'
    estilo = (files("caderno") / "recursos" / "mural.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="pt-BR"><head><meta charset="utf-8">'
        f"<title>Mural · {escape(titulo)}</title><style>{estilo}</style></head>"
        f'<body><main class="mural">{capa}{corpo}</main></body></html>\n'
    )


def _repartir(respostas: list[Resposta]) -> list[list[Resposta]]:
    """Duas por folha; a de desenho comprido, ou a que ficou sem par, ganha a folha inteira."""
    meias = [r for r in respostas if _cabe_na_metade(r)]
    inteiras = [r for r in respostas if not _cabe_na_metade(r)]
    return [meias[i : i + 2] for i in range(0, len(meias), 2)] + [[r] for r in inteiras]


def _cabe_na_metade(resposta: Resposta) -> bool:
    return not resposta.estreito or devolutiva.altura_por_largura(resposta.estreito) <= MAIS_ALTO


def _folha(respostas: Sequence[Resposta]) -> str:
    sozinha = len(respostas) == 1
    paineis = "".join(_painel(r, r.largo if sozinha else r.estreito) for r in respostas)
    return f'<section class="folha {"inteira" if sozinha else "par"}">{paineis}</section>'


def _painel(resposta: Resposta, svg: str) -> str:
    desenho = f'<div class="desenho">{que_se_basta(svg)}</div>' if svg else ""
    frase = apresentacao.frase_html(resposta.frase)
    return f'<article><h2>{escape(resposta.titulo)}</h2><p class="frase">{frase}</p>{desenho}</article>'
