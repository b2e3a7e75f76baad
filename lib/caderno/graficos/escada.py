"""A escada de oferta: quem entra num pedido, do menor custo ao maior."""

from __future__ import annotations

from caderno.graficos import fileiras, linhas, tema
from caderno.graficos.canais import Canais, presentes, somar
from caderno.graficos.fileiras import Escala
from caderno.graficos.folha import Folha


def escada(folha: Folha, canais: Canais) -> None:
    """Cada degrau é alguém que oferece: a largura é quanto, a altura é o custo de cada unidade."""
    canais = canais.so(i for i, largura in enumerate(canais["largura"]) if largura > 0).em_ordem("altura")
    if not len(canais):
        return
    pedido = next(iter(presentes(canais["regua"])), None) if "regua" in canais else None
    total = max(somar(canais["largura"]), pedido or 0)
    y = fileiras.cabecalho(folha, f"Altura: {canais.titulo('altura')}. Largura: {canais.titulo('largura')}.")
    topo = y + (30 if pedido is not None else 8)
    vertical, esquerda = linhas.eixo_y(folha, canais, ("altura",), topo, folha.largura - 12)
    horizontal = Escala(0, total, esquerda, folha.largura - 12)
    _degraus(folha, canais, horizontal, vertical, pedido)
    degraus = [d for d in linhas.marcas(0, total, 4) if d <= total]
    marcas = [(d, [nome]) for d, nome in zip(degraus, linhas.curtos(degraus, canais, "largura"), strict=True)]
    linhas.escrever_x(folha, marcas, horizontal, vertical(0))
    if pedido is not None:
        _pedido(folha, canais, pedido, horizontal(pedido), (y, topo, vertical(0)))
    _quem_e_quem(folha, canais)


def _degraus(folha: Folha, canais: Canais, horizontal: Escala, vertical: Escala, pedido: float | None) -> None:
    """Escuro o que o pedido usa, claro o que sobra; a letra liga o degrau ao nome, embaixo."""
    inicio = 0.0
    for i, (largura, altura) in enumerate(zip(canais["largura"], canais["altura"], strict=True)):
        fim = inicio + largura
        usado = fim if pedido is None else min(max(pedido, inicio), fim)
        y, zero = vertical(altura), vertical(0)
        for de, ate, cor in ((inicio, usado, tema.ACENTO), (usado, fim, tema.tom(0.25))):
            if ate > de:
                folha.retangulo(horizontal(de), y, horizontal(ate) - horizontal(de), zero - y, cor, tema.FOLHA)
        folha.texto((horizontal(inicio) + horizontal(fim)) / 2, y - 6, fileiras.letra(i), ancora="middle", forte=True)
        inicio = fim


def _pedido(folha: Folha, canais: Canais, pedido: float, x: float, onde: tuple[float, float, float]) -> None:
    y, topo, zero = onde
    nome = f"{canais.campos['regua'].rotulo}: {canais.escrito(pedido, 'regua')}"
    folha.caminho([(x, topo - 8), (x, zero)], tema.TINTA, 1.5, (5, 4))
    fileiras.centrar(folha, x, y + 14, nome)


def _quem_e_quem(folha: Folha, canais: Canais) -> None:
    y = folha.altura + 22
    for i, linha in enumerate(canais.linhas()):
        oferta = f"{canais.escrito(linha.largura, 'largura')} a {canais.escrito(linha.altura, 'altura')}"
        folha.texto(0, y, fileiras.letra(i), forte=True)
        y = folha.texto(20, y, tema.quebrar(f"{linha.quem}: {oferta}", folha.largura - 20, linhas=3)) + 3
