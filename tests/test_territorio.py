"""Municípios e contornos: a tabela está inteira, e os nomes são achados como as pessoas os escrevem."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caderno import territorio
from caderno.formato import ler
from caderno.modelo import Campo

# Códigos em que o IBGE não seguiu a própria regra do dígito.
EXCECOES = {
    "2201919", "2201988", "2202251", "2611533", "3117836", "3152131", "4305871", "5203939", "5203962",
}  # fmt: skip
UFS = sorted(territorio.ESTADOS)


@pytest.fixture(scope="module")
def municipios():
    return [m for nomes in territorio._por_nome().values() for m in nomes]


def digito_do_ibge(codigo: str) -> str:
    produtos = [int(algarismo) * peso for algarismo, peso in zip(codigo, (1, 2) * 3, strict=False)]
    return str(-sum(p // 10 + p % 10 for p in produtos) % 10)


def dentro(ponto, poligono) -> bool:
    """O ponto está no polígono se uma linha até o leste cruza a borda um número ímpar de vezes."""
    x, y = ponto
    cruzamentos = 0
    for (x1, y1), (x2, y2) in pairwise(poligono):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            cruzamentos += 1
    return cruzamentos % 2 == 1


class TestTabela:
    def test_sao_os_5571_municipios(self, municipios):
        assert len(municipios) == len({m.codigo for m in municipios}) == 5571

    def test_cada_estado_tem_os_seus(self, municipios):
        quantos = {uf: sum(m.uf == uf for m in municipios) for uf in ("MG", "SP", "RN", "MT", "RR", "DF")}
        assert quantos == {"MG": 853, "SP": 645, "RN": 167, "MT": 142, "RR": 15, "DF": 1}

    def test_o_digito_de_cada_codigo_confere(self, municipios):
        errados = {m.codigo for m in municipios if digito_do_ibge(m.codigo) != m.codigo[-1]}
        assert errados == EXCECOES

    def test_nenhum_rotulo_se_repete(self, municipios):
        assert len({m.rotulo for m in municipios}) == 5571


class TestAchar:
    @pytest.mark.parametrize(
        ("texto", "rotulo"),
        [
            ("Caicó-RN", "Caicó-RN"),
            ("CAICO/RN", "Caicó-RN"),
            ("caicó (rn)", "Caicó-RN"),
            ("CAICÓ - RN", "Caicó-RN"),
            ("Caicó, Rio Grande do Norte", "Caicó-RN"),
            ("caico", "Caicó-RN"),
            ("2402006", "Caicó-RN"),
            ("240200", "Caicó-RN"),
            ("2402006.0", "Caicó-RN"),
            ("5101837", "Boa Esperança do Norte-MT"),
            ("OLHO DAGUA DO BORGES", "Olho d'Água do Borges-RN"),
            ("Olho-d’Água do Borges", "Olho d'Água do Borges-RN"),
            ("São Paulo", "São Paulo-SP"),
            ("Rio de Janeiro", "Rio de Janeiro-RJ"),
            ("Mato Grosso PB", "Mato Grosso-PB"),
            ("Aracatu-BA", "Aracatu-BA"),
            ("Aracatuba", "Araçatuba-SP"),
            ("Bom Jesus de Goiás", "Bom Jesus de Goiás-GO"),
            ("Passa-Vinte", "Passa-Vinte-MG"),
            ("Açu", "Assú-RN"),
            ("Augusto Severo", "Campo Grande-RN"),
            ("Presidente Juscelino/RN", "Serra Caiada-RN"),
        ],
    )
    def test_acha_um(self, texto, rotulo):
        assert [m.rotulo for m in territorio.achar(texto)] == [rotulo]

    def test_nome_repetido_traz_todos_os_estados(self):
        assert [m.uf for m in territorio.achar("Bom Jesus")] == ["PB", "PI", "RN", "RS", "SC"]

    def test_nome_de_hoje_ganha_do_antigo(self):
        assert [m.uf for m in territorio.achar("Presidente Juscelino")] == ["MA", "MG"]

    @pytest.mark.parametrize("texto", ["", "RN", "Caicó-PB", "9999999", "2402007", "Lugar Nenhum"])
    def test_o_que_nao_existe_da_lista_vazia(self, texto):
        assert territorio.achar(texto) == []

    def test_todo_rotulo_codigo_e_nome_acha_o_seu(self, municipios):
        for m in municipios:
            assert territorio.achar(m.rotulo) == [m]
            assert territorio.achar(m.codigo) == [m]
            assert m in territorio.achar(m.nome)
            assert territorio.por_rotulo(m.rotulo) == m

    def test_todo_rotulo_em_maiusculas_se_le_igual(self, municipios):
        campo = Campo("municipio", "Município", "municipio")
        assert all(ler(m.rotulo.upper(), campo).valor == m.rotulo for m in municipios)

    def test_rotulo_desconhecido_e_nenhum(self):
        assert territorio.por_rotulo("Caicó-PB") is None

    @settings(deadline=None)
    @given(st.text(max_size=40))
    def test_qualquer_texto_tem_resposta(self, texto):
        assert isinstance(territorio.achar(texto), list)
        assert len(territorio.parecidos(texto)) <= 3


class TestParecidos:
    @pytest.mark.parametrize(
        ("texto", "rotulo"),
        [
            ("Luiz Gomes", "Luís Gomes-RN"),
            ("Lajes Pintada RN", "Lajes Pintadas-RN"),
            ("Caicó-PB", "Caicó-RN"),
            ("2402007", "Caicó-RN"),
        ],
    )
    def test_o_mais_proximo_vem_primeiro(self, texto, rotulo):
        assert territorio.parecidos(texto)[0].rotulo == rotulo

    def test_com_o_estado_so_sugere_do_estado(self):
        assert {m.uf for m in territorio.parecidos("Santana do Serido Novo RN")} <= {"RN"}


class TestContorno:
    @pytest.mark.parametrize("uf", UFS)
    def test_poligonos_fechados_dentro_do_brasil(self, uf):
        poligonos = territorio.contorno(uf)
        assert poligonos
        for poligono in poligonos:
            assert poligono[0] == poligono[-1]
            assert all(-74.1 < lon < -28 and -34 < lat < 5.5 for lon, lat in poligono)

    @pytest.mark.parametrize(
        ("uf", "interior"),
        [("RN", (-36.5, -5.8)), ("BA", (-42.0, -12.5)), ("AM", (-64.0, -4.0)), ("RS", (-53.5, -29.7)),
         ("MT", (-56.0, -13.0)), ("DF", (-47.8, -15.8)), ("SP", (-49.0, -22.0)), ("CE", (-39.5, -5.2))],
    )  # fmt: skip
    def test_um_ponto_do_interior_fica_dentro_do_seu_estado_e_fora_dos_outros(self, uf, interior):
        com_o_ponto = {u for u in UFS if any(dentro(interior, p) for p in territorio.contorno(u))}
        assert uf in com_o_ponto
        assert com_o_ponto <= {uf, "GO"}

    def test_sigla_que_nao_existe_e_erro_de_quem_programa(self):
        with pytest.raises(KeyError):
            territorio.contorno("XX")

    def test_a_tabela_cabe_em_200_kb(self):
        assert (territorio._pasta() / "contornos.json").stat().st_size < 200_000
