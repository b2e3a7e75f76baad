"""O documento em branco: folha A4, língua, estilos, nome no alto e número das páginas."""

from __future__ import annotations

from datetime import date, datetime

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

ACENTO, TINTA_FRACA = RGBColor(0x0B, 0x65, 0x53), RGBColor(0x5C, 0x57, 0x4E)
LETRA = "Calibri"
MARGENS = (Mm(22), Mm(18), Mm(20), Mm(18))
"""Em cima, à direita, embaixo e à esquerda."""
TABELA = "Tabela do caderno"
_TITULOS = {"Title": (30, 0, 10), "Heading 1": (20, 20, 8), "Heading 2": (15, 22, 4), "Heading 3": (12, 12, 4)}
_TITULOS |= {"Heading 4": (10.5, 8, 2)}


def documento_em_branco(titulo: str, no_alto: str, dia: date):
    """Um documento vazio em português do Brasil, com os estilos do caderno."""
    documento = Document()
    propriedades = documento.core_properties
    propriedades.title, propriedades.author, propriedades.language = titulo[:255], "Caderno de Redes", "pt-BR"
    propriedades.comments = ""
    propriedades.created = propriedades.modified = datetime(dia.year, dia.month, dia.day)
    _lingua(documento)
    _estilos(documento)
    folha = documento.sections[0]
    folha.page_width, folha.page_height = Mm(210), Mm(297)
    folha.top_margin, folha.right_margin, folha.bottom_margin, folha.left_margin = MARGENS
    folha.different_first_page_header_footer = True
    _alto_e_pe(folha, no_alto)
    return documento


def largura_util(documento) -> int:
    """A largura entre as margens da folha [EMU]."""
    [folha] = documento.sections
    return folha.page_width - folha.left_margin - folha.right_margin


def _lingua(documento) -> None:
    padrao = documento.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for antiga in padrao.findall(qn("w:lang")):
        padrao.remove(antiga)
    padrao.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="pt-BR" w:eastAsia="pt-BR" w:bidi="ar-SA"/>'))
    lingua = documento.settings.element.find(qn("w:themeFontLang"))
    if lingua is not None:
        lingua.set(qn("w:val"), "pt-BR")


def _estilos(documento) -> None:
    estilos = documento.styles
    normal = estilos["Normal"]
    _letra(normal, 10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.widow_control = True
    for nome, (tamanho, antes, depois) in _TITULOS.items():
        _letra(estilos[nome], tamanho, ACENTO if nome != "Heading 4" else None, forte=True)
        formato = estilos[nome].paragraph_format
        formato.space_before, formato.space_after, formato.keep_with_next = Pt(antes), Pt(depois), True
        estilos[nome].font.italic = False
    _novo(estilos, "Pergunta", 11, TINTA_FRACA).paragraph_format.keep_with_next = True
    conclusao = _novo(estilos, "Conclusão", 11).paragraph_format
    conclusao.left_indent, conclusao.space_after = Mm(4), Pt(0)
    _fio(conclusao.element, '<w:left w:val="single" w:sz="24" w:space="8" w:color="0B6553"/>')
    _fio(estilos["Title"].element, '<w:bottom w:val="single" w:sz="24" w:space="10" w:color="0B6553"/>')
    for nome, tamanho, antes, cor in (
        ("Título de figura", 11.5, 14, None),
        ("Legenda", 10, 0, TINTA_FRACA),
        ("Título de tabela", 10.5, 10, None),
    ):
        formato = _novo(estilos, nome, tamanho, cor, forte=cor is None).paragraph_format
        formato.space_before, formato.space_after, formato.keep_with_next = Pt(antes), Pt(4), True
    _novo(estilos, "Nota", 9, TINTA_FRACA)
    celula = _novo(estilos, "Célula", 9).paragraph_format
    celula.space_after = celula.space_before = Pt(1)
    _estilo_de_tabela(estilos)


def _letra(estilo, tamanho: float, cor: RGBColor | None = None, forte: bool = False) -> None:
    estilo.font.name, estilo.font.size, estilo.font.bold = LETRA, Pt(tamanho), forte or None
    fontes = estilo.element.get_or_add_rPr().get_or_add_rFonts()
    for qual in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fontes.attrib.pop(qn(f"w:{qual}"), None)  # o tema mandaria mais que o nome
    for qual in ("hAnsi", "cs", "eastAsia"):
        fontes.set(qn(f"w:{qual}"), LETRA)
    estilo.font.color.rgb = cor or RGBColor(0, 0, 0)


def _fio(elemento, borda: str) -> None:
    """Troca a borda do parágrafo; no esquema do formato ela vem antes do espaçamento."""
    propriedades = elemento.get_or_add_pPr()
    for antiga in propriedades.findall(qn("w:pBdr")):
        propriedades.remove(antiga)
    seguintes = [propriedades.find(qn(nome)) for nome in ("w:spacing", "w:ind", "w:contextualSpacing")]
    nova = parse_xml(f"<w:pBdr {nsdecls('w')}>{borda}</w:pBdr>")
    primeiro = next((s for s in seguintes if s is not None), None)
    propriedades.append(nova) if primeiro is None else primeiro.addprevious(nova)


def _novo(estilos, nome: str, tamanho: float, cor: RGBColor | None = None, forte: bool = False):
    estilo = estilos.add_style(nome, WD_STYLE_TYPE.PARAGRAPH)
    estilo.base_style = estilos["Normal"]
    _letra(estilo, tamanho, cor, forte)
    return estilo


def _estilo_de_tabela(estilos) -> None:
    """Fios só entre as linhas, cabeçalho claro: lê-se também em preto e branco."""
    estilo = estilos.add_style(TABELA, WD_STYLE_TYPE.TABLE)
    fio = 'w:val="single" w:sz="4" w:space="0" w:color="BFB8A8"'
    estilo.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders><w:bottom {fio}/><w:insideH {fio}/></w:tblBorders>"
            '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    estilo.element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="0B6553"/></w:tcBorders>'
            '<w:shd w:val="clear" w:color="auto" w:fill="E3F0EC"/></w:tcPr></w:tblStylePr>'
        )
    )


def _alto_e_pe(folha, no_alto: str) -> None:
    alto = folha.header.paragraphs[0]
    alto.style, alto.text = "Nota", no_alto
    for pe in (folha.footer, folha.first_page_footer):
        paragrafo = pe.paragraphs[0]
        paragrafo.style = "Nota"
        direita = folha.page_width - folha.left_margin - folha.right_margin
        paragrafo.paragraph_format.tab_stops.add_tab_stop(direita, WD_TAB_ALIGNMENT.RIGHT)
        paragrafo.add_run("Caderno de Redes\tpágina ")
        _campo(paragrafo, "PAGE")
        paragrafo.add_run(" de ")
        _campo(paragrafo, "NUMPAGES")


def _campo(paragrafo, instrucao: str) -> None:
    campo = OxmlElement("w:fldSimple")
    campo.set(qn("w:instr"), instrucao)
    trecho = paragrafo.add_run("1")
    campo.append(trecho._r)
    paragrafo._p.append(campo)
