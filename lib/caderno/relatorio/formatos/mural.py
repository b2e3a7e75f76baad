"""O mural: folhas A3 para a parede, com poucas respostas em cada uma, letra grande e poucas palavras."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from caderno import apresentacao
from caderno.graficos.folha import que_se_basta
from caderno.relatorio import devolutiva
from caderno.relatorio.devolutiva import Resposta
from caderno.relatorio.formatos import desenhos

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

MAIS_ALTO = 1.05
"""Um desenho estreito mais comprido do que isto não cabe em meia folha com letra que se leia de longe."""
FRASES = 6
"""Quantas respostas sem desenho dividem uma folha."""
CONTINUA = "(continua)"


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
    corpo = "".join(map(_folhas, folhas)) or '<p class="vazio">Ainda não há respostas. Falta preencher os quadros.</p>'
    estilo = (files("caderno") / "recursos" / "mural.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="pt-BR"><head><meta charset="utf-8">'
        f"<title>Mural · {escape(titulo)}</title><style>{estilo}</style></head>"
        f'<body><main class="mural">{capa}{corpo}</main></body></html>\n'
    )


def _repartir(respostas: list[Resposta]) -> list[list[Resposta]]:
    """Duas por folha; a de desenho comprido, ou a que ficou sem par, ganha a folha inteira; sem desenho, até seis."""
    desenhadas = [r for r in respostas if r.estreito]
    meias = [r for r in desenhadas if devolutiva.altura_por_largura(r.estreito) <= MAIS_ALTO]
    inteiras = [r for r in desenhadas if r not in meias]
    frases = [r for r in respostas if not r.estreito]
    folhas = math.ceil(len(frases) / FRASES) or 1
    por_folha = math.ceil(len(frases) / folhas) or 1  # parecidas: sete não são seis e uma sozinha
    return [*_grupos(meias, 2), *_grupos(inteiras, 1), *_grupos(frases, por_folha)]


def _grupos(respostas: Sequence[Resposta], quantas: int) -> list[list[Resposta]]:
    return [list(respostas[i : i + quantas]) for i in range(0, len(respostas), quantas)]


def _folhas(respostas: Sequence[Resposta]) -> str:
    """A folha de várias respostas, ou as folhas de uma: o desenho comprido segue na folha seguinte."""
    if not respostas[0].estreito:
        return _folha("frases", "".join(_painel(r, "") for r in respostas))
    if len(respostas) == 2:
        return _folha("par", "".join(_painel(r, que_se_basta(r.estreito)) for r in respostas))
    [resposta] = respostas
    fatias = enumerate(desenhos.fatiar(resposta.cartaz()))
    return "".join(_folha("inteira", _painel(resposta, fatia, i > 0)) for i, fatia in fatias)


def _folha(classe: str, paineis: str) -> str:
    return f'<section class="folha {classe}">{paineis}</section>'


def _painel(resposta: Resposta, svg: str, continua: bool = False) -> str:
    titulo = f"{resposta.titulo} {CONTINUA}" if continua else resposta.titulo
    frase = "" if continua else f'<p class="frase">{apresentacao.frase_html(resposta.frase)}</p>'
    encostado = svg.replace("<svg ", '<svg preserveAspectRatio="xMinYMin" ', 1)  # o mais alto que largo, à esquerda
    desenho = f'<div class="desenho">{encostado}</div>' if svg else ""
    return f"<article><h2>{escape(titulo)}</h2>{frase}{desenho}</article>"
