"""Os mesmos números em três línguas: o relatório inteiro, o mural e a mensagem."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

import leitura_facil
from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.graficos import tema
from caderno.graficos.fileiras import MAXIMO
from caderno.relatorio import devolutiva, execucao
from caderno.relatorio.formatos import mensagem, mural

# Para quem lê devagar, numa parede ou num telefone.
PALAVRAS_POR_FRASE, FLESCH, FRASE_MAIS_COMPRIDA = 16, 75, 26


@pytest.fixture(scope="module")
def relato(tmp_path_factory):
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("redes")))
        return execucao.executar(relatorio.Pedido("exemplo", hoje=HOJE))


def texto(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("&nbsp;", " ")


def do_mural(relato) -> str:
    """As palavras do mural, sem o que está escrito dentro dos desenhos."""
    return re.sub(r"<svg.*?</svg>|<style>.*?</style>", " ", mural.pagina(relato), flags=re.DOTALL)


def numeros(escrito: str) -> set[str]:
    return set(re.findall(r"-?\d[\d.,]*\d|\d", escrito))


def test_o_mural_e_a_mensagem_dizem_as_mesmas_frases_e_os_mesmos_numeros_do_relatorio(relato):
    tecnico = texto(relato.html)
    respostas = devolutiva.respostas(relato)
    assert len(respostas) >= 11
    for resposta in respostas:
        assert resposta.frase in tecnico
        assert numeros(resposta.frase) <= numeros(tecnico)
        assert resposta.frase in texto(do_mural(relato))
    ditas = [linha.removeprefix("• ") for linha in devolutiva.mensagem(relato).splitlines() if linha.startswith("• ")]
    assert ditas and ditas == [r.frase for r in respostas[: len(ditas)]]


def test_os_numeros_do_mural_sao_os_valores_calculados(relato):
    [perfil] = [p for p in relato.partes if p["instrumento"] == "perfil_da_rede"]
    rede = dict(zip(perfil["saidas"]["rede"]["colunas"], perfil["saidas"]["rede"]["linhas"][0], strict=True))
    assert {f"{rede['empreendimentos']:.0f}", f"{rede['pessoas']:.0f}"} <= numeros(texto(do_mural(relato)))


def test_a_mensagem_cabe_em_setecentas_letras_e_conta_o_que_nao_coube(relato):
    escrita = devolutiva.mensagem(relato)
    assert len(escrita) <= 700
    ditas = escrita.count("• ")
    assert f"No relatório há mais {len(devolutiva.respostas(relato)) - ditas} respostas." in escrita


@pytest.mark.parametrize(
    "escrever", [devolutiva.mensagem, lambda r: "\n".join(x.frase for x in devolutiva.respostas(r))]
)
def test_o_mural_e_a_mensagem_se_leem_facil(relato, escrever):
    escrito = escrever(relato)
    assert leitura_facil.palavras_por_frase(escrito) <= PALAVRAS_POR_FRASE
    assert leitura_facil.flesch(escrito) >= FLESCH
    assert max(len(frase.split()) for frase in leitura_facil.frases(escrito)) <= FRASE_MAIS_COMPRIDA


def test_cada_resposta_do_mural_tem_desenho_e_o_comprido_ganha_a_folha_inteira(relato):
    assert all(r.estreito for r in devolutiva.respostas(relato))
    folhas = re.findall(r'<section class="folha (\w+)">(.*?)</section>', mural.pagina(relato), re.DOTALL)
    assert {classe for classe, _ in folhas} == {"par", "inteira"}
    for classe, corpo in folhas:
        largura = tema.LARGURAS["cartaz" if classe == "inteira" else "estreita"]
        assert set(re.findall(r'<svg[^>]* width="(\d+)"', corpo)) == {str(largura)}


def test_a_letra_dos_desenhos_do_mural_se_le_de_longe(relato):
    """Em meia folha A3 o desenho tem 183 × 145 mm; na folha inteira, 384 × 195 mm."""
    cabe = {"par": (183, 145), "inteira": (384, 195)}
    folhas = re.findall(r'<section class="folha (\w+)">(.*?)</section>', mural.pagina(relato), re.DOTALL)
    for classe, corpo in folhas:
        for medidas in re.findall(r'<svg[^>]* width="(\d+)" height="(\d+)"', corpo):
            milimetros = min(lugar / int(lado) for lugar, lado in zip(cabe[classe], medidas, strict=True))
            assert tema.TEXTO * milimetros / 25.4 * 72 >= 14


def test_o_desenho_que_nao_cabe_na_folha_do_mural_segue_na_outra_com_o_mesmo_titulo(relato):
    [memoria] = [r for r in devolutiva.respostas(relato) if r.parte["instrumento"] == "memoria"]
    folhas = re.findall(r"<section.*?</section>", mural.pagina(relato), re.DOTALL)
    primeira, *outras = (folha for folha in folhas if memoria.titulo in folha)
    assert memoria.frase in texto(primeira)
    assert outras and all(f"<h2>{memoria.titulo} (continua)</h2>" in folha for folha in outras)


def test_no_mural_as_respostas_sem_desenho_dividem_a_folha(relato, tmp_path):
    sem_desenho = replace(relato, html=re.sub(r'<div class="desenho.*?</svg></div>', "", relato.html, flags=re.DOTALL))
    respostas = devolutiva.respostas(sem_desenho)
    mural.gravar(sem_desenho, tmp_path / "mural.pdf")
    folhas = PdfReader(tmp_path / "mural.pdf").pages
    assert len(folhas) == -(-len(respostas) // mural.FRASES)
    assert all(resposta.frase in texto(do_mural(sem_desenho)) for resposta in respostas)


def test_o_cartaz_mostra_as_maiores_e_manda_procurar_as_outras_no_relatorio(relato):
    [custo] = [r for r in devolutiva.respostas(relato) if r.parte["instrumento"] == "custo_unitario"]
    quantas = len(custo.parte["saidas"]["por_produto"]["linhas"])
    assert f"E mais {quantas - MAXIMO['cartaz']}, no relatório." in custo.cartaz()
    assert "na tabela" not in custo.cartaz()


def test_o_mural_sai_em_folhas_a3_deitadas_com_uma_secao_em_cada(relato, tmp_path):
    mural.gravar(relato, tmp_path / "mural.pdf")
    folhas = PdfReader(tmp_path / "mural.pdf").pages
    assert len(folhas) == mural.pagina(relato).count('<section class="folha')
    largura, altura = (round(lado / 72 * 25.4) for lado in folhas[0].mediabox[2:])
    assert (largura, altura) == (420, 297)


def test_a_figura_da_mensagem_tem_a_largura_de_uma_foto_de_telefone(relato, tmp_path):
    mensagem.gravar(relato, tmp_path / "rede.txt")
    figura = (tmp_path / "rede.png").read_bytes()
    assert figura.startswith(b"\x89PNG")
    assert int.from_bytes(figura[16:20], "big") == mensagem.PONTOS


def test_uma_rede_sem_respostas_diz_o_que_fazer(relato):
    vazio = replace(relato, partes=())
    assert "Falta preencher os quadros." in devolutiva.mensagem(vazio)
    assert "Falta preencher os quadros." in mural.pagina(vazio)
    assert "Ainda não há respostas." in mensagem.cartao(vazio)


def test_um_nome_malicioso_aparece_escrito_e_nada_mais(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))
    rede = arquivo.criar("hostil")
    nome = "<script>alert(1)</script> & “=cmd” 🐝 \u202eabc" + "x" * 200
    rede.gravar("rede", [Mudanca(valores={"rede": nome})], partida=0, autor="teste")
    relato = execucao.executar(relatorio.Pedido("hostil", hoje=HOJE))
    assert "<script>" not in mural.pagina(relato) and "<script>" not in mensagem.cartao(relato)
    assert len(devolutiva.mensagem(relato)) <= 700
    mensagem.gravar(relato, tmp_path / "hostil.txt")
    mural.gravar(relato, tmp_path / "hostil.pdf")
