"""Fez-se o que se planejou? Quanto se perde, quanto sai por hora, e onde convém olhar?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas

CHAVE = ["empreendimento", "produto"]
MESES_PARA_COMPARAR = 3  # com menos meses, a mediana não diz o que é comum
MESES_ABAIXO = 3  # seguidos, fazendo menos por hora do que a própria mediana
MESES_SEM_CUMPRIR = 2  # seguidos, fazendo menos do que o planejado
VEZES_A_PERDA = 1.5  # perda do mês diante da própria mediana
AVISOS_NA_LEITURA = 3
RAZOES = {
    "cumprido": contas.porcento,
    "perda_percentual": contas.porcento,
    "produtividade_por_hora": contas.dividir,
}
_DOS_AVISOS = ("mes", "cumprido", "perda_percentual", "mediana_da_perda", "produtividade_por_hora", "mediana_por_hora")


def indices(producao: pd.DataFrame) -> pd.DataFrame:
    """Cumprido [%], perda [%] e unidades boas por hora de cada linha da produção, com o mesmo índice.

    Sem planejado, sem perdas anotadas ou sem horas, o índice que precisa deles é NaN. Nas
    unidades boas, perda em branco conta como nenhuma, como no custo por unidade.
    """
    pares = _pares(producao)
    return pd.DataFrame(
        {"unidades_boas": pares["produtividade_por_hora"][0]}
        | {nome: RAZOES[nome](em_cima, embaixo) for nome, (em_cima, embaixo) in pares.items()},
        index=producao.index,
    )


def totais(producao: pd.DataFrame, por: list[str]) -> pd.DataFrame:
    """Os índices do período inteiro, soma sobre soma, com uma linha por grupo e o grupo no índice.

    Cada índice só soma os meses que têm os dois números dele; `meses_com_…` diz quantos foram.
    """
    colunas = {coluna: producao[coluna].to_numpy() for coluna in por} | {"meses": np.ones(len(producao))}
    for nome, (em_cima, embaixo) in _pares(producao).items():
        tem = ~np.isnan(em_cima) & ~np.isnan(embaixo)
        colunas[f"{nome}_em_cima"] = np.where(tem, em_cima, np.nan)
        colunas[f"{nome}_embaixo"] = np.where(tem, embaixo, np.nan)
        colunas[f"meses_com_{nome}"] = tem.astype(float)
    somas = pd.DataFrame(colunas).groupby(por).sum(min_count=1)
    tabela = {"meses": somas["meses"]}
    for nome, razao in RAZOES.items():
        tabela[nome] = razao(somas[f"{nome}_em_cima"].to_numpy(), somas[f"{nome}_embaixo"].to_numpy())
        tabela[f"meses_com_{nome}"] = somas[f"meses_com_{nome}"]
    return pd.DataFrame(tabela, index=somas.index)


def _pares(producao: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """O que se divide pelo quê em cada índice, linha a linha."""
    planejado, realizado, perdas, horas = (
        producao[coluna].to_numpy(float) for coluna in ("planejado", "realizado", "perdas", "horas")
    )
    return {
        "cumprido": (realizado, planejado),
        "perda_percentual": (perdas, realizado),
        "produtividade_por_hora": (realizado - np.nan_to_num(perdas), horas),
    }


def sequencias(meses: Iterable[str], ruins: Iterable[bool]) -> list[tuple[str, int]]:
    """As sequências de meses ruins, cada uma com o último mês e o tamanho. Mês sem dado interrompe.

    >>> sequencias(["2025-12", "2026-01", "2026-03"], [True, True, True])
    [('2026-01', 2), ('2026-03', 1)]
    """
    achadas: list[tuple[str, int]] = []
    anterior = None
    for mes, ruim in zip(meses, ruins, strict=True):
        ordinal = 12 * int(mes[:4]) + int(mes[5:])
        if ruim and anterior == ordinal - 1:
            achadas[-1] = (mes, achadas[-1][1] + 1)
        elif ruim:
            achadas.append((mes, 1))
        anterior = ordinal if ruim else None
    return achadas


def calcular(produtos: pd.DataFrame, producao: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """O mês a mês, os totais de cada empreendimento e da rede, e os avisos.

    A rede soma empreendimentos só produto por produto: quilo não se soma com dúzia. Um produto
    sem unidade cadastrada, feito por mais de um empreendimento, fica sem índices na rede.
    """
    producao = producao.dropna(subset=[*CHAVE, "mes"]).sort_values([*CHAVE, "mes"], ignore_index=True)
    if producao.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in PRODUTIVIDADE.saidas}
    unidade = dict(zip(produtos["produto"], produtos["unidade"], strict=True))
    por_mes = _por_mes(producao, unidade)
    por_produto = totais(producao, CHAVE).reset_index()
    por_produto["unidade"] = [unidade.get(produto, np.nan) for produto in por_produto["produto"]]
    return {
        "por_mes": por_mes[list(POR_MES.nomes)],
        "por_produto": por_produto[list(POR_PRODUTO.nomes)],
        "rede": _rede(producao, por_produto["produto"], unidade),
        "alertas": _alertas(por_mes),
    }


def _por_mes(producao: pd.DataFrame, unidade: Mapping[str, str]) -> pd.DataFrame:
    dos_meses = indices(producao)
    comuns = _comuns(producao, dos_meses[["produtividade_por_hora", "perda_percentual"]])
    return producao.assign(
        **dos_meses,
        unidade=[unidade.get(produto, np.nan) for produto in producao["produto"]],
        quem_faz_o_que=producao["produto"] + " (" + producao["empreendimento"] + ")",
        mediana_por_hora=comuns["produtividade_por_hora"],
        mediana_da_perda=comuns["perda_percentual"],
        diante_da_mediana=contas.porcento(dos_meses["produtividade_por_hora"], comuns["produtividade_por_hora"]),
        regua_da_mediana=100.0,
    )


def _comuns(producao: pd.DataFrame, dos_meses: pd.DataFrame) -> pd.DataFrame:
    """As medianas de cada grupo em cada produto; NaN onde há poucos meses para dizer o que é comum."""
    grupos = dos_meses.groupby([producao[coluna] for coluna in CHAVE])
    return grupos.transform("median").where(grupos.transform("count") >= MESES_PARA_COMPARAR)


def _rede(producao: pd.DataFrame, quem_faz: pd.Series, unidade: Mapping[str, str]) -> pd.DataFrame:
    """Os totais da rede; `quem_faz` repete o produto uma vez para cada empreendimento que o faz."""
    rede = totais(producao, ["produto"])
    somas, quantos = list(rede.columns.drop("meses")), Counter(quem_faz)
    rede["empreendimentos"] = [float(quantos[produto]) for produto in rede.index]
    rede["unidade"] = [unidade.get(produto, np.nan) for produto in rede.index]
    sem_soma = rede["unidade"].isna() & (rede["empreendimentos"] > 1)
    if sem_soma.any():
        rede.loc[sem_soma, somas] = np.nan
    return rede.reset_index()[list(REDE.nomes)]


def _alertas(por_mes: pd.DataFrame) -> pd.DataFrame:
    """Uma linha por coisa a olhar; a que dura vários meses aparece uma vez, no último."""
    colunas = {coluna: por_mes[coluna].to_numpy() for coluna in _DOS_AVISOS}
    linhas = []
    for (empreendimento, produto), quais in por_mes.groupby(CHAVE).indices.items():
        dele = {coluna: valores[quais] for coluna, valores in colunas.items()}
        avisos = (*_abaixo_da_mediana(dele), *_perda_fora_do_comum(dele), *_sem_cumprir(dele))
        linhas += [(empreendimento, produto, mes, aviso) for mes, aviso in avisos]
    return pd.DataFrame(sorted(linhas), columns=ALERTAS.nomes)


def _abaixo_da_mediana(dele: Mapping[str, np.ndarray]) -> list[tuple[str, str]]:
    comum = dele["mediana_por_hora"][0]
    abaixo = dele["produtividade_por_hora"] < comum
    return [
        (
            mes,
            f"{quantos} meses seguidos abaixo do comum, que é {formato.quantidade(comum)} por hora.",
        )
        for mes, quantos in sequencias(dele["mes"], abaixo)
        if quantos >= MESES_ABAIXO
    ]


def _perda_fora_do_comum(dele: Mapping[str, np.ndarray]) -> list[tuple[str, str]]:
    comum = dele["mediana_da_perda"][0]
    return [
        (mes, f"Perda de {formato.percentual(perda)}; o comum é {formato.percentual(comum)}.")
        for mes, perda in zip(dele["mes"], dele["perda_percentual"], strict=True)
        if perda > VEZES_A_PERDA * comum
    ]


def _sem_cumprir(dele: Mapping[str, np.ndarray]) -> list[tuple[str, str]]:
    return [
        (mes, f"{quantos} meses seguidos fazendo menos do que o planejado.")
        for mes, quantos in sequencias(dele["mes"], dele["cumprido"] < 100)
        if quantos >= MESES_SEM_CUMPRIR
    ]


def leitura(saidas: Saidas) -> list[str]:
    """Se o planejado se cumpriu, onde se perde mais, o que pede um olhar e o que falta anotar."""
    tabela = saidas["por_produto"]
    if tabela.empty:
        return ["Não há produção para mostrar."]
    frases = [
        _frase_do_planejado(tabela),
        _frase_da_perda(tabela),
        *_frases_dos_alertas(saidas["alertas"], tabela),
        _frase_do_que_falta(tabela),
        _frase_sem_unidade(saidas["rede"]),
    ]
    return [frase for frase in frases if frase]


def _frase_do_planejado(tabela: pd.DataFrame) -> str:
    com_plano = tabela.dropna(subset=["cumprido"]).sort_values(["cumprido", "produto"], kind="stable")
    if com_plano.empty:
        return "Ninguém escreveu quanto planejava fazer: não dá para dizer se o combinado se cumpriu."
    pior, abaixo = com_plano.iloc[0], int((com_plano["cumprido"] < 100).sum())
    quanto = f"de {_quem(pior)}, fez-se {formato.percentual(pior['cumprido'])} do planejado"
    if len(com_plano) == 1:
        return f"{quanto[0].upper() + quanto[1:]}."
    if not abaixo:
        todos = f"O planejado se cumpriu em todos os {len(com_plano)} casos"
        return f"{todos}; no mais justo, {quanto}."
    return f"{abaixo} de {len(com_plano)} ficaram abaixo do planejado; no mais longe, {quanto}."


def _frase_da_perda(tabela: pd.DataFrame) -> str:
    com_perda = tabela.dropna(subset=["perda_percentual"]).sort_values(
        ["perda_percentual", "produto"], ascending=[False, True], kind="stable"
    )
    if com_perda.empty:
        return "Ninguém anotou perdas: nem que houve, nem que não houve."
    pior = com_perda.iloc[0]
    if pior["perda_percentual"] == 0:
        return "Onde se anotou, não se perdeu nada."
    perda = formato.percentual(pior["perda_percentual"])
    qual = "A perda" if len(com_perda) == 1 else "A maior perda"
    return f"{qual} é a de {_quem(pior)}: {perda} do que ficou pronto."


def _frases_dos_alertas(alertas: pd.DataFrame, tabela: pd.DataFrame) -> list[str]:
    if alertas.empty:
        if tabela["meses"].max() < MESES_PARA_COMPARAR:
            return ["Com menos de três meses anotados, ainda não se sabe o que é comum."]
        return ["Nenhum aviso: a produção ficou dentro do que é comum para cada grupo."]
    novos = alertas.sort_values("mes", ascending=False, kind="stable").head(AVISOS_NA_LEITURA)
    quando = novos["mes"].map(formato.mes_por_extenso)
    frases = [
        f"{_quem(alerta)}, {mes}: {_minuscula(alerta['aviso'])}"
        for mes, (_, alerta) in zip(quando, novos.iterrows(), strict=True)
    ]
    if len(alertas) > len(novos):
        frases.append(f"Ao todo são {len(alertas)} avisos; estes são os mais novos.")
    return frases


def _frase_do_que_falta(tabela: pd.DataFrame) -> str:
    sem_horas = tabela["meses"].sum() - tabela["meses_com_produtividade_por_hora"].sum()
    if not sem_horas:
        return ""
    linhas = formato.plural(tabela["meses"].sum(), "linha", "linhas")
    faltam = formato.quantidade(sem_horas)
    return f"Faltam as horas em {faltam} de {linhas}: nelas não se sabe quanto sai por hora."


def _frase_sem_unidade(rede: pd.DataFrame) -> str:
    sem = rede[rede["unidade"].isna() & (rede["empreendimentos"] > 1)]
    if sem.empty:
        return ""
    return f"Cadastrem a unidade de {formato.juntar(sem['produto'])} para somar os empreendimentos."


def _quem(linha: pd.Series) -> str:
    return f"{linha['produto']} ({linha['empreendimento']})"


def _minuscula(frase: str) -> str:
    return frase[0].lower() + frase[1:]


def _frase_da_corrida(saidas: Saidas) -> str:
    tabela = saidas["por_mes"].dropna(subset=["diante_da_mediana"])
    if tabela.empty:
        return "Com horas em menos de três meses, não se sabe quanto é comum sair por hora."
    ultimo = tabela["mes"].max()
    do_mes = tabela[tabela["mes"] == ultimo]
    abaixo = int((do_mes["diante_da_mediana"] < 100).sum())
    casos = formato.plural(len(do_mes), "caso", "casos")
    return f"Em {formato.mes_por_extenso(ultimo)}, saiu menos por hora do que o comum em {abaixo} de {casos}."


def _frase_do_mapa(saidas: Saidas) -> str:
    com_plano = saidas["por_mes"].dropna(subset=["cumprido"])
    if com_plano.empty:
        return "Ainda não há planejado para comparar."
    cumpridos = int((com_plano["cumprido"] >= 100).sum())
    vezes = formato.plural(len(com_plano), "vez", "vezes")
    return f"O planejado foi cumprido em {cumpridos} de {vezes}."


def _frase_das_perdas(saidas: Saidas) -> str:
    return _frase_da_perda(saidas["por_produto"])


_CUMPRIDO = Campo("cumprido", "Cumprido", "percentual", "Realizado diante do planejado.", melhor="maior")
_PERDA = Campo("perda_percentual", "Perda", "percentual", "Do que ficou pronto, quanto se perdeu.", melhor="menor")
_POR_HORA = Campo(
    "produtividade_por_hora",
    "Sai por hora",
    "numero",
    "Unidades boas para cada hora de trabalho.",
    unidade="unidade do produto/h",
    melhor="maior",
)
_MESES = Campo("meses", "Meses", "inteiro", "Linhas de produção no período.")
_COM_DADOS = tuple(
    Campo(f"meses_com_{nome}", titulo, "inteiro", "Linhas que entraram na conta.")
    for nome, titulo in (
        ("cumprido", "Com planejado"),
        ("perda_percentual", "Com perdas anotadas"),
        ("produtividade_por_hora", "Com horas"),
    )
)

POR_MES = Saida(
    "por_mes",
    "A produção mês a mês",
    "empreendimento, produto e mês",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        Campo("quem_faz_o_que", "Produto e quem faz"),
        quadros.UNIDADE,
        quadros.MES,
        quadros.PRODUCAO.campo("planejado"),
        quadros.PRODUCAO.campo("realizado"),
        _CUMPRIDO,
        quadros.PRODUCAO.campo("perdas"),
        _PERDA,
        quadros.PRODUCAO.campo("horas"),
        Campo(
            "unidades_boas",
            "Unidades boas",
            "numero",
            "Realizado menos perdas.",
            unidade="unidade do produto",
        ),
        _POR_HORA,
        Campo(
            "mediana_por_hora",
            "O comum por hora",
            "numero",
            "A mediana dos meses deste grupo neste produto, com três meses ou mais.",
            unidade="unidade do produto/h",
        ),
        Campo(
            "diante_da_mediana",
            "Diante do comum",
            "percentual",
            "100 % é o comum deste grupo.",
            melhor="maior",
        ),
        Campo("regua_da_mediana", "O comum", "percentual", "A linha de cada grupo consigo mesmo."),
    ),
)
POR_PRODUTO = Saida(
    "por_produto",
    "O período inteiro de cada empreendimento",
    "empreendimento e produto",
    (
        quadros.EMPREENDIMENTO,
        quadros.PRODUTO,
        quadros.UNIDADE,
        _MESES,
        _CUMPRIDO,
        _PERDA,
        _POR_HORA,
        *_COM_DADOS,
    ),
)
REDE = Saida(
    "rede",
    "A rede em cada produto",
    "produto",
    (
        quadros.PRODUTO,
        quadros.UNIDADE,
        Campo("empreendimentos", "Empreendimentos", "inteiro"),
        _MESES,
        _CUMPRIDO,
        _PERDA,
        _POR_HORA,
        *_COM_DADOS,
    ),
)
ALERTAS = Saida(
    "alertas",
    "O que pede um olhar",
    "empreendimento, produto, mês e aviso",
    (quadros.EMPREENDIMENTO, quadros.PRODUTO, quadros.MES, Campo("aviso", "Aviso")),
)

PRODUTIVIDADE = Instrumento(
    nome="produtividade",
    titulo="Acompanhamento da produção",
    pergunta="Fez-se o que se planejou? Quanto se perde, quanto sai por hora, e onde convém olhar?",
    explicacao=(
        "Todo mês o grupo anota quanto planejou, quanto ficou pronto, quanto se perdeu e quantas horas todas "
        "as pessoas trabalharam. O caderno compara cada grupo com ele mesmo: o comum é o mês do meio, nem o "
        "melhor nem o pior. Quando algo se afasta do comum por alguns meses, aparece um aviso. O aviso não "
        "diz de quem é a culpa; diz onde vale a pena perguntar o que aconteceu."
    ),
    formula=(
        "cumprido = realizado ÷ planejado; perda = perdas ÷ realizado; por hora = (realizado − perdas) ÷ "
        "horas, com perda em branco contada como nenhuma; no período e na rede, soma sobre soma dos meses "
        "que têm os dois números. Avisos: 3 meses seguidos abaixo da própria mediana por hora; perda acima "
        "de 1,5 vez a própria mediana, com 3 meses ou mais; 2 meses seguidos abaixo do planejado"
    ),
    modulo=3,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_MES, POR_PRODUTO, REDE, ALERTAS),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade",
        "Tabela 1, Diagnóstico da gestão e Produção",
        ("A035", "A037", "A038"),
    ),
    graficos=(
        Grafico(
            "linhas",
            "por_mes",
            "Quanto sai por hora, diante do comum de cada grupo",
            {
                "x": "mes",
                "valor": "diante_da_mediana",
                "serie": "quem_faz_o_que",
                "regua": "regua_da_mediana",
            },
            _frase_da_corrida,
        ),
        Grafico(
            "mapa_de_calor",
            "por_mes",
            "Realizado diante do planejado",
            {"linha": "quem_faz_o_que", "coluna": "mes", "valor": "cumprido"},
            _frase_do_mapa,
        ),
        Grafico(
            "barras",
            "por_produto",
            "Quanto se perde do que fica pronto",
            {"categoria": "produto", "grupo": "empreendimento", "valor": "perda_percentual"},
            _frase_das_perdas,
        ),
    ),
    essenciais=("producao",),
    cuidado=(
        "Safra, chuva e festa mudam o mês. Fazer mais por hora não é sempre melhor: compare também o cansaço "
        "e o capricho. Grupos com equipamentos diferentes não se comparam por hora. Os limites dos avisos "
        "são uma proposta deste caderno."
    ),
)
