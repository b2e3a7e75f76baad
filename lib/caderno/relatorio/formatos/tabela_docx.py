"""Uma tabela de documento de texto, com cabeçalho que se repete em cada folha."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from caderno.relatorio.formatos.molde_docx import TABELA

EMU_POR_VINTE_AVOS = 635
_MENOR, _MAIOR = 5, 30
"""Quantas letras uma coluna reserva, no mínimo e no máximo, na partilha da largura."""
CABEM, CABEM_PEQUENAS = 92, 110
"""Quantas letras cabem na folha, também onde a letra do documento falta e outra mais larga a troca."""
NEGRITO = 1.15
"""Quanto o negrito dos títulos alarga uma letra."""

Celula = tuple[str, bool]
"""O que está escrito, cada linha depois da primeira em letra miúda, e se é número."""


def acrescentar(documento, titulo: str, linhas: Sequence[Sequence[Celula]], cabecalhos: int, largura: int) -> None:
    """Põe a tabela no fim do documento. `largura` é a da folha [EMU]; sem cabeçalho, a primeira coluna diz o nome.

    As células se escrevem direto no XML: pela biblioteca, uma tabela de mil células leva segundos.
    """
    colunas = max(len(linha) for linha in linhas)
    pedidos = [_medidas(linhas, coluna) for coluna in range(colunas)]
    pequena = sum(texto for _, texto in pedidos) > CABEM
    medidas = _larguras(pedidos, largura // EMU_POR_VINTE_AVOS, CABEM_PEQUENAS if pequena else CABEM)
    tabela = documento.add_table(rows=0, cols=colunas, style=TABELA)
    propriedades = tabela._tbl.tblPr
    for nome in ("w:tblCaption", "w:tblDescription"):
        propriedades.append(_com(nome, val=titulo))
    tabela._tbl.find(qn("w:tblGrid")).clear()
    tabela._tbl.find(qn("w:tblGrid")).extend(_com("w:gridCol", w=medida) for medida in medidas)
    estilo = documento.styles["Célula"].style_id
    for numero, linha in enumerate(linhas):
        tabela._tbl.append(_linha(linha, medidas, estilo, numero < cabecalhos, pequena))


def _larguras(pedidos: Sequence[tuple[float, float]], total: int, letras: int) -> list[int]:
    """Cada coluna leva o que a maior palavra dela pede, e do que sobra a parte que o texto pede [vinte avos de ponto].

    A maior palavra vem primeiro: um cabeçalho de palavras partidas é uma tira alta que não se lê.
    """
    palavras, textos = zip(*pedidos, strict=True)
    falta = sum(textos) - sum(palavras)
    parte = min(max((letras - sum(palavras)) / falta, 0), 1) if falta else 0
    pedidas = [palavra + parte * (texto - palavra) for palavra, texto in zip(palavras, textos, strict=True)]
    return [int(total * pedida / sum(pedidas)) for pedida in pedidas]


def _medidas(linhas: Sequence[Sequence[Celula]], coluna: int) -> tuple[float, float]:
    """A maior palavra e o maior texto de uma coluna, com o espaço até a seguinte [letras]; um número é uma palavra."""
    titulo, *textos = [linha[coluna][0] for linha in linhas if coluna < len(linha)] or [""]
    em_negrito = max((NEGRITO * len(palavra) for palavra in titulo.split()), default=0)
    maior = max((len(palavra) for texto in textos for palavra in texto.split(" ")), default=0)
    palavra = min(max(em_negrito, maior, _MENOR), _MAIOR)
    texto = min(max(palavra, *map(len, textos), 0), _MAIOR)
    return palavra + 2, texto + 2


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
    principal, *miudos = texto.split("\n")
    paragrafo.append(do_paragrafo)
    paragrafo.append(_trecho(principal, _com("w:sz", val=15) if pequena else None))
    paragrafo.extend(_trecho(miudo, _com("w:b", val=0), _com("w:sz", val=13), em_baixo=True) for miudo in miudos)
    elemento.extend((propriedades, paragrafo))
    return elemento


def _trecho(texto: str, *letra, em_baixo: bool = False):
    trecho, propriedades, escrito = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
    propriedades.extend(da_letra for da_letra in letra if da_letra is not None)
    if len(propriedades):
        trecho.append(propriedades)
    if em_baixo:
        trecho.append(OxmlElement("w:br"))
    escrito.text = texto
    trecho.append(escrito)
    return trecho


def _com(nome: str, **atributos):
    elemento = OxmlElement(nome)
    for atributo, valor in atributos.items():
        elemento.set(qn(f"w:{atributo}"), str(valor))
    return elemento
