"""Lê tabelas guardadas como texto: csv e txt, como cada programa os grava."""

from __future__ import annotations

import csv
import io

from caderno.folhas.recusas import ESTRAGADO, GRANDE, MAIS_CELULAS, NAO_E_PLANILHA, OUTROS_ARQUIVOS, ErroDePlanilha


def abrir(conteudo: bytes) -> list[list[str]]:
    """As linhas de um csv ou txt, em qualquer codificação e separador. Levanta ErroDePlanilha."""
    for inicio, o_que in OUTROS_ARQUIVOS.items():
        if conteudo.startswith(inicio):
            raise ErroDePlanilha(NAO_E_PLANILHA.format(o_que=o_que))
    texto = decodificar(conteudo)
    comeco = texto[:4000].lstrip().casefold()
    if comeco.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<meta")) or "<table" in comeco:
        raise ErroDePlanilha(
            "Isto é uma página da internet com nome de planilha. Abra-a no programa de planilhas, "
            "salve como .xlsx e envie de novo."
        )
    csv.field_size_limit(40_000)  # numa célula de planilha cabem 32.767 letras
    try:
        linhas = _separar(texto)
    except csv.Error:
        raise ErroDePlanilha(ESTRAGADO) from None
    if sum(map(len, linhas)) > MAIS_CELULAS:
        raise ErroDePlanilha(GRANDE)
    return linhas


def decodificar(conteudo: bytes) -> str:
    """O texto, na codificação em que foi gravado. Levanta ErroDePlanilha se não é texto."""
    for marca, codificacao in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if conteudo.startswith(marca):
            return conteudo.decode(codificacao, "replace")
    amostra = conteudo[:20_000]
    estranhos = sum(amostra.count(c) for c in range(32) if c not in (9, 10, 11, 12, 13))
    if b"\0" in amostra or estranhos > len(amostra) / 100:
        raise ErroDePlanilha(NAO_E_PLANILHA.format(o_que="não reconheci o que há dentro"))
    for codificacao in ("utf-8", "cp1252"):
        try:
            return conteudo.decode(codificacao)
        except UnicodeDecodeError:
            continue
    return conteudo.decode("latin-1")


def _separar(texto: str) -> list[list[str]]:
    primeira, _, resto = texto.partition("\n")
    if primeira.casefold().startswith("sep=") and len(primeira.strip()) == 5:
        return aparar([[], *csv.reader(io.StringIO(resto, newline=""), delimiter=primeira[4])])
    separador = _descobrir_separador(texto)

    def ler(**opcoes) -> list[list[str]]:
        return aparar(csv.reader(io.StringIO(texto, newline=""), delimiter=separador, **opcoes))

    try:
        return ler(strict=True)
    except csv.Error as erro:
        # Uma aspa que não se fecha engoliria o resto do arquivo: nesse caso, aspas são só texto.
        engoliu = "end of data" in str(erro) or "field larger" in str(erro)
        return ler(quoting=csv.QUOTE_NONE) if engoliu else ler()


def _descobrir_separador(texto: str) -> str:
    """O separador que divide mais linhas no mesmo número de colunas."""
    linhas = [linha for linha in texto[:200_000].splitlines()[:80] if linha.strip()]

    def acordo(separador: str) -> int:
        larguras = [len(linha) for linha in csv.reader(linhas, delimiter=separador)]
        comum = max(set(larguras), key=lambda n: (larguras.count(n) * (n > 1), n), default=1)
        return larguras.count(comum) * (comum - 1)

    return max(";\t,|", key=acordo)


def aparar(linhas) -> list[list[str]]:
    """Tira o vazio da direita e do fim; o da esquerda e o do meio ficam, para que as linhas tenham o seu número."""
    aparadas = []
    for linha in linhas:
        fim = len(linha)
        while fim and not linha[fim - 1].strip():
            fim -= 1
        aparadas.append(linha[:fim])
    while aparadas and not aparadas[-1]:
        aparadas.pop()
    return aparadas
