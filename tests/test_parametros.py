"""Valores que a lei muda: o que vale em cada data, e o que se diz quando a data passa do que se sabe."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from caderno import parametros


@pytest.mark.parametrize(
    ("data", "esperado"),
    [
        (date(2024, 1, 1), 6.42),
        (date(2024, 12, 31), 6.42),
        (date(2025, 1, 1), 6.90),
        (date(2026, 1, 1), 7.37),
        (date(2026, 12, 31), 7.37),
        (datetime(2026, 3, 1, 14, 30), 7.37),
    ],
)
def test_vale_o_da_data(data, esperado):
    parametro = parametros.valor("salario_minimo_hora", data)
    assert parametro.valor == esperado
    assert parametro.aviso == ""
    assert parametro.fonte.startswith("Decreto")


def test_depois_da_ultima_data_vale_o_ultimo_com_aviso():
    parametro = parametros.valor("salario_minimo_hora", date(2027, 1, 1))
    assert parametro.valor == 7.37
    assert parametro.aviso == "vigente até 31/12/2026, confirme"


def test_antes_da_primeira_data_e_erro_com_frase():
    with pytest.raises(ValueError, match="só é conhecido a partir de 01/01/2024"):
        parametros.valor("salario_minimo_hora", date(2023, 12, 31))


def test_nome_que_nao_existe_diz_os_que_existem():
    with pytest.raises(KeyError, match="salario_minimo_hora"):
        parametros.valor("salario", date(2026, 1, 1))


@pytest.mark.parametrize("nome", parametros._tabela())
def test_os_periodos_se_seguem_sem_buraco_e_tem_fonte_e_unidade(nome):
    valores = parametros._tabela()[nome]
    for anterior, seguinte in pairwise(valores):
        assert seguinte.inicio == anterior.fim + timedelta(days=1)
    for parametro in valores:
        assert parametro.inicio <= parametro.fim
        assert parametro.fonte and parametro.unidade
        assert isinstance(parametro.valor, float)


def test_a_inflacao_de_um_ano_e_a_do_ibge():
    assert parametros.inflacao("2016-12", "2017-12").fator == pytest.approx(1.0295, abs=5e-5)  # 2,95 % em 2017


def test_depois_do_ultimo_mes_de_ipca_a_inflacao_avisa_e_para_nele():
    ultimo = max(parametros._ipca())
    depois = parametros.inflacao(ultimo, "2099-12")
    assert (depois.fator, depois.ate) == (1.0, ultimo)
    assert "só é conhecido até" in depois.aviso


def test_antes_do_primeiro_mes_de_ipca_nao_ha_resposta():
    assert parametros.inflacao("1990-01", "2020-01").fator != parametros.inflacao("1990-01", "2020-01").fator


def test_o_ipca_nao_tem_mes_faltando():
    meses = list(parametros._ipca())
    seguintes = [f"{int(m[:4]) + (m[5:] == '12')}-{int(m[5:]) % 12 + 1:02d}" for m in meses]
    assert meses[1:] == seguintes[:-1]
