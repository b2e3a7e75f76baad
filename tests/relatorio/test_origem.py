"""De que linhas vem cada número: quem, quando, com que grau, e o que não se mostra."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca, armazem

CUSTO = {"produto": "Mel", "mes": "03/2026", "item": "pote", "valor": "240"}
FEITO = {"produto": "Mel", "mes": "03/2026", "realizado": "100", "horas": "50"}


@pytest.fixture
def relogio(monkeypatch):
    """A hora do computador, em UTC, que o teste escolhe."""
    hora = {"agora": datetime(2026, 2, 3, 17, 10, tzinfo=UTC)}
    monkeypatch.setattr(armazem, "agora", lambda: hora["agora"])
    return hora


@pytest.fixture
def rede(tmp_path, monkeypatch, relogio):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))
    rede = arquivo.criar("minha")
    gravar(rede, "produtos", "Ana", {"produto": "Mel", "unidade": "pote"})
    return rede


def gravar(rede, quadro, autor, *linhas, grau=None):
    mudancas = [Mudanca(None, linha, grau=grau) for linha in linhas]
    return rede.gravar(quadro, mudancas, partida=rede.versao(), autor=autor).linhas


def cadastrar(rede, nome, autor, como="nome", meses=1):
    """Um empreendimento com tantos meses de custo e de produção."""
    gravar(rede, "empreendimentos", autor, {"empreendimento": nome, "pessoas": "9", "como_aparece": como})
    for quadro, linha in (("custos", CUSTO), ("producao", FEITO)):
        linhas = [linha | {"empreendimento": nome, "mes": f"{mes:02d}/2026"} for mes in range(1, meses + 1)]
        gravar(rede, quadro, autor, *linhas)


def anexo(rede, **recorte) -> dict[str, list[str]]:
    """Título -> frases do anexo."""
    pagina = str(relatorio.abrir(rede.nome, hoje=HOJE.isoformat(), **recorte).lastro())
    itens = re.findall(r"<dt[^>]*>(.*?)</dt>((?:<dd>.*?</dd>)*)", pagina)
    return {unescape(titulo): [unescape(f) for f in re.findall(r"<dd>(.*?)</dd>", frases)] for titulo, frases in itens}


def hora_daqui(hora):
    return f"{hora.astimezone():%d/%m/%Y}", f"{hora.astimezone():%H:%M}"


def test_as_linhas_se_juntam_por_quem_escreveu_dia_e_grau(rede, relogio):
    cadastrar(rede, "Mel da Serra", "Ana", meses=5)
    dia, hora = hora_daqui(relogio["agora"])
    gravar(rede, "custos", "Bia", CUSTO | {"empreendimento": "Mel da Serra", "item": "rótulo", "valor": "~ 60"})
    usei, da_ana, da_bia = anexo(rede)["Custos"]
    assert usei == "Usei 6 de 6 linhas."
    assert da_ana == f"Por Ana em {dia}, às {hora} (B declarado): 5 linhas, 01/2026 a 05/2026."
    assert da_bia == f"Por Bia em {dia}, às {hora} (C estimado): 1 linha, “Mel da Serra, Mel, 03/2026, rótulo”."


def test_num_dia_de_anotacoes_aparecem_a_primeira_e_a_ultima_hora(rede, relogio):
    cadastrar(rede, "Mel da Serra", "Ana")
    relogio["agora"] = datetime(2026, 2, 3, 17, 52, tzinfo=UTC)
    gravar(rede, "custos", "Ana", CUSTO | {"empreendimento": "Mel da Serra", "item": "rótulo"})
    horas = [hora_daqui(datetime(2026, 2, 3, 17, m, tzinfo=UTC))[1] for m in (10, 52)]
    assert f"das {horas[0]} às {horas[1]}" in anexo(rede)["Custos"][1]


def test_quem_mudou_uma_celula_aparece_junto_de_quem_escreveu_o_resto(rede):
    linha = rede.quadro("produtos")["_linha"].iloc[0]
    rede.gravar("produtos", [Mudanca(linha, {"unidade": "quilo"})], rede.versao(), "Bia")
    assert anexo(rede)["Produtos"][1].startswith("Por Ana e Bia em ")
    rede.gravar("produtos", [Mudanca(linha, {"produto": "Mel de jandaíra"})], rede.versao(), "Bia")
    assert anexo(rede)["Produtos"][1].startswith("Por Bia em ")


def test_o_que_ficou_fora_e_contado_com_o_porque(rede):
    cadastrar(rede, "Mel da Serra", "Ana", meses=2)
    gravar(rede, "custos", "Ana", CUSTO | {"empreendimento": "Mel da Serra", "valor": "muito"})
    frases = anexo(rede, periodo="2026-01:2026-01")["Custos"]
    assert "1 com pendência e 1 de outro período" in frases[0]
    assert frases[-1] == "O que tem pendência: Valor."


def test_o_nome_numa_tabela_leva_as_linhas_so_dele_e_nenhum_caminho_se_perde(rede):
    cadastrar(rede, "Mel da Serra", "Ana", meses=2)
    cadastrar(rede, "Doces do Vale", "Bia")
    folha = relatorio.abrir("minha", hoje=HOJE.isoformat())
    pagina = folha.modulos() + folha.lastro()
    destino = re.search(r'<th scope="row"><a href="#(\w+)">Mel da Serra</a>', pagina)[1]
    frases = re.search(rf'<dt id="{destino}">Mel da Serra</dt>(.*?)<dt', pagina)[1]
    assert "Custos, 2 linhas" in frases and "Bia" not in frases
    assert set(re.findall(r'href="#([^"]+)"', pagina)) <= set(re.findall(r'id="([^"]+)"', pagina))


@pytest.mark.parametrize("como", ["não aparece", "letra"])
def test_quem_so_escreve_por_um_grupo_escondido_nao_aparece_em_lugar_nenhum(rede, como):
    cadastrar(rede, "Segredo", "Maria do Segredo", como=como)
    cadastrar(rede, "Mel da Serra", "Ana")
    gravar(rede, "produtos", "Maria do Segredo", {"produto": "Doce", "unidade": "pote"})
    folha = relatorio.abrir("minha", hoje=HOJE.isoformat())
    inteira = folha.capa() + folha.modulos() + folha.lastro()
    assert "Maria" not in inteira and "Segredo" not in inteira
    assert "De quem não se mostra (B declarado): 1 linha" in " ".join(anexo(rede)["Custos"])


def test_quem_escreve_tambem_por_um_grupo_que_aparece_so_some_das_linhas_do_escondido(rede):
    cadastrar(rede, "Segredo", "Técnica", como="não aparece")
    cadastrar(rede, "Mel da Serra", "Técnica")
    usei, do_escondido, do_aberto = anexo(rede)["Custos"]
    assert usei == "Usei 2 de 2 linhas."
    assert do_escondido == "De quem não se mostra (B declarado): 1 linha, 01/2026."
    assert do_aberto.startswith("Por Técnica em ")


def test_quem_assina_com_o_nome_do_grupo_escondido_nao_aparece(rede):
    cadastrar(rede, "Segredo", "Ana", como="não aparece")
    cadastrar(rede, "Mel da Serra", "Rosa (do SEGREDO)")
    assert anexo(rede)["Mel da Serra"][0].startswith("De quem não se mostra")


def test_quem_respondeu_uma_avaliacao_nao_e_nomeado(rede):
    cadastrar(rede, "Mel da Serra", "Ana")
    avaliacao = {"empreendimento": "Mel da Serra", "respondente": "Joaquina", "avaliado_em": "01/02/2026"}
    gravar(rede, "avaliacoes", "Ana", avaliacao | {"nivel_producao": "2"})
    assert "Joaquina" not in str(anexo(rede))


def test_uma_rede_vazia_tem_um_anexo_vazio(rede):
    assert list(anexo(rede)) == ["Produtos", "Mel"]
