"""O relatório da rede: um caderno de `notebooks/relatorios/` executado e guardado como uma página só.

`gerar` é a porta de entrada. As outras funções são as que o próprio caderno do relatório chama,
uma por célula, e devolvem pedaços de página.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import date
from html import escape
from pathlib import Path

from caderno import apresentacao, arquivo, catalogo, formato
from caderno.modelo import Campo, Contexto

MODELOS = Path(__file__).parents[2] / "notebooks" / "relatorios"
_MES = Campo("periodo", "Período", "mes")


class ErroDeRelatorio(Exception):
    """O que impede o relatório, em uma frase para a pessoa."""


class Pedaco(str):
    """Um pedaço de página que o Jupyter sabe mostrar."""

    def _repr_html_(self) -> str:
        return str(self)


def gerar(
    rede: str,
    pasta: Path,
    *,
    modelo: str = "rede",
    empreendimento: str = "",
    periodo: str = "",
    hoje: date | None = None,
) -> Path:
    """Executa um modelo de relatório e grava uma página HTML que abre sem internet.

    `periodo` é "aaaa-mm:aaaa-mm". Rede, modelo, empreendimento ou período que não existe é
    recusado com a lista dos que existem (`ErroDeRelatorio`). Devolve o caminho da página.
    """
    caminho = _achar_modelo(modelo)
    hoje = hoje or date.today()
    Folha(rede, empreendimento=empreendimento, periodo=periodo, hoje=hoje.isoformat())  # recusa antes de demorar
    parametros = {"rede": rede, "empreendimento": empreendimento, "periodo": periodo, "hoje": hoje.isoformat()}
    _conferir_parametros(caminho, parametros)
    pasta.mkdir(parents=True, exist_ok=True)
    nome = formato.dobrar(" ".join((modelo, rede, empreendimento))).replace(" ", "-")
    destino = pasta / f"{nome}-{hoje.isoformat()}.html"
    destino.write_text(_executar(caminho, parametros), encoding="utf-8")
    return destino


def _achar_modelo(modelo: str) -> Path:
    existentes = sorted(c.stem for c in MODELOS.glob("*.ipynb"))
    if modelo not in existentes:
        raise ErroDeRelatorio(f"Não existe relatório “{modelo}”. Existem: {formato.juntar(existentes)}.")
    return MODELOS / f"{modelo}.ipynb"


def _conferir_parametros(caminho: Path, parametros: dict[str, str]) -> None:
    """O papermill aceita calado um parâmetro que o caderno não tem; aqui isso é erro de programa."""
    celulas = json.loads(caminho.read_text(encoding="utf-8"))["cells"]
    declarados = "".join("".join(c["source"]) for c in celulas if "parameters" in c.get("metadata", {}).get("tags", ()))
    nomes = set(re.findall(r"^(\w+)\s*=", declarados, flags=re.MULTILINE))
    if nomes != set(parametros):
        raise ErroDeRelatorio(f"O modelo {caminho.stem} espera {sorted(nomes)} e recebeu {sorted(parametros)}.")


def _executar(caminho: Path, parametros: dict[str, str]) -> str:
    import nbformat
    import papermill

    with tempfile.TemporaryDirectory() as temporaria:
        executado = Path(temporaria) / "relatorio.ipynb"
        try:
            papermill.execute_notebook(
                caminho,
                executado,
                parameters=parametros,
                kernel_name="python3",
                progress_bar=False,
                extra_arguments=["--IPKernelApp.log_level=ERROR"],  # o kernel avisa à toa sobre a rede local
            )
        except papermill.PapermillExecutionError as erro:
            raise ErroDeRelatorio(f"O relatório parou no meio: {erro.ename}: {erro.evalue}") from erro
        caderno = nbformat.read(executado, as_version=4)
    corpo = "\n".join(_html_da_celula(celula) for celula in caderno.cells)
    return apresentacao.pagina_html(f"Relatório · {caderno.metadata.get('title', caminho.stem)}", corpo)


def _html_da_celula(celula) -> str:
    """O texto das células de texto e o que as células de código mostraram; o código não aparece."""
    if celula.cell_type == "markdown":
        from nbconvert.filters import markdown2html

        return markdown2html(celula.source)
    pedacos = [saida.get("data", {}).get("text/html", "") for saida in celula.get("outputs", ())]
    return "\n".join(p if isinstance(p, str) else "".join(p) for p in pedacos)


class Folha:
    """O que um relatório precisa saber: qual rede, que recorte, em que dia. Nomes como cada um combinou."""

    def __init__(self, rede: str, *, empreendimento: str = "", periodo: str = "", hoje: str):
        if rede not in arquivo.listar() and rede != "exemplo":
            existentes = formato.juntar(["exemplo", *arquivo.listar()])
            raise ErroDeRelatorio(f"Não existe a rede “{rede}”. Existem: {existentes}.")
        self.rede = arquivo.abrir_exemplo() if rede == "exemplo" else arquivo.abrir(rede)
        dia = date.fromisoformat(hoje)
        self.contexto = Contexto(hoje=dia, periodo=_ler_periodo(periodo), empreendimento=empreendimento or None)
        self.dados = self.rede.dados(self.contexto, publicar=True)
        nomes = list(self.dados.nomes("empreendimentos").atuais.values())
        if empreendimento and empreendimento not in nomes:
            raise ErroDeRelatorio(f"Não existe o empreendimento “{empreendimento}”. Existem: {formato.juntar(nomes)}.")

    def capa(self) -> Pedaco:
        """Título, alcance e data: a primeira coisa que se lê, para ninguém tomar a parte pelo todo."""
        cadastro, _ = self.dados.conferido("rede")
        nome = cadastro["rede"].dropna().iloc[0] if cadastro["rede"].notna().any() else f"rede {self.rede.nome}"
        periodo = self.contexto.periodo
        alcance = {
            "Rede": nome,
            "Empreendimentos": self.contexto.empreendimento or "todos",
            "Período": formato.juntar([formato.mes_por_extenso(m) for m in periodo], "a")
            if periodo
            else "tudo o que foi anotado",
            "Feito em": self.contexto.hoje.strftime("%d/%m/%Y"),
            "Versão dos dados": str(self.rede.versao()),
        }
        linhas = "".join(f"<dt>{escape(o_que)}</dt><dd>{escape(qual)}</dd>" for o_que, qual in alcance.items())
        return Pedaco(f'<header class="capa"><h1>Relatório da {escape(nome)}</h1><dl>{linhas}</dl></header>')

    def modulo(self, numero: int) -> Pedaco:
        """Todos os instrumentos do módulo, na ordem do catálogo; o que está vazio diz o que mostraria."""
        instrumentos = [i for i in catalogo.INSTRUMENTOS.values() if i.modulo == numero]
        corpo = "\n".join(self._instrumento(i.nome) for i in instrumentos)
        return Pedaco(f'<section class="modulo"><h2>{numero}. {escape(catalogo.MODULOS[numero])}</h2>{corpo}</section>')

    def _instrumento(self, nome: str) -> str:
        resultado = self.dados.executar(nome)
        corpo = apresentacao.resultado_html(resultado, relatorio=True)
        titulo, pergunta = escape(resultado.instrumento.titulo), escape(resultado.instrumento.pergunta)
        return f'<article><h3>{titulo}</h3><p class="pergunta">{pergunta}</p>{corpo}</article>'


def _ler_periodo(texto: str) -> tuple[str, str] | None:
    """ "2026-01:2026-06" -> ("2026-01", "2026-06"); vazio -> None."""
    if not texto:
        return None
    partes = [formato.ler(parte, _MES).valor for parte in texto.split(":")]
    if len(partes) != 2 or None in partes or partes[0] > partes[1]:
        raise ErroDeRelatorio(f"Não entendi o período “{texto}”. Escreva assim: 2026-01:2026-06.")
    return partes[0], partes[1]


def abrir(rede: str, empreendimento: str = "", periodo: str = "", hoje: str = "") -> Folha:
    """A folha do relatório, como os cadernos de `notebooks/relatorios/` a pedem."""
    return Folha(rede, empreendimento=empreendimento, periodo=periodo, hoje=hoje or date.today().isoformat())
