"""Do texto à data e ao mês, também como as planilhas os guardam."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from caderno.formato.escrita import MESES, dobrar
from caderno.formato.lido import Lido, esperava
from caderno.modelo import Campo

_HORA = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?)?"
_SEPARADOR = r"\.?\s?(?:[-/.]|\bde\b|\s)\s?"
_MES_E_ANO_ESCRITOS = rf"(?P<mes>[0-9]{{1,2}}|[^\W\d_]{{3,9}}){_SEPARADOR}(?P<ano>[0-9]{{4}}|[0-9]{{2}})"
_DATA_ISO = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_HORA}")
_DATA = re.compile(rf"(?P<dia>[0-9]{{1,2}})º?{_SEPARADOR}{_MES_E_ANO_ESCRITOS}{_HORA}")
_MES_E_ANO = re.compile(_MES_E_ANO_ESCRITOS)
_ANO_E_MES = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_ANO_E_MES_JUNTOS = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])")
# "10.50" é mais dinheiro fora do lugar do que outubro de 1950.
_DECIMAL = re.compile(r"[0-9]{1,2}\.[0-9]{2}")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
# "março", "marc", "mar", e as abreviaturas das planilhas em inglês.
_MESES_ABREVIADOS = {"feb": 2, "apr": 4, "may": 5, "aug": 8, "sep": 9, "oct": 10, "dec": 12} | {
    dobrar(nome)[:letras]: mes for mes, nome in enumerate(MESES, start=1) for letras in range(3, len(nome) + 1)
}
_COM_DIA = "Escreva dia, mês e ano: 31/12/2026."


def ler_data(limpo: str, campo: Campo) -> Lido:
    """Uma data, à meia-noite."""
    data = interpretar_data(limpo)
    if isinstance(data, str):
        return Lido(erro=data)
    if data:
        return Lido(data)
    if data := _do_serial(limpo):
        return Lido(data, aviso=f"Li o número {limpo} como a data {data:%d/%m/%Y}. Confira se é ela.")
    if _ano_e_mes(limpo):
        return Lido(erro=f"Li “{limpo}” e faltou o dia. {_COM_DIA}")
    return esperava(limpo, campo)


def ler_mes(limpo: str, campo: Campo) -> Lido:
    """Um mês, "aaaa-mm"."""
    if partes := _ano_e_mes(limpo):
        ano, mes = partes
        if not 1 <= mes <= 12:
            return Lido(erro=f"Li “{limpo}”, mas não existe o mês {mes}. Escreva mês e ano: 03/2026.")
        return Lido(f"{ano}-{mes:02d}") if 1500 <= ano <= 2100 else esperava(limpo, campo)
    data = interpretar_data(limpo)
    if isinstance(data, str):
        return Lido(erro=data)
    if data:
        return Lido(f"{data:%Y-%m}")
    if data := _do_serial(limpo):
        return Lido(f"{data:%Y-%m}", aviso=f"Li o número {limpo} como o mês {data:%m/%Y}. Confira se é ele.")
    return esperava(limpo, campo)


def interpretar_data(limpo: str) -> datetime | str | None:
    """A data, a frase que diz por que ela não existe, ou None se o texto não parece data."""
    if partes := _DATA_ISO.fullmatch(limpo):
        ano, mes, dia = (int(parte) for parte in partes.groups())
    elif (partes := _DATA.fullmatch(limpo)) and (mes := _numero_do_mes(partes["mes"])) is not None:
        dia, ano = int(partes["dia"]), _ano_por_extenso(partes["ano"])
    else:
        return None
    if not 1500 <= ano <= 2100:
        return f"Li “{limpo}”, mas o ano {ano} está fora do esperado. {_COM_DIA}"
    if not 1 <= mes <= 12:
        return f"Li “{limpo}”, mas não existe o mês {mes}. {_COM_DIA}"
    try:
        return datetime(ano, mes, dia)
    except ValueError:
        return f"Li “{limpo}”, mas {MESES[mes - 1]} de {ano} não tem dia {dia}. Confira o dia."


def _ano_e_mes(limpo: str) -> tuple[int, int] | None:
    if partes := _ANO_E_MES.fullmatch(limpo) or _ANO_E_MES_JUNTOS.fullmatch(limpo):
        return int(partes[1]), int(partes[2])
    partes = _MES_E_ANO.fullmatch(limpo)
    if not partes or _DECIMAL.fullmatch(limpo):
        return None
    mes = _numero_do_mes(partes["mes"])
    return None if mes is None else (_ano_por_extenso(partes["ano"]), mes)


def _do_serial(limpo: str) -> datetime | None:
    """Planilhas contam os dias desde 30/12/1899; aqui só vale o que cai entre 1927 e 2100."""
    partes = _SERIAL.fullmatch(limpo)
    if not partes or not 10_000 <= int(partes[1]) <= 73_415:
        return None
    return datetime(1899, 12, 30) + timedelta(days=int(partes[1]))


def _ano_por_extenso(texto: str) -> int:
    ano = int(texto)
    if len(texto) > 2:
        return ano
    return ano + (2000 if ano < 50 else 1900)


def _numero_do_mes(texto: str) -> int | None:
    if texto.isdecimal():
        return int(texto)
    return _MESES_ABREVIADOS.get(dobrar(texto))
