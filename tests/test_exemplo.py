"""A rede de exemplo é inventada, mas as contas dela fecham e ela falha como a vida falha."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from caderno import arquivo
from caderno.catalogo import INSTRUMENTOS, QUADROS
from caderno.modelo import Contexto


@pytest.fixture(scope="module")
def dados(tmp_path_factory):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("exemplo")))
        yield arquivo.abrir_exemplo().dados(Contexto(hoje=date(2026, 11, 21)))


def test_sao_doze_empreendimentos_de_formas_diferentes_em_cinco_municipios_e_tres_cadeias(dados):
    fichas = dados.tabela("empreendimentos")
    assert len(fichas) == 12
    assert fichas["municipio"].nunique() == 5
    assert fichas["cadeia"].nunique() == 3
    assert set(fichas["forma"]) == {"associação", "cooperativa", "grupo informal"}


def test_sao_doze_meses(dados):
    assert dados.tabela("producao")["mes"].nunique() == 12


@pytest.mark.parametrize("quadro", QUADROS)
def test_todo_quadro_tem_linhas_e_nenhuma_tem_erro(dados, quadro):
    tabela, pendencias = dados.conferido(quadro)
    assert len(tabela) > 0
    assert [p for p in pendencias if p.gravidade == "erro"] == []


def test_ha_respostas_em_branco_nao_sei_e_nao_se_sabe(dados):
    faltas = [falta for q in QUADROS for linha in dados.conferido(q)[0]["_faltas"] for falta in linha.values()]
    assert "não sei" in faltas
    assert dados.tabela("empreendimentos")["vendas_mensais"].isna().any()


def test_ha_duas_medicoes_do_balanco_e_da_gestao(dados):
    assert dados.tabela("balanco")["ano_do_balanco"].nunique() == 2
    assert dados.tabela("avaliacoes")["avaliado_em"].nunique() == 2


def test_o_que_se_produziu_ao_preco_medio_fica_a_cinco_por_cento_do_que_se_vendeu(dados):
    producao, vendas = dados.tabela("producao"), dados.tabela("vendas")
    chave = ["empreendimento", "produto"]
    boas = (producao["realizado"] - producao["perdas"].fillna(0)).groupby([producao[c] for c in chave]).sum()
    valor = (vendas["quantidade"] * vendas["preco"]).groupby([vendas[c] for c in chave]).sum()
    preco = valor / vendas.groupby(chave)["quantidade"].sum()
    razao = boas * preco / valor
    assert razao.notna().all()
    assert razao.between(0.95, 1.05).all(), razao[~razao.between(0.95, 1.05)]


@pytest.mark.parametrize("instrumento", INSTRUMENTOS)
def test_todo_instrumento_tem_resposta_e_desenhos(dados, instrumento):
    from caderno import graficos

    resultado = dados.executar(instrumento)
    assert not resultado.leitura[0].startswith("Ainda não preenchido")
    for grafico in resultado.instrumento.graficos:
        assert graficos.svg(grafico, resultado.instrumento, resultado.saidas, "larga"), grafico.titulo


def test_a_escala_do_exemplo_tem_um_pedido_para_discutir(dados):
    assert pd.notna(dados.executar("escala").saidas["pedido"]["pedido"].iloc[0])
