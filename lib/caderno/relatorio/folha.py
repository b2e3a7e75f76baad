"""A folha do relatório: o que os cadernos de `notebooks/relatorios/` chamam, uma linha por célula."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from caderno import apresentacao, arquivo, catalogo, formato
from caderno.catalogo import Resultado
from caderno.modelo import Contexto
from caderno.relatorio.pedido import ErroDeRelatorio, ler_periodo

PARTES = "application/vnd.caderno.partes+json"
"""Ao lado do HTML de cada célula vão os mesmos números: deles saem a planilha e o lastro."""


class Pedaco(str):
    """Um pedaço de página que o Jupyter sabe mostrar, com os números que estão nele."""

    partes: tuple[dict[str, Any], ...]

    def __new__(cls, html: str, partes: tuple[dict[str, Any], ...] = ()) -> Pedaco:
        novo = super().__new__(cls, html)
        novo.partes = partes
        return novo

    def _repr_mimebundle_(self, **_) -> dict[str, Any]:
        return {"text/html": str(self)} | ({PARTES: list(self.partes)} if self.partes else {})


class Folha:
    """O que um relatório precisa saber: qual rede, que recorte, em que dia. Nomes como cada um combinou."""

    def __init__(self, rede: str, *, empreendimento: str = "", cooperativa: str = "", periodo: str = "", hoje: str):
        if rede not in arquivo.listar() and rede != "exemplo":
            existentes = formato.juntar(["exemplo", *arquivo.listar()])
            raise ErroDeRelatorio(f"Não existe a rede “{rede}”. Existem: {existentes}.")
        self.rede = arquivo.abrir_exemplo() if rede == "exemplo" else arquivo.abrir(rede)
        dia = date.fromisoformat(hoje)
        self.contexto = Contexto(
            hoje=dia,
            periodo=ler_periodo(periodo),
            empreendimento=empreendimento or None,
            cooperativa=cooperativa or None,
        )
        self.dados = self.rede.dados(self.contexto, publicar=True)
        self._recusar_desconhecido("empreendimentos", "o empreendimento", empreendimento)
        self._recusar_desconhecido("cooperativas", "a cooperativa", cooperativa)

    def _recusar_desconhecido(self, quadro: str, o_que: str, nome: str) -> None:
        nomes = list(self.dados.nomes(quadro).atuais.values())
        if nome and nome not in nomes:
            existem = f"Existem: {formato.juntar(nomes)}." if nomes else "Ainda não há nenhum cadastro."
            raise ErroDeRelatorio(f"Não existe {o_que} “{nome}”. {existem}")

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
        resultados = [self.dados.executar(i.nome) for i in catalogo.INSTRUMENTOS.values() if i.modulo == numero]
        corpo = "\n".join(_artigo(resultado) for resultado in resultados)
        titulo = f"{numero}. {escape(catalogo.MODULOS[numero])}"
        partes = tuple(parte(resultado) for resultado in resultados)
        return Pedaco(f'<section class="modulo"><h2>{titulo}</h2>{corpo}</section>', partes)


def _artigo(resultado: Resultado) -> str:
    corpo = apresentacao.resultado_html(resultado, relatorio=True)
    titulo, pergunta = escape(resultado.instrumento.titulo), escape(resultado.instrumento.pergunta)
    return f'<article><h3>{titulo}</h3><p class="pergunta">{pergunta}</p>{corpo}</article>'


def parte(resultado: Resultado) -> dict[str, Any]:
    """O resultado de um instrumento em valores que cabem em JSON; o que falta é None."""
    instrumento = resultado.instrumento
    return {
        "instrumento": instrumento.nome,
        "titulo": instrumento.titulo,
        "versao": instrumento.versao,
        "proposta": instrumento.proposta,
        "leitura": list(resultado.leitura),
        "escolhas": dict(resultado.escolhas),
        "grau": resultado.grau,
        "uso": resultado.uso.to_dict("records"),
        "saidas": {
            saida.nome: {
                "titulo": saida.titulo,
                "grao": saida.grao,
                "colunas": list(saida.nomes),
                "linhas": [[_valor(v) for v in linha] for linha in _linhas(resultado.saidas[saida.nome])],
            }
            for saida in instrumento.saidas
        },
    }


def _linhas(tabela):
    return tabela.itertuples(index=False, name=None)


def _valor(valor):
    if formato.ausente(valor):
        return None
    if hasattr(valor, "isoformat"):
        return valor.isoformat()[:10]
    return valor.item() if hasattr(valor, "item") else valor


def abrir(rede: str, *, hoje: str = "", **recorte: str) -> Folha:
    """A folha do relatório, como os cadernos de `notebooks/relatorios/` a pedem."""
    return Folha(rede, hoje=hoje or date.today().isoformat(), **recorte)
