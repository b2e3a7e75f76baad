"""Como o Jupyter põe no ar um kernel `caderno`: do viveiro, se houver; senão, como qualquer outro."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from caderno import viveiro
from caderno.viveiro.planta import Planta, SemViveiro, pedir

MORTE = 2.0
"""Quanto um processo morto à força demora, no máximo, para ser recolhido [s]."""


class Provisor(LocalProvisioner):
    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        if not viveiro.aberto():
            return await super().launch_kernel(cmd, **kwargs)
        try:
            planta, conexao = await asyncio.to_thread(pedir, self._argumentos(cmd), *_como(kwargs))
        except SemViveiro as motivo:
            self.log.warning("O viveiro não entregou um kernel (%s); abrindo um comum.", motivo)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = planta
        self.pid = self.pgid = planta.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        await self.cleanup()  # devolve as portas que tinham sido reservadas para ele, que escolheu as suas
        self.connection_info = conexao
        return conexao

    async def send_signal(self, signum: int) -> None:
        # O canteiro recolhe logo quem morre, e o número do processo pode já ser de outro.
        if not isinstance(self.process, Planta) or self.process.poll() is None:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """Mata e espera que tenha morrido: é quase imediato, e quem chama só voltaria a olhar daí a um décimo."""
        await super().kill(restart)
        if isinstance(self.process, Planta):
            await asyncio.to_thread(self.process.wait, MORTE)

    def _argumentos(self, cmd: list[str]) -> list[str]:
        """O que o kernel precisa ler ao nascer; nada, se serve um que já nasceu."""
        do_kernel = cmd[cmd.index("-f") :]
        recomeco = self.pid is not None  # quem recomeça fica nas portas em que os outros já o ouvem
        return do_kernel if recomeco or len(do_kernel) > 2 else []


def _como(kwargs: dict[str, Any]) -> tuple[dict[str, str], str, list[int]]:
    """(ambiente, pasta, saídas) como um Popen as teria."""
    saidas = [_numero(kwargs.get(nome), padrao) for padrao, nome in ((1, "stdout"), (2, "stderr"))]
    return dict(kwargs["env"]), str(kwargs.get("cwd") or os.getcwd()), saidas


def _numero(destino: Any, padrao: int) -> int:
    if destino is None:
        return padrao
    if isinstance(destino, int) and destino < 0:  # um cano, ou nada: só um Popen os faz
        raise SemViveiro("pediram a saída num cano")
    return destino if isinstance(destino, int) else destino.fileno()
