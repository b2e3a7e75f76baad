"""Barras deitadas: simples, cascata, halteres e os pequenos múltiplos."""

from __future__ import annotations

from caderno import formato
from caderno.graficos import fileiras, tema
from caderno.graficos.canais import Canais, presentes
from caderno.graficos.fileiras import Escala, Fileira, Lugar
from caderno.graficos.folha import Folha

RAIO, DEGRAU = 7, 10
"""De um ponto de haltere, e de quanto em quanto se empilham os que cairiam um em cima do outro [px]."""


def barras(folha: Folha, canais: Canais) -> None:
    """Uma barra por nome, da maior à menor (meses e anos, em ordem), com o número na ponta."""
    canais = fileiras.as_maiores(folha, canais if canais.no_tempo else fileiras.ordenar(canais))
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    cada_regua = canais["regua"] if "regua" in canais else [None] * len(canais)
    reguas = presentes(cada_regua)
    topo = y + (26 if reguas else 0)
    lugar = fileiras.dispor(folha, fileiras.dos_canais(canais), topo)
    escala = fileiras.escala([*canais["valor"], *reguas], lugar, canais.escrito)
    for valor, regua, meio in zip(canais["valor"], cada_regua, lugar.meios, strict=True):
        _barra(folha, escala, canais, valor, meio, None if formato.ausente(regua) else escala(regua))
    zero(folha, escala, lugar)
    if reguas:
        _nome_da_regua(folha, escala, canais, reguas, y)


def _barra(folha: Folha, escala: Escala, canais: Canais, valor: float, meio: float, regua: float | None) -> None:
    zero, grossura = escala(0), fileiras.espessura(folha)
    if formato.ausente(valor):
        escrito, tamanho, cor, lado = "não se aplica", tema.MIUDO, tema.TINTA_FRACA, 6
        valor = 0.0
    else:
        escrito, tamanho, cor, lado = canais.escrito(valor), tema.TEXTO, tema.TINTA, 6 if valor >= 0 else -6
    folha.retangulo(zero, meio - grossura / 2, escala(valor) - zero, grossura, _cor(valor))
    x = escala(valor) + lado
    if regua is not None:
        risco = [(regua, meio - grossura / 2 - 5), (regua, meio + grossura / 2 + 5)]
        folha.caminho(risco, tema.FOLHA, 4)  # o fundo branco deixa ver a régua em cima da barra
        folha.caminho(risco, tema.TINTA, 2, (4, 2))
        if lado > 0 and x - 2 <= regua <= x + tema.largura_do_texto(escrito, tamanho):
            x = regua + 6
    folha.texto(x, meio + 5, escrito, tamanho, cor, "start" if lado > 0 else "end")


def _cor(valor: float) -> str:
    return tema.ACENTO if valor >= 0 else tema.NEGATIVO


def zero(folha: Folha, escala: Escala, lugar: Lugar) -> None:
    """Um traço por fileira: de alto a baixo, riscaria os nomes da folha estreita e os dos grupos."""
    metade = fileiras.espessura(folha) / 2 + 5
    for meio in lugar.meios:
        folha.caminho([(escala(0), meio - metade), (escala(0), meio + metade)], tema.LINHA_FORTE, 1)


def _nome_da_regua(folha: Folha, escala: Escala, canais: Canais, reguas: list[float], y: float) -> None:
    """O nome da régua: em cima dela quando é uma só, senão com uma amostra do traço."""
    campo = canais.campos["regua"]
    if len(set(reguas)) > 1:
        traco = lambda x, y: folha.caminho([(x, y - 8), (x, y + 8)], tema.TINTA, 2, (4, 2))  # noqa: E731
        fileiras.legenda(folha, [(campo.titulo, traco)], y)
        return
    nome = f"{campo.rotulo}: {canais.escrito(reguas[0], 'regua')}"
    fileiras.centrar(folha, escala(reguas[0]), y + 14, nome)


def somados(canais: Canais, por: list[str], valores: dict[tuple, float]) -> Canais:
    """Uma linha por chave, com o valor dela."""
    colunas = {papel: [chave[i] for chave in valores] for i, papel in enumerate(por)}
    return Canais(colunas | {"valor": list(valores.values())}, {p: canais.campos[p] for p in (*por, "valor")})


def cascata(folha: Folha, canais: Canais) -> None:
    """De onde se parte, o que entra, o que sai e onde se chega; `tipo` "total" recomeça do zero."""
    canais = canais.so_com("valor")
    valores = canais["valor"]
    totais = [tipo == "total" for tipo in canais["tipo"]] if "tipo" in canais else [False] * len(canais)
    trechos = _trechos(valores, totais)
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    lugar = fileiras.dispor(folha, [Fileira(etapa) for etapa in canais["etapa"]], y)
    escritos = [
        canais.escrito(v) if t else _com_sinal(canais.escrito(v), v) for v, t in zip(valores, totais, strict=True)
    ]
    maior_rotulo = max(escritos, key=tema.largura_do_texto)
    extremos = [ponta for trecho in trechos for ponta in trecho]
    escala = fileiras.escala(extremos, lugar, lambda v: maior_rotulo if v >= 0 else "")
    grossura = fileiras.espessura(folha)
    for i, ((inicio, fim), meio) in enumerate(zip(trechos, lugar.meios, strict=True)):
        cor = tema.TINTA_FRACA if totais[i] else _cor(valores[i])
        x, largura = escala(inicio), escala(fim) - escala(inicio)
        folha.retangulo(x, meio - grossura / 2, largura, grossura, cor)
        folha.texto(max(x, x + largura) + 6, meio + 5, escritos[i], forte=totais[i])
        if i + 1 < len(lugar.meios) and not folha.estreita:  # na estreita riscaria os nomes
            ate = lugar.meios[i + 1] - grossura / 2
            folha.caminho([(x + largura, meio + grossura / 2), (x + largura, ate)], tema.LINHA_FORTE, 1, (2, 2))
    zero(folha, escala, lugar)


def _trechos(valores: list[float], totais: list[bool]) -> list[tuple[float, float]]:
    """De onde a onde vai cada etapa; o total vai do zero ao seu valor."""
    soma, trechos = 0.0, []
    for valor, total in zip(valores, totais, strict=True):
        inicio = 0.0 if total else soma
        soma = inicio + valor
        trechos.append((inicio, soma))
    return trechos


def _com_sinal(escrito: str, valor: float) -> str:
    return f"+ {escrito}" if valor > 0 else escrito.replace("-", "− ", 1)


def halteres(folha: Folha, canais: Canais) -> None:
    """Vários valores do mesmo nome numa linha só: o tamanho do haltere é a diferença entre eles."""
    canais = canais.so_com("valor")
    por = [papel for papel in ("grupo", "categoria") if papel in canais]
    deles = canais.por(*por)
    nomes = somados(canais, por, {chave: max(dele["valor"]) - min(dele["valor"]) for chave, dele in deles.items()})
    nomes = fileiras.as_maiores(folha, nomes if canais.no_tempo else fileiras.ordenar(nomes))
    pontos = dict.fromkeys(canais["ponto"])
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    estilos = {p: (tema.FORMAS[i % len(tema.FORMAS)], tema.CORES[i % len(tema.CORES)]) for i, p in enumerate(pontos)}
    amostras = [(p, lambda x, y, e=e: folha.forma(x, y, *e, RAIO)) for p, e in estilos.items()]
    topo = fileiras.legenda(folha, amostras, y)
    mostrados = [deles[chave] for chave in zip(*(nomes[papel] for papel in por), strict=True)]
    # A altura de cada fileira depende de quantos pontos se empilham, e isso só se sabe com a escala.
    rascunho = fileiras.dispor(Folha(folha.variante), fileiras.dos_canais(nomes), topo)
    escala = _escala_dos_halteres(mostrados, rascunho, canais)
    pilha = max(_na_pilha(x, postos) for postos in (list(map(escala, d["valor"])) for d in mostrados) for x in postos)
    lugar = fileiras.dispor(folha, fileiras.dos_canais(nomes), topo, 2 * RAIO + DEGRAU * (pilha - 1))
    for dele, meio in zip(mostrados, lugar.meios, strict=True):
        _haltere(folha, escala, dele, estilos, meio)


def _escala_dos_halteres(deles: list[Canais], lugar: Lugar, canais: Canais) -> Escala:
    extremos = [ponta for dele in deles for ponta in (min(dele["valor"]), max(dele["valor"]))]
    menor, maior = min(extremos), max(extremos)
    folga = 14 + max(tema.largura_do_texto(canais.escrito(v)) for v in extremos)
    if menor == maior:
        menor, maior = menor - 1, maior + 1
    return Escala(menor, maior, lugar.esquerda + folga, lugar.direita - folga)


def _haltere(folha: Folha, escala: Escala, dele: Canais, estilos: dict, meio: float) -> None:
    ordem = list(estilos)
    dele = dele.so(sorted(range(len(dele)), key=lambda i: ordem.index(dele["ponto"][i])))
    menor, maior = min(dele["valor"]), max(dele["valor"])
    folha.caminho([(escala(menor), meio), (escala(maior), meio)], tema.LINHA_FORTE, 3)
    for ponto, (x, y) in zip(dele["ponto"], _sem_cobrir(dele["valor"], escala, meio), strict=True):
        folha.forma(x, y, *estilos[ponto], RAIO)
    folha.texto(escala(maior) + 12, meio + 5, dele.escrito(maior))
    if menor != maior:
        folha.texto(escala(menor) - 12, meio + 5, dele.escrito(menor), ancora="end")


def _sem_cobrir(valores: list[float], escala: Escala, meio: float) -> list[tuple[float, float]]:
    """Onde fica cada ponto: os que cairiam um em cima do outro se abrem para cima e para baixo."""
    postos = list(map(escala, valores))
    lugares = []
    for x in postos:
        ordem = _na_pilha(x, [feito for feito, _ in lugares])
        lugares.append((x, meio + DEGRAU * (ordem - (_na_pilha(x, postos) - 1) / 2)))
    return lugares


def _na_pilha(x: float, postos: list[float]) -> int:
    """Quantos destes pontos caem em cima de x."""
    return sum(abs(outro - x) < RAIO for outro in postos)


def multiplos(folha: Folha, canais: Canais) -> None:
    """Um quadrinho de barras por painel, todos na mesma escala: o que outros poriam num radar."""
    paineis = canais.por("painel")
    colunas = 1 if folha.estreita else min(3, len(paineis))
    largura = (folha.largura - 28 * (colunas - 1)) / colunas
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    valores = presentes(canais["valor"])
    limites = min(0.0, *valores), max(0.0, *valores)
    base = y
    for i, ((painel,), dele) in enumerate(paineis.items()):
        if i and i % colunas == 0:
            y = base + 18
        x = (i % colunas) * (largura + 28)
        base = max(base, _painel(folha, painel, dele, (x, y, largura), limites))


def _painel(folha: Folha, titulo: str, canais: Canais, onde, limites) -> float:
    x, y, largura = onde
    y = folha.texto(x, y + tema.TEXTO, tema.quebrar(titulo, largura, forte=True), forte=True) - 4
    escritos = [canais.escrito(v) for v in canais["valor"]]
    folga = 6 + max(
        (tema.largura_do_texto(t) for t, v in zip(escritos, canais["valor"], strict=True) if v == v),
        default=0,
    )
    escala = Escala(limites[0], limites[1] or 1, x + (folga if limites[0] < 0 else 0), x + largura - folga)
    for categoria, valor, escrito in zip(canais["categoria"], canais["valor"], escritos, strict=True):
        nomes = tema.quebrar(categoria, largura, tema.MIUDO)
        y = folha.texto(x, y + tema.MIUDO, nomes, tema.MIUDO) - tema.MIUDO + 3
        zero, fim = escala(0), escala(0 if formato.ausente(valor) else valor)
        folha.retangulo(escala(limites[0]), y, escala(limites[1]) - escala(limites[0]), 12, tema.TERRA)
        folha.retangulo(zero, y, fim - zero, 12, _cor(fim - zero))
        ancora, lado = ("end", -6) if fim < zero else ("start", 6)
        tamanho = tema.MIUDO if formato.ausente(valor) else tema.TEXTO
        folha.texto(fim + lado, y + 11, escrito, tamanho, ancora=ancora)
        y += 22
    return y
