"""Os portes pelos limites de cada época, e os públicos que não se misturam."""

from __future__ import annotations

import pytest

from caderno.instrumentos.credito.publico import PEQUENOS, PEQUENOS_E_RURAL, porte_pela_receita, recusa_de_mistura


@pytest.mark.parametrize(
    ("receita", "em_2017", "em_2018"),
    [
        (60_000, "MEI", "MEI"),
        (60_000.01, "ME", "MEI"),
        (81_000, "ME", "MEI"),
        (81_000.01, "ME", "ME"),
        (360_000, "ME", "ME"),
        (360_000.01, "EPP", "EPP"),
        (3_600_000, "EPP", "EPP"),
        (4_800_000, "maior que EPP", "EPP"),
        (4_800_000.01, "maior que EPP", "maior que EPP"),
        (float("nan"), "não informado", "não informado"),
        (-1, "não informado", "não informado"),
    ],
)
def test_o_porte_segue_os_limites_da_epoca(receita, em_2017, em_2018):
    assert porte_pela_receita(receita, "2017-12") == em_2017
    assert porte_pela_receita(receita, "2018-01") == em_2018


def test_antes_dos_limites_conhecidos_nao_se_inventa_porte():
    assert porte_pela_receita(1000, "2005-01") == "não informado"


def test_publicos_diferentes_nao_se_dividem():
    assert recusa_de_mistura("a razão", PEQUENOS, PEQUENOS) == ""
    assert "São públicos diferentes" in recusa_de_mistura("a razão", PEQUENOS_E_RURAL, PEQUENOS)
