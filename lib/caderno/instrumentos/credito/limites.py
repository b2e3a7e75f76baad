"""Quando a lei muda os limites de porte entre duas medições, quanto da variação é só da lei?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from caderno.instrumentos.credito.publico import LIMITES_NOVOS, MAIOR, Publico, limites_do_porte
from caderno.modelo import Campo

_SEM_REFAZER = Campo("sem_refazer", "Linhas sem o porte refeito", "inteiro", "Só têm o porte da época.")


def _colunas(nome: str, tipo: str) -> tuple[Campo, ...]:
    return (
        Campo(f"{nome}_da_epoca", "Com os limites da época", tipo),
        Campo(f"{nome}_de_2018", "Com os limites de 2018", tipo, "Vazio quando não há como refazer o porte."),
        _SEM_REFAZER,
    )


COLUNAS_DOS_LIMITES = {"associados": _colunas("associados", "inteiro"), "saldo": _colunas("saldo", "dinheiro")}


def pelos_limites(tabela: pd.DataFrame, valor: str, ordem: pd.DataFrame, publico: Publico) -> pd.DataFrame:
    """O nível de cada medição nas duas leituras; vazio quando os limites não mudaram entre elas.

    `tabela` tem `mes`, `porte`, `porte_2018` e `valor`. Nas medições de antes de 2018, uma linha sem o
    porte refeito deixa a segunda leitura em NaN: o porte declarado não diz a receita.
    """
    medidas = tabela.merge(ordem, on="mes")
    limites = {tuple(limites_do_porte(mes).values()) for mes in medidas["mes"].unique()}
    nomes = ["momento", "mes", f"{valor}_da_epoca", f"{valor}_de_2018", "sem_refazer"]
    if len(limites) < 2:
        return pd.DataFrame(columns=nomes)
    linhas = []
    for (mes, momento), grupo in medidas.groupby(["mes", "momento"]):
        antiga = mes < LIMITES_NOVOS
        # Quem era maior que EPP pode ter passado a EPP: também precisa do porte refeito.
        muda = grupo["porte"].isin((*publico.portes, MAIOR)) & grupo["porte_2018"].isna() & antiga
        refeito = grupo["porte_2018"].where(grupo["porte_2018"].notna() & antiga, grupo["porte"])
        epoca = publico.de(grupo)[valor].sum(min_count=1)
        novos = np.nan if muda.any() else grupo.loc[refeito.isin(publico.portes), valor].sum(min_count=1)
        linhas.append((momento, mes, epoca, novos, int(muda.sum())))
    return pd.DataFrame(linhas, columns=nomes)


def frase_dos_limites(tabela: pd.DataFrame, escrever: Callable[[float], str]) -> list[str]:
    """O que a mudança da lei fez com a primeira medição; vazio quando a lei não mudou no caminho."""
    if tabela.empty:
        return []
    epoca, novos = (next(c for c in tabela.columns if c.endswith(fim)) for fim in ("_da_epoca", "_de_2018"))
    primeira = tabela.iloc[0]
    aviso = "Entre as medições os limites de porte da lei mudaram."
    if pd.isna(primeira[novos]):
        return [
            f"{aviso} Só há o porte declarado na época: não dá para separar o que cresceu do que só mudou de nome. "
            "Para isso é preciso a receita bruta anual ou o porte refeito."
        ]
    diferenca = primeira[novos] - primeira[epoca]
    if diferenca == 0:
        return [f"{aviso} Em {primeira['momento']} isso não muda nada: {escrever(primeira[epoca])} nas duas leituras."]
    return [
        f"{aviso} Em {primeira['momento']} havia {escrever(primeira[epoca])} pelos limites da época e "
        f"{escrever(primeira[novos])} pelos de 2018. A diferença, {escrever(abs(diferenca))}, vem da lei."
    ]
