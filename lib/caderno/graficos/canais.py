"""As colunas de uma saída pelos papéis que têm num desenho.

São listas, e não uma tabela do pandas: um desenho tem poucas linhas, e cada operação com tabelas
custaria mais do que desenhar.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace

import pandas as pd

from caderno import formato
from caderno.modelo import Campo


@dataclass(frozen=True)
class Canais:
    """O que se desenha: uma lista por papel, todas do mesmo tamanho, e o campo declarado de cada uma."""

    colunas: Mapping[str, list]
    campos: Mapping[str, Campo]

    def __contains__(self, papel: str) -> bool:
        return papel in self.campos

    def __getitem__(self, papel: str) -> list:
        return self.colunas[papel]

    def __len__(self) -> int:
        return len(next(iter(self.colunas.values())))

    def com(self, **colunas: list) -> Canais:
        """Com estas colunas a mais, ou no lugar das que havia."""
        return replace(self, colunas={**self.colunas, **colunas})

    def so(self, posicoes: Iterable[int]) -> Canais:
        """Só as linhas destas posições, nesta ordem."""
        posicoes = list(posicoes)
        return replace(self, colunas={papel: [c[i] for i in posicoes] for papel, c in self.colunas.items()})

    def so_com(self, *papeis: str) -> Canais:
        """Só as linhas em que nenhum destes papéis falta."""
        cada = zip(*(self[papel] for papel in papeis), strict=True)
        return self.so(i for i, valores in enumerate(cada) if not any(map(formato.ausente, valores)))

    def em_ordem(self, papel: str) -> Canais:
        """As linhas pela ordem de um papel; as iguais ficam como estavam."""
        return self.so(sorted(range(len(self)), key=self[papel].__getitem__))

    def por(self, *papeis: str) -> dict[tuple, Canais]:
        """As linhas juntas pelos nomes destes papéis, na ordem em que aparecem."""
        posicoes: dict[tuple, list[int]] = {}
        for i, nomes in enumerate(zip(*(self[papel] for papel in papeis), strict=True)):
            posicoes.setdefault(nomes, []).append(i)
        return {nomes: self.so(dele) for nomes, dele in posicoes.items()}

    def linhas(self) -> Iterator[SimpleNamespace]:
        """Uma por vez, com os papéis como atributos."""
        for valores in zip(*self.colunas.values(), strict=True):
            yield SimpleNamespace(**dict(zip(self.colunas, valores, strict=True)))

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
    return formato.escrever(valor, _sem_unidade_comprida(campo))


@lru_cache(maxsize=1024)
def _sem_unidade_comprida(campo: Campo) -> Campo:
    comprida = campo.tipo in ("numero", "inteiro") and len(campo.unidade) > 3 and campo.unidade != "graus"
    return replace(campo, unidade="") if comprida else campo


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
    """Troca os nomes das colunas pelos papéis."""
    lidos = Canais({papel: tabela[coluna].tolist() for papel, coluna in canais.items()}, campos)
    if "categoria" in campos and lidos.no_tempo:
        quando = lidos["categoria"]
        lidos = lidos.so(sorted(range(len(quando)), key=lambda i: (formato.ausente(quando[i]), str(quando[i]))))
    nomes = [papel for papel in NOMES if papel in campos]
    return lidos.com(**{papel: [_nome(valor, campos[papel]) for valor in lidos[papel]] for papel in nomes})


def _nome(valor, campo: Campo) -> str:
    return "sem nome" if formato.ausente(valor) or valor == "" else escrever_sem_repetir(valor, campo)


def presentes(valores: Iterable[float]) -> list[float]:
    """Os números que não faltam."""
    return [valor for valor in valores if not formato.ausente(valor)]


def somar(valores: Iterable[float]) -> float:
    """A soma do que não falta, sem o erro de cada parcela."""
    return math.fsum(presentes(valores))
