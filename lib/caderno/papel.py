"""Formulários para imprimir: uma roda sem energia também preenche os quadros."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from caderno import formato
from caderno.modelo import Campo, Quadro

MAIS_COLUNAS = 8  # além disso, a coluna fica estreita demais para a mão: cada linha vira uma ficha
LINHAS = 10
_OPCOES_NA_CELULA = 3
_MAIS_NOTAS = 6
_NIVEL = re.compile(r"\s(?=\d: )")


def folha_em_branco(quadros: Iterable[Quadro], titulo: str) -> str:
    """Página HTML completa, em A4, com um formulário em branco para cada quadro.

    Quadros de poucas colunas viram uma tabela deitada com linhas largas; os de uma linha só, ou de
    muitas colunas, viram fichas. Não pede nada à internet. Sem quadros, a página traz só o título.
    """
    estilo = (files("caderno") / "recursos" / "papel.css").read_text(encoding="utf-8")
    folhas = "\n".join(_tabela(q) if _cabe_em_tabela(q) else _ficha(q) for q in quadros)
    return (
        '<!doctype html>\n<html lang="pt-BR">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(titulo)}</title>\n<style>\n{estilo}</style>\n</head>\n<body>\n"
        f'<header class="aviso-de-tela"><h1>{escape(titulo)}</h1>'
        "<p>Folhas para imprimir em A4 e preencher à mão. Imprima quantas cópias precisar.</p></header>\n"
        f"<main>\n{folhas}\n</main>\n</body>\n</html>\n"
    )


def _cabe_em_tabela(quadro: Quadro) -> bool:
    longos = any(campo.tipo == "texto_longo" for campo in quadro.campos)
    return not quadro.uma_linha and not longos and len(_colunas(quadro)) <= MAIS_COLUNAS


def _da_folha_toda(quadro: Quadro) -> list[Campo]:
    """O que se escreve uma vez por folha, no alto, em vez de repetir em cada linha."""
    return [c for c in quadro.campos if c.tipo == "referencia" and c.quadro == "empreendimentos" != quadro.nome]


def _colunas(quadro: Quadro) -> list[Campo]:
    no_alto = _da_folha_toda(quadro)
    return [campo for campo in quadro.campos if campo not in no_alto]


# ------------------------------------------------------------------ tabela


def _tabela(quadro: Quadro) -> str:
    colunas = _colunas(quadro)
    titulos = "".join(f'<th scope="col" class="{c.tipo}">{_rotulo(c)}</th>' for c in colunas)
    titulos += f'<th scope="col" class="grau">{formato.COMO_SEI}</th>'
    celulas = "".join(f'<td class="{c.tipo}">{_espaco_na_celula(c)}</td>' for c in colunas)
    linha = f'<tr>{celulas}<td class="grau">{"".join(map(_marcar, formato.GRAUS))}</td></tr>\n'
    linha_no_alto = '<p class="alto"><b>{}</b><span class="linha-de-escrever"></span></p>'
    alto = "".join(linha_no_alto.format(_rotulo(campo)) for campo in _da_folha_toda(quadro))
    ditas = [*filter(None, map(_instrucao, colunas)), f"<b>{formato.COMO_SEI}</b> {formato.AJUDA_DO_GRAU}"]
    instrucoes = "".join(f"<li>{texto}</li>" for texto in ditas)
    return (
        f'<section class="folha deitada" aria-label="{escape(quadro.titulo)}">\n{_cabeca(quadro, alto)}'
        f'<ul class="instrucoes">{instrucoes}</ul>\n'
        f"<table>\n<thead><tr>{titulos}</tr></thead>\n<tbody>\n{linha * LINHAS}</tbody>\n</table>\n{_pe()}</section>"
    )


def _espaco_na_celula(campo: Campo) -> str:
    opcoes = _opcoes(campo)
    if 0 < len(opcoes) <= _OPCOES_NA_CELULA:
        return "".join(_marcar(opcao) for opcao in opcoes)
    return {"mes": '<span class="barra">/</span>', "data": '<span class="barra">/&emsp;/</span>'}.get(campo.tipo, "")


def _instrucao(campo: Campo) -> str:
    opcoes = _opcoes(campo)
    quais = f"Escreva uma destas: {formato.juntar(opcoes, 'ou')}." if len(opcoes) > _OPCOES_NA_CELULA else ""
    texto = " ".join(filter(None, [campo.ajuda, quais]))
    return f"<b>{_rotulo(campo)}</b> {escape(texto)}" if texto else ""


# ------------------------------------------------------------------ ficha


def _ficha(quadro: Quadro) -> str:
    caixas = "\n".join(_caixa(campo) for campo in quadro.campos)
    return (
        f'<section class="folha" aria-label="{escape(quadro.titulo)}">\n{_cabeca(quadro)}'
        f'<div class="caixas">\n{caixas}\n</div>\n{_como_sei()}{_pe()}</section>'
    )


def _caixa(campo: Campo) -> str:
    nomeia = campo.tipo == "referencia" or (campo.tipo == "texto" and campo.obrigatorio)
    larga = " larga" if nomeia or campo.tipo in ("texto_longo", "lista") or len(_opcoes(campo)) > 4 else ""
    sem_resposta = not campo.obrigatorio and "não sei" not in _opcoes(campo)
    nao_sei = f'<span class="nao-sei">{_marcar("não sei")}</span>' if sem_resposta else ""
    linhas = "<br>".join(_NIVEL.split(escape(campo.ajuda)))  # "1: ... 2: ..." fica um nível por linha
    ajuda = f'<p class="ajuda">{linhas}</p>' if campo.ajuda else ""
    return (
        f'<div class="caixa{larga}"><p class="rotulo"><b>{_rotulo(campo)}</b>{nao_sei}</p>{ajuda}'
        f"{_espaco_na_caixa(campo)}</div>"
    )


def _espaco_na_caixa(campo: Campo) -> str:
    if opcoes := _opcoes(campo):
        return f'<p class="opcoes">{"".join(_marcar(opcao) for opcao in opcoes)}</p>'
    if campo.tipo in ("data", "mes"):
        partes = ("dia", "mês", "ano") if campo.tipo == "data" else ("mês", "ano")
        casas = '<span class="barra">/</span>'.join(f'<span class="casa {p.replace("ê", "e")}"></span>' for p in partes)
        return f'<p class="casas">{casas}</p>'
    linhas = {"texto_longo": 4, "lista": 2}.get(campo.tipo, 1)
    return '<p class="linha-de-escrever"></p>' * linhas


# ------------------------------------------------------------------ o que é de todas


def _cabeca(quadro: Quadro, alto: str = "") -> str:
    repetir = "" if quadro.uma_linha or _cabe_em_tabela(quadro) else " No papel, use uma folha para cada."
    return (
        f'<div class="cabeca"><h2>{escape(quadro.titulo)}</h2>{alto}</div>\n'
        f'<p class="descricao">{escape(quadro.descricao)}{repetir}</p>\n'
        '<p class="como">Os itens com <b>*</b> não podem faltar. Se ninguém sabe a resposta, escreva <b>não sei</b>; '
        "se a pergunta não cabe, escreva <b>não se aplica</b>. Em branco não é zero.</p>\n"
    )


def _como_sei() -> str:
    graus = "".join(_marcar(formato.escrever_grau(grau)) for grau in formato.GRAUS)
    return f'<p class="como-sei"><b>{formato.COMO_SEI}</b> {graus}<small>{formato.AJUDA_DO_GRAU}</small></p>\n'


def _pe() -> str:
    return (
        '<p class="pe"><span class="quem">Quem anotou<span class="linha-de-escrever"></span></span>'
        '<span class="quando">Data<span class="linha-de-escrever"></span></span>'
        '<span class="quando">Folha<span class="linha-de-escrever"></span></span></p>\n'
    )


def _rotulo(campo: Campo) -> str:
    return escape(campo.titulo) + (' <span class="obrigatorio">*</span>' if campo.obrigatorio else "")


def _opcoes(campo: Campo) -> Sequence[str]:
    """O que se marca com um x; uma nota de 1 a 4 também se marca."""
    if campo.tipo == "sim_nao":
        return ("sim", "não", "não sei")
    if campo.tipo == "inteiro" and campo.minimo is not None and campo.maximo is not None:
        notas = range(int(campo.minimo), int(campo.maximo) + 1)
        return tuple(map(str, notas)) if len(notas) <= _MAIS_NOTAS else ()
    return campo.opcoes


def _marcar(texto: str) -> str:
    return f'<span class="marcar"><span class="quadradinho" aria-hidden="true"></span>{escape(texto)}</span>'
