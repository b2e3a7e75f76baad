"""Uma tabela de documento de texto, com cabeçalho que se repete em cada folha."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from caderno.relatorio.formatos.molde_docx import TABELA

EMU_POR_VINTE_AVOS = 635
_MENOR, _MAIOR = 5, 30
"""Quantas letras uma coluna reserva, no mínimo e no máximo, na partilha da largura."""
LETRA_PEQUENA = 8
"""Com mais colunas que isto a letra diminui [colunas]."""

Celula = tuple[str, bool]
"""O que está escrito e se é número."""


def acrescentar(documento, titulo: str, linhas: Sequence[Sequence[Celula]], cabecalhos: int, largura: int) -> None:
    """Põe a tabela no fim do documento. `largura` é a da folha [EMU]; sem cabeçalho, a primeira coluna diz o nome.

    As células se escrevem direto no XML: pela biblioteca, uma tabela de mil células leva segundos.
    """
    colunas = max(len(linha) for linha in linhas)
    medidas = _larguras(linhas, colunas, largura // EMU_POR_VINTE_AVOS)
    tabela = documento.add_table(rows=0, cols=colunas, style=TABELA)
    propriedades = tabela._tbl.tblPr
    for nome in ("w:tblCaption", "w:tblDescription"):
        propriedades.append(_com(nome, val=titulo))
    tabela._tbl.find(qn("w:tblGrid")).clear()
    tabela._tbl.find(qn("w:tblGrid")).extend(_com("w:gridCol", w=medida) for medida in medidas)
    estilo = documento.styles["Célula"].style_id
    for numero, linha in enumerate(linhas):
        tabela._tbl.append(_linha(linha, medidas, estilo, numero < cabecalhos, colunas > LETRA_PEQUENA))


def _larguras(linhas: Sequence[Sequence[Celula]], colunas: int, total: int) -> list[int]:
    """Cada coluna leva a parte da folha que o texto dela pede [vinte avos de ponto]."""
    pedidas = []
    for coluna in range(colunas):
        textos = [linha[coluna][0] for linha in linhas[1:] if coluna < len(linha)] or [""]
        palavras = [palavra for linha in linhas[:1] if coluna < len(linha) for palavra in linha[coluna][0].split()]
        maior = max(max(map(len, textos)), *(1 + len(palavra) for palavra in palavras), 0)
        pedidas.append(min(max(maior, _MENOR), _MAIOR) + 2)
    return [total * pedida // sum(pedidas) for pedida in pedidas]


def _linha(celulas: Sequence[Celula], medidas: Sequence[int], estilo: str, cabecalho: bool, pequena: bool):
    linha = OxmlElement("w:tr")
    propriedades = OxmlElement("w:trPr")
    propriedades.append(OxmlElement("w:cantSplit"))
    if cabecalho:
        propriedades.append(OxmlElement("w:tblHeader"))
    linha.append(propriedades)
    linha.extend(
        _celula(celula, medida, estilo, cabecalho, pequena) for celula, medida in zip(celulas, medidas, strict=False)
    )
    return linha


def _celula(celula: Celula, medida: int, estilo: str, cabecalho: bool, pequena: bool):
    texto, numero = celula
    elemento, propriedades, paragrafo = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:p")
    propriedades.append(_com("w:tcW", w=medida, type="dxa"))
    if cabecalho:
        propriedades.append(_com("w:vAlign", val="bottom"))
    do_paragrafo = OxmlElement("w:pPr")
    do_paragrafo.append(_com("w:pStyle", val=estilo))
    if cabecalho:
        do_paragrafo.append(OxmlElement("w:keepNext"))
    if numero:
        do_paragrafo.append(_com("w:jc", val="right"))
    trecho, escrito = OxmlElement("w:r"), OxmlElement("w:t")
    if pequena:
        letra = OxmlElement("w:rPr")
        letra.append(_com("w:sz", val=15))
        trecho.append(letra)
    escrito.text = texto
    trecho.append(escrito)
    paragrafo.extend((do_paragrafo, trecho))
    elemento.extend((propriedades, paragrafo))
    return elemento


def _com(nome: str, **atributos):
    elemento = OxmlElement(nome)
    for atributo, valor in atributos.items():
        elemento.set(qn(f"w:{atributo}"), str(valor))
    return elemento
