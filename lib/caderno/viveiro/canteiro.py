"""O processo que se divide: `python -P -m caderno.viveiro.canteiro TOMADA PASTA MUDAS [ensaio]`.

Tem uma linha só e nada de zmq, laço de eventos ou desenho começado: só assim a cópia de um processo funciona. Mantém
`MUDAS` cópias à espera, repostas quando ninguém está pedindo; se faltam, divide-se na hora. Acaba, com as suas mudas,
quando o dono acaba: a entrada padrão é um cano que ele segura.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from caderno.viveiro import mensagem

SOSSEGO = 0.5
"""Sem pedidos por este tempo [s], nasce uma muda para o lugar de uma que saiu."""
PACIENCIA = 5.0
"""Quanto se espera por um pedido que começou a chegar [s]."""
SEMPRE = (
    "caderno.viveiro.colheita",
    "caderno.relatorio.folha",
    "caderno.relatorio.operario",
    "sqlalchemy.dialects.sqlite",
    "pandas.core.reshape.reshape",
)
"""O que toda página e todo relatório acabam importando; o resto vem com estes."""
PARA_PAGINAS = (
    "caderno.viveiro.muda",
    "caderno.tela.passos",
    "caderno.tela.relatorio",
    "psutil",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
)
PARA_RELATORIOS = ("caderno.viveiro.motor", "caderno.relatorio.formatos.html", "nbconvert.filters")


@dataclass(frozen=True)
class Muda:
    pid: int
    canal: socket.socket


class Canteiro:
    def __init__(self, escuta: socket.socket, pasta: Path, quantas: int):
        self.escuta, self.pasta, self.quantas = escuta, pasta, quantas
        self.espera: list[Muda] = []
        self.plantadas: dict[int, socket.socket] = {}
        """Por processo: a tomada de quem o pediu, para dizer-lhe como ele acabou."""
        self.despertador, campainha = socket.socketpair()
        self.despertador.setblocking(False)
        campainha.setblocking(False)
        self.campainha = campainha
        signal.set_wakeup_fd(campainha.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def servir(self) -> None:
        """Atende até o dono acabar."""
        seletor = selectors.DefaultSelector()
        seletor.register(sys.stdin.fileno(), selectors.EVENT_READ, None)
        seletor.register(self.escuta, selectors.EVENT_READ, self.atender)
        seletor.register(self.despertador, selectors.EVENT_READ, self.enterrar)
        self.seletor = seletor
        while True:
            falta = len(self.espera) < self.quantas
            acontecidos = seletor.select(SOSSEGO if falta else None)
            if not acontecidos:
                self.espera.append(self.semear([]))
            for chave, _ in acontecidos:
                if chave.data is None:
                    return self.arrancar()
                chave.data()

    def atender(self) -> None:
        """Um pedido: entrega-o, com a tomada de quem pediu, à muda mais velha."""
        tomada, _ = self.escuta.accept()
        arquivos: list[int] = []
        try:
            tomada.settimeout(PACIENCIA)
            pedido, arquivos = mensagem.receber(tomada)
            tomada.settimeout(None)
            muda = self.escolher(pedido)
            mensagem.enviar(muda.canal, pedido, [tomada.fileno(), *arquivos])
            muda.canal.close()
            self.plantadas[muda.pid] = tomada
        except (OSError, EOFError, ValueError) as erro:
            tomada.close()  # quem pediu vê que acabou e abre um kernel comum
            print(f"O viveiro não atendeu um pedido: {erro!r}", file=sys.stderr, flush=True)
        finally:
            for arquivo in arquivos:
                os.close(arquivo)

    def escolher(self, pedido: dict[str, Any]) -> Muda:
        """Um kernel que esperava; com argumentos, que se leem ao nascer, ou sem nenhum à espera, um novo."""
        from caderno.viveiro import colheita

        if "argumentos" not in pedido:
            return self.dividir(colheita.viver)
        argumentos = pedido["argumentos"]
        return self.semear(argumentos) if argumentos or not self.espera else self.espera.pop(0)

    def semear(self, argumentos: list[str]) -> Muda:
        from caderno.viveiro import muda

        return self.dividir(lambda canal: muda.viver(canal, self.pasta, argumentos))

    def dividir(self, viver: Callable[[socket.socket], NoReturn]) -> Muda:
        nosso, dela = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self.largar(nosso)
            viver(dela)
        dela.close()
        return Muda(pid, nosso)

    def largar(self, nosso: socket.socket) -> None:
        """Na cópia: fecha tudo o que é do canteiro e desfaz o que ele pôs nos sinais."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.seletor.close()
        for tomada in (nosso, self.escuta, self.despertador, self.campainha, *self.plantadas.values()):
            tomada.close()
        for outra in self.espera:
            outra.canal.close()

    def enterrar(self) -> None:
        """Recolhe quem morreu e diz a quem o pediu com que código."""
        self.despertador.recv(4096)
        while True:
            try:
                pid, situacao = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self.espera = [muda for muda in self.espera if muda.pid != pid]
            if tomada := self.plantadas.pop(pid, None):
                with tomada, contextlib.suppress(OSError):  # quem pediu pode já não estar
                    mensagem.enviar(tomada, {"fim": os.waitstatus_to_exitcode(situacao)})

    def arrancar(self) -> None:
        """Com o dono acabaram os kernels, e os programas que eles abriram."""
        for pid in [*(muda.pid for muda in self.espera), *self.plantadas]:
            for matar in (os.killpg, os.kill):  # quem acabou de nascer ainda não tem grupo
                with contextlib.suppress(OSError):
                    matar(pid, signal.SIGKILL)


def carregar(tambem: tuple[str, ...], ensaio: bool = False) -> None:
    for nome in SEMPRE + tambem:
        importlib.import_module(nome)
    from caderno import territorio

    territorio.achar("Caicó")  # o índice dos municípios, que cada cópia faria outra vez
    if ensaio:
        ensaiar()
    gc.collect()
    gc.freeze()  # o que já existe não é mais visitado, e por isso continua dividido entre as cópias


def ensaiar() -> None:
    """Faz um relatório do exemplo e joga-o fora: quem já percorreu um caminho o percorre um quarto mais depressa.

    Nada do que ele calculou fica: as cópias herdam só o programa, com os atalhos que o Python cria ao usá-lo.
    """
    from caderno import arquivo, relatorio
    from caderno.viveiro import colheita

    colheita.preparar()
    antes = os.environ.get("CADERNO_DADOS")
    with tempfile.TemporaryDirectory() as pasta:
        os.environ["CADERNO_DADOS"] = pasta  # o exemplo do ensaio não é o da pessoa
        folha = relatorio.abrir(arquivo.EXEMPLO)
        for parte in (folha.capa, folha.resumo, folha.falta, folha.sumario, folha.modulos, folha.lastro):
            parte()
    if antes is None:
        del os.environ["CADERNO_DADOS"]
    else:
        os.environ["CADERNO_DADOS"] = antes


def main() -> None:
    numero, pasta, quantas, *ensaio = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # o Ctrl-C é assunto do dono
    try:
        carregar(PARA_PAGINAS if int(quantas) else PARA_RELATORIOS, bool(ensaio))
    except Exception as erro:
        sys.exit(f"O viveiro não conseguiu carregar o caderno: {erro!r}")
    Canteiro(socket.socket(fileno=int(numero)), Path(pasta), int(quantas)).servir()
    shutil.rmtree(pasta, ignore_errors=True)  # o dono pode ter sido morto sem poder fazê-lo


if __name__ == "__main__":
    main()
