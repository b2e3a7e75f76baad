"""Quão fácil é ler um texto em português escrito em Markdown: tamanho das frases e índice de Flesch."""

from __future__ import annotations

import re


def frases(texto: str) -> list[str]:
    """As frases do texto corrido: cada item de lista e cada parágrafo fecha a sua; títulos não contam.

    >>> frases("## Título\\n\\nUm grupo. Custou R$ 1.500 ao todo.\\n\\n- item da lista")
    ['Um grupo', 'Custou R$ 1.500 ao todo', 'item da lista']
    """
    sem_titulos = re.sub(r"^#+ .*$", "", texto, flags=re.M)
    limpo = re.sub(r"<[^>]+>|[*`>“”]|^\d\. |^- ", "", sem_titulos, flags=re.M)
    partes = re.split(r"[.?!…]+(?=\s|$)|\n", limpo)
    return [parte.strip() for parte in partes if re.search(r"\w", parte)]


def silabas(palavra: str) -> int:
    """Grupos de vogais. Os hiatos ficam por menos (associação dá 4, e não 5): basta para comparar textos.

    >>> [silabas(p) for p in ("roda", "trabalho", "associação", "h")]
    [2, 3, 4, 1]
    """
    return len(re.findall(r"[aeiouáéíóúâêôãõàü]+", palavra.lower())) or 1


def palavras_por_frase(texto: str) -> float:
    quantas = [len(re.findall(r"[\w,.]+", frase)) for frase in frases(texto)]
    return sum(quantas) / len(quantas)


def flesch(texto: str) -> float:
    """Índice de Flesch em português: 248,835 − 1,015 × palavras por frase − 84,6 × sílabas por palavra."""
    palavras = re.findall(r"[^\W\d_]+", " ".join(frases(texto)))
    por_palavra = sum(map(silabas, palavras)) / len(palavras)
    return 248.835 - 1.015 * palavras_por_frase(texto) - 84.6 * por_palavra
