"""Valores que a lei muda, com data e fonte. Ficam em `parametros.csv`; nunca dentro de uma conta."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from caderno.formato import ler
from caderno.modelo import Campo

_VALOR = Campo("valor", "Valor", "numero")
_DATA = Campo("data", "Data", "data")


@dataclass(frozen=True)
class Parametro:
    """Um valor e o tempo em que vale."""

    nome: str
    valor: float
    unidade: str
    inicio: date
    fim: date
    fonte: str
    aviso: str = ""
    """Diz que o valor pode ter mudado, quando a data pedida passa do fim conhecido."""


def valor(nome: str, data: date) -> Parametro:
    """O parâmetro que vale numa data.

    Depois da última data conhecida devolve o último valor, com aviso. Antes da primeira levanta
    ValueError; nome que não existe levanta KeyError.

    >>> valor("salario_minimo_hora", date(2026, 3, 1)).valor
    7.37
    >>> valor("salario_minimo_hora", date(2031, 1, 1)).aviso
    'vigente até 31/12/2026, confirme'
    """
    if nome not in _tabela():
        raise KeyError(f"não existe parâmetro chamado {nome!r}; existem: {', '.join(_tabela())}")
    dia = data.date() if isinstance(data, datetime) else data
    conhecidos = _tabela()[nome]
    comecados = [p for p in conhecidos if p.inicio <= dia]
    if not comecados:
        raise ValueError(f"O valor de {nome} só é conhecido a partir de {conhecidos[0].inicio:%d/%m/%Y}.")
    atual = comecados[-1]
    return replace(atual, aviso=f"vigente até {atual.fim:%d/%m/%Y}, confirme") if dia > atual.fim else atual


@cache
def _tabela() -> dict[str, list[Parametro]]:
    """Cada parâmetro com os seus valores, do mais antigo ao mais novo."""
    texto = (files("caderno") / "parametros.csv").read_text(encoding="utf-8")
    tabela: dict[str, list[Parametro]] = {}
    for linha in csv.DictReader(texto.splitlines(), delimiter=";"):
        parametro = Parametro(
            nome=linha["nome"],
            valor=ler(linha["valor"], _VALOR).valor,
            unidade=linha["unidade"],
            inicio=ler(linha["inicio"], _DATA).valor.date(),
            fim=ler(linha["fim"], _DATA).valor.date(),
            fonte=linha["fonte"],
        )
        tabela.setdefault(parametro.nome, []).append(parametro)
    return {nome: sorted(valores, key=lambda p: p.inicio) for nome, valores in tabela.items()}
