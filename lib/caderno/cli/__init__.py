"""O comando `caderno`: tudo o que as páginas fazem, para quem prefere ou precisa escrever o comando."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from caderno.cli import comandos
from caderno.cli.palavras import SAIDA_COM_ERRO, Comando


def main(argumentos: Sequence[str] | None = None) -> int:
    """Executa um comando. 0: feito; 1: há pendências; 2: não deu, e a frase diz por quê."""
    pedido = montar().parse_args(argumentos)
    try:
        return pedido.funcao(pedido) or 0
    except BrokenPipeError:
        return 0
    except Exception as erro:
        if not _e_frase(erro):
            raise
        print(f"caderno: {erro.args[0]}", file=sys.stderr)
        return SAIDA_COM_ERRO


def _e_frase(erro: Exception) -> bool:
    """As exceções cujo texto foi escrito para a pessoa. As outras são erro de programa."""
    return type(erro).__name__ in {"Recusa", "ErroDeArquivo", "ErroDePlanilha", "ErroDeRelatorio"}


def _dia(texto: str) -> date:
    return date.fromisoformat(texto)


def montar() -> argparse.ArgumentParser:
    """Todos os comandos e suas opções."""
    raiz = Comando(prog="caderno", description="Caderno de Redes: dados de redes de economia solidária.")
    todos = raiz.add_subparsers(title="comandos", metavar="COMANDO", required=True, dest="comando")

    def comando(funcao: Callable, ajuda: str) -> argparse.ArgumentParser:
        novo = todos.add_parser(funcao.__name__, help=ajuda, description=ajuda)
        novo.set_defaults(funcao=funcao)
        return novo

    c = comando(comandos.nova, "Cria uma rede vazia.")
    c.add_argument("rede", metavar="REDE", help="nome da rede")

    comando(comandos.redes, "Lista as redes desta máquina.")

    c = comando(comandos.copia, "Copia uma rede para um arquivo, mesmo com a rede aberta.")
    c.add_argument("rede", metavar="REDE")
    c.add_argument("arquivo", metavar="ARQUIVO", type=Path, help="para onde, por exemplo no pen drive")

    c = comando(comandos.juntar, "Junta a cópia que veio de outro computador.")
    c.add_argument("arquivo", metavar="ARQUIVO", type=Path)
    c.add_argument("--rede", required=True)
    _autor(c)

    c = comando(comandos.apagar_pessoa, "Apaga de vez o que uma pessoa escreveu, em todas as versões.")
    c.add_argument("pessoa", metavar="NOME", help="como está escrito na rede: o nome ou o apelido")
    c.add_argument("--rede", required=True)
    c.add_argument("--sim", action="store_true", help="confirma")
    _autor(c)

    c = comando(comandos.modelo, "Grava a planilha para preencher.")
    _quais_quadros(c)
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="ARQUIVO.xlsx")

    c = comando(comandos.papel, "Grava a folha em branco para imprimir.")
    _quais_quadros(c)
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="ARQUIVO.html")

    c = comando(comandos.importar, "Traz uma planilha para a rede.")
    c.add_argument("arquivo", metavar="ARQUIVO")
    c.add_argument("--rede", required=True)
    c.add_argument("--cadastrar", action="store_true", help="cadastra os nomes novos que a planilha cita")
    _leitura_de_planilha(c)
    _autor(c)

    c = comando(comandos.conferir, "Lista o que precisa de um olhar, num arquivo ou numa rede.")
    c.add_argument("arquivo", metavar="ARQUIVO", nargs="?")
    c.add_argument("--rede")
    _leitura_de_planilha(c)

    c = comando(comandos.calcular, "Responde a pergunta de um instrumento.")
    c.add_argument("instrumento", metavar="INSTRUMENTO")
    c.add_argument("--rede")
    c.add_argument("--planilha", action="append", metavar="[QUADRO=]ARQUIVO", help="pode repetir")
    c.add_argument("--escolha", action="append", metavar="NOME=VALOR", help="pode repetir")
    c.add_argument("--data", type=_dia, metavar="AAAA-MM-DD", help="calcula como se hoje fosse este dia")
    c.add_argument("--fixo", metavar="CAMPO=VALOR,...", help="o que vale para todas as linhas da planilha")
    c.add_argument("--formato", choices=("texto", "json", "csv"), default="texto")

    c = comando(comandos.exportar, "Grava a rede inteira numa planilha.")
    c.add_argument("rede", metavar="REDE")
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="ARQUIVO.xlsx")

    c = comando(comandos.relatorio, "Gera um relatório, ou um lote deles, em arquivos que se abrem sem internet.")
    c.add_argument("rede", metavar="REDE", nargs="?")
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="PASTA")
    c.add_argument("--lote", type=Path, metavar="LOTE.csv", help="um relatório por linha da planilha")
    c.add_argument("--modelo", metavar="MODELO", help="rede, empreendimento, modulo…")
    c.add_argument("--empreendimento", metavar="NOME")
    c.add_argument("--todos", action="store_true", help="um relatório para cada empreendimento da rede")
    c.add_argument("--cooperativa", metavar="NOME")
    c.add_argument("--modulo", metavar="N")
    c.add_argument("--periodo", metavar="AAAA-MM:AAAA-MM")
    c.add_argument("--antes", metavar="AAAA-MM:AAAA-MM", help="o período com que se compara")
    c.add_argument("--formato", default="html", metavar="FORMATO,...", help="html, pdf, docx, xlsx, mural, mensagem")
    c.add_argument("--data", type=_dia, metavar="AAAA-MM-DD", help="faz como se hoje fosse este dia")
    c.add_argument("--trabalhadores", type=int, default=os.cpu_count() or 1, metavar="N", help="quantos ao mesmo tempo")
    c.add_argument("--dask", metavar="ENDERECO", help="reparte o lote pelas máquinas de um cluster dask.distributed")

    c = comando(comandos.verificar, "Refaz as contas de um relatório e diz se ele ainda vale.")
    c.add_argument("arquivo", metavar="RELATORIO", type=Path, help="o HTML, o PDF ou o .lastro.json")
    c.add_argument("--rede", metavar="NOME", help="o nome da rede neste computador, se mudou")

    c = comando(comandos.fichas, "Mostra tudo o que está declarado sobre quadros e instrumentos.")
    c.add_argument("nome", metavar="NOME", nargs="?")
    c.add_argument("--formato", choices=("texto", "json", "md"), default="texto")
    return raiz


def _autor(comando: argparse.ArgumentParser) -> None:
    comando.add_argument("--autor", default="linha de comando", help="quem está anotando")


def _quais_quadros(comando: argparse.ArgumentParser) -> None:
    comando.add_argument("quadro", metavar="QUADRO", nargs="?")
    comando.add_argument("--modulo", type=int, metavar="N")
    comando.add_argument("--tudo", action="store_true")


def _leitura_de_planilha(comando: argparse.ArgumentParser) -> None:
    comando.add_argument("--quadro", help="em que quadro entra; sem isso, o caderno descobre pelas colunas")
    comando.add_argument("--colunas", metavar="CAMPO=COLUNA,...", help="corrige o que o caderno entendeu")
    comando.add_argument("--uf", help="o estado dos municípios escritos sem estado")
    comando.add_argument("--somente", metavar="CONDIÇÃO", help='por exemplo: "Tipologia não contém PSA"')
    comando.add_argument("--fixo", metavar="CAMPO=VALOR,...", help="o que vale para todas as linhas do arquivo")
    comando.add_argument("--todas", action="store_true", help="mostra todas as pendências")
