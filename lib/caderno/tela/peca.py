"""O que toda parte da tela tem: JavaScript e estilo nossos, e um lugar onde as exceções param.

As partes são poucas e grandes. Cada uma conversa com o seu JavaScript por mensagens com um
`tipo`: a mensagem de tipo "gravar" chega em `ao_gravar`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import ClassVar

import anywidget

from caderno import javascript
from caderno.tela import registro

RECURSOS = Path(__file__).parents[1] / "recursos"
ESTILOS = ("estilo.css", "formulario.css", "resultado.css")
FRASE = "Algo não funcionou aqui. O que você escreveu está salvo. Recarregue a página se continuar."


@cache
def _estilo(folhas: tuple[str, ...]) -> str:
    return "\n".join((RECURSOS / nome).read_text(encoding="utf-8") for nome in folhas)


class Peca(anywidget.AnyWidget):
    """Uma parte da tela, ligada a uma página."""

    programa: ClassVar[str]
    """O nome da parte em `javascript.PARTES`."""
    folhas = ESTILOS
    frase_de_erro = FRASE

    def __init__(self, pagina=None):
        self._esm = javascript.da_parte(self.programa)
        self._css = "" if javascript.ja_esta_na_pagina() else _estilo(self.folhas)
        super().__init__()
        self.pagina = pagina
        self.on_msg(lambda _peca, mensagem, partes: self.receber(mensagem, partes))

    def receber(self, mensagem: dict, partes=()) -> None:
        """Atende uma mensagem da página. Nenhuma exceção passa daqui: vira uma frase e uma anotação."""
        tipo = mensagem.get("tipo", "")
        atender = getattr(self, f"ao_{tipo}", None)
        if atender is None:
            return
        dados = {nome: valor for nome, valor in mensagem.items() if nome != "tipo"}
        try:
            atender(**dados, **({"partes": partes} if partes else {}))
        except Exception as erro:
            self.falhou(erro, tipo, dados)

    def falhou(self, erro: Exception, tipo: str, dados: dict) -> None:
        self.mandar("frase", frase=self.frase_para(erro, tipo))

    def frase_para(self, erro: Exception, onde: str) -> str:
        """A frase que a pessoa lê. Só as exceções feitas para ela trazem a sua."""
        if type(erro).__name__ in ("ErroDeArquivo", "ErroDePlanilha", "ErroDeRelatorio"):
            return str(erro)
        registro.anotar(erro, f"{type(self).__name__}.{onde}", pasta_de_dados())
        return self.frase_de_erro

    def mandar(self, tipo: str, partes=None, **dados) -> None:
        self.send({"tipo": tipo, **dados}, partes)


def pasta_de_dados() -> Path:
    from caderno import arquivo

    return arquivo.pasta_de_dados()
