"""O que toda cópia do canteiro faz, vire kernel ou não: separa-se, veste o que o pedido traz e vive enquanto o dono."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy

NOME = "caderno-kernel"
"""Como o processo aparece na lista do sistema depois de pedido."""


def separar() -> None:
    """O que torna a cópia um processo só dela: outro grupo, outra sorte, nada para ler nem para fazer no fim."""
    os.setsid()
    atexit._clear()
    numpy.random.seed()  # o módulo random renova-se sozinho
    with open(os.devnull, "rb") as nada:
        os.dup2(nada.fileno(), 0)


def lamentar(erro: BaseException) -> None:
    print(f"Uma cópia do viveiro não vingou: {erro!r}", file=sys.__stderr__, flush=True)


def vestir(pedido: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(pedido["ambiente"])
    time.tzset()
    os.chdir(pedido["pasta"])
    with contextlib.suppress(OSError):  # só o Linux tem; é para quem olha a lista de processos
        Path("/proc/self/comm").write_text(NOME, encoding="ascii")


def vigiar(tomada: socket.socket) -> None:
    """Quem pediu segura a outra ponta: quando ela fecha, ele acabou, mesmo que à força, e a cópia acaba também."""
    threading.Thread(target=_ate_o_fim, args=(tomada,), daemon=True, name="vida").start()


def _ate_o_fim(tomada: socket.socket) -> None:
    with contextlib.suppress(OSError):
        tomada.recv(1)
    os.killpg(os.getpgrp(), signal.SIGKILL)  # e o que ela tiver aberto
