"""Quem é cada cooperativa de crédito: onde está, quem associa e quanto as pessoas contam com ela?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito.levantamento import mais_novo
from caderno.instrumentos.credito.publico import FISICA, MAIOR, PEQUENOS, PORTE, PORTES, RURAL, SEM_PORTE
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVA, COOPERATIVAS
from caderno.instrumentos.credito.quadros_dos_indicadores import ASSOCIADOS
from caderno.instrumentos.quadros import MES
from caderno.modelo import NAO_SE_APLICA, Campo, Escolha, Fonte, Grafico, Instrumento, Quadro, Regra, Saida, Saidas

# Cada jeito de dizer que alguém conta com a cooperativa, e a coluna onde se anota quantos são.
DEFINICOES = {
    "maior parte da renda": "fieis_por_renda",
    "três produtos ou mais": "fieis_por_produtos",
    "usou nos últimos três meses": "fieis_por_uso",
    "declarada pela cooperativa": "fidelizacao_declarada",
}
DECLARADA = "declarada pela cooperativa"


def _fieis(nome: str, rotulo: str, ajuda: str, exemplo: str) -> Campo:
    return Campo(nome, rotulo, "inteiro", ajuda, unidade="pessoas", minimo=0, exemplo=exemplo)


QUADRO_SOCIAL = Quadro(
    "quadro_social",
    "Quadro social e fidelização",
    "Uma linha para cada cooperativa e mês. Não há uma definição só de fidelização: anotem as que souberem.",
    modulo=7,
    chave=("cooperativa", "mes"),
    campos=(
        COOPERATIVA,
        MES,
        Campo(
            "pessoas_juridicas_associadas",
            "Pessoas jurídicas associadas",
            "inteiro",
            "O total do relatório da cooperativa. Serve para conferir a soma dos portes.",
            minimo=0,
            sinonimos=("associados PJ", "PJ"),
            exemplo="410",
        ),
        Campo(
            "associados_olhados",
            "Associados olhados",
            "inteiro",
            "De quantos associados se sabe se contam com a cooperativa.",
            unidade="pessoas",
            minimo=0,
            sinonimos=("associados na medição",),
            exemplo="1.200",
        ),
        _fieis("fieis_por_renda", "Movimentam ali a maior parte da renda", "Seis reais de cada dez, ou mais.", "540"),
        _fieis("fieis_por_produtos", "Usam três produtos ou mais", "Conta, crédito, cartão, seguro…", "390"),
        _fieis("fieis_por_uso", "Usaram nos últimos três meses", "Qualquer movimento feito pela pessoa.", "870"),
        Campo(
            "fidelizacao_declarada",
            "Índice que a cooperativa declara",
            "percentual",
            "Quando ela tem um índice pronto e não diz como fez.",
            minimo=0,
            maximo=100,
            sinonimos=("índice de fidelização", "fidelização"),
            exemplo="48",
        ),
    ),
    regras=tuple(
        Regra(
            coluna,
            f"São {{{coluna}}} em {{associados_olhados}} associados olhados. Confira os dois números.",
            lambda t, coluna=coluna: t[coluna] > t["associados_olhados"],
        )
        for definicao, coluna in DEFINICOES.items()
        if definicao != DECLARADA
    ),
)

PERGUNTAS = tuple(nome for nome in COOPERATIVAS.nomes if nome != "cooperativa")


def calcular(
    cooperativas: pd.DataFrame, associados: pd.DataFrame, quadro_social: pd.DataFrame, definicao_de_fidelizacao: str
) -> dict[str, pd.DataFrame]:
    """A ficha de cada cooperativa, quem ela associa por porte e o índice de fidelização na definição escolhida.

    Vale o último mês anotado de cada cooperativa. O índice da rede é soma sobre soma, só com as
    cooperativas que têm essa definição; as outras são contadas.
    """
    por_porte, social = _por_porte(associados), mais_novo(quadro_social)
    fidelizacao = indices(social, definicao_de_fidelizacao)
    somas = _quadro_social(por_porte, social)
    return {
        "ficha": _ficha(cooperativas),
        "por_porte": _declarada(POR_PORTE, por_porte),
        "quadro_social": somas,
        "fidelizacao": fidelizacao,
        "rede": _rede(cooperativas, somas, fidelizacao),
    }


def _ficha(cooperativas: pd.DataFrame) -> pd.DataFrame:
    """Uma linha por cooperativa, com o que ainda se deve perguntar. "Não se aplica" é resposta; "não sei", não."""
    respondido = cooperativas[list(PERGUNTAS)].notna()
    for nome in PERGUNTAS if "_faltas" in cooperativas else ():
        respondido[nome] |= cooperativas["_faltas"].map(lambda faltas, n=nome: faltas.get(n) == NAO_SE_APLICA)
    rotulos = [COOPERATIVAS.campo(nome).rotulo for nome in PERGUNTAS]
    faltam = [
        formato.juntar(_minuscula(rotulo) for rotulo, tem in zip(rotulos, linha, strict=True) if not tem)
        for linha in respondido.itertuples(index=False)
    ]
    tabela = cooperativas.assign(respondido=contas.porcento(respondido.sum(axis=1), float(len(PERGUNTAS))))
    return _declarada(FICHA, tabela.assign(falta_perguntar=pd.Series(faltam, index=tabela.index, dtype=object)))


def _minuscula(rotulo: str) -> str:
    return rotulo if rotulo[:2].isupper() else rotulo[0].lower() + rotulo[1:]


def _por_porte(associados: pd.DataFrame) -> pd.DataFrame:
    """Associados por cooperativa e porte no último mês [pessoas], e a parte de cada porte [%]."""
    ultimos = mais_novo(associados)
    tabela = ultimos.groupby(["cooperativa", "mes", "porte"])["associados"].agg(contas.somar).reset_index()
    tabela["_ordem"] = tabela["porte"].map(PORTES.index).astype(float)
    total = tabela.groupby("cooperativa")["associados"].transform("sum")
    tabela["parte_dos_associados"] = contas.porcento(tabela["associados"], total)
    return tabela.sort_values(["cooperativa", "_ordem"])


def _quadro_social(por_porte: pd.DataFrame, social: pd.DataFrame) -> pd.DataFrame:
    """Pessoas físicas, jurídicas e pequenos negócios de cada cooperativa, e se a soma dos portes fecha."""

    def somar(portes) -> pd.Series:
        do_grupo = por_porte[por_porte["porte"].isin(portes)]
        return do_grupo.groupby("cooperativa")["associados"].agg(contas.somar)

    nomes = sorted({*por_porte["cooperativa"], *social["cooperativa"]})
    tabela = pd.DataFrame(index=pd.Index(nomes, name="cooperativa", dtype=object))
    tabela["ao_todo"] = somar(PORTES)
    tabela["fisicas"] = somar([FISICA])
    tabela["pequenos_negocios"] = somar(PEQUENOS.portes)
    tabela["juridicas"] = somar([*PEQUENOS.portes, MAIOR])
    tabela["produtores_rurais"] = somar([RURAL])
    tabela["sem_porte"] = somar([SEM_PORTE])
    tabela["parte_dos_pequenos"] = contas.porcento(tabela["pequenos_negocios"], tabela["ao_todo"])
    declaradas = social.set_index("cooperativa")["pessoas_juridicas_associadas"]
    # Só se compara o mesmo mês: entre dois meses o quadro social muda.
    meses = por_porte.groupby("cooperativa")["mes"].first().reindex(nomes)
    mesmo_mes = meses == social.set_index("cooperativa")["mes"].reindex(nomes)
    tabela["pessoas_juridicas_associadas"] = declaradas.reindex(nomes).where(mesmo_mes)
    tabela["nao_fecha"] = tabela["pessoas_juridicas_associadas"] - tabela["juridicas"]
    return _declarada(SOCIAL, tabela.reset_index())


def indices(social: pd.DataFrame, definicao: str) -> pd.DataFrame:
    """O índice de cada cooperativa e mês na definição escolhida [%]; sem o número ou a base, "não se aplica"."""
    olhados, anotado = social["associados_olhados"], social[DEFINICOES[definicao]]
    # O índice declarado já é uma porcentagem: sem a base ele se mostra, mas não entra na soma da rede.
    fieis = anotado * olhados / 100 if definicao == DECLARADA else anotado
    indice = anotado if definicao == DECLARADA else contas.porcento(anotado, olhados)
    tabela = social.assign(definicao=definicao, associados_fieis=fieis, fidelizacao=indice)
    return _declarada(FIDELIZACAO, tabela.sort_values(["cooperativa", "mes"]))


def _rede(cooperativas: pd.DataFrame, social: pd.DataFrame, fidelizacao: pd.DataFrame) -> pd.DataFrame:
    if cooperativas.empty and social.empty:
        return pd.DataFrame(columns=REDE.nomes)
    medidas = fidelizacao.dropna(subset=["associados_fieis", "associados_olhados"])
    indice = contas.porcento(contas.somar(medidas["associados_fieis"]), contas.somar(medidas["associados_olhados"]))
    linha = {
        "cooperativas": float(len(cooperativas)),
        "pontos_de_atendimento": contas.somar(cooperativas["pontos_de_atendimento"]),
        **{c: contas.somar(social[c]) for c in ("ao_todo", "fisicas", "juridicas", "pequenos_negocios")},
        "fidelizacao": indice,
        "com_fidelizacao": float(len(medidas)),
    }
    return pd.DataFrame([linha], columns=REDE.nomes).astype(float)


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Quantas são e quem associam, se a soma dos portes fecha, quanto se conta com elas e o que perguntar."""
    rede = saidas["rede"].iloc[0]
    frases = [
        _conclusao(rede, saidas["ficha"]["cooperativa"]),
        _frase_da_soma(saidas["quadro_social"]),
        _frase_da_fidelizacao(saidas["fidelizacao"], rede),
        _frase_do_que_falta(saidas["ficha"]),
    ]
    return [frase for frase in frases if frase]


def _conclusao(rede, nomes: pd.Series) -> str:
    uma = len(nomes) == 1
    quantas = formato.plural(len(nomes), "cooperativa de crédito", "cooperativas de crédito")
    if pd.isna(rede["ao_todo"]):
        quem = f"quem {nomes.iloc[0]} associa" if uma else "quem elas associam"
        return f"A rede tem {quantas}. Ainda não se sabe {quem}."
    parte = contas.porcento(rede["pequenos_negocios"], rede["ao_todo"])
    pequenos = (
        "mas não se sabe quantos são pequenos negócios"
        if pd.isna(parte)
        else f"dos quais {formato.percentual(parte)} são pequenos negócios"
    )
    comeco = f"{nomes.iloc[0]} tem" if uma else f"A rede tem {quantas}, com"
    return f"{comeco} {formato.plural(rede['ao_todo'], 'associado', 'associados')}, {pequenos}."


def _frase_da_soma(social: pd.DataFrame) -> str:
    tortas = social[social["nao_fecha"].abs() > 0]
    partes = [
        f"em {linha['cooperativa']}, a soma dos portes dá {formato.quantidade(linha['juridicas'])} "
        f"pessoas jurídicas e o relatório diz {formato.quantidade(linha['pessoas_juridicas_associadas'])}"
        for _, linha in tortas.iterrows()
    ]
    return f"A conta não fecha: {formato.juntar(partes)}." if partes else ""


def _frase_da_fidelizacao(fidelizacao: pd.DataFrame, rede) -> str:
    com_indice = fidelizacao.dropna(subset=["fidelizacao"]).sort_values("fidelizacao", kind="stable")
    if com_indice.empty:
        return "Na definição escolhida, nenhuma cooperativa tem índice de fidelização."
    definicao = com_indice["definicao"].iloc[0]
    if len(com_indice) == 1 or pd.isna(rede["fidelizacao"]):
        um = com_indice.iloc[-1]
        indice = formato.percentual(um["fidelizacao"])
        return f"Pela definição “{definicao}”, o índice de fidelização de {um['cooperativa']} é {indice}."
    menor, maior = com_indice.iloc[0], com_indice.iloc[-1]
    return (
        f"Pela definição “{definicao}”, {formato.percentual(rede['fidelizacao'])} dos associados contam com a "
        f"cooperativa: de {formato.percentual(menor['fidelizacao'])} ({menor['cooperativa']}) "
        f"a {formato.percentual(maior['fidelizacao'])} ({maior['cooperativa']})."
    )


def _frase_do_que_falta(ficha: pd.DataFrame) -> str:
    incompletas = ficha[ficha["respondido"] < 100]
    if incompletas.empty:
        return ""
    partes = [f"{linha['cooperativa']} ({linha['falta_perguntar']})" for _, linha in incompletas.iterrows()]
    return f"Na ficha falta perguntar a {formato.juntar(partes)}."


def _frase_dos_portes(saidas: Saidas) -> str:
    tabela = saidas["por_porte"]
    if tabela.empty:
        return "Ainda não há associados para mostrar."
    somas = tabela.groupby("porte")["associados"].sum()
    parte = formato.percentual(contas.porcento(somas.max(), somas.sum()))
    return f"O maior grupo é {somas.idxmax()}: {parte} dos associados."


def _frase_do_indice(saidas: Saidas) -> str:
    tabela = saidas["fidelizacao"].dropna(subset=["fidelizacao"])
    if tabela.empty:
        return "Ainda não há índice de fidelização para mostrar."
    maiores = tabela[tabela["fidelizacao"] == tabela["fidelizacao"].max()]["cooperativa"]
    return f"O maior índice é o de {formato.juntar(maiores)}."


_AO_TODO = Campo("ao_todo", "Associados ao todo", "inteiro")
_FISICAS = Campo("fisicas", "Pessoas físicas", "inteiro")
_JURIDICAS = Campo("juridicas", "Pessoas jurídicas, somando os portes", "inteiro")
_PEQUENOS = Campo("pequenos_negocios", "Pequenos negócios", "inteiro", "MEI, ME e EPP.")
INDICE = Campo("fidelizacao", "Índice de fidelização", "percentual", melhor="maior")
_PONTOS = COOPERATIVAS.campo("pontos_de_atendimento")

FICHA = Saida(
    "ficha",
    "A ficha de cada cooperativa",
    "cooperativa",
    (
        *(
            COOPERATIVAS.campo(nome)
            for nome in ("cooperativa", "municipio", "sistema", "condicao_de_associacao", "classificacao")
        ),
        _PONTOS,
        Campo("respondido", "Respondido", "percentual", "Das perguntas da ficha."),
        Campo("falta_perguntar", "Falta perguntar"),
    ),
)
POR_PORTE = Saida(
    "por_porte",
    "Quem cada cooperativa associa",
    "cooperativa e porte",
    (
        COOPERATIVA,
        MES,
        PORTE,
        ASSOCIADOS.campo("associados"),
        Campo("parte_dos_associados", "Parte dos associados", "percentual"),
    ),
    pessoas="associados",
)
SOCIAL = Saida(
    "quadro_social",
    "O quadro social de cada cooperativa",
    "cooperativa",
    (
        COOPERATIVA,
        _AO_TODO,
        _FISICAS,
        _JURIDICAS,
        QUADRO_SOCIAL.campo("pessoas_juridicas_associadas"),
        Campo("nao_fecha", "Diferença", "inteiro", "Relatório menos a soma dos portes, no mesmo mês."),
        _PEQUENOS,
        Campo("parte_dos_pequenos", "Parte dos pequenos negócios", "percentual"),
        Campo("produtores_rurais", "Produtores rurais com registro", "inteiro", "Nem sempre são pessoas jurídicas."),
        Campo("sem_porte", "Sem porte informado", "inteiro"),
    ),
    pessoas="ao_todo",
)
FIDELIZACAO = Saida(
    "fidelizacao",
    "Quanto se conta com a cooperativa",
    "cooperativa",
    (
        COOPERATIVA,
        MES,
        Campo("definicao", "Definição", ajuda="A que o grupo escolheu."),
        Campo("associados_fieis", "Contam com a cooperativa", "inteiro"),
        QUADRO_SOCIAL.campo("associados_olhados"),
        INDICE,
    ),
    pessoas="associados_olhados",
)
REDE = Saida(
    "rede",
    "A rede de cooperativas",
    "rede",
    (
        Campo("cooperativas", "Cooperativas", "inteiro"),
        _PONTOS,
        _AO_TODO,
        _FISICAS,
        _JURIDICAS,
        _PEQUENOS,
        INDICE,
        Campo("com_fidelizacao", "Na conta da fidelização", "inteiro", "Cooperativas com os dois números."),
    ),
)

DEFINICAO = Escolha(
    Campo(
        "definicao_de_fidelizacao",
        "O que é contar com a cooperativa",
        "opcao",
        "O documento pede o índice e não diz como se faz. Escolham uma definição e não mudem no meio.",
        opcoes=tuple(DEFINICOES),
    ),
    padrao="maior parte da renda",
)

IDENTIFICACAO = Instrumento(
    nome="identificacao",
    titulo="Quem é a cooperativa de crédito",
    pergunta="Quem é cada cooperativa de crédito, quem ela associa e quanto as pessoas contam com ela?",
    explicacao=(
        "A ficha guarda duas tipologias: quem pode se associar, que é a antiga, e o que o Banco Central autoriza a "
        "fazer, que é a de hoje. Os associados somam-se por porte, e a soma se confere com o total do relatório. "
        "Fidelização não tem uma definição só: o grupo escolhe uma, e ela vai escrita ao lado do número. "
        "Contar com a cooperativa não é o mesmo que usar muitos produtos, que é outro indicador."
    ),
    formula=(
        "índice de fidelização = associados que contam com a cooperativa, na definição escolhida ÷ associados "
        "olhados; na rede, soma sobre soma; pessoas jurídicas = MEI + ME + EPP + maiores"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(FICHA, POR_PORTE, SOCIAL, FIDELIZACAO, REDE),
    fonte=Fonte(CHAMADA, "Anexo III, item 1", ("A215",)),
    graficos=(
        Grafico(
            "barras_empilhadas",
            "por_porte",
            "Quem cada cooperativa associa",
            {"categoria": "cooperativa", "valor": "associados", "parte": "porte"},
            _frase_dos_portes,
        ),
        Grafico(
            "barras",
            "fidelizacao",
            "Índice de fidelização",
            {"categoria": "cooperativa", "valor": "fidelizacao"},
            _frase_do_indice,
        ),
    ),
    escolhas=(DEFINICAO,),
    essenciais=("cooperativas",),
    proposta=True,
    cuidado="Índices de definições diferentes não se comparam, nem entre cooperativas nem no tempo.",
)
