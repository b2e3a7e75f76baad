from __future__ import annotations

import re

import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.catalogo import INSTRUMENTOS, MODULOS, QUADROS
from caderno.relatorio import execucao
from caderno.relatorio.pedido import MODELOS, parametros_do_modelo


@pytest.fixture(autouse=True, scope="module")
def redes(tmp_path_factory):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("redes")))
        yield


@pytest.fixture(autouse=True, scope="module")
def rede(redes):
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


@pytest.fixture(scope="module")
def relato(rede):
    """O caderno da rede, rodado de verdade num kernel só dele."""
    return execucao.executar(relatorio.Pedido("minha", hoje=HOJE))


def folha(**recorte) -> relatorio.Folha:
    return relatorio.abrir("minha", hoje=HOJE.isoformat(), **recorte)


def test_o_relatorio_traz_todos_os_passos_e_instrumentos_mesmo_com_a_rede_quase_vazia(relato):
    da_rede = [item for item in INSTRUMENTOS.values() if item.modulo != 7]
    for numero in {item.modulo for item in da_rede}:
        assert f"{numero}. {MODULOS[numero]}" in relato.html
    for item in da_rede:
        assert f"<h3>{item.titulo}</h3>" in relato.html
    assert relato.html.count("Ainda não preenchido.") == len(da_rede) - 1


def test_um_nome_malicioso_aparece_escrito_e_nada_mais(relato):
    assert "&lt;script&gt;" in relato.html
    assert "<script>alert" not in relato.html


def test_quem_nao_quer_aparecer_nao_aparece_e_conta_na_soma(relato):
    assert "Segredo" not in relato.html
    assert "A rede tem 2 empreendimentos e 30 pessoas." in relato.html


def test_o_relatorio_leva_os_mesmos_numeros_em_valores(relato):
    perfil = next(p for p in relato.partes if p["instrumento"] == "perfil_da_rede")
    saida = perfil["saidas"]["rede"]
    assert dict(zip(saida["colunas"], saida["linhas"][0], strict=True))["pessoas"] == 30


def test_cada_parte_em_valores_tem_a_sua_secao_na_pagina(relato):
    nomes = [parte["instrumento"] for parte in relato.partes]
    assert len(nomes) == len(set(nomes)) > 8
    assert all(f'<article id="{nome}"' in relato.html for nome in nomes)


def test_o_que_nao_se_publica_nao_e_dito_como_falta(tmp_path, monkeypatch):
    """Quem não aparece preencheu: dizer "ainda não preenchido" seria falso."""
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    pequena = arquivo.criar("pequena")
    linhas = [{"avaliado_em": "01/03/2026", "respondente": f"p{i}", "empreendimento": "Três"} for i in range(3)]
    areas = {campo.nome: "2" for campo in QUADROS["avaliacoes"].campos if campo.nome not in linhas[0]}
    pequena.gravar(
        "empreendimentos", [Mudanca(None, {"empreendimento": "Três", "como_aparece": "não aparece"})], 0, "x"
    )
    pequena.gravar("avaliacoes", [Mudanca(None, linha | areas) for linha in linhas], 0, "x")
    texto = relatorio.abrir("pequena", hoje=HOJE.isoformat()).modulo(2)
    artigo = re.search(r'<article id="maturidade".*?</article>', texto, re.DOTALL)[0]
    assert "não se publicam" in artigo
    assert "Ainda não preenchido" not in artigo


def test_a_primeira_folha_diz_o_alcance():
    capa = folha(periodo="01/2026:06/2026", modulo="gestão").capa()
    assert "janeiro de 2026 a junho de 2026" in capa
    assert "2. Gestão" in capa
    assert "21/11/2026" in capa


def test_o_arquivo_diz_modelo_rede_recorte_e_dia():
    pedido = relatorio.Pedido("minha", periodo="2026-01:2026-06", hoje=HOJE)
    assert pedido.nome_do_arquivo == "rede-minha-2026-01-a-2026-06-2026-11-21"


def test_o_nome_do_arquivo_tambem_esconde_quem_pediu():
    pedido = relatorio.Pedido("minha", empreendimento="Segredo", hoje=HOJE)
    assert pedido.nome_do_arquivo == "empreendimento-minha-empreendimento-b-2026-11-21"


@pytest.mark.parametrize(
    ("pedido", "modelo"),
    [
        ({}, "rede"),
        ({"empreendimento": "Mel"}, "empreendimento"),
        ({"cooperativa": "Mel"}, "cooperativa"),
        ({"modulo": "3"}, "modulo"),
        ({"empreendimento": "Mel", "modelo": "medicoes"}, "medicoes"),
    ],
    ids=str,
)
def test_sem_dizer_o_modelo_vale_o_do_recorte(pedido, modelo):
    assert relatorio.Pedido("minha", **pedido).modelo == modelo


@pytest.mark.parametrize(
    ("pedido", "trecho"),
    [
        ({"rede": "outra"}, "Não existe a rede “outra”. Existem: exemplo e minha"),
        ({"modelo": "jornal"}, "Não existe relatório “jornal”. Existem: cooperativa, empreendimento,"),
        ({"empreendimento": "Lua"}, "Não existe o empreendimento “Lua”. Existem:"),
        ({"modulo": "9"}, "Não existe o módulo “9”. Existem: 1 (Diagnóstico), "),
        ({"modelo": "modulo"}, "O relatório “modulo” precisa saber de qual. Diga com --modulo."),
        ({"modelo": "empreendimento"}, "Diga com --empreendimento."),
        ({"periodo": "2026"}, "Não entendi o período “2026”. Escreva assim: 2026-01:2026-06."),
        ({"periodo": "2026-06:2026-01"}, "Não entendi o período"),
        ({"modelo": "rede", "cooperativa": "Crédito"}, "“rede” não se recorta por cooperativa. Ele aceita: periodo"),
        ({"modelo": "rede", "antes": "2025-01:2025-06"}, "não se recorta por antes"),
        ({"modelo": "medicoes", "antes": "2025-01:2025-06"}, "diga também o de agora"),
        (
            {"modelo": "medicoes", "antes": "2026-01:2026-03", "periodo": "2026-03:2026-06"},
            "precisa terminar antes de o outro começar",
        ),
    ],
    ids=str,
)
def test_o_que_nao_existe_e_recusado_com_o_que_existe(tmp_path, pedido, trecho):
    with pytest.raises(relatorio.ErroDeRelatorio, match=re.escape(trecho)):
        relatorio.gerar(relatorio.Pedido(**{"rede": "minha", "hoje": HOJE} | pedido), tmp_path)


def test_a_celula_de_parametros_declara_todos_os_recortes_do_modelo():
    assert parametros_do_modelo(MODELOS / "medicoes.ipynb") == ("rede", "empreendimento", "periodo", "antes", "hoje")
    assert parametros_do_modelo(MODELOS / "rede.ipynb") == ("rede", "periodo", "hoje")


@pytest.mark.parametrize("modelo", sorted(c.stem for c in MODELOS.glob("*.ipynb")))
def test_o_modelo_de_relatorio_nao_usa_widgets(modelo):
    texto = (MODELOS / f"{modelo}.ipynb").read_text(encoding="utf-8")
    assert "tela" not in texto and "widget" not in texto


def test_numa_rede_grande_a_recusa_diz_os_parecidos_quantos_mais_e_onde_esta_a_lista(tmp_path):
    grande = arquivo.criar("grande")
    nomes = [f"Grupo {numero}" for numero in range(40)] + ["Mulheres da Lua"]
    grande.gravar("empreendimentos", [Mudanca(None, {"empreendimento": nome}) for nome in nomes], 0, "teste")
    with pytest.raises(relatorio.ErroDeRelatorio) as erro:
        relatorio.abrir("grande", hoje=HOJE.isoformat(), empreendimento="mulheres da luá")
    assert "Existem: Mulheres da Lua, Grupo 0," in str(erro.value)
    assert str(erro.value).endswith("e mais 29. A lista inteira: caderno exportar grande.")
