"""Os cadernos ensinam, e o que dizem é verdade: formato, partes de cada lição, contas escritas e leitura fácil."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from caderno import catalogo
from leitura_facil import flesch, palavras_por_frase

PASTA = Path(__file__).parent.parent / "notebooks"
TODOS = sorted(p for p in PASTA.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
MODULOS = sorted((PASTA / "modulos").glob("*.ipynb"))
LINHAS_POR_CELULA = 4
PARTES = (
    "Uma situação",
    "Em palavras",
    "Uma conta pequena",
    "Um engano comum",
    "Agora com os dados de vocês",
    "Para conversar na roda",
)
PALAVRAS_POR_FRASE = 18
# Flesch adaptado ao português por Martins e colegas (1996): de 75 para cima é muito fácil.
FLESCH_MINIMO = 75

cada_caderno = pytest.mark.parametrize("caminho", TODOS, ids=lambda p: p.stem)
cada_modulo = pytest.mark.parametrize("caminho", MODULOS, ids=lambda p: p.stem)


class Secao(NamedTuple):
    """Um título de nível 2 com o que vem até o próximo: texto, células de código e o instrumento que mostra."""

    titulo: str
    texto: str
    celulas: list[dict]

    @property
    def instrumento(self) -> str:
        achados = re.findall(r'mostrar_instrumento\(pagina, "(\w+)"\)', "\n".join(map(fonte, self.codigo)))
        assert len(achados) <= 1, f"“{self.titulo}” mostra {achados}: cada seção ensina um instrumento"
        return achados[0] if achados else ""

    @property
    def codigo(self) -> list[dict]:
        return [c for c in self.celulas if c["cell_type"] == "code"]

    def parte(self, nome: str) -> str:
        """O texto entre um título de nível 3 e o seguinte."""
        return re.split(r"^### ", self.texto.split(f"### {nome}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def ler(caminho: Path) -> dict:
    return json.loads(caminho.read_text(encoding="utf-8"))


def fonte(celula: dict) -> str:
    return "".join(celula["source"])


def secoes(caminho: Path) -> list[Secao]:
    grupos: list[list[dict]] = [[]]
    for celula in ler(caminho)["cells"]:
        if celula["cell_type"] == "markdown" and fonte(celula).startswith("## "):
            grupos.append([])
        grupos[-1].append(celula)
    return [_secao(celulas) for celulas in grupos[1:]]


def _secao(celulas: list[dict]) -> Secao:
    texto = "\n\n".join(fonte(c) for c in celulas if c["cell_type"] == "markdown")
    return Secao(texto.splitlines()[0].removeprefix("## "), texto, celulas)


def licoes(caminho: Path) -> list[Secao]:
    return [secao for secao in secoes(caminho) if secao.instrumento]


def todas_as_licoes() -> list[tuple[Path, Secao]]:
    return [(caminho, licao) for caminho in MODULOS for licao in licoes(caminho)]


cada_licao = pytest.mark.parametrize(
    ("caminho", "licao"), todas_as_licoes(), ids=[licao.instrumento for _, licao in todas_as_licoes()]
)


def prosa(caminho: Path) -> str:
    """O texto do caderno, sem código, na ordem em que se lê."""
    texto = "\n\n".join(fonte(c) for c in ler(caminho)["cells"] if c["cell_type"] == "markdown")
    return re.sub(r"^```.*?^```", "", texto, flags=re.M | re.S)


# ------------------------------------------------------------------ formato


@cada_caderno
def test_nao_guarda_resultados(caminho):
    codigo = [c for c in ler(caminho)["cells"] if c["cell_type"] == "code"]
    assert not [c["id"] for c in codigo if c["outputs"] or c["execution_count"] is not None]


@cada_caderno
def test_as_celulas_de_codigo_sao_curtas_e_so_chamam(caminho):
    for celula in ler(caminho)["cells"]:
        if celula["cell_type"] != "code":
            continue
        linhas = fonte(celula).splitlines()
        recortes = "parameters" in celula["metadata"].get("tags", [])  # uma linha por parâmetro, sem conta nenhuma
        assert recortes or len(linhas) <= LINHAS_POR_CELULA, f"{celula['id']} tem {len(linhas)} linhas"
        nos = list(ast.walk(ast.parse(fonte(celula))))
        proibidos = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not [n for n in nos if isinstance(n, proibidos)], f"{celula['id']} define algo: ponha em lib/"
        importa = [a.name for n in nos if isinstance(n, ast.Import) for a in n.names]
        importa += [n.module for n in nos if isinstance(n, ast.ImportFrom)]
        pesados = [m for m in importa if m.split(".")[0] in ("pandas", "ipywidgets", "anywidget", "altair", "IPython")]
        assert not pesados, f"{celula['id']} importa {pesados}: isso é assunto da biblioteca"


@cada_caderno
def test_tem_titulo_kernel_e_ids_que_nao_se_repetem(caminho):
    caderno = ler(caminho)
    assert caderno["metadata"]["kernelspec"]["name"] == "python3"
    assert caderno["metadata"]["title"].strip()
    ids = [c["id"] for c in caderno["cells"]]
    assert len(ids) == len(set(ids))


@cada_caderno
def test_a_rede_e_um_parametro_e_comeca_no_exemplo(caminho):
    marcadas = [c for c in ler(caminho)["cells"] if "parameters" in c["metadata"].get("tags", [])]
    assert len(marcadas) == 1
    assert 'rede = "exemplo"' in fonte(marcadas[0]).splitlines()


@cada_caderno
def test_o_texto_escreve_reais_sem_cifrao(caminho):
    """Dois cifrões no mesmo parágrafo virariam uma fórmula de matemática, com as palavras grudadas."""
    assert "$" not in "".join(fonte(c) for c in ler(caminho)["cells"] if c["cell_type"] == "markdown")


# ------------------------------------------------------------------ o que se ensina


def test_cada_instrumento_e_ensinado_uma_vez_no_caderno_do_seu_modulo():
    ensinados = [(int(caminho.stem[0]), licao.instrumento) for caminho, licao in todas_as_licoes()]
    declarados = [(item.modulo, nome) for nome, item in catalogo.INSTRUMENTOS.items()]
    assert ensinados == sorted(declarados, key=lambda par: par[0])


@cada_modulo
def test_o_modulo_abre_com_o_seu_nome_e_as_suas_perguntas(caminho):
    numero, caderno = int(caminho.stem[0]), ler(caminho)
    abertura = fonte(caderno["cells"][0])
    assert caderno["metadata"]["title"] == catalogo.MODULOS[numero]
    assert abertura.startswith(f"# {catalogo.MODULOS[numero]}\n")
    perguntas = [f"- {item.pergunta}" for item in catalogo.INSTRUMENTOS.values() if item.modulo == numero]
    assert [linha for linha in abertura.splitlines() if linha.startswith("- ")] == perguntas
    for parte in ("saberá responder", "**Tempo:**", "**Tragam:**", "**Sem luz ou sem telefone:**"):
        assert parte in abertura
    assert any(f"tela.abrir(rede, modulo={numero})" in fonte(c) for c in caderno["cells"])


@cada_modulo
def test_o_modulo_prepara_a_roda_e_termina_na_assembleia(caminho):
    titulos = [secao.titulo for secao in secoes(caminho)]
    assert titulos[0] == "Antes de começar" and titulos[-1] == "Para levar à assembleia"
    assert len(titulos) == len(licoes(caminho)) + 2
    ultima = secoes(caminho)[-1].texto
    assert "discordou" in ultima, "a ata guarda também quem discordou"


@cada_licao
def test_a_licao_tem_o_titulo_do_instrumento_e_todas_as_partes_na_ordem(caminho, licao):
    assert licao.titulo == catalogo.instrumento(licao.instrumento).titulo
    assert tuple(re.findall(r"^### (.+)$", licao.texto, flags=re.M)) == PARTES


@cada_licao
def test_a_situacao_termina_na_pergunta(caminho, licao):
    assert licao.parte("Uma situação").rstrip().endswith("?**")


@cada_licao
def test_em_palavras_diz_de_onde_vem_e_o_que_e_proposta(caminho, licao):
    item = catalogo.instrumento(licao.instrumento)
    palavras = licao.parte("Em palavras")
    assert "**De onde vem:**" in palavras
    assert item.fonte.documento in palavras and item.fonte.lugar in palavras
    if item.proposta:
        assert "**proposta deste caderno**" in palavras


@cada_licao
def test_o_engano_tem_a_explicacao_dobrada(caminho, licao):
    engano = licao.parte("Um engano comum").strip()
    assert not engano.startswith("<details>"), "primeiro o engano, depois a explicação"
    assert "<details><summary>Por que está errado?</summary>" in engano
    assert engano.endswith("</details>")


@cada_licao
def test_a_roda_tem_tres_perguntas_e_um_recado_para_quem_facilita(caminho, licao):
    roda = licao.parte("Para conversar na roda")
    perguntas = re.findall(r"^\d\. (.+)$", roda, flags=re.M)
    assert len(perguntas) == 3
    assert all("?" in pergunta for pergunta in perguntas)
    assert "*Para quem facilita:*" in roda


@cada_licao
def test_os_minutos_de_cada_parte_somam_o_tempo_da_licao(caminho, licao):
    tempo = r"\*\*Tempo: (\d+) minutos\*\* \((\d+) de conversa, (\d+) de preenchimento, (\d+) de roda\)"
    total, conversa, *resto = (int(n) for n in re.search(tempo, licao.texto).groups())
    assert total == conversa + sum(resto)
    assert 10 <= conversa <= 25, "a lição se dá em 10 a 25 minutos"


# ------------------------------------------------------------------ o que se diz é verdade


@cada_licao
def test_a_conta_mostrada_e_a_que_roda_e_o_texto_diz_o_resultado(caminho, licao):
    """O Voilà esconde o código: a chamada aparece no texto de cima, igual à que o caderno executa."""
    espaco = {}
    _executar_imports(caminho, espaco)
    contas = [c for c in licao.codigo if "conta" in c["metadata"].get("tags", [])]
    assert contas, "a lição não tem conta pequena"
    for conta in contas:
        texto = fonte(licao.celulas[licao.celulas.index(conta) - 1])
        _, mostrada, depois = re.split(r"^```(?:python)?$", texto, flags=re.M)
        for chamada in mostrada.strip().splitlines():
            assert chamada in fonte(conta)
        for resultado in _impresso(fonte(conta), espaco).split(" · "):
            dito = resultado.lstrip("-").removeprefix("R$ ").removesuffix(",00")
            assert re.search(rf"(?<![\d,.]){re.escape(dito)}(?![\d,])", depois), f"{conta['id']} dá {resultado}"


def _executar_imports(caminho: Path, espaco: dict) -> None:
    """O que a célula de abertura importa vale para as contas, sem abrir nenhuma rede."""
    codigo = [fonte(c) for c in ler(caminho)["cells"] if c["id"] == "pagina"]
    exec("\n".join(linha for linha in codigo[0].splitlines() if linha.startswith("from ")), espaco)


def _impresso(codigo: str, espaco: dict) -> str:
    saida = io.StringIO()
    with contextlib.redirect_stdout(saida):
        exec(codigo, espaco)
    return saida.getvalue().strip()


NUMERO = r"\d[\d.]*(?:,\d+)?"
CONTA_ESCRITA = re.compile(rf"({NUMERO}(?: [+−×÷] {NUMERO})+) = ({NUMERO})")


@cada_modulo
def test_as_contas_escritas_no_texto_fecham(caminho):
    achadas = CONTA_ESCRITA.findall(prosa(caminho))
    assert achadas
    for conta, dito in achadas:
        dito = dito.rstrip(".")
        casas = len(dito.partition(",")[2])
        assert _arredondar(_calcular(conta), casas) == Decimal(_em_python(dito)), f"{conta} não é {dito}"


def _em_python(texto: str) -> str:
    return texto.replace(".", "").replace(",", ".")


def _calcular(conta: str) -> Fraction:
    """Soma de produtos, na ordem da escola.

    >>> _calcular("100 × 10 + 300 × 6")
    Fraction(2800, 1)
    """
    total = Fraction(0)
    for sinal, termo in re.findall(rf"(^|[+−] )({NUMERO}(?: [×÷] {NUMERO})*)", conta):
        valor = Fraction(1)
        for vezes, numero in re.findall(rf"(^|[×÷] )({NUMERO})", termo):
            fator = Fraction(_em_python(numero))
            valor = valor / fator if vezes == "÷ " else valor * fator
        total += -valor if sinal == "− " else valor
    return total


def _arredondar(valor: Fraction, casas: int) -> Decimal:
    exato = Decimal(valor.numerator) / Decimal(valor.denominator)
    return exato.quantize(Decimal(1).scaleb(-casas), ROUND_HALF_UP)


# ------------------------------------------------------------------ leitura fácil


@cada_modulo
def test_as_frases_sao_curtas(caminho):
    assert palavras_por_frase(prosa(caminho)) <= PALAVRAS_POR_FRASE


@cada_modulo
def test_o_texto_e_facil_de_ler(caminho):
    assert flesch(prosa(caminho)) >= FLESCH_MINIMO


@cada_modulo
def test_fala_como_o_movimento(caminho):
    texto = prosa(caminho)
    estranhas = re.findall(r"\b(empresas?|lucros?|funcionári\w+|faturamentos?|salários?(?! mínimo))\b", texto, re.I)
    assert not estranhas
    assert "!" not in texto
