"""Lê o que as pessoas escrevem e escreve valores do jeito brasileiro.

`ler` nunca levanta exceção: devolve o valor, ou o que falta, ou uma frase que diz o que foi
lido e como corrigir. `escrever` faz o caminho de volta.
"""

from caderno.formato.escrita import (
    MESES,
    TRACO,
    ausente,
    completo,
    dinheiro,
    dobrar,
    escrever,
    juntar,
    meio_para_cima,
    mes_por_extenso,
    numero,
    percentual,
    plural,
    quantidade,
)
from caderno.formato.grau import AJUDA_DO_GRAU, COLUNA_DO_GRAU, COMO_SEI, GRAUS, escrever_grau, ler_grau
from caderno.formato.leitura import eco, ler
from caderno.formato.lido import Lido

__all__ = [
    "AJUDA_DO_GRAU",
    "COLUNA_DO_GRAU",
    "COMO_SEI",
    "GRAUS",
    "MESES",
    "TRACO",
    "Lido",
    "ausente",
    "completo",
    "dinheiro",
    "dobrar",
    "eco",
    "escrever",
    "escrever_grau",
    "juntar",
    "ler",
    "ler_grau",
    "meio_para_cima",
    "mes_por_extenso",
    "numero",
    "percentual",
    "plural",
    "quantidade",
]
