"""O formulário como quem o usa: escrever, colar, recarregar, duas abas, enviar uma planilha."""

from __future__ import annotations

import re
import time

import nbformat
import pytest

from caderno import arquivo, relatorio

CADERNO = "oficina.ipynb"
CELULAS = (
    'from caderno import tela\npagina = tela.abrir("oficina", modulo=3)',
    'tela.mostrar_instrumento(pagina, "custo_unitario")',
    'tela.mostrar_quadro(pagina, "rede")',
)
MEL = {"empreendimento": "Mel da Serra", "produto": "Mel", "mes": "03/2026"}
REDE = {
    "empreendimentos": [{"empreendimento": "Mel da Serra"}, {"empreendimento": "Doces do Vale"}],
    "produtos": [{"produto": "Mel", "unidade": "pote"}, {"produto": "Doce", "unidade": "pote"}],
    "custos": [MEL | {"item": item, "valor": "60"} for item in ("pote", "rótulo", "tampa", "lenha", "frete")],
    "producao": [MEL | {"realizado": "100", "horas": "50"}, MEL | {"mes": "04/2026", "realizado": "0"}],
}


@pytest.fixture(scope="module")
def oficina(tmp_path_factory, abrir_servidor):
    """Um servidor com um caderno pequeno, feito só destes formulários."""
    pasta = tmp_path_factory.mktemp("cadernos")
    caderno = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELULAS])
    caderno.metadata |= {"title": "Oficina", "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(caderno, pasta / CADERNO)
    with abrir_servidor(tmp_path_factory.mktemp("redes"), pasta) as no_ar:
        yield no_ar


@pytest.fixture(scope="module")
def rede(oficina):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(oficina.dados))
        nova = arquivo.criar("oficina")
        for quadro, linhas in REDE.items():
            mudancas = [arquivo.Mudanca(valores=linha) for linha in linhas]
            nova.gravar(quadro, mudancas, partida=nova.versao(), autor="Ana")
        yield nova


@pytest.fixture(scope="module")
def pagina(pagina_do_arquivo, oficina, rede):
    """A página de todos os testes; cada um mexe numa linha que é só dele."""
    return pagina_do_arquivo(CADERNO, de=oficina)


@pytest.fixture
def custos(pagina):
    return mostrar(pagina, "Custos")


def mostrar(pagina, titulo: str):
    """O quadro na tela, aberto: junto da resposta, o que já está preenchido chega dobrado."""
    quadro = pagina.get_by_role("region", name=titulo, exact=True)
    quadro.evaluate("quadro => quadro.scrollIntoView()")
    quadro.locator(".cad-contagem").filter(has_text=re.compile(".")).wait_for()
    if not quadro.locator("details").first.evaluate("dobra => dobra.open"):
        quadro.locator("summary").first.click()
    quadro.locator("[data-campo]").first.wait_for(state="attached")
    return quadro


def caixa(quadro, linha: int, campo: str):
    return quadro.locator("tbody tr").nth(linha - 1).locator(f"[data-campo={campo}]")


def guardado(rede, linha: int, campo: str) -> str:
    return rede.quadro("custos")[campo].tolist()[linha - 1]


def esperar(condicao, segundos: float = 40):
    limite = time.monotonic() + segundos
    while not condicao() and time.monotonic() < limite:
        time.sleep(0.1)
    assert condicao()


def test_o_que_se_escreve_ecoa_fica_salvo_e_volta_ao_recarregar(pagina, custos, rede):
    valor = caixa(custos, 1, "valor")
    valor.fill("")
    valor.press_sequentially("1.234", delay=20)
    custos.get_by_text("li R$ 1.234,00").wait_for()
    assert valor.evaluate("e => document.activeElement === e && e.selectionStart") == 5
    esperar(lambda: guardado(rede, 1, "valor") == "1.234")
    custos.get_by_text(re.compile(r"salvo às \d\d:\d\d")).wait_for()
    pagina.reload()
    assert caixa(mostrar(pagina, "Custos"), 1, "valor").input_value() == "1.234"
    assert not pagina.erros


def test_um_valor_errado_e_dito_em_frase_ligada_a_caixa(custos):
    valor = caixa(custos, 2, "valor")
    valor.fill("muito")
    frase = custos.get_by_text("Li “muito” e esperava um valor em reais.")
    frase.wait_for()
    assert valor.get_attribute("aria-invalid") == "true"
    assert frase.get_attribute("id") in valor.get_attribute("aria-describedby").split()


def test_a_pagina_com_pendencia_nao_tem_violacao_seria_de_acesso(pagina, custos, sem_falhas_de_acesso):
    caixa(custos, 2, "valor").fill("abc")
    custos.get_by_text("Li “abc”").wait_for()
    sem_falhas_de_acesso(pagina)


def test_enter_desce_para_a_mesma_coluna(custos):
    caixa(custos, 1, "item").press("Enter")
    assert caixa(custos, 2, "item").evaluate("e => document.activeElement === e")


def test_colar_de_uma_planilha_enche_caixas_e_cria_linhas_e_apagar_tem_volta(custos, rede):
    antes = len(rede.quadro("custos"))
    colado = "Item\tTipo de custo\nfrasco\tembalagem\n" + "açúcar\tmatéria-prima\n" * 20
    caixa(custos, antes + 1, "item").evaluate(
        """(entrada, texto) => { const dados = new DataTransfer(); dados.setData("text/plain", texto);
        entrada.focus(); entrada.dispatchEvent(new ClipboardEvent("paste",
            { clipboardData: dados, bubbles: true, cancelable: true })); }""",
        colado,
    )
    esperar(lambda: len(rede.quadro("custos")) == antes + 21)
    assert guardado(rede, antes + 1, "item") == "frasco"
    assert guardado(rede, antes + 2, "tipo_de_custo") == "matéria-prima"
    custos.get_by_role("button", name=f"Apagar linha {antes + 1}", exact=True).click()
    esperar(lambda: len(rede.quadro("custos")) == antes + 20)
    custos.get_by_role("button", name="Desfazer", exact=True).click()
    esperar(lambda: len(rede.quadro("custos")) == antes + 21)


def test_duas_abas_se_somam_e_a_mesma_caixa_pergunta_qual_fica(pagina_do_arquivo, oficina, custos, rede):
    outra = mostrar(pagina_do_arquivo(CADERNO, de=oficina), "Custos")
    caixa(custos, 3, "item").fill("tampa de rosca")
    esperar(lambda: caixa(outra, 3, "item").input_value() == "tampa de rosca")
    # As duas escrevem na mesma caixa antes de ver uma à outra.
    caixa(outra, 3, "valor").fill("70")
    caixa(custos, 3, "valor").fill("80")
    esperar(lambda: outra.get_by_role("alert").count() + custos.get_by_role("alert").count() == 1)
    perdeu = outra if outra.get_by_role("alert").count() else custos
    meu = "70" if perdeu is outra else "80"
    conflito = perdeu.get_by_role("alert")
    assert {"“70”", "“80”"} <= set(re.findall("“..”", conflito.inner_text()))
    conflito.get_by_role("button", name=f"Fica “{meu}”").click()
    esperar(lambda: guardado(rede, 3, "valor") == meu)
    esperar(lambda: caixa(outra, 3, "valor").input_value() == caixa(custos, 3, "valor").input_value() == meu)


def test_a_resposta_se_refaz_com_a_escolha_do_grupo(pagina, rede):
    resposta = pagina.get_by_role("region", name="Resposta")
    resposta.evaluate("resposta => resposta.scrollIntoView()")
    resposta.locator("details").first.wait_for()
    resposta.get_by_label("volume").check()
    esperar(lambda: rede.escolhas() == {"base_de_rateio": "volume"})
    resposta.locator("[aria-busy=false]").wait_for()


def test_um_numero_com_til_e_o_grau_da_linha_chegam_a_resposta_e_ao_relatorio(pagina, custos, rede):
    caixa(custos, 4, "valor").fill("~ 60")
    custos.get_by_text("li R$ 60,00 (estimado)").wait_for()
    caixa(custos, 5, "_grau").select_option("medido")
    esperar(lambda: rede.quadro("custos")["_grau"].tolist()[3:5] == ["", "A"])
    assert caixa(custos, 5, "_grau").evaluate("caixa => caixa.labels[0].textContent") == "Como sei"
    resposta = pagina.get_by_role("region", name="Resposta")
    resposta.get_by_text("estimado, que é o pior grau").first.wait_for(state="attached")
    assert "estimado, que é o pior grau" in relatorio.abrir("oficina").instrumento("custo_unitario")
    assert "C estimado" in relatorio.abrir("oficina").lastro()
    caixa(custos, 5, "_grau").select_option("declarado")
    caixa(custos, 4, "valor").fill("60")
    esperar(lambda: rede.quadro("custos")["_grau"].tolist()[4] == "B")
    resposta.get_by_text("declarado, que é o pior grau").first.wait_for(state="attached")


def test_planilha_com_outros_titulos_entra_so_depois_do_clique(custos, rede, tmp_path):
    planilha = tmp_path / "gastos da feira.csv"
    planilha.write_text(
        "Gastos de abril\n\nGrupo;Mercadoria;Competência;Gasto;Valor total;Cor\n"
        "Mel da Serra;Mel;04/2026;pote;R$ 300,00;azul\nMel da Serra;Mel;04/2026;tampa;45,5;verde\nTOTAL;;;;345,50;\n",
        encoding="cp1252",
    )
    antes = len(rede.quadro("custos"))
    custos.locator("input[type=file]").set_input_files(planilha)
    custos.get_by_label("Cor", exact=True).wait_for()
    assert len(rede.quadro("custos")) == antes
    custos.get_by_role("button", name="Entrar com estes dados").click()
    custos.get_by_text("Entrou: 2 linhas em Custos.").wait_for()
    assert guardado(rede, antes + 2, "valor") == "45,5"
    esperar(lambda: caixa(custos, antes + 2, "valor").input_value() == "45,5")


def test_um_arquivo_estragado_vira_frase_e_o_que_se_escreveu_se_salva_depois(oficina, custos, rede):
    bom = rede.arquivo.read_bytes()
    rede.arquivo.write_bytes(b"estragado" * 1000)
    caixa(custos, 4, "item").fill("segredo da Maria")
    custos.get_by_text("Ainda não consegui salvar.").wait_for()
    rede.arquivo.write_bytes(bom)
    assert caixa(custos, 4, "item").input_value() == "segredo da Maria"
    esperar(lambda: guardado(rede, 4, "item") == "segredo da Maria")
    registro = oficina.dados / "caderno.log"
    assert not registro.exists() or "Maria" not in registro.read_text(encoding="utf-8")


def test_no_telefone_cada_linha_e_um_cartao_e_nada_passa_da_borda(pagina_do_arquivo, oficina, rede):
    pagina = pagina_do_arquivo(CADERNO, de=oficina, largura=390)
    custos = mostrar(pagina, "Custos")
    assert not caixa(custos, 1, "valor").is_visible()
    custos.locator(".cad-resumo").first.click()
    caixa(custos, 1, "valor").wait_for(state="visible")
    assert caixa(custos, 1, "valor").get_attribute("inputmode") == "decimal"
    assert pagina.evaluate("document.documentElement.scrollWidth <= innerWidth")
