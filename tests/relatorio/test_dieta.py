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


def test_as_palavras_dos_desenhos_sao_as_mesmas_na_mesma_ordem(paginas):
    cheia, enxuta = (re.findall(r"<text[^>]*>(.*?)</text>", pagina) for pagina in paginas)
    assert cheia and cheia == enxuta


def test_cada_traco_continua_la_junto_ou_separado(paginas):
    cheia, enxuta = paginas
    separados = len(re.findall(r"<(?:path|rect)\b", cheia))
    juntos = sum(len(re.findall("[Mm]", d)) for d in re.findall(r" d=(\S+) />", enxuta))
    assert juntos == separados > len(re.findall("<path", enxuta))
    assert cheia.count("<circle") == enxuta.count("<circle")


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
    """Se o estilo acha a célula: pela classe dela, ou porque a tabela diz de que coluna em diante."""
    if "_n" in (celula.get("class") or "").split():
        return True
    [tabela] = [pai for pai in celula.iterancestors("table")]
    desde = re.fullmatch(r"_c(\d+)", tabela.get("class") or "")
    return bool(desde) and 1 + len(list(celula.itersiblings(preceding=True))) >= int(desde[1])


# ------------------------------------------------------------------ o que se junta


def enxuto(marcas: str) -> str:
    pagina = f'<head></head><svg role="img" aria-label="x" width="720"><title>x</title>{marcas}</svg>'
    return re.search(r"<svg[^>]*>(.*)</svg>", dieta.enxugar(pagina))[1]


def quadrado(x: float, cor: str = "#000", y: float = 0) -> str:
    return f'<rect x="{x}" y="{y}" width="10" height="10" fill="{cor}"/>'


def test_marcas_iguais_que_nao_se_tocam_viram_um_traco_so():
    assert enxuto(quadrado(0) + quadrado(20, "#fff") + quadrado(40.5)) == (
        "<path fill=#000 d=M0,0h10v10h-10zm40.5,0h10v10h-10z /><path fill=#fff d=M20,0h10v10h-10z />"
    )


@pytest.mark.parametrize(
    "no_meio",
    [
        quadrado(35, "#fff"),
        '<circle cx="45" cy="5" r="4" fill="#fff"/>',
        '<path d="M0,5L90,5" fill="none" stroke="#fff" stroke-width="1"/>',
        '<text x="45" y="9" font-size="13" fill="#fff" text-anchor="middle">ab</text>',
        "<polygon/>",
    ],
)
def test_o_que_se_desenha_por_cima_de_alguma_coisa_continua_por_cima(no_meio):
    escrito = enxuto(quadrado(0) + no_meio + quadrado(40))
    assert escrito.count("fill=#000") == 2
    assert escrito.endswith("<path fill=#000 d=M40,0h10v10h-10z />")
