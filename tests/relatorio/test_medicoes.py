"""O que mudou de uma medição para a outra: as contas, as palavras e o que não se compara."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import HOJE, dados
from caderno import formato
from caderno.catalogo import INSTRUMENTOS
from caderno.modelo import Campo, Contexto
from caderno.relatorio import antes_e_agora, medicoes
from caderno.relatorio.medicoes import Mudanca
from caderno.relatorio.pedido import ErroDeRelatorio

NADA = float("nan")
SOBRA = Campo("sobra", "Sobra", "dinheiro", melhor="maior")
PERDA = Campo("perda", "Perda", "percentual", melhor="menor")
NOTA = Campo("nota", "Nota", "numero", minimo=1, maximo=4)
PESSOAS = Campo("pessoas", "Pessoas", "inteiro")


@pytest.mark.parametrize(
    ("campo", "antes", "agora", "frase"),
    [
        (SOBRA, 1000, 1200, "Sobra subiu de R$ 1.000,00 para R$ 1.200,00, 20 % a mais. Melhorou."),
        (SOBRA, 1200, 900, "Sobra caiu de R$ 1.200,00 para R$ 900,00, 25 % a menos. Piorou."),
        (SOBRA, -50, 100, "Sobra subiu de -R$ 50,00 para R$ 100,00, R$ 150,00 a mais. Melhorou."),
        (SOBRA, 0, 100, "Sobra subiu de R$ 0,00 para R$ 100,00, R$ 100,00 a mais. Melhorou."),
        (SOBRA, 80, 80, "Sobra ficou em R$ 80,00."),
        (PERDA, 3.2, 3.5, "Perda subiu de 3,2 % para 3,5 %, 0,3 ponto percentual a mais. Piorou."),
        (PERDA, 9.0, 4.0, "Perda caiu de 9,0 % para 4,0 %, 5 pontos percentuais a menos. Melhorou."),
        (NOTA, 1, 2.5, "Nota subiu de 1 para 2,5, 1,5 a mais."),
        (PESSOAS, 10, 15, "Pessoas subiu de 10 para 15, 50 % a mais."),
        (PERDA, NADA, 4.0, "Perda: antes não se aplica, agora é 4,0 %."),
        (SOBRA, 10, NADA, "Sobra: antes era R$ 10,00, agora não se aplica."),
    ],
)
def test_a_mudanca_se_diz_em_palavras(campo, antes, agora, frase):
    assert Mudanca("", campo, antes, agora).frase() == frase


def test_so_melhora_ou_piora_o_que_o_catalogo_diz_o_que_e_melhor():
    assert Mudanca("", SOBRA, 1, 2).juizo() == "melhorou"
    assert Mudanca("", PERDA, 1, 2).juizo() == "piorou"
    assert Mudanca("", PESSOAS, 1, 2).juizo() == ""
    assert Mudanca("", SOBRA, NADA, 2).juizo() == ""


@given(st.sampled_from([SOBRA, PERDA, PESSOAS]), *[st.one_of(st.just(NADA), st.floats(-1e9, 1e9))] * 2)
def test_o_que_nao_se_aplica_nunca_vira_zero_e_o_igual_nunca_melhora(campo, antes, agora):
    mudanca = Mudanca("", campo, antes, agora)
    assert ("não se aplica" in mudanca.frase()) == (formato.ausente(antes) or formato.ausente(agora))
    assert not (mudanca.igual and mudanca.juizo())
    if not mudanca.igual and "não se aplica" not in mudanca.frase():
        assert ("subiu" in mudanca.frase()) == (agora > antes)


# ------------------------------------------------------------------ linha a linha

PRODUTIVIDADE = INSTRUMENTOS["produtividade"]


def resposta(producao: str):
    return dados(producao=producao).executar("produtividade")


def comparacao():
    antes = resposta(
        """empreendimento | produto | mes | planejado | realizado | perdas | horas
           Mel | pote | 01/2026 | 100 | 90 | 9 | 10
           Mel | sache | 01/2026 | 10 | 10 | 0 | 5"""
    )
    agora = resposta(
        """empreendimento | produto | mes | planejado | realizado | perdas | horas
           Mel | pote | 07/2026 | 100 | 110 | 0 | 10
           Mel | vela | 07/2026 | 10 | 10 | 0 | 5"""
    )
    return antes, agora


def test_as_linhas_sao_as_mesmas_pelo_nome_e_quem_so_esta_de_um_lado_e_dito():
    tabela = next(t for t in medicoes.comparar(*comparacao()).tabelas if t.saida.nome == "rede")
    assert {m.quem for m in tabela.mudancas} == {"pote"}
    assert (tabela.so_antes, tabela.so_agora) == (("sache",), ("vela",))
    perda = next(m for m in tabela.mudancas if m.campo.nome == "perda_percentual")
    assert (perda.antes, perda.agora, perda.juizo()) == (10, 0, "melhorou")
    frases = antes_e_agora.frases(medicoes.comparar(*comparacao()))
    assert "Só antes: sache." in frases and "Só agora: vela." in frases


def test_tabelas_mes_a_mes_nao_se_comparam_e_a_data_da_medicao_nao_separa_as_linhas():
    producao = "empreendimento | produto | mes | realizado\nMel | pote | 01/2026 | 90\nMel | pote | 02/2026 | 80"
    varios = medicoes.comparar(resposta(producao), resposta(producao))
    assert "por_mes" not in [t.saida.nome for t in varios.tabelas]
    um_mes = next(t for t in medicoes.comparar(*comparacao()).tabelas if t.saida.nome == "por_mes")
    assert {m.quem.split(" · ")[1] for m in um_mes.mudancas} == {"pote"}


def test_versoes_diferentes_da_conta_se_comparam_com_aviso():
    antes, agora = comparacao()
    assert medicoes.comparar(antes, agora).aviso == ""
    antiga = replace(antes, instrumento=replace(PRODUTIVIDADE, versao=PRODUTIVIDADE.versao + 1))
    assert "A conta mudou" in medicoes.comparar(antiga, agora).aviso


def test_a_parte_em_valores_tem_os_numeros_das_palavras():
    parte = antes_e_agora.parte(medicoes.comparar(*comparacao()))
    linhas = [dict(zip(parte["saidas"]["rede"]["colunas"], v, strict=True)) for v in parte["saidas"]["rede"]["linhas"]]
    assert {"quem": "pote", "o_que": "Perda", "antes": 10, "agora": 0} in [
        {k: linha[k] for k in ("quem", "o_que", "antes", "agora")} for linha in linhas
    ]


# ------------------------------------------------------------------ os períodos


def vendas(*meses: str):
    linhas = "\n".join(f"Mel | pote | {mes} | feira | 1 | 1" for mes in meses)
    return dados(vendas=f"empreendimento | produto | mes | canal | quantidade | preco\n{linhas}")


@pytest.mark.parametrize(
    ("anotados", "agora", "antes", "esperado"),
    [
        (["07/2025", "06/2026"], None, None, (("2025-07", "2025-12"), ("2026-01", "2026-06"))),
        (["03/2026", "06/2026"], None, None, (("2026-03", "2026-04"), ("2026-05", "2026-06"))),
        (["06/2026"], None, None, (("2026-05", "2026-05"), ("2026-06", "2026-06"))),
        ([], None, None, (("2024-12", "2025-11"), ("2025-12", "2026-11"))),
        (["06/2026"], ("2026-01", "2026-03"), None, (("2025-10", "2025-12"), ("2026-01", "2026-03"))),
        ([], ("2026-01", "2026-06"), ("2025-01", "2025-06"), (("2025-01", "2025-06"), ("2026-01", "2026-06"))),
    ],
)
def test_sem_dizer_os_periodos_valem_os_ultimos_meses_e_os_que_vieram_antes(anotados, agora, antes, esperado):
    rede = vendas(*anotados) if anotados else dados()
    assert medicoes.dois_periodos(rede, agora, antes) == esperado


def test_o_que_so_se_espera_nao_e_medicao():
    rede = dados(
        lancamentos="""empreendimento | mes | descricao | sentido | situacao | valor_lancado
                       Mel | 03/2026 | feira | entra | realizado | 10
                       Mel | 10/2026 | feira | entra | previsto | 10"""
    )
    assert medicoes.dois_periodos(rede, None, None)[1] == ("2026-03", "2026-03")
    assert medicoes.medido(rede, ("2026-01", "2026-12"))["lancamentos"] == {"1"}


def test_periodos_que_se_cruzam_sao_recusados():
    with pytest.raises(ErroDeRelatorio, match="precisa terminar antes"):
        medicoes.dois_periodos(dados(), ("2026-03", "2026-06"), ("2026-01", "2026-03"))


def test_o_balanco_do_ano_vale_ate_o_fim_do_periodo():
    rede = dados(balanco="empreendimento | ano_do_balanco\nMel | 2024\nMel | 2025\nMel | 2026")
    assert medicoes.medido(rede, ("2025-07", "2026-06"))["balanco"] == {"1", "2"}
    assert medicoes.medido(rede, ("2026-07", "2026-12"))["balanco"] == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("nome", "quadros", "motivo"),
    [
        ("memoria", {}, "não têm data"),
        ("canais", {}, "falta a medição de antes e agora"),
        ("canais", {"vendas": vendas("02/2026").bruta("vendas")}, "falta a medição de agora"),
        ("canais", {"vendas": vendas("02/2026", "08/2026").bruta("vendas")}, ""),
    ],
)
def test_quem_nao_tem_duas_medicoes_diz_por_que(nome, quadros, motivo):
    lados = []
    for periodo in (("2026-01", "2026-06"), ("2026-07", "2026-12")):
        lado = dados(Contexto(hoje=HOJE, periodo=periodo))
        lado.brutas = quadros
        lados.append(lado)
    dito = medicoes.sem_duas_medicoes(INSTRUMENTOS[nome], *lados)
    assert motivo in dito and bool(motivo) == bool(dito)


def test_a_mesma_medicao_dos_dois_lados_nao_e_comparacao():
    mesmo = dados(
        balanco="empreendimento | ano_do_balanco | ativo_circulante | passivo_circulante\nMel | 2024 | 10 | 5"
    )
    assert "não houve medição nova" in medicoes.sem_duas_medicoes(INSTRUMENTOS["balanco"], mesmo, mesmo)


def test_uma_tabela_com_linhas_repetidas_nao_se_compara():
    saida = PRODUTIVIDADE.saida("rede")
    linha = dict.fromkeys(saida.nomes, 1.0) | {"produto": "pote", "unidade": "un"}
    repetida = pd.DataFrame([linha, linha])
    assert medicoes._comparar_saida(saida, repetida, repetida) is None


def test_o_nome_que_abre_a_linha_leva_ao_lugar_dele_no_lastro():
    tabela = next(t for t in medicoes.comparar(*comparacao()).tabelas if t.saida.nome == "por_mes")
    html = antes_e_agora.tabela_html(tabela, {("empreendimento", "Mel"): "l1"})
    assert '<th scope="row"><a href="#l1">Mel · pote' in html
    assert "<a " not in antes_e_agora.tabela_html(tabela, {("empreendimento", "Flor"): "l1"})
