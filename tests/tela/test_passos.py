from __future__ import annotations

import re
from pathlib import Path

from caderno.catalogo import MODULOS
from caderno.tela.passos import A_PARTE, a_parte_em_html, caderno_do_modulo, passos_em_html

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
MOLDURA = Path(__file__).parents[2] / "lib/caderno/recursos/jupyter/voila/templates/caderno/moldura.html.j2"


def test_os_passos_do_caminho_tem_numeros_seguidos():
    numeros = [int(n) for n in re.findall(r">(\d+) · ", passos_em_html())]
    assert numeros == list(range(1, len(numeros) + 1))


def test_o_que_fica_a_parte_nao_tem_numero():
    assert not re.search(r">\d+ · ", a_parte_em_html())
    assert all(MODULOS[numero] in a_parte_em_html() for numero in A_PARTE)


def test_todo_modulo_tem_um_cartao_um_caderno_e_um_lugar_na_barra():
    cartoes, barra = passos_em_html() + a_parte_em_html(), MOLDURA.read_text(encoding="utf-8")
    for numero, titulo in MODULOS.items():
        caminho = caderno_do_modulo(numero)
        assert cartoes.count(f'href="{caminho}"') == 1
        assert (NOTEBOOKS / caminho).exists()
        assert f"('{caminho.removesuffix('.ipynb')}', '{titulo}')" in barra
