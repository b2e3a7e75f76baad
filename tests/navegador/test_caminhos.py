"""Os caminhos inteiros: do arquivo que a pessoa tem até o relatório, e todas as páginas abertas de ponta a ponta."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import balancetes_inventados as balancetes
import ees_gemeo as gemeo
from caderno import arquivo
from planilha_da_cooperativa import CUSTOS, PRODUCAO, PRODUTOS, montar

NOMES = ("1_diagnostico", "2_gestao", "3_producao", "4_mercado", "5_integracao", "7_credito")
MODULOS = [f"modulos/{nome}.ipynb" for nome in NOMES]
RAIZ = Path(__file__).parents[2]
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARA_FORA = re.compile(r"""(?:src|href|action)\s*=\s*(?!["']?(?:#|data:))|url\((?!["']?(?:#|data:))|@import|fetch\(""")


@pytest.fixture(scope="module")
def criar_rede(servidor):
    """Função: uma rede vazia na pasta do servidor."""
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(servidor.dados))
        yield arquivo.criar


@pytest.fixture
def exemplo(criar_rede):
    """A rede de exemplo, como o servidor a vê."""
    return arquivo.abrir_exemplo()


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
    """Até que tudo o que a pergunta mostra esteja lido, calculado e desenhado."""
    for pendente in (".cad-contagem:empty", ".cad-resposta[aria-busy=true]"):
        secao.locator(pendente).first.wait_for(state="detached")


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
    assert mapa.locator(".frase").inner_text() == "Todos os 8 empreendimentos estão no mapa."

    relatorio = baixar_relatorio(pagina)
    assert all(frase in texto_de(relatorio) for frase in ditas)
    assert not PARA_FORA.search(relatorio)
    assert not pagina.erros


def test_a_planilha_da_cooperativa_vai_do_botao_ao_custo_ao_preco_e_ao_relatorio(criar_rede, pagina_nova):
    rede = criar_rede("cerrado")
    pagina = pagina_nova("modulos/3_producao.ipynb?rede=cerrado")
    painel = enviar(pagina, "controle 2026.xlsx", XLSX, montar())
    novos = painel.get_by_role("checkbox", name="Cadastrar também os nomes novos")
    assert novos.is_checked()
    painel.get_by_text(f"Produtos: {'; '.join(PRODUTOS)}").wait_for()
    painel.get_by_role("button", name="Entrar com estes dados").click()
    painel.get_by_text("2 nomes novos em Produtos").wait_for()
    assert (len(rede.quadro("custos")), len(rede.quadro("producao")), len(rede.quadro("vendas"))) == (15, 6, 6)

    # Mel: 725,50 de potes, 145,10 de rótulos e 1.414 de lenha em 363 potes. Geleia: 585,25 em 240.
    custo = {"Mel 500 g": "R$ 6,29", "Geleia de pequi 250 g": "R$ 2,44"}
    assert {p: _unitario(p) for p in PRODUTOS} == pytest.approx(
        {"Mel 500 g": 6.2937, "Geleia de pequi 250 g": 2.4385}, abs=1e-4
    )
    secao = abrir_secao(pagina, "Custo por unidade")
    esperar_respostas(secao)
    assert {p: na_tabela(secao, "Custo e sobra de cada produto", p, "Custo por unidade") for p in PRODUTOS} == custo

    assert not pagina.erros

    pagina = pagina_nova("modulos/4_mercado.ipynb?rede=cerrado")
    secao = abrir_secao(pagina, "Preço e ponto de equilíbrio")
    produtos = secao.get_by_role("region", name="Produtos", exact=True)
    produtos.locator(".cad-contagem").get_by_text("2 linhas").wait_for()
    produtos.locator("summary").first.click()
    for i in range(2):
        for campo, texto in {"unidade": "pote", "tributos": "6", "fundo": "5", "margem": "20"}.items():
            produtos.locator("tbody tr").nth(i).locator(f"[data-campo={campo}]").fill(texto)
    # O preço é o custo ÷ (1 − 31 %): 6,2937 ÷ 0,69 e 2,4385 ÷ 0,69.
    secao.locator("svg:visible").get_by_text("R$ 9,12").wait_for()
    secao.locator("svg:visible").get_by_text("R$ 3,53").wait_for()
    esperar_respostas(secao)
    preco = {p: na_tabela(secao, "Preço e margem de cada produto", p, "Preço calculado") for p in PRODUTOS}
    assert preco == {"Mel 500 g": "R$ 9,12", "Geleia de pequi 250 g": "R$ 3,53"}

    relatorio = baixar_relatorio(pagina)
    assert not PARA_FORA.search(relatorio)
    assert all(valor in texto_de(relatorio) for valor in (*custo.values(), *preco.values()))
    assert not pagina.erros


def test_o_balancete_vai_do_botao_a_leitura_e_ao_relatorio_da_cooperativa(criar_rede, pagina_nova):
    rede = criar_rede("juremal")
    # 00.123.456 é a raiz da Serra no arquivo; as outras duas não são da rede.
    serra = {"cooperativa": "Crédito da Serra", "cnpj_da_cooperativa": "00.123.456/0001-49"}
    rede.gravar("cooperativas", [arquivo.Mudanca(valores=serra)], partida=0, autor="Ana")
    pagina = pagina_nova("modulos/7_credito.ipynb?rede=juremal")
    painel = enviar(pagina, "202212COOPERATIVAS.CSV", CSV, balancetes.era_2())
    assert rede.quadro("balancetes").empty
    painel.get_by_role("button", name="Entrar com estes dados").click()
    painel.get_by_text("Entrou: 1 linha em Balancetes").wait_for()
    assert rede.quadro("balancetes")["cooperativa"].tolist() == ["Crédito da Serra"]
    assert sorted(rede.quadro("pares")["instituicao"]) == ["CC DO MAR", "CC DO VALE"]

    # Crédito, conta 1.6: 70.000 + 25.000 − 5.000. Ativo: 2.000 + 30.000 + 90.000 + 8.000. E 90 ÷ 130 = 69,23 %.
    secao = abrir_secao(pagina, "Leitura do balancete")
    esperar_respostas(secao)
    ditas = frases(secao)
    assert "de cada R$ 100 que Crédito da Serra tem, R$ 69,23 estão emprestados" in ditas[0]
    assert not pagina.erros

    abrir_secao(pagina, "Antes de começar")
    pagina.get_by_label("Olhar para").select_option("Crédito da Serra")
    abrir_secao(pagina, "Para levar à assembleia")
    pagina.get_by_label("Qual relatório").get_by_text("Da cooperativa escolhida").wait_for(state="attached")
    pagina.get_by_label("Qual relatório").select_option("cooperativa")
    pagina_do_relatorio = baixar_relatorio(pagina)
    assert "Relatório de Crédito da Serra" in texto_de(pagina_do_relatorio)
    assert all(frase in texto_de(pagina_do_relatorio) for frase in ditas)
    assert not PARA_FORA.search(pagina_do_relatorio)


def _unitario(produto: str) -> float:
    return sum(map(sum, CUSTOS[produto].values())) / sum(PRODUCAO[produto])


def na_tabela(secao, tabela: str, linha: str, coluna: str) -> str:
    """O que uma tabela da resposta diz na linha que cita `linha` e na coluna `coluna`."""
    achada = secao.locator("table").filter(has=secao.page.locator("caption", has_text=tabela)).first
    titulos = achada.locator("thead th").all_text_contents()
    onde = next(i for i, titulo in enumerate(titulos) if titulo.startswith(coluna))
    celulas = achada.locator("tbody tr").filter(has_text=linha).locator("th, td")
    return celulas.nth(onde).text_content().replace("\xa0", " ")


@pytest.mark.parametrize("caminho", ["inicio.ipynb", *MODULOS])
def test_a_pagina_inteira_abre_sem_erro_sem_rolar_de_lado_e_sem_barreira_de_acesso(
    pagina_nova, sem_falhas_de_acesso, caminho
):
    pagina = pagina_nova(caminho, largura=390, altura=800)
    perguntas = pagina.locator(".secao h2 > button").all_inner_texts()
    assert bool(perguntas) == (caminho != "inicio.ipynb")
    sem_falhas_de_acesso(pagina)
    for pergunta in perguntas or [""]:
        if pergunta:
            esperar_respostas(abrir_secao(pagina, pergunta))
        for largura in (390, 1280):
            pagina.set_viewport_size({"width": largura, "height": 900})
            assert pagina.evaluate("document.documentElement.scrollWidth") <= largura, f"{pergunta} a {largura} px"
            # Só o que se abriu agora: olhar de novo a página inteira a cada pergunta leva minutos.
            sem_falhas_de_acesso(pagina, ".secao.aberta" if pergunta else None)
    assert (pagina.erros, pagina.reclamacoes) == ([], [])


def test_esconder_nomes_com_um_clique_tira_todos_os_empreendimentos_das_respostas(pagina_nova, exemplo):
    pagina = pagina_nova("modulos/1_diagnostico.ipynb")
    nomes = exemplo.quadro("empreendimentos")["empreendimento"].tolist()
    perfil = abrir_secao(pagina, "Perfil da rede")
    esperar_respostas(perfil)
    resposta = perfil.locator(".cad-resultado")
    assert all(nome in resposta.text_content() for nome in nomes)
    pagina.get_by_label("Esconder nomes").check()
    resposta.get_by_text(nomes[0]).first.wait_for(state="detached")
    esperar_respostas(perfil)
    for secao in (perfil, abrir_secao(pagina, "Leitura do balanço")):
        esperar_respostas(secao)
        lido = secao.locator(".cad-resultado").text_content()
        assert lido.strip()
        assert [nome for nome in nomes if nome in lido] == []


def test_uma_conta_que_falha_vira_frase_e_abrir_de_novo_tenta_de_novo(criar_rede, pagina_nova):
    rede = criar_rede("fragil")
    rede.gravar(
        "empreendimentos", [arquivo.Mudanca(valores={"empreendimento": "Mel da Serra"})], partida=0, autor="Ana"
    )
    pagina = pagina_nova("modulos/1_diagnostico.ipynb?rede=fragil")
    bom = rede.arquivo.read_bytes()
    rede.arquivo.write_bytes(b"estragado" * 1000)
    perfil = abrir_secao(pagina, "Perfil da rede")
    perfil.locator(".cad-resultado").get_by_text("está danificado").wait_for()
    assert "Traceback" not in perfil.inner_text()

    rede.arquivo.write_bytes(bom)
    memoria = abrir_secao(pagina, "Memória da rede")
    memoria.locator(".cad-resultado .resultado").wait_for()
    abrir_secao(pagina, "Perfil da rede")
    perfil.locator(".cad-resultado .leitura").get_by_text("A rede tem 1 empreendimento.").wait_for()
