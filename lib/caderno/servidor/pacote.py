"""Dois arquivos em vez de oitenta: os pedaços do programa das páginas, que o navegador pediria um por um.

O Voilà, os widgets e o anywidget vêm cortados em pedaços, e cada pedaço só se anota numa lista; quem precisa dele o
procura lá antes de o pedir ao servidor. Por isso juntá-los não muda o que fazem. São dois arquivos para que o navegador
leia um ao lado do outro. `pedacos.txt` diz quais pedaços são: um que falte ali é pedido à parte, e um que não exista
mais é ignorado. No fim vão as nossas partes da tela.

O escritor de fórmulas (o MathJax, 900 kB) fica de fora: nossos textos não têm fórmulas, e “R$ 5 a R$ 10” não é uma.

E dois deles mudam, em `TROCAS`. O widget que se desenha procura o seu modelo a cada décimo de segundo e desiste
em dois. Num navegador muito ocupado, a última procura vem antes de o kernel responder e a desistência vem depois: a
página fica para sempre sem aquela parte. Aqui a procura dura dois minutos.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from jupyter_core.paths import jupyter_path

from caderno import javascript

NOMES = ("pacote-1.js", "pacote-2.js")
PEDACOS = Path(__file__).with_name("pedacos.txt")
SEM_FORMULAS = ("static/3307.voila.js", "static/8773.voila.js")
"""Os pedaços que, ao começar, pedem o MathJax: no lugar deles vai um que diz que não há o que começar."""
TROCAS = (
    (re.compile(rb"(Date\.now\(\)-\w+)<2e3(?=;.{0,150}widget model not found)"), rb"\1<12e4"),
    (re.compile(rb"Loading widget\.\.\."), "Abrindo…".encode()),
    (re.compile(rb"Error displaying widget(: model not found)?"), "Esta parte da página não abriu.".encode()),
)
"""O que se procura num pedaço, e o que fica no lugar; o que não se acha fica como está."""
_MODULO = re.compile(rb"\.push\(\[\[(\d+)\],\{(\d+):")
DESTINO = Path(sys.prefix, "share", "jupyter", "voila", "templates", "caderno", "static")
"""No ambiente do caderno, onde o Voilà procura o que é do modelo da página."""


def montar(destino: Path = DESTINO) -> tuple[str, ...]:
    """Junta os pedaços em `destino`, se já não estão lá; os nomes dos arquivos, nenhum se não se pode gravar."""
    textos = [juntar(nomes) for nomes in repartir(PEDACOS.read_text(encoding="utf-8").split(), len(NOMES))]
    textos[-1] += javascript.de_todas().encode()
    try:
        for nome, conteudo in zip(NOMES, textos, strict=True):
            arquivo = destino / nome
            if not arquivo.exists() or arquivo.read_bytes() != conteudo:
                _gravar(arquivo, conteudo)
    except OSError:
        return ()
    return NOMES


def repartir(nomes: list[str], em: int) -> list[list[str]]:
    """Os nomes em partes que pesam o mesmo: cada pedaço, do maior para o menor, vai para a parte mais leve."""
    pesos = {nome: arquivo.stat().st_size if (arquivo := _achar(nome)) else 0 for nome in nomes}
    partes: list[list[str]] = [[] for _ in range(em)]
    for nome in sorted(nomes, key=pesos.__getitem__, reverse=True):
        min(partes, key=lambda parte: sum(map(pesos.__getitem__, parte))).append(nome)
    return partes


def juntar(nomes: list[str]) -> bytes:
    """Os pedaços, cada um dentro de uma função: o `"use strict"` de um não vale para os outros."""
    achados = ((nome in SEM_FORMULAS, arquivo.read_bytes()) for nome in nomes if (arquivo := _achar(nome)))
    pedacos = (_vazio(conteudo) if sem else _trocar(conteudo) for sem, conteudo in achados)
    return b"".join(b"(function(){%s\n})();\n" % pedaco for pedaco in pedacos)


def _vazio(pedaco: bytes) -> bytes:
    """Um pedaço com o mesmo número e nenhuma extensão; o que não se reconhece fica como está."""
    if not (achado := _MODULO.search(pedaco)):
        return pedaco
    nada = b"(e,t)=>{Object.defineProperty(t,'__esModule',{value:!0}),t.default=[]}"
    return pedaco[: achado.end()] + nada + b"}]);"


def _trocar(pedaco: bytes) -> bytes:
    for procurado, novo in TROCAS:
        pedaco = procurado.sub(novo, pedaco)
    return pedaco


def _achar(nome: str) -> Path | None:
    """`static/73.voila.js` é do Voilà; `labextensions/anywidget/static/2.js`, de quem o nome diz."""
    partes = ("voila/templates/base", "voila", "") if nome.startswith("static/") else ("voila", "")
    candidatos = (Path(raiz, parte, nome) for raiz in jupyter_path() for parte in partes)
    return next(filter(Path.is_file, candidatos), None)


def _gravar(arquivo: Path, conteudo: bytes) -> None:
    """Por inteiro ou nada: outro servidor pode estar a lê-lo."""
    arquivo.parent.mkdir(parents=True, exist_ok=True)
    numero, provisorio = tempfile.mkstemp(dir=arquivo.parent)
    with os.fdopen(numero, "wb") as aberto:
        aberto.write(conteudo)
    os.chmod(provisorio, 0o644)
    os.replace(provisorio, arquivo)
