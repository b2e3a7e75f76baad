"""Como se sabe o que está escrito, em todas as faces: célula, linha, planilha, papel, resposta."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import HOJE, bruta, dados
from caderno import arquivo, catalogo, formato, papel, planilha, validacao
from caderno.arquivo import Mudanca
from caderno.catalogo import Dados
from caderno.folhas import casamento
from caderno.folhas.leitor import Folha
from caderno.modelo import Campo, Contexto

PESO = Campo("peso", "Peso", "numero", unidade="kg")
CUSTOS = """empreendimento | produto | mes | item | valor
Mel da Serra | Mel | 03/2026 | pote | {pote}
Mel da Serra | Mel | 04/2026 | pote | {outro}"""
QUADRO = catalogo.quadro("custos")


@pytest.mark.parametrize("texto", ["~120", "~ 120", "± 120", "≈120 kg", "cerca de 120", "Mais ou menos 120,0"])
def test_um_numero_com_til_e_estimado_e_o_eco_diz_o_que_leu(texto):
    assert formato.ler(texto, PESO) == formato.Lido(120.0, estimado=True)
    assert formato.eco(texto, PESO) == "li 120 kg (estimado)"


@pytest.mark.parametrize("texto", ["120", "~", "~~", "~ não sei", "~ muito", "120~"])
def test_so_e_estimado_o_numero_que_tem_til_na_frente(texto):
    assert not formato.ler(texto, PESO).estimado


def test_num_texto_o_til_e_so_uma_letra():
    assert formato.ler("~ Maria", Campo("nome", "Nome")) == formato.Lido("~ Maria")


@given(st.floats(0, 1e9, allow_nan=False), st.sampled_from(["~", "± ", "≈ "]))
def test_o_til_nao_muda_o_valor(valor, sinal):
    texto = formato.escrever(valor, PESO, curto=True)
    assert formato.ler(sinal + texto, PESO).valor == formato.ler(texto, PESO).valor


@pytest.mark.parametrize(
    ("texto", "grau"),
    [("A", "A"), ("b)", "B"), ("C estimado", "C"), ("MEDIDO", "A"), ("declarada", "B"), ("  ", ""), ("talvez", None)],
)
def test_o_grau_se_le_pela_letra_ou_pela_palavra(texto, grau):
    assert formato.ler_grau(texto) == grau


def test_uma_celula_estimada_faz_a_resposta_ser_estimada_e_outra_nao():
    assert dados(custos=CUSTOS.format(pote="240", outro="200")).executar("custo_unitario").grau == "B"
    assert dados(custos=CUSTOS.format(pote="~ 240", outro="200")).executar("custo_unitario").grau == "C"


def test_a_celula_estimada_conta_so_se_a_linha_entrou_na_conta():
    so_abril = Contexto(hoje=HOJE, periodo=("2026-04", "2026-04"))
    de_marco = CUSTOS.format(pote="~ 240", outro="200")
    assert dados(so_abril, custos=de_marco).executar("custo_unitario").grau == "B"
    com_erro = de_marco.replace("03/2026", "nunca")
    assert dados(custos=com_erro).executar("custo_unitario").grau == "B"


def test_o_grau_medido_da_linha_nao_esconde_a_celula_estimada():
    tabela = bruta(CUSTOS.format(pote="~ 240", outro="200")).assign(_grau="A")
    conferida, _ = validacao.conferir(QUADRO, tabela)
    assert conferida["_grau"].tolist() == ["C", "A"]
    assert Dados({"custos": tabela[1:]}, Contexto(hoje=HOJE)).executar("custo_unitario").grau == "A"


# ------------------------------------------------------------------ planilha


@pytest.fixture
def rede(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    rede = arquivo.criar("minha")
    linha = {"empreendimento": "Mel da Serra", "mes": "03/2026", "valor": "~ 240"}
    itens = {"pote": "A", "rótulo": "C", "frete": None}
    rede.gravar("custos", [Mudanca(None, linha | {"item": i}, grau=g) for i, g in itens.items()], 0, "Ana")
    return rede


def levar_e_trazer(brutas):
    destino = io.BytesIO()
    planilha.exportar(brutas, destino)
    return planilha.reconhecer_arquivo(planilha.ler_arquivo(destino.getvalue(), "rede.xlsx"), QUADRO)


def test_exportar_e_importar_de_volta_nao_muda_grau_nem_til(rede):
    [lido] = levar_e_trazer(rede.brutas())
    assert lido.sobraram == [] and lido.avisos == []
    assert planilha.previa(rede.quadro("custos"), lido.bruta, QUADRO).mudancas == []


def test_exportar_para_uma_rede_vazia_leva_o_grau_e_o_til(rede):
    outra = arquivo.criar("outra")
    [lido] = levar_e_trazer(rede.brutas())
    outra.gravar("custos", planilha.previa(outra.quadro("custos"), lido.bruta, QUADRO).mudancas, 0, "Bia")
    trazida = outra.quadro("custos").set_index("item")
    assert trazida["_grau"].replace("", "B").to_dict() == {"pote": "A", "rótulo": "C", "frete": "B"}
    assert set(trazida["valor"]) == {"~ 240"}


def de_folha(graus):
    titulos = ["Empreendimento", "Item", "Mês", "Valor", "Como sei isto"]
    linhas = [["Mel da Serra", f"item {i}", "03/2026", str(i), grau] for i, grau in enumerate(graus, 1)]
    return casamento.reconhecer(Folha("Custos", [titulos, *linhas]), QUADRO)


def test_o_grau_da_planilha_aceita_palavras_e_o_que_nao_se_entende_e_dito():
    lido = de_folha(["medido", "c", "", "sei lá"])
    assert lido.bruta["_grau"].tolist() == ["A", "C", "", ""]
    assert any("não entendi “sei lá”: ficou como declarado" in aviso for aviso in lido.avisos)


def test_mudar_so_o_grau_na_planilha_e_uma_mudanca_e_deixar_em_branco_nao(rede):
    atual = rede.quadro("custos")
    [mudanca] = planilha.previa(atual, atual.assign(_grau=["C", "", ""]), QUADRO).mudancas
    assert (mudanca.linha, mudanca.grau, dict(mudanca.valores)) == (atual["_linha"].iloc[0], "C", {})


def test_tirar_o_til_na_planilha_e_uma_mudanca(rede):
    atual = rede.quadro("custos")
    [mudada] = planilha.previa(atual, atual.assign(valor=["240", "~240", "~ 240,00"]), QUADRO).mudadas
    assert (mudada.antes, mudada.depois) == ("~ 240", "240")


# ------------------------------------------------------------------ papel


def test_no_papel_cada_linha_e_cada_ficha_tem_onde_marcar_o_grau():
    tabela = papel.folha_em_branco([QUADRO], "Custos")
    assert tabela.count('<td class="grau">') == papel.LINHAS
    ficha = papel.folha_em_branco([catalogo.quadro("empreendimentos")], "Ficha")
    assert ficha.count('class="como-sei"') == 1 and "C estimado" in ficha
