"""O dinheiro dá até o fim? Qual o pior mês e quanto é preciso ter para atravessar?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Escolha, Fonte, Grafico, Instrumento, Quadro, Saida, Saidas, Sugestao

LANCAMENTOS = Quadro(
    "lancamentos",
    "Entradas e saídas de dinheiro",
    "O que já entrou e saiu do caixa, e o que se espera. Uma linha para cada lançamento.",
    modulo=2,
    campos=(
        quadros.EMPREENDIMENTO,
        quadros.MES,
        Campo(
            "descricao",
            "Do que é",
            ajuda="Venda na feira, conta de luz, parcela do trator.",
            obrigatorio=True,
            sinonimos=("descrição", "histórico", "lançamento"),
            exemplo="venda na feira",
        ),
        Campo(
            "sentido",
            "Entra ou sai",
            "opcao",
            "Entra: dinheiro que chega. Sai: dinheiro que vai.",
            obrigatorio=True,
            opcoes=("entra", "sai"),
            sinonimos=("tipo", "entrada ou saída", "natureza do lançamento"),
            exemplo="entra",
        ),
        Campo(
            "situacao",
            "Previsto ou realizado",
            "opcao",
            "Previsto: o que o grupo espera. Realizado: o que já aconteceu. Guarde os dois, para comparar depois.",
            obrigatorio=True,
            opcoes=("previsto", "realizado"),
            sinonimos=("situação",),
            exemplo="realizado",
        ),
        Campo(
            "valor_lancado",
            "Valor",
            "dinheiro",
            "Sempre positivo: a coluna “Entra ou sai” diz a direção.",
            obrigatorio=True,
            minimo=0,
            sinonimos=("valor", "total", "R$"),
            exemplo="1.250,00",
        ),
    ),
)

MEIO_CENTAVO = 0.005
_MES_DE_CADA_UM = ["empreendimento", "mes"]


def movimento(lancamentos: pd.DataFrame) -> pd.DataFrame:
    """Os lançamentos que valem, com `entrou` e `saiu` [R$] em vez de valor e sentido.

    No mês em que um empreendimento anotou algo realizado, vale só o realizado; nos outros, o
    previsto. O que não foi anotado não vira zero: enquanto ninguém disser o que aconteceu,
    o previsto é o que se tem.
    """
    validos = lancamentos.dropna(subset=["empreendimento", "mes", "sentido", "situacao", "valor_lancado"])
    realizado = (validos["situacao"] == "realizado").to_numpy()
    meses = list(zip(validos["empreendimento"].tolist(), validos["mes"].tolist(), strict=True))
    meses_realizados = {mes for mes, e_realizado in zip(meses, realizado, strict=True) if e_realizado}
    vale = validos[realizado | np.array([mes not in meses_realizados for mes in meses], dtype=bool)]
    entra, valor = (vale["sentido"] == "entra").to_numpy(), vale["valor_lancado"].to_numpy()
    return vale.assign(entrou=np.where(entra, valor, 0.0), saiu=np.where(entra, 0.0, valor))


def acumular(saldo_do_mes: pd.Series | np.ndarray, saldo_inicial: float) -> pd.Series | np.ndarray:
    """O que há em caixa no fim de cada mês [R$], começando do saldo inicial [R$].

    >>> acumular(np.array([100.0, -250.0]), 50.0).tolist()
    [150.0, -100.0]
    """
    # Sem arredondar, 0,10 + 0,20 − 0,30 deixaria um resto minúsculo no vermelho.
    return (saldo_inicial + saldo_do_mes.cumsum()).round(6)


def calcular(lancamentos: pd.DataFrame, saldo_inicial: float) -> dict[str, pd.DataFrame]:
    """O saldo mês a mês, o pior mês, quanto falta para atravessar, e o previsto ao lado do realizado.

    A linha da rede soma as dos empreendimentos, cada um com os seus meses realizados. Mês sem
    nenhuma linha, entre o primeiro e o último, aparece com movimento zero e "sem anotação".
    """
    # A mesma ordem sempre: somar em outra ordem mudaria o resto que sobra depois dos centavos.
    lancamentos = lancamentos.sort_values([*LANCAMENTOS.nomes], ignore_index=True)
    vale = movimento(lancamentos)
    if vale.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in CAIXA.saidas}
    por_mes = _por_mes(vale, saldo_inicial)
    return {
        "por_mes": _declarada(POR_MES, por_mes),
        "resumo": _resumo(por_mes, vale, saldo_inicial),
        "previsto_e_realizado": _previsto_e_realizado(lancamentos),
        "por_empreendimento": _por_empreendimento(vale),
        "por_descricao": _por_descricao(vale),
    }


def _por_mes(vale: pd.DataFrame, saldo_inicial: float) -> pd.DataFrame:
    meses = pd.period_range(vale["mes"].min(), vale["mes"].max(), freq="M").strftime("%Y-%m")
    por_mes = vale.groupby("mes")[["entrou", "saiu"]].sum().reindex(meses, fill_value=0.0)
    por_mes["saldo_do_mes"] = (por_mes["entrou"] - por_mes["saiu"]).round(6)
    por_mes["saldo_acumulado"] = acumular(por_mes["saldo_do_mes"], saldo_inicial)
    situacoes: dict[str, set[str]] = {}
    for mes, situacao in zip(vale["mes"], vale["situacao"], strict=True):
        situacoes.setdefault(mes, set()).add(situacao)
    por_mes["situacao_do_mes"] = [_situacao_do_mes(situacoes.get(mes, set())) for mes in meses]
    return por_mes.assign(linha_do_zero=0.0).rename_axis("mes").reset_index()


def _situacao_do_mes(situacoes: Collection[str]) -> str:
    if not situacoes:
        return "sem anotação"
    return next(iter(situacoes)) if len(situacoes) == 1 else "parte realizada"


def _resumo(por_mes: pd.DataFrame, vale: pd.DataFrame, saldo_inicial: float) -> pd.DataFrame:
    saldos = por_mes["saldo_acumulado"].to_numpy()
    pior = saldos.argmin()
    quantos = Counter(por_mes["situacao_do_mes"])
    linha = {
        "saldo_inicial": saldo_inicial,
        "saldo_final": saldos[-1],
        "menor_saldo": saldos[pior],
        "mes_do_menor_saldo": por_mes["mes"].iloc[pior],
        "capital_necessario": max(0.0, -saldos[pior]),
        "meses_no_vermelho": float((saldos < 0).sum()),
        "meses": float(len(saldos)),
        "meses_previstos": float(quantos["previsto"] + quantos["parte realizada"]),
        "meses_sem_anotacao": float(quantos["sem anotação"]),
        "meses_por_confirmar": float(_por_confirmar(vale)),
    }
    return pd.DataFrame([linha], columns=RESUMO.nomes)


def _por_confirmar(vale: pd.DataFrame) -> int:
    """Meses só com previsto, num empreendimento que já anotou o realizado de um mês depois."""
    linhas = list(zip(vale["empreendimento"], vale["mes"], vale["situacao"], strict=True))
    ultimo: dict[str, str] = {}
    for nome, mes, situacao in linhas:
        if situacao == "realizado":
            ultimo[nome] = max(mes, ultimo.get(nome, ""))
    return len({mes for nome, mes, situacao in linhas if situacao == "previsto" and mes < ultimo.get(nome, "")})


def _previsto_e_realizado(lancamentos: pd.DataFrame) -> pd.DataFrame:
    """Mês a mês, só dos empreendimentos que têm os dois naquele mês: comparar com o vazio não diz nada."""
    lancamentos = lancamentos.dropna(subset=_MES_DE_CADA_UM)
    tem_os_dois = lancamentos.groupby(_MES_DE_CADA_UM)["situacao"].transform("nunique") == 2
    dos_dois = lancamentos[tem_os_dois]
    entra, valor = (dos_dois["sentido"] == "entra").to_numpy(), dos_dois["valor_lancado"].to_numpy()
    partes = {"mes": dos_dois["mes"].to_numpy()}
    for situacao in ("previsto", "realizado"):
        da_situacao = (dos_dois["situacao"] == situacao).to_numpy()
        partes[f"entrada_{situacao}"] = np.where(da_situacao & entra, valor, 0.0)
        partes[f"saida_{situacao}"] = np.where(da_situacao & ~entra, valor, 0.0)
    tabela = pd.DataFrame(partes).groupby("mes").sum()
    realizado = tabela["entrada_realizado"] - tabela["saida_realizado"]
    tabela["diferenca"] = (realizado - (tabela["entrada_previsto"] - tabela["saida_previsto"])).round(6)
    tabela["empreendimentos"] = dos_dois.groupby("mes")["empreendimento"].nunique().astype(float)
    return tabela.reset_index()[list(PREVISTO_E_REALIZADO.nomes)]


def _por_empreendimento(vale: pd.DataFrame) -> pd.DataFrame:
    """O pior mês de cada um, começando do zero: o caderno não sabe como o saldo inicial se divide."""
    por_mes = vale.groupby(_MES_DE_CADA_UM)[["entrou", "saiu"]].sum().reset_index()
    meses, entrou, saiu = (por_mes[coluna].to_numpy() for coluna in ("mes", "entrou", "saiu"))
    linhas = []
    for nome, quais in por_mes.groupby("empreendimento").indices.items():
        saldos = acumular(entrou[quais] - saiu[quais], 0.0)
        pior = saldos.argmin()
        linhas.append((nome, entrou[quais].sum(), saiu[quais].sum(), saldos[pior], meses[quais][pior]))
    return pd.DataFrame(linhas, columns=POR_EMPREENDIMENTO.nomes)


def _por_descricao(vale: pd.DataFrame) -> pd.DataFrame:
    """De onde vem e para onde vai, do maior para o menor, juntando quem só mudou o jeito de escrever."""
    nomes = vale["descricao"].map(formato.dobrar, na_action="ignore")
    grupos = vale.assign(_nome=nomes).groupby(["sentido", "_nome"])
    tabela = grupos[["valor_lancado"]].sum()
    tabela["descricao"] = grupos["descricao"].first()
    tabela = tabela.reset_index().rename(columns={"valor_lancado": "valor_no_periodo"})
    total = tabela.groupby("sentido")["valor_no_periodo"].transform("sum")
    tabela["parte_do_sentido"] = contas.porcento(tabela["valor_no_periodo"], total)
    ordem = tabela.sort_values(["sentido", "valor_no_periodo", "_nome"], ascending=[True, False, True])
    return _declarada(POR_DESCRICAO, ordem)


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Se o dinheiro dá, qual o pior mês, quanto falta, se o previsto se cumpriu, e o que falta anotar."""
    if saidas["resumo"].empty:
        return ["Não há entradas nem saídas para mostrar."]
    resumo = saidas["resumo"].iloc[0]
    frases = [
        *_frases_do_saldo(resumo, saidas["por_mes"]),
        _frase_de_cada_um(resumo, saidas["por_empreendimento"]),
        _frase_do_previsto(saidas["previsto_e_realizado"]),
        _frase_do_horizonte(resumo),
        _frase_do_que_falta(resumo),
    ]
    return [frase for frase in frases if frase]


def _frases_do_saldo(resumo: pd.Series, por_mes: pd.DataFrame) -> list[str]:
    menor, pior = (
        formato.dinheiro(resumo["menor_saldo"]),
        formato.mes_por_extenso(resumo["mes_do_menor_saldo"]),
    )
    if resumo["menor_saldo"] >= 0:
        saida_media = por_mes["saiu"].sum() / len(por_mes)
        if resumo["menor_saldo"] < saida_media:
            return [
                f"O dinheiro dá, mas aperta: em {pior} o saldo fica em {menor}, "
                f"menos do que sai num mês comum ({formato.dinheiro(saida_media)})."
            ]
        return [f"O dinheiro dá até o fim. O pior mês é {pior}, com {menor} em caixa."]
    vermelhos = por_mes[por_mes["saldo_acumulado"] < 0]
    ja_foram = (vermelhos["situacao_do_mes"] == "realizado").sum()
    faltou = {0: "vai faltar", len(vermelhos): "já faltou"}.get(ja_foram, "já faltou e ainda vai faltar")
    quando = formato.plural(len(vermelhos), "mês", "meses")
    falta = f"ter {formato.dinheiro(resumo['capital_necessario'])} a mais no começo"
    if ja_foram == len(vermelhos):
        saida = f"Para não ter faltado, era preciso {falta}."
    else:
        saida = f"Para atravessar, é preciso {falta}, ou mudar o mês de alguma entrada ou saída."
    return [f"O dinheiro não dá: {faltou} em {quando}. O pior é {pior}, com {menor}.", saida]


def sugestoes(saidas: Saidas) -> list[Sugestao]:
    """Juntar o que falta antes do pior mês que ainda vem."""
    por_mes = saidas["por_mes"]
    por_vir = por_mes[(por_mes["saldo_acumulado"] < 0) & (por_mes["situacao_do_mes"] != "realizado")]
    if por_vir.empty:
        return []
    pior = por_vir.loc[por_vir["saldo_acumulado"].idxmin()]
    falta, quando = formato.dinheiro(-pior["saldo_acumulado"]), formato.mes_por_extenso(pior["mes"])
    return [quadros.levar_ao_plano(f"Juntar {falta} até {quando}, ou adiar saídas", "Caixa")]


def _frase_de_cada_um(resumo: pd.Series, por_empreendimento: pd.DataFrame) -> str:
    """Uma rede no azul pode esconder um empreendimento no vermelho."""
    no_vermelho = por_empreendimento[por_empreendimento["menor_saldo_do_zero"] < 0]
    if len(por_empreendimento) < 2 or no_vermelho.empty or resumo["menor_saldo"] < 0:
        return ""
    pior = no_vermelho.sort_values("menor_saldo_do_zero", kind="stable").iloc[0]
    return (
        f"A soma dá, mas começando do zero {len(no_vermelho)} de {len(por_empreendimento)} empreendimentos "
        f"ficariam no vermelho; o mais fundo é {pior['empreendimento']}, "
        f"com {formato.dinheiro(pior['menor_saldo_do_zero'])}."
    )


def _frase_do_previsto(tabela: pd.DataFrame) -> str:
    if tabela.empty:
        return ""
    diferenca, meses = tabela["diferenca"].sum(), formato.plural(len(tabela), "mês", "meses")
    if abs(diferenca) < MEIO_CENTAVO:
        return f"Em {meses} com previsto e realizado, aconteceu o que se esperava."
    sentido = "a mais" if diferenca > 0 else "a menos"
    valor = formato.dinheiro(abs(diferenca))
    return f"Em {meses} com previsto e realizado, ficaram em caixa {valor} {sentido} do que se esperava."


def _frase_do_horizonte(resumo: pd.Series) -> str:
    realizados = resumo["meses"] - resumo["meses_previstos"] - resumo["meses_sem_anotacao"]
    if resumo["meses_previstos"] == 0:
        return "Só há o que já aconteceu. Escrevam o que se espera para ver os próximos meses."
    if realizados == 0:
        return "Tudo aqui ainda é previsão. Anotem o realizado quando o mês fechar."
    return ""


def _frase_do_que_falta(resumo: pd.Series) -> str:
    sem, confirmar = resumo["meses_sem_anotacao"], resumo["meses_por_confirmar"]
    partes = []
    if sem:
        partes.append(f"{formato.plural(sem, 'mês', 'meses')} sem nada anotado, que contei como sem movimento")
    if confirmar:
        partes.append(f"{formato.plural(confirmar, 'mês que já passou', 'meses que já passaram')} só com o previsto")
    frase = f"Confirmem: há {formato.juntar(partes)}." if partes else ""
    if resumo["saldo_inicial"] == 0:
        frase += " A conta começou com o caixa em zero; se havia dinheiro, digam quanto."
    return frase.strip()


def _frase_da_linha(saidas: Saidas) -> str:
    if saidas["resumo"].empty:
        return "Ainda não há saldo para mostrar."
    resumo = saidas["resumo"].iloc[0]
    vermelhos = resumo["meses_no_vermelho"]
    meses = formato.plural(resumo["meses"], "mês", "meses")
    if not vermelhos:
        return f"O saldo não passa abaixo de zero em nenhum de {meses}."
    return f"O saldo fica abaixo de zero em {formato.quantidade(vermelhos)} de {meses}."


def _frase_da_diferenca(saidas: Saidas) -> str:
    tabela = saidas["previsto_e_realizado"]
    if tabela.empty:
        return "Ainda não há mês com previsto e realizado para comparar."
    abaixo = int((tabela["diferenca"] < -MEIO_CENTAVO).sum())
    meses = formato.plural(len(tabela), "mês", "meses")
    return f"Em {abaixo} de {meses}, ficou em caixa menos do que se esperava."


def _frase_das_descricoes(saidas: Saidas) -> str:
    tabela = saidas["por_descricao"]
    maiores = [
        f"{o_que} é {primeiro['descricao']} ({formato.percentual(primeiro['parte_do_sentido'], 0)})"
        for sentido, o_que in (("entra", "o que mais entra"), ("sai", "o que mais sai"))
        for _, primeiro in tabela[tabela["sentido"] == sentido].head(1).iterrows()
    ]
    frase = formato.juntar(maiores)
    return f"{frase[0].upper()}{frase[1:]}." if frase else "Ainda não há entradas nem saídas."


SALDO_INICIAL = Campo(
    "saldo_inicial",
    "Saldo no começo",
    "dinheiro",
    "Quanto havia em caixa antes do primeiro mês, contando o que está no banco.",
)
_ENTROU = Campo("entrou", "Entrou", "dinheiro", "Realizado ou, na falta dele, previsto.")
_SAIU = Campo("saiu", "Saiu", "dinheiro", "Realizado ou, na falta dele, previsto.")

POR_MES = Saida(
    "por_mes",
    "O caixa mês a mês",
    "mês",
    (
        quadros.MES,
        _ENTROU,
        _SAIU,
        Campo("saldo_do_mes", "Saldo do mês", "dinheiro", "Entrou menos saiu.", melhor="maior"),
        Campo("saldo_acumulado", "Em caixa no fim do mês", "dinheiro", melhor="maior"),
        Campo(
            "situacao_do_mes",
            "De onde vem",
            ajuda="Realizado, previsto, parte realizada, ou sem anotação (contado como zero).",
        ),
        Campo("linha_do_zero", "Zero", "dinheiro", "Abaixo daqui falta dinheiro."),
    ),
)
RESUMO = Saida(
    "resumo",
    "O pior mês e o que falta",
    "rede",
    (
        SALDO_INICIAL,
        Campo("saldo_final", "Saldo no fim", "dinheiro", melhor="maior"),
        Campo("menor_saldo", "Menor saldo", "dinheiro", melhor="maior"),
        Campo("mes_do_menor_saldo", "Pior mês", "mes"),
        Campo(
            "capital_necessario",
            "Falta para atravessar",
            "dinheiro",
            "O que seria preciso ter a mais no começo para o saldo nunca passar abaixo de zero.",
            melhor="menor",
        ),
        Campo("meses_no_vermelho", "Meses no vermelho", "inteiro", melhor="menor"),
        Campo("meses", "Meses", "inteiro", "Do primeiro ao último."),
        Campo("meses_previstos", "Com previsão", "inteiro", "Meses em que ainda entra algo previsto."),
        Campo("meses_sem_anotacao", "Sem anotação", "inteiro", "Meses sem linha nenhuma, contados como zero."),
        Campo("meses_por_confirmar", "Por confirmar", "inteiro", "Meses passados só com previsto."),
    ),
)
PREVISTO_E_REALIZADO = Saida(
    "previsto_e_realizado",
    "O que se esperava e o que aconteceu",
    "mês",
    (
        quadros.MES,
        Campo("entrada_previsto", "Entrada prevista", "dinheiro"),
        Campo("entrada_realizado", "Entrada realizada", "dinheiro"),
        Campo("saida_previsto", "Saída prevista", "dinheiro"),
        Campo("saida_realizado", "Saída realizada", "dinheiro"),
        Campo("diferenca", "A mais ou a menos", "dinheiro", "Saldo realizado menos o previsto.", melhor="maior"),
        Campo("empreendimentos", "Empreendimentos", "inteiro"),
    ),
)
POR_EMPREENDIMENTO = Saida(
    "por_empreendimento",
    "Cada empreendimento, começando do zero",
    "empreendimento",
    (
        quadros.EMPREENDIMENTO,
        _ENTROU,
        _SAIU,
        Campo("menor_saldo_do_zero", "Menor saldo", "dinheiro", "Começando com zero em caixa.", melhor="maior"),
        Campo("pior_mes_do_zero", "Pior mês", "mes", "Começando com zero em caixa."),
    ),
)
POR_DESCRICAO = Saida(
    "por_descricao",
    "De onde vem e para onde vai",
    "entra ou sai e descrição",
    (
        LANCAMENTOS.campo("sentido"),
        LANCAMENTOS.campo("descricao"),
        Campo("valor_no_periodo", "No período", "dinheiro"),
        Campo("parte_do_sentido", "Parte", "percentual", "De tudo o que entra, ou de tudo o que sai."),
    ),
)

CAIXA = Instrumento(
    nome="caixa",
    titulo="Caixa",
    pergunta="O dinheiro dá até o fim? Qual o pior mês, e quanto é preciso ter para atravessar?",
    explicacao=(
        "Comecem com o que há em caixa. Em cada mês, somem o que entra e tirem o que sai: é o que fica "
        "para o mês seguinte. Nos meses que já aconteceram vale o realizado; nos que vêm, o previsto. "
        "O mês em que o saldo fica mais baixo diz quanto falta para atravessar: é esse o dinheiro que o "
        "grupo precisa juntar antes, ou a conta que precisa mudar de mês."
    ),
    formula=(
        "saldo acumulado = saldo no começo + soma de (entrou − saiu) até o mês; "
        "capital necessário = 0 se o menor saldo não é negativo, senão −menor saldo; "
        "mês com algo realizado usa só o realizado, sem realizado usa o previsto, sem linha nenhuma é zero"
    ),
    modulo=2,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_MES, RESUMO, PREVISTO_E_REALIZADO, POR_EMPREENDIMENTO, POR_DESCRICAO),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade",
        "Tabela 1, Diagnóstico da gestão: plano financeiro",
        ("A033",),
    ),
    graficos=(
        Grafico(
            "linhas",
            "por_mes",
            "O que há em caixa no fim de cada mês",
            {"x": "mes", "valor": "saldo_acumulado", "regua": "linha_do_zero"},
            _frase_da_linha,
        ),
        Grafico(
            "barras",
            "previsto_e_realizado",
            "Quanto ficou em caixa a mais ou a menos do que se esperava",
            {"categoria": "mes", "valor": "diferenca"},
            _frase_da_diferenca,
        ),
        Grafico(
            "barras",
            "por_descricao",
            "De onde vem e para onde vai o dinheiro",
            {"categoria": "descricao", "grupo": "sentido", "valor": "valor_no_periodo"},
            _frase_das_descricoes,
        ),
    ),
    escolhas=(Escolha(SALDO_INICIAL, padrao="0"),),
    essenciais=("lancamentos",),
    sugestoes=sugestoes,
    cuidado=(
        "A conta é por mês: um mês que fecha no azul pode ter dias no vermelho. A soma da rede supõe que os "
        "empreendimentos emprestariam uns aos outros."
    ),
)
