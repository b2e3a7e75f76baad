"""O que o canteiro, as mudas e quem pede kernels dizem uns aos outros: um JSON e, às vezes, arquivos abertos."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

_TAMANHO = 4
_MAIS_ARQUIVOS = 3


def enviar(tomada: socket.socket, recado: dict[str, Any], arquivos: list[int] | None = None) -> None:
    """Manda um recado inteiro; `arquivos` são descritores que o outro lado recebe como seus."""
    corpo = json.dumps(recado).encode()
    cabeca = len(corpo).to_bytes(_TAMANHO, "big")
    if arquivos:
        socket.send_fds(tomada, [cabeca], arquivos)
    else:
        tomada.sendall(cabeca)
    tomada.sendall(corpo)


def receber(tomada: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """O recado e os arquivos que vieram com ele. `EOFError` se o outro lado acabou."""
    cabeca, arquivos, _, _ = socket.recv_fds(tomada, _TAMANHO, _MAIS_ARQUIVOS)
    for arquivo in arquivos:
        os.set_inheritable(arquivo, False)
    cabeca += _ler(tomada, _TAMANHO - len(cabeca)) if cabeca else _acabou()
    return json.loads(_ler(tomada, int.from_bytes(cabeca, "big"))), arquivos


def _ler(tomada: socket.socket, quantos: int) -> bytes:
    partes = bytearray()
    while len(partes) < quantos:
        partes += tomada.recv(quantos - len(partes)) or _acabou()
    return bytes(partes)


def _acabou() -> bytes:
    raise EOFError("o outro lado fechou")
