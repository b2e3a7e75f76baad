"""Barras deitadas: simples, empilhadas, cascata, halteres e os pequenos múltiplos."""

from __future__ import annotations

import pandas as pd

from caderno import formato
from caderno.graficos import fileiras, tema
from caderno.graficos.canais import Canais
from caderno.graficos.fileiras import Escala, Fileira, Lugar
from caderno.graficos.folha import Folha


def barras(folha: Folha, canais: Canais) -> None:
    """Uma barra por nome, da maior à menor (meses e anos, em ordem), com o número na ponta."""
    tabela = canais.tabela if canais.no_tempo else fileiras.ordenar(canais.tabela)
    tabela = fileiras.as_maiores(folha, tabela)
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    reguas = tabela["regua"].dropna() if "regua" in canais else pd.Series(dtype=float)
    topo = y + (26 if len(reguas) else 0)
    lugar = fileiras.dispor(folha, fileiras.das_tabelas(tabela), topo)
    escala = fileiras.escala(pd.concat([tabela["valor"], reguas]), lugar, canais.escrito)
    valores_das_reguas = tabela["regua"] if len(reguas) else [float("nan")] * len(tabela)
    for valor, regua, meio in zip(tabela["valor"], valores_das_reguas, lugar.meios, strict=True):
        _barra(folha, escala, canais, valor, meio, None if formato.ausente(regua) else escala(regua))
    _zero(folha, escala, lugar)
    if len(reguas):
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


def _zero(folha: Folha, escala: Escala, lugar: Lugar) -> None:
    """Um traço por fileira: de alto a baixo, riscaria os nomes da folha estreita e os dos grupos."""
    metade = fileiras.espessura(folha) / 2 + 5
    for meio in lugar.meios:
        folha.caminho([(escala(0), meio - metade), (escala(0), meio + metade)], tema.LINHA_FORTE, 1)


def _nome_da_regua(folha: Folha, escala: Escala, canais: Canais, reguas: pd.Series, y: float) -> None:
    """O nome da régua: em cima dela quando é uma só, senão com uma amostra do traço."""
    campo = canais.campos["regua"]
    if reguas.nunique() > 1:
        traco = lambda x, y: folha.caminho([(x, y - 8), (x, y + 8)], tema.TINTA, 2, (4, 2))  # noqa: E731
        fileiras.legenda(folha, [(campo.titulo, traco)], y)
        return
    nome = f"{campo.rotulo}: {canais.escrito(reguas.iloc[0], 'regua')}"
    fileiras.centrar(folha, escala(reguas.iloc[0]), y + 14, nome)


def barras_empilhadas(folha: Folha, canais: Canais) -> None:
    """Uma barra por nome, feita de partes; as letras ligam parte e legenda mesmo sem cor."""
    tabela = canais.tabela.dropna(subset=["valor"])
    tabela = tabela.assign(parte=tabela["parte"])
    partes = tabela.groupby("parte")["valor"].sum().sort_values(ascending=False)
    por = [c for c in ("grupo", "categoria") if c in canais]
    nomes = tabela.groupby(por, dropna=False, sort=False)["valor"].sum().reset_index()
    nomes = fileiras.as_maiores(folha, nomes if canais.no_tempo else fileiras.ordenar(nomes))
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    estilos = {p: (tema.CORES[i % len(tema.CORES)], fileiras.letra(i)) for i, p in enumerate(partes.index)}
    lugar = fileiras.dispor(folha, fileiras.das_tabelas(nomes), _legenda_das_partes(folha, estilos, y), barra=26)
    somas = tabela.groupby([*por, tabela["valor"] < 0], dropna=False)["valor"].sum()
    escala = fileiras.escala(somas, lugar, lambda v: "", folga=2)
    for i, meio in enumerate(lugar.meios):
        dela = _linhas_de(tabela, nomes.loc[i, por]).groupby("parte")["valor"].sum()
        _empilhar(folha, escala, canais, dela.reindex(partes.index).dropna(), estilos, meio)
    _zero(folha, escala, lugar)


def _linhas_de(tabela: pd.DataFrame, chave: pd.Series) -> pd.DataFrame:
    """As linhas com estes nomes; o nome que falta também é um nome."""
    mesmas = [tabela[c] == nome for c, nome in chave.items()]
    return tabela[pd.concat(mesmas, axis=1).all(axis=1)]


def _legenda_das_partes(folha: Folha, estilos: dict[str, tuple[str, str]], y: float) -> float:
    def amostra(cor: str, letra: str):
        def pintar(x: float, y: float) -> None:
            folha.retangulo(x - 8, y - 9, 18, 18, cor)
            folha.texto(x + 1, y + 5, letra, tema.MIUDO, tema.tinta_sobre(cor), "middle", True)

        return pintar

    return fileiras.legenda(folha, [(parte, amostra(*estilo)) for parte, estilo in estilos.items()], y)


def _empilhar(folha: Folha, escala: Escala, canais: Canais, partes: pd.Series, estilos: dict, meio: float) -> None:
    altura = fileiras.espessura(folha) + (6 if not folha.estreita else 0)
    ate = {True: 0.0, False: 0.0}
    for parte, valor in partes.items():
        cor, letra = estilos[parte]
        inicio = ate[valor >= 0]
        ate[valor >= 0] += valor
        x, largura = escala(inicio), escala(inicio + valor) - escala(inicio)
        folha.retangulo(x, meio - altura / 2, largura, altura, cor, tema.FOLHA)
        numero = f"{letra} {canais.escrito(valor)}"
        cabe = [t for t in (numero, letra) if tema.largura_do_texto(t, tema.MIUDO, True) + 6 < abs(largura)]
        if cabe:
            folha.texto(x + largura / 2, meio + 5, cabe[0], tema.MIUDO, tema.tinta_sobre(cor), "middle", True)


def cascata(folha: Folha, canais: Canais) -> None:
    """De onde se parte, o que entra, o que sai e onde se chega; `tipo` "total" recomeça do zero."""
    tabela = canais.tabela.dropna(subset=["valor"]).reset_index(drop=True)
    totais = tabela["tipo"].eq("total") if "tipo" in canais else pd.Series(False, index=tabela.index)
    fim = _acumulado(tabela["valor"], totais)
    inicio = fim.shift(fill_value=0.0).where(~totais, 0.0)
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    lugar = fileiras.dispor(folha, [Fileira(etapa) for etapa in tabela["etapa"]], y)
    escritos = [
        canais.escrito(v) if t else _com_sinal(canais.escrito(v), v)
        for v, t in zip(tabela["valor"], totais, strict=True)
    ]
    maior_rotulo = max(escritos, key=tema.largura_do_texto)
    escala = fileiras.escala(pd.concat([fim, inicio]), lugar, lambda v: maior_rotulo if v >= 0 else "")
    grossura = fileiras.espessura(folha)
    for i, meio in enumerate(lugar.meios):
        cor = tema.TINTA_FRACA if totais[i] else _cor(tabela["valor"][i])
        x, largura = escala(inicio[i]), escala(fim[i]) - escala(inicio[i])
        folha.retangulo(x, meio - grossura / 2, largura, grossura, cor)
        folha.texto(max(x, x + largura) + 6, meio + 5, escritos[i], forte=bool(totais[i]))
        if i + 1 < len(lugar.meios) and not folha.estreita:  # na estreita riscaria os nomes
            ate = lugar.meios[i + 1] - grossura / 2
            folha.caminho([(x + largura, meio + grossura / 2), (x + largura, ate)], tema.LINHA_FORTE, 1, (2, 2))
    _zero(folha, escala, lugar)


def _acumulado(valores: pd.Series, totais: pd.Series) -> pd.Series:
    soma, somas = 0.0, []
    for valor, total in zip(valores, totais, strict=True):
        soma = valor if total else soma + valor
        somas.append(soma)
    return pd.Series(somas, index=valores.index, dtype=float)


def _com_sinal(escrito: str, valor: float) -> str:
    return f"+ {escrito}" if valor > 0 else escrito.replace("-", "− ", 1)


def halteres(folha: Folha, canais: Canais) -> None:
    """Vários valores do mesmo nome numa linha só: o tamanho do haltere é a diferença entre eles."""
    tabela = canais.tabela.dropna(subset=["valor"])
    por = [c for c in ("grupo", "categoria") if c in canais]
    extremos = tabela.groupby(por, dropna=False, sort=False)["valor"].agg(["min", "max"]).reset_index()
    extremos["valor"] = extremos["max"] - extremos["min"]
    extremos = fileiras.as_maiores(folha, extremos if canais.no_tempo else fileiras.ordenar(extremos))
    pontos = [p for p in tabela["ponto"].unique()]
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    estilos = {p: (tema.FORMAS[i % len(tema.FORMAS)], tema.CORES[i % len(tema.CORES)]) for i, p in enumerate(pontos)}
    amostras = [(p, lambda x, y, e=e: folha.forma(x, y, *e, 7)) for p, e in estilos.items()]
    lugar = fileiras.dispor(folha, fileiras.das_tabelas(extremos), fileiras.legenda(folha, amostras, y))
    escala = _escala_dos_halteres(extremos, lugar, canais)
    for i, meio in enumerate(lugar.meios):
        _haltere(folha, escala, canais, _linhas_de(tabela, extremos.loc[i, por]), estilos, meio)


def _escala_dos_halteres(extremos: pd.DataFrame, lugar: Lugar, canais: Canais) -> Escala:
    menor, maior = extremos["min"].min(), extremos["max"].max()
    folga = 14 + max(tema.largura_do_texto(canais.escrito(v)) for v in pd.concat([extremos["min"], extremos["max"]]))
    if menor == maior:
        menor, maior = menor - 1, maior + 1
    return Escala(menor, maior, lugar.esquerda + folga, lugar.direita - folga)


def _haltere(folha: Folha, escala: Escala, canais: Canais, dele: pd.DataFrame, estilos: dict, meio: float) -> None:
    menor, maior = dele["valor"].min(), dele["valor"].max()
    folha.caminho([(escala(menor), meio), (escala(maior), meio)], tema.LINHA_FORTE, 3)
    for ponto, (x, y) in zip(dele["ponto"], _sem_cobrir(dele, escala, meio), strict=True):
        folha.forma(x, y, *estilos[ponto], 7)
    folha.texto(escala(maior) + 12, meio + 5, canais.escrito(maior))
    if menor != maior:
        folha.texto(escala(menor) - 12, meio + 5, canais.escrito(menor), ancora="end")


def _sem_cobrir(dele: pd.DataFrame, escala: Escala, meio: float) -> list[tuple[float, float]]:
    """Onde fica cada ponto: os que cairiam um em cima do outro se abrem para cima e para baixo."""
    postos = [escala(valor) for valor in dele["valor"]]
    lugares = []
    for x in postos:
        juntos = [outro for outro in postos if abs(outro - x) < 7]
        ordem = sum(abs(feito - x) < 7 for feito, _ in lugares)
        lugares.append((x, meio + 8 * (ordem - (len(juntos) - 1) / 2)))
    return lugares


def multiplos(folha: Folha, canais: Canais) -> None:
    """Um quadrinho de barras por painel, todos na mesma escala: o que outros poriam num radar."""
    tabela = canais.tabela
    paineis = tabela["painel"]
    colunas = 1 if folha.estreita else min(3, paineis.nunique())
    largura = (folha.largura - 28 * (colunas - 1)) / colunas
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    maior, menor = max(0.0, tabela["valor"].max()), min(0.0, tabela["valor"].min())
    base = y
    for i, (painel, dele) in enumerate(tabela.groupby(paineis, sort=False)):
        if i and i % colunas == 0:
            y = base + 18
        x = (i % colunas) * (largura + 28)
        base = max(base, _painel(folha, canais, painel, dele, (x, y, largura), (menor, maior)))


def _painel(folha: Folha, canais: Canais, titulo: str, tabela: pd.DataFrame, onde, limites) -> float:
    x, y, largura = onde
    y = folha.texto(x, y + tema.TEXTO, tema.quebrar(titulo, largura, forte=True), forte=True) - 4
    escritos = [canais.escrito(v) for v in tabela["valor"]]
    folga = 6 + max(
        (tema.largura_do_texto(t) for t, v in zip(escritos, tabela["valor"], strict=True) if v == v),
        default=0,
    )
    escala = Escala(limites[0], limites[1] or 1, x + (folga if limites[0] < 0 else 0), x + largura - folga)
    for categoria, valor, escrito in zip(tabela["categoria"], tabela["valor"], escritos, strict=True):
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
