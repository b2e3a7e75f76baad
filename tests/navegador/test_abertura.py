"""Páginas que custam a abrir: num navegador ocupado, com um kernel lento, ou com uma parte que não aparece."""

from __future__ import annotations

import contextlib

import nbformat
import pytest

from caderno import arquivo

FRASE = "A página está demorando para abrir por inteiro."
ABRIR = "from caderno import tela\npagina = tela.abrir()"
LENTA = """
import anywidget
class Lenta(anywidget.AnyWidget):
    _esm = '''
        await new Promise((pronto) => setTimeout(pronto, 3500));
        export default { render({ model, el }) {
            model.on("msg:custom", (dito) => { el.textContent = dito });
            model.send("oi");
        } }'''
lenta = Lenta()
lenta.on_msg(lambda quem, dito, partes: quem.send("cheguei"))
lenta
"""
QUEBRADA = """
import anywidget
class Quebrada(anywidget.AnyWidget):
    _esm = "export default { render() { throw new Error('não sei me desenhar') } }"
Quebrada()
"""
OCUPADO = """
const esperar = window.setTimeout;
window.setTimeout = (chamar, ms, ...resto) => esperar(chamar, ms === 100 ? 4000 : ms, ...resto);
"""
"""Um navegador que só olha de quatro em quatro segundos o que devia olhar a cada décimo."""


def passos_de(ms: int) -> str:
    """A página conta a demora em passos de um segundo; aqui, mais curtos."""
    return f"""
    const esperar = window.setTimeout;
    window.setTimeout = (chamar, ms, ...resto) => esperar(chamar, ms === 1000 ? {ms} : ms, ...resto);
    sessionStorage.visitas = Number(sessionStorage.visitas ?? 0) + 1;
    """


def visitas(pagina) -> int:
    return int(pagina.evaluate("sessionStorage.visitas"))


@pytest.fixture(scope="module")
def cadernos(abrir_servidor, tmp_path_factory):
    """Um servidor com cadernos que não são os da casa."""
    pasta, redes = tmp_path_factory.mktemp("cadernos"), tmp_path_factory.mktemp("redes")
    partes = {
        "simples": [ABRIR],
        "lenta": [ABRIR, LENTA],
        "quebrada": [ABRIR, 'tela.mostrar_quadro(pagina, "rede")', QUEBRADA],
    }
    for nome, codigos in partes.items():
        celulas = [nbformat.v4.new_code_cell(codigo) for codigo in codigos]
        caderno = nbformat.v4.new_notebook(cells=celulas)
        caderno.metadata |= {"title": nome, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(caderno, pasta / f"{nome}.ipynb")
    with abrir_servidor(redes, pasta) as servidor:
        yield servidor


def test_num_navegador_ocupado_todas_as_partes_aparecem(pagina_nova, cadernos):
    pagina = pagina_nova("simples.ipynb", de=cadernos, antes=OCUPADO)
    assert not pagina.reclamacoes


def test_uma_parte_que_demora_mais_de_dois_segundos_a_comecar_ainda_ouve_o_kernel(pagina_nova, cadernos):
    pagina = pagina_nova("lenta.ipynb", de=cadernos)
    pagina.get_by_text("cheguei").wait_for(timeout=10_000)
    assert not pagina.reclamacoes


def test_kernel_lento_e_dito_na_pagina_e_a_frase_sai_quando_ele_responde(pagina_nova, cadernos):
    antes = {p.pid for p in cadernos.kernels()}
    parados = []

    def parar(_conversa) -> None:
        parados.extend(p for p in cadernos.kernels() if p.pid not in antes and p not in parados)
        for processo in parados:
            processo.suspend()

    pagina = pagina_nova("simples.ipynb", pronta=False, de=cadernos, antes=passos_de(250), ao_conversar=parar)
    try:
        pagina.get_by_role("status").get_by_text(FRASE).wait_for()
        assert len(parados) == 1
        assert pagina.get_by_role("button", name="Abrir de novo").is_visible()
    finally:
        for processo in parados:
            processo.resume()
    pagina.wait_for_selector(".barra[data-pronta]")
    pagina.get_by_text(FRASE).wait_for(state="hidden")
    assert visitas(pagina) == 1


def test_faltando_uma_parte_a_pagina_se_abre_de_novo_uma_vez_so_e_larga_o_kernel(pagina_nova, cadernos):
    antes = {p.pid for p in cadernos.kernels()}
    pagina = pagina_nova("quebrada.ipynb", de=cadernos, antes=passos_de(50))
    primeiro = {p.pid for p in cadernos.kernels()} - antes
    pagina.wait_for_function("sessionStorage.visitas === '2'")
    pagina.wait_for_selector(".barra[data-pronta]")
    pagina.get_by_role("status").get_by_text(FRASE).wait_for()
    pagina.wait_for_timeout(5000)  # cem passos: mais do que o dobro do que bastou para a primeira vez
    assert visitas(pagina) == 2
    assert not primeiro & {p.pid for p in cadernos.kernels()}
    assert "_xsrf" not in pagina.evaluate("document.cookie")


def test_o_que_se_escreveu_nao_se_perde_numa_pagina_a_que_falta_uma_parte(pagina_nova, cadernos, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(cadernos.dados))
    pagina = pagina_nova("quebrada.ipynb", de=cadernos, antes=passos_de(100))
    pagina.get_by_label("Território").fill("Serra do Mel")
    pagina.get_by_role("status").get_by_text(FRASE).wait_for()
    pagina.wait_for_timeout(6000)
    assert visitas(pagina) == 1, "quem está escrevendo não perde a página"
    pagina.get_by_label("Território").fill("Serra do Mel e arredores")
    pagina.get_by_role("button", name="Abrir de novo").click()
    with contextlib.suppress(Exception):
        pagina.get_by_text("Ainda há o que salvar nesta página.").wait_for(timeout=1000)
        pagina.get_by_text("salvo às").first.wait_for()
        pagina.get_by_role("button", name="Abrir de novo").click()
    pagina.wait_for_function("sessionStorage.visitas === '2'")
    assert arquivo.abrir_exemplo().quadro("rede")["territorio"].iloc[-1] == "Serra do Mel e arredores"
