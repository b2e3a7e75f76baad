"""O servidor das páginas sem trabalho repetido; `recursos/voila.json` diz ao Voilà que use estes `Kernels`.

Os kernels vêm do viveiro, os modelos da página são traduzidos uma vez, e não a cada visita, o programa da página vai
em dois arquivos, e as mensagens entre ela e o kernel não esperam umas pelas outras.
"""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from typing import Any

from jinja2 import BytecodeCache, pass_context
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from traitlets import default
from voila import notebook_renderer
from voila.exporter import VoilaExporter

from caderno import javascript, viveiro
from caderno.servidor import pacote
from caderno.viveiro.dono import Viveiro
from caderno.viveiro.gerente import Cliente

MUDAS = 3
"""Quantos kernels esperam visita. Quem chega quando não há nenhum espera um décimo de segundo a mais."""


class Kernels(AsyncMappingKernelManager):
    """Os kernels das páginas. O viveiro começa com o servidor e acaba com ele."""

    def __init__(self, **opcoes: Any):
        super().__init__(**opcoes)
        Exportador.pacotes = pacote.montar()
        if Exportador.pacotes:
            os.environ[javascript.NA_PAGINA] = "sim"
        notebook_renderer.VoilaExporter = Exportador
        self.viveiro = Viveiro.abrir(MUDAS) if viveiro.ha_viveiro() and _instalado() else None
        if self.viveiro:
            os.environ[viveiro.ENDERECO] = str(self.viveiro.endereco)

    @default("kernel_manager_class")
    def _gerente_da_pagina(self) -> str:
        return f"{__name__}.{GerenteDaPagina.__name__}"

    async def start_kernel(self, *, kernel_name: str | None = None, **opcoes: Any) -> str:
        """Os cadernos dizem `python3` para abrir em qualquer Jupyter; aqui o kernel é o do viveiro."""
        if kernel_name == "python3" and self.viveiro:
            kernel_name = viveiro.KERNEL
        return await super().start_kernel(kernel_name=kernel_name, **opcoes)


def _instalado() -> bool:
    """Um ambiente feito por uma versão anterior do pacote não sabe que o `Provisor` existe."""
    return any(ponto.name == "caderno-viveiro" for ponto in entry_points(group="jupyter_client.kernel_provisioners"))


class GerenteDaPagina(ServerKernelManager):
    client_class = "caderno.viveiro.gerente.Cliente"
    client_factory = Cliente


class Conversa(ZMQChannelsWebsocketConnection):
    """Entre a página e o kernel: cada mensagem parte na hora.

    De fábrica, uma mensagem pequena espera que o navegador acuse a anterior, e ele demora 40 ms de propósito.
    """

    def connect(self) -> Any:
        self.websocket_handler.set_nodelay(True)
        return super().connect()


class Memoria(BytecodeCache):
    """Os modelos já traduzidos. O Jinja confere se o texto ainda é o mesmo."""

    def __init__(self):
        self.guardados: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Any) -> None:
        if bucket.key in self.guardados:
            bucket.bytecode_from_string(self.guardados[bucket.key])

    def dump_bytecode(self, bucket: Any) -> None:
        self.guardados[bucket.key] = bucket.bytecode_to_string()


class Exportador(VoilaExporter):
    memoria = Memoria()
    textos: dict[str, str] = {}  # noqa: RUF012  (as células de texto já traduzidas, comuns a todas as visitas)
    pacotes: tuple[str, ...] = ()

    @pass_context
    def markdown2html(self, contexto: Any, fonte: str) -> str:
        """O texto de uma célula não muda de uma visita para a outra; o de uma imagem, que vem de fora, pode mudar."""
        if "![" in fonte:
            return super().markdown2html(contexto, fonte)
        if fonte not in self.textos:
            self.textos[fonte] = super().markdown2html(contexto, fonte)
        return self.textos[fonte]

    def _create_environment(self) -> Any:
        ambiente = super()._create_environment()
        ambiente.bytecode_cache = self.memoria
        ambiente.globals["pacotes"] = self.pacotes
        return ambiente
