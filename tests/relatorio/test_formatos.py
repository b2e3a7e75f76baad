"""HTML e PDF: tamanho, marcação, folhas, e nomes escritos por quem não gosta da gente."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html import unescape

import pypdf
import pytest
from lxml import html as lxml_html

from caderno import apresentacao
from caderno.graficos import tema
from caderno.graficos.folha import Folha, nome_acessivel
from caderno.relatorio import tela_e_papel
from caderno.relatorio.formatos import FORMATOS, achar, desenhos, html, pdf
from caderno.relatorio.pedido import ErroDeRelatorio

QUILOBYTES = 1000


@pytest.fixture(scope="module")
def pagina(relato, tmp_path_factory):
    destino = tmp_path_factory.mktemp("html") / "relatorio.html"
    html.gravar(relato, destino)
    return destino.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def documento(relato, tmp_path_factory):
    destino = tmp_path_factory.mktemp("pdf") / "relatorio.pdf"
    pdf.gravar(relato, destino)
    return pypdf.PdfReader(destino)


@pytest.fixture(scope="module")
def caminho_hostil(hostil, tmp_path_factory):
    destino = tmp_path_factory.mktemp("pdf") / "hostil.pdf"
    pdf.gravar(hostil, destino)
    return destino


@pytest.fixture(scope="module")
def documento_hostil(caminho_hostil):
    return pypdf.PdfReader(caminho_hostil)


def ler(folha) -> str:
    """O texto de uma folha, sem os zeros que o pypdf põe antes de algumas letras."""
    return folha.extract_text().replace("\x00", "")


# ------------------------------------------------------------------ HTML


def test_um_relatorio_com_seis_desenhos_cabe_em_150_kb_e_nao_busca_nada_fora(pagina):
    assert len(re.findall(r'<div class="desenho larga">', pagina)) == 6
    assert len(pagina.encode()) <= 150 * QUILOBYTES
    assert not re.search(r"https?:|\bsrc=|<link|@import|url\(", pagina)


def test_a_pagina_traz_o_nome_da_rede_no_alto_das_folhas_e_o_lastro(relato, pagina):
    assert f'@top-left{{content:"{html._em_codigo(html.nome_no_alto(relato))}"' in pagina
    [lastro] = lxml_html.document_fromstring(pagina).xpath("//script[@type='application/json']")
    assert json.loads(lastro.text)["pedido"] == relato.manifesto["pedido"]


def test_nomes_hostis_nao_viram_marca_estilo_nem_programa(hostil, tmp_path):
    html.gravar(hostil, tmp_path / "h.html")
    arvore = lxml_html.document_fromstring((tmp_path / "h.html").read_text(encoding="utf-8"))
    assert {s.get("type") for s in arvore.iter("script")} == {"application/json"}
    assert not list(arvore.iter("img", "iframe", "object", "link", "base", "form"))
    assert not [nome for elemento in arvore.iter() for nome in elemento.attrib if nome.startswith("on")]
    estilos = "".join(estilo.text for estilo in arvore.iter("style"))
    assert "display:none}@page" not in estilos.replace(" ", "") and "@import" not in estilos
    assert "<script>alert(1)</script>" in arvore.text_content()


def test_nenhum_caractere_que_o_xml_recusa_chega_a_pagina(hostil):
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\uffff]", html.enxuta(hostil))


# ------------------------------------------------------------------ PDF


def test_o_pdf_e_marcado_em_portugues_com_titulo_e_se_diz_pdf_ua(relato, documento):
    raiz = documento.trailer["/Root"]
    assert raiz["/MarkInfo"]["/Marked"] and raiz["/Lang"] == "pt-BR"
    assert documento.metadata.title == html.titulo_da_capa(relato)
    assert raiz["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in raiz["/Metadata"].get_object().get_data()


def test_o_pdf_traz_as_letras_dentro(documento):
    fontes = [f.get_object() for p in documento.pages for f in p["/Resources"].get("/Font", {}).values()]
    assert fontes
    for fonte in fontes:
        descritor = fonte["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descritor or "/FontFile3" in descritor


def test_os_marcadores_do_pdf_sao_os_titulos_da_pagina(relato, documento):
    titulos = re.findall(r"<h([23])[^>]*>(.*?)</h\1>", tela_e_papel.no_papel(relato.html))
    esperados = [lxml_html.fromstring(f"<p>{texto}</p>").text_content() for _, texto in titulos]
    assert _marcadores(documento.outline)[1:] == esperados


def _marcadores(itens) -> list[str]:
    return [t for item in itens for t in (_marcadores(item) if isinstance(item, list) else [item.title])]


def test_cada_desenho_do_pdf_tem_o_nome_que_se_le_no_lugar_dele(relato, documento):
    alternativos = [e["/Alt"] for e in _estrutura(documento) if e.get("/S") == "/Figure"]
    largos = re.findall(r'<div class="desenho larga">(<svg.*?</svg>)', relato.html, re.DOTALL)
    nomes = [unescape(nome_acessivel(fatia)) for svg in largos for fatia in desenhos.fatiar(svg)]
    assert alternativos == nomes


def _estrutura(documento):
    pilha = [documento.trailer["/Root"]["/StructTreeRoot"]]
    while pilha:
        elemento = pilha.pop()
        if not isinstance(elemento, pypdf.generic.DictionaryObject):
            continue
        yield elemento
        filhos = elemento.get("/K", [])
        filhos = filhos if isinstance(filhos, list) else [filhos]
        pilha.extend(reversed([filho.get_object() for filho in filhos]))


def test_cada_folha_diz_de_que_rede_e_e_qual_numero_tem(relato, documento):
    total = len(documento.pages)
    for numero, folha in enumerate(documento.pages, start=1):
        texto = " ".join(folha.extract_text().split())
        assert f"página {numero} de {total}" in texto
        assert html.nome_no_alto(relato) in texto


def test_nenhum_titulo_fica_sozinho_no_pe_da_folha(documento_hostil):
    for item in _com_folha(documento_hostil, documento_hostil.outline):
        titulo, folha = item
        linhas = [linha for linha in ler(folha).splitlines() if not re.match(r"Caderno de Redes|página", linha)]
        comeco = " ".join(titulo.split())[:20]
        onde = [i for i, linha in enumerate(linhas) if " ".join(linha.split()).startswith(comeco)]
        assert onde and onde[0] < len(linhas) - 2, titulo


def _com_folha(documento, itens):
    for item in itens:
        if isinstance(item, list):
            yield from _com_folha(documento, item)
        else:
            yield item.title, documento.pages[documento.get_destination_page_number(item)]


def test_a_tabela_que_passa_da_folha_repete_o_cabecalho(relato, documento):
    saida = next(p for p in relato.partes if p["instrumento"] == "preco")["saidas"]["formacao"]
    assert len(saida["linhas"]) > 60
    com_cabecalho = [f for f in documento.pages if "Em cada R$ 100 do preço" in " ".join(f.extract_text().split())]
    assert len(com_cabecalho) >= 2


def test_no_papel_tudo_vem_aberto_e_so_com_o_desenho_largo(relato):
    papel = pdf.para_papel(html.pagina(relato))
    assert re.findall(r"<details(?![^>]* open)", papel) == []
    assert "desenho estreita" not in papel and papel.count("<svg") >= 6


def test_o_pdf_leva_o_lastro_junto(relato, documento):
    [conteudo] = documento.attachments["lastro.json"]
    assert json.loads(conteudo)["instrumentos"] == relato.manifesto["instrumentos"]


def test_nomes_hostis_se_leem_no_pdf_e_nada_executa(documento_hostil):
    texto = "".join("".join(ler(folha).split()) for folha in documento_hostil.pages)
    for nome in ("<script>alert(1)</script>", "=cmd|'/Ccalc'!A0", "X" * 12, "</style><imgsrc=xonerror=alert(1)>"):
        assert nome in texto
    raiz = documento_hostil.trailer["/Root"]
    assert "/JavaScript" not in raiz.get("/Names", {}) and "/OpenAction" not in raiz and "/AA" not in raiz


def test_os_emojis_saem_do_pdf_e_o_resto_do_nome_fica(documento_hostil):
    texto = "".join(ler(folha) for folha in documento_hostil.pages)
    assert "Mel da Serra" in " ".join(texto.split())
    assert not re.search("[\U0001f000-\U0001faff]", texto)


def test_o_nome_de_duzentas_letras_nao_sai_da_folha(caminho_hostil):
    if not shutil.which("pdftotext"):
        pytest.skip("Sem o pdftotext não dá para medir onde cada palavra está na folha.")
    comando = ["pdftotext", "-bbox", str(caminho_hostil), "-"]
    medido = subprocess.run(comando, capture_output=True, check=True).stdout.decode(errors="replace")
    folhas = re.findall(r'<page width="([\d.]+)"', medido)
    corpos = re.findall(r"<page .*?</page>", medido, re.DOTALL)
    assert len(folhas) == len(corpos) > 5
    for largura, corpo in zip(folhas, corpos, strict=True):
        assert max(float(x) for x in re.findall(r'xMax="([\d.]+)"', corpo)) < float(largura)


def test_um_modulo_curto_nao_deixa_o_resto_da_folha_vazio(tmp_path):
    modulo = '<section class="modulo"><h2>{}</h2><article><h3>Custo</h3><p>Uma linha só.</p></article></section>'
    sumario = '<nav class="sumario"><ul><li>a</li></ul></nav>'
    modulos = "".join(modulo.format(nome) for nome in ("Gestão", "Produção", "Mercado"))
    pdf.gravar_pagina(apresentacao.pagina_html("Três módulos", sumario + modulos), tmp_path / "x.pdf")
    folhas = [folha.extract_text() for folha in pypdf.PdfReader(tmp_path / "x.pdf").pages]
    assert len(folhas) == 2
    assert all(nome in folhas[1] for nome in ("Gestão", "Produção", "Mercado"))


def test_o_pdf_nao_abre_arquivos_deste_computador_nem_enderecos(tmp_path):
    segredo = tmp_path / "segredo.txt"
    segredo.write_text("não era para sair daqui")
    pagina = (
        f'<html lang="pt-BR"><head><title>x</title><link rel="attachment" href="{segredo.as_uri()}">'
        f'<link rel="stylesheet" href="{segredo.as_uri()}"></head><body><p>oi</p>'
        f'<object data="{segredo.as_uri()}"></object></body></html>'
    )
    pdf.gravar_pagina(pagina, tmp_path / "x.pdf")
    assert not pypdf.PdfReader(tmp_path / "x.pdf").attachments
    assert b"segredo" not in (tmp_path / "x.pdf").read_bytes()


def test_sem_weasyprint_e_sem_navegador_uma_frase_diz_o_que_fazer(relato, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    if pdf.achar_navegador():
        pytest.skip("Este sistema tem um navegador fora do PATH.")
    with pytest.raises(ErroDeRelatorio, match="Peça o relatório em HTML, abra e use Imprimir"):
        pdf.gravar(relato, tmp_path / "x.pdf")


@pytest.mark.parametrize(("formato", "biblioteca"), [("docx", "docx"), ("xlsx", "xlsxwriter")])
def test_sem_a_biblioteca_uma_frase_diz_como_traze_la(relato, tmp_path, monkeypatch, formato, biblioteca):
    monkeypatch.setitem(sys.modules, biblioteca, None)
    with pytest.raises(ErroDeRelatorio, match=f"Para gravar {formato.upper()} falta o .* pip install"):
        achar(formato)(relato, tmp_path / f"x.{formato}")


def test_os_formatos_comecam_pelos_quatro_do_relatorio():
    assert list(FORMATOS)[:4] == ["html", "pdf", "docx", "xlsx"]


# ------------------------------------------------------------------ desenhos compridos


def _desenho(linhas: int) -> str:
    folha = Folha()
    for i in range(linhas):
        folha.retangulo(0, 20 * i, 90, 18, "#000")
        folha.texto(100, 20 * i + 14, f"linha {i}")
    return folha.svg("Nome")


def test_o_desenho_que_nao_cabe_na_folha_vira_pedacos_sem_partir_linha():
    fatias = desenhos.fatiar(_desenho(120))
    assert len(fatias) == 3
    fim = 0
    for parte, fatia in enumerate(fatias, start=1):
        altura, topo = map(int, re.search(r'height="(\d+)" viewBox="0 (\d+) ', fatia).groups())
        assert topo == fim and altura <= tema.FOLHA_DE_PAPEL and topo % 20 in (0, 19)
        assert f"<title>Nome (parte {parte} de 3)</title>" in fatia and "overflow:hidden" in fatia
        fim = topo + altura
    assert fim == 2403


def test_o_desenho_que_cabe_fica_inteiro_e_se_basta():
    [inteiro] = desenhos.fatiar(_desenho(10))
    raiz = ET.fromstring(inteiro)
    assert raiz.get("viewBox") == "0 0 720 203" and "system-ui" in raiz.get("font-family")
    assert [no.text for no in raiz.iter("{http://www.w3.org/2000/svg}title")] == ["Nome"]
