"""O tamanho de cada relatório de módulo, e a prova de que emagrecer não tira nada do que se vê ou se lê."""

from __future__ import annotations

import re

import pytest
from lxml import html as lxml_html

from bancada import HOJE
from caderno import relatorio
from caderno.relatorio import execucao
from caderno.relatorio.formatos import dieta, html

QUILOBYTES = 1000
LIMITES = {"1": (9, 110), "2": (4, 60), "3": (6, 150), "4": (6, 110), "5": (5, 80)}
"""Módulo -> quantos desenhos tem o relatório da rede de exemplo e quantos kB ele pode ter."""
POR_DESENHO = 15
"""Em média, o que um desenho e o que vem com ele podem ter num módulo de muitos desenhos [kB]."""


@pytest.fixture
def rede_de_exemplo(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))


def desenhos_e_tamanho(pasta, modulo: str) -> tuple[int, float]:
    relato = execucao.executar(relatorio.Pedido("exemplo", "modulo", modulo=modulo, hoje=HOJE))
    html.gravar(relato, pasta / "m.html")
    pagina = (pasta / "m.html").read_text(encoding="utf-8")
    return pagina.count('<div class="desenho larga">'), len(pagina.encode()) / QUILOBYTES


@pytest.mark.parametrize("modulo", LIMITES)
def test_o_relatorio_de_cada_modulo_cabe_no_seu_limite(rede_de_exemplo, tmp_path, modulo):
    quantos, tamanho = desenhos_e_tamanho(tmp_path, modulo)
    esperados, limite = LIMITES[modulo]
    assert quantos == esperados
    assert tamanho <= limite


def test_o_modulo_de_credito_tem_muitos_desenhos_e_nenhum_pesa_demais(rede_de_exemplo, tmp_path):
    quantos, tamanho = desenhos_e_tamanho(tmp_path, "7")
    assert quantos > 15
    assert tamanho <= POR_DESENHO * quantos


# ------------------------------------------------------------------ nada se perde


@pytest.fixture(scope="module")
def paginas(relato):
    cheia = html.pagina(relato)
    return cheia, dieta.enxugar(cheia)


def test_os_desenhos_sao_os_mesmos_traco_por_traco(paginas):
    cheia, enxuta = (re.findall(r"<svg.*?</svg>", pagina, re.DOTALL) for pagina in paginas)
    assert cheia and [svg.replace('"', "") for svg in cheia] == [svg.replace('"', "") for svg in enxuta]


def test_o_texto_as_tabelas_e_as_ligacoes_sao_os_mesmos(paginas):
    cheia, enxuta = map(lxml_html.document_fromstring, paginas)
    for marca in ("th", "td", "tr", "tbody", "thead", "li", "dt", "dd", "p", "a", "details", "text"):
        antes, depois = ([elemento.text_content() for elemento in arvore.iter(marca)] for arvore in (cheia, enxuta))
        assert antes == depois, marca
    for atributo in ("href", "id", "scope", "aria-label", "tabindex", "role"):
        assert cheia.xpath(f"//@{atributo}") == enxuta.xpath(f"//@{atributo}"), atributo


def test_as_celulas_de_numero_continuam_a_direita(paginas):
    cheia, enxuta = map(lxml_html.document_fromstring, paginas)
    assert len(cheia.xpath("//*[contains(@class, 'numero')]")) == sum(map(_de_numero, enxuta.iter("th", "td")))


def _de_numero(celula) -> bool:
    """Se o estilo acha a célula: pela classe dela, ou porque a tabela diz que a coluna é de números."""
    if "_n" in (celula.get("class") or "").split():
        return True
    [tabela] = [pai for pai in celula.iterancestors("table")]
    qual = 1 + len(list(celula.itersiblings(preceding=True)))
    classes = (tabela.get("class") or "").split()
    desde = [int(c[2:]) for c in classes if c.startswith("_d")]
    return f"_c{qual}" in classes or any(qual >= primeira for primeira in desde)
