"""A vida de uma cópia do canteiro: vira um kernel, espera que a peçam, e vive enquanto quem a pediu viver."""

from __future__ import annotations

import atexit
import os
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

import ipywidgets
from IPython.core.interactiveshell import InteractiveShell
from tornado.ioloop import IOLoop

from caderno.viveiro import copia, mensagem
from caderno.viveiro.avulso import CONFIGURACAO, IPKernelApp


def viver(canal: socket.socket, pasta: Path, argumentos: list[str]) -> NoReturn:
    """Tudo o que acontece na cópia, do nascimento ao fim do processo."""
    codigo = 1
    try:
        copia.separar()
        kernel = nascer(pasta, argumentos)
        laco = IOLoop.current()
        laco.add_handler(canal, lambda *_: (laco.remove_handler(canal), plantar(canal, kernel)), laco.READ)
        kernel.start()
        codigo = 0
    except SystemExit as saida:
        codigo = saida.code if isinstance(saida.code, int) else int(saida.code is not None)
    except BaseException as erro:
        copia.lamentar(erro)
    finally:
        try:
            atexit._run_exitfuncs()
        finally:
            os._exit(codigo)


def nascer(pasta: Path, argumentos: list[str]) -> IPKernelApp:
    """Um kernel completo, de portas abertas. O arquivo de conexão dele fica na pasta do viveiro."""
    InteractiveShell.clear_instance()  # o de um lote, se houver
    sys.argv = ["caderno", *argumentos]
    # Com 1 o ipykernel não vigia o pai, que aqui não é quem pediu o kernel: disso cuida `copia.vigiar`.
    kernel = IPKernelApp.instance(parent_handle=1, connection_dir=str(pasta), config=CONFIGURACAO)
    kernel.initialize(argumentos)
    # A despedida do ipykernel às vezes espera dez segundos por uma linha que ela mesma acabou de parar.
    atexit.unregister(kernel.close)
    ipywidgets.register_comm_target()  # ele o faz ao ser importado, mas no canteiro ainda não havia kernel
    return kernel


def plantar(canal: socket.socket, kernel: IPKernelApp) -> None:
    """Veste o que o pedido traz e responde a quem pediu onde o kernel está."""
    try:
        pedido, (vida, *saidas) = mensagem.receber(canal)
    except (EOFError, OSError, ValueError):
        os._exit(0)  # o canteiro acabou antes de alguém pedir
    try:
        canal.close()
        copia.vestir(pedido)
        for fluxo, arquivo in zip((sys.stdout, sys.stderr), saidas, strict=True):
            redirecionar(fluxo, arquivo)
        tomada = socket.socket(fileno=vida)
        mensagem.enviar(tomada, {"pid": os.getpid(), "conexao": conexao(kernel)})
        copia.vigiar(tomada)
    except Exception as erro:
        copia.lamentar(erro)
        os._exit(1)  # quem pediu fica sabendo e abre um kernel comum


def redirecionar(fluxo: Any, arquivo: int) -> None:
    """O que o processo escreve por fora das células vai para onde iria a saída de um kernel comum."""
    original = getattr(fluxo, "_original_stdstream_copy", None)
    if original is not None:
        os.dup2(arquivo, original)
    os.close(arquivo)


def conexao(kernel: IPKernelApp) -> dict[str, Any]:
    info = kernel.get_connection_info()
    return info | {"key": info["key"].decode()}
