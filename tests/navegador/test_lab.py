"""Os mesmos cadernos no JupyterLab, com o código à vista, aberto como `iniciar.py lab` o abre."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import TimeoutError

RAIZ = Path(__file__).parents[2]
SENHA = "senha-do-teste"
MENU_RODAR = 3
"""A posição dele na barra: o nome depende da língua."""
TENTATIVAS = 10
PRAZO = 5_000
"""De cada tentativa [ms]."""
PRIMEIRO_FORMULARIO = 1
"""Antes dele, no módulo, vem o envio de planilhas."""


def comando_da_casa():
    onde = importlib.util.spec_from_file_location("iniciar_do_lab", RAIZ / "iniciar.py")
    iniciar = importlib.util.module_from_spec(onde)
    onde.loader.exec_module(iniciar)
    return iniciar


@pytest.fixture
def lab(tmp_path, executavel):
    """Um JupyterLab sobre uma cópia dos cadernos, de quem nunca o abriu antes."""
    cadernos = tmp_path / "notebooks"
    shutil.copytree(RAIZ / "notebooks", cadernos, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (tmp_path / "redes").mkdir()
    iniciar = comando_da_casa()
    porta = iniciar.achar_porta(8988)
    ambiente = os.environ | {
        "CADERNO_DADOS": str(tmp_path / "redes"),
        "JUPYTER_CONFIG_PATH": iniciar.CONFIGURACAO_DO_LAB,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "ajustes"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "mesas"),
        "JUPYTER_TOKEN": SENHA,
        "PYTHONPATH": str(RAIZ / "lib"),
        "PYTHONUTF8": "1",
    }
    base = f"http://127.0.0.1:{porta}"
    with open(tmp_path / "lab.log", "wb") as registro:
        comando = [sys.executable, "-m", "jupyterlab.labapp", *iniciar.argumentos_do_lab(porta, str(cadernos))]
        processo = subprocess.Popen(comando, env=ambiente, cwd=cadernos, stdout=registro, stderr=subprocess.STDOUT)
    try:
        esperar_resposta(base, processo)
        yield SimpleNamespace(url=lambda caminho: f"{base}/lab/tree/{caminho}?token={SENHA}&reset")
    finally:
        processo.terminate()
        try:
            processo.wait(20)
        except subprocess.TimeoutExpired:
            processo.kill()


def esperar_resposta(base: str, processo) -> None:
    direto = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    limite = time.monotonic() + 60
    while processo.poll() is None and time.monotonic() < limite:
        with contextlib.suppress(OSError):
            direto.open(f"{base}/api?token={SENHA}", timeout=5).close()
            return
        time.sleep(0.2)
    pytest.fail("O JupyterLab não abriu.")


LIGADO = """async ([nome, senha]) => {
    const sessoes = await (await fetch(`/api/sessions?token=${senha}`)).json();
    return sessoes.some(({ path, kernel }) =>
        path.endsWith(nome) && kernel.connections > 0 && kernel.execution_state === "idle");
}"""


def rodar_tudo(pagina, nome: str) -> None:
    """Roda todas as células do caderno aberto, e espera que acabem.

    Sem kernel ligado ao caderno o Lab ignora o pedido, ou pergunta qual usar; quem sabe se há um é o servidor.
    """
    caderno = pagina.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    caderno.locator(".jp-Cell").first.wait_for(timeout=60_000)
    pagina.wait_for_function(LIGADO, arg=[nome, SENHA], polling=300, timeout=60_000)
    comecou = caderno.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[(\d+|\*)\]")).first
    pergunta = pagina.locator(".jp-Dialog .jp-mod-accept")
    for _ in range(TENTATIVAS):
        if pergunta.count():
            pergunta.click()  # que kernel usar: o que ele propõe
        with contextlib.suppress(TimeoutError):
            pagina.locator(".lm-MenuBar-item").nth(MENU_RODAR).click(timeout=PRAZO)
            pagina.locator(".lm-Menu [data-command='runmenu:run-all']").click(timeout=PRAZO)
            comecou.wait_for(timeout=PRAZO)
            break
    caderno.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)


def test_o_lab_roda_o_inicio_e_um_modulo_com_barra_e_formulario_e_nada_sai_da_maquina(lab, pagina_nova):
    pagina = pagina_nova("inicio.ipynb", de=lab, pronta=False)
    rodar_tudo(pagina, "inicio.ipynb")
    pagina.locator(".barra[data-pronta]").wait_for()
    pagina.get_by_role("link", name="1 · Diagnóstico").first.wait_for()

    pagina.goto(lab.url("modulos/3_producao.ipynb"))
    rodar_tudo(pagina, "3_producao.ipynb")
    pagina.locator(".barra[data-pronta]").wait_for()
    quadro = pagina.locator(".cad-quadro").nth(PRIMEIRO_FORMULARIO)
    quadro.scroll_into_view_if_needed()  # só então ele se desenha
    quadro.locator(".cad-contagem").get_by_text("linhas").wait_for()
    estilo = quadro.evaluate(
        "quadro => [getComputedStyle(quadro).borderTopWidth, getComputedStyle(quadro).borderRadius]"
    )
    assert estilo == ["1px", "8px"]
    # Nem a pergunta sobre notícias, nem erro de célula.
    assert pagina.locator(".Toastify__toast, .jp-Dialog").count() == 0
    assert pagina.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
