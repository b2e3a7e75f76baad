"""Por onde vale a pena vender, e de quantos compradores a rede depende?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.instrumentos.producao import custo_unitario as custo
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas

DEPENDENCIA_ALTA = 50.0  # [%] acima disso, perder um canal é perder metade do dinheiro


def concentracao(valores: pd.Series) -> float:
    """Índice de Herfindahl-Hirschman [0 a 10.000]: soma dos quadrados das partes [%].

    10.000 é tudo num canal só; 2.500 é o mesmo que quatro canais iguais. Sem vendas, NaN.

    >>> concentracao(pd.Series([50.0, 50.0])), concentracao(pd.Series([100.0]))
    (5000.0, 10000.0)
    """
    partes = contas.porcento(valores, valores.sum())
    return float((partes**2).sum(min_count=1))


def calcular(vendas: pd.DataFrame, custo_unitario: Saidas) -> dict[str, pd.DataFrame]:
    """O que cada canal deixa por unidade e por hora, e quanto a rede depende dele.

    A sobra desconta taxas, frete e o custo do que foi vendido. Ela só soma as vendas com custo
    conhecido; as outras são contadas à parte. Por hora: as horas de fazer o que se vendeu mais as
    de vender, só nas vendas em que as duas são conhecidas.
    """
    linhas = _linhas(vendas, custo_unitario["por_produto"])
    total = linhas["vendido"].sum()
    return {
        "por_canal": _por_canal(linhas, total),
        "por_produto_e_canal": _por_produto_e_canal(linhas),
        "dependencia": _dependencia(linhas.assign(rede="rede"), "rede")[list(DEPENDENCIA.nomes)],
        "dependencia_de_cada_um": _dependencia(linhas, "empreendimento"),
    }


def _linhas(vendas: pd.DataFrame, custos: pd.DataFrame) -> pd.DataFrame:
    custos = custos[["empreendimento", "produto", "unidade", "custo_por_unidade", "horas_por_unidade"]]
    linhas = vendas.assign(canal=vendas["canal"].fillna("não informado"))
    linhas = linhas.merge(custos, on=["empreendimento", "produto"], how="left")
    linhas["vendido"] = linhas["quantidade"] * linhas["preco"]
    linhas["despesas"] = linhas["taxas"].fillna(0) + linhas["frete"].fillna(0)
    linhas["recebido"] = linhas["vendido"] - linhas["despesas"]
    linhas["sobra"] = linhas["recebido"] - linhas["quantidade"] * linhas["custo_por_unidade"]
    linhas["horas_ao_todo"] = linhas["quantidade"] * linhas["horas_por_unidade"] + linhas["horas_de_venda"]
    linhas["sobra_com_horas"] = linhas["sobra"].where(linhas["horas_ao_todo"].notna())
    linhas["horas_com_sobra"] = linhas["horas_ao_todo"].where(linhas["sobra"].notna())
    linhas["vendas_sem_custo"] = linhas["custo_por_unidade"].isna().astype(float)
    return linhas


def _por_canal(linhas: pd.DataFrame, total: float) -> pd.DataFrame:
    grupos = linhas.groupby("canal")
    tabela = grupos[["vendido", "despesas", "recebido", "sobra", "vendas_sem_custo"]].agg(contas.somar)
    tabela["parte_das_vendas"] = contas.porcento(tabela["vendido"], total)
    horas = grupos[["sobra_com_horas", "horas_com_sobra"]].agg(contas.somar)
    tabela["horas_de_venda"] = grupos["horas_de_venda"].agg(contas.somar)
    tabela["sobra_por_hora"] = contas.dividir(horas["sobra_com_horas"], horas["horas_com_sobra"])
    tabela["posicao"] = tabela["sobra_por_hora"].rank(ascending=False, method="min")
    tabela = tabela.reset_index().sort_values(["posicao", "vendido"], ascending=[True, False])
    return tabela[list(POR_CANAL.nomes)].reset_index(drop=True)


def _por_produto_e_canal(linhas: pd.DataFrame) -> pd.DataFrame:
    """Por unidade só dentro do mesmo produto: reais por quilo não se comparam com reais por pote."""
    grupos = linhas.groupby(["produto", "canal"])
    soma = grupos[["quantidade", "vendido", "recebido"]].agg(contas.somar)
    com_custo = linhas.dropna(subset=["sobra"]).groupby(["produto", "canal"])[["sobra", "quantidade"]].sum()
    tabela = pd.DataFrame(
        {
            "unidade": grupos["unidade"].first(),
            "quantidade": soma["quantidade"],
            "preco_praticado": contas.dividir(soma["vendido"], soma["quantidade"]),
            "recebido_por_unidade": contas.dividir(soma["recebido"], soma["quantidade"]),
            "sobra_por_unidade": contas.dividir(com_custo["sobra"], com_custo["quantidade"]).reindex(soma.index),
        }
    ).reset_index()
    tabela["posicao"] = tabela.groupby("produto")["recebido_por_unidade"].rank(ascending=False, method="min")
    tabela = tabela.sort_values(["produto", "posicao"])
    return tabela.reindex(columns=POR_PRODUTO_E_CANAL.nomes).reset_index(drop=True)


def _dependencia(linhas: pd.DataFrame, por: str) -> pd.DataFrame:
    """Em que canal está a maior parte das vendas de cada grupo, e quão concentradas elas são."""
    tabela = []
    for nome, grupo in linhas.groupby(por):
        vendido = grupo.groupby("canal")["vendido"].sum()
        if vendido.sum() > 0:
            tabela.append(
                {
                    por: nome,
                    "quantos_canais": float((vendido > 0).sum()),
                    "canal": vendido.idxmax(),
                    "parte_das_vendas": contas.porcento(vendido.max(), vendido.sum()),
                    "concentracao": concentracao(vendido),
                }
            )
    return pd.DataFrame(tabela, columns=[por, *DEPENDENCIA.nomes])


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
