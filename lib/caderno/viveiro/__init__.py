"""Viveiro: kernels que nascem prontos, para que a página abra e o relatório saia depressa.

Um processo carrega uma vez o pandas, o SQLAlchemy, o ipykernel e o caderno (o `canteiro`) e se divide a cada pedido:
a cópia (a `muda`) já tem tudo na memória e é um processo só dela, como qualquer kernel. Para o Jupyter nada muda: o
kernelspec se chama `caderno` e quem o põe no ar é o `Provisor`. Onde um processo não sabe se dividir (Windows), ou se
o canteiro faltar, o mesmo kernelspec abre um kernel comum.

>>> from caderno import viveiro  # barato: nada disso é importado antes da hora
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KERNEL = "caderno"
"""O nome do kernelspec."""
ENDERECO = "CADERNO_VIVEIRO"
"""Variável de ambiente com o endereço do canteiro; os processos filhos a herdam e usam o mesmo."""
DESLIGADO = "CADERNO_SEM_VIVEIRO"
"""Com esta variável de ambiente preenchida, tudo usa kernels comuns."""
KERNELSPECS = Path(__file__).parents[1] / "recursos" / "jupyter"
KERNEL_DO_RELATORIO = {"kernel_manager_class": "caderno.viveiro.gerente.Gerente", "shutdown_kernel": "immediate"}
"""O que passar ao `nbclient` para que o kernel de um relatório seja esperado, e acabe, sem perder tempo."""


def ha_viveiro() -> bool:
    """Se este computador sabe dividir um processo e ninguém pediu para não o fazer."""
    return hasattr(os, "fork") and not os.environ.get(DESLIGADO)


def aberto() -> bool:
    """Se há um viveiro a quem este processo pode pedir cópias."""
    return ENDERECO in os.environ and ha_viveiro()


@contextmanager
def preparado(mudas: int = 0, ensaio: bool = False) -> Iterator[None]:
    """Dentro do `with`, o kernel `caderno` existe e nasce do viveiro; no fim, o viveiro e os seus kernels acabam.

    Vale para este processo, as suas linhas e os processos que ele abrir depois de entrar: todos usam o mesmo canteiro,
    que atende um pedido de cada vez em poucos milésimos. `mudas` é quantos kernels ficam à espera das páginas; sem
    elas, o canteiro carrega o que serve aos relatórios, e cada cópia nasce na hora. Com `ensaio`, faz um relatório de
    treino antes de se dividir: começa mais tarde, e cada cópia anda mais depressa. Se um `with` destes já está aberto
    por fora, vale aquele. Sem `os.fork` não há canteiro e o kernel `caderno` é um kernel comum. O canteiro que morre é
    trocado.

        with viveiro.preparado():
            Motor.execute_notebook(caderno, viveiro.KERNEL)  # o de `viveiro.motor`
    """
    from caderno.viveiro.dono import Viveiro

    caminhos = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    novo = {}
    if str(KERNELSPECS) not in caminhos:
        novo["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(KERNELSPECS), *caminhos]))
    meu = Viveiro.abrir(mudas, ensaio) if ha_viveiro() and ENDERECO not in os.environ else None
    if meu:
        novo[ENDERECO] = str(meu.endereco)
    antes = {nome: os.environ.get(nome) for nome in novo}
    os.environ.update(novo)
    try:
        yield
    finally:
        for nome, valor in antes.items():
            if valor is None:
                os.environ.pop(nome, None)
            else:
                os.environ[nome] = valor
        if meu:
            meu.fechar()
