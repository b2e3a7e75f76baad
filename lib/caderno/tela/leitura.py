"""O que todas as partes de uma página leem da rede, lido e conferido uma vez só por versão."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakMethod

from caderno import catalogo

if TYPE_CHECKING:
    import pandas as pd

    from caderno.catalogo import Dados
    from caderno.modelo import Pendencia

_LEITURAS: WeakKeyDictionary = WeakKeyDictionary()


class Leitura:
    """Os dados de uma página na versão de agora, e quem quer saber quando alguém grava nela."""

    def __init__(self, pagina):
        self._rede = pagina.rede
        self._chave = None
        self._dados = None
        self._soltos: dict[str, tuple[int, tuple[pd.DataFrame, list[Pendencia]]]] = {}
        self._ouvintes: list[WeakMethod] = []

    def dados(self, pagina) -> tuple[int, Dados]:
        """(versão da rede, dados conferidos). A versão é perguntada antes: na dúvida, lê-se de novo."""
        chave = (self._rede.versao(), pagina.contexto, pagina.esconder)
        if chave != self._chave:
            self._dados = self._rede.dados(pagina.contexto, esconder=pagina.esconder)
            self._chave = chave
        return chave[0], self._dados

    def conferido(self, pagina, nome: str) -> tuple[pd.DataFrame, list[Pendencia]]:
        """(tabela, pendências) de um quadro que não cita outros: a barra não espera pela leitura da rede inteira."""
        versao = self._rede.versao(nome)
        if nome not in self._soltos or self._soltos[nome][0] != versao:
            dados = catalogo.Dados({nome: self._rede.quadro(nome)}, pagina.contexto)
            self._soltos[nome] = versao, dados.conferido(nome)
        return self._soltos[nome][1]

    def ao_gravar(self, chamar: Callable[[], None]) -> None:
        """Chama um método, sem argumentos, depois de cada gravação feita por esta página."""
        self._ouvintes.append(WeakMethod(chamar))

    def avisar(self) -> None:
        for fraca in list(self._ouvintes):
            if (chamar := fraca()) is not None:
                chamar()


def de(pagina) -> Leitura:
    """A leitura desta página, a mesma para todas as suas partes."""
    if pagina not in _LEITURAS:
        _LEITURAS[pagina] = Leitura(pagina)
    return _LEITURAS[pagina]
