"""Os formatos de um relatório: cada um grava um `Relato` num arquivo."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from caderno import formato
from caderno.relatorio.pedido import ErroDeRelatorio

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

FORMATOS = ("html",)
"""Um módulo desta pasta para cada nome, com uma função `gravar(relato, destino)`."""


def achar(nome: str) -> Callable[[Relato, Path], None]:
    """Quem grava o formato; um que não existe é recusado com os que existem."""
    if nome not in FORMATOS:
        raise ErroDeRelatorio(f"Não existe o formato “{nome}”. Existem: {formato.juntar(list(FORMATOS))}.")
    return import_module(f"{__name__}.{nome}").gravar
