"""A página com a mesma cara e menos letras: o que se repete em cada desenho é dito uma vez só, no estilo.

Um desenho sozinho se basta, e por isso repete cores, letras e medidas em cada marca; trinta juntos
numa página repetem trinta vezes. Nada do que se vê ou se lê muda.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from caderno.relatorio.formatos.desenhos import SVG
from caderno.relatorio.formatos.traco import Juntada

POUCAS_VEZES = 3
"""Uma cara de traço usada menos vezes que isto não paga a regra dela."""
_MEDIDA = r'"([\d.-]+)"'
_CARA = r'((?: [a-z-]+="[^"]*")*)'
_MARCA = re.compile(
    f"<(?:text x={_MEDIDA} y={_MEDIDA}{_CARA}>([^<]*)</text>"
    f"|rect x={_MEDIDA} y={_MEDIDA} width={_MEDIDA} height={_MEDIDA}{_CARA}/>"
    f'|path d="M([\\d.,L-]+)"{_CARA}/>'
    f"|circle cx={_MEDIDA} cy={_MEDIDA} r={_MEDIDA}{_CARA}/>)"
)
_TEXTO, _RETANGULO, _CAMINHO, _CIRCULO = slice(0, 4), slice(4, 9), slice(9, 11), slice(11, 15)
_ATRIBUTO = re.compile(r' ([a-z-]+)="([^"]*)"')
_DO_SVG = re.compile(r' (?:xmlns|font-family|overflow)="[^"]*"')
_NOME = re.compile(r"<title>.*?</title>", re.DOTALL)
_ESTILO = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ASPAS = re.compile(r' (class|href|id|scope)="([\w#-]+)"(?=[ >])')
_TABELA = re.compile(r"<table>.*?</table>", re.DOTALL)
_TITULO = re.compile(r'<th scope="col"( class="numero")?')
_FINS = ("td", "th", "tr", "thead", "tbody", "li")
"""As marcas que todo leitor de HTML fecha sozinho."""


def enxugar(pagina: str) -> str:
    """A mesma página, menor."""
    desenhos = [_Desenho(svg) for svg in SVG.findall(pagina)]
    classes = _classes(desenhos)
    regras = "".join(f".{classe}{{{_em_css(cara)}}}" for cara, classe in classes.items())
    na_ordem = iter(desenhos)
    pagina = SVG.sub(lambda _: next(na_ordem).escrito(classes), pagina)
    colunas: set[int] = set()
    pagina = _TABELA.sub(lambda tabela: _tabela(tabela[0], colunas), pagina)
    numero = ",".join(["._n", *(f"._c{n} :is(th,td):nth-child(n + {n})" for n in sorted(colunas))])
    pagina = _ESTILO.sub(lambda estilo: f"<style>{_folha(estilo[1], numero)}</style>", pagina)
    pagina = pagina.replace('class="numero', 'class="_n')
    pagina = _ASPAS.sub(r" \1=\2", pagina)
    for marca in _FINS:
        pagina = pagina.replace(f"</{marca}>", "")
    return pagina.replace("</head>", f"<style>{regras}</style></head>", 1)


@lru_cache(maxsize=16)
def _folha(estilo: str, numero: str) -> str:
    """Uma folha de estilo sem os espaços que não dizem nada; `numero` é como se acham as células de número."""
    estilo = re.sub(r"\.numero\b", f":is({numero})", re.sub(r"\s+", " ", estilo))
    return re.sub(r" ?([{};]) ?|(?<=[a-z]): |, ", lambda achado: achado[0].strip(), estilo).replace(";}", "}")


def _tabela(tabela: str, colunas: set[int]) -> str:
    """Se os números vão de uma coluna até o fim, a tabela diz isso uma vez, e não em cada célula."""
    titulos = [bool(numero) for numero in _TITULO.findall(tabela)]
    if True not in titulos or False in titulos[(primeiro := titulos.index(True)) :]:
        return tabela
    colunas.add(primeiro + 1)
    sem_classe = tabela.replace(' class="numero"', "").replace('class="numero ', 'class="')
    return sem_classe.replace("<table>", f'<table class="_c{primeiro + 1}">', 1)


# ------------------------------------------------------------------ desenhos


class _Desenho:
    """Um desenho lido: o que o abre, as marcas dele e a letra mais usada."""

    def __init__(self, svg: str):
        fim = svg.index(">")
        self.abre, self.resto = _DO_SVG.sub("", svg[:fim]), _NOME.sub("", svg[fim + 1 :])
        self.marcas = list(_MARCA.finditer(self.resto))
        partes = [marca.groups() for marca in self.marcas]
        self.caras = Counter(parte[2] or parte[8] or parte[10] or parte[14] for parte in partes)
        letras = Counter(parte[2] for parte in partes if parte[2]).most_common(1)
        self.letra = letras[0][0] if letras else ""

    def escrito(self, classes: dict[str, str]) -> str:
        """O nome fica no aria-label; a letra mais usada é a do desenho; marcas que não se encobrem se juntam."""
        caras = {cara: f" class={classe}" for cara, classe in classes.items()} | {self.letra: ""}
        juntada, parou = Juntada(caras), 0
        for marca in self.marcas:
            if parou < marca.start():
                juntada.outra(self.resto[parou : marca.start()])
            parou = marca.end()
            _juntar(juntada, marca.groups())
        letra = f" class={classes[self.letra]}" if self.letra else ""
        return f"{self.abre}{letra}>{juntada.escrita()}{self.resto[parou:]}"


def _classes(desenhos: list[_Desenho]) -> dict[str, str]:
    """Cara -> classe, as mais usadas com os nomes mais curtos. Toda cara de texto tem a sua."""
    usos = sum((desenho.caras for desenho in desenhos), Counter())
    comuns = [cara for cara, vezes in usos.most_common() if cara and (vezes >= POUCAS_VEZES or "font-size" in cara)]
    return {cara: f"_{numero:x}" for numero, cara in enumerate(comuns)}


def _em_css(cara: str) -> str:
    """Um texto diz também o que é de costume: o desenho pode ter outra letra por padrão."""
    pares = dict(_ATRIBUTO.findall(cara))
    if "font-size" in pares:
        pares = {"text-anchor": "start", "font-weight": "400"} | pares | {"font-size": f"{pares['font-size']}px"}
    return ";".join(f"{nome}:{valor}" for nome, valor in pares.items())


def _juntar(juntada: Juntada, partes: tuple) -> None:
    if partes[0] is not None:
        juntada.texto(*partes[_TEXTO])
    elif partes[4] is not None:
        juntada.retangulo(*partes[_RETANGULO])
    elif partes[9] is not None:
        juntada.caminho(*partes[_CAMINHO])
    else:
        juntada.circulo(*partes[_CIRCULO])
