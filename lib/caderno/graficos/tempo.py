"""A linha do tempo em três durações, que se imprime como um mural."""

from __future__ import annotations

from caderno import formato
from caderno.graficos import fileiras, tema
from caderno.graficos.canais import Canais
from caderno.graficos.folha import Folha

FAIXAS = ("longa", "media", "curta")
CORES = (tema.ACENTO, "#56488f", "#b5541c", tema.TINTA_FRACA)
ANO = 52


def linha_do_tempo(folha: Folha, canais: Canais) -> None:
    """O tempo desce pela folha; na larga cada duração é uma coluna, na estreita é um trilho à esquerda."""
    canais = canais.em_ordem("ano")
    (_trilhos if folha.estreita else _mural)(folha, canais, _faixas(canais))


def _faixas(canais: Canais) -> list[str]:
    """As durações na ordem em que se lê; outros nomes que apareçam vêm depois."""
    nomes = list(dict.fromkeys(canais["faixa"]))
    ordem = lambda n: next((i for i, f in enumerate(FAIXAS) if formato.dobrar(n).startswith(f)), 9)  # noqa: E731
    return sorted(nomes, key=ordem)


def _titulo(faixa: str) -> str:
    return f"{faixa.capitalize()} duração" if formato.dobrar(faixa) in FAIXAS else faixa


def _anos(linha) -> str:
    fim = getattr(linha, "ano_final", float("nan"))
    return f"{linha.ano:.0f}" if formato.ausente(fim) or fim <= linha.ano else f"{linha.ano:.0f} a {fim:.0f}"


def _mural(folha: Folha, canais: Canais, faixas: list[str]) -> None:
    """Cada cartão fica na altura do seu ano, ou logo abaixo do anterior da mesma coluna."""
    largura = (folha.largura - ANO) / len(faixas)
    for i, faixa in enumerate(faixas):
        x = ANO + i * largura
        folha.retangulo(x, 0, largura - 10, 30, _cor(i))
        folha.texto(x + 12, 20, _titulo(faixa), cor=tema.FOLHA, forte=True)
    y = 44.0
    for (ano,), do_ano in canais.por("ano").items():
        folha.caminho([(0, y), (folha.largura - 10, y)], tema.LINHA, 1)
        folha.texto(0, y + 22, f"{ano:.0f}", 16, forte=True)
        fim, deles = y + 34, {faixa: list(dele.linhas()) for faixa, dele in do_ano.por("faixa").items()}
        for i, faixa in enumerate(faixas):
            livre = y + 8
            for linha in deles.get((faixa,), ()):
                livre = _cartao(folha, linha, (ANO + i * largura, livre, largura - 10), _cor(i)) + 8
            fim = max(fim, livre)
        y = fim + 4
    folha.cresce(y)


def _cartao(folha: Folha, linha, onde: tuple[float, float, float], cor: str) -> float:
    x, y, largura = onde
    escrito = tema.quebrar(linha.texto, largura - 22, tema.TEXTO, 12)
    anos = [_anos(linha)] if "a" in _anos(linha) else []
    altura = (len(escrito) + len(anos)) * tema.TEXTO * tema.ENTRELINHA + 10
    folha.retangulo(x, y, largura, altura, "#f6f4ee")
    folha.retangulo(x, y, 4, altura, cor)
    base = folha.texto(x + 14, y + 5 + tema.TEXTO, anos, tema.MIUDO, cor, forte=True)
    folha.texto(x + 14, base, escrito)
    return y + altura


def _trilhos(folha: Folha, canais: Canais, faixas: list[str]) -> None:
    """Uma lista de cima a baixo; a forma e a cor dizem a duração."""
    itens = [
        (_titulo(f), lambda x, y, i=i: folha.forma(x, y, tema.FORMAS[i], _cor(i), 6)) for i, f in enumerate(faixas)
    ]
    topo = fileiras.legenda(folha, itens, 0)
    y, fios, esquerda = topo, [], 14 + 18 * len(faixas)
    for linha in canais.linhas():
        i = faixas.index(linha.faixa)
        fios.append((i, y + 10))
        base = folha.texto(esquerda, y + 15, _anos(linha), forte=True)
        base = folha.texto(esquerda, base, tema.quebrar(linha.texto, folha.largura - esquerda, tema.TEXTO, 12))
        y = base - 2
    for i in range(len(faixas)):
        folha.caminho([(8 + 18 * i, topo), (8 + 18 * i, y - 8)], tema.LINHA, 2)
    for i, meio in fios:
        folha.forma(8 + 18 * i, meio, tema.FORMAS[i % len(tema.FORMAS)], _cor(i), 7)


def _cor(i: int) -> str:
    return CORES[min(i, len(CORES) - 1)]
