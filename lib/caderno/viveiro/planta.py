"""Quem pede uma cópia ao canteiro, e o kernel que recebe: parece um `subprocess.Popen`, mas não é filho nosso."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from typing import Any

from caderno import viveiro
from caderno.viveiro import mensagem

ESPERA = 30.0
"""Quanto o canteiro tem para responder, a carga inicial dele incluída [s]."""


class SemViveiro(Exception):
    """Não há canteiro, ou ele não atendeu; a frase diz o quê."""


class Planta:
    """Um kernel no ar. A tomada que nos liga a ele é a vida dele e a notícia da sua morte."""

    stdin = stdout = stderr = None  # como um Popen sem canos

    def __init__(self, pid: int, tomada: socket.socket):
        self.pid, self.returncode = pid, None
        self._tomada = tomada
        self._lendo = threading.Lock()

    def poll(self) -> int | None:
        """O código com que acabou; negativo é o sinal que o matou, `None` enquanto vive."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Como `poll`, mas espera até `timeout` [s]; sem ele, até o fim."""
        if self._lendo.acquire(blocking=timeout != 0):  # quem só quer saber não espera por quem espera
            try:
                if self.returncode is None and select.select([self._tomada], [], [], timeout)[0]:
                    self.returncode = self._ler_o_fim()
            finally:
                self._lendo.release()
        return self.returncode

    def _ler_o_fim(self) -> int:
        with self._tomada:
            try:
                return mensagem.receber(self._tomada)[0]["fim"]
            except (OSError, EOFError):
                return 1  # o canteiro acabou antes dele e não ficou quem dissesse o código

    def send_signal(self, sinal: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sinal)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def pedir(argumentos: list[str], ambiente: dict[str, str], pasta: str, saidas: list[int]):
    """(planta, conexão): um kernel pronto. `SemViveiro` se não deu; nesse caso não ficou nada no ar."""
    resposta, tomada = chamar({"argumentos": argumentos, "ambiente": ambiente, "pasta": pasta}, saidas)
    conexao = resposta["conexao"]
    return Planta(resposta["pid"], tomada), conexao | {"key": conexao["key"].encode()}


def abrir(programa: str) -> Planta:
    """Uma cópia que faz o `main` desse módulo, com `stdin` e `stdout` como os de um Popen. `SemViveiro` se não deu."""
    entrada, nossa_ponta = os.pipe()
    outra_ponta, saida = os.pipe()
    try:
        resposta, tomada = chamar({"programa": programa, **como_aqui()}, [entrada, saida])
    except SemViveiro:
        os.close(nossa_ponta)
        os.close(outra_ponta)
        raise
    finally:
        os.close(entrada)
        os.close(saida)
    planta = Planta(resposta["pid"], tomada)
    planta.stdin, planta.stdout = os.fdopen(nossa_ponta, "wb"), os.fdopen(outra_ponta, "rb")
    return planta


def como_aqui() -> dict[str, Any]:
    """O que faz a cópia ver o mundo como este processo o vê."""
    return {"ambiente": dict(os.environ), "pasta": os.getcwd()}


def chamar(pedido: dict[str, Any], arquivos: list[int] | None = None):
    """(resposta, tomada) da cópia que ficou com o pedido. `SemViveiro` se não deu; nesse caso não ficou nada no ar."""
    if not viveiro.aberto():
        raise SemViveiro("não há viveiro aberto")
    tomada = socket.socket(socket.AF_UNIX)
    try:
        tomada.settimeout(ESPERA)
        tomada.connect(os.environ[viveiro.ENDERECO])
        mensagem.enviar(tomada, pedido, arquivos)
        resposta = mensagem.receber(tomada)[0]
        if "pid" not in resposta:
            raise SemViveiro(f"a cópia acabou ao nascer, com o código {resposta.get('fim')}")
    except (OSError, EOFError) as erro:
        tomada.close()
        raise SemViveiro(str(erro) or type(erro).__name__) from erro
    except SemViveiro:
        tomada.close()
        raise
    tomada.settimeout(None)
    return resposta, tomada
