"""A folha em que se desenha: guarda retângulos, caminhos, círculos e textos, em pixels.

A mesma folha vira svg (página e relatório: nada a carregar) ou gráfico do Altair (para quem
quer mexer nele num caderno). Escrever o svg aqui, sem o Altair nem o Vega, poupa 1,2 s e
110 MB em cada página aberta.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass, field

from caderno.graficos import tema
from caderno.graficos.escrita import Caminho, Circulo, Marca, Retangulo, Texto, em_svg


@dataclass
class Folha:
    """Largura fixa, altura que cresce com o que se desenha."""

    variante: str = "larga"
    altura: float = 0
    marcas: list[Marca] = field(default_factory=list)
    notas: list[str] = field(default_factory=list)
    """O que ficou de fora do desenho, em frases."""

    @property
    def largura(self) -> float:
        return tema.LARGURAS[self.variante]

    @property
    def estreita(self) -> bool:
        return self.variante == "estreita"

    @property
    def onde_esta_o_resto(self) -> str:
        """Onde procurar o que não coube: numa parede não há tabela embaixo."""
        return "no relatório" if self.variante == "cartaz" else "na tabela"

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
        """O desenho para pôr numa página; o nome acessível é o que se lê no lugar dele.

        O que é mais alto do que uma folha de papel diz em `data-cortes` onde se parte [px].
        """
        nome = html.escape(nome_acessivel)
        largura, altura = self.largura, self._altura_inteira
        pontos = self._cortes()
        cortes = f' data-cortes="{" ".join(map(str, pontos))}"' if pontos else ""
        return (
            f'<svg role="img" aria-label="{nome}" width="{largura}" height="{altura}" '
            f'viewBox="0 0 {largura} {altura}"{cortes}>{em_svg(self.marcas)}</svg>'
        )

    @property
    def _altura_inteira(self) -> int:
        return math.ceil(self.altura + 4)

    def _cortes(self) -> list[int]:
        """As alturas em que nenhum texto, barra ou ponto é atravessado, cada pedaço perto de uma folha de papel."""
        fim = self._altura_inteira
        folha = tema.CABEM.get(self.variante, fim)
        if fim <= folha:
            return []
        ocupada = bytearray(fim)
        for de, ate in filter(None, map(_ocupa, self.marcas)):
            if ate - de < folha:
                primeira, depois = math.floor(de) + 1, math.ceil(ate)
                ocupada[primeira:depois] = b"x" * (depois - primeira)
        cortes = [0]
        while fim - cortes[-1] > folha:
            ate = cortes[-1] + folha + 1
            corte = max(ocupada.rfind(0, cortes[-1] + 1, ate), 0) or ocupada.find(0, ate)
            if corte < 0:
                break
            cortes.append(corte)
        return cortes[1:]

    def altair(self):
        """O mesmo desenho como gráfico do Altair."""
        import altair as alt

        desenho = {
            "layer": _camadas(self.marcas),
            "width": self.largura,
            "height": self._altura_inteira,
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


def que_se_basta(svg: str) -> str:
    """Um desenho da página que também se lê fora dela: diz que língua é, com que letra e que nome tem."""
    nome = nome_acessivel(svg)
    inteiro = svg.replace(
        "<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{html.escape(tema.LETRA)}" ', 1
    )
    return inteiro.replace(">", f"><title>{nome}</title>", 1)


def nome_acessivel(svg: str) -> str:
    """O que se lê no lugar do desenho, como está escrito nele."""
    return re.search('aria-label="([^"]*)"', svg)[1]


def _ocupa(marca: Marca) -> tuple[float, float] | None:
    """De que altura a que altura vai uma marca que não se parte; um caminho, sim."""
    if isinstance(marca, Texto):
        return marca.y - marca.tamanho, marca.y + marca.tamanho * 0.3
    if isinstance(marca, Circulo):
        return marca.y - marca.raio, marca.y + marca.raio
    return (marca.y, marca.y + marca.altura) if isinstance(marca, Retangulo) else None


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
