"""A vida de uma cópia do canteiro que não vira kernel: faz um trabalho e acaba.

O trabalho é rodar as células de um relatório e entregar o que mostraram, ou fazer o `main` de um módulo. Para as
células, é o IPython de um kernel sem as conversas dele: ninguém vai clicar num relatório, e por isso não há portas, nem
linhas, nem mensagens a assinar.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets.config import Config

from caderno.viveiro import copia, mensagem


class _Resposta(DisplayHook):
    """O valor da última linha de uma célula vai para o mesmo lugar do que ela mostra com `display`."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.display_pub.publish(format_dict, md_dict)

    def write_output_prompt(self) -> None:
        """Não há tela onde escrever o número da célula."""

    finish_displayhook = write_output_prompt


class Celulas(InteractiveShell):
    """O IPython que guarda o que as células mostram."""

    displayhook_class = _Resposta
    display_pub_class = CapturingDisplayPublisher

    def rodar(self, celula: str) -> tuple[list[dict[str, Any]], bool]:
        """(saídas, como o nbformat as escreve; se deu certo)."""
        textos = {"stdout": StringIO(), "stderr": StringIO()}
        with redirect_stdout(textos["stdout"]), redirect_stderr(textos["stderr"]):
            feito = self.run_cell(celula)
        mostradas = [_mostrada(saida) for saida in self.display_pub.outputs]
        self.display_pub.outputs.clear()
        escritas = [_escrita(nome, texto.getvalue()) for nome, texto in textos.items() if texto.getvalue()]
        return [*escritas, *mostradas, *_erro(feito)], feito.success


def preparar() -> Celulas:
    """O que roda as células deste processo; as cópias que virarem kernels o trocam pelo delas."""
    return Celulas.instance(config=Config(HistoryManager={"enabled": False}))


def viver(canal: socket.socket) -> NoReturn:
    """Tudo o que acontece na cópia, do pedido ao fim do processo."""
    try:
        copia.separar()
        pedido, (vida, *canos) = mensagem.receber(canal)
        canal.close()
        copia.vestir(pedido)
        tomada = socket.socket(fileno=vida)
        mensagem.enviar(tomada, {"pid": os.getpid()})
        copia.vigiar(tomada)
        if "celulas" in pedido:
            colher(tomada, pedido["celulas"])
        else:
            trabalhar(pedido["programa"], *canos)
    except BaseException as erro:
        copia.lamentar(erro)
    finally:
        os.killpg(0, signal.SIGKILL)  # e os programas que ela tiver aberto


def colher(tomada: socket.socket, celulas: list[str]) -> None:
    """Roda as células por ordem e manda as saídas de cada uma; para na que errar."""
    casca, certo = preparar(), True
    for celula in celulas:
        if certo:
            saidas, certo = casca.rodar(celula)
            mensagem.enviar(tomada, {"saidas": saidas})


def trabalhar(programa: str, entrada: int, saida: int) -> None:
    """Faz o `main` do módulo, com esses canos no lugar da entrada e da saída; o que ele reclama não se mostra."""
    with open(os.devnull, "wb") as nada:
        for cano, lugar in ((entrada, 0), (saida, 1), (nada.fileno(), 2)):
            os.dup2(cano, lugar)
    os.close(entrada)
    os.close(saida)
    importlib.import_module(programa).main()


def _escrita(nome: str, texto: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": nome, "text": texto}


def _mostrada(saida: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": saida["data"], "metadata": saida["metadata"] or {}}


def _erro(feito: ExecutionResult) -> list[dict[str, Any]]:
    erro = feito.error_before_exec or feito.error_in_exec
    if erro is None:
        return []
    return [{"output_type": "error", "ename": type(erro).__name__, "evalue": str(erro), "traceback": []}]
