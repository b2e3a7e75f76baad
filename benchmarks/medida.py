"""Como se mede aqui: várias vezes, a mediana, e sempre ao lado de uma referência da mesma rodada."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RAIZ = Path(__file__).parents[1]


@dataclass(frozen=True)
class Medida:
    """O tempo que algo leva, pela mediana das vezes em que se mediu."""

    nome: str
    relogio: float
    """No relógio da parede [s]; cresce quando o computador está ocupado com outras coisas."""
    cpu: float
    """De processador, com o dos processos filhos que já terminaram [s]."""

    def vezes(self, referencia: Medida) -> str:
        """Quantas vezes a referência, pelo processador."""
        return numero(self.cpu / referencia.cpu, 1)


class Cronometro:
    """Mede etapas pelo nome, quantas vezes elas acontecerem; uma etapa pode conter outras."""

    def __init__(self):
        self._tempos: dict[str, list[tuple[float, float]]] = {}

    @contextmanager
    def __call__(self, etapa: str) -> Iterator[None]:
        antes, parede = _cpu(), time.perf_counter()
        yield
        self._tempos.setdefault(etapa, []).append((time.perf_counter() - parede, _cpu() - antes))

    def __getitem__(self, etapa: str) -> Medida:
        return Medida(etapa, *(median(coluna) for coluna in zip(*self._tempos[etapa], strict=True)))

    def linhas(self, referencia: Medida) -> list[list[str]]:
        """Uma linha por etapa, na ordem em que começaram a terminar, comparadas com a referência."""
        medidas = [self[etapa] for etapa in self._tempos]
        return [[m.nome, f"{numero(m.cpu)} s", f"{numero(m.relogio)} s", m.vezes(referencia)] for m in medidas]


def _cpu() -> float:
    return sum(os.times()[:4])


def maquina() -> str:
    """O computador em uma frase, para que um número não viaje sem ele."""
    partes = [platform.system(), f"{os.cpu_count()} núcleos", f"Python {platform.python_version()}"]
    if modelo := _modelo_do_processador():
        partes.insert(1, modelo)
    if hasattr(os, "getloadavg"):
        partes.append(f"carga de {os.getloadavg()[0]:.1f} durante a medida")
    return ", ".join(partes)


def _modelo_do_processador() -> str:
    try:
        linhas = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((linha.partition(":")[2].strip() for linha in linhas if linha.startswith("model name")), "")


def numero(valor: float, casas: int = 2) -> str:
    """Com vírgula.

    >>> numero(1.5), numero(12, 0)
    ('1,50', '12')
    """
    return f"{valor:.{casas}f}".replace(".", ",")


def tabela(titulos: Iterable[str], linhas: Iterable[Iterable[str]]) -> str:
    """Uma tabela em markdown; a primeira coluna é texto, as outras são números.

    >>> print(tabela(["o quê", "tempo"], [["ler", "1,0 s"]]))
    | o quê | tempo |
    |---|---:|
    | ler | 1,0 s |
    """
    titulos = list(titulos)
    separador = "|---|" + "---:|" * (len(titulos) - 1)
    return "\n".join([_linha(titulos), separador, *map(_linha, linhas)])


def _linha(celulas: Iterable[str]) -> str:
    return f"| {' | '.join(celulas)} |"


def relatar(titulo: str, titulos: Iterable[str], linhas: Iterable[Iterable[str]]) -> None:
    """Escreve a tabela com o título em cima e o computador embaixo."""
    print(f"### {titulo}\n\n{tabela(titulos, linhas)}\n\n{maquina()}.\n")
