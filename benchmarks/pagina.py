"""Quanto uma página demora: da navegação até o kernel responder a um clique.

Referências, na mesma rodada, no Voilà como vem de fábrica: um caderno vazio, com um botão (meta: 1,3 vezes), e as
mesmas páginas (meta: metade do tempo). As mesmas páginas no nosso Voilà com kernels comuns dizem quanto se deve aos
kernels, e um caderno que só importa o que as nossas páginas importam, quanto do tempo é isso.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from medida import numero, relatar
from playwright.sync_api import Page, sync_playwright

from servidor import COMUM, DE_FABRICA, NOSSO, Servidor, copiar_cadernos, no_ar

NAVEGADORES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
OPCOES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
ENTRE_VISITAS = 1.5
"""Quem abre uma página não chega no mesmo instante em que outra pessoa abriu a sua [s]; `visitantes.py` mede isso."""
BOTAO = """
import ipywidgets
botao = ipywidgets.Button(description="tocar")
botao.on_click(lambda b: setattr(b, "description", "respondi"))
botao
"""
AVULSOS = {"vazio": BOTAO, "importa": "from caderno import tela\n" + BOTAO}


@dataclass(frozen=True)
class Abertura:
    """O que se viu ao abrir uma página uma vez, com o navegador sem nada guardado."""

    primeiro_byte: float
    """Até o servidor começar a responder [s]."""
    html: float
    """Até o HTML chegar inteiro, com todas as células executadas [s]."""
    pronta: float
    """Até o kernel responder ao clique [s]."""
    memoria: float
    """Do kernel desta página, sem contar em dobro o que ele divide com outros [MB]."""
    pedidos: int
    baixado: float
    """[MB]"""


def tocar_no_botao(pagina: Page) -> None:
    pagina.get_by_role("button", name="tocar").click()
    pagina.get_by_role("button", name="respondi").wait_for()


def tocar_no_inicio(pagina: Page) -> None:
    """Criar uma rede sem dizer o nome: o kernel responde e nada é criado."""
    pagina.get_by_role("button", name="Criar a rede").click()
    pagina.get_by_text("Escreva o nome da rede.").wait_for()


def tocar_no_modulo(pagina: Page) -> None:
    pagina.wait_for_selector(".barra[data-pronta]")
    pagina.get_by_label("Esconder nomes").check()
    letra = "document.querySelector('.barra-empreendimentos').options[1].textContent === 'Empreendimento A'"
    pagina.wait_for_function(letra)


CASOS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("vazio", "vazio.ipynb", tocar_no_botao),
    ("vazio que importa caderno.tela", "importa.ipynb", tocar_no_botao),
    ("início", "inicio.ipynb", tocar_no_inicio),
    ("1 Diagnóstico", "modulos/1_diagnostico.ipynb", tocar_no_modulo),
    ("3 Produção", "modulos/3_producao.ipynb", tocar_no_modulo),
)
NOSSAS = CASOS[2:]
COMUNS = ", kernels comuns"
FABRICA = ", Voilà de fábrica"
VAZIO = "vazio" + FABRICA


def abrir(navegador, servidor: Servidor, caderno: str, tocar: Callable[[Page], None]) -> Abertura:
    antes = set(servidor.kernels())
    contexto = navegador.new_context(locale="pt-BR")
    contexto.set_default_timeout(90_000)
    pagina = contexto.new_page()
    pedidos = []
    pagina.on("requestfinished", lambda pedido: pedidos.append(pedido))
    inicio = time.perf_counter()
    pagina.goto(servidor.url(caderno), wait_until="commit")
    tocar(pagina)
    pronta = time.perf_counter() - inicio
    navegacao = pagina.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
    memoria = sum(p.memory_full_info().pss for pid, p in servidor.kernels().items() if pid not in antes)
    baixado = sum(pedido.sizes()["responseBodySize"] for pedido in pedidos)
    pagina.goto("about:blank")
    contexto.close()
    primeiro, html = navegacao["responseStart"] / 1000, navegacao["responseEnd"] / 1000
    return Abertura(primeiro, html, pronta, memoria / 1e6, len(pedidos), baixado / 1e6)


def medir(voltas: int) -> dict[str, list[Abertura]]:
    """As aberturas de cada caso, intercaladas, para que uma hora ruim do computador pese em todos."""
    achado = next(filter(None, map(shutil.which, NAVEGADORES)))
    aberturas: dict[str, list[Abertura]] = {}
    with tempfile.TemporaryDirectory() as pasta, sync_playwright() as playwright:
        cadernos, redes = Path(pasta, "cadernos"), Path(pasta, "redes")
        redes.mkdir()
        copiar_cadernos(cadernos, AVULSOS)
        navegador = playwright.chromium.launch(executable_path=achado, args=list(OPCOES))
        with (
            no_ar(cadernos, redes, NOSSO) as nosso,
            no_ar(cadernos, redes, COMUM) as comum,
            no_ar(cadernos, redes, DE_FABRICA) as fabrica,
        ):
            casos = [(nosso, *caso) for caso in CASOS]
            casos += [(comum, nome + COMUNS, caderno, tocar) for nome, caderno, tocar in NOSSAS]
            casos += [(fabrica, nome + FABRICA, caderno, tocar) for nome, caderno, tocar in (CASOS[0], *NOSSAS)]
            for volta in range(voltas + 1):
                for servidor, nome, caderno, tocar in casos:
                    time.sleep(ENTRE_VISITAS)
                    abertura = abrir(navegador, servidor, caderno, tocar)
                    if volta:  # a primeira cria a rede de exemplo e enche os caches do servidor
                        aberturas.setdefault(nome, []).append(abertura)
        navegador.close()
    return aberturas


def main() -> None:
    pedido = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    pedido.add_argument("--voltas", type=int, default=5)
    aberturas = medir(pedido.parse_args().voltas)
    prontas = {nome: median(a.pronta for a in vistas) for nome, vistas in aberturas.items()}
    titulos = ["página", "vezes a vazia", "vezes a de fábrica", "vezes a de kernels comuns", "pronta", "1º byte"]
    titulos += ["HTML inteiro", "memória", "pedidos", "baixado"]
    linhas = []
    for nome, vistas in aberturas.items():
        m = {campo: median(getattr(a, campo) for a in vistas) for campo in Abertura.__dataclass_fields__}
        razoes = [numero(m["pronta"] / prontas[VAZIO])]
        for sufixo in (FABRICA, COMUNS):
            referencia = prontas.get(nome + sufixo)
            razoes.append(numero(m["pronta"] / referencia) if referencia else "")
        tempos = [f"{numero(m[campo])} s" for campo in ("pronta", "primeiro_byte", "html")]
        tamanhos = [f"{numero(m['memoria'], 0)} MB", numero(m["pedidos"], 0), f"{numero(m['baixado'], 1)} MB"]
        linhas.append([nome, *razoes, *tempos, *tamanhos])
    relatar("Página pronta", titulos, linhas)


if __name__ == "__main__":
    main()
