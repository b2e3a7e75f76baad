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

FORMATOS = {
    "html": ".html",
    "pdf": ".pdf",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "mural": "-mural.pdf",
    "mensagem": "-mensagem.txt",
}
"""Nome -> como termina o arquivo. Cada um é um módulo desta pasta, com `gravar(relato, destino)`."""


def achar(nome: str) -> Callable[[Relato, Path], None]:
    """Quem grava o formato; um que não existe é recusado com os que existem."""
    if nome not in FORMATOS:
        raise ErroDeRelatorio(f"Não existe o formato “{nome}”. Existem: {formato.juntar(list(FORMATOS))}.")
    return import_module(f"{__name__}.{nome}").gravar


def trazer(biblioteca: str, pacote: str, o_que: str):
    """Uma biblioteca que pode não estar instalada; sem ela, uma frase diz como trazê-la."""
    try:
        return import_module(biblioteca)
    except (ImportError, OSError) as erro:
        frase = f"Para gravar {o_que} falta o {pacote}. Instale com: pip install {pacote}"
        raise ErroDeRelatorio(frase) from erro
