"""As contas que um balancete permite, para uma cooperativa ou para a soma de várias."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from caderno import contas, parametros
from caderno.instrumentos.credito.balancetes import ATRASOS, ITENS
from caderno.modelo import Campo

DOS_ITENS = tuple(campo.nome for campo in ITENS)


class Razao(NamedTuple):
    """Uma parte de um todo [%]."""

    campo: Campo
    parte: str
    todo: str
    pearls: str = ""
    """A letra do indicador PEARLS que é esta conta, se algum é."""


def _razao(nome: str, rotulo: str, ajuda: str, parte: str, todo: str, pearls: str = "", melhor: str = "") -> Razao:
    return Razao(Campo(nome, rotulo, "percentual", ajuda, casas=2, melhor=melhor), parte, todo, pearls)


RAZOES = (
    _razao(
        "credito_no_ativo",
        "Crédito no ativo",
        "Operações de crédito, já sem a provisão, no ativo total.",
        "operacoes_de_credito",
        "ativo_total",
        "e1",
    ),
    _razao(
        "depositos_no_ativo",
        "Depósitos no ativo",
        "Depósitos totais no ativo total.",
        "depositos_totais",
        "ativo_total",
        "e5",
    ),
    _razao(
        "patrimonio_no_ativo",
        "Patrimônio no ativo",
        "Patrimônio líquido no ativo total, sem as sobras do semestre.",
        "patrimonio_da_cooperativa",
        "ativo_total",
    ),
    _razao(
        "emprestimos_no_ativo",
        "Empréstimos tomados no ativo",
        "Empréstimos e repasses tomados, no ativo total.",
        "emprestimos_e_repasses",
        "ativo_total",
        "e6",
    ),
    _razao(
        "capital_no_ativo", "Cotas no ativo", "Capital social no ativo total.", "capital_social", "ativo_total", "e7"
    ),
    _razao(
        "reservas_no_ativo",
        "Reservas no ativo",
        "O que é da cooperativa e não se reparte, no ativo total.",
        "reservas",
        "ativo_total",
        "e8",
        melhor="maior",
    ),
    _razao(
        "centralizacao_nos_depositos",
        "Centralização nos depósitos",
        "De cada R$ 100 depositados, quanto está guardado na central.",
        "centralizacao_financeira",
        "depositos_totais",
    ),
    _razao(
        "provisao_na_carteira",
        "Provisão na carteira",
        "Da carteira bruta, a parte que a cooperativa já espera perder.",
        "provisao_da_carteira",
        "carteira_bruta",
        melhor="menor",
    ),
    _razao(
        "pequenos_na_carteira",
        "Pequenos negócios na carteira",
        "Da carteira bruta, a parte emprestada a pequenos negócios.",
        "credito_a_pequenos_negocios",
        "carteira_bruta",
        melhor="maior",
    ),
)


def _atraso(dias: int, qual: str, rotulo: str, ajuda: str) -> Razao:
    nome, parte = f"atraso_{dias}{qual}_no_balancete", f"em_atraso_{dias}{qual}"
    rotulo = f"Atraso de mais de {dias} dias{rotulo}"
    return _razao(
        nome, rotulo, f"De tudo o que as faixas classificam. {ajuda}".strip(), parte, "nas_faixas", "", "menor"
    )


# Só quem tem problema e ainda não passou de 90 dias deixa dúvida: fica fora do mínimo e dentro do máximo.
ATRASOS_CERTOS = (
    _atraso(30, "_certo", ", pelo menos", "Sem as operações com problema e até 90 dias de atraso."),
    _atraso(60, "_certo", ", pelo menos", "Sem as operações com problema e até 90 dias de atraso."),
    _atraso(90, "", "", "Exato: quem passou de 90 dias tem conta própria."),
)
ATRASOS_POSSIVEIS = (
    _atraso(30, "_possivel", ", no máximo", "Com todas as operações com problema e até 90 dias de atraso."),
    _atraso(60, "_possivel", ", no máximo", "Com todas as operações com problema e até 90 dias de atraso."),
)
RAZOES += ATRASOS_CERTOS + ATRASOS_POSSIVEIS
PELO_NOME = {razao.campo.nome: razao for razao in RAZOES}
COMPARAVEIS = {nome: razao for nome, razao in PELO_NOME.items() if razao not in ATRASOS_POSSIVEIS}
"""As que se põem diante dos pares e do balancete anterior: do atraso, só o que é certo."""

DERIVADOS = (
    Campo(
        "patrimonio_ajustado",
        "Patrimônio ajustado",
        "dinheiro",
        "Patrimônio líquido mais as sobras, ou menos as perdas, do semestre: grupos 6, 7 e 8.",
    ),
    Campo("carteira_bruta", "Carteira bruta", "dinheiro", "Operações de crédito mais a provisão."),
    Campo(
        "outros_depositos",
        "Outros depósitos",
        "dinheiro",
        "O que falta para o total além dos depósitos à vista e a prazo: poupança, interfinanceiros e outros.",
    ),
    Campo(
        "nas_faixas",
        "Tudo o que as faixas de atraso classificam",
        "dinheiro",
        "A soma das seis faixas: a conta 3.3.2, com o crédito antes da provisão e outros ativos, como títulos.",
    ),
)


def completar(balancetes: pd.DataFrame) -> pd.DataFrame:
    """Os mesmos balancetes com o patrimônio ajustado, a carteira bruta, os atrasos somados [R$] e as razões [%].

    O que falta numa conta a deixa sem resposta (NaN), e só a ela. Uma tabela vazia dá as mesmas colunas.

    >>> um = pd.DataFrame([{n: float("nan") for n in DOS_ITENS} | {"operacoes_de_credito": 50.0, "ativo_total": 80.0}])
    >>> completar(um)[["credito_no_ativo", "depositos_no_ativo", "carteira_bruta"]].iloc[0].tolist()
    [62.5, nan, nan]
    """
    b = balancetes
    cheia = b.assign(
        patrimonio_ajustado=b["patrimonio_da_cooperativa"] + b["sobras_do_semestre"],
        carteira_bruta=b["operacoes_de_credito"] + b["provisao_da_carteira"],
        outros_depositos=b["depositos_totais"] - b["depositos_a_vista"] - b["depositos_a_prazo"],
    )
    cheia = cheia.assign(**_atrasos_somados(b))
    return cheia.assign(**{nome: contas.porcento(cheia[r.parte], cheia[r.todo]) for nome, r in PELO_NOME.items()})


def _atrasos_somados(b: pd.DataFrame) -> dict[str, pd.Series]:
    """Quanto passou de 30, 60 e 90 dias [R$]: o que é certo e, com o que tem problema, o que é possível."""
    de_31, de_61 = b["atraso_de_31_a_60_dias"], b["atraso_de_61_a_90_dias"]
    de_91, duvida = b["atraso_de_mais_de_90_dias"], b["com_problema_ate_90_dias"]
    certos = {30: de_31 + de_61 + de_91, 60: de_61 + de_91}
    return (
        {"nas_faixas": b[[campo.nome for campo in ATRASOS]].sum(axis=1, min_count=len(ATRASOS)), "em_atraso_90": de_91}
        | {f"em_atraso_{dias}_certo": valor for dias, valor in certos.items()}
        | {f"em_atraso_{dias}_possivel": valor + duvida for dias, valor in certos.items()}
    )


def somar_por_mes(completos: pd.DataFrame) -> pd.DataFrame:
    """Cada razão na rede, soma sobre soma: uma linha por mês e razão, com quantas entraram e ficaram fora.

    Só entra numa conta a cooperativa que tem a parte e o todo dela.
    """
    partes = []
    for nome, razao in PELO_NOME.items():
        com_as_duas = completos[razao.parte].notna() & completos[razao.todo].notna()
        dentro = completos[com_as_duas].groupby("mes")[[razao.parte, razao.todo]].sum()
        todas = completos.groupby("mes").size()
        quantas = com_as_duas.groupby(completos["mes"]).sum().reindex(todas.index)
        valor = contas.porcento(dentro[razao.parte], dentro[razao.todo]).reindex(todas.index)
        partes.append(
            pd.DataFrame({"razao": nome, "valor": valor, "dentro": quantas.astype(float), "fora": todas - quantas})
        )
    return pd.concat(partes).rename_axis("mes").reset_index()


class Alvo(NamedTuple):
    """Entre quanto e quanto o PEARLS recomenda [%]; NaN onde não há limite."""

    minimo: float
    maximo: float
    fonte: str


def alvo(pearls: str, mes: str) -> Alvo:
    """O alvo de um indicador PEARLS num mês "aaaa-mm"; sem alvo conhecido na data, NaN e fonte vazia.

    >>> alvo("e1", "2025-12")
    Alvo(minimo=70.0, maximo=80.0, fonte='WOCCU, PEARLS 2014')
    >>> alvo("e1", "2009-12").fonte
    ''
    """
    achados = [_parametro(f"pearls_{pearls}_{limite}", mes) for limite in ("minimo", "maximo")]
    valores = [achado.valor if achado else float("nan") for achado in achados]
    fontes = dict.fromkeys(", ".join(filter(None, [a.fonte, a.aviso])) for a in achados if a)
    return Alvo(*valores, "; ".join(fontes))


def _parametro(nome: str, mes: str) -> parametros.Parametro | None:
    try:
        return parametros.valor(nome, pd.Timestamp(f"{mes}-01"))
    except (KeyError, ValueError):  # este lado não tem limite, ou o mês vem antes da primeira data
        return None


def semelhantes(pares: pd.DataFrame, mes: str, ativo: float, raiz: object) -> pd.DataFrame:
    """Os pares do mesmo mês com ativo entre a metade e o dobro; a própria cooperativa não é par de si mesma."""
    do_mes = pares[(pares["mes"] == mes) & pares["ativo_total"].between(ativo / 2, ativo * 2)]
    return do_mes[do_mes["raiz_do_cnpj"] != raiz]
