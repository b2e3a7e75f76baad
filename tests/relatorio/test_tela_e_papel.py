"""No papel, a folha da parede e um resumo; na tela e na planilha, tudo."""

from __future__ import annotations

import re

import pypdf
import pytest
from lxml import html as lxml_html

from bancada import HOJE
from caderno import relatorio
from caderno.relatorio import antes_e_agora, execucao, faixas, tela_e_papel
from caderno.relatorio.formatos import docx, html, pdf

FOLHAS_DA_PRESTACAO = 6
"""Uma para a parede, e o anexo."""
FOLHAS_DAS_MEDICOES = 20


@pytest.fixture(scope="module")
def prestacao(tmp_path_factory):
    """A prestação de contas da rede de exemplo, que tem todos os módulos."""
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("redes")))
        return execucao.executar(relatorio.Pedido("exemplo", "prestacao_de_contas", hoje=HOJE))


@pytest.fixture(scope="module")
def impressa(prestacao, tmp_path_factory):
    destino = tmp_path_factory.mktemp("pdf") / "p.pdf"
    pdf.gravar(prestacao, destino)
    return [" ".join(folha.extract_text().split()) for folha in pypdf.PdfReader(destino).pages]


def test_a_prestacao_cabe_em_poucas_folhas_e_a_primeira_e_a_da_parede(impressa):
    assert len(impressa) <= FOLHAS_DA_PRESTACAO
    assert "O que ainda não foi anotado" in impressa[0] and "Anexo" not in impressa[0]


def test_o_papel_diz_cada_resposta_e_onde_esta_o_resto(prestacao, impressa):
    texto = " ".join(impressa)
    respondidas = [parte for parte in prestacao.partes if not parte["vazio"]]
    assert len(respondidas) > 20
    for parte in respondidas:
        assert f"{parte['titulo']}." in texto
        assert f"Conta na versão {parte['versao']}." in texto
    assert "estão no mesmo relatório em página (HTML); as tabelas, na planilha (XLSX)" in texto
    assert ".lastro.json" in texto


def test_o_resumo_do_lastro_tem_uma_linha_por_quadro_lido(prestacao):
    arvore = lxml_html.document_fromstring(tela_e_papel.no_papel(prestacao.html))
    linhas = arvore.xpath("//section[@id='lastro']//tbody/tr")
    lidos = {uso["quadro"]: uso for parte in prestacao.partes for uso in parte["uso"] if uso["lidas"]}
    assert {linha.get("id").removeprefix(tela_e_papel.NO_PAPEL) for linha in linhas} == set(lidos)
    for linha in linhas:
        quadro, usadas, quem, quando, grau = (celula.text_content() for celula in linha)
        assert quadro and quem and re.fullmatch(r"\d\d/\d\d/\d{4}( a \d\d/\d\d/\d{4})?|–|—", quando) and grau
        assert re.fullmatch(r"[\d.]+ de [\d.]+", usadas)


def test_a_tela_guarda_tudo_e_esconde_o_resumo_do_papel(prestacao):
    arvore = lxml_html.document_fromstring(html.enxuta(prestacao))
    assert len(arvore.xpath("//*[contains(@class, 'so-na-tela')]//article")) == len(prestacao.partes)
    assert arvore.xpath("//section[@id='lastro']//dt[starts-with(@id, 'l')]")
    estilo = "".join(e.text for e in arvore.iter("style"))
    assert ".so-no-papel{display:none}" in estilo and "@media print{.so-na-tela{display:none}" in estilo


def test_nenhuma_ligacao_do_papel_leva_ao_que_ficou_na_tela(prestacao):
    arvore = lxml_html.document_fromstring(tela_e_papel.no_papel(prestacao.html))
    assert not arvore.xpath("//*[contains(@class, 'so-na-tela')]")
    assert {ligacao.lstrip("#") for ligacao in arvore.xpath("//a/@href")} <= set(arvore.xpath("//@id"))


def test_no_documento_de_texto_vai_o_mesmo_resumo(prestacao, tmp_path):
    from docx import Document

    docx.gravar(prestacao, tmp_path / "p.docx")
    documento = Document(tmp_path / "p.docx")
    assert not documento.inline_shapes
    titulos = [p.text for p in documento.paragraphs if p.style.name == "Heading 1"]
    assert titulos[-2:] == ["Anexo", "Lastro"]


def test_as_medicoes_cabem_em_poucas_folhas_e_o_papel_diz_quantas_mudancas_ficaram_na_pagina(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    relato = execucao.executar(relatorio.Pedido("exemplo", "medicoes", hoje=HOJE))
    pdf.gravar(relato, tmp_path / "m.pdf")
    folhas = [" ".join(folha.extract_text().split()) for folha in pypdf.PdfReader(tmp_path / "m.pdf").pages]
    assert len(folhas) <= FOLHAS_DAS_MEDICOES
    texto = " ".join(folhas)
    assert re.search(r"Mais \d+ mudanças, na página \(HTML\) e na planilha \(XLSX\)\. De: ", texto)
    assert "De onde vem este número" not in texto and "De onde vem este número" in relato.html
    arvore = lxml_html.document_fromstring(tela_e_papel.no_papel(relato.html))
    assert max(len(t.findall("tbody/tr")) for t in arvore.xpath("//article//table")) <= antes_e_agora.NO_PAPEL


def test_no_papel_nenhuma_tabela_tem_mais_colunas_do_que_cabem(prestacao, tmp_path):
    pagina = tela_e_papel.no_papel(prestacao.html.replace("so-na-tela", "aberto"), "modulo")
    arvore = lxml_html.document_fromstring(pagina)
    assert max(len(linha) for linha in arvore.xpath("//div[@class='rolar']//tr")) <= faixas.COLUNAS


def test_o_relatorio_da_rede_diz_no_papel_o_titulo_das_tabelas_que_ficaram_na_tela():
    dobra = '<details class="tabelas"><summary>Mais</summary><table><caption>{}</caption></table></details>'
    pagina = f"<table><caption>Custos</caption></table>{dobra.format('Rateio')}"
    assert tela_e_papel.no_papel(pagina, "modulo") == pagina
    curta = tela_e_papel.no_papel(pagina, "rede")
    assert curta.startswith("<table><caption>Custos</caption></table><p")
    assert "A outra tabela (“Rateio”) está na página (HTML)" in curta and curta.count("<table>") == 1
