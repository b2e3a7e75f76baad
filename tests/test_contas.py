"""A aritmética que se repete: divisão, média, rateio, soma e arredondamento."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caderno import contas

pesos = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=30)
quantias = st.integers(-(10**9), 10**9).map(lambda centavos: centavos / 100)


def em_centavos(valores) -> list[int]:
    return [round(valor * 100) for valor in valores]


class TestDividir:
    def test_divide_elemento_a_elemento(self):
        assert contas.dividir([10, 9], [4, 3]).tolist() == [2.5, 3.0]

    @pytest.mark.parametrize("denominador", [0, 0.0, float("nan"), None])
    def test_sem_denominador_da_nao_se_aplica(self, denominador):
        assert math.isnan(contas.dividir(5, denominador))

    def test_zero_sobre_zero_tambem_nao_se_aplica(self):
        assert math.isnan(contas.dividir(0, 0))

    def test_series_se_juntam_pelo_indice_e_o_mantem(self):
        a, b = pd.Series([10.0, 20.0], index=["x", "y"]), pd.Series([5.0, 0.0], index=["y", "x"])
        resposta = contas.dividir(a, b)
        assert resposta["y"] == 4.0
        assert math.isnan(resposta["x"])

    def test_serie_por_numero_e_numero_por_serie(self):
        serie = pd.Series([2.0, 4.0], index=["x", "y"])
        assert contas.dividir(serie, 2).to_dict() == {"x": 1.0, "y": 2.0}
        assert contas.dividir(8, serie).to_dict() == {"x": 4.0, "y": 2.0}
        assert contas.dividir(serie, 0).isna().all()

    def test_nao_muda_o_que_recebeu(self):
        b = np.array([0.0, 2.0])
        contas.dividir(1, b)
        assert b.tolist() == [0.0, 2.0]

    def test_porcento_esta_em_pontos(self):
        assert contas.porcento(1, 8) == 12.5
        assert math.isnan(contas.porcento(1, 0))


class TestMediaPonderada:
    def test_pondera_pelo_volume(self):
        assert contas.media_ponderada([10, 6], [100, 300]) == 7.0

    def test_par_incompleto_fica_de_fora(self):
        assert contas.media_ponderada([10, np.nan, 4], [1, 1, np.nan]) == 10.0

    @pytest.mark.parametrize(("valores", "pesos"), [([], []), ([1, 2], [0, 0]), ([np.nan], [1])])
    def test_sem_peso_nao_se_aplica(self, valores, pesos):
        assert math.isnan(contas.media_ponderada(valores, pesos))


class TestRepartirCentavos:
    @given(total=quantias, pesos=pesos)
    def test_fecha_no_centavo(self, total, pesos):
        partes = contas.repartir_centavos(total, pesos)
        if sum(pesos) > 0:
            assert sum(em_centavos(partes)) == round(total * 100)
        else:
            assert np.isnan(partes).all()

    @given(total=quantias, pesos=pesos)
    def test_cada_parte_fica_a_menos_de_um_centavo_da_exata(self, total, pesos):
        partes = contas.repartir_centavos(total, pesos)
        if (soma := math.fsum(pesos)) > 1e-6:
            exatas = [total * peso / soma for peso in pesos]
            assert all(abs(parte - exata) < 0.01 + 1e-6 for parte, exata in zip(partes, exatas, strict=True))

    @given(total=quantias, pesos=st.lists(st.integers(1, 1000), min_size=1, max_size=20), dados=st.data())
    def test_trocar_a_ordem_nao_muda_a_soma_e_muda_cada_parte_em_um_centavo_no_maximo(self, total, pesos, dados):
        ordem = dados.draw(st.permutations(range(len(pesos))))
        antes = em_centavos(contas.repartir_centavos(total, pesos))
        depois = em_centavos(contas.repartir_centavos(total, [pesos[i] for i in ordem]))
        assert sum(depois) == sum(antes)
        assert all(abs(depois[lugar] - antes[i]) <= 1 for lugar, i in enumerate(ordem))

    def test_no_empate_recebe_quem_vem_antes(self):
        assert contas.repartir_centavos(0.02, [1, 1, 1]).tolist() == [0.01, 0.01, 0.0]

    def test_peso_zero_nao_recebe_nada_e_peso_vazio_nao_se_aplica(self):
        partes = contas.repartir_centavos(100, [1, 0, np.nan, 2])
        assert partes[[0, 1, 3]].tolist() == [33.33, 0.0, 66.67]
        assert np.isnan(partes[2])

    def test_perda_se_reparte_como_sobra(self):
        assert contas.repartir_centavos(-100, [1, 1, 1]).tolist() == [-33.34, -33.33, -33.33]

    @pytest.mark.parametrize("pesos", [[0, 0], [np.nan, np.nan], [np.nan, 0]])
    def test_sem_nenhum_peso_nao_se_aplica_a_ninguem(self, pesos):
        assert np.isnan(contas.repartir_centavos(100, pesos)).all()

    def test_sem_total_nao_se_aplica_a_ninguem(self):
        assert np.isnan(contas.repartir_centavos(float("nan"), [1, 2])).all()

    def test_sem_ninguem_nao_ha_partes(self):
        assert contas.repartir_centavos(100, []).tolist() == []

    def test_serie_mantem_o_indice(self):
        partes = contas.repartir_centavos(10, pd.Series([1.0, 3.0], index=["x", "y"]))
        assert partes.to_dict() == {"x": 2.5, "y": 7.5}

    def test_peso_negativo_e_recusado(self):
        with pytest.raises(ValueError, match="não podem ser negativos"):
            contas.repartir_centavos(10, [1, -1])


class TestSomarEArredondar:
    def test_vazio_nao_e_zero(self):
        assert math.isnan(contas.somar([]))
        assert math.isnan(contas.somar(pd.Series([np.nan, np.nan])))

    def test_soma_o_que_ha(self):
        assert contas.somar([1.0, np.nan, 2.0]) == 3.0

    @given(valores=st.lists(st.integers(-1000, 1000), min_size=1), dados=st.data())
    def test_a_ordem_nao_muda_a_soma(self, valores, dados):
        assert contas.somar(dados.draw(st.permutations(valores))) == contas.somar(valores)

    def test_o_meio_sobe(self):
        assert contas.arredondar(2.675) == 2.68
        assert contas.arredondar(2.25, 1) == 2.3
        assert contas.arredondar(-2.5, 0) == -3.0

    def test_arredonda_serie_e_vetor_e_o_vazio_continua_vazio(self):
        serie = contas.arredondar(pd.Series([1.005, np.nan], index=["x", "y"]))
        assert serie["x"] == 1.01
        assert math.isnan(serie["y"])
        assert contas.arredondar(np.array([0.125]), 2).tolist() == [0.13]
