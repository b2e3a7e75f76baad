"""Onde estava cada indicador no começo, onde está agora, e o que mudou de uma medição a outra?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito import associados as n
from caderno.instrumentos.credito import carteira as s
from caderno.instrumentos.credito import inadimplencia as tx
from caderno.instrumentos.credito import medicao
from caderno.instrumentos.credito import produtos_usados as p
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVAS, MOMENTO
from caderno.instrumentos.credito.quadros_dos_indicadores import FAIXAS
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas

COLUNAS = ("t0", "t1", "t2", "tn")
MELHOROU, PIOROU, IGUAL, SEM_COMPARAR = "melhorou", "piorou", "ficou igual", "sem comparação"
MES_DA_MEDICAO = "Mês e ano da medição"
INDICADORES = {
    "01 Pequenos negócios associados": (n.MEDIDA, None),
    "02 Saldo da carteira": (s.MEDIDA, None),
    **{f"03 Inadimplência, {tx.nome_da_faixa(dias)}": (tx.MEDIDA, tx.nome_da_faixa(dias)) for dias in FAIXAS},
    "04 Uso de produtos": (p.MEDIDA, None),
}


def calcular(
    cooperativas: pd.DataFrame,
    medicoes: pd.DataFrame,
    associados_mpe: Saidas,
    carteira_mpe: Saidas,
    inadimplencia: Saidas,
    produtos_usados: Saidas,
) -> dict[str, pd.DataFrame]:
    """O quadro do Anexo II: os quatro indicadores em t0, t1, t2 e tn, de cada cooperativa e de todas juntas.

    Não recalcula nada: junta o que os quatro instrumentos responderam. `lado_a_lado` traz os mesmos
    números, com a variação; unidades diferentes ficam em linhas diferentes e nunca se somam.
    """
    respostas = (associados_mpe, carteira_mpe, *[inadimplencia] * len(FAIXAS), produtos_usados)
    linhas = [
        linha
        for (indicador, (medida, faixa)), saidas in zip(INDICADORES.items(), respostas, strict=True)
        for linha in _linhas(indicador, medida, faixa, saidas)
    ]
    lado_a_lado = pd.DataFrame(linhas, columns=list(LADO_A_LADO.nomes))
    em_ordem = lado_a_lado.assign(_por_ultimo=lado_a_lado["de_quem"] == medicao.TODAS)
    em_ordem = em_ordem.sort_values(["_por_ultimo", "de_quem", "indicador", "mes"], kind="stable")
    lado_a_lado = medicao.declarada(LADO_A_LADO, em_ordem)
    return {
        "quadro": _quadro(lado_a_lado, cooperativas),
        "lado_a_lado": lado_a_lado,
        "resumo": _resumo(lado_a_lado),
        "falta": _falta(lado_a_lado, medicoes),
    }


def _linhas(indicador: str, medida: medicao.Medida, faixa: str | None, saidas: Saidas) -> list[tuple]:
    juntas = saidas["juntas"].assign(cooperativa=medicao.TODAS)
    tabela = pd.concat([saidas["por_cooperativa"], juntas], ignore_index=True)
    if faixa:
        tabela = tabela[tabela["faixa_de_atraso"] == faixa]
    nomes = ["cooperativa", "publico", "momento", "mes", medida.nivel.nome, medida.variacao.nome, medida.desde_t0.nome]
    unidade = {"": "associados", "R$": "R$", "p.p.": "%"}[medida.unidade]
    return [
        (quem, indicador, unidade, publico, momento, mes, *valores)
        for quem, publico, momento, mes, *valores in tabela[nomes].itertuples(index=False)
    ]


def _quadro(lado_a_lado: pd.DataFrame, cooperativas: pd.DataFrame) -> pd.DataFrame:
    """A tabela do formulário, com os níveis por escrito: cada linha tem a sua unidade."""
    cnpjs = cooperativas.set_index("cooperativa")["cnpj_da_cooperativa"]
    linhas = []
    for quem, dela in lado_a_lado.groupby("de_quem", sort=False):
        coluna = {m: c for m in dela["momento"].unique() if (c := _coluna(m, dela))}
        medidas = dela[["momento", "mes"]].drop_duplicates().itertuples(index=False)
        meses = {coluna[m]: formato.mes_por_extenso(mes) for m, mes in medidas if m in coluna}
        base = {"de_quem": quem, "cnpj_da_cooperativa": cnpjs.get(quem)}
        linhas.append(base | {"indicador": MES_DA_MEDICAO} | meses)
        for indicador, desta in dela.groupby("indicador", sort=False):
            escrever = INDICADORES[indicador][0].escrever
            niveis = zip(desta["momento"], desta["nivel_do_indicador"], strict=True)
            escritos = {coluna[m]: escrever(nivel) for m, nivel in niveis if m in coluna}
            linhas.append(base | {"indicador": indicador, "publico": desta["publico"].iloc[0]} | escritos)
    return medicao.declarada(QUADRO, pd.DataFrame(linhas, columns=list(QUADRO.nomes)))


def _coluna(momento: str, medidas: pd.DataFrame) -> str | None:
    """A coluna do formulário em que a medição entra; a última, se não é t0, t1 ou t2, é tn."""
    limpo = momento.strip().lower()
    ultima = medidas.loc[medidas["mes"].idxmax(), "momento"]
    if limpo in COLUNAS:
        return f"medido_em_{limpo}"
    return "medido_em_tn" if momento == ultima else None


def _falta(lado_a_lado: pd.DataFrame, medicoes: pd.DataFrame) -> pd.DataFrame:
    """O que falta para o quadro estar inteiro: os indicadores sem número, por cooperativa e medição."""
    de_cada = lado_a_lado[lado_a_lado["de_quem"] != medicao.TODAS].dropna(subset=["nivel_do_indicador"])
    tem = set(de_cada[["de_quem", "momento", "indicador"]].itertuples(index=False, name=None))
    linhas = []
    for quem in sorted(de_cada["de_quem"].unique()):
        for momento, mes in medicao.momentos(lado_a_lado["mes"], medicoes).itertuples(index=False):
            sem = dict.fromkeys(i[:2] for i in INDICADORES if (quem, momento, i) not in tem)
            if sem:
                linhas.append((quem, momento, mes, formato.juntar(list(sem))))
    return pd.DataFrame(linhas, columns=list(FALTA.nomes))


def _resumo(lado_a_lado: pd.DataFrame) -> pd.DataFrame:
    """De todas juntas, na última medição de cada indicador: quanto mudou desde t0 e se é para melhor."""
    juntas = lado_a_lado[lado_a_lado["de_quem"] == medicao.TODAS].dropna(subset=["nivel_do_indicador"])
    ultimas = juntas.groupby("indicador").tail(1).copy()
    desde = ultimas["desde_t0_do_indicador"]
    # O começo é o de quem foi medido nas duas pontas: o nível de agora menos o que mudou.
    ultimas["mudou_em_porcento"] = contas.porcento(desde, ultimas["nivel_do_indicador"] - desde)
    melhor = [INDICADORES[indicador][0].nivel.melhor for indicador in ultimas["indicador"]]
    ultimas["como_mudou"] = [_como_mudou(m, d, e) for m, d, e in zip(ultimas["momento"], desde, melhor, strict=True)]
    return medicao.declarada(RESUMO, ultimas)


def _como_mudou(momento: str, desde: float, melhor: str) -> str:
    if medicao.e_t0(momento) or pd.isna(desde):
        return SEM_COMPARAR
    if abs(desde) < 0.005:
        return IGUAL
    return MELHOROU if (desde > 0) == (melhor == "maior") else PIOROU


def leitura(saidas: Saidas) -> list[str]:
    """Se o quadro fecha, quais indicadores melhoraram e pioraram desde t0, e o que falta medir."""
    resumo, lado_a_lado = saidas["resumo"], saidas["lado_a_lado"]
    if resumo.empty:
        return ["Ainda não há nenhum indicador medido nos meses combinados."]
    frases = []
    if not lado_a_lado["momento"].map(medicao.e_t0).any():
        frases.append("O quadro não fecha: falta a medição t0, com mês e ano.")
    elif (resumo["como_mudou"] == SEM_COMPARAR).all():
        frases.append("Ainda não há duas medições das mesmas cooperativas para comparar.")
    else:
        frases.append(_do_que_mudou(resumo))
    return frases + _do_que_falta(saidas["falta"])


def _do_que_falta(falta: pd.DataFrame) -> list[str]:
    """Quem não mediu tudo e quando; o que falta está na tabela."""
    if falta.empty:
        return []
    por_quem = falta.groupby("de_quem", sort=False)["momento"].agg(lambda m: formato.juntar(list(dict.fromkeys(m))))
    quem = formato.juntar([f"{nome} (em {quando})" for nome, quando in por_quem.items()])
    return [f"Faltam números de {quem}. Vejam quais na tabela “O que falta medir”."]


def _do_que_mudou(resumo: pd.DataFrame) -> str:
    partes = []
    for como in (MELHOROU, PIOROU, IGUAL):
        quais = [
            indicador[3:].replace(",", " de").lower()
            for indicador in resumo.loc[resumo["como_mudou"] == como, "indicador"]
        ]
        if quais:
            partes.append(f"{como}: {formato.juntar(_sem_repetir(quais))}")
    primeira, *outras = partes
    return " ".join([f"Desde t0, {primeira}.", *(f"{outra[0].upper()}{outra[1:]}." for outra in outras)])


def _sem_repetir(quais: list[str]) -> list[str]:
    """Junta as faixas de um mesmo indicador.

    >>> _sem_repetir(["saldo", "inadimplência de mais de 30 dias", "inadimplência de mais de 90 dias"])
    ['saldo', 'inadimplência (mais de 30 e 90 dias)']
    """
    com_dias = [q.removeprefix("inadimplência de mais de ").removesuffix(" dias") for q in quais if " de mais de " in q]
    outros = [q for q in quais if " de mais de " not in q]
    return [*outros, f"inadimplência (mais de {formato.juntar(com_dias)} dias)"] if len(com_dias) > 1 else quais


def _frase_da_mudanca(saidas: Saidas) -> str:
    return leitura(saidas)[0]


_INDICADOR = Campo("indicador", "Indicador")
QUADRO = Saida(
    "quadro",
    "Quadro de medições",
    "cooperativa e indicador",
    (
        medicao.QUEM,
        COOPERATIVAS.campo("cnpj_da_cooperativa"),
        _INDICADOR,
        medicao.PUBLICO,
        *(Campo(f"medido_em_{coluna}", coluna) for coluna in COLUNAS),
    ),
)
LADO_A_LADO = Saida(
    "lado_a_lado",
    "Nível e variação",
    "cooperativa, indicador e medição",
    (
        medicao.QUEM,
        _INDICADOR,
        Campo("unidade_do_indicador", "Unidade"),
        medicao.PUBLICO,
        MOMENTO,
        MES,
        Campo("nivel_do_indicador", "Nível", "numero", "Na unidade do indicador.", casas=2),
        Campo("variacao_do_indicador", "Variação", "numero", "Nas taxas, em pontos percentuais.", casas=2),
        Campo("desde_t0_do_indicador", "Desde t0", "numero", "Nas taxas, em pontos percentuais.", casas=2),
    ),
)
RESUMO = Saida(
    "resumo",
    "O que mudou desde t0, com todas juntas",
    "indicador",
    (
        _INDICADOR,
        MOMENTO,
        MES,
        *(LADO_A_LADO.campo(nome) for nome in ("nivel_do_indicador", "desde_t0_do_indicador")),
        Campo(
            "mudou_em_porcento",
            "Mudou em relação a t0",
            "percentual",
            "Em porcentagem do que era: serve para pôr unidades diferentes lado a lado.",
        ),
        Campo("como_mudou", "Como mudou"),
    ),
)
FALTA = Saida(
    "falta",
    "O que falta medir",
    "cooperativa e medição",
    (medicao.QUEM, MOMENTO, MES, Campo("indicadores_sem_numero", "Indicadores sem número")),
)

QUADRO_DE_MEDICOES = Instrumento(
    nome="quadro_de_medicoes",
    titulo="Quadro de medições",
    pergunta="Onde estava cada indicador no começo, onde está agora, e o que mudou de uma medição a outra?",
    explicacao=(
        "É a tabela que se entrega: os quatro indicadores, em t0, t1, t2 e tn, de cada cooperativa e de todas juntas. "
        "O nível diz onde se está; a variação, quanto mudou desde a medição anterior. O documento define por variação "
        "e dá a meta por nível: os dois estão aqui. Cada indicador conta um público diferente, escrito na linha dele; "
        "não dividam um pelo outro."
    ),
    formula="nível em cada medição; variação = nível(tn) − nível(tn−1); desde t0 = nível(tn) − nível(t0)",
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(QUADRO, RESUMO, LADO_A_LADO, FALTA),
    fonte=Fonte(CHAMADA, "Anexo II", ("A214", "A187", "A186")),
    graficos=(
        Grafico(
            "barras",
            "resumo",
            "Quanto cada indicador mudou desde t0",
            {"categoria": "indicador", "valor": "mudou_em_porcento"},
            _frase_da_mudanca,
        ),
    ),
    essenciais=("carteira", "associados"),
    cuidado="Um quadro cheio não prova que o projeto causou a mudança: perguntem o que mais mudou no mesmo tempo.",
)
