"""Quanto custa fazer uma unidade, de que é feito esse custo e quanto sobra por hora de trabalho?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from caderno import contas, formato, parametros
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Contexto, Escolha, Fonte, Grafico, Instrumento, Saida, Saidas

CHAVE = ["empreendimento", "produto"]
SEM_TIPO = "não informado"
BASES = ("horas", "volume", "vendas", "custo direto")


def bases_de_rateio(diretos: pd.DataFrame, producao: pd.DataFrame, vendas: pd.DataFrame) -> pd.DataFrame:
    """O tamanho de cada produto em cada base que pode repartir os gastos comuns.

    Uma linha por empreendimento e produto, com as colunas `horas` [h], `volume` [unidade do
    produto], `vendas` [R$] e `custo direto` [R$]. O que ninguém informou é NaN, não zero.
    """
    feito = producao.groupby(CHAVE)[["horas", "realizado"]].agg(contas.somar)
    vendido = (vendas["quantidade"] * vendas["preco"]).groupby([vendas[c] for c in CHAVE]).agg(contas.somar)
    return pd.DataFrame(
        {
            "horas": feito["horas"],
            "volume": feito["realizado"],
            "vendas": vendido,
            "custo direto": diretos.groupby(CHAVE)["valor"].agg(contas.somar),
        },
        dtype=float,
    ).rename_axis(CHAVE)


def repartir(comuns: pd.Series, base: pd.Series) -> pd.Series:
    """Divide os gastos comuns [R$] de cada empreendimento entre os seus produtos, fechando no centavo.

    `comuns` tem uma linha por empreendimento; `base`, uma por empreendimento e produto. Sem
    base informada, a parte é NaN; sem gasto comum, é zero. Um empreendimento de um produto
    só não precisa de base: o gasto é todo dele.
    """
    partes = [
        pd.Series(_partes(comuns.get(nome, 0.0), pesos), index=pesos.index)
        for nome, pesos in base.groupby(level=0, sort=False)
    ]
    return pd.concat(partes) if partes else base.astype(float)


def _partes(total: float, pesos: pd.Series):
    if not total or np.isnan(total):
        return np.zeros(len(pesos))
    if len(pesos) == 1:
        return np.array([total])
    # Um produto sem base receberia nada e os outros pagariam a parte dele sem ninguém notar.
    return contas.repartir_centavos(total, pesos.to_numpy() if pesos.notna().all() else pesos.to_numpy() * np.nan)


def calcular(
    produtos: pd.DataFrame,
    custos: pd.DataFrame,
    producao: pd.DataFrame,
    vendas: pd.DataFrame,
    base_de_rateio: str,
    contexto: Contexto,
) -> dict[str, pd.DataFrame]:
    """Custo de cada produto, de que ele é feito, o efeito de cada base e o que sobra por hora.

    Tudo soma sobre soma: custo do período sobre unidades boas (realizado menos perdas) do
    período. Sem unidades boas, "não se aplica". Empreendimentos com produtos de unidades
    diferentes não podem repartir por volume: quilo não se soma com dúzia.
    """
    comum = custos["produto"].isna()
    diretos, comuns = custos[~comum], custos[comum].groupby("empreendimento")["valor"].sum()
    bases = bases_de_rateio(diretos, producao, vendas)
    unidade = produtos.set_index("produto")["unidade"]
    bases.loc[_misturam_unidades(bases, unidade), "volume"] = np.nan
    boas = (
        (producao["realizado"] - producao["perdas"].fillna(0)).groupby([producao[c] for c in CHAVE]).agg(contas.somar)
    )

    resumo = pd.DataFrame(index=bases.index)
    resumo["unidade"] = resumo.index.get_level_values("produto").map(unidade)
    resumo["custo_direto"] = bases["custo direto"]
    resumo["custo_comum"] = repartir(comuns, bases[base_de_rateio])
    resumo["custo_total"] = _total(bases["custo direto"], resumo["custo_comum"])
    resumo["unidades_boas"] = boas.reindex(bases.index)
    resumo["custo_por_unidade"] = contas.dividir(resumo["custo_total"], resumo["unidades_boas"])
    resumo = resumo.join(_sobra_por_hora(vendas, producao, resumo["custo_por_unidade"], contexto))
    return {
        "por_produto": _declarada(POR_PRODUTO, resumo.reset_index()),
        "estrutura": _estrutura(diretos, custos[comum], resumo),
        "efeito_da_base": _efeito_da_base(comuns, bases, resumo),
        "sem_produto": _gastos_sem_dono(comuns, bases),
    }


def _total(diretos: pd.Series, comuns: pd.Series) -> pd.Series:
    """Gastos do produto mais a parte nos comuns [R$]. Sem nenhum gasto anotado, NaN: de graça é que não foi."""
    return (diretos.fillna(0.0) + comuns).where(diretos.notna() | (comuns > 0))


def _misturam_unidades(bases: pd.DataFrame, unidade: pd.Series) -> pd.Series:
    """True nas linhas de empreendimentos cujos produtos não se medem todos na mesma unidade."""
    nomes = bases.index.get_level_values("empreendimento")
    medidas = pd.Series(bases.index.get_level_values("produto").map(unidade), index=bases.index)
    dobradas = medidas.astype(object).map(lambda u: formato.dobrar(u) if isinstance(u, str) else "?")
    return dobradas.groupby(nomes).transform("nunique") > 1


def _sobra_por_hora(vendas: pd.DataFrame, producao: pd.DataFrame, custo: pd.Series, contexto: Contexto) -> pd.DataFrame:
    """O que as vendas deixam para cada hora de trabalho [R$/h], ao lado do salário mínimo por hora.

    Hora de venda em branco não entra na divisão: as vendas sem ela são contadas, porque sem ela a
    sobra por hora parece maior do que é.
    """
    despesas = vendas["taxas"].fillna(0) + vendas["frete"].fillna(0)
    por = [vendas[c] for c in CHAVE]
    vendido = pd.DataFrame(
        {
            "quantidade": vendas["quantidade"].groupby(por).agg(contas.somar),
            "recebido": (vendas["quantidade"] * vendas["preco"] - despesas).groupby(por).agg(contas.somar),
            "horas_de_venda": vendas["horas_de_venda"].groupby(por).agg(contas.somar),
            "sem_horas_de_venda": vendas["horas_de_venda"].isna().astype(float).groupby(por).sum(),
        }
    ).reindex(custo.index)
    feito = producao.groupby(CHAVE)[["horas", "realizado", "perdas"]].agg(contas.somar).reindex(custo.index)
    horas_por_unidade = contas.dividir(feito["horas"], feito["realizado"] - feito["perdas"].fillna(0))
    horas = vendido["quantidade"] * horas_por_unidade + vendido["horas_de_venda"].fillna(0)
    minimo = parametros.valor("salario_minimo_hora", contexto.hoje).valor
    return pd.DataFrame(
        {
            "recebido_por_unidade": contas.dividir(vendido["recebido"], vendido["quantidade"]),
            "horas_por_unidade": horas_por_unidade,
            "sobra_por_hora": contas.dividir(vendido["recebido"] - vendido["quantidade"] * custo, horas),
            "sem_horas_de_venda": vendido["sem_horas_de_venda"],
            "minimo_por_hora": minimo,
        }
    )


def _estrutura(diretos: pd.DataFrame, comuns: pd.DataFrame, resumo: pd.DataFrame) -> pd.DataFrame:
    """Quanto de cada tipo de custo há em uma unidade; a parte comum segue o mesmo rateio."""
    tipo = lambda tabela: tabela["tipo_de_custo"].fillna(SEM_TIPO)  # noqa: E731
    direto = diretos.assign(tipo_de_custo=tipo(diretos)).groupby([*CHAVE, "tipo_de_custo"])["valor"].sum()
    dentro = comuns.assign(tipo_de_custo=tipo(comuns)).groupby(["empreendimento", "tipo_de_custo"])["valor"].sum()
    parte = contas.dividir(dentro, dentro.groupby(level=0).transform("sum")).rename("parte").reset_index()
    rateado = resumo["custo_comum"].reset_index().merge(parte, on="empreendimento")
    rateado = rateado.assign(valor=rateado["custo_comum"] * rateado["parte"]).set_index([*CHAVE, "tipo_de_custo"])
    partes = pd.concat([direto, rateado["valor"]]).groupby(level=[0, 1, 2]).sum().rename("custo_no_periodo")
    tabela = partes[partes > 0].reset_index().merge(resumo.reset_index(), on=CHAVE)
    tabela["por_unidade"] = contas.dividir(tabela["custo_no_periodo"], tabela["unidades_boas"])
    tabela["parte_do_custo"] = contas.porcento(tabela["custo_no_periodo"], tabela["custo_total"])
    return _declarada(ESTRUTURA, tabela)


def _efeito_da_base(comuns: pd.Series, bases: pd.DataFrame, resumo: pd.DataFrame) -> pd.DataFrame:
    """O custo por unidade com cada uma das bases, lado a lado."""
    tabelas = []
    for base in BASES:
        total = _total(bases["custo direto"], repartir(comuns, bases[base]))
        custo = contas.dividir(total, resumo["unidades_boas"])
        tabelas.append(pd.DataFrame({"base": base, "custo_por_unidade": custo}))
    return _declarada(EFEITO_DA_BASE, pd.concat(tabelas).reset_index())


def _gastos_sem_dono(comuns: pd.Series, bases: pd.DataFrame) -> pd.DataFrame:
    """Gastos comuns de empreendimentos que não têm nenhum produto com custo, produção ou venda."""
    sem = comuns[~comuns.index.isin(bases.index.get_level_values("empreendimento"))]
    return _declarada(SEM_PRODUTO, sem.rename("custo_comum").reset_index())


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Qual produto deixa mais e menos por hora, e o que falta para saber dos outros."""
    tabela = saidas["por_produto"]
    sabidos = tabela.dropna(subset=["custo_por_unidade"])
    frases = []
    if sabidos.empty:
        frases.append("Ainda não dá para saber o custo de uma unidade: falta a produção do período.")
    com_sobra = sabidos.dropna(subset=["sobra_por_hora"]).sort_values("sobra_por_hora")
    if not com_sobra.empty:
        frases += _frases_da_sobra(com_sobra)
    elif not sabidos.empty:
        caro = sabidos.loc[sabidos["custo_por_unidade"].idxmax()]
        frases.append(
            f"O maior custo por unidade é o de {_quem(caro)}: "
            f"{formato.dinheiro(caro['custo_por_unidade'])} por {caro['unidade'] or 'unidade'}. "
            "Sem vendas ou sem horas, não dá para dizer quanto sobra por hora."
        )
    sem_hora = len(sabidos) - len(com_sobra)
    if sem_hora and not com_sobra.empty:
        sem = formato.plural(sem_hora, "produto", "produtos")
        frases.append(f"Em {sem}, não se sabe quanto sobra por hora: faltam vendas ou horas.")
    sem_horas = int(com_sobra["sem_horas_de_venda"].sum())
    if sem_horas:
        vendas = formato.plural(sem_horas, "venda", "vendas")
        frases.append(f"Em {vendas} faltam as horas de vender: a sobra por hora parece maior do que é.")
    sem_custo = len(tabela) - len(sabidos)
    if sem_custo and not sabidos.empty:
        frases.append(f"{formato.plural(sem_custo, 'produto ficou', 'produtos ficaram')} sem custo por falta de dados.")
    perdidos = saidas["sem_produto"]["custo_comum"].sum()
    if perdidos:
        frases.append(f"{formato.dinheiro(perdidos)} de gastos comuns não têm produto para entrar.")
    return frases


def _frases_da_sobra(tabela: pd.DataFrame) -> list[str]:
    pior, melhor, minimo = tabela.iloc[0], tabela.iloc[-1], tabela["minimo_por_hora"].iloc[0]
    abaixo = int((tabela["sobra_por_hora"] < minimo).sum())
    regua = f"o salário mínimo por hora, {formato.dinheiro(minimo)}"
    if len(tabela) == 1:
        comparado = "menos" if abaixo else "mais"
        conclusao = (
            f"{_quem(melhor)} deixa {formato.dinheiro(melhor['sobra_por_hora'])} por hora de trabalho, "
            f"{comparado} do que {regua}."
        )
    elif abaixo == 0:
        conclusao = f"Todos os produtos deixam, por hora de trabalho, mais do que {regua}."
    elif abaixo == len(tabela):
        conclusao = f"Nenhum produto deixa, por hora de trabalho, o que vale {regua}."
    else:
        conclusao = f"{abaixo} de {len(tabela)} produtos deixam, por hora de trabalho, menos do que {regua}."
    frases = [conclusao]
    if len(tabela) > 1:
        frases.append(
            f"O que mais deixa é {_quem(melhor)}, {formato.dinheiro(melhor['sobra_por_hora'])} por hora; "
            f"o que menos deixa é {_quem(pior)}, {formato.dinheiro(pior['sobra_por_hora'])}."
        )
    if pior["sobra_por_hora"] < 0:
        frases.append(f"{_quem(pior)} se vende por menos do que custa: cada venda tira dinheiro do grupo.")
    return frases


def _quem(linha: pd.Series) -> str:
    return f"{linha['produto']} ({linha['empreendimento']})"


def _frase_da_estrutura(saidas: Saidas) -> str:
    partes = saidas["estrutura"].groupby("tipo_de_custo")["custo_no_periodo"].sum()
    if partes.empty or partes.sum() == 0:
        return "Ainda não há custos para mostrar."
    maior = partes.idxmax()
    parte = formato.percentual(100 * partes[maior] / partes.sum(), 0)
    if maior == SEM_TIPO:
        return f"Falta dizer o tipo de {parte} dos gastos."
    return f"De tudo o que se gastou, {parte} foi em {maior}."


def _frase_da_base(saidas: Saidas) -> str:
    tabela = saidas["efeito_da_base"].dropna(subset=["custo_por_unidade"])
    custo = tabela.groupby(CHAVE)["custo_por_unidade"]
    diferenca = (custo.max() - custo.min()).rename("diferenca")
    if diferenca.empty or diferenca.max() < 0.005:
        return "Trocar a base do rateio não muda o custo de nenhum produto."
    empreendimento, produto = diferenca.idxmax()
    return (
        f"Só por trocar a base do rateio, o custo de {produto} ({empreendimento}) "
        f"muda {formato.dinheiro(diferenca.max())} por unidade."
    )


_CUSTO_POR_UNIDADE = Campo(
    "custo_por_unidade",
    "Custo por unidade",
    "dinheiro",
    "Custo total dividido pelas unidades boas.",
    melhor="menor",
)
_CUSTO_COMUM = Campo("custo_comum", "Gastos comuns", "dinheiro", "A parte que coube ao produto nos gastos comuns.")

POR_PRODUTO = Saida(
    "por_produto",
    "Custo e sobra de cada produto",
    "empreendimento e produto",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        quadros.UNIDADE,
        Campo("custo_direto", "Gastos do produto", "dinheiro", "O que se gastou só com este produto."),
        _CUSTO_COMUM,
        Campo("custo_total", "Custo total", "dinheiro", "Gastos do produto mais a parte nos gastos comuns."),
        Campo("unidades_boas", "Unidades boas", "numero", "Realizado menos perdas.", unidade="unidade do produto"),
        _CUSTO_POR_UNIDADE,
        Campo("recebido_por_unidade", "Recebido por unidade", "dinheiro", "Descontadas taxas e frete.", melhor="maior"),
        Campo(
            "horas_por_unidade",
            "Horas por unidade",
            "numero",
            "Horas de fazer uma unidade boa.",
            unidade="h",
            melhor="menor",
        ),
        Campo(
            "sobra_por_hora",
            "Sobra por hora",
            "dinheiro",
            "O que as vendas deixam, pagos os custos, por hora de fazer e de vender.",
            unidade="R$/h",
            melhor="maior",
        ),
        Campo("minimo_por_hora", "Salário mínimo por hora", "dinheiro", "Régua de comparação.", unidade="R$/h"),
        Campo("sem_horas_de_venda", "Sem horas de venda", "inteiro", "Linhas de venda em que faltam as horas."),
    ),
)
ESTRUTURA = Saida(
    "estrutura",
    "De que é feito o custo",
    "empreendimento, produto e tipo de custo",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        quadros.CUSTOS.campo("tipo_de_custo"),
        Campo("custo_no_periodo", "Custo no período", "dinheiro"),
        Campo("por_unidade", "Por unidade", "dinheiro"),
        Campo("parte_do_custo", "Parte do custo", "percentual"),
    ),
)
EFEITO_DA_BASE = Saida(
    "efeito_da_base",
    "O custo com cada base de rateio",
    "empreendimento, produto e base",
    (quadros.EMPREENDIMENTO, quadros.PRODUTO, Campo("base", "Base do rateio"), _CUSTO_POR_UNIDADE),
)
SEM_PRODUTO = Saida(
    "sem_produto",
    "Gastos comuns sem produto",
    "empreendimento",
    (quadros.EMPREENDIMENTO, _CUSTO_COMUM),
)

CUSTO_UNITARIO = Instrumento(
    nome="custo_unitario",
    titulo="Custo por unidade",
    pergunta="Quanto custa fazer uma unidade, e quanto sobra por hora de trabalho?",
    explicacao=(
        "Some tudo o que se gastou só com o produto. Junte a parte dele nos gastos que servem a todos, "
        "repartidos pela base que o grupo escolher. Divida pelas unidades boas, já sem as perdas. "
        "O trabalho das associadas e dos associados não é custo: ele é pago pelo que sobra, "
        "e por isso a conta termina em reais por hora."
    ),
    formula=(
        "custo por unidade = (gastos do produto + gastos comuns × base do produto ÷ soma da base) "
        "÷ (realizado − perdas); "
        "sobra por hora = (vendas − taxas − frete − vendido × custo por unidade) "
        "÷ horas de fazer e vender o que se vendeu"
    ),
    modulo=3,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_PRODUTO, ESTRUTURA, EFEITO_DA_BASE, SEM_PRODUTO),
    fonte=Fonte("Redes Solidárias: passos para a sustentabilidade", "Tabelas 1 e 5", ("A044", "A120")),
    graficos=(
        Grafico(
            "barras",
            "por_produto",
            "O que cada hora de trabalho deixa",
            {"categoria": "produto", "grupo": "empreendimento", "valor": "sobra_por_hora", "regua": "minimo_por_hora"},
        ),
        Grafico(
            "barras_empilhadas",
            "estrutura",
            "De que é feito o custo de uma unidade",
            {"categoria": "produto", "grupo": "empreendimento", "valor": "parte_do_custo", "parte": "tipo_de_custo"},
            _frase_da_estrutura,
        ),
        Grafico(
            "halteres",
            "efeito_da_base",
            "O custo muda com a base do rateio",
            {"categoria": "produto", "grupo": "empreendimento", "valor": "custo_por_unidade", "ponto": "base"},
            _frase_da_base,
        ),
    ),
    escolhas=(
        Escolha(
            Campo(
                "base_de_rateio",
                "Como repartir os gastos comuns",
                "opcao",
                "Por horas: quem dá mais trabalho paga mais. Por volume: quem faz mais. "
                "Por vendas: quem vende mais. Por custo direto: quem gasta mais.",
                opcoes=BASES,
            ),
            padrao="horas",
        ),
    ),
    essenciais=("custos",),
    proposta=True,
    cuidado="O custo é o do período escolhido. Um mês parado ou uma safra mudam o custo por unidade.",
)
