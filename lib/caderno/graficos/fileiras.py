"""Uma fileira por nome: onde fica cada nome e cada barra, na folha larga e na estreita.

Na larga o nome fica à esquerda da barra; na estreita, em cima dela, e a barra ganha a folha inteira.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from caderno import formato
from caderno.graficos import tema
from caderno.graficos.canais import Canais, presentes
from caderno.graficos.folha import Folha

MAXIMO = {"larga": 25, "estreita": 25, "cartaz": 7}
"""Quantas fileiras um desenho tem; as outras ele conta."""
ESPACO = 10


@dataclass(frozen=True)
class Fileira:
    nome: str
    grupo: str = ""
    detalhe: str = ""


@dataclass(frozen=True)
class Lugar:
    """Onde se desenha: da esquerda à direita [px] e o meio de cada fileira."""

    esquerda: float
    direita: float
    topo: float
    base: float
    meios: tuple[float, ...]


def dos_canais(canais: Canais) -> list[Fileira]:
    """Uma fileira por linha; o grupo vira título, ou detalhe do nome se cada um só tem uma linha."""
    if "grupo" not in canais:
        return [Fileira(nome) for nome in canais["categoria"]]
    pares = zip(canais["categoria"], canais["grupo"], strict=True)
    if _um_por_grupo(canais["grupo"]):
        return [Fileira(nome, detalhe=grupo) for nome, grupo in pares]
    return [Fileira(nome, grupo=grupo) for nome, grupo in pares]


def _um_por_grupo(grupos: list[str]) -> bool:
    return len(set(grupos)) > len(grupos) / 2


def ordenar(canais: Canais) -> Canais:
    """Do maior ao menor, cada grupo junto, o grupo do maior na frente e o que falta no fim."""
    chave = [float("-inf") if formato.ausente(valor) else valor for valor in canais["valor"]]
    grupos = canais["grupo"] if "grupo" in canais and not _um_por_grupo(canais["grupo"]) else []
    maior: dict[str, float] = {}
    for grupo, valor in zip(grupos, chave, strict=False):
        maior[grupo] = max(valor, maior.get(grupo, valor))

    def lugar(i: int) -> tuple:
        return (-maior[grupos[i]], grupos[i], -chave[i]) if grupos else (-chave[i],)

    return canais.so(sorted(range(len(chave)), key=lugar))


def as_maiores(folha: Folha, canais: Canais) -> Canais:
    """As primeiras linhas, já em ordem; diz na folha quantas ficaram de fora, e onde estão."""
    maximo = MAXIMO[folha.variante]
    sobram = len(canais) - maximo
    if sobram > 0:
        folha.notas.append(f"E mais {sobram}, {folha.onde_esta_o_resto}.")
    return canais.so(range(min(maximo, len(canais))))


def dispor(folha: Folha, fileiras: list[Fileira], topo: float, barra: float = 0) -> Lugar:
    """Escreve os nomes e diz onde fica cada barra, de altura `barra` [px]; sem ela, a de costume."""
    barra = barra or espessura(folha)
    coluna = 0 if folha.estreita else _largura_dos_nomes(fileiras)
    y, grupo, meios = topo, "", []
    for fileira in fileiras:
        if fileira.grupo and fileira.grupo != grupo:
            grupo = fileira.grupo
            y = _escrever_grupo(folha, grupo, y + (ESPACO if meios else 0))
        y, meio = _escrever_nome(folha, fileira, y, coluna, barra)
        meios.append(meio)
    folha.cresce(y)
    return Lugar(coluna + (ESPACO if coluna else 1), folha.largura - 4, topo, y - ESPACO / 2, tuple(meios))


def _largura_dos_nomes(fileiras: list[Fileira]) -> float:
    nomes = max(tema.largura_do_texto(f.nome) for f in fileiras)
    detalhes = max(tema.largura_do_texto(f.detalhe, tema.MIUDO) for f in fileiras)
    return min(230, max(nomes, detalhes))


def _escrever_grupo(folha: Folha, grupo: str, y: float) -> float:
    linhas = tema.quebrar(grupo, folha.largura, tema.TEXTO, forte=True)
    return folha.texto(0, y + tema.TEXTO, linhas, forte=True) - tema.TEXTO + 6


def _escrever_nome(folha: Folha, fileira: Fileira, y: float, coluna: float, barra: float) -> tuple[float, float]:
    """(topo da fileira seguinte, meio desta barra)."""
    nomes = tema.quebrar(fileira.nome, coluna or folha.largura)
    detalhes = tema.quebrar(fileira.detalhe, coluna or folha.largura, tema.MIUDO) if fileira.detalhe else []
    altura = (len(nomes) * tema.TEXTO + len(detalhes) * tema.MIUDO) * tema.ENTRELINHA
    if coluna:
        total = max(altura, barra)
        base = y + (total - altura) / 2 + tema.TEXTO * 0.95
        seguinte, meio = y + total + ESPACO, y + total / 2
    else:
        base = y + tema.TEXTO
        seguinte, meio = y + altura + 7 + barra + ESPACO, y + altura + 7 + barra / 2
    base = folha.texto(0, base, nomes)
    folha.texto(0, base, detalhes, tema.MIUDO, tema.TINTA_FRACA)
    return seguinte, meio


def espessura(folha: Folha) -> float:
    return 16 if folha.estreita else 20


@dataclass(frozen=True)
class Escala:
    """Do valor ao pixel, com o zero sempre dentro."""

    menor: float
    maior: float
    inicio: float
    fim: float

    def __call__(self, valor: float) -> float:
        return self.inicio + (valor - self.menor) / (self.maior - self.menor) * (self.fim - self.inicio)


def escala(valores: Iterable[float], lugar: Lugar, escrever: Callable[[float], str], folga: float = 6) -> Escala:
    """A escala em que todo valor cabe, com o seu número escrito na ponta da barra."""
    valores = presentes(valores)
    menor, maior = min(0.0, *valores), max(0.0, *valores)
    largura = lambda v: tema.largura_do_texto(escrever(v)) + folga  # noqa: E731
    a_direita = max((largura(v) for v in valores if v >= 0), default=0)
    a_esquerda = max((largura(v) for v in valores if v < 0), default=0)
    return Escala(menor, maior if maior > menor else menor + 1, lugar.esquerda + a_esquerda, lugar.direita - a_direita)


def cabecalho(folha: Folha, titulo: str, y: float = 0) -> float:
    """O que se mede, com a unidade, no alto da folha."""
    linhas = tema.quebrar(titulo, folha.largura, tema.MIUDO)
    return folha.texto(0, y + tema.MIUDO, linhas, tema.MIUDO, tema.TINTA_FRACA) - tema.MIUDO + 8


def centrar(folha: Folha, x: float, y: float, nome: str) -> None:
    """Escreve o nome no meio de x, sem sair da folha."""
    nome = tema.quebrar(nome, folha.largura, tema.MIUDO, 1)[0]
    meia = tema.largura_do_texto(nome, tema.MIUDO) / 2
    folha.etiqueta(min(max(x, meia), folha.largura - meia), y, nome, ancora="middle")


def legenda(folha: Folha, itens: list[tuple[str, Callable[[float, float], None]]], y: float) -> float:
    """Nomes com a sua amostra, em quantas linhas precisar; devolve onde começa o desenho."""
    x = 0.0
    for nome, amostra in itens:
        nome = tema.quebrar(nome, folha.largura - 24, tema.MIUDO, 1)[0]
        largura = 22 + tema.largura_do_texto(nome, tema.MIUDO) + 14
        if x and x + largura - 14 > folha.largura:
            x, y = 0.0, y + 22
        amostra(x + 8, y + 9)
        folha.texto(x + 22, y + 14, nome, tema.MIUDO)
        x += largura
    return y + 30


def anotar(folha: Folha) -> None:
    """Escreve no pé da folha o que ficou de fora."""
    for nota in folha.notas:
        linhas = tema.quebrar(nota, folha.largura, tema.MIUDO, 3)
        folha.texto(0, folha.altura + 4 + tema.MIUDO, linhas, tema.MIUDO, tema.TINTA_FRACA)


def letra(i: int) -> str:
    """0 -> A, 25 -> Z, 26 -> a, 52 -> 1: a etiqueta de uma parte.

    >>> letra(0), letra(26), letra(52)
    ('A', 'a', '1')
    """
    return chr(65 + i) if i < 26 else chr(71 + i) if i < 52 else str(i - 51)
