"""A primeira folha do relatório: de quem é, o que diz, o que falta e onde está cada coisa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from caderno import apresentacao, catalogo, formato
from caderno.catalogo import Resultado
from caderno.modelo import Pendencia
from caderno.relatorio import secoes

MAIS_NOMES = 12
Modulos = Mapping[int, Sequence[Resultado]]
"""Número do módulo -> resultados, na ordem do catálogo."""


def capa_html(titulo: str, alcance: Mapping[str, str], avisos: Sequence[str] = (), junta: bool = False) -> str:
    """Título e alcance: a primeira coisa que se lê, para ninguém tomar a parte pelo todo.

    Com `junta`, no papel ela divide a folha com o que vem depois.
    """
    linhas = "".join(f"<dt>{escape(o_que)}</dt><dd>{escape(qual)}</dd>" for o_que, qual in alcance.items() if qual)
    notas = "".join(f'<p class="nota">{escape(aviso)}</p>' for aviso in avisos)
    return f'<header class="capa{" junta" * junta}"><h1>{escape(titulo)}</h1><dl>{linhas}</dl>{notas}</header>'


def periodo_por_extenso(periodo: tuple[str, str]) -> str:
    """O primeiro e o último mês; um só quando são o mesmo.

    >>> periodo_por_extenso(("2026-01", "2026-06"))
    'janeiro de 2026 a junho de 2026'
    """
    return formato.juntar(dict.fromkeys(formato.mes_por_extenso(mes) for mes in periodo), "a")


def enumerar(nomes: Sequence[str], nenhum: str, um: str = "pessoa", muitos: str = "pessoas") -> str:
    """Até doze nomes, e quantos mais.

    >>> enumerar(["Ana", "Bia"], "ninguém"), enumerar([], "ninguém")
    ('Ana e Bia', 'ninguém')
    """
    sobram = len(nomes) - MAIS_NOMES
    mais = [f"mais {formato.plural(sobram, um, muitos)}"] * (sobram > 0)
    return formato.juntar([*nomes[:MAIS_NOMES], *mais]) or nenhum


def resumo_html(modulos: Modulos) -> str:
    """A primeira frase de cada resposta, com o caminho até ela."""
    respondidos = [r for resultados in modulos.values() for r in resultados if not r.vazio and r.leitura]
    itens = "".join(f"<li>{_caminho(r)} {apresentacao.frase_html(r.leitura[0])}</li>" for r in respondidos)
    corpo = f"<ul>{itens}</ul>" if itens else "<p>Ainda não há respostas: falta preencher os quadros.</p>"
    return f'<section class="resumo" id="o-que-diz"><h2>O que este relatório diz</h2>{corpo}</section>'


def falta_html(modulos: Modulos) -> str:
    """As perguntas sem resposta e o que pede um olhar, quadro por quadro."""
    resultados = [r for deste in modulos.values() for r in deste]
    vazios = [r for r in resultados if r.vazio]
    pendencias = _sem_repetir(p for r in resultados for p in r.pendencias)
    partes = []
    if vazios:
        quantas = formato.plural(len(vazios), "pergunta sem resposta", "perguntas sem resposta")
        itens = "".join(f"<li>{_caminho(r)} {escape(r.instrumento.pergunta)}</li>" for r in vazios)
        partes.append(f"<h3>{quantas}</h3><ul>{itens}</ul>")
    if pendencias:
        itens = "".join(f"<li>{escape(frase)}</li>" for frase in secoes.frases_das_pendencias(pendencias))
        fora = len({(p.quadro, p.linha) for p in pendencias if p.gravidade == "erro"})
        frase = formato.plural(fora, "linha está fora da conta", "linhas estão fora da conta")
        nota = f'<p class="quieto">Até a correção, {frase}.</p>' if fora else ""
        partes.append(f"<h3>O que pede um olhar</h3><ul>{itens}</ul>{nota}")
    corpo = "".join(partes) or "<p>Todas as perguntas têm resposta e nenhuma linha pede conserto.</p>"
    return f'<section class="o-que-falta" id="o-que-falta"><h2>O que ainda falta</h2>{corpo}</section>'


def sumario_html(modulos: Modulos) -> str:
    """Onde está cada coisa, com ligações."""
    itens = "".join(
        f'<li><a href="#modulo-{numero}">{numero}. {escape(catalogo.MODULOS[numero])}</a>'
        f"<ul>{''.join(f'<li>{_caminho(r)}</li>' for r in resultados)}</ul></li>"
        for numero, resultados in modulos.items()
    )
    return f'<nav class="sumario" aria-labelledby="sumario"><h2 id="sumario">Sumário</h2><ul>{itens}</ul></nav>'


def _caminho(resultado: Resultado) -> str:
    return f'<a href="#{resultado.instrumento.nome}">{escape(resultado.instrumento.titulo)}</a>'


def _sem_repetir(pendencias) -> list[Pendencia]:
    """O mesmo quadro serve a vários instrumentos: cada pendência conta uma vez."""
    return list(dict.fromkeys(pendencias))
