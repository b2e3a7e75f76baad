"""Barras feitas de partes, com uma etiqueta que liga cada parte à legenda mesmo sem cor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from caderno.graficos import fileiras, tema
from caderno.graficos.barras import somados, zero
from caderno.graficos.canais import Canais, somar
from caderno.graficos.fileiras import Escala
from caderno.graficos.folha import Folha

SIGLA = 4
"""Um nome de até tantas letras cabe na própria parte."""
_SIGLAS = re.compile(r"\b(?:[B-DF-NP-Z]|[A-Z]{2,4})\b")
"""Uma letra maiúscula sozinha que não seja A, E ou O, ou um grupo delas."""


def barras_empilhadas(folha: Folha, canais: Canais) -> None:
    """Uma barra por nome, feita de partes; as etiquetas ligam parte e legenda mesmo sem cor."""
    canais = canais.so_com("valor")
    totais = {parte: somar(dela["valor"]) for (parte,), dela in canais.por("parte").items()}
    partes = sorted(sorted(totais), key=totais.get, reverse=True)
    por = [papel for papel in ("grupo", "categoria") if papel in canais]
    barras = canais.por(*por)
    nomes = somados(canais, por, {chave: somar(dela["valor"]) for chave, dela in barras.items()})
    nomes = fileiras.as_maiores(folha, nomes if canais.no_tempo else fileiras.ordenar(nomes))
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    cores = (tema.CORES[i % len(tema.CORES)] for i in range(len(partes)))
    estilos = dict(zip(partes, zip(cores, etiquetas(partes), strict=True), strict=True))
    lugar = fileiras.dispor(folha, fileiras.dos_canais(nomes), _legenda_das_partes(folha, estilos, y), _altura(folha))
    escala = fileiras.escala(_pontas(barras.values()), lugar, lambda v: "", folga=2)
    for chave, meio in zip(zip(*(nomes[papel] for papel in por), strict=True), lugar.meios, strict=True):
        delas = {parte: somar(dela["valor"]) for (parte,), dela in barras[chave].por("parte").items()}
        _empilhar(folha, escala, canais, {p: delas[p] for p in partes if p in delas}, estilos, meio)
    zero(folha, escala, lugar)


def _altura(folha: Folha) -> float:
    """A barra da folha larga é mais alta, para caber o número dentro de cada parte."""
    return fileiras.espessura(folha) + (0 if folha.estreita else 6)


def etiquetas(partes: Sequence[str]) -> list[str]:
    """O que marca cada parte: uma letra; o próprio nome, se todos são curtos; um número, se há nomes com siglas.

    >>> etiquetas(["embalagem", "frete"]), etiquetas(["MEI", "ME"]), etiquetas(["risco até C", "risco H"])
    (['A', 'B'], ['MEI', 'ME'], ['1', '2'])
    """
    if max(map(len, partes)) <= SIGLA:
        return list(partes)
    com_siglas = any(_SIGLAS.search(parte) for parte in partes)
    return [str(i + 1) if com_siglas else fileiras.letra(i) for i in range(len(partes))]


def _pontas(barras: Iterable[Canais]) -> list[float]:
    """Até onde cada barra vai, de um lado e do outro do zero."""
    lados = [[v for v in dela["valor"] if (v < 0) == negativo] for dela in barras for negativo in (False, True)]
    return [somar(lado) for lado in lados if lado]


def _legenda_das_partes(folha: Folha, estilos: dict[str, tuple[str, str]], y: float) -> float:
    def amostra(cor: str, etiqueta: str):
        def pintar(x: float, y: float) -> None:
            folha.retangulo(x - 8, y - 9, 18, 18, cor)
            if etiqueta:
                folha.texto(x + 1, y + 5, etiqueta, tema.MIUDO, tema.tinta_sobre(cor), "middle", True)

        return pintar

    itens = [(parte, amostra(cor, "" if marca == parte else marca)) for parte, (cor, marca) in estilos.items()]
    return fileiras.legenda(folha, itens, y)


def _empilhar(
    folha: Folha, escala: Escala, canais: Canais, partes: dict[str, float], estilos: dict, meio: float
) -> None:
    altura = _altura(folha)
    ate = {True: 0.0, False: 0.0}
    for parte, valor in partes.items():
        cor, etiqueta = estilos[parte]
        inicio = ate[valor >= 0]
        ate[valor >= 0] += valor
        x, largura = escala(inicio), escala(inicio + valor) - escala(inicio)
        folha.retangulo(x, meio - altura / 2, largura, altura, cor, tema.FOLHA)
        # "1 88 %" seria lido como cento e oitenta e oito.
        numero = f"{etiqueta}{':' * etiqueta.isdigit()} {canais.escrito(valor)}"
        cabe = [t for t in (numero, etiqueta) if tema.largura_do_texto(t, tema.MIUDO, True) + 6 < abs(largura)]
        if cabe:
            folha.texto(x + largura / 2, meio + 5, cabe[0], tema.MIUDO, tema.tinta_sobre(cor), "middle", True)
