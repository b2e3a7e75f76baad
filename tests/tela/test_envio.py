"""Os nomes que uma planilha cita e que ninguém cadastrou: oferecidos na prévia, cadastrados com o clique."""

from __future__ import annotations

import pytest

from caderno import arquivo
from caderno.tela.envio import Envio
from caderno.tela.pagina import Pagina
from planilha_da_cooperativa import COOPERATIVA, PRODUTOS, montar


@pytest.fixture
def rede(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    return arquivo.criar("cerrado")


@pytest.fixture
def envio(rede):
    """Um envio e, em `ditos`, o que ele mandou à tela; a planilha já foi lida."""
    envio = Envio(Pagina(rede, modulo=3), None, lambda tipo, **dados: envio.ditos.append(dados))
    envio.ditos = []
    conteudo = montar()
    envio.parte(conteudo, "controle.xlsx", 0, len(conteudo))
    return envio


def nomes(rede, quadro: str, campo: str) -> list[str]:
    return rede.quadro(quadro).get(campo, []).tolist() if len(rede.quadro(quadro)) else []


def test_a_previa_lista_os_nomes_novos_e_nada_e_cadastrado_antes_do_clique(envio, rede):
    novos = dict(envio.ditos[-1]["novos"])
    assert novos == {"Empreendimentos": [COOPERATIVA.upper()], "Produtos": list(PRODUTOS)}
    assert nomes(rede, "produtos", "produto") == []


def test_com_a_caixa_marcada_os_nomes_entram_com_as_linhas_e_nao_sao_oferecidos_de_novo(envio, rede):
    envio.entrar()
    assert "1 nome novo em Empreendimentos, 2 nomes novos em Produtos" in envio.ditos[-1]["frase"]
    assert nomes(rede, "produtos", "produto") == list(PRODUTOS)
    assert len(rede.quadro("custos")) == 15
    conteudo = montar()
    envio.parte(conteudo, "controle.xlsx", 0, len(conteudo))
    assert envio.ditos[-1]["novos"] == []


def test_com_a_caixa_desmarcada_so_as_linhas_entram(envio, rede):
    envio.ajustar(cadastrar=False)
    assert envio.ditos[-1]["cadastrar"] is False
    envio.entrar()
    assert nomes(rede, "produtos", "produto") == []
    assert len(rede.quadro("custos")) == 15


def test_um_nome_parecido_com_um_que_ja_existe_nao_e_cadastrado_sem_que_alguem_diga(envio, rede):
    rede.gravar("produtos", [arquivo.Mudanca(valores={"produto": "Mel 500g"})], partida=0, autor="Ana")
    conteudo = montar()
    envio.parte(conteudo, "controle.xlsx", 0, len(conteudo))
    assert envio.ditos[-1]["cadastrar"] is False
    assert "“Mel 500 g” parece “Mel 500g”: cadastre só se for outro." in envio.ditos[-1]["frase"]


def test_a_previa_nao_aponta_como_pendencia_o_nome_que_vai_ser_cadastrado(envio, rede):
    rede.gravar("produtos", [arquivo.Mudanca(valores={"produto": "Sabão"})], partida=0, autor="Ana")
    rede.gravar(
        "empreendimentos", [arquivo.Mudanca(valores={"empreendimento": "Sabão da Vila"})], partida=0, autor="Ana"
    )
    envio.ajustar(cadastrar=True)
    assert not any(folha["pendencias"] for folha in envio.ditos[-1]["folhas"])
    envio.ajustar(cadastrar=False)
    assert any("Geleia de pequi" in frase for folha in envio.ditos[-1]["folhas"] for frase in folha["pendencias"])


def test_so_uma_coluna_de_verdade_pode_ser_apontada_para_outro_campo(envio):
    custos, vendas, _ = envio.ditos[-1]["folhas"]
    assert [c["titulo"] for c in custos["colunas"] if not c["fixa"]] == ["Item"]
    assert {c["titulo"] for c in vendas["colunas"] if c["fixa"]} >= {"Quantidade vendida", "título acima da tabela"}


def test_o_que_outro_quadro_aproveitou_nao_aparece_como_sobra(envio):
    _, vendas, producao = envio.ditos[-1]["folhas"]
    assert [c["titulo"] for folha in (vendas, producao) for c in folha["colunas"] if not c["campo"]] == []
