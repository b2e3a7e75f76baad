"""A página: que rede abre, o que avisa e o que guarda."""

from __future__ import annotations

from datetime import date

import pytest

from caderno import arquivo, catalogo
from caderno.tela import pagina as modulo
from caderno.tela.pagina import Barra, Pagina, RedeNaoAberta, abrir
from caderno.tela.vista import Vista


@pytest.fixture(autouse=True)
def dados(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    monkeypatch.delenv("VOILA_PREHEAT", raising=False)
    return tmp_path


@pytest.fixture
def rede():
    nova = arquivo.criar("vale")
    escrever(nova, "rede", {"rede": "Rede do Vale"})
    return nova


def escrever(rede, quadro: str, *linhas: dict) -> None:
    mudancas = [arquivo.Mudanca(valores=linha) for linha in linhas]
    rede.gravar(quadro, mudancas, partida=rede.versao(), autor="Ana")


def aberta(rede, **opcoes) -> Pagina:
    return Pagina(rede, hoje=date(2026, 8, 10), **opcoes)


def test_no_credito_olha_se_para_uma_cooperativa_e_a_linha_nova_ja_sabe_de_qual(rede):
    escrever(rede, "cooperativas", {"cooperativa": "Crédito do Vale"}, {"cooperativa": "Crédito da Serra"})
    escrever(rede, "empreendimentos", {"empreendimento": "Mel da Serra"})
    pagina = aberta(rede, modulo=7)
    barra = Barra(pagina, 7)
    assert barra.estado()["nomes"] == ["Crédito do Vale", "Crédito da Serra"]
    barra.receber({"tipo": "olhar", "qual": "1"})
    assert pagina.contexto.recortes == {"cooperativa": "Crédito da Serra"}
    vista = Vista(pagina, catalogo.quadro("associados"))
    assert vista.preenchidos == {"cooperativa": "Crédito da Serra"}
    assert "cooperativa" not in [campo.nome for campo in vista.campos]
    assert Vista(pagina, catalogo.quadro("cooperativas")).preenchidos == {}


def test_sem_empreendimentos_o_diagnostico_falta_e_a_pagina_diz(rede):
    frase, aviso = aberta(rede).diagnostico()
    assert aviso and frase.startswith("Sem diagnóstico")


def test_diagnostico_sem_data_pede_a_data(rede):
    escrever(rede, "empreendimentos", {"empreendimento": "Mel da Serra"})
    frase, aviso = aberta(rede).diagnostico()
    assert aviso and "1 empreendimento." in frase and "sem data" in frase


@pytest.mark.parametrize(("dia", "velho"), [("15/06/2026", False), ("10/08/2025", False), ("01/07/2025", True)])
def test_diagnostico_de_mais_de_um_ano_e_dito_velho(rede, dia, velho):
    escrever(rede, "empreendimentos", {"empreendimento": "Mel da Serra", "levantado_em": dia})
    frase, aviso = aberta(rede).diagnostico()
    assert aviso is velho
    assert frase.startswith(f"Diagnóstico de {dia}, com 1 empreendimento.")


def test_nome_da_rede_e_o_que_o_grupo_escreveu(rede):
    assert aberta(rede).titulo == "Rede do Vale"
    assert aberta(arquivo.criar("outra")).titulo == "outra"


def test_escolher_um_empreendimento_muda_o_contexto_e_avisa(rede):
    escrever(rede, "empreendimentos", {"empreendimento": "Mel da Serra"}, {"empreendimento": "Doces"})
    pagina, avisos = aberta(rede), []
    pagina.ao_mudar(lambda: avisos.append(pagina.contexto.empreendimento))
    barra = Barra(pagina, 3)
    barra.receber({"tipo": "olhar", "qual": "1"})
    barra.receber({"tipo": "olhar", "qual": ""})
    assert avisos == ["Doces", None]


def test_a_barra_mostra_quem_acabou_de_entrar_no_cadastro(rede):
    pagina = aberta(rede)
    assert pagina.nomes() == []
    escrever(rede, "empreendimentos", {"empreendimento": "Mel da Serra"})
    assert pagina.nomes() == ["Mel da Serra"]
    assert pagina.nomes(esconder=True) == ["Empreendimento A"]
    assert "1 empreendimento." in pagina.diagnostico()[0]


def test_com_nomes_escondidos_a_barra_so_mostra_letras(rede):
    escrever(rede, "empreendimentos", {"empreendimento": "Mel da Serra"})
    pagina = aberta(rede)
    barra = Barra(pagina, 3)
    assert barra.estado()["nomes"] == ["Mel da Serra"]
    barra.receber({"tipo": "esconder", "ligado": True})
    assert pagina.esconder
    assert barra.estado()["nomes"] == ["Empreendimento A"]


def test_quem_anota_e_perguntado_uma_vez_so(rede):
    pagina = aberta(rede)
    assert pagina.autor == ""
    Barra(pagina, 1).receber({"tipo": "autor", "nome": " Ana "})
    assert pagina.autor == "Ana"
    assert aberta(rede).autor == "Ana"


def test_criar_rede_guarda_o_nome_como_foi_escrito():
    Barra(None, None).receber({"tipo": "criar", "titulo": "Rede Sertão Vivo"})
    assert aberta(arquivo.abrir("rede-sertao-vivo")).titulo == "Rede Sertão Vivo"


def test_recomecar_do_exemplo_tira_o_que_a_pessoa_escreveu():
    rede = arquivo.abrir_exemplo()
    quantos = len(rede.quadro("empreendimentos"))
    escrever(rede, "empreendimentos", {"empreendimento": "Inventado agora"})
    Barra(aberta(rede), None).receber({"tipo": "recomecar"})
    assert len(arquivo.abrir_exemplo().quadro("empreendimentos")) == quantos


def test_rede_do_endereco_vale_mais_que_a_do_parametro(rede, monkeypatch):
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    monkeypatch.setenv("QUERY_STRING", "rede=vale")
    assert abrir("exemplo").rede.nome == "vale"


@pytest.mark.parametrize("nome", ["nao-ha", "../fora", "COM espaço"])
def test_rede_que_nao_abre_para_a_pagina_com_uma_frase(nome):
    with pytest.raises(RedeNaoAberta) as parada:
        abrir(nome)
    assert parada.value._render_traceback_() == [str(parada.value)]
    assert nome in str(parada.value)


def test_fora_do_voila_o_endereco_nao_e_lido(monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "rede=vale")
    assert modulo._rede_do_endereco() == ""
