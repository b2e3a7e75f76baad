"""Quais colunas de uma tabela se somam e quais são parte de um todo, para a planilha fazer a conta sozinha.

Nada é adivinhado pelo nome. Uma porcentagem vira fórmula quando em todas as linhas ela é o valor de
uma coluna anterior dividido por outro, ou pela soma dele. Uma coluna ganha total quando é o todo de
uma porcentagem, ou quando o próprio relatório traz esse total na tabela da rede. Preços e médias
nunca se somam.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from caderno.folhas.pacote_xlsx import letra_da_coluna
from caderno.modelo import Campo

IGUAL = 1e-9


class Parte(NamedTuple):
    """`valor` dividido por `todo` na mesma linha; sem `todo`, pela soma de `valor` onde os `grupos` são iguais."""

    valor: int
    todo: int | None = None
    grupos: tuple[int, ...] = ()


def proporcoes(colunas: Sequence[Campo], linhas: Sequence[Sequence[Any]]) -> dict[int, Parte]:
    """Posição de cada porcentagem que a própria tabela permite refazer -> de que ela é feita."""
    porcentagens = [i for i, campo in enumerate(colunas) if campo.tipo == "percentual"]
    achadas = {i: next((p for p in _candidatas(colunas[:i]) if _e_parte(i, p, linhas)), None) for i in porcentagens}
    return {i: parte for i, parte in achadas.items() if parte}


def _candidatas(colunas: Sequence[Campo]) -> Iterator[Parte]:
    nomes = [i for i, campo in enumerate(colunas) if not campo.numerico]
    valores = [i for i, campo in enumerate(colunas) if campo.tipo in ("dinheiro", "numero", "inteiro")]
    for quantos in range(len(nomes)):
        yield from (Parte(valor, grupos=tuple(nomes[:quantos])) for valor in valores)
    yield from (Parte(valor, todo) for valor, todo in permutations(valores, 2))


def _e_parte(porcentagem: int, parte: Parte, linhas: Sequence[Sequence[Any]]) -> bool:
    """Em todas as linhas que têm a porcentagem, e com mais de um valor, para não ser coincidência."""
    totais = _totais(parte, linhas)
    vistas = set()
    for linha in linhas:
        valor, dita = linha[parte.valor], linha[porcentagem]
        total = totais[_chave(parte, linha)] if parte.todo is None else linha[parte.todo]
        if dita is None:
            continue
        if valor is None or not total or not math.isclose(dita, 100 * valor / total, rel_tol=IGUAL, abs_tol=IGUAL):
            return False
        vistas.add(round(dita, 6))
    return len(vistas - {0, 100}) > 1


def _totais(parte: Parte, linhas: Sequence[Sequence[Any]]) -> dict[tuple, float]:
    totais: dict[tuple, float] = {}
    for linha in linhas:
        totais[_chave(parte, linha)] = totais.get(_chave(parte, linha), 0) + (linha[parte.valor] or 0)
    return totais


def _chave(parte: Parte, linha: Sequence[Any]) -> tuple:
    return tuple(linha[g] for g in parte.grupos)


def somaveis(
    colunas: Sequence[Campo], linhas: Sequence[Sequence[Any]], partes: Mapping[int, Parte], da_rede: Mapping[str, Any]
) -> list[int]:
    """As colunas que ganham total; `da_rede` são os números que o relatório traz da rede inteira."""
    todos = {parte.valor for parte in partes.values() if parte.todo is None and not parte.grupos}
    for i, campo in enumerate(colunas):
        valores = [linha[i] for linha in linhas if linha[i] is not None]
        conhecido = da_rede.get(campo.nome) if campo.tipo in ("dinheiro", "numero", "inteiro") else None
        if conhecido and len(valores) > 1 and math.isclose(sum(valores), conhecido, rel_tol=IGUAL):
            todos.add(i)
    return sorted(todos)


def soma(coluna: int, primeira: int, ultima: int) -> str:
    """A fórmula do total de uma coluna; linhas contadas do zero.

    >>> soma(1, 5, 7)
    '=SUM(B$6:B$8)'
    """
    return f"=SUM({_faixa(coluna, primeira, ultima)})"


def proporcao(parte: Parte, linha: int, primeira: int, ultima: int) -> str:
    """A fórmula de uma linha: o valor dela dividido pelo todo; linhas contadas do zero.

    >>> proporcao(Parte(1), 5, 5, 7), proporcao(Parte(1, todo=2), 5, 5, 7)
    ('=B6/SUM(B$6:B$8)', '=B6/C6')
    >>> proporcao(Parte(1, grupos=(0,)), 5, 5, 7)
    '=B6/SUMPRODUCT(--(A$6:A$8=A6),B$6:B$8)'
    """
    valor = f"{letra_da_coluna(parte.valor + 1)}{linha + 1}"
    if parte.todo is not None:
        return f"={valor}/{letra_da_coluna(parte.todo + 1)}{linha + 1}"
    todo = _faixa(parte.valor, primeira, ultima)
    if not parte.grupos:
        return f"={valor}/SUM({todo})"
    # SUMIFS leria um nome como "=cmd" ou ">5" como condição; a comparação célula a célula, não.
    iguais = [f"--({_faixa(g, primeira, ultima)}={letra_da_coluna(g + 1)}{linha + 1})" for g in parte.grupos]
    return f"={valor}/SUMPRODUCT({','.join(iguais)},{todo})"


def _faixa(coluna: int, primeira: int, ultima: int) -> str:
    letra = letra_da_coluna(coluna + 1)
    return f"{letra}${primeira + 1}:{letra}${ultima + 1}"
