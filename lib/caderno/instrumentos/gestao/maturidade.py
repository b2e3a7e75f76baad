"""Em que área da gestão estamos mais fortes, onde o grupo discorda, e por onde começar?"""

from __future__ import annotations

import pandas as pd

from caderno import formato
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Fonte, Grafico, Instrumento, Quadro, Saida, Saidas, Sugestao

AREAS = {
    "producao": "Produção",
    "controle": "Controle",
    "comercializacao": "Comercialização",
    "financas": "Finanças",
    "custeio": "Custeio",
}
# Para cada área, o que se vê no grupo em cada nível. O nível é o mais alto que o grupo consegue mostrar.
EVIDENCIAS = {
    "producao": (
        "Cada um faz quando pode; ninguém combina quanto.",
        "Combina-se na conversa o que fazer na semana.",
        "Há um plano do mês escrito e quem faz o quê.",
        "O plano é comparado com o que saiu, e muda por causa disso.",
    ),
    "controle": (
        "O que entra e sai fica na cabeça de alguém.",
        "Anota-se às vezes, num caderno que uma pessoa entende.",
        "Anota-se toda semana, e mais de uma pessoa sabe ler.",
        "O grupo olha as anotações junto todo mês e confere com o que há.",
    ),
    "comercializacao": (
        "Vende-se a quem aparece.",
        "Há um ou dois compradores de sempre.",
        "Há vários caminhos de venda e se sabe o que cada um deixa.",
        "O grupo planeja as vendas e negocia com outros da rede.",
    ),
    "financas": (
        "O dinheiro do grupo e o de casa se misturam.",
        "Há uma caixa separada, sem registro do que vem pela frente.",
        "O caixa é registrado e mostrado na reunião.",
        "O grupo prevê os próximos meses, tem reserva e um fundo combinado.",
    ),
    "custeio": (
        "O preço é o que os outros cobram.",
        "Somam-se os materiais, e só.",
        "Sabe-se o custo por unidade, com os gastos comuns.",
        "O custo decide o preço, a compra e o que vale a pena fazer.",
    ),
}

AVALIACOES = Quadro(
    "avaliacoes",
    "Avaliação da gestão",
    "Cada pessoa responde sozinha, antes da conversa. De 1 a 4 em cada área; "
    "a ajuda diz o que se vê no grupo em cada nível.",
    modulo=2,
    chave=("empreendimento", "respondente", "avaliado_em"),
    campos=(
        quadros.EMPREENDIMENTO,
        Campo(
            "respondente",
            "Quem respondeu",
            ajuda="Um apelido ou número. Não precisa do nome.",
            obrigatorio=True,
            sinonimos=("quem avalia", "pessoa", "participante"),
            exemplo="folha 3",
        ),
        Campo(
            "avaliado_em",
            "Data da avaliação",
            "data",
            "O dia da roda.",
            obrigatorio=True,
            sinonimos=("data",),
            exemplo="20/06/2026",
        ),
        *(
            Campo(
                f"nivel_{area}",
                titulo,
                "inteiro",
                " ".join(f"{i}: {frase}" for i, frase in enumerate(EVIDENCIAS[area], start=1)),
                unidade="nível",
                minimo=1,
                maximo=4,
                sinonimos=(area, f"nível de {titulo.lower()}"),
                exemplo="2",
            )
            for area, titulo in AREAS.items()
        ),
        Campo(
            "evidencia",
            "O que mostra isso",
            "texto_longo",
            "Um exemplo que todos conhecem.",
            exemplo="O caderno de vendas está em dia desde março.",
        ),
    ),
)

NIVEL_MAIS_ALTO = 4
DISCORDANCIA = 2  # níveis entre a resposta mais baixa e a mais alta
PRIORIDADES = 2
_AREA_DO_CAMPO = {f"nivel_{area}": titulo for area, titulo in AREAS.items()}
_ORDEM = list(AREAS.values())


def respostas(avaliacoes: pd.DataFrame) -> pd.DataFrame:
    """Uma linha por resposta dada: empreendimento, data, quem respondeu, área e nível.

    Área sem resposta não vira linha: ninguém vale zero por não saber.
    """
    chave = ["empreendimento", "avaliado_em", "respondente"]
    compridas = avaliacoes.dropna(subset=chave).melt(
        id_vars=chave, value_vars=list(_AREA_DO_CAMPO), var_name="area", value_name="nivel"
    )
    return compridas.assign(area=compridas["area"].map(_AREA_DO_CAMPO)).dropna(subset=["nivel"])


def resumir(compridas: pd.DataFrame) -> pd.DataFrame:
    """Mediana, amplitude e meio do grupo de cada empreendimento, data e área [níveis].

    `meio_do_grupo` é a distância entre o primeiro e o terceiro quartil: o espaço onde cabe a metade
    do meio das respostas. Uma resposta só tem amplitude zero, e não quer dizer acordo.
    """
    grupos = compridas.groupby(["empreendimento", "avaliado_em", "area"])["nivel"]
    quartis = grupos.quantile([0.25, 0.75]).to_numpy(float).reshape(-1, 2)
    resumo = pd.DataFrame(
        {
            "respostas": grupos.size().astype(float),
            "mediana": grupos.median(),
            "mais_baixa": grupos.min(),
            "mais_alta": grupos.max(),
            "meio_do_grupo": quartis[:, 1] - quartis[:, 0],
        }
    ).reset_index()
    resumo["amplitude"] = resumo["mais_alta"] - resumo["mais_baixa"]
    resumo["discorda"] = (resumo["amplitude"] >= DISCORDANCIA).map({True: "sim", False: "não"})
    resumo.loc[resumo["respostas"] < 2, "discorda"] = "uma voz só"
    return _em_ordem(resumo, ["empreendimento", "avaliado_em"])


def _em_ordem(tabela: pd.DataFrame, antes: list[str]) -> pd.DataFrame:
    """As áreas na ordem em que se ensinam, e não na do alfabeto."""
    ordem = tabela.assign(_ordem=tabela["area"].map(_ORDEM.index).astype(float))
    return ordem.sort_values([*antes, "_ordem"]).drop(columns="_ordem").reset_index(drop=True)


def calcular(avaliacoes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Onde cada empreendimento e a rede estão em cada área, onde discordam, por onde começar e o que mudou.

    Vale a data mais nova de cada empreendimento. Na rede, a mediana é a das medianas: cada
    empreendimento pesa igual, tenha respondido uma pessoa ou vinte.
    """
    resumo = resumir(respostas(avaliacoes))
    if resumo.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in MATURIDADE.saidas}
    datas = resumo.groupby("empreendimento")["avaliado_em"]
    agora = resumo[resumo["avaliado_em"] == datas.transform("max")].reset_index(drop=True)
    rede, mudanca = _rede(agora), _mudanca(resumo, agora)
    return {
        "por_area": _declarada(POR_AREA, agora),
        "rede": _declarada(REDE, rede),
        "prioridades": _prioridades(agora, ["empreendimento"], PRIORIDADES_DE_CADA_UM),
        "prioridades_da_rede": _prioridades(rede, [], PRIORIDADES_DA_REDE),
        "mudanca": mudanca,
        "antes_e_agora": _antes_e_agora(mudanca),
    }


def _rede(agora: pd.DataFrame) -> pd.DataFrame:
    contagem = agora.assign(empreendimentos=1.0, discordam=(agora["discorda"] == "sim").astype(float))
    grupos = contagem.groupby("area")
    tabela = grupos[["empreendimentos", "respostas", "discordam"]].sum()
    tabela["mediana"] = grupos["mediana"].median()
    tabela["amplitude"] = grupos["amplitude"].max()
    return _em_ordem(tabela.reset_index(), [])


def _prioridades(tabela: pd.DataFrame, grupo: list[str], saida: Saida) -> pd.DataFrame:
    """As duas áreas mais baixas; no empate, a de maior discordância; depois, a ordem das áreas.

    Quem já está no nível mais alto de uma área não a tem como prioridade.
    """
    ainda = tabela[tabela["mediana"] < NIVEL_MAIS_ALTO]
    ordem = ainda.assign(_ordem=ainda["area"].map(_ORDEM.index).astype(float)).sort_values(
        [*grupo, "mediana", "amplitude", "_ordem"], ascending=[*[True] * len(grupo), True, False, True]
    )
    escolhidas = ordem.groupby(grupo).head(PRIORIDADES) if grupo else ordem.head(PRIORIDADES)
    passos = [proximo_passo(a, m) for a, m in zip(escolhidas["area"], escolhidas["mediana"], strict=True)]
    return _declarada(saida, escolhidas.assign(proximo_passo=passos))


def proximo_passo(area: str, mediana: float) -> str:
    """O que se vê num grupo que está um nível acima da mediana.

    Mediana entre dois níveis (2,5): metade do grupo já se vê no nível de cima, que ainda não é de todos.

    >>> proximo_passo("Custeio", 2.0)
    'Sabe-se o custo por unidade, com os gastos comuns.'
    >>> proximo_passo("Custeio", 2.5) == proximo_passo("Custeio", 2.0)
    True
    """
    por_titulo = dict(zip(AREAS.values(), AREAS, strict=True))
    return EVIDENCIAS[por_titulo[area]][int(mediana)]


def _mudanca(resumo: pd.DataFrame, agora: pd.DataFrame) -> pd.DataFrame:
    """A mediana mais nova menos a da avaliação anterior da mesma área, onde houve duas."""
    ultima = dict(zip(agora["empreendimento"], agora["avaliado_em"], strict=True))
    colunas = (resumo[coluna] for coluna in ("empreendimento", "area", "avaliado_em", "mediana"))
    antes = {  # o resumo está na ordem das datas: de cada área fica a mais nova das anteriores
        (nome, area): (data, mediana) for nome, area, data, mediana in zip(*colunas, strict=True) if data < ultima[nome]
    }
    chaves = list(zip(agora["empreendimento"], agora["area"], strict=True))
    duas = [antes[chave] for chave in chaves if chave in antes]
    tabela = agora[[chave in antes for chave in chaves]].assign(
        avaliado_antes=[data for data, _ in duas], mediana_anterior=[mediana for _, mediana in duas]
    )
    return _declarada(MUDANCA, tabela.assign(mudou_mediana=tabela["mediana"] - tabela["mediana_anterior"]))


def _antes_e_agora(mudanca: pd.DataFrame) -> pd.DataFrame:
    """As duas medianas da rede em cada área, só com os empreendimentos que têm as duas."""
    grupos = mudanca.assign(empreendimentos=1.0).groupby("area")
    medianas = grupos[["mediana_anterior", "mediana"]].median()
    contagem = grupos[["empreendimentos", "respostas"]].sum().reset_index()
    partes = [
        contagem.assign(quando=quando, mediana=medianas[coluna].to_numpy())
        for quando, coluna in (("antes", "mediana_anterior"), ("agora", "mediana"))
    ]
    return _declarada(ANTES_E_AGORA, _em_ordem(pd.concat(partes), []))


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """As áreas mais forte e mais fraca, onde se discorda, por onde começar, o que mudou e quem faltou."""
    rede, por_area = saidas["rede"], saidas["por_area"]
    if rede.empty:
        return ["Não há avaliações para mostrar."]
    frases = [
        _frase_das_areas(rede),
        _frase_da_discordancia(por_area),
        _frase_das_prioridades(saidas["prioridades_da_rede"]),
        _frase_da_mudanca(saidas["mudanca"]),
        _frase_de_uma_voz(por_area),
        _frase_sem_resposta(rede),
    ]
    return [frase for frase in frases if frase]


def _frase_das_areas(rede: pd.DataFrame) -> str:
    alta, baixa = rede["mediana"].max(), rede["mediana"].min()
    fortes, fracas = (formato.juntar(rede.loc[rede["mediana"] == m, "area"]) for m in (alta, baixa))
    if len(rede) == 1:
        return f"Só uma área tem resposta: {fortes}, nível {_nivel(alta)} de 4."
    if alta == baixa:
        return f"As áreas respondidas estão todas no nível {_nivel(alta)} de 4."
    forte = f"A gestão está mais forte em {fortes} (nível {_nivel(alta)} de 4)"
    return f"{forte} e mais fraca em {fracas} ({_nivel(baixa)})."


def _frase_da_discordancia(por_area: pd.DataFrame) -> str:
    comparaveis = por_area[por_area["respostas"] > 1]
    discordam = comparaveis[comparaveis["discorda"] == "sim"]
    if comparaveis.empty:
        return ""
    if discordam.empty:
        return "Dentro de cada grupo as respostas ficaram perto umas das outras."
    maior = discordam.sort_values(["amplitude", "meio_do_grupo"], ascending=False, kind="stable").iloc[0]
    frase = (
        f"Há discordância em {maior['area']} ({maior['empreendimento']}): "
        f"as respostas vão de {_nivel(maior['mais_baixa'])} a {_nivel(maior['mais_alta'])}."
    )
    outras = len(discordam) - 1
    if outras:
        frase += f" O mesmo acontece em mais {formato.plural(outras, 'caso', 'casos')}."
    return frase + " Antes de decidir, conversem sobre o que cada pessoa vê."


def _frase_das_prioridades(prioridades: pd.DataFrame) -> str:
    if prioridades.empty:
        return "As áreas respondidas estão no nível mais alto. O cuidado agora é não perder a conquista."
    passos = [f"{p['area']} (próximo passo: {_minuscula(p['proximo_passo'])})" for _, p in prioridades.iterrows()]
    return f"Por onde começar: {formato.juntar(passos)}."


def sugestoes(saidas: Saidas) -> list[Sugestao]:
    """O próximo passo de cada prioridade da rede."""
    prioridades = saidas["prioridades_da_rede"]
    return [
        quadros.levar_ao_plano(
            f"Em {p['area'].lower()}, dar o próximo passo: {_minuscula(p['proximo_passo'])}", "Avaliação da gestão"
        )
        for _, p in prioridades.iterrows()
    ]


def _frase_da_mudanca(mudanca: pd.DataFrame) -> str:
    if mudanca.empty:
        return "É a primeira avaliação. Repitam daqui a alguns meses para ver o que mudou."
    subiram, desceram = (int(n) for n in ((mudanca["mudou_mediana"] > 0).sum(), (mudanca["mudou_mediana"] < 0).sum()))
    iguais = len(mudanca) - subiram - desceram
    partes = [
        f"{quantas} {palavra}"
        for quantas, palavra in (
            (subiram, "subiu" if subiram == 1 else "subiram"),
            (desceram, "desceu" if desceram == 1 else "desceram"),
            (iguais, "ficou igual" if iguais == 1 else "ficaram iguais"),
        )
        if quantas
    ]
    quantas = formato.juntar(partes)
    return f"Comparando cada área de cada grupo com a avaliação anterior: {quantas}."


def _frase_de_uma_voz(por_area: pd.DataFrame) -> str:
    maximo = por_area.groupby("empreendimento")["respostas"].max()
    sozinhos = maximo[maximo == 1].index.tolist()
    if not sozinhos:
        return ""
    if len(sozinhos) > 3:
        return f"Em {len(sozinhos)} empreendimentos só uma pessoa respondeu: é uma voz, ainda não é o grupo."
    return f"Em {formato.juntar(sozinhos)} só uma pessoa respondeu: é uma voz, ainda não é o grupo."


def _frase_sem_resposta(rede: pd.DataFrame) -> str:
    caladas = [area for area in _ORDEM if area not in set(rede["area"])]
    return f"Ninguém respondeu sobre {formato.juntar(caladas)}." if caladas else ""


def _nivel(valor: float) -> str:
    return formato.quantidade(valor)


def _minuscula(frase: str) -> str:
    return frase[0].lower() + frase[1:].rstrip(".")


def _frase_do_mapa(saidas: Saidas) -> str:
    tabela = saidas["por_area"]
    if tabela.empty:
        return "Ainda não há avaliações para mostrar."
    baixos = int((tabela["mediana"] < 2).sum())
    if not baixos:
        return "Nenhum empreendimento está abaixo do nível 2 em nenhuma área."
    quadrinhos = formato.plural(len(tabela), "quadrinho", "quadrinhos")
    return f"Em {baixos} de {quadrinhos}, a resposta do meio está abaixo do nível 2."


def _frase_dos_halteres(saidas: Saidas) -> str:
    tabela = saidas["antes_e_agora"]
    if tabela.empty:
        return "Ainda não há duas avaliações para comparar."
    antes, agora = (tabela[tabela["quando"] == q].set_index("area")["mediana"] for q in ("antes", "agora"))
    partes = [
        f"{verbo} em {formato.juntar(areas)}"
        for verbo, areas in (("subiu", agora.index[agora > antes]), ("desceu", agora.index[agora < antes]))
        if len(areas)
    ]
    if not partes:
        return "A resposta do meio ficou igual em todas as áreas."
    return f"A resposta do meio {formato.juntar(partes)}."


_AREA = Campo("area", "Área da gestão")
_MEDIANA = Campo(
    "mediana",
    "Mediana",
    "numero",
    "A resposta do meio: metade respondeu isto ou menos, metade isto ou mais.",
    unidade="nível",
    minimo=1,
    maximo=NIVEL_MAIS_ALTO,
    melhor="maior",
)
_AMPLITUDE = Campo(
    "amplitude",
    "Distância entre respostas",
    "numero",
    "Da resposta mais baixa à mais alta, dentro de um mesmo grupo.",
    unidade="nível",
)
_RESPOSTAS = Campo("respostas", "Respostas", "inteiro", "Pessoas que responderam.")
_EMPREENDIMENTOS = Campo("empreendimentos", "Empreendimentos", "inteiro")
_PROXIMO_PASSO = Campo(
    "proximo_passo", "O próximo passo", ajuda="Uma sugestão: o que se vê num grupo do nível seguinte."
)
_AVALIADO_EM = AVALIACOES.campo("avaliado_em")

POR_AREA = Saida(
    "por_area",
    "Cada empreendimento em cada área",
    "empreendimento e área",
    (
        quadros.EMPREENDIMENTO,
        _AVALIADO_EM,
        _AREA,
        _RESPOSTAS,
        _MEDIANA,
        Campo("mais_baixa", "Mais baixa", "inteiro", unidade="nível"),
        Campo("mais_alta", "Mais alta", "inteiro", unidade="nível"),
        _AMPLITUDE,
        Campo(
            "meio_do_grupo",
            "Metade do meio",
            "numero",
            "O espaço onde cabe a metade do meio das respostas.",
            unidade="nível",
        ),
        Campo("discorda", "O grupo discorda", ajuda="Sim quando há dois níveis ou mais entre as respostas."),
    ),
    pessoas="respostas",
)
REDE = Saida(
    "rede",
    "A rede em cada área",
    "área",
    (
        _AREA,
        _EMPREENDIMENTOS,
        _RESPOSTAS,
        _MEDIANA,
        _AMPLITUDE,
        Campo("discordam", "Grupos que discordam", "inteiro"),
    ),
    pessoas="respostas",
)
PRIORIDADES_DE_CADA_UM = Saida(
    "prioridades",
    "Por onde cada empreendimento pode começar",
    "empreendimento e área",
    (quadros.EMPREENDIMENTO, _AREA, _MEDIANA, _AMPLITUDE, _RESPOSTAS, _PROXIMO_PASSO),
    pessoas="respostas",
)
PRIORIDADES_DA_REDE = Saida(
    "prioridades_da_rede",
    "Por onde a rede pode começar",
    "área",
    (_AREA, _MEDIANA, _AMPLITUDE, _RESPOSTAS, _PROXIMO_PASSO),
    pessoas="respostas",
)
MUDANCA = Saida(
    "mudanca",
    "O que mudou desde a avaliação anterior",
    "empreendimento e área",
    (
        quadros.EMPREENDIMENTO,
        _AREA,
        Campo("avaliado_antes", "Avaliação anterior", "data"),
        _AVALIADO_EM,
        Campo("mediana_anterior", "Mediana anterior", "numero", unidade="nível"),
        _MEDIANA,
        Campo("mudou_mediana", "Mudou", "numero", unidade="nível", melhor="maior"),
        _RESPOSTAS,
    ),
    pessoas="respostas",
)
ANTES_E_AGORA = Saida(
    "antes_e_agora",
    "A rede antes e agora",
    "área e avaliação",
    (_AREA, Campo("quando", "Quando"), _MEDIANA, _EMPREENDIMENTOS, _RESPOSTAS),
    pessoas="respostas",
)

MATURIDADE = Instrumento(
    nome="maturidade",
    titulo="Avaliação da gestão",
    pergunta="Em que área da gestão estamos mais fortes, onde o grupo discorda, e por onde começar?",
    explicacao=(
        "Cada pessoa escolhe sozinha, em cada área, a frase que mais parece com o que se vê no grupo. "
        "O caderno põe as respostas em fila e fica com a do meio, que não muda quando uma pessoa exagera. "
        "Quando há dois níveis ou mais entre as respostas, o grupo discorda: isso não é erro, é assunto. "
        "As duas áreas mais baixas são por onde começar, e o próximo passo é o que se vê no nível seguinte."
    ),
    formula=(
        "de cada empreendimento = mediana das respostas na data mais nova; discorda = mais alta − mais "
        "baixa ≥ 2; da rede = mediana das medianas, cada empreendimento pesa igual; prioridades = as duas "
        "medianas mais baixas, no empate a de maior distância entre respostas, depois a ordem das áreas"
    ),
    modulo=2,
    calcular=calcular,
    leitura=leitura,
    saidas=(POR_AREA, REDE, PRIORIDADES_DE_CADA_UM, PRIORIDADES_DA_REDE, MUDANCA, ANTES_E_AGORA),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade",
        "Tabela 1, Diagnóstico da gestão e Produção",
        ("A028", "A038"),
    ),
    graficos=(
        Grafico(
            "mapa_de_calor",
            "por_area",
            "Cada empreendimento em cada área",
            {"linha": "empreendimento", "coluna": "area", "valor": "mediana"},
            _frase_do_mapa,
        ),
        Grafico(
            "halteres",
            "antes_e_agora",
            "A rede na avaliação anterior e agora",
            {"categoria": "area", "valor": "mediana", "ponto": "quando"},
            _frase_dos_halteres,
        ),
    ),
    essenciais=("avaliacoes",),
    sugestoes=sugestoes,
    proposta=True,
    cuidado=(
        "É o que cada pessoa vê, não uma medida. Serve para o grupo conversar e se comparar consigo mesmo; "
        "não serve para pôr os empreendimentos em fila."
    ),
)
