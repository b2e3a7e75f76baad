"""O que um balancete deixou sem dado, e por quê: nenhum item fica vazio sem que se diga."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from caderno import formato
from caderno.importadores import cosif
from caderno.instrumentos.credito.balancetes import ATRASOS, ITENS, RISCOS

_MAIS_FRASES, _MAIS_NOMES = 8, 3
_ROTULOS = {campo.nome: campo.rotulo for campo in ITENS}
_GRUPOS = {
    "Níveis de risco por letra": [campo.nome for campo in RISCOS],
    "Faixas de atraso": [campo.nome for campo in ATRASOS],
}
_NAO_SE_COBRAM = {"depositos_a_vista_pf", "depositos_a_vista_pj"}  # só o balancete mais detalhado traz


def dizer_vazios(itens: pd.DataFrame, saldos: pd.DataFrame, novo: pd.Series, nomes: Sequence[str]) -> list[str]:
    """Uma frase para cada conjunto de itens sem dado, com quem os deixou assim.

    `itens` e `saldos` têm uma linha por balancete, na ordem de `nomes`. As letras só se esperam dos códigos
    antigos, e as faixas de atraso, dos novos.
    """
    vazio = itens[[nome for nome in itens if nome in _ROTULOS and nome not in _NAO_SE_COBRAM]].isna()
    faltas: dict[tuple, list[str]] = {}
    for quem, linha, dos_novos in zip(nomes, vazio.to_numpy(), novo, strict=True):
        faltas.setdefault((bool(dos_novos), *vazio.columns[linha]), []).append(quem)
    ditas = [(_dizer(sem, dos_novos), quem) for (dos_novos, *sem), quem in faltas.items()]
    frases = [
        f"Sem dado: {formato.juntar(vazios)} ({_alguns(quem)}). A conta não está no arquivo, ou a soma dela não "
        "fecha: não se pode dizer que é zero."
        for vazios, quem in ditas
        if vazios
    ]
    mais = [f"E mais {len(frases) - _MAIS_FRASES} frases como estas."] if len(frases) > _MAIS_FRASES else []
    return frases[:_MAIS_FRASES] + mais + _por_que_sem_faixas(itens, saldos, novo, nomes)


def _dizer(sem: Sequence[str], novo: bool) -> list[str]:
    """Os rótulos dos itens vazios; um grupo inteiro se diz pelo nome dele, e só o da sua época."""
    titulo = "Faixas de atraso" if novo else "Níveis de risco por letra"
    agrupados = {nome for nomes in _GRUPOS.values() for nome in nomes}
    soltos = [_ROTULOS[nome] for nome in sem if nome not in agrupados]
    do_grupo = [_ROTULOS[nome] for nome in sem if nome in _GRUPOS[titulo]]
    return soltos + ([titulo] if len(do_grupo) == len(_GRUPOS[titulo]) else do_grupo)


def _por_que_sem_faixas(itens: pd.DataFrame, saldos: pd.DataFrame, novo: pd.Series, nomes: Sequence[str]) -> list[str]:
    sem = (itens[_GRUPOS["Faixas de atraso"]].isna().all(axis=1) & novo).to_numpy()
    abaixo = [c for c in saldos if c.startswith("332") and c != cosif.CARTEIRAS]
    tem_total = saldos.reindex(columns=[cosif.CARTEIRAS]).notna().any(axis=1).to_numpy()
    tem_partes = saldos[abaixo].notna().any(axis=1).to_numpy()
    casos = (
        ("não trazem a conta 3.3.2, das carteiras de provisão", ~tem_total & ~tem_partes),
        ("trazem só o total da conta 3.3.2, sem as contas abaixo dela", tem_total & ~tem_partes),
    )
    return [
        f"As faixas de atraso ficaram vazias porque estes balancetes {motivo}: "
        f"{_alguns([n for n, e in zip(nomes, sem & caso, strict=True) if e])}. "
        "Peçam à cooperativa o balancete com todas as contas."
        for motivo, caso in casos
        if (sem & caso).any()
    ]


def _alguns(nomes: Sequence[str]) -> str:
    mais = [f"mais {len(nomes) - _MAIS_NOMES}"] if len(nomes) > _MAIS_NOMES else []
    return formato.juntar([*nomes[:_MAIS_NOMES], *mais])
