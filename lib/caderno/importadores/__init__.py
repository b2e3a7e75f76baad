"""Arquivos com leiaute de fora: os que outra instituição gera e que não são planilhas da rede.

Cada importador é uma função que olha um arquivo recebido e devolve o que entendeu dele, do mesmo jeito
que uma planilha (`planilha.Entendimento`), ou None quando o arquivo não é do seu assunto. Comando e página
passam pela mesma porta: `importar` ou, quando o arquivo também pode ser uma planilha comum, `entender`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from caderno import planilha
from caderno.importadores.balancete import importar_balancete
from caderno.importadores.fita import importar_fita
from caderno.importadores.recebido import Recebido, com_fixos
from caderno.importadores.socios_e_produtos import importar_socios_e_produtos
from caderno.modelo import Quadro

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["IMPORTADORES", "Recebido", "com_fixos", "entender", "importar"]

Importador = Callable[[Recebido], planilha.Entendimento | None]

IMPORTADORES: tuple[Importador, ...] = (importar_fita, importar_balancete, importar_socios_e_produtos)


def importar(recebido: Recebido) -> planilha.Entendimento | None:
    """O que o primeiro importador que reconhece o arquivo entendeu dele; None se nenhum reconhece.

    Um arquivo reconhecido de que nada se aproveita levanta ErroDePlanilha, com a frase para a pessoa.
    """
    entendidos = (importador(recebido) for importador in IMPORTADORES)
    return next((entendido for entendido in entendidos if entendido is not None), None)


def entender(
    conteudo: bytes,
    nome: str = "",
    brutas: Mapping[str, pd.DataFrame] | None = None,
    *,
    quadro: Quadro | None = None,
    fixos: Mapping[str, str] | None = None,
    data: str = "",
    **opcoes,
) -> planilha.Entendimento:
    """O que há num arquivo, seja ele de um importador ou uma planilha comum.

    `brutas` é o que a rede já tem. Com `quadro`, um importador só vale se enche esse quadro. As outras
    opções são as de `planilha.reconhecer_arquivo`. Levanta ErroDePlanilha.
    """
    recebido = Recebido(conteudo, nome, brutas or {}, fixos or {}, data)
    entendido = importar(recebido)
    if entendido is not None and (quadro is None or any(c.quadro.nome == quadro.nome for c in entendido)):
        return entendido
    return planilha.reconhecer_arquivo(recebido.arquivo, quadro, fixos=fixos, **opcoes)
