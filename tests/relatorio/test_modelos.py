"""Cada modelo de relatório com a rede vazia, começada, cheia e com nomes que tentam quebrar a página."""

from __future__ import annotations

import ast
import json
import re
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest

from bancada import HOJE
from caderno import arquivo, contas, formato
from caderno.arquivo import Mudanca
from caderno.catalogo import INSTRUMENTOS, MODULOS, QUADROS
from caderno.modelo import Campo, Fonte, Instrumento, Quadro, Saida
from caderno.relatorio.pedido import MODELOS

DESTE_TESTE = {
    "rede": {},
    "empreendimento": {"empreendimento": "Florada do Juá"},
    "modulo": {"modulo": "3"},
    "medicoes": {},
    "prestacao_de_contas": {},
}
NOMES = {
    "etiqueta": "<script>alert(1)</script>",
    "formula": '=cmd|" /C calc"!A1',
    "comprido": "Associação " + "muito comprida " * 13,
    "figura": "Flor 🌻👩🏾‍🌾",
    "da direita": "شبكة \u202eابجد",
    "chaves": "{rede} {} %s \\1",
}
SEM_FIM = {"meta", "br", "hr", "img", "input", "link", "path", "rect", "line", "circle", "use", "polygon", "polyline"}

cada_modelo = pytest.mark.parametrize("modelo", DESTE_TESTE)


class Leitor(HTMLParser):
    """Confere que tudo o que abre fecha, e guarda títulos, endereços e ligações."""

    def __init__(self):
        super().__init__()
        self.abertos, self.titulos, self.ids, self.ligacoes = [], [], [], []

    @classmethod
    def de(cls, pagina: str) -> Leitor:
        leitor = cls()
        leitor.feed(pagina)
        assert leitor.abertos == []
        return leitor

    def handle_starttag(self, tag, attrs):
        atributos = dict(attrs)
        if tag not in SEM_FIM:
            self.abertos.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.titulos.append(int(tag[1]))
        if "id" in atributos:
            self.ids.append(atributos["id"])
        if tag == "a":
            self.ligacoes.append(atributos["href"].removeprefix("#"))

    def handle_endtag(self, tag):
        if tag not in SEM_FIM:
            assert self.abertos.pop() == tag


@pytest.fixture(autouse=True)
def redes(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))


@pytest.fixture(scope="module")
def cheias(tmp_path_factory):
    """Modelo -> o que mostra da rede de exemplo."""
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("redes")))
        yield {modelo: mostrar(modelo, "exemplo", **recorte) for modelo, recorte in DESTE_TESTE.items()}


def mostrar(modelo: str, rede: str, **recorte) -> str:
    """O que o caderno mostra, célula por célula, rodado aqui mesmo: o nbval o roda num kernel de verdade."""
    celulas = json.loads((MODELOS / f"{modelo}.ipynb").read_text(encoding="utf-8"))["cells"]
    espaco, mostrado = {}, []
    for celula in celulas:
        *antes, ultima = ast.parse("".join(celula["source"])).body
        if not isinstance(ultima, ast.Expr):
            antes.append(ultima)
        exec(compile(ast.Module(antes, []), modelo, "exec"), espaco)
        if "parameters" in celula["metadata"].get("tags", ()):
            espaco |= {"rede": rede, "hoje": HOJE.isoformat()} | recorte
        if isinstance(ultima, ast.Expr):
            mostrado.append(str(eval(compile(ast.Expression(ultima.value), modelo, "eval"), espaco)))
    return "\n".join(mostrado)


def so_texto(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def criar(**quadros: list[dict]) -> str:
    rede = arquivo.criar("minha")
    for nome, linhas in quadros.items():
        rede.gravar(nome, [Mudanca(None, linha) for linha in linhas], partida=0, autor="Zefa")
    return "minha"


# ------------------------------------------------------------------ vazia


@cada_modelo
def test_com_a_rede_vazia_cada_pergunta_diz_que_falta_e_o_que_vai_mostrar(modelo):
    criar(empreendimentos=[{"empreendimento": "Florada do Juá"}] * (modelo == "empreendimento"))
    html = mostrar(modelo, "minha", **DESTE_TESTE[modelo])
    Leitor.de(html)
    texto = so_texto(html)
    if modelo == "medicoes":
        assert "Ainda não há duas medições para comparar." in texto
        assert "Caixa : falta a medição de antes e agora." in texto
        return
    assert "Ainda não preenchido." in texto
    caixa = INSTRUMENTOS["produtividade" if modelo == "modulo" else "caixa"]
    artigo = re.search(rf'<article id="{caixa.nome}" class="vazio">.*?</article>', html, re.DOTALL)[0]
    assert caixa.pergunta in so_texto(artigo)
    assert f"Vai mostrar: “{caixa.saidas[0].titulo}”" in so_texto(artigo)
    assert "<table" not in artigo and "<figure" not in artigo


def test_uma_rede_sem_cooperativa_nao_ouve_falar_do_credito():
    texto = so_texto(mostrar("rede", criar()))
    assert all(f"{numero}. {MODULOS[numero]}" in texto for numero in MODULOS if numero != 7)
    assert MODULOS[7] not in texto


def test_o_modulo_pedido_aparece_mesmo_vazio():
    assert "7. Crédito" in so_texto(mostrar("modulo", criar(), modulo="crédito"))


# ------------------------------------------------------------------ começada


def test_a_rede_comecada_separa_o_que_diz_do_que_falta():
    criar(
        lancamentos=[
            {"empreendimento": "Mel", "mes": "01/2026", "descricao": "feira", "sentido": "entra"}
            | {"situacao": "realizado", "valor_lancado": "100,00"},
            {"empreendimento": "Mel", "mes": "13/2026", "descricao": "feira", "sentido": "entra"}
            | {"situacao": "realizado", "valor_lancado": "muito"},
        ],
    )
    html = mostrar("rede", "minha")
    diz = so_texto(re.search(r'<section class="resumo".*?</section>', html, re.DOTALL)[0])
    falta = so_texto(re.search(r'<section class="o-que-falta".*?</section>', html, re.DOTALL)[0])
    assert "O dinheiro dá" in diz and "Caixa" not in falta
    assert INSTRUMENTOS["preco"].pergunta in falta and "Preço" not in diz
    assert "Entradas e saídas de dinheiro: 2 coisas a corrigir em “Mês” e “Valor”" in falta
    assert "1 linha está fora da conta" in falta
    assert "muito" not in so_texto(html), "o texto de uma célula pode dizer de quem ela é"


def test_a_capa_diz_quem_anotou():
    criar(empreendimentos=[{"empreendimento": "Mel", "pessoas": "9"}])
    assert "Quem anotou Zefa" in so_texto(mostrar("rede", "minha"))


# ------------------------------------------------------------------ cheia


@cada_modelo
def test_com_a_rede_cheia_a_pagina_tem_um_titulo_ordem_e_ligacoes_que_chegam(modelo, cheias):
    leitor = Leitor.de(cheias[modelo])
    assert leitor.titulos.count(1) == 1 and leitor.titulos[0] == 1
    saltos = [b - a for a, b in zip(leitor.titulos, leitor.titulos[1:], strict=False)]
    assert max(saltos) == 1, "nenhum título pula um nível"
    assert len(leitor.ids) == len(set(leitor.ids))
    assert set(leitor.ligacoes) <= set(leitor.ids)


@cada_modelo
def test_a_capa_diz_rede_dia_versao_e_quem_anotou(modelo, cheias):
    capa = so_texto(re.search(r"<header.*?</header>", cheias[modelo], re.DOTALL)[0])
    for trecho in ("Rede Juazeiro em Flor", "Feito em 21/11/2026", "Versão dos dados", "Quem anotou"):
        assert trecho in capa


def test_o_resumo_tem_a_primeira_frase_de_cada_resposta_com_o_caminho(cheias):
    respondidos = re.findall(
        r'<article id="(\w+)">.*?<div class="leitura"[^>]*><p>(.*?)</p>', cheias["rede"], re.DOTALL
    )
    assert len(respondidos) > 8
    resumo = re.search(r'<section class="resumo".*?</section>', cheias["rede"], re.DOTALL)[0]
    for nome, frase in respondidos:
        assert re.search(rf'<a href="#{nome}">[^<]*</a> {re.escape(frase)}', resumo), nome


def test_o_relatorio_de_um_so_deixa_fora_o_que_nao_e_dele(cheias):
    html = cheias["empreendimento"]
    assert "Relatório de Florada do Juá" in html
    assert 'id="custo_unitario"' in html and MODULOS[7] not in html
    assert "Polpas do Açude" not in html


# ------------------------------------------------------------------ nomes combinados


@pytest.mark.parametrize("modo", ["letra", "não aparece"])
@pytest.mark.parametrize("modelo", ["empreendimento", "medicoes", "prestacao_de_contas"])
def test_o_relatorio_de_quem_nao_aparece_pelo_nome_traz_a_letra_e_diz_por_que(modelo, modo):
    criar(
        empreendimentos=[
            {"empreendimento": "Aberto", "pessoas": "9"},
            {"empreendimento": "Segredo", "pessoas": "12", "mulheres": "7", "como_aparece": modo},
        ],
        producao=[{"empreendimento": "Segredo", "produto": "Mel", "mes": "03/2026", "realizado": "10", "horas": "5"}],
    )
    html = mostrar(modelo, "minha", empreendimento="Segredo")
    assert "Segredo" not in html
    assert "pediu para não aparecer pelo nome. Aqui ele é “Empreendimento B”" in so_texto(html)
    if modelo == "empreendimento":
        assert "7 de 12" in so_texto(html) or "12 pessoas" in so_texto(html)


def test_o_relatorio_da_rede_nao_traz_quem_nao_aparece_nem_nas_pendencias():
    criar(
        empreendimentos=[
            {"empreendimento": "Aberto", "pessoas": "9"},
            {"empreendimento": "Segredo", "pessoas": "8", "como_aparece": "não aparece"},
        ],
        producao=[{"empreendimento": "Segrado", "produto": "Mel", "mes": "03/2026", "realizado": "10"}],
    )
    html = mostrar("rede", "minha")
    assert "Segr" not in html
    assert "17 pessoas" in so_texto(html)


# ------------------------------------------------------------------ nomes que tentam quebrar a página


@cada_modelo
def test_nomes_estranhos_aparecem_escritos_e_nada_mais(modelo):
    nomes = [nome.strip() for nome in NOMES.values()]
    pares = [({"empreendimento": nome, "produto": nome}, f"{mes:02d}/2026") for nome in nomes for mes in range(1, 5)]
    criar(
        rede=[{"rede": nomes[0]}],
        empreendimentos=[{"empreendimento": n, "pessoas": "10", "municipio": n, "cadeia": n} for n in nomes],
        produtos=[{"produto": nome, "unidade": nome} for nome in nomes],
        producao=[par | {"mes": mes, "realizado": mes[:2], "horas": "5"} for par, mes in pares],
        vendas=[par | {"mes": mes, "canal": "feira", "quantidade": mes[:2], "preco": "9"} for par, mes in pares],
        acontecimentos=[{"acontecimento": nome, "ano": "2026", "duracao": "curta"} for nome in nomes],
        acoes=[{"acao": nome, "ate_quando": "01/02/2026"} for nome in nomes],
    )
    so_um = {"empreendimento": nomes[0]} if modelo == "empreendimento" else {}
    html = mostrar(modelo, "minha", **DESTE_TESTE[modelo] | so_um)
    Leitor.de(html)
    assert "<script>alert" not in html
    for nome in nomes[:1] if so_um else nomes:
        assert nome in unescape(html)


# ------------------------------------------------------------------ um instrumento novo


@cada_modelo
def test_um_instrumento_novo_aparece_sem_ninguem_mexer_no_modelo(modelo, monkeypatch):
    quadro = Quadro(
        "mutiroes",
        "Mutirões",
        "Uma linha para cada mutirão.",
        3,
        (
            Campo("empreendimento", "Empreendimento", "referencia", quadro="empreendimentos"),
            Campo("mes", "Mês", "mes", obrigatorio=True),
            Campo("vieram", "Pessoas que vieram", "inteiro", minimo=0, melhor="maior"),
        ),
    )

    def calcular(mutiroes):
        vazia = pd.DataFrame(columns=["vieram"])
        return {"soma": pd.DataFrame({"vieram": [contas.somar(mutiroes["vieram"])]}) if len(mutiroes) else vazia}

    novo = Instrumento(
        nome="mutirao",
        titulo="Conta dos mutirões",
        pergunta="Quantas pessoas vieram?",
        explicacao="Some quem veio.",
        formula="soma",
        modulo=3,
        calcular=calcular,
        leitura=lambda saidas: [f"Vieram {formato.numero(saidas['soma']['vieram'].iloc[0], 0)} pessoas."],
        saidas=(Saida("soma", "Quem veio", "rede", (quadro.campo("vieram"),)),),
        fonte=Fonte("Teste", "aqui", ("A000",)),
        essenciais=("mutiroes",),
    )
    monkeypatch.setitem(QUADROS, "mutiroes", quadro)
    monkeypatch.setitem(INSTRUMENTOS, "mutirao", novo)
    comum = {"empreendimento": "Florada do Juá"}
    criar(
        empreendimentos=[comum],
        mutiroes=[comum | {"mes": "01/2026", "vieram": "10"}, comum | {"mes": "02/2026", "vieram": "15"}],
    )
    html = mostrar(modelo, "minha", **DESTE_TESTE[modelo])
    assert "<h3>Conta dos mutirões</h3>" in html and "Quantas pessoas vieram?" in html
    dito = (
        "Pessoas que vieram subiu de 10 para 15, 50 % a mais. Melhorou."
        if modelo == "medicoes"
        else "Vieram 25 pessoas."
    )
    assert dito in so_texto(html)
