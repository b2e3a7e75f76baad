"""As partes que um caderno mostra, cada uma pelo nome do quadro ou do instrumento."""

from __future__ import annotations

from IPython.display import Markdown, display

from caderno import catalogo
from caderno.tela.formulario import Formulario
from caderno.tela.pagina import Pagina
from caderno.tela.resultado import Resultado


def mostrar_quadro(pagina: Pagina, nome: str) -> None:
    """O formulário de um quadro. Um nome que não existe é respondido com os que existem."""
    display(Formulario(pagina, catalogo.quadro(nome)))


def mostrar_instrumento(pagina: Pagina, nome: str) -> None:
    """Os formulários que o instrumento lê, as escolhas do grupo e a resposta, que se refaz sozinha."""
    instrumento = catalogo.instrumento(nome)
    for quadro in catalogo.quadros_de(instrumento):
        display(Formulario(pagina, catalogo.quadro(quadro), dobrar=True))
    display(Resultado(pagina, instrumento))


def mostrar_explicacao(nome: str) -> None:
    """O instrumento em palavras: a pergunta, como se chega à resposta, a fórmula e a fonte."""
    from caderno import explicacao

    display(Markdown(explicacao.explicar(catalogo.instrumento(nome))))


def mostrar_envio(pagina: Pagina) -> None:
    """Enviar uma planilha inteira, com folhas que vão para vários quadros."""
    from caderno.tela.envio import EnvioDaPagina

    display(EnvioDaPagina(pagina))


def mostrar_relatorio(pagina: Pagina) -> None:
    """O botão que faz o relatório da rede e o entrega para guardar ou imprimir."""
    from caderno.tela.relatorio import BotaoDeRelatorio

    display(BotaoDeRelatorio(pagina))
