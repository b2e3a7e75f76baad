"""As medidas de tempo não se testam com tempo; o que se testa é que medem o que dizem medir."""

from __future__ import annotations

import importlib
from pathlib import Path

import pandas as pd
import pytest

from caderno import arquivo

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def programa(monkeypatch, tmp_path):
    """Função: `programa("importacao")` carrega um dos programas, com as redes em uma pasta só do teste."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))
    return importlib.import_module


def test_fichas_com_a_mesma_semente_sao_as_mesmas(programa):
    fichas = programa("importacao").fichas
    pd.testing.assert_frame_equal(fichas(30), fichas(30))
    assert not fichas(30).equals(fichas(30, semente=1))


def test_fichas_inventadas_entram_quase_todas_e_a_rede_responde(programa, tmp_path):
    importacao, cronometro = programa("importacao"), programa("medida").Cronometro()
    caminho = tmp_path / "fichas.csv"
    importacao.fichas(200).to_csv(caminho, sep=";", index=False)
    rede = importacao.importar(caminho, cronometro)
    dados = importacao.perfil(rede, cronometro)
    assert len(arquivo.abrir(rede.nome).quadro("empreendimentos")) == 200
    assert 190 <= dados.executar("perfil_da_rede").saidas["rede"]["empreendimentos"].iloc[0] <= 200


def test_a_fita_inventada_da_a_mesma_taxa_que_o_jeito_obvio(programa, tmp_path):
    fita, cronometro = programa("fita"), programa("medida").Cronometro()
    caminho = tmp_path / "fita_2026-12.csv"
    fita.escrever_fita(caminho, 3000)
    resultado = fita.responder(caminho, cronometro).executar("inadimplencia")
    com_rural = fita.com_pandas(caminho)
    carteira = fita.responder(caminho, cronometro).tabela("carteira").query("porte != 'pessoa física'")
    assert len(resultado.saidas["por_cooperativa"]) == 9  # três cooperativas, três faixas
    for dias, taxa in com_rural.items():
        assert 100 * carteira[f"saldo_mais_de_{dias}"].sum() / carteira["saldo"].sum() == pytest.approx(taxa)


def test_mediana_nao_se_assusta_com_uma_volta_ruim(programa, monkeypatch):
    medida = programa("medida")
    relogio = iter([0.0, 1.0, 0.0, 100.0, 0.0, 2.0])
    monkeypatch.setattr(medida.time, "perf_counter", lambda: next(relogio))
    cronometro = medida.Cronometro()
    for _ in range(3):
        with cronometro("etapa"):
            pass
    assert cronometro["etapa"].relogio == 2.0


def test_pesos_contam_o_pacote_inteiro_do_mais_pesado_ao_mais_leve(programa):
    pesos = programa("arranque").pesos("import json.decoder, email.message")
    proprios = [proprio for _, proprio, _ in pesos]
    assert {"json", "email"} <= {pacote for pacote, _, _ in pesos}
    assert proprios == sorted(proprios, reverse=True)


def test_o_mes_inventado_fecha_ao_centavo_e_da_uma_linha_por_cooperativa(programa, tmp_path):
    balancete, cronometro = programa("balancete"), programa("medida").Cronometro()
    caminho = tmp_path / "balancetes.csv"
    balancete.escrever(caminho, cooperativas=6, contas=80)
    resultado = balancete.importar_e_responder(caminho, cronometro)
    assert len(resultado.saidas["por_cooperativa"]) == 6
    assert cronometro["· importar"].relogio > 0


def test_a_versao_com_pandas_da_as_mesmas_razoes(programa, tmp_path):
    balancete, cronometro = programa("balancete"), programa("medida").Cronometro()
    caminho = tmp_path / "balancetes.csv"
    balancete.escrever(caminho, cooperativas=6, contas=80)
    nossas = balancete.importar_e_responder(caminho, cronometro).saidas["por_cooperativa"].set_index("raiz_do_cnpj")
    com_pandas = balancete.com_pandas(caminho).droplevel("#DATA_BASE")
    for razao in com_pandas:
        assert com_pandas[razao].tolist() == pytest.approx(nossas[razao].reindex(com_pandas.index).tolist())


def test_os_relatorios_medidos_sao_todos_diferentes(programa):
    nomes = [pedido.nome_do_arquivo for pedido in programa("relatorios").pedidos(30)]
    assert len(set(nomes)) == 30


def test_o_piso_faz_as_mesmas_celulas_que_o_relatorio(programa, tmp_path):
    from caderno.relatorio import execucao

    relatorios = programa("relatorios")
    [pedido] = relatorios.pedidos(1)
    relatorios.piso(str(pedido.caminho), pedido.parametros, tmp_path / "piso.html")
    celulas = (tmp_path / "piso.html").read_text(encoding="utf-8").splitlines()
    inteiro = execucao.executar(pedido).html
    assert celulas and all(linha in inteiro for linha in celulas)
