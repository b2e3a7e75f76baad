"""Quem faz os relatórios: processos à parte, que podem morrer sem levar o lote junto.

Cada operário é um Python que lê tarefas da entrada e escreve entregas na saída. Um relatório que
passa do tempo ou que derruba o processo vira uma frase, e o próximo começa num operário novo. Quando
quem pede acaba, mesmo que à força, a entrada se fecha e o operário acaba também.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

from caderno.relatorio.execucao import Andamento
from caderno.relatorio.tarefa import Entrega, Tarefa, fazer

if TYPE_CHECKING:
    from caderno.viveiro.planta import Planta

FOLGA = 60
"""Além do limite de cada célula, o que se dá a um relatório inteiro para começar e ser gravado [s]."""
CELULAS_DEMORADAS = 3
COMPENSA_ENSAIAR = 100
"""Relatórios a partir dos quais o ensaio se paga: leva uns 2 s, com os operários parados, e poupa 50 ms de cada um."""
PROGRAMA = "caderno.relatorio.operario"
CAIU = "O processo que fazia este relatório caiu, talvez por falta de memória. Os outros continuam; peça este de novo."
PASSOU = "Este relatório demorou demais e foi interrompido. Peça um período menor ou um módulo por vez."

FazerTodas = Callable[[Iterable[Tarefa]], Iterator[tuple[Tarefa, Entrega]]]
"""Recebe as tarefas e dá cada uma com a sua entrega, à medida que ficam prontas."""


class Operario:
    """Um processo que faz um relatório por vez; nasce na primeira tarefa e renasce se cair."""

    def __init__(self) -> None:
        self._processo: subprocess.Popen | Planta | None = None

    def fazer(self, tarefa: Tarefa, ao_avancar: Andamento | None = None) -> Entrega:
        """A entrega da tarefa. Nunca levanta exceção por causa do relatório."""
        if self._processo is None or self._processo.poll() is not None:
            self.fechar()
            self._processo = _abrir()
        processo, demorou = self._processo, threading.Event()
        vigia = threading.Timer(tarefa.limite * CELULAS_DEMORADAS + FOLGA, lambda: (demorou.set(), processo.kill()))
        vigia.start()
        try:
            return _conversar(processo, tarefa, ao_avancar)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.fechar()
            return Entrega(frase=PASSOU if demorou.is_set() else CAIU)
        finally:
            vigia.cancel()

    def fechar(self) -> None:
        """Acaba com o processo. Depois disso, uma nova tarefa abre outro."""
        processo, self._processo = self._processo, None
        if processo:
            processo.kill()
            with suppress(OSError):
                processo.stdin.close()
            processo.stdout.close()
            processo.wait()


def _abrir() -> subprocess.Popen | Planta:
    """Um operário do canteiro, que já nasce sabendo; sem canteiro, um Python novo."""
    from caderno.viveiro.planta import SemViveiro, abrir

    try:
        return abrir(PROGRAMA)
    except SemViveiro:
        comando = [sys.executable, "-P", "-m", PROGRAMA]
        return subprocess.Popen(comando, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _conversar(processo: subprocess.Popen | Planta, tarefa: Tarefa, ao_avancar: Andamento | None) -> Entrega:
    pickle.dump(tarefa, processo.stdin)
    processo.stdin.flush()
    while not isinstance(dito := pickle.load(processo.stdout), Entrega):
        if ao_avancar:
            ao_avancar(*dito)
    return dito


@contextmanager
def equipe(quantos: int = 0, relatorios: int = 0) -> Iterator[FazerTodas]:
    """Alguns operários deste computador (sem número, um por núcleo) que dividem as tarefas entre si.

    `relatorios` é quantos se esperam: quando são muitos, compensa ensaiar um antes.
    """
    from caderno import viveiro

    quantos = quantos or os.cpu_count() or 1
    operarios = [Operario() for _ in range(quantos)]
    livres = list(operarios)

    def fazer_uma(tarefa: Tarefa) -> Entrega:
        operario = livres.pop()
        try:
            return operario.fazer(tarefa)
        finally:
            livres.append(operario)

    with viveiro.preparado(ensaio=relatorios >= COMPENSA_ENSAIAR):
        linhas = ThreadPoolExecutor(quantos)
        try:
            yield lambda tarefas: em_janela(tarefas, 2 * quantos, lambda tarefa: linhas.submit(fazer_uma, tarefa))
        finally:
            linhas.shutdown(wait=False, cancel_futures=True)
            for operario in operarios:
                operario.fechar()


def em_janela(
    tarefas: Iterable[Tarefa], janela: int, encomendar: Callable[[Tarefa], Future]
) -> Iterator[tuple[Tarefa, Entrega]]:
    """Encomenda poucas tarefas por vez: as entregas não se acumulam na memória, por maior que seja o lote."""
    fila = iter(tarefas)
    encomendas: dict[Future, Tarefa] = {encomendar(t): t for t in islice(fila, janela)}
    while encomendas:
        prontas, _ = wait(encomendas, return_when=FIRST_COMPLETED)
        for pronta in prontas:
            tarefa = encomendas.pop(pronta)
            for proxima in islice(fila, 1):
                encomendas[encomendar(proxima)] = proxima
            yield tarefa, pronta.result()


def main() -> None:
    """Lê tarefas até a entrada se fechar."""
    from caderno import viveiro

    # A saída é a conversa com quem pediu: o que uma biblioteca imprimir vai para a saída de erros.
    saida = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def dizer(o_que) -> None:
        pickle.dump(o_que, saida)
        saida.flush()

    with viveiro.preparado(), suppress(EOFError, BrokenPipeError):
        while True:
            tarefa = pickle.load(sys.stdin.buffer)
            if tarefa.pasta:
                os.environ["CADERNO_DADOS"] = tarefa.pasta  # o kernel herda
            dizer(fazer(tarefa, lambda *andamento: dizer(andamento)))


if __name__ == "__main__":
    main()
