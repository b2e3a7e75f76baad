"""O relatório que se pode conferir: manifesto, verificação e o que a derruba."""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256

import pytest

from bancada import HOJE
from caderno import arquivo, cli, relatorio
from caderno.arquivo import Mudanca
from caderno.relatorio import lastro, verificacao
from caderno.relatorio.pedido import MODELOS

PEDIDO = {"modelo": "modulo", "modulo": "1", "hoje": HOJE}
NOMES = ("Mel da Serra", "Doces do Vale")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Uma rede pequena e o relatório dela, feitos uma vez; cada teste mexe numa cópia."""
    pasta = tmp_path_factory.mktemp("original")
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(pasta))
        rede = arquivo.criar("minha")
        linhas = [Mudanca(None, {"empreendimento": nome, "pessoas": "23", "mulheres": "12"}) for nome in NOMES]
        rede.gravar("empreendimentos", linhas, partida=0, autor="Ana")
        relatorio.gerar(relatorio.Pedido("minha", **PEDIDO), pasta, ("html", "pdf"))
    return pasta


@pytest.fixture
def pasta(original, tmp_path, monkeypatch):
    copia = tmp_path / "redes"
    shutil.copytree(original, copia)
    monkeypatch.setenv("CADERNO_DADOS", str(copia))
    return copia


def achar(pasta, fim: str):
    [achado] = pasta.glob(f"*{fim}")
    return achado


def verificar(pasta, fim: str = ".html", **opcoes):
    return verificacao.verificar(achar(pasta, fim), **opcoes)


def test_sem_nada_mexido_o_html_o_pdf_e_o_json_valem(pasta):
    for fim in (".html", ".pdf", ".lastro.json"):
        verificada = verificar(pasta, fim)
        assert verificada.ok, verificada.frases
        assert verificada.frases[-1] == verificacao.SEM_ASSINATURA


def test_o_pdf_sozinho_traz_o_lastro_e_diz_o_que_nao_da_para_saber(pasta):
    achar(pasta, ".lastro.json").unlink()
    verificada = verificar(pasta, ".pdf")
    assert verificada.ok and verificacao.SEM_SELO in verificada.frases


def test_o_manifesto_diz_versao_dados_parametros_e_programa_e_nao_diz_nomes(pasta):
    texto = achar(pasta, ".lastro.json").read_text(encoding="utf-8")
    manifesto = json.loads(texto)
    assert manifesto["pedido"]["hoje"] == "2026-11-21" and manifesto["dados"]["versao"] == 1
    assert manifesto["dados"]["quadros"]["empreendimentos"]["linhas"] == 2
    assert {"pandas", "numpy"} <= manifesto["programa"]["pacotes"].keys()
    assert {i["instrumento"] for i in manifesto["instrumentos"]} >= {"perfil_da_rede"}
    assert not any(nome in texto for nome in (*NOMES, "Ana"))


def test_uma_celula_mudada_pela_rede_derruba_e_diz_qual_quadro_e_qual_resposta(pasta, capsys):
    rede = arquivo.abrir("minha")
    linha = rede.quadro("empreendimentos")["_linha"].iloc[0]
    rede.gravar("empreendimentos", [Mudanca(linha, {"pessoas": "24"})], partida=1, autor="Bia")
    assert cli.main(["verificar", str(achar(pasta, ".html"))]) == 1
    dito = capsys.readouterr().out
    assert "Empreendimentos: alguém anotou depois do relatório (versão 1 para 2)." in dito
    assert "a resposta agora é outra." in dito


def test_um_byte_mudado_dentro_do_arquivo_derruba_e_diz_que_foi_por_fora(pasta):
    banco = pasta / "minha.caderno"
    conteudo = banco.read_bytes()
    assert conteudo.count(b'"pessoas":"23"') == 2
    banco.write_bytes(conteudo.replace(b'"pessoas":"23"', b'"pessoas":"22"', 1))
    verificada = verificar(pasta)
    assert not verificada.ok
    assert any("mudaram por fora do Caderno" in frase for frase in verificada.frases)


def test_um_byte_mudado_no_nome_de_quem_escreveu_tambem_derruba(pasta):
    banco = pasta / "minha.caderno"
    banco.write_bytes(banco.read_bytes().replace(b"Ana2026-", b"Eva2026-"))
    assert "Empreendimentos: os textos são os mesmos, mas mudou quem ou quando se escreveu." in verificar(pasta).frases


def test_um_numero_mudado_na_pagina_se_percebe_mesmo_com_a_impressao_refeita(pasta):
    html = achar(pasta, ".html")
    pagina = html.read_bytes().decode()
    falsa = pagina.replace("46 pessoas", "64 pessoas")
    assert falsa != pagina
    html.write_bytes(falsa.encode())
    assert f"{html.name} {verificacao.MEXIDO}" in verificar(pasta).frases
    nua, manifesto = lastro.desembutir(falsa)
    html.write_bytes(lastro.embutir(nua, manifesto).encode())
    verificada = verificar(pasta)
    assert not verificada.ok
    assert any("não é a que estes dados dão" in frase for frase in verificada.frases)


def test_um_byte_mudado_no_pdf_se_percebe_pelo_arquivo_ao_lado(pasta):
    pdf = achar(pasta, ".pdf")
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert f"{pdf.name} {verificacao.MEXIDO}" in verificar(pasta, ".pdf").frases


def test_a_copia_da_rede_com_outro_nome_confere_e_a_ordem_das_linhas_nao_importa(pasta):
    (pasta / "minha.caderno").rename(pasta / "copia.caderno")
    with pytest.raises(relatorio.ErroDeRelatorio, match="Não existe a rede “minha”"):
        verificar(pasta, ".lastro.json")
    assert verificar(pasta, ".lastro.json", rede="copia").ok


def test_a_escolha_do_grupo_que_mudou_e_dita():
    era = {"instrumento": "x", "titulo": "X", "versao": 1, "escolhas": {"base": "horas"}, "resposta": "a"}
    e = era | {"escolhas": {"base": "valor"}, "resposta": "b", "versao": 2}
    assert verificacao._respostas({"instrumentos": [era]}, {"instrumentos": [e]}) == [
        "A escolha “base” era “horas” e agora é “valor”.",
        "X: a resposta agora é outra. A conta passou da versão 1 para a 2.",
    ]


def test_o_programa_que_mudou_e_dito_sem_derrubar(pasta):
    sidecar = achar(pasta, ".lastro.json")
    manifesto = json.loads(sidecar.read_text(encoding="utf-8"))
    manifesto["programa"]["pacotes"]["pandas"] = "1.0"
    sidecar.write_text(lastro.escrever(manifesto), encoding="utf-8")
    verificada = verificar(pasta, ".lastro.json")
    assert verificada.ok and any("pandas 1.0 →" in frase for frase in verificada.frases)


def test_o_relatorio_de_quem_nao_aparece_confere_sem_dizer_o_nome(pasta):
    rede = arquivo.abrir("minha")
    linha = rede.quadro("empreendimentos")["_linha"].iloc[0]
    rede.gravar("empreendimentos", [Mudanca(linha, {"como_aparece": "não aparece"})], partida=1, autor="Ana")
    pedido = relatorio.Pedido("minha", "empreendimento", empreendimento=NOMES[0], hoje=HOJE)
    [html] = relatorio.gerar(pedido, pasta / "dele")
    assert NOMES[0] not in html.read_text(encoding="utf-8")
    assert verificacao.verificar(html).ok
    rede.gravar("empreendimentos", [Mudanca(linha, apagar=True)], partida=2, autor="Ana")
    with pytest.raises(relatorio.ErroDeRelatorio, match="não está mais na rede"):
        verificacao.verificar(html)


def test_o_que_nao_e_relatorio_ganha_uma_frase(pasta, capsys):
    estragado = pasta / "x.lastro.json"
    for nome, conteudo, dito in (
        ("a.html", "<p>oi</p>", "não traz o lastro"),
        ("a.txt", "", "Não sei verificar a.txt"),
        ("x.lastro.json", '{"lastro": 1}', "está estragado"),
        ("x.lastro.json", "{", "está estragado"),
    ):
        (pasta / nome).write_text(conteudo)
        assert cli.main(["verificar", str(pasta / nome)]) == 2
        assert dito in capsys.readouterr().err
    assert estragado.exists()


def test_numeros_que_so_diferem_na_ultima_casa_tem_a_mesma_impressao():
    assert lastro.impressao([0.1 + 0.2, 1, None, True]) == lastro.impressao([0.3, 1.0, None, True])
    assert lastro.impressao([1.0]) != lastro.impressao([True])


def test_o_manifesto_dentro_da_pagina_nao_fecha_a_marca_e_volta_inteiro():
    pagina = "<html><body><p>1</p></body></html>"
    com = lastro.embutir(pagina, {"titulo": "</script><b>"})
    assert com.count("</script>") == 1
    nua, manifesto = lastro.desembutir(com)
    assert nua == pagina and manifesto["titulo"] == "</script><b>"
    assert manifesto["pagina"] == sha256(pagina.encode()).hexdigest()


@pytest.mark.parametrize("modelo", sorted(c.stem for c in MODELOS.glob("*.ipynb")))
def test_todo_modelo_termina_no_anexo_do_lastro(modelo):
    caderno = json.loads((MODELOS / f"{modelo}.ipynb").read_text(encoding="utf-8"))
    fontes = ["".join(celula["source"]) for celula in caderno["cells"]]
    assert re.fullmatch(r"\w+\.lastro\(\)", fontes[-1]), fontes[-1]
