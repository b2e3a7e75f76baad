"""Quem abre o canteiro, troca o que morre e o fecha."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

registro = logging.getLogger(__name__)

TENTATIVAS = 3
"""Canteiros que morrem em menos de um minuto antes de se desistir."""


class Viveiro:
    """O canteiro deste processo. A pasta do endereço é só do dono: quem a lê é quem pode pedir kernels."""

    def __init__(self, mudas: int, ensaio: bool = False):
        self.mudas, self.ensaio = mudas, ensaio
        self.pasta = Path(tempfile.mkdtemp(prefix="caderno-"))
        self.endereco = self.pasta / "viveiro"
        # A tomada é nossa e não do canteiro: um pedido que chega entre um canteiro e outro espera pelo próximo.
        self.escuta = socket.socket(socket.AF_UNIX)
        self.escuta.bind(str(self.endereco))
        self.escuta.listen(128)
        self.fechado = False
        self.processo = self._abrir_canteiro()
        threading.Thread(target=self._cuidar, daemon=True, name="viveiro").start()
        atexit.register(self.fechar)

    @classmethod
    def abrir(cls, mudas: int, ensaio: bool = False) -> Viveiro | None:
        """O viveiro aberto, ou `None` se o sistema não deixou; com kernels comuns tudo funciona."""
        try:
            return cls(mudas, ensaio)
        except OSError as erro:
            registro.warning("O viveiro de kernels não abriu (%s); cada kernel começa do zero.", erro)
            return None

    def fechar(self) -> None:
        """Acaba com o canteiro e com os kernels dele. Chamar de novo não faz nada."""
        if self.fechado:
            return
        self.fechado = True
        atexit.unregister(self.fechar)
        self.processo.stdin.close()
        try:
            self.processo.wait(5)
        except subprocess.TimeoutExpired:
            self.processo.kill()
            self.processo.wait()
        self._desmontar()

    def _desmontar(self) -> None:
        self.escuta.close()
        shutil.rmtree(self.pasta, ignore_errors=True)

    def _abrir_canteiro(self) -> subprocess.Popen:
        numero = self.escuta.fileno()
        comando = [
            sys.executable,
            "-P",
            "-m",
            "caderno.viveiro.canteiro",
            str(numero),
            str(self.pasta),
            str(self.mudas),
            *["ensaio"] * self.ensaio,
        ]
        # Uma linha só: a da álgebra do numpy também não sobrevive à divisão do processo.
        uma_linha = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        ambiente = os.environ | uma_linha
        return subprocess.Popen(
            comando,
            env=ambiente,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[numero],
            start_new_session=True,
        )

    def _cuidar(self) -> None:
        mortes: list[float] = []
        while True:
            codigo = self.processo.wait()
            if self.fechado:
                return
            mortes = [quando for quando in mortes if time.monotonic() - quando < 60] + [time.monotonic()]
            if len(mortes) >= TENTATIVAS:
                registro.error("O viveiro de kernels não para de pé (código %s); cada kernel começa do zero.", codigo)
                self._desmontar()
                return
            registro.warning("O viveiro de kernels parou (código %s); abrindo outro.", codigo)
            self.processo = self._abrir_canteiro()
