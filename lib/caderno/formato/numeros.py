"""Do texto ao número: milhares, centavos, sinais, símbolos e unidades."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from caderno.formato.datas import interpretar_data
from caderno.formato.escrita import completo, dobrar
from caderno.formato.lido import Lido, cortar, esperava
from caderno.modelo import Campo

_NUMERO = re.compile(
    r"""(?P<abre>\()?\s*(?P<menos>[-−–])?\s*\+?\s*(?P<reais>[rR]\s?\$)?\s*(?P<menos_depois_do_cifrao>[-−–])?\s*
        (?P<digitos>[0-9][0-9., ]*(?<![ ])|[.,][0-9]+)
        \s*(?P<menos_no_fim>[-−–])?\s*(?P<porcento>%)?
        \s*(?P<sufixo>(?![eE][-+]?[0-9])[/°]?[^\W\d_](?:[^\d,;:()?!$€£%+*=]|(?<=m)[23])*|°)?\s*(?P<fecha>\))?""",
    re.VERBOSE,
)
# Com três casas depois da vírgula pode haver engano de milhar: esse vai pelo caminho comprido.
_CLARO = re.compile(
    r"(?P<reais>R\$ )?(?P<numero>-?(?:(?P<milhar>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)|[0-9]{1,12})"
    r"(?:,(?:[0-9]{1,2}|[0-9]{4,6}))?)"
)
_SINAIS = ("abre", "menos", "menos_depois_do_cifrao", "menos_no_fim")
# O primeiro grupo de um milhar não começa com zero: "0.123" só pode ser decimal.
_BRASILEIRO = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+|[1-9][0-9]{0,2}( [0-9]{3})+)?(,[0-9]*)?")
_COM_PONTO_DECIMAL = re.compile(r"[0-9]*\.[0-9]+|[0-9]+\.?")
_AMERICANO = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(,[0-9]{3}){2,}")
_PARECE_MILHAR = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_MULTIPLOS = {
    "mil": 10**3, "k": 10**3, "mi": 10**6, "milhao": 10**6, "milhoes": 10**6,
    "bilhao": 10**9, "bilhoes": 10**9,
}  # fmt: skip
# Depois destas palavras vem um pedaço do número ou outro número: "2 e meio", "10 ou mais".
_CONTINUA = {"e", "ou", "a", "ate", "mais", "menos", "por"}
_GRANDE_DEMAIS = 1e15
_COMPRIDO_DEMAIS = 80


def ler_numero_claro(texto: str, campo: Campo) -> Lido | None:
    """O caminho curto de quase toda célula: só algarismos, com ou sem R$, milhar e vírgula. None: não é o caso.

    >>> ler_numero_claro("R$ 1.234,50", Campo("preco", "Preço", "dinheiro")).valor
    1234.5
    """
    claro = _CLARO.fullmatch(texto)
    if not claro or (claro["reais"] and campo.tipo != "dinheiro") or (claro["milhar"] and campo.unidade == "graus"):
        return None
    valor = float(claro["numero"].replace(".", "").replace(",", ".")) + 0.0
    return None if _fora_do_campo(valor, texto, campo) else Lido(valor)


def ler_numero(limpo: str, campo: Campo) -> Lido:
    """Qualquer campo numérico; a tabela guarda float."""
    partes = _NUMERO.fullmatch(limpo.removeprefix("'").strip()) if len(limpo) <= _COMPRIDO_DEMAIS else None
    if not partes or not _simbolos_cabem(partes, campo):
        return _ano_de_uma_data(limpo, campo) or esperava(limpo, campo)
    absoluto, aviso = _interpretar(partes["digitos"], campo)
    vezes, sobra = _ler_sufixo(partes["sufixo"] or "", campo)
    if absoluto is None or sobra.partition(" ")[0] in _CONTINUA:
        return esperava(limpo, campo)
    if sobra and campo.unidade == "graus":  # "5,8 S" perderia o sinal
        return esperava(limpo, campo)
    negativo = any(partes.group(*_SINAIS))
    valor = float(absoluto * vezes) * (-1 if negativo else 1) + 0.0
    if erro := _fora_do_campo(valor, limpo, campo):
        return Lido(erro=erro)
    if sobra:
        conta = f"a conta é em {campo.unidade}" if campo.unidade else "só o número entra na conta"
        aviso = f"Li {completo(valor, campo)} e deixei “{sobra}” de fora: {conta}."
    elif vezes > 1:
        aviso = f"Li “{limpo}” como {completo(valor, campo)}."
    return Lido(valor, aviso=aviso)


def _simbolos_cabem(partes: re.Match, campo: Campo) -> bool:
    if bool(partes["abre"]) != bool(partes["fecha"]) or sum(map(bool, partes.group(*_SINAIS))) > 1:
        return False
    if partes["reais"] and campo.tipo != "dinheiro" and not campo.unidade.startswith("R$"):
        return False
    return not partes["porcento"] or campo.tipo == "percentual" or "%" in campo.unidade


def _interpretar(digitos: str, campo: Campo) -> tuple[Decimal | None, str]:
    """Decide o que é milhar e o que é decimal; devolve o número, se houver, e um aviso."""
    em_graus = campo.unidade == "graus" and _COM_PONTO_DECIMAL.fullmatch(digitos)
    if _BRASILEIRO.fullmatch(digitos) and not em_graus:
        aviso = ""
        if campo.tipo == "dinheiro" and _PARECE_MILHAR.fullmatch(digitos):
            milhar = digitos.replace(",", ".")
            aviso = f"Li “{digitos}” com vírgula de centavos. Se são milhares, escreva {milhar}."
        return Decimal("0" + digitos.replace(".", "").replace(" ", "").replace(",", ".")), aviso
    if _COM_PONTO_DECIMAL.fullmatch(digitos):
        return Decimal(digitos), ""
    if _AMERICANO.fullmatch(digitos):
        valor = Decimal(digitos.replace(",", ""))
        return valor, f"Li “{digitos}” como {completo(valor, campo)}."
    return None, ""


def _ler_sufixo(sufixo: str, campo: Campo) -> tuple[int, str]:
    """Por quanto multiplicar ("12 mil sacos") e a unidade que sobra, se não é a do campo."""
    if not sufixo:
        return 1, ""
    palavras = dobrar(sufixo).split()
    vezes = _MULTIPLOS.get(palavras[0], 1) if palavras else 1
    if vezes > 1:
        palavras = palavras[2:] if palavras[1:2] == ["de"] else palavras[1:]
    unidade, sobra = dobrar(campo.unidade), " ".join(palavras)
    conhecidas = {"", unidade, f"{unidade}s", unidade.removesuffix("s")}
    if campo.tipo == "dinheiro":
        conhecidas |= {"reais", "real"}
    return vezes, "" if sobra in conhecidas else sobra


def _fora_do_campo(valor: float, limpo: str, campo: Campo) -> str:
    if abs(valor) > _GRANDE_DEMAIS:
        return f"Li “{cortar(limpo)}”, um número grande demais. Confira os algarismos."
    if campo.tipo in ("inteiro", "ano") and valor != int(valor):
        return f"Li “{cortar(limpo)}” e esperava um número inteiro. Escreva sem vírgula: {int(valor)}."
    if campo.tipo == "ano" and not 1500 <= valor <= 2100:
        return esperava(limpo, campo).erro
    limite = ""
    if campo.minimo is not None and valor < campo.minimo:
        limite = f"o menor valor aceito é {completo(campo.minimo, campo)}"
    elif campo.maximo is not None and valor > campo.maximo:
        limite = f"o maior valor aceito é {completo(campo.maximo, campo)}"
    return f"Li {completo(valor, campo)}, mas {limite}. Confira e corrija." if limite else ""


def _ano_de_uma_data(limpo: str, campo: Campo) -> Lido | None:
    data = interpretar_data(limpo) if campo.tipo == "ano" else None
    if not isinstance(data, datetime):
        return None
    return Lido(float(data.year), aviso=f"Li “{limpo}” e guardei só o ano, {data.year}.")
