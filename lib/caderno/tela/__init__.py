"""O que as células dos cadernos chamam. Só aqui dentro se fala de widgets.

>>> from caderno import tela  # barato: o que pesa só vem quando algo aparece na página
"""

from __future__ import annotations

from caderno.tela.mostrar import (
    mostrar_envio,
    mostrar_explicacao,
    mostrar_instrumento,
    mostrar_quadro,
    mostrar_relatorio,
)
from caderno.tela.pagina import abrir

__all__ = ["abrir", "mostrar_envio", "mostrar_explicacao", "mostrar_instrumento", "mostrar_quadro", "mostrar_relatorio"]
