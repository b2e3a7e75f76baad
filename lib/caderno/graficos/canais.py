"""As colunas de uma saída pelos papéis que têm num desenho."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from caderno import formato
from caderno.modelo import Campo


@dataclass(frozen=True)
class Canais:
    """A tabela do desenho: uma coluna por papel, e o campo declarado de cada uma."""

    tabela: pd.DataFrame
    campos: Mapping[str, Campo]

    def __contains__(self, papel: str) -> bool:
        return papel in self.campos

    def __getitem__(self, papel: str) -> pd.Series:
        return self.tabela[papel]

    def com(self, tabela: pd.DataFrame) -> Canais:
        return replace(self, tabela=tabela)

    @property
    def no_tempo(self) -> bool:
        """As fileiras são meses, anos ou dias: a ordem delas é a do calendário."""
        return self.campos["categoria"].tipo in TEMPO

    def titulo(self, papel: str) -> str:
        return titulo_de(self.campos[papel])

    def escrito(self, valor, papel: str = "valor") -> str:
        """O valor como aparece no desenho; unidades compridas ficam só no título."""
        if formato.ausente(valor):
            return "não se aplica"
        return escrever_sem_repetir(valor, self.campos[papel])


def titulo_de(campo: Campo) -> str:
    """O título do campo, sem "Pessoas (pessoas)".

    >>> titulo_de(Campo("p", "Pessoas", "inteiro", unidade="pessoas")), titulo_de(Campo("v", "Valor", "dinheiro"))
    ('Pessoas', 'Valor (R$)')
    """
    return campo.rotulo if formato.dobrar(campo.rotulo) == formato.dobrar(campo.unidade) else campo.titulo


def escrever_sem_repetir(valor, campo: Campo) -> str:
    """Por escrito, deixando a unidade para o título quando ela é comprida.

    >>> escrever_sem_repetir(12.0, Campo("q", "Feito", "numero", unidade="unidade do produto"))
    '12'
    """
    if campo.tipo in ("numero", "inteiro") and len(campo.unidade) > 3 and campo.unidade != "graus":
        campo = replace(campo, unidade="")
    return formato.escrever(valor, campo)


TEMPO = ("mes", "ano", "data")
# Papéis que são nomes: viram texto, e o que falta é dito, não some.
NOMES = (
    "categoria",
    "grupo",
    "parte",
    "ponto",
    "serie",
    "painel",
    "linha",
    "etapa",
    "quem",
    "nome",
    "cor",
    "faixa",
)


def ler(tabela: pd.DataFrame, canais: Mapping[str, str], campos: Mapping[str, Campo]) -> Canais:
    """Troca os nomes das colunas pelos papéis; os índices recomeçam do zero."""
    if "categoria" in campos and campos["categoria"].tipo in TEMPO:
        tabela = tabela.sort_values(canais["categoria"], kind="stable")
    por_papel = {papel: tabela[coluna].reset_index(drop=True) for papel, coluna in canais.items()}
    for papel in set(NOMES) & set(canais):
        por_papel[papel] = por_papel[papel].map(lambda valor, campo=campos[papel]: _nome(valor, campo))
    return Canais(pd.DataFrame(por_papel), campos)


def _nome(valor, campo: Campo) -> str:
    return "sem nome" if formato.ausente(valor) or valor == "" else escrever_sem_repetir(valor, campo)
