"""Espera por um kernel sem dormir à toa.

O cliente de fábrica, depois que o kernel responde, fica um quinto de segundo a ver se ainda chega alguma coisa. O
aviso de que o kernel ficou livre, que vem logo depois da resposta, diz o mesmo sem espera.
"""

from __future__ import annotations

import time
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

VOLTA = 0.2
"""De quanto em quanto tempo a pergunta é repetida a um kernel que ainda não ouve [s]."""


class Cliente(AsyncKernelClient):
    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Volta quando o kernel responde e o que ele publica já chega aqui. `RuntimeError` se morreu ou demorou."""
        limite = time.monotonic() + (timeout or float("inf"))
        while True:
            pergunta = self.kernel_info()
            if await self._livre(pergunta):
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > limite:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _livre(self, pergunta: str) -> bool:
        """Se a resposta e, depois dela, o aviso de livre chegaram."""
        try:
            resposta = await self.get_shell_msg(timeout=1)
            self._handle_kernel_info_reply(resposta)
            while True:
                aviso = await self.get_iopub_msg(timeout=VOLTA)
                desta = aviso["parent_header"].get("msg_id") == pergunta
                if desta and aviso["content"].get("execution_state") == "idle":
                    return True
        except Empty:
            return False


class Gerente(AsyncKernelManager):
    client_class = "caderno.viveiro.gerente.Cliente"
    client_factory = Cliente
