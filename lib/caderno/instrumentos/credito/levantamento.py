"""O levantamento mais novo de cada cooperativa: o diagnóstico vale no mês em que foi feito."""

from __future__ import annotations

import pandas as pd


def mais_novo(tabela: pd.DataFrame) -> pd.DataFrame:
    """Só as linhas do último mês levantado de cada cooperativa; tabela vazia continua vazia.

    Não se misturam meses: o que não foi perguntado de novo no último levantamento fica de fora.

    >>> meses = pd.DataFrame({"cooperativa": ["A", "A", "B"], "mes": ["2025-01", "2026-01", "2025-01"]})
    >>> mais_novo(meses)["mes"].tolist()
    ['2026-01', '2025-01']
    """
    com_mes = tabela.dropna(subset=["cooperativa", "mes"])
    ultimo = com_mes.groupby("cooperativa")["mes"].transform("max")
    return com_mes[com_mes["mes"] == ultimo].reset_index(drop=True)
