"""O atraso da carteira inteira, pelas faixas de dias que o balancete traz desde janeiro de 2025.

As faixas são da conta 3.3.2. Até 30, 60 e 90 dias os limites são exatos para quem não tem problema, e quem passou de
90 tem conta própria. Só as operações "com problema" e até 90 dias não dizem quantos dias têm, e podem não ter
nenhum: por isso as taxas de 30 e de 60 são um mínimo e um máximo, e a de 90 é uma só.
"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito.balancetes import ATRASOS
from caderno.instrumentos.credito.inadimplencia import FAIXA, nome_da_faixa
from caderno.instrumentos.credito.quadros import COOPERATIVA
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Saida, Saidas

SO_DESDE_2025 = "As faixas de atraso só existem desde janeiro de 2025."
SEM_AS_CONTAS = "O balancete não traz as contas abaixo da 3.3.2. Peçam à cooperativa o balancete com todas elas."
FALTA_UMA = "Faltam faixas: a conta não apareceu ou a soma dela não fecha. Sem as seis não se faz a taxa."
_NOMES = [campo.nome for campo in ATRASOS]
_NO_DESENHO = {
    "até 30 dias": ("atraso_ate_14_dias", "atraso_de_15_a_30_dias"),
    "31 a 60 dias": ("atraso_de_31_a_60_dias",),
    "61 a 90 dias": ("atraso_de_61_a_90_dias",),
    "com problema, até 90": ("com_problema_ate_90_dias",),
    "mais de 90 dias": ("atraso_de_mais_de_90_dias",),
}

SALDO_NA_FAIXA = Campo("saldo_na_faixa", "Saldo na faixa", "dinheiro")
PARTE_NA_FAIXA = Campo("parte_na_faixa", "Parte da carteira na faixa", "percentual")
CARTEIRA_POR_ATRASO = Saida(
    "carteira_por_atraso",
    "A carteira por dias de atraso",
    "cooperativa e faixa",
    (COOPERATIVA, MES, Campo("faixa_de_dias", "Dias de atraso"), SALDO_NA_FAIXA, PARTE_NA_FAIXA),
)
TAXAS_DO_BALANCETE = Saida(
    "atraso_do_balancete",
    "O atraso de tudo, no último balancete que traz as faixas",
    "cooperativa e atraso",
    (
        COOPERATIVA,
        MES,
        FAIXA,
        Campo("atraso_pelo_menos", "Pelo menos", "percentual", "Sem as que têm problema e até 90 dias.", casas=2),
        Campo("atraso_no_maximo", "No máximo", "percentual", "Com todas as que têm problema e até 90 dias.", casas=2),
    ),
)


def _ultimos(completos: pd.DataFrame) -> pd.DataFrame:
    return completos.dropna(subset=_NOMES).groupby("cooperativa").tail(1)


def por_faixa(completos: pd.DataFrame) -> pd.DataFrame:
    """A carteira em cinco faixas, no último balancete de cada cooperativa que traz as seis [R$ e %]."""
    com_todas = _ultimos(completos)
    partes = []
    for ordem, (faixa, nomes) in enumerate(_NO_DESENHO.items()):
        saldo = com_todas[list(nomes)].sum(axis=1)
        parte = contas.porcento(saldo, com_todas["nas_faixas"])
        partes.append(
            com_todas[["cooperativa", "mes"]].assign(
                ordem=ordem, faixa_de_dias=faixa, saldo_na_faixa=saldo, parte_na_faixa=parte
            )
        )
    longa = pd.concat(partes).sort_values(["cooperativa", "ordem"])
    return longa.reindex(columns=CARTEIRA_POR_ATRASO.nomes).reset_index(drop=True)


def taxas(completos: pd.DataFrame) -> pd.DataFrame:
    """A taxa mínima e a máxima de 30, 60 e 90 dias, no último balancete de cada uma que traz as seis faixas [%]."""
    com_todas = _ultimos(completos)
    partes = []
    for dias in (30, 60, 90):
        menos, mais = ("", "") if dias == 90 else ("_certo", "_possivel")
        partes.append(
            com_todas[["cooperativa", "mes"]].assign(
                faixa_de_atraso=nome_da_faixa(dias),
                atraso_pelo_menos=com_todas[f"atraso_{dias}{menos}_no_balancete"],
                atraso_no_maximo=com_todas[f"atraso_{dias}{mais}_no_balancete"],
            )
        )
    longa = pd.concat(partes).sort_values(["cooperativa", "mes", "faixa_de_atraso"])
    return longa.reindex(columns=TAXAS_DO_BALANCETE.nomes).reset_index(drop=True)


def por_que_faltam(recentes: pd.DataFrame) -> pd.Series:
    """Por que cada balancete não tem as seis faixas; vazio em quem as tem."""
    tem = recentes[_NOMES].notna()
    porque = pd.Series(SEM_AS_CONTAS, index=recentes.index).mask(tem.any(axis=1), FALTA_UMA)
    return porque.mask(recentes["mes"] < "2025-01", SO_DESDE_2025).mask(tem.all(axis=1), "")


def frase_do_mes(ultimo: pd.Series, saidas: Saidas) -> str:
    """O atraso de 30 e de 90 dias num mês, somando as cooperativas que trazem as faixas; vazio se nenhuma traz."""
    certo, possivel = ultimo["atraso_30_certo_no_balancete"], ultimo["atraso_30_possivel_no_balancete"]
    if pd.isna(possivel):
        return ""
    do_mes = saidas["por_cooperativa"][saidas["por_cooperativa"]["mes"] == ultimo["mes"]]
    quantas, todas = do_mes["nas_faixas"].count(), len(do_mes)
    de_quem = f" de {quantas} das {todas} cooperativas" if quantas < todas else ""
    if possivel == 0:
        return f"Pelas faixas do balancete{de_quem}, ninguém tem mais de 30 dias de atraso."
    noventa = formato.dinheiro(ultimo["atraso_90_no_balancete"])
    return (
        f"Pelas faixas do balancete{de_quem}, de cada R$ 100, {_entre(certo, possivel)} têm mais de 30 dias de "
        f"atraso e {noventa}, mais de 90."
    )


def _entre(menos: float, mais: float) -> str:
    """
    >>> _entre(3.0, 4.5).replace("\\xa0", " "), _entre(3.0, 3.001).replace("\\xa0", " ")
    ('de R$ 3,00 a R$ 4,50', 'R$ 3,00')
    """
    a, b = formato.dinheiro(menos), formato.dinheiro(mais)
    return a if a == b else f"de {a} a {b}"


def frase_do_desenho(saidas: Saidas) -> str:
    """O que o desenho mostra e o que ele não pode dizer."""
    faixas = saidas["carteira_por_atraso"]
    if faixas.empty or not faixas["saldo_na_faixa"].sum():
        return "Nenhum balancete daqui traz as seis faixas de atraso, que só existem desde janeiro de 2025."
    somas = faixas.groupby("faixa_de_dias")["saldo_na_faixa"].sum()
    duvida = 100 * somas["com problema, até 90"] / somas.sum()
    sem_dias = (
        f"A barra é o mínimo e o traço, o máximo: em {formato.dinheiro(duvida)} de cada R$ 100 há problema e não se "
        "sabem os dias."
    )
    return (
        f"{sem_dias if duvida else 'As três taxas são exatas.'} É de tudo o que a cooperativa tem a receber, e não só "
        "dos pequenos negócios. Não comparem com as letras: elas eram o risco, e não os dias."
    )
