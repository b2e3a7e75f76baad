"""Quem atende sabe explicar com clareza os produtos de que os pequenos negócios precisam?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito.levantamento import mais_novo
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVA
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Quadro, Saida, Saidas

PRODUTOS = {
    "cheques": "Desconto de cheque pré-datado",
    "recebiveis": "Antecipação de recebíveis",
    "equipamentos": "Financiamento de equipamentos",
    "reformas": "Financiamento de reformas",
    "meios": "Meios eletrônicos de pagamento",
}
# O que se ouve em cada nível. O nível é o mais alto que a explicação mostrou, e não o que a pessoa acha que sabe.
EVIDENCIAS = (
    "Não sabe dizer o que é, ou lê o folheto.",
    "Diz o que é, sem dizer quanto custa nem para quem não serve.",
    "Explica com uma conta em reais: quanto entra, quanto se paga, quando, e o que acontece no atraso.",
    "Explica, e quem ouviu conta de volta com as próprias palavras, inclusive quando não convém.",
)
EXPLICA = 3  # a partir deste nível a explicação é clara
METADE = 50.0  # [%] abaixo disso, quem chega ao balcão tem mais chance de não entender do que de entender

EXPLICACOES = Quadro(
    "explicacoes",
    "Contar de volta",
    "Uma linha para cada pessoa que atende. Ela explica cada produto a alguém que faz de conta que é associada, "
    "e quem ouve marca o nível de 1 a 4. A ajuda diz o que se ouve em cada nível.",
    modulo=7,
    chave=("cooperativa", "mes", "ponto_de_atendimento", "quem_explicou"),
    campos=(
        COOPERATIVA,
        MES,
        Campo(
            "ponto_de_atendimento",
            "Ponto de atendimento",
            ajuda="A sede também é um ponto.",
            obrigatorio=True,
            sinonimos=("PA", "posto", "agência", "posto de atendimento"),
            exemplo="Sede",
        ),
        Campo(
            "quem_explicou",
            "Quem explicou",
            ajuda="Um apelido ou número. Não precisa do nome.",
            obrigatorio=True,
            sinonimos=("colaborador", "atendente"),
            exemplo="pessoa 3",
        ),
        *(
            Campo(
                f"explica_{produto}",
                titulo,
                "inteiro",
                " ".join(f"{i}: {frase}" for i, frase in enumerate(EVIDENCIAS, start=1)),
                unidade="nível",
                minimo=1,
                maximo=4,
                sinonimos=(produto,),
                exemplo="2",
            )
            for produto, titulo in PRODUTOS.items()
        ),
    ),
)

_DO_CAMPO = {f"explica_{produto}": titulo for produto, titulo in PRODUTOS.items()}
_ORDEM = list(PRODUTOS.values())


def ouvidas(explicacoes: pd.DataFrame) -> pd.DataFrame:
    """Uma linha por explicação ouvida: cooperativa, ponto, produto, nível e se foi clara (1.0 ou 0.0).

    Produto que a pessoa não explicou não vira linha: não é nível 1.
    """
    onde = ["cooperativa", "ponto_de_atendimento"]
    compridas = mais_novo(explicacoes).melt(
        id_vars=onde, value_vars=list(_DO_CAMPO), var_name="produto_financeiro", value_name="nivel"
    )
    compridas = compridas.assign(produto_financeiro=compridas["produto_financeiro"].map(_DO_CAMPO))
    return compridas.dropna(subset=["nivel"]).assign(clara=lambda t: (t["nivel"] >= EXPLICA).astype(float))


def resumir(compridas: pd.DataFrame, por: list[str]) -> pd.DataFrame:
    """Pessoas ouvidas, quantas explicam com clareza, a parte [%] e o nível do meio, na ordem dos produtos."""
    grupos = compridas.groupby([*por, "produto_financeiro"])
    tabela = pd.DataFrame(
        {
            "pessoas_ouvidas": grupos.size().astype(float),
            "explicam": grupos["clara"].sum(),
            "mediana": grupos["nivel"].median(),
        }
    ).reset_index()
    tabela["parte_que_explica"] = contas.porcento(tabela["explicam"], tabela["pessoas_ouvidas"])
    tabela["_ordem"] = tabela["produto_financeiro"].map(_ORDEM.index).astype(float)
    return tabela.sort_values([*por, "_ordem"]).reset_index(drop=True)


def calcular(explicacoes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Quantas pessoas explicam cada produto com clareza: na rede, em cada ponto, e quem pode ensinar quem.

    Vale o último levantamento de cada cooperativa. Na rede, soma sobre soma: pessoas que explicam
    sobre pessoas ouvidas.
    """
    compridas = ouvidas(explicacoes)
    pontos = resumir(compridas, ["cooperativa", "ponto_de_atendimento"])
    pontos["ponto_e_cooperativa"] = pontos["ponto_de_atendimento"] + " · " + pontos["cooperativa"]
    return {
        "por_produto": _declarada(POR_PRODUTO, resumir(compridas, [])),
        "por_ponto": _declarada(POR_PONTO, pontos),
        "quem_ensina": _quem_ensina(pontos),
    }


def _quem_ensina(pontos: pd.DataFrame) -> pd.DataFrame:
    """Para cada ponto e produto abaixo da metade, o ponto que melhor explica: primeiro o da mesma cooperativa."""
    fracos = pontos[pontos["parte_que_explica"] < METADE]
    fortes = pontos[pontos["parte_que_explica"] >= METADE].sort_values(
        ["parte_que_explica", "explicam"], ascending=False, kind="stable"
    )
    linhas = []
    for fraco in fracos.to_dict("records"):
        do_produto = fortes[fortes["produto_financeiro"] == fraco["produto_financeiro"]]
        da_casa = do_produto[do_produto["cooperativa"] == fraco["cooperativa"]]
        escolhidos = da_casa if not da_casa.empty else do_produto
        quem = escolhidos["ponto_e_cooperativa"].iloc[0] if len(escolhidos) else NINGUEM
        a_aprender = fraco["pessoas_ouvidas"] - fraco["explicam"]
        linhas.append(fraco | {"a_aprender": a_aprender, "quem_ensina": quem})
    return _declarada(QUEM_ENSINA, pd.DataFrame(linhas))


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


NINGUEM = "ninguém da rede ainda"


def leitura(saidas: Saidas) -> list[str]:
    """O produto mais e o menos bem explicado, onde está a diferença, quem ensina e o que não se ouviu."""
    produtos, pontos = saidas["por_produto"], saidas["por_ponto"]
    if produtos.empty:
        return ["Ainda não se ouviu nenhuma explicação."]
    frases = [_conclusao(produtos), _frase_dos_pontos(pontos), _frase_de_quem_ensina(saidas["quem_ensina"])]
    calados = [p for p in _ORDEM if p not in set(produtos["produto_financeiro"])]
    if calados:
        frases.append(f"Ninguém explicou {formato.juntar(p.lower() for p in calados)}.")
    return [frase for frase in frases if frase]


def _conclusao(produtos: pd.DataFrame) -> str:
    ordem = produtos.sort_values("parte_que_explica", kind="stable")
    pior, melhor = ordem.iloc[0], ordem.iloc[-1]
    parte = formato.percentual(pior["parte_que_explica"], 0)
    if pior["parte_que_explica"] == 100:
        return "Quem atende explica com clareza todos os produtos que foram ouvidos."
    if melhor["parte_que_explica"] == 0:
        return "Ninguém explica com clareza nenhum dos produtos que foram ouvidos."
    if pior["parte_que_explica"] == melhor["parte_que_explica"]:
        return f"Todos os produtos ouvidos são explicados com clareza por {parte} de quem atende."
    return (
        f"O produto menos bem explicado é {_minuscula(pior['produto_financeiro'])}: {_de_quantas(pior)} "
        f"({parte}). O mais bem explicado é {_minuscula(melhor['produto_financeiro'])} "
        f"({formato.percentual(melhor['parte_que_explica'], 0)})."
    )


def _de_quantas(linha) -> str:
    pessoas = formato.plural(linha["pessoas_ouvidas"], "pessoa explica", "pessoas explicam")
    return f"{formato.quantidade(linha['explicam'])} de {pessoas} com clareza"


def _frase_dos_pontos(pontos: pd.DataFrame) -> str:
    """Média pela pessoa, e não pelo produto: ponto com mais gente pesa mais dentro dele mesmo só."""
    somas = pontos.groupby("ponto_e_cooperativa")[["explicam", "pessoas_ouvidas"]].sum()
    if len(somas) < 2:
        return ""
    partes = contas.porcento(somas["explicam"], somas["pessoas_ouvidas"])
    melhor, pior = partes.idxmax(), partes.idxmin()
    if partes[melhor] == partes[pior]:
        return "Os pontos de atendimento explicam igual."
    return (
        f"Entre os pontos, as explicações vão de {formato.percentual(partes[pior], 0)} claras ({pior}) "
        f"a {formato.percentual(partes[melhor], 0)} ({melhor})."
    )


def _frase_de_quem_ensina(quem_ensina: pd.DataFrame) -> str:
    if quem_ensina.empty:
        return "Em todos os pontos, pelo menos metade de quem atende explica cada produto."
    sem = quem_ensina[quem_ensina["quem_ensina"] == NINGUEM]["produto_financeiro"].unique()
    com = int((quem_ensina["quem_ensina"] != NINGUEM).sum())
    frases = []
    if com:
        casos = formato.plural(com, "caso", "casos")
        frases.append(f"Em {casos} há outro ponto da rede que já explica e pode ensinar.")
    if len(sem):
        nomes = formato.juntar(_minuscula(p) for p in sem)
        frases.append(f"Para {nomes}, é preciso buscar quem ensine fora.")
    return " ".join(frases)


def _minuscula(texto: str) -> str:
    return texto[0].lower() + texto[1:]


def _frase_do_mapa(saidas: Saidas) -> str:
    pontos = saidas["por_ponto"]
    if pontos.empty:
        return "Ainda não há explicações para mostrar."
    fracos = int((pontos["parte_que_explica"] < METADE).sum())
    quadrinhos = formato.plural(len(pontos), "quadrinho", "quadrinhos")
    return f"Em {fracos} de {quadrinhos}, menos da metade de quem atende explica com clareza."


_PRODUTO = Campo("produto_financeiro", "Produto ou serviço")
_OUVIDAS = Campo("pessoas_ouvidas", "Pessoas ouvidas", "inteiro", "Que explicaram este produto.")
_EXPLICAM = Campo("explicam", "Explicam com clareza", "inteiro", "Nível 3 ou 4.")
_PARTE = Campo("parte_que_explica", "Parte que explica", "percentual", melhor="maior", casas=0)
_MEDIANA = Campo("mediana", "Mediana", "numero", "O nível do meio.", unidade="nível", melhor="maior")
_PONTO_E_COOPERATIVA = Campo("ponto_e_cooperativa", "Ponto e cooperativa")

POR_PRODUTO = Saida(
    "por_produto",
    "Cada produto na rede",
    "produto",
    (_PRODUTO, _OUVIDAS, _EXPLICAM, _PARTE, _MEDIANA),
    pessoas="pessoas_ouvidas",
)
POR_PONTO = Saida(
    "por_ponto",
    "Cada produto em cada ponto de atendimento",
    "ponto de atendimento e produto",
    (
        COOPERATIVA,
        EXPLICACOES.campo("ponto_de_atendimento"),
        _PONTO_E_COOPERATIVA,
        _PRODUTO,
        _OUVIDAS,
        _EXPLICAM,
        _PARTE,
        _MEDIANA,
    ),
    pessoas="pessoas_ouvidas",
)
QUEM_ENSINA = Saida(
    "quem_ensina",
    "Quem pode ensinar quem",
    "ponto de atendimento e produto",
    (
        _PONTO_E_COOPERATIVA,
        _PRODUTO,
        _OUVIDAS,
        _PARTE,
        Campo("a_aprender", "Pessoas a preparar", "inteiro", unidade="pessoas"),
        Campo("quem_ensina", "Quem pode ensinar", ajuda="Da mesma cooperativa, se houver."),
    ),
    pessoas="pessoas_ouvidas",
)

CONHECIMENTO = Instrumento(
    nome="conhecimento_de_produtos",
    titulo="Contar de volta",
    pergunta="Quem atende sabe explicar com clareza os produtos de que os pequenos negócios precisam?",
    explicacao=(
        "Cada pessoa que atende explica um produto a alguém que faz de conta que é associada. Depois quem ouviu "
        "conta de volta o que entendeu. O nível é o que se ouviu: dizer o que é, fazer a conta em reais, ser "
        "entendido. Do nível 3 para cima a explicação é clara. Não é prova nem nota de ninguém: o nome não se "
        "anota, e o resultado serve para saber quem pode ensinar quem."
    ),
    formula=(
        "parte que explica = pessoas com nível 3 ou 4 ÷ pessoas ouvidas, em cada produto e ponto; "
        "na rede, soma sobre soma"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_PRODUTO, POR_PONTO, QUEM_ENSINA),
    fonte=Fonte(CHAMADA, "Anexo III, item 5", ("A219",)),
    graficos=(
        Grafico(
            "barras",
            "por_produto",
            "Quem explica com clareza",
            {"categoria": "produto_financeiro", "valor": "parte_que_explica"},
        ),
        Grafico(
            "mapa_de_calor",
            "por_ponto",
            "Quem explica, em cada ponto",
            {"linha": "ponto_e_cooperativa", "coluna": "produto_financeiro", "valor": "parte_que_explica"},
            _frase_do_mapa,
        ),
    ),
    essenciais=("explicacoes",),
    proposta=True,
    cuidado="Ouve-se uma vez, num dia. Quem ouve também precisa aprender a ouvir: revezem.",
)
