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
