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
from caderno.formato.leitura import eco, ler
from caderno.formato.lido import Lido

__all__ = [
    "MESES",
    "TRACO",
    "Lido",
    "ausente",
    "completo",
    "dinheiro",
    "dobrar",
    "eco",
    "escrever",
    "juntar",
    "ler",
    "meio_para_cima",
    "mes_por_extenso",
    "numero",
    "percentual",
    "plural",
    "quantidade",
]
