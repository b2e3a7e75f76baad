"""Quantos pequenos negócios são associados, e quantos a mais do que na medição anterior?"""

from __future__ import annotations

import pandas as pd

from caderno import formato
from caderno.instrumentos.credito import medicao
from caderno.instrumentos.credito.limites import COLUNAS_DOS_LIMITES, frase_dos_limites, pelos_limites
from caderno.instrumentos.credito.publico import PEQUENOS, PORTE
from caderno.instrumentos.credito.quadros import CHAMADA, MOMENTO
from caderno.instrumentos.credito.quadros_dos_indicadores import ASSOCIADOS
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Saida, Saidas

META = "meta_de_associados"
_NIVEL = Campo(
    "associados_mpe",
    "MEI, ME e EPP associados",
    "inteiro",
    "Não conta produtor rural, pessoa física nem empreendimento maior que EPP.",
    melhor="maior",
)
MEDIDA = medicao.Medida(_NIVEL, "associados", "", lambda v: formato.numero(v, 0))


def calcular(
    associados: pd.DataFrame, medicoes: pd.DataFrame, metas_de_indicador: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """N = QN(tn) − QN(tn−1) [associados], de cada cooperativa e de todas juntas, com o nível ao lado.

    Só MEI, ME e EPP. Uma cooperativa que não foi medida em uma das pontas fica fora da variação.
    """
    pequenos = PEQUENOS.de(associados)
    partes = pequenos.rename(columns={"associados": "cima"})[["cooperativa", "mes", "cima"]]
    por_cooperativa, juntas = medicao.acompanhar(partes, medicoes, MEDIDA)
    ordem = medicao.momentos(pequenos["mes"], medicoes)
    por_porte = pequenos.merge(ordem, on="mes").groupby(["momento", "mes", "porte"])["associados"].sum().reset_index()
    return {
        "por_cooperativa": medicao.declarada(POR_COOPERATIVA, por_cooperativa.assign(publico=PEQUENOS.nome)),
        "juntas": medicao.declarada(JUNTAS, juntas.assign(publico=PEQUENOS.nome)),
        "por_porte": medicao.declarada(POR_PORTE, por_porte.sort_values(["mes", "porte"])),
        "metas": medicao.declarada(
            METAS_DE_ASSOCIADOS, medicao.alcance(por_cooperativa, juntas, metas_de_indicador, MEDIDA, META)
        ),
        "pelos_limites": medicao.declarada(PELOS_LIMITES, pelos_limites(associados, "associados", ordem, PEQUENOS)),
    }


def leitura(saidas: Saidas) -> list[str]:
    """Quantos são hoje, quanto isso mudou e se a meta está no caminho."""
    juntas = saidas["juntas"]
    if juntas.empty:
        return ["Não há associados MEI, ME ou EPP anotados nos meses das medições."]
    ultima = juntas.iloc[-1]
    quantos = formato.plural(int(ultima["associados_mpe"]), "pequeno negócio associado", "pequenos negócios associados")
    frases = [f"Em {formato.mes_por_extenso(ultima['mes'])} são {quantos}. {_da_variacao(ultima)}"]
    frases += medicao.das_metas(
        medicao.frases_das_metas(saidas["metas"], MEDIDA, META), saidas["metas"]["situacao_da_meta"]
    )
    frases += medicao.ressalvas(juntas)
    return frases + frase_dos_limites(
        saidas["pelos_limites"], lambda v: formato.plural(int(v), "associado", "associados")
    )


def _da_variacao(ultima: pd.Series) -> str:
    variacao, desde = ultima[MEDIDA.variacao.nome], ultima[MEDIDA.desde_t0.nome]
    if pd.isna(variacao):
        return "Ainda não há medição anterior para comparar."
    mudou = "é o mesmo número" if variacao == 0 else f"são {_a_mais(variacao)} do que"
    frase = f"{medicao.entre_quem(ultima)}{mudou} {'da' if variacao == 0 else 'na'} medição anterior"
    if pd.isna(desde) or desde == variacao:
        return medicao.maiuscula(f"{frase}.")
    return medicao.maiuscula(f"{frase}, e {_a_mais(desde)} do que em t0.")


def _a_mais(quantos: float) -> str:
    return f"{formato.numero(abs(quantos), 0)} {'a mais' if quantos >= 0 else 'a menos'}"


def _frase_da_linha(saidas: Saidas) -> str:
    return leitura(saidas)[0]


def _frase_do_porte(saidas: Saidas) -> str:
    tabela = saidas["por_porte"]
    if tabela.empty:
        return "Ainda não há associados por porte."
    ultima = tabela[tabela["mes"] == tabela["mes"].max()]
    maior = ultima.loc[ultima["associados"].idxmax()]
    parte = (
        formato.percentual(100 * maior["associados"] / ultima["associados"].sum(), 0) if maior["associados"] else "0 %"
    )
    return f"Na última medição, {parte} dos pequenos negócios associados são {maior['porte']}."


POR_COOPERATIVA = medicao.por_cooperativa(MEDIDA)
JUNTAS = medicao.juntas(MEDIDA)
POR_PORTE = Saida(
    "por_porte",
    "De que porte são",
    "medição e porte",
    (MOMENTO, MES, PORTE, ASSOCIADOS.campo("associados")),
    pessoas="associados",
)
METAS_DE_ASSOCIADOS = Saida("metas", "Diante das metas", "meta", medicao.colunas_das_metas(MEDIDA, META))
PELOS_LIMITES = Saida(
    "pelos_limites",
    "Com os limites de porte da época e com os de 2018",
    "medição",
    (MOMENTO, MES, *COLUNAS_DOS_LIMITES["associados"]),
)

ASSOCIADOS_MPE = Instrumento(
    nome="associados_mpe",
    titulo="Pequenos negócios associados",
    pergunta="Quantos pequenos negócios são associados, e quantos a mais do que na medição anterior?",
    explicacao=(
        "Contem os associados MEI, ME e EPP no fim do mês da medição. Tirem o que havia na medição anterior: é o que "
        "mudou. A meta se compara com quantos são, e não com quanto mudou. Produtor rural não entra nesta conta, "
        "mesmo com registro: ele entra na carteira. Várias cooperativas se somam, mas só se compara quem foi medida "
        "nas duas vezes; senão, quem faltou pareceria gente que saiu."
    ),
    formula="N = QN(tn) − QN(tn−1); desde t0 = QN(tn) − QN(t0); caminho = (QN(tn) − QN(t0)) ÷ (meta − QN(t0))",
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(JUNTAS, POR_COOPERATIVA, METAS_DE_ASSOCIADOS, POR_PORTE, PELOS_LIMITES),
    fonte=Fonte(CHAMADA, "Quadro 02, indicador 01", ("A182", "A186", "A163")),
    graficos=(
        Grafico(
            "linhas",
            "juntas",
            "Pequenos negócios associados em cada medição",
            {"x": "mes", "valor": "associados_mpe"},
            _frase_da_linha,
        ),
        Grafico(
            "barras_empilhadas",
            "por_porte",
            "De que porte são os associados",
            {"categoria": "momento", "valor": "associados", "parte": "porte"},
            _frase_do_porte,
        ),
    ),
    essenciais=("associados",),
    cuidado="Ser associado não é usar: quem só abriu a conta também está aqui.",
)
