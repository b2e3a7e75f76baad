"""O que o balancete diz da cooperativa de crédito, e o que ele não pode dizer?"""

from __future__ import annotations

import pandas as pd

from caderno import formato
from caderno.instrumentos.credito import atraso_do_balancete as atraso
from caderno.instrumentos.credito.balancetes import ATRASOS, ITENS, RAIZ_DO_CNPJ, RISCOS
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVA, MOMENTO
from caderno.instrumentos.credito.razoes_do_balancete import (
    COMPARAVEIS,
    DERIVADOS,
    PELO_NOME,
    RAZOES,
    alvo,
    completar,
    semelhantes,
    somar_por_mes,
)
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas

MINIMO_DE_PARES = 5  # com menos, um quarto do grupo não é nem duas cooperativas
_CRESCEM = ("ativo_total", "depositos_totais", "carteira_bruta", "patrimonio_da_cooperativa")
_NIVEIS = {campo.nome: campo.nome.removeprefix("risco_").upper() for campo in RISCOS}
# Nove níveis são partes demais para um desenho: ali são três faixas.
_FAIXAS = {
    "menor risco (AA a C)": ("AA", "A", "B", "C"),
    "risco alto (D a G)": tuple("DEFG"),
    "perda provável (H)": ("H",),
}
_PEARLS = {razao.pearls: nome for nome, razao in PELO_NOME.items() if razao.pearls}
PEARLS_DE_FORA = (
    ("P1 e P2 Proteção", "Precisam do atraso de cada operação por faixa de meses: vêm da lista de operações."),
    ("P6 Solvência", "Precisa do valor real de cada ativo e das perdas prováveis."),
    ("E2, E3 e E9", "Precisam separar o prazo e o fim de cada aplicação, e a provisão exigida."),
    ("A1 Inadimplência", "Vem da lista de operações. De 2025 em diante, as faixas de atraso dão uma ideia."),
    ("A2 e A3 Ativos improdutivos", "Precisam saber que parte de cada conta rende."),
    ("R Rendimentos e custos", "Precisam do ativo médio do ano e das receitas e despesas conta a conta."),
    ("L Liquidez", "Precisam do prazo de cada aplicação e de cada obrigação."),
    ("S Crescimento", "Precisam do número de associadas e associados e da inflação do ano."),
)
_SO_A_MAO = "O balancete não separa. Pergunte à cooperativa e escreva à mão."
_NAO_ESTA = "A conta não está no balancete, e não há como provar que é zero."
_ACABOU = "Os níveis de risco por letra só existiram até dezembro de 2024."
_A_MAO = (
    "credito_a_pequenos_negocios",
    "depositos_a_vista_pf",
    "depositos_a_vista_pj",
    "depositos_a_prazo_pf",
    "depositos_a_prazo_pj",
    "inadimplencia_pj_30",
    "inadimplencia_pj_60",
    "inadimplencia_pj_90",
)


def calcular(balancetes: pd.DataFrame, pares: pd.DataFrame, medicoes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Os itens e as razões de cada cooperativa em cada mês, a rede, o PEARLS, os pares, o que mudou e o que falta."""
    balancetes = balancetes.dropna(subset=["cooperativa", "mes"])
    if balancetes.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in DIAGNOSTICO_CREDITO.saidas}
    completos = completar(balancetes).sort_values(["cooperativa", "mes"]).reset_index(drop=True)
    recentes = completos.groupby("cooperativa").tail(1)
    da_rede, riscos = somar_por_mes(completos), _riscos(completos)
    return {
        "por_cooperativa": _declarada(POR_COOPERATIVA, completos),
        "rede_por_mes": _rede_por_mes(completos, da_rede),
        "na_conta_da_rede": _na_conta(da_rede),
        "pearls": _pearls(recentes),
        "pearls_de_fora": pd.DataFrame(list(PEARLS_DE_FORA), columns=list(DE_FORA.nomes)),
        "diante_dos_pares": _diante_dos_pares(completos, completar(pares)),
        "riscos": riscos,
        "faixas_de_risco": _faixas(riscos),
        "carteira_por_atraso": atraso.por_faixa(completos),
        "atraso_do_balancete": atraso.taxas(completos),
        "evolucao": _evolucao(completos, medicoes),
        "sem_dado": _sem_dado(recentes),
    }


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def _rede_por_mes(completos: pd.DataFrame, da_rede: pd.DataFrame) -> pd.DataFrame:
    razoes = da_rede.pivot(index="mes", columns="razao", values="valor")
    quantas = completos.groupby("mes").size().astype(float).rename("cooperativas_no_mes")
    return _declarada(REDE_POR_MES, razoes.join(quantas).reset_index())


def _na_conta(da_rede: pd.DataFrame) -> pd.DataFrame:
    rotulos = {nome: razao.campo.rotulo for nome, razao in PELO_NOME.items()}
    tabela = da_rede.assign(razao_do_balancete=da_rede["razao"].map(rotulos)).sort_values("mes", kind="stable")
    renomeada = tabela.rename(columns={"dentro": "cooperativas_na_conta", "fora": "cooperativas_fora"})
    return _declarada(NA_CONTA, renomeada.astype({"cooperativas_na_conta": float, "cooperativas_fora": float}))


def _pearls(recentes: pd.DataFrame) -> pd.DataFrame:
    """Cada razão que é um indicador PEARLS, no último balancete de cada uma, diante do alvo da data."""
    linhas = []
    alvos = {(letra, mes): alvo(letra, mes) for letra in _PEARLS for mes in recentes["mes"].unique()}
    for letra, nome in _PEARLS.items():
        rotulo = f"{letra.upper()} {PELO_NOME[nome].campo.rotulo}"
        for cooperativa, mes, valor in recentes[["cooperativa", "mes", nome]].itertuples(index=False):
            do_mes = alvos[letra, mes]
            situacao = _situacao(valor, do_mes)
            linhas.append((cooperativa, mes, rotulo, valor, do_mes.minimo, do_mes.maximo, situacao, do_mes.fonte))
    tabela = pd.DataFrame(linhas, columns=list(PEARLS.nomes))
    return tabela.sort_values("cooperativa", kind="stable").reset_index(drop=True)


def _situacao(valor: float, do_mes) -> str:
    """Dentro, abaixo ou acima do alvo.

    >>> from caderno.instrumentos.credito.razoes_do_balancete import Alvo
    >>> _situacao(49.43, Alvo(70.0, 80.0, "PEARLS")), _situacao(12.0, Alvo(10.0, float("nan"), "PEARLS"))
    ('abaixo do alvo', 'no alvo')
    """
    if pd.isna(valor):
        return "sem dado"
    if not do_mes.fonte:
        return "sem alvo nesta data"
    valor = round(valor, 9)  # 84 / 120 é 70 %, e não 70,00000000000001 %
    if valor < do_mes.minimo:
        return "abaixo do alvo"
    return "acima do alvo" if valor > do_mes.maximo else "no alvo"


def _diante_dos_pares(completos: pd.DataFrame, pares: pd.DataFrame) -> pd.DataFrame:
    """No último mês em que há pares, cada razão da cooperativa diante das de tamanho parecido."""
    com_pares = completos[completos["mes"].isin(pares["mes"]) & completos["ativo_total"].notna()]
    linhas = []
    for _, propria in com_pares.groupby("cooperativa").tail(1).iterrows():
        grupo = semelhantes(pares, propria["mes"], propria["ativo_total"], propria["raiz_do_cnpj"])
        for nome, razao in COMPARAVEIS.items():
            valores = grupo[nome].dropna()
            if valores.empty:  # nenhum par o diz: não há o que pôr lado a lado
                continue
            quartos = [float("nan")] * 3
            if len(valores) >= MINIMO_DE_PARES:
                quartos = valores.quantile([0.25, 0.5, 0.75]).tolist()
            numeros = (propria[nome], *quartos, float(len(valores)))
            diante = _diante(propria[nome], quartos, len(valores))
            linhas.append((propria["cooperativa"], propria["mes"], razao.campo.rotulo, *numeros, diante))
    return pd.DataFrame(linhas, columns=list(DIANTE_DOS_PARES.nomes))


def _diante(valor: float, quartos: list[float], quantos: int) -> str:
    if pd.isna(valor):
        return "sem dado"
    if quantos < MINIMO_DE_PARES:
        return "poucos pares"
    if valor < quartos[0]:
        return "entre as menores"
    return "entre as maiores" if valor > quartos[2] else "no meio"


def _riscos(completos: pd.DataFrame) -> pd.DataFrame:
    """A carteira por letra no último balancete que as traz: elas acabaram em dezembro de 2024."""
    com_letras = completos.dropna(subset=list(_NIVEIS), how="all").groupby("cooperativa").tail(1)
    longa = com_letras.melt(["cooperativa", "mes"], list(_NIVEIS), "nivel_de_risco", "saldo_no_nivel").dropna()
    total = longa.groupby("cooperativa")["saldo_no_nivel"].transform("sum")
    parte = 100 * longa["saldo_no_nivel"] / total.where(total != 0)
    longa = longa.assign(nivel_de_risco=longa["nivel_de_risco"].map(_NIVEIS), parte_no_nivel=parte)
    return _declarada(NIVEIS, longa.sort_values("cooperativa", kind="stable"))


def _faixas(riscos: pd.DataFrame) -> pd.DataFrame:
    por_nivel = {nivel: faixa for faixa, niveis in _FAIXAS.items() for nivel in niveis}
    longa = riscos.assign(faixa_de_risco=riscos["nivel_de_risco"].map(por_nivel))
    somas = longa.groupby(["cooperativa", "mes", "faixa_de_risco"], sort=False)[["saldo_no_nivel", "parte_no_nivel"]]
    tabela = somas.sum(min_count=1).reset_index()
    nomes = {"saldo_no_nivel": "saldo_na_faixa", "parte_no_nivel": "parte_na_faixa"}
    return _declarada(FAIXAS, tabela.rename(columns=nomes))


def _evolucao(completos: pd.DataFrame, medicoes: pd.DataFrame) -> pd.DataFrame:
    """Cada balancete menos o anterior da mesma cooperativa; havendo medições combinadas, só os meses delas."""
    combinados = medicoes.dropna(subset=["mes"]).drop_duplicates("mes").set_index("mes")["momento"]
    if completos["mes"].isin(combinados.index).groupby(completos["cooperativa"]).sum().max() > 1:
        completos = completos[completos["mes"].isin(combinados.index)]
    grupos = completos.groupby("cooperativa")
    antes = grupos[["mes", *_CRESCEM, *COMPARAVEIS]].shift()
    colunas = {"mes_anterior": antes["mes"], "momento": completos["mes"].map(combinados)}
    for nome in _CRESCEM:
        base = antes[nome].where(antes[nome] > 0)
        colunas[f"cresceu_{nome}"] = 100 * (completos[nome] - antes[nome]) / base
    for nome in COMPARAVEIS:
        colunas[f"mudou_{nome}"] = completos[nome] - antes[nome]
    return _declarada(EVOLUCAO, completos.assign(**colunas).dropna(subset=["mes_anterior"]))


def _sem_dado(recentes: pd.DataFrame) -> pd.DataFrame:
    """O que falta no último balancete de cada uma, e por que o arquivo não o trouxe."""
    itens = [campo.nome for campo in ITENS if campo not in RISCOS + ATRASOS]
    porque = {nome: _SO_A_MAO if nome in _A_MAO else _NAO_ESTA for nome in itens}
    sem_faixas = atraso.por_que_faltam(recentes)
    tabela = recentes.assign(
        risco=recentes[list(_NIVEIS)].sum(axis=1, min_count=1), faixas=sem_faixas.eq("").map({True: 1.0, False: None})
    )
    longa = tabela.melt(["cooperativa", "mes"], [*itens, "risco", "faixas"], "nome", "valor", ignore_index=False)
    longa = longa[longa["valor"].isna()].sort_values("cooperativa", kind="stable")
    grupos = {"risco": "Níveis de risco da carteira", "faixas": "Faixas de atraso da carteira"}
    rotulos = {campo.nome: campo.rotulo for campo in ITENS} | grupos
    motivos = longa["nome"].map(porque | {"risco": _NAO_ESTA})
    motivos = motivos.mask((longa["nome"] == "risco") & (longa["mes"] > "2024-12"), _ACABOU)
    motivos = motivos.mask(longa["nome"] == "faixas", sem_faixas.reindex(longa.index))
    return _declarada(SEM_DADO, longa.assign(item_sem_dado=longa["nome"].map(rotulos), por_que_falta=motivos))


# ------------------------------------------------------------------ leitura


def leitura(saidas: Saidas) -> list[str]:
    """De onde vem e para onde vai o dinheiro, o atraso, as sobras e o que mudou; o resto está nas tabelas."""
    rede, todas = saidas["rede_por_mes"], saidas["por_cooperativa"]
    if rede.empty:
        return ["Não há balancete para mostrar."]
    sozinha = todas["cooperativa"].nunique() == 1
    quem = todas["cooperativa"].iloc[0] if sozinha else "a rede"
    ultimo = rede.iloc[-1]
    frases = [
        f"Em {formato.mes_por_extenso(ultimo['mes'])}, {_frase_do_credito(quem, ultimo)}",
        _frase_das_fontes(ultimo),
        atraso.frase_do_mes(ultimo, saidas),
        _frase_das_sobras(todas[todas["mes"] == ultimo["mes"]], sozinha),
        _frase_da_evolucao(saidas["evolucao"], sozinha),
    ]
    return [frase for frase in frases if frase]


def _frase_do_credito(quem: str, ultimo: pd.Series) -> str:
    emprestado = ultimo["credito_no_ativo"]
    if pd.isna(emprestado):
        return f"não se sabe quanto do que {quem} tem está emprestado: falta o crédito ou o ativo."
    if emprestado == 0:
        return f"{quem} não tinha nada emprestado às associadas e aos associados."
    quanto = formato.dinheiro(emprestado)
    frase = f"de cada R$ 100 que {quem} tem, {quanto} estão emprestados a quem é associado"
    do_mes = alvo("e1", ultimo["mes"])
    if not do_mes.fonte:
        return f"{frase}."
    entre = f"{formato.dinheiro(do_mes.minimo, 0)} a {formato.dinheiro(do_mes.maximo, 0)}"
    situacao = {
        "abaixo do alvo": f"É menos que os {entre} que o PEARLS recomenda: há dinheiro parado ou aplicado fora",
        "acima do alvo": f"É mais que os {entre} que o PEARLS recomenda: sobra pouco para os saques",
        "no alvo": f"Está dentro dos {entre} que o PEARLS recomenda",
    }[_situacao(emprestado, do_mes)]
    return f"{frase}. {situacao}."


def _frase_das_fontes(ultimo: pd.Series) -> str:
    nomes = (
        ("depositos_no_ativo", "vêm de depósitos"),
        ("emprestimos_no_ativo", "de empréstimos tomados"),
        ("patrimonio_no_ativo", "são patrimônio próprio"),
    )
    partes = [f"{formato.dinheiro(ultimo[n])} {texto}" for n, texto in nomes if pd.notna(ultimo[n])]
    return f"Desses R$ 100, {formato.juntar(partes)}." if partes else ""


def _frase_das_sobras(do_mes: pd.DataFrame, sozinha: bool) -> str:
    sabidas = do_mes["sobras_do_semestre"].dropna()
    if sabidas.empty:
        return ""
    soma = sabidas.sum()
    de_quantas = "" if sozinha else f", somando {formato.plural(len(sabidas), 'cooperativa', 'cooperativas')}"
    if soma == 0:
        return f"O semestre não tem sobras nem perdas{de_quantas}."
    nome = "sobras" if soma > 0 else "perdas"
    return f"O semestre soma {formato.dinheiro(abs(soma))} de {nome}, que ainda não estão no patrimônio{de_quantas}."


def _frase_dos_pares(pares: pd.DataFrame, sozinha: bool) -> str:
    credito = pares[pares["razao_do_balancete"] == PELO_NOME["credito_no_ativo"].campo.rotulo]
    comparadas = credito[credito["mediana_dos_pares"].notna() & credito["valor_da_razao"].notna()]
    if comparadas.empty:
        return (
            f"Sem pelo menos {MINIMO_DE_PARES} cooperativas de tamanho parecido no mesmo mês, não há com quem "
            "comparar. O arquivo de balancetes do mês, com todas, serve para isso."
        )
    if not sozinha:
        acima = int((comparadas["valor_da_razao"] > comparadas["mediana_dos_pares"]).sum())
        quantas = formato.plural(len(comparadas), "cooperativa comparada", "cooperativas comparadas")
        emprestam = {0: "nenhuma empresta", 1: "1 empresta"}.get(acima, f"{acima} emprestam")
        return f"De {quantas}, {emprestam} mais do que a metade das de tamanho parecido."
    linha = comparadas.iloc[0]
    como = {"entre as menores": "empresta menos", "entre as maiores": "empresta mais"}.get(
        linha["diante_do_grupo"], "empresta como a maioria"
    )
    return (
        f"Diante de {linha['pares_na_conta']:.0f} cooperativas de tamanho parecido, {como}: metade delas tem até "
        f"{formato.dinheiro(linha['mediana_dos_pares'])} emprestados de cada R$ 100."
    )


def _frase_da_evolucao(evolucao: pd.DataFrame, sozinha: bool) -> str:
    if evolucao.empty:
        return "Com o balancete de outro mês se verá o que mudou."
    ultimas = evolucao.groupby("cooperativa").tail(1).dropna(subset=["cresceu_carteira_bruta"])
    if ultimas.empty:
        return ""
    if not sozinha:
        quantas = int((ultimas["cresceu_carteira_bruta"] > 0).sum())
        de_quantas = formato.plural(len(ultimas), "cooperativa", "cooperativas")
        cresceu = f"cresceu em {quantas}" if quantas else "não cresceu em nenhuma"
        return f"A carteira bruta {cresceu} de {de_quantas}, sem descontar a inflação."
    linha = ultimas.iloc[0]
    meses = f"De {formato.mes_por_extenso(linha['mes_anterior'])} a {formato.mes_por_extenso(linha['mes'])}"
    cresceu = linha["cresceu_carteira_bruta"]
    if abs(cresceu) < 0.05:
        return f"{meses}, a carteira bruta ficou do mesmo tamanho, sem descontar a inflação."
    verbo = "cresceu" if cresceu > 0 else "encolheu"
    return f"{meses}, a carteira bruta {verbo} {formato.percentual(abs(cresceu))}, sem descontar a inflação."


def _frase_dos_riscos(saidas: Saidas) -> str:
    riscos = saidas["riscos"]
    total = riscos["saldo_no_nivel"].sum() if len(riscos) else 0
    if not total:
        return "Não há níveis de risco neste balancete."
    altos = riscos.loc[riscos["nivel_de_risco"].isin(list("DEFGH")), "saldo_no_nivel"].sum()
    quando = formato.juntar(formato.mes_por_extenso(mes) for mes in sorted(riscos["mes"].unique()))
    return (
        f"Em {quando}, de cada R$ 100 da carteira classificada, {formato.dinheiro(100 * altos / total)} estavam nos "
        "níveis de D a H. As letras são o risco que a cooperativa deu, e não os dias de atraso."
    )


def _frase_do_tempo(saidas: Saidas) -> str:
    meses = saidas["por_cooperativa"]["mes"].nunique() if len(saidas["por_cooperativa"]) else 0
    if meses < 2:
        return "Com um mês só ainda não há caminho para ver."
    por_mes = saidas["rede_por_mes"]
    primeiro, ultimo = por_mes["credito_no_ativo"].iloc[0], por_mes["credito_no_ativo"].iloc[-1]
    return f"O crédito foi de {formato.percentual(primeiro)} para {formato.percentual(ultimo)} do ativo."


# ------------------------------------------------------------------ declarações

_RAZAO = Campo("razao_do_balancete", "Conta", ajuda="Que parte de que todo.")
_VALOR = Campo("valor_da_razao", "Valor", "percentual", casas=2)
_INDICADOR = Campo("indicador_pearls", "Indicador PEARLS")

POR_COOPERATIVA = Saida(
    "por_cooperativa",
    "Cada cooperativa em cada mês",
    "cooperativa e mês",
    (COOPERATIVA, MES, RAIZ_DO_CNPJ, *(c for c in ITENS if c not in RISCOS), *DERIVADOS, *(r.campo for r in RAZOES)),
)
REDE_POR_MES = Saida(
    "rede_por_mes",
    "A rede em cada mês",
    "mês",
    (
        MES,
        Campo("cooperativas_no_mes", "Cooperativas no mês", "inteiro", "Com balancete neste mês."),
        *(razao.campo for razao in RAZOES),
    ),
)
NA_CONTA = Saida(
    "na_conta_da_rede",
    "Quem entrou em cada conta da rede",
    "mês e conta",
    (
        MES,
        _RAZAO,
        Campo("cooperativas_na_conta", "Cooperativas na conta", "inteiro", "Têm os dois números."),
        Campo("cooperativas_fora", "Cooperativas fora da conta", "inteiro", "Falta a parte ou o todo."),
    ),
)
PEARLS = Saida(
    "pearls",
    "As contas do PEARLS que o balancete permite",
    "cooperativa e indicador",
    (
        COOPERATIVA,
        MES,
        _INDICADOR,
        _VALOR,
        Campo("alvo_minimo", "Alvo: pelo menos", "percentual"),
        Campo("alvo_maximo", "Alvo: no máximo", "percentual"),
        Campo("situacao_pearls", "Situação"),
        Campo("fonte_do_alvo", "De onde vem o alvo"),
    ),
)
DE_FORA = Saida(
    "pearls_de_fora",
    "As contas do PEARLS que um balancete não permite",
    "indicador",
    (_INDICADOR, Campo("por_que_fora", "Por quê")),
)
DIANTE_DOS_PARES = Saida(
    "diante_dos_pares",
    "Diante de cooperativas de tamanho parecido",
    "cooperativa e conta",
    (
        COOPERATIVA,
        MES,
        _RAZAO,
        _VALOR,
        Campo("quartil_de_baixo", "Um quarto dos pares tem até", "percentual", casas=2),
        Campo("mediana_dos_pares", "Metade dos pares tem até", "percentual", casas=2),
        Campo("quartil_de_cima", "Três quartos dos pares têm até", "percentual", casas=2),
        Campo(
            "pares_na_conta", "Pares na conta", "inteiro", "Cooperativas do mesmo mês com ativo entre metade e o dobro."
        ),
        Campo("diante_do_grupo", "Diante do grupo"),
    ),
)
NIVEIS = Saida(
    "riscos",
    "A carteira por nível de risco",
    "cooperativa e nível",
    (
        COOPERATIVA,
        MES,
        Campo("nivel_de_risco", "Nível de risco", ajuda="De AA, o menor risco, a H, o maior."),
        Campo("saldo_no_nivel", "Saldo", "dinheiro"),
        Campo("parte_no_nivel", "Parte da carteira", "percentual"),
    ),
)
FAIXAS = Saida(
    "faixas_de_risco",
    "A carteira em três faixas de risco",
    "cooperativa e faixa",
    (COOPERATIVA, MES, Campo("faixa_de_risco", "Faixa de risco"), atraso.SALDO_NA_FAIXA, atraso.PARTE_NA_FAIXA),
)
EVOLUCAO = Saida(
    "evolucao",
    "O que mudou de um balancete para outro",
    "cooperativa e mês",
    (
        COOPERATIVA,
        Campo("mes_anterior", "Comparado com", "mes"),
        MES,
        MOMENTO,
        *(
            Campo(f"cresceu_{nome}", f"Cresceu: {rotulo.lower()}", "percentual", "Sem descontar a inflação.")
            for nome, rotulo in ((c.nome, c.rotulo) for c in (*ITENS, *DERIVADOS) if c.nome in _CRESCEM)
        ),
        *(
            Campo(f"mudou_{r.campo.nome}", f"Mudou: {r.campo.rotulo.lower()}", "numero", unidade="p.p.", casas=2)
            for r in COMPARAVEIS.values()
        ),
    ),
)
SEM_DADO = Saida(
    "sem_dado",
    "O que falta",
    "cooperativa e item",
    (COOPERATIVA, MES, Campo("item_sem_dado", "Item"), Campo("por_que_falta", "Por que falta")),
)

DIAGNOSTICO_CREDITO = Instrumento(
    nome="diagnostico_credito",
    titulo="Leitura do balancete",
    pergunta="De onde vem e para onde vai o dinheiro da cooperativa de crédito?",
    explicacao=(
        "O balancete é a lista de todas as contas num dia. Dele se tira quanto a cooperativa tem (ativo), quanto "
        "deve às associadas e aos associados (depósitos), quanto é dela (patrimônio líquido) e quanto emprestou "
        "(operações de crédito). Dividindo uma coisa pela outra se vê se o dinheiro das pessoas está sendo "
        "emprestado a elas. O formulário do documento pede as operações de crédito na conta 6.1.0.00.00, e isso é "
        "um engano: a 6.1 é o patrimônio líquido. O crédito está na 1.6.0.00.00, e é dela que o caderno lê. O ativo "
        "total são os grupos 1 e 2; a conta 3.9.9 soma também a compensação, que não é dinheiro da cooperativa. Os "
        "alvos são do PEARLS, as medidas que as cooperativas de crédito usam no mundo; só se comparam as contas que um "
        "balancete permite, e as outras ficam nomeadas. Até 2024 o balancete traz o risco em letras. Desde 2025 traz "
        "os dias de atraso, em faixas; a taxa de mais de 90 dias é exata, e as de 30 e 60 vão de um mínimo a um "
        "máximo, porque as operações com problema e até 90 dias não dizem quantos dias têm. A "
        "comparação com outras cooperativas é proposta deste caderno: as do mesmo mês com ativo entre a metade e o "
        f"dobro, e só quando há pelo menos {MINIMO_DE_PARES}."
    ),
    formula=(
        "ativo total = grupo 1 + grupo 2; patrimônio ajustado = grupos 6 + 7 + 8; carteira bruta = operações de "
        "crédito + provisão; atraso de mais de 60 dias, pelo menos = (61 a 90 + mais de 90) ÷ as seis faixas, e no "
        "máximo, mais as com problema até 90; cada conta = parte ÷ todo × 100, e na rede soma das partes ÷ soma dos "
        "todos; mediana e "
        "quartos dos pares pela ordem dos valores"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(
        POR_COOPERATIVA,
        REDE_POR_MES,
        NA_CONTA,
        PEARLS,
        DE_FORA,
        DIANTE_DOS_PARES,
        NIVEIS,
        FAIXAS,
        atraso.CARTEIRA_POR_ATRASO,
        atraso.TAXAS_DO_BALANCETE,
        EVOLUCAO,
        SEM_DADO,
    ),
    fonte=Fonte(CHAMADA, "Anexo III, item 2, e PEARLS", ("A216",)),
    graficos=(
        Grafico(
            "barras",
            "diante_dos_pares",
            "Cada conta, com a mediana das cooperativas de tamanho parecido",
            {
                "categoria": "razao_do_balancete",
                "valor": "valor_da_razao",
                "grupo": "cooperativa",
                "regua": "mediana_dos_pares",
            },
            lambda saidas: _frase_dos_pares(
                saidas["diante_dos_pares"], saidas["por_cooperativa"]["cooperativa"].nunique() == 1
            ),
        ),
        Grafico(
            "linhas",
            "por_cooperativa",
            "Quanto do ativo está emprestado, mês a mês",
            {"x": "mes", "valor": "credito_no_ativo", "serie": "cooperativa"},
            _frase_do_tempo,
        ),
        Grafico(
            "barras_empilhadas",
            "faixas_de_risco",
            "O risco da carteira, no último balancete que o traz",
            {"categoria": "cooperativa", "valor": "parte_na_faixa", "parte": "faixa_de_risco"},
            _frase_dos_riscos,
        ),
        Grafico(
            "barras",
            "atraso_do_balancete",
            "Os dias de atraso, no último balancete que os traz",
            {
                "categoria": "faixa_de_atraso",
                "valor": "atraso_pelo_menos",
                "grupo": "cooperativa",
                "regua": "atraso_no_maximo",
            },
            atraso.frase_do_desenho,
        ),
    ),
    essenciais=("balancetes",),
    cuidado=(
        "O balancete é a fotografia de um dia e não diz a quem se emprestou: não separa pequenos negócios nem porte. "
        "O atraso das faixas é de tudo o que a cooperativa tem a receber, com títulos e outros ativos, e por isso não "
        "é o indicador de inadimplência, que vem da lista de operações. Os alvos do PEARLS são de cooperativas de "
        "poupança e crédito do mundo todo; uma cooperativa nova, ou "
        "que centraliza muito, pode estar fora deles por boas razões. Na conta da rede, somar uma central com as suas "
        "singulares conta duas vezes o dinheiro centralizado. Crescimentos não descontam a inflação."
    ),
)
