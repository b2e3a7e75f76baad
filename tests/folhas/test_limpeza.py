"""Remendos: CNPJ dentro do nome, município sem estado."""

from __future__ import annotations

import pandas as pd
import pytest

from caderno import catalogo
from caderno.folhas import limpeza
from caderno.folhas.recusas import ErroDePlanilha

EMPREENDIMENTOS = catalogo.quadro("empreendimentos")


@pytest.mark.parametrize(
    ("escrito", "nome", "cnpj"),
    [
        ("ASSOCIAÇÃO X (11.222.333/0001-81)", "ASSOCIAÇÃO X", "11.222.333/0001-81"),
        ("ASSOCIAÇÃO X(11.222.333/0001-81)", "ASSOCIAÇÃO X", "11.222.333/0001-81"),
        ("Grupo Y - CNPJ: 11222333000181", "Grupo Y", "11222333000181"),
        ("COOP Z (COOPZ) (11.222.333.0001-81)", "COOP Z (COOPZ)", "11.222.333.0001-81"),
        ("Coop 12.ABC.345/01DE-35", "Coop", "12.ABC.345/01DE-35"),
        ("Assentamento 25 de Julho", "Assentamento 25 de Julho", ""),
        ("Grupo (84) 99999-1234", "Grupo (84) 99999-1234", ""),
    ],
)
def test_cnpj_sai_do_nome(escrito, nome, cnpj):
    bruta = pd.DataFrame({"empreendimento": [escrito], "cnpj": [""]})
    limpeza.separar_cnpj(bruta, EMPREENDIMENTOS)
    assert bruta.iloc[0].tolist() == [nome, cnpj]


def test_coluna_de_cnpj_preenchida_nao_e_mexida():
    bruta = pd.DataFrame({"empreendimento": ["X (11.222.333/0001-81)", "Y"], "cnpj": ["", "22.333.444/0001-81"]})
    assert limpeza.separar_cnpj(bruta, EMPREENDIMENTOS) == []
    assert bruta["empreendimento"][0] == "X (11.222.333/0001-81)"


def test_municipios_de_estados_diferentes_nao_decidem_pelos_outros():
    bruta = pd.DataFrame({"municipio": ["Bom Jesus", "Caicó", "Juazeiro do Norte"]})
    assert limpeza.completar_uf(bruta, "municipio", None, None) == []
    assert bruta["municipio"][0] == "Bom Jesus"


def test_estado_informado_nao_troca_o_que_ja_esta_escrito():
    bruta = pd.DataFrame({"municipio": ["Bom Jesus", "Bom Jesus-PB", ""]})
    limpeza.completar_uf(bruta, "municipio", None, "RN")
    assert bruta["municipio"].tolist() == ["Bom Jesus-RN", "Bom Jesus-PB", ""]


def test_estado_que_nao_existe_e_respondido():
    with pytest.raises(ErroDePlanilha, match="Não existe o estado “XX”"):
        limpeza.completar_uf(pd.DataFrame({"municipio": ["Natal"]}), "municipio", None, "XX")
