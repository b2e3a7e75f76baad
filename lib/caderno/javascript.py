"""O programa de cada parte da tela, e por onde ele chega ao navegador.

No nosso servidor, a página carrega todas as partes uma vez, com o estilo. No JupyterLab, que não conhece a nossa
página, cada widget leva o seu programa e o seu estilo consigo.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

PASTA = Path(__file__).parent / "tela"
PARTES = {
    "barra": ("pecas.js", "barra.js"),
    "envio_da_pagina": ("pecas.js", "envio.js", "envio_da_pagina.js"),
    "formulario": ("pecas.js", "celula.js", "gravacao.js", "colagem.js", "edicao.js", "envio.js", "formulario.js"),
    "relatorio": ("pecas.js", "relatorio.js"),
    "resultado": ("pecas.js", "resultado.js"),
}
"""Cada parte é feita destes arquivos, juntados; o último define `render`."""
NA_PAGINA = "CADERNO_NA_PAGINA"
"""Variável de ambiente dos kernels cuja página já tem o programa e o estilo de todas as partes."""


def ja_esta_na_pagina() -> bool:
    return bool(os.environ.get(NA_PAGINA))


def da_parte(parte: str) -> str:
    """O módulo que um widget leva: só o nome da parte, se a página já a tem, ou o programa inteiro."""
    if ja_esta_na_pagina():
        return f"export default globalThis.caderno.{parte};"
    return f"{_juntar(parte)}\nexport default {{ render }};"


def de_todas() -> str:
    """O que a página carrega uma vez: as partes pelo nome, cada uma fechada em si."""
    partes = ",\n".join(
        f'{parte}: (() => {{"use strict";\n{_juntar(parte)}\nreturn {{ render }};\n}})()' for parte in PARTES
    )
    return f"globalThis.caderno = {{\n{partes}\n}};\n"


@cache
def _juntar(parte: str) -> str:
    return "\n".join((PASTA / nome).read_text(encoding="utf-8") for nome in PARTES[parte])
