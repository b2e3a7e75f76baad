"""As marcas de uma folha escritas em svg com o mínimo de letras: as iguais, juntas.

Marcas de mesma cara viram um traço só, e os textos de mesma letra, um grupo. Os textos ficam por
cima de tudo. Juntar um traço é desenhar antes do que se desenhava: uma marca só se junta a outra
se, entre as duas, nada ocupa o lugar dela. As medidas andam em décimos de pixel inteiros: somar
não as desvia.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from caderno.graficos import tema

FOLGA = 20
"""Quanto um traço ou uma borda passa do caminho, com sobra [décimos de pixel]."""
_SEM_FUNDO = ' fill="none"'
FAIXA = 300
"""Só se compara o que está perto na altura [décimos de pixel]."""


class Retangulo(NamedTuple):
    x: float
    y: float
    largura: float
    altura: float
    cor: str
    borda: str = "none"


class Caminho(NamedTuple):
    pontos: tuple[tuple[float, float], ...]
    cor: str
    grossura: float = 1.5
    tracejado: tuple[float, ...] = ()
    fundo: str = "none"


class Circulo(NamedTuple):
    x: float
    y: float
    raio: float
    cor: str
    borda: str = tema.FOLHA


class Texto(NamedTuple):
    x: float
    y: float
    """A linha de base da letra."""
    texto: str
    tamanho: float = tema.TEXTO
    cor: str = tema.TINTA
    ancora: str = "start"
    forte: bool = False


Marca = Retangulo | Caminho | Circulo | Texto
Caixa = tuple[int, int, int, int]
"""Esquerda, alto, direita, baixo [décimos de pixel]."""


def em_svg(marcas: Iterable[Marca]) -> str:
    """As marcas na ordem em que se desenham, e os textos por cima.

    >>> em_svg([Retangulo(0, 0, 10, 10, "red"), Retangulo(20.5, 0, 10, 10, "red")])
    '<path fill="red" d="M0,0h10v10h-10zm20.5,0h10v10h-10z"/>'
    >>> em_svg([Texto(2, 8.5, "mel", 13, "red"), Texto(2, 20, "<a>", 13, "red")])
    '<g font-size="13" fill="red"><text x="2" y="8">mel</text><text x="2" y="20">&lt;a&gt;</text></g>'
    """
    tracos, letras = _Tracos(), {}
    for marca in marcas:
        if isinstance(marca, Texto):
            letras.setdefault(marca[3:], []).append(marca)
        else:
            _DE_CADA[type(marca)](tracos, marca)
    return tracos.escritos() + "".join(_grupo(*letra, textos) for letra, textos in letras.items())


def _grupo(tamanho: float, cor: str, ancora: str, forte: bool, textos: list[Texto]) -> str:
    ancora = f' text-anchor="{ancora}"' if ancora != "start" else ""
    peso = ' font-weight="600"' if forte else ""
    escritos = "".join(f'<text x="{x:.0f}" y="{y:.0f}">{html.escape(texto)}</text>' for x, y, texto, *_ in textos)
    return f'<g font-size="{tamanho:g}" fill="{cor}"{ancora}{peso}>{escritos}</g>'


class _Tracos:
    """Os traços de um desenho, na ordem, os iguais juntos quando ninguém nota."""

    def __init__(self):
        self._pedacos: list[list[str]] = []
        self._ocupadas: dict[int, list[tuple[int, int, int, int, int]]] = {}
        """Faixa da altura do desenho -> o que passa por ela: a caixa e o pedaço em que está."""
        self._abertos: dict[str, tuple[int, int, int]] = {}
        """Cara do traço -> o pedaço dele e o ponto em que ele parou."""

    def tracar(self, cara: str, caixa: Caixa, x: int, y: int, passos: str, andou: tuple[int, int] = (0, 0)) -> None:
        """Desenha a partir de um ponto; `andou` diz quão longe dele o traço acaba.

        Uma linha pode passar por cima de outra da mesma cara; o que é cheio, não: nele se veria um buraco.
        """
        aberto = self._abertos.get(cara)
        if aberto and self._livre(caixa, aberto[0] + cara.startswith(_SEM_FUNDO)):
            onde, de_x, de_y = aberto
            perto, longe = f"m{_par(x - de_x, y - de_y)}", f"M{_par(x, y)}"
            self._pedacos[onde].append((perto if len(perto) <= len(longe) else longe) + passos)
        else:
            onde = len(self._pedacos)
            self._pedacos.append([f'<path{cara} d="M{_par(x, y)}{passos}'])
        for faixa in _faixas(caixa):
            self._ocupadas.setdefault(faixa, []).append((*caixa, onde))
        self._abertos[cara] = (onde, x + andou[0], y + andou[1])

    def escritos(self) -> str:
        return "".join(f'{"".join(pedaco)}"/>' for pedaco in self._pedacos)

    def _livre(self, caixa: Caixa, desde: int) -> bool:
        """Se nada do que se desenhou a partir de um pedaço está no lugar desta caixa."""
        x1, y1, x2, y2 = caixa
        for faixa in _faixas(caixa):
            for b1, c1, b2, c2, onde in self._ocupadas.get(faixa, ()):
                if onde >= desde and x1 < b2 and b1 < x2 and y1 < c2 and c1 < y2:
                    return False
        return True


def _faixas(caixa: Caixa) -> range:
    return range(caixa[1] // FAIXA, caixa[3] // FAIXA + 1)


def _retangulo(tracos: _Tracos, marca: Retangulo) -> None:
    x, y, largo, alto = (round(medida * 10) for medida in marca[:4])
    borda = FOLGA if marca.borda != "none" else 0
    caixa = (x - borda, y - borda, x + largo + borda, y + alto + borda)
    tracos.tracar(_cara(marca.cor, marca.borda), caixa, x, y, f"h{_n(largo)}v{_n(alto)}h{_n(-largo)}z")


def _caminho(tracos: _Tracos, marca: Caminho) -> None:
    pontos = [(round(x * 10), round(y * 10)) for x, y in marca.pontos]
    passos, fechado, fim = passo_a_passo(pontos)
    xs, ys = zip(*pontos, strict=True)
    caixa = (min(xs) - FOLGA, min(ys) - FOLGA, max(xs) + FOLGA, max(ys) + FOLGA)
    cara = _cara(marca.fundo, marca.cor, marca.grossura, marca.tracejado)
    tracos.tracar(cara, caixa, *pontos[0], passos, (0, 0) if fechado else fim)


def _circulo(tracos: _Tracos, marca: Circulo) -> None:
    x, y, raio = (round(medida * 10) for medida in marca[:3])
    passa = raio + FOLGA
    r, volta = _n(raio), _n(2 * raio)
    arcos = f"a{r},{r} 0 1 0 {volta},0 {r},{r} 0 1 0-{volta},0z"
    caixa = (x - passa, y - passa, x + passa, y + passa)
    tracos.tracar(_cara(marca.cor, marca.borda), caixa, x - raio, y, arcos)


_DE_CADA = {Retangulo: _retangulo, Caminho: _caminho, Circulo: _circulo}


@lru_cache(maxsize=1024)
def _cara(fundo: str, borda: str, grossura: float = 1, tracejado: tuple[float, ...] = ()) -> str:
    """O que um traço tem de cor e de linha; o que é de costume não se escreve."""
    partes = [f' fill="{fundo}"']
    if borda != "none":
        partes.append(f' stroke="{borda}"')
        partes += [f' stroke-width="{grossura:g}"'] * (grossura != 1)
        partes += [f' stroke-dasharray="{" ".join(f"{t:g}" for t in tracejado)}"'] * bool(tracejado)
    return "".join(partes)


def passo_a_passo(pontos: Sequence[tuple[int, int]]) -> tuple[str, bool, tuple[int, int]]:
    """Cada ponto pela distância do anterior, se o caminho se fecha, e quanto ele andou.

    >>> passo_a_passo([(105, 200), (305, 200), (305, 600)])
    ('h20v40', False, (200, 400))
    >>> passo_a_passo([(10, 10), (30, 40), (50, 10), (10, 10)])[0]
    'l2,3,2-3z'
    """
    fechado = len(pontos) > 2 and pontos[0] == pontos[-1]
    x, y = pontos[0]
    passos, letra = [], ""
    for ate_x, ate_y in pontos[1 : len(pontos) - fechado]:
        dx, dy = ate_x - x, ate_y - y
        if dx and dy:
            passos.append(_par(dx, dy) if letra == "l" and dx < 0 else f"{',' if letra == 'l' else 'l'}{_par(dx, dy)}")
            letra = "l"
        else:
            letra = "h" if dx else "v"
            passos.append(f"{letra}{_n(dx or dy)}")
        x, y = ate_x, ate_y
    return "".join(passos) + "z" * fechado, fechado, (x - pontos[0][0], y - pontos[0][1])


def _par(x: int, y: int) -> str:
    return f"{_n(x)}{'' if y < 0 else ','}{_n(y)}"


@lru_cache(maxsize=8192)
def _n(decimos: int) -> str:
    """Décimos por escrito, sem o zero da frente nem o do fim.

    >>> _n(205), _n(-5), _n(30), _n(0)
    ('20.5', '-.5', '3', '0')
    """
    inteiro, decimo = divmod(abs(decimos), 10)
    escrito = (f"{inteiro or ''}.{decimo}") if decimo else str(inteiro)
    return f"-{escrito}" if decimos < 0 else escrito
