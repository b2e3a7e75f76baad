"""Executa o caderno do relatório e junta o que ele mostrou."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caderno import apresentacao
from caderno.relatorio.folha import PARTES, abrir
from caderno.relatorio.pedido import ErroDeRelatorio, Pedido


@dataclass(frozen=True)
class Relato:
    """Um relatório pronto para gravar em qualquer formato."""

    pedido: Pedido
    titulo: str
    html: str
    """A página inteira, que se basta."""
    partes: tuple[dict[str, Any], ...]
    """Um dicionário por instrumento, como `folha.parte` o faz: os mesmos números, sem o desenho."""


def executar(pedido: Pedido) -> Relato:
    """Roda o modelo num kernel só dele. O que o pedido tem de errado é recusado antes."""
    parametros = pedido.parametros
    abrir(**parametros)
    caderno = _rodar(pedido.caminho, parametros)
    corpo = "\n".join(_html_da_celula(celula) for celula in caderno.cells)
    titulo = f"Relatório · {caderno.metadata.get('title', pedido.modelo)}"
    partes = [
        p for celula in caderno.cells for s in celula.get("outputs", ()) for p in s.get("data", {}).get(PARTES, ())
    ]
    return Relato(pedido, titulo, apresentacao.pagina_html(titulo, corpo), tuple(partes))


def _rodar(caminho: Path, parametros: dict[str, str]):
    import nbformat
    import papermill

    with tempfile.TemporaryDirectory() as temporaria:
        executado = Path(temporaria) / "relatorio.ipynb"
        try:
            papermill.execute_notebook(
                caminho,
                executado,
                parameters=parametros,
                kernel_name="python3",
                progress_bar=False,
                extra_arguments=["--IPKernelApp.log_level=ERROR"],  # o kernel avisa à toa sobre a rede local
            )
        except papermill.PapermillExecutionError as erro:
            raise ErroDeRelatorio(f"O relatório parou no meio: {erro.ename}: {erro.evalue}") from erro
        return nbformat.read(executado, as_version=4)


def _html_da_celula(celula) -> str:
    """O texto das células de texto e o que as células de código mostraram; o código não aparece."""
    if celula.cell_type == "markdown":
        from nbconvert.filters import markdown2html

        return markdown2html(celula.source)
    pedacos = [saida.get("data", {}).get("text/html", "") for saida in celula.get("outputs", ())]
    return "\n".join(p if isinstance(p, str) else "".join(p) for p in pedacos)
