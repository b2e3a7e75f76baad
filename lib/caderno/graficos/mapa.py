"""Mapa de pontos sobre o contorno dos estados, em projeção de Mercator."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from caderno import formato, territorio
from caderno.graficos import fileiras, tema
from caderno.graficos.canais import Canais, somar
from caderno.graficos.folha import Folha

NUMERADOS = 12
AFASTAVEIS = 500
"""Acima disso o mapa já é mancha: afastar custa o quadrado dos pontos e não deixa nenhum à vista."""
ALTURA = {"larga": 460, "estreita": 380, "cartaz": 340}
CATEGORIAS = 6


def mapa_de_pontos(folha: Folha, canais: Canais) -> None:
    """Um ponto por lugar; até 12, numerados, com a lista dos nomes. Pontos juntos se afastam um pouco."""
    onde = list(zip(canais["latitude"], canais["longitude"], strict=True))
    canais = canais.so(sorted(range(len(onde)), key=onde.__getitem__, reverse=True))
    graus = np.array([canais["longitude"], canais["latitude"]], float).T
    contornos = [poligono for uf in estados_de(graus) for poligono in territorio.contorno(uf)]
    estilos = _estilos(canais)
    amostras = [(n, lambda x, y, e=e: folha.forma(x, y, *e, 6)) for n, e in estilos.items() if n]
    y = fileiras.legenda(folha, amostras, 0) if amostras else 4
    numerados = len(graus) <= NUMERADOS
    mapa = folha.largura * 0.6 if numerados and not folha.estreita else folha.largura
    quadro = (2, y, mapa - 4, ALTURA[folha.variante])
    no_papel = _projecao([*contornos, [tuple(g) for g in graus]], quadro)
    for poligono in contornos:
        folha.caminho([no_papel(*p) for p in poligono], tema.LINHA_FORTE, 1, fundo=tema.TERRA)
    raios = _raios(canais, numerados)
    pontos = np.array([no_papel(*g) for g in graus])
    if len(pontos) <= AFASTAVEIS:
        pontos = afastar(pontos, raios)
    for i in sorted(range(len(pontos)), key=lambda i: -raios[i]):
        _ponto(folha, pontos[i], raios[i], estilos[_categoria(canais, i, estilos)], i + 1 if numerados else None)
    if numerados:
        _lista(folha, canais, (mapa + 16, y + 14) if not folha.estreita else (0, folha.altura + 24))


def estados_de(graus: np.ndarray) -> list[str]:
    """As siglas dos estados em que há algum ponto (longitude, latitude) [graus]."""
    return [uf for uf in territorio.ESTADOS if any(_dentro(graus, p).any() for p in territorio.contorno(uf))]


def _dentro(graus: np.ndarray, poligono) -> np.ndarray:
    """Conta quantas vezes uma reta que sai de cada ponto cruza o contorno: ímpar é dentro."""
    x, y = graus[:, :1], graus[:, 1:]
    bordas = np.asarray(poligono, float)
    x1, y1 = bordas[:, 0], bordas[:, 1]
    x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        cruza = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return cruza.sum(axis=1) % 2 == 1


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    return math.radians(longitude), -math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _projecao(grupos: list, quadro: tuple[float, float, float, float]):
    """A função que leva (longitude, latitude) [graus] à folha, com tudo dentro do quadro."""
    todos = np.array([_mercator(*p) for grupo in grupos for p in grupo])
    menor, vao = todos.min(axis=0), np.maximum(np.ptp(todos, axis=0), 0.01)
    x, y, largura, altura = quadro
    folga = 14
    escala = min((largura - 2 * folga) / vao[0], (altura - 2 * folga) / vao[1])
    sobra = (largura - escala * vao[0]) / 2

    def no_papel(longitude: float, latitude: float) -> tuple[float, float]:
        mx, my = _mercator(longitude, latitude)
        return x + sobra + (mx - menor[0]) * escala, y + folga + (my - menor[1]) * escala

    return no_papel


def _estilos(canais: Canais) -> dict[str, tuple[str, str]]:
    """Categoria -> (forma, cor); as que passam de seis ficam juntas."""
    if "cor" not in canais:
        return {"": ("circulo", tema.ACENTO)}
    nomes = [nome for nome, _ in Counter(canais["cor"]).most_common()]
    estilos = {n: (tema.FORMAS[i], tema.CORES[i]) for i, n in enumerate(nomes[:CATEGORIAS])}
    return estilos | ({"outros": ("circulo", tema.LINHA_FORTE)} if len(nomes) > CATEGORIAS else {})


def _categoria(canais: Canais, i: int, estilos: dict) -> str:
    nome = canais["cor"][i] if "cor" in canais else ""
    return nome if nome in estilos else "outros"


def _raios(canais: Canais, numerados: bool) -> np.ndarray:
    """O tamanho de cada ponto [px]; a área acompanha o valor de `tamanho`."""
    menor = 10 if numerados else 4.5 if len(canais) > 80 else 6
    tamanhos = np.array([somar([valor]) for valor in canais["tamanho"]] if "tamanho" in canais else [0.0]).clip(min=0)
    if not tamanhos.any():
        return np.full(len(canais), float(menor))
    return menor + (6 if numerados else 10) * np.sqrt(tamanhos / tamanhos.max())


def afastar(pontos: np.ndarray, raios: np.ndarray, voltas: int = 25) -> np.ndarray:
    """Empurra os pontos que se cobrem até cada um aparecer, mexendo o menos possível."""
    ordem = _vez_no_mesmo_lugar(pontos)
    giro = ordem * 2.399963  # ângulo áureo: quem está no mesmo lugar se arruma como sementes de girassol
    lugares = pontos + (raios * np.sqrt(ordem))[:, None] * 1.7 * np.column_stack([np.cos(giro), np.sin(giro)])
    precisa = (raios[:, None] + raios[None, :]) * 0.95 + 1
    np.fill_diagonal(precisa, 0)
    for _ in range(voltas):
        vetor = lugares[:, None] - lugares[None, :]
        distancia = np.maximum(np.hypot(vetor[..., 0], vetor[..., 1]), 1e-6)
        falta = np.clip(precisa - distancia, 0, None)
        if falta.max() < 0.5:
            break
        vizinhos = np.maximum((falta > 0).sum(axis=1), 1)[:, None]
        lugares += (vetor / distancia[..., None] * falta[..., None]).sum(axis=1) / vizinhos * 0.5
    return lugares


def _vez_no_mesmo_lugar(pontos: np.ndarray) -> np.ndarray:
    """0 para o primeiro de cada lugar, 1 para o segundo..."""
    vistos: Counter[tuple] = Counter()
    vezes = []
    for lugar in map(tuple, np.round(pontos)):
        vezes.append(float(vistos[lugar]))
        vistos[lugar] += 1
    return np.array(vezes)


def _ponto(folha: Folha, lugar: np.ndarray, raio: float, estilo: tuple[str, str], numero: int | None) -> None:
    forma, cor = estilo
    x, y = lugar
    if numero is None:
        folha.forma(x, y, forma, cor, raio)
        return
    folha.forma(x, y, forma, cor, raio * (1 if forma == "circulo" else 1.15))
    folha.texto(x, y + 4.5, str(numero), tema.MIUDO, tema.tinta_sobre(cor), "middle", True)


def _lista(folha: Folha, canais: Canais, onde: tuple[float, float]) -> None:
    x, y = onde
    for i, nome in enumerate(canais["nome"]):
        tamanho = f": {_com_unidade(canais, i)}" if "tamanho" in canais else ""
        folha.texto(x, y, f"{i + 1}.", forte=True)
        linhas = tema.quebrar(nome + tamanho, folha.largura - x - 30, linhas=3)
        y = folha.texto(x + 30, y, linhas) + 4


def _com_unidade(canais: Canais, i: int) -> str:
    valor = canais["tamanho"][i]
    return "não se aplica" if formato.ausente(valor) else formato.escrever(valor, canais.campos["tamanho"])
