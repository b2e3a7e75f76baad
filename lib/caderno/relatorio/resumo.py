"""O resumo de um lote: o que saiu e o que não saiu, para ler e para abrir como planilha."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from caderno import formato
from caderno.relatorio.diario import gravar_inteiro
from caderno.relatorio.lote import ESTAVA, NAO_SAIU, PRONTO, Feito

TITULOS = ("linha", "pedido", "situação", "arquivos", "motivo")
LINHAS_NO_TEXTO = 1000
"""Mais do que isto, só a planilha traz; o texto conta."""


def gravar(feitos: Sequence[Feito], pasta: Path) -> Path:
    """Grava resumo.csv e resumo.md na pasta e devolve o segundo."""
    gravar_inteiro(pasta / "resumo.csv", em_csv(feitos).encode("utf-8-sig"))
    gravar_inteiro(pasta / "resumo.md", em_texto(feitos).encode())
    return pasta / "resumo.md"


def frase(feitos: Sequence[Feito]) -> str:
    """Quantos de cada, numa frase."""
    quantos = Counter(feito.situacao for feito in feitos)
    partes = [formato.plural(quantos[PRONTO], "relatório pronto", "relatórios prontos")]
    if quantos[ESTAVA]:
        partes.append(formato.plural(quantos[ESTAVA], "já estava pronto", "já estavam prontos"))
    if quantos[NAO_SAIU]:
        partes.append(formato.plural(quantos[NAO_SAIU], "não saiu", "não saíram"))
    return f"{formato.juntar(partes)}."


def em_texto(feitos: Sequence[Feito]) -> str:
    """Em markdown: primeiro o que não saiu, e por quê."""
    faltam = [feito for feito in feitos if feito.situacao == NAO_SAIU]
    saidos = [feito for feito in feitos if feito.situacao != NAO_SAIU]
    partes = [f"# Resumo do lote\n\n{frase(feitos)}"]
    if faltam:
        partes.append("## Não saíram\n\n" + _itens(faltam, lambda feito: feito.frase))
    if saidos:
        partes.append("## Prontos\n\n" + _itens(saidos, lambda feito: formato.juntar(feito.arquivos)))
    return "\n\n".join(partes) + "\n"


def _itens(feitos: Sequence[Feito], dizer) -> str:
    itens = [f"- linha {f.linha.numero}, {_sem_marcas(f.linha.escrito)}: {_sem_marcas(dizer(f))}" for f in feitos]
    sobram = len(itens) - LINHAS_NO_TEXTO
    mais = [f"- … e {formato.plural(sobram, 'outro', 'outros')}, no resumo.csv"] * (sobram > 0)
    return "\n".join(itens[:LINHAS_NO_TEXTO] + mais)


def _sem_marcas(texto: str) -> str:
    """O que a pessoa escreveu, sem virar ligação nem página."""
    return "".join(f"\\{letra}" if letra in "\\`*_[]<>#|" else letra for letra in " ".join(texto.split()))


def em_csv(feitos: Sequence[Feito]) -> str:
    """Separado por ponto e vírgula, para abrir direto na planilha."""
    saida = io.StringIO()
    escritor = csv.writer(saida, delimiter=";", lineterminator="\n")
    escritor.writerow(TITULOS)
    for feito in feitos:
        celulas = (feito.linha.escrito, feito.situacao, " ".join(feito.arquivos), feito.frase)
        escritor.writerow([feito.linha.numero, *map(_sem_formula, celulas)])
    return saida.getvalue()


def _sem_formula(texto: str) -> str:
    """O programa de planilhas executaria o que começa assim."""
    return f"'{texto}" if texto.startswith(("=", "+", "-", "@", "\t")) else texto
