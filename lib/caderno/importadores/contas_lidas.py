"""As contas que um leitor de balancete entrega, de qualquer leiaute, e as frases que citam linhas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from caderno import formato
from caderno.planilha import ErroDePlanilha

_QUANTAS = 8
_MILHARES = re.compile(r"\b(?:r|reais|valores em|valor em|moeda) (?:em )?(?:mil|milhares|milhoes)\b")


@dataclass(frozen=True)
class ContasLidas:
    """Uma linha por conta de um balancete, ainda sem se saber se ele fecha."""

    contas: pd.DataFrame
    """Colunas: numero (da linha no arquivo), raiz (do CNPJ), nome, mes ("aaaa-mm"), chave, novo, centavos."""
    recados: list[str]
    o_que_e: str
    """O que o arquivo é, em palavras."""


def recusar_milhares(apresentacao: str) -> None:
    """Um balancete em milhares de reais lido como reais erraria mil vezes: levanta ErroDePlanilha."""
    if _MILHARES.search(formato.dobrar(apresentacao)):
        raise ErroDePlanilha(
            f"Este balancete diz que os valores estão em milhares: “{apresentacao.strip()[:120]}”. "
            "Só leio valores em reais, com os centavos."
        )


def enumerar_linhas(numeros: Sequence[int]) -> str:
    """As primeiras linhas pelo número, e quantas mais.

    >>> enumerar_linhas([7]), enumerar_linhas(range(1, 12))
    ('linha 7', 'linhas 1, 2, 3, 4, 5, 6, 7, 8 e mais 3')
    """
    mostradas = [str(n) for n in sorted(numeros)[:_QUANTAS]]
    resto = len(numeros) - len(mostradas)
    escritas = f"{', '.join(mostradas)} e mais {resto}" if resto else formato.juntar(mostradas)
    return f"{'linha' if len(numeros) == 1 else 'linhas'} {escritas}"
