"""O crédito com os pequenos negócios: em reais, sem a inflação, e sem misturar públicos."""

from __future__ import annotations

import pandas as pd
import pytest

from bancada import dados, linha
from caderno import parametros
from caderno.instrumentos.credito.publico import PEQUENOS_E_RURAL

CABECALHO = "cooperativa | mes | porte | modalidade | operacoes | saldo | baixadas | saldo_baixado\n"
DOIS_ANOS = (
    CABECALHO
    + """
Vale  | 12/2017 | ME                          | giro  | 10  | 1.000.000 |   |
Serra | 12/2018 | MEI                         | giro  | 5   | 50.000    |   |
Vale  | 12/2018 | ME                          | giro  | 11  | 1.020.000 | 2 | 9.000
Vale  | 12/2018 | produtor rural com registro | rural | 3   | 30.000    |   |
Vale  | 12/2018 | pessoa física               | giro  | 90  | 700.000   |   |
Vale  | 12/2018 | não informado               | giro  | 4   | 100.000   |   |
""".lstrip()
)
ASSOCIADOS = "cooperativa | mes | porte | associados\nVale | 12/2018 | ME | 100\nVale | 12/2018 | MEI | 2"


def executar(carteira=DOIS_ANOS, escolhas=None, **quadros):
    return dados(carteira=carteira, escolhas=escolhas, **quadros).executar("carteira_mpe")


def test_produtor_rural_com_registro_entra_no_saldo_e_pessoa_fisica_nao():
    assert linha(executar().saidas["juntas"], momento="t1")["saldo_mpe"] == 1_100_000


def test_a_variacao_so_compara_quem_foi_medida_nas_duas_vezes():
    ultima = linha(executar().saidas["juntas"], momento="t1")
    assert ultima["variacao_saldo_mpe"] == 50_000  # Vale: 1.050.000 - 1.000.000; a Serra só veio depois


def test_sem_a_inflacao_o_saldo_antigo_vale_mais():
    fator = parametros.inflacao("2017-12", "2018-12").fator
    corrigida = executar().saidas["corrigida"].set_index("momento")
    assert corrigida.loc["t0", "saldo_corrigido"] == pytest.approx(1_000_000 * fator)
    assert corrigida.loc["t0", "inflacao_ate_o_fim"] == pytest.approx(3.75, abs=0.01)  # IPCA de 2018
    assert corrigida.loc["t1", "saldo_corrigido"] == 1_100_000
    assert corrigida.loc["t1", "desde_t0_corrigida"] == pytest.approx(1_050_000 - 1_000_000 * fator)


@pytest.mark.parametrize(
    ("depois", "conclusao"),
    [
        ("1.020.000", "a inflação comeu tudo: sem ela, encolheu"),
        ("1.200.000", "descontada a inflação"),
        ("900.000", "com a inflação, a perda é de"),
    ],
)
def test_tres_crescimentos_tres_conclusoes(depois, conclusao):
    carteira = CABECALHO + f"V | 12/2017 | ME | | | 1.000.000 | | \nV | 12/2018 | ME | | | {depois} | |"
    assert conclusao in executar(carteira).leitura[1]


def test_depois_do_ultimo_ipca_conhecido_a_leitura_avisa():
    carteira = CABECALHO + "V | 12/2024 | ME | | | 100 | | \nV | 10/2026 | ME | | | 200 | |"
    resultado = executar(carteira)
    ultimo = max(parametros._ipca())
    assert resultado.saidas["corrigida"]["ipca_ate"].iloc[-1] == ultimo
    assert "o IPCA só é conhecido até" in " ".join(resultado.leitura)


def test_credito_por_associado_e_do_mesmo_publico_e_das_mesmas_cooperativas():
    por = linha(executar(associados=ASSOCIADOS).saidas["por_associado"], momento="t1")
    assert por["credito_por_associado"] == pytest.approx(1_020_000 / 102)  # sem a Serra e sem o produtor rural


def test_publicos_diferentes_sao_recusados_com_uma_frase():
    resultado = executar(escolhas={"publico_por_associado": PEQUENOS_E_RURAL.nome}, associados=ASSOCIADOS)
    assert resultado.saidas["por_associado"]["credito_por_associado"].isna().all()
    assert any(frase.startswith("Não calculei o crédito por associado") for frase in resultado.leitura)


def test_o_que_ficou_fora_e_contado_com_o_motivo():
    fora = executar().saidas["fora"].set_index("motivo")
    assert fora.loc["outro público: pessoa física", "saldo_fora"] == 700_000
    assert fora.loc["baixadas a prejuízo", "operacoes_fora"] == 2
    assert fora.loc["baixadas a prejuízo", "saldo_fora"] == 9000
    assert "R$ 100.000,00 não têm porte informado" in " ".join(executar().leitura)


def test_a_meta_e_do_saldo():
    metas = "cooperativa | mes_da_meta | meta_de_carteira\nVale | 06/2019 | 1.100.000"
    alvo = linha(executar(metas_de_indicador=metas).saidas["metas"], de_quem="Vale")
    assert alvo["caminho"] == pytest.approx(50)  # de 1.000.000 a 1.100.000, está em 1.050.000
    assert alvo["ritmo_preciso_saldo_mpe"] == pytest.approx(50_000 / 6)


def test_modalidade_em_branco_e_nao_informada_e_as_partes_fecham():
    carteira = CABECALHO + "V | 12/2025 | ME | | 1 | 30 | | \nV | 12/2025 | ME | giro | 1 | 70 | |"
    partes = executar(carteira).saidas["por_modalidade"]
    assert partes["modalidade"].tolist() == ["giro", "não informada"]
    assert partes["parte_do_saldo"].sum() == 100


def test_uma_parte_da_fita_se_soma_com_a_outra():
    titulo = "cooperativa | mes | porte | saldo | parte_da_fita\n"
    carteira = titulo + "V | 12/2025 | ME | 30 | agência 1\nV | 12/2025 | ME | 70 | agência 2"
    assert executar(carteira).saidas["juntas"]["saldo_mpe"].tolist() == [100]


def test_sem_publico_diz_e_nao_e_zero():
    resultado = executar(CABECALHO + "V | 12/2025 | pessoa física | | 1 | 30 | |")
    assert resultado.saidas["juntas"].empty
    assert resultado.leitura[0].startswith("Não há saldo de MEI")
    assert not pd.isna(resultado.saidas["juntas"]["saldo_mpe"].sum())
