"""Quem somos: quantos empreendimentos, quantas pessoas, onde, em que cadeias, e o que ainda não sabemos?"""

from __future__ import annotations

from collections import Counter
from itertools import compress

import numpy as np
import pandas as pd

from caderno import contas, formato
from caderno.instrumentos import quadros
from caderno.modelo import NAO_SE_APLICA, Campo, Fonte, Grafico, Instrumento, Saida, Saidas

NAO_INFORMADO = "não informado"
RECORTES = ("municipio", "cadeia", "forma")
GRUPOS = ("mulheres", "jovens")
PERGUNTAS = tuple(
    nome
    for nome in quadros.EMPREENDIMENTOS.nomes
    if nome not in ("empreendimento", "latitude", "longitude", "tipologia", "cnpj", "projeto_desde", "como_aparece")
)  # o que se espera que todo empreendimento responda


def contar_pessoas(contagens: pd.DataFrame, grupos: np.ndarray) -> pd.DataFrame:
    """Uma linha por grupo: empreendimentos, pessoas, mulheres e jovens, e as partes [%].

    `contagens` vem de `o_que_disseram`; `grupos` diz de que grupo é cada empreendimento. A parte das
    mulheres é soma sobre soma e só conta quem disse as duas coisas: quem não disse quantas são
    mulheres não vira um grupo sem mulheres. Onde ninguém disse, NaN.
    """
    somas = contagens.groupby(grupos).sum(min_count=1)
    for grupo in GRUPOS:
        na_conta, pessoas = (somas[nome].to_numpy() for nome in (f"{grupo}_na_conta", f"pessoas_ao_lado_de_{grupo}"))
        somas[f"parte_{grupo}"] = contas.porcento(na_conta, pessoas)
    return somas


def o_que_disseram(empreendimentos: pd.DataFrame) -> pd.DataFrame:
    """As pessoas de cada empreendimento, e de novo só de quem disse quantas são mulheres (e quantos são jovens)."""
    pessoas = empreendimentos["pessoas"].to_numpy(float)
    colunas = {"empreendimentos": np.ones(len(pessoas)), "pessoas": pessoas}
    for grupo in GRUPOS:
        quantos = empreendimentos[grupo].to_numpy(float)
        disseram = ~np.isnan(pessoas) & ~np.isnan(quantos)
        colunas[grupo] = quantos
        colunas[f"{grupo}_na_conta"] = np.where(disseram, quantos, np.nan)
        colunas[f"pessoas_ao_lado_de_{grupo}"] = np.where(disseram, pessoas, np.nan)
        colunas[f"disseram_{grupo}"] = disseram.astype(float)
    return pd.DataFrame(colunas)


def calcular(empreendimentos: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Contagens da rede e por município, cadeia e forma; o mapa; e quanto da ficha está respondido."""
    if empreendimentos.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in PERFIL_DA_REDE.saidas}
    vendas = empreendimentos["vendas_mensais"]
    contagens = o_que_disseram(empreendimentos)
    rede = contar_pessoas(contagens, np.full(len(contagens), "rede"))
    rede = rede.assign(vendas_mensais=contas.somar(vendas), disseram_vendas=float(vendas.notna().sum()))
    respondido = _respondidos(empreendimentos)
    return {
        "rede": rede[list(REDE.nomes)].reset_index(drop=True),
        **{f"por_{recorte}": _por(recorte, empreendimentos[recorte], contagens) for recorte in RECORTES},
        "por_programa": _por_programa(empreendimentos["programas"]),
        "mapa": _mapa(empreendimentos),
        "preenchimento": _preenchimento(empreendimentos, respondido),
        "campos": _campos(respondido),
    }


def _por(recorte: str, grupos: pd.Series, contagens: pd.DataFrame) -> pd.DataFrame:
    tabela = contar_pessoas(contagens, grupos.fillna(NAO_INFORMADO).to_numpy()).rename_axis(recorte).reset_index()
    ordem = tabela.sort_values(["empreendimentos", recorte], ascending=[False, True], ignore_index=True)
    return ordem[[recorte, *_CONTAGEM]]


def _por_programa(programas: pd.Series) -> pd.DataFrame:
    """Quantos empreendimentos participam de cada programa público; um mesmo pode estar em vários."""
    quantos = Counter(programa for juntos in programas.dropna() for programa in juntos.split("; "))
    linhas = sorted(quantos.items(), key=lambda item: (-item[1], item[0]))
    return pd.DataFrame([(programa, float(n)) for programa, n in linhas], columns=POR_PROGRAMA.nomes)


def _mapa(empreendimentos: pd.DataFrame) -> pd.DataFrame:
    """Um ponto por empreendimento que disse onde fica."""
    return empreendimentos.dropna(subset=["latitude", "longitude"])[list(MAPA.nomes)].reset_index(drop=True)


def _respondidos(empreendimentos: pd.DataFrame) -> np.ndarray:
    """Uma linha por empreendimento e uma coluna por pergunta: True onde há resposta.

    "Não se aplica" é resposta; "não sei" e vazio, não.
    """
    nao_se_aplica = [[faltas.get(nome) == NAO_SE_APLICA for nome in PERGUNTAS] for faltas in empreendimentos["_faltas"]]
    return empreendimentos[list(PERGUNTAS)].notna().to_numpy() | np.array(nao_se_aplica)


def _preenchimento(empreendimentos: pd.DataFrame, respondido: np.ndarray) -> pd.DataFrame:
    rotulos = [quadros.EMPREENDIMENTOS.campo(nome).rotulo.lower() for nome in PERGUNTAS]
    tabela = pd.DataFrame(
        {
            "empreendimento": empreendimentos["empreendimento"].to_numpy(),
            "respondido": 100 * respondido.mean(axis=1),
            "falta_perguntar": [formato.juntar(compress(rotulos, linha)) for linha in ~respondido],
        }
    )
    return tabela.sort_values(["respondido", "empreendimento"], ignore_index=True)


def _campos(respondido: np.ndarray) -> pd.DataFrame:
    tabela = pd.DataFrame(
        {
            "pergunta": [quadros.EMPREENDIMENTOS.campo(nome).rotulo for nome in PERGUNTAS],
            "responderam": respondido.sum(axis=0).astype(float),
            "respondido": 100 * respondido.mean(axis=0),
        }
    )
    return tabela.sort_values("respondido", ignore_index=True)


def leitura(saidas: Saidas) -> list[str]:
    """Tamanho da rede, participação de mulheres e jovens, onde se concentra e o que falta perguntar."""
    rede = saidas["rede"].iloc[0]
    frases = [_frase_do_tamanho(rede)]
    for grupo in GRUPOS:
        frases.append(_frase_da_parte(rede, grupo))
    frases += [_frase_do_lugar(saidas["por_municipio"]), _frase_do_que_falta(saidas)]
    return [frase for frase in frases if frase]


def _frase_do_tamanho(rede: pd.Series) -> str:
    quantos = formato.plural(rede["empreendimentos"], "empreendimento", "empreendimentos")
    if pd.isna(rede["pessoas"]):
        return f"A rede tem {quantos}. Ninguém disse ainda quantas pessoas trabalham neles."
    return f"A rede tem {quantos} e {formato.plural(rede['pessoas'], 'pessoa', 'pessoas')}."


def _frase_da_parte(rede: pd.Series, grupo: str) -> str:
    parte, disseram = rede[f"parte_{grupo}"], rede[f"disseram_{grupo}"]
    if pd.isna(parte):
        return f"Não se sabe quantas pessoas são {grupo}." if grupo == "mulheres" else ""
    entre = "no único que informou" if disseram == 1 else f"nos {formato.numero(disseram, 0)} que informaram"
    base = "" if disseram == rede["empreendimentos"] else f", {entre}"
    texto = formato.percentual(parte)
    if grupo == "jovens":
        return f"Jovens são {texto} das pessoas{base}."
    if parte > 50:
        return f"As mulheres são a maioria: {texto} das pessoas{base}."
    return f"As mulheres são {texto} das pessoas{base}; não chegam a mais da metade."


def _frase_do_lugar(por_municipio: pd.DataFrame) -> str:
    lugares = por_municipio[por_municipio["municipio"] != NAO_INFORMADO]
    if len(lugares) < 2:
        return ""
    primeiro, total = lugares.iloc[0], lugares["empreendimentos"].sum()
    parte = contas.porcento(primeiro["empreendimentos"], total)
    if parte > 50:
        return f"Mais da metade dos empreendimentos está em {primeiro['municipio']} ({formato.percentual(parte, 0)})."
    if lugares["empreendimentos"].iloc[1] == primeiro["empreendimentos"]:
        return f"Os empreendimentos se espalham por {len(lugares)} municípios."
    quantos = formato.numero(primeiro["empreendimentos"], 0)
    return f"São {len(lugares)} municípios; o que tem mais empreendimentos é {primeiro['municipio']}, com {quantos}."


def _frase_do_que_falta(saidas: Saidas) -> str:
    campos = saidas["campos"]
    incompletos = campos[campos["respondido"] < 100]
    if incompletos.empty:
        return "Todas as perguntas da ficha foram respondidas."
    pior = incompletos.iloc[0]
    total = saidas["rede"].iloc[0]["empreendimentos"]
    faltam = formato.plural(total - pior["responderam"], "empreendimento", "empreendimentos")
    return f"A pergunta com menos respostas é “{pior['pergunta']}”: falta em {faltam}."


def _frase_do_mapa(saidas: Saidas) -> str:
    mapa, total = saidas["mapa"], int(saidas["rede"].iloc[0]["empreendimentos"]) if len(saidas["rede"]) else 0
    if mapa.empty:
        return "Sem latitude e longitude, ninguém aparece no mapa."
    if len(mapa) == total:
        return f"Todos os {total} empreendimentos estão no mapa." if total > 1 else "O empreendimento está no mapa."
    return f"Estão no mapa {len(mapa)} de {total} empreendimentos."


def _frase_do_recorte(recorte: str, coluna: str, um: str, muitos: str):
    """A frase de um gráfico de barras: quem está no alto, ou quem empata lá."""

    def frase(saidas: Saidas) -> str:
        tabela = saidas[f"por_{recorte}"]
        conhecidos = tabela[tabela[recorte] != NAO_INFORMADO].dropna(subset=[coluna])
        if conhecidos.empty:
            return "Ninguém informou ainda."
        maximo = conhecidos[coluna].max()
        primeiros = conhecidos.loc[conhecidos[coluna] == maximo, recorte].tolist()
        quantos = formato.plural(maximo, um, muitos)
        if len(primeiros) > 1:
            return f"No alto empatam {formato.juntar(primeiros)}, com {quantos} cada."
        return f"No alto está {primeiros[0]}, com {quantos}."

    return frase


def _frase_do_preenchimento(saidas: Saidas) -> str:
    tabela = saidas["preenchimento"]
    completos = int((tabela["respondido"] == 100).sum())
    return f"{completos} de {formato.plural(len(tabela), 'ficha está completa', 'fichas estão completas')}."


_PARTE_MULHERES = Campo(
    "parte_mulheres", "Parte de mulheres", "percentual", "Das pessoas, só onde as duas foram ditas."
)
_PARTE_JOVENS = Campo("parte_jovens", "Parte de jovens", "percentual", "Das pessoas, só onde as duas foram ditas.")
_COLUNAS_DE_CONTAGEM = (
    Campo("empreendimentos", "Empreendimentos", "inteiro"),
    quadros.EMPREENDIMENTOS.campo("pessoas"),
    quadros.EMPREENDIMENTOS.campo("mulheres"),
    _PARTE_MULHERES,
    quadros.EMPREENDIMENTOS.campo("jovens"),
    _PARTE_JOVENS,
)
_CONTAGEM = [campo.nome for campo in _COLUNAS_DE_CONTAGEM]

REDE = Saida(
    "rede",
    "A rede em números",
    "rede",
    (
        *_COLUNAS_DE_CONTAGEM,
        Campo("disseram_mulheres", "Informaram mulheres", "inteiro", "Empreendimentos na conta das mulheres."),
        Campo("disseram_jovens", "Informaram jovens", "inteiro", "Empreendimentos na conta dos jovens."),
        quadros.EMPREENDIMENTOS.campo("vendas_mensais"),
        Campo("disseram_vendas", "Informaram vendas", "inteiro", "Empreendimentos na soma das vendas."),
    ),
    pessoas="pessoas",
)
POR_PROGRAMA = Saida(
    "por_programa",
    "Por programa público",
    "programa",
    (Campo("programa", "Programa"), Campo("empreendimentos", "Empreendimentos", "inteiro")),
)
MAPA = Saida(
    "mapa",
    "Onde estamos",
    "empreendimento",
    (
        quadros.EMPREENDIMENTO,
        quadros.EMPREENDIMENTOS.campo("municipio"),
        quadros.EMPREENDIMENTOS.campo("cadeia"),
        quadros.EMPREENDIMENTOS.campo("pessoas"),
        quadros.EMPREENDIMENTOS.campo("latitude"),
        quadros.EMPREENDIMENTOS.campo("longitude"),
    ),
    pessoas="pessoas",
)
_RESPONDIDO = Campo(
    "respondido", "Respondido", "percentual", "Parte das perguntas com resposta.", melhor="maior", casas=0
)
PREENCHIMENTO = Saida(
    "preenchimento",
    "Fichas por completar",
    "empreendimento",
    (quadros.EMPREENDIMENTO, _RESPONDIDO, Campo("falta_perguntar", "Falta perguntar")),
)
CAMPOS = Saida(
    "campos",
    "Perguntas por completar",
    "pergunta",
    (Campo("pergunta", "Pergunta"), Campo("responderam", "Responderam", "inteiro"), _RESPONDIDO),
)

PERFIL_DA_REDE = Instrumento(
    nome="perfil_da_rede",
    titulo="Perfil da rede",
    pergunta="Quem somos, quantas pessoas, onde estamos, e o que ainda não sabemos de nós?",
    explicacao=(
        "Cada empreendimento preenche uma ficha. O caderno conta empreendimentos e pessoas, "
        "mostra o mapa e separa por município, cadeia e forma de organização. "
        "Depois olha para as próprias fichas: o que ficou sem resposta é a pauta da próxima visita."
    ),
    formula=(
        "parte de mulheres = soma das mulheres ÷ soma das pessoas, só nos empreendimentos que disseram as duas; "
        "respondido = perguntas com resposta ÷ perguntas da ficha"
    ),
    modulo=1,
    calcular=calcular,
    leitura=leitura,
    saidas=(
        REDE,
        *(
            Saida(
                f"por_{recorte}",
                f"Por {titulo}",
                titulo,
                (quadros.EMPREENDIMENTOS.campo(recorte), *_COLUNAS_DE_CONTAGEM),
                pessoas="pessoas",
            )
            for recorte, titulo in (
                ("municipio", "município"),
                ("cadeia", "cadeia produtiva"),
                ("forma", "forma de organização"),
            )
        ),
        POR_PROGRAMA,
        MAPA,
        PREENCHIMENTO,
        CAMPOS,
    ),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade",
        "Tabela 1, Diagnóstico",
        ("A018", "A021", "A022", "A025", "A027"),
    ),
    graficos=(
        Grafico(
            "mapa_de_pontos",
            "mapa",
            "Onde estamos",
            {"latitude": "latitude", "longitude": "longitude", "nome": "empreendimento", "tamanho": "pessoas"},
            _frase_do_mapa,
        ),
        Grafico(
            "barras",
            "por_municipio",
            "Pessoas por município",
            {"categoria": "municipio", "valor": "pessoas"},
            _frase_do_recorte("municipio", "pessoas", "pessoa", "pessoas"),
        ),
        Grafico(
            "barras",
            "por_cadeia",
            "Empreendimentos por cadeia produtiva",
            {"categoria": "cadeia", "valor": "empreendimentos"},
            _frase_do_recorte("cadeia", "empreendimentos", "empreendimento", "empreendimentos"),
        ),
        Grafico(
            "barras",
            "por_forma",
            "Empreendimentos por forma de organização",
            {"categoria": "forma", "valor": "empreendimentos"},
            _frase_do_recorte("forma", "empreendimentos", "empreendimento", "empreendimentos"),
        ),
        Grafico(
            "barras",
            "preenchimento",
            "Quanto de cada ficha está respondido",
            {"categoria": "empreendimento", "valor": "respondido"},
            _frase_do_preenchimento,
        ),
    ),
    essenciais=("empreendimentos",),
    cuidado="São respostas declaradas. Quem não foi visitado não está aqui.",
)
