"""Um servidor de verdade, um navegador de verdade e nada que saia desta máquina.

Sem navegador instalado estes testes são pulados, com uma linha no fim que diz isso;
com CADERNO_NAVEGADOR=obrigatorio eles falham.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

RAIZ = Path(__file__).parents[2]
NOTEBOOKS = RAIZ / "notebooks"
RECURSOS = RAIZ / "lib" / "caderno" / "recursos"
NAVEGADORES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SEM_NAVEGADOR = "Testes de navegador pulados: não achei Chromium, Chrome nem Edge neste computador."
ARGUMENTOS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Só esta máquina existe: um pedido para fora falha como falharia sem internet.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
ESPERA = 60_000
"""Quanto se espera por uma página [ms]: uma máquina ocupada não é um defeito."""


# ------------------------------------------------------------------ servidor


@dataclass
class Servidor:
    """O Voilà como `iniciar.py` o abre, com as redes numa pasta só dele."""

    processo: subprocess.Popen
    endereco: str
    dados: Path

    def url(self, caminho: str) -> str:
        return f"{self.endereco}/voila/render/{caminho}"

    def kernels(self) -> list:
        """Os processos dos kernels vivos deste servidor."""
        import psutil

        filhos = psutil.Process(self.processo.pid).children(recursive=True)
        return [p for p in filhos if re.search("ipykernel|caderno-kernel", _nome_e_comando(p))]

    def matar(self) -> None:
        """Fim sem despedida, com os kernels junto."""
        for processo in [*self.kernels(), self.processo]:
            processo.kill()
        self.processo.wait()


def _nome_e_comando(processo) -> str:
    import psutil

    try:
        return "" if processo.status() == psutil.STATUS_ZOMBIE else " ".join([processo.name(), *processo.cmdline()])
    except psutil.Error:
        return ""


@contextlib.contextmanager
def servidor_no_ar(pasta: Path, notebooks: Path = NOTEBOOKS):
    """Um servidor com as redes em `pasta`, fechado no fim."""
    with socket.socket() as tomada:
        tomada.bind(("127.0.0.1", 0))
        porta = tomada.getsockname()[1]
    ambiente = os.environ | {
        "JUPYTER_PATH": os.pathsep.join([str(RECURSOS / "jupyter"), str(RECURSOS)]),
        "PYTHONPATH": str(RAIZ / "lib"),
        "PYTHONUTF8": "1",
        "CADERNO_DADOS": str(pasta),
    }
    with open(pasta / "servidor.log", "wb") as registro:
        processo = subprocess.Popen(
            [sys.executable, "-m", "voila", str(notebooks), f"--port={porta}", f"--Voila.config_file_paths={RECURSOS}"],
            env=ambiente,
            cwd=notebooks,
            stdout=registro,
            stderr=subprocess.STDOUT,
        )
    servidor = Servidor(processo, f"http://127.0.0.1:{porta}", pasta)
    try:
        _esperar_resposta(servidor)
        yield servidor
    finally:
        if processo.poll() is None:
            processo.send_signal(signal.SIGTERM)
            try:
                processo.wait(20)
            except subprocess.TimeoutExpired:
                servidor.matar()


def _esperar_resposta(servidor: Servidor) -> None:
    direto = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    limite = time.monotonic() + ESPERA / 1000
    while servidor.processo.poll() is None and time.monotonic() < limite:
        with contextlib.suppress(OSError):
            direto.open(servidor.endereco + "/voila/static/voila.js", timeout=5).close()
            return
        time.sleep(0.2)
    pytest.fail("O servidor não abriu:\n" + (servidor.dados / "servidor.log").read_text(encoding="utf-8")[-2000:])


@pytest.fixture(scope="session")
def servidor(tmp_path_factory, executavel):
    """O servidor de todos os testes desta pasta."""
    with servidor_no_ar(tmp_path_factory.mktemp("redes")) as no_ar:
        yield no_ar


@pytest.fixture
def outro_servidor(tmp_path, executavel):
    """Um servidor só deste teste, que pode ser morto."""
    with servidor_no_ar(tmp_path) as no_ar:
        yield no_ar


@pytest.fixture(scope="session")
def abrir_servidor(executavel):
    """Função: `with abrir_servidor(pasta, notebooks) as servidor` serve cadernos que não são os da casa."""
    return servidor_no_ar


# ------------------------------------------------------------------ navegador


@pytest.fixture(scope="session")
def executavel() -> str:
    """O navegador instalado; sem ele o teste é pulado, ou falha onde ele é obrigatório."""
    achado = next(filter(None, map(shutil.which, NAVEGADORES)), None)
    if achado:
        return achado
    if os.environ.get("CADERNO_NAVEGADOR") == "obrigatorio":
        pytest.fail("CADERNO_NAVEGADOR=obrigatorio, mas não achei Chromium, Chrome nem Edge.")
    pytest.skip(SEM_NAVEGADOR)


def pytest_terminal_summary(terminalreporter):
    pulados = terminalreporter.stats.get("skipped", [])
    if any(SEM_NAVEGADOR in str(pulado.longrepr) for pulado in pulados):
        terminalreporter.write_line(SEM_NAVEGADOR)


# Um navegador por arquivo, e não por sessão: enquanto está aberto ocupa o laço asyncio, que outros testes usam.
@pytest.fixture(scope="module")
def navegador(executavel):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        aberto = playwright.chromium.launch(executable_path=executavel, args=ARGUMENTOS)
        yield aberto
        aberto.close()


@contextlib.contextmanager
def _paginas(navegador, request):
    contextos, de_fora = [], []

    def abrir(caminho: str, largura=1280, altura=900, pronta=True, de=None, antes="", ao_conversar=None, **opcoes):
        de = de or request.getfixturevalue("servidor")  # só começa quando alguém precisa dele
        contexto = navegador.new_context(viewport={"width": largura, "height": altura}, locale="pt-BR", **opcoes)
        contextos.append(contexto)
        contexto.set_default_timeout(ESPERA)
        pagina = contexto.new_page()
        pagina.pedidos = []
        pagina.erros = []
        pagina.on("request", lambda pedido: _anotar(pedido.url, pagina.pedidos, de_fora))
        pagina.on("pageerror", lambda erro: pagina.erros.append(str(erro)))
        pagina.reclamacoes = []
        pagina.on("console", lambda dito: dito.type == "error" and pagina.reclamacoes.append(dito.text))
        pagina.add_init_script(antes)
        pagina.on("websocket", ao_conversar or (lambda conversa: None))
        pagina.goto(de.url(caminho))
        if pronta:
            esperar_pronta(pagina)
        return pagina

    try:
        yield abrir
    finally:
        for contexto in contextos:
            contexto.close()
    assert not de_fora, f"pedidos para fora desta máquina: {de_fora}"


def _anotar(url: str, pedidos: list, de_fora: list) -> None:
    partes = urlsplit(url)
    if partes.scheme in ("http", "https", "ws", "wss"):
        pedidos.append(url)
        if partes.hostname != "127.0.0.1":
            de_fora.append(url)


@pytest.fixture
def pagina_nova(navegador, request):
    """Função: `pagina_nova("inicio.ipynb", largura=390)` abre, espera ficar pronta e devolve a página.

    `antes` é JavaScript que roda antes do da página; `ao_conversar`, o que se chama quando ela liga para o kernel.
    O que a página pedir para fora desta máquina falha, e faz o teste falhar no fim.
    """
    with _paginas(navegador, request) as abrir:
        yield abrir


@pytest.fixture(scope="module")
def pagina_do_arquivo(navegador, request):
    """Como `pagina_nova`, para uma página que os testes de um arquivo dividem."""
    with _paginas(navegador, request) as abrir:
        yield abrir


def esperar_pronta(pagina) -> None:
    """Pronta é quando o kernel já respondeu a uma mensagem da página."""
    pagina.wait_for_selector(".barra[data-pronta]")


@pytest.fixture
def sem_falhas_de_acesso():
    """Função: falha se o axe acha na página, ou numa parte dela, uma violação séria ou crítica."""
    from axe_playwright_python.sync_playwright import Axe

    def conferir(pagina, parte: str | None = None) -> None:
        achados = Axe().run(pagina, context=parte).response["violations"]
        graves = [a for a in achados if a["impact"] in ("serious", "critical")]
        frases = [f"{a['id']}: {a['help']} em {[n['target'] for n in a['nodes']][:3]}" for a in graves]
        assert not graves, "\n".join(frases)

    return conferir
