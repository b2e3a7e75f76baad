"""Do valor ao texto: números, dinheiro, datas, enumerações e plurais."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from numbers import Real

from caderno.modelo import NAO_SE_APLICA, Campo

TRACO = "—"
MESES = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip

_PONTO_POR_VIRGULA = str.maketrans(",.", ".,")
_NAO_ALFANUMERICO = re.compile(r"[\W_]+")
_MES_CANONICO = re.compile(r"[0-9]{4}-[0-9]{2}")


def ausente(valor) -> bool:
    """Diz se o valor não existe (None, NaN, NaT).

    >>> ausente(float("nan")), ausente(0.0)
    (True, False)
    """
    try:
        return valor is None or bool(valor != valor)
    except TypeError:  # pandas.NA não responde sim nem não
        return True


def meio_para_cima(valor, casas: int) -> Decimal:
    """Arredonda o número que a pessoa vê, sem o resto binário: 2,675 vira 2,68.

    >>> meio_para_cima(2.675, 2), meio_para_cima(2.5, 0)
    (Decimal('2.68'), Decimal('3'))
    """
    with localcontext(prec=400):
        decimal = Decimal(repr(float(valor))).quantize(Decimal(1).scaleb(-casas), ROUND_HALF_UP)
    return decimal or abs(decimal)  # "-0,00" não é número que se mostre


def numero(valor, casas: int = 2) -> str:
    """Número com ponto de milhar e vírgula, arredondado com o meio para cima.

    >>> numero(1234.5), numero(2.25, 1), numero(-0.001)
    ('1.234,50', '2,3', '0,00')
    """
    return NAO_SE_APLICA if ausente(valor) else _com_pontos(meio_para_cima(valor, casas))


def dinheiro(valor, casas: int = 2) -> str:
    """Valor em reais; sem valor, "não se aplica".

    >>> dinheiro(1234.5), dinheiro(-1234.5)
    ('R$ 1.234,50', '-R$ 1.234,50')
    """
    return NAO_SE_APLICA if ausente(valor) else _com_cifrao(numero(valor, casas))


def percentual(valor, casas: int = 1) -> str:
    """Pontos percentuais [%] por escrito.

    >>> percentual(12.5), percentual(2.25)
    ('12,5 %', '2,3 %')
    """
    return NAO_SE_APLICA if ausente(valor) else f"{numero(valor, casas)} %"


def quantidade(valor, unidade: str = "") -> str:
    """Até duas casas, sem zeros que nada dizem, com a unidade.

    >>> quantidade(1234.0, "kg"), quantidade(0.5), quantidade(1, "pessoas")
    ('1.234 kg', '0,5', '1 pessoa')
    """
    return NAO_SE_APLICA if ausente(valor) else _com_unidade(_sem_zeros(numero(valor, 2)), unidade)


def plural(n, um: str, muitos: str) -> str:
    """Conta e concorda.

    >>> plural(1, "empreendimento", "empreendimentos"), plural(1200, "venda", "vendas")
    ('1 empreendimento', '1.200 vendas')
    """
    return f"{quantidade(n)} {um if n == 1 else muitos}"


def juntar(nomes, ultimo: str = "e") -> str:
    """Enumera como se fala.

    >>> juntar(["a", "b", "c"]), juntar(["a", "b"], "ou"), juntar([])
    ('a, b e c', 'a ou b', '')
    """
    nomes = [str(nome) for nome in nomes]
    if len(nomes) < 2:
        return "".join(nomes)
    return f"{', '.join(nomes[:-1])} {ultimo} {nomes[-1]}"


def mes_por_extenso(mes: str) -> str:
    """Mês "aaaa-mm" por extenso.

    >>> mes_por_extenso("2026-03")
    'março de 2026'
    """
    return NAO_SE_APLICA if ausente(mes) else f"{MESES[int(mes[5:7]) - 1]} de {mes[:4]}"


def dobrar(texto: str) -> str:
    """Texto sem acentos, maiúsculas, pontuação e espaços a mais: serve para comparar nomes.

    >>> dobrar("  COOPERATIVA  Pão-de-Açúcar ")
    'cooperativa pao de acucar'
    """
    return _dobrado(str(texto))


@lru_cache(maxsize=20_000)  # os mesmos nomes se comparam muitas vezes
def _dobrado(texto: str) -> str:
    if not texto.isascii():  # em 20.000 linhas quase todo texto passa por aqui, e a maioria não tem acento
        letras = unicodedata.normalize("NFKD", texto)
        texto = "".join(letra for letra in letras if not unicodedata.combining(letra))
    return " ".join(_NAO_ALFANUMERICO.sub(" ", texto.casefold()).split())


def escrever(valor, campo: Campo, curto: bool = False) -> str:
    """O valor de um campo por escrito; o que falta vira travessão.

    Com `curto`, escreve para caixas de entrada e planilhas: sem unidade nem símbolo, com todas
    as casas que o número tem, de modo que `ler` devolva o mesmo valor; o que falta fica em branco.

    >>> escrever(12.5, Campo("p", "P", "percentual")), escrever(12.5, Campo("p", "P", "percentual"), True)
    ('12,5 %', '12,5')
    """
    if ausente(valor):
        return "" if curto else TRACO
    if campo.tipo == "mes":
        return _escrever_mes(valor)
    if isinstance(valor, date):
        return f"{valor:%d/%m}/{valor.year:04d}"
    if campo.tipo == "sim_nao" and not isinstance(valor, str):
        return "sim" if valor else "não"
    if not isinstance(valor, Real):
        return str(valor)
    if not campo.numerico:  # um código ou telefone que a planilha guardou como número
        return _sem_zeros(_exato(valor).replace(".", ","))
    return _curto(valor, campo) if curto else _mostrado(valor, campo)


def completo(valor, campo: Campo) -> str:
    """Como `escrever`, com símbolo ou unidade, mas sem perder casas: R$ 0,0375 não vira R$ 0,04.

    >>> completo(0.0375, Campo("preco", "Preço", "dinheiro"))
    'R$ 0,0375'
    """
    if not campo.numerico or campo.tipo == "ano":
        return escrever(valor, campo)
    exato = _curto(valor, campo)
    match campo.tipo:
        case "dinheiro":
            return _com_cifrao(exato)
        case "percentual":
            return f"{exato} %"
    return _com_unidade(exato, campo.unidade)


def _escrever_mes(valor) -> str:
    if isinstance(valor, date):
        return f"{valor:%m}/{valor.year:04d}"
    return f"{valor[5:7]}/{valor[:4]}" if _MES_CANONICO.fullmatch(str(valor)) else str(valor)


def _mostrado(valor, campo: Campo) -> str:
    match campo.tipo:
        case "dinheiro":
            return dinheiro(valor, 2 if campo.casas is None else campo.casas)
        case "percentual":
            return percentual(valor, 1 if campo.casas is None else campo.casas)
        case "ano":
            return f"{meio_para_cima(valor, 0):f}"
        case "inteiro":
            return _com_unidade(numero(valor, 0), campo.unidade)
    casas = 4 if campo.casas is None and campo.unidade == "graus" else campo.casas
    if casas is None:
        return quantidade(valor, campo.unidade)
    return _com_unidade(numero(valor, casas), campo.unidade)


def _curto(valor, campo: Campo) -> str:
    if campo.tipo == "ano" or campo.unidade == "graus":
        return _sem_zeros(_exato(valor).replace(".", ","))
    texto = _sem_zeros(_com_pontos(Decimal(_exato(valor))))
    if campo.tipo != "dinheiro":
        return texto
    inteiros, _, decimais = texto.partition(",")
    # Três casas em dinheiro parecem milhar ("1,234"): um zero a mais desfaz a dúvida.
    return f"{inteiros},{decimais.ljust(4 if len(decimais) == 3 else 2, '0')}"


def _exato(valor) -> str:
    # 15 algarismos é o que as planilhas guardam: 0,1 + 0,2 sai 0,3.
    return f"{Decimal(f'{float(valor) + 0.0:.15g}'):f}"


def _com_pontos(decimal: Decimal) -> str:
    return f"{decimal:,f}".translate(_PONTO_POR_VIRGULA)


def _sem_zeros(texto: str) -> str:
    return texto.rstrip("0").rstrip(",") if "," in texto else texto


def _com_cifrao(texto: str) -> str:
    return f"-R$ {texto[1:]}" if texto.startswith("-") else f"R$ {texto}"


def _com_unidade(texto: str, unidade: str) -> str:
    if texto in ("1", "-1") and unidade.endswith(("as", "os")):
        unidade = unidade[:-1]
    return f"{texto} {unidade}".strip()
