"""Comprando juntos, de quem comprar, quanto se economiza e quanto cabe a cada um?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Quadro, Regra, Saida, Saidas, Sugestao

INSUMO = Campo(
    "insumo",
    "O que comprar",
    ajuda="Com o mesmo nome em todas as linhas.",
    obrigatorio=True,
    sinonimos=("insumo", "material", "item", "produto"),
    exemplo="pote de vidro 500 g",
)

DEMANDAS = Quadro(
    "demandas",
    "O que cada um precisa comprar",
    "A quantidade que cada empreendimento precisa e quanto paga hoje, comprando sozinho.",
    modulo=5,
    chave=("empreendimento", "insumo"),
    campos=(
        quadros.EMPREENDIMENTO,
        INSUMO,
        quadros.UNIDADE,
        Campo(
            "quantidade_pedida",
            "Quanto precisa",
            "numero",
            "Para esta compra, na unidade escolhida.",
            unidade="unidade do insumo",
            obrigatorio=True,
            minimo=0,
            sinonimos=("quantidade", "qtd", "demanda"),
            exemplo="300",
        ),
        Campo(
            "preco_de_hoje",
            "Quanto paga hoje",
            "dinheiro",
            "Por unidade, com o frete, comprando sozinho.",
            minimo=0,
            sinonimos=("preço atual", "preço pago", "preço sozinho"),
            exemplo="2,40",
        ),
    ),
)

COTACOES = Quadro(
    "cotacoes",
    "Cotações",
    "O que cada fornecedor cobra. Uma linha para cada faixa de preço.",
    modulo=5,
    chave=("insumo", "fornecedor", "a_partir_de"),
    campos=(
        INSUMO,
        Campo(
            "fornecedor",
            "Fornecedor",
            ajuda="De preferência, da rede ou de outra rede.",
            obrigatorio=True,
            sinonimos=("empresa", "loja", "vendedor"),
            exemplo="Vidros do Sertão",
        ),
        quadros.UNIDADE,
        Campo(
            "a_partir_de",
            "A partir de",
            "numero",
            "A quantidade em que este preço começa a valer. Em branco: qualquer quantidade.",
            unidade="unidade do insumo",
            minimo=0,
            sinonimos=("faixa", "quantidade mínima da faixa"),
            exemplo="1.000",
        ),
        Campo(
            "preco_cotado",
            "Preço",
            "dinheiro",
            "Por unidade, sem o frete.",
            obrigatorio=True,
            minimo=0,
            sinonimos=("preço", "valor unitário", "cotação"),
            exemplo="1,85",
        ),
        Campo(
            "pedido_minimo",
            "Pedido mínimo",
            "numero",
            "O fornecedor não vende menos do que isto. Em branco: não tem.",
            unidade="unidade do insumo",
            minimo=0,
            sinonimos=("lote mínimo", "mínimo"),
            exemplo="500",
        ),
        Campo(
            "frete_cotado",
            "Frete do pedido",
            "dinheiro",
            "Uma vez por pedido a este fornecedor. Em branco: sem frete.",
            minimo=0,
            sinonimos=("frete", "entrega"),
            exemplo="180,00",
        ),
        Campo("cotado_em", "Data da cotação", "data", sinonimos=("data", "validade"), exemplo="10/06/2026"),
    ),
    regras=(
        Regra(
            "pedido_minimo",
            "A faixa começa em {a_partir_de}, abaixo do pedido mínimo de {pedido_minimo}. "
            "A faixa só vale a partir do pedido mínimo.",
            lambda t: t["a_partir_de"] < t["pedido_minimo"],
            gravidade="aviso",
        ),
    ),
)


@dataclass(frozen=True)
class Faixa:
    """Um preço [R$ por unidade] que vale de uma quantidade a outra, com o frete do pedido [R$]."""

    fornecedor: str
    de: float
    ate: float
    preco: float
    frete: float


@dataclass(frozen=True)
class Compra:
    """Quanto pedir em cada faixa e quanto custa tudo [R$], com os fretes."""

    partes: tuple[tuple[Faixa, float], ...]
    custo: float


def melhor_compra(quantidade: float, faixas_por_fornecedor: dict[str, list[Faixa]]) -> Compra | None:
    """A compra mais barata que alcança a quantidade, de um fornecedor só ou de vários.

    Experimenta todas as combinações de uma faixa (ou nenhuma) por fornecedor. Dentro de uma
    combinação o custo é linear: basta encher primeiro a faixa mais barata. Às vezes sai mais
    barato levar um pouco a mais e alcançar a faixa seguinte. Sem nenhuma faixa, None. No empate,
    a que envolve menos fornecedores.

    >>> cara, barata = Faixa("A", 0, 99, 3.0, 0.0), Faixa("A", 100, float("inf"), 2.0, 50.0)
    >>> melhor_compra(150, {"A": [cara, barata]}).custo
    350.0
    """
    melhor = None
    for combinacao in product(*([None, *faixas] for faixas in faixas_por_fornecedor.values())):
        compra = _encher(quantidade, [faixa for faixa in combinacao if faixa])
        if compra and (melhor is None or _ordem(compra) < _ordem(melhor)):
            melhor = compra
    return melhor


def _ordem(compra: Compra) -> tuple:
    return round(compra.custo, 6), len(compra.partes)


def _encher(quantidade: float, faixas: list[Faixa]) -> Compra | None:
    if not faixas or quantidade > sum(f.ate for f in faixas):
        return None
    falta = max(quantidade - sum(f.de for f in faixas), 0.0)
    partes = []
    for faixa in sorted(faixas, key=lambda f: f.preco):
        mais = min(falta, faixa.ate - faixa.de)
        falta -= mais
        partes.append((faixa, faixa.de + mais))
    if any(q <= 0 for _, q in partes):  # a mesma compra já existe numa combinação com menos fornecedores
        return None
    return Compra(tuple(partes), sum(f.preco * q + f.frete for f, q in partes))


def faixas_de(cotacoes: pd.DataFrame) -> dict[str, list[Faixa]]:
    """As faixas de preço de cada fornecedor de um insumo, já com o pedido mínimo.

    Uma faixa vai até pouco antes do começo da seguinte. O frete e o pedido mínimo são
    do fornecedor: vale o maior que ele informou.
    """
    numeros = ("a_partir_de", "preco_cotado", "pedido_minimo", "frete_cotado")
    por_fornecedor: dict[str, list[tuple[float, ...]]] = {}
    for fornecedor, *linha in zip(
        cotacoes["fornecedor"].tolist(), *(cotacoes[c].fillna(0).tolist() for c in numeros), strict=True
    ):
        por_fornecedor.setdefault(str(fornecedor), []).append(tuple(linha))
    return {fornecedor: _faixas(fornecedor, linhas) for fornecedor, linhas in sorted(por_fornecedor.items())}


def _faixas(fornecedor: str, linhas: list[tuple[float, ...]]) -> list[Faixa]:
    em_ordem = sorted(linhas, key=lambda linha: linha[0])
    comecos, precos, minimos, fretes = zip(*em_ordem, strict=True)
    fins = [*(math.nextafter(de, 0) for de in comecos[1:]), float("inf")]
    faixas = [
        Faixa(fornecedor, max(de, max(minimos)), ate, preco, max(fretes))
        for de, ate, preco in zip(comecos, fins, precos, strict=True)
    ]
    return [f for f in faixas if f.de <= f.ate]


def calcular(demandas: pd.DataFrame, cotacoes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Por insumo: de quem comprar, quanto se economiza e quanto cabe a cada empreendimento.

    A economia compara só os empreendimentos que disseram quanto pagam hoje; os outros entram
    na compra e são contados. Insumo com unidades diferentes não é somado: fica de fora, com o motivo.
    """
    resumo, pedidos, partes, fora = [], [], [], []
    ofertas = dict(iter(cotacoes.groupby(cotacoes["insumo"].map(formato.dobrar))))
    for insumo, pedem in demandas.groupby(demandas["insumo"].map(formato.dobrar)):
        oferta = ofertas.get(insumo, cotacoes.head(0))
        nome = pedem["insumo"].iloc[0]
        motivo = _por_que_nao(pedem, oferta)
        if motivo:
            fora.append({"insumo": nome, "motivo": motivo})
            continue
        compra = melhor_compra(float(pedem["quantidade_pedida"].sum()), faixas_de(oferta))
        pedidos += _pedidos(nome, pedem, compra)
        divisao = _dividir(nome, pedem, compra)
        partes.append(divisao)
        resumo.append(_resumo(nome, pedem, compra, divisao))
    return {
        "resumo": pd.DataFrame(resumo, columns=RESUMO.nomes),
        "pedidos": pd.DataFrame(pedidos, columns=PEDIDOS.nomes),
        "partes": pd.concat(partes, ignore_index=True) if partes else pd.DataFrame(columns=PARTES.nomes),
        "divisoes": _divisoes(partes),
        "fora": pd.DataFrame(fora, columns=FORA.nomes),
    }


def _por_que_nao(pedem: pd.DataFrame, oferta: pd.DataFrame) -> str:
    unidades = {formato.dobrar(u): u for u in (*pedem["unidade"], *oferta["unidade"]) if not formato.ausente(u)}
    if oferta.empty:
        return "não tem cotação"
    if len(unidades) > 1:
        return f"as linhas têm unidades diferentes: {formato.juntar(sorted(unidades.values()))}"
    return "" if pedem["quantidade_pedida"].sum() > 0 else "ninguém pediu"


def _pedidos(insumo: str, pedem: pd.DataFrame, compra: Compra) -> list[dict]:
    return [
        {
            "insumo": insumo,
            "fornecedor": faixa.fornecedor,
            "unidade": pedem["unidade"].iloc[0],
            "quantidade_comprada": quantidade,
            "preco_cotado": faixa.preco,
            "frete_cotado": faixa.frete,
            "custo_do_fornecedor": faixa.preco * quantidade + faixa.frete,
        }
        for faixa, quantidade in compra.partes
    ]


def _dividir(insumo: str, pedem: pd.DataFrame, compra: Compra) -> pd.DataFrame:
    """A economia dividida em partes iguais ou conforme a quantidade, fechando no centavo.

    Quem não disse quanto paga hoje paga o preço médio da compra; o resto do custo é dos outros.
    """
    quantidade, preco_de_hoje = (pedem[c].to_numpy(float) for c in ("quantidade_pedida", "preco_de_hoje"))
    custos, gasto_de_hoje = contas.repartir_centavos(compra.custo, quantidade), quantidade * preco_de_hoje
    compara = ~np.isnan(preco_de_hoje) & (quantidade > 0)
    economia = contas.arredondar(gasto_de_hoje[compara].sum(), 2) - custos[compara].sum()
    partes = {
        "insumo": insumo,
        "empreendimento": pedem["empreendimento"].to_numpy(),
        "quantidade_pedida": quantidade,
        "gasto_de_hoje": gasto_de_hoje,
    }
    pesos = {"igual": compara.astype(float), "proporcional": np.where(compara, quantidade, 0.0)}
    for nome, peso in pesos.items():
        parte = np.where(compara, contas.repartir_centavos(economia, peso), np.nan)
        partes[f"economia_{nome}"] = parte
        partes[f"paga_{nome}"] = np.where(compara, gasto_de_hoje - parte, custos)
    return pd.DataFrame(partes)


def _divisoes(partes: list[pd.DataFrame]) -> pd.DataFrame:
    """A economia de cada empreendimento, somados os insumos, nas duas formas de dividir."""
    if not partes:
        return pd.DataFrame(columns=DIVISOES.nomes)
    formas = {"em partes iguais": "economia_igual", "conforme a quantidade": "economia_proporcional"}
    de_cada_um = pd.concat(partes).groupby("empreendimento")[[*formas.values()]].sum(min_count=1).dropna()
    return pd.DataFrame(
        {
            "empreendimento": np.tile(de_cada_um.index, len(formas)),
            "divisao": [forma for forma in formas for _ in de_cada_um.index],
            "economia_da_parte": de_cada_um.to_numpy().ravel(order="F"),
        }
    )


def _resumo(insumo: str, pedem: pd.DataFrame, compra: Compra, partes: pd.DataFrame) -> dict:
    quantidade = sum(q for _, q in compra.partes)
    economias = partes["economia_igual"].to_numpy()
    compara = ~np.isnan(economias)
    hoje, economia = contas.somar(partes["gasto_de_hoje"].to_numpy()[compara]), contas.somar(economias)
    return {
        "insumo": insumo,
        "unidade": pedem["unidade"].iloc[0],
        "quantidade_comprada": quantidade,
        "a_mais": quantidade - pedem["quantidade_pedida"].sum(),
        "fornecedor": formato.juntar([faixa.fornecedor for faixa, _ in compra.partes]),
        "custo_da_compra": compra.custo,
        "preco_final": contas.dividir(compra.custo, quantidade),
        "gasto_de_hoje": hoje,
        "economia": economia,
        "economia_em_cada_100": contas.porcento(economia, hoje),
        "sem_preco_de_hoje": float((~compara).sum()),
    }


def leitura(saidas: Saidas) -> list[str]:
    """Se vale comprar junto, de quem, e o que ficou de fora e por quê."""
    resumo, fora = saidas["resumo"], saidas["fora"]
    frases = _frases_da_economia(resumo)
    for linha in resumo[resumo["economia"] < 0].itertuples():
        frases.append(f"Em {linha.insumo}, comprar junto sai mais caro do que cada um paga hoje.")
    for linha in resumo[resumo["a_mais"] > 0].itertuples():
        frases.append(
            f"Em {linha.insumo}, a melhor compra leva {formato.quantidade(linha.a_mais)} a mais do que se pediu, "
            "por causa da faixa de preço ou do pedido mínimo."
        )
    sem = int(resumo["sem_preco_de_hoje"].sum())
    if sem:
        frases.append(
            f"{formato.plural(sem, 'pedido não diz', 'pedidos não dizem')} o preço pago hoje: "
            "vale para a compra, não para a economia."
        )
    frases += [f"{linha.insumo} ficou de fora: {linha.motivo}." for linha in fora.itertuples()]
    return frases


def sugestoes(saidas: Saidas) -> list[Sugestao]:
    """Comprar junto o que sai mais barato junto."""
    vale = saidas["resumo"][saidas["resumo"]["economia"] > 0].sort_values("economia", ascending=False)
    return [
        quadros.levar_ao_plano(
            f"Comprar junto {linha.insumo}, de {linha.fornecedor}: economia de {formato.dinheiro(linha.economia)}",
            "Compras coletivas",
        )
        for linha in vale.itertuples()
    ]


def _frases_da_economia(resumo: pd.DataFrame) -> list[str]:
    sabidos = resumo.dropna(subset=["economia"])
    if sabidos.empty:
        return ["Ainda não dá para dizer quanto se economiza: falta saber quanto cada um paga hoje, ou há só um preço."]
    total, hoje = sabidos["economia"].sum(), sabidos["gasto_de_hoje"].sum()
    parte = formato.percentual(contas.porcento(abs(total), hoje))
    if total <= 0:
        return [
            f"Com estas cotações, comprar junto não compensa: custaria {formato.dinheiro(-total)} a mais ({parte})."
        ]
    maior = sabidos.loc[sabidos["economia"].idxmax()]
    return [
        f"Comprando junto, a rede economiza {formato.dinheiro(total)}, {parte} do que paga hoje.",
        f"A maior economia é em {maior['insumo']}, de {maior['fornecedor']}: {formato.dinheiro(maior['economia'])}.",
    ]


def _frase_dos_gastos(saidas: Saidas) -> str:
    return _frases_da_economia(saidas["resumo"])[0]


def _frase_das_partes(saidas: Saidas) -> str:
    partes = saidas["partes"].dropna(subset=["economia_igual"]).groupby("empreendimento")
    somas = partes[["economia_igual", "economia_proporcional"]].sum()
    if somas.empty:
        return "Sem o preço pago hoje, não há economia para dividir."
    diferenca = (somas["economia_igual"] - somas["economia_proporcional"]).abs()
    if diferenca.max() < 0.01:
        return "As duas formas de dividir dão o mesmo para todos."
    nome = diferenca.idxmax()
    return (
        f"Para {nome}, a economia é {formato.dinheiro(somas.loc[nome, 'economia_igual'])} em partes iguais e "
        f"{formato.dinheiro(somas.loc[nome, 'economia_proporcional'])} conforme a quantidade."
    )


_COMPRADA = Campo("quantidade_comprada", "Quantidade", "numero", unidade="unidade do insumo")
_GASTO_DE_HOJE = Campo("gasto_de_hoje", "Gasto de hoje", "dinheiro", "Comprando cada um sozinho.", melhor="menor")
_FORNECEDOR = COTACOES.campo("fornecedor")

RESUMO = Saida(
    "resumo",
    "A melhor compra de cada insumo",
    "insumo",
    (
        INSUMO,
        quadros.UNIDADE,
        _COMPRADA,
        Campo(
            "a_mais",
            "A mais do que se pediu",
            "numero",
            "Pela faixa de preço ou pelo pedido mínimo.",
            unidade="unidade do insumo",
        ),
        _FORNECEDOR,
        Campo("custo_da_compra", "Custo da compra", "dinheiro", "Com os fretes.", melhor="menor"),
        Campo("preco_final", "Preço com frete", "dinheiro", "Por unidade.", melhor="menor"),
        _GASTO_DE_HOJE,
        Campo("economia", "Economia", "dinheiro", "Gasto de hoje menos a parte na compra.", melhor="maior"),
        Campo("economia_em_cada_100", "Economia em cada R$ 100", "percentual", melhor="maior"),
        Campo("sem_preco_de_hoje", "Sem preço de hoje", "inteiro", "Ficaram fora da economia."),
    ),
)
PEDIDOS = Saida(
    "pedidos",
    "O que pedir a cada fornecedor",
    "insumo e fornecedor",
    (
        INSUMO,
        _FORNECEDOR,
        quadros.UNIDADE,
        _COMPRADA,
        COTACOES.campo("preco_cotado"),
        COTACOES.campo("frete_cotado"),
        Campo("custo_do_fornecedor", "Custo do pedido", "dinheiro", "Com o frete."),
    ),
)
PARTES = Saida(
    "partes",
    "Quanto cabe a cada um",
    "insumo e empreendimento",
    (
        INSUMO,
        quadros.EMPREENDIMENTO,
        DEMANDAS.campo("quantidade_pedida"),
        _GASTO_DE_HOJE,
        Campo("economia_igual", "Economia em partes iguais", "dinheiro", melhor="maior"),
        Campo("paga_igual", "Paga, em partes iguais", "dinheiro", melhor="menor"),
        Campo("economia_proporcional", "Economia conforme a quantidade", "dinheiro", melhor="maior"),
        Campo("paga_proporcional", "Paga, conforme a quantidade", "dinheiro", melhor="menor"),
    ),
)
DIVISOES = Saida(
    "divisoes",
    "A economia de cada um, das duas formas",
    "empreendimento e forma de dividir",
    (
        quadros.EMPREENDIMENTO,
        Campo("divisao", "Forma de dividir"),
        Campo("economia_da_parte", "Economia", "dinheiro", "Somados os insumos.", melhor="maior"),
    ),
)
FORA = Saida("fora", "Insumos que ficaram de fora", "insumo", (INSUMO, Campo("motivo", "Motivo")))

COMPRAS_COLETIVAS = Instrumento(
    nome="compras_coletivas",
    titulo="Compras coletivas",
    pergunta="Comprando juntos, de quem comprar, quanto se economiza e quanto cabe a cada um?",
    explicacao=(
        "Some o que todos precisam. Com a quantidade maior, o preço cai, mas há pedido mínimo e frete. O caderno "
        "experimenta todas as formas de comprar, de um fornecedor só ou de vários, e fica com a mais barata. "
        "A economia pode ser dividida em partes iguais ou conforme a quantidade de cada um: a rede decide."
    ),
    formula=(
        "custo da compra = soma de (preço da faixa × quantidade + frete); "
        "economia = soma de (quantidade × preço de hoje) − custo da compra"
    ),
    modulo=5,
    calcular=calcular,
    leitura=leitura,
    saidas=(RESUMO, PEDIDOS, PARTES, DIVISOES, FORA),
    fonte=Fonte("Redes Solidárias: passos para a sustentabilidade", "Tabela 5, dispositivo 1", ("A119",)),
    graficos=(
        Grafico(
            "barras",
            "resumo",
            "Economia em cada insumo",
            {"categoria": "insumo", "valor": "economia"},
            _frase_dos_gastos,
        ),
        Grafico(
            "multiplos",
            "divisoes",
            "Duas formas de dividir a economia",
            {"categoria": "empreendimento", "valor": "economia_da_parte", "painel": "divisao"},
            _frase_das_partes,
        ),
    ),
    essenciais=("demandas", "cotacoes"),
    sugestoes=sugestoes,
    proposta=True,
    cuidado="As cotações valem para a data delas. Comprar da própria rede pode valer mais do que o menor preço.",
)
