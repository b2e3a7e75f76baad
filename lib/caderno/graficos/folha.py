"""A folha em que se desenha: guarda retângulos, caminhos, círculos e textos, em pixels.

A mesma folha vira svg (página e relatório: nada a carregar) ou gráfico do Altair (para quem
quer mexer nele num caderno). Escrever o svg aqui, sem o Altair nem o Vega, poupa 1,2 s e
110 MB em cada página aberta.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from typing import NamedTuple

from caderno.graficos import tema


class Retangulo(NamedTuple):
    x: float
    y: float
    largura: float
    altura: float
    cor: str
    borda: str = "none"


class Caminho(NamedTuple):
    pontos: tuple[tuple[float, float], ...]
    cor: str
    grossura: float = 1.5
    tracejado: tuple[float, ...] = ()
    fundo: str = "none"


class Circulo(NamedTuple):
    x: float
    y: float
    raio: float
    cor: str
    borda: str = tema.FOLHA


class Texto(NamedTuple):
    x: float
    y: float
    """A linha de base da letra."""
    texto: str
    tamanho: float = tema.TEXTO
    cor: str = tema.TINTA
    ancora: str = "start"
    forte: bool = False


@dataclass
class Folha:
    """Largura fixa, altura que cresce com o que se desenha."""

    variante: str = "larga"
    altura: float = 0
    marcas: list = field(default_factory=list)
    notas: list[str] = field(default_factory=list)
    """O que ficou de fora do desenho, em frases."""

    @property
    def largura(self) -> float:
        return tema.LARGURAS[self.variante]

    @property
    def estreita(self) -> bool:
        return self.variante == "estreita"

    def retangulo(self, x, y, largura, altura, cor, borda="none") -> None:
        # Valores negativos desenham para o outro lado do zero.
        x, largura = (x + largura, -largura) if largura < 0 else (x, largura)
        self.marcas.append(Retangulo(x, y, largura, altura, cor, borda))
        self.cresce(y + altura)

    def caminho(self, pontos, cor, grossura=1.5, tracejado=(), fundo="none") -> None:
        self.marcas.append(Caminho(tuple(pontos), cor, grossura, tuple(tracejado), fundo))
        self.cresce(max(y for _, y in pontos))

    def circulo(self, x, y, raio, cor, borda=tema.FOLHA) -> None:
        self.marcas.append(Circulo(x, y, raio, cor, borda))
        self.cresce(y + raio)

    def texto(self, x, y, texto, tamanho=tema.TEXTO, cor=tema.TINTA, ancora="start", forte=False) -> float:
        """Escreve um texto, ou uma lista de linhas a partir de y; devolve a base da linha seguinte."""
        for linha in [texto] if isinstance(texto, str) else texto:
            self.marcas.append(Texto(x, y, linha, tamanho, cor, ancora, forte))
            self.cresce(y + tamanho * 0.3)
            y += tamanho * tema.ENTRELINHA
        return y

    def etiqueta(self, x, y, texto, tamanho=tema.MIUDO, ancora="start") -> None:
        """Um texto com fundo branco, para ler em cima de linhas."""
        largura = tema.largura_do_texto(texto, tamanho)
        esquerda = {"start": x, "middle": x - largura / 2, "end": x - largura}[ancora]
        self.retangulo(esquerda - 2, y - tamanho, largura + 4, tamanho * 1.3, tema.FOLHA)
        self.texto(x, y, texto, tamanho, ancora=ancora)

    def forma(self, x, y, forma, cor, raio=6) -> None:
        """Um ponto com forma própria, para se distinguir também sem cor."""
        if forma == "circulo":
            self.circulo(x, y, raio, cor)
            return
        cantos = [(x + raio * dx, y + raio * dy) for dx, dy in _CANTOS[forma]]
        self.caminho([*cantos, cantos[0]], tema.FOLHA, 1, fundo=cor)

    def cresce(self, ate: float) -> None:
        self.altura = max(self.altura, ate)

    def svg(self, nome_acessivel: str) -> str:
        """O desenho como svg que se basta; o nome acessível é o que se lê no lugar dele."""
        nome = html.escape(nome_acessivel)
        largura, altura = self.largura, math.ceil(self.altura + 4)
        corpo = "".join(_EM_SVG[type(marca)](marca) for marca in self.marcas)
        letra = html.escape(tema.LETRA)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{nome}" width="{largura}" '
            f'height="{altura}" viewBox="0 0 {largura} {altura}" font-family="{letra}" overflow="visible">'
            f"<title>{nome}</title>{corpo}</svg>"
        )

    def altair(self):
        """O mesmo desenho como gráfico do Altair."""
        import altair as alt

        desenho = {
            "layer": _camadas(self.marcas),
            "width": self.largura,
            "height": math.ceil(self.altura + 4),
            "padding": 0,
            "autosize": "none",
            "background": tema.FOLHA,
            "config": {"font": tema.LETRA, "view": {"stroke": None}},
        }
        # Conferir cada marca contra o esquema leva segundos, e a folha só produz o que sabe ser válido.
        return alt.LayerChart.from_dict(desenho, validate=False)


_CANTOS = {
    "quadrado": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "losango": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangulo": ((0, -1.15), (1.1, 0.85), (-1.1, 0.85)),
    "triangulo_baixo": ((0, 1.15), (1.1, -0.85), (-1.1, -0.85)),
    "cruz": tuple(
        (x * 1.1, y * 1.1)
        for x, y in (
            (-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35),
            (0.35, 1), (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35),
        )
    ),
}  # fmt: skip


def _n(valor: float) -> str:
    return f"{valor:.1f}".removesuffix(".0")


def _svg_retangulo(m: Retangulo) -> str:
    borda = f' stroke="{m.borda}"' if m.borda != "none" else ""
    tamanho = f'width="{_n(m.largura)}" height="{_n(m.altura)}"'
    return f'<rect x="{_n(m.x)}" y="{_n(m.y)}" {tamanho} fill="{m.cor}"{borda}/>'


def _svg_caminho(m: Caminho) -> str:
    pontos = "L".join(f"{_n(x)},{_n(y)}" for x, y in m.pontos)
    traco = f' stroke-dasharray="{" ".join(_n(t) for t in m.tracejado)}"' if m.tracejado else ""
    return f'<path d="M{pontos}" fill="{m.fundo}" stroke="{m.cor}" stroke-width="{_n(m.grossura)}"{traco}/>'


def _svg_circulo(m: Circulo) -> str:
    return f'<circle cx="{_n(m.x)}" cy="{_n(m.y)}" r="{_n(m.raio)}" fill="{m.cor}" stroke="{m.borda}"/>'


def _svg_texto(m: Texto) -> str:
    ancora = f' text-anchor="{m.ancora}"' if m.ancora != "start" else ""
    peso = ' font-weight="600"' if m.forte else ""
    posicao = f'x="{_n(m.x)}" y="{_n(m.y)}" font-size="{_n(m.tamanho)}" fill="{m.cor}"'
    return f"<text {posicao}{ancora}{peso}>{html.escape(m.texto)}</text>"


def _canal(campo: str, tipo: str = "nominal") -> dict:
    """Um canal do Vega-Lite que usa o dado como ele é: sem escala, eixo nem legenda."""
    return {"field": campo, "type": tipo, "scale": None} | ({"axis": None} if campo in ("x", "y") else {"legend": None})


_PIXELS = {"x": _canal("x", "quantitative"), "y": _canal("y", "quantitative")}
_CORES = {"fill": _canal("cor"), "stroke": _canal("borda")}


def _camada(mark: dict, valores: list[dict], **canais) -> dict:
    return {"data": {"values": valores}, "mark": mark, "encoding": _PIXELS | canais}


def _camadas(marcas: list) -> list[dict]:
    """Uma camada por tipo de marca: os fundos embaixo, os textos em cima."""
    de = lambda tipo: [m for m in marcas if isinstance(m, tipo)]  # noqa: E731
    fins = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    retangulos = [m._asdict() | {"x2": m.x + m.largura, "y2": m.y + m.altura} for m in de(Retangulo)]
    circulos = [m._asdict() | {"area": math.pi * m.raio**2} for m in de(Circulo)]
    camadas = [
        _camada({"type": "rect"}, retangulos, **_CORES, **fins),
        *_camadas_de_caminhos(de(Caminho)),
        _camada({"type": "circle", "opacity": 1}, circulos, **_CORES, size=_canal("area", "quantitative")),
        *_camadas_de_textos(de(Texto)),
    ]
    return [camada for camada in camadas if camada["data"]["values"]]


def _camadas_de_caminhos(caminhos: list[Caminho]) -> list[dict]:
    """Os caminhos de mesmo traço vão juntos; cada um é uma linha (`qual`)."""
    tracos: dict[tuple, list[dict]] = {}
    for qual, m in enumerate(caminhos):
        pontos = [{"x": x, "y": y, "ordem": i, "qual": qual} for i, (x, y) in enumerate(m.pontos)]
        traco = (m.cor, m.grossura, m.tracejado, m.fundo)
        tracos[traco] = [*tracos.pop(traco, []), *pontos]  # quem se usou por último fica por cima
    canais = {"detail": {"field": "qual", "type": "nominal"}, "order": {"field": "ordem", "type": "quantitative"}}
    return [
        _camada(
            {
                "type": "line",
                "stroke": cor,
                "strokeWidth": grossura,
                "strokeDash": [*tracejado] or [1, 0],
                "fill": fundo,
            },
            pontos,
            **canais,
        )
        for (cor, grossura, tracejado, fundo), pontos in tracos.items()
    ]


def _camadas_de_textos(textos: list[Texto]) -> list[dict]:
    alinhar = {"start": "left", "middle": "center", "end": "right"}
    grupos: dict[tuple[str, bool], list[dict]] = {}
    for m in textos:
        grupos.setdefault((m.ancora, m.forte), []).append(m._asdict())
    return [
        _camada(
            {
                "type": "text",
                "align": alinhar[ancora],
                "baseline": "alphabetic",
                "fontWeight": 600 if forte else 400,
            },
            valores,
            text={"field": "texto", "type": "nominal"},
            fill=_canal("cor"),
            size=_canal("tamanho", "quantitative"),
        )
        for (ancora, forte), valores in grupos.items()
    ]


_EM_SVG = {Retangulo: _svg_retangulo, Caminho: _svg_caminho, Circulo: _svg_circulo, Texto: _svg_texto}
