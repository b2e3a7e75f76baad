"""Dos produtos e serviços que a cooperativa oferece, quantos os pequenos negócios associados usam?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito import medicao
from caderno.instrumentos.credito.publico import PEQUENOS
from caderno.instrumentos.credito.quadros import CHAMADA, MOMENTO
from caderno.instrumentos.credito.quadros_dos_indicadores import USO_DE_PRODUTOS
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Escolha, Fonte, Grafico, Instrumento, Saida, Saidas

META = "meta_de_uso"
USOS, DECLARADA = "usos sobre usos possíveis", "taxa declarada"
_NIVEL = Campo(
    "taxa_de_uso",
    "Uso de produtos",
    "percentual",
    "De tudo o que se poderia usar, quanto se usa.",
    casas=2,
    melhor="maior",
)
MEDIDA = medicao.Medida(_NIVEL, "uso", "p.p.", lambda v: formato.percentual(v, 2), razao=True)


def partes_do_uso(uso_de_produtos: pd.DataFrame, associados: pd.DataFrame, definicao: str) -> pd.DataFrame:
    """`cooperativa`, `mes`, `cima` e `baixo` [usos]: quanto se usa e quanto se poderia usar.

    Pela taxa declarada, o peso de cada cooperativa é o número de associados olhados ou, sem ele, o de
    MEI, ME e EPP do mesmo mês em `associados`; sem nenhum dos dois, NaN.
    """
    if definicao == USOS:
        nomes = {"socios_que_usam": "cima", "socios_na_conta": "baixo"}
        return uso_de_produtos.rename(columns=nomes)[["cooperativa", "mes", "cima", "baixo"]].dropna()
    chave = ["cooperativa", "mes"]
    declaradas = uso_de_produtos[uso_de_produtos["taxa_declarada"].notna()]
    do_conjunto = declaradas[declaradas["produto_financeiro"].isna()]
    pesos = PEQUENOS.de(associados).groupby(chave)["associados"].agg(contas.somar).reset_index()
    com_peso = do_conjunto.merge(pesos, on=chave, how="left")
    peso = com_peso["socios_na_conta"].fillna(com_peso["associados"]).astype(float)
    com_partes = com_peso.assign(cima=com_peso["taxa_declarada"] / 100 * peso, baixo=peso)
    return com_partes[[*chave, "cima", "baixo", "taxa_declarada"]]


def calcular(
    uso_de_produtos: pd.DataFrame,
    associados: pd.DataFrame,
    medicoes: pd.DataFrame,
    metas_de_indicador: pd.DataFrame,
    definicao_de_uso: str,
) -> dict[str, pd.DataFrame]:
    """P = %P(tn) − %P(tn−1) [pontos percentuais], de cada cooperativa e de todas juntas, com o nível ao lado.

    Uma definição só de cada vez: quem só tem a outra fica fora e é contado.
    """
    partes = partes_do_uso(uso_de_produtos, associados, definicao_de_uso)
    sozinhas = partes
    if definicao_de_uso == DECLARADA:  # a taxa de uma cooperativa não depende do peso dela
        sozinhas = partes.assign(cima=partes["taxa_declarada"], baixo=100.0)
        if partes["cooperativa"].nunique() == 1:
            partes = sozinhas
    por_cooperativa, _ = medicao.acompanhar(sozinhas, medicoes, MEDIDA)
    _, juntas = medicao.acompanhar(partes, medicoes, MEDIDA)
    carimbo = {"publico": f"{PEQUENOS.nome} associados", "definicao_do_uso": definicao_de_uso}
    sem = set(uso_de_produtos["cooperativa"].dropna()) - set(partes.dropna(subset=["baixo"])["cooperativa"])
    return {
        "juntas": medicao.declarada(JUNTAS, juntas.assign(**carimbo, sem_esta_definicao=len(sem))),
        "por_cooperativa": medicao.declarada(POR_COOPERATIVA, por_cooperativa.assign(**carimbo)),
        "metas": medicao.declarada(
            METAS_DE_USO, medicao.alcance(por_cooperativa, juntas, metas_de_indicador, MEDIDA, META)
        ),
        "por_produto": _por_produto(uso_de_produtos, medicoes),
        "sem_definicao": medicao.declarada(
            SEM_DEFINICAO, pd.DataFrame({"de_quem": sorted(sem), "definicao_do_uso": definicao_de_uso})
        ),
    }


def _por_produto(uso_de_produtos: pd.DataFrame, medicoes: pd.DataFrame) -> pd.DataFrame:
    """Cada produto em cada medição, com todas as cooperativas que o têm: soma sobre soma."""
    detalhe = uso_de_produtos.dropna(subset=["produto_financeiro", "socios_que_usam", "socios_na_conta"])
    medido = detalhe.merge(medicao.momentos(uso_de_produtos["mes"], medicoes), on="mes")
    chave = ["mes", "momento", "produto_financeiro"]
    soma = medido.groupby(chave)[["socios_que_usam", "socios_na_conta"]].sum().reset_index()
    soma[_NIVEL.nome] = contas.porcento(soma["socios_que_usam"], soma["socios_na_conta"])
    return medicao.declarada(POR_PRODUTO, soma.sort_values(["mes", _NIVEL.nome], ascending=[True, False]))


def leitura(saidas: Saidas) -> list[str]:
    """Quanto se usa, para onde vai, o produto que menos se usa e quem ficou fora da definição."""
    juntas, sem = saidas["juntas"], saidas["sem_definicao"]
    if juntas.empty:
        return ["Não há uso de produtos pela definição escolhida nos meses das medições.", *_quem_ficou_fora(sem)]
    ultima = juntas.iloc[-1]
    if pd.isna(ultima[_NIVEL.nome]):
        return ["Não se aplica: não há associados na conta.", *_quem_ficou_fora(sem)]
    frases = [_da_taxa(ultima)]
    frases += medicao.das_metas(
        medicao.frases_das_metas(saidas["metas"], MEDIDA, META), saidas["metas"]["situacao_da_meta"]
    )
    return frases + medicao.ressalvas(juntas) + _quem_ficou_fora(sem)


def _da_taxa(ultima: pd.Series) -> str:
    taxa, variacao = formato.percentual(ultima[_NIVEL.nome], 1), ultima[MEDIDA.variacao.nome]
    em = formato.mes_por_extenso(ultima["mes"])
    como = "do que se poderia usar" if ultima["definicao_do_uso"] == USOS else "segundo o que as cooperativas declaram"
    frase = f"Em {em}, os pequenos negócios associados usam {taxa} {como}"
    if pd.isna(variacao):
        return f"{frase}. Ainda não há medição anterior para comparar."
    mudou = f"{'subiu' if variacao > 0 else 'baixou'} {MEDIDA.por_mes(abs(variacao))}"
    mudou = "ficou igual" if abs(variacao) < 0.005 else mudou
    comparado = f"{medicao.entre_quem(ultima)}a taxa {mudou} desde a medição anterior."
    return f"{frase}. {medicao.maiuscula(comparado)}"


def _do_produto(por_produto: pd.DataFrame, mes: str) -> list[str]:
    agora = por_produto[por_produto["mes"] == mes].dropna(subset=[_NIVEL.nome])
    if agora[_NIVEL.nome].nunique() < 2:
        return []
    mais, menos = agora.iloc[0], agora.iloc[-1]
    return [
        f"O mais usado é {mais['produto_financeiro']} ({formato.percentual(mais[_NIVEL.nome], 0)}) e o menos usado, "
        f"{menos['produto_financeiro']} ({formato.percentual(menos[_NIVEL.nome], 0)})."
    ]


def _quem_ficou_fora(sem: pd.DataFrame) -> list[str]:
    if sem.empty:
        return []
    quem = formato.juntar(sem["de_quem"].tolist())
    por_usos = sem["definicao_do_uso"].iloc[0] == USOS
    falta = "a conta por produto" if por_usos else "a taxa declarada ou o número de associados"
    return [f"Fora da soma, por falta d{falta}: {quem}."]


def _frase_da_linha(saidas: Saidas) -> str:
    return leitura(saidas)[0]


def _frase_dos_produtos(saidas: Saidas) -> str:
    tabela = saidas["por_produto"]
    frases = [] if tabela.empty else _do_produto(tabela, tabela["mes"].max())
    return frases[0] if frases else "Ainda não há produtos para comparar."


_DEFINICAO = Campo("definicao_do_uso", "Como se mediu o uso")
JUNTAS = medicao.juntas(
    MEDIDA,
    _DEFINICAO,
    Campo("sem_esta_definicao", "Cooperativas sem esta definição", "inteiro", "Ficaram fora da soma."),
)
POR_COOPERATIVA = medicao.por_cooperativa(MEDIDA, _DEFINICAO)
METAS_DE_USO = Saida("metas", "Diante das metas", "meta", medicao.colunas_das_metas(MEDIDA, META))
POR_PRODUTO = Saida(
    "por_produto",
    "Cada produto ou serviço",
    "medição e produto",
    (
        MOMENTO,
        MES,
        USO_DE_PRODUTOS.campo("produto_financeiro"),
        USO_DE_PRODUTOS.campo("socios_que_usam"),
        USO_DE_PRODUTOS.campo("socios_na_conta"),
        _NIVEL,
    ),
    pessoas="socios_que_usam",
)
SEM_DEFINICAO = Saida(
    "sem_definicao", "Fora da soma por falta desta definição", "cooperativa", (medicao.QUEM, _DEFINICAO)
)
DEFINICAO = Escolha(
    Campo(
        "definicao_de_uso",
        "Como se mede o uso",
        "opcao",
        "O documento não diz. Contar os usos pede uma linha por produto; a declarada é a que a cooperativa já tem.",
        obrigatorio=True,
        opcoes=(USOS, DECLARADA),
    ),
    padrao=USOS,
)

PRODUTOS_USADOS = Instrumento(
    nome="produtos_usados",
    titulo="Produtos e serviços usados",
    pergunta="Dos produtos e serviços que a cooperativa oferece, quantos os pequenos negócios associados usam?",
    explicacao=(
        "Façam uma tabela: uma linha para cada associado, uma coluna para cada produto, e um x onde usa. Contem os x e "
        "dividam pelo número de quadradinhos. É isso que se chama aqui de taxa de uso. O quadro guarda só a conta de "
        "cada produto: quantos usam, de quantos. A variação é em pontos percentuais: de 40 % para 50 % são 10 pontos, "
        "e não 10 %."
    ),
    formula=(
        "%P = soma dos associados que usam cada produto ÷ soma dos associados na conta de cada produto; "
        "P = %P(tn) − %P(tn−1), em pontos percentuais"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(JUNTAS, POR_COOPERATIVA, METAS_DE_USO, POR_PRODUTO, SEM_DEFINICAO),
    fonte=Fonte(CHAMADA, "Quadro 02, indicador 04", ("A185", "A186")),
    graficos=(
        Grafico(
            "linhas", "juntas", "Uso de produtos em cada medição", {"x": "mes", "valor": _NIVEL.nome}, _frase_da_linha
        ),
        Grafico(
            "halteres",
            "por_produto",
            "Cada produto, de uma medição a outra",
            {"categoria": "produto_financeiro", "valor": _NIVEL.nome, "ponto": "momento"},
            _frase_dos_produtos,
        ),
    ),
    escolhas=(DEFINICAO,),
    essenciais=("uso_de_produtos",),
    proposta=True,
    cuidado=(
        "Usar muitos produtos não é o mesmo que ser fiel: o índice de fidelização do diagnóstico é outra medida, e não "
        "se comparam. E empurrar produto que ninguém precisa sobe esta taxa."
    ),
)
