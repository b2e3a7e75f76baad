"""Um Voilà como `iniciar.py` o abre, com os cadernos do projeto e alguns quase vazios ao lado."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from medida import RAIZ

RECURSOS = RAIZ / "lib" / "caderno" / "recursos"
ESPERA = 120.0
"""Quanto esperar pelo servidor [s]."""


@dataclass
class Servidor:
    processo: subprocess.Popen
    endereco: str

    def url(self, caderno: str) -> str:
        return f"{self.endereco}/voila/render/{caderno}"

    def kernels(self) -> dict[int, psutil.Process]:
        filhos = psutil.Process(self.processo.pid).children(recursive=True)
        return {p.pid: p for p in filhos if "ipykernel" in " ".join(p.cmdline())}


def copiar_cadernos(destino: Path, avulsos: dict[str, str]) -> None:
    """Os cadernos do projeto e, ao lado, um de uma célula para cada código em `avulsos`."""
    shutil.copytree(RAIZ / "notebooks", destino, dirs_exist_ok=True)
    for nome, codigo in avulsos.items():
        caderno = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(codigo)])
        caderno.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(caderno, destino / f"{nome}.ipynb")


@contextlib.contextmanager
def no_ar(cadernos: Path, redes: Path, *, do_caderno: bool) -> Iterator[Servidor]:
    """O servidor com a nossa configuração, ou o Voilà como vem de fábrica; fechado no fim."""
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        porta = tomada.getsockname()[1]
    config = [f"--Voila.config_file_paths={RECURSOS}"] if do_caderno else ["--no-browser", "--template=lab"]
    ambiente = os.environ | {
        "JUPYTER_PATH": os.pathsep.join([str(RECURSOS / "jupyter"), str(RECURSOS)]),
        "PYTHONUTF8": "1",
        "CADERNO_DADOS": str(redes),
    }
    processo = subprocess.Popen(
        [sys.executable, "-m", "voila", str(cadernos), f"--port={porta}", *config],
        env=ambiente,
        cwd=cadernos,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    servidor = Servidor(processo, f"http://127.0.0.1:{porta}")
    try:
        _esperar(servidor)
        yield servidor
    finally:
        processo.send_signal(signal.SIGTERM)
        try:
            processo.wait(20)
        except subprocess.TimeoutExpired:
            processo.kill()


def _esperar(servidor: Servidor) -> None:
    direto = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    limite = time.monotonic() + ESPERA
    while servidor.processo.poll() is None and time.monotonic() < limite:
        with contextlib.suppress(OSError):
            direto.open(servidor.endereco + "/voila/static/voila.js", timeout=5).close()
            return
        time.sleep(0.2)
    raise SystemExit("O servidor não abriu.")
