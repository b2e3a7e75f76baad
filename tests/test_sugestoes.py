from __future__ import annotations

import pandas as pd
import pytest

from bancada import HOJE
from caderno import arquivo, catalogo, validacao
from caderno.catalogo import INSTRUMENTOS, Dados
from caderno.modelo import Contexto

QUE_SUGEREM = [nome for nome, item in INSTRUMENTOS.items() if item.sugestoes]


@pytest.fixture(scope="module")
def exemplo(tmp_path_factory):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("redes")))
        return arquivo.abrir_exemplo().dados(Contexto(hoje=HOJE))


@pytest.mark.parametrize("nome", QUE_SUGEREM)
def test_o_que_se_sugere_entra_no_quadro_sem_pendencia(exemplo, nome):
    sugestoes = exemplo.executar(nome).sugestoes
    assert sugestoes
    for sugestao in sugestoes:
        bruta = pd.DataFrame([dict(sugestao.valores)])
        assert set(bruta) <= set(catalogo.quadro(sugestao.quadro).nomes)
        assert validacao.conferir(catalogo.quadro(sugestao.quadro), bruta)[1] == []


@pytest.mark.parametrize("nome", QUE_SUGEREM)
def test_sem_dados_nao_se_sugere_nada(nome):
    assert Dados({}, Contexto(hoje=HOJE)).executar(nome).sugestoes == []


def test_a_sugestao_diz_de_que_resposta_veio(exemplo):
    [falta] = exemplo.executar("caixa").sugestoes
    assert falta.valores["origem"] == INSTRUMENTOS["caixa"].titulo
