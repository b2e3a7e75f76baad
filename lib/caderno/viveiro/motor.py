"""O motor do papermill: as células de um relatório rodam numa cópia do canteiro, uma por relatório.

A cópia já tem tudo na memória e não sabe dos outros relatórios. Onde não há canteiro, o motor é o de fábrica, com um
kernel comum.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager

from caderno import viveiro
from caderno.viveiro import mensagem
from caderno.viveiro.planta import SemViveiro, chamar, como_aqui

CORTADA = "uma célula passou de {} s e foi cortada"
MORREU = "Kernel died: a cópia acabou no meio, com o código {}"


class Motor(NBClientEngine):
    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: int | None = None,
        on_cell_executed: Any = None,
        **opcoes: Any,
    ) -> None:
        """Enche `nb_man.nb` com o que as células mostraram; `CellTimeoutError` ou `DeadKernelError` se não deu."""
        celulas = [(i, celula) for i, celula in enumerate(nb_man.nb.cells) if celula.cell_type == "code"]
        try:
            copia = _Copia([celula.source for _, celula in celulas], execution_timeout)
        except SemViveiro:
            comum = {"execution_timeout": execution_timeout, "on_cell_executed": on_cell_executed}
            return super().execute_managed_notebook(
                nb_man, kernel_name, **viveiro.KERNEL_DO_RELATORIO, **comum, **opcoes
            )
        with copia:
            for i, celula in celulas:
                nb_man.cell_start(celula, i)
                celula.outputs = copia.colher()
                if errou := any(saida.output_type == "error" for saida in celula.outputs):
                    nb_man.cell_exception(celula, i)
                nb_man.cell_complete(celula, i)
                if on_cell_executed:
                    on_cell_executed(cell=celula, cell_index=i)
                if errou:
                    return


class _Copia:
    """Uma cópia do canteiro no ar; fora do `with`, acabou, tenha terminado ou não."""

    def __init__(self, celulas: list[str], limite: int | None):
        self._limite = limite
        resposta, self._tomada = chamar({"celulas": celulas, **como_aqui()})
        self._pid = resposta["pid"]
        self._tomada.settimeout(limite or None)

    def __enter__(self) -> _Copia:
        return self

    def colher(self) -> list[NotebookNode]:
        """As saídas da próxima célula."""
        try:
            recado, _ = mensagem.receber(self._tomada)
        except TimeoutError:
            raise CellTimeoutError(CORTADA.format(self._limite)) from None
        except (OSError, EOFError):
            recado = {"fim": "desconhecido"}  # o canteiro acabou antes dela e não ficou quem dissesse o código
        if "fim" in recado:
            raise DeadKernelError(MORREU.format(recado["fim"]))
        return [NotebookNode(saida) for saida in recado["saidas"]]

    def __exit__(self, erro: type[BaseException] | None, *_: Any) -> None:
        if erro:  # quem acabou bem já saiu sozinho
            with suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        self._tomada.close()
