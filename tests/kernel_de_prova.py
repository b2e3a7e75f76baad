"""Kernels de verdade, com o mínimo de palavras."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

from caderno import viveiro

ESPERA = 60.0
"""Quanto um kernel tem para responder: uma máquina ocupada não é um defeito [s]."""


@dataclass
class Kernel:
    gerente: Any
    cliente: Any

    @property
    def processo(self) -> psutil.Process:
        return psutil.Process(self.gerente.provisioner.pid)

    async def dizer(self, codigo: str, timeout: float = ESPERA) -> Any:
        """Executa o código e devolve a última expressão; o que deu errado no kernel dá errado aqui."""
        ditos: list[str] = []
        resposta = await self.cliente.execute_interactive(
            codigo.rpartition("\n")[0] + f"\nimport json; print(json.dumps({codigo.rpartition(chr(10))[2]}))",
            output_hook=lambda m: ditos.append(m["content"]["text"]) if m["msg_type"] == "stream" else None,
            allow_stdin=False,
            timeout=timeout,
        )
        if resposta["content"]["status"] == "error":
            raise RuntimeError(resposta["content"]["ename"])
        return json.loads("".join(ditos))


@contextlib.asynccontextmanager
async def kernel(**pedido: Any):
    """Um kernel `caderno` pronto, morto no fim."""
    from caderno.viveiro.gerente import Gerente

    gerente = Gerente(kernel_name=viveiro.KERNEL)
    await gerente.start_kernel(**pedido)
    cliente = gerente.client()
    cliente.start_channels()
    try:
        await cliente.wait_for_ready(timeout=ESPERA)
        yield Kernel(gerente, cliente)
    finally:
        cliente.stop_channels()
        await gerente.shutdown_kernel(now=True)


def esperar(condicao: Callable[[], bool], segundos: float = 20.0) -> bool:
    """Se a condição chega a valer nesse tempo."""
    limite = time.monotonic() + segundos
    while not condicao() and time.monotonic() < limite:
        time.sleep(0.05)
    return condicao()


def vivo(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def canteiros() -> list[psutil.Process]:
    """Os canteiros que este processo abriu."""
    return [p for p in psutil.Process().children() if "caderno.viveiro.canteiro" in p.cmdline()]
