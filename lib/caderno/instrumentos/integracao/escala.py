"""Juntando o que todos fazem, quanto custa em média, quem faz mais barato, e a rede dá conta do pedido?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.instrumentos.producao import custo_unitario as custo
from caderno.modelo import Campo, Escolha, Fonte, Grafico, Instrumento, Saida, Saidas

CHAVE = ["produto", "empreendimento"]


def custo_medio_da_rede(custos: Iterable[float], quantidades: Iterable[float], unidades: Iterable[str]) -> float:
    """Custo médio [R$ por unidade] ponderado pela quantidade de cada um.

    Quem não tem custo ou quantidade fica fora. Sem ninguém, NaN. Unidades diferentes não se
    misturam: quilo com dúzia não dá média (ValueError).

    >>> custo_medio_da_rede([10.0, 6.0], [100.0, 300.0], ["kg", "kg"])
    7.0
    """
    medidas = sorted({formato.dobrar(u) for u in unidades if not formato.ausente(u)})
    if len(medidas) > 1:
        raise ValueError(f"Não há custo médio de unidades diferentes: {formato.juntar(medidas)}.")
    return contas.media_ponderada(custos, quantidades)


def calcular(
    produtos: pd.DataFrame,
    producao: pd.DataFrame,
    custo_unitario: Saidas,
    produto_do_pedido: str | None,
    pedido: float | None,
) -> dict[str, pd.DataFrame]:
    """Custo médio da rede por produto, escada de oferta e o que falta para atender o pedido.

    A quantidade é a de unidades boas por mês: o que se fez no período dividido pelos meses
    anotados. A capacidade é a maior que o empreendimento informou ou, sem ela, o melhor mês.
    """
    escada = _escada(producao, custo_unitario["por_produto"])
    do_pedido = escada[escada["produto"] == _produto_escolhido(escada, produto_do_pedido)].reset_index(drop=True)
    degraus, resumo = _atender(do_pedido, pedido)
    return {
        "por_produto": _por_produto(escada),
        "escada": escada[list(ESCADA.nomes)],
        "degraus": degraus,
        "pedido": resumo,
        "sem_unidade": _sem_unidade(escada, produtos),
    }


def _escada(producao: pd.DataFrame, custos: pd.DataFrame) -> pd.DataFrame:
    """Um degrau por empreendimento e produto, do custo menor ao maior; sem custo, no fim."""
    feito = producao.assign(boas=producao["realizado"] - producao["perdas"].fillna(0)).groupby(CHAVE)
    maiores = feito[["capacidade", "boas"]].max()
    meses = feito["mes"].nunique().to_numpy()
    tabela = pd.DataFrame(
        {
            "por_mes": contas.dividir(feito["boas"].sum(min_count=1), meses),
            "capacidade_por_mes": maiores["capacidade"].fillna(maiores["boas"]),
        },
        dtype=float,
    ).reset_index()
    for coluna in ("unidade", "custo_por_unidade"):
        do_produto = dict(zip(zip(*(custos[c] for c in CHAVE), strict=True), custos[coluna], strict=True))
        tabela[coluna] = [do_produto.get(c, np.nan) for c in zip(*(tabela[c] for c in CHAVE), strict=True)]
    tabela = tabela.sort_values(["produto", "custo_por_unidade", "empreendimento"], ignore_index=True)
    tabela["acumulado"] = tabela.groupby("produto")["capacidade_por_mes"].cumsum()
    return tabela


def _por_produto(escada: pd.DataFrame) -> pd.DataFrame:
    unidade, custos, por_mes, capacidade = (
        escada[c].to_numpy() for c in ("unidade", "custo_por_unidade", "por_mes", "capacidade_por_mes")
    )
    linhas = []
    for produto, quais in sorted(escada.groupby("produto").indices.items()):
        com_custo = quais[~np.isnan(custos[quais]) & ~np.isnan(por_mes[quais])]
        ponderada = custo_medio_da_rede(custos[com_custo], por_mes[com_custo], unidade[com_custo])
        simples = custos[com_custo].mean() if len(com_custo) else float("nan")
        linhas.append(
            {
                "produto": produto,
                "unidade": next((u for u in unidade[quais] if not formato.ausente(u)), None),
                "quantos_fazem": float(len(quais)),
                "sem_custo": float(len(quais) - len(com_custo)),
                "por_mes": contas.somar(por_mes[quais]),
                "capacidade_por_mes": contas.somar(capacidade[quais]),
                "custo_medio": ponderada,
                "media_simples": simples,
                "engano_da_media": simples - ponderada,
            }
        )
    return pd.DataFrame(linhas, columns=POR_PRODUTO.nomes)


def _produto_escolhido(escada: pd.DataFrame, escolhido: str | None) -> str | None:
    """O produto do pedido; sem escolha, o que mais empreendimentos fazem."""
    produtos = escada["produto"].tolist()
    if not produtos:
        return None
    if not escolhido:
        return Counter(produtos).most_common(1)[0][0]
    return next((p for p in produtos if formato.dobrar(p) == formato.dobrar(escolhido)), None)


def _atender(escada: pd.DataFrame, pedido: float | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quem faz quanto do pedido, começando por quem gasta menos, e o que falta."""
    if escada.empty:
        return pd.DataFrame(columns=DEGRAUS.nomes), pd.DataFrame(columns=PEDIDO.nomes)
    tamanho = pedido if pedido else float("nan")
    cabe = np.nan_to_num(escada["capacidade_por_mes"].to_numpy())
    resta = np.maximum(tamanho - cabe.cumsum() + cabe, 0.0)
    faz = np.where(cabe < resta, cabe, resta)
    custo_da_parte = faz * escada["custo_por_unidade"].to_numpy()
    degraus = escada.assign(faz=faz, custo_da_parte=custo_da_parte, pedido=tamanho)
    com_parte = faz > 0
    resumo = {
        "produto": escada["produto"].iloc[0],
        "pedido": tamanho,
        "capacidade_por_mes": cabe.sum(),
        "falta": max(tamanho - cabe.sum(), 0.0) if pedido else float("nan"),
        "quantos_atendem": float(com_parte.sum()) if pedido else float("nan"),
        "custo_do_pedido": custo_da_parte[com_parte].sum() if com_parte.any() else float("nan"),
    }
    return degraus[list(DEGRAUS.nomes)], pd.DataFrame([resumo], columns=PEDIDO.nomes)


def _sem_unidade(escada: pd.DataFrame, produtos: pd.DataFrame) -> pd.DataFrame:
    """Produtos sem unidade cadastrada: não dá para saber se a soma junta coisas iguais."""
    com = set(produtos.loc[produtos["unidade"].notna(), "produto"])
    sem = sorted(set(escada["produto"]) - com)
    return pd.DataFrame({"produto": sem}, columns=SEM_UNIDADE.nomes)


def leitura(saidas: Saidas) -> list[str]:
    """Se a rede atende o pedido, quanto a média simples engana, e quem ficou sem custo."""
    tabela, frases = saidas["por_produto"], _frases_do_pedido(saidas["pedido"])
    comuns = tabela[(tabela["quantos_fazem"] - tabela["sem_custo"]) > 1]
    if comuns.empty:
        frases.append("Nenhum produto tem custo conhecido em dois empreendimentos: ainda não há escala para comparar.")
    else:
        caso = comuns.loc[comuns["engano_da_media"].abs().idxmax()]
        frases.append(_frase_da_media(caso))
    sem_custo = int(tabela["sem_custo"].sum())
    if sem_custo:
        frases.append(
            f"{formato.plural(sem_custo, 'produção ficou', 'produções ficaram')} fora da média por falta de custo."
        )
    if not saidas["sem_unidade"].empty:
        frases.append(f"Falta cadastrar a unidade de {formato.juntar(saidas['sem_unidade']['produto'].tolist())}.")
    return frases


def _frase_da_media(caso: pd.Series) -> str:
    ponderada, simples = formato.dinheiro(caso["custo_medio"]), formato.dinheiro(caso["media_simples"])
    if abs(caso["engano_da_media"]) < 0.005:
        return f"Em {caso['produto']}, o custo médio da rede é {ponderada}, e a média simples não engana."
    quem = "quem faz mais gasta menos" if caso["engano_da_media"] > 0 else "quem faz mais gasta mais"
    return (
        f"Em {caso['produto']}, o custo médio da rede é {ponderada}. A média simples diria {simples}, "
        f"e enganaria, porque {quem}."
    )


def _frases_do_pedido(pedido: pd.DataFrame) -> list[str]:
    if pedido.empty or pd.isna(pedido["pedido"].iloc[0]):
        return []
    resumo = pedido.iloc[0]
    o_pedido = f"o pedido de {formato.quantidade(resumo['pedido'])} de {resumo['produto']} em um mês"
    if resumo["falta"] > 0:
        falta, tem = formato.quantidade(resumo["falta"]), formato.quantidade(resumo["capacidade_por_mes"])
        return [f"A rede não dá conta d{o_pedido}: consegue fazer {tem}, faltam {falta}."]
    custo_total = resumo["custo_do_pedido"]
    preco = "" if pd.isna(custo_total) else f" O custo é de {formato.dinheiro(custo_total)}."
    if resumo["quantos_atendem"] == 1:
        return [f"Um empreendimento sozinho dá conta d{o_pedido}.{preco}"]
    quantos = formato.plural(resumo["quantos_atendem"], "empreendimento", "empreendimentos")
    return [f"Juntos, {quantos} dão conta d{o_pedido}.{preco}"]


def _frase_da_escada(saidas: Saidas) -> str:
    degraus = saidas["degraus"].dropna(subset=["custo_por_unidade"])
    if degraus.empty:
        return "Sem custos, a escada não tem degraus."
    produto, custos = degraus["produto"].iloc[0], degraus["custo_por_unidade"]
    if len(degraus) == 1:
        return f"Só um empreendimento faz {produto} com custo conhecido, a {formato.dinheiro(custos.min())}."
    return (
        f"Em {produto}, o custo vai de {formato.dinheiro(custos.min())} a {formato.dinheiro(custos.max())} por unidade."
    )


def _frase_do_pedido(saidas: Saidas) -> str:
    frases = _frases_do_pedido(saidas["pedido"])
    return frases[0] if frases else "Escreva o tamanho do pedido para ver quem faz quanto."


def _frase_das_medias(saidas: Saidas) -> str:
    tabela = saidas["por_produto"].dropna(subset=["custo_medio"])
    return _frase_da_media(tabela.loc[tabela["engano_da_media"].abs().idxmax()]) if len(tabela) else ""


_POR_MES = Campo("por_mes", "Feito por mês", "numero", "Unidades boas, em média.", unidade="unidade do produto")
_CAPACIDADE = Campo(
    "capacidade_por_mes",
    "Capacidade por mês",
    "numero",
    "A informada ou, sem ela, o melhor mês.",
    unidade="unidade do produto",
    melhor="maior",
)
_CUSTO = custo.POR_PRODUTO.campo("custo_por_unidade")

POR_PRODUTO = Saida(
    "por_produto",
    "Custo médio da rede",
    "produto",
    (
        quadros.PRODUTO,
        quadros.UNIDADE,
        Campo("quantos_fazem", "Quantos fazem", "inteiro", unidade="empreendimentos"),
        Campo("sem_custo", "Sem custo", "inteiro", "Ficaram fora da média.", unidade="empreendimentos"),
        _POR_MES,
        _CAPACIDADE,
        Campo("custo_medio", "Custo médio da rede", "dinheiro", "Ponderado pelo que cada um faz.", melhor="menor"),
        Campo("media_simples", "Média simples", "dinheiro", "Engana: trata todos como se fizessem o mesmo tanto."),
        Campo("engano_da_media", "Engano da média simples", "dinheiro"),
    ),
)
ESCADA = Saida(
    "escada",
    "Escada de oferta",
    "produto e empreendimento",
    (
        quadros.PRODUTO,
        quadros.EMPREENDIMENTO,
        quadros.UNIDADE,
        _CUSTO,
        _POR_MES,
        _CAPACIDADE,
        Campo("acumulado", "Capacidade somada", "numero", "Até este degrau.", unidade="unidade do produto"),
    ),
)
_PEDIDO = Campo(
    "pedido",
    "Pedido do mês",
    "numero",
    "Quanto o comprador quer em um mês.",
    unidade="unidade do produto",
    minimo=0,
)
DEGRAUS = Saida(
    "degraus",
    "Quem faz quanto do pedido",
    "empreendimento",
    (
        quadros.PRODUTO,
        quadros.EMPREENDIMENTO,
        _CAPACIDADE,
        _CUSTO,
        _PEDIDO,
        Campo("faz", "Faz", "numero", "Parte do pedido.", unidade="unidade do produto"),
        Campo("custo_da_parte", "Custo da parte", "dinheiro"),
    ),
)
PEDIDO = Saida(
    "pedido",
    "O pedido",
    "pedido",
    (
        quadros.PRODUTO,
        _PEDIDO,
        _CAPACIDADE,
        Campo("falta", "Falta", "numero", unidade="unidade do produto", melhor="menor"),
        Campo("quantos_atendem", "Quantos atendem", "inteiro", unidade="empreendimentos"),
        Campo("custo_do_pedido", "Custo do pedido", "dinheiro"),
    ),
)
SEM_UNIDADE = Saida("sem_unidade", "Produtos sem unidade cadastrada", "produto", (quadros.PRODUTO,))

ESCALA = Instrumento(
    nome="escala",
    titulo="Escala da rede",
    pergunta="Juntando o que todos fazem, quanto custa em média, e a rede dá conta do pedido?",
    explicacao=(
        "Para saber o custo da rede, não basta somar os custos e dividir por quantos são: quem faz mais pesa mais. "
        "Depois, coloque os empreendimentos em uma escada, do que gasta menos ao que gasta mais, cada degrau do "
        "tamanho do que ele consegue fazer. Suba até completar o pedido: aí se vê quem participa e o que falta."
    ),
    formula=(
        "custo médio da rede = soma de (custo por unidade × quantidade) ÷ soma das quantidades; "
        "falta = pedido − soma das capacidades"
    ),
    modulo=5,
    calcular=calcular,
    leitura=leitura,
    saidas=(PEDIDO, DEGRAUS, POR_PRODUTO, ESCADA, SEM_UNIDADE),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade", "seção 2, Formação de escala, e Tabela 1", ("A005", "A050")
    ),
    graficos=(
        Grafico(
            "escada",
            "degraus",
            "Escada de oferta",
            {
                "quem": "empreendimento",
                "largura": "capacidade_por_mes",
                "altura": "custo_por_unidade",
                "regua": "pedido",
            },
            _frase_da_escada,
        ),
        Grafico(
            "barras",
            "por_produto",
            "Custo médio da rede por produto",
            {"categoria": "produto", "valor": "custo_medio"},
            _frase_das_medias,
        ),
        Grafico(
            "barras",
            "degraus",
            "Quem faz quanto do pedido",
            {"categoria": "empreendimento", "valor": "faz"},
            _frase_do_pedido,
        ),
    ),
    escolhas=(
        Escolha(
            Campo(
                "produto_do_pedido",
                "Produto do pedido",
                "referencia",
                "Em branco: o produto que mais empreendimentos fazem.",
                quadro="produtos",
            ),
            padrao="",
        ),
        Escolha(_PEDIDO, padrao="0"),
    ),
    essenciais=("producao", "custos"),
    cuidado="A escada olha só o custo. Quem faz caro pode ser quem mais precisa do pedido: dividir é decisão da rede.",
)
