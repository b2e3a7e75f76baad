"""Formulários em branco para imprimir."""

from __future__ import annotations

import re
from html import unescape

import pytest

from caderno import catalogo, papel
from caderno.modelo import Campo, Quadro

QUADROS = list(catalogo.QUADROS.values())


def _texto(pagina: str) -> str:
    sem_estilo = re.sub(r"<style>.*?</style>", "", pagina, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", sem_estilo)).split())


@pytest.mark.parametrize("quadro", QUADROS, ids=lambda quadro: quadro.nome)
def test_todo_campo_aparece_com_rotulo_ajuda_e_opcoes(quadro):
    texto = _texto(papel.folha_em_branco([quadro], quadro.titulo))
    no_alto = {campo.nome for campo in papel._da_folha_toda(quadro)}
    for campo in quadro.campos:
        assert campo.rotulo in texto
        if campo.nome not in no_alto:
            assert campo.ajuda in texto
        assert all(opcao in texto for opcao in campo.opcoes)
    assert "Quem anotou" in texto


def test_pagina_e_em_portugues_e_nao_pede_nada_a_internet():
    pagina = papel.folha_em_branco(QUADROS, "Folhas da rede")
    assert '<html lang="pt-BR">' in pagina
    assert "<title>Folhas da rede</title>" in pagina
    assert not re.search(r"(?:https?:)?//|<script|<link|@import|url\(", pagina)


def test_cada_quadro_comeca_em_folha_nova():
    assert papel.folha_em_branco(QUADROS, "Tudo").count('<section class="folha') == len(QUADROS)


def test_poucas_colunas_dao_tabela_deitada_com_linhas_em_branco():
    pagina = papel.folha_em_branco([catalogo.quadro("custos")], "Custos")
    assert 'class="folha deitada"' in pagina
    assert pagina.split("<tbody>")[1].count("<tr>") == papel.LINHAS


def test_quadro_de_uma_linha_ou_de_muitas_colunas_vira_ficha():
    for nome in ("rede", "empreendimentos"):
        pagina = papel.folha_em_branco([catalogo.quadro(nome)], nome)
        assert "<table" not in pagina
        assert len(re.findall('class="caixa[" ]', pagina)) == len(catalogo.quadro(nome).campos)


def test_empreendimento_se_escreve_uma_vez_no_alto_da_folha():
    pagina = papel.folha_em_branco([catalogo.quadro("custos")], "Custos")
    assert "Empreendimento" not in pagina.split("<thead>")[1].split("</thead>")[0]
    assert '<p class="alto"><b>Empreendimento' in pagina


def test_nota_de_um_a_quatro_se_marca_com_x():
    nota = Campo("nivel", "Nível", "inteiro", "1: começa. 2: anda.", minimo=1, maximo=4)
    pagina = papel.folha_em_branco([Quadro("q", "Q", "", 1, (nota,), uma_linha=True)], "Q")
    assert pagina.count('class="quadradinho"') == 4 + 1 + 3  # e "não sei", e o grau
    assert "1: começa.<br>2: anda." in pagina


def test_texto_com_sinais_de_html_sai_como_texto():
    quadro = Quadro("q", "Água & <sabão>", "Menos de <5>?", 1, (Campo("x", "Se <10", ajuda="a & b"),))
    pagina = papel.folha_em_branco([quadro], "<b>oi</b>")
    assert "<sabão>" not in pagina
    assert "&lt;b&gt;oi&lt;/b&gt;" in pagina


def test_sem_quadros_a_pagina_traz_so_o_titulo():
    assert _texto(papel.folha_em_branco([], "Nada")).startswith("Nada Nada Folhas para imprimir")
