"""O argparse falando português."""

from __future__ import annotations

import argparse
import re
import sys

SAIDA_COM_ERRO = 2


class Comando(argparse.ArgumentParser):
    """O argparse falando português."""

    FRASES = (
        (r"the following arguments are required: (.*)", r"Falta dizer: \1."),
        (r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"“\2” não existe. Existem: \3."),
        (r"argument (\S+): expected (?:one|at least one) argument", r"A opção \1 precisa de um valor."),
        (r"argument (\S+): not allowed with argument (\S+)", r"Use \1 ou \2, não as duas."),
        (r"argument (\S+): invalid \S+ value: '?(.*?)'?", r"Não entendi “\2” em \1."),
        (r"unrecognized arguments: (.*)", r"Não conheço: \1."),
        (r"one of the arguments (.*) is required", r"Diga uma destas opções: \1."),
    )

    def __init__(self, *args, **opcoes):
        super().__init__(*args, add_help=False, formatter_class=Formato, allow_abbrev=False, **opcoes)
        self._positionals.title, self._optionals.title = "o que dizer", "opções"
        self.add_argument("-h", "--ajuda", "--help", action="help", help="mostra esta ajuda")

    def error(self, message: str):
        frase = next((re.sub(f"^{de}$", para, message) for de, para in self.FRASES if re.match(de, message)), message)
        print(f"caderno: {frase}\nVeja: {self.prog} --ajuda", file=sys.stderr)
        raise SystemExit(SAIDA_COM_ERRO)


class Formato(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, prefix="uso: ")
