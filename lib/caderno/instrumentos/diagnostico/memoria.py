"""O que vivemos juntos, há quanto tempo isso pesa, e quem guarda essa memória?"""

from __future__ import annotations

import pandas as pd

from caderno import formato
from caderno.instrumentos import quadros
from caderno.modelo import Campo, Contexto, Fonte, Grafico, Instrumento, Quadro, Regra, Saida, Saidas

DURACOES = ("curta", "média", "longa")

ACONTECIMENTOS = Quadro(
    "acontecimentos",
    "Acontecimentos",
    "As lutas, chegadas, perdas e conquistas que fizeram a rede ser o que é. Uma linha para cada uma.",
    modulo=1,
    campos=(
        Campo(
            "acontecimento",
            "O que aconteceu",
            obrigatorio=True,
            ajuda="Em poucas palavras, como se conta na roda.",
            sinonimos=("fato", "evento", "história"),
            exemplo="As mulheres abriram a primeira feira",
        ),
        Campo(
            "ano",
            "Ano",
            "ano",
            "O ano em que foi, ou em que começou. Se ninguém lembra ao certo, o mais perto.",
            obrigatorio=True,
            exemplo="2013",
        ),
        Campo("ano_final", "Até que ano", "ano", "Só se durou mais de um ano.", exemplo="2015"),
        Campo(
            "duracao",
            "Duração na memória",
            "opcao",
            "Curta: marcou aquele tempo. Média: mudou anos da vida do grupo. Longa: vem de antes de nós e ainda pesa.",
            obrigatorio=True,
            opcoes=DURACOES,
            exemplo="média",
        ),
        Campo(
            "quem_conta",
            "Quem conta",
            ajuda="O grupo ou a pessoa que guarda esta memória, se ela quiser ser lembrada.",
            sinonimos=("narrador", "narradora", "fonte"),
            exemplo="as mais velhas do grupo",
        ),
        Campo(
            "empreendimento",
            "Empreendimento",
            "referencia",
            "Em branco: é da rede inteira.",
            quadro="empreendimentos",
            sinonimos=quadros.EMPREENDIMENTO.sinonimos,
            exemplo=quadros.EMPREENDIMENTO.exemplo,
        ),
        Campo(
            "relato",
            "Relato",
            "texto_longo",
            "Uma fala guardada como foi dita.",
            exemplo="A gente vendia debaixo do pé de juá e levava de volta o que sobrava.",
        ),
    ),
    regras=(
        Regra(
            "ano_final",
            "Terminou em {ano_final}, antes de começar em {ano}. Troque os anos.",
            lambda t: t["ano_final"] < t["ano"],
        ),
    ),
)


def vozes(quem_conta: pd.Series) -> list[str]:
    """Quem conta, sem repetir quem só foi escrito de outro jeito. Vozes se separam por ponto e vírgula.

    >>> vozes(pd.Series(["Dona Zefa", "dona zefa; os mais novos", None]))
    ['Dona Zefa', 'os mais novos']
    """
    ditas = [voz.strip() for texto in quem_conta.dropna() for voz in texto.split(";")]
    return list({formato.dobrar(voz): voz for voz in reversed(ditas) if voz}.values())[::-1]


def reunir(acontecimentos: pd.DataFrame) -> pd.DataFrame:
    """Uma linha por acontecimento, com todas as vozes que o contam em `ditas` (lista).

    Duas pessoas que contam a mesma coisa, com o mesmo ano e a mesma duração, são duas vozes
    de uma memória só. Do fim e do jeito de contar, vale o primeiro que foi escrito e o ano
    mais longe. Sem acontecimentos, uma tabela vazia.
    """
    if acontecimentos.empty:
        return acontecimentos.assign(ditas=[])
    ordem = ["ano", "acontecimento", "empreendimento", "quem_conta"]
    em_ordem = acontecimentos.sort_values(ordem).reset_index(drop=True)
    mesma = [
        em_ordem["acontecimento"].map(formato.dobrar),
        *(em_ordem[c] for c in ("ano", "duracao", "empreendimento")),
    ]
    grupos = em_ordem.groupby(mesma, dropna=False, sort=False)
    reunidos = em_ordem.loc[grupos.head(1).index].reset_index(drop=True)
    reunidos["ano_final"] = grupos["ano_final"].max().to_numpy()
    reunidos["ditas"] = pd.Series([vozes(grupo["quem_conta"]) for _, grupo in grupos], dtype=object)
    reunidos["quem_conta"] = reunidos["ditas"].map("; ".join).replace("", float("nan"))
    return reunidos


def calcular(acontecimentos: pd.DataFrame, contexto: Contexto) -> dict[str, pd.DataFrame]:
    """A linha do tempo, quanto se contou de cada duração e de cada década, e quem guarda o quê."""
    acontecimentos = acontecimentos.dropna(subset=["acontecimento", "ano", "duracao"])
    reunidos = reunir(acontecimentos)
    if reunidos.empty:
        return {saida.nome: pd.DataFrame(columns=saida.nomes) for saida in MEMORIA.saidas}
    reunidos["vozes"] = reunidos["ditas"].map(len).astype(float)
    faixa = reunidos["duracao"].map(DURACOES.index)
    reunidos = reunidos.assign(_faixa=faixa).sort_values(["ano", "_faixa", "acontecimento"]).reset_index(drop=True)
    falas = acontecimentos.dropna(subset=["relato"])
    falas = falas.sort_values(["ano", "acontecimento", "relato", "empreendimento", "quem_conta"])
    uma_voz = reunidos[reunidos["vozes"] < 2].sort_values(["vozes", "ano"], kind="stable")
    return {
        "linha_do_tempo": _declarada(LINHA_DO_TEMPO, reunidos),
        "por_duracao": _por_duracao(reunidos),
        "por_decada": _por_decada(reunidos, contexto.hoje.year),
        "guardas": _guardas(reunidos),
        "pedem_vozes": _declarada(PEDEM_VOZES, uma_voz),
        "falas": _declarada(FALAS, falas),
    }


def _por_duracao(reunidos: pd.DataFrame) -> pd.DataFrame:
    """As três durações, sempre: não haver memória contada de uma delas também se mostra."""
    grupos = reunidos.groupby("duracao")["ano"]
    tabela = pd.DataFrame({"memorias": grupos.size(), "ano_mais_antigo": grupos.min()}).reindex(list(DURACOES))
    tabela["memorias"] = tabela["memorias"].fillna(0).astype(float)
    return _declarada(POR_DURACAO, tabela.rename_axis("duracao").reset_index())


def _por_decada(reunidos: pd.DataFrame, ano_de_hoje: int) -> pd.DataFrame:
    """Da primeira década lembrada até a de hoje; o que durou conta em todas as décadas por que passou."""
    inicio = (reunidos["ano"] // 10 * 10).astype(int)
    fim = (reunidos["ano_final"].fillna(reunidos["ano"]) // 10 * 10).astype(int)
    decadas = range(inicio.min(), max(fim.max(), ano_de_hoje // 10 * 10) + 1, 10)
    quantas = [float(((inicio <= d) & (d <= fim)).sum()) for d in decadas]
    return pd.DataFrame({"decada": [float(d) for d in decadas], "memorias": quantas})


def _guardas(reunidos: pd.DataFrame) -> pd.DataFrame:
    """Quantas memórias cada voz conta, da rede e de cada empreendimento."""
    uma_por_voz = reunidos[["ditas", "empreendimento", "ano"]].explode("ditas").dropna(subset=["ditas"])
    uma_por_voz["voz"] = uma_por_voz["ditas"].map(formato.dobrar)
    grupos = uma_por_voz.groupby(["voz", "empreendimento"], dropna=False)
    tabela = grupos["ditas"].first().rename("quem_conta").reset_index()
    tabela["memorias"] = grupos.size().to_numpy(float)
    return _declarada(GUARDAS, tabela.sort_values(["memorias", "voz"], ascending=[False, True], kind="stable"))


def _declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    return tabela.reindex(columns=saida.nomes).reset_index(drop=True)


def leitura(saidas: Saidas) -> list[str]:
    """Desde quando a memória alcança, que duração e que época calam, quem conta e quem ainda falta ouvir."""
    linha = saidas["linha_do_tempo"]
    if linha.empty:
        return ["Não há memórias para mostrar. Comecem ouvindo quem está há mais tempo na rede."]
    frases = [_frase_da_linha(saidas), _frase_das_duracoes(saidas), _frase_do_silencio(saidas["por_decada"])]
    frases += _frases_de_quem_conta(saidas)
    return [frase for frase in frases if frase]


def _frase_da_linha(saidas: Saidas) -> str:
    linha = saidas["linha_do_tempo"]
    if linha.empty:
        return "A linha do tempo ainda está em branco."
    primeira = linha.iloc[0]
    if len(linha) == 1:
        return f"Há uma memória contada, de {primeira['ano']:.0f}: “{primeira['acontecimento']}”."
    desde = f"A lembrança chega até {primeira['ano']:.0f}, com “{primeira['acontecimento']}”."
    return f"{desde} São {saidas['por_duracao']['memorias'].sum():.0f} memórias."


def _frase_das_duracoes(saidas: Saidas) -> str:
    quantas = saidas["por_duracao"].set_index("duracao")["memorias"]
    caladas = [duracao for duracao in DURACOES if quantas.get(duracao, 0) == 0]
    if caladas:
        quais = formato.juntar(caladas, "ou")
        return f"Ninguém contou ainda uma memória de duração {quais}: {_PERGUNTAS[caladas[-1]]}"
    ralas = [duracao for duracao in DURACOES if quantas[duracao] == 1]
    if ralas and quantas.max() > 2:
        return f"De duração {formato.juntar(ralas, 'e de duração')} há só uma memória: {_PERGUNTAS[ralas[-1]]}"
    partes = [f"{quantas[duracao]:.0f} de duração {duracao}" for duracao in DURACOES]
    return f"As três durações aparecem: {formato.juntar(partes)}."


def _frase_do_silencio(por_decada: pd.DataFrame) -> str:
    """O silêncio mais comprido entre a primeira memória e hoje."""
    caladas = por_decada["memorias"] == 0
    if not caladas.any():
        return ""
    trechos = por_decada[caladas].groupby((~caladas).cumsum()[caladas])["decada"]
    maior = trechos.size().idxmax()
    de, ate = trechos.min()[maior], trechos.max()[maior] + 9
    outros = " Há outros silêncios na linha." if trechos.ngroups > 1 else ""
    if ate >= por_decada["decada"].max():
        return f"De {de:.0f} para cá ninguém contou nada.{outros} O que o grupo viveu também é memória."
    return f"De {de:.0f} a {ate:.0f} ninguém contou nada.{outros} Quem viveu esse tempo pode lembrar?"


def _frases_de_quem_conta(saidas: Saidas) -> list[str]:
    total = int(saidas["por_duracao"]["memorias"].sum())
    if total > len(saidas["linha_do_tempo"]):
        return []  # há memórias de quem não quer aparecer: das vozes não se vê o todo
    por_voz = saidas["guardas"].groupby("quem_conta")["memorias"].sum()
    if por_voz.empty:
        return ["Ninguém disse ainda quem conta estas memórias. Perguntem quem as guarda e se quer ser lembrado."]
    voz, quantas = por_voz.idxmax(), por_voz.max()
    if len(por_voz) == 1:
        frases = [f"Uma voz só conta: {voz}. Chamem mais gente para a roda, dos mais velhos aos mais novos."]
    elif quantas > total / 2:
        frases = [f"Mais da metade vem de uma voz: {voz} ({quantas:.0f} de {total}). Vale ouvir também as outras."]
    else:
        frases = [f"{len(por_voz)} vozes contam; a que mais contou foi {voz}, com {quantas:.0f} de {total}."]
    sem_voz = int((saidas["pedem_vozes"]["vozes"] == 0).sum())
    so_uma = len(saidas["pedem_vozes"]) - sem_voz
    partes = [f"{so_uma} com uma voz só"] * bool(so_uma) + [f"{sem_voz} sem ninguém que conte"] * bool(sem_voz)
    if partes and len(por_voz) > 1:
        frases.append(f"Memórias que podem se perder: {formato.juntar(partes)}. Quem mais viveu isso?")
    return frases


_PERGUNTAS = {
    "curta": "o que marcou o grupo há pouco?",
    "média": "o que mudou anos da vida do grupo?",
    "longa": "o que vem de antes de nós e ainda pesa?",
}
_MEMORIAS = Campo("memorias", "Memórias", "inteiro", "Acontecimentos contados.")
_ANO, _DURACAO, _ACONTECIMENTO, _QUEM_CONTA, _EMPREENDIMENTO = (
    ACONTECIMENTOS.campo(nome) for nome in ("ano", "duracao", "acontecimento", "quem_conta", "empreendimento")
)

LINHA_DO_TEMPO = Saida(
    "linha_do_tempo",
    "Linha do tempo",
    "acontecimento",
    (_ANO, ACONTECIMENTOS.campo("ano_final"), _DURACAO, _ACONTECIMENTO, _QUEM_CONTA, _EMPREENDIMENTO),
)
POR_DURACAO = Saida(
    "por_duracao",
    "O que já se contou de cada duração",
    "duração",
    (_DURACAO, _MEMORIAS, Campo("ano_mais_antigo", "Desde", "ano", "O ano mais antigo que se contou.")),
)
POR_DECADA = Saida(
    "por_decada",
    "O que já se contou de cada década",
    "década",
    (Campo("decada", "Década de", "ano", "O primeiro ano da década."), _MEMORIAS),
)
GUARDAS = Saida(
    "guardas",
    "Quem guarda a memória",
    "quem conta e empreendimento",
    (_QUEM_CONTA, _EMPREENDIMENTO, _MEMORIAS),
)
PEDEM_VOZES = Saida(
    "pedem_vozes",
    "Memórias que pedem mais vozes",
    "acontecimento",
    (
        _ACONTECIMENTO,
        _ANO,
        _EMPREENDIMENTO,
        Campo("vozes", "Vozes", "inteiro", "Quantas pessoas ou grupos contam."),
    ),
)
FALAS = Saida(
    "falas",
    "Falas guardadas",
    "fala",
    (_ANO, _ACONTECIMENTO, ACONTECIMENTOS.campo("relato"), _QUEM_CONTA, _EMPREENDIMENTO),
)

MEMORIA = Instrumento(
    nome="memoria",
    titulo="Memória da rede",
    pergunta="O que vivemos juntos, há quanto tempo isso pesa, e quem guarda essa memória?",
    explicacao=(
        "Na roda, cada um conta o que viveu e o que ouviu contar. O caderno põe tudo em ordem numa linha "
        "com três faixas: a memória curta, que marcou um tempo; a média, que mudou anos da vida do grupo; "
        "e a longa, que vem de antes de nós e ainda pesa. Depois olha para os silêncios: as épocas e as "
        "vozes que ainda faltam. Não há resposta certa nem nota. A linha é feita para ir para a parede e "
        "crescer."
    ),
    formula=(
        "memórias = acontecimentos contados, juntando os que são o mesmo (mesmo nome, ano, duração e "
        "empreendimento); vozes = quantas pessoas ou grupos diferentes contam cada um"
    ),
    modulo=1,
    calcular=calcular,
    leitura=leitura,
    saidas=(LINHA_DO_TEMPO, POR_DURACAO, POR_DECADA, GUARDAS, PEDEM_VOZES, FALAS),
    fonte=Fonte(
        "Redes Solidárias: passos para a sustentabilidade",
        "§ 2.1 e Tabelas 1 e 2",
        ("A012", "A020", "A053"),
    ),
    graficos=(
        Grafico(
            "linha_do_tempo",
            "linha_do_tempo",
            "Nossa linha do tempo",
            {"ano": "ano", "ano_final": "ano_final", "faixa": "duracao", "texto": "acontecimento"},
            _frase_da_linha,
        ),
    ),
    essenciais=("acontecimentos",),
    cuidado=(
        "O ano é o que a roda lembra. Memórias que não combinam podem ficar as duas: cada uma tem a sua voz. "
        "Antes de mostrar a outros, perguntem a quem contou se quer ser lembrado."
    ),
)
