"""Marcas de um desenho que viram um traço só: as de mesma cara que não encobrem nem são encobertas.

Juntar é desenhar antes do que se desenhava. Por isso uma marca só se junta a outra se, entre as
duas, nada ocupa o lugar dela. As medidas andam em décimos de pixel inteiros: somar não as desvia.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

LETRA = 0.62
"""A largura de uma letra, com sobra, em relação à altura dela."""
FOLGA = 20
"""Quanto um traço ou uma borda passa do caminho, com sobra [décimos de pixel]."""
FAIXA = 300
"""Só se compara o que está perto na altura [décimos de pixel]."""
_TAMANHO = re.compile(r'font-size="([\d.]+)"')

_SEM_ASPAS = re.compile(r'="([^"\s]+)"')

Caixa = tuple[float, float, float, float]
"""Esquerda, alto, direita, baixo [décimos de pixel]."""


class Juntada:
    """As marcas de um desenho, na ordem, as iguais juntas quando ninguém nota."""

    def __init__(self, caras: Mapping[str, str]):
        """`caras` é como se escreve cada aparência; as que não estão vão por inteiro."""
        self._caras = caras
        self._pedacos: list[list[str]] = []
        self._ocupadas: dict[int, list[tuple[Caixa, int]]] = {}
        """Faixa da altura do desenho -> o que passa por ela: a caixa e o pedaço em que está."""
        self._abertos: dict[str, tuple[int, int, int]] = {}
        """Cara do traço -> o pedaço dele e o ponto em que ele parou."""

    def outra(self, texto: str) -> None:
        """O que não se conhece fica como está, e nada passa por cima dele."""
        self._pedacos.append([texto])
        self._abertos.clear()

    def texto(self, x: str, y: str, cara: str, letras: str) -> None:
        """Um texto, na posição inteira mais perto."""
        altura, antes, depois = _medidas(cara, len(letras))
        meio, base = _decimos(x), _decimos(y)
        self._ocupar((meio - antes, base - altura, meio + depois, base + altura * 0.3), len(self._pedacos))
        self._pedacos.append([f"<text{self._escrever(cara)} x={round(float(x))} y={round(float(y))}>{letras}</text>"])

    def circulo(self, x: str, y: str, raio: str, cara: str) -> None:
        """Um círculo não se junta: como caminho teria mais letras."""
        centro_x, centro_y, r = _decimos(x), _decimos(y), _decimos(raio) + FOLGA
        self._ocupar((centro_x - r, centro_y - r, centro_x + r, centro_y + r), len(self._pedacos))
        self._pedacos.append([f"<circle{self._escrever(cara)} cx={x} cy={y} r={raio} />"])

    def retangulo(self, x: str, y: str, largura: str, altura: str, cara: str) -> None:
        """Um retângulo, como caminho."""
        esquerda, topo, largo, alto = map(_decimos, (x, y, largura, altura))
        borda = FOLGA if "stroke" in cara else 0
        caixa = (esquerda - borda, topo - borda, esquerda + largo + borda, topo + alto + borda)
        self._tracar(cara, caixa, esquerda, topo, f"h{_n(largo)}v{_n(alto)}h{_n(-largo)}z", (0, 0))

    def caminho(self, pontos: str, cara: str) -> None:
        """Uma linha de ponto em ponto; a que volta ao começo se fecha."""
        lidos = [(_decimos(x), _decimos(y)) for x, y in (ponto.split(",") for ponto in pontos.split("L"))]
        passos, fechado, fim = passo_a_passo(lidos)
        xs, ys = [x for x, _ in lidos], [y for _, y in lidos]
        caixa = (min(xs) - FOLGA, min(ys) - FOLGA, max(xs) + FOLGA, max(ys) + FOLGA)
        self._tracar(cara, caixa, *lidos[0], passos, (0, 0) if fechado else fim)

    def escrita(self) -> str:
        """As marcas juntas."""
        return "".join(p[0] if len(p) == 1 else f"<path{p[0]} d={''.join(p[1:])} />" for p in self._pedacos)

    # ------------------------------------------------------------------ por dentro

    def _escrever(self, cara: str) -> str:
        return self._caras[cara] if cara in self._caras else _SEM_ASPAS.sub(r"=\1", cara)

    def _ocupar(self, caixa: Caixa, onde: int) -> None:
        for faixa in _faixas(caixa):
            self._ocupadas.setdefault(faixa, []).append((caixa, onde))

    def _tracar(self, cara: str, caixa: Caixa, x: int, y: int, passos: str, andou: tuple[int, int]) -> None:
        aberto = self._abertos.get(cara)
        if aberto and self._livre(caixa, aberto[0]):
            onde, de_x, de_y = aberto
            perto, longe = f"m{_par(x - de_x, y - de_y)}", f"M{_par(x, y)}"
            self._pedacos[onde].append(min(perto, longe, key=len) + passos)
        else:
            onde = len(self._pedacos)
            self._pedacos.append([self._escrever(cara), f"M{_par(x, y)}{passos}"])
        self._ocupar(caixa, onde)
        self._abertos[cara] = (onde, x + andou[0], y + andou[1])

    def _livre(self, caixa: Caixa, desde: int) -> bool:
        """Se nada do que se desenhou desde um pedaço, ele incluído, está no lugar desta caixa."""
        x1, y1, x2, y2 = caixa
        for faixa in _faixas(caixa):
            for (b1, c1, b2, c2), onde in self._ocupadas.get(faixa, ()):
                if onde >= desde and x1 < b2 and b1 < x2 and y1 < c2 and c1 < y2:
                    return False
        return True


def _faixas(caixa: Caixa) -> range:
    return range(int(caixa[1]) // FAIXA, int(caixa[3]) // FAIXA + 1)


def passo_a_passo(pontos: list[tuple[int, int]]) -> tuple[str, bool, tuple[int, int]]:
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


@lru_cache(maxsize=4096)
def _decimos(medida: str) -> int:
    return round(float(medida) * 10)


@lru_cache(maxsize=4096)
def _n(decimos: int) -> str:
    """Décimos por escrito, sem o zero da frente nem o do fim.

    >>> _n(205), _n(-5), _n(30), _n(0)
    ('20.5', '-.5', '3', '0')
    """
    inteiro, decimo = divmod(abs(decimos), 10)
    escrito = (f"{inteiro or ''}.{decimo}") if decimo else str(inteiro)
    return f"-{escrito}" if decimos < 0 else escrito


@lru_cache(maxsize=1024)
def _medidas(cara: str, letras: int) -> tuple[float, float, float]:
    """Quanto um texto ocupa acima da linha, à esquerda e à direita do ponto [décimos de pixel]."""
    altura = float(_TAMANHO.search(cara)[1]) * 10
    largura = altura * LETRA * letras
    if 'text-anchor="middle"' in cara:
        return altura, largura / 2, largura / 2
    return (altura, largura, 0) if 'text-anchor="end"' in cara else (altura, 0, largura)
