"""Por quanto vender, quanto cada venda deixa para pagar os gastos fixos, e quanto é preciso vender?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.instrumentos.producao import custo_unitario as custo
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas, Sugestao

CHAVE = ["empreendimento", "produto"]
PORCENTAGENS = ["tributos", "comissao", "fundo", "margem"]
MAXIMO_DE_SUGESTOES = 3  # mais do que isso ninguém leva para uma assembleia


def preco_por_divisor(custo_por_unidade, soma_das_porcentagens):
    """Preço [R$] que cobre o custo [R$] e as porcentagens [%] que incidem sobre o próprio preço.

    Vale para um número ou para uma coluna. Porcentagens que somam 100 % ou mais não deixam
    nada para o custo: NaN.

    >>> round(float(preco_por_divisor(10.0, 6.0 + 5.0 + 20.0)), 2)
    14.49
    """
    sobra = 1 - np.asarray(soma_das_porcentagens, float) / 100
    return contas.dividir(custo_por_unidade, np.where(sobra > 0, sobra, np.nan))


def vendas_para_empatar(fixos, margem_de_contribuicao):
    """Vendas [R$] que pagam os gastos fixos [R$], dada a margem de contribuição [%].

    Vale para um número ou para uma coluna. Margem zero ou negativa nunca empata: NaN.

    >>> round(float(vendas_para_empatar(3000.0, 0.6 * 40 + 0.4 * 25)), 2)
    8823.53
    """
    margem = np.asarray(margem_de_contribuicao, float)
    return contas.porcento(fixos, np.where(margem > 0, margem, np.nan))


def calcular(
    produtos: pd.DataFrame, custos: pd.DataFrame, vendas: pd.DataFrame, custo_unitario: Saidas
) -> dict[str, pd.DataFrame]:
    """Preço pelo divisor, margem de contribuição e ponto de equilíbrio, por produto e por empreendimento.

    O gasto sem natureza informada é variável se é do produto e fixo se é comum a todos. Os
    gastos fixos e as vendas são os de um mês: o total dividido pelos meses com custo ou venda anotada.
    """
    base = custo_unitario["por_produto"]
    combinadas = produtos.set_index("produto")[PORCENTAGENS].reindex(base["produto"]).reset_index(drop=True)
    praticado = _vendas_por_produto(vendas, base)
    variaveis, comuns, fixos = _separar(custos)

    # Vetores na ordem de `base`: em tabelas pequenas, a conta com eles custa bem menos do que com colunas.
    custo_por_unidade = base["custo_por_unidade"].to_numpy(float)
    soma = combinadas.sum(axis=1, min_count=1).to_numpy(float)
    calculado = preco_por_divisor(custo_por_unidade, soma)
    preco = contas.dividir(praticado["vendido"], praticado["quantidade"])
    variavel = _variavel_por_unidade(variaveis, comuns, base)
    despesa = _despesa_de_venda(preco, combinadas, praticado)
    tabela = pd.DataFrame(
        {
            "empreendimento": base["empreendimento"].to_numpy(),
            "produto": base["produto"].to_numpy(),
            "unidade": base["unidade"].to_numpy(),
            "custo_por_unidade": custo_por_unidade,
            "soma_das_porcentagens": soma,
            "preco_calculado": calculado,
            "preco_praticado": preco,
            "diferenca_de_preco": preco - calculado,
            "variavel_por_unidade": variavel,
            "despesa_de_venda": despesa,
            "margem_por_unidade": preco - variavel - despesa,
            "margem_de_contribuicao": contas.porcento(preco - variavel - despesa, preco),
        }
    )
    equilibrio, por_produto = _equilibrio(fixos, _meses_anotados(custos, vendas), tabela, praticado["vendido"])
    return {
        "por_produto": tabela,
        "comparacao": _comparacao(tabela),
        "formacao": _formacao(tabela, combinadas),
        "equilibrio": equilibrio,
        "equilibrio_por_produto": por_produto,
    }


def _vendas_por_produto(vendas: pd.DataFrame, base: pd.DataFrame) -> dict[str, np.ndarray]:
    """Quantidade, valor vendido [R$] e taxas com frete [R$] do período, na ordem dos produtos de `base`."""
    linhas = vendas.assign(
        vendido=vendas["quantidade"] * vendas["preco"],
        despesas=vendas["taxas"].fillna(0) + vendas["frete"].fillna(0),
    )
    somas = linhas.groupby(CHAVE)[["quantidade", "vendido", "despesas"]].sum(min_count=1)
    somas = somas.reindex(pd.MultiIndex.from_frame(base[CHAVE]))
    return {nome: somas[nome].to_numpy(float) for nome in somas}


def _separar(custos: pd.DataFrame) -> tuple[dict[tuple[str, str], float], dict[str, float], dict[str, float]]:
    """Os gastos variáveis de cada produto, os variáveis comuns e os fixos de cada empreendimento [R$]."""
    variaveis: dict[tuple[str, str], float] = {}
    comuns: dict[str, float] = {}
    fixos: dict[str, float] = {}
    comum = custos["produto"].isna()
    natureza = custos["natureza"].where(custos["natureza"].notna(), np.where(comum, "fixo", "variável"))
    colunas = (custos["empreendimento"], custos["produto"], comum, natureza, custos["valor"])
    for nome, produto, e_comum, fixo_ou_variavel, valor in zip(*(coluna.tolist() for coluna in colunas), strict=True):
        if fixo_ou_variavel == "fixo":
            fixos[nome] = fixos.get(nome, 0.0) + valor
        elif e_comum:
            comuns[nome] = comuns.get(nome, 0.0) + valor
        else:
            variaveis[nome, produto] = variaveis.get((nome, produto), 0.0) + valor
    return variaveis, comuns, fixos


def _meses_anotados(custos: pd.DataFrame, vendas: pd.DataFrame) -> dict[str, int]:
    """Em quantos meses cada empreendimento anotou um custo ou uma venda."""
    meses: dict[str, set[str]] = {}
    for tabela in (custos, vendas):
        for nome, mes in zip(tabela["empreendimento"].tolist(), tabela["mes"].tolist(), strict=True):
            meses.setdefault(nome, set()).add(mes)
    return {nome: len(dele) for nome, dele in meses.items()}


def _variavel_por_unidade(
    variaveis: Mapping[tuple[str, str], float], comuns: Mapping[str, float], base: pd.DataFrame
) -> np.ndarray:
    """Gastos variáveis [R$] de uma unidade boa; os comuns seguem o rateio do custo por unidade."""
    nomes = base["empreendimento"].tolist()
    proprios = np.array([variaveis.get(c, 0.0) for c in zip(nomes, base["produto"].tolist(), strict=True)])
    do_grupo = np.array([comuns.get(nome, 0.0) for nome in nomes])
    rateado = base.groupby("empreendimento")["custo_comum"].transform("sum").to_numpy(float)
    parte = np.where(rateado > 0, contas.dividir(base["custo_comum"].to_numpy(), rateado), 0.0)
    return contas.dividir(proprios + parte * do_grupo, base["unidades_boas"].to_numpy())


def _despesa_de_venda(preco: np.ndarray, combinadas: pd.DataFrame, praticado: Mapping[str, np.ndarray]) -> np.ndarray:
    """Por unidade vendida [R$]: tributos e fundo combinados, mais as taxas e o frete que se pagaram.

    A comissão combinada fica de fora: quando houve venda, ela já está nas taxas anotadas.
    """
    sobre_o_preco = preco * combinadas[["tributos", "fundo"]].sum(axis=1).to_numpy(float) / 100
    return sobre_o_preco + contas.dividir(praticado["despesas"], praticado["quantidade"])


def _equilibrio(
    fixos: Mapping[str, float], meses: Mapping[str, int], tabela: pd.DataFrame, vendido: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quanto vender por mês para pagar os gastos fixos, mantendo a mistura de produtos de hoje."""
    contribui = tabela["margem_de_contribuicao"].to_numpy(float) * vendido
    # Um produto vendido sem margem conhecida deixaria a mistura errada: sem ele não há resposta.
    sem_margem = (np.isnan(contribui) & (vendido > 0)).astype(float)
    produtos = tabela.assign(vendido=vendido, contribui=contribui, sem_margem=sem_margem)
    grupos = produtos.groupby("empreendimento", sort=False)
    somas = grupos[["vendido", "contribui", "sem_margem"]].sum(min_count=1)

    nomes, vendido_por_todos = somas.index.tolist(), somas["vendido"].to_numpy(float)
    quantos_meses = np.array([meses.get(nome, 0) for nome in nomes], float)
    fixos_por_mes = contas.dividir([fixos.get(nome, 0.0) for nome in nomes], quantos_meses)
    mistura = contas.dividir(somas["contribui"].to_numpy(float), vendido_por_todos)
    margem = np.where(somas["sem_margem"] > 0, np.nan, mistura)
    para_empatar = vendas_para_empatar(fixos_por_mes, margem)
    vendas_por_mes = contas.dividir(vendido_por_todos, quantos_meses)
    resumo = {
        "empreendimento": somas.index,
        "fixos_por_mes": fixos_por_mes,
        "margem_de_contribuicao": margem,
        "vendas_para_empatar": para_empatar,
        "vendas_por_mes": vendas_por_mes,
        "folga": contas.porcento(vendas_por_mes - para_empatar, vendas_por_mes),
    }

    de_quem = grupos.ngroup().to_numpy()
    parte = contas.porcento(vendido, vendido_por_todos[de_quem])
    reais = para_empatar[de_quem] * parte / 100
    unidades = contas.dividir(reais, tabela["preco_praticado"].to_numpy())
    por_produto = tabela[[*CHAVE, "unidade", "preco_praticado"]].assign(
        parte_das_vendas=parte, reais_para_empatar=reais, unidades_para_empatar=unidades
    )
    return pd.DataFrame(resumo), por_produto


def _comparacao(tabela: pd.DataFrame) -> pd.DataFrame:
    """O preço praticado e o calculado em linhas, para desenhar um ao lado do outro."""
    return pd.DataFrame(
        {
            **{nome: np.repeat(tabela[nome].to_numpy(), 2) for nome in CHAVE},
            "qual_preco": ["praticado", "calculado"] * len(tabela),
            "valor_do_preco": tabela[["preco_praticado", "preco_calculado"]].to_numpy().ravel(),
        }
    )


def _formacao(tabela: pd.DataFrame, combinadas: pd.DataFrame) -> pd.DataFrame:
    """De que é feito o preço calculado: o custo e cada porcentagem, em reais."""
    preco = tabela["preco_calculado"].to_numpy(float)
    partes = {"custo": tabela["custo_por_unidade"].to_numpy(float)}
    for nome in PORCENTAGENS:
        partes[quadros.PRODUTOS.campo(nome).rotulo.lower()] = preco * combinadas[nome].to_numpy(float) / 100
    valores = np.concatenate([*partes.values()])
    longa = pd.DataFrame(
        {
            **{nome: np.tile(tabela[nome].to_numpy(), len(partes)) for nome in CHAVE},
            "parte_do_preco": [nome for nome in partes for _ in preco],
            "valor_da_parte": valores,
            "em_cada_100": contas.porcento(valores, np.tile(preco, len(partes))),
        }
    )
    return longa[np.tile(~np.isnan(preco), len(partes)) & (valores > 0)].reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Quem vende abaixo do preço calculado, quem não empata, e o que falta combinar."""
    tabela, equilibrio = saidas["por_produto"], saidas["equilibrio"]
    comparaveis = tabela.dropna(subset=["diferenca_de_preco"])
    abaixo = comparaveis[comparaveis["diferenca_de_preco"] < -0.005]
    frases = []
    if comparaveis.empty:
        frases.append("Ainda não dá para comparar preços: faltam custos, vendas ou as porcentagens combinadas.")
    elif abaixo.empty:
        frases.append("Todos os produtos são vendidos pelo preço calculado ou acima dele.")
    else:
        pior = abaixo.loc[abaixo["diferenca_de_preco"].idxmin()]
        quantos = f"{len(abaixo)} de {formato.plural(len(comparaveis), 'produto é vendido', 'produtos são vendidos')}"
        frases.append(
            f"{quantos} abaixo do preço calculado. O caso maior é {_quem(pior)}: vende a "
            f"{formato.dinheiro(pior['preco_praticado'])} e o cálculo dá {formato.dinheiro(pior['preco_calculado'])}."
        )
    frases += _frases_do_equilibrio(equilibrio)
    sem_combinar = int(tabela["soma_das_porcentagens"].isna().sum())
    if sem_combinar:
        quantos = formato.plural(sem_combinar, "produto não tem", "produtos não têm")
        frases.append(f"{quantos} as porcentagens do preço combinadas.")
    return frases


def _frases_do_equilibrio(equilibrio: pd.DataFrame) -> list[str]:
    sem_margem = equilibrio[equilibrio["margem_de_contribuicao"] <= 0]
    frases = [
        f"{linha.empreendimento} não empata vendendo mais: cada venda já sai por menos do que o gasto variável."
        for linha in sem_margem.itertuples()
    ]
    sabidos = equilibrio.dropna(subset=["folga"])
    if sabidos.empty:
        return frases
    falta = sabidos[sabidos["folga"] < 0].sort_values("folga")
    if falta.empty:
        menor = sabidos.loc[sabidos["folga"].idxmin()]
        frases.append(
            f"As vendas de hoje pagam os gastos fixos. A menor folga é a de {menor['empreendimento']}: "
            f"{formato.percentual(menor['folga'], 0)} das vendas."
        )
    else:
        pior = falta.iloc[0]
        frases.append(
            f"{formato.plural(len(falta), 'empreendimento não vende', 'empreendimentos não vendem')} o bastante para "
            f"pagar os gastos fixos. {pior['empreendimento']} vende {formato.dinheiro(pior['vendas_por_mes'])} por mês "
            f"e precisa de {formato.dinheiro(pior['vendas_para_empatar'])}."
        )
    return frases


def sugestoes(saidas: Saidas) -> list[Sugestao]:
    """Rever o preço do que se vende abaixo do calculado, a diferença maior na frente."""
    tabela = saidas["por_produto"].dropna(subset=["diferenca_de_preco"]).sort_values("diferenca_de_preco")
    abaixo = tabela[tabela["diferenca_de_preco"] < -0.005]
    return [
        quadros.levar_ao_plano(
            f"Rever o preço de {_quem(linha)}: hoje {formato.dinheiro(linha['preco_praticado'])}, "
            f"o cálculo dá {formato.dinheiro(linha['preco_calculado'])}",
            "Preço e ponto de equilíbrio",
        )
        for _, linha in abaixo.head(MAXIMO_DE_SUGESTOES).iterrows()
    ]


def _quem(linha: pd.Series) -> str:
    return f"{linha['produto']} ({linha['empreendimento']})"


def _frase_da_formacao(saidas: Saidas) -> str:
    tabela = saidas["formacao"]
    if tabela.empty:
        return "Sem custo e sem porcentagens combinadas, não há preço para abrir."
    custo_em_100 = tabela.loc[tabela["parte_do_preco"] == "custo", "em_cada_100"]
    menor, maior = (formato.numero(v, 0) for v in (custo_em_100.min(), custo_em_100.max()))
    if menor == maior:
        return f"De cada R$ 100 do preço calculado, {menor} pagam o custo."
    return f"De cada R$ 100 do preço calculado, de {menor} a {maior} pagam o custo, conforme o produto."


def _frase_do_equilibrio(saidas: Saidas) -> str:
    frases = _frases_do_equilibrio(saidas["equilibrio"])
    return frases[-1] if frases else "Ainda não dá para dizer quanto é preciso vender."


_MARGEM_DE_CONTRIBUICAO = Campo(
    "margem_de_contribuicao",
    "Margem de contribuição",
    "percentual",
    "O que sobra de cada R$ 100 vendidos para pagar os gastos fixos.",
    melhor="maior",
)
_PRECO_PRATICADO = Campo("preco_praticado", "Preço praticado", "dinheiro", "A média do que quem compra pagou.")
_PARTE_DAS_VENDAS = Campo("parte_das_vendas", "Parte das vendas", "percentual")

POR_PRODUTO = Saida(
    "por_produto",
    "Preço e margem de cada produto",
    "empreendimento e produto",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        quadros.UNIDADE,
        custo.POR_PRODUTO.campo("custo_por_unidade"),
        Campo("soma_das_porcentagens", "Soma das porcentagens", "percentual", "Tributos, comissão, fundo e margem."),
        Campo("preco_calculado", "Preço calculado", "dinheiro", "O que cobre o custo e o que foi combinado."),
        _PRECO_PRATICADO,
        Campo("diferenca_de_preco", "Diferença", "dinheiro", "Praticado menos calculado.", melhor="maior"),
        Campo("variavel_por_unidade", "Gasto variável por unidade", "dinheiro", melhor="menor"),
        Campo("despesa_de_venda", "Despesa de venda por unidade", "dinheiro", "Tributos, fundo, taxas e frete."),
        Campo("margem_por_unidade", "Margem por unidade", "dinheiro", melhor="maior"),
        _MARGEM_DE_CONTRIBUICAO,
    ),
)
COMPARACAO = Saida(
    "comparacao",
    "Preço praticado e calculado",
    "empreendimento, produto e preço",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        Campo("qual_preco", "Qual preço"),
        Campo("valor_do_preco", "Preço", "dinheiro"),
    ),
)
FORMACAO = Saida(
    "formacao",
    "De que é feito o preço calculado",
    "empreendimento, produto e parte",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        Campo("parte_do_preco", "Parte do preço"),
        Campo("valor_da_parte", "Valor da parte", "dinheiro"),
        Campo("em_cada_100", "Em cada R$ 100 do preço", "percentual"),
    ),
)
EQUILIBRIO = Saida(
    "equilibrio",
    "Quanto vender para empatar",
    "empreendimento",
    (
        quadros.EMPREENDIMENTO,
        Campo("fixos_por_mes", "Gastos fixos por mês", "dinheiro", melhor="menor"),
        _MARGEM_DE_CONTRIBUICAO,
        Campo("vendas_para_empatar", "Vendas para empatar", "dinheiro", "Por mês, com a mistura de produtos de hoje."),
        Campo("vendas_por_mes", "Vendas por mês", "dinheiro", "Média dos meses anotados.", melhor="maior"),
        Campo("folga", "Folga", "percentual", "Quanto as vendas podem cair antes de faltar.", melhor="maior"),
    ),
)
EQUILIBRIO_POR_PRODUTO = Saida(
    "equilibrio_por_produto",
    "Quantas unidades para empatar",
    "empreendimento e produto",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        quadros.UNIDADE,
        _PRECO_PRATICADO,
        _PARTE_DAS_VENDAS,
        Campo("reais_para_empatar", "Vendas do produto para empatar", "dinheiro", "Por mês."),
        Campo("unidades_para_empatar", "Unidades para empatar", "numero", "Por mês.", unidade="unidade do produto"),
    ),
)

PRECO = Instrumento(
    nome="preco",
    titulo="Preço e ponto de equilíbrio",
    pergunta="Por quanto vender, e quanto é preciso vender para o mês se pagar?",
    explicacao=(
        "As porcentagens do preço são contadas sobre o preço, não sobre o custo. Por isso se divide: se 31 % do preço "
        "já têm destino, o custo tem de caber nos outros 69 %. Depois se olha o que cada venda deixa: o preço, menos o "
        "que se gasta só porque se vendeu. Quando a soma do que cada venda deixa paga os gastos fixos, o mês empatou."
    ),
    formula=(
        "preço = custo por unidade ÷ (1 − soma das porcentagens); "
        "margem por unidade = preço praticado − gasto variável − despesa de venda; "
        "vendas para empatar = gastos fixos do mês ÷ margem de contribuição da mistura"
    ),
    modulo=4,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_PRODUTO, COMPARACAO, FORMACAO, EQUILIBRIO, EQUILIBRIO_POR_PRODUTO),
    fonte=Fonte("Redes Solidárias: passos para a sustentabilidade", "Tabela 5, dispositivo 2", ("A121",)),
    graficos=(
        Grafico(
            "halteres",
            "comparacao",
            "Preço praticado e preço calculado",
            {"categoria": "produto", "grupo": "empreendimento", "valor": "valor_do_preco", "ponto": "qual_preco"},
        ),
        Grafico(
            "barras_empilhadas",
            "formacao",
            "De que é feito cada R$ 100 do preço calculado",
            {"categoria": "produto", "grupo": "empreendimento", "valor": "em_cada_100", "parte": "parte_do_preco"},
            _frase_da_formacao,
        ),
        Grafico(
            "barras",
            "equilibrio",
            "Quanto as vendas podem cair antes de faltar",
            {"categoria": "empreendimento", "valor": "folga"},
            _frase_do_equilibrio,
        ),
    ),
    essenciais=("custos", "vendas"),
    sugestoes=sugestoes,
    cuidado="O preço calculado é um piso para a conversa: quem compra e a concorrência também contam.",
)
