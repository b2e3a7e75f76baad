"""Modelos e exportação em xlsx e csv, e a volta deles."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planilha_da_cooperativa as cooperativa
from caderno import catalogo, planilha, validacao
from caderno.folhas import celulas, escritor
from caderno.folhas.leitor import ler_arquivo
from caderno.modelo import Quadro

QUADROS = list(catalogo.QUADROS.values())
por_quadro = pytest.mark.parametrize("quadro", QUADROS, ids=lambda quadro: quadro.nome)


def _modelo(quadros: list[Quadro], brutas=None) -> bytes:
    destino = io.BytesIO()
    planilha.gravar_modelo(quadros, destino, brutas)
    return destino.getvalue()


def _exportada(brutas) -> bytes:
    destino = io.BytesIO()
    planilha.exportar(brutas, destino)
    return destino.getvalue()


def _xml(conteudo: bytes, parte: str) -> str:
    with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
        return "".join(pacote.read(nome).decode() for nome in pacote.namelist() if parte in nome)


@pytest.fixture(scope="module")
def modelo_inteiro():
    return _modelo(QUADROS)


@pytest.fixture(scope="module")
def folhas_do_modelo(modelo_inteiro):
    return dict(zip(catalogo.QUADROS, ler_arquivo(modelo_inteiro, "modelo.xlsx").folhas, strict=True))


@por_quadro
class TestModelo:
    def test_a_folha_do_modelo_e_do_seu_quadro(self, quadro, folhas_do_modelo):
        assert planilha.melhores_quadros(folhas_do_modelo[quadro.nome])[0][0] is quadro

    def test_todas_as_colunas_do_modelo_se_reconhecem(self, quadro, folhas_do_modelo):
        casamento = planilha.reconhecer(folhas_do_modelo[quadro.nome], quadro)
        assert set(casamento.colunas) == set(quadro.nomes)
        assert casamento.sobraram == []

    def test_a_linha_de_exemplo_nao_entra(self, quadro, folhas_do_modelo):
        casamento = planilha.reconhecer(folhas_do_modelo[quadro.nome], quadro)
        assert casamento.bruta.empty
        assert casamento.linhas_fora == [(2, "é a linha de exemplo do modelo")]

    def test_o_exemplo_escrito_de_verdade_nao_tem_pendencia(self, quadro, folhas_do_modelo):
        folha = folhas_do_modelo[quadro.nome]
        escrita = planilha.Folha(folha.nome, [folha.celulas[0], folha.celulas[1][:-1]])
        bruta = planilha.reconhecer(escrita, quadro).bruta
        _, pendencias = validacao.conferir(quadro, bruta)
        assert len(bruta) == 1
        assert [p.frase for p in pendencias if p.gravidade == "erro"] == []
        lidas = [p.frase for p in pendencias if not p.frase.startswith("Ainda não há")]
        assert lidas == []

    def test_o_csv_do_modelo_se_le_igual(self, quadro, tmp_path):
        planilha.gravar_modelo_csv(quadro, tmp_path / "modelo.csv")
        (folha,) = ler_arquivo(tmp_path / "modelo.csv").folhas
        casamento = planilha.reconhecer(folha, quadro)
        assert set(casamento.colunas) == set(quadro.nomes)
        assert casamento.bruta.empty

    def test_opcoes_viram_lista_suspensa(self, quadro):
        com_lista = [c for c in quadro.campos if c.tipo in ("opcao", "sim_nao")]
        xml = _xml(_modelo([quadro]), "worksheets/sheet")
        assert xml.count('type="list"') == len(com_lista) + 1  # e a de como se sabe
        listas = _xml(_modelo([quadro]), "sharedStrings")
        assert all(opcao in listas for c in com_lista for opcao in c.opcoes)

    def test_toda_coluna_tem_a_ajuda_em_comentario(self, quadro):
        comentarios = _xml(_modelo([quadro]), "comments")
        assert comentarios.count("<comment ") == len(quadro.campos) + 1  # e a de como se sabe


def test_modelo_tem_instrucoes_cabecalho_fixo_e_listas_escondidas(modelo_inteiro):
    livro = _xml(modelo_inteiro, "xl/workbook.xml")
    assert 'name="Instruções"' in livro
    assert re.search(r'name="_listas"[^>]*state="hidden"', livro)
    assert _xml(modelo_inteiro, "worksheets/sheet").count('state="frozen"') == len(QUADROS)


def test_folhas_com_o_mesmo_titulo_ganham_nomes_diferentes():
    gemeos = [Quadro("um", "Contas: de tudo / o que a rede já pagou e recebeu", "", 1, ()) for _ in range(2)]
    gemeos[1] = Quadro("dois", gemeos[0].titulo, "", 1, ())
    assert [escritor.nome_da_folha(q, gemeos) for q in gemeos] == ["um", "dois"]
    assert len(escritor.nome_da_folha(gemeos[0], gemeos[:1])) <= 31


def test_nomes_da_rede_viram_lista_suspensa():
    brutas = {"empreendimentos": pd.DataFrame({"_linha": ["a"], "empreendimento": ["Mel da Serra Nova"]})}
    conteudo = _modelo([catalogo.quadro("vendas")], brutas)
    assert "Mel da Serra Nova" in _xml(conteudo, "sharedStrings")


def test_exemplo_mudado_vira_linha_de_verdade(folhas_do_modelo):
    quadro = catalogo.quadro("empreendimentos")
    celulas = [list(linha) for linha in folhas_do_modelo["empreendimentos"].celulas]
    celulas[1][0] = "Doces da Vila"
    bruta = planilha.reconhecer(planilha.Folha("E", celulas), quadro).bruta
    assert bruta["empreendimento"].tolist() == ["Doces da Vila"]
    assert bruta["_linha"].tolist() == ["linha 2"]


def test_copiar_a_linha_inteira_nao_confunde_o_identificador():
    bruta = pd.DataFrame({"_linha": ["a"], "empreendimento": ["Mel da Serra"], "pessoas": ["18"]})
    (folha,) = ler_arquivo(_exportada({"empreendimentos": bruta}), "r.xlsx").folhas
    copia = [*folha.celulas, [c.replace("Mel da Serra", "Mel do Vale") for c in folha.celulas[1]]]
    lida = planilha.reconhecer(planilha.Folha("E", copia), catalogo.quadro("empreendimentos")).bruta
    assert lida["_linha"].tolist() == ["a", "linha 3"]


@pytest.mark.parametrize("texto", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(1)", "http://exemplo.org", "{=1}"])
def test_texto_perigoso_continua_texto(texto):
    bruta = pd.DataFrame({"_linha": ["a"], "empreendimento": [texto], "pessoas": [texto]})
    conteudo = _exportada({"empreendimentos": bruta})
    assert "<f>" not in _xml(conteudo, "worksheets/sheet")
    (folha,) = ler_arquivo(conteudo, "r.xlsx").folhas
    assert planilha.reconhecer(folha, catalogo.quadro("empreendimentos")).bruta["empreendimento"].tolist() == [texto]


def test_numeros_e_datas_sao_de_verdade_e_duvidas_ficam_como_texto():
    bruta = pd.DataFrame(
        {
            "_linha": ["a", "b"],
            "empreendimento": ["A", "B"],
            "pessoas": ["18", "não sei"],
            "vendas_mensais": ["R$ 8.500,00", "uns 3 mil"],
            "levantado_em": ["15/06/2026", "junho"],
        }
    )
    (folha,) = ler_arquivo(_exportada({"empreendimentos": bruta}), "r.xlsx").folhas
    textos = [celula for linha in folha.celulas[1:] for celula in linha if celula]
    assert {"18", "8500", "2026-06-15", "não sei", "uns 3 mil", "junho"} <= set(textos)


def test_arquivo_com_folhas_de_varios_quadros_se_reparte():
    brutas = {
        "empreendimentos": pd.DataFrame({"_linha": ["a"], "empreendimento": ["Mel da Serra"]}),
        "produtos": pd.DataFrame({"_linha": ["p"], "produto": ["Mel"], "unidade": ["kg"]}),
    }
    entendido = planilha.reconhecer_arquivo(ler_arquivo(_exportada(brutas), "r.xlsx"))
    assert set(entendido.brutas) == {"empreendimentos", "produtos"}
    assert entendido.brutas["produtos"]["_linha"].tolist() == ["p"]


def test_nomes_citados_e_nao_cadastrados_sao_oferecidos():
    entendido = planilha.reconhecer_arquivo(ler_arquivo(cooperativa.montar(), "c.xlsx"))
    da_rede = {"produtos": pd.DataFrame({"_linha": ["p"], "produto": ["mel  500 G"], "unidade": ["pote"]})}
    assert planilha.nomes_por_cadastrar(entendido, da_rede) == {
        "empreendimentos": [cooperativa.COOPERATIVA.upper()],
        "produtos": ["Geleia de pequi 250 g"],
    }


def test_arquivo_que_nao_serve_a_quadro_nenhum_recebe_a_explicacao():
    with pytest.raises(planilha.ErroDePlanilha, match="As colunas que vi: SAFRAS"):
        planilha.reconhecer_arquivo(ler_arquivo("SAFRAS;Área\nMilho;3\n".encode(), "d.csv"))


# ------------------------------------------------------------------ exportar e importar é a mesma rede

_LETRAS = st.characters(codec="utf-8", exclude_categories=("Cs", "Co"))


def _textos(campo) -> st.SearchStrategy[str]:
    soltos = st.one_of(
        st.just(""),
        st.text(_LETRAS, max_size=12),
        st.sampled_from(["não sei", "não se aplica", "1.234", "1.234,5", "1,234", "12 mil", "-", "=1", "  ", "45.123"]),
    )
    numeros = st.floats(-1e9, 1e9, allow_nan=False).map(lambda n: repr(n).replace(".", ","))
    datas = st.dates().map(lambda d: d.strftime("%d/%m/%Y"))
    meses = st.tuples(st.integers(1, 12), st.integers(1990, 2040)).map(lambda m: f"{m[0]:02d}/{m[1]}")
    opcoes = st.sampled_from(campo.opcoes) if campo.opcoes else soltos
    proprios = {"data": datas, "mes": meses, "opcao": opcoes}.get(campo.tipo, numeros if campo.numerico else soltos)
    return st.one_of(soltos, proprios)


def _brutas(quadro: Quadro) -> st.SearchStrategy[pd.DataFrame]:
    linha = st.fixed_dictionaries({campo.nome: _textos(campo) for campo in quadro.campos})
    return st.lists(linha, max_size=1 if quadro.uma_linha else 3).map(
        lambda linhas: pd.DataFrame(
            [{"_linha": f"id{i}"} | linha for i, linha in enumerate(linhas)], columns=["_linha", *quadro.nomes]
        )
    )


@por_quadro
@settings(max_examples=15)
@given(st.data())
def test_exportar_e_importar_nao_muda_nada(quadro, data):
    bruta = data.draw(_brutas(quadro))
    (descrita,) = celulas.abrir(_exportada({quadro.nome: bruta}))  # sem processo à parte, para ser rápido
    lida = planilha.reconhecer(planilha.Folha(descrita["nome"], descrita["celulas"]), quadro).bruta
    resposta = planilha.previa(bruta, lida, quadro)
    assert (resposta.mudadas, len(resposta.novas), len(resposta.ausentes)) == ([], 0, 0)
