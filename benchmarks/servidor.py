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
NOSSO = (f"--Voila.config_file_paths={RECURSOS}",)
"""Como `iniciar.py` abre: kernels do viveiro, modelos traduzidos uma vez, programa da página em dois arquivos."""
COMUM = (
    *NOSSO,
    "--VoilaConfiguration.multi_kernel_manager_class="
    "jupyter_server.services.kernels.kernelmanager.AsyncMappingKernelManager",
)
"""As nossas páginas no Voilà com os seus próprios kernels `python3`."""
DE_FABRICA = ("--no-browser", "--template=lab")
"""O Voilà sem configuração nossa."""
ESPERA = 120.0
"""Quanto esperar pelo servidor [s]."""


@dataclass
class Servidor:
    processo: subprocess.Popen
    endereco: str

    def url(self, caderno: str) -> str:
        return f"{self.endereco}/voila/render/{caderno}"

    def memoria(self) -> float:
        """Do servidor e de tudo o que ele abriu, sem contar em dobro o que dividem [MB]."""
        familia = [processo := psutil.Process(self.processo.pid), *processo.children(recursive=True)]
        return sum(p.memory_full_info().pss for p in familia) / 1e6

    def kernels(self) -> dict[int, psutil.Process]:
        filhos = psutil.Process(self.processo.pid).children(recursive=True)
        return {p.pid: p for p in filhos if p.name() == "caderno-kernel" or "ipykernel" in " ".join(p.cmdline())}


def copiar_cadernos(destino: Path, avulsos: dict[str, str]) -> None:
    """Os cadernos do projeto e, ao lado, um de uma célula para cada código em `avulsos`."""
    shutil.copytree(RAIZ / "notebooks", destino, dirs_exist_ok=True)
    for nome, codigo in avulsos.items():
        caderno = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(codigo)])
        caderno.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(caderno, destino / f"{nome}.ipynb")


@contextlib.contextmanager
def no_ar(cadernos: Path, redes: Path, opcoes: tuple[str, ...]) -> Iterator[Servidor]:
    """Um Voilà com essas opções; fechado no fim."""
    porta = porta_livre()
    comando = [sys.executable, "-m", "voila", str(cadernos), f"--port={porta}", *opcoes]
    with processo_no_ar(comando, cadernos, redes, f"http://127.0.0.1:{porta}", "/voila/static/voila.js") as servidor:
        yield servidor


def porta_livre() -> int:
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        return tomada.getsockname()[1]


@contextlib.contextmanager
def processo_no_ar(comando: list[str], pasta: Path, redes: Path, endereco: str, sinal: str) -> Iterator[Servidor]:
    """Um servidor qualquer: está no ar quando `sinal`, um caminho dele, responde."""
    ambiente = os.environ | {
        "JUPYTER_PATH": os.pathsep.join([str(RECURSOS / "jupyter"), str(RECURSOS)]),
        "PYTHONUTF8": "1",
        "CADERNO_DADOS": str(redes),
    }
    processo = subprocess.Popen(comando, env=ambiente, cwd=pasta, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    servidor = Servidor(processo, endereco)
    try:
        _esperar(servidor, sinal)
        yield servidor
    finally:
        processo.send_signal(signal.SIGTERM)
        try:
            processo.wait(20)
        except subprocess.TimeoutExpired:
            processo.kill()


def _esperar(servidor: Servidor, sinal: str) -> None:
    direto = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    limite = time.monotonic() + ESPERA
    while servidor.processo.poll() is None and time.monotonic() < limite:
        with contextlib.suppress(OSError):
            direto.open(servidor.endereco + sinal, timeout=5).close()
            return
        time.sleep(0.2)
    raise SystemExit("O servidor não abriu.")
