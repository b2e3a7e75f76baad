"""DOCX e XLSX: títulos, tabelas, figuras, números de verdade, e o LibreOffice que abre sem consertar."""

from __future__ import annotations

import re
import zipfile

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from caderno.modelo import Campo
from caderno.relatorio import tela_e_papel
from caderno.relatorio.formatos import docx, planilha_viva, tabela_docx, xlsx
from caderno.relatorio.formatos.html import nome_no_alto, titulo_da_capa
from caderno.relatorio.formatos.planilha_viva import Parte


@pytest.fixture(scope="module")
def arquivos(relato, hostil, tmp_path_factory):
    """Caminhos por nome: comum.docx, comum.xlsx, hostil.docx e hostil.xlsx."""
    pasta = tmp_path_factory.mktemp("escritorio")
    for nome, qual in (("comum", relato), ("hostil", hostil)):
        docx.gravar(qual, pasta / f"{nome}.docx")
        xlsx.gravar(qual, pasta / f"{nome}.xlsx")
    return pasta


@pytest.fixture(scope="module")
def documento(arquivos):
    return Document(str(arquivos / "comum.docx"))


# ------------------------------------------------------------------ DOCX


def test_o_documento_diz_titulo_e_lingua(relato, documento):
    assert documento.core_properties.title == titulo_da_capa(relato)
    assert documento.core_properties.language == "pt-BR"
    assert [e.get(qn("w:val")) for e in documento.styles.element.iter(qn("w:lang"))] == ["pt-BR"]


def test_os_titulos_sao_titulos_na_ordem_da_pagina(relato, documento):
    niveis = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2"}
    arvore = lxml_html.document_fromstring(tela_e_papel.no_papel(relato.html))
    na_pagina = [(niveis[t.tag], " ".join(t.text_content().split())) for t in arvore.iter(*niveis)]
    no_documento = [(p.style.name, p.text) for p in documento.paragraphs if p.style.name in niveis.values()]
    assert no_documento == na_pagina


def test_as_tabelas_sao_tabelas_e_repetem_o_cabecalho(relato, documento):
    tabelas = list(lxml_html.document_fromstring(tela_e_papel.no_papel(relato.html)).iter("table"))
    assert len(documento.tables) == len(tabelas)
    for escrita, tabela in zip(documento.tables, tabelas, strict=True):
        marcada = escrita._tbl.find(qn("w:tr")).find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert marcada == (tabela.find("thead") is not None)
        assert len(escrita._tbl.findall(qn("w:tr"))) == len(list(tabela.iter("tr")))


def test_cada_figura_tem_texto_no_lugar_dela(relato, documento):
    descricoes = [figura._inline.docPr.get("descr") for figura in documento.inline_shapes]
    assert len(descricoes) >= relato.html.count('<div class="desenho larga">') == 6
    assert all(descricoes)


def test_as_folhas_dizem_a_rede_e_o_numero(relato, documento):
    primeira = documento.sections[0]
    assert primeira.header.paragraphs[0].text == nome_no_alto(relato)
    campos = [c.get(qn("w:instr")) for c in primeira.footer._element.iter(qn("w:fldSimple"))]
    assert campos == ["PAGE", "NUMPAGES"]


def test_o_valor_em_dinheiro_nao_se_parte_no_fim_da_linha(documento):
    conclusoes = [p.text for p in documento.paragraphs if p.style.name == "Conclusão"]
    assert any("R$\u00a0" in texto for texto in conclusoes)
    assert not any("R$ " in texto for texto in conclusoes)


def test_nomes_hostis_sao_so_texto_no_documento(arquivos):
    with zipfile.ZipFile(arquivos / "hostil.docx") as pacote:
        assert not [n for n in pacote.namelist() if "vba" in n.lower() or "embeddings" in n]
        corpo = pacote.read("word/document.xml").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in corpo
    assert set(re.findall(r'w:instr="([^"]*)"', corpo)) <= {"PAGE", "NUMPAGES"}
    assert "X" * 200 in corpo


# ------------------------------------------------------------------ XLSX


def folhas(caminho) -> dict[str, list[list]]:
    livro = CalamineWorkbook.from_path(str(caminho))
    return {nome: livro.get_sheet_by_name(nome).to_python(skip_empty_area=False) for nome in livro.sheet_names}


def formulas(caminho) -> list[str]:
    with zipfile.ZipFile(caminho) as pacote:
        planilhas = [n for n in pacote.namelist() if n.startswith("xl/worksheets/sheet")]
        return [f for n in planilhas for f in re.findall(r"<f>(.*?)</f>", pacote.read(n).decode())]


def test_ha_uma_folha_para_cada_tabela_com_linhas_e_a_capa_leva_a_todas(relato, arquivos):
    nomes = list(folhas(arquivos / "comum.xlsx"))
    cheias = [s["titulo"] for p in relato.partes for s in p["saidas"].values() if s["linhas"]]
    assert nomes[:2] == ["Capa", "Respostas"] and len(nomes) == 2 + len(cheias)
    capa = folhas(arquivos / "comum.xlsx")["Capa"]
    assert capa[0][0] == titulo_da_capa(relato)
    assert [linha[1] for linha in capa if linha[1] in cheias] == cheias


def test_os_numeros_sao_numeros_inteiros_na_celula(relato, arquivos):
    canais = next(p for p in relato.partes if p["instrumento"] == "canais")["saidas"]["por_canal"]
    folha = next(linhas for nome, linhas in folhas(arquivos / "comum.xlsx").items() if "O que cada canal deixa" in nome)
    coluna, parte = canais["colunas"].index("vendido"), canais["colunas"].index("parte_das_vendas")
    for escrita, linha in zip(folha[xlsx.CABECALHO + 1 :], canais["linhas"], strict=False):
        assert escrita[0] == linha[0]
        assert escrita[coluna] == pytest.approx(linha[coluna])
        assert escrita[parte] == pytest.approx(linha[parte] / 100)


def test_so_as_nossas_contas_sao_formulas(arquivos):
    nossa = re.compile(r"([A-Z]+\d+/)?(SUM\([A-Z$\d:]+\)|SUMPRODUCT\([A-Z$\d:=,()-]+\)|[A-Z]+\d+)")
    for nome in ("comum", "hostil"):
        achadas = formulas(arquivos / f"{nome}.xlsx")
        assert any("SUM(" in f for f in achadas) and all(map(nossa.fullmatch, achadas)), achadas[:5]


def test_nomes_hostis_entram_na_planilha_como_foram_escritos(arquivos):
    celulas = {c for linhas in folhas(arquivos / "hostil.xlsx").values() for linha in linhas for c in linha}
    for nome in ("=cmd|' /C calc'!A0", "+1+1&amp;&", "@SUM(1)*>5", "X" * 200, "<script>alert(1)</script>"):
        assert nome in celulas


def test_no_documento_nenhuma_palavra_do_cabecalho_se_parte():
    titulos = ["Empreendimento", "Produto e quem faz", "Unidades boas (unidade do produto)", "Custo total (R$)", "Mês"]
    linha = ["Colmeia da Serra Nova e vizinhas", "Mel em pote de 500 g", "14.761", "R$\u00a084.834,80", "12/2025"]
    celulas = [[(t, False) for t in titulos], *[[(t, i > 1) for i, t in enumerate(linha)]] * 3]
    pedidos = [tabela_docx._medidas(celulas, coluna) for coluna in range(5)]
    larguras = tabela_docx._larguras(pedidos, 9864, tabela_docx.CABEM)
    letra = 9864 / tabela_docx.CABEM
    for titulo, valor, largura in zip(titulos, linha, larguras, strict=True):
        palavras = [*(tabela_docx.NEGRITO * len(p) for p in titulo.split()), *map(len, valor.split(" "))]
        assert largura >= max(palavras) * letra
    assert sum(larguras) <= 9864


def test_no_documento_o_que_e_melhor_vem_miudo_embaixo_do_titulo_da_coluna(documento):
    titulos = [celula for tabela in documento.tables for celula in tabela.rows[0].cells if "quanto m" in celula.text]
    assert titulos
    for celula in titulos:
        titulo, miudo = celula.text.split("\n")
        assert titulo and miudo.endswith("melhor") and celula.paragraphs[0].runs[1].bold is False


CAMPOS = (
    Campo("quem", "Quem"),
    Campo("preco", "Preço", "dinheiro"),
    Campo("vendido", "Vendido", "dinheiro"),
    Campo("parte", "Parte", "percentual"),
)


def test_a_coluna_que_e_o_todo_de_uma_porcentagem_se_soma_e_o_preco_nunca():
    linhas = [["a", 10.0, 30.0, 30.0], ["b", 20.0, 70.0, 70.0]]
    partes = planilha_viva.proporcoes(CAMPOS, linhas)
    assert partes == {3: Parte(2)}
    assert planilha_viva.somaveis(CAMPOS, linhas, partes, {}) == [2]


def test_porcentagem_que_nao_se_refaz_fica_so_como_numero():
    assert planilha_viva.proporcoes(CAMPOS, [["a", 10.0, 30.0, 31.0], ["b", 20.0, 70.0, 70.0]]) == {}


def test_porcentagem_de_cada_grupo_se_divide_pelo_total_do_grupo():
    campos = (Campo("quem", "Quem"), Campo("tipo", "Tipo"), CAMPOS[2], CAMPOS[3])
    linhas = [["a", "x", 1.0, 25.0], ["a", "y", 3.0, 75.0], ["b", "x", 2.0, 20.0], ["b", "y", 8.0, 80.0]]
    assert planilha_viva.proporcoes(campos, linhas) == {3: Parte(2, grupos=(0,))}


def test_coluna_com_linha_escondida_nao_ganha_total_que_a_rede_desmente():
    linhas = [["a", 1.0, 30.0, None], ["b", 2.0, 70.0, None]]
    assert planilha_viva.somaveis(CAMPOS, linhas, {}, {"vendido": 100.0}) == [2]
    assert planilha_viva.somaveis(CAMPOS, linhas, {}, {"vendido": 130.0}) == []


# ------------------------------------------------------------------ LibreOffice


@pytest.mark.parametrize("nome", ["comum", "hostil"])
def test_o_libreoffice_abre_o_documento_inteiro(arquivos, converter, relato, hostil, nome):
    lido = pypdf.PdfReader(converter(arquivos / f"{nome}.docx", "pdf"))
    texto = "".join("".join(folha.extract_text().split()) for folha in lido.pages)
    qual = relato if nome == "comum" else hostil
    for parte in qual.partes:
        assert "".join(parte["titulo"].split()) in texto
    assert f"página{len(lido.pages)}de{len(lido.pages)}" in texto
    if nome == "hostil":
        assert "<script>alert(1)</script>" in texto and "=cmd|'/Ccalc'!A0" in texto


@pytest.mark.parametrize("nome", ["comum", "hostil"])
def test_o_libreoffice_refaz_as_contas_da_planilha_e_da_o_mesmo(arquivos, converter, nome):
    antes = folhas(arquivos / f"{nome}.xlsx")
    depois = folhas(converter(arquivos / f"{nome}.xlsx", "ods"))
    assert list(antes) == list(depois)
    for folha, linhas in antes.items():
        numeros = [c for linha in linhas for c in linha if isinstance(c, float)]
        refeitos = [c for linha in depois[folha] for c in linha if isinstance(c, float)]
        assert refeitos == pytest.approx(numeros), folha
