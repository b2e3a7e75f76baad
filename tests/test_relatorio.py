from __future__ import annotations

import json
import re

import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.catalogo import INSTRUMENTOS, MODULOS


@pytest.fixture(autouse=True)
def redes(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))


@pytest.fixture
def rede():
    rede = arquivo.criar("minha")
    rede.gravar(
        "empreendimentos",
        [
            Mudanca(None, {"empreendimento": "<script>alert(1)</script>", "pessoas": "10", "mulheres": "6"}),
            Mudanca(None, {"empreendimento": "Segredo", "pessoas": "20", "como_aparece": "não aparece"}),
        ],
        partida=0,
        autor="teste",
    )
    return rede


def test_o_relatorio_traz_todos_os_passos_e_instrumentos_mesmo_com_a_rede_quase_vazia(rede, tmp_path):
    pagina = relatorio.gerar("minha", tmp_path, hoje=HOJE).read_text(encoding="utf-8")
    for numero, titulo in MODULOS.items():
        assert f"{numero}. {titulo}" in pagina
    for item in INSTRUMENTOS.values():
        assert f"<h3>{item.titulo}</h3>" in pagina
    assert pagina.count("Ainda não preenchido.") == len(INSTRUMENTOS) - 1


def test_um_nome_malicioso_aparece_escrito_e_nada_mais(rede, tmp_path):
    pagina = relatorio.gerar("minha", tmp_path, hoje=HOJE).read_text(encoding="utf-8")
    assert "&lt;script&gt;" in pagina
    assert "<script" not in pagina


def test_quem_nao_quer_aparecer_nao_aparece_e_conta_na_soma(rede, tmp_path):
    pagina = relatorio.gerar("minha", tmp_path, hoje=HOJE).read_text(encoding="utf-8")
    assert "Segredo" not in pagina
    assert "A rede tem 2 empreendimentos e 30 pessoas." in pagina


def test_a_primeira_folha_diz_o_alcance(rede, tmp_path):
    destino = relatorio.gerar("minha", tmp_path, periodo="01/2026:06/2026", hoje=HOJE)
    capa = re.search(r'<header class="capa">.*?</header>', destino.read_text(encoding="utf-8"), re.DOTALL).group()
    assert "janeiro de 2026 a junho de 2026" in capa
    assert "21/11/2026" in capa
    assert destino.name == "rede-minha-2026-11-21.html"


@pytest.mark.parametrize(
    ("pedido", "trecho"),
    [
        ({"rede": "outra"}, "Não existe a rede “outra”. Existem: exemplo e minha"),
        ({"modelo": "jornal"}, "Não existe relatório “jornal”. Existem: rede"),
        ({"empreendimento": "Lua"}, "Não existe o empreendimento “Lua”. Existem:"),
        ({"periodo": "2026"}, "Não entendi o período “2026”. Escreva assim: 2026-01:2026-06."),
        ({"periodo": "2026-06:2026-01"}, "Não entendi o período"),
    ],
    ids=str,
)
def test_o_que_nao_existe_e_recusado_com_o_que_existe(rede, tmp_path, pedido, trecho):
    with pytest.raises(relatorio.ErroDeRelatorio, match=re.escape(trecho)):
        relatorio.gerar(**{"rede": "minha", "pasta": tmp_path, "hoje": HOJE} | pedido)


def test_um_modelo_com_parametros_diferentes_e_recusado_antes_de_executar(rede, tmp_path, monkeypatch):
    celula = {"cell_type": "code", "source": ["rede = ''\n", "lua = 1"], "metadata": {"tags": ["parameters"]}}
    (tmp_path / "torto.ipynb").write_text(json.dumps({"cells": [celula]}), encoding="utf-8")
    monkeypatch.setattr(relatorio, "MODELOS", tmp_path)
    with pytest.raises(relatorio.ErroDeRelatorio, match="espera"):
        relatorio.gerar("minha", tmp_path / "saida", modelo="torto", hoje=HOJE)


def test_o_modelo_de_relatorio_nao_usa_widgets():
    texto = (relatorio.MODELOS / "rede.ipynb").read_text(encoding="utf-8")
    assert "tela" not in texto and "widget" not in texto
