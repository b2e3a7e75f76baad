"""Vinte pessoas abrem a página ao mesmo tempo: quando cada uma recebe a resposta a um clique, e com quanta memória.

Compara, na mesma rodada, o nosso servidor, o Voilà com os seus próprios kernels e, com `--painel PYTHON`, a mesma
página em Panel, instalado em outro ambiente:

    python -m venv /algum/lugar && /algum/lugar/bin/pip install panel
    .venv/bin/python benchmarks/visitantes.py --painel /algum/lugar/bin/python
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import sys
import sysconfig
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from medida import RAIZ, numero, relatar
from pagina import NAVEGADORES, OPCOES
from playwright.async_api import Browser, Page, async_playwright
from playwright.async_api import TimeoutError as Demorou

from servidor import COMUM, NOSSO, Servidor, copiar_cadernos, no_ar, porta_livre, processo_no_ar

MODULO = "/voila/render/modulos/1_diagnostico.ipynb"
PACIENCIA = 150_000
"""Quanto um visitante espera antes de desistir [ms]."""
DESCANSO = 3.0
"""Entre uma medida e outra, para o servidor recolher quem saiu [s]."""


@dataclass(frozen=True)
class Alvo:
    nome: str
    servidor: Servidor
    caminho: str
    tocar: Callable[[Page], Awaitable[None]]


async def tocar_no_caderno(pagina: Page) -> None:
    await pagina.wait_for_selector(".barra[data-pronta]")
    await pagina.locator("#caderno-esconder").check()
    await pagina.locator(".barra-empreendimentos option", has_text="Empreendimento A").wait_for(state="attached")


async def tocar_no_painel(pagina: Page) -> None:
    await pagina.locator("input[type=checkbox]").check()
    await pagina.locator("option", has_text="Empreendimento A").wait_for(state="attached")


async def visitar(navegador: Browser, alvo: Alvo) -> float | None:
    """Uma visita com o navegador sem nada guardado; devolve o tempo até a resposta [s], `None` se ela não veio."""
    contexto = await navegador.new_context(locale="pt-BR")
    contexto.set_default_timeout(PACIENCIA)
    pagina = await contexto.new_page()
    inicio = time.perf_counter()
    try:
        await pagina.goto(alvo.servidor.endereco + alvo.caminho, wait_until="commit")
        await alvo.tocar(pagina)
    except Demorou:
        return None
    return time.perf_counter() - inicio


async def medir(navegador: Browser, alvo: Alvo, quantos: int) -> tuple[list[float], float]:
    """(tempos de quem chegou junto e foi atendido [s], memória a mais por visitante [MB])."""
    antes = alvo.servidor.memoria()
    tempos = await asyncio.gather(*(visitar(navegador, alvo) for _ in range(quantos)))
    depois = alvo.servidor.memoria()
    for contexto in navegador.contexts:
        for pagina in contexto.pages:
            await pagina.goto("about:blank")
        await contexto.close()
    await asyncio.sleep(DESCANSO)
    return [tempo for tempo in tempos if tempo is not None], (depois - antes) / quantos


@contextlib.contextmanager
def alvos(painel: str | None) -> Iterator[list[Alvo]]:
    with tempfile.TemporaryDirectory() as pasta, contextlib.ExitStack() as abertos:
        cadernos, redes = Path(pasta, "cadernos"), Path(pasta, "redes")
        redes.mkdir()
        copiar_cadernos(cadernos, {})
        todos = [
            Alvo("o caderno", abertos.enter_context(no_ar(cadernos, redes, NOSSO)), MODULO, tocar_no_caderno),
            Alvo("Voilà comum", abertos.enter_context(no_ar(cadernos, redes, COMUM)), MODULO, tocar_no_caderno),
        ]
        if painel:
            # O Panel é de lá; o caderno e o que ele importa, daqui.
            os.environ["PYTHONPATH"] = os.pathsep.join([str(RAIZ / "lib"), sysconfig.get_path("purelib")])
            porta = porta_livre()
            comando = [painel, str(Path(__file__).with_name("painel.py")), str(porta)]
            no_panel = processo_no_ar(comando, cadernos, redes, f"http://127.0.0.1:{porta}", "/")
            todos.append(Alvo("Panel", abertos.enter_context(no_panel), "/", tocar_no_painel))
        yield todos


async def rodada(todos: list[Alvo], voltas: int, quantos: int) -> list[list[str]]:
    achado = next(filter(None, map(shutil.which, NAVEGADORES)))
    async with async_playwright() as playwright:
        navegador = await playwright.chromium.launch(executable_path=achado, args=list(OPCOES))
        sozinho: dict[str, list[float]] = {alvo.nome: [] for alvo in todos}
        memoria: dict[str, list[float]] = {alvo.nome: [] for alvo in todos}
        for volta in range(voltas + 1):
            for alvo in todos:
                tempos, ocupada = await medir(navegador, alvo, 1)
                if volta:  # a primeira enche os caches do servidor
                    sozinho[alvo.nome] += tempos
                    memoria[alvo.nome].append(ocupada)
        linhas = []
        for alvo in todos:
            juntos, ocupada = await medir(navegador, alvo, quantos)
            atendidos = f"{len(juntos)} de {quantos}"
            tempos = [median(sozinho[alvo.nome]), median(juntos), max(juntos)]
            linhas.append((alvo.nome, tempos, [median(memoria[alvo.nome]), ocupada], atendidos))
        await navegador.close()
    comuns = linhas[1][1]
    return [
        [
            nome,
            *(f"{numero(tempo)} s ({numero(tempo / comum)})" for tempo, comum in zip(tempos, comuns, strict=True)),
            *(f"{numero(ocupada, 0)} MB" for ocupada in memorias),
            atendidos,
        ]
        for nome, tempos, memorias, atendidos in linhas
    ]


def main() -> None:
    pedido = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    pedido.add_argument("--voltas", type=int, default=5)
    pedido.add_argument("--visitantes", type=int, default=20)
    pedido.add_argument("--painel", metavar="PYTHON", help="o Python do ambiente em que o Panel está")
    opcoes = pedido.parse_args()
    with alvos(opcoes.painel) as todos:
        linhas = asyncio.run(rodada(todos, opcoes.voltas, opcoes.visitantes))
    n = opcoes.visitantes
    titulos = ["servidor (vezes o Voilà comum)", "sozinho", f"mediana de {n}", f"último de {n}"]
    titulos += ["memória de um", f"memória de cada um dos {n}", "atendidos"]
    relatar(f"Uma visita, e {n} de uma vez", titulos, linhas)


if __name__ == "__main__":
    sys.exit(main())
