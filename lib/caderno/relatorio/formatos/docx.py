"""Documento de texto para editar: títulos, tabelas e figuras de verdade, com estilos que se mudam num lugar só."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from caderno.graficos.folha import nome_acessivel
from caderno.relatorio import tela_e_papel
from caderno.relatorio.formatos import desenhos, trazer
from caderno.relatorio.formatos.html import nome_no_alto, titulo_da_capa

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

NITIDEZ = 2
"""Pontos da figura para cada ponto do desenho."""
_ESTILOS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 4", "h5": "Heading 4"}
_BLOCOS = {"p", "h1", "h2", "h3", "h4", "h5", "ul", "ol", "dl", "table", "figure", "summary", "img"}
_FORTES = {"strong", "b", "a"}


def gravar(relato: Relato, destino: Path) -> None:
    """Grava o relato em DOCX, andando pela página na ordem em que ela se lê."""
    trazer("docx", "python-docx", "DOCX")
    html = trazer("lxml.html", "lxml", "DOCX")
    from caderno.relatorio.formatos import molde_docx

    figuras: list[str] = []

    def guardar(svg: str) -> str:
        figuras.append(svg)
        return f'<img data-figura="{len(figuras) - 1}">'

    curta = tela_e_papel.no_papel(relato.html, relato.pedido.modelo)
    pagina = desenhos.trocar_largos(desenhos.so_os_largos(curta), guardar)
    documento = molde_docx.documento_em_branco(titulo_da_capa(relato), nome_no_alto(relato), relato.pedido.hoje)
    _Escrita(documento, figuras).percorrer(html.document_fromstring(pagina).find(".//main"))
    documento.save(str(destino))


class _Escrita:
    """Escreve num documento os blocos de uma página, um depois do outro."""

    def __init__(self, documento, figuras: list[str]):
        self.documento = documento
        self.figuras = figuras
        self.marcas = 0

    def percorrer(self, elemento) -> None:
        for filho in elemento:
            if not isinstance(filho.tag, str) or filho.tag in ("script", "style"):
                continue
            if _classe(filho, "capa"):
                self._capa(filho)
            elif filho.tag == "nav":
                self._sumario(filho)
            elif filho.tag in _BLOCOS:
                self._bloco(filho)
            else:
                self.percorrer(filho)

    def _capa(self, capa) -> None:
        from docx.shared import Mm

        self.percorrer(capa)
        if _classe(capa, "junta"):
            return
        self.documento.paragraphs[0].paragraph_format.space_before = Mm(60)
        self.documento.add_page_break()

    def _sumario(self, nav) -> None:
        """O nome das partes, cada um levando até ela; o painel de navegação do editor usa os títulos."""
        self.documento.add_paragraph("Sumário", "Heading 1").paragraph_format.page_break_before = True
        for ligacao in nav.iterfind(".//a"):
            paragrafo = self.documento.add_paragraph()
            nivel = len(list(ligacao.iterancestors("ul")))
            paragrafo.paragraph_format.left_indent = 180000 * (nivel - 1)
            paragrafo.paragraph_format.space_after = 0
            paragrafo._p.append(
                _ligacao(ligacao.get("href", "").lstrip("#"), _limpo(ligacao.text_content()), nivel == 1)
            )

    # ------------------------------------------------------------------ blocos

    def _bloco(self, elemento) -> None:
        if elemento.tag == "table":
            self._tabela(elemento)
        elif elemento.tag == "figure":
            self._figura(elemento)
        elif elemento.tag in ("ul", "ol"):
            for item in elemento.iterfind("li"):
                self._paragrafo(item, "List Bullet")
        elif elemento.tag == "dl":
            self._termos(elemento)
        elif elemento.tag == "summary":
            if not _dentro(elemento, "tabelas"):
                self._paragrafo(elemento, "Heading 3")
        elif elemento.tag in _ESTILOS:
            self._titulo(elemento)
        else:
            self._paragrafo(elemento, _estilo_do_paragrafo(elemento))

    def _termos(self, lista) -> None:
        """Cada termo com o que se diz dele, no mesmo parágrafo; o segundo dito de um termo vem embaixo."""
        estilo = "Normal" if _dentro(lista, "capa") else "Nota"
        paragrafo = None
        for item in lista.iter("dt", "dd"):
            if item.tag == "dt" or paragrafo is None:
                paragrafo = self.documento.add_paragraph(style=estilo)
            if item.tag == "dt":
                paragrafo.add_run(f"{_limpo(item.text_content())}: ").bold = True
            else:
                _escrever(paragrafo, item)
                paragrafo = None

    def _titulo(self, elemento) -> None:
        secao = elemento.getparent()
        paragrafo = self._paragrafo(elemento, _ESTILOS[elemento.tag])
        abre_folha = elemento.tag == "h2" and _classe(secao, "modulo") and not _dentro(secao, "corrido")
        if abre_folha and secao.xpath("./article[not(@class='vazio')]"):
            paragrafo.paragraph_format.page_break_before = True
        if marca := secao.get("id"):
            self.marcas += 1
            _marcar(paragrafo, marca, self.marcas)

    def _paragrafo(self, elemento, estilo: str):
        paragrafo = self.documento.add_paragraph(style=estilo)
        _escrever(paragrafo, elemento)
        if estilo == "Conclusão" and elemento.getprevious() is None:
            for trecho in paragrafo.runs:
                trecho.bold = True
        return paragrafo

    # ------------------------------------------------------------------ figuras

    def _figura(self, figura) -> None:
        for classe, estilo in (("titulo", "Título de figura"), ("frase", "Legenda")):
            for trecho in figura.xpath(f".//figcaption/span[contains(@class, '{classe}')]"):
                self._paragrafo(trecho, estilo)
        for imagem in figura.iterfind(".//img"):
            for fatia in desenhos.fatiar(self.figuras[int(imagem.get("data-figura"))]):
                self._desenho(fatia)

    def _desenho(self, svg: str) -> None:
        import vl_convert
        from docx.shared import Mm

        png = vl_convert.svg_to_png(desenhos.com_folga(svg), scale=NITIDEZ)
        retrato = self.documento.add_picture(io.BytesIO(png), width=Mm(160))
        retrato._inline.docPr.set("descr", unescape(nome_acessivel(svg)))

    # ------------------------------------------------------------------ tabelas

    def _tabela(self, tabela) -> None:
        from caderno.relatorio.formatos import molde_docx, tabela_docx

        linhas = list(tabela.iterfind(".//tr"))
        legenda = tabela.find("caption")
        if legenda is not None:
            self._paragrafo(legenda, "Título de tabela")
        titulo = _limpo(legenda.text_content()) if legenda is not None else ""
        celulas = [[_celula(celula) for celula in linha] for linha in linhas]
        cabecalhos = len(tabela.findall("thead/tr"))
        tabela_docx.acrescentar(self.documento, titulo, celulas, cabecalhos, molde_docx.largura_util(self.documento))
        self.documento.add_paragraph(style="Célula")


def _classe(elemento, nome: str) -> bool:
    return nome in (elemento.get("class") or "").split()


def _dentro(elemento, classe: str) -> bool:
    return any(_classe(pai, classe) for pai in elemento.iterancestors())


def _estilo_do_paragrafo(elemento) -> str:
    if _dentro(elemento, "leitura"):
        return "Conclusão"
    if _classe(elemento, "pergunta"):
        return "Pergunta"
    return "Nota" if _classe(elemento, "quieto") or _dentro(elemento, "origem") else "Normal"


def _limpo(texto: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", texto).strip()


def _trechos(elemento, forte: bool = False) -> Iterator[tuple[str, bool]]:
    """Os textos de um elemento na ordem, e se cada um é forte."""
    forte = forte or elemento.tag in _FORTES
    texto = elemento.text or ""
    if _classe(elemento, "junto"):
        texto = texto.replace(" ", "\u00a0")
    yield f"({texto})" if _classe(elemento, "selo") else texto, forte
    for filho in elemento:
        if isinstance(filho.tag, str):
            yield from _trechos(filho, forte)
        yield filho.tail or "", forte


def _escrever(paragrafo, elemento) -> None:
    """Os trechos num parágrafo, com os espaços de uma página: vários são um, e nenhum nas pontas."""
    trechos = [(re.sub(r"[ \t\r\n]+", " ", texto), forte) for texto, forte in _trechos(elemento)]
    escritos = ""
    for texto, forte in trechos:
        if not escritos or escritos.endswith(" "):
            texto = texto.lstrip(" ")
        if texto:
            paragrafo.add_run(texto).bold = forte or None
            escritos += texto


def _celula(celula) -> tuple[str, bool]:
    """O texto, e se é número; um número não se parte em duas linhas, e o miúdo do título vem na linha de baixo."""
    numero, miudo = _classe(celula, "numero"), celula.find("small")
    if celula.tag == "th" and miudo is not None:
        grande = " ".join(celula.xpath(".//text()[not(ancestor::small)]"))
        return f"{_limpo(grande)}\n{_limpo(miudo.text_content())}", numero
    texto = _limpo(" ".join(celula.itertext()))
    return texto.replace(" ", "\u00a0") if numero and celula.tag == "td" else texto, numero


def _ligacao(marca: str, texto: str, forte: bool):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    ligacao, trecho, escrito = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    ligacao.set(qn("w:anchor"), _nome_da_marca(marca))
    escrito.text = texto
    if forte:
        estilo = OxmlElement("w:rPr")
        estilo.append(OxmlElement("w:b"))
        trecho.append(estilo)
    trecho.append(escrito)
    ligacao.append(trecho)
    return ligacao


def _marcar(paragrafo, marca: str, numero: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    comeco, fim = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for ponta in (comeco, fim):
        ponta.set(qn("w:id"), str(numero))
    comeco.set(qn("w:name"), _nome_da_marca(marca))
    paragrafo._p.append(comeco)
    paragrafo._p.append(fim)


def _nome_da_marca(marca: str) -> str:
    """Um nome que o editor aceita: até 40 letras, sem hífen."""
    return re.sub(r"\W", "_", marca)[:40]
