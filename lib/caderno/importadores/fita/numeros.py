"""Uma coluna inteira de valores em reais, de uma vez: o mesmo que `formato.ler` daria, um por um."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from caderno import formato
from caderno.modelo import Campo

# Só o que não deixa dúvida. Três casas depois da vírgula podem ser engano de milhar: vão pelo caminho comprido.
_BRASILEIRO = r" *(?:R\$ *)?-?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]{1,12})(?:,[0-9]{1,2})? *"
_COM_PONTO = r" *(?:R\$ *)?-?[0-9]{1,12}\.[0-9]{1,2} *"
_BRANCOS = frozenset(("", "-"))
_UM_BRASILEIRO, _UM_COM_PONTO = re.compile(_BRASILEIRO), re.compile(_COM_PONTO)
_TODOS_BRASILEIROS, _TODOS_COM_PONTO = (re.compile(rf"(?:{um}\n)*+") for um in (_BRASILEIRO, _COM_PONTO))


def ler_reais(textos: Sequence[str], campo: Campo) -> tuple[np.ndarray, np.ndarray]:
    """(valores [R$], ilegíveis) de uma coluna de textos; o que falta ou não se lê é NaN.

    `campo` é do tipo dinheiro. Ilegível é o que daria um erro; o que está em branco só falta.

    >>> valores, ilegiveis = ler_reais(["R$ 1.234,50", "-", "mil e pouco"], Campo("saldo", "Saldo", "dinheiro"))
    >>> valores.tolist(), ilegiveis.tolist()
    ([1234.5, nan, nan], [False, False, True])
    """
    escritos = [texto for texto in textos if texto not in _BRANCOS]
    valores, ilegiveis = _todos_de_uma_vez(escritos), np.zeros(len(escritos), bool)
    if valores is None:
        valores, ilegiveis = _um_a_um(escritos, campo)
    ilegiveis |= _fora_dos_limites(valores, campo)
    valores[ilegiveis] = np.nan
    if len(escritos) == len(textos):
        return valores, ilegiveis
    com_algo = np.fromiter((texto not in _BRANCOS for texto in textos), bool, len(textos))
    todos, todos_ilegiveis = np.full(len(textos), np.nan), np.zeros(len(textos), bool)
    todos[com_algo], todos_ilegiveis[com_algo] = valores, ilegiveis
    return todos, todos_ilegiveis


def _todos_de_uma_vez(textos: list[str]) -> np.ndarray | None:
    """Os valores, quando a coluna inteira está escrita de um jeito claro; senão, None."""
    junto = "\n".join([*textos, ""])
    if _TODOS_BRASILEIROS.match(junto).end() == len(junto):
        claros = junto.replace("R$", "").replace(".", "").replace(",", ".")
    elif _TODOS_COM_PONTO.match(junto).end() == len(junto):
        claros = junto.replace("R$", "")
    else:
        return None
    valores = np.fromstring(claros, sep="\n")
    # Uma célula com quebra de linha valeria por duas.
    return valores + 0.0 if len(valores) == len(textos) else None


def _um_a_um(textos: list[str], campo: Campo) -> tuple[np.ndarray, np.ndarray]:
    """Cada texto diferente uma vez só: os claros pelo atalho, os outros pelo leitor de sempre."""
    codigos, diferentes = pd.factorize(np.array([*textos, ""], object)[:-1])
    valores, ilegiveis = np.full(len(diferentes), np.nan), np.zeros(len(diferentes), bool)
    for i, texto in enumerate(diferentes):
        if _UM_BRASILEIRO.fullmatch(texto):
            valores[i] = float(texto.replace("R$", "").replace(".", "").replace(",", "."))
        elif _UM_COM_PONTO.fullmatch(texto):
            valores[i] = float(texto.replace("R$", ""))
        else:
            lido = formato.ler(texto, campo)
            valores[i], ilegiveis[i] = np.nan if lido.valor is None else lido.valor, bool(lido.erro)
    return valores[codigos] + 0.0, ilegiveis[codigos]


def _fora_dos_limites(valores: np.ndarray, campo: Campo) -> np.ndarray:
    minimo = -np.inf if campo.minimo is None else campo.minimo
    maximo = np.inf if campo.maximo is None else campo.maximo
    return (valores < minimo) | (valores > maximo)
