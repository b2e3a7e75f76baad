"""Quanta gente preparada falta à cooperativa para atender os pequenos negócios, e que formação propor?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.instrumentos.credito.levantamento import mais_novo
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVA
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Escolha, Fonte, Grafico, Instrumento, Quadro, Regra, Saida, Saidas, Sugestao

TITULO = "Equipe e formação"
TODA_A_EQUIPE = "toda a equipe"
FUNCOES = (
    TODA_A_EQUIPE,
    "cadastro",
    "análise de crédito",
    "avaliação de garantias",
    "elaboração de contratos",
    "cobrança",
)

EQUIPE = Quadro(
    "equipe_de_credito",
    "Equipe para os pequenos negócios",
    "Uma linha para cada função. “Toda a equipe” é o total: quem faz duas coisas conta nas duas funções e uma vez só "
    "no total.",
    modulo=7,
    chave=("cooperativa", "mes", "funcao"),
    campos=(
        COOPERATIVA,
        MES,
        Campo(
            "funcao",
            "Função",
            "opcao",
            "O que a pessoa faz no crédito para pequenos negócios.",
            obrigatorio=True,
            opcoes=FUNCOES,
            sinonimos=("cargo", "profissionais", "área da equipe"),
            exemplo="análise de crédito",
        ),
        Campo(
            "pessoas_atuais",
            "Pessoas hoje",
            "inteiro",
            "Quem trabalha hoje nesta função com foco nos pequenos negócios.",
            unidade="pessoas",
            minimo=0,
            sinonimos=("colaboradores atuais", "atuais"),
            exemplo="4",
        ),
        Campo(
            "pessoas_capacitadas",
            "Pessoas preparadas",
            "inteiro",
            "Quantas destas já fizeram formação para atender pequenos negócios.",
            unidade="pessoas",
            minimo=0,
            sinonimos=("colaboradores capacitados", "capacitados", "treinados"),
            exemplo="1",
        ),
        Campo(
            "pessoas_necessarias",
            "Pessoas necessárias",
            "inteiro",
            "Quantas pessoas preparadas seriam precisas para o trabalho que existe.",
            unidade="pessoas",
            minimo=0,
            sinonimos=("colaboradores necessários", "necessários"),
            exemplo="3",
        ),
    ),
    regras=(
        Regra(
            "pessoas_capacitadas",
            "São {pessoas_capacitadas} pessoas preparadas em {pessoas_atuais} que trabalham hoje. "
            "Confira os dois números.",
            lambda t: t["pessoas_capacitadas"] > t["pessoas_atuais"],
        ),
    ),
)


def a_preparar(necessarias, capacitadas, atuais):
    """Quantas pessoas que já trabalham ali a formação pode preparar para cobrir a lacuna [pessoas].

    Aceita números ou colunas. Quem sobra não se prepara, e ninguém se prepara além de quem trabalha
    ali. Sem um dos números, NaN.

    >>> float(a_preparar(5, 1, 3)), float(a_preparar(2, 4, 4))
    (2.0, 0.0)
    """
    lacuna, sem_formacao = necessarias - capacitadas, atuais - capacitadas
    return np.maximum(np.minimum(lacuna, sem_formacao), 0.0)


def calcular(
    equipe_de_credito: pd.DataFrame, pessoas_por_turma: float, horas_do_curso: float
) -> dict[str, pd.DataFrame]:
    """A lacuna de cada cooperativa em cada função, a da rede e uma proposta de formação.

    Na rede, gente que sobra numa cooperativa não cobre o que falta em outra: somam-se só as faltas.
    Linha sem pessoas preparadas ou necessárias não entra na soma e é contada.
    """
    levantadas = mais_novo(equipe_de_credito)
    necessarias, capacitadas = levantadas["pessoas_necessarias"], levantadas["pessoas_capacitadas"]
    lacuna, preparar = necessarias - capacitadas, a_preparar(necessarias, capacitadas, levantadas["pessoas_atuais"])
    linhas = levantadas.assign(
        lacuna=lacuna,
        a_preparar=preparar,
        a_trazer=lacuna.clip(lower=0) - preparar,
        # Só conta como coberto o que era preciso: quem sobra não cobre duas vezes.
        cobertas=np.minimum(necessarias, capacitadas),
    )
    linhas["cobertura"] = contas.porcento(linhas["cobertas"], linhas["pessoas_necessarias"])
    linhas["_ordem"] = linhas["funcao"].map(FUNCOES.index).astype(float)
    linhas = linhas.sort_values(["cooperativa", "_ordem"])
    rede = _rede(linhas)
    return {
        "por_cooperativa": _declarada(POR_COOPERATIVA, linhas),
        "rede": _declarada(REDE, rede),
        "plano": _plano(rede, linhas, pessoas_por_turma, horas_do_curso),
    }


def _rede(linhas: pd.DataFrame) -> pd.DataFrame:
    inteiras = linhas.dropna(subset=["lacuna"])
    faltas = inteiras.assign(lacuna=inteiras["lacuna"].clip(lower=0))
    somas = ["pessoas_necessarias", "cobertas", "lacuna", "a_preparar", "a_trazer"]
    tabela = faltas.groupby("_ordem")[somas].agg(contas.somar)
    tabela["cobertura"] = contas.porcento(tabela["cobertas"], tabela["pessoas_necessarias"])
    tabela = tabela.rename(columns={"lacuna": "pessoas_que_faltam"})
    tabela["cooperativas"] = faltas.groupby("_ordem")["cooperativa"].nunique().astype(float)
    todas = linhas.groupby("_ordem")["cooperativa"].nunique().astype(float)
    tabela = tabela.reindex(todas.index)
    tabela["sem_resposta"] = todas - tabela["cooperativas"].fillna(0)
    tabela["funcao"] = [FUNCOES[int(i)] for i in tabela.index]
    return tabela.reset_index(drop=True)


def _plano(rede: pd.DataFrame, linhas: pd.DataFrame, por_turma: float, horas: float) -> pd.DataFrame:
    """Uma turma por função, da menos coberta à mais coberta. O total da equipe só entra se as funções faltarem."""
    funcoes = rede[rede["funcao"] != TODA_A_EQUIPE]
    escolhidas = (rede if funcoes.empty else funcoes).query("a_preparar > 0").sort_values("cobertura", kind="stable")
    turmas = np.ceil(contas.dividir(escolhidas["a_preparar"], por_turma))
    com_falta = linhas[linhas["a_preparar"] > 0].groupby("funcao")["cooperativa"].unique()
    return _declarada(
        PLANO,
        escolhidas.assign(
            turmas=turmas,
            horas_de_formacao=turmas * horas,
            de_quais=[formato.juntar(sorted(com_falta[f])) for f in escolhidas["funcao"]],
        ),
    )


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Quanta gente falta, onde falta mais, se formação resolve, e quem não respondeu."""
    rede, por_cooperativa = saidas["rede"], saidas["por_cooperativa"]
    sabidas = rede.dropna(subset=["pessoas_que_faltam"])
    if sabidas.empty:
        return ["Ainda não dá para saber quanta gente falta: escrevam as pessoas preparadas e as necessárias."]
    frases = [_conclusao(sabidas), _frase_da_menos_coberta(sabidas), _frase_do_plano(saidas["plano"])]
    frases.append(_frase_de_trazer(sabidas))
    sem = int(por_cooperativa["lacuna"].isna().sum())
    if sem:
        frases.append(f"{formato.plural(sem, 'linha ficou', 'linhas ficaram')} sem conta por falta de um dos números.")
    return [frase for frase in frases if frase]


def _das_funcoes(rede: pd.DataFrame) -> pd.DataFrame:
    """As linhas das funções; o total da equipe só quando ele é tudo o que há."""
    funcoes = rede[rede["funcao"] != TODA_A_EQUIPE]
    return rede if funcoes.empty else funcoes


def _conclusao(rede: pd.DataFrame) -> str:
    total = rede[rede["funcao"] == TODA_A_EQUIPE]
    if rede["pessoas_que_faltam"].sum() == 0:
        return "Há pessoas preparadas para tudo o que as cooperativas disseram precisar."
    if not total.empty:
        um = total.iloc[0]
        return (
            f"Das {formato.quantidade(um['pessoas_necessarias'])} pessoas preparadas que são precisas, "
            f"faltam {formato.quantidade(um['pessoas_que_faltam'])}."
        )
    faltam = _das_funcoes(rede)["pessoas_que_faltam"]
    onde = formato.plural(int((faltam > 0).sum()), "função", "funções")
    return f"Falta gente preparada em {onde}. Sem a linha “toda a equipe” não se sabe quantas pessoas são ao todo."


def _frase_da_menos_coberta(rede: pd.DataFrame) -> str:
    funcoes = _das_funcoes(rede).query("pessoas_que_faltam > 0").sort_values("cobertura", kind="stable")
    if funcoes.empty:
        return ""
    pior = funcoes.iloc[0]
    return (
        f"A função menos coberta é {pior['funcao']}: {formato.percentual(pior['cobertura'])} "
        f"do que é preciso, e faltam {formato.plural(pior['pessoas_que_faltam'], 'pessoa', 'pessoas')}."
    )


def _frase_do_plano(plano: pd.DataFrame) -> str:
    if plano.empty:
        return ""
    turmas = formato.plural(contas.somar(plano["turmas"]), "turma", "turmas")
    horas = formato.quantidade(contas.somar(plano["horas_de_formacao"]))
    return f"Proposta de formação: {turmas}, {horas} horas ao todo, a começar por {plano['funcao'].iloc[0]}."


def sugestoes(saidas: Saidas) -> list[Sugestao]:
    """Cada turma proposta, para o plano de trabalho."""
    acoes = []
    for _, p in saidas["plano"].iterrows():
        turmas = formato.plural(p["turmas"], "turma", "turmas")
        pessoas = formato.plural(p["a_preparar"], "pessoa", "pessoas")
        horas = formato.quantidade(p["horas_de_formacao"])
        acoes.append(f"Fazer {turmas} de {p['funcao']}: {pessoas}, {horas} horas ({p['de_quais']})")
    return [quadros.levar_ao_plano(acao, TITULO) for acao in acoes]


def _frase_de_trazer(rede: pd.DataFrame) -> str:
    """Formação não cria pessoas: o que passa de quem já trabalha ali é outra decisão."""
    funcoes = _das_funcoes(rede).query("a_trazer > 0")
    if funcoes.empty:
        return ""
    onde = formato.juntar(funcoes["funcao"])
    return f"Em {onde}, só formação não basta: há menos gente trabalhando do que o necessário."


def _frase_do_mapa(saidas: Saidas) -> str:
    tabela = saidas["por_cooperativa"].dropna(subset=["cobertura"])
    if tabela.empty:
        return "Ainda não há funções para mostrar."
    abaixo = int((tabela["cobertura"] < 50).sum())
    if not abaixo:
        return "Em todas as funções, pelo menos metade do que é preciso está coberto."
    quadrinhos = formato.plural(len(tabela), "quadrinho", "quadrinhos")
    return f"Em {abaixo} de {quadrinhos}, menos da metade do que é preciso está coberto."


_FUNCAO, _NECESSARIAS = EQUIPE.campo("funcao"), EQUIPE.campo("pessoas_necessarias")
_COBERTURA = Campo("cobertura", "Coberto", "percentual", "Do que é preciso, quanto há preparado.", melhor="maior")
_A_PREPARAR = Campo("a_preparar", "A preparar", "inteiro", "Já trabalham ali e falta formação.", unidade="pessoas")
_A_TRAZER = Campo("a_trazer", "A trazer", "inteiro", "Não trabalham ali hoje.", unidade="pessoas")

POR_COOPERATIVA = Saida(
    "por_cooperativa",
    "Cada cooperativa em cada função",
    "cooperativa e função",
    (
        COOPERATIVA,
        MES,
        _FUNCAO,
        EQUIPE.campo("pessoas_atuais"),
        EQUIPE.campo("pessoas_capacitadas"),
        _NECESSARIAS,
        Campo("lacuna", "Lacuna", "inteiro", "Negativa é folga.", unidade="pessoas", melhor="menor"),
        _A_PREPARAR,
        _A_TRAZER,
        _COBERTURA,
    ),
)
REDE = Saida(
    "rede",
    "A rede em cada função",
    "função",
    (
        _FUNCAO,
        _NECESSARIAS,
        Campo("pessoas_que_faltam", "Pessoas preparadas que faltam", "inteiro", unidade="pessoas", melhor="menor"),
        _A_PREPARAR,
        _A_TRAZER,
        _COBERTURA,
        Campo("cooperativas", "Cooperativas", "inteiro"),
        Campo("sem_resposta", "Sem resposta", "inteiro"),
    ),
)
PLANO = Saida(
    "plano",
    "Proposta de formação",
    "função",
    (
        _FUNCAO,
        _A_PREPARAR,
        Campo("turmas", "Turmas", "inteiro"),
        Campo("horas_de_formacao", "Horas de formação", "numero", unidade="h"),
        Campo("de_quais", "De quais cooperativas"),
    ),
)

LACUNA_DA_EQUIPE = Instrumento(
    nome="lacuna_da_equipe",
    titulo=TITULO,
    pergunta="Quanta gente preparada falta na cooperativa, e que formação propor?",
    explicacao=(
        "De cada função, diga quantas pessoas trabalham hoje, quantas já se prepararam e quantas seriam "
        "precisas. O que falta é o necessário menos o preparado. Uma parte se resolve com formação de quem já "
        "está. O resto pede gente nova ou outra divisão do trabalho, e isso nenhum curso resolve. Somam-se só as "
        "faltas: quem sobra numa cooperativa não atende no balcão da outra."
    ),
    formula=(
        "lacuna = necessárias − preparadas; a preparar = o menor entre a lacuna e quem trabalha ali sem formação; "
        "a trazer = lacuna − a preparar; coberto = soma do menor entre preparadas e necessárias ÷ soma das "
        "necessárias; turmas = a preparar ÷ pessoas por turma, arredondado para cima"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_COOPERATIVA, REDE, PLANO),
    fonte=Fonte(CHAMADA, "Anexo III, item 4", ("A218",)),
    graficos=(
        Grafico(
            "mapa_de_calor",
            "por_cooperativa",
            "Quanto do preciso está coberto",
            {"linha": "cooperativa", "coluna": "funcao", "valor": "cobertura"},
            _frase_do_mapa,
        ),
        Grafico(
            "barras",
            "rede",
            "Pessoas preparadas que faltam",
            {"categoria": "funcao", "valor": "pessoas_que_faltam"},
        ),
    ),
    escolhas=(
        Escolha(
            Campo("pessoas_por_turma", "Pessoas por turma", "inteiro", unidade="pessoas", minimo=1, exemplo="20"),
            padrao="20",
        ),
        Escolha(
            Campo("horas_do_curso", "Horas de cada curso", "inteiro", unidade="h", minimo=1, exemplo="16"),
            padrao="16",
        ),
    ),
    essenciais=("equipe_de_credito",),
    sugestoes=sugestoes,
    proposta=True,
    cuidado="O número de pessoas necessárias é opinião de quem responde. Perguntem como se chegou a ele.",
)
