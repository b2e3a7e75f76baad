"""O botão que faz o relatório da rede e o entrega como um arquivo que abre sem internet."""

from __future__ import annotations

import tempfile
from pathlib import Path

from caderno.tela.entrega import HTML
from caderno.tela.peca import Peca, estilo, javascript


class BotaoDeRelatorio(Peca):
    """Faz o relatório do que está à vista: a rede inteira ou um empreendimento."""

    _esm = javascript("pecas.js", "relatorio.js")
    _css = estilo()
    frase_de_erro = "Não consegui fazer o relatório agora. O que você escreveu está salvo."

    def ao_fazer(self) -> None:
        from caderno import relatorio

        with tempfile.TemporaryDirectory() as pasta:
            pedido = relatorio.Pedido(
                self.pagina.rede.nome,
                empreendimento=self.pagina.contexto.empreendimento or "",
                hoje=self.pagina.contexto.hoje,
            )
            [pronto] = relatorio.gerar(pedido, Path(pasta))
            self.mandar("arquivo", [pronto.read_bytes()], nome=pronto.name, mime=HTML)
