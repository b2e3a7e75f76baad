"""Abre uma fita em pedaços: acha o cabeçalho, diz que coluna é o quê e entrega tabelas de texto.

Uma fita não cabe na memória como textos do Python; em pedaços, um milhão de operações ocupa pouco.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import pandas as pd

from caderno import planilha
from caderno.folhas import titulos
from caderno.folhas.recusas import GRANDE, OUTROS_ARQUIVOS
from caderno.importadores.fita.colunas import FITA
from caderno.importadores.recebido import Recebido

PEDACO = 150_000  # linhas
_COMECO = 40_000  # bytes em que o cabeçalho tem de estar
_LINHAS_ATE_O_CABECALHO = 20
_SOBRA = 6  # colunas a mais que uma linha quebrada pode ter
_PULADA = re.compile(r"Skipping line")
# De uma fita não se pede o que só a carteira já somada tem.
_JA_SOMADA = re.compile(r"mais de (30|60|90)|impressao digital|\b(quantidade|n|numero) de operacoes\b|^operacoes$")
_POUCOS_VALORES = ("cooperativa", "mes", "porte", "modalidade", "dias_de_atraso", "situacao", "parte_da_fita")
GRANDE_PARA_XLSX = (
    "O arquivo é grande demais para ser lido como planilha. Se é uma fita de operações, salve como .csv: "
    "nesse formato cabe um milhão de operações."
)


class Engoliu(Exception):
    """Uma aspa que não se fecha engoliu linhas: é preciso ler de novo com as aspas como texto."""


@dataclass
class Fita:
    """Uma fita aberta: o que se sabe dela antes de somar."""

    nome: str
    titulos: list[str]
    colunas: dict[str, int]
    """Campo -> posição da coluna."""
    textos: bytes | list[list[str]]
    """O csv em bytes ou as linhas da planilha, sem o cabeçalho."""
    cabecalho: int
    """Em que linha do arquivo está o cabeçalho, a partir de 0."""
    codificacao: str = "utf-8"
    separador: str = ";"
    aspas: bool = True
    fora: dict[str, int] = field(default_factory=dict)
    """Por que linhas não chegaram a ser lidas -> quantas."""

    def pedacos(self) -> Iterator[pd.DataFrame]:
        """Tabelas de texto com uma coluna para cada posição e `_inteira`; levanta Engoliu se é preciso recomeçar."""
        self.fora.clear()
        yield from (self._do_csv() if isinstance(self.textos, bytes) else self._da_planilha())

    def _da_planilha(self) -> Iterator[pd.DataFrame]:
        largura = len(self.titulos)
        for i in range(0, len(self.textos), PEDACO):
            linhas = [linha for linha in self.textos[i : i + PEDACO] if any(c.strip() for c in linha)]
            inteiras = [not any(c.strip() for c in linha[largura:]) for linha in linhas]
            completas = [(linha + [""] * largura)[:largura] for linha in linhas]
            yield self._pronto(pd.DataFrame(completas, columns=range(largura), dtype=object), inteiras)

    def _do_csv(self) -> Iterator[pd.DataFrame]:
        largura = len(self.titulos)
        lidas = puladas = 0
        with self._leitor(range(largura + _SOBRA)) as leitor:
            while (lido := self._proximo(leitor)) is not None:
                pedaco, avisos = lido
                lidas, puladas = lidas + len(pedaco), puladas + avisos
                inteiras = _vazias(pedaco, range(largura, largura + _SOBRA))
                if self._ultima_cortada() and lidas + puladas >= self._linhas:
                    inteiras[-1:] = False
                yield self._pronto(pedaco[range(largura)], inteiras)
        if self.aspas and b'"' in self.textos and self._linhas != lidas + puladas:
            raise Engoliu
        if puladas:
            self.fora["com colunas demais"] = puladas

    def _leitor(self, nomes: range):
        # O pandas transforma em número as categorias que são só algarismos: "1.234" dias viraria 1,234.
        poucos = [self.colunas[c] for c in ("porte", "modalidade", "situacao") if c in self.colunas]
        tipos = dict.fromkeys(nomes, object) | dict.fromkeys([*poucos, *nomes[len(self.titulos) :]], "category")
        return pd.read_csv(
            io.BytesIO(self.textos),
            sep=self.separador,
            encoding=self.codificacao,
            encoding_errors="replace",
            header=None,
            names=nomes,
            index_col=False,
            skiprows=self.cabecalho + 1,
            dtype=tipos,
            na_filter=False,
            quoting=csv.QUOTE_MINIMAL if self.aspas else csv.QUOTE_NONE,
            on_bad_lines="warn",
            chunksize=PEDACO,
        )

    def _proximo(self, leitor) -> tuple[pd.DataFrame, int] | None:
        """(pedaço, linhas com colunas demais que ficaram fora dele); None no fim."""
        with warnings.catch_warnings(record=True) as avisos:
            warnings.simplefilter("always", pd.errors.ParserWarning)
            try:
                pedaco = leitor.get_chunk()
            except StopIteration:
                return None
            except pd.errors.ParserError:
                if self.aspas:
                    raise Engoliu from None
                raise planilha.ErroDePlanilha(CORTADA) from None
        return pedaco, sum(len(_PULADA.findall(str(aviso.message))) for aviso in avisos)

    @cached_property
    def _linhas(self) -> int:
        """Quantas linhas com algum conteúdo o csv tem depois do cabeçalho."""
        linhas = io.BytesIO(self.textos)
        return sum(1 for linha in islice(linhas, self.cabecalho + 1, None) if linha.strip())

    def _ultima_cortada(self) -> bool:
        """O arquivo acaba no meio de uma linha: o último número pode estar pela metade."""
        fim = self.textos[-2000:]
        if fim.endswith((b"\n", b"\r")):
            return False
        *antes, ultima = re.split("\r\n|\r|\n", fim.decode(self.codificacao, "replace"))
        colunas = [max(self.colunas.values()), *(linha.count(self.separador) for linha in antes[-1:])]
        return ultima.count(self.separador) < max(colunas)

    def _pronto(self, tabela: pd.DataFrame, inteiras) -> pd.DataFrame:
        poucos = {self.colunas[campo] for campo in _POUCOS_VALORES if campo in self.colunas}
        for posicao in tabela.columns:
            if not self.aspas:
                tabela[posicao] = [str(texto).strip('"') for texto in tabela[posicao]]
            if posicao in poucos:
                coluna = tabela[posicao].astype("category")
                textos = map(str, coluna.cat.categories)
                tabela[posicao] = coluna.cat.rename_categories(list(textos))
        tabela["_inteira"] = inteiras
        return tabela


def _vazias(tabela: pd.DataFrame, colunas: Iterable[int]) -> np.ndarray:
    """True nas linhas em que estas colunas, lidas como categorias, estão todas em branco."""
    vazias = np.ones(len(tabela), bool)
    for posicao in colunas:
        categorias = tabela[posicao].cat.categories
        if len(categorias) > 1 or categorias.tolist() != [""]:
            vazias &= (tabela[posicao] == "").to_numpy()
    return vazias


CORTADA = "Não consegui ler a fita até o fim: o arquivo parece cortado ou estragado. Gere a fita de novo e envie."


def abrir(recebido: Recebido) -> Fita | None:
    """A fita que há no arquivo; None quando ele não é uma fita de operações."""
    if recebido.conteudo[:2] == b"PK" or recebido.conteudo[:4] == b"\xd0\xcf\x11\xe0":
        return None if recebido.texto else _abrir_planilha(recebido)  # um csv num zip não é uma fita
    if recebido.conteudo.startswith(tuple(OUTROS_ARQUIVOS)):
        return None
    conteudo, codificacao = _decodificavel(recebido.conteudo)
    comeco = re.split("\r\n|\r|\n", conteudo[:_COMECO].decode(codificacao, "replace"))[:_LINHAS_ATE_O_CABECALHO]
    achadas = []
    for separador in ";\t,|":
        for i, linha in enumerate(comeco):
            celulas = _separar(linha, separador)
            if colunas := colunas_da_fita(celulas):
                achadas.append(Fita(recebido.nome, celulas, colunas, conteudo, i, codificacao, separador))
                break
    return max(achadas, key=lambda fita: len(fita.colunas), default=None)


def _separar(linha: str, separador: str) -> list[str]:
    try:
        return next(csv.reader([linha], delimiter=separador), [])
    except csv.Error:
        return []


def _abrir_planilha(recebido: Recebido) -> Fita | None:
    try:
        folhas = recebido.arquivo.folhas
    except planilha.ErroDePlanilha as erro:
        raise planilha.ErroDePlanilha(GRANDE_PARA_XLSX) if str(erro) == GRANDE else erro from None
    for folha in folhas:
        for i, linha in enumerate(folha.celulas[:_LINHAS_ATE_O_CABECALHO]):
            if colunas := colunas_da_fita(linha):
                return Fita(recebido.nome or folha.nome, linha, colunas, folha.celulas[i + 1 :], i)
    return None


def colunas_da_fita(celulas: list[str]) -> dict[str, int]:
    """Campo -> posição, se estes são os títulos de uma fita; senão, vazio.

    >>> colunas_da_fita(["Sócio", "Porte", "Saldo (R$)", "Dias de atraso"])
    {'socio': 0, 'porte': 1, 'saldo': 2, 'dias_de_atraso': 3}
    >>> colunas_da_fita(["Mês", "Saldo"])
    {}
    """
    limpos = [titulos.limpo(celula) for celula in celulas]
    if any(_JA_SOMADA.search(limpo) for limpo in limpos):
        return {}
    colunas = titulos.casar(celulas, FITA, parecidos=False)
    de_quem = {"socio", "contrato", "modalidade", "situacao"} & colunas.keys()
    serve = "saldo" in colunas and (de_quem or "porte" in colunas)
    return colunas if serve and ("dias_de_atraso" in colunas or ("porte" in colunas and de_quem)) else {}


def _decodificavel(conteudo: bytes) -> tuple[bytes, str]:
    """O conteúdo e a codificação em que se lê; UTF-16 vira UTF-8."""
    if conteudo[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return conteudo.decode("utf-16", "replace").encode(), "utf-8"
    if conteudo[:3] == b"\xef\xbb\xbf":
        return conteudo, "utf-8-sig"
    try:
        conteudo.decode("utf-8")
    except UnicodeDecodeError:
        return conteudo, "cp1252"
    return conteudo, "utf-8"
