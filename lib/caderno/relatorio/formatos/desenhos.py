"""Os desenhos de uma página de relatório, do jeito que cada formato os quer."""

from __future__ import annotations

import re
from itertools import pairwise

from caderno.graficos.folha import nome_acessivel, que_se_basta

FOLGA = 12
"""Margem de cada lado de uma figura [px]."""
_ESTREITO = re.compile(r'<div class="desenho estreita">.*?</svg></div>', re.DOTALL)
_LARGO = re.compile(r'<div class="desenho larga">(<svg\b.*?</svg>)</div>', re.DOTALL)


def so_os_largos(pagina: str) -> str:
    """A página sem a segunda versão de cada desenho, a do telefone."""
    return _ESTREITO.sub("", pagina)


def trocar_largos(pagina: str, trocar) -> str:
    """A página com cada desenho largo trocado pelo que `trocar(svg)` devolve."""
    return _LARGO.sub(lambda achado: f'<div class="desenho larga">{trocar(achado[1])}</div>', pagina)


def com_folga(svg: str) -> str:
    """O desenho com margem dos lados: numa figura, a letra que passa da folha seria cortada."""
    medidas = re.search(r'width="(\d+)" height="(\d+)" viewBox="0 (\d+) \d+ \d+"', svg)
    largura, altura, topo = (int(medida) for medida in medidas.groups())
    nova = f'width="{largura + 2 * FOLGA}" height="{altura}" viewBox="{-FOLGA} {topo} {largura + 2 * FOLGA} {altura}"'
    return svg.replace(medidas[0], nova, 1)


def fatiar(svg: str) -> list[str]:
    """O desenho em pedaços que cabem numa folha, cada um um svg que se basta, com o nome que se lê no lugar dele.

    Um desenho que cabe vem inteiro; o que não cabe diz, em `data-cortes`, onde nada se parte ao meio.
    """
    medidas = re.search(r'height="(\d+)" viewBox="0 0 (\d+) \d+" data-cortes="([\d ]*)"', svg)
    if not medidas:
        return [que_se_basta(svg)]
    altura, largura, cortes = medidas.groups()
    pontas = list(pairwise([0, *map(int, cortes.split()), int(altura)]))
    nome = nome_acessivel(svg)
    fatias = []
    for parte, (de, ate) in enumerate(pontas, start=1):
        janela = f'height="{ate - de}" viewBox="0 {de} {largura} {ate - de}" style="overflow:hidden"'
        fatia = svg.replace(medidas[0], janela, 1)
        fatias.append(que_se_basta(fatia.replace(nome, f"{nome} (parte {parte} de {len(pontas)})", 1)))
    return fatias
