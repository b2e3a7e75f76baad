"""O servidor das páginas como `iniciar.py` o abre: kernels do viveiro, e ninguém vivo depois dele."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from kernel_de_prova import esperar, vivo

RAIZ = Path(__file__).parents[2]
RECURSOS = RAIZ / "lib" / "caderno" / "recursos"
CONFIGURACAO = f"--Voila.config_file_paths={RECURSOS}"
DIRETO = urllib.request.build_opener(urllib.request.ProxyHandler({}))
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="este sistema não divide processos")


@contextlib.contextmanager
def no_ar(pasta: Path, **ambiente: str):
    """(processo, função que pede uma página e devolve o HTML dela)."""
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        porta = tomada.getsockname()[1]
    processo = subprocess.Popen(
        [sys.executable, "-m", "voila", str(RAIZ / "notebooks"), f"--port={porta}", CONFIGURACAO],
        env=os.environ
        | {"JUPYTER_PATH": os.pathsep.join([str(RECURSOS / "jupyter"), str(RECURSOS)]), "CADERNO_DADOS": str(pasta)}
        | {"PYTHONPATH": str(RAIZ / "lib")}
        | ambiente,
        stdout=subprocess.DEVNULL,
        stderr=open(pasta / "registro", "wb"),  # noqa: SIM115
    )

    def pedir(caminho: str = "voila/render/inicio.ipynb") -> str:
        return DIRETO.open(f"http://127.0.0.1:{porta}/{caminho}", timeout=120).read().decode()

    try:
        limite = time.monotonic() + 60
        while time.monotonic() < limite and processo.poll() is None:
            with contextlib.suppress(OSError):
                pedir("voila/static/voila.js")
                break
            time.sleep(0.2)
        yield processo, pedir
    finally:
        if processo.poll() is None:
            processo.send_signal(signal.SIGTERM)
            processo.wait(30)


def kernels(servidor: subprocess.Popen) -> list[psutil.Process]:
    return [p for p in psutil.Process(servidor.pid).children(recursive=True) if p.name() == "caderno-kernel"]


def aberta(pagina: str) -> bool:
    return "Caderno de Redes" in pagina and "</html>" in pagina and "Esta parte da página não abriu" not in pagina


def test_vinte_visitas_de_uma_vez_sao_todas_atendidas_cada_uma_no_seu_kernel(tmp_path):
    with no_ar(tmp_path) as (servidor, pedir):
        assert aberta(pedir())
        with ThreadPoolExecutor(20) as visitas:
            paginas = list(visitas.map(lambda _: pedir(), range(20)))
        assert all(map(aberta, paginas))
        ids = {re.search(r'"kernelId": ?"([0-9a-f-]{36})"', pagina).group(1) for pagina in paginas}
        assert len(ids) == 20
        assert len(kernels(servidor)) == 21
        assert max(p.memory_full_info().pss for p in kernels(servidor)) < 80e6


def test_um_servidor_morto_a_forca_nao_deixa_processo_nenhum(tmp_path):
    with no_ar(tmp_path) as (servidor, pedir):
        assert aberta(pedir())
        todos = [p.pid for p in psutil.Process(servidor.pid).children(recursive=True)]
        assert kernels(servidor)
        servidor.kill()
        servidor.wait()
        assert esperar(lambda: not any(map(vivo, todos)))


def test_um_servidor_que_se_despede_nao_deixa_processo_nenhum(tmp_path):
    with no_ar(tmp_path) as (servidor, pedir):
        assert aberta(pedir())
        todos = [p.pid for p in psutil.Process(servidor.pid).children(recursive=True)]
        servidor.send_signal(signal.SIGTERM)
        servidor.wait(30)
        assert esperar(lambda: not any(map(vivo, todos)))


def test_morto_o_viveiro_a_pagina_seguinte_abre_e_o_registro_diz(tmp_path):
    with no_ar(tmp_path) as (servidor, pedir):
        assert aberta(pedir())
        (viveiro,) = [p for p in psutil.Process(servidor.pid).children() if "caderno.viveiro.canteiro" in p.cmdline()]
        viveiro.kill()
        assert aberta(pedir())
        assert "O viveiro de kernels parou" in (tmp_path / "registro").read_text(encoding="utf-8")


def test_sem_viveiro_a_pagina_abre_num_kernel_comum(tmp_path):
    with no_ar(tmp_path, CADERNO_SEM_VIVEIRO="1") as (servidor, pedir):
        assert aberta(pedir())
        assert not kernels(servidor)
        assert "Traceback" not in (tmp_path / "registro").read_text(encoding="utf-8")
