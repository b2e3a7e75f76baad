"""O mesmo relatório em poucas palavras, para devolver à roda quem deu os números.

O mural e a mensagem dizem a primeira frase de cada resposta, como está no relatório, e mostram o
primeiro desenho dela. Nada é recalculado nem reescrito: os números são os mesmos.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import pandas as pd

from caderno import catalogo, graficos
from caderno.relatorio import secoes

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

_CONTA = re.compile(
    r'<section id="[\w-]+"><h2>(.*?)</h2><div class="caderno resultado">(?:<p>|<ul><li>)(.*?)</(?:p|li)>', re.DOTALL
)
"""Um bloco da prestação de contas: o título e a primeira frase dele."""
LIMITE_DA_MENSAGEM = 700
"""Letras que se leem num telefone sem tocar em “ler mais” muitas vezes."""


@dataclass(frozen=True)
class Resposta:
    """O que um instrumento responde, no tamanho de um cartaz."""

    titulo: str
    frase: str
    estreito: str
    """O svg estreito do primeiro desenho, ou "" quando não há."""
    largo: str
    parte: dict[str, Any]
    """Os números dela, como `pedaco.parte` os guarda."""

    def cartaz(self) -> str:
        """O mesmo desenho refeito para se ler de longe, só com as maiores fileiras; "" quando não há."""
        if not self.largo:
            return ""
        instrumento = catalogo.INSTRUMENTOS[self.parte["instrumento"]]
        saidas = {n: pd.DataFrame(s["linhas"], columns=s["colunas"]) for n, s in self.parte["saidas"].items()}
        desenhos = (graficos.svg(g, instrumento, saidas, "cartaz", f"{g.titulo}.") for g in instrumento.graficos)
        return next(filter(None, desenhos), self.largo)


def respostas(relato: Relato) -> list[Resposta]:
    """As perguntas que já têm resposta, na ordem do relatório; nenhuma dá lista vazia.

    Uma prestação de contas responde com a folha dela: as outras respostas são só o anexo.
    """
    if '<div class="contas">' in relato.html:
        contas = [map(_sem_marcas, conta) for conta in _CONTA.findall(relato.html)]
        return [Resposta(t, frase, "", "", {}) for t, frase in contas if not frase.startswith(secoes.AINDA_NAO)]
    respondidas = [parte for parte in relato.partes if not parte["vazio"] and parte["leitura"]]
    return [_resposta(relato.html, parte) for parte in respondidas]


def _resposta(pagina: str, parte: dict[str, Any]) -> Resposta:
    achado = re.search(rf'<article id="{parte["instrumento"]}".*?</article>', pagina, re.DOTALL)
    artigo = achado[0] if achado else ""
    estreito, largo = (_desenho(artigo, largura) for largura in graficos.LARGURAS[::-1])
    return Resposta(parte["titulo"], parte["leitura"][0], estreito, largo, parte)


def _sem_marcas(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def titulo(relato: Relato) -> str:
    """De quem é o relatório, como está na capa, sem a palavra “relatório”."""
    achado = re.search(r"<h1[^>]*>(.*?)</h1>", relato.html, re.DOTALL)
    return re.sub(r"^Relatório d\w+ ", "", _sem_marcas(achado[1]))


def mensagem(relato: Relato) -> str:
    """O texto para o grupo de mensagens, de até 700 letras, só com frases inteiras.

    As respostas que não cabem são contadas. Sem nenhuma resposta, diz o que fazer.
    """
    frases = [resposta.frase for resposta in respostas(relato)]
    for quantas in range(len(frases), -1, -1):
        texto = _mensagem(relato, frases[:quantas], len(frases) - quantas)
        if len(texto) <= LIMITE_DA_MENSAGEM:
            return texto
    return texto[:LIMITE_DA_MENSAGEM]  # só um nome de rede fora do comum chega aqui


def _mensagem(relato: Relato, frases: list[str], sobram: int) -> str:
    linhas = [f"*{titulo(relato)}*", "", *(f"• {frase}" for frase in frases)]
    if sobram:
        mais = "mais uma resposta" if sobram == 1 else f"mais {sobram} respostas"
        linhas.append(f"No relatório há {mais}.")
    if not frases and not sobram:
        linhas.append("Ainda não há respostas. Falta preencher os quadros.")
    return "\n".join([*linhas, "", f"Caderno de Redes, {relato.pedido.hoje:%d/%m/%Y}"])


def _desenho(artigo: str, largura: str) -> str:
    svg = re.search(rf'<div class="desenho {largura}">(<svg.*?</svg>)', artigo, re.DOTALL)
    return svg[1] if svg else ""


def altura_por_largura(svg: str) -> float:
    """Quanto um desenho é mais alto do que largo.

    >>> altura_por_largura('<svg viewBox="0 0 340 170">')
    0.5
    """
    largura, altura = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()
    return float(altura) / float(largura)
