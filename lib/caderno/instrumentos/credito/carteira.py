"""Quanto crédito está com os pequenos negócios, e quanto cresceu de verdade, descontada a inflação?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato, parametros
from caderno.instrumentos.credito import medicao
from caderno.instrumentos.credito.limites import COLUNAS_DOS_LIMITES, frase_dos_limites, pelos_limites
from caderno.instrumentos.credito.publico import (
    PEQUENOS,
    PEQUENOS_E_RURAL,
    PORTE,
    PUBLICOS,
    SEM_PORTE,
    recusa_de_mistura,
)
from caderno.instrumentos.credito.quadros import CHAMADA, MOMENTO
from caderno.instrumentos.credito.quadros_dos_indicadores import CARTEIRA
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Escolha, Fonte, Grafico, Instrumento, Saida, Saidas

META = "meta_de_carteira"
SEM_MODALIDADE = "não informada"
_NIVEL = Campo(
    "saldo_mpe",
    "Saldo com os pequenos negócios",
    "dinheiro",
    "Operações ativas de MEI, ME, EPP e produtor rural com registro.",
    melhor="maior",
)
MEDIDA = medicao.Medida(_NIVEL, "saldo", "R$", formato.dinheiro)


def corrigir(partes: pd.DataFrame, medicoes: pd.DataFrame) -> pd.DataFrame:
    """O saldo de todas juntas em reais do fim da última medição [R$], e o que mudou sem a inflação.

    Corrige o saldo de cada cooperativa e só depois soma e compara. Os meses de IPCA que ainda não
    saíram ficam fora da correção, e `falta_ipca` diz isso. Sem IPCA no começo, NaN.
    """
    ordem = medicao.momentos(partes["mes"], medicoes)
    medidos = sorted(set(partes["mes"]) & set(ordem["mes"]))
    fatores = {mes: parametros.inflacao(mes, medidos[-1]) for mes in medidos}
    fator = partes["mes"].map({mes: i.fator for mes, i in fatores.items()}).astype(float)
    _, juntas = medicao.acompanhar(partes.assign(cima=partes["cima"] * fator), medicoes, MEDIDA)
    corrigidas = {
        _NIVEL.nome: "saldo_corrigido",
        MEDIDA.variacao.nome: "variacao_corrigida",
        MEDIDA.desde_t0.nome: "desde_t0_corrigida",
    }
    tabela = juntas.rename(columns=corrigidas)
    return tabela.assign(
        inflacao_ate_o_fim=[100 * (fatores[mes].fator - 1) for mes in tabela["mes"]],
        ipca_ate=fatores[medidos[-1]].ate if medidos else "",
        falta_ipca="sim" if medidos and fatores[medidos[-1]].aviso else "não",
    )


def credito_por_associado(
    carteira: pd.DataFrame, associados: pd.DataFrame, ordem: pd.DataFrame, publico: str
) -> pd.DataFrame:
    """Saldo por associado [R$] em cada medição; os dois lados têm de ser do mesmo público.

    Só entram as cooperativas que têm as duas coisas no mesmo mês. Públicos diferentes dão uma linha só,
    com a recusa.
    """
    de_cima = PUBLICOS[publico]
    if recusa := recusa_de_mistura("o crédito por associado", de_cima, PEQUENOS):
        return pd.DataFrame([{"publico": de_cima.nome, "recusa": recusa}])
    chave = ["cooperativa", "mes"]
    saldo = de_cima.de(carteira).groupby(chave)["saldo"].agg(contas.somar)
    pessoas = PEQUENOS.de(associados).groupby(chave)["associados"].agg(contas.somar)
    juntos = pd.concat([saldo, pessoas], axis=1, join="inner").reset_index().merge(ordem, on="mes")
    por_momento = juntos.groupby(["mes", "momento"])[["saldo", "associados"]].sum().reset_index()
    por_momento["credito_por_associado"] = contas.dividir(por_momento["saldo"], por_momento["associados"])
    return por_momento.assign(publico=de_cima.nome, recusa="")


def calcular(
    carteira: pd.DataFrame,
    associados: pd.DataFrame,
    medicoes: pd.DataFrame,
    metas_de_indicador: pd.DataFrame,
    publico_por_associado: str,
) -> dict[str, pd.DataFrame]:
    """S = S(tn) − S(tn−1) [R$], de cada cooperativa e de todas juntas, com o nível ao lado e sem a inflação.

    Público: MEI, ME, EPP e produtor rural com registro, nas operações ativas.
    """
    publico = PEQUENOS_E_RURAL.de(carteira)
    partes = publico.groupby(["cooperativa", "mes"])["saldo"].agg(contas.somar).rename("cima").reset_index()
    por_cooperativa, juntas = medicao.acompanhar(partes, medicoes, MEDIDA)
    ordem = medicao.momentos(partes["mes"], medicoes)
    return {
        "juntas": medicao.declarada(JUNTAS, juntas.assign(publico=PEQUENOS_E_RURAL.nome)),
        "por_cooperativa": medicao.declarada(POR_COOPERATIVA, por_cooperativa.assign(publico=PEQUENOS_E_RURAL.nome)),
        "corrigida": medicao.declarada(CORRIGIDA, corrigir(partes, medicoes)),
        "metas": medicao.declarada(
            METAS_DE_CARTEIRA, medicao.alcance(por_cooperativa, juntas, metas_de_indicador, MEDIDA, META)
        ),
        "por_porte": _partido(publico, ordem, "porte", POR_PORTE),
        "por_modalidade": _partido(
            publico.assign(modalidade=publico["modalidade"].fillna(SEM_MODALIDADE)), ordem, "modalidade", POR_MODALIDADE
        ),
        "por_associado": medicao.declarada(
            POR_ASSOCIADO, credito_por_associado(carteira, associados, ordem, publico_por_associado)
        ),
        "fora": _fora(carteira, ordem),
        "pelos_limites": medicao.declarada(PELOS_LIMITES, pelos_limites(carteira, "saldo", ordem, PEQUENOS_E_RURAL)),
    }


def _partido(publico: pd.DataFrame, ordem: pd.DataFrame, por: str, saida: Saida) -> pd.DataFrame:
    """O saldo da última medição, repartido."""
    medido = publico.merge(ordem, on="mes")
    ultimo = medido[medido["mes"] == medido["mes"].max()]
    soma = ultimo.groupby(["momento", "mes", por])[["saldo", "operacoes"]].agg(contas.somar).reset_index()
    soma["parte_do_saldo"] = contas.porcento(soma["saldo"], contas.somar(soma["saldo"]))
    return medicao.declarada(saida, soma.sort_values("saldo", ascending=False))


def _fora(carteira: pd.DataFrame, ordem: pd.DataFrame) -> pd.DataFrame:
    """O que não está no saldo, por mês da medição: outros públicos e o que a fita deixou de fora."""
    medida = carteira.merge(ordem, on="mes")
    linhas = []
    for (mes, momento), grupo in medida.groupby(["mes", "momento"]):
        outros = grupo[~grupo["porte"].isin(PEQUENOS_E_RURAL.portes)]
        for porte, deste in outros.groupby("porte"):
            motivo = "sem porte informado" if porte == SEM_PORTE else f"outro público: {porte}"
            linhas.append((momento, mes, motivo, contas.somar(deste["operacoes"]), contas.somar(deste["saldo"])))
        for nome, motivo in _MOTIVOS.items():
            valor = contas.somar(grupo["saldo_baixado"]) if nome == "baixadas" else float("nan")
            linhas.append((momento, mes, motivo, contas.somar(grupo[nome]), valor))
    tabela = pd.DataFrame(linhas, columns=["momento", "mes", "motivo", "operacoes_fora", "saldo_fora"])
    return medicao.declarada(FORA, tabela[(tabela["operacoes_fora"] > 0) | (tabela["saldo_fora"] > 0)])


_MOTIVOS = {
    "baixadas": "baixadas a prejuízo",
    "liquidadas": "já liquidadas",
    "fora_do_escopo": "canceladas, cedidas ou não liberadas",
    "repetidas": "linhas repetidas na fita",
    "sem_leitura": "linhas que não se deixaram ler",
}


def leitura(saidas: Saidas) -> list[str]:
    """Quanto há, quanto mudou em reais e quanto mudou sem a inflação; o que ficou fora e a meta."""
    juntas = saidas["juntas"]
    if juntas.empty:
        return ["Não há saldo de MEI, ME, EPP ou produtor rural com registro nos meses das medições."]
    ultima = juntas.iloc[-1]
    em = formato.mes_por_extenso(ultima["mes"])
    saldo = formato.dinheiro(ultima[_NIVEL.nome])
    frases = [f"Em {em}, {saldo} estão com os pequenos negócios. {_da_variacao(ultima)}"]
    frases += _do_que_e_inflacao(ultima, saidas["corrigida"])
    frases += medicao.das_metas(
        medicao.frases_das_metas(saidas["metas"], MEDIDA, META), saidas["metas"]["situacao_da_meta"]
    )
    frases += medicao.ressalvas(juntas)
    frases += [recusa for recusa in saidas["por_associado"]["recusa"].dropna() if recusa]
    frases += _do_que_ficou_fora(saidas["fora"], ultima)
    return frases + frase_dos_limites(saidas["pelos_limites"], formato.dinheiro)


def _da_variacao(ultima: pd.Series) -> str:
    variacao = ultima[MEDIDA.variacao.nome]
    if pd.isna(variacao):
        return "Ainda não há medição anterior para comparar."
    quanto = f"são {formato.dinheiro(abs(variacao))} a {'mais' if variacao > 0 else 'menos'} do que na"
    mudou = "é o mesmo valor da" if variacao == 0 else quanto
    return medicao.maiuscula(f"{medicao.entre_quem(ultima)}{mudou} medição anterior.")


def _do_que_e_inflacao(ultima: pd.Series, corrigida: pd.DataFrame) -> list[str]:
    """A parte do crescimento que é só preço."""
    if corrigida.empty or pd.isna(ultima[MEDIDA.desde_t0.nome]) or len(corrigida) < 2:
        return []
    linha, nominal = corrigida.iloc[-1], ultima[MEDIDA.desde_t0.nome]
    real = linha["desde_t0_corrigida"]
    ate = f"o IPCA só é conhecido até {formato.mes_por_extenso(linha['ipca_ate'])}"
    if pd.isna(real):
        return [f"Não dá para descontar a inflação desde t0: {ate}."]
    falta = f" Falta descontar os meses seguintes: {ate}." if linha["falta_ipca"] == "sim" else ""
    valor = formato.dinheiro(abs(real))
    if nominal > 0 and real <= 0:
        return [f"Desde t0 o saldo cresceu em reais, mas a inflação comeu tudo: sem ela, encolheu {valor}.{falta}"]
    if nominal > 0:
        return [f"Desde t0 cresceu {formato.dinheiro(nominal)}; descontada a inflação, {valor}.{falta}"]
    return [f"Desde t0 encolheu {formato.dinheiro(-nominal)}; com a inflação, a perda é de {valor}.{falta}"]


def _do_que_ficou_fora(fora: pd.DataFrame, ultima: pd.Series) -> list[str]:
    agora = fora[fora["mes"] == ultima["mes"]]
    sem_porte = agora.loc[agora["motivo"] == "sem porte informado", "saldo_fora"].sum()
    if not sem_porte:
        return []
    parte = formato.percentual(contas.porcento(sem_porte, sem_porte + ultima[_NIVEL.nome]))
    valor = formato.dinheiro(sem_porte)
    return [f"{valor} não têm porte informado ({parte} do que se sabe): podem ser daqui e não entraram."]


def _frase_da_correcao(saidas: Saidas) -> str:
    ultima = saidas["juntas"].tail(1)
    frases = [] if ultima.empty else _do_que_e_inflacao(ultima.iloc[0], saidas["corrigida"])
    return frases[0] if frases else "Com uma medição só, não há inflação a descontar."


def _frase_da_modalidade(saidas: Saidas) -> str:
    tabela = saidas["por_modalidade"]
    if tabela.empty or pd.isna(tabela["parte_do_saldo"].iloc[0]):
        return "Ainda não há saldo por modalidade."
    maior = tabela.iloc[0]
    if maior["modalidade"] == SEM_MODALIDADE:
        return "Da maior parte do saldo não se sabe em que foi emprestado: falta a modalidade."
    parte = formato.percentual(maior["parte_do_saldo"], 0)
    return f"Na última medição, {parte} do saldo está em {maior['modalidade']}."


_PARTE_DO_SALDO = Campo("parte_do_saldo", "Parte do saldo", "percentual")
_REPARTIDO = (CARTEIRA.campo("saldo"), CARTEIRA.campo("operacoes"), _PARTE_DO_SALDO)
JUNTAS = medicao.juntas(MEDIDA)
POR_COOPERATIVA = medicao.por_cooperativa(MEDIDA)
CORRIGIDA = Saida(
    "corrigida",
    "Sem a inflação, em reais da última medição",
    "medição",
    (
        MOMENTO,
        MES,
        Campo("inflacao_ate_o_fim", "Inflação até a última medição", "percentual", "IPCA acumulado, do IBGE.", casas=2),
        Campo("saldo_corrigido", "Saldo corrigido", "dinheiro", "Em reais do fim da última medição.", melhor="maior"),
        Campo("variacao_corrigida", "Variação sem a inflação", "dinheiro", melhor="maior"),
        Campo("desde_t0_corrigida", "Desde t0, sem a inflação", "dinheiro", melhor="maior"),
        Campo("ipca_ate", "IPCA até", "mes", "O último mês de inflação que entrou na conta."),
        Campo("falta_ipca", "Faltam meses de IPCA", "texto"),
    ),
)
METAS_DE_CARTEIRA = Saida("metas", "Diante das metas", "meta", medicao.colunas_das_metas(MEDIDA, META))
POR_PORTE = Saida("por_porte", "De que porte", "porte", (MOMENTO, MES, PORTE, *_REPARTIDO), pessoas="operacoes")
POR_MODALIDADE = Saida(
    "por_modalidade",
    "Em que modalidade",
    "modalidade",
    (MOMENTO, MES, CARTEIRA.campo("modalidade"), *_REPARTIDO),
    pessoas="operacoes",
)
POR_ASSOCIADO = Saida(
    "por_associado",
    "Crédito por associado",
    "medição",
    (
        MOMENTO,
        MES,
        medicao.PUBLICO,
        CARTEIRA.campo("saldo"),
        Campo("associados", "Associados", "inteiro"),
        Campo("credito_por_associado", "Crédito por associado", "dinheiro", "Saldo dividido pelos associados."),
        Campo("recusa", "Por que não se calculou"),
    ),
)
FORA = Saida(
    "fora",
    "O que ficou fora do saldo",
    "medição e motivo",
    (
        MOMENTO,
        MES,
        Campo("motivo", "Motivo"),
        Campo("operacoes_fora", "Operações fora", "inteiro"),
        Campo("saldo_fora", "Saldo fora", "dinheiro"),
    ),
)
PELOS_LIMITES = Saida(
    "pelos_limites",
    "Com os limites de porte da época e com os de 2018",
    "medição",
    (MOMENTO, MES, *COLUNAS_DOS_LIMITES["saldo"]),
)
PUBLICO_POR_ASSOCIADO = Escolha(
    Campo(
        "publico_por_associado",
        "Crédito por associado: de quem",
        "opcao",
        "O indicador 01 conta só MEI, ME e EPP. Com produtor rural em cima e não embaixo, a divisão é recusada.",
        obrigatorio=True,
        opcoes=(PEQUENOS.nome, PEQUENOS_E_RURAL.nome),
    ),
    padrao=PEQUENOS.nome,
)

CARTEIRA_MPE = Instrumento(
    nome="carteira_mpe",
    titulo="Crédito com os pequenos negócios",
    pergunta="Quanto crédito está com os pequenos negócios, e quanto cresceu de verdade, descontada a inflação?",
    explicacao=(
        "Somem o que MEI, ME, EPP e produtor rural com registro ainda devem nas operações ativas, no fim do mês da "
        "medição. Tirem o da medição anterior: é o que mudou em reais. Mas cem reais de hoje não são cem reais de "
        "antes. Corrijam o valor antigo pela inflação e comparem de novo: o que sobra é o que cresceu de verdade. O "
        "que já foi baixado a prejuízo ou pago não entra, e se conta à parte."
    ),
    formula=(
        "S = S(tn) − S(tn−1); corrigido: S(t) × IPCA acumulado do fim de t ao fim da última medição; "
        "caminho = (S(tn) − S(t0)) ÷ (meta − S(t0))"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(
        JUNTAS,
        POR_COOPERATIVA,
        CORRIGIDA,
        METAS_DE_CARTEIRA,
        POR_PORTE,
        POR_MODALIDADE,
        POR_ASSOCIADO,
        FORA,
        PELOS_LIMITES,
    ),
    fonte=Fonte(CHAMADA, "Quadro 02, indicador 02", ("A183", "A186", "A163")),
    graficos=(
        Grafico(
            "linhas",
            "corrigida",
            "O saldo em reais da última medição, já sem a inflação",
            {"x": "mes", "valor": "saldo_corrigido"},
            _frase_da_correcao,
        ),
        Grafico(
            "barras",
            "por_modalidade",
            "Em que está o crédito",
            {"categoria": "modalidade", "valor": "saldo"},
            _frase_da_modalidade,
        ),
    ),
    escolhas=(PUBLICO_POR_ASSOCIADO,),
    essenciais=("carteira",),
    cuidado=(
        "O título do indicador fala em crédito concedido, mas a definição e o quadro pedem o saldo: é ele que está "
        "aqui. Saldo que cresce pode ser crédito novo ou dívida que não anda."
    ),
)
