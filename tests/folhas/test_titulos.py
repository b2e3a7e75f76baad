"""Títulos de colunas e de meses."""

from __future__ import annotations

import pytest

from caderno import catalogo
from caderno.folhas import titulos

EMPREENDIMENTOS = catalogo.quadro("empreendimentos")
VENDAS = catalogo.quadro("vendas")


@pytest.mark.parametrize(
    ("titulo", "campo"),
    [
        ("Mulheres", "mulheres"),
        ("MULHERES (nº)", "mulheres"),
        ("Nº de mulheres", "mulheres"),
        ("vendas_mensais", "vendas_mensais"),
        ("Razão Social", "empreendimento"),
        ("Cor preferida", None),
    ],
)
def test_rotulo_nome_e_sinonimo_acham_o_campo(titulo, campo):
    assert titulos.campo_de(titulo, EMPREENDIMENTOS) == campo


def test_o_rotulo_de_um_campo_vale_mais_que_o_sinonimo_de_outro():
    assert titulos.casar(["transporte", "Frete"], VENDAS) == {"frete": 1}


def test_erro_de_digitacao_ainda_acha_o_campo():
    assert titulos.casar(["Empreedimento", "Municipo"], EMPREENDIMENTOS) == {"empreendimento": 0, "municipio": 1}


def test_duas_colunas_iguais_ficam_com_a_primeira():
    assert titulos.casar(["Pessoas", "Pessoas"], EMPREENDIMENTOS) == {"pessoas": 0}


@pytest.mark.parametrize(
    ("texto", "campo"),
    [("Quantidade (potes)", "quantidade"), ("Preço médio", "preco"), ("Produto", None), ("12", None), ("", None)],
)
def test_linha_que_diz_o_que_mede_acha_o_campo_de_numero(texto, campo):
    assert titulos.campo_numerico_de(texto, VENDAS) == campo


@pytest.mark.parametrize(
    ("titulo", "mes"),
    [
        ("jan/26", "01/2026"),
        ("Fevereiro", "02/2025"),
        ("MAR", "03/2025"),
        ("2026-04-01", "04/2026"),
        ("05/2026", "05/2026"),
        ("Junho de 2026", "06/2026"),
        ("08/09/2017", None),
        ("2026-04-15", None),
        ("2026", None),
        ("Total", None),
    ],
)
def test_titulo_de_mes(titulo, mes):
    assert titulos.mes_do_titulo(titulo, "2025") == mes
