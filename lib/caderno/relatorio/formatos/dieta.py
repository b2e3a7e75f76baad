"""A página com a mesma cara e menos letras: o que se repete em cada célula é dito uma vez só, no estilo.

Nada do que se vê ou se lê muda.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ESTILO = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ASPAS = re.compile(
    " (class|href|id|scope|role|tabindex|x|y|fill|width|height|stroke|stroke-width|font-size|font-weight|text-anchor)"
    r'="([\w#.-]+)"(?=[ >])'
)
"""O que mais se repete, nas tabelas e nos desenhos, e não precisa de aspas quando é uma palavra só."""
_TABELA = re.compile(r"<table>.*?</table>", re.DOTALL)
_TITULO = re.compile(r'<th scope="col"( class="numero")?')
_COLUNAS = {"_c": "", "_d": "n + "}
"""Como começa a classe de uma tabela -> se o número é de uma coluna só ou dela em diante."""
_FINS = ("td", "th", "tr", "thead", "tbody", "li")
"""As marcas que todo leitor de HTML fecha sozinho."""


def enxugar(pagina: str) -> str:
    """A mesma página, menor."""
    classes: set[str] = set()
    pagina = _TABELA.sub(lambda tabela: _tabela(tabela[0], classes), pagina)
    numero = ",".join(["._n", *(f".{c} :is(th,td):nth-child({_COLUNAS[c[:2]]}{c[2:]})" for c in sorted(classes))])
    pagina = _ESTILO.sub(lambda estilo: f"<style>{_folha(estilo[1], numero)}</style>", pagina)
    pagina = pagina.replace('class="numero', 'class="_n')
    pagina = _ASPAS.sub(r" \1=\2", pagina)
    for marca in _FINS:
        pagina = pagina.replace(f"</{marca}>", "")
    return pagina


@lru_cache(maxsize=16)
def _folha(estilo: str, numero: str) -> str:
    """Uma folha de estilo sem os espaços que não dizem nada; `numero` é como se acham as células de número."""
    estilo = re.sub(r"\.numero\b", f":is({numero})", re.sub(r"\s+", " ", estilo))
    return re.sub(r" ?([{};]) ?|(?<=[a-z]): |, ", lambda achado: achado[0].strip(), estilo).replace(";}", "}")


def _tabela(tabela: str, classes: set[str]) -> str:
    """A tabela diz uma vez quais colunas são de número, e não em cada célula."""
    titulos = [bool(numero) for numero in _TITULO.findall(tabela)]
    if True not in titulos:
        return tabela
    primeira = titulos.index(True)
    ate_o_fim = False not in titulos[primeira:]
    destas = [f"_d{primeira + 1}"] if ate_o_fim else [f"_c{i}" for i, numero in enumerate(titulos, 1) if numero]
    classes.update(destas)
    sem_classe = tabela.replace(' class="numero"', "").replace('class="numero ', 'class="')
    return sem_classe.replace("<table>", f'<table class="{" ".join(destas)}">', 1)
