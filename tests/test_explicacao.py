"""Quadros e instrumentos em palavras: completos, e iguais ao que está declarado."""

from __future__ import annotations

import json

import pytest

from caderno import catalogo, explicacao
from caderno.modelo import Campo

NOMES = [*catalogo.QUADROS, *catalogo.INSTRUMENTOS]


@pytest.mark.parametrize("nome", catalogo.INSTRUMENTOS)
def test_explicacao_tem_pergunta_conta_fonte_e_toda_coluna_de_resposta(nome):
    instrumento = catalogo.INSTRUMENTOS[nome]
    texto = explicacao.explicar(instrumento)
    for parte in (instrumento.pergunta, instrumento.explicacao, instrumento.formula, instrumento.fonte.documento):
        assert parte in texto
    for saida in instrumento.saidas:
        assert saida.titulo in texto and saida.grao in texto
        assert all(coluna.titulo.replace("|", "\\|") in texto for coluna in saida.colunas)
    assert all(escolha.campo.rotulo in texto for escolha in instrumento.escolhas)
    assert ("Proposta deste caderno" in texto) == instrumento.proposta
    assert instrumento.cuidado in texto


@pytest.mark.parametrize("nome", catalogo.QUADROS)
def test_explicacao_do_quadro_traz_todo_campo_com_ajuda(nome):
    quadro = catalogo.QUADROS[nome]
    texto = explicacao.explicar_quadro(quadro)
    for campo in quadro.campos:
        assert campo.titulo in texto
        assert campo.ajuda.replace("\n", " ").replace("|", "\\|") in texto


@pytest.mark.parametrize("nome", NOMES)
def test_ficha_vai_e_volta_em_json(nome):
    ficha = explicacao.ficha(nome)
    assert json.loads(json.dumps(ficha, ensure_ascii=False)) == ficha
    assert ficha["nome"] == nome


def test_ficha_do_quadro_diz_quem_o_usa():
    assert "custo_unitario" in explicacao.ficha("custos")["usado_por"]


def test_fichas_sem_nome_traz_tudo_e_com_nome_traz_uma():
    todas = explicacao.fichas()
    assert set(todas["quadros"]) == set(catalogo.QUADROS)
    assert set(todas["instrumentos"]) == set(catalogo.INSTRUMENTOS)
    assert explicacao.fichas("custos") == todas["quadros"]["custos"]


@pytest.mark.parametrize("escrever", [explicacao.ficha, explicacao.fichas_md, explicacao.fichas_texto])
def test_nome_que_nao_existe_e_respondido_com_os_que_existem(escrever):
    with pytest.raises(KeyError, match="custo_unitario"):
        escrever("inventado")


def test_fichas_em_markdown_passam_por_todos_os_modulos():
    texto = explicacao.fichas_md()
    assert all(f"# {n}. {titulo}" in texto for n, titulo in catalogo.MODULOS.items())
    assert all(f"## {i.titulo}" in texto for i in catalogo.INSTRUMENTOS.values())


def test_fichas_em_texto_listam_os_nomes_que_se_usam_no_comando():
    texto = explicacao.fichas_texto()
    assert all(nome in texto for nome in NOMES)
    assert "**" not in explicacao.fichas_texto("custo_unitario")


def test_celula_de_tabela_com_barra_nao_parte_a_linha():
    assert explicacao._linha_md("a|b", "c\nd") == "| a\\|b | c d |"


@pytest.mark.parametrize(
    ("campo", "frase"),
    [
        (Campo("x", "X", "percentual", minimo=0, maximo=100), "porcentagem, de 0 a 100"),
        (Campo("x", "X", "opcao", opcoes=("sim", "talvez")), "uma destas: sim, talvez"),
        (Campo("x", "X", "numero", maximo=6), "número, até 6"),
    ],
)
def test_tipo_em_palavras_diz_limites_e_opcoes(campo, frase):
    assert explicacao.tipo_em_palavras(campo) == frase
