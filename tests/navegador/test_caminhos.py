"""Os caminhos inteiros: do arquivo que a pessoa tem até o relatório, e todas as páginas abertas de ponta a ponta."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ees_gemeo as gemeo
from caderno import arquivo

MODULOS = [f"modulos/{nome}.ipynb" for nome in ("1_diagnostico", "2_gestao", "3_producao", "4_mercado", "5_integracao")]
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARA_FORA = re.compile(r"""(?:src|href|action)\s*=\s*["']?(?!#|data:)|url\((?!["']?(?:#|data:))|@import|fetch\(""")


@pytest.fixture(scope="module")
def criar_rede(servidor):
    """Função: uma rede vazia na pasta do servidor."""
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(servidor.dados))
        yield arquivo.criar


@pytest.fixture
def potiguar(criar_rede, pagina_nova):
    """A página de diagnóstico de uma rede nova e vazia."""
    return criar_rede("potiguar"), pagina_nova("modulos/1_diagnostico.ipynb?rede=potiguar")


def abrir_secao(pagina, titulo: str):
    secao = pagina.locator(".secao").filter(has=pagina.get_by_role("heading", name=titulo, exact=True))
    botao = secao.locator("h2 > button")
    if botao.get_attribute("aria-expanded") != "true":
        botao.click()
    return secao


def esperar_respostas(secao) -> None:
    """Até que tudo o que a pergunta mostra esteja calculado e desenhado."""
    secao.locator(".cad-espera").first.wait_for(state="detached")
    for resposta in secao.locator(".cad-resposta").all():
        resposta.and_(secao.page.locator("[aria-busy=false]")).wait_for()


def enviar(pagina, nome: str, tipo: str, conteudo: bytes):
    """Escolhe o arquivo no botão de enviar planilha e devolve a prévia."""
    abrir_secao(pagina, "Antes de começar")
    painel = pagina.get_by_role("region", name="Enviar planilha")
    painel.locator("input[type=file]").set_input_files({"name": nome, "mimeType": tipo, "buffer": conteudo})
    painel.get_by_role("button", name="Entrar com estes dados").wait_for()
    return painel


def baixar_relatorio(pagina) -> str:
    abrir_secao(pagina, "Para levar à assembleia")
    with pagina.expect_download() as chegada:
        pagina.get_by_role("button", name="Fazer o relatório").click()
    return Path(chegada.value.path()).read_text(encoding="utf-8")


def frases(secao) -> list[str]:
    return secao.locator(".resultado .leitura p").all_inner_texts()


def texto_de(html: str) -> str:
    """O que se lê numa página, sem etiquetas e com os espaços de um em um."""
    return " ".join(re.sub(r"<[^>]+>", "", html).replace("\xa0", " ").split())


def test_a_lista_publica_vai_do_botao_ao_mapa_e_ao_relatorio(potiguar):
    rede, pagina = potiguar
    painel = enviar(pagina, "lista.csv", CSV, gemeo.montar())
    painel.get_by_text("2 municípios estavam sem o estado: completei com RN").wait_for()
    painel.get_by_label("Usar só as linhas em que").fill(gemeo.PRODUTIVAS)
    painel.get_by_label("Usar só as linhas em que").press("Enter")
    painel.get_by_text(f"ficaram {gemeo.FICAM} de {gemeo.LIDAS} linhas").wait_for()
    assert rede.quadro("empreendimentos").empty
    painel.get_by_role("button", name="Entrar com estes dados").click()
    painel.get_by_text(f"Entrou: {gemeo.FICAM} linhas em Empreendimentos.").wait_for()

    perfil = abrir_secao(pagina, "Perfil da rede")
    esperar_respostas(perfil)
    ditas = frases(perfil)
    assert f"A rede tem {gemeo.EMPREENDIMENTOS} empreendimentos e {gemeo.PESSOAS} pessoas." in ditas
    assert "As mulheres são a maioria: 58,3 % das pessoas." in ditas
    mapa = perfil.locator("figure").filter(has_text="Onde estamos")
    assert mapa.locator("svg:visible").count() == 1
    mapa.get_by_text("Todos os 8 empreendimentos estão no mapa.").wait_for()

    relatorio = baixar_relatorio(pagina)
    assert all(frase in texto_de(relatorio) for frase in ditas)
    assert not PARA_FORA.search(relatorio)
    assert not pagina.erros
