from __future__ import annotations

import re

import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.catalogo import INSTRUMENTOS, MODULOS
from caderno.relatorio import execucao
from caderno.relatorio.pedido import MODELOS


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


def gerar(rede, pasta, **recorte):
    [destino] = relatorio.gerar(relatorio.Pedido(rede, hoje=HOJE, **recorte), pasta)
    return destino


def test_o_relatorio_traz_todos_os_passos_e_instrumentos_mesmo_com_a_rede_quase_vazia(rede, tmp_path):
    pagina = gerar("minha", tmp_path).read_text(encoding="utf-8")
    da_rede = [item for item in INSTRUMENTOS.values() if item.modulo <= 5]
    for numero in {item.modulo for item in da_rede}:
        assert f"{numero}. {MODULOS[numero]}" in pagina
    for item in da_rede:
        assert f"<h3>{item.titulo}</h3>" in pagina
    assert pagina.count("Ainda não preenchido.") == len(da_rede) - 1


def test_um_nome_malicioso_aparece_escrito_e_nada_mais(rede, tmp_path):
    pagina = gerar("minha", tmp_path).read_text(encoding="utf-8")
    assert "&lt;script&gt;" in pagina
    assert "<script" not in pagina


def test_quem_nao_quer_aparecer_nao_aparece_e_conta_na_soma(rede, tmp_path):
    pagina = gerar("minha", tmp_path).read_text(encoding="utf-8")
    assert "Segredo" not in pagina
    assert "A rede tem 2 empreendimentos e 30 pessoas." in pagina


def test_a_primeira_folha_diz_o_alcance(rede, tmp_path):
    destino = gerar("minha", tmp_path, periodo="01/2026:06/2026")
    capa = re.search(r'<header class="capa">.*?</header>', destino.read_text(encoding="utf-8"), re.DOTALL).group()
    assert "janeiro de 2026 a junho de 2026" in capa
    assert "21/11/2026" in capa
    assert destino.name == "rede-minha-2026-01-a-2026-06-2026-11-21.html"


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
        gerar(**{"rede": "minha", "pasta": tmp_path} | pedido)


def test_um_recorte_que_o_modelo_nao_tem_e_recusado_em_vez_de_ignorado(rede, tmp_path):
    with pytest.raises(relatorio.ErroDeRelatorio, match="não se recorta por cooperativa"):
        gerar("minha", tmp_path, cooperativa="Crédito do Cariri")


@pytest.mark.parametrize("modelo", sorted(c.stem for c in MODELOS.glob("*.ipynb")))
def test_o_modelo_de_relatorio_nao_usa_widgets(modelo):
    texto = (MODELOS / f"{modelo}.ipynb").read_text(encoding="utf-8")
    assert "tela" not in texto and "widget" not in texto


def test_o_relatorio_leva_os_mesmos_numeros_em_valores(rede):
    relato = execucao.executar(relatorio.Pedido("minha", hoje=HOJE))
    perfil = next(p for p in relato.partes if p["instrumento"] == "perfil_da_rede")
    saida = perfil["saidas"]["rede"]
    assert dict(zip(saida["colunas"], saida["linhas"][0], strict=True))["pessoas"] == 30
