"""Por quanto vender, quanto cada venda deixa para pagar os gastos fixos, e quanto é preciso vender?"""

from __future__ import annotations

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
    sobra = 1 - pd.Series(soma_das_porcentagens, dtype=float) / 100
    preco = contas.dividir(pd.Series(custo_por_unidade, dtype=float), sobra.where(sobra > 0))
    return preco if isinstance(custo_por_unidade, pd.Series) else preco.iloc[0]


def vendas_para_empatar(fixos, margem_de_contribuicao):
    """Vendas [R$] que pagam os gastos fixos [R$], dada a margem de contribuição [%].

    Margem zero ou negativa nunca empata: NaN.

    >>> round(float(vendas_para_empatar(3000.0, 0.6 * 40 + 0.4 * 25)), 2)
    8823.53
    """
    margem = pd.Series(margem_de_contribuicao, dtype=float)
    valor = contas.dividir(100 * pd.Series(fixos, dtype=float), margem.where(margem > 0))
    return valor if isinstance(fixos, pd.Series) else valor.iloc[0]


def calcular(
    produtos: pd.DataFrame, custos: pd.DataFrame, vendas: pd.DataFrame, custo_unitario: Saidas
) -> dict[str, pd.DataFrame]:
    """Preço pelo divisor, margem de contribuição e ponto de equilíbrio, por produto e por empreendimento.

    O gasto sem natureza informada é variável se é do produto e fixo se é comum a todos. Os
    gastos fixos e as vendas são os de um mês: o total dividido pelos meses com custo ou venda anotada.
    """
    base = custo_unitario["por_produto"].set_index(CHAVE)
    cadastro = produtos.set_index("produto")
    combinadas = cadastro[PORCENTAGENS].reindex(base.index.get_level_values("produto")).set_index(base.index)
    praticado = _vendas_por_produto(vendas).reindex(base.index)

    tabela = base[["unidade", "custo_por_unidade"]].copy()
    tabela["soma_das_porcentagens"] = combinadas.sum(axis=1, min_count=1)
    tabela["preco_calculado"] = preco_por_divisor(tabela["custo_por_unidade"], tabela["soma_das_porcentagens"])
    tabela["preco_praticado"] = contas.dividir(praticado["vendido"], praticado["quantidade"])
    tabela["diferenca_de_preco"] = tabela["preco_praticado"] - tabela["preco_calculado"]
    tabela["variavel_por_unidade"] = _variavel_por_unidade(custos, base)
    tabela["despesa_de_venda"] = _despesa_de_venda(tabela["preco_praticado"], combinadas, praticado)
    tabela["margem_por_unidade"] = (
        tabela["preco_praticado"] - tabela["variavel_por_unidade"] - tabela["despesa_de_venda"]
    )
    tabela["margem_de_contribuicao"] = contas.porcento(tabela["margem_por_unidade"], tabela["preco_praticado"])
    equilibrio, por_produto = _equilibrio(custos, vendas, tabela, praticado)
    return {
        "por_produto": tabela.reset_index()[list(POR_PRODUTO.nomes)],
        "comparacao": _comparacao(tabela),
        "formacao": _formacao(tabela, combinadas),
        "equilibrio": equilibrio,
        "equilibrio_por_produto": por_produto,
    }


def _vendas_por_produto(vendas: pd.DataFrame) -> pd.DataFrame:
    """Quantidade, valor vendido [R$] e taxas com frete [R$] do período, por empreendimento e produto."""
    linhas = pd.DataFrame(
        {
            **{nome: vendas[nome] for nome in CHAVE},
            "quantidade": vendas["quantidade"],
            "vendido": vendas["quantidade"] * vendas["preco"],
            "despesas": vendas["taxas"].fillna(0) + vendas["frete"].fillna(0),
        }
    )
    return linhas.groupby(CHAVE).agg(contas.somar)


def _natureza(custos: pd.DataFrame) -> pd.Series:
    suposta = custos["produto"].isna().map({True: "fixo", False: "variável"})
    return custos["natureza"].where(custos["natureza"].notna(), suposta)


def _variavel_por_unidade(custos: pd.DataFrame, base: pd.DataFrame) -> pd.Series:
    """Gastos variáveis [R$] de uma unidade boa; os comuns seguem o rateio do custo por unidade."""
    variaveis = custos[_natureza(custos) == "variável"]
    comum = variaveis["produto"].isna()
    proprios = variaveis[~comum].groupby(CHAVE)["valor"].sum().reindex(base.index).fillna(0.0)
    nome = base.index.get_level_values("empreendimento")
    do_grupo = variaveis[comum].groupby("empreendimento")["valor"].sum().reindex(nome).fillna(0.0).to_numpy()
    comuns = base["custo_comum"].groupby(level=0).transform("sum")
    parte = contas.dividir(base["custo_comum"], comuns).where(comuns > 0, 0.0)
    return contas.dividir(proprios + parte * do_grupo, base["unidades_boas"])


def _despesa_de_venda(preco: pd.Series, combinadas: pd.DataFrame, praticado: pd.DataFrame) -> pd.Series:
    """Por unidade vendida [R$]: tributos e fundo combinados, mais as taxas e o frete que se pagaram.

    A comissão combinada fica de fora: quando houve venda, ela já está nas taxas anotadas.
    """
    sobre_o_preco = preco * combinadas[["tributos", "fundo"]].fillna(0).sum(axis=1) / 100
    return sobre_o_preco + contas.dividir(praticado["despesas"], praticado["quantidade"])


def _equilibrio(
    custos: pd.DataFrame, vendas: pd.DataFrame, tabela: pd.DataFrame, praticado: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quanto vender por mês para pagar os gastos fixos, mantendo a mistura de produtos de hoje."""
    fixos = custos[_natureza(custos) == "fixo"].groupby("empreendimento")["valor"].sum()
    nomes = pd.Index(tabela.index.get_level_values("empreendimento").unique(), name="empreendimento")
    vendido = praticado["vendido"].groupby(level=0).agg(contas.somar).reindex(nomes)
    contribui = tabela["margem_de_contribuicao"] * praticado["vendido"]
    # Um produto vendido sem margem conhecida deixaria a mistura errada: sem ele não há resposta.
    incompleto = (contribui.isna() & (praticado["vendido"] > 0)).groupby(level=0).any().reindex(nomes)

    anotados = pd.concat([parte[["empreendimento", "mes"]] for parte in (custos, vendas)])
    meses = anotados.groupby("empreendimento")["mes"].nunique().reindex(nomes)

    resumo = pd.DataFrame(index=nomes)
    resumo["fixos_por_mes"] = contas.dividir(fixos.reindex(nomes).fillna(0.0), meses)
    mistura = contas.dividir(contribui.groupby(level=0).agg(contas.somar).reindex(nomes), vendido)
    resumo["margem_de_contribuicao"] = mistura.mask(incompleto.astype(bool))
    resumo["vendas_para_empatar"] = vendas_para_empatar(resumo["fixos_por_mes"], resumo["margem_de_contribuicao"])
    resumo["vendas_por_mes"] = contas.dividir(vendido, meses)
    resumo["folga"] = contas.porcento(
        resumo["vendas_por_mes"] - resumo["vendas_para_empatar"], resumo["vendas_por_mes"]
    )

    nome = tabela.index.get_level_values("empreendimento")
    produto = tabela[["unidade", "preco_praticado"]].copy()
    produto["parte_das_vendas"] = contas.porcento(
        praticado["vendido"], pd.Series(vendido.reindex(nome).to_numpy(), tabela.index)
    )
    empata = pd.Series(resumo["vendas_para_empatar"].reindex(nome).to_numpy(), tabela.index)
    produto["reais_para_empatar"] = empata * produto["parte_das_vendas"] / 100
    produto["unidades_para_empatar"] = contas.dividir(produto["reais_para_empatar"], produto["preco_praticado"])
    return (
        resumo.reset_index()[list(EQUILIBRIO.nomes)],
        produto.reset_index()[list(EQUILIBRIO_POR_PRODUTO.nomes)],
    )


def _comparacao(tabela: pd.DataFrame) -> pd.DataFrame:
    """O preço praticado e o calculado em linhas, para desenhar um ao lado do outro."""
    precos = tabela[["preco_praticado", "preco_calculado"]].rename(columns=lambda nome: nome.removeprefix("preco_"))
    longa = precos.rename_axis(columns="qual_preco").stack().rename("valor_do_preco")
    return longa.reset_index().reindex(columns=COMPARACAO.nomes)


def _formacao(tabela: pd.DataFrame, combinadas: pd.DataFrame) -> pd.DataFrame:
    """De que é feito o preço calculado: o custo e cada porcentagem, em reais."""
    preco = tabela["preco_calculado"]
    partes = {"custo": tabela["custo_por_unidade"]}
    partes |= {quadros.PRODUTOS.campo(n).rotulo.lower(): preco * combinadas[n] / 100 for n in PORCENTAGENS}
    longa = pd.concat(
        [pd.DataFrame({"parte_do_preco": nome, "valor_da_parte": valor}) for nome, valor in partes.items()]
    )
    do_preco = preco.reindex(longa.index).to_numpy()
    longa["em_cada_100"] = contas.porcento(longa["valor_da_parte"], do_preco)
    longa = longa[~pd.isna(do_preco) & (longa["valor_da_parte"] > 0).to_numpy()]
    return longa.reset_index()[list(FORMACAO.nomes)]


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
