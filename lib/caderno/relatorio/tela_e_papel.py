"""O que um relatório mostra só na tela e o que mostra só no papel.

Na tela se procura, e tudo pode estar lá, dobrado. No papel se lê do começo ao fim: listas longas
dão lugar a um resumo que diz onde está o resto. A página traz os dois; o estilo mostra um de cada vez.
"""

from __future__ import annotations

import re

from caderno import formato
from caderno.relatorio import faixas

_FIM = "<!--só na tela-->"
_SO_NA_TELA = re.compile(f'<div class="so-na-tela">.*?{_FIM}</div>', re.DOTALL)
_LIGACAO = re.compile(r'<a href="#([\w-]+)">(.*?)</a>', re.DOTALL)
_ENDERECO = re.compile(r' id="([\w-]+)"')
_OUTRAS_TABELAS = re.compile(r'<details class="tabelas">.*?</details>', re.DOTALL)
_TITULO = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
LONGOS = ("rede",)
"""Modelos com todas as respostas: inteiros, passam de cem folhas."""
ONDE = "na página (HTML), na planilha (XLSX) e no relatório do módulo."
NA_TELA, NO_PAPEL = "l-", "p-"
"""Como começam os endereços do anexo na tela e os do resumo dele no papel."""


def so_na_tela(html: str) -> str:
    """Um pedaço que o papel não traz."""
    return f'<div class="so-na-tela">{html}{_FIM}</div>'


def so_no_papel(html: str) -> str:
    """Um pedaço que a tela não mostra, nem lê para quem ouve a página."""
    return f'<div class="so-no-papel">{html}</div>'


def no_papel(pagina: str, modelo: str = "") -> str:
    """A página sem o que é só da tela; a ligação para o que saiu vira texto, e a tabela larga se reparte.

    O relatório da rede inteira fica com o começo da primeira tabela de cada resposta e o título das outras.

    >>> no_papel(so_na_tela('<i id="l3"></i>') + '<a href="#l3">Mel</a>')
    'Mel'
    """
    curta = _SO_NA_TELA.sub("", pagina).replace(f'href="#{NA_TELA}', f'href="#{NO_PAPEL}')
    if modelo in LONGOS:
        curta = faixas.so_o_comeco(_OUTRAS_TABELAS.sub(_so_os_titulos, curta), f"A tabela continua {ONDE}")
    ficaram = set(_ENDERECO.findall(curta))
    curta = _LIGACAO.sub(lambda achada: achada[0] if achada[1] in ficaram else achada[2], curta)
    return faixas.em_faixas(curta)


def _so_os_titulos(dobra: re.Match) -> str:
    titulos = [f"“{titulo}”" for titulo in _TITULO.findall(dobra[0])]
    outras = "A outra tabela" if len(titulos) == 1 else f"As outras {len(titulos)} tabelas"
    esta = "está" if len(titulos) == 1 else "estão"
    return f'<p class="quieto">{outras} ({formato.juntar(titulos)}) {esta} {ONDE}</p>' if titulos else dobra[0]
