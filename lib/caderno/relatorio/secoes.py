"""A seção de cada instrumento no relatório: pergunta, resposta, desenhos, tabelas, o que falta e de onde vem.

Na tela, o que é detalhe vem dobrado; no papel, tudo se abre. As pendências vêm contadas por
campo, sem repetir o que foi escrito: um relatório circula, e o texto de uma célula pode dizer de
quem ela é. A página da rede mostra cada uma, com a frase que diz como consertar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from caderno import apresentacao, catalogo, formato
from caderno.apresentacao import Ancoras
from caderno.catalogo import Resultado
from caderno.modelo import Instrumento, Pendencia

SELO = '<span class="selo">proposta deste caderno</span>'
TITULOS_DO_VAZIO = 3
AINDA_NAO = "Ainda não preenchido."


def modulo_html(numero: int, artigos: Iterable[str]) -> str:
    """As seções de um módulo, com o título dele."""
    titulo = f"{numero}. {escape(catalogo.MODULOS[numero])}"
    return f'<section class="modulo" id="modulo-{numero}"><h2>{titulo}</h2>{"".join(artigos)}</section>'


def artigo_html(resultado: Resultado, ancoras: Ancoras | None = None) -> str:
    """Tudo o que um instrumento responde; o que está vazio diz o que mostraria, em poucas linhas."""
    if resultado.vazio:
        return moldura_html(resultado.instrumento, _vazio(resultado), "vazio")
    return moldura_html(resultado.instrumento, _cheio(resultado, ancoras))


def moldura_html(instrumento: Instrumento, corpo: str, classe: str = "") -> str:
    """A seção de um instrumento, com endereço, título e pergunta."""
    classe = f' class="{classe}"' if classe else ""
    return (
        f'<article id="{instrumento.nome}"{classe}><h3>{escape(instrumento.titulo)}</h3>{_pergunta(instrumento)}'
        f'<div class="caderno resultado">{corpo}</div></article>'
    )


def _pergunta(instrumento: Instrumento) -> str:
    selo = f" {SELO}" if instrumento.proposta else ""
    return f'<p class="pergunta">{escape(instrumento.pergunta)}{selo}</p>'


def _vazio(resultado: Resultado) -> str:
    if resultado.suprimidas:
        frases = [nao_se_publica(resultado.suprimidas)]
    else:
        frases = [AINDA_NAO] * (not resultado.leitura[0].startswith(AINDA_NAO)) + resultado.leitura[:1]
    titulos = [f"“{saida.titulo}”" for saida in resultado.instrumento.saidas]
    sobram = len(titulos) - TITULOS_DO_VAZIO
    mais = [f"mais {formato.plural(sobram, 'tabela', 'tabelas')}"] * (sobram > 0)
    mostra = f"Vai mostrar: {formato.juntar([*titulos[:TITULOS_DO_VAZIO], *mais])}."
    falta = f'<p class="ainda">{apresentacao.frase_html(" ".join(frases))}</p>'
    return falta + f'<p class="quieto">{escape(mostra)}</p>' + pendencias_html(resultado.pendencias)


def _cheio(resultado: Resultado, ancoras: Ancoras | None) -> str:
    figuras = [apresentacao.figura_html(g, resultado, numeros=False) for g in resultado.instrumento.graficos]
    quietas = [nao_se_publica(resultado.suprimidas)] * bool(resultado.suprimidas)
    return "".join(
        [
            apresentacao.leitura_html(resultado),
            *figuras,
            *_tabelas(resultado, ancoras),
            *(f'<p class="quieto">{escape(frase)}</p>' for frase in quietas),
            pendencias_html(resultado.pendencias),
            apresentacao.de_onde_vem_html(resultado, ancoras=ancoras),
        ]
    )


def nao_se_publica(linhas: int) -> str:
    """A frase sobre o que o combinado entre as pessoas deixa fora do relatório."""
    ficou = formato.plural(linhas, "linha não se publica", "linhas não se publicam")
    return f"{ficou}: grupos com menos de 5 pessoas e quem pediu para não aparecer. Elas contam na soma."


def _tabelas(resultado: Resultado, ancoras: Ancoras | None) -> list[str]:
    """A primeira tabela à vista e as outras atrás de uma dobra."""
    saidas = [s for s in resultado.instrumento.saidas if not resultado.saidas[s.nome].empty]
    maximo = apresentacao.LINHAS_NO_RELATORIO
    tabelas = [apresentacao.tabela_html(s, resultado.saidas[s.nome], maximo, ancoras) for s in saidas]
    outras = formato.plural(len(tabelas) - 1, "outra tabela", "outras tabelas")
    return tabelas[:1] + [dobra_html(f"Mais {outras}", "".join(tabelas[1:]), "tabelas")] * (len(tabelas) > 1)


def dobra_html(resumo: str, corpo: str, classe: str) -> str:
    """Um bloco que se abre na tela e vem aberto no papel."""
    return f'<details class="{classe}"><summary><span>{escape(resumo)}</span></summary>{corpo}</details>'


def de_onde(resultado: Resultado) -> str:
    """Em uma linha, para o papel: os quadros lidos, a versão da conta e o pior grau do que entrou."""
    lidos = [catalogo.QUADROS[uso.quadro].titulo for uso in resultado.uso.itertuples() if uso.usadas]
    grau, versao = formato.escrever_grau(resultado.grau), resultado.instrumento.versao
    return f"De: {formato.juntar(lidos)}. Conta na versão {versao}. O pior grau: {grau}."


def pendencias_html(pendencias: list[Pendencia]) -> str:
    """Quantas coisas há a corrigir e a conferir, por quadro e campo; sem pendências, ""."""
    if not pendencias:
        return ""
    itens = "".join(f"<li>{escape(frase)}</li>" for frase in frases_das_pendencias(pendencias))
    return f'<div class="pendencias"><h4>O que pede um olhar</h4><ul>{itens}</ul></div>'


def frases_das_pendencias(pendencias: list[Pendencia]) -> list[str]:
    """Uma frase por quadro: "Custos: 3 coisas a corrigir, em Valor e Mês, e 1 coisa a conferir, em Item"."""
    frases = []
    for nome, quadro in catalogo.QUADROS.items():
        deste = [p for p in pendencias if p.quadro == nome]
        partes = [
            _contagem(nome, [p for p in deste if p.gravidade == gravidade], verbo)
            for gravidade, verbo in (("erro", "corrigir"), ("aviso", "conferir"))
        ]
        if deste:
            frases.append(f"{quadro.titulo}: {'; '.join(filter(None, partes))}.")
    return frases


def _contagem(quadro: str, pendencias: list[Pendencia], verbo: str) -> str:
    if not pendencias:
        return ""
    campos = Counter(p.campo for p in pendencias)
    rotulos = [c.rotulo for c in catalogo.QUADROS[quadro].campos if c.nome in campos]
    onde = f" em {formato.juntar([f'“{r}”' for r in rotulos])}" if rotulos else ""
    return formato.plural(len(pendencias), f"coisa a {verbo}", f"coisas a {verbo}") + onde
