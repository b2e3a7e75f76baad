"""Quanto custa abrir o Caderno em um Python novo: o que cada comando e cada página paga antes de começar.

Referências, na mesma rodada: `python -c pass`, que ninguém evita, e `import pandas`, de que
quase toda conta precisa.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys

from medida import Cronometro, numero, relatar

PEDIDOS = (
    "pass",
    "import pandas",
    "import caderno",
    "import caderno.catalogo",
    "import caderno.planilha",
    "import caderno.cli",
    "from caderno import arquivo",
    "from caderno import tela",
    "import ipykernel.kernelapp",
    "import ipykernel.kernelapp; from caderno import tela",
)
MAIS_PESADOS = 25
_LINHA = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")


def rodar(codigo: str, *opcoes: str) -> str:
    """Roda em um Python que acabou de nascer e devolve o que ele escreveu no stderr."""
    comando = [sys.executable, *opcoes, "-c", codigo]
    return subprocess.run(comando, capture_output=True, text=True, check=True).stderr


def pesos(codigo: str) -> list[tuple[str, float, float]]:
    """(módulo, tempo só dele, tempo com o que ele traz) [ms], do mais pesado ao mais leve em si.

    Os submódulos de um pacote contam como um só: o que interessa é que biblioteca pesa.
    """
    proprios: dict[str, float] = {}
    inteiros: dict[str, float] = {}
    for proprio, inteiro, _, modulo in _LINHA.findall(rodar(codigo, "-X", "importtime")):
        pacote = modulo.partition(".")[0]
        proprios[pacote] = proprios.get(pacote, 0.0) + int(proprio) / 1000
        inteiros[pacote] = max(inteiros.get(pacote, 0.0), int(inteiro) / 1000)
    achados = [(pacote, proprio, inteiros[pacote]) for pacote, proprio in proprios.items()]
    return sorted(achados, key=lambda achado: -achado[1])


def main() -> None:
    pedido = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    pedido.add_argument("--voltas", type=int, default=5)
    voltas = pedido.parse_args().voltas
    cronometro = Cronometro()
    for volta in range(voltas + 1):
        for codigo in PEDIDOS:
            if volta == 0:  # a primeira vez grava o bytecode e enche o cache do disco
                rodar(codigo)
                continue
            with cronometro(codigo):
                rodar(codigo)
    nada, pandas = cronometro["pass"], cronometro["import pandas"]
    medidas = [cronometro[codigo] for codigo in PEDIDOS]
    linhas = [[f"`{m.nome}`", f"{numero(m.cpu)} s", m.vezes(nada), m.vezes(pandas)] for m in medidas]
    relatar("Arranque", ["num Python novo", "processador", "vezes `pass`", "vezes `import pandas`"], linhas)
    pesados = [[f"`{p}`", numero(s, 0), numero(c, 0)] for p, s, c in pesos("from caderno import tela")[:MAIS_PESADOS]]
    relatar("O que pesa em `from caderno import tela`", ["pacote", "só dele [ms]", "com o que traz [ms]"], pesados)


if __name__ == "__main__":
    main()
