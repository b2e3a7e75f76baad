"""A resposta na tela: o que ela sugere vai para o plano com um toque, uma vez só."""

from __future__ import annotations

from datetime import date

import pytest

from caderno import arquivo, catalogo
from caderno.tela.pagina import Pagina
from caderno.tela.resultado import Resultado


@pytest.fixture
def resposta(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    rede = arquivo.criar("vale")
    linha = {"empreendimento": "Mel", "mes": "12/2026", "descricao": "potes", "sentido": "sai"}
    linha |= {"situacao": "previsto", "valor_lancado": "50"}
    rede.gravar("lancamentos", [arquivo.Mudanca(valores=linha)], partida=0, autor="Ana")
    return Resultado(Pagina(rede, hoje=date(2026, 8, 10)), catalogo.instrumento("caixa"))


@pytest.fixture
def mensagens(resposta, monkeypatch):
    enviadas = []
    monkeypatch.setattr(resposta, "send", lambda conteudo, partes=None: enviadas.append(conteudo))
    return enviadas


def sugestoes(mensagens):
    return [m["sugestoes"] for m in mensagens if m["tipo"] == "sugestoes"][-1]


def test_levar_ao_plano_escreve_a_linha_com_a_origem_e_quem_levou(resposta, mensagens):
    resposta.pagina.autor = "Rosa"
    resposta.receber({"tipo": "calcular"})
    assert [s["feita"] for s in sugestoes(mensagens)] == [False]
    resposta.receber({"tipo": "levar", "n": 0})
    plano = resposta.pagina.rede.quadro("acoes")
    assert plano["acao"].tolist() == ["Juntar R$ 50,00 até dezembro de 2026, ou adiar saídas"]
    assert plano["origem"].tolist() == ["Caixa"]
    assert set(resposta.pagina.rede.historico("acoes")["autor"]) == {"Rosa"}


def test_o_que_ja_esta_no_plano_nao_se_oferece_de_novo(resposta, mensagens):
    resposta.receber({"tipo": "calcular"})
    resposta.receber({"tipo": "levar", "n": 0})
    assert [s["feita"] for s in sugestoes(mensagens)] == [True]


def test_com_os_nomes_escondidos_nada_se_leva(resposta, mensagens):
    resposta.pagina.mudar(esconder=True)
    resposta.receber({"tipo": "calcular"})
    assert sugestoes(mensagens) == []
