"""Lê o arquivo de balancetes que o Banco Central publica todo mês, nos leiautes que ele já teve.

O leiaute se descobre pelo cabeçalho e pelo tamanho dos códigos, nunca pela data. Uma linha que não se entende
fica de fora e é dita, com o número; as outras entram.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pandas as pd

from caderno import formato
from caderno.folhas import texto_separado
from caderno.folhas.leitor import MAIOR_ARQUIVO
from caderno.folhas.recusas import GRANDE
from caderno.importadores import cosif
from caderno.importadores.contas_lidas import ContasLidas, enumerar_linhas, recusar_milhares
from caderno.importadores.recebido import Recebido
from caderno.planilha import ErroDePlanilha

DOCUMENTO = "4010"
_COMECO = 100_000  # bytes que bastam para saber se é um balancete
_POUCAS_COLUNAS = 3
_ABERTURA = 10  # linhas em que o arquivo se apresenta, antes da tabela
_CABECALHO = re.compile(r"^#?DATA(?:[ _]BASE)?\s*;.*\bSALDO\b.*$", re.MULTILINE | re.IGNORECASE)
_LINHA = re.compile(r"^\d{6};(?:\d{8};.*;\d{4};|\d{4};\d{8};).*;\s*-?\d+,\d\d\s*$", re.MULTILINE)
_TITULOS = {
    "data": ("DATA", "DATA BASE"),
    "documento": ("DOCUMENTO",),
    "cnpj": ("CNPJ",),
    "nome": ("NOME INSTITUICAO",),
    "conta": ("CONTA",),
    "saldo": ("SALDO",),
}
_MES = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_RAIZ = re.compile(r"[0-9A-Z]{8}")
_SALDO = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d\d")
_SALDO_DE_PLANILHA = re.compile(r"-?\d+(?:,\d{1,2})?")
_LETRAS_TROCADAS = re.compile("\ufffd|Ã[\u0080-\u00bf\u2018-\u203a]")
LEIAUTES = {
    "1": "leiaute até setembro de 2010",
    "1b": "leiaute antigo reeditado",
    "2": "leiaute de outubro de 2010 a dezembro de 2024",
    "3": "leiaute desde janeiro de 2025",
}
NAO_VERIFICADOS = {"1b", "3"}


def ler_do_banco_central(recebido: Recebido) -> ContasLidas | None:
    """As contas do documento 4010; None se o arquivo não é do Banco Central.

    Um balancete sem cabeçalho, ou com um cabeçalho a que falta uma coluna, levanta ErroDePlanilha.
    """
    if recebido.texto:
        comeco = _decodificar(recebido.texto[:_COMECO])
        if not (_CABECALHO.search(comeco) or len(_LINHA.findall(comeco)) > 2):
            return None
        if len(recebido.texto) > MAIOR_ARQUIVO:
            raise ErroDePlanilha(GRANDE)
        texto = _decodificar(recebido.texto).replace("\r\n", "\n").replace("\r", "\n")
        cabecalho = _CABECALHO.search(texto)
        return _ler(cabecalho and cabecalho[0].split(";"), (linha.split(";") for linha in texto.split("\n")), _SALDO)
    for folha in recebido.folhas:
        cabecalho = next((linha for linha in folha.celulas[:30] if _CABECALHO.search(";".join(linha))), None)
        if cabecalho:
            return _ler(cabecalho, folha.celulas, _SALDO_DE_PLANILHA)
    return None


def _decodificar(conteudo: bytes) -> str:
    try:
        return texto_separado.decodificar(conteudo)
    except ErroDePlanilha:  # não é texto: quem lê planilhas dirá o que é
        return ""


def _ler(cabecalho: list[str] | None, linhas: Iterable[Sequence[str]], saldo: re.Pattern) -> ContasLidas:
    if cabecalho is None:
        raise ErroDePlanilha(
            "Isto parece um balancete do Banco Central, mas não tem a linha de cabeçalho, a que começa por DATA ou "
            "#DATA_BASE. Sem ela não sei que número é de quê. Baixe o arquivo de novo, inteiro."
        )
    titulos = [titulo.strip().lstrip("#").upper().replace("_", " ") for titulo in cabecalho]
    separadas = _separar(linhas, cabecalho, _colunas(titulos))
    contas, recados = _converter(separadas, saldo)
    apresentacao = " ".join(separadas.abertura)
    recusar_milhares(apresentacao)
    leiaute = _leiaute(titulos, apresentacao, contas)
    recados = [*_dizer_leiaute(leiaute, contas), *_dizer_tortas(separadas.tortas), *recados, *_dizer_letras(contas)]
    return ContasLidas(contas, recados, f"Balancete do Banco Central, {LEIAUTES[leiaute]}")


def _colunas(titulos: list[str]) -> list[int]:
    faltam = [nome for nome, nomes in _TITULOS.items() if not set(nomes) & set(titulos)]
    if faltam:
        raise ErroDePlanilha(
            f"Isto parece um balancete do Banco Central, mas não acho a coluna {formato.juntar(faltam, 'nem')}. "
            f"As colunas que vi: {', '.join(titulos)}. Baixe o arquivo de novo ou confira o leiaute."
        )
    return [next(i for i, titulo in enumerate(titulos) if titulo in nomes) for nomes in _TITULOS.values()]


class _Separadas(NamedTuple):
    """As linhas do arquivo, cada uma no seu lugar."""

    textos: dict[str, np.ndarray]
    """Coluna de `_TITULOS` -> os textos dela, nas linhas que têm todas as colunas."""
    numeros: np.ndarray
    tortas: list[int]
    """Números das linhas que não têm as colunas certas."""
    abertura: list[str]
    """As linhas com que o arquivo se apresenta: quem o fez, quando, em que moeda."""


def _separar(linhas: Iterable[Sequence[str]], cabecalho: Sequence[str], colunas: list[int]) -> _Separadas:
    pegar, largura = itemgetter(*colunas), len(cabecalho)
    boas, numeros, tortas, abertura = [], [], [], []
    for numero, partes in enumerate(linhas, 1):
        if len(partes) == largura:
            if partes != cabecalho:  # arquivos emendados repetem o cabeçalho
                boas.append(pegar(partes))
                numeros.append(numero)
        elif any(parte.strip() for parte in partes):
            if len(partes) < _POUCAS_COLUNAS:  # a moeda pode estar dita em qualquer lugar do arquivo
                abertura.append(" ".join(partes))
            if len(partes) >= _POUCAS_COLUNAS or numero > _ABERTURA:
                tortas.append(numero)
    por_coluna = zip(*boas, strict=True) if boas else [()] * len(colunas)
    textos = {nome: _vetor(coluna) for nome, coluna in zip(_TITULOS, por_coluna, strict=True)}
    return _Separadas(textos, np.array(numeros, dtype=int), tortas, abertura)


def _vetor(valores: Sequence) -> np.ndarray:
    vetor = np.empty(len(valores), dtype=object)
    vetor[:] = valores
    return vetor


def _converter(separadas: _Separadas, saldo: re.Pattern) -> tuple[pd.DataFrame, list[str]]:
    """As linhas que se leem, como `ContasLidas` as quer, e o que dizer das outras."""
    documentos = _unicos(separadas.textos["documento"], str.strip)
    deste = documentos == DOCUMENTO
    recados = _dizer_documentos(pd.Series(documentos[~deste], dtype=object))
    textos = {nome: coluna[deste] for nome, coluna in separadas.textos.items()}
    tabela = pd.DataFrame(
        {
            "numero": separadas.numeros[deste],
            "raiz": _unicos(textos["cnpj"], _raiz),
            "nome": _unicos(textos["nome"], lambda nome: " ".join(nome.split())),
            "mes": _unicos(textos["data"], _mes),
            "conta": _unicos(textos["conta"], cosif.ler_conta),
            "centavos": _vetor([_centavos(texto, saldo) for texto in textos["saldo"]]),
        }
    )
    boas = np.ones(len(tabela), dtype=bool)
    for coluna, o_que, origem in _PODEM_FALTAR:
        ruins = tabela[coluna].isna().to_numpy() & boas
        boas &= ~ruins
        if ruins.any():
            recados.append(_nao_entendi(o_que, textos[origem][ruins][0], tabela["numero"][ruins].tolist()))
    certas = _unicos(tabela["conta"].to_numpy(), lambda conta: conta is not None and conta.digito_certo)
    errados = boas & ~certas.astype(bool)
    if errados.any():
        recados.append(_digito_errado(textos["conta"][errados][0], tabela["numero"][errados].tolist()))
    lidas = tabela[boas & ~errados].reset_index(drop=True)
    contas = lidas["conta"].to_numpy()
    return lidas.drop(columns="conta").assign(
        chave=_unicos(contas, lambda conta: conta.chave),
        novo=_unicos(contas, lambda conta: conta.algarismos == 10).astype(bool),
        centavos=lidas["centavos"].astype(float),
    ), recados


_PODEM_FALTAR = (
    ("mes", "a data", "data"),
    ("raiz", "o CNPJ", "cnpj"),
    ("conta", "o código da conta", "conta"),
    ("centavos", "o saldo", "saldo"),
)


def _unicos(textos: np.ndarray, ler: Callable) -> np.ndarray:
    """Lê cada texto diferente uma vez só: num mês inteiro quase tudo se repete."""
    codigos, diferentes = pd.factorize(textos)
    return _vetor([ler(texto) for texto in diferentes])[codigos] if len(textos) else _vetor([])


def _mes(texto: str) -> str | None:
    texto = texto.strip()
    return f"{texto[:4]}-{texto[4:]}" if _MES.fullmatch(texto) else None


def _raiz(texto: str) -> str | None:
    """A raiz de oito algarismos; um programa de planilhas pode ter comido os zeros da esquerda."""
    limpo = re.sub(r"[./-]", "", texto.strip().upper())
    limpo = limpo.zfill(14)[:8] if len(limpo) > 8 and limpo.isdigit() else limpo[:8] if len(limpo) == 14 else limpo
    limpo = limpo.zfill(8) if limpo.isdigit() else limpo
    return limpo if _RAIZ.fullmatch(limpo) and limpo.strip("0") else None


def _centavos(texto: str, saldo: re.Pattern) -> int | None:
    texto = texto.strip()
    if not saldo.fullmatch(texto):
        return None
    reais, _, centavos = texto.replace(".", "").partition(",")
    return int(f"{reais}{centavos.ljust(2, '0')}")


# ------------------------------------------------------------------ o que dizer


def _leiaute(titulos: list[str], apresentacao: str, contas: pd.DataFrame) -> str:
    if "DATA" in titulos:
        return "1"
    if len(contas) and contas["novo"].mean() > 0.5:
        return "3"
    moeda = formato.dobrar(apresentacao)
    if "moeda" not in moeda:
        return "2"
    if not re.search(r"moeda (?:corrente )?(?:real|reais|r)\b", moeda):
        raise ErroDePlanilha(
            f"Este balancete diz que a moeda é outra: “{apresentacao.strip()[:160]}”. Só leio valores em reais."
        )
    return "1b"


def _dizer_leiaute(leiaute: str, contas: pd.DataFrame) -> Iterator[str]:
    if contas["novo"].nunique() > 1:
        yield "O arquivo mistura códigos de conta de 8 e de 10 algarismos. Li os dois; confira de onde ele veio."
    if leiaute in NAO_VERIFICADOS:
        yield (
            f"Leiaute não verificado com arquivo oficial: {LEIAUTES[leiaute]}. "
            "Confira dois ou três números com o documento da cooperativa."
        )


def _dizer_documentos(outros: pd.Series) -> list[str]:
    return [
        f"Deixei de fora {formato.plural(quantas, 'linha', 'linhas')} do documento {documento or 'sem número'}: "
        f"{_PORQUE.get(documento, 'não é o balancete')}. Entra só o {DOCUMENTO}, o balancete."
        for documento, quantas in outros.value_counts().sort_index().items()
    ]


_PORQUE = {
    "4016": "é o balanço depois do encerramento, e somar os dois dobraria tudo",
    "4020": "é de um conglomerado",
    "4026": "é o balanço de um conglomerado",
}


def _dizer_tortas(tortas: list[int]) -> Iterator[str]:
    if tortas:
        sao = formato.plural(len(tortas), "linha cortada ou emendada", "linhas cortadas ou emendadas")
        yield f"{sao}, sem o número certo de colunas: {enumerar_linhas(tortas)}. Ficaram de fora."


def _nao_entendi(o_que: str, texto: str, numeros) -> str:
    ficaram = "Ficou de fora" if len(numeros) == 1 else "Ficaram de fora"
    return f"Não entendi {o_que}, como em “{str(texto).strip()[:30]}”: {enumerar_linhas(numeros)}. {ficaram}."


def _digito_errado(texto: str, numeros) -> str:
    ficaram = "Ficou de fora" if len(numeros) == 1 else "Ficaram de fora"
    return (
        f"O dígito verificador da conta não confere, como em “{texto.strip()}”: {enumerar_linhas(numeros)}. "
        f"{ficaram}: pode ser outra conta, mal escrita."
    )


def _dizer_letras(contas: pd.DataFrame) -> Iterator[str]:
    trocadas = [nome for nome in contas["nome"].unique() if _LETRAS_TROCADAS.search(nome)]
    if trocadas:
        linha = int(contas.loc[contas["nome"] == trocadas[0], "numero"].iloc[0])
        yield (
            f"Há nomes com as letras trocadas, como “{trocadas[0][:40]}” (linha {linha}): o arquivo foi gravado com "
            "outra codificação. Os números não mudam; a cooperativa é reconhecida pelo CNPJ."
        )
