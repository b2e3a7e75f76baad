"""A mesma resposta em todas as faces: conta direta, planilha, linha de comando, página e relatório.

Os números esperados de `casos/esperado.csv` foram calculados no papel.
"""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from bancada import HOJE
from caderno import apresentacao, arquivo, cli, contas, explicacao, formato, papel, planilha, relatorio
from caderno.arquivo import Mudanca
from caderno.catalogo import INSTRUMENTOS, QUADROS, Dados
from caderno.modelo import Campo, Contexto, Fonte, Instrumento, Quadro, Saida

CASOS = Path(__file__).parent / "casos"


def esperados():
    with open(CASOS / "esperado.csv", encoding="utf-8") as aberto:
        return list(csv.DictReader(aberto, delimiter=";"))


def brutas_do_caso() -> dict[str, pd.DataFrame]:
    return {nome: pd.read_csv(CASOS / f"{nome}.csv", sep=";", dtype=str, keep_default_na=False) for nome in QUADROS}


@pytest.fixture(scope="module")
def rede(tmp_path_factory):
    """A rede do caso num arquivo de verdade."""
    pasta = tmp_path_factory.mktemp("faces")
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(pasta))
        rede = arquivo.criar("papel")
        for nome, bruta in brutas_do_caso().items():
            linhas = [Mudanca(None, {c: t for c, t in linha.items() if t}) for linha in bruta.to_dict("records")]
            rede.gravar(nome, linhas, partida=0, autor="teste")
        yield rede


@pytest.fixture(scope="module")
def xlsx(rede, tmp_path_factory):
    destino = tmp_path_factory.mktemp("xlsx") / "rede.xlsx"
    planilha.exportar(rede.brutas(), destino)
    return destino


@pytest.fixture(scope="module")
def pagina_do_relatorio(rede, tmp_path_factory):
    [pagina] = relatorio.gerar(relatorio.Pedido("papel", hoje=HOJE), tmp_path_factory.mktemp("relatorio"))
    return pagina.read_text(encoding="utf-8")


def onde(caso) -> dict[str, str]:
    return dict(parte.split("=") for parte in caso["onde"].split(",") if parte)


def campo_de(caso):
    return INSTRUMENTOS[caso["instrumento"]].saida(caso["saida"]).campo(caso["coluna"])


def valor_em(linhas: list[dict], caso):
    """O valor da única linha que corresponde; None quando não se aplica."""
    saida = INSTRUMENTOS[caso["instrumento"]].saida(caso["saida"])

    def serve(linha):
        return all(
            formato.escrever(linha[c], saida.campo(c), curto=True)
            == formato.escrever(float(v) if saida.campo(c).numerico else v, saida.campo(c), curto=True)
            for c, v in onde(caso).items()
        )

    achadas = [linha for linha in linhas if serve(linha)]
    assert len(achadas) == 1, f"{len(achadas)} linhas para {caso['onde']!r}"
    valor = achadas[0][caso["coluna"]]
    return None if valor is None or valor != valor else valor


def conferir(valor, caso):
    esperado = caso["valor"].replace(",", ".")
    if not esperado:
        assert valor is None, f"devia ser “não se aplica” ({caso['conta']})"
    else:
        assert valor == pytest.approx(float(esperado), abs=5e-5), caso["conta"]


def calcular_em_json(capsys, *argumentos) -> dict:
    assert cli.main([*argumentos, "--formato", "json", "--data", HOJE.isoformat()]) == 0
    return json.loads(capsys.readouterr().out)["saidas"]


por_caso = pytest.mark.parametrize(
    "caso", esperados(), ids=lambda c: f"{c['instrumento']}-{c['coluna']}-{c['onde'] or 'rede'}"
)


@por_caso
def test_a_conta_direta_da_o_numero_do_papel(caso, rede):
    resultado = rede.dados(Contexto(hoje=HOJE)).executar(caso["instrumento"])
    conferir(valor_em(resultado.saidas[caso["saida"]].to_dict("records"), caso), caso)


@por_caso
def test_a_pagina_mostra_o_numero_do_papel(caso, rede):
    resultado = rede.dados(Contexto(hoje=HOJE)).executar(caso["instrumento"])
    conferir_html(apresentacao.resultado_html(resultado), caso)


@por_caso
def test_o_relatorio_mostra_o_numero_do_papel(caso, pagina_do_relatorio):
    titulo = INSTRUMENTOS[caso["instrumento"]].titulo
    trecho = re.search(rf"<h3>{titulo}</h3>.*?</article>", pagina_do_relatorio, re.DOTALL).group()
    conferir_html(trecho, caso, publicado=True)


@pytest.mark.parametrize("instrumento", INSTRUMENTOS)
def test_a_linha_de_comando_da_os_numeros_do_papel(instrumento, rede, capsys):
    saidas = calcular_em_json(capsys, "calcular", instrumento, "--rede", "papel")
    for caso in (c for c in esperados() if c["instrumento"] == instrumento):
        conferir(valor_em(saidas[caso["saida"]], caso), caso)


@pytest.mark.parametrize("instrumento", INSTRUMENTOS)
def test_a_planilha_exportada_da_os_numeros_do_papel(instrumento, xlsx, capsys):
    saidas = calcular_em_json(capsys, "calcular", instrumento, "--planilha", str(xlsx))
    for caso in (c for c in esperados() if c["instrumento"] == instrumento):
        conferir(valor_em(saidas[caso["saida"]], caso), caso)


@pytest.mark.parametrize("instrumento", INSTRUMENTOS)
def test_cada_instrumento_tem_um_caso_com_numero_e_um_que_nao_se_aplica_ou_de_outro_periodo(instrumento):
    casos = [c for c in esperados() if c["instrumento"] == instrumento]
    assert len(casos) >= 2
    assert any(c["valor"] for c in casos)


class Linhas(HTMLParser):
    """As linhas de todas as tabelas de uma página, como listas de textos."""

    def __init__(self):
        super().__init__()
        self.linhas, self.dentro = [], False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.linhas.append([])
        self.dentro = self.dentro or tag in ("td", "th")
        if tag in ("td", "th") and self.linhas:
            self.linhas[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.dentro = False

    def handle_data(self, data):
        if self.dentro and self.linhas and self.linhas[-1]:
            self.linhas[-1][-1] += data


def conferir_html(pagina: str, caso, publicado=False):
    """Há uma linha de tabela com a identificação e o número escrito à brasileira, ou "não se aplica"."""
    leitor = Linhas()
    leitor.feed(pagina)
    campo, saida = campo_de(caso), INSTRUMENTOS[caso["instrumento"]].saida(caso["saida"])
    texto = caso["valor"].replace(",", ".")
    procurado = formato.escrever(float(texto), campo, curto=True) if texto else "não se aplica"
    quem = [formato.escrever(float(v) if saida.campo(c).numerico else v, saida.campo(c)) for c, v in onde(caso).items()]
    achou = any(
        all(any(q in celula for celula in linha) for q in quem)
        and any(_igual(procurado, celula, campo) for celula in linha)
        for linha in leitor.linhas
    )
    suprimido = publicado and saida.pessoas and not achou
    assert achou or suprimido, f"não achei {procurado!r} de {quem} ({caso['conta']})"


def _igual(procurado: str, celula: str, campo) -> bool:
    """A tabela arredonda: compara o que a célula diz com o número na mesma precisão."""
    if procurado == "não se aplica" or not campo.numerico:
        return celula.strip() == procurado
    lido, esperado = formato.ler(celula, campo).valor, formato.ler(procurado, campo).valor
    casas = len(celula.partition(",")[2].rstrip(" %hR$")) if "," in celula else 0
    return lido is not None and abs(lido - esperado) <= 0.5 * 10**-casas + 1e-9


@pytest.mark.parametrize("quadro", QUADROS.values(), ids=QUADROS)
class TestCadaQuadro:
    def test_o_exemplo_de_cada_campo_se_le_sem_erro(self, quadro):
        for campo in quadro.campos:
            assert campo.exemplo, f"{campo.nome} não tem exemplo"
            assert not formato.ler(campo.exemplo, campo).erro

    def test_a_folha_de_papel_pergunta_cada_campo(self, quadro):
        folha = papel.folha_em_branco([quadro], quadro.titulo)
        assert not [c.rotulo for c in quadro.campos if c.rotulo not in folha]

    def test_o_modelo_preenchido_entra_sem_nenhuma_pendencia_de_erro(self, quadro, tmp_path):
        linha = {campo.nome: campo.exemplo for campo in quadro.campos} | {"_linha": "1"}
        destino = tmp_path / "modelo.xlsx"
        planilha.exportar({quadro.nome: pd.DataFrame([linha])}, destino)
        lido = planilha.reconhecer_arquivo(planilha.ler_arquivo(destino.read_bytes(), destino.name), quadro)
        dados = Dados(lido.brutas, Contexto(hoje=HOJE))
        assert [p.frase for p in dados.conferido(quadro.nome)[1] if p.gravidade == "erro"] == []
        assert len(dados.conferido(quadro.nome)[0]) == 1

    def test_a_ficha_declara_todos_os_campos(self, quadro):
        ficha = explicacao.ficha(quadro.nome)
        assert [campo["nome"] for campo in ficha["campos"]] == list(quadro.nomes)


@pytest.mark.parametrize("item", INSTRUMENTOS.values(), ids=INSTRUMENTOS)
class TestCadaInstrumento:
    def test_o_relatorio_traz_pergunta_fonte_e_formula(self, item, pagina_do_relatorio):
        trecho = re.search(rf"<h3>{item.titulo}</h3>.*?</article>", pagina_do_relatorio, re.DOTALL).group()
        for ident in item.fonte.ids:
            assert ident in trecho
        assert "proposta deste caderno" in trecho.lower() or not item.proposta

    def test_a_explicacao_diz_pergunta_e_fonte(self, item):
        texto = explicacao.explicar(item)
        assert item.pergunta in texto and item.fonte.documento in texto

    def test_o_texto_da_linha_de_comando_le_a_conclusao(self, item, rede, capsys):
        assert cli.main(["calcular", item.nome, "--rede", "papel"]) == 0
        saida = capsys.readouterr().out
        assert rede.dados(Contexto(hoje=HOJE)).executar(item.nome).leitura[0] in saida


def test_o_relatorio_nao_tem_endereco_de_fora(pagina_do_relatorio):
    enderecos = set(re.findall(r"https?://[^\"' <>)]+", pagina_do_relatorio))
    assert {e for e in enderecos if "www.w3.org" not in e} == set()
    assert '<html lang="pt-BR">' in pagina_do_relatorio


class TestUmInstrumentoNovo:
    """A prova da arquitetura: uma declaração a mais, e todas as faces a conhecem."""

    QUADRO = Quadro(
        "mutiroes",
        "Mutirões",
        "Uma linha para cada mutirão.",
        1,
        (
            Campo("mutirao", "Mutirão", obrigatorio=True, exemplo="cisterna da escola"),
            Campo("vieram", "Pessoas que vieram", "inteiro", minimo=0, exemplo="12"),
        ),
    )

    @pytest.fixture(autouse=True)
    def declarado(self, monkeypatch):
        def calcular(mutiroes):
            return {"soma": pd.DataFrame({"vieram": [contas.somar(mutiroes["vieram"])]})}

        novo = Instrumento(
            nome="mutirao",
            titulo="Conta dos mutirões",
            pergunta="Quantas pessoas vieram?",
            explicacao="Some quem veio.",
            formula="soma",
            modulo=1,
            calcular=calcular,
            leitura=lambda saidas: [f"Vieram {formato.numero(saidas['soma']['vieram'].iloc[0], 0)} pessoas."],
            saidas=(Saida("soma", "Quem veio", "rede", (self.QUADRO.campo("vieram"),)),),
            fonte=Fonte("Teste", "aqui", ("A000",)),
            essenciais=("mutiroes",),
        )
        monkeypatch.setitem(QUADROS, "mutiroes", self.QUADRO)
        monkeypatch.setitem(INSTRUMENTOS, "mutirao", novo)

    @pytest.fixture
    def preenchido(self, tmp_path):
        destino = tmp_path / "mutiroes.csv"
        destino.write_text("Mutirão;Pessoas que vieram\nhorta;12\ncisterna;8\n", encoding="utf-8")
        return destino

    def test_a_linha_de_comando_le_a_planilha_e_responde(self, preenchido, capsys):
        assert cli.main(["calcular", "mutirao", "--planilha", str(preenchido)]) == 0
        assert "Vieram 20 pessoas." in capsys.readouterr().out

    def test_a_planilha_modelo_e_a_folha_de_papel_existem(self, tmp_path):
        assert cli.main(["modelo", "mutiroes", "-o", str(tmp_path / "m.xlsx")]) == 0
        assert "Pessoas que vieram" in papel.folha_em_branco([self.QUADRO], "Mutirões")

    def test_a_ficha_e_o_relatorio_o_mostram(self, rede):
        assert "Quantas pessoas vieram?" in explicacao.fichas_md("mutirao")
        pagina = relatorio.Folha("papel", hoje=HOJE.isoformat()).modulo(1)
        assert "<h3>Conta dos mutirões</h3>" in pagina
        assert "Ainda não preenchido." in pagina

    def test_o_arquivo_da_rede_guarda_o_quadro_novo(self, tmp_path, monkeypatch):
        monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
        rede = arquivo.criar("nova")
        rede.gravar("mutiroes", [Mudanca(None, {"mutirao": "horta", "vieram": "12"})], partida=0, autor="teste")
        assert rede.dados(Contexto(hoje=HOJE)).executar("mutirao").leitura == ["Vieram 12 pessoas."]
