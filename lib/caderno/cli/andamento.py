"""Quanto falta, na saída de erros: uma barra no terminal; linhas de texto onde não há terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

INTERVALO = 15.0
"""Entre uma linha de texto e outra [s]."""


class Andamento:
    """Conta o que fica pronto e diz quanto tempo ainda leva."""

    def __init__(self, o_que: str):
        self._o_que = o_que
        self._barra = None
        self._inicio = self._ultima = time.monotonic()

    def avancar(self, prontos: int, total: int) -> None:
        if not total:
            return
        if sys.stderr.isatty():
            self._desenhar(prontos, total)
        elif prontos and (time.monotonic() - self._ultima > INTERVALO or prontos == total):
            self._ultima = time.monotonic()
            self.dizer(f"{prontos} de {total} {self._o_que}; {self._falta(prontos, total)}")

    def dizer(self, frase: str) -> None:
        """Uma linha de texto, que não se mistura com a barra."""
        if self._barra is not None:
            self._barra.write(frase, file=sys.stderr)
        else:
            print(frase, file=sys.stderr, flush=True)

    def _desenhar(self, prontos: int, total: int) -> None:
        from tqdm import tqdm

        if self._barra is None:
            forma = "{percentage:3.0f}% {bar} {n_fmt} de {total_fmt} " + self._o_que + ", faltam {remaining}"
            self._barra = tqdm(total=total, bar_format=forma, file=sys.stderr)
        self._barra.update(prontos - self._barra.n)

    def _falta(self, prontos: int, total: int) -> str:
        if prontos == total:
            return f"levou {duracao(time.monotonic() - self._inicio)}"
        return f"faltam cerca de {duracao((time.monotonic() - self._inicio) / prontos * (total - prontos))}"

    def fechar(self) -> None:
        if self._barra is not None:
            self._barra.close()


@contextmanager
def andamento(o_que: str) -> Iterator[Andamento]:
    """Um andamento que some da tela no fim."""
    novo = Andamento(o_que)
    try:
        yield novo
    finally:
        novo.fechar()


def duracao(segundos: float) -> str:
    """Sem mais precisão do que a que se sabe.

    >>> duracao(42), duracao(150), duracao(9000)
    ('42 s', '3 min', '2 h 30 min')
    """
    if segundos < 90:
        return f"{segundos:.0f} s"
    horas, minutos = divmod(int(segundos / 60 + 0.5), 60)
    return f"{horas} h {minutos} min" if horas else f"{minutos} min"
