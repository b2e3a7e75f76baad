"""Abre um arquivo de planilha e devolve só texto. Roda como processo à parte, com memória e tempo contados.

O arquivo entra pela entrada padrão e as folhas saem, em JSON, pela saída padrão. Um arquivo
malfeito pode derrubar este processo; quem o chamou (`leitor`) continua de pé.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from caderno.folhas import pacote_xlsx, texto_separado
from caderno.folhas.recusas import COM_SENHA, ESTRAGADO, GRANDE, MAIS_CELULAS, NAO_E_PLANILHA, VAZIO, ErroDePlanilha
from caderno.folhas.texto_separado import aparar

MEMORIA = 900_000_000  # bytes
MAIS_FOLHAS = 100
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOLHA_DAS_LISTAS = "_listas"  # só os nossos modelos têm
_FOLHAS_DE_APOIO = (_FOLHA_DAS_LISTAS, "Instruções")


def abrir(conteudo: bytes) -> list[dict]:
    """As folhas do arquivo, cada uma com `nome` e `celulas` (linhas de textos, desde a linha 1).

    O formato é descoberto pelo conteúdo, não pelo nome do arquivo. Levanta ErroDePlanilha.
    """
    if not conteudo.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise ErroDePlanilha(VAZIO)
    if conteudo.startswith(b"PK"):
        folhas = _abrir_zip(conteudo)
    elif conteudo.startswith(_OLE2):
        folhas = _abrir_ole2(conteudo)
    else:
        folhas = [{"nome": "", "celulas": texto_separado.abrir(conteudo)}]
    if any(folha["nome"] == _FOLHA_DAS_LISTAS for folha in folhas):
        folhas = [folha for folha in folhas if folha["nome"] not in _FOLHAS_DE_APOIO]
    if not any(folha["celulas"] for folha in folhas):
        raise ErroDePlanilha(VAZIO)
    return [folha for folha in folhas if folha["celulas"]]


def _abrir_zip(conteudo: bytes) -> list[dict]:
    try:
        pacote = zipfile.ZipFile(io.BytesIO(conteudo))
        nomes = pacote.namelist()
    except zipfile.BadZipFile:
        raise ErroDePlanilha(ESTRAGADO) from None
    if any(nome.startswith(("word/", "ppt/")) for nome in nomes):
        raise ErroDePlanilha(NAO_E_PLANILHA.format(o_que="é um documento de texto ou uma apresentação"))
    if not any(nome.startswith("xl/") or nome == "content.xml" for nome in nomes):
        raise ErroDePlanilha(NAO_E_PLANILHA.format(o_que="é um arquivo compactado"))
    if problema := pacote_xlsx.problema_do_pacote(pacote):
        raise ErroDePlanilha(problema)
    if "META-INF/manifest.xml" in nomes and b"encryption-data" in pacote.read("META-INF/manifest.xml"):
        raise ErroDePlanilha(COM_SENHA)
    return _ler_celulas(conteudo, pacote_xlsx.correcoes(pacote))


def _abrir_ole2(conteudo: bytes) -> list[dict]:
    if "EncryptedPackage".encode("utf-16-le") in conteudo:
        raise ErroDePlanilha(COM_SENHA)
    if "WordDocument".encode("utf-16-le") in conteudo:
        raise ErroDePlanilha(NAO_E_PLANILHA.format(o_que="é um documento de texto"))
    return _ler_celulas(conteudo, {})


def _ler_celulas(conteudo: bytes, correcoes: dict) -> list[dict]:
    import python_calamine

    try:
        livro = python_calamine.load_workbook(io.BytesIO(conteudo))
    except python_calamine.PasswordError:
        raise ErroDePlanilha(COM_SENHA) from None
    folhas, celulas = [], 0
    for descricao in livro.sheets_metadata[:MAIS_FOLHAS]:
        if descricao.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue  # uma folha que é só gráfico
        folha = livro.get_sheet_by_name(descricao.name)
        altura, largura = (n + 1 for n in folha.end or (-1, -1))
        if altura * largura > pacote_xlsx.MAIOR_FOLHA:
            raise ErroDePlanilha(
                f"A folha “{descricao.name}” vai até a célula {pacote_xlsx.letra_da_coluna(largura)}{altura}. "
                "Apague o que está longe da tabela e envie de novo."
            )
        linhas = aparar(map(_textos, folha.to_python(skip_empty_area=False))) if altura else []
        _corrigir(linhas, correcoes.get(descricao.name, {}))
        celulas += sum(map(len, linhas))
        if celulas > MAIS_CELULAS:
            raise ErroDePlanilha(GRANDE)
        folhas.append({"nome": descricao.name, "celulas": linhas})
    return folhas


def _textos(linha: list) -> list[str]:
    return [valor if isinstance(valor, str) else texto_da_celula(valor) for valor in linha]


def texto_da_celula(valor) -> str:
    """O valor de uma célula por escrito, de modo que `formato.ler` o entenda em qualquer campo.

    >>> texto_da_celula(1234.5), texto_da_celula(2026.0), texto_da_celula(1.234)
    ('1234,5', '2026', '1,2340')
    >>> texto_da_celula(datetime(2026, 3, 1)), texto_da_celula(True)
    ('2026-03-01', 'sim')
    """
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, int | float):
        # 15 algarismos é o que a planilha mostra; um zero a mais evita que 1,234 pareça milhar.
        inteiros, _, decimais = f"{Decimal(f'{valor:.15g}'):f}".partition(".")
        decimais = decimais.rstrip("0")
        return f"{inteiros},{decimais.ljust(4 if len(decimais) == 3 else 0, '0')}" if decimais else inteiros
    if isinstance(valor, datetime):
        return valor.date().isoformat() if valor.time() == time() else valor.isoformat(" ", "seconds")
    if isinstance(valor, timedelta):
        return texto_da_celula(valor.total_seconds() / 3600)
    if isinstance(valor, date | time):
        return valor.isoformat()
    return "" if valor is None else str(valor)


def _corrigir(linhas: list[list[str]], marcas: dict[tuple[int, int], str]) -> None:
    for (i, j), marca in marcas.items():
        if marca != "%":
            linhas.extend([] for _ in range(i + 1 - len(linhas)))
            linhas[i].extend([""] * (j + 1 - len(linhas[i])))
            linhas[i][j] = marca
        elif i < len(linhas) and j < len(linhas[i]):
            with suppress(ValueError):  # um texto em célula com formato de porcentagem fica como está
                linhas[i][j] = pacote_xlsx.em_porcento(float(linhas[i][j].replace(",", ".")))


# ------------------------------------------------------------------ o processo


def _limitar_memoria() -> None:
    try:
        import resource  # não existe no Windows: lá só o tempo é contado
    except ImportError:
        return
    _, teto = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, teto))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def responder() -> None:
    """Lê o arquivo da entrada padrão e escreve {"folhas": ...} ou {"erro": frase}."""
    _limitar_memoria()
    try:
        resposta = {"folhas": abrir(sys.stdin.buffer.read())}
    except ErroDePlanilha as erro:
        resposta = {"erro": str(erro)}
    except MemoryError:
        resposta = {"erro": GRANDE}
    except BaseException as erro:  # o leitor de células é nativo e tem as suas próprias exceções
        senha = "password" in f"{type(erro).__name__} {erro}".casefold()
        resposta = {"erro": COM_SENHA if senha else ESTRAGADO}
    sys.stdout.buffer.write(json.dumps(resposta).encode())


if __name__ == "__main__":
    responder()
