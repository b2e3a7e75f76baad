from __future__ import annotations

import pandas as pd
import pytest

from bancada import dados, linha
from caderno.instrumentos.credito.metas import ATIVIDADES, DO_DOCUMENTO, FIDELIZACAO, LINHAS, NOSSA, TODAS, USO

MEDICOES = """
momento | mes
t0      | 01/2025
t1      | 01/2026
"""
# Vale: de 100 para 112 em 12 meses. Serra: de 50 para 44.
ASSOCIADOS = """
cooperativa | mes     | porte | associados
Vale        | 01/2025 | MEI   | 100
Vale        | 01/2026 | MEI   | 112
Serra       | 01/2025 | MEI   | 50
Serra       | 01/2026 | MEI   | 44
"""
METAS = """
cooperativa | mes_da_meta | meta_de_associados | meta_de_uso | meta_de_fidelizacao
Vale        | 01/2026     | 110                |             |
Vale        | 07/2026     | 124                | 60          | 50
Serra       | 07/2026     | 56                 |             |
            | 07/2026     | 160                |             |
"""
SOCIAL = """
cooperativa | mes     | associados_olhados | fieis_por_renda | fieis_por_uso
Vale        | 01/2025 | 100                | 40              | 70
Vale        | 01/2026 | 200                | 88              | 150
"""
ATIVIDADE = """
cooperativa | promessa                                | atual | ano_1 | ano_2
Vale        | pessoas da equipe capacitadas           | 4     | 8     | 10
Vale        | horas de capacitação para a cooperativa | 32    | 48    | 40
Serra       | pessoas da equipe capacitadas           | 0     | 2     |
Serra       | horas de capacitação para a cooperativa | 0     | 2     | 20
"""
TUDO = dict(
    medicoes=MEDICOES,
    associados=ASSOCIADOS,
    metas_de_indicador=METAS,
    quadro_social=SOCIAL,
    metas_de_atividade=ATIVIDADE,
)
NEGOCIOS = "01 Pequenos negócios associados"


def executar(escolhas=None, **trocas):
    quadros = {nome: texto for nome, texto in (TUDO | trocas).items() if texto}
    return dados(escolhas=escolhas, **quadros).executar("viabilidade_das_metas")


def ritmo(de_quem, mes, meta=NEGOCIOS, **opcoes):
    return linha(executar(**opcoes).saidas["ritmo"], de_quem=de_quem, linha_da_meta=meta, mes_da_meta=mes)


def test_as_linhas_sao_as_do_documento_e_a_que_ele_esqueceu():
    # 13 linhas no documento, com a inadimplência em três faixas: 15; e mais o indicador 04
    assert len(LINHAS) == 16
    assert len(ATIVIDADES) == 9
    formulario = executar().saidas["formulario"]
    do_vale = formulario[formulario["de_quem"] == "Vale"]
    assert do_vale["linha_da_meta"].tolist() == [*LINHAS]
    assert do_vale.set_index("linha_da_meta")["de_onde"].to_dict() == {
        nome: NOSSA if nome == USO else DO_DOCUMENTO for nome in LINHAS
    }


def test_o_ritmo_preciso_se_compara_com_o_medido():
    vale = ritmo("Vale", "2026-07")
    assert vale["ritmo_feito"] == 1  # 12 em 12 meses
    assert vale["ritmo_preciso"] == 2  # 124 - 112 em 6 meses
    assert vale["vezes_o_ritmo"] == 2


def test_quem_anda_para_tras_nao_tem_quantas_vezes_andar():
    serra = ritmo("Serra", "2026-07")
    assert serra["ritmo_feito"] == -0.5  # de 50 para 44 em 12 meses
    assert pd.isna(serra["vezes_o_ritmo"])


def test_meta_que_ja_chegou_pede_ritmo_zero_e_sai_do_desenho():
    cumprida = ritmo("Vale", "2026-01")
    assert (cumprida["situacao_da_meta"], cumprida["vezes_o_ritmo"]) == ("cumprida", 0)
    assert set(executar().saidas["em_aberto"]["mes_da_meta"]) == {"2026-07"}


def test_juntas_somam_antes_de_comparar():
    juntas = ritmo(TODAS, "2026-07")
    assert juntas["valor_medido"] == 156  # 112 + 44
    assert juntas["vezes_o_ritmo"] == pytest.approx((4 / 6) / (6 / 12))


def test_o_ano_e_o_do_prazo_da_cooperativa_e_nao_o_da_linha():
    formulario = executar().saidas["formulario"]
    uso = linha(formulario, de_quem="Vale", linha_da_meta=USO)
    assert pd.isna(uso["ano_1"]) and uso["ano_2"] == 60  # a meta de uso é do segundo prazo do Vale
    negocios = linha(formulario, de_quem="Vale", linha_da_meta=NEGOCIOS)
    assert negocios[["atual", "ano_1", "ano_2"]].tolist() == [112, 110, 124]


def test_a_fidelizacao_se_mede_na_definicao_escolhida():
    por_renda = ritmo("Vale", "2026-07", FIDELIZACAO)
    assert (por_renda["valor_medido"], por_renda["vezes_o_ritmo"]) == (44, pytest.approx((6 / 6) / (4 / 12)))
    por_uso = ritmo(
        "Vale", "2026-07", FIDELIZACAO, escolhas={"definicao_de_fidelizacao": "usou nos últimos três meses"}
    )
    assert (por_uso["valor_medido"], por_uso["situacao_da_meta"]) == (75, "cumprida")


def test_horas_por_pessoa_da_rede_e_soma_sobre_soma_so_de_quem_disse_as_duas():
    horas = executar().saidas["horas_por_pessoa"]
    assert linha(horas, de_quem=TODAS, quando="ano 1")["horas_por_pessoa"] == 5  # (48 + 2) ÷ (8 + 2), e não (6 + 1) ÷ 2
    assert linha(horas, de_quem=TODAS, quando="ano 2")["horas_por_pessoa"] == 4  # a Serra não disse as pessoas
    assert pd.isna(linha(horas, de_quem="Serra", quando="hoje")["horas_por_pessoa"])


def test_a_leitura_muda_com_o_caso():
    misto = executar().leitura
    assert misto[0] == ("São 6 metas: 1 está cumprida, 4 estão abaixo do ritmo e 1 ainda não tem medição.")
    assert misto[1] == "A que pede mais é índice de fidelização (Vale): 3,0 vezes o que se andou por mês até aqui."
    assert misto[2].startswith("Andam no sentido contrário da meta: Serra (pequenos negócios associados).")
    assert misto[3] == "Em capacitação da equipe, as horas encolhem: de 8,0 h (hoje) para 4,0 h por pessoa no ano 2."
    assert misto[4] == "Falta a meta de uso de produtos, que o documento não pediu: Serra e todas juntas."

    uma = "cooperativa | mes_da_meta | meta_de_associados\nVale | 07/2026 | 115"
    assert executar(metas_de_indicador=uma, metas_de_atividade="").leitura == [
        "Há uma meta só, e ela vai no ritmo.",
        "Falta a meta de uso de produtos, que o documento não pediu: Vale.",
    ]
    sem_medida = executar(metas_de_indicador=uma, metas_de_atividade="", associados="").leitura
    assert sem_medida[0] == "Há uma meta só, e ela ainda não tem medição."


def test_so_com_promessas_a_leitura_pede_as_metas_e_as_horas_aparecem_assim_mesmo():
    resultado = executar(metas_de_indicador="")
    assert resultado.leitura[0].startswith("Ainda não preenchido.")
    assert len(resultado.saidas["horas_por_pessoa"]) == 8
