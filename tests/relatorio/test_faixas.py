"""A tabela larga no papel: nenhuma coluna se perde, e cada faixa diz de quem é a linha."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from caderno.relatorio import faixas


def tabela(titulos: list[str], linhas: list[list[str]], textos: int = 2, depois: str = "") -> str:
    cabeca = "".join(
        f'<th scope="col"{" class=" + chr(34) + "numero" + chr(34) if i >= textos else ""}>{t}</th>'
        for i, t in enumerate(titulos)
    )
    corpo = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in linha) + "</tr>" for linha in linhas)
    return (
        f'<div class="rolar" tabindex="0"><table><caption>Custos</caption><thead><tr>{cabeca}</tr></thead>'
        f"<tbody>{corpo}</tbody></table></div>{depois}"
    )


def lidas(pagina: str) -> list[list[list[str]]]:
    """Cada tabela, cada linha, cada célula."""
    arvore = lxml_html.fromstring(f"<div>{pagina}</div>")
    return [[[c.text_content() for c in linha] for linha in t.iter("tr")] for t in arvore.iter("table")]


LARGA = [f"Coluna número {i}" for i in range(14)]
LINHAS = [["Mel", mes, *[f"R$ {n}.234,50" for n in range(12)]] for mes in ("jan", "fev", "mar")]


def test_a_tabela_que_cabe_fica_como_esta():
    pagina = tabela(["Nome", "Mês", "Valor"], [["Mel", "jan", "1"]])
    assert faixas.em_faixas(pagina) == pagina == faixas.so_o_comeco(pagina, "nota")


def test_cada_faixa_repete_so_as_colunas_que_dizem_de_quem_e_a_linha():
    partes = lidas(faixas.em_faixas(tabela(LARGA, LINHAS)))
    assert len(partes) > 1
    assert all([linha[:2] for linha in parte] == [LARGA[:2], *(linha[:2] for linha in LINHAS)] for parte in partes)
    assert [t for parte in partes for t in parte[0][2:]] == LARGA[2:]


def test_a_coluna_que_nao_ajuda_a_distinguir_nao_se_repete():
    titulos = ["Nome", "Unidade", "Mês", *LARGA]
    linhas = [["Mel", "quilo", mes, *map(str, range(14))] for mes in ("jan", "fev")]
    primeira, *outras = lidas(faixas.em_faixas(tabela(titulos, linhas, textos=3)))
    assert primeira[0][:3] == ["Nome", "Mês", "Unidade"]
    assert all(parte[0][:2] == ["Nome", "Mês"] and "Unidade" not in parte[0] for parte in outras)


def test_o_titulo_diz_qual_faixa_e_de_quantas_sao():
    titulos = re.findall("<caption>(.*?)</caption>", faixas.em_faixas(tabela(LARGA, LINHAS)))
    assert titulos == [f"Custos ({i} de {len(titulos)})" for i in range(1, len(titulos) + 1)]


def test_o_comeco_tem_a_primeira_faixa_as_primeiras_linhas_e_a_nota():
    compridas = [[f"Mel {i}", "jan", *["R$ 1.234,50"] * 12] for i in range(30)]
    mais = '<p class="quieto">E mais 9 linhas.</p>'
    pagina = faixas.so_o_comeco(tabela(LARGA, compridas, depois=mais), "O resto está na página.")
    [parte] = lidas(pagina)
    assert len(parte) == faixas.LINHAS + 1 and len(parte[0]) <= faixas.COLUNAS
    assert pagina.endswith('<p class="quieto">O resto está na página.</p>') and "E mais 9" not in pagina


def test_uma_linha_sozinha_nao_se_esconde():
    linhas = [[f"Mel {i}", "1"] for i in range(faixas.LINHAS + 1)]
    pagina = tabela(["Nome", "Valor"], linhas, textos=1)
    assert faixas.so_o_comeco(pagina, "nota") == pagina


@given(st.lists(st.integers(1, 60), min_size=2, max_size=40))
def test_as_faixas_tem_todas_as_colunas_na_ordem_e_poucas_em_cada_uma(larguras):
    repartidas = faixas.parelhas(larguras, [0])
    assert [coluna for faixa in repartidas for coluna in faixa] == list(range(1, len(larguras)))
    assert len(repartidas) == len(faixas.encher(larguras, [0]))
    assert all(1 <= len(faixa) < faixas.COLUNAS for faixa in repartidas)
