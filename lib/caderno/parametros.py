"""Valores que a lei muda, com data e fonte. Ficam em `parametros.csv`; nunca dentro de uma conta."""

from __future__ import annotations

import csv
import math
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


@dataclass(frozen=True)
class Inflacao:
    """Por quanto multiplicar um valor antigo para compará-lo com um de hoje."""

    fator: float
    """NaN antes do primeiro mês conhecido."""
    ate: str
    """O último mês de IPCA que entrou na conta, "aaaa-mm"."""
    aviso: str = ""
    """Diz que faltam meses de inflação no fim."""


def inflacao(de: str, ate: str) -> Inflacao:
    """Quanto valem no fim de um mês os reais do fim de outro, pelo IPCA do IBGE (meses "aaaa-mm").

    Os meses ainda não conhecidos ficam fora da conta, com aviso.

    >>> round(inflacao("2017-12", "2018-12").fator, 4)  # 3,75 % em 2018
    1.0375
    >>> inflacao("2017-12", "2017-12").fator
    1.0
    """
    meses = _ipca()
    ultimo = max(meses)
    if de < min(meses):
        return Inflacao(float("nan"), ultimo)
    fator = math.prod(1 + variacao / 100 for mes, variacao in meses.items() if de < mes <= ate)
    aviso = f"o IPCA só é conhecido até {ultimo[5:]}/{ultimo[:4]}" if ate > ultimo else ""
    return Inflacao(float(fator), min(ate, ultimo), aviso)


@cache
def _ipca() -> dict[str, float]:
    """Mês -> variação do IPCA no mês [%]. Fonte: IBGE."""
    texto = (files("caderno") / "recursos" / "ipca.csv").read_text(encoding="utf-8")
    return {
        linha["mes"]: ler(linha["variacao"], _VALOR).valor
        for linha in csv.DictReader(texto.splitlines(), delimiter=";")
    }
