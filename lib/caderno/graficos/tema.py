"""Um jeito só para todos os desenhos: cores, traços, letras e o tamanho de um texto na folha.

As cores vêm de recursos/estilo.css e se distinguem também por quem não vê verde e vermelho
e em papel preto e branco: a claridade de cada uma é diferente da vizinha.
"""

from __future__ import annotations

import re
from functools import lru_cache

TINTA, TINTA_FRACA = "#23211d", "#5c574e"
LINHA, LINHA_FORTE = "#dcd6c8", "#8a8374"
ACENTO, ACENTO_CLARO = "#0b6553", "#e3f0ec"
FOLHA, TERRA = "#ffffff", "#f3efe4"
NEGATIVO = "#b5541c"
# Escuro e claro se alternam: duas vizinhas nunca viram o mesmo cinza.
CORES = ("#0b6553", "#e69f00", "#56488f", "#8cc5e8", "#a8341c", "#c9b8a0", "#1f5f99", "#e3b8c8", "#4a4a4a")
TRACEJADOS = ((), (8, 4), (2, 3), (10, 3, 2, 3), (5, 2), (14, 4))
FORMAS = ("circulo", "quadrado", "losango", "triangulo", "cruz", "triangulo_baixo")

LETRA = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'
MIUDO, TEXTO = 13, 14
ENTRELINHA = 1.25
LARGURAS = {"larga": 720, "estreita": 340, "cartaz": 560}
FOLHA_DE_PAPEL = 900
"""A altura que um desenho largo pode ter numa folha A4 [px]."""
CABEM = {"larga": FOLHA_DE_PAPEL, "cartaz": 520}
"""A altura a partir da qual um desenho diz onde se parte [px]; o estreito corre na tela, e não se parte."""

# Larguras da letra mais larga que as pessoas costumam ter (DejaVu Sans), em frações do tamanho:
# quem tem outra vê sobrar espaço, nunca um texto cortado.
_ESTREITAS = dict.fromkeys("ijlI.,:;'|!", 0.34) | dict.fromkeys('frt()-/[] “”"', 0.43)
_VOGAIS = "aeiouáéíóúâêôãõà"
# Uma sílaba acaba em vogal ou em vogal e l, m, n, r, s; a seguinte começa por consoante e vogal.
_FIM_DE_SILABA = re.compile(f"[{_VOGAIS}](?:[lmnrsz]|ns)?$", re.IGNORECASE)
_SILABA = re.compile(f"(?:[bcdfgptv][lr]|[lnc]h|[qg]u|[bcçdfgjklmnpqrstvxz])[{_VOGAIS}]", re.IGNORECASE)
_LARGAS = dict.fromkeys("mMW@%…—", 1.0) | dict.fromkeys("wOQGNHUD", 0.82)


class _Larguras(dict):
    def __missing__(self, letra: str) -> float:
        return self.setdefault(letra, 0.72 if letra.isupper() else 0.64)


_DAS_LETRAS = _Larguras(_ESTREITAS | _LARGAS)


@lru_cache(maxsize=4096)
def largura_do_texto(texto: str, tamanho: float = TEXTO, forte: bool = False) -> float:
    """Quanto espaço um texto ocupa, para mais [px].

    >>> largura_do_texto("mel", 10) < largura_do_texto("MEL", 10) < largura_do_texto("MEL", 10, forte=True)
    True
    """
    return sum(map(_DAS_LETRAS.__getitem__, texto)) * tamanho * (1.1 if forte else 1)


def quebrar(texto: str, largura: float, tamanho: float = TEXTO, linhas: int = 2, forte: bool = False) -> list[str]:
    """O texto em linhas que cabem na largura [px]; o que passa da última vira reticências.

    >>> quebrar("Associação das Mulheres do Mel", 130, 14)
    ['Associação das', 'Mulheres do Mel']
    >>> quebrar("Financiamento", 100), quebrar("comercialização", 120), quebrar("", 100)
    (['Financia-', 'mento'], ['comercializa-', 'ção'], [''])
    """
    cabe = lambda t: largura_do_texto(t, tamanho, forte) <= largura  # noqa: E731
    prontas, atual = [], ""
    for palavra in _palavras_que_cabem(str(texto).split(), cabe):
        tentativa = f"{atual} {palavra}".strip()
        if cabe(tentativa) or not atual:
            atual = tentativa
        else:
            prontas.append(atual)
            atual = palavra
    prontas.append(atual)
    if len(prontas) <= linhas:
        return prontas
    ultima = prontas[linhas - 1]
    while ultima and not cabe(ultima + "…"):
        ultima = ultima[:-1]
    return [*prontas[: linhas - 1], ultima.rstrip() + "…"]


def _palavras_que_cabem(palavras: list[str], cabe) -> list[str]:
    """Parte as palavras mais compridas do que uma linha."""
    partidas = []
    for palavra in palavras:
        while not cabe(palavra) and len(palavra) > 1:
            cortes = [n for n in range(len(palavra) - 1, 1, -1) if cabe(palavra[:n] + "-")]
            silabas = [n for n in cortes if _FIM_DE_SILABA.search(palavra[:n]) and _SILABA.match(palavra[n:])]
            corte = next(iter(silabas or cortes), 1)
            partidas.append(palavra[:corte] + "-")
            palavra = palavra[corte:]
        partidas.append(palavra)
    return partidas


def tinta_sobre(cor: str) -> str:
    """Branco ou preto: o que se lê melhor em cima da cor. Um dos dois sempre passa do contraste de 4,5.

    >>> tinta_sobre("#0b6553"), tinta_sobre("#e3f0ec")
    ('#ffffff', '#000000')
    """
    clara = _luminancia(cor)
    return FOLHA if 1.05 / (clara + 0.05) >= (clara + 0.05) / 0.05 else "#000000"


def tom(parte: float) -> str:
    """Um tom do acento, do mais claro (0) ao mais escuro (1).

    >>> tom(0), tom(1)
    ('#eaf4f1', '#0b6553')
    """
    claro, escuro = (0xEA, 0xF4, 0xF1), (0x0B, 0x65, 0x53)
    mistura = (round(c + (e - c) * min(max(parte, 0), 1)) for c, e in zip(claro, escuro, strict=True))
    return "#" + "".join(f"{v:02x}" for v in mistura)


def _luminancia(cor: str) -> float:
    canais = (int(cor[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canais)
    return sum(p * c for p, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
