"""A leitura do balancete: razões, rede, PEARLS, pares e o que mudou, com contas feitas à mão."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada import conferir_em_outra_ordem, dados, linha
from caderno.instrumentos.credito.diagnostico_credito import DIAGNOSTICO_CREDITO, MINIMO_DE_PARES, leitura
from caderno.instrumentos.credito.razoes_do_balancete import PELO_NOME, RAZOES, alvo

CAMPOS = (
    "mes", "ativo_total", "operacoes_de_credito", "provisao_da_carteira", "depositos_totais",
    "patrimonio_da_cooperativa", "sobras_do_semestre", "centralizacao_financeira", "emprestimos_e_repasses", "reservas",
)  # fmt: skip
SERRA_JUN = ("Serra", "06/2025", "100000", "50000", "2000", "60000", "20000", "1000", "12000", "10000", "5000")
SERRA_DEZ = ("Serra", "12/2025", "120000", "90000", "3000", "84000", "24000", "-2000", "0", "6000", "12000")
VALE_JUN = ("Vale", "06/2025", "50000", "0", "0", "40000", "10000", "0", "30000", "0", "não sei")
VALE_DEZ = ("Vale", "12/2025", "80000", "20000", "não sei", "", "10000", "", "0", "", "")
REDE = [SERRA_JUN, SERRA_DEZ, VALE_JUN, VALE_DEZ]


def tabela(linhas: list[tuple], quem: str) -> str:
    return "\n".join([" | ".join((quem, *CAMPOS)), *(" | ".join(linha) for linha in linhas)])


def pares_com_credito(*partes: float, mes: str = "12/2025", ativo: float = 100_000) -> list[tuple]:
    """Um par para cada parte [%] do ativo emprestada."""
    vazios = ("",) * (len(CAMPOS) - 3)
    return [(f"Par {i}", mes, f"{ativo:.0f}", f"{ativo * parte / 100:.0f}", *vazios) for i, parte in enumerate(partes)]


def responder(linhas: list[tuple], pares: list[tuple] = (), medicoes: str = "momento | mes"):
    quadros = {"balancetes": tabela(linhas, "cooperativa"), "pares": tabela(list(pares), "instituicao")}
    return dados(**quadros, medicoes=medicoes).executar("diagnostico_credito").saidas


class TestCadaCooperativa:
    def test_as_razoes_sao_parte_sobre_todo(self):
        serra = linha(responder(REDE)["por_cooperativa"], cooperativa="Serra", mes="2025-12")
        assert serra["credito_no_ativo"] == 75  # 90 / 120
        assert serra["depositos_no_ativo"] == 70  # 84 / 120
        assert serra["patrimonio_no_ativo"] == 20  # 24 / 120
        assert serra["provisao_na_carteira"] == pytest.approx(100 * 3 / 93)
        assert serra["reservas_no_ativo"] == 10

    def test_o_patrimonio_ajustado_soma_as_sobras_e_desconta_as_perdas(self):
        saida = responder(REDE)["por_cooperativa"]
        assert linha(saida, cooperativa="Serra", mes="2025-06")["patrimonio_ajustado"] == 21_000  # 20 + 1
        assert linha(saida, cooperativa="Serra", mes="2025-12")["patrimonio_ajustado"] == 22_000  # 24 - 2

    def test_zero_e_zero_e_o_que_nao_se_sabe_nao_se_aplica(self):
        vale = linha(responder(REDE)["por_cooperativa"], cooperativa="Vale", mes="2025-06")
        assert vale["credito_no_ativo"] == 0
        assert vale["carteira_bruta"] == 0
        assert pd.isna(vale["provisao_na_carteira"])  # 0 de 0
        assert pd.isna(vale["reservas_no_ativo"])

    def test_so_a_conta_que_precisa_do_numero_que_falta_fica_sem_resposta(self):
        vale = linha(responder(REDE)["por_cooperativa"], cooperativa="Vale", mes="2025-12")
        assert vale["credito_no_ativo"] == 25
        assert vale[["depositos_no_ativo", "patrimonio_ajustado", "centralizacao_nos_depositos"]].isna().all()


class TestRede:
    def test_e_soma_sobre_soma_e_nao_media_das_razoes(self):
        rede = linha(responder(REDE)["rede_por_mes"], mes="2025-12")
        assert rede["credito_no_ativo"] == pytest.approx(55)  # (90 + 20) / (120 + 80), e não (75 + 25) / 2
        assert rede["cooperativas_no_mes"] == 2

    def test_quem_nao_disse_a_parte_ou_o_todo_fica_fora_e_e_contado(self):
        saidas = responder(REDE)
        assert linha(saidas["rede_por_mes"], mes="2025-12")["depositos_no_ativo"] == 70  # só a Serra
        conta = linha(saidas["na_conta_da_rede"], mes="2025-12", razao_do_balancete="Depósitos no ativo")
        assert (conta["cooperativas_na_conta"], conta["cooperativas_fora"]) == (1, 1)

    def test_uma_linha_com_erro_fica_fora_e_e_contada(self):
        maior_que_o_ativo = ("Mar", "12/2025", "10", "20", *[""] * 7)
        quadros = dados(balancetes=tabela([*REDE, maior_que_o_ativo], "cooperativa"))
        resultado = quadros.executar("diagnostico_credito")
        assert linha(resultado.uso, quadro="balancetes")["com_erro"] == 1
        assert "Mar" not in set(resultado.saidas["por_cooperativa"]["cooperativa"])


class TestPearls:
    def test_os_alvos_tem_data_e_fonte(self):
        assert (alvo("e1", "2025-12").minimo, alvo("e1", "2025-12").maximo) == (70, 80)
        assert alvo("e8", "2025-12").minimo == 10
        assert pd.isna(alvo("e8", "2025-12").maximo)
        assert "WOCCU" in alvo("e5", "2025-12").fonte
        assert "confirme" in alvo("e5", "2031-12").fonte

    def test_cada_razao_esta_no_alvo_abaixo_acima_ou_sem_dado(self):
        pearls = responder(REDE)["pearls"].set_index(["cooperativa", "indicador_pearls"])["situacao_pearls"]
        assert pearls["Serra", "E1 Crédito no ativo"] == "no alvo"  # 75 %, de 70 a 80
        assert pearls["Serra", "E5 Depósitos no ativo"] == "no alvo"  # 70 %, no limite
        assert pearls["Serra", "E8 Reservas no ativo"] == "no alvo"  # 10 %, no limite
        assert pearls["Serra", "E6 Empréstimos tomados no ativo"] == "no alvo"  # 5 %, no limite
        assert pearls["Vale", "E1 Crédito no ativo"] == "abaixo do alvo"
        assert pearls["Vale", "E5 Depósitos no ativo"] == "sem dado"

    def test_antes_da_primeira_data_nao_ha_alvo(self):
        velha = ("Serra", "12/2009", *SERRA_DEZ[2:])
        assert set(responder([velha])["pearls"]["situacao_pearls"]) == {"sem alvo nesta data", "sem dado"}

    def test_o_que_um_balancete_nao_permite_e_nomeado_com_a_razao(self):
        fora = responder(REDE)["pearls_de_fora"]
        assert {"A1 Inadimplência", "L Liquidez"} <= set(fora["indicador_pearls"])
        assert fora["por_que_fora"].str.len().min() > 20


class TestPares:
    def test_mediana_e_quartos_dos_de_tamanho_parecido(self):
        saida = responder(REDE, pares_com_credito(40, 50, 55, 70, 80))["diante_dos_pares"]
        serra = linha(saida, cooperativa="Serra", razao_do_balancete="Crédito no ativo")
        quartos = serra[["quartil_de_baixo", "mediana_dos_pares", "quartil_de_cima"]].tolist()
        assert quartos == pytest.approx([50, 55, 70])
        assert (serra["pares_na_conta"], serra["diante_do_grupo"]) == (5, "entre as maiores")  # 75 > 70
        vale = linha(saida, cooperativa="Vale", razao_do_balancete="Crédito no ativo")
        assert vale["diante_do_grupo"] == "entre as menores"  # 25 < 50

    def test_grandes_e_pequenas_demais_nao_sao_pares(self):
        longe = [*pares_com_credito(1, 1, 1, ativo=300_000), *pares_com_credito(1, 1, 1, ativo=20_000)]
        saida = responder([SERRA_DEZ], [*pares_com_credito(40, 50, 55, 70, 80), *_outros(longe)])["diante_dos_pares"]
        assert linha(saida, razao_do_balancete="Crédito no ativo")["pares_na_conta"] == 5

    def test_com_menos_de_cinco_nao_ha_mediana(self):
        saida = responder([SERRA_DEZ], pares_com_credito(40, 50, 55, 70))["diante_dos_pares"]
        credito = linha(saida, razao_do_balancete="Crédito no ativo")
        assert pd.isna(credito["mediana_dos_pares"])
        assert (credito["pares_na_conta"], credito["diante_do_grupo"]) == (MINIMO_DE_PARES - 1, "poucos pares")

    def test_pares_de_outro_mes_so_servem_para_aquele_mes(self):
        saida = responder(REDE, pares_com_credito(40, 50, 55, 70, 80, mes="06/2025"))["diante_dos_pares"]
        assert set(saida["mes"]) == {"2025-06"}
        assert linha(saida, cooperativa="Serra", razao_do_balancete="Crédito no ativo")["valor_da_razao"] == 50

    def test_sem_pares_no_mes_a_saida_e_vazia_e_a_leitura_diz_o_que_fazer(self):
        saidas = responder(REDE, pares_com_credito(40, 50, 55, 70, 80, mes="01/2024"))
        assert saidas["diante_dos_pares"].empty
        assert "Sem pelo menos 5 cooperativas" in DIAGNOSTICO_CREDITO.graficos[0].frase(saidas)


def _outros(pares: list[tuple]) -> list[tuple]:
    return [(f"Outro {i}", *par[1:]) for i, par in enumerate(pares)]


class TestEvolucao:
    def test_cada_balancete_diante_do_anterior(self):
        serra = linha(responder(REDE)["evolucao"], cooperativa="Serra")
        assert (serra["mes_anterior"], serra["mes"]) == ("2025-06", "2025-12")
        assert serra["cresceu_ativo_total"] == 20  # 120 / 100
        assert serra["cresceu_carteira_bruta"] == pytest.approx(100 * 93 / 52 - 100)
        assert serra["mudou_credito_no_ativo"] == 25  # 75 % - 50 %, em pontos percentuais

    def test_de_zero_nao_se_cresce_tantos_por_cento(self):
        vale = linha(responder(REDE)["evolucao"], cooperativa="Vale")
        assert pd.isna(vale["cresceu_carteira_bruta"])
        assert vale["mudou_credito_no_ativo"] == 25  # de 0 para 25 %

    def test_havendo_medicoes_so_os_meses_delas_se_comparam(self):
        no_meio = ("Serra", "09/2025", *SERRA_JUN[2:])
        saida = responder([*REDE, no_meio], medicoes="momento | mes\nt0 | 06/2025\nt1 | 12/2025")["evolucao"]
        serra = linha(saida, cooperativa="Serra")
        assert (serra["mes_anterior"], serra["momento"]) == ("2025-06", "t1")
        assert len(responder([*REDE, no_meio])["evolucao"]) == 3


def test_os_niveis_de_risco_somam_cem_e_os_que_nao_existem_nao_aparecem():
    texto = (
        "cooperativa | mes | ativo_total | risco_a | risco_h\nSerra | 12/2024 | 100 | 60 | 20\nVale | 12/2025 | 100 | |"
    )
    saidas = dados(balancetes=texto).executar("diagnostico_credito").saidas
    assert saidas["riscos"][["cooperativa", "nivel_de_risco", "parte_no_nivel"]].values.tolist() == [
        ["Serra", "A", 75.0], ["Serra", "H", 25.0],
    ]  # fmt: skip
    assert saidas["faixas_de_risco"][["faixa_de_risco", "parte_na_faixa"]].values.tolist() == [
        ["menor risco (AA a C)", 75.0], ["perda provável (H)", 25.0],
    ]  # fmt: skip
    falta = linha(saidas["sem_dado"], cooperativa="Vale", item_sem_dado="Níveis de risco da carteira")
    assert "até dezembro de 2024" in falta["por_que_falta"]


FAIXAS = (
    "atraso_ate_14_dias", "atraso_de_15_a_30_dias", "atraso_de_31_a_60_dias", "atraso_de_61_a_90_dias",
    "com_problema_ate_90_dias", "atraso_de_mais_de_90_dias",
)  # fmt: skip


MENOS_E_MAIS = ["atraso_pelo_menos", "atraso_no_maximo"]


def com_faixas(*linhas: tuple[str, ...], quem: str = "cooperativa") -> str:
    """Nome, mês, ativo e as seis faixas."""
    return "\n".join(" | ".join(linha) for linha in [(quem, "mes", "ativo_total", *FAIXAS), *linhas])


class TestAtraso:
    SERRA = ("Serra", "12/2025", "120000", "87500", "3000", "3000", "1000", "2000", "3500")  # somam 100.000
    VALE = ("Vale", "12/2025", "30000", "20000", "0", "0", "0", "0", "0")

    def responder(self, *linhas, pares: str = "instituicao | mes"):
        return dados(balancetes=com_faixas(*linhas), pares=pares).executar("diagnostico_credito").saidas

    def test_os_limites_sao_mais_de_e_so_o_que_tem_problema_deixa_duvida(self):
        saidas = self.responder(self.SERRA)
        taxas = saidas["atraso_do_balancete"].set_index("faixa_de_atraso")
        assert taxas.loc["mais de 30 dias", MENOS_E_MAIS].tolist() == pytest.approx([7.5, 9.5])  # 3 + 1 + 3,5 mil, e 2
        assert taxas.loc["mais de 60 dias", MENOS_E_MAIS].tolist() == pytest.approx([4.5, 6.5])
        assert taxas.loc["mais de 90 dias", MENOS_E_MAIS].tolist() == pytest.approx([3.5, 3.5])

    @pytest.mark.parametrize(
        ("faixa", "taxas"),
        [
            ("atraso_de_15_a_30_dias", (0, 0, 0)),  # 30 certos ainda não é mais de 30
            ("atraso_de_31_a_60_dias", (10, 0, 0)),
            ("atraso_de_61_a_90_dias", (10, 10, 0)),
            ("atraso_de_mais_de_90_dias", (10, 10, 10)),
        ],
    )
    def test_cada_faixa_entra_so_nos_limites_que_passou(self, faixa, taxas):
        linha_ = ["Serra", "12/2025", "120000", "90", *["0"] * 5]
        linha_[3 + FAIXAS.index(faixa)] = "10"
        saida = self.responder(tuple(linha_))["atraso_do_balancete"]
        assert tuple(saida["atraso_pelo_menos"]) == tuple(saida["atraso_no_maximo"]) == taxas

    def test_na_rede_e_soma_sobre_soma_so_de_quem_tem_as_seis(self):
        sem_uma = (*self.VALE[:5], "", *self.VALE[6:])
        assert linha(self.responder(self.SERRA, self.VALE)["rede_por_mes"], mes="2025-12")[
            "atraso_90_no_balancete"
        ] == pytest.approx(100 * 3_500 / 120_000)
        saidas = self.responder(self.SERRA, sem_uma)
        assert linha(saidas["rede_por_mes"], mes="2025-12")["atraso_90_no_balancete"] == pytest.approx(3.5)
        falta = linha(saidas["sem_dado"], cooperativa="Vale", item_sem_dado="Faixas de atraso da carteira")
        assert falta["por_que_falta"].startswith("Faltam faixas")

    def test_zero_e_zero_e_sem_faixas_e_sem_faixas(self):
        assert set(self.responder(self.VALE)["atraso_do_balancete"]["atraso_no_maximo"]) == {0}
        assert "ninguém tem mais de 30 dias" in " ".join(leitura(self.responder(self.VALE)))
        sem = self.responder((*self.VALE[:3], *[""] * 6))
        assert sem["atraso_do_balancete"].empty and sem["carteira_por_atraso"].empty
        assert not any("dias de atraso" in frase for frase in leitura(sem))
        porque = linha(sem["sem_dado"], item_sem_dado="Faixas de atraso da carteira")["por_que_falta"]
        assert "abaixo da 3.3.2" in porque

    def test_antes_de_2025_as_faixas_nao_existiam(self):
        saidas = self.responder(("Serra", "12/2024", "120000", *[""] * 6))
        falta = linha(saidas["sem_dado"], item_sem_dado="Faixas de atraso da carteira")
        assert falta["por_que_falta"] == "As faixas de atraso só existem desde janeiro de 2025."

    def test_a_leitura_da_o_intervalo_e_o_desenho_diz_o_que_nao_sabe(self):
        saidas = self.responder(self.SERRA)
        assert (
            "Pelas faixas do balancete, de cada R$ 100, de R$ 7,50 a R$ 9,50 têm mais de 30 dias de atraso e R$ 3,50, "
            "mais de 90." in leitura(saidas)
        )
        frase = DIAGNOSTICO_CREDITO.graficos[-1].frase(saidas)
        assert "não só dos pequenos negócios" in frase
        assert "em R$ 2,00 de cada R$ 100 há problema e não se sabem os dias" in frase
        assert "Não comparem com as letras" in frase
        assert saidas["carteira_por_atraso"]["parte_na_faixa"].tolist() == pytest.approx([90.5, 3, 1, 2, 3.5])

    def test_a_leitura_da_rede_diz_de_quantas_e(self):
        frases = leitura(self.responder(self.SERRA, (*self.VALE[:3], *[""] * 6)))
        assert any(f.startswith("Pelas faixas do balancete de 1 das 2 cooperativas") for f in frases)

    def test_compara_com_os_pares_que_trazem_as_faixas(self):
        outros = [(f"Par {i}", "12/2025", "100000", str(99 - i), "0", "0", "0", "0", str(1 + i)) for i in range(5)]
        saidas = self.responder(self.SERRA, pares=com_faixas(*outros, quem="instituicao"))
        diante = linha(saidas["diante_dos_pares"], razao_do_balancete="Atraso de mais de 90 dias")
        assert diante[["valor_da_razao", "mediana_dos_pares", "pares_na_conta"]].tolist() == pytest.approx([3.5, 3, 5])
        so_ativo = "\n".join(["instituicao | mes | ativo_total", *(f"P{i} | 12/2025 | 100000" for i in range(5))])
        assert self.responder(self.SERRA, pares=so_ativo)["diante_dos_pares"].empty  # nada que se ponha lado a lado

    def test_as_taxas_sao_do_ultimo_que_traz_as_faixas_e_a_de_cada_mes_esta_na_outra_tabela(self):
        antes = ("Serra", "06/2025", "120000", "900", "0", "0", "0", "0", "100")
        sem_faixas = ("Serra", "03/2026", "120000", *[""] * 6)
        saidas = self.responder(antes, self.SERRA, sem_faixas)
        assert set(saidas["atraso_do_balancete"]["mes"]) == {"2025-12"}
        noventa = saidas["por_cooperativa"].set_index("mes")["atraso_90_no_balancete"]
        assert noventa.tolist() == pytest.approx([10, 3.5, float("nan")], nan_ok=True)

    @given(st.lists(st.integers(0, 1000), min_size=6, max_size=6))
    @settings(deadline=None, max_examples=15)
    def test_a_taxa_so_pode_descer_com_os_dias_e_o_minimo_nao_passa_do_maximo(self, faixas):
        saida = self.responder(("Serra", "12/2025", "120000", *map(str, faixas)))["atraso_do_balancete"]
        menos, mais = saida["atraso_pelo_menos"].dropna(), saida["atraso_no_maximo"].dropna()
        assert (menos <= mais).all() and menos.is_monotonic_decreasing
        assert menos.empty == (sum(faixas) == 0)  # sem carteira, não se aplica


def test_o_que_falta_diz_por_que():
    saida = responder([SERRA_DEZ])["sem_dado"].set_index("item_sem_dado")["por_que_falta"]
    assert "à mão" in saida["Crédito a pequenos negócios"]
    assert "não há como provar que é zero" in saida["Capital social"]
    assert "Ativo total" not in saida.index


class TestRegrasDoQuadro:
    def pendencias(self, **valores) -> list[str]:
        campos = {"cooperativa": "Serra", "mes": "12/2025"} | valores
        texto = f"{' | '.join(campos)}\n{' | '.join(campos.values())}"
        conferidas = dados(cooperativas="cooperativa\nSerra", balancetes=texto).conferido("balancetes")[1]
        return [f"{p.gravidade}: {p.frase}" for p in conferidas]

    def test_credito_igual_ao_patrimonio_lembra_o_engano_do_formulario(self):
        frases = self.pendencias(operacoes_de_credito="500", patrimonio_da_cooperativa="500")
        assert frases[0].startswith("aviso: O crédito é igual ao patrimônio líquido")
        assert "1.6.0.00.00, e não a 6.1.0.00.00" in frases[0]

    def test_pf_e_pj_que_nao_somam_o_total_avisam(self):
        iguais = {"depositos_a_vista_pf": "60", "depositos_a_vista_pj": "40", "depositos_a_vista": "100"}
        assert self.pendencias(**iguais) == []
        assert "não somam o total à vista" in self.pendencias(**iguais | {"depositos_a_vista": "120"})[0]

    def test_a_vista_e_a_prazo_podem_somar_menos_que_o_total_e_nao_mais(self):
        partes = {"depositos_a_vista": "60", "depositos_a_prazo": "40"}
        assert self.pendencias(**partes, depositos_totais="130") == []  # há poupança e outros
        assert self.pendencias(**partes, depositos_totais="90")[0].startswith("erro: À vista e a prazo somam mais")

    def test_faixas_que_somam_menos_que_o_credito_avisam(self):
        seis = dict.fromkeys(FAIXAS, "10")
        assert self.pendencias(**seis, operacoes_de_credito="60") == []
        assert "somam menos que o crédito" in self.pendencias(**seis, operacoes_de_credito="70")[0]

    def test_letras_e_faixas_na_mesma_linha_avisam(self):
        assert "acabaram em dezembro de 2024" in self.pendencias(risco_a="10", atraso_ate_14_dias="10")[0]

    def test_a_raiz_do_cnpj_tem_oito_com_os_zeros(self):
        assert self.pendencias(raiz_do_cnpj="00123456") == []
        assert "com os zeros da esquerda" in self.pendencias(raiz_do_cnpj="123456")[0]


class TestLeitura:
    def test_quem_empresta_pouco_o_bastante_e_demais_ouve_coisas_diferentes(self):
        def conclusao(credito: str) -> str:
            return leitura(responder([(*SERRA_DEZ[:3], credito, *SERRA_DEZ[4:])]))[0]

        pouco, bastante, demais, nada, nao_sabe = (conclusao(c) for c in ("30000", "90000", "118000", "0", "não sei"))
        assert pouco == (
            "Em dezembro de 2025, de cada R$ 100 que Serra tem, R$ 25,00 estão emprestados a quem é associado. "
            "É menos que os R$ 70 a R$ 80 que o PEARLS recomenda: há dinheiro parado ou aplicado fora."
        )
        assert "R$ 75,00" in bastante and "dentro dos R$ 70 a R$ 80" in bastante
        assert "sobra pouco para os saques" in demais
        assert nada == "Em dezembro de 2025, Serra não tinha nada emprestado às associadas e aos associados."
        assert "não se sabe quanto" in nao_sabe

    def test_sobras_e_perdas_do_semestre(self):
        assert "O semestre soma R$ 2.000,00 de perdas, que ainda não estão no patrimônio." in leitura(
            responder([SERRA_DEZ])
        )
        assert "O semestre soma R$ 1.000,00 de sobras, que ainda não estão no patrimônio." in leitura(
            responder([SERRA_JUN])
        )

    def test_diante_dos_pares_e_do_passado(self):
        saidas = responder([SERRA_JUN, SERRA_DEZ], pares_com_credito(40, 50, 55, 70, 80))
        assert DIAGNOSTICO_CREDITO.graficos[0].frase(saidas) == (
            "Diante de 5 cooperativas de tamanho parecido, empresta mais: metade delas tem até R$ 55,00 emprestados de "
            "cada R$ 100."
        )
        assert (
            "De junho de 2025 a dezembro de 2025, a carteira bruta cresceu 78,8 %, sem descontar a inflação."
            in leitura(saidas)
        )

    def test_da_rede_e_soma_e_conta_quantas(self):
        saidas = responder(REDE, pares_com_credito(40, 50, 55, 70, 80))
        assert "de cada R$ 100 que a rede tem, R$ 55,00 estão emprestados" in leitura(saidas)[0]
        assert DIAGNOSTICO_CREDITO.graficos[0].frase(saidas) == (
            "De 2 cooperativas comparadas, 1 empresta mais do que a metade das de tamanho parecido."
        )

    def test_sem_nada_diz_que_nao_ha(self):
        saidas = responder([])
        assert all(saida.empty for saida in saidas.values())
        assert leitura(saidas) == ["Não há balancete para mostrar."]
        assert all(grafico.frase(saidas) for grafico in DIAGNOSTICO_CREDITO.graficos)

    def test_a_explicacao_conta_o_engano_do_formulario(self):
        assert "a 6.1 é o patrimônio líquido" in DIAGNOSTICO_CREDITO.explicacao


LIGEIRO = settings(deadline=None, max_examples=10)
VALOR = st.sampled_from(["", "não sei", "0", "1000", "2500,50", "9000"])
LINHAS = st.lists(
    st.tuples(
        st.sampled_from(["Serra", "Vale", "Mar"]),
        st.sampled_from(["06/2025", "12/2025"]),
        st.just("10000"),
        *[VALOR] * 8,
    ),
    max_size=6,
    unique_by=lambda linha: linha[:2],
)


@given(LINHAS, st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_das_linhas_nao_muda_nada(linhas, sorte):
    conferir_em_outra_ordem(responder, leitura, linhas, sorte)


@given(LINHAS)
@LIGEIRO
def test_a_rede_e_sempre_soma_sobre_soma(linhas):
    saidas = responder(linhas)
    for _, rede in saidas["rede_por_mes"].iterrows():
        do_mes = saidas["por_cooperativa"][saidas["por_cooperativa"]["mes"] == rede["mes"]]
        for razao in RAZOES[:9]:  # as do atraso somam faixas, que estas linhas não têm: TestAtraso as confere
            completas = do_mes.dropna(subset=[razao.parte, razao.todo])
            todo = completas[razao.todo].sum()
            esperado = 100 * completas[razao.parte].sum() / todo if todo else float("nan")
            assert rede[razao.campo.nome] == pytest.approx(esperado, nan_ok=True)


@given(LINHAS)
@LIGEIRO
def test_quem_nao_disse_nada_nao_muda_as_razoes_da_rede(linhas):
    calada = ("Calada", "12/2025", *["não sei"] * 9)
    com_alguem = [*(linha for linha in linhas if linha[:2] != SERRA_DEZ[:2]), SERRA_DEZ]
    antes, depois = (
        responder(todas)["rede_por_mes"].set_index("mes")[list(PELO_NOME)]
        for todas in (com_alguem, [*com_alguem, calada])
    )
    pd.testing.assert_frame_equal(antes, depois)
