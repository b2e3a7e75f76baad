"""Tabelinhas escritas à mão, do jeito que uma pessoa as escreveria, prontas para a conta."""

from __future__ import annotations

from datetime import date

import pandas as pd

from caderno.catalogo import Dados
from caderno.modelo import Contexto

HOJE = date(2026, 11, 21)


def bruta(texto: str) -> pd.DataFrame:
    """Uma linha de títulos e as linhas de dados, com as colunas separadas por |."""
    linhas = [[celula.strip() for celula in linha.split("|")] for linha in texto.strip().splitlines()]
    tabela = pd.DataFrame(linhas[1:], columns=linhas[0])
    tabela.insert(0, "_linha", [str(i) for i in range(1, len(tabela) + 1)])
    return tabela


def dados(contexto: Contexto | None = None, escolhas: dict | None = None, **quadros: str) -> Dados:
    """Os dados de uma rede pequena: `dados(custos="mes | item | ...")`."""
    brutas = {nome: bruta(texto) for nome, texto in quadros.items()}
    return Dados(brutas, contexto or Contexto(hoje=HOJE), escolhas)


def linha(tabela: pd.DataFrame, **onde) -> pd.Series:
    """A única linha que tem esses valores."""
    for coluna, valor in onde.items():
        tabela = tabela[tabela[coluna] == valor]
    assert len(tabela) == 1, f"esperava uma linha com {onde}, há {len(tabela)}"
    return tabela.iloc[0]


def conferir_em_outra_ordem(responder, leitura, linhas: list, sorte) -> None:
    """As mesmas linhas, embaralhadas, dão as mesmas tabelas e a mesma leitura."""
    antes, depois = responder(linhas), responder(sorte.sample(linhas, len(linhas)))
    for nome in antes:
        pd.testing.assert_frame_equal(antes[nome], depois[nome])
    assert leitura(antes) == leitura(depois)
