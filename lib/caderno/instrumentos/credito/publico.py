"""Quem cada indicador conta: os portes, os limites da lei em cada data e o público de cada medida."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caderno import parametros
from caderno.modelo import Campo

MEI, ME, EPP = "MEI", "ME", "EPP"
RURAL = "produtor rural com registro"
MAIOR = "maior que EPP"
FISICA = "pessoa física"
SEM_PORTE = "não informado"
PORTES = (MEI, ME, EPP, RURAL, MAIOR, FISICA, SEM_PORTE)
LIMITES_NOVOS = "2018-01"
"""O primeiro mês dos limites que estão em vigor; antes dele valiam outros."""

PORTE = Campo(
    "porte",
    "Porte",
    "opcao",
    "Pelos limites de receita que a lei tinha no mês da medição.",
    obrigatorio=True,
    opcoes=PORTES,
    sinonimos=("porte do sócio", "porte do associado", "porte da empresa", "tamanho", "enquadramento"),
    exemplo=ME,
)
PORTE_2018 = Campo(
    "porte_2018",
    "Porte pelos limites de 2018",
    "opcao",
    "Só para medições de antes de 2018, se alguém refez a conta. Deixe vazio se não sabe.",
    opcoes=PORTES,
    sinonimos=("porte novo", "porte pelos limites novos", "porte atual"),
    exemplo=ME,
)


@dataclass(frozen=True)
class Publico:
    """Quem entra numa medida, com o nome que vai no cabeçalho das tabelas."""

    nome: str
    portes: tuple[str, ...]

    def de(self, tabela: pd.DataFrame, porte: str = "porte") -> pd.DataFrame:
        """Só as linhas deste público; uma tabela vazia continua vazia."""
        return tabela[tabela[porte].isin(self.portes)]


PEQUENOS = Publico("MEI, ME e EPP", (MEI, ME, EPP))
PEQUENOS_E_RURAL = Publico("MEI, ME, EPP e produtor rural com registro", (MEI, ME, EPP, RURAL))
PESSOAS_JURIDICAS = Publico("pessoas jurídicas de todos os portes", (MEI, ME, EPP, MAIOR))
PUBLICOS = {p.nome: p for p in (PEQUENOS, PEQUENOS_E_RURAL, PESSOAS_JURIDICAS)}


def recusa_de_mistura(o_que: str, de_cima: Publico, de_baixo: Publico) -> str:
    """A frase de quem não divide um público por outro; vazia quando os dois são o mesmo.

    >>> recusa_de_mistura("crédito por associado", PEQUENOS, PEQUENOS)
    ''
    >>> recusa_de_mistura("crédito por associado", PEQUENOS_E_RURAL, PEQUENOS).split(": ")[0]
    'Não calculei crédito por associado'
    """
    if set(de_cima.portes) == set(de_baixo.portes):
        return ""
    return (
        f"Não calculei {o_que}: em cima está {de_cima.nome}, embaixo está {de_baixo.nome}. "
        "São públicos diferentes, e um não se divide pelo outro."
    )


def porte_pela_receita(receita, mes: str):
    """O porte de quem tem essa receita bruta anual [R$], pelos limites que a lei tinha nesse mês ("aaaa-mm").

    Aceita um número ou uma coluna deles. Quem está no limite fica no porte menor. Sem receita, com
    receita negativa ou antes dos limites conhecidos, "não informado".

    >>> str(porte_pela_receita(81_000, "2018-01")), str(porte_pela_receita(81_000, "2017-12"))
    ('MEI', 'ME')
    >>> porte_pela_receita([4_000_000, 0, float("nan")], "2017-12").tolist()
    ['maior que EPP', 'MEI', 'não informado']
    """
    receita, limites = np.asarray(receita, float), limites_do_porte(mes)
    if not limites:
        return np.full(receita.shape, SEM_PORTE, object)[()]
    portes = np.array([*limites, MAIOR], object)[np.searchsorted(list(limites.values()), receita)]
    return np.where(receita >= 0, portes, SEM_PORTE)[()]


def limites_do_porte(mes: str) -> dict[str, float]:
    """Porte -> receita bruta anual máxima [R$] nesse mês; vazio antes do primeiro limite conhecido."""
    nomes = {MEI: "limite_mei", ME: "limite_me", EPP: "limite_epp"}
    try:
        return {porte: parametros.valor(nome, pd.Timestamp(mes)).valor for porte, nome in nomes.items()}
    except ValueError:
        return {}
