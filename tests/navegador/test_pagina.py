"""A página em volta dos formulários: passos, perguntas uma de cada vez, celular, papel e conexão perdida."""

from __future__ import annotations

import time

import nbformat
import pytest

from caderno import arquivo

MODULO = "modulos/3_producao.ipynb"
PASSOS = ["Início", "1 Diagnóstico", "2 Gestão", "3 Produção", "4 Mercado", "5 Integração", "Crédito"]
AVISO = "O caderno perdeu a conexão. O que estava salvo continua salvo."


@pytest.fixture(scope="module")
def producao(pagina_do_arquivo):
    """A página de um módulo, aberta uma vez para os testes que não a estragam."""
    return pagina_do_arquivo(MODULO)


def abertas(pagina) -> list[str]:
    return pagina.locator(".secao button[aria-expanded=true]").all_inner_texts()


def test_pagina_diz_em_que_lingua_esta_e_onde_a_pessoa_esta(producao):
    assert producao.evaluate("document.documentElement.lang") == "pt-BR"
    assert producao.title() == "Produção · Caderno de Redes"
    passos = producao.get_by_role("navigation", name="Passos")
    assert passos.get_by_role("link").all_inner_texts() == PASSOS
    assert passos.locator("[aria-current=page]").all_inner_texts() == ["3 Produção"]
    assert producao.locator("main").count() == 1
    assert producao.locator("#caderno-rede").inner_text()


def test_primeiro_tab_pula_para_o_conteudo(producao):
    producao.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    producao.keyboard.press("Tab")
    assert producao.evaluate("document.activeElement.textContent") == "Pular para o conteúdo"
    producao.keyboard.press("Enter")
    assert producao.evaluate("document.activeElement.id") == "conteudo"


def test_perguntas_comecam_fechadas_e_abrem_uma_por_vez_pelo_teclado(producao):
    botoes = producao.locator(".secao h2 > button")
    assert botoes.count() >= 2
    nomes = botoes.all_inner_texts()
    botoes.nth(0).focus()
    producao.keyboard.press("Enter")
    assert abertas(producao) == [nomes[0]]
    botoes.nth(1).focus()
    producao.keyboard.press("Space")
    assert abertas(producao) == [nomes[1]]
    assert producao.locator(".secao-corpo:visible").count() == 1
    producao.keyboard.press("Space")
    assert abertas(producao) == []


def test_endereco_com_titulo_abre_a_pergunta(producao):
    titulo = producao.locator(".secao h2").last
    producao.evaluate("(id) => { location.hash = id }", titulo.get_attribute("id"))
    producao.wait_for_function("document.querySelectorAll('.secao button[aria-expanded=true]').length === 1")
    assert abertas(producao) == [titulo.inner_text()]
    assert producao.evaluate("document.activeElement.textContent") == titulo.inner_text()


def test_no_papel_sai_so_o_que_foi_aberto(producao):
    titulos = producao.locator(".secao h2").all_inner_texts()
    producao.locator(".secao h2 > button").first.click()
    producao.locator(".secao h2 > button").last.click()
    producao.emulate_media(media="print")
    visiveis = producao.locator(".secao-corpo:visible")
    assert visiveis.count() == producao.locator(".secao.ja-aberta").count() >= 2 <= len(titulos)
    for escondido in (".topo", ".situacao", ".barra", ".rodape"):
        assert not producao.locator(escondido).is_visible()
    producao.emulate_media(media="screen")


def test_pagina_abre_sem_erro_de_javascript_e_sem_pedir_nada_de_fora(producao):
    assert producao.erros == []
    a_parte = [pedido for pedido in producao.pedidos if pedido.endswith(".js")]
    assert 5 < len(producao.pedidos) < 15, f"o que falta em servidor/pedacos.txt é pedido à parte: {a_parte}"


def test_situacao_de_salvo_aparece_no_alto(producao):
    aviso = "new CustomEvent('caderno:salvo', {detail: {texto: 'salvo às 14:32'}, bubbles: true})"
    producao.evaluate(f"document.querySelector('main').dispatchEvent({aviso})")
    assert producao.locator("#caderno-salvo").inner_text() == "salvo às 14:32"


@pytest.mark.parametrize("caminho", ["inicio.ipynb", MODULO])
def test_no_celular_nada_rola_de_lado_e_tudo_cabe_no_dedo(pagina_nova, caminho):
    pagina = pagina_nova(caminho, largura=390, altura=800)
    if caminho == MODULO:
        pagina.locator(".secao button").first.click()
    for largura in (390, 360):
        pagina.set_viewport_size({"width": largura, "height": 800})
        assert pagina.evaluate("document.documentElement.scrollWidth") == largura
    alvos = ".topo a, .situacao label, .barra :is(button, select, input, summary), .secao h2 > button"
    baixos = pagina.locator(alvos).evaluate_all(
        "(todos) => todos.filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5)"
        ".map((e) => e.outerHTML)"
    )
    assert baixos == []


def test_sem_javascript_nada_fica_escondido(pagina_nova):
    pagina = pagina_nova(MODULO, pronta=False, java_script_enabled=False)
    titulos = pagina.locator("main h2")
    assert titulos.count() >= 2
    assert all(titulo.is_visible() for titulo in titulos.all())


def test_rede_do_endereco_segue_a_pessoa_pelos_passos(pagina_nova, servidor):
    pagina = pagina_nova("inicio.ipynb")
    pagina.get_by_label("Começar uma rede nova: como ela se chama?").fill("Rede do Vale")
    pagina.get_by_role("button", name="Criar a rede").click()
    pagina.wait_for_url("**/inicio.ipynb?rede=rede-do-vale")
    pagina.wait_for_function("document.getElementById('caderno-rede').textContent === 'Rede do Vale'")
    assert (servidor.dados / "rede-do-vale.caderno").exists()
    pagina.get_by_role("navigation", name="Passos").get_by_role("link", name="Produção").click()
    pagina.wait_for_url("**/3_producao.ipynb?rede=rede-do-vale")
    pagina.get_by_text("Sem diagnóstico: nenhum").wait_for()
    assert pagina.locator("#caderno-rede").inner_text() == "Rede do Vale"


def test_rede_que_nao_existe_vira_uma_frase_e_a_escolha_de_outra(pagina_nova):
    pagina = pagina_nova(f"{MODULO}?rede=nao-ha")
    assert "Não há rede chamada “nao-ha”" in pagina.locator(".barra [role=alert]").inner_text()
    assert "Traceback" not in pagina.content()
    pagina.get_by_label("Rede").select_option(label="Rede de exemplo")
    pagina.wait_for_url("**rede=exemplo")


def test_esconder_nomes_vale_nas_paginas_seguintes(pagina_nova):
    pagina = pagina_nova("inicio.ipynb")
    pagina.evaluate("document.addEventListener('caderno:esconder', (e) => { window.escondido = e.detail.ligado })")
    pagina.get_by_label("Esconder nomes").check()
    assert pagina.evaluate("window.escondido") is True
    pagina.get_by_role("navigation", name="Passos").get_by_role("link", name="Produção").click()
    pagina.wait_for_selector(".barra[data-pronta]")
    assert pagina.get_by_label("Esconder nomes").is_checked()


def test_sair_da_pagina_desliga_o_kernel(pagina_nova, servidor):
    antes = {p.pid for p in servidor.kernels()}
    pagina = pagina_nova("inicio.ipynb")
    meus = {p.pid for p in servidor.kernels()} - antes
    assert len(meus) == 1
    pagina.goto("about:blank")
    limite = time.monotonic() + 15
    while meus & {p.pid for p in servidor.kernels()} and time.monotonic() < limite:
        time.sleep(0.2)
    assert not meus & {p.pid for p in servidor.kernels()}


def test_o_que_se_escreve_e_se_larga_na_mesma_hora_fica_salvo(pagina_nova, abrir_servidor, tmp_path, monkeypatch):
    cadernos, redes = tmp_path / "cadernos", tmp_path / "redes"
    cadernos.mkdir()
    redes.mkdir()
    celula = 'from caderno import tela\npagina = tela.abrir()\ntela.mostrar_quadro(pagina, "rede")'
    caderno = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(celula)])
    caderno.metadata |= {"title": "Escrita", "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(caderno, cadernos / "escrita.ipynb")
    monkeypatch.setenv("CADERNO_DADOS", str(redes))
    with abrir_servidor(redes, cadernos) as servidor:
        pagina = pagina_nova("escrita.ipynb", de=servidor)
        pagina.get_by_label("Território").fill("Vale do Sol")
        pagina.goto("about:blank")
        limite = time.monotonic() + 15
        while territorio() != "Vale do Sol" and time.monotonic() < limite:
            time.sleep(0.2)
    assert territorio() == "Vale do Sol"


def territorio() -> str:
    return arquivo.abrir_exemplo().quadro("rede")["territorio"].iloc[-1]


def test_kernel_morto_avisa_em_dez_segundos(pagina_nova, servidor):
    antes = {p.pid for p in servidor.kernels()}
    pagina = pagina_nova(MODULO)
    for processo in servidor.kernels():
        if processo.pid not in antes:
            processo.kill()
    pagina.get_by_role("alert").get_by_text(AVISO).wait_for(timeout=15_000)
    pagina.get_by_role("button", name="Recarregar a página").click()
    pagina.wait_for_selector(".barra[data-pronta]")
    assert not pagina.get_by_text(AVISO).is_visible()


def test_servidor_morto_avisa_em_dez_segundos(pagina_nova, outro_servidor):
    pagina = pagina_nova(MODULO, de=outro_servidor)
    outro_servidor.matar()
    pagina.get_by_role("alert").get_by_text(AVISO).wait_for(timeout=15_000)
    pagina.get_by_role("button", name="Recarregar a página").click()
    pagina.get_by_text("O caderno ainda não responde.").wait_for()
