"""O resultado de um instrumento em HTML, igual na página e no relatório.

Tudo o que veio de fora é escapado: um nome como "<script>" aparece escrito, e nada mais.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd

from caderno import catalogo, formato
from caderno.graficos.canais import escrever_sem_repetir, titulo_de
from caderno.modelo import NAO_SE_APLICA, Campo, Grafico, Pendencia, Saida

if TYPE_CHECKING:
    from caderno.catalogo import Resultado

MELHOR = {"maior": "↑ quanto maior, melhor", "menor": "↓ quanto menor, melhor"}
_DINHEIRO = re.compile(r"-?R\$ [\d.,]*\d")
LINHAS_NA_TELA = 12
LINHAS_NO_RELATORIO = 40
PENDENCIAS_NA_TELA = 8

Ancoras = Mapping[tuple[str, object], str]
"""(coluna, valor) -> identificador do lugar da página que diz de que linhas vem aquele valor."""


def resultado_html(
    resultado: Resultado, brutas: Mapping[str, pd.DataFrame] | None = None, *, relatorio: bool = False
) -> str:
    """A resposta inteira na ordem em que se lê: conclusão, desenhos, tabelas e de onde vem o número.

    Com `relatorio`, tudo vem aberto e as tabelas inteiras, porque papel não se clica. `brutas`
    serve para chamar pelo nome as linhas com pendência; sem ela, são contadas por quadro.
    """
    partes = [leitura_html(resultado)]
    if not resultado.vazio:
        partes += [figura_html(grafico, resultado) for grafico in resultado.instrumento.graficos]
        partes.append(_tabelas(resultado, relatorio))
    partes.append(pendencias_html(resultado.pendencias, brutas))
    if not (relatorio and resultado.vazio):  # no papel, a fonte de um número que não existe é só papel
        partes.append(de_onde_vem_html(resultado, aberto=relatorio))
    return f'<div class="caderno resultado">{"".join(partes)}</div>'


def leitura_html(resultado: Resultado) -> str:
    """A conclusão em frases: a primeira grande, as outras embaixo."""
    frases = "".join(f"<p>{frase_html(frase)}</p>" for frase in resultado.leitura)
    return f'<div class="leitura" role="status">{frases}</div>' if frases else ""


def frase_html(frase: str) -> str:
    """A frase escapada, com os valores em dinheiro inteiros na mesma linha."""
    return _DINHEIRO.sub(r'<span class="junto">\g<0></span>', escape(frase))


# ------------------------------------------------------------------ tabelas


def tabela_html(saida: Saida, tabela: pd.DataFrame, maximo: int | None = None, ancoras: Ancoras | None = None) -> str:
    """Uma saída como tabela, com a unidade no cabeçalho; o que falta é "não se aplica", nunca zero.

    Com `maximo`, mostra as primeiras linhas e diz quantas faltam. Sem linhas, diz que está vazia.
    Com `ancoras`, o nome de quem é a linha leva ao lugar da página que diz de onde ela vem.
    """
    return _tabela(saida.titulo, saida.colunas, tabela, maximo, ancoras)


def valores_de(tabela: pd.DataFrame, colunas: Iterable[str]) -> list[tuple]:
    """As linhas da tabela com o que está nestas colunas, nesta ordem."""
    return list(zip(*(tabela[coluna].tolist() for coluna in colunas), strict=True))


def _tabela(
    titulo: str,
    colunas: Iterable[Campo],
    tabela: pd.DataFrame,
    maximo: int | None = None,
    ancoras: Ancoras | None = None,
) -> str:
    if tabela.empty:
        return f'<p class="quieto">{escape(titulo)}: ainda não há linhas.</p>'
    colunas = list(colunas)
    if len(tabela) == 1 and colunas[0].numerico:
        return _ficha(titulo, colunas, tabela)
    cabecalho = "".join(_cabecalho(campo) for campo in colunas)
    mostradas = valores_de(tabela, [campo.nome for campo in colunas])[:maximo]
    corpo = "".join(_linha(linha, colunas, ancoras or {}) for linha in mostradas)
    sobram = len(tabela) - len(mostradas)
    mais = ""
    if sobram:
        linhas = formato.plural(sobram, "linha", "linhas")
        mais = f'<p class="quieto">E mais {linhas}. A planilha (XLSX) do relatório traz todas.</p>'
    return (
        f'<div class="rolar" tabindex="0" role="region" aria-label="{escape(titulo)}">'
        f"<table><caption>{escape(titulo)}</caption><thead><tr>{cabecalho}</tr></thead>"
        f"<tbody>{corpo}</tbody></table></div>{mais}"
    )


def _ficha(titulo: str, colunas: list[Campo], tabela: pd.DataFrame) -> str:
    """Uma linha só e sem nome, como os números da rede, se lê melhor de cima para baixo."""
    valores = valores_de(tabela, [campo.nome for campo in colunas])[0]
    linhas = "".join(
        f'<tr><th scope="row">{escape(titulo_de(campo))}</th>{_celula(valor, campo)}</tr>'
        for campo, valor in zip(colunas, valores, strict=True)
    )
    return f'<table class="ficha"><caption>{escape(titulo)}</caption><tbody>{linhas}</tbody></table>'


def _cabecalho(campo: Campo) -> str:
    classe = ' class="numero"' if campo.numerico else ""
    dica = f"<small>{MELHOR[campo.melhor]}</small>" if campo.melhor else ""
    return f'<th scope="col"{classe}>{escape(titulo_de(campo))}{dica}</th>'


def _linha(valores: tuple, colunas: list[Campo], ancoras: Ancoras) -> str:
    celulas = [_celula(valor, campo) for valor, campo in zip(valores, colunas, strict=True)]
    donos = (i for i, par in enumerate(zip(colunas, valores, strict=True)) if (par[0].nome, par[1]) in ancoras)
    if (i := next(donos, None)) is not None:
        destino = ancoras[colunas[i].nome, valores[i]]
        celulas[i] = celulas[i].replace(">", f'><a href="#{destino}">', 1).removesuffix("</td>") + "</a></td>"
    if celulas and not colunas[0].numerico:
        celulas[0] = celulas[0].replace("<td", '<th scope="row"', 1).removesuffix("</td>") + "</th>"
    return f"<tr>{''.join(celulas)}</tr>"


def _celula(valor, campo: Campo) -> str:
    classes = ["numero"] if campo.numerico else []
    if formato.ausente(valor):
        classes.append("falta")
        escrito = NAO_SE_APLICA if campo.numerico else formato.TRACO
    else:
        escrito = escrever_sem_repetir(valor, campo)
    classe = f' class="{" ".join(classes)}"' if classes else ""
    return f"<td{classe}>{escape(escrito)}</td>"


def _tabelas(resultado: Resultado, relatorio: bool) -> str:
    """No relatório, abertas e até 40 linhas; na tela, o começo de cada uma, atrás de uma dobra só."""
    cheias = [s for s in resultado.instrumento.saidas if not resultado.saidas[s.nome].empty]
    if relatorio:
        return "".join(tabela_html(s, resultado.saidas[s.nome], LINHAS_NO_RELATORIO) for s in cheias)
    dobras = "".join(_tabela_dobrada(saida, resultado.saidas[saida.nome]) for saida in cheias)
    return _dobra(f"Todas as tabelas ({len(cheias)})", dobras, classe="tabelas") if len(cheias) > 2 else dobras


def _tabela_dobrada(saida: Saida, tabela: pd.DataFrame) -> str:
    linhas = formato.plural(len(tabela), "linha", "linhas")
    resumo = f'Tabela: {escape(saida.titulo)} <span class="quieto">({linhas})</span>'
    return _dobra(resumo, tabela_html(saida, tabela, LINHAS_NA_TELA))


def _dobra(resumo: str, corpo: str, aberta: bool = False, classe: str = "") -> str:
    classe = f' class="{classe}"' if classe else ""
    return f"<details{classe}{' open' if aberta else ''}><summary><span>{resumo}</span></summary>{corpo}</details>"


# ------------------------------------------------------------------ desenhos


def figura_html(grafico: Grafico, resultado: Resultado, numeros: bool = True) -> str:
    """O desenho com título, a frase do que ele mostra e, com `numeros`, os mesmos números em tabela.

    Vão as duas larguras; o estilo mostra a que cabe e esconde a outra também de quem ouve a página.
    """
    from caderno import graficos  # quem só quer uma tabela não carrega os desenhos

    instrumento, saidas = resultado.instrumento, resultado.saidas
    frase, svgs = graficos.figura(grafico, instrumento, saidas)
    identificador = "figura-" + _resumo(instrumento.nome, grafico.tipo, grafico.titulo)
    repetida = " repetida" if frase in resultado.leitura[:1] else ""
    desenhos = "".join(f'<div class="desenho {largura}">{svg}</div>' for largura, svg in svgs.items())
    dobra = _dobra("Ver os números", _tabela_do_desenho(grafico, resultado)) if desenhos and numeros else ""
    return (
        f'<figure aria-labelledby="{identificador}"><figcaption>'
        f'<span class="titulo" id="{identificador}">{escape(grafico.titulo)}</span> '
        f'<span class="frase{repetida}">{frase_html(frase)}</span></figcaption>{desenhos}{dobra}</figure>'
    )


def _tabela_do_desenho(grafico: Grafico, resultado: Resultado) -> str:
    saida = resultado.instrumento.saida(grafico.saida)
    usadas = list(dict.fromkeys(grafico.canais.values()))
    colunas = [campo for campo in saida.colunas if campo.nome in usadas]
    return _tabela(f"{grafico.titulo}: os números", colunas, resultado.saidas[saida.nome], LINHAS_NO_RELATORIO)


def _resumo(*partes: str) -> str:
    return hashlib.sha1("|".join(partes).encode()).hexdigest()[:8]


# ------------------------------------------------------------------ de onde vem


def de_onde_vem_html(resultado: Resultado, aberto: bool = False, ancoras: Ancoras | None = None) -> str:
    """Escolhas, linhas usadas, fórmula e fonte, num bloco que se abre."""
    corpo = escolhas_html(resultado) + uso_html(resultado, ancoras) + fonte_html(resultado)
    return _dobra("De onde vem este número", corpo, aberto, "origem")


def escolhas_html(resultado: Resultado) -> str:
    """O que o grupo decidiu antes da conta."""
    declaradas = catalogo.escolhas_de(resultado.instrumento)
    if not declaradas:
        return ""
    linhas = "".join(_par(e.campo.rotulo, resultado.escolhas.get(e.nome) or "sem escolha") for e in declaradas)
    return f"<h4>O que o grupo escolheu</h4><dl>{linhas}</dl>"


def uso_html(resultado: Resultado, ancoras: Ancoras | None = None) -> str:
    """Quantas linhas entraram na conta, quantas ficaram fora e por quê, quadro por quadro."""
    frases = "".join(f"<li>{_uso_do_quadro(linha, ancoras or {})}</li>" for linha in resultado.uso.itertuples())
    recorte = _frase_do_recorte(resultado)
    return f"<h4>O que entrou na conta</h4>{recorte}<ul>{frases}</ul>" if frases or recorte else ""


def _uso_do_quadro(linha, ancoras: Ancoras) -> str:
    titulo = escape(catalogo.QUADROS[linha.quadro].titulo)
    if destino := ancoras.get(("quadro", linha.quadro)):
        titulo = f'<a href="#{destino}">{titulo}</a>'
    return f"{titulo}: {frase_do_uso(linha)}"


def frase_do_uso(linha) -> str:
    """Uma linha de `Resultado.uso` por extenso: o que entrou, o que ficou fora e por quê."""
    if not linha.lidas:
        return "nada preenchido."
    lidas = formato.plural(linha.lidas, "linha", "linhas")
    contagem = f"usei {formato.numero(linha.usadas, 0)} de {lidas}"
    motivos = []
    if linha.com_erro:
        motivos.append(f"{formato.numero(linha.com_erro, 0)} com pendência")
    if linha.fora_do_recorte:
        motivos.append(f"{formato.numero(linha.fora_do_recorte, 0)} de outro período ou empreendimento")
    fora = linha.com_erro + linha.fora_do_recorte
    if not fora:
        return f"{contagem}."
    return f"{contagem}; {formato.plural(fora, 'ficou', 'ficaram')} fora: {formato.juntar(motivos)}."


def _frase_do_recorte(resultado: Resultado) -> str:
    periodo, so = resultado.contexto.periodo, resultado.contexto.empreendimento
    partes = []
    if periodo:
        primeiro, ultimo = (formato.mes_por_extenso(m) for m in periodo)
        partes.append(f"de {primeiro} a {ultimo}" if primeiro != ultimo else f"só {primeiro}")
    if so:
        partes.append(f"só {so}")
    return f"<p>Recorte: {escape(formato.juntar(partes))}.</p>" if partes else ""


def fonte_html(resultado: Resultado) -> str:
    """A conta, o documento de onde ela vem, a versão, o grau dos dados e o que a resposta não diz."""
    instrumento, fonte = resultado.instrumento, resultado.instrumento.fonte
    onde = ", ".join(parte for parte in (fonte.documento, fonte.lugar) if parte)
    ids = f" [{', '.join(fonte.ids)}]" if fonte.ids else ""
    grau = formato.GRAUS.get(resultado.grau, resultado.grau)
    selo = '<span class="selo">proposta deste caderno</span>' if instrumento.proposta else ""
    linhas = [
        _par("Como se faz", instrumento.explicacao),
        _par("A conta", instrumento.formula, "formula"),
        _par("Fonte", onde + ids, extra=selo),
        _par("Qualidade dos dados", f"{grau}, que é o pior grau do que entrou na conta"),
        _par("Versão da conta", str(instrumento.versao)),
    ]
    if instrumento.cuidado:
        linhas.append(_par("Cuidado", instrumento.cuidado))
    return f"<h4>A conta e a fonte</h4><dl>{''.join(linhas)}</dl>"


def _par(nome: str, valor: str, classe: str = "", extra: str = "") -> str:
    classe = f' class="{classe}"' if classe else ""
    return f"<dt>{escape(nome)}</dt><dd{classe}>{escape(valor)}{' ' + extra if extra else ''}</dd>"


# ------------------------------------------------------------------ pendências


def pendencias_html(
    pendencias: list[Pendencia],
    brutas: Mapping[str, pd.DataFrame] | None = None,
    maximo: int = PENDENCIAS_NA_TELA,
) -> str:
    """O que falta resolver, por quadro, os erros na frente; passado o `maximo` de cada quadro, conta.

    `brutas` dá nome às linhas (quadro -> tabela como foi escrita). Sem pendências, dá "".
    """
    if not pendencias:
        return ""
    grupos: dict[str, list[Pendencia]] = {}
    for pendencia in sorted(pendencias, key=lambda p: p.gravidade != "erro"):
        grupos.setdefault(pendencia.quadro, []).append(pendencia)
    ordem = [q for q in catalogo.QUADROS if q in grupos]
    blocos = "".join(_bloco(quadro, grupos[quadro], (brutas or {}).get(quadro), maximo) for quadro in ordem)
    return f'<div class="pendencias"><h4>{_contagem(pendencias)}</h4>{blocos}</div>'


def _contagem(pendencias: list[Pendencia]) -> str:
    erros = sum(p.gravidade == "erro" for p in pendencias)
    avisos = len(pendencias) - erros
    partes = []
    if erros:
        partes.append(formato.plural(erros, "coisa a corrigir", "coisas a corrigir"))
    if avisos:
        partes.append(formato.plural(avisos, "coisa a conferir", "coisas a conferir"))
    return formato.juntar(partes)


def _bloco(quadro: str, pendencias: list[Pendencia], bruta: pd.DataFrame | None, maximo: int) -> str:
    nomes = _nomes_das_linhas(quadro, bruta)
    itens = "".join(_item(p, nomes) for p in pendencias[:maximo])
    sobram = len(pendencias) - maximo
    if sobram > 0:
        itens += f'<li class="quieto">E mais {formato.quantidade(sobram)} neste quadro.</li>'
    return f"<h5>{escape(catalogo.QUADROS[quadro].titulo)}</h5><ul>{itens}</ul>"


def _item(pendencia: Pendencia, nomes: Mapping[str, str]) -> str:
    quadro = catalogo.QUADROS[pendencia.quadro]
    rotulo = quadro.campo(pendencia.campo).rotulo if pendencia.campo in quadro.nomes else ""
    onde = " · ".join(parte for parte in (nomes.get(pendencia.linha, ""), rotulo) if parte)
    tipo = "corrigir" if pendencia.gravidade == "erro" else "conferir"
    onde = f"<strong>{escape(onde)}</strong> " if onde else ""
    return f'<li class="{tipo}"><span class="etiqueta">{tipo}</span> {onde}{escape(pendencia.frase)}</li>'


def _nomes_das_linhas(quadro: str, bruta: pd.DataFrame | None) -> dict[str, str]:
    """Identificador da linha -> como as pessoas a chamam: o nome próprio, ou os campos da chave."""
    if bruta is None or bruta.empty:
        return {}
    declarado = catalogo.QUADROS[quadro]
    campos = [declarado.nome_proprio] if declarado.nome_proprio else list(declarado.chave)
    campos = [c for c in campos if c in bruta] or [c for c in declarado.nomes[:2] if c in bruta]
    nomes = {}
    for i, (ident, *valores) in enumerate(bruta[["_linha", *campos]].fillna("").itertuples(index=False)):
        escritos = [valor.strip() for valor in valores if valor.strip()]
        nomes[ident] = ", ".join(escritos) or f"linha {i + 1}"
    return nomes


# ------------------------------------------------------------------ página inteira


FOLHAS_DE_ESTILO = ("estilo.css", "resultado.css", "relatorio.css")
# O que o XML não aceita: os desenhos, o DOCX e o PDF são XML.
_PROIBIDOS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def estilo() -> str:
    """As folhas de estilo do relatório, para pôr dentro da página, sem os comentários."""
    pasta = files("caderno") / "recursos"
    folhas = "\n".join((pasta / nome).read_text(encoding="utf-8") for nome in FOLHAS_DE_ESTILO)
    return re.sub(r"/\*.*?\*/\s*|(?<=\n)\s+", "", folhas, flags=re.DOTALL)


def sem_controles(texto: str) -> str:
    """O texto sem os caracteres invisíveis que nenhum documento aceita.

    >>> sem_controles("Mel\\x00 do\\x1b Cariri")
    'Mel do Cariri'
    """
    return _PROIBIDOS.sub("", texto)


def pagina_html(titulo: str, corpo: str) -> str:
    """Um documento HTML que se basta: abre sem internet, lê-se no celular e imprime em preto e branco.

    `corpo` já é HTML; `titulo` é texto.
    """
    return (
        '<!doctype html>\n<html lang="pt-BR"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(sem_controles(titulo))}</title><style>{estilo()}</style></head>"
        f'<body><main class="caderno folha">{sem_controles(corpo)}</main></body></html>\n'
    )
