"""O lote repartido por várias máquinas, num cluster dask.distributed.

A máquina que faz um relatório não precisa ver os discos desta: recebe o arquivo da rede, uma vez por
versão, e devolve os arquivos do relatório. Precisa, sim, ter o mesmo Caderno e os mesmos modelos:
com outros, recusa em vez de entregar um relatório diferente.
"""

from __future__ import annotations

import platform
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

from caderno.arquivo.rede import TERMINACAO
from caderno.relatorio.diario import gravar_inteiro
from caderno.relatorio.folha import abrir_rede
from caderno.relatorio.operario import CAIU, FazerTodas, Operario
from caderno.relatorio.pedido import ErroDeRelatorio
from caderno.relatorio.tarefa import Entrega, Tarefa, programa

FALTA = "Para repartir o lote falta o dask.distributed. Instale com: pip install distributed"
ESPERA = 30
"""Quanto se espera pelo cluster [s]."""
TENTATIVAS = 3
"""Quantas vezes se pede um relatório cujas máquinas caem."""


@contextmanager
def equipe(endereco: str) -> Iterator[FazerTodas]:
    """As máquinas do cluster nesse endereço ("tcp://10.0.0.5:8786"), como se fossem operários daqui."""
    try:
        from distributed import Client
    except ImportError:
        raise ErroDeRelatorio(FALTA) from None
    try:
        cliente = Client(endereco, timeout=ESPERA, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise ErroDeRelatorio(f"Não achei um cluster dask em “{endereco}”. O dask-scheduler está no ar?") from None
    with cliente:
        yield lambda tarefas: _fazer_todas(cliente, tarefas)


def _fazer_todas(cliente, tarefas: Iterable[Tarefa]) -> Iterator[tuple[Tarefa, Entrega]]:
    from distributed import as_completed

    redes = cache(lambda rede, _impressao: _espalhar(cliente, rede))
    vezes: dict[str, int] = {}
    donas = {}

    def encomendar(tarefa: Tarefa):
        vezes[tarefa.chave] = vezes.get(tarefa.chave, 0) + 1
        dados = redes(tarefa.pedido.rede, tarefa.dados)
        futuro = cliente.submit(fazer_longe, tarefa, dados, pure=False, retries=0)
        donas[futuro.key] = tarefa
        return futuro

    fila = iter(tarefas)
    janela = 2 * max(1, sum(cliente.nthreads().values()))
    prontas = as_completed([encomendar(tarefa) for tarefa in islice(fila, janela)], loop=cliente.loop)
    for futuro in prontas:
        tarefa = donas.pop(futuro.key)
        if futuro.status == "finished":
            entrega = futuro.result()
        elif vezes[tarefa.chave] < TENTATIVAS:
            redes.cache_clear()  # a máquina que caiu pode ter sido a única com os dados
            prontas.add(encomendar(tarefa))
            continue
        else:
            entrega = Entrega(frase=CAIU)
        for proxima in islice(fila, 1):
            prontas.add(encomendar(proxima))
        futuro.release()
        yield tarefa, entrega


def _espalhar(cliente, rede: str):
    """Manda uma cópia inteira da rede, mesmo com ela aberta; o mesmo conteúdo só viaja uma vez."""
    with tempfile.TemporaryDirectory() as pasta:
        conteudo = abrir_rede(rede).copiar(Path(pasta)).read_bytes()
    return cliente.scatter(conteudo, hash=True, broadcast=True)


_desta_linha = threading.local()


def fazer_longe(tarefa: Tarefa, conteudo: bytes) -> Entrega:
    """Roda na outra máquina: põe a rede numa pasta e faz o relatório num operário, com tudo o que ele tem."""
    try:
        meu = programa(tarefa.pedido)
    except ErroDeRelatorio as erro:  # aqui falta até o modelo
        meu = str(erro)
    if meu != tarefa.programa:
        aqui = platform.node()
        return Entrega(frase=f"A máquina {aqui} tem outro Caderno ({meu}). Ponha nela: {tarefa.programa}.")
    if not hasattr(_desta_linha, "operario"):
        _desta_linha.operario = Operario()
    return _desta_linha.operario.fazer(replace(tarefa, pasta=str(_pasta(tarefa, conteudo))))


def _pasta(tarefa: Tarefa, conteudo: bytes) -> Path:
    """Uma pasta de dados só com esta versão da rede, no disco que o dask limpa quando a máquina sai."""
    from distributed import get_worker

    pasta = Path(get_worker().local_directory) / "caderno" / tarefa.dados[:16]
    pasta.mkdir(parents=True, exist_ok=True)
    rede = pasta / f"{tarefa.pedido.rede}{TERMINACAO}"
    if not rede.exists():
        gravar_inteiro(rede, conteudo)
    return pasta
