"""A aritmética que se repete nos instrumentos. Sem denominador não há resposta, e vazio não é zero."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from caderno.formato import meio_para_cima


def dividir(a, b):
    """a / b, elemento a elemento; denominador zero ou vazio dá NaN ("não se aplica").

    Aceita números, listas, vetores e Series; duas Series se juntam pelo índice, e a resposta o mantém.

    >>> float(dividir(3, 2)), float(dividir(3, 0))
    (1.5, nan)
    >>> dividir(pd.Series([10.0, 5.0]), pd.Series([4.0, 0.0])).tolist()
    [2.5, nan]
    """
    a, b = _numerico(a), _numerico(b)
    denominador = np.where(b == 0, np.nan, b)[()]
    # Em colunas pequenas, o vetor poupa metade do tempo; o índice volta para as Series se juntarem por ele.
    return a / (pd.Series(denominador, b.index, name=b.name) if isinstance(b, pd.Series) else denominador)


def porcento(a, b):
    """Quanto a é de b [%], elemento a elemento; denominador zero ou vazio dá NaN.

    >>> float(porcento(1, 8))
    12.5
    """
    return 100 * dividir(a, b)


def media_ponderada(valores, pesos) -> float:
    """Média dos valores, cada um contando conforme o seu peso [unidade dos valores].

    `valores` e `pesos` têm o mesmo tamanho e a mesma ordem. Par com um dos dois vazio fica de fora;
    sem nenhum par, ou com pesos que somam zero, dá NaN.

    >>> media_ponderada([10, 6], [100, 300])
    7.0
    """
    valores, pesos = np.asarray(valores, float), np.asarray(pesos, float)
    inteiros = ~(np.isnan(valores) | np.isnan(pesos))
    return float(dividir((valores[inteiros] * pesos[inteiros]).sum(), pesos[inteiros].sum()))


def repartir_centavos(total, pesos):
    """Reparte uma quantia conforme os pesos, em centavos inteiros que somam exatamente o total [R$].

    Os centavos que sobram vão para quem perdeu a maior fração; no empate, para quem vem antes.
    Peso vazio recebe NaN; se nenhum peso é maior que zero, ou o total é vazio, todos recebem NaN.
    Peso negativo levanta ValueError. Devolve Series se os pesos são Series, senão vetor.

    >>> repartir_centavos(100, [1, 1, 1]).tolist()
    [33.34, 33.33, 33.33]
    >>> repartir_centavos(100, [0, 0]).tolist()
    [nan, nan]
    """
    vetor = np.asarray(pesos, float)
    if (vetor < 0).any():
        raise ValueError("Os pesos de um rateio não podem ser negativos.")
    partes = np.full(len(vetor), np.nan)
    com_peso = np.flatnonzero(np.isfinite(vetor))
    if vetor[com_peso].any() and math.isfinite(total):
        centavos = int(meio_para_cima(total, 2) * 100)
        sinal = -1 if centavos < 0 else 1
        partes[com_peso] = [sinal * c / 100 + 0.0 for c in _maiores_restos(abs(centavos), vetor[com_peso])]
    return pd.Series(partes, index=pesos.index) if isinstance(pesos, pd.Series) else partes


def somar(series) -> float:
    """Soma do que há [unidade da série]; sem nenhum valor dá NaN, e não zero.

    >>> somar([1.0, float("nan"), 2.0]), somar([])
    (3.0, nan)
    """
    valores = np.asarray(series, float)
    ha = ~np.isnan(valores)
    return float(np.where(ha, valores, 0.0).sum()) if ha.any() else math.nan


def arredondar(valor, casas: int = 2):
    """Arredonda com o meio para cima, como se aprende na escola; vazio continua vazio.

    Aceita um número, um vetor ou uma Series.

    >>> arredondar(2.675), arredondar(float("nan"))
    (2.68, nan)
    """
    if isinstance(valor, pd.Series):
        return valor.map(lambda v: arredondar(v, casas))
    if isinstance(valor, (np.ndarray, list, tuple)):
        return np.array([arredondar(v, casas) for v in valor], float)
    return float(meio_para_cima(valor, casas)) if math.isfinite(valor) else float(valor)


def _numerico(valor):
    if isinstance(valor, pd.Series):
        return valor if valor.dtype == np.float64 else valor.astype(float)
    return np.asarray(valor, float)[()]


def _maiores_restos(centavos: int, pesos: np.ndarray) -> list[int]:
    # Em inteiros a conta é exata: todo float é uma fração com denominador potência de dois.
    fracoes = [float(peso).as_integer_ratio() for peso in pesos]
    comum = max(denominador for _, denominador in fracoes)
    pesos_inteiros = [numerador * (comum // denominador) for numerador, denominador in fracoes]
    soma = sum(pesos_inteiros)
    inteiros, restos = zip(*(divmod(centavos * peso, soma) for peso in pesos_inteiros), strict=True)
    partes = list(inteiros)
    # sorted mantém a ordem de quem empata
    por_resto = sorted(range(len(partes)), key=lambda i: -restos[i])
    for i in por_resto[: centavos - sum(partes)]:
        partes[i] += 1
    return partes
