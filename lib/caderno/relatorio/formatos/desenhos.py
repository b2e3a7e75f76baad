"""Os desenhos de uma página de relatório, do jeito que cada formato os quer."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

FOLGA = 12
"""Margem de cada lado de uma figura [px]."""
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_ESTREITO = re.compile(r'<div class="desenho estreita">.*?</svg></div>', re.DOTALL)
_LARGO = re.compile(r'<div class="desenho larga">(<svg\b.*?</svg>)</div>', re.DOTALL)
_NOME = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_OCUPA = re.compile(
    r'<text x="[\d.-]+" y="(?P<base>[\d.-]+)" font-size="(?P<letra>[\d.]+)"'
    r'|<rect x="[\d.-]+" y="(?P<topo>[\d.-]+)" width="[\d.]+" height="(?P<altura>[\d.]+)"'
    r'|<circle cx="[\d.-]+" cy="(?P<centro>[\d.-]+)" r="(?P<raio>[\d.]+)"'
)


def so_os_largos(pagina: str) -> str:
    """A página sem a segunda versão de cada desenho, a do telefone."""
    return _ESTREITO.sub("", pagina)


def trocar_largos(pagina: str, trocar) -> str:
    """A página com cada desenho largo trocado pelo que `trocar(svg)` devolve."""
    return _LARGO.sub(lambda achado: f'<div class="desenho larga">{trocar(achado[1])}</div>', pagina)


def nome_acessivel(svg: str) -> str:
    """O que se lê no lugar do desenho."""
    return unescape(_NOME.search(svg)[1])


def com_folga(svg: str) -> str:
    """O desenho com margem dos lados: numa figura, a letra que passa da folha seria cortada."""
    medidas = re.search(r'width="(\d+)" height="(\d+)" viewBox="0 (\d+) \d+ \d+"', svg)
    largura, altura, topo = (int(medida) for medida in medidas.groups())
    nova = f'width="{largura + 2 * FOLGA}" height="{altura}" viewBox="{-FOLGA} {topo} {largura + 2 * FOLGA} {altura}"'
    return svg.replace(medidas[0], nova, 1)


def fatiar(svg: str, maximo: float) -> list[str]:
    """O desenho em pedaços de até `maximo` [px] de altura, cortado onde nada fica partido ao meio.

    Um desenho que cabe numa folha volta inteiro. Onde não há corte possível, a fatia fica mais alta.
    """
    inteira = re.search(r'height="(\d+)" viewBox="0 0 (\d+) \d+"', svg)
    altura, largura = int(inteira[1]), int(inteira[2])
    if altura <= maximo:
        return [svg]
    cortes = [0, *_cortes(svg, altura, maximo), altura]
    nome = _NOME.search(svg)[1]
    fatias = []
    for parte, (de, ate) in enumerate(pairwise(cortes), start=1):
        medidas = f'height="{ate - de}" viewBox="0 {de} {largura} {ate - de}"'
        fatia = svg.replace(inteira[0], medidas, 1).replace('overflow="visible"', 'overflow="hidden"', 1)
        fatias.append(fatia.replace(nome, f"{nome} (parte {parte} de {len(cortes) - 1})"))
    return fatias


def _cortes(svg: str, altura: int, maximo: float) -> list[int]:
    """As alturas em que nenhum texto, barra ou ponto é atravessado, cada fatia perto do máximo."""
    ocupadas = [_faixa(marca) for marca in _OCUPA.finditer(svg)]
    livres = [y for y in range(1, altura) if not any(de < y < ate for de, ate in ocupadas if ate - de < maximo)]
    cortes: list[int] = []
    while altura - (inicio := cortes[-1] if cortes else 0) > maximo:
        possiveis = [y for y in livres if inicio < y <= inicio + maximo] or [y for y in livres if y > inicio]
        if not possiveis:
            break
        cortes.append(possiveis[-1] if possiveis[-1] <= inicio + maximo else possiveis[0])
    return cortes


def _faixa(marca: re.Match) -> tuple[float, float]:
    if marca["base"]:
        base, letra = float(marca["base"]), float(marca["letra"])
        return base - letra, base + letra * 0.3
    if marca["topo"]:
        return float(marca["topo"]), float(marca["topo"]) + float(marca["altura"])
    centro, raio = float(marca["centro"]), float(marca["raio"])
    return centro - raio, centro + raio
