"""O empreendimento consegue pagar o que deve, e com o dinheiro de quem trabalha?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Quadro, Saida, Saidas

ANO_DO_BALANCO = Campo(
    "ano_do_balanco",
    "Ano do balanço",
    "ano",
    "O balanço é uma fotografia do dia 31 de dezembro deste ano.",
    obrigatorio=True,
    sinonimos=("ano", "exercício"),
    exemplo="2025",
)

BALANCO = Quadro(
    "balanco",
    "Balanço",
    "O que o empreendimento tem, o que deve e o que entrou e saiu no ano. Escreva “não sei” quando não souber.",
    modulo=1,
    chave=("empreendimento", "ano_do_balanco"),
    campos=(
        quadros.EMPREENDIMENTO,
        ANO_DO_BALANCO,
        Campo(
            "ativo_circulante",
            "Tem e vira dinheiro em até um ano",
            "dinheiro",
            "Caixa, banco, estoque e o que têm a receber em até um ano.",
            minimo=0,
            sinonimos=("ativo circulante", "AC"),
            exemplo="18.000,00",
        ),
        Campo(
            "ativo_nao_circulante",
            "Tem e fica por mais de um ano",
            "dinheiro",
            "Terreno, prédio, máquinas, o que têm a receber depois de um ano.",
            minimo=0,
            sinonimos=("ativo não circulante", "imobilizado", "ANC"),
            exemplo="42.000,00",
        ),
        Campo(
            "passivo_circulante",
            "Deve e paga em até um ano",
            "dinheiro",
            "Fornecedores, parcelas, tributos, retiradas atrasadas.",
            minimo=0,
            sinonimos=("passivo circulante", "PC"),
            exemplo="9.000,00",
        ),
        Campo(
            "passivo_nao_circulante",
            "Deve e paga depois de um ano",
            "dinheiro",
            "O resto dos empréstimos e financiamentos.",
            minimo=0,
            sinonimos=("passivo não circulante", "exigível a longo prazo", "PNC"),
            exemplo="12.000,00",
        ),
        Campo(
            "entradas_do_ano",
            "Entrou no ano",
            "dinheiro",
            "Vendas, serviços e apoios do ano inteiro.",
            minimo=0,
            sinonimos=("receitas", "receita do ano", "ingressos"),
            exemplo="96.000,00",
        ),
        Campo(
            "saidas_do_ano",
            "Saiu no ano",
            "dinheiro",
            "Tudo o que se gastou no ano, com as retiradas.",
            minimo=0,
            sinonimos=("despesas", "despesa do ano", "dispêndios"),
            exemplo="88.500,00",
        ),
    ),
)

_CURTO = ("ativo_circulante", "passivo_circulante")
_TUDO = ("ativo_circulante", "ativo_nao_circulante", "passivo_circulante", "passivo_nao_circulante")
QUASE_IGUAL = 0.005  # diferença que some ao mostrar duas casas


Coluna = pd.Series | np.ndarray
Colunas = pd.DataFrame | Mapping[str, np.ndarray]


class Indicador(NamedTuple):
    """Uma conta do balanço: serve a um empreendimento ou à soma de vários."""

    precisa: tuple[str, ...]
    formula: Callable[[Colunas], Coluna]


INDICADORES = {
    "liquidez_corrente": Indicador(_CURTO, lambda b: contas.dividir(b["ativo_circulante"], b["passivo_circulante"])),
    "endividamento": Indicador(_TUDO, lambda b: contas.porcento(_deve(b), _tem(b))),
    "capital_de_giro": Indicador(_CURTO, lambda b: b["ativo_circulante"] - b["passivo_circulante"]),
    "patrimonio_liquido": Indicador(_TUDO, lambda b: _tem(b) - _deve(b)),
    "resultado_do_ano": Indicador(
        ("entradas_do_ano", "saidas_do_ano"), lambda b: b["entradas_do_ano"] - b["saidas_do_ano"]
    ),
}


def _tem(balanco: Colunas) -> Coluna:
    return balanco["ativo_circulante"] + balanco["ativo_nao_circulante"]


def _deve(balanco: Colunas) -> Coluna:
    return balanco["passivo_circulante"] + balanco["passivo_nao_circulante"]


def indicadores(balanco: pd.DataFrame) -> pd.DataFrame:
    """Os cinco indicadores de cada linha de um balanço, com o mesmo índice.

    Liquidez corrente [R$ por R$ 1], endividamento [%], capital de giro, patrimônio líquido e
    resultado do ano [R$]. Com um número desconhecido, ou sem nada a dividir, NaN.

    >>> um = pd.DataFrame([[18.0, 42.0, 9.0, 12.0, 96.0, 88.5]], columns=BALANCO.nomes[2:])
    >>> indicadores(um).iloc[0].tolist()
    [2.0, 35.0, 9.0, 39.0, 7.5]
    """
    return pd.DataFrame({nome: item.formula(balanco) for nome, item in INDICADORES.items()}, index=balanco.index)


def da_rede(balanco: pd.DataFrame) -> pd.DataFrame:
    """Os indicadores de cada ano, soma sobre soma: uma linha por ano, com o ano no índice.

    Cada indicador soma só os empreendimentos que disseram todos os números de que ele
    precisa: quem disse quanto tem e não quanto deve não pode melhorar a conta da rede.
    """
    return _somar_na_rede(balanco, {nome: _disse_tudo(balanco, item) for nome, item in INDICADORES.items()})


def _somar_na_rede(balanco: pd.DataFrame, entram: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Os indicadores de cada ano, cada um com as linhas que entram nele (True ou False para cada linha)."""
    parcelas = {
        (nome, coluna): np.where(entram[nome], balanco[coluna], np.nan)
        for nome, item in INDICADORES.items()
        for coluna in item.precisa
    }
    anos = balanco["ano_do_balanco"].to_numpy()
    somas = pd.DataFrame(parcelas).groupby(anos).sum(min_count=1)
    colunas = {}
    for nome, item in INDICADORES.items():
        colunas[nome] = item.formula({coluna: somas[nome, coluna].to_numpy() for coluna in item.precisa})
    return pd.DataFrame(colunas, index=somas.index.rename("ano_do_balanco"))


def _disse_tudo(balanco: pd.DataFrame, item: Indicador) -> np.ndarray:
    return ~np.isnan(balanco[list(item.precisa)].to_numpy(float)).any(axis=1)


def calcular(balanco: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Os indicadores de cada empreendimento e da rede, quem ficou fora da conta e o que mudou."""
    balanco = balanco.dropna(subset=["empreendimento", "ano_do_balanco"])
    if balanco.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in ANALISE_DO_BALANCO.saidas}
    ordem = balanco.sort_values(["empreendimento", "ano_do_balanco"]).reset_index(drop=True)
    por_ano = ordem.join(indicadores(ordem))
    por_ano["em_palavras"] = _em_palavras(ordem)
    mais_recente = por_ano.groupby("empreendimento").tail(1).assign(regua_da_liquidez=1.0)
    return {
        "mais_recente": _declarada(MAIS_RECENTE, mais_recente),
        "por_ano": _declarada(POR_ANO, por_ano),
        "rede": _declarada(REDE, _rede(ordem).reset_index()),
        "na_conta": _na_conta(ordem),
        "mudanca": _mudanca(por_ano),
        "mudanca_da_rede": _mudanca_da_rede(ordem),
    }


def _rede(balanco: pd.DataFrame) -> pd.DataFrame:
    tabela = da_rede(balanco)
    completos = balanco[_disse_tudo(balanco, INDICADORES["liquidez_corrente"])]
    somas = completos.groupby("ano_do_balanco")[list(_CURTO)].sum().reindex(tabela.index)
    return tabela.assign(em_palavras=_em_palavras(somas))


def _em_palavras(balanco: pd.DataFrame) -> list[str]:
    """O que a liquidez de cada linha diz. Não dever nada é uma resposta boa, e não um zero."""
    ativos, passivos = (balanco[coluna] for coluna in _CURTO)
    return [_curto_prazo_em_palavras(a, p) for a, p in zip(ativos, passivos, strict=True)]


def _curto_prazo_em_palavras(ativo: float, passivo: float) -> str:
    """Em palavras, o que se tem [R$] diante do que vence [R$] em um ano.

    >>> _curto_prazo_em_palavras(18000.0, 9000.0), _curto_prazo_em_palavras(500.0, 0.0)
    ('Para cada R$ 1 que vence em um ano, há R$ 2,00.', 'Não deve nada a curto prazo.')
    """
    if passivo == 0:
        return "Não deve nada a curto prazo."
    faltam = [nome for nome, valor in (("tem", ativo), ("deve", passivo)) if pd.isna(valor)]
    if faltam:
        return f"Falta saber quanto {formato.juntar(faltam)} a curto prazo."
    return f"Para cada R$ 1 que vence em um ano, há {formato.dinheiro(ativo / passivo)}."


def _na_conta(balanco: pd.DataFrame) -> pd.DataFrame:
    """Quantos empreendimentos entraram e ficaram fora de cada indicador da rede, ano a ano."""
    dentro = pd.DataFrame({nome: _disse_tudo(balanco, item) for nome, item in INDICADORES.items()}, dtype=float)
    por_ano = dentro.groupby(balanco["ano_do_balanco"].to_numpy())
    na_conta = por_ano.sum()
    total = np.repeat(por_ano.size().to_numpy(float), len(INDICADORES))
    return pd.DataFrame(
        {
            "ano_do_balanco": np.repeat(na_conta.index, len(INDICADORES)),
            "indicador": [POR_ANO.campo(nome).rotulo for nome in INDICADORES] * len(na_conta),
            "na_conta": na_conta.to_numpy().ravel(),
            "fora_da_conta": total - na_conta.to_numpy().ravel(),
        }
    )[list(NA_CONTA.nomes)]


def _mudanca(por_ano: pd.DataFrame) -> pd.DataFrame:
    """O último balanço de cada empreendimento menos o anterior dele; quem só tem um não aparece."""
    grupos = por_ano.groupby("empreendimento")
    anteriores = grupos[["ano_do_balanco", *INDICADORES]].shift()
    tabela = por_ano[["empreendimento", "ano_do_balanco"]].assign(ano_anterior=anteriores["ano_do_balanco"])
    for nome in INDICADORES:
        tabela[f"mudou_{nome}"] = por_ano[nome] - anteriores[nome]
    return _declarada(MUDANCA, tabela.groupby("empreendimento").tail(1).dropna(subset=["ano_anterior"]))


def _mudanca_da_rede(balanco: pd.DataFrame) -> pd.DataFrame:
    """Os dois últimos anos da rede, só com quem disse os números dos dois.

    Sem isso, a entrada de um empreendimento na conta pareceria melhora ou piora dos outros.
    """
    anos = sorted(balanco["ano_do_balanco"].unique())[-2:]
    if len(anos) < 2:
        return pd.DataFrame(columns=MUDANCA_DA_REDE.nomes)
    dois = balanco[balanco["ano_do_balanco"].isin(anos)]
    nomes, nos_dois = dois["empreendimento"].to_numpy(), {}
    for indicador, item in INDICADORES.items():
        disse = _disse_tudo(dois, item)
        quantos_anos = Counter(nomes[disse])
        nos_dois[indicador] = disse & np.array([quantos_anos[nome] == 2 for nome in nomes])
    antes, agora = _somar_na_rede(dois, nos_dois).to_dict("records")
    linha = {"ano_anterior": anos[0], "ano_do_balanco": anos[1]}
    for indicador, entraram in nos_dois.items():
        linha[f"mudou_{indicador}"] = agora[indicador] - antes[indicador]
        linha[f"nos_dois_{indicador}"] = entraram.sum() / 2
    return _declarada(MUDANCA_DA_REDE, pd.DataFrame([linha]))


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Se dá para pagar o que vence, quem não consegue, quanto se deve, o que mudou e o que falta saber."""
    recente, rede = saidas["mais_recente"], saidas["rede"]
    if rede.empty:
        return ["Não há balanço para mostrar."]
    sozinho = len(recente) == 1 and saidas["na_conta"][["na_conta", "fora_da_conta"]].sum(axis=1).max() == 1
    quem = recente["empreendimento"].iloc[0] if sozinho else "a rede"
    ultima = rede.iloc[-1]
    frases = [
        f"Em {ultima['ano_do_balanco']:.0f}, {_frase_do_curto_prazo(quem, ultima)}",
        _frase_de_quem_nao_cobre(recente),
        _frase_da_divida(quem, ultima),
        _frase_do_resultado(ultima),
        _frase_da_mudanca(saidas["mudanca_da_rede"], sozinho),
        _frase_dos_de_fora(saidas["na_conta"], ultima["ano_do_balanco"]),
    ]
    return [frase for frase in frases if frase]


def _frase_do_curto_prazo(quem: str, ultima: pd.Series) -> str:
    liquidez = ultima["liquidez_corrente"]
    if pd.isna(liquidez):
        if pd.notna(ultima["capital_de_giro"]):  # sabe-se quanto tem e quanto deve: deve zero
            return f"{quem} não deve nada a curto prazo."
        return f"não se sabe se {quem} consegue pagar o que vence em um ano: falta dizer quanto tem ou deve."
    para_cada = f"para cada R$ 1 que vence, há {formato.dinheiro(liquidez)}."
    if liquidez < 1:
        return f"o que {quem} tem não cobre o que vence em um ano: {para_cada}"
    if liquidez < 1 + QUASE_IGUAL:
        return f"{quem} tem só o justo para pagar o que vence em um ano: {para_cada}"
    return f"{quem} consegue pagar o que vence em um ano: {para_cada}"


def _frase_de_quem_nao_cobre(recente: pd.DataFrame) -> str:
    curtos = recente[recente["liquidez_corrente"] < 1].sort_values("liquidez_corrente")
    if curtos.empty or len(recente) == 1:
        return ""
    nomes = formato.juntar(curtos["empreendimento"].head(3).tolist())
    if len(curtos) > 3:
        return f"{len(curtos)} empreendimentos não cobrem o que vence em um ano; os mais apertados são {nomes}."
    return f"{nomes} {'não cobre' if len(curtos) == 1 else 'não cobrem'} o que vence em um ano."


def _frase_da_divida(quem: str, ultima: pd.Series) -> str:
    divida, patrimonio = ultima["endividamento"], ultima["patrimonio_liquido"]
    if pd.isna(patrimonio):
        return ""
    if patrimonio < 0:
        return f"Deve-se mais do que se tem: para pagar tudo faltariam {formato.dinheiro(-patrimonio)}."
    if pd.isna(divida):
        return ""
    if divida == 0:
        return "Tudo o que se tem é de quem trabalha: não há dívida."
    return f"De cada R$ 100 que {quem} tem, {formato.dinheiro(divida)} ainda se devem a outros."


def _frase_do_resultado(ultima: pd.Series) -> str:
    resultado = ultima["resultado_do_ano"]
    if pd.isna(resultado):
        return ""
    if abs(resultado) < QUASE_IGUAL:
        return "No ano, saiu tanto quanto entrou."
    sentido = "entraram {} a mais do que saíram" if resultado > 0 else "saíram {} a mais do que entraram"
    return f"No ano, {sentido.format(formato.dinheiro(abs(resultado)))}."


def _frase_da_mudanca(mudanca: pd.DataFrame, sozinho: bool) -> str:
    """O que mudou no que há para pagar o que vence e no que é de quem trabalha."""
    if mudanca.empty:
        return "Com o balanço de outro ano se verá o que mudou."
    linha = mudanca.iloc[0]
    anos = f"De {linha['ano_anterior']:.0f} para {linha['ano_do_balanco']:.0f}"
    partes = [
        f"{_quanto_mudou(linha[f'mudou_{nome}'])} {o_que}"
        for nome, o_que in (
            ("liquidez_corrente", "para cada R$ 1 que vence"),
            ("patrimonio_liquido", "em patrimônio de quem trabalha"),
        )
        if pd.notna(linha[f"mudou_{nome}"])
    ]
    if not partes:
        return f"{anos}, ninguém disse os mesmos números nos dois anos: não dá para comparar."
    so_quem = "" if sozinho else ", contando só quem informou os dois anos"
    return f"{anos}, há {formato.juntar(partes)}{so_quem}."


def _quanto_mudou(mudou: float) -> str:
    if abs(mudou) < QUASE_IGUAL:
        return "o mesmo"
    return f"{formato.dinheiro(abs(mudou))} a {'mais' if mudou > 0 else 'menos'}"


def _frase_dos_de_fora(na_conta: pd.DataFrame, ano: float) -> str:
    fora = na_conta[(na_conta["ano_do_balanco"] == ano) & (na_conta["fora_da_conta"] > 0)]
    if fora.empty:
        return ""
    pior = fora.sort_values("fora_da_conta", ascending=False, kind="stable").iloc[0]
    ficaram = formato.plural(pior["fora_da_conta"], "empreendimento ficou", "empreendimentos ficaram")
    return f"{ficaram} fora da conta de {pior['indicador'].lower()} por falta de números."


def _frase_das_reguas(saidas: Saidas) -> str:
    recente = saidas["mais_recente"].dropna(subset=["liquidez_corrente"])
    if recente.empty:
        return "Ainda não há como comparar o que se tem com o que vence."
    cobrem = int((recente["liquidez_corrente"] >= 1).sum())
    quantos = formato.plural(len(recente), "empreendimento", "empreendimentos")
    return f"O que se tem cobre o que vence em um ano em {cobrem} de {quantos}."


def _frase_das_dividas(saidas: Saidas) -> str:
    dividas = saidas["mais_recente"].dropna(subset=["endividamento"])
    if dividas.empty:
        return "Ainda não há como saber que parte do que se tem é dívida."
    maior = dividas.sort_values(["endividamento", "empreendimento"], ascending=[False, True]).iloc[0]
    quanto = formato.percentual(maior["endividamento"])
    return f"A maior dívida, diante do que tem, é a de {maior['empreendimento']}: {quanto}."


def _frase_do_que_sobrou(saidas: Saidas) -> str:
    sabidos = saidas["mais_recente"]["resultado_do_ano"].dropna()
    if sabidos.empty:
        return "Ainda não há como saber quanto sobrou no ano."
    positivos = int((sabidos > 0).sum())
    quantos = formato.plural(len(sabidos), "empreendimento", "empreendimentos")
    return f"Em {positivos} de {quantos}, entrou mais do que saiu no ano."


_LIQUIDEZ = Campo(
    "liquidez_corrente",
    "Liquidez corrente",
    "numero",
    "Quanto há para cada R$ 1 que vence em um ano. Quem não deve a curto prazo não tem este número.",
    unidade="R$ por R$ 1",
    casas=2,
    melhor="maior",
)
_COLUNAS = (
    _LIQUIDEZ,
    Campo(
        "endividamento",
        "Endividamento geral",
        "percentual",
        "De tudo o que se tem, a parte que se deve a outros.",
        melhor="menor",
    ),
    Campo(
        "capital_de_giro",
        "Capital de giro",
        "dinheiro",
        "O que vira dinheiro em um ano menos o que vence em um ano.",
        melhor="maior",
    ),
    Campo(
        "patrimonio_liquido",
        "Patrimônio líquido",
        "dinheiro",
        "Tudo o que tem menos tudo o que deve.",
        melhor="maior",
    ),
    Campo(
        "resultado_do_ano",
        "Resultado do ano",
        "dinheiro",
        "O que entrou menos o que saiu no ano.",
        melhor="maior",
    ),
)
_EM_PALAVRAS = Campo("em_palavras", "Em palavras", ajuda="O que a liquidez corrente diz.")
_ANO_ANTERIOR = Campo("ano_anterior", "Comparado com", "ano", "O balanço anterior.")
_MUDOU = tuple(
    Campo(
        f"mudou_{coluna.nome}",
        f"Mudou: {coluna.rotulo.lower()}",
        "numero" if coluna.tipo == "percentual" else coluna.tipo,
        "O último balanço menos o anterior.",
        unidade="pontos" if coluna.tipo == "percentual" else coluna.unidade,
        casas=coluna.casas,
        melhor=coluna.melhor,
    )
    for coluna in _COLUNAS
)
_NOS_DOIS = tuple(
    Campo(
        f"nos_dois_{c.nome}",
        f"Nos dois anos: {c.rotulo.lower()}",
        "inteiro",
        "Empreendimentos na comparação.",
    )
    for c in _COLUNAS
)

MAIS_RECENTE = Saida(
    "mais_recente",
    "O balanço mais novo de cada um",
    "empreendimento",
    (
        quadros.EMPREENDIMENTO,
        ANO_DO_BALANCO,
        *_COLUNAS,
        _EM_PALAVRAS,
        Campo(
            "regua_da_liquidez",
            "Um por um",
            "numero",
            "O que se tem igual ao que vence.",
            "R$ por R$ 1",
            casas=2,
        ),
    ),
)
POR_ANO = Saida(
    "por_ano",
    "Todos os balanços",
    "empreendimento e ano",
    (quadros.EMPREENDIMENTO, ANO_DO_BALANCO, *_COLUNAS, _EM_PALAVRAS),
)
REDE = Saida("rede", "A rede em cada ano", "ano", (ANO_DO_BALANCO, *_COLUNAS, _EM_PALAVRAS))
NA_CONTA = Saida(
    "na_conta",
    "Quem entrou na conta da rede",
    "ano e indicador",
    (
        ANO_DO_BALANCO,
        Campo("indicador", "Indicador"),
        Campo("na_conta", "Na conta", "inteiro", "Empreendimentos que entraram."),
        Campo("fora_da_conta", "Fora da conta", "inteiro", "Empreendimentos sem algum dos números."),
    ),
)
MUDANCA = Saida(
    "mudanca",
    "O que mudou em cada empreendimento",
    "empreendimento",
    (quadros.EMPREENDIMENTO, _ANO_ANTERIOR, ANO_DO_BALANCO, *_MUDOU),
)
MUDANCA_DA_REDE = Saida(
    "mudanca_da_rede",
    "O que mudou na rede",
    "rede",
    (_ANO_ANTERIOR, ANO_DO_BALANCO, *_MUDOU, *_NOS_DOIS),
)

ANALISE_DO_BALANCO = Instrumento(
    nome="balanco",
    titulo="Leitura do balanço",
    pergunta="O empreendimento consegue pagar o que deve, e quanto do que tem é de quem trabalha?",
    explicacao=(
        "Ponham de um lado o que vira dinheiro em até um ano e do outro o que vence em até um ano: "
        "dividindo um pelo outro se vê quanto há para cada R$ 1 que vence. Depois somem tudo o que têm e "
        "tudo o que devem: a diferença é de quem trabalha. Quando um número não se sabe, o caderno faz só "
        "as contas que não precisam dele. A conta da rede soma os empreendimentos antes de dividir."
    ),
    formula=(
        "liquidez corrente = ativo circulante ÷ passivo circulante; "
        "endividamento geral = (passivo circulante + passivo não circulante) ÷ ativo total; "
        "capital de giro = ativo circulante − passivo circulante; "
        "patrimônio líquido = ativo total − (passivo circulante + passivo não circulante); "
        "resultado do ano = entrou − saiu; na rede, soma sobre soma"
    ),
    modulo=1,
    calcular=calcular,
    leitura=leitura,
    saidas=(MAIS_RECENTE, POR_ANO, REDE, NA_CONTA, MUDANCA, MUDANCA_DA_REDE),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade",
        "Tabela 1, Diagnóstico e Produção",
        ("A023", "A038"),
    ),
    graficos=(
        Grafico(
            "barras",
            "mais_recente",
            "Quanto há para cada R$ 1 que vence em um ano",
            {"categoria": "empreendimento", "valor": "liquidez_corrente", "regua": "regua_da_liquidez"},
            _frase_das_reguas,
        ),
        Grafico(
            "halteres",
            "por_ano",
            "De tudo o que se tem, quanto é dívida",
            {"categoria": "empreendimento", "valor": "endividamento", "ponto": "ano_do_balanco"},
            _frase_das_dividas,
        ),
        Grafico(
            "barras",
            "mais_recente",
            "O que entrou menos o que saiu no ano",
            {"categoria": "empreendimento", "valor": "resultado_do_ano"},
            _frase_do_que_sobrou,
        ),
    ),
    essenciais=("balanco",),
    cuidado=(
        "O balanço é a fotografia de um dia. Estoque que não se vende e conta que ninguém paga contam como "
        "dinheiro que vem, mas podem não vir. O trabalho que as associadas e os associados ainda não "
        "retiraram só aparece se for escrito."
    ),
)
