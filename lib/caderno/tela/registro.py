"""O que deu errado e ninguém deve ver na página vai para um arquivo, sem dado de pessoa nenhuma."""

from __future__ import annotations

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

TAMANHO = 256 * 1024
"""Quanto o arquivo cresce antes de dar lugar a outro [bytes]; guardam-se dois antigos."""


def anotar(erro: BaseException, onde: str, pasta: Path) -> None:
    """Guarda em `caderno.log` o tipo do erro e os lugares do programa por onde ele passou.

    A mensagem do erro fica de fora porque costuma citar o que a pessoa escreveu. Se nem o
    registro puder ser escrito (pasta protegida, disco cheio), não se diz nada: o aviso que
    importa já está na página.
    """
    passos = traceback.extract_tb(erro.__traceback__)
    caminho = " < ".join(f"{Path(p.filename).name}:{p.lineno} {p.name}" for p in reversed(passos[-8:]))
    try:
        pasta.mkdir(parents=True, exist_ok=True)
        arquivo = RotatingFileHandler(pasta / "caderno.log", maxBytes=TAMANHO, backupCount=2, encoding="utf-8")
    except OSError:
        return
    arquivo.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    arquivo.handleError = lambda _registro: None
    linha = f"{onde}: {type(erro).__name__} em {caminho or 'lugar desconhecido'}"
    arquivo.emit(logging.LogRecord("caderno", logging.ERROR, "", 0, linha, (), None))
    arquivo.close()
