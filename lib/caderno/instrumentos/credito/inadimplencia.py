"""De cada R$ 100 emprestados, quantos estão em operações com atraso de mais de 30, 60 e 90 dias?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito import medicao
from caderno.instrumentos.credito.publico import (
    PEQUENOS,
    PEQUENOS_E_RURAL,
    PESSOAS_JURIDICAS,
    PORTE,
    PUBLICOS,
    SEM_PORTE,
)
from caderno.instrumentos.credito.quadros import CHAMADA, MOMENTO
from caderno.instrumentos.credito.quadros_dos_indicadores import CARTEIRA, FAIXAS
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Escolha, Fonte, Grafico, Instrumento, Saida, Saidas

SALDO_INTEIRO, PARCELAS = "saldo inteiro", "parcelas vencidas"
DIFERENCA_QUE_ENGANA = 0.5  # pontos percentuais entre a média simples e a taxa certa
META_DE_90 = "meta_de_inadimplencia_90"
FALTA_MUITO = 10.0  # % do saldo sem atraso informado
_NIVEL = Campo(
    "taxa_de_inadimplencia",
    "Inadimplência",
    "percentual",
    "Do saldo das operações, quanto está em atraso.",
    casas=3,
    melhor="menor",
)
MEDIDA = medicao.Medida(_NIVEL, "inadimplência", "p.p.", lambda v: formato.percentual(v, 2), razao=True)
FAIXA = Campo("faixa_de_atraso", "Atraso", ajuda="Mais de, e não a partir de: com 30 dias ainda não entra.")


def nome_da_faixa(dias: int) -> str:
    return f"mais de {dias} dias"


def em_atraso(carteira: pd.DataFrame, dias: int, metodo: str) -> pd.DataFrame:
    """A carteira com `cima` (em atraso) e `baixo` (saldo medido) [R$] de cada linha.

    Saldo sem atraso informado sai dos dois lados; no método das parcelas, saem também as operações em
    atraso sem o valor das parcelas. Linha que não diz quanto está em atraso fica com NaN.
    """
    baixo = carteira["saldo"] - carteira["saldo_sem_atraso"].fillna(0)
    cima = carteira[f"saldo_mais_de_{dias}"]
    if metodo == PARCELAS:
        cima = carteira[f"vencido_mais_de_{dias}"]
        baixo = baixo - carteira["saldo_sem_parcelas"].fillna(0)
    return carteira.assign(cima=cima, baixo=baixo.where(cima.notna()))


def calcular(
    carteira: pd.DataFrame,
    medicoes: pd.DataFrame,
    metas_de_indicador: pd.DataFrame,
    metodo_de_atraso: str,
    publico_da_inadimplencia: str,
) -> dict[str, pd.DataFrame]:
    """Txind de 30, 60 e 90 dias [%], de cada cooperativa e de todas juntas, com variação, metas e o que falta.

    Soma sobre soma: o atraso de todas dividido pelo saldo de todas. Carteira zero é "não se aplica".
    """
    publico = PUBLICOS[publico_da_inadimplencia]
    dentro = publico.de(carteira)
    carimbo = {"publico": publico.nome, "metodo": metodo_de_atraso}
    cada, juntas, metas = [], [], []
    for dias in FAIXAS:
        partes = em_atraso(dentro, dias, metodo_de_atraso)
        uma, todas = medicao.acompanhar(partes, medicoes, MEDIDA)
        faixa = carimbo | {"faixa_de_atraso": nome_da_faixa(dias)}
        outro = PARCELAS if metodo_de_atraso == SALDO_INTEIRO else SALDO_INTEIRO
        _, da_outra = medicao.acompanhar(em_atraso(dentro, dias, outro), medicoes, MEDIDA)
        ao_lado = dict(zip(da_outra["momento"], da_outra[_NIVEL.nome], strict=True))
        operacoes = _operacoes(dentro, dias, medicoes)
        cada.append(uma.assign(**faixa, saldo_em_atraso=uma["cima"], saldo_medido=uma["baixo"]))
        juntas.append(todas.assign(**faixa, no_outro_metodo=todas["momento"].map(ao_lado)).merge(operacoes, how="left"))
        meta = f"meta_de_inadimplencia_{dias}"
        alcance = medicao.alcance(uma, todas, metas_de_indicador, MEDIDA, meta)
        metas.append(alcance.rename(columns={meta: "meta_de_inadimplencia"}).assign(**faixa))
    return {
        "juntas": medicao.declarada(JUNTAS, pd.concat(juntas).sort_values(["mes", "faixa_de_atraso"])),
        "por_cooperativa": medicao.declarada(
            POR_COOPERATIVA, pd.concat(cada).sort_values(["cooperativa", "mes", "faixa_de_atraso"])
        ),
        "metas": medicao.declarada(METAS_DE_INADIMPLENCIA, pd.concat(metas)),
        "por_porte": _por_porte(dentro, medicoes, metodo_de_atraso),
        "sem_medida": _sem_medida(carteira, dentro, medicoes),
    }


def _operacoes(dentro: pd.DataFrame, dias: int, medicoes: pd.DataFrame) -> pd.DataFrame:
    """Quantas operações, e não quanto dinheiro: a medida auxiliar."""
    conta = dentro.dropna(subset=["operacoes", f"operacoes_mais_de_{dias}"])
    soma = conta.groupby("mes")[["operacoes", f"operacoes_mais_de_{dias}"]].sum().reset_index()
    soma["operacoes_em_atraso"] = soma[f"operacoes_mais_de_{dias}"]
    soma["parte_das_operacoes"] = contas.porcento(soma["operacoes_em_atraso"], soma["operacoes"])
    return soma.merge(medicao.momentos(dentro["mes"], medicoes))[
        ["momento", "mes", "operacoes_em_atraso", "parte_das_operacoes"]
    ]


def _por_porte(dentro: pd.DataFrame, medicoes: pd.DataFrame, metodo: str) -> pd.DataFrame:
    """As três taxas de cada porte na última medição, com todas as cooperativas juntas."""
    medida = dentro.merge(medicao.momentos(dentro["mes"], medicoes), on="mes")
    ultima = medida[medida["mes"] == medida["mes"].max()]
    tabelas = []
    for dias in FAIXAS:
        partes = em_atraso(ultima, dias, metodo)
        soma = partes.groupby("porte")[["cima", "baixo", "operacoes"]].agg(contas.somar).reset_index()
        soma = soma.rename(columns={"cima": "saldo_em_atraso", "baixo": "saldo_medido"})
        soma[_NIVEL.nome] = contas.porcento(soma["saldo_em_atraso"], soma["saldo_medido"])
        tabelas.append(soma.assign(faixa_de_atraso=nome_da_faixa(dias)))
    return medicao.declarada(POR_PORTE, pd.concat(tabelas))


def _sem_medida(carteira: pd.DataFrame, dentro: pd.DataFrame, medicoes: pd.DataFrame) -> pd.DataFrame:
    """O saldo que não entrou na taxa, por mês da medição, e por quê."""
    ordem = medicao.momentos(dentro["mes"], medicoes)
    linhas = []
    for momento, mes in ordem.itertuples(index=False):
        deste, todos = dentro[dentro["mes"] == mes], carteira[carteira["mes"] == mes]
        saldo = deste["saldo"].sum()
        sem_atraso = deste["saldo_sem_atraso"].sum() + deste.loc[deste["saldo_mais_de_30"].isna(), "saldo"].sum()
        medidas = (
            ("sem os dias de atraso", min(sem_atraso, saldo), saldo),
            ("em atraso, sem o valor das parcelas", deste["saldo_sem_parcelas"].sum(), saldo),
            ("sem porte informado", todos.loc[todos["porte"] == SEM_PORTE, "saldo"].sum(), todos["saldo"].sum()),
            ("já baixado a prejuízo", deste["saldo_baixado"].sum(), saldo),
        )
        linhas += [(momento, mes, motivo, v, contas.porcento(v, de)) for motivo, v, de in medidas if v > 0]
    return medicao.declarada(
        SEM_MEDIDA, pd.DataFrame(linhas, columns=["momento", "mes", "motivo", "saldo_fora", "parte_do_saldo"])
    )


def leitura(saidas: Saidas) -> list[str]:
    """A taxa de todas juntas, para onde vai, por que a média das taxas engana e o que não foi medido."""
    juntas = saidas["juntas"]
    if juntas.empty:
        return ["Não há saldo deste público nos meses das medições."]
    ultimas = juntas[juntas["mes"] == juntas["mes"].iloc[-1]].set_index("faixa_de_atraso")
    primeira = ultimas.loc[ultimas.index[0]]  # a de 30 dias, se há
    if pd.isna(primeira[_NIVEL.nome]):
        nada = "Não se aplica: não há saldo com os dias de atraso informados."
        return [nada, *_do_que_falta(saidas["sem_medida"], primeira)]
    frases = [_da_taxa(primeira, ultimas), *_da_media(primeira)]
    das_metas = []
    for dias in FAIXAS:
        metas = saidas["metas"]
        desta = metas[metas["faixa_de_atraso"] == nome_da_faixa(dias)]
        escritas = medicao.frases_das_metas(desta, MEDIDA, "meta_de_inadimplencia")
        das_metas += [frase.replace("A meta de ", f"Atraso de mais de {dias} dias: a meta de ") for frase in escritas]
    desta_faixa = juntas[juntas["faixa_de_atraso"] == primeira.name]
    frases += medicao.das_metas(das_metas, saidas["metas"]["situacao_da_meta"])
    return frases + medicao.ressalvas(desta_faixa) + _do_que_falta(saidas["sem_medida"], primeira)


def _da_taxa(primeira: pd.Series, ultimas: pd.DataFrame) -> str:
    taxa, variacao = primeira[_NIVEL.nome], primeira[MEDIDA.variacao.nome]
    em, faixa = formato.mes_por_extenso(primeira["mes"]), primeira.name
    if taxa == 0:
        frase = f"Em {em}, nenhuma operação tem {faixa} de atraso"
    else:
        reais = formato.dinheiro(taxa)
        frase = f"Em {em}, de cada R$ 100 emprestados, {reais} estão em operações com {faixa} de atraso"
        outra = ultimas.index[-1]
        if outra != faixa:
            frase += f". Com {outra}, {formato.dinheiro(ultimas.loc[outra, _NIVEL.nome])}"
    if pd.isna(variacao):
        return f"{frase}. Ainda não há medição anterior para comparar."
    mudou = f"{'subiu' if variacao > 0 else 'baixou'} {MEDIDA.por_mes(abs(variacao))}"
    mudou = "ficou igual" if abs(variacao) < 0.005 else mudou
    comparado = f"{medicao.entre_quem(primeira)}a taxa de {faixa} {mudou} desde a medição anterior."
    return f"{frase}. {medicao.maiuscula(comparado)}"


def _da_media(primeira: pd.Series) -> list[str]:
    """Por que não se tira a média das taxas."""
    media, taxa = primeira[MEDIDA.media_das_taxas.nome], primeira[_NIVEL.nome]
    if primeira["cooperativas_medidas"] < 2 or abs(media - taxa) < DIFERENCA_QUE_ENGANA:
        return []
    errada, certa = formato.percentual(media, 2), formato.percentual(taxa, 2)
    return [
        f"A média simples das taxas daria {errada}, e não {certa}. O certo é somar os atrasos e dividir pela soma dos "
        "saldos."
    ]


def _do_que_falta(sem_medida: pd.DataFrame, primeira: pd.Series) -> list[str]:
    frases = []
    agora = sem_medida[sem_medida["mes"] == primeira["mes"]].set_index("motivo")
    if "sem os dias de atraso" in agora.index:
        parte = agora.loc["sem os dias de atraso", "parte_do_saldo"]
        cuidado = "Desconfiem da taxa: em" if parte >= FALTA_MUITO else "Em"
        frases.append(
            f"{cuidado} {formato.percentual(parte)} do saldo não se sabem os dias de atraso; não entrou nela."
        )
    if "sem porte informado" in agora.index:
        valor = formato.dinheiro(agora.loc["sem porte informado", "saldo_fora"])
        frases.append(f"{valor} não têm porte informado e não entraram.")
    if "já baixado a prejuízo" in agora.index:
        valor = formato.dinheiro(agora.loc["já baixado a prejuízo", "saldo_fora"])
        frases.append(f"{valor} já baixados a prejuízo não estão na taxa: baixar faz a taxa cair sem ninguém pagar.")
    if primeira["metodo"] == PARCELAS:
        frases.append("Em cima estão só as parcelas vencidas: a taxa parece menor do que pelo saldo inteiro.")
    return frases


def _frase_das_linhas(saidas: Saidas) -> str:
    return leitura(saidas)[0]


def _frase_das_cooperativas(saidas: Saidas) -> str:
    tabela = saidas["por_cooperativa"].dropna(subset=[_NIVEL.nome])
    if tabela.empty:
        return "Ainda não há taxa de nenhuma cooperativa."
    ultima = tabela[(tabela["mes"] == tabela["mes"].max()) & (tabela["faixa_de_atraso"] == nome_da_faixa(90))]
    if len(ultima) < 2:
        return "Há uma cooperativa só na última medição."
    pior, melhor = ultima.loc[ultima[_NIVEL.nome].idxmax()], ultima.loc[ultima[_NIVEL.nome].idxmin()]
    return (
        f"Com mais de 90 dias, {pior['cooperativa']} tem {formato.percentual(pior[_NIVEL.nome], 2)} e "
        f"{melhor['cooperativa']}, {formato.percentual(melhor[_NIVEL.nome], 2)}."
    )


_METODO = Campo("metodo", "O que conta como atraso")
_SALDO_EM_ATRASO = Campo("saldo_em_atraso", "Em atraso", "dinheiro", melhor="menor")
_SALDO_MEDIDO = Campo("saldo_medido", "Saldo medido", "dinheiro", "Sem o que não diz os dias de atraso.")
JUNTAS = medicao.juntas(
    MEDIDA,
    FAIXA,
    _METODO,
    Campo("no_outro_metodo", "Pelo outro método", "percentual", "Para comparar: não é o da escolha.", casas=3),
    Campo("operacoes_em_atraso", "Operações em atraso", "inteiro", "Quem tem duas operações conta duas vezes."),
    Campo("parte_das_operacoes", "Parte das operações", "percentual"),
)
POR_COOPERATIVA = medicao.por_cooperativa(MEDIDA, FAIXA, _METODO, _SALDO_EM_ATRASO, _SALDO_MEDIDO)
_META = Campo(
    "meta_de_inadimplencia", "Meta de inadimplência", "percentual", "A meta diz de quantos dias.", melhor="menor"
)
METAS_DE_INADIMPLENCIA = Saida(
    "metas",
    "Diante das metas",
    "meta",
    (
        FAIXA,
        *(
            _META if c.nome.startswith("meta_de_") else c
            for c in medicao.colunas_das_metas(MEDIDA, "meta_de_inadimplencia_90")
        ),
    ),
)
POR_PORTE = Saida(
    "por_porte",
    "De que porte, na última medição",
    "porte e atraso",
    (PORTE, FAIXA, CARTEIRA.campo("operacoes"), _SALDO_EM_ATRASO, _SALDO_MEDIDO, _NIVEL),
    pessoas="operacoes",
)
SEM_MEDIDA = Saida(
    "sem_medida",
    "O que não entrou na taxa",
    "medição e motivo",
    (
        MOMENTO,
        MES,
        Campo("motivo", "Motivo"),
        Campo("saldo_fora", "Saldo fora", "dinheiro"),
        Campo("parte_do_saldo", "Parte do saldo", "percentual"),
    ),
)
METODO = Escolha(
    Campo(
        "metodo_de_atraso",
        "O que conta como atraso",
        "opcao",
        "O saldo inteiro da operação atrasada ou só as parcelas vencidas dela. Os dois se usam, e dão números "
        "diferentes: não comparem um com o outro.",
        obrigatorio=True,
        opcoes=(SALDO_INTEIRO, PARCELAS),
    ),
    padrao=SALDO_INTEIRO,
)
PUBLICO = Escolha(
    Campo(
        "publico_da_inadimplencia",
        "De quem é a carteira",
        "opcao",
        "O documento fala em carteira PJ na definição e em carteira PJ (MPE) no exemplo.",
        obrigatorio=True,
        opcoes=(PESSOAS_JURIDICAS.nome, PEQUENOS.nome, PEQUENOS_E_RURAL.nome),
    ),
    padrao=PESSOAS_JURIDICAS.nome,
)

INADIMPLENCIA = Instrumento(
    nome="inadimplencia",
    titulo="Inadimplência da carteira",
    pergunta="De cada 100 reais emprestados, quantos estão em operações com atraso de mais de 30, 60 e 90 dias?",
    explicacao=(
        "Separem as operações com mais de 30 dias de atraso; quem tem 30 certos ainda não entra. Somem o saldo "
        "inteiro delas, e não só a parcela que venceu: quem parou de pagar pode não pagar o resto. Dividam pelo saldo "
        "de todas as operações ativas. Façam o mesmo com 60 e 90. Com várias cooperativas, somem os atrasos, somem os "
        "saldos e só então dividam."
    ),
    formula=(
        "Txind(k) = soma do saldo das operações com atraso > k dias ÷ soma do saldo das operações, k = 30, 60, 90; "
        "variação em pontos percentuais; caminho = (Tx(tn) − Tx(t0)) ÷ (meta − Tx(t0))"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(JUNTAS, POR_COOPERATIVA, METAS_DE_INADIMPLENCIA, POR_PORTE, SEM_MEDIDA),
    fonte=Fonte(CHAMADA, "Quadro 02, indicador 03", ("A184", "A186", "A216")),
    graficos=(
        Grafico(
            "linhas",
            "juntas",
            "Inadimplência de todas juntas",
            {"x": "mes", "valor": _NIVEL.nome, "serie": "faixa_de_atraso"},
            _frase_das_linhas,
        ),
        Grafico(
            "halteres",
            "por_cooperativa",
            "Inadimplência de cada cooperativa, de uma medição a outra",
            {"categoria": "cooperativa", "valor": _NIVEL.nome, "ponto": "momento", "grupo": "faixa_de_atraso"},
            _frase_das_cooperativas,
        ),
    ),
    escolhas=(METODO, PUBLICO),
    essenciais=("carteira",),
    cuidado=(
        "A taxa cai quando se recebe, mas também quando se baixa a prejuízo ou se renegocia, e quando a carteira "
        "cresce. O documento diz que mede quem não pagou, mas a fórmula é de dinheiro: a contagem vai ao lado."
    ),
)
