"""Arquivos que um teste não consegue de outro jeito: xls e ods feitos byte a byte, e armadilhas."""

from __future__ import annotations

import io
import struct
import zipfile

TIPOS = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELACOES = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    'Target="%s"/></Relationships>'
)
LIVRO = (
    '<?xml version="1.0"?>%s<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Folha" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
FOLHA = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>%s</sheetData></worksheet>"
)
TEXTO = '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>'


def zipar(arquivos: dict[str, str | bytes]) -> bytes:
    destino = io.BytesIO()
    with zipfile.ZipFile(destino, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pacote:
        for nome, conteudo in arquivos.items():
            pacote.writestr(nome, conteudo)
    return destino.getvalue()


def xlsx(linhas: str | bytes, antes_do_livro: str = "") -> bytes:
    """Um xlsx de uma folha, com o xml das linhas como vier."""
    folha = (FOLHA % linhas) if isinstance(linhas, str) else linhas
    return zipar(
        {
            "[Content_Types].xml": TIPOS,
            "_rels/.rels": RELACOES % ("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": LIVRO % antes_do_livro,
            "xl/_rels/workbook.xml.rels": RELACOES % ("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": folha,
        }
    )


def ods(linhas: list[list[str]]) -> bytes:
    celula = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    corpo = "".join(f"<table:table-row>{''.join(celula % c for c in linha)}</table:table-row>" for linha in linhas)
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    conteudo = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{oasis}office:1.0" '
        f'xmlns:table="{oasis}table:1.0" xmlns:text="{oasis}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Folha">{corpo}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipar(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": conteudo,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{oasis}manifest:1.0"/>',
        }
    )


def xls(linhas: list[list[str | float]]) -> bytes:
    """Um xls (BIFF8) dentro de um arquivo composto OLE2, o mínimo que um leitor aceita."""

    def registro(tipo: int, dados: bytes) -> bytes:
        return struct.pack("<HH", tipo, len(dados)) + dados

    def celula(i: int, j: int, valor) -> bytes:
        if isinstance(valor, str):
            texto = valor.encode("utf-16-le")
            return registro(0x0204, struct.pack("<HHHHB", i, j, 0, len(valor), 1) + texto)
        return registro(0x0203, struct.pack("<HHHd", i, j, 0, valor))

    def inicio(tipo: int) -> bytes:
        return registro(0x0809, struct.pack("<HHHHII", 0x0600, tipo, 0, 0, 0, 0))

    fim = registro(0x000A, b"")
    nome = b"Folha"
    tamanho = len(inicio(5)) + 4 + 8 + len(nome) + len(fim)
    globais = inicio(5) + registro(0x0085, struct.pack("<IHBB", tamanho, 0, len(nome), 0) + nome) + fim
    folha = inicio(0x10) + b"".join(celula(i, j, v) for i, ls in enumerate(linhas) for j, v in enumerate(ls)) + fim
    return _ole2({"Workbook": globais + folha})


def xls_com_senha() -> bytes:
    """O que o programa de planilhas grava quando se põe senha em um xlsx."""
    return _ole2({"EncryptedPackage": b"\x01" * 6000})


def _ole2(fluxos: dict[str, bytes]) -> bytes:
    """Um arquivo composto com um fluxo só: cabeçalho, tabela de setores, diretório e dados."""
    ((nome, dados),) = fluxos.items()
    dados = dados.ljust(-(-max(len(dados), 4096) // 512) * 512, b"\0")
    setores = len(dados) // 512
    livre, fim, tabela = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [tabela, fim, *range(3, 2 + setores), fim]
    fat += [livre] * (128 - len(fat))
    cabecalho = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    cabecalho += struct.pack("<HHHHH6sIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6, 0, 1, 1, 0, 4096, fim, 0, fim, 0)
    cabecalho += struct.pack("<I", 0) + struct.pack("<I", livre) * 108

    def entrada(nome: str, tipo: int, filho: int, inicio: int, tamanho: int) -> bytes:
        texto = (nome + "\0").encode("utf-16-le") if nome else b""
        return (
            texto.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(texto), tipo, 1, livre, livre, filho)
            + b"\0" * 36
            + struct.pack("<IQ", inicio, tamanho)
        )

    vazia = entrada("", 0, livre, 0, 0)
    diretorio = entrada("Root Entry", 5, 1, fim, 0) + entrada(nome, 2, livre, 2, len(dados)) + vazia * 2
    return cabecalho + struct.pack("<128I", *fat) + diretorio + dados


def bomba(megas: int = 300, mentir: bool = False) -> bytes:
    """Um xlsx pequeno que vira centenas de megabytes ao abrir; com `mentir`, o índice diz que é pequeno."""
    arquivo = xlsx((FOLHA.split("%s")[0]).encode() + b" " * (megas * 1_000_000))
    if not mentir:
        return arquivo
    with zipfile.ZipFile(io.BytesIO(arquivo)) as pacote:
        tamanho = pacote.getinfo("xl/worksheets/sheet1.xml").file_size
    return arquivo.replace(struct.pack("<I", tamanho), struct.pack("<I", 1000))


def ods_repetida() -> bytes:
    """Uma célula repetida até encher a folha inteira."""
    arquivo = ods([["x"]])
    with zipfile.ZipFile(io.BytesIO(arquivo)) as pacote:
        conteudos = {nome: pacote.read(nome) for nome in pacote.namelist()}
    conteudos["content.xml"] = (
        conteudos["content.xml"]
        .replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">')
        .replace(b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="16384" ')
    )
    return zipar(conteudos)
