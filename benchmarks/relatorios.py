"""Quantos relatórios por segundo: o lote do Caderno ao lado do papermill com nbconvert, nos mesmos dois processos.

Os dois fazem, na mesma rodada, os mesmos relatórios: o mesmo modelo, com a mesma rede de exemplo, em HTML. O piso é
o que custam só as células, num processo que já tem tudo na memória: nenhum kernel pode fazer menos do que isso.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import psutil
from medida import RAIZ, Cronometro, numero, relatar

from caderno import relatorio
from caderno.relatorio import lista, lote, operario

PROCESSOS = 2
MODELO = "empreendimento"


def pedidos(quantos: int) -> list[relatorio.Pedido]:
    """Um relatório por empreendimento do exemplo e, quando acabam, outra vez com a data do dia anterior."""
    dia, feitos = date(2026, 11, 20), []
    while len(feitos) < quantos:
        feitos += lista.um_por_empreendimento("exemplo", modelo=MODELO, hoje=dia)
        dia -= timedelta(days=1)
    return feitos[:quantos]


# ------------------------------------------------------------------ os três jeitos


def do_caderno(quantos: int, pasta: Path) -> None:
    """Como `caderno relatorio --lote` faz."""
    linhas = lista.de_pedidos(pedidos(quantos), ("html",))
    with operario.equipe(PROCESSOS, quantos) as fazer_todas:
        feitos = lote.gerar(linhas, pasta, fazer_todas)
    falhas = [feito.frase for feito in feitos if feito.situacao != lote.PRONTO]
    if falhas:
        raise SystemExit(f"O lote não saiu inteiro: {falhas[0]}")


def em_processos(jeito: str, quantos: int, pasta: Path) -> None:
    """Divide os pedidos entre processos que chamam uma das funções abaixo para cada um."""
    pasta.mkdir(parents=True)
    partes = [pedidos(quantos)[i::PROCESSOS] for i in range(PROCESSOS)]
    filhos = []
    for parte in partes:
        filho = subprocess.Popen(
            [sys.executable, __file__, "--jeito", jeito, str(pasta)], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        filho.stdin.write(json.dumps([[str(p.caminho), p.parametros, p.nome_do_arquivo] for p in parte]).encode())
        filho.stdin.close()
        filhos.append(filho)
    if any(filho.wait() for filho in filhos) or len(list(pasta.glob("*.html"))) != quantos:
        raise SystemExit(f"“{jeito}” não fez todos os relatórios.")


def simples(caminho: str, parametros: dict, destino: Path) -> None:
    """papermill e nbconvert como vêm de fábrica."""
    import papermill
    from nbconvert import HTMLExporter

    executado = destino.with_suffix(".ipynb")
    papermill.execute_notebook(caminho, executado, parameters=parametros, kernel_name="python3", progress_bar=False)
    destino.write_text(HTMLExporter().from_filename(str(executado))[0], encoding="utf-8")


def piso(caminho: str, parametros: dict, destino: Path) -> None:
    """Só as células, num processo que já importou tudo."""
    celulas = json.loads(Path(caminho).read_text(encoding="utf-8"))["cells"]
    nomes, mostrados = {}, []
    for celula in celulas:
        if celula["cell_type"] == "code":
            *antes, ultima = "".join(celula["source"]).strip().splitlines()
            exec("\n".join(antes), nomes)
            if ultima.startswith(("folha.", "medicoes.", "prestacao.")):
                mostrados.append(str(eval(ultima, nomes)))
            else:
                exec(ultima, nomes)
            nomes |= parametros
    destino.write_text("\n".join(mostrados), encoding="utf-8")


# ------------------------------------------------------------------ medir


@contextlib.contextmanager
def memoria_do_processo(serie: list[float]) -> Iterator[None]:
    """Anota a memória deste processo a cada quarto de segundo [MB]."""
    parar = threading.Event()

    def anotar() -> None:
        while not parar.wait(0.25):
            serie.append(psutil.Process().memory_info().rss / 1e6)

    linha = threading.Thread(target=anotar, daemon=True)
    linha.start()
    try:
        yield
    finally:
        parar.set()
        linha.join()


JEITOS = {
    "papermill + nbconvert": lambda n, pasta: em_processos("simples", n, pasta),
    "caderno relatorio --lote": do_caderno,
    "piso: só as células": lambda n, pasta: em_processos("piso", n, pasta),
}


def comparar(quantos: int, voltas: int, pasta: Path) -> None:
    cronometro = Cronometro()
    for volta in range(voltas):
        for jeito, fazer in JEITOS.items():
            with cronometro(jeito):
                fazer(quantos, pasta / f"{volta}-{len(jeito)}")
    medidas = [cronometro[jeito] for jeito in JEITOS]
    simples, nosso, do_piso = medidas
    linhas = [
        [
            medida.nome,
            numero(quantos / medida.relogio),
            f"{numero(1000 * medida.cpu / quantos, 0)} ms",
            numero(simples.relogio / medida.relogio, 1),
            numero(simples.cpu / medida.cpu, 1),
        ]
        for medida in medidas
    ]
    titulo = f"{quantos} relatórios de empreendimento em HTML, {PROCESSOS} processos, mediana de {voltas} voltas"
    titulos = ["jeito", "por segundo", "processador de cada um", "vezes, pelo relógio", "vezes, pelo processador"]
    relatar(titulo, titulos, linhas)
    print(f"Do piso ao lote: {numero(nosso.cpu / do_piso.cpu)} vezes o processador.\n")


def crescer(tamanhos: list[int], pasta: Path) -> None:
    linhas = []
    for quantos in tamanhos:
        cronometro, serie = Cronometro(), []
        with cronometro("lote"), memoria_do_processo(serie):
            do_caderno(quantos, pasta / str(quantos))
        medida, meio = cronometro["lote"], len(serie) // 2
        linhas.append(
            [
                str(quantos),
                f"{numero(1000 * medida.cpu / quantos, 0)} ms",
                numero(quantos / medida.relogio),
                f"{numero(median(serie[: max(1, meio)]), 0)} MB",
                f"{numero(median(serie[meio:]), 0)} MB",
            ]
        )
    titulos = ["relatórios", "processador de cada um", "por segundo", "memória do lote, 1ª metade", "2ª metade"]
    relatar("O lote cresce e cada relatório custa o mesmo", titulos, linhas)


ETAPAS = (
    ("a cópia nasce e responde", "começo", "pronto"),
    ("células", "pronto", "células"),
    ("juntar a página e o lastro", "células", "relato"),
    ("gravar", "relato", "gravado"),
)


def etapas(voltas: int, pasta: Path) -> None:
    """Onde está o tempo de um relatório feito sozinho, sem outro ao lado."""
    from caderno import viveiro

    tempos = [[] for _ in ETAPAS]
    with viveiro.preparado(ensaio=True):
        for pedido in pedidos(voltas + 1):
            marcas = _um_com_marcas(pedido, pasta)
            for lista_da_etapa, (_, de, ate) in zip(tempos, ETAPAS, strict=True):
                lista_da_etapa.append(marcas[ate] - marcas[de])
    medianas = [median(t[1:]) for t in tempos]  # a primeira volta importa o papermill
    total = sum(medianas)
    linhas = [
        [nome, f"{numero(m * 1000, 0)} ms", f"{numero(100 * m / total, 0)} %"]
        for (nome, _, _), m in zip(ETAPAS, medianas, strict=True)
    ]
    relatar("Um relatório por dentro", ["etapa", "relógio", "parte"], [*linhas, ["tudo", f"{total * 1000:.0f} ms", ""]])


def _um_com_marcas(pedido: relatorio.Pedido, pasta: Path) -> dict[str, float]:
    from caderno.relatorio import execucao, formatos

    marcas = {"começo": time.perf_counter()}

    def acabou_uma(*_) -> None:
        marcas["células"] = time.perf_counter()
        marcas.setdefault("pronto", marcas["células"])  # a primeira célula só dá valores: não custa

    relato = execucao.executar(pedido, acabou_uma)
    marcas["relato"] = time.perf_counter()
    formatos.achar("html")(relato, pasta / "um.html")
    marcas["gravado"] = time.perf_counter()
    return marcas


def main() -> None:
    opcoes = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    opcoes.add_argument("--relatorios", type=int, default=60, metavar="N")
    opcoes.add_argument("--voltas", type=int, default=3, metavar="N")
    opcoes.add_argument("--crescimento", default="10,100,300", metavar="N,...")
    opcoes.add_argument("--jeito", nargs=2, help=argparse.SUPPRESS)
    pedido = opcoes.parse_args()
    if pedido.jeito:
        jeito, pasta = pedido.jeito
        for caminho, parametros, nome in json.load(sys.stdin):
            {"simples": simples, "piso": piso}[jeito](caminho, parametros, Path(pasta) / f"{nome}.html")
        return
    with tempfile.TemporaryDirectory() as nome:
        pasta = Path(nome)
        os.environ["CADERNO_DADOS"] = str(pasta / "redes")
        os.environ["PYTHONPATH"] = str(RAIZ / "lib")
        etapas(pedido.voltas + 2, pasta)
        comparar(pedido.relatorios, pedido.voltas, pasta)
        if pedido.crescimento:
            crescer([int(n) for n in pedido.crescimento.split(",")], pasta)


if __name__ == "__main__":
    main()
