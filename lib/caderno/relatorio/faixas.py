"""A tabela que não cabe na folha em pé vai ao papel em faixas de colunas, cada uma com os nomes das linhas outra vez.

Virar a folha para cada tabela larga deixa meia folha vazia antes e outra depois; e trinta colunas
não se leem nem na folha deitada.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

CABEM = 120
"""Letras de tabela que cabem na largura da folha."""
COLUNAS = 10
MAIOR_NOME = 20
"""Letras que uma coluna de texto reserva; o texto mais comprido quebra em linhas."""
ENTRE = 3
"""Letras que o espaço entre duas colunas ocupa."""
LINHAS = 14
"""Quantas linhas tem o começo de uma tabela."""

_MOLDURA = re.compile(
    r'(<div class="rolar"[^>]*>)<table>(.*?)</table></div>(<p class="quieto">E mais .*?</p>)?', re.DOTALL
)
_LINHA = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELULA = re.compile(r"<t[hd]\b.*?</t[hd]>", re.DOTALL)
_TITULO = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_MARCAS = re.compile(r"<[^>]+>")


def em_faixas(pagina: str) -> str:
    """A página com cada tabela larga repartida em tabelas que cabem na folha; as outras ficam como estão."""
    return _MOLDURA.sub(_em_faixas, pagina)


def so_o_comeco(pagina: str, nota: str) -> str:
    """A página com a primeira faixa e as primeiras linhas de cada tabela, e a `nota` onde falta alguma coisa."""
    return _MOLDURA.sub(lambda achada: _so_o_comeco(achada, nota), pagina)


def _em_faixas(achada: re.Match) -> str:
    moldura, tabela, mais = achada.groups()
    linhas = _linhas(tabela)
    larguras, nomes = _medir(linhas)
    faixas = parelhas(larguras, nomes)
    if len(faixas) == 1:
        return achada[0]
    partes = (f" ({i} de {len(faixas)})" for i in range(1, len(faixas) + 1))
    escritas = (_escrever(tabela, parte, linhas, [*nomes, *f]) for parte, f in zip(partes, faixas, strict=True))
    return "".join(f"{moldura}{escrita}</div>" for escrita in escritas) + (mais or "")


def _so_o_comeco(achada: re.Match, nota: str) -> str:
    moldura, tabela, mais = achada.groups()
    linhas = _linhas(tabela)
    larguras, nomes = _medir(linhas)
    faixas = encher(larguras, nomes)
    cabem = LINHAS + 1 if len(linhas) > LINHAS + 2 else len(linhas)  # uma linha sozinha não se esconde
    if len(faixas) == 1 and cabem == len(linhas) and not mais:
        return achada[0]
    comeco = _escrever(tabela, "", linhas[:cabem], [*nomes, *faixas[0]])
    return f'{moldura}{comeco}</div><p class="quieto">{nota}</p>'


def _linhas(tabela: str) -> list[list[str]]:
    return [_CELULA.findall(linha) for linha in _LINHA.findall(tabela)]


def _escrever(tabela: str, parte: str, linhas: Sequence[Sequence[str]], colunas: Sequence[int]) -> str:
    titulo = _TITULO.search(tabela)[1] + parte
    cabecalho, *corpo = ("<tr>" + "".join(linha[c] for c in colunas) + "</tr>" for linha in linhas)
    return f"<table><caption>{titulo}</caption><thead>{cabecalho}</thead><tbody>{''.join(corpo)}</tbody></table>"


def _largura(coluna: Sequence[str]) -> int:
    """Quantas letras a coluna pede: a maior palavra do título ou o maior número; um texto comprido quebra."""
    titulo, *valores = (unescape(_MARCAS.sub(" ", celula)) for celula in coluna)
    palavra = max(map(len, titulo.split()), default=0)
    maior = max((len(valor.strip()) for valor in valores), default=0)
    return max(palavra, maior if _numero(coluna[0]) else min(maior, MAIOR_NOME)) + ENTRE


def _dao_nome(linhas: Sequence[Sequence[str]], larguras: Sequence[int]) -> list[int]:
    """As colunas de texto, até meia folha, que bastam para uma linha não se confundir com outra."""
    titulos, *valores = linhas
    nomes, distintas = [0], len({linha[0] for linha in valores})
    for coluna in range(1, len(titulos)):
        com_mais = [*nomes, coluna]
        quantas = len({tuple(linha[c] for c in com_mais) for linha in valores})
        cabe = sum(larguras[c] for c in com_mais) <= CABEM / 2
        if quantas > distintas and cabe and not _numero(titulos[coluna]):
            nomes, distintas = com_mais, quantas
    return nomes


def _numero(titulo: str) -> bool:
    return 'class="numero"' in titulo[:40]


def _medir(linhas: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """A largura de cada coluna, e as que dão nome à linha."""
    larguras = [_largura(coluna) for coluna in zip(*linhas, strict=True)]
    return larguras, _dao_nome(linhas, larguras)


def parelhas(larguras: Sequence[int], nomes: Sequence[int]) -> list[list[int]]:
    """As colunas de cada faixa: o menor número de faixas, e todas de largura parecida.

    >>> parelhas([20, *[14] * 9], [0])
    [[1, 2, 3, 4, 5], [6, 7, 8, 9]]
    """
    cheias = encher(larguras, nomes)
    livre = CABEM - sum(larguras[c] for c in nomes)
    for menos in range(livre // len(cheias), livre):
        iguais = encher(larguras, nomes, menos)
        if len(iguais) == len(cheias):
            return iguais
    return cheias


def encher(larguras: Sequence[int], nomes: Sequence[int], livre: int = 0) -> list[list[int]]:
    """As colunas de cada faixa, cada uma tão cheia quanto `livre` deixa [letras]; sem ele, quanto cabe na folha."""
    livre = livre or CABEM - sum(larguras[c] for c in nomes)
    faixas: list[list[int]] = [[]]
    for coluna in range(len(larguras)):
        if coluna in nomes:
            continue
        cheia = len(nomes) + len(faixas[-1]) >= COLUNAS or sum(larguras[c] for c in [*faixas[-1], coluna]) > livre
        if faixas[-1] and cheia:
            faixas.append([])
        faixas[-1].append(coluna)
    return faixas
