"""O leitor de planilhas: formatos, codificações e arquivos que não se deixam ler."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter

import planilhas_malfeitas as malfeitas
from caderno.folhas.leitor import ErroDePlanilha, ler_arquivo

RAIZ = Path(__file__).parents[2]
TABELA = [
    ["Empreendimento", "Município"],
    ["Associação Flor", "Caicó-RN"],
    ["Coração de Maçã", "São Tomé-RN"],
]


def _xlsx(preencher) -> bytes:
    destino = io.BytesIO()
    with xlsxwriter.Workbook(destino, {"in_memory": True}) as livro:
        preencher(livro)
    return destino.getvalue()


@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separador", [";", ",", "\t"])
def test_le_csv_de_qualquer_separador_e_codificacao(separador, codificacao):
    texto = "\r\n".join(separador.join(linha) for linha in TABELA)
    (folha,) = ler_arquivo(texto.encode(codificacao), "grupos.csv").folhas
    assert folha.nome == "grupos"
    assert folha.celulas == TABELA


def test_csv_com_virgula_decimal_se_separa_por_ponto_e_virgula():
    (folha,) = ler_arquivo(b"item;jan;fev\npote;1,5;2,5\nrotulo;3,5;4,5\n", "c.csv").folhas
    assert folha.celulas[1] == ["pote", "1,5", "2,5"]


def test_csv_com_linha_de_separador_do_excel():
    (folha,) = ler_arquivo(b"sep=;\na;b\n1;2\n", "c.csv").folhas
    assert folha.celulas == [[], ["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("quantas", [3, 20_000])
def test_aspa_perdida_nao_engole_o_arquivo(quantas):
    linhas = "\n".join(f"item {i};{i}" for i in range(quantas))
    (folha,) = ler_arquivo(f'nome;valor\n"pote;3\n{linhas}'.encode(), "c.csv").folhas
    assert len(folha.celulas) == quantas + 2


def test_texto_entre_aspas_guarda_o_separador_e_a_quebra_de_linha():
    (folha,) = ler_arquivo(b'nome;nota\n"mel; favo";"duas\nlinhas"\n"pote" grande;x\n', "c.csv").folhas
    assert folha.celulas[1:] == [["mel; favo", "duas\nlinhas"], ["pote grande", "x"]]


def test_le_xls_antigo():
    (folha,) = ler_arquivo(malfeitas.xls([["Item", "Valor"], ["Maçã", 12.5]]), "velha.xls").folhas
    assert folha.celulas == [["Item", "Valor"], ["Maçã", "12,5"]]


def test_le_ods():
    (folha,) = ler_arquivo(malfeitas.ods(TABELA), "livre.ods").folhas
    assert folha.celulas == TABELA


def test_extensao_errada_e_lida_com_um_aviso():
    arquivo = ler_arquivo(malfeitas.xls([["Item"], ["pote"]]), "nova.xlsx")
    assert arquivo.folhas[0].celulas == [["Item"], ["pote"]]
    assert "por dentro ele é .xls" in arquivo.avisos[0]


def test_celula_em_porcentagem_entra_como_as_pessoas_a_veem():
    def preencher(livro):
        folha = livro.add_worksheet()
        folha.write_row(0, 0, [0.125, 0.06], livro.add_format({"num_format": "0.0%"}))
        folha.write(0, 2, 0.125)
        folha.write(0, 3, 12.5, livro.add_format({"num_format": '0.0" %"'}))

    (folha,) = ler_arquivo(_xlsx(preencher), "p.xlsx").folhas
    assert folha.celulas == [["12,5 %", "6 %", "0,1250", "12,5"]]


def test_erro_de_formula_nao_vira_celula_vazia():
    def preencher(livro):
        livro.add_worksheet().write_formula(0, 0, "=1/0", None, "#DIV/0!")

    (folha,) = ler_arquivo(_xlsx(preencher), "e.xlsx").folhas
    assert folha.celulas == [["#DIV/0!"]]


def test_linhas_vazias_no_meio_guardam_o_numero_das_linhas():
    def preencher(livro):
        folha = livro.add_worksheet()
        folha.write(2, 1, "Item")
        folha.write(5, 1, "pote")

    (folha,) = ler_arquivo(_xlsx(preencher), "e.xlsx").folhas
    assert folha.celulas == [[], [], ["", "Item"], [], [], ["", "pote"]]


def test_um_milhao_de_linhas_vazias_nao_pesa():
    linhas = "<row>" + malfeitas.TEXTO % ("A1", "Item") + "</row>"
    linhas += "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 1_000_000))
    (folha,) = ler_arquivo(malfeitas.xlsx(linhas), "m.xlsx").folhas
    assert folha.celulas == [["Item"]]


def _cofre_de_hostis() -> dict[str, tuple[str, object, str]]:
    longe = "<row>" + malfeitas.TEXTO % ("A1", "a") + "</row><row>" + malfeitas.TEXTO % ("XFD1048576", "b") + "</row>"
    risos = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    inteiro = malfeitas.xlsx("<row>" + malfeitas.TEXTO % ("A1", "a") + "</row>")
    return {
        "vazio": ("a.xlsx", lambda: b"", "vazio"),
        "só espaços": ("a.csv", lambda: b"\xef\xbb\xbf \r\n\r\n", "vazio"),
        "xlsx sem células": ("a.xlsx", lambda: malfeitas.xlsx(""), "vazio"),
        "bomba": ("a.xlsx", malfeitas.bomba, "grande demais"),
        "bomba mentirosa": ("a.xlsx", lambda: malfeitas.bomba(mentir=True), ""),
        "célula no fim da folha": ("a.xlsx", lambda: malfeitas.xlsx(longe), "XFD1048576"),
        "ods repetida": ("a.ods", malfeitas.ods_repetida, ""),
        "entidades que explodem": (
            "a.xlsx",
            lambda: malfeitas.xlsx("", f'<!DOCTYPE x [<!ENTITY l0 "ha">{risos}]>').replace(b"Folha", b"&l9; "),
            "",
        ),
        "senha": ("a.xlsx", malfeitas.xls_com_senha, "senha"),
        "cortado no meio": ("a.xlsx", lambda: inteiro[: len(inteiro) // 2], "incompleto"),
        "xls cortado": ("a.xls", lambda: malfeitas.xls([["a"]])[:900], "incompleto"),
        "página da internet": (
            "a.xls",
            lambda: b"<html><table><tr><td>1",
            "página da internet",
        ),
        "lixo": ("a.xlsx", lambda: bytes(range(256)) * 400, "não reconheci"),
        "foto": ("a.xlsx", lambda: b"\xff\xd8\xff\xe0" + b"x" * 500, "foto"),
        "pdf": ("a.csv", lambda: b"%PDF-1.7 ...", "PDF"),
        "documento de texto": ("a.xlsx", lambda: malfeitas.zipar({"word/document.xml": "<a/>"}), "documento de texto"),
        "zip qualquer": ("a.xlsx", lambda: malfeitas.zipar({"foto.txt": "oi"}), "compactado"),
        "zip de muitos arquivos": (
            "a.xlsx",
            lambda: malfeitas.zipar({f"xl/{i}": "" for i in range(4000)}),
            "grande demais",
        ),
    }


@pytest.mark.parametrize("qual", _cofre_de_hostis())
def test_arquivo_hostil_termina_em_uma_frase(qual):
    nome, fazer, trecho = _cofre_de_hostis()[qual]
    conteudo = fazer()
    inicio = time.monotonic()
    with pytest.raises(ErroDePlanilha) as erro:
        ler_arquivo(conteudo, nome)
    assert time.monotonic() - inicio < 10
    assert trecho in str(erro.value)
    assert str(erro.value).endswith(".")


@pytest.mark.skipif(sys.platform == "win32", reason="no Windows só o tempo é limitado")
def test_nenhum_arquivo_pede_mais_de_um_giga():
    # Num processo novo: o pico dos filhos deste já conta os dos outros testes.
    medir = """
import contextlib, resource
import planilhas_malfeitas as malfeitas
from caderno.folhas.leitor import ErroDePlanilha, ler_arquivo
for conteudo in (malfeitas.bomba(mentir=True), malfeitas.ods_repetida()):
    with contextlib.suppress(ErroDePlanilha):
        ler_arquivo(conteudo, "a.xlsx")
        print("foi lido")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""
    caminhos = os.pathsep.join([str(RAIZ / "tests"), str(RAIZ / "lib")])
    ambiente = os.environ | {"PYTHONPATH": caminhos}
    dito = subprocess.run([sys.executable, "-c", medir], env=ambiente, capture_output=True, text=True, check=True)
    assert 0 < int(dito.stdout) < 1_000_000_000


def test_arquivo_que_nao_existe_e_respondido_com_o_nome(tmp_path):
    with pytest.raises(ErroDePlanilha, match="Não achei o arquivo"):
        ler_arquivo(tmp_path / "sumiu.xlsx")
    with pytest.raises(ErroDePlanilha, match="é uma pasta"):
        ler_arquivo(tmp_path)
