"""Executa o caderno do relatório e junta o que ele mostrou."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from caderno import apresentacao, formato
from caderno.relatorio import lastro
from caderno.relatorio.pedaco import LASTRO, PARTES
from caderno.relatorio.pedido import ErroDeRelatorio, Pedido

LIMITE = 180
"""Quanto se espera por uma célula [s]: a maior das redes de verdade leva poucos segundos."""
DEMOROU = "Uma parte do relatório passou de {} e foi interrompida. Peça um período menor ou um módulo por vez."
MORREU = "A conta deste relatório parou sozinha, talvez por falta de memória. Feche outros programas e peça de novo."

Andamento = Callable[[int, int], None]
"""Recebe (partes prontas, total)."""


@dataclass(frozen=True)
class Relato:
    """Um relatório pronto para gravar em qualquer formato."""

    pedido: Pedido
    titulo: str
    html: str
    """A página inteira, que se basta."""
    partes: tuple[dict[str, Any], ...]
    """Um dicionário por instrumento, como `pedaco.parte` o faz: os mesmos números, sem o desenho."""
    manifesto: dict[str, Any] = field(default_factory=dict)
    """O que permite refazer as contas e ver se ele ainda vale: ver `lastro`."""


def executar(pedido: Pedido, ao_avancar: Andamento | None = None, limite: int = LIMITE) -> Relato:
    """Roda o modelo num processo só dele.

    O que o pedido tem de errado é recusado (`ErroDeRelatorio`), com o que existe. `ao_avancar` recebe
    (partes prontas, total) a cada célula; uma célula que passa de `limite` [s] é interrompida.
    """
    caderno = _rodar(pedido.caminho, pedido.parametros, ao_avancar, limite)
    corpo = "\n".join(_html_da_celula(celula) for celula in caderno.cells)
    titulo = f"Relatório · {caderno.metadata.get('title', pedido.modelo)}"
    saidas = [s.get("data", {}) for celula in caderno.cells for s in celula.get("outputs", ())]
    partes = tuple(p for saida in saidas for p in saida.get(PARTES, ()))
    dados = next((saida[LASTRO] for saida in saidas if LASTRO in saida), {})
    pagina = apresentacao.pagina_html(titulo, corpo)
    return Relato(pedido, titulo, pagina, partes, lastro.manifesto(pedido, partes, dados))


def _rodar(caminho: Path, parametros: dict[str, str], ao_avancar: Andamento | None = None, limite: int = LIMITE):
    # As partes de `papermill.execute_notebook`, menos a última, que escreve o caderno executado: dele só interessa o
    # que as células mostraram, e escrevê-lo custa um décimo do relatório.
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.execute import raise_for_execution_errors
    from papermill.parameterize import parameterize_notebook

    from caderno import viveiro
    from caderno.viveiro.motor import Motor

    modelo = papermill.iorw.load_notebook_node(str(caminho))
    caderno = parameterize_notebook(modelo, parametros, kernel_name=viveiro.KERNEL, language="python")
    partes = sum(celula.cell_type == "code" for celula in caderno.cells)
    prontas = count(1)
    avisar = {"on_cell_executed": lambda **_: ao_avancar(next(prontas), partes)} if ao_avancar else {}
    try:
        with viveiro.preparado():
            Motor.execute_notebook(caderno, viveiro.KERNEL, progress_bar=False, execution_timeout=limite, **avisar)
        raise_for_execution_errors(caderno, None)
        return caderno
    except papermill.PapermillExecutionError as erro:
        if erro.ename == ErroDeRelatorio.__name__:
            raise ErroDeRelatorio(erro.evalue) from None
        raise ErroDeRelatorio(f"O relatório parou no meio: {erro.ename}: {erro.evalue}") from erro
    except CellTimeoutError:
        raise ErroDeRelatorio(DEMOROU.format(formato.plural(limite, "segundo", "segundos"))) from None
    except (DeadKernelError, RuntimeError) as erro:
        if "ernel died" not in str(erro):
            raise
        raise ErroDeRelatorio(MORREU) from None


def _html_da_celula(celula) -> str:
    """O texto das células de texto e o que as células de código mostraram; o código não aparece."""
    if celula.cell_type == "markdown":
        from nbconvert.filters import markdown2html

        return markdown2html(celula.source)
    pedacos = [saida.get("data", {}).get("text/html", "") for saida in celula.get("outputs", ())]
    return "\n".join(p if isinstance(p, str) else "".join(p) for p in pedacos)
