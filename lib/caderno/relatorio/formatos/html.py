"""Uma página HTML que se basta: abre sem internet em qualquer aparelho."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato


def gravar(relato: Relato, destino: Path) -> None:
    """Grava a página do relato."""
    destino.write_text(relato.html, encoding="utf-8")
