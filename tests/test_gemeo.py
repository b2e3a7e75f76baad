"""A lista pública de subprojetos, pelo seu gêmeo inventado, do arquivo até o retrato da rede pela linha de comando."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import date

import pytest

import ees_gemeo as gemeo
from caderno import arquivo, cli
from caderno.modelo import Contexto


@pytest.fixture(scope="module")
def importado(tmp_path_factory):
    """(o que o comando escreveu, a rede): as linhas produtivas do gêmeo numa rede nova."""
    pasta = tmp_path_factory.mktemp("gemeo")
    (pasta / "lista.csv").write_bytes(gemeo.montar())
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(pasta / "redes"))
        executar("nova", "potiguar")
        pedido = ("--rede", "potiguar", "--uf", "RN", "--somente", gemeo.PRODUTIVAS)
        yield executar("importar", str(pasta / "lista.csv"), *pedido), arquivo.abrir("potiguar")


def executar(*argumentos: str) -> str:
    escrito = io.StringIO()
    with contextlib.redirect_stdout(escrito):
        assert cli.main(list(argumentos)) == 0
    return escrito.getvalue()


def dados(rede):
    return rede.dados(Contexto(hoje=date(2026, 11, 21)))


def test_so_as_linhas_produtivas_entram_e_o_comando_diz_de_quantas(importado):
    escreveu, rede = importado
    assert f"ficaram {gemeo.FICAM} de {gemeo.LIDAS} linhas" in escreveu
    assert len(rede.quadro("empreendimentos")) == gemeo.FICAM


def test_o_cnpj_sai_de_dentro_do_nome_com_e_sem_espaco(importado):
    escreveu, rede = importado
    fichas = rede.quadro("empreendimentos")
    assert f"{gemeo.COM_CNPJ} CNPJs estavam dentro do nome" in escreveu
    assert (fichas["cnpj"] != "").sum() == gemeo.COM_CNPJ
    assert not fichas["empreendimento"].str.contains(r"[(\d]|^\s|\s$").any()


def test_as_linhas_quase_vazias_sao_nomeadas_e_guardadas(importado):
    escreveu, rede = importado
    assert f"{gemeo.QUASE_VAZIAS} linhas estão quase vazias: 4 e 9." in escreveu
    assert (rede.quadro("empreendimentos")["empreendimento"] == "").sum() == gemeo.QUASE_VAZIAS


def test_a_data_em_numero_de_serie_e_entendida_e_pede_um_olhar(importado):
    assert "Li o número 43171 como a data 12/03/2018." in importado[0]


def test_os_municipios_sem_estado_ficam_no_estado_que_a_pessoa_disse(importado):
    municipios = dados(importado[1]).tabela("empreendimentos")["municipio"].dropna()
    assert len(municipios) == gemeo.EMPREENDIMENTOS
    assert municipios.str.endswith("-RN").all()


def test_o_ponto_que_perdeu_a_virgula_e_apontado_e_nao_vai_para_o_mapa(importado):
    escreveu, rede = importado
    assert "linha 7, longitude: Li -35379 graus" in escreveu
    mapa = dados(rede).executar("perfil_da_rede").saidas["mapa"]
    assert len(mapa) == gemeo.EMPREENDIMENTOS
    assert mapa["longitude"].between(-39, -34).all()


def test_o_retrato_da_rede_soma_as_pessoas_e_a_parte_das_mulheres(importado):
    resposta = json.loads(executar("calcular", "perfil_da_rede", "--rede", "potiguar", "--formato", "json"))
    (rede,) = resposta["saidas"]["rede"]
    conta = (rede["empreendimentos"], rede["pessoas"], rede["mulheres"], rede["jovens"])
    assert conta == (gemeo.EMPREENDIMENTOS, gemeo.PESSOAS, gemeo.MULHERES, gemeo.JOVENS)
    assert rede["parte_mulheres"] == pytest.approx(100 * 91 / 156)


def test_sem_dizer_o_estado_os_municipios_com_xara_seguem_os_vizinhos(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    (tmp_path / "lista.csv").write_bytes(gemeo.montar())
    executar("nova", "vizinhos")
    escreveu = executar("importar", str(tmp_path / "lista.csv"), "--rede", "vizinhos")
    assert "2 municípios estavam sem o estado: completei com RN, o dos outros municípios da planilha." in escreveu
    assert f"{gemeo.LIDAS} linhas novas" in escreveu


def test_no_relatorio_o_que_nao_foi_preenchido_ocupa_so_uma_frase(importado, tmp_path):
    executar("relatorio", "potiguar", "-o", str(tmp_path))
    (relatorio,) = tmp_path.glob("*.html")
    html = relatorio.read_text(encoding="utf-8")
    assert html.count("Ainda não preenchido.") >= 10
    assert html.count("<details class=origem>") == 1  # a do perfil, que é o único respondido
