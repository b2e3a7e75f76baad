"""Que crédito a cooperativa faz para os pequenos negócios, quanto, a que preço e por quanto tempo?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito.levantamento import mais_novo
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVA
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Quadro, Regra, Saida, Saidas

MODALIDADES = (
    "desconto de cheques",
    "financiamento rural",
    "capital de giro",
    "financiamento de bens",
    "outras",
)
GARANTIAS = ("aval", "grupo solidário", "alienação do bem", "recebíveis", "imóvel", "fundo de aval", "sem garantia")
MESES_NO_ANO = 12

OPERACOES_USUAIS = Quadro(
    "operacoes_usuais",
    "Operações usuais",
    "Uma linha para cada modalidade, também para as que a cooperativa não faz. Só o crédito para pequenos negócios.",
    modulo=7,
    chave=("cooperativa", "mes", "operacao_usual"),
    campos=(
        COOPERATIVA,
        MES,
        Campo(
            "operacao_usual",
            "Operação usual",
            "opcao",
            "O tipo de crédito.",
            obrigatorio=True,
            opcoes=MODALIDADES,
            sinonimos=("modalidade", "tipo de operação", "operação"),
            exemplo="capital de giro",
        ),
        Campo(
            "opera",
            "Faz?",
            "sim_nao",
            "Se a cooperativa faz este crédito para pequenos negócios.",
            obrigatorio=True,
            sinonimos=("realiza", "oferece"),
            exemplo="sim",
        ),
        Campo(
            "contratado_em_12_meses",
            "Contratado em 12 meses",
            "dinheiro",
            "Quanto foi emprestado nos últimos 12 meses, e não o saldo.",
            minimo=0,
            sinonimos=("volume", "volume contratado", "concessões"),
            exemplo="480.000,00",
        ),
        Campo(
            "juros_ao_mes",
            "Juros ao mês",
            "percentual",
            "A taxa mais comum, por mês.",
            minimo=0,
            maximo=30,
            casas=2,
            sinonimos=("taxa", "taxa de juros", "preço"),
            exemplo="1,95",
        ),
        Campo(
            "prazo",
            "Prazo",
            "numero",
            "O prazo mais comum.",
            unidade="meses",
            minimo=0,
            sinonimos=("prazo médio", "prazo em meses"),
            exemplo="18",
        ),
        Campo(
            "garantias",
            "Garantias pedidas",
            "lista",
            "As mais comuns. Separe com ponto e vírgula.",
            opcoes=GARANTIAS,
            sinonimos=("garantias comumente exigidas",),
            exemplo="aval; alienação do bem",
        ),
    ),
    regras=(
        Regra(
            "contratado_em_12_meses",
            "Está escrito que não faz {operacao_usual}, mas há valor contratado. Confira.",
            lambda t: (t["opera"] == "não") & (t["contratado_em_12_meses"] > 0),
        ),
    ),
)


def juros_ao_ano(ao_mes):
    """Juros ao ano [%] que resultam de juros ao mês [%], um mês sobre o outro; vazio continua vazio.

    >>> round(juros_ao_ano(2.0), 2)
    26.82
    """
    return 100 * ((1 + ao_mes / 100) ** MESES_NO_ANO - 1)


def calcular(operacoes_usuais: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A mistura de produtos de cada cooperativa e da rede, com preço, prazo e garantias.

    Juros e prazo da rede pesam pelo contratado: a taxa de quem empresta pouco não vale a de quem
    empresta muito. Modalidade que se faz sem valor anotado é contada à parte.
    """
    linhas = mais_novo(operacoes_usuais)
    linhas = linhas.assign(
        contratado_em_12_meses=linhas["contratado_em_12_meses"].where(linhas["opera"] == "sim"),
        juros_ao_ano=juros_ao_ano(linhas["juros_ao_mes"]),
        _ordem=linhas["operacao_usual"].map(MODALIDADES.index).astype(float),
    ).sort_values(["cooperativa", "_ordem"])
    total = linhas.groupby("cooperativa")["contratado_em_12_meses"].transform("sum")
    linhas["parte_do_contratado"] = contas.porcento(linhas["contratado_em_12_meses"], total)
    return {
        "por_cooperativa": _declarada(POR_COOPERATIVA, linhas),
        "rede": _rede(linhas),
        "garantias": _garantias(linhas),
    }


def _rede(linhas: pd.DataFrame) -> pd.DataFrame:
    tabela = []
    total = contas.somar(linhas["contratado_em_12_meses"])
    for _, grupo in linhas.groupby("_ordem"):
        fazem = grupo[grupo["opera"] == "sim"]
        contratado = contas.somar(fazem["contratado_em_12_meses"])
        juros = contas.media_ponderada(fazem["juros_ao_mes"], fazem["contratado_em_12_meses"])
        tabela.append(
            {
                "operacao_usual": grupo["operacao_usual"].iloc[0],
                "cooperativas_que_fazem": float(len(fazem)),
                "cooperativas": float(len(grupo)),
                "contratado_em_12_meses": contratado,
                "parte_do_contratado": contas.porcento(contratado, total),
                "juros_medios": juros,
                "juros_ao_ano": juros_ao_ano(juros),
                "prazo_medio": contas.media_ponderada(fazem["prazo"], fazem["contratado_em_12_meses"]),
                "sem_valor": float(fazem["contratado_em_12_meses"].isna().sum()),
            }
        )
    return pd.DataFrame(tabela, columns=REDE.nomes)


def _garantias(linhas: pd.DataFrame) -> pd.DataFrame:
    """Em quantas modalidades e cooperativas cada garantia é pedida."""
    pedidas = linhas[linhas["opera"] == "sim"].dropna(subset=["garantias"])
    pedidas = pedidas.assign(garantia=pedidas["garantias"].str.split("; ")).explode("garantia")
    grupos = pedidas.groupby("garantia")["cooperativa"]
    tabela = pd.DataFrame({"vezes_pedida": grupos.size(), "cooperativas": grupos.nunique()}).astype(float)
    ordem = tabela.reset_index().sort_values(["vezes_pedida", "garantia"], ascending=[False, True])
    return _declarada(GARANTIAS_PEDIDAS, ordem)


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """De que crédito a rede vive, onde o preço mais difere, o que ninguém faz e o que falta anotar."""
    rede, linhas = saidas["rede"], saidas["por_cooperativa"]
    if rede.empty:
        return ["Ainda não há operações anotadas."]
    frases = [_conclusao(rede), _frase_do_preco(linhas), _frase_das_ausentes(rede), _frase_das_garantias(saidas)]
    sem = int(rede["sem_valor"].sum())
    if sem:
        casos = formato.plural(sem, "modalidade que se faz não tem", "modalidades que se fazem não têm")
        frases.append(f"{casos[0].upper()}{casos[1:]} valor anotado, e por isso a mistura está incompleta.")
    return [frase for frase in frases if frase]


def _conclusao(rede: pd.DataFrame) -> str:
    com_valor = rede.dropna(subset=["parte_do_contratado"]).sort_values("parte_do_contratado", ascending=False)
    if com_valor.empty:
        fazem = rede.query("cooperativas_que_fazem > 0")["operacao_usual"]
        if fazem.empty:
            return "Nenhuma das modalidades anotadas é feita para pequenos negócios."
        return f"Faz-se {formato.juntar(fazem)}, mas sem os valores não se sabe quanto de cada."
    maior = com_valor.iloc[0]
    parte = formato.percentual(maior["parte_do_contratado"], 0)
    if len(com_valor.query("contratado_em_12_meses > 0")) == 1:
        return f"Todo o crédito anotado para pequenos negócios é {maior['operacao_usual']}."
    if maior["parte_do_contratado"] >= 50:
        return f"A maior parte do crédito para pequenos negócios é {maior['operacao_usual']}: {parte} do contratado."
    return f"O crédito está repartido: a maior modalidade, {maior['operacao_usual']}, é {parte} do contratado."


def _frase_do_preco(linhas: pd.DataFrame) -> str:
    """A modalidade em que duas cooperativas cobram mais diferente."""
    grupos = linhas[linhas["opera"] == "sim"].dropna(subset=["juros_ao_mes"]).groupby("operacao_usual")["juros_ao_mes"]
    distancia = (grupos.max() - grupos.min())[grupos.size() > 1]
    if distancia.empty or distancia.max() == 0:
        return ""
    qual = distancia.idxmax()
    do_tipo = linhas[linhas["operacao_usual"] == qual].set_index("cooperativa")["juros_ao_mes"]
    menor, maior = (formato.percentual(v, 2) for v in (do_tipo.min(), do_tipo.max()))
    return (
        f"O preço mais diferente é o de {qual}: de {menor} ao mês ({do_tipo.idxmin()}) a {maior} ({do_tipo.idxmax()})."
    )


def _frase_das_ausentes(rede: pd.DataFrame) -> str:
    ninguem = rede.query("cooperativas_que_fazem == 0")["operacao_usual"]
    return f"Nenhuma cooperativa faz {formato.juntar(ninguem, 'nem')}." if len(ninguem) else ""


def _frase_das_garantias(saidas: Saidas) -> str:
    garantias = saidas["garantias"]
    return f"A garantia mais pedida é {garantias['garantia'].iloc[0]}." if len(garantias) else ""


def _frase_da_mistura(saidas: Saidas) -> str:
    com_valor = saidas["por_cooperativa"].dropna(subset=["parte_do_contratado"])
    if com_valor.empty:
        return "Ainda não há valores para mostrar."
    maiores = com_valor.loc[com_valor.groupby("cooperativa")["parte_do_contratado"].idxmax()]
    partes = [f"em {m['cooperativa']}, {m['operacao_usual']}" for _, m in maiores.iterrows()]
    return f"O que mais se contrata: {formato.juntar(partes)}."


def _frase_dos_juros(saidas: Saidas) -> str:
    tabela = saidas["por_cooperativa"].dropna(subset=["juros_ao_mes"])
    if tabela.empty:
        return "Ainda não há juros para mostrar."
    menor, maior = (formato.percentual(v, 2) for v in (tabela["juros_ao_mes"].min(), tabela["juros_ao_mes"].max()))
    return f"Os juros anotados vão de {menor} a {maior} ao mês."


_MODALIDADE, _CONTRATADO = OPERACOES_USUAIS.campo("operacao_usual"), OPERACOES_USUAIS.campo("contratado_em_12_meses")
_PARTE = Campo("parte_do_contratado", "Parte do contratado", "percentual")
_AO_ANO = Campo("juros_ao_ano", "Juros ao ano", "percentual", melhor="menor")
_COOPERATIVAS = Campo("cooperativas", "Cooperativas", "inteiro")

POR_COOPERATIVA = Saida(
    "por_cooperativa",
    "A mistura de produtos de cada cooperativa",
    "cooperativa e modalidade",
    (
        COOPERATIVA,
        MES,
        _MODALIDADE,
        OPERACOES_USUAIS.campo("opera"),
        _CONTRATADO,
        _PARTE,
        OPERACOES_USUAIS.campo("juros_ao_mes"),
        _AO_ANO,
        OPERACOES_USUAIS.campo("prazo"),
        OPERACOES_USUAIS.campo("garantias"),
    ),
)
REDE = Saida(
    "rede",
    "A mistura de produtos da rede",
    "operacao_usual",
    (
        _MODALIDADE,
        Campo("cooperativas_que_fazem", "Cooperativas que fazem", "inteiro"),
        _COOPERATIVAS,
        _CONTRATADO,
        _PARTE,
        Campo("juros_medios", "Juros médios ao mês", "percentual", "Pesados pelo contratado.", casas=2),
        _AO_ANO,
        Campo("prazo_medio", "Prazo médio", "numero", "Pesado pelo contratado.", unidade="meses"),
        Campo("sem_valor", "Sem valor anotado", "inteiro"),
    ),
)
GARANTIAS_PEDIDAS = Saida(
    "garantias",
    "Garantias que se pedem",
    "garantia",
    (Campo("garantia", "Garantia"), Campo("vezes_pedida", "Vezes pedida", "inteiro"), _COOPERATIVAS),
)

MISTURA_DE_PRODUTOS = Instrumento(
    nome="mistura_de_produtos",
    titulo="Operações usuais",
    pergunta="Que crédito se faz para os pequenos negócios, quanto, a que preço e por quanto tempo?",
    explicacao=(
        "Para cada modalidade, diga se a cooperativa faz, quanto emprestou em 12 meses, os juros e o prazo mais "
        "comuns e as garantias que pede. A parte de cada modalidade no que se emprestou é a mistura de produtos. "
        "Juros e prazo da rede pesam pelo que cada cooperativa emprestou. “Não faz” também é resposta: mostra o "
        "que falta a quem procura."
    ),
    formula=(
        "parte = contratado na modalidade ÷ contratado em todas; juros médios = soma de (juros × contratado) ÷ "
        "soma do contratado; juros ao ano = (1 + juros ao mês)^12 − 1"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_COOPERATIVA, REDE, GARANTIAS_PEDIDAS),
    fonte=Fonte(CHAMADA, "Anexo III, item 3", ("A217",)),
    graficos=(
        Grafico(
            "barras_empilhadas",
            "por_cooperativa",
            "De que é feito o crédito",
            {"categoria": "cooperativa", "valor": "parte_do_contratado", "parte": "operacao_usual"},
            _frase_da_mistura,
        ),
        Grafico(
            "halteres",
            "por_cooperativa",
            "Quanto se cobra ao mês",
            {"categoria": "operacao_usual", "valor": "juros_ao_mes", "ponto": "cooperativa"},
            _frase_dos_juros,
        ),
    ),
    essenciais=("operacoes_usuais",),
    proposta=True,
    cuidado="Juros não são todo o preço: tarifas, seguros e cotas-partes pedidas junto também custam.",
)
