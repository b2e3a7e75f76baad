"""Por onde vale a pena vender, e de quantos compradores a rede depende?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.instrumentos.producao import custo_unitario as custo
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas

DEPENDENCIA_ALTA = 50.0  # [%] acima disso, perder um canal é perder metade do dinheiro
_SOMAS_DO_CANAL = [
    *("vendido", "despesas", "recebido", "sobra", "horas_de_venda"),
    *("sobra_com_horas", "horas_com_sobra", "vendas_sem_custo"),
]


def concentracao(valores: Iterable[float]) -> float:
    """Índice de Herfindahl-Hirschman [0 a 10.000]: soma dos quadrados das partes [%].

    10.000 é tudo num canal só; 2.500 é o mesmo que quatro canais iguais. Sem vendas, NaN.

    >>> concentracao([50.0, 50.0]), concentracao([100.0])
    (5000.0, 10000.0)
    """
    valores = np.array([*valores], dtype=float)
    return contas.somar(contas.porcento(valores, contas.somar(valores)) ** 2)


def calcular(vendas: pd.DataFrame, custo_unitario: Saidas) -> dict[str, pd.DataFrame]:
    """O que cada canal deixa por unidade e por hora, e quanto a rede depende dele.

    A sobra desconta taxas, frete e o custo do que foi vendido. Ela só soma as vendas com custo
    conhecido; as outras são contadas à parte. Por hora: as horas de fazer o que se vendeu mais as
    de vender, só nas vendas em que as duas são conhecidas.
    """
    linhas = _linhas(vendas, custo_unitario["por_produto"])
    por_canal = _por_canal(linhas)
    da_rede = dict(zip(por_canal["canal"], por_canal["vendido"].fillna(0), strict=True))
    return {
        "por_canal": por_canal,
        "por_produto_e_canal": _por_produto_e_canal(linhas),
        "dependencia": pd.DataFrame(_dependencia(da_rede), columns=DEPENDENCIA.nomes),
        "dependencia_de_cada_um": _dependencia_de_cada_um(linhas),
    }


def _linhas(vendas: pd.DataFrame, custos: pd.DataFrame) -> pd.DataFrame:
    """Cada venda, com o que ela deixa; as colunas `..._com_...` só têm valor quando se sabem as duas coisas."""
    do_produto = [
        dict(zip(zip(custos["empreendimento"], custos["produto"], strict=True), custos[coluna], strict=True))
        for coluna in ("unidade", "custo_por_unidade", "horas_por_unidade")
    ]
    chaves = list(zip(vendas["empreendimento"], vendas["produto"], strict=True))
    unidade, *por_unidade = ([d.get(c, np.nan) for c in chaves] for d in do_produto)
    custo_por_unidade, horas_por_unidade = np.array(por_unidade, float)
    quantidade, preco, taxas, frete, horas_de_venda = (
        vendas[coluna].to_numpy(float) for coluna in ("quantidade", "preco", "taxas", "frete", "horas_de_venda")
    )
    vendido, despesas = quantidade * preco, np.nan_to_num(taxas) + np.nan_to_num(frete)
    sobra = vendido - despesas - quantidade * custo_por_unidade
    horas = quantidade * horas_por_unidade + horas_de_venda
    return pd.DataFrame(
        {
            "empreendimento": vendas["empreendimento"].to_numpy(),
            "produto": vendas["produto"].to_numpy(),
            "canal": vendas["canal"].fillna("não informado").to_numpy(),
            "unidade": unidade,
            "quantidade": quantidade,
            "vendido": vendido,
            "despesas": despesas,
            "recebido": vendido - despesas,
            "sobra": sobra,
            "horas_de_venda": horas_de_venda,
            "sobra_com_horas": np.where(np.isnan(horas), np.nan, sobra),
            "horas_com_sobra": np.where(np.isnan(sobra), np.nan, horas),
            "quantidade_com_sobra": np.where(np.isnan(sobra), np.nan, quantidade),
            "vendas_sem_custo": np.isnan(custo_por_unidade).astype(float),
        }
    )


def _por_canal(linhas: pd.DataFrame) -> pd.DataFrame:
    tabela = linhas.groupby("canal")[_SOMAS_DO_CANAL].sum(min_count=1).reset_index()
    tabela["parte_das_vendas"] = contas.porcento(tabela["vendido"], linhas["vendido"].sum())
    tabela["sobra_por_hora"] = contas.dividir(tabela["sobra_com_horas"], tabela["horas_com_sobra"])
    tabela["posicao"] = tabela["sobra_por_hora"].rank(ascending=False, method="min")
    tabela = tabela.sort_values(["posicao", "vendido"], ascending=[True, False], ignore_index=True)
    return tabela[list(POR_CANAL.nomes)]


def _por_produto_e_canal(linhas: pd.DataFrame) -> pd.DataFrame:
    """Por unidade só dentro do mesmo produto: reais por quilo não se comparam com reais por pote."""
    grupos = linhas.groupby(["produto", "canal"])
    tabela = grupos[["quantidade", "vendido", "recebido", "sobra", "quantidade_com_sobra"]].sum(min_count=1)
    tabela["unidade"] = grupos["unidade"].first()
    tabela = tabela.reset_index()
    tabela["preco_praticado"] = contas.dividir(tabela["vendido"], tabela["quantidade"])
    tabela["recebido_por_unidade"] = contas.dividir(tabela["recebido"], tabela["quantidade"])
    tabela["sobra_por_unidade"] = contas.dividir(tabela["sobra"], tabela["quantidade_com_sobra"])
    tabela["posicao"] = tabela.groupby("produto")["recebido_por_unidade"].rank(ascending=False, method="min")
    tabela = tabela.sort_values(["produto", "posicao"], ignore_index=True)
    return tabela[list(POR_PRODUTO_E_CANAL.nomes)]


def _dependencia_de_cada_um(linhas: pd.DataFrame) -> pd.DataFrame:
    vendido: dict[str, dict[str, float]] = {}
    for (nome, canal), valor in linhas.groupby(["empreendimento", "canal"])["vendido"].sum().items():
        vendido.setdefault(nome, {})[canal] = valor
    tabela = [{"empreendimento": nome, **linha} for nome, canais in vendido.items() for linha in _dependencia(canais)]
    return pd.DataFrame(tabela, columns=DEPENDENCIA_DE_CADA_UM.nomes)


def _dependencia(vendido: Mapping[str, float]) -> list[dict]:
    """Em que canal está a maior parte das vendas [R$ por canal], e quão concentradas elas são.

    No empate, o primeiro do alfabeto. Uma linha; sem vendas, nenhuma.
    """
    total = sum(vendido.values())
    if not total > 0:
        return []
    maior = max(sorted(vendido), key=vendido.__getitem__)
    return [
        {
            "quantos_canais": float(sum(valor > 0 for valor in vendido.values())),
            "canal": maior,
            "parte_das_vendas": contas.porcento(vendido[maior], total),
            "concentracao": concentracao(vendido.values()),
        }
    ]


def leitura(saidas: Saidas) -> list[str]:
    """O canal que mais deixa por hora, de que canal a rede depende, e o que ficou sem custo."""
    canais = saidas["por_canal"]
    frases = []
    com_hora = canais.dropna(subset=["sobra_por_hora"])
    if com_hora.empty:
        frases.append(
            "Sem o custo e as horas de fazer e de vender, ainda não dá para dizer que canal deixa mais por hora."
        )
    else:
        frases += _frases_da_hora(com_hora)
    frases += _frases_da_dependencia(saidas)
    sem = int(canais["vendas_sem_custo"].sum())
    if sem:
        frases.append(
            f"{formato.plural(sem, 'venda não tem', 'vendas não têm')} custo conhecido e não entram na sobra."
        )
    return frases


def _frases_da_hora(canais: pd.DataFrame) -> list[str]:
    melhor, pior = canais.iloc[0], canais.iloc[-1]
    frase = f"Cada hora de trabalho deixa mais em {melhor['canal']}: {formato.dinheiro(melhor['sobra_por_hora'])}"
    if len(canais) == 1:
        return [
            f"Só dá para medir a hora de trabalho em {melhor['canal']}: {formato.dinheiro(melhor['sobra_por_hora'])}."
        ]
    frases = [f"{frase}. Onde deixa menos é em {pior['canal']}: {formato.dinheiro(pior['sobra_por_hora'])}."]
    if pior["sobra_por_hora"] < 0:
        frases.append(f"Em {pior['canal']}, cada venda tira dinheiro do grupo.")
    maior = canais.loc[canais["vendido"].idxmax()]
    if maior["canal"] != melhor["canal"]:
        frases.append(f"O canal que mais vende, {maior['canal']}, não é o que mais deixa por hora.")
    return frases


def _frases_da_dependencia(saidas: Saidas) -> list[str]:
    if saidas["dependencia"].empty:
        return ["Ainda não há vendas com valor."]
    rede, grupos = saidas["dependencia"].iloc[0], saidas["dependencia_de_cada_um"]
    parte = formato.percentual(rede["parte_das_vendas"], 0)
    if rede["quantos_canais"] == 1:
        frases = [f"A rede vende por um canal só: {rede['canal']}."]
    elif rede["parte_das_vendas"] > DEPENDENCIA_ALTA:
        frases = [f"A rede depende de {rede['canal']}: {parte} das vendas passam por lá."]
    else:
        frases = [f"Nenhum canal passa da metade das vendas da rede; o maior é {rede['canal']}, com {parte}."]
    sozinhos = int((grupos["quantos_canais"] == 1).sum())
    if sozinhos and len(grupos) > 1:
        frases.append(f"{formato.plural(sozinhos, 'empreendimento vende', 'empreendimentos vendem')} por um canal só.")
    return frases


def _frase_das_partes(saidas: Saidas) -> str:
    return _frases_da_dependencia(saidas)[0]


def _frase_do_produto(saidas: Saidas) -> str:
    tabela = saidas["por_produto_e_canal"]
    faixa = tabela.groupby("produto")["recebido_por_unidade"].agg(["min", "max"])
    diferenca = (faixa["max"] - faixa["min"]).dropna()
    if diferenca.empty or diferenca.max() == 0:
        return "Cada produto recebe o mesmo em todos os canais anotados."
    produto = diferenca.idxmax()
    return (
        f"Uma unidade de {produto} deixa de {formato.dinheiro(faixa.loc[produto, 'min'])} a "
        f"{formato.dinheiro(faixa.loc[produto, 'max'])}, conforme o canal."
    )


_PARTE = Campo("parte_das_vendas", "Parte das vendas", "percentual")
_CANAL = quadros.VENDAS.campo("canal")
_POSICAO = Campo("posicao", "Posição", "inteiro", "1 é o que mais deixa.", melhor="menor")

POR_CANAL = Saida(
    "por_canal",
    "O que cada canal deixa",
    "canal",
    (
        _CANAL,
        Campo("vendido", "Vendido", "dinheiro", "Quantidade vezes preço.", melhor="maior"),
        _PARTE,
        Campo("despesas", "Taxas e frete", "dinheiro", melhor="menor"),
        Campo("recebido", "Recebido", "dinheiro", "Vendido menos taxas e frete.", melhor="maior"),
        Campo("sobra", "Sobra", "dinheiro", "Recebido menos o custo do que se vendeu.", melhor="maior"),
        quadros.VENDAS.campo("horas_de_venda"),
        custo.POR_PRODUTO.campo("sobra_por_hora"),
        _POSICAO,
        Campo("vendas_sem_custo", "Vendas sem custo", "inteiro", "Ficaram fora da sobra."),
    ),
)
POR_PRODUTO_E_CANAL = Saida(
    "por_produto_e_canal",
    "O que uma unidade deixa em cada canal",
    "produto e canal",
    (
        quadros.PRODUTO,
        _CANAL,
        quadros.UNIDADE,
        quadros.VENDAS.campo("quantidade"),
        Campo("preco_praticado", "Preço praticado", "dinheiro", "A média do que quem compra pagou."),
        Campo("recebido_por_unidade", "Recebido por unidade", "dinheiro", "Descontadas taxas e frete.", melhor="maior"),
        Campo("sobra_por_unidade", "Sobra por unidade", "dinheiro", "Recebido menos custo.", melhor="maior"),
        _POSICAO,
    ),
)
_COLUNAS_DE_DEPENDENCIA = (
    Campo("quantos_canais", "Quantos canais", "inteiro", melhor="maior"),
    _CANAL,
    _PARTE,
    Campo(
        "concentracao",
        "Concentração",
        "numero",
        "De 0 a 10.000; 10.000 é vender tudo em um canal só.",
        casas=0,
        melhor="menor",
    ),
)
DEPENDENCIA = Saida("dependencia", "De que canal a rede depende", "rede", _COLUNAS_DE_DEPENDENCIA)
DEPENDENCIA_DE_CADA_UM = Saida(
    "dependencia_de_cada_um",
    "De que canal cada um depende",
    "empreendimento",
    (quadros.EMPREENDIMENTO, *_COLUNAS_DE_DEPENDENCIA),
)

CANAIS = Instrumento(
    nome="canais",
    titulo="Canais de venda",
    pergunta="Por onde vale a pena vender, e quanto dependemos de um comprador só?",
    explicacao=(
        "O preço da feira parece melhor que o do mercado. Mas a feira pede banca, transporte e um dia inteiro de "
        "trabalho. Desconte tudo isso, e o custo do que se vendeu. Divida o que sobra pelas horas de fazer e de "
        "vender: agora os canais se comparam. Depois veja quanto de tudo passa pelo maior deles."
    ),
    formula=(
        "sobra = vendido − taxas − frete − quantidade × custo por unidade; "
        "sobra por hora = sobra ÷ (horas de fazer o que se vendeu + horas de vender); "
        "concentração = soma dos quadrados das partes de cada canal nas vendas (Herfindahl-Hirschman)"
    ),
    modulo=4,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_CANAL, POR_PRODUTO_E_CANAL, DEPENDENCIA, DEPENDENCIA_DE_CADA_UM),
    fonte=Fonte("Redes Solidárias: passos para a sustentabilidade", "Tabelas 2 e 5", ("A131", "A132", "A076")),
    graficos=(
        Grafico(
            "barras",
            "por_canal",
            "O que cada hora de trabalho deixa",
            {"categoria": "canal", "valor": "sobra_por_hora"},
        ),
        Grafico(
            "barras",
            "por_canal",
            "Por onde passam as vendas",
            {"categoria": "canal", "valor": "parte_das_vendas"},
            _frase_das_partes,
        ),
        Grafico(
            "halteres",
            "por_produto_e_canal",
            "O que uma unidade deixa em cada canal",
            {"categoria": "produto", "valor": "recebido_por_unidade", "ponto": "canal"},
            _frase_do_produto,
        ),
    ),
    essenciais=("vendas",),
    proposta=True,
    cuidado="Nem tudo é dinheiro: na feira se conversa, se aprende e se é visto.",
)
