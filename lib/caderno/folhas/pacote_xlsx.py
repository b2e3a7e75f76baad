"""O que se olha dentro de um xlsx ou ods antes de confiar nele, e o que o leitor de células não conta.

Um xlsx é um zip de arquivos xml. Um zip pequeno pode esconder um arquivo enorme, e uma única
célula no fim da folha faz a leitura pedir mais memória do que existe.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree

MAIOR_PACOTE = 250_000_000  # bytes depois de abrir o zip
MAIS_ARQUIVOS = 3_000
MAIOR_FOLHA = 12_000_000  # células do retângulo que vai até a última preenchida

# Uma célula longe das outras e com conteúdo; as que só têm cor ou borda não contam.
_LONGE = re.compile(rb'r="([A-Z]{3}[0-9]+|[A-Z]{1,2}[0-9]{6,7})"(?:[^>]*[^/])?>')
_DEFORMADAS = rb'<(?:\w+:)?c r="([A-Z]+)([0-9]+)" s="(%s)"'
_COM_ERRO = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]{2,12})</v>')
_RELACAO = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PORCENTO_DO_EXCEL = {9, 10}
_TRECHO_LITERAL = re.compile(r'"[^"]*"|\\.')


def numero_da_coluna(letras: str) -> int:
    """Posição da coluna, a partir de 1.

    >>> numero_da_coluna("A"), numero_da_coluna("XFD")
    (1, 16384)
    """
    numero = 0
    for letra in letras:
        numero = numero * 26 + ord(letra) - 64
    return numero


def letra_da_coluna(numero: int) -> str:
    """As letras da coluna, a partir de 1.

    >>> letra_da_coluna(1), letra_da_coluna(28), letra_da_coluna(16384)
    ('A', 'AB', 'XFD')
    """
    letras = ""
    while numero:
        numero, resto = divmod(numero - 1, 26)
        letras = chr(65 + resto) + letras
    return letras


def problema_do_pacote(pacote: zipfile.ZipFile) -> str:
    """A frase que diz por que este arquivo não deve ser aberto, ou texto vazio."""
    itens = pacote.infolist()
    if len(itens) > MAIS_ARQUIVOS or sum(item.file_size for item in itens) > MAIOR_PACOTE:
        return (
            "O arquivo fica grande demais depois de aberto. Copie só as linhas que interessam para uma planilha nova."
        )
    for nome in pacote.namelist():
        e_folha = nome.startswith("xl/worksheets/") and nome.endswith(".xml")
        if e_folha and (longe := _celula_longe(pacote.read(nome))):
            return f"Há uma célula preenchida muito longe das outras, em {longe}. Apague essa célula e envie de novo."
    return ""


def _celula_longe(xml: bytes) -> str:
    linhas = colunas = 1
    culpada = ""
    for achado in _LONGE.finditer(xml):
        letras, linha = re.fullmatch(r"([A-Z]+)([0-9]+)", achado[1].decode()).groups()
        coluna = numero_da_coluna(letras)
        if coluna > colunas or int(linha) > linhas:
            culpada = achado[1].decode()
        linhas, colunas = max(linhas, int(linha)), max(colunas, coluna)
    return culpada if linhas * colunas > MAIOR_FOLHA else ""


def correcoes(pacote: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """Por folha, o que o leitor de células não conta: (linha, coluna), desde 0, -> "%" ou o erro da fórmula.

    Uma célula que mostra 12,5 % guarda 0,125; sem isto o valor entraria cem vezes menor.
    """
    porcentos = _formatos_em_porcento(pacote)
    procuradas = re.compile(_DEFORMADAS % b"|".join(b"%d" % n for n in porcentos)) if porcentos else None
    achadas: dict[str, dict[tuple[int, int], str]] = {}
    for nome, arquivo in _folhas(pacote):
        xml = pacote.read(arquivo)
        marcas = {}
        for letras, linha, _ in procuradas.findall(xml) if procuradas else ():
            marcas[int(linha) - 1, numero_da_coluna(letras.decode()) - 1] = "%"
        for letras, linha, erro in _COM_ERRO.findall(xml) if b't="e"' in xml else ():
            marcas[int(linha) - 1, numero_da_coluna(letras.decode()) - 1] = erro.decode("utf-8", "replace")
        achadas[nome] = marcas
    return achadas


def em_porcento(valor: float) -> str:
    """O que a célula em porcentagem mostrava.

    >>> em_porcento(0.125), em_porcento(0.06)
    ('12,5 %', '6 %')
    """
    pontos = Decimal(f"{valor:.15g}") * 100
    texto = f"{pontos.normalize():f}".replace(".", ",")
    return f"{texto} %"


def _folhas(pacote: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(nome da folha, arquivo dela dentro do pacote)."""
    nomes = set(pacote.namelist())
    if "xl/workbook.xml" not in nomes or "xl/_rels/workbook.xml.rels" not in nomes:
        return
    relacoes = ElementTree.fromstring(pacote.read("xl/_rels/workbook.xml.rels"))
    alvos = {r.get("Id"): r.get("Target", "") for r in relacoes}
    for elemento in ElementTree.fromstring(pacote.read("xl/workbook.xml")).iter():
        if elemento.tag.endswith("}sheet"):
            alvo = alvos.get(elemento.get(_RELACAO), "").removeprefix("/")
            arquivo = alvo if alvo.startswith("xl/") else f"xl/{alvo}"
            if arquivo in nomes:
                yield elemento.get("name", ""), arquivo


def _formatos_em_porcento(pacote: zipfile.ZipFile) -> list[int]:
    if "xl/styles.xml" not in pacote.namelist():
        return []
    raiz = ElementTree.fromstring(pacote.read("xl/styles.xml"))
    codigos = set(_PORCENTO_DO_EXCEL)
    for elemento in raiz.iter():
        if elemento.tag.endswith("}numFmt") and "%" in _TRECHO_LITERAL.sub("", elemento.get("formatCode", "")):
            codigos.add(int(elemento.get("numFmtId", "0")))
    usos = next((e for e in raiz if e.tag.endswith("}cellXfs")), ())
    return [i for i, uso in enumerate(usos) if int(uso.get("numFmtId", "0")) in codigos]
