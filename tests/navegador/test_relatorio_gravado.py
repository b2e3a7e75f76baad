"""O relatório gravado, aberto como quem recebeu o arquivo: sem internet, no computador e no celular."""

from __future__ import annotations

import sys

import pypdf
import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.relatorio import execucao
from caderno.relatorio.formatos import html, pdf
from caderno.validacao import LINHA

MALDADE = "</style><img src=x onerror=\"document.title='invadido'\"><script>document.title='invadido'</script>"


@pytest.fixture(scope="module")
def relato(tmp_path_factory):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("redes")))
        rede = arquivo.abrir_exemplo()
        primeira = rede.brutas()["empreendimentos"][LINHA].iloc[0]
        mudanca = Mudanca(primeira, {"empreendimento": MALDADE, "como_aparece": "nome"})
        rede.gravar("empreendimentos", [mudanca], partida=rede.versao(), autor="Ana")
        return execucao.executar(relatorio.Pedido("exemplo", modelo="modulo", modulo="4", hoje=HOJE))


@pytest.fixture(scope="module")
def gravado(relato, tmp_path_factory):
    destino = tmp_path_factory.mktemp("gravado") / "relatorio.html"
    html.gravar(relato, destino)
    return destino.as_uri()


@pytest.mark.parametrize("largura", [1280, 390])
def test_o_arquivo_abre_sem_pedir_nada_sem_erro_e_cabe_na_tela(navegador, gravado, largura, sem_falhas_de_acesso):
    pedidos, erros = [], []
    pagina = navegador.new_page(viewport={"width": largura, "height": 900})
    pagina.on("request", lambda pedido: pedidos.append(pedido.url))
    pagina.on("pageerror", lambda erro: erros.append(str(erro)))
    pagina.goto(gravado)
    assert pedidos == [gravado] and erros == []
    assert "invadido" not in pagina.title()
    assert pagina.evaluate("document.documentElement.scrollWidth") <= largura
    visiveis = pagina.locator(".desenho:visible")
    assert visiveis.count() == 6
    assert {d.get_attribute("class") for d in visiveis.all()} == {f"desenho {'larga' if largura > 680 else 'estreita'}"}
    sem_falhas_de_acesso(pagina)
    pagina.close()


def test_sem_weasyprint_o_navegador_faz_o_pdf_marcado_em_folhas_numeradas(relato, executavel, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf.gravar(relato, tmp_path / "x.pdf")
    lido = pypdf.PdfReader(tmp_path / "x.pdf")
    assert lido.trailer["/Root"]["/MarkInfo"]["/Marked"] and lido.trailer["/Root"]["/Lang"] == "pt-BR"
    assert lido.metadata.title == html.titulo_da_capa(relato)
    assert len(lido.outline) > 0
    ultima = " ".join(lido.pages[-1].extract_text().split())
    assert f"página {len(lido.pages)} de {len(lido.pages)}" in ultima and html.nome_no_alto(relato) in ultima
