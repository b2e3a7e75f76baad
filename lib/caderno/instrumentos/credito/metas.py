"""As metas do projeto cabem no ritmo que já se mediu, e as horas prometidas cabem nas pessoas?"""

from __future__ import annotations

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito import medicao
from caderno.instrumentos.credito.identificacao import DEFINICAO, INDICE, indices
from caderno.instrumentos.credito.medicao import (
    ABAIXO,
    NO_RITMO,
    PASSOU,
    QUEM,
    SITUACAO_DA_META,
    SITUACOES,
    TODAS,
    quantas_em_cada,
)
from caderno.instrumentos.credito.quadro_de_medicoes import INDICADORES
from caderno.instrumentos.credito.quadros import CHAMADA, COOPERATIVA
from caderno.instrumentos.credito.quadros_dos_indicadores import FAIXAS, METAS
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Quadro, Saida, Saidas

DO_DOCUMENTO, NOSSA = "Anexo III, item 6", "nossa: o documento mede e esquece de pedir a meta"
FIDELIZACAO = "Índice de fidelização"
USO = list(INDICADORES)[-1]
UNIDADES = {"": "associados", "R$": "R$", "p.p.": "%"}
# As linhas do item 6 que se fazem, na ordem do documento, com a medida de cada uma.
ATIVIDADES = {
    "capacitações para a cooperativa": "por ano",
    "pessoas da equipe capacitadas": "pessoas por ano",
    "horas de capacitação para a cooperativa": "h por ano",
    "capacitações para associados": "por ano",
    "associados capacitados": "pessoas por ano",
    "horas de capacitação para associados": "h por ano",
    "consultorias para associados": "por ano",
    "associados com consultoria": "pessoas por ano",
    "horas de consultoria": "h por ano",
}
# Todas as linhas do formulário; o indicador 04, que o documento mede e esquece, vai por último.
LINHAS = (
    {linha: UNIDADES[medida.unidade] for linha, (medida, _) in INDICADORES.items() if linha != USO}
    | {FIDELIZACAO: "%"}
    | ATIVIDADES
    | {USO: "%"}
)
# As horas que se prometem, e as pessoas entre quem elas se repartem.
HORAS = {
    "capacitação da equipe": ("horas de capacitação para a cooperativa", "pessoas da equipe capacitadas"),
    "capacitação de associados": ("horas de capacitação para associados", "associados capacitados"),
    "consultoria": ("horas de consultoria", "associados com consultoria"),
}
QUANDO = {"atual": "hoje", "ano_1": "ano 1", "ano_2": "ano 2"}


def _numero(nome: str, rotulo: str, ajuda: str, exemplo: str, *sinonimos: str) -> Campo:
    return Campo(nome, rotulo, "numero", ajuda, minimo=0, sinonimos=sinonimos, exemplo=exemplo)


METAS_DE_ATIVIDADE = Quadro(
    "metas_de_atividade",
    "Metas de formação e consultoria",
    "Uma linha para cada promessa, com o que se faz por ano. As metas que se medem ficam em “Metas dos indicadores”.",
    modulo=7,
    chave=("cooperativa", "promessa"),
    campos=(
        COOPERATIVA,
        Campo(
            "promessa",
            "O que se promete",
            "opcao",
            "Pessoas, cursos ou horas.",
            obrigatorio=True,
            opcoes=tuple(ATIVIDADES),
            sinonimos=("meta", "indicador"),
            exemplo="associados capacitados",
        ),
        _numero("atual", "Hoje", "Nos últimos 12 meses. Zero só se não houve nada.", "40"),
        _numero("ano_1", "Ano 1", "Só o que se faz no primeiro ano, e não o acumulado.", "80", "ano 01"),
        _numero("ano_2", "Ano 2", "Só o que se faz no segundo ano.", "120", "ano 02"),
    ),
)
FIDELIDADE = medicao.Medida(INDICE, "fidelização", "p.p.", formato.percentual, razao=True)
META_DE_FIDELIZACAO = "meta_de_fidelizacao"


def calcular(
    metas_de_indicador: pd.DataFrame,
    metas_de_atividade: pd.DataFrame,
    quadro_social: pd.DataFrame,
    medicoes: pd.DataFrame,
    definicao_de_fidelizacao: str,
    associados_mpe: Saidas,
    carteira_mpe: Saidas,
    inadimplencia: Saidas,
    produtos_usados: Saidas,
) -> dict[str, pd.DataFrame]:
    """O formulário das metas, o ritmo que cada uma pede diante do que já se mediu, e as horas por pessoa.

    Os quatro indicadores não se recalculam: o nível, o ritmo e a situação são os que cada instrumento
    respondeu. Ano 1 e ano 2 são os dois primeiros prazos de cada cooperativa.
    """
    respostas = (associados_mpe, carteira_mpe, *[inadimplencia] * len(FAIXAS), produtos_usados)
    fidelidade = _fidelidade(quadro_social, medicoes, metas_de_indicador, definicao_de_fidelizacao)
    metas, niveis = [], []
    for (linha, (medida, faixa)), saidas in zip(INDICADORES.items(), respostas, strict=True):
        metas.append(_padronizar(_da_faixa(saidas["metas"], faixa), linha, medida))
        niveis.append(_ultimos(saidas, faixa, linha, medida))
    metas.append(_padronizar(fidelidade["metas"], FIDELIZACAO, FIDELIDADE))
    niveis.append(_ultimos(fidelidade, None, FIDELIZACAO, FIDELIDADE))
    medidas = _em_ordem(pd.concat(metas, ignore_index=True), ["mes_da_meta"])
    return {
        "formulario": _formulario(medidas, pd.concat(niveis, ignore_index=True), metas_de_atividade),
        "ritmo": _declarada(RITMO, medidas),
        "em_aberto": _em_aberto(medidas),
        "horas_por_pessoa": _horas(metas_de_atividade),
    }


def _fidelidade(social: pd.DataFrame, medicoes: pd.DataFrame, metas: pd.DataFrame, definicao: str) -> Saidas:
    """O índice de fidelização acompanhado como os outros indicadores, na definição escolhida."""
    partes = indices(social, definicao).rename(columns={"associados_fieis": "cima", "associados_olhados": "baixo"})
    cada, juntas = medicao.acompanhar(partes[["cooperativa", "mes", "cima", "baixo"]], medicoes, FIDELIDADE)
    alcance = medicao.alcance(cada, juntas, metas, FIDELIDADE, META_DE_FIDELIZACAO)
    return {"por_cooperativa": cada, "juntas": juntas, "metas": alcance}


def _da_faixa(tabela: pd.DataFrame, faixa: str | None) -> pd.DataFrame:
    return tabela[tabela["faixa_de_atraso"] == faixa] if faixa else tabela


def _padronizar(metas: pd.DataFrame, linha: str, medida: medicao.Medida) -> pd.DataFrame:
    """As metas de um indicador com os mesmos nomes de coluna para todos; `vezes` é preciso ÷ feito.

    Quem não anda, ou anda para trás, não tem quantas vezes andar: "não se aplica".
    """
    # Só o nome da coluna da meta não segue o do nível; ela é a única que começa assim.
    meta = next(coluna for coluna in metas.columns if coluna.startswith("meta_de_"))
    feito, preciso = metas[medida.ritmo_feito.nome].astype(float), metas[medida.ritmo_preciso.nome].astype(float)
    return pd.DataFrame(
        {
            "de_quem": metas["de_quem"],
            "linha_da_meta": linha,
            "medida": UNIDADES[medida.unidade],
            "mes_da_meta": metas["mes_da_meta"],
            "valor_da_meta": metas[meta].astype(float),
            "mes": metas["mes"],
            "valor_medido": metas[medida.nivel.nome].astype(float),
            "ritmo_feito": feito,
            "ritmo_preciso": preciso,
            "vezes_o_ritmo": contas.dividir(preciso, feito.where(feito > 0)).where(metas["situacao_da_meta"] != PASSOU),
            "situacao_da_meta": metas["situacao_da_meta"],
        }
    )


def _ultimos(saidas: Saidas, faixa: str | None, linha: str, medida: medicao.Medida) -> pd.DataFrame:
    """O último nível de cada cooperativa e de todas juntas."""
    partes = [
        saidas["por_cooperativa"].rename(columns={"cooperativa": "de_quem"}),
        saidas["juntas"].assign(de_quem=TODAS),
    ]
    tabela = pd.concat([_da_faixa(parte, faixa) for parte in partes]).dropna(subset=[medida.nivel.nome])
    ultimos = tabela.sort_values("mes").groupby("de_quem").tail(1)
    return ultimos[["de_quem"]].assign(linha_da_meta=linha, atual=ultimos[medida.nivel.nome].astype(float))


def _formulario(medidas: pd.DataFrame, niveis: pd.DataFrame, atividades: pd.DataFrame) -> pd.DataFrame:
    """As catorze linhas do item 6 para cada cooperativa que tem alguma meta; o que não se combinou fica vazio."""
    chave = ["de_quem", "linha_da_meta"]
    # O ano é o do prazo entre os prazos da cooperativa: quem só tem meta para o segundo não a vê no primeiro.
    prazo = medidas.groupby("de_quem")["mes_da_meta"].rank(method="dense").map({1.0: "ano_1", 2.0: "ano_2"})
    dos_anos = medidas.assign(quando=prazo).dropna(subset=["quando"])
    anos = dos_anos.pivot(index=chave, columns="quando", values="valor_da_meta")
    indicadores = niveis.set_index(chave).join(anos, how="outer")
    feitas = atividades.rename(columns={"cooperativa": "de_quem", "promessa": "linha_da_meta"})
    feitas = feitas.set_index(chave)[[*QUANDO]]
    quem = dict.fromkeys([*atividades["cooperativa"], *medidas["de_quem"]])
    linhas = pd.MultiIndex.from_product([quem, LINHAS], names=chave)
    tabela = pd.concat([indicadores.reindex(columns=[*QUANDO]), feitas]).reindex(linhas).astype(float).reset_index()
    tabela["medida"] = tabela["linha_da_meta"].map(LINHAS)
    tabela["de_onde"] = tabela["linha_da_meta"].map(lambda linha: NOSSA if linha == USO else DO_DOCUMENTO)
    # A rede não promete cursos: só as cooperativas.
    cabe = (tabela["de_quem"] != TODAS) | ~tabela["linha_da_meta"].isin(ATIVIDADES)
    return _declarada(FORMULARIO, _em_ordem(tabela[cabe], []))


def _em_aberto(medidas: pd.DataFrame) -> pd.DataFrame:
    """O prazo mais perto de cada meta que ainda pede caminho: é o que cabe num desenho."""
    abertas = medidas[medidas["situacao_da_meta"].isin([NO_RITMO, ABAIXO])]
    proximas = abertas.groupby(["de_quem", "linha_da_meta"], sort=False).head(1)
    return _declarada(EM_ABERTO, proximas.assign(so_continuar=1.0))


def _em_ordem(tabela: pd.DataFrame, depois: list[str]) -> pd.DataFrame:
    """Cada cooperativa por nome, todas juntas no fim, e as linhas na ordem do documento."""
    ordem = tabela.assign(
        _juntas=tabela["de_quem"].eq(TODAS), _linha=tabela["linha_da_meta"].map([*LINHAS].index).astype(float)
    )
    return ordem.sort_values(["_juntas", "de_quem", "_linha", *depois]).drop(columns=["_juntas", "_linha"])


def _horas(atividades: pd.DataFrame) -> pd.DataFrame:
    """Horas prometidas por pessoa, de cada cooperativa e de todas juntas: soma das horas ÷ soma das pessoas."""
    compridas = atividades.melt(["cooperativa", "promessa"], [*QUANDO], "quando", "quanto")
    compridas = compridas.assign(quando=compridas["quando"].map(QUANDO))
    chave, tabelas = ["cooperativa", "quando"], []
    for o_que, nomes in HORAS.items():
        horas, pessoas = (compridas[compridas["promessa"] == n].set_index(chave)["quanto"] for n in nomes)
        pares = pd.DataFrame({"horas_prometidas": horas, "pessoas_prometidas": pessoas}, dtype=float).dropna()
        juntas = pares.groupby(level="quando").sum().assign(cooperativa=TODAS).reset_index()
        tabelas.append(pd.concat([pares.reset_index(), juntas]).assign(curso=o_que))
    tabela = pd.concat(tabelas).rename(columns={"cooperativa": "de_quem"})
    tabela["horas_por_pessoa"] = contas.dividir(tabela["horas_prometidas"], tabela["pessoas_prometidas"])
    tabela["_ordem"] = tabela["curso"].map([*HORAS].index).astype(float)
    tabela["_quando"] = tabela["quando"].map([*QUANDO.values()].index).astype(float)
    tabela["_juntas"] = tabela["de_quem"] == TODAS
    return _declarada(HORAS_POR_PESSOA, tabela.sort_values(["_ordem", "_juntas", "de_quem", "_quando"]))


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Quantas metas cabem no ritmo, qual pede mais, quais andam para trás, e as horas que cabem a cada pessoa."""
    ritmo = saidas["ritmo"]
    frases = [
        _conclusao(ritmo),
        _frase_da_mais_dificil(ritmo),
        _frase_de_quem_recua(ritmo),
        _frase_das_horas(saidas["horas_por_pessoa"]),
        _frase_da_linha_que_falta(saidas["formulario"]),
    ]
    return [frase for frase in frases if frase]


def _conclusao(ritmo: pd.DataFrame) -> str:
    if ritmo.empty:
        return "Ainda não há meta de indicador para comparar com o que se mediu."
    partes = quantas_em_cada(ritmo["situacao_da_meta"])
    if len(ritmo) == 1:
        return f"Há uma meta só, e ela {_de_uma(ritmo['situacao_da_meta'].iloc[0])}."
    return f"São {len(ritmo)} metas: {formato.juntar(partes)}."


def _de_uma(situacao: str) -> str:
    return SITUACOES[situacao][0]


def _frase_da_mais_dificil(ritmo: pd.DataFrame) -> str:
    pedem = ritmo[ritmo["vezes_o_ritmo"] > 1]
    if pedem.empty:
        return ""
    pior = pedem.loc[pedem["vezes_o_ritmo"].idxmax()]
    vezes = formato.numero(pior["vezes_o_ritmo"], 1)
    return (
        f"A que pede mais é {_dizer(pior['linha_da_meta'])} ({pior['de_quem']}): "
        f"{vezes} vezes o que se andou por mês até aqui."
    )


def _frase_de_quem_recua(ritmo: pd.DataFrame) -> str:
    recuam = ritmo[(ritmo["ritmo_feito"] < 0) & ritmo["situacao_da_meta"].isin([ABAIXO, PASSOU])]
    recuam = recuam.drop_duplicates(["de_quem", "linha_da_meta"])
    if recuam.empty:
        return ""
    por_quem = [
        f"{quem} ({formato.juntar(dict.fromkeys(_dizer(m).partition(' de mais')[0] for m in dela['linha_da_meta']))})"
        for quem, dela in recuam.groupby("de_quem", sort=False)
    ]
    return f"Andam no sentido contrário da meta: {formato.juntar(por_quem)}. Antes de correr, convém entender por quê."


def _frase_das_horas(horas: pd.DataFrame) -> str:
    """O curso em que a hora por pessoa mais encolhe de hoje, ou do ano 1, para o último ano prometido."""
    juntas = horas[(horas["de_quem"] == TODAS) & horas["horas_por_pessoa"].notna()]
    if juntas.empty:
        return ""
    pontas = juntas.groupby("curso", sort=False)["horas_por_pessoa"].agg(["first", "last"])
    curso = contas.dividir(pontas["last"], pontas["first"]).idxmin()
    dele = juntas[juntas["curso"] == curso]
    primeiro, ultimo = dele.iloc[0], dele.iloc[-1]
    como = f"{formato.numero(ultimo['horas_por_pessoa'], 1)} h por pessoa no {ultimo['quando']}"
    if len(dele) == 1:
        return f"Em {curso}, são {como.replace('no hoje', 'hoje')}."
    verbo = "encolhem" if ultimo["horas_por_pessoa"] < primeiro["horas_por_pessoa"] else "não encolhem"
    antes = f"{formato.numero(primeiro['horas_por_pessoa'], 1)} h ({primeiro['quando']})"
    return f"Em {curso}, as horas {verbo}: de {antes} para {como}."


def _frase_da_linha_que_falta(formulario: pd.DataFrame) -> str:
    do_uso = formulario[(formulario["linha_da_meta"] == USO) & formulario[["ano_1", "ano_2"]].isna().all(axis=1)]
    if do_uso.empty:
        return ""
    return f"Falta a meta de uso de produtos, que o documento não pediu: {formato.juntar(do_uso['de_quem'])}."


def _dizer(linha: str) -> str:
    """O nome da linha dentro de uma frase, sem o número do indicador.

    >>> _dizer("03 Inadimplência, mais de 30 dias")
    'inadimplência de mais de 30 dias'
    """
    nome = linha.lstrip("0123456789 ").replace(", mais", " de mais")
    return nome[0].lower() + nome[1:]


def _frase_do_ritmo(saidas: Saidas) -> str:
    vezes = saidas["em_aberto"]["vezes_o_ritmo"].dropna()
    if vezes.empty:
        return "Ainda não há ritmos para comparar."
    pedem = int((vezes > 1).sum())
    return (
        f"Das {formato.plural(len(vezes), 'meta', 'metas')} com ritmo conhecido, {pedem} pedem mais do que já se andou."
    )


_LINHA = Campo("linha_da_meta", "Meta")
_MEDIDA = Campo("medida", "Medida")
_VEZES = Campo("vezes_o_ritmo", "Vezes o ritmo", "numero", "Ritmo preciso ÷ ritmo feito.", casas=1, melhor="menor")

FORMULARIO = Saida(
    "formulario",
    "As metas do formulário",
    "cooperativa e meta",
    (
        QUEM,
        _LINHA,
        _MEDIDA,
        METAS_DE_ATIVIDADE.campo("atual"),
        METAS_DE_ATIVIDADE.campo("ano_1"),
        METAS_DE_ATIVIDADE.campo("ano_2"),
        Campo("de_onde", "De onde vem a linha"),
    ),
)
RITMO = Saida(
    "ritmo",
    "O ritmo que cada meta pede",
    "cooperativa, meta e prazo",
    (
        QUEM,
        _LINHA,
        _MEDIDA,
        METAS.campo("mes_da_meta"),
        Campo("valor_da_meta", "Valor da meta", "numero"),
        MES,
        Campo("valor_medido", "Medido", "numero"),
        Campo("ritmo_feito", "Ritmo feito", "numero", "O que se avançou por mês desde t0. Negativo é recuo.", casas=2),
        Campo("ritmo_preciso", "Ritmo preciso", "numero", "O que falta avançar por mês até o prazo.", casas=2),
        _VEZES,
        SITUACAO_DA_META,
    ),
)
EM_ABERTO = Saida(
    "em_aberto",
    "O próximo prazo de cada meta",
    "cooperativa e meta",
    (
        QUEM,
        _LINHA,
        METAS.campo("mes_da_meta"),
        _VEZES,
        Campo("so_continuar", "Só continuar", "numero"),
        SITUACAO_DA_META,
    ),
)
HORAS_POR_PESSOA = Saida(
    "horas_por_pessoa",
    "As horas que cabem a cada pessoa",
    "cooperativa, curso e ano",
    (
        QUEM,
        Campo("curso", "Curso ou consultoria"),
        Campo("quando", "Quando"),
        Campo("horas_prometidas", "Horas", "numero", unidade="h"),
        Campo("pessoas_prometidas", "Pessoas na promessa", "numero", unidade="pessoas"),
        Campo("horas_por_pessoa", "Horas por pessoa", "numero", unidade="h", casas=1),
    ),
)

VIABILIDADE_DAS_METAS = Instrumento(
    nome="viabilidade_das_metas",
    titulo="Metas do projeto",
    pergunta="As metas cabem no ritmo que já se mediu, e as horas prometidas cabem nas pessoas?",
    explicacao=(
        "O formulário tem treze linhas, e o caderno acrescenta uma: o documento mede o uso de produtos e esquece de "
        "pedir a meta dele. Nas linhas que se medem, compara-se o ritmo que a meta pede, por mês, com o ritmo que já "
        "se mediu desde t0. Nas que se fazem, as horas de curso se dividem pelas pessoas: se o número cai muito, "
        "a sala encheu ou o curso encurtou. O ano 1 e o ano 2 de cada indicador são os dois primeiros prazos anotados."
    ),
    formula=(
        "ritmo preciso = (meta − último nível) ÷ meses que faltam; ritmo feito = (último nível − t0) ÷ meses que "
        "passaram; vezes o ritmo = preciso ÷ feito; horas por pessoa = soma das horas ÷ soma das pessoas"
    ),
    modulo=7,
    calcular=calcular,
    leitura=leitura,
    saidas=(RITMO, FORMULARIO, HORAS_POR_PESSOA, EM_ABERTO),
    fonte=Fonte(CHAMADA, "Anexo III, item 6", ("A220",)),
    graficos=(
        Grafico(
            "barras",
            "em_aberto",
            "Quantas vezes o ritmo já medido",
            {"categoria": "linha_da_meta", "grupo": "de_quem", "valor": "vezes_o_ritmo", "regua": "so_continuar"},
            _frase_do_ritmo,
        ),
        Grafico(
            "halteres",
            "horas_por_pessoa",
            "Horas por pessoa, hoje e no que se prometeu",
            {"categoria": "curso", "grupo": "de_quem", "valor": "horas_por_pessoa", "ponto": "quando"},
            lambda saidas: _frase_das_horas(saidas["horas_por_pessoa"]) or "Ainda não há horas para mostrar.",
        ),
    ),
    escolhas=(DEFINICAO,),
    essenciais=("metas_de_indicador",),
    proposta=True,
    cuidado=(
        "O ritmo de ontem não é promessa de amanhã: uma safra ou um curso mudam o passo. Horas por pessoa diz quanto "
        "curso há para tanta gente, e não quanto tempo cada uma fica na sala."
    ),
)
