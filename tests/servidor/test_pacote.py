"""Os pedaços do programa da página vão juntos, e cada um continua a ser o que era."""

from __future__ import annotations

import re

import pytest

from caderno import javascript
from caderno.servidor import pacote


def test_todos_os_pedacos_da_lista_estao_instalados():
    nomes = pacote.PEDACOS.read_text(encoding="utf-8").split()
    sumidos = [nome for nome in nomes if pacote._achar(nome) is None]
    assert len(nomes) > 50 and not sumidos, "a trava trouxe outras versões: refaça servidor/pedacos.txt"


def test_o_pacote_traz_cada_pedaco_inteiro_e_fechado_em_si(tmp_path):
    escrito = b"".join((tmp_path / nome).read_bytes() for nome in pacote.montar(tmp_path))
    for nome in set(pacote.PEDACOS.read_text(encoding="utf-8").split()) - set(pacote.SEM_FORMULAS):
        assert b"(function(){" + pacote._trocar(pacote._achar(nome).read_bytes()) + b"\n})();" in escrito


def test_so_os_pedacos_dos_widgets_mudam_e_neles_a_procura_do_modelo_dura_dois_minutos():
    pedacos = {nome: pacote._achar(nome).read_bytes() for nome in pacote.PEDACOS.read_text(encoding="utf-8").split()}
    mudados = {nome: pacote._trocar(inteiro) for nome, inteiro in pedacos.items() if pacote._trocar(inteiro) != inteiro}
    assert all(nome.startswith("labextensions/@jupyter-widgets/") for nome in mudados)
    tudo = b"".join(mudados.values())
    assert len(re.findall(rb"Date\.now\(\)-\w<12e4;", tudo)) == 1, "a trava trouxe outras versões: refaça TROCAS"
    assert tudo.count("Abrindo…".encode()) == 1
    assert b"Error displaying widget" not in tudo


@pytest.mark.parametrize("nome", pacote.SEM_FORMULAS)
def test_o_escritor_de_formulas_vai_vazio_com_o_mesmo_numero(nome):
    inteiro, vazio = pacote._achar(nome).read_bytes(), pacote.juntar([nome])
    numero = nome.split("/")[1].split(".")[0].encode()
    assert b"MathJaxTypesetter" in inteiro and b"MathJaxTypesetter" not in vazio
    assert b".push([[" + numero + b"],{" in vazio and b"t.default=[]" in vazio


def test_os_dois_arquivos_pesam_o_mesmo_e_nenhum_pedaco_vai_duas_vezes(tmp_path):
    nomes = pacote.PEDACOS.read_text(encoding="utf-8").split()
    partes = pacote.repartir(nomes, 2)
    assert sorted(partes[0] + partes[1]) == sorted(nomes)
    pesos = [sum(pacote._achar(nome).stat().st_size for nome in parte) for parte in partes]
    assert max(pesos) < 1.01 * min(pesos)


def test_um_pedaco_que_nao_existe_mais_e_ignorado():
    assert pacote.juntar(["static/0.voila.js"]) == b""


def test_um_pacote_que_ja_esta_pronto_nao_e_gravado_de_novo(tmp_path):
    assert pacote.montar(tmp_path)
    antes = [arquivo.stat().st_mtime_ns for arquivo in sorted(tmp_path.iterdir())]
    assert pacote.montar(tmp_path)
    assert [arquivo.stat().st_mtime_ns for arquivo in sorted(tmp_path.iterdir())] == antes


def test_sem_onde_gravar_nao_ha_pacote_e_a_pagina_pede_os_pedacos(tmp_path):
    ocupado = tmp_path / "arquivo"
    ocupado.write_text("não sou uma pasta")
    assert pacote.montar(ocupado) == ()


def test_o_pacote_termina_com_as_nossas_partes_da_tela(tmp_path):
    escrito = (tmp_path / pacote.montar(tmp_path)[-1]).read_text(encoding="utf-8")
    assert escrito.endswith(javascript.de_todas())
