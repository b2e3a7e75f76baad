"""Mapa de calor: uma tabela em que o tom mostra o tamanho do número."""

from __future__ import annotations

from caderno import formato
from caderno.graficos import fileiras, tema
from caderno.graficos.canais import Canais, presentes
from caderno.graficos.folha import Folha

ALTURA = 38
NOME_AO_LADO = 110
"""O nome mais comprido que na folha estreita ainda fica ao lado dos quadrinhos [px]."""


def mapa_de_calor(folha: Folha, canais: Canais) -> None:
    """Um quadrinho por linha e coluna, mais escuro onde o número é maior; colunas demais descem de andar."""
    nomes = list(dict.fromkeys(canais["linha"]))
    colunas = list(dict.fromkeys(canais["coluna"]))
    if canais.campos["coluna"].tipo == "mes":
        colunas.sort()
    margem = _margem(folha, nomes)
    celulas = _celulas(canais, sem_unidade=folha.estreita)
    largo = max(tema.largura_do_texto(t) for t, _ in celulas.values()) + 12
    titulos = {c: _titulo(c, canais) for c in colunas}
    palavra = max(tema.largura_do_texto(p, tema.MIUDO) for t in titulos.values() for p in t.split()) + 4
    cabem = max(1, int((folha.largura - margem) // max(largo, min(palavra, 66 if folha.estreita else 130))))
    andares = -(-len(colunas) // cabem)
    por_andar = -(-len(colunas) // andares)
    largura = min((folha.largura - margem) / por_andar, 150)
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    valores = presentes(canais["valor"])
    limites = min(valores), max(valores)
    for i in range(0, len(colunas), por_andar):
        andar = {c: titulos[c] for c in colunas[i : i + por_andar]}
        y = _andar(folha, nomes, andar, celulas, limites, (margem, y, largura)) + 18


def _margem(folha: Folha, nomes: list[str]) -> float:
    """O lugar dos nomes, à esquerda; zero quando na folha estreita são compridos e vão em cima da linha."""
    maior = max(tema.largura_do_texto(nome, tema.MIUDO) for nome in nomes)
    if folha.estreita:
        return maior + 10 if maior <= NOME_AO_LADO else 0
    return min(190, maior) + 10


def _titulo(coluna, canais: Canais) -> str:
    """O nome da coluna; o mês vai curto, em duas palavras, para caberem doze lado a lado."""
    escrito = canais.escrito(coluna, "coluna")
    if canais.campos["coluna"].tipo != "mes" or "/" not in escrito:
        return escrito
    mes, ano = escrito.split("/")
    return f"{formato.MESES[int(mes) - 1][:3]} {ano}"


def _celulas(canais: Canais, sem_unidade: bool) -> dict[tuple[str, object], tuple[str, float]]:
    """(linha, coluna) -> (o que se escreve, o valor); sem unidade, o % fica só no título."""
    celulas = {}
    for i, valor in enumerate(canais["valor"]):
        escrito = "–" if formato.ausente(valor) else canais.escrito(valor)
        escrito = escrito.removesuffix(" %") if sem_unidade else escrito
        if "texto" in canais and not formato.ausente(canais["texto"][i]):
            escrito = canais.escrito(canais["texto"][i], "texto")
        celulas[canais["linha"][i], canais["coluna"][i]] = escrito, valor
    return celulas


def _andar(folha: Folha, nomes: list[str], colunas: dict, celulas: dict, limites, onde) -> float:
    margem, y, largura = onde
    quebrados = [tema.quebrar(t, largura - 2, tema.MIUDO, 6 if folha.estreita else 3) for t in colunas.values()]
    altura = max(len(q) for q in quebrados) * tema.MIUDO * tema.ENTRELINHA
    for i, linhas in enumerate(quebrados):
        base = y + altura - (len(linhas) - 1) * tema.MIUDO * tema.ENTRELINHA - 4
        folha.texto(margem + (i + 0.5) * largura, base, linhas, tema.MIUDO, tema.TINTA_FRACA, "middle")
    y += altura + 2
    for nome in nomes:
        if margem:
            linhas = tema.quebrar(nome, margem - 10, tema.MIUDO)
            folha.texto(0, y + ALTURA / 2 + 5 - (len(linhas) - 1) * 8, linhas, tema.MIUDO)
        else:
            y = folha.texto(0, y + tema.MIUDO + 4, tema.quebrar(nome, folha.largura, tema.MIUDO), tema.MIUDO) - 10
        for i, coluna in enumerate(colunas):
            _celula(folha, celulas.get((nome, coluna)), limites, (margem + i * largura, y, largura))
        y += ALTURA
    return y


def _celula(folha: Folha, celula: tuple[str, float] | None, limites: tuple[float, float], onde) -> None:
    x, y, largura = onde
    escrito, valor = celula or ("", float("nan"))
    menor, maior = limites
    sem = formato.ausente(valor)
    cor = tema.FOLHA if sem else tema.tom((valor - menor) / (maior - menor) if maior > menor else 0.5)
    folha.retangulo(x + 1, y + 1, largura - 2, ALTURA - 2, cor, tema.LINHA if sem else "none")
    tinta = tema.TINTA_FRACA if sem else tema.tinta_sobre(cor)
    folha.texto(
        x + largura / 2,
        y + ALTURA / 2 + 5,
        tema.quebrar(escrito, largura - 4, linhas=1),
        cor=tinta,
        ancora="middle",
    )
