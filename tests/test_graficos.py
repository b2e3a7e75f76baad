"""Os desenhos: todo tipo, com tudo o que uma rede pode trazer, nas duas larguras."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from caderno import apresentacao, catalogo, graficos
from caderno.graficos import tema
from caderno.graficos.escrita import Caminho, Circulo, Retangulo, Texto, em_svg
from caderno.graficos.folha import Folha
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida

FALTA = float("nan")
MALVADO = '<script>alert("x")</script>'
COMPRIDO = "Associação das Mulheres Rendeiras e Agricultoras do Sítio Umburana de Cima e Adjacências"
DINHEIRO = Campo("valor", "Valor", "dinheiro")
NOME = Campo("nome", "Nome")

# Para cada tipo: colunas, canais e linhas (a primeira linha sozinha também precisa servir).
CASOS = {
    "barras": (
        (NOME, Campo("grupo", "Grupo"), DINHEIRO, Campo("regua", "Régua", "dinheiro")),
        {"categoria": "nome", "grupo": "grupo", "valor": "valor", "regua": "regua"},
        [(f"{COMPRIDO} {i}", f"G{i % 2}", 1234.5 * (i - 1), 500.0) for i in range(30)]
        + [(FALTA, "G1", FALTA, FALTA), (MALVADO, MALVADO, 3.25, 500.0)],
    ),
    "barras_empilhadas": (
        (NOME, Campo("parte", "Parte"), Campo("valor", "Parte", "percentual")),
        {"categoria": "nome", "parte": "parte", "valor": "valor"},
        [("Mel", "embalagem", 60.0), ("Mel", MALVADO, -12.5), (MALVADO, FALTA, 40.0), ("Doce", "frete", FALTA)]
        + [("Doce", f"parte {i}", float(i)) for i in range(12)],
    ),
    "linhas": (
        (Campo("mes", "Mês", "mes"), NOME, DINHEIRO, Campo("regua", "Régua", "dinheiro")),
        {"x": "mes", "serie": "nome", "valor": "valor", "regua": "regua"},
        [("2026-03", "A", 1234.5, 100.0), ("2026-01", "A", -7890.25, 100.0), ("2026-02", "A", FALTA, 100.0)]
        + [(f"2026-{m:02d}", f"{COMPRIDO} {s}", 10.0 * m * s, FALTA) for m in range(1, 13) for s in range(8)]
        + [("2026-01", MALVADO, FALTA, FALTA), (FALTA, MALVADO, 1.0, FALTA)],
    ),
    "mapa_de_calor": (
        (NOME, Campo("area", "Área"), Campo("valor", "Nível", "numero")),
        {"linha": "nome", "coluna": "area", "valor": "valor"},
        [("Mel", "Comercialização", 1234.5), ("Mel", "Custeio", -2.5), (MALVADO, "Custeio", FALTA)]
        + [(f"{COMPRIDO} {i}", f"Área {j}", i * 10.0 + j) for i in range(6) for j in range(14)],
    ),
    "cascata": (
        (NOME, DINHEIRO, Campo("tipo", "Tipo")),
        {"etapa": "nome", "valor": "valor", "tipo": "tipo"},
        [("Começo", 3200.0, "total"), (COMPRIDO, -8450.5, ""), (MALVADO, FALTA, ""), ("Fim", -5250.5, "total")],
    ),
    "escada": (
        (NOME, Campo("kg", "Oferta", "numero", unidade="kg"), DINHEIRO, Campo("pedido", "Pedido", "numero")),
        {"quem": "nome", "largura": "kg", "altura": "valor", "regua": "pedido"},
        [("Mel", 1500.0, 6.25, 700.0), (MALVADO, 0.0, 3.0, 700.0), (COMPRIDO, 300.0, FALTA, 700.0)]
        + [(f"E{i}", 10.0 + i, 7.0 + i, 700.0) for i in range(30)],
    ),
    "halteres": (
        (NOME, Campo("ano", "Ano", "ano"), DINHEIRO),
        {"categoria": "nome", "ponto": "ano", "valor": "valor"},
        [("Mel", 2024.0, 1234.5), ("Mel", 2025.0, -15.75), (COMPRIDO, 2024.0, FALTA), (MALVADO, FALTA, 3.5)]
        + [(f"E{i}", 2024.0 + i % 7, 100.0 * i) for i in range(60)],
    ),
    "multiplos": (
        (NOME, Campo("area", "Área"), Campo("valor", "Nível", "numero")),
        {"painel": "nome", "categoria": "area", "valor": "valor"},
        [("Mel", "Produção", 1234.5), ("Mel", "Custeio", -3.5), (MALVADO, "Custeio", FALTA), (COMPRIDO, COMPRIDO, 2.0)],
    ),
    "mapa_de_pontos": (
        (NOME, Campo("lat", "Lat", "numero"), Campo("lon", "Lon", "numero"), Campo("n", "Pessoas", "inteiro")),
        {"nome": "nome", "latitude": "lat", "longitude": "lon", "tamanho": "n"},
        [
            ("Mel", -6.458, -37.098, 1500.0), ("Mel de novo", -6.458, -37.098, FALTA), (MALVADO, -6.26, -36.5, 0.0),
            (COMPRIDO, FALTA, -37.0, 3.0), ("No mar", -6.0, -20.0, 3.0),
        ],
    ),
    "linha_do_tempo": (
        (Campo("ano", "Ano", "ano"), Campo("fim", "Até", "ano"), Campo("dura", "Duração"), Campo("texto", "O que")),
        {"ano": "ano", "ano_final": "fim", "faixa": "dura", "texto": "texto"},
        [
            (1998.0, FALTA, "curta", "Primeira reunião"), (1979.0, 1985.0, "média", COMPRIDO * 3),
            (1950.0, FALTA, FALTA, "x"), (1998.0, FALTA, "longa", MALVADO), (2001.0, FALTA, "longa", FALTA),
            (FALTA, FALTA, "curta", "sem ano"),
        ],
    ),
}  # fmt: skip
LARGURAS = list(tema.LARGURAS)
SVG = "{http://www.w3.org/2000/svg}"


def montar(tipo: str, linhas: list[tuple]) -> tuple[Grafico, Instrumento, dict[str, pd.DataFrame]]:
    colunas, canais, _ = CASOS[tipo]
    saida = Saida("saida", "Uma saída", "linha", colunas)
    grafico = Grafico(tipo, "saida", "Um desenho", canais, lambda saidas: f"Frase com {MALVADO}.")
    instrumento = Instrumento(
        nome="teste", titulo="Teste", pergunta="?", explicacao="", formula="", modulo=1,
        calcular=lambda: {}, leitura=lambda saidas: ["Leitura."], saidas=(saida,),
        fonte=Fonte("Documento", "lugar", ("A001",)), graficos=(grafico,),
    )  # fmt: skip
    tabela = pd.DataFrame(linhas, columns=[c.nome for c in colunas])
    for campo in colunas:
        tabela[campo.nome] = tabela[campo.nome].astype(float if campo.numerico else object)
    return grafico, instrumento, {"saida": tabela}


def letras(svg: str) -> list[tuple[dict[str, str], ET.Element]]:
    """(a letra do grupo, cada texto dele)."""
    return [(g.attrib, no) for g in ET.fromstring(svg).iter(f"{SVG}g") for no in g.iter(f"{SVG}text")]


def textos(svg: str) -> list[str]:
    return [no.text or "" for _, no in letras(svg)]


def caixas(svg: str) -> list[tuple[float, float, str]]:
    """(esquerda, direita, texto) de cada texto, com a medida larga do tema."""
    lista = []
    for letra, no in letras(svg):
        largura = tema.largura_do_texto(no.text or "", float(letra["font-size"]), "font-weight" in letra)
        x = float(no.get("x"))
        esquerda = {"start": x, "middle": x - largura / 2, "end": x - largura}[letra.get("text-anchor", "start")]
        lista.append((esquerda, esquerda + largura, no.text or ""))
    return lista


def test_os_casos_cobrem_todos_os_construtores():
    assert set(CASOS) == set(graficos.CONSTRUTORES)


@pytest.mark.parametrize("largura", LARGURAS)
@pytest.mark.parametrize("tipo", CASOS)
class TestTodoDesenho:
    def test_vazio_nao_desenha(self, tipo, largura):
        montado = montar(tipo, [])
        assert graficos.svg(*montado, largura) == ""
        assert graficos.desenhar(*montado, largura) is None
        assert graficos.frase(*montado) == graficos.SEM_DADOS

    def test_uma_linha_basta(self, tipo, largura):
        assert textos(graficos.svg(*montar(tipo, CASOS[tipo][2][:1]), largura))

    def test_faltas_negativos_e_nomes_compridos_cabem_na_folha(self, tipo, largura):
        svg = graficos.svg(*montar(tipo, CASOS[tipo][2]), largura)
        fora = [c for c in caixas(svg) if c[0] < -1 or c[1] > tema.LARGURAS[largura] + 1]
        assert not fora
        assert "nan" not in " ".join(textos(svg)).lower().split()
        assert "NaN" not in svg and '"nan' not in svg

    def test_nenhuma_letra_e_menor_que_12(self, tipo, largura):
        svg = graficos.svg(*montar(tipo, CASOS[tipo][2]), largura)
        assert min(float(t) for t in re.findall(r'font-size="([\d.]+)"', svg)) >= 13
        assert f'width="{tema.LARGURAS[largura]}"' in svg

    def test_e_acessivel_e_nao_busca_nada_fora(self, tipo, largura):
        svg = graficos.svg(*montar(tipo, CASOS[tipo][2]), largura, "O que o desenho mostra")
        raiz = ET.fromstring(svg)
        assert raiz.get("role") == "img"
        assert raiz.get("aria-label").startswith("O que o desenho mostra")
        assert raiz.find("{http://www.w3.org/2000/svg}title").text == raiz.get("aria-label")
        assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"\bid=|url\(|href", svg)

    def test_nome_malvado_nao_vira_codigo(self, tipo, largura):
        svg = graficos.svg(*montar(tipo, CASOS[tipo][2]), largura)
        assert "<script" not in svg

    def test_a_ordem_das_linhas_nao_importa_para_desenhar(self, tipo, largura):
        assert graficos.svg(*montar(tipo, CASOS[tipo][2][::-1]), largura)


# Os números do eixo não são dados; nestes desenhos só o que está nas pontas e rótulos vem da tabela.
SEM_EIXO = ["barras", "barras_empilhadas", "mapa_de_calor", "cascata", "halteres", "multiplos"]


@pytest.mark.parametrize("tipo", SEM_EIXO)
def test_todo_numero_do_desenho_esta_na_tabela_ao_lado(tipo):
    grafico, instrumento, saidas = montar(tipo, CASOS[tipo][2])
    resultado = _resultado(instrumento, saidas)
    tabela = apresentacao.figura_html(grafico, resultado).split("<details>")[1].replace("−", "-")
    escritos = [t for t in textos(graficos.svg(grafico, instrumento, saidas)) if re.search(r"\d,\d", t)]
    assert escritos
    for escrito in escritos:
        numero = re.search(r"-?(R\$ )?-?[\d.]+,\d+", escrito.replace("− ", "-").replace("+ ", ""))
        assert numero.group() in tabela


def _resultado(instrumento, saidas):
    from datetime import date

    from caderno.modelo import Contexto

    uso = pd.DataFrame(columns=["quadro", "lidas", "usadas", "com_erro", "fora_do_recorte"])
    contexto = Contexto(hoje=date(2026, 11, 1))
    return catalogo.Resultado(instrumento, saidas, instrumento.leitura(saidas), {}, uso, [], "B", contexto)


def test_numeros_saem_do_jeito_brasileiro():
    svg = graficos.svg(*montar("barras", [("Mel", "G", 1234.5, FALTA), ("Doce", "G", -2.25, FALTA)]))
    assert {"R$ 1.234,50", "-R$ 2,25"} <= set(textos(svg))


def test_barras_ficam_da_maior_para_a_menor_e_a_falta_no_fim():
    linhas = [("a", "G", 1.0, FALTA), ("b", "G", FALTA, FALTA), ("c", "G", 9.0, FALTA)]
    ordem = [t for t in textos(graficos.svg(*montar("barras", linhas))) if t in "abc"]
    assert ordem == ["c", "a", "b"]


def test_meses_ficam_na_ordem_do_calendario():
    colunas = (Campo("mes", "Mês", "mes"), DINHEIRO)
    saida = Saida("saida", "Meses", "mês", colunas)
    grafico, instrumento, _ = montar("barras", [])
    grafico = replace(grafico, canais={"categoria": "mes", "valor": "valor"})
    tabela = pd.DataFrame([("2026-02", 1.0), ("2025-12", 5.0), ("2026-01", 9.0)], columns=["mes", "valor"])
    svg = graficos.svg(grafico, replace(instrumento, saidas=(saida,)), {"saida": tabela})
    assert [t for t in textos(svg) if "/" in t] == ["12/2025", "01/2026", "02/2026"]


def test_linhas_longe_do_zero_usam_a_altura_da_folha():
    linhas = [(f"2026-0{m}", "A", 100.0 + m, FALTA) for m in range(1, 6)]
    assert "0" not in textos(graficos.svg(*montar("linhas", linhas)))


def test_barras_demais_sao_contadas_no_desenho_e_no_nome_acessivel():
    svg = graficos.svg(*montar("barras", [(f"E{i}", "G", float(i), FALTA) for i in range(31)]))
    assert "E mais 6, na tabela." in textos(svg)
    assert "E mais 6, na tabela." in ET.fromstring(svg).get("aria-label")


def test_barra_sem_valor_diz_nao_se_aplica_e_nao_zero():
    escritos = textos(graficos.svg(*montar("barras", [("a", "G", 5.0, FALTA), ("b", "G", FALTA, FALTA)])))
    assert "não se aplica" in escritos and "R$ 0,00" not in escritos


def test_so_faltas_nao_desenha():
    assert graficos.svg(*montar("barras", [("a", "G", FALTA, FALTA)])) == ""


def test_linha_com_mes_sem_valor_se_interrompe():
    linhas = [(f"2026-0{m}", "A", FALTA if m == 3 else float(m), FALTA) for m in range(1, 6)]
    svg = graficos.svg(*montar("linhas", linhas))
    [linha] = re.findall(rf'<path fill="none" stroke="{tema.CORES[0]}"[^>]* d="([^"]+)"', svg)
    assert [len(re.findall("[lhv]", trecho)) for trecho in re.split("[Mm]", linha)[1:]] == [1, 1]


def test_cascata_fecha_no_total_declarado():
    folha = graficos._folha(*montar("cascata", [("A", 10.0, ""), ("B", -4.0, ""), ("C", 6.0, "total")]), "larga")
    a, b, c = (marca for marca in folha.marcas if isinstance(marca, Retangulo))
    assert a.x == c.x
    assert b.x + b.largura == pytest.approx(a.x + a.largura)
    assert c.x + c.largura == pytest.approx(b.x)


def _partes(*nomes: str) -> list[str]:
    linhas = [("Mel", nome, 100.0 / len(nomes)) for nome in nomes]
    return textos(graficos.svg(*montar("barras_empilhadas", linhas)))


def test_cada_parte_leva_a_letra_dela():
    assert {"A 50,0 %", "B 50,0 %"} <= set(_partes("frete", "embalagem"))


def test_nomes_curtos_sao_a_propria_etiqueta():
    escritos = _partes("AA", "B")
    assert {"AA 50,0 %", "B 50,0 %"} <= set(escritos) and escritos.count("AA") == 1


def test_nomes_com_siglas_levam_numeros_para_nao_haver_duas_letras():
    assert {"1: 50,0 %", "2: 50,0 %"} <= set(_partes("menor risco (AA a C)", "perda provável (H)"))


def test_escada_vai_do_menor_custo_ao_maior():
    linhas = [("caro", 10.0, 9.0, FALTA), ("barato", 10.0, 2.0, FALTA)]
    escritos = textos(graficos.svg(*montar("escada", linhas)))
    assert escritos.index("barato: 10 kg a R$ 2,00") < escritos.index("caro: 10 kg a R$ 9,00")


def test_pontos_no_mesmo_lugar_aparecem_todos():
    import numpy as np

    from caderno.graficos.mapa import afastar

    lugares = afastar(np.full((40, 2), 100.0), np.full(40, 5.0))
    distancias = np.hypot(*(lugares[:, None] - lugares[None, :]).T) + np.eye(40) * 99
    assert distancias.min() > 6
    assert np.abs(lugares - 100).max() < 80


def test_mapa_contorna_so_os_estados_que_tem_pontos():
    import numpy as np

    from caderno.graficos.mapa import estados_de

    assert estados_de(np.array([[-37.098, -6.458], [-46.63, -23.55]])) == ["RN", "SP"]
    assert estados_de(np.array([[-20.0, -6.0]])) == []


@pytest.mark.parametrize("tipo", CASOS)
def test_o_grafico_do_altair_escreve_os_mesmos_textos(tipo):
    montado = montar(tipo, CASOS[tipo][2])
    spec = graficos.desenhar(*montado).to_dict(validate=False)
    escritos = [v["texto"] for c in spec["layer"] if c["mark"]["type"] == "text" for v in c["data"]["values"]]
    assert sorted(escritos) == sorted(textos(graficos.svg(*montado)))


def test_o_vega_desenha_a_folha_do_altair_sem_endereco_externo():
    import json

    import vl_convert

    montado = montar("barras", [("Mel", "G", 1234.5, FALTA), ("Doce", "G", -2.0, 500.0)])
    spec = graficos.desenhar(*montado).to_dict(validate=False)
    desenhado = vl_convert.vegalite_to_svg(json.dumps(spec))
    assert "R$ 1.234,50" in desenhado
    assert "http" not in desenhado.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("papel", ["a", "b"])
def test_tipo_ou_largura_que_nao_existe_e_erro_de_programa(papel):
    grafico, instrumento, saidas = montar("barras", CASOS["barras"][2])
    with pytest.raises(KeyError):
        if papel == "a":
            graficos.svg(Grafico("pizza", "saida", "x", grafico.canais), instrumento, saidas)
        else:
            graficos.svg(grafico, instrumento, saidas, "media")


def test_cores_vizinhas_tem_claridade_diferente():
    claridades = [tema._luminancia(cor) for cor in tema.CORES]
    assert all((max(p) + 0.05) / (min(p) + 0.05) > 1.5 for p in pairwise(claridades))


@pytest.mark.parametrize("parte", [i / 20 for i in range(21)])
def test_o_numero_se_le_em_cima_de_qualquer_tom(parte):
    fundo = tema._luminancia(tema.tom(parte))
    tinta = tema._luminancia(tema.tinta_sobre(tema.tom(parte)))
    assert (max(fundo, tinta) + 0.05) / (min(fundo, tinta) + 0.05) >= 4.5


def test_todo_grafico_do_catalogo_tem_construtor_e_os_papeis_de_que_precisa():
    precisa = {
        "barras": {"categoria", "valor"},
        "barras_empilhadas": {"categoria", "valor", "parte"},
        "linhas": {"x", "valor"},
        "mapa_de_calor": {"linha", "coluna", "valor"},
        "cascata": {"etapa", "valor"},
        "escada": {"quem", "largura", "altura"},
        "halteres": {"categoria", "valor", "ponto"},
        "multiplos": {"categoria", "valor", "painel"},
        "mapa_de_pontos": {"latitude", "longitude", "nome"},
        "linha_do_tempo": {"ano", "faixa", "texto"},
    }
    opcionais = {"grupo", "regua", "serie", "faixa_min", "faixa_max", "texto", "tipo", "tamanho", "cor", "ano_final"}
    for instrumento in catalogo.INSTRUMENTOS.values():
        for grafico in instrumento.graficos:
            assert precisa[grafico.tipo] <= set(grafico.canais), (instrumento.nome, grafico.titulo)
            assert set(grafico.canais) <= precisa[grafico.tipo] | opcionais, (instrumento.nome, grafico.titulo)


# ------------------------------------------------------------------ o que se junta


def quadrado(x: float, cor: str = "#000") -> Retangulo:
    return Retangulo(x, 0, 10, 10, cor)


def test_marcas_iguais_que_nao_se_tocam_viram_um_traco_so():
    assert em_svg([quadrado(0), quadrado(20, "#fff"), quadrado(40.5)]) == (
        '<path fill="#000" d="M0,0h10v10h-10zm40.5,0h10v10h-10z"/><path fill="#fff" d="M20,0h10v10h-10z"/>'
    )


@pytest.mark.parametrize(
    "no_meio", [quadrado(35, "#fff"), Circulo(45, 5, 4, "#fff"), Caminho(((0, 5), (90, 5)), "#fff", 1)]
)
def test_o_que_se_desenha_por_cima_de_alguma_coisa_continua_por_cima(no_meio):
    escrito = em_svg([quadrado(0), no_meio, quadrado(40)])
    assert escrito.count('fill="#000"') == 2
    assert escrito.endswith('<path fill="#000" d="M40,0h10v10h-10z"/>')


def test_linhas_da_mesma_cara_se_juntam_mesmo_quando_se_cruzam():
    riscos = [Caminho(((0, y), (90, 9 - y)), "#000") for y in (0, 9)]
    assert em_svg(riscos).count("<path") == 1


def test_um_circulo_volta_ao_ponto_de_onde_saiu():
    assert em_svg([Circulo(20, 5, 2.5, "#000", "none"), Circulo(40, 5, 2.5, "#000", "none")]) == (
        '<path fill="#000" d="M17.5,5a2.5,2.5 0 1 0 5,0 2.5,2.5 0 1 0-5,0zm20,0a2.5,2.5 0 1 0 5,0 2.5,2.5 0 1 0-5,0z"/>'
    )


def test_os_textos_ficam_por_cima_e_o_nome_malvado_vai_escapado():
    escrito = em_svg([Texto(1, 9, MALVADO), quadrado(0), Texto(1, 30, "mel")])
    assert escrito.index("<path") < escrito.index("<text") and "<script" not in escrito
    assert escrito.count("<g ") == 1


def test_o_desenho_mais_alto_que_uma_folha_diz_onde_se_parte():
    folha = Folha()
    for i in range(100):
        folha.retangulo(0, 20 * i, 90, 18, "#000")
    cortes = [int(y) for y in re.search('data-cortes="([^"]+)"', folha.svg("Nome"))[1].split()]
    assert [y % 20 in (0, 18, 19) for y in cortes] == [True, True]
    assert max(b - a for a, b in pairwise([0, *cortes, 2000])) <= tema.FOLHA_DE_PAPEL
    assert "data-cortes" not in Folha("larga", 800).svg("Nome")


def test_no_mapa_de_calor_estreito_o_nome_comprido_vai_inteiro_em_cima_da_linha():
    nome = "Mel em pote de 500 g (Colmeia da Serra)"
    folha = graficos._folha(*montar("mapa_de_calor", [(nome, f"C{i}", 50.0 + i) for i in range(5)]), "estreita")
    escrito = {t.texto: t for t in folha.marcas if isinstance(t, Texto)}
    quadrinhos = [r for r in folha.marcas if isinstance(r, Retangulo)]
    assert escrito[nome].y < min(r.y for r in quadrinhos)
    assert min(r.x for r in quadrinhos) < 2 and len({r.y for r in quadrinhos}) == 1


def test_os_pontos_empilhados_de_um_haltere_nao_cobrem_os_nomes():
    linhas = [(nome, ano, 5.0) for nome in ("Mel", "Doce") for ano in (2023.0, 2024.0, 2025.0, 2026.0)]
    folha = graficos._folha(*montar("halteres", linhas), "estreita")
    pontos = [m for m in folha.marcas if isinstance(m, Circulo) or (isinstance(m, Caminho) and m.fundo != "none")]
    alturas = [(m.y - m.raio, m.y + m.raio) if isinstance(m, Circulo) else _de_ate(m) for m in pontos][4:]
    bases = [t.y for t in folha.marcas if isinstance(t, Texto) and t.texto in ("Mel", "Doce")]
    assert len(alturas) == 8 and len(bases) == 2
    assert not [base for base in bases for de, ate in alturas if de < base and ate > base - tema.TEXTO]


def _de_ate(caminho: Caminho) -> tuple[float, float]:
    return min(y for _, y in caminho.pontos), max(y for _, y in caminho.pontos)


def test_os_pontos_empilhados_ficam_na_ordem_da_legenda():
    linhas = [("Mel", 2024.0, 5.0), ("Mel", 2025.0, 9.0), ("Doce", 2025.0, 5.0), ("Doce", 2024.0, 5.0)]
    folha = graficos._folha(*montar("halteres", linhas), "larga")
    *_, circulo = (m for m in folha.marcas if isinstance(m, Circulo))
    *_, quadrado = (m for m in folha.marcas if isinstance(m, Caminho) and m.fundo != "none")
    assert circulo.y < _de_ate(quadrado)[0] + 7
