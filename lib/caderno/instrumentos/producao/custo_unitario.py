"""Quanto custa fazer uma unidade, de que é feito esse custo e quanto sobra por hora de trabalho?"""

from __future__ import annotations

from collections.abc import Container, Mapping

import numpy as np
import pandas as pd

from caderno import contas, formato, parametros
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Contexto, Escolha, Fonte, Grafico, Instrumento, Saida, Saidas

CHAVE = ["empreendimento", "produto"]
SEM_TIPO = "não informado"
BASES = {"horas": "horas", "volume": "realizado", "vendas": "vendido", "custo direto": "custo_direto"}
"""O que pode repartir os gastos comuns, e a soma do período que diz o tamanho de cada produto."""
Gastos = dict[str, float]
_FEITO = ["horas", "realizado", "perdas", "unidades_boas"]
_VENDIDO = ["quantidade", "vendido", "recebido", "horas_de_venda", "sem_horas_de_venda"]


def repartir(comuns: Mapping[str, float], base: pd.Series) -> pd.Series:
    """Divide os gastos comuns [R$] de cada empreendimento entre os seus produtos, fechando no centavo.

    `comuns` tem uma quantia por empreendimento; `base`, uma linha por empreendimento e produto.
    Sem base informada, a parte é NaN; sem gasto comum, é zero. Um empreendimento de um produto
    só não precisa de base: o gasto é todo dele.
    """
    pesos = base.to_numpy(float)
    partes = np.zeros(len(base))
    linhas_de_cada_um: dict[str, list[int]] = {}
    for linha, nome in enumerate(base.index.get_level_values(0).tolist()):
        linhas_de_cada_um.setdefault(nome, []).append(linha)
    for nome, linhas in linhas_de_cada_um.items():
        partes[linhas] = _partes(comuns.get(nome, 0.0), pesos[linhas])
    return pd.Series(partes, index=base.index)


def _partes(total: float, pesos: np.ndarray) -> np.ndarray | float:
    if not total or np.isnan(total):
        return 0.0
    if len(pesos) == 1:
        return total
    # Um produto sem base receberia nada e os outros pagariam a parte dele sem ninguém notar.
    return np.nan if np.isnan(pesos).any() else contas.repartir_centavos(total, pesos)


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
    diretos, comuns_por_tipo = _gastos(custos)
    comuns = {nome: sum(tipos.values()) for nome, tipos in comuns_por_tipo.items()}
    somas = _somas(diretos, producao, vendas)
    unidade = dict(zip(produtos["produto"], produtos["unidade"], strict=True))
    bases = {base: somas[coluna] for base, coluna in BASES.items()}
    bases["volume"] = bases["volume"].mask(_misturam_unidades(somas.index, unidade))
    partes = {base: repartir(comuns, tamanho).to_numpy() for base, tamanho in bases.items()}

    resumo = somas.reset_index()
    resumo["unidade"] = [unidade.get(produto, np.nan) for produto in resumo["produto"]]
    resumo["custo_comum"] = partes[base_de_rateio]
    resumo["custo_total"] = _total(resumo["custo_direto"], resumo["custo_comum"])
    resumo["custo_por_unidade"] = contas.dividir(resumo["custo_total"], resumo["unidades_boas"])
    resumo = resumo.assign(**_sobra_por_hora(resumo, contexto))
    return {
        "por_produto": resumo[list(POR_PRODUTO.nomes)],
        "estrutura": _estrutura(diretos, comuns_por_tipo, resumo),
        "efeito_da_base": _efeito_da_base(partes, resumo),
        "sem_produto": _gastos_sem_dono(comuns, set(resumo["empreendimento"])),
    }


def _gastos(custos: pd.DataFrame) -> tuple[dict[tuple[str, str], Gastos], dict[str, Gastos]]:
    """Os gastos de cada produto e os comuns de cada empreendimento, por tipo de custo [R$]."""
    diretos: dict[tuple[str, str], Gastos] = {}
    comuns: dict[str, Gastos] = {}
    tipos = custos["tipo_de_custo"].fillna(SEM_TIPO)
    comum = custos["produto"].isna()
    colunas = (custos["empreendimento"], custos["produto"], comum, tipos, custos["valor"])
    for nome, produto, e_comum, tipo, valor in zip(*(coluna.tolist() for coluna in colunas), strict=True):
        gastos = comuns.setdefault(nome, {}) if e_comum else diretos.setdefault((nome, produto), {})
        gastos[tipo] = gastos.get(tipo, 0.0) + valor
    return diretos, comuns


def _somas(diretos: Mapping[tuple[str, str], Gastos], producao: pd.DataFrame, vendas: pd.DataFrame) -> pd.DataFrame:
    """O que se fez, vendeu e gastou no período, com uma linha por empreendimento e produto.

    O que ninguém informou é NaN, não zero. Da produção: `horas` [h], `realizado`, `perdas` e
    `unidades_boas`. Das vendas: `quantidade`, `vendido` e `recebido` [R$], `horas_de_venda` [h] e
    em quantas linhas elas faltam. Dos gastos: `custo_direto` [R$].
    """
    feito = producao.assign(unidades_boas=producao["realizado"] - producao["perdas"].fillna(0))
    valor = vendas["quantidade"] * vendas["preco"]
    vendas = vendas.assign(
        vendido=valor,
        recebido=valor - (vendas["taxas"].fillna(0) + vendas["frete"].fillna(0)),
        sem_horas_de_venda=vendas["horas_de_venda"].isna().astype(float),
    )
    feito = feito.groupby(CHAVE)[_FEITO].sum(min_count=1)
    vendido = vendas.groupby(CHAVE)[_VENDIDO].sum(min_count=1)
    chaves = sorted({*diretos, *feito.index, *vendido.index})
    indice = pd.MultiIndex.from_tuples(chaves, names=CHAVE)
    somas = feito.reindex(indice).join(vendido.reindex(indice))
    somas["custo_direto"] = [sum(diretos[chave].values()) if chave in diretos else np.nan for chave in chaves]
    return somas.astype(float)


def _total(diretos: pd.Series, comuns: np.ndarray | pd.Series) -> pd.Series:
    """Gastos do produto mais a parte nos comuns [R$]. Sem nenhum gasto anotado, NaN: de graça é que não foi."""
    return (diretos.fillna(0.0) + comuns).where(diretos.notna() | (comuns > 0))


def _misturam_unidades(chaves: pd.MultiIndex, unidade: Mapping[str, str]) -> np.ndarray:
    """True nas linhas de empreendimentos cujos produtos não se medem todos na mesma unidade."""
    medidas: dict[str, set[str]] = {}
    for nome, produto in chaves:
        medida = unidade.get(produto)
        medidas.setdefault(nome, set()).add(formato.dobrar(medida) if isinstance(medida, str) else "?")
    return np.array([len(medidas[nome]) > 1 for nome, _ in chaves], dtype=bool)


def _sobra_por_hora(resumo: pd.DataFrame, contexto: Contexto) -> dict[str, pd.Series | float]:
    """O que as vendas deixam para cada hora de trabalho [R$/h], ao lado do salário mínimo por hora.

    Hora de venda em branco não entra na divisão: as vendas sem ela são contadas, porque sem ela a
    sobra por hora parece maior do que é.
    """
    horas_por_unidade = contas.dividir(resumo["horas"], resumo["realizado"] - resumo["perdas"].fillna(0))
    horas = resumo["quantidade"] * horas_por_unidade + resumo["horas_de_venda"].fillna(0)
    sobra = resumo["recebido"] - resumo["quantidade"] * resumo["custo_por_unidade"]
    return {
        "recebido_por_unidade": contas.dividir(resumo["recebido"], resumo["quantidade"]),
        "horas_por_unidade": horas_por_unidade,
        "sobra_por_hora": contas.dividir(sobra, horas),
        "minimo_por_hora": parametros.valor("salario_minimo_hora", contexto.hoje).valor,
    }


def _estrutura(
    diretos: Mapping[tuple[str, str], Gastos], comuns: Mapping[str, Gastos], resumo: pd.DataFrame
) -> pd.DataFrame:
    """Quanto de cada tipo de custo há em uma unidade; a parte comum segue o mesmo rateio."""
    colunas = ("empreendimento", "produto", "custo_comum", "custo_total", "unidades_boas")
    linhas = []
    for nome, produto, custo_comum, *do_produto in zip(*(resumo[c].tolist() for c in colunas), strict=True):
        gastos = dict(diretos.get((nome, produto), {}))
        todos = sum(comuns.get(nome, {}).values())
        if todos and not np.isnan(custo_comum):
            for tipo, valor in comuns[nome].items():
                gastos[tipo] = gastos.get(tipo, 0.0) + custo_comum * valor / todos
        linhas += [(nome, produto, tipo, gastos[tipo], *do_produto) for tipo in sorted(gastos) if gastos[tipo] > 0]
    tabela = pd.DataFrame(linhas, columns=[*CHAVE, "tipo_de_custo", "custo_no_periodo", *colunas[3:]])
    tabela["por_unidade"] = contas.dividir(tabela["custo_no_periodo"], tabela["unidades_boas"])
    tabela["parte_do_custo"] = contas.porcento(tabela["custo_no_periodo"], tabela["custo_total"])
    return tabela[list(ESTRUTURA.nomes)]


def _efeito_da_base(partes: Mapping[str, np.ndarray], resumo: pd.DataFrame) -> pd.DataFrame:
    """O custo por unidade com cada uma das bases, lado a lado."""
    colunas = [*CHAVE, "custo_direto", "unidades_boas"]
    tabela = pd.DataFrame({nome: np.tile(resumo[nome].to_numpy(), len(partes)) for nome in colunas})
    total = _total(tabela["custo_direto"], np.concatenate(list(partes.values())))
    tabela["base"] = np.repeat(np.array(list(partes), dtype=object), len(resumo))
    tabela["custo_por_unidade"] = contas.dividir(total, tabela["unidades_boas"])
    return tabela[list(EFEITO_DA_BASE.nomes)]


def _gastos_sem_dono(comuns: Mapping[str, float], com_produto: Container[str]) -> pd.DataFrame:
    """Gastos comuns de empreendimentos que não têm nenhum produto com custo, produção ou venda."""
    sem = [(nome, valor) for nome, valor in sorted(comuns.items()) if nome not in com_produto]
    return pd.DataFrame(sem, columns=SEM_PRODUTO.nomes)


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
                opcoes=tuple(BASES),
            ),
            padrao="horas",
        ),
    ),
    essenciais=("custos",),
    proposta=True,
    cuidado="O custo é o do período escolhido. Um mês parado ou uma safra mudam o custo por unidade.",
)
