"""A página com a mesma cara e menos letras: o que se repete em cada desenho é dito uma vez só, no estilo.

Um desenho sozinho se basta, e por isso repete cores, letras e medidas em cada marca; trinta juntos
numa página repetem trinta vezes. Nada do que se vê ou se lê muda.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from caderno.relatorio.formatos.desenhos import SVG

POUCAS_VEZES = 3
"""Uma aparência usada menos vezes que isto não paga a regra dela."""
_MARCA = re.compile(r"<(?P<nome>text|path|rect|circle)(?P<atributos>(?: [\w-]+=\"[^\"]*\")*)(?P<fim>/?>)")
_ATRIBUTO = re.compile(r' ([\w-]+)="([^"]*)"')
_APARENCIA = ("font-size", "font-weight", "fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor")
_DO_SVG = re.compile(r' (?:xmlns|font-family|overflow)="[^"]*"')
_NOME = re.compile(r"<title>.*?</title>", re.DOTALL)
_ESTILO = re.compile(r"<style>.*?</style>", re.DOTALL)

Aparencia = tuple[tuple[str, str], ...]


def enxugar(pagina: str) -> str:
    """A mesma página, menor."""
    marcas = [marca for svg in SVG.findall(pagina) for marca in _MARCA.finditer(svg)]
    comuns = [a for a, vezes in Counter(map(_aparencia, marcas)).most_common() if vezes >= POUCAS_VEZES and a]
    classes = {aparencia: f"_{numero:x}" for numero, aparencia in enumerate(comuns)}
    regras = "".join(f".{classe}{{{_em_css(aparencia)}}}" for aparencia, classe in classes.items())
    pagina = SVG.sub(lambda svg: _svg(svg[0], classes), pagina)
    pagina = _ESTILO.sub(lambda estilo: re.sub(r"\.numero\b", "._n", estilo[0]), pagina)
    pagina = pagina.replace(' class="numero"', " class=_n")
    return pagina.replace("</head>", f"<style>{regras}</style></head>", 1)


def _aparencia(marca: re.Match) -> Aparencia:
    return tuple(par for par in _ATRIBUTO.findall(marca["atributos"]) if par[0] in _APARENCIA)


def _em_css(aparencia: Aparencia) -> str:
    return ";".join(f"{nome}:{valor}{'px' if nome == 'font-size' else ''}" for nome, valor in aparencia)


def _svg(svg: str, classes: dict[Aparencia, str]) -> str:
    """O nome fica no aria-label; a letra é a da página."""
    fim = svg.index(">")
    return _DO_SVG.sub("", svg[:fim]) + _MARCA.sub(lambda m: _marca(m, classes), _NOME.sub("", svg[fim:]))


def _marca(marca: re.Match, classes: dict[Aparencia, str]) -> str:
    """O que tem classe vai sem aspas; retângulos viram caminhos, e caminhos andam de ponto em ponto."""
    aparencia = _aparencia(marca)
    classe = classes.get(aparencia)
    resto = {n: v for n, v in _ATRIBUTO.findall(marca["atributos"]) if not classe or n not in _APARENCIA}
    nome = marca["nome"]
    if nome == "rect":
        nome = "path"
        x, y, largura, altura = (resto.pop(medida) for medida in ("x", "y", "width", "height"))
        resto["d"] = f"M{x},{y}h{largura}v{altura}h-{largura}z"
    elif nome == "path":
        resto["d"] = _passo_a_passo(resto["d"])
    juntos = "".join(f' {atributo}="{valor}"' for atributo, valor in resto.items())
    return f"<{nome}{f' class={classe}' if classe else ''}{juntos}{marca['fim']}"


def _passo_a_passo(caminho: str) -> str:
    """Cada ponto pela distância do anterior; o caminho que volta ao começo se fecha.

    >>> _passo_a_passo("M10.5,20L30.5,20L30.5,60"), _passo_a_passo("M1,1L3,4L5,1L1,1")
    ('M10.5,20h20v40', 'M1,1l2,3l2,-3z')
    """
    pontos = [tuple(round(float(n) * 10) for n in ponto.split(",")) for ponto in caminho[1:].split("L")]
    escrito = "M{},{}".format(*map(_n, pontos[0]))
    fechado = len(pontos) > 2 and pontos[0] == pontos[-1]
    for (x, y), (ate_x, ate_y) in pairwise(pontos[: len(pontos) - fechado]):
        dx, dy = ate_x - x, ate_y - y
        escrito += f"v{_n(dy)}" if not dx else f"h{_n(dx)}" if not dy else f"l{_n(dx)},{_n(dy)}"
    return escrito + "z" * fechado


def _n(decimos: int) -> str:
    return f"{decimos / 10:.1f}".removesuffix(".0")
