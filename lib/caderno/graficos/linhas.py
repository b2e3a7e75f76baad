"""Linhas: como um valor muda no tempo, ou com outro número."""

from __future__ import annotations

import math

from caderno import formato
from caderno.graficos import fileiras, tema
from caderno.graficos.canais import Canais, presentes, somar
from caderno.graficos.fileiras import Escala
from caderno.graficos.folha import Folha

ALTURA = 260
SERIES = 6


def linhas(folha: Folha, canais: Canais) -> None:
    """Como um valor muda; cada série tem cor, traço, forma e o nome na ponta da linha."""
    canais = _so_as_maiores(folha, canais)
    posicoes, marcas_x = _eixo_x(canais)
    canais = canais.com(posicao=posicoes)
    series = {nome: dela.em_ordem("posicao") for (nome,), dela in canais.por("serie").items()}
    y = fileiras.cabecalho(folha, canais.titulo("valor"))
    if folha.estreita and len(series) > 1:
        y = fileiras.legenda(folha, [_item(folha, i, nome) for i, nome in enumerate(series)], y)
    pontas = _pontas(series, folha)
    direita = folha.largura - 14
    if len(series) > 1:
        direita -= max(tema.largura_do_texto(t) for ponta in pontas for t in ponta)
    papeis = ("valor", "regua", "faixa_min", "faixa_max")
    # Valores todos perto uns dos outros e longe do zero virariam uma faixa achatada no alto.
    valores = presentes(canais["valor"])
    perto = min(valores) > max(valores) / 2 > 0
    vertical, esquerda = eixo_y(folha, canais, papeis, y + 24, direita, longe_de_zero=perto)
    horizontal = Escala(min(posicoes), max(max(posicoes), min(posicoes) + 1), esquerda + 8, direita)
    _faixa(folha, canais, horizontal, vertical)
    fins = [_serie(folha, i, dela, horizontal, vertical) for i, dela in enumerate(series.values())]
    _regua(folha, canais, horizontal, vertical)
    if len(series) == 1:
        fileiras.centrar(folha, fins[0][0], fins[0][1] - 12, pontas[0][0])
    else:
        for (x, meio), ponta in zip(_afastar(fins, pontas), pontas, strict=True):
            base = meio + 5 - (len(ponta) - 1) * tema.TEXTO * tema.ENTRELINHA / 2
            folha.texto(x + 11, base, ponta)
    escrever_x(folha, marcas_x, horizontal, vertical(vertical.menor))


def _so_as_maiores(folha: Folha, canais: Canais) -> Canais:
    """As séries que têm algum valor, até o máximo; sem séries, uma só, sem nome."""
    if "serie" not in canais:
        return canais.com(serie=[""] * len(canais))
    somas = {
        nome: somar(map(abs, dela["valor"]))
        for (nome,), dela in canais.por("serie").items()
        if presentes(dela["valor"])
    }
    maiores = sorted(sorted(somas), key=somas.get, reverse=True)[:SERIES]
    sobram = len(somas) - len(maiores)
    if sobram > 0:
        folha.notas.append(f"Aqui estão as {SERIES} maiores; mais {sobram}, {folha.onde_esta_o_resto}.")
    return canais.so(i for i, nome in enumerate(canais["serie"]) if nome in maiores)


def _estilo(i: int) -> tuple[str, tuple, str]:
    return tema.CORES[i % len(tema.CORES)], tema.TRACEJADOS[i % SERIES], tema.FORMAS[i % SERIES]


def _item(folha: Folha, i: int, nome: str):
    cor, _, forma = _estilo(i)
    return f"{fileiras.letra(i)} {nome}", lambda x, y: folha.forma(x, y, forma, cor, 6)


def _eixo_x(canais: Canais) -> tuple[list[float], list[tuple[float, list[str]]]]:
    """(posição de cada linha da tabela, marcas do eixo)."""
    coluna = canais["x"]
    if canais.campos["x"].tipo != "mes":
        valores = sorted(set(coluna))
        passo = math.ceil(len(valores) / 6)
        return coluna, [(v, [canais.escrito(v, "x")]) for v in valores[::passo]]
    numeros = [int(mes[:4]) * 12 + int(mes[5:7]) - 1 for mes in coluna]
    passo = math.ceil((max(numeros) - min(numeros) + 1) / 6)
    marcas = range(min(numeros), max(numeros) + 1, passo)
    return numeros, [(n, [formato.MESES[n % 12][:3], str(n // 12)]) for n in marcas]


def eixo_y(
    folha: Folha, canais: Canais, papeis, topo: float, direita: float, longe_de_zero: bool = False
) -> tuple[Escala, float]:
    """A escala vertical com as suas linhas leves, e onde o desenho começa à esquerda."""
    valores = presentes(valor for papel in papeis if papel in canais for valor in canais[papel])
    menor, maior = min(valores), max(valores)
    if not longe_de_zero:
        menor, maior = min(0.0, menor), max(0.0, maior)
    degraus = marcas(menor, maior)
    vertical = Escala(degraus[0], degraus[-1], topo + ALTURA, topo)
    nomes = curtos(degraus, canais, papeis[0])
    esquerda = max(tema.largura_do_texto(n, tema.MIUDO) for n in nomes) + 8
    for valor, nome in zip(degraus, nomes, strict=True):
        forte = valor == 0
        cor = tema.LINHA_FORTE if forte else tema.LINHA
        folha.caminho([(esquerda, vertical(valor)), (direita, vertical(valor))], cor, 1)
        folha.texto(esquerda - 8, vertical(valor) + 4.5, nome, tema.MIUDO, tema.TINTA_FRACA, "end")
    return vertical, esquerda


def marcas(menor: float, maior: float, quantas: int = 5) -> list[float]:
    """Números redondos que cobrem do menor ao maior.

    >>> marcas(0, 8700)
    [0, 2000, 4000, 6000, 8000, 10000]
    >>> marcas(0, 0)
    [0, 1]
    """
    if menor == maior:
        return [0, 1] if not maior else sorted([0, maior])
    bruto = (maior - menor) / quantas
    potencia = 10 ** math.floor(math.log10(bruto))
    passo = next(m * potencia for m in (1, 2, 2.5, 5, 10) if m * potencia >= bruto * 0.999)
    primeira, ultima = math.floor(menor / passo + 1e-9), math.ceil(maior / passo - 1e-9)
    return [_limpo(n * passo) for n in range(primeira, ultima + 1)]


def _limpo(valor: float) -> float:
    arrumado = float(f"{valor:.10g}")
    return int(arrumado) if arrumado == int(arrumado) else arrumado


def curtos(valores: list[float], canais: Canais, papel: str) -> list[str]:
    """Números do eixo: sem centavos, e em "mil" quando são grandes; a unidade está no título."""
    if max(abs(v) for v in valores) >= 10_000:
        return [f"{formato.quantidade(v / 1000)} mil" if v else "0" for v in valores]
    unidade = " %" if canais.campos[papel].tipo == "percentual" else ""
    return [formato.quantidade(v) + unidade for v in valores]


def _uma_por_posicao(canais: Canais, *papeis: str) -> Canais:
    """Em ordem, a primeira linha de cada posição em que nenhum destes papéis falta."""
    canais = canais.so_com(*papeis)
    primeira = {posicao: i for i, posicao in reversed(list(enumerate(canais["posicao"])))}
    return canais.so(primeira[posicao] for posicao in sorted(primeira))


def _faixa(folha: Folha, canais: Canais, horizontal: Escala, vertical: Escala) -> None:
    if "faixa_min" not in canais or "faixa_max" not in canais:
        return
    faixa = _uma_por_posicao(canais, "faixa_min", "faixa_max")
    cima = [(horizontal(p), vertical(v)) for p, v in zip(faixa["posicao"], faixa["faixa_max"], strict=True)]
    baixo = [(horizontal(p), vertical(v)) for p, v in zip(faixa["posicao"], faixa["faixa_min"], strict=True)]
    if cima:
        folha.caminho([*cima, *baixo[::-1], cima[0]], "none", 0, fundo=tema.ACENTO_CLARO)


def _regua(folha: Folha, canais: Canais, horizontal: Escala, vertical: Escala) -> None:
    """A referência, tracejada: uma reta quando não muda, com o valor no nome."""
    if "regua" not in canais or not presentes(canais["regua"]):
        return
    regua = _uma_por_posicao(canais, "regua")
    pontos = [(horizontal(p), vertical(v)) for p, v in zip(regua["posicao"], regua["regua"], strict=True)]
    nome = canais.campos["regua"].rotulo
    if len(set(regua["regua"])) == 1:
        y = pontos[0][1]
        pontos = [(horizontal.inicio, y), (horizontal.fim, y)]
        nome = f"{nome}: {canais.escrito(regua['regua'][0], 'regua')}"
    folha.caminho(pontos, tema.TINTA, 1.5, (5, 4))
    if not any(regua["regua"]):  # o zero já está escrito no eixo
        return
    x, y = pontos[0]
    folha.etiqueta(x, y - 7, tema.quebrar(nome, folha.largura - x, tema.MIUDO, 1)[0])


def _serie(folha: Folha, i: int, dela: Canais, horizontal: Escala, vertical: Escala) -> tuple[float, float]:
    """Desenha a série, com falha onde falta valor; devolve onde ela termina."""
    cor, tracejado, forma = _estilo(i)
    trecho, fim = [], (0.0, 0.0)
    for posicao, valor in [*zip(dela["posicao"], dela["valor"], strict=True), (0, float("nan"))]:
        if not formato.ausente(valor):
            trecho.append((horizontal(posicao), vertical(valor)))
            continue
        if len(trecho) > 1:
            folha.caminho(trecho, cor, 2.5, tracejado)
        for ponto in trecho if len(dela) <= 36 else trecho[-1:]:
            folha.forma(*ponto, forma, cor, 5)
        fim, trecho = trecho[-1] if trecho else fim, []
    return fim


def _pontas(series: dict[str, Canais], folha: Folha) -> list[list[str]]:
    """O que se escreve no fim de cada linha: o nome (a letra, na folha estreita) e o último valor."""
    pontas = []
    for i, (nome, dela) in enumerate(series.items()):
        ultimo = dela.escrito(presentes(dela["valor"])[-1])
        if len(series) == 1:
            pontas.append([ultimo])
        elif folha.estreita:
            pontas.append([fileiras.letra(i)])
        else:
            pontas.append([*tema.quebrar(nome, 170), ultimo])
    return pontas


def _afastar(fins: list[tuple[float, float]], pontas: list[list[str]]) -> list[tuple[float, float]]:
    """Desce os nomes que cairiam em cima de outros."""
    ordem = sorted(range(len(fins)), key=lambda i: fins[i][1])
    lugares, livre = {}, float("-inf")
    for i in ordem:
        metade = (len(pontas[i]) * tema.TEXTO * tema.ENTRELINHA + 6) / 2
        meio = max(fins[i][1], livre + metade)
        lugares[i], livre = (fins[i][0], meio), meio + metade
    return [lugares[i] for i in range(len(fins))]


def escrever_x(folha: Folha, marcas_x: list[tuple[float, list[str]]], horizontal: Escala, base: float) -> None:
    ultimo = None
    for posicao, (nome, *ano) in marcas_x:
        x = horizontal(posicao)
        folha.caminho([(x, base), (x, base + 5)], tema.LINHA_FORTE, 1)
        mostrar = [nome, *(a for a in ano if a != ultimo)]
        folha.texto(x, base + 20, mostrar, tema.MIUDO, tema.TINTA_FRACA, "middle")
        ultimo = ano[0] if ano else None
