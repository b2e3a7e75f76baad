"""O que toda parte da tela tem: JavaScript e estilo nossos, e um lugar onde as exceções param.

As partes são poucas e grandes. Cada uma conversa com o seu JavaScript por mensagens com um
`tipo`: a mensagem de tipo "gravar" chega em `ao_gravar`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import anywidget

from caderno.tela import registro

AQUI = Path(__file__).parent
ESTILOS = ("estilo.css", "formulario.css", "resultado.css")
FRASE = "Algo não funcionou aqui. O que você escreveu está salvo. Recarregue a página se continuar."


@cache
def javascript(*arquivos: str) -> str:
    """Os arquivos `.js` desta pasta em um módulo só, que exporta `render`."""
    textos = [(AQUI / nome).read_text(encoding="utf-8") for nome in arquivos]
    return "\n".join([*textos, "export default { render };"])


@cache
def estilo() -> str:
    """As folhas de estilo, para que a tela seja a mesma no JupyterLab, que não conhece a nossa página."""
    pasta = AQUI.parent / "recursos"
    return "\n".join((pasta / nome).read_text(encoding="utf-8") for nome in ESTILOS)


class Peca(anywidget.AnyWidget):
    """Uma parte da tela, ligada a uma página."""

    frase_de_erro = FRASE

    def __init__(self, pagina=None):
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
