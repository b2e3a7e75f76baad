"""O resultado em HTML: o que se lê, em que ordem, e que nada de fora vira código."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest

from caderno import apresentacao, catalogo
from caderno.modelo import (
    Campo,
    Contexto,
    Fonte,
    Grafico,
    Instrumento,
    Pendencia,
    Saida,
)

FALTA = float("nan")
MALVADO = '<script>alert("x")</script><b onclick=x>&'
SAIDA = Saida(
    "por_grupo",
    "Por grupo",
    "grupo",
    (
        Campo("grupo", "Grupo"),
        Campo("valor", "Sobra por hora", "dinheiro", unidade="R$/h", melhor="maior"),
        Campo("parte", "Parte", "percentual"),
        Campo("feito", "Feito", "numero", unidade="unidade do produto"),
    ),
)
INSTRUMENTO = Instrumento(
    nome="teste",
    titulo="Teste",
    pergunta="Quanto?",
    explicacao="Some e divida.",
    formula="a ÷ b",
    modulo=3,
    calcular=lambda custos: {},
    leitura=lambda saidas: ["A conclusão.", f"Mas {MALVADO}."],
    saidas=(SAIDA,),
    fonte=Fonte("Um documento", "Tabela 1", ("A044", "A120")),
    graficos=(Grafico("barras", "por_grupo", "A sobra", {"categoria": "grupo", "valor": "valor"}),),
    proposta=True,
    cuidado="Olhe o mês.",
)
TABELA = pd.DataFrame(
    [("Mel", 1234.5, 12.25, 1500.0), (MALVADO, FALTA, FALTA, FALTA)], columns=["grupo", "valor", "parte", "feito"]
)


def resultado(tabela=TABELA, *, pendencias=(), uso=(("custos", 37, 34, 2, 1),), grau="C", contexto=None):
    saidas = {"por_grupo": tabela}
    return catalogo.Resultado(
        instrumento=INSTRUMENTO,
        saidas=saidas,
        leitura=INSTRUMENTO.leitura(saidas),
        escolhas={},
        uso=pd.DataFrame(uso, columns=["quadro", "lidas", "usadas", "com_erro", "fora_do_recorte"]),
        pendencias=list(pendencias),
        grau=grau,
        contexto=contexto or Contexto(hoje=date(2026, 11, 1)),
    )


class Conferente(HTMLParser):
    """Confere que as marcas abrem e fecham, e guarda quais apareceram e com que atributos."""

    SEM_FIM = frozenset({"meta", "link", "br", "rect", "path", "circle", "img", "input"})

    def __init__(self):
        super().__init__()
        self.abertas, self.marcas, self.ids = [], set(), []

    def handle_starttag(self, marca, atributos):
        self.marcas.add(marca)
        self.ids += [valor for nome, valor in atributos if nome == "id"]
        assert not [nome for nome, _ in atributos if nome.startswith("on")]
        if marca not in self.SEM_FIM:
            self.abertas.append(marca)

    def handle_endtag(self, marca):
        if marca not in self.SEM_FIM:
            assert self.abertas.pop() == marca

    @classmethod
    def de(cls, html):
        conferente = cls()
        conferente.feed(html)
        assert conferente.abertas == []
        return conferente


def so_texto(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("relatorio", [False, True])
def test_resultado_e_html_inteiro_e_nome_malvado_fica_inerte(relatorio):
    pendencia = Pendencia("custos", "1", "valor", f"Li {MALVADO}.")
    brutas = {"custos": pd.DataFrame([{"_linha": "1", "empreendimento": MALVADO, "item": "x"}])}
    html = apresentacao.resultado_html(resultado(pendencias=[pendencia]), brutas, relatorio=relatorio)
    conferente = Conferente.de(html)
    assert not conferente.marcas & {"script", "b"}
    assert len(conferente.ids) == len(set(conferente.ids))


def test_le_se_a_conclusao_depois_os_desenhos_as_tabelas_e_de_onde_vem():
    html = apresentacao.resultado_html(resultado(pendencias=[Pendencia("custos", "", "valor", "Falta.")]))
    marcos = ["A conclusão.", "<figure", "Tabela: ", "coisa a corrigir", "De onde vem este número"]
    posicoes = [html.index(marco) for marco in marcos]
    assert posicoes == sorted(posicoes)


def test_tabela_mostra_numeros_do_jeito_brasileiro_e_o_que_falta_como_nao_se_aplica():
    html = apresentacao.tabela_html(SAIDA, TABELA)
    assert '<td class="numero">R$ 1.234,50</td>' in html
    assert '<td class="numero">12,3 %</td>' in html
    assert '<td class="numero">1.500</td>' in html
    assert html.count('<td class="numero falta">não se aplica</td>') == 3
    assert ">0<" not in html and "nan" not in html.lower()


def test_tabela_tem_legenda_cabecalhos_com_unidade_e_rola_pelo_teclado():
    html = apresentacao.tabela_html(SAIDA, TABELA)
    assert "<caption>Por grupo</caption>" in html
    assert '<th scope="col" class="numero">Sobra por hora (R$/h)<small>↑ quanto maior, melhor</small></th>' in html
    assert '<th scope="row">Mel</th>' in html
    assert 'tabindex="0" role="region" aria-label="Por grupo"' in html


def test_tabela_comprida_mostra_o_maximo_e_conta_o_resto():
    comprida = pd.concat([TABELA] * 40, ignore_index=True)
    assert apresentacao.tabela_html(SAIDA, comprida, 12).count("<tr>") == 13
    assert "E mais 68 linhas." in apresentacao.tabela_html(SAIDA, comprida, 12)
    assert apresentacao.tabela_html(SAIDA, comprida).count("<tr>") == 81


def test_tabela_vazia_diz_que_esta_vazia():
    assert "ainda não há linhas" in apresentacao.tabela_html(SAIDA, TABELA.iloc[:0])


def test_figura_traz_titulo_frase_as_duas_larguras_e_os_numeros():
    html = apresentacao.figura_html(INSTRUMENTO.graficos[0], resultado())
    assert html.index("A sobra") < html.index("A conclusão.") < html.index("<svg")
    assert html.count('role="img"') == 2
    assert 'class="desenho larga"' in html and 'class="desenho estreita"' in html
    assert "Ver os números" in html
    assert "R$ 1.234,50" in html.split("<details>")[1]


def test_figura_sem_dados_fica_so_com_a_frase():
    html = apresentacao.figura_html(INSTRUMENTO.graficos[0], resultado(TABELA.iloc[1:]))
    assert "Ainda não há números para desenhar." in html
    assert "<svg" not in html and "<details" not in html


def test_resultado_vazio_mostra_a_leitura_e_de_onde_vem_sem_desenhos():
    html = apresentacao.resultado_html(resultado(TABELA.iloc[:0]))
    assert "A conclusão." in html and "De onde vem este número" in html
    assert "<figure" not in html and "<table" not in html


def test_uso_diz_quantas_linhas_ficaram_fora_e_por_que():
    frase = so_texto(apresentacao.uso_html(resultado()))
    assert "Custos: usei 34 de 37 linhas; 3 ficaram fora: 2 com pendência e 1 de outro" in frase


@pytest.mark.parametrize(
    ("uso", "frase"),
    [
        (("custos", 1, 1, 0, 0), "Custos: usei 1 de 1 linha."),
        (("custos", 0, 0, 0, 0), "Custos: nada preenchido."),
        (("custos", 5, 4, 1, 0), "1 ficou fora: 1 com pendência."),
    ],
)
def test_uso_concorda_com_a_contagem(uso, frase):
    assert frase in so_texto(apresentacao.uso_html(resultado(uso=[uso])))


def test_recorte_de_periodo_e_empreendimento_aparece():
    contexto = Contexto(date(2026, 11, 1), ("2026-01", "2026-06"), "Mel & Cia")
    html = apresentacao.uso_html(resultado(contexto=contexto))
    assert "Recorte: de janeiro de 2026 a junho de 2026 e só Mel &amp; Cia." in html


def test_fonte_traz_documento_numeros_formula_selo_grau_versao_e_cuidado():
    frase = so_texto(apresentacao.fonte_html(resultado()))
    for parte in ("Um documento, Tabela 1 [A044, A120]", "a ÷ b", "proposta deste caderno", "estimado", "Olhe o mês."):
        assert parte in frase


def test_escolhas_do_grupo_aparecem_ao_lado_da_resposta():
    dados = catalogo.Dados({}, Contexto(hoje=date(2026, 11, 1)), {"base_de_rateio": "vendas"})
    frase = so_texto(apresentacao.escolhas_html(dados.executar("custo_unitario")))
    assert "Como repartir os gastos comuns vendas" in frase


def test_relatorio_vem_aberto_e_a_tela_vem_fechada():
    relatorio, tela = (apresentacao.resultado_html(resultado(), relatorio=r) for r in (True, False))
    assert '<details class="origem" open>' in relatorio and " open>" not in tela
    assert "Tabela: " in tela and "Tabela: " not in relatorio


def test_relatorio_traz_a_tabela_inteira_e_a_tela_so_o_comeco():
    comprida = resultado(pd.concat([TABELA] * 40, ignore_index=True))
    assert "E mais 68 linhas." in apresentacao.resultado_html(comprida)
    assert "E mais 68 linhas." not in apresentacao.resultado_html(comprida, relatorio=True)


def test_pendencias_chamam_a_linha_pelo_nome_e_os_erros_vem_antes():
    pendencias = [
        Pendencia("empreendimentos", "2", "cnpj", "Confira o CNPJ.", "aviso"),
        Pendencia("empreendimentos", "1", "pessoas", "Li x."),
        Pendencia("custos", "9", "valor", "Falta escrever valor."),
    ]
    empreendimentos = pd.DataFrame({"_linha": ["1", "2"], "empreendimento": ["Mel da Serra", ""]})
    html = apresentacao.pendencias_html(pendencias, {"empreendimentos": empreendimentos})
    frase = so_texto(html)
    assert "2 coisas a corrigir e 1 coisa a conferir" in frase
    assert frase.index("Mel da Serra · Pessoas Li x.") < frase.index("linha 2 · CNPJ Confira o CNPJ.")
    assert "Valor Falta escrever valor." in frase


def test_pendencias_demais_sao_contadas_por_quadro():
    pendencias = [Pendencia("custos", str(i), "valor", "Li x.") for i in range(20)]
    html = apresentacao.pendencias_html(pendencias, maximo=5)
    assert html.count('class="etiqueta"') == 5
    assert "E mais 15 neste quadro." in html


def test_sem_pendencias_nao_ha_bloco():
    assert apresentacao.pendencias_html([]) == ""


def test_pagina_se_basta_e_diz_a_lingua():
    html = apresentacao.pagina_html("Título & <b>", apresentacao.resultado_html(resultado(), relatorio=True))
    assert html.startswith('<!doctype html>\n<html lang="pt-BR">')
    assert "<title>Título &amp; &lt;b&gt;</title>" in html
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"<link|<script|@import|url\(", html)
    assert "@media print" in html


def test_muitas_tabelas_ficam_atras_de_uma_dobra_so():
    dados = catalogo.Dados(
        {"empreendimentos": pd.DataFrame([{"_linha": "1", "empreendimento": "Mel", "pessoas": "7"}])},
        Contexto(hoje=date(2026, 11, 1)),
    )
    html = apresentacao.resultado_html(dados.executar("perfil_da_rede"))
    assert html.count("Todas as tabelas (") == 1
    Conferente.de(html)


def test_valor_negativo_em_dinheiro_nao_se_parte_em_duas_linhas():
    dito = resultado()
    dito.leitura.append("Faltam -R$ 1.234,50. E só.")
    assert '<span class="junto">-R$ 1.234,50</span>. E só.' in apresentacao.leitura_html(dito)


@pytest.mark.parametrize("nome", catalogo.INSTRUMENTOS)
def test_todo_instrumento_sem_dados_ainda_diz_o_que_falta_e_de_onde_vem(nome):
    html = apresentacao.resultado_html(catalogo.Dados({}, Contexto(hoje=date(2026, 11, 1))).executar(nome))
    Conferente.de(html)
    assert 'class="leitura"' in html and "De onde vem este número" in html
