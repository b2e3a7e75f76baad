"""O caminho de um indicador entre medições: nível, variação, soma desde o começo e distância da meta.

O documento define os indicadores como variação e dá as metas como nível (I04): aqui os dois andam
juntos. Os de várias cooperativas se somam antes de dividir, e a variação só compara quem foi medido
nas duas vezes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from caderno import contas, formato
from caderno.instrumentos.credito.quadros import COOPERATIVA, MOMENTO
from caderno.instrumentos.credito.quadros_dos_indicadores import METAS
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Saida

T0 = "t0"
COOPERATIVAS_MEDIDAS = Campo("cooperativas_medidas", "Cooperativas medidas", "inteiro")
COOPERATIVAS_FALTAM = Campo("cooperativas_faltam", "Faltam", "inteiro", "Foram medidas em outra data, e nesta não.")
NAS_DUAS = Campo("nas_duas", "Nas duas medições", "inteiro", "Só estas entram na variação.")
MESES_FORA = Campo("meses_fora", "Meses fora das medições", "inteiro", "Meses com dados que nenhuma medição pede.")
PUBLICO = Campo("publico", "Quem entra na conta", ajuda="Cada indicador tem o seu público, e não se misturam.")
QUEM = Campo("de_quem", "De quem", ajuda="Uma cooperativa, ou todas juntas.")
TODAS = "todas juntas"


@dataclass(frozen=True)
class Medida:
    """Como se escreve um indicador: o nome dos seus níveis e a unidade das suas variações."""

    nivel: Campo
    rotulo: str
    """Para o rótulo das colunas de variação: "associados", "saldo", "taxa"."""
    unidade: str
    """Unidade da variação: "", "R$" ou "p.p."."""
    escrever: Callable[[float], str]
    razao: bool = False
    """O nível é uma divisão: variação em pontos percentuais, e juntos se somam antes de dividir."""

    def _campo(self, nome: str, rotulo: str, ajuda: str = "", *, por_mes: bool = False, melhor: str = "") -> Campo:
        tipo = "dinheiro" if self.unidade == "R$" else "numero" if self.razao or por_mes else "inteiro"
        unidade = {"R$": "R$/mês" if por_mes else "", "p.p.": "p.p./mês" if por_mes else "p.p."}
        casas = 2 if self.razao or por_mes else None
        return Campo(
            f"{nome}_{self.nivel.nome}",
            f"{rotulo}: {self.rotulo}",
            tipo,
            ajuda,
            unidade=unidade.get(self.unidade, "por mês" if por_mes else ""),
            casas=casas,
            melhor=melhor,
        )

    @property
    def variacao(self) -> Campo:
        return self._campo("variacao", "Variação", "Diante da medição anterior.", melhor=self.nivel.melhor)

    @property
    def desde_t0(self) -> Campo:
        return self._campo(
            "desde_t0", "Desde t0", "Tudo o que mudou desde a primeira medição.", melhor=self.nivel.melhor
        )

    @property
    def falta(self) -> Campo:
        return self._campo("falta", "Falta para a meta")

    @property
    def ritmo_feito(self) -> Campo:
        return self._campo("ritmo_feito", "Ritmo até aqui", "O que se avançou por mês desde t0.", por_mes=True)

    @property
    def ritmo_preciso(self) -> Campo:
        return self._campo("ritmo_preciso", "Ritmo preciso", "O que se precisa avançar por mês.", por_mes=True)

    def por_mes(self, valor: float) -> str:
        """Uma variação por mês, por escrito."""
        if self.razao:
            return f"{formato.numero(valor, 2)} {'ponto percentual' if abs(valor) == 1 else 'pontos percentuais'}"
        return formato.dinheiro(valor) if self.unidade == "R$" else formato.numero(valor, 1)

    @property
    def media_das_taxas(self) -> Campo:
        return Campo(
            f"media_de_{self.nivel.nome}",
            f"Média simples: {self.rotulo}",
            "percentual",
            "O engano: trata uma cooperativa pequena como se fosse igual a uma grande.",
            casas=2,
        )


def momentos(meses: pd.Series, medicoes: pd.DataFrame) -> pd.DataFrame:
    """As medições em ordem, com `momento` e `mes`; sem medições combinadas, cada mês com dados é uma.

    >>> momentos(pd.Series(["2018-12", "2017-12"]), pd.DataFrame({"momento": [], "mes": []})).values.tolist()
    [['t0', '2017-12'], ['t1', '2018-12']]
    """
    combinadas = medicoes.dropna(subset=["momento", "mes"])
    if combinadas.empty:
        existentes = sorted(meses.dropna().unique())
        return pd.DataFrame({"momento": [f"t{i}" for i in range(len(existentes))], "mes": existentes}, dtype=object)
    return combinadas[["momento", "mes"]].astype(object).sort_values("mes").reset_index(drop=True)


def acompanhar(partes: pd.DataFrame, medicoes: pd.DataFrame, medida: Medida) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(de cada cooperativa, de todas juntas): nível, variação e soma desde t0 em cada medição.

    `partes` tem `cooperativa`, `mes`, `cima` e, nas razões, `baixo` [na mesma unidade]. Meses fora das
    medições combinadas não entram. O que falta em uma das pontas dá variação NaN, e não zero.
    """
    ordem = momentos(partes["mes"], medicoes)
    colunas = ["cima", "baixo"] if medida.razao else ["cima"]
    validas = partes.dropna(subset=colunas)
    medidas = validas.groupby(["cooperativa", "mes"])[colunas].sum().reset_index().merge(ordem, on="mes")
    medidas["nivel"] = _nivel(medidas, medida)
    cada = [_de_uma(grupo, ordem) for _, grupo in medidas.groupby("cooperativa", sort=True)]
    por_cooperativa = pd.concat(cada, ignore_index=True) if cada else medidas.assign(variacao=[], desde_t0=[])
    juntas = _juntas(medidas, ordem, medida).assign(meses_fora=len(set(validas["mes"]) - set(ordem["mes"])))
    return _declarar(por_cooperativa, medida), _declarar(juntas, medida)


def _nivel(medidas: pd.DataFrame, medida: Medida):
    return contas.porcento(medidas["cima"], medidas["baixo"]) if medida.razao else medidas["cima"].astype(float)


def _de_uma(grupo: pd.DataFrame, ordem: pd.DataFrame) -> pd.DataFrame:
    completa = ordem.merge(grupo.drop(columns="mes"), on="momento", how="left")
    inicio = completa["nivel"].where(completa["momento"].map(e_t0)).max()
    completa["variacao"] = completa["nivel"].diff()
    completa["desde_t0"] = (completa["nivel"] - inicio).where(completa["mes"] >= _mes_do_t0(ordem))
    return completa[completa["momento"].isin(grupo["momento"])]


def _juntas(medidas: pd.DataFrame, ordem: pd.DataFrame, medida: Medida) -> pd.DataFrame:
    """Somadas antes de dividir. Cada variação só compara as cooperativas medidas nas duas pontas."""
    todas = set(medidas["cooperativa"])
    por_momento = {m: grupo for m, grupo in medidas.groupby("momento")}
    t0 = next((grupo for momento, grupo in por_momento.items() if e_t0(momento)), None)
    linhas, anterior = [], None
    for momento, mes in ordem.itertuples(index=False):
        agora = por_momento.get(momento)
        if agora is not None:
            nivel, _ = _nivel_de(agora, set(agora["cooperativa"]), medida)
            variacao, nas_duas = _diferenca(por_momento.get(anterior), agora, medida)
            desde, _ = _diferenca(t0 if mes >= _mes_do_t0(ordem) else None, agora, medida)
            faltam = len(todas) - agora["cooperativa"].nunique()
            media = agora["nivel"].mean()
            linhas.append((momento, mes, nivel, variacao, desde, len(todas) - faltam, faltam, nas_duas, media))
        anterior = momento
    nomes = ["momento", "mes", "nivel", "variacao", "desde_t0", "cooperativas_medidas", "cooperativas_faltam"]
    return pd.DataFrame(linhas, columns=[*nomes, "nas_duas", "media"])


def _diferenca(antes: pd.DataFrame | None, agora: pd.DataFrame, medida: Medida) -> tuple[float, int]:
    if antes is None:
        return float("nan"), 0
    comuns = set(antes["cooperativa"]) & set(agora["cooperativa"])
    (depois, quantas), (primeiro, _) = (_nivel_de(tabela, comuns, medida) for tabela in (agora, antes))
    return depois - primeiro, quantas


def _nivel_de(tabela: pd.DataFrame, quem: set[str], medida: Medida) -> tuple[float, int]:
    estas = tabela[tabela["cooperativa"].isin(quem)]
    if estas.empty:
        return float("nan"), 0
    cima = contas.somar(estas["cima"])
    return (float(contas.porcento(cima, contas.somar(estas["baixo"]))) if medida.razao else cima), len(estas)


def e_t0(momento: str) -> bool:
    """Se é a medição do começo, escrita como for.

    >>> e_t0(" T0"), e_t0("t1")
    (True, False)
    """
    return momento.strip().lower() == T0


def _mes_do_t0(ordem: pd.DataFrame) -> str:
    """O mês da medição do começo; sem ela, um mês depois de todos."""
    return next(iter(ordem.loc[ordem["momento"].map(e_t0).astype(bool), "mes"]), "9999-12")


def _declarar(tabela: pd.DataFrame, medida: Medida) -> pd.DataFrame:
    nomes = {
        "nivel": medida.nivel.nome,
        "variacao": medida.variacao.nome,
        "desde_t0": medida.desde_t0.nome,
        "media": medida.media_das_taxas.nome,
    }
    return tabela.rename(columns=nomes)


# ------------------------------------------------------------------ metas

CUMPRIDA, NO_RITMO, ABAIXO, PASSOU, SEM_MEDIDA = (
    "cumprida",
    "no ritmo",
    "abaixo do ritmo",
    "o prazo passou",
    "ainda sem medição",
)
SITUACOES = {
    CUMPRIDA: ("está cumprida", "estão cumpridas"),
    NO_RITMO: ("vai no ritmo", "vão no ritmo"),
    ABAIXO: ("está abaixo do ritmo", "estão abaixo do ritmo"),
    PASSOU: ("passou do prazo", "passaram do prazo"),
    SEM_MEDIDA: ("ainda não tem medição", "ainda não têm medição"),
}
SITUACAO_DA_META = Campo("situacao_da_meta", "Como está")
DA_META = Campo("da_meta", "Quanto da meta", "percentual", "Nível dividido pela meta.", melhor="maior")
CAMINHO = Campo("caminho", "Caminho andado", "percentual", "De t0 até a meta, quanto já se andou.", melhor="maior")
MESES_ATE_A_META = Campo("meses_ate_a_meta", "Meses que faltam", "inteiro")


def alcance(
    por_cooperativa: pd.DataFrame, juntas: pd.DataFrame, metas: pd.DataFrame, medida: Medida, meta: str
) -> pd.DataFrame:
    """Cada meta diante da última medição feita até o prazo dela, uma linha por meta.

    A meta é sobre o nível. `caminho` é quanto do trecho entre t0 e a meta já se andou [%]; `da_meta`, o
    nível sobre a meta, só quando maior é melhor. Meta vazia não dá linha.
    """
    linhas = []
    for alvo in metas.dropna(subset=[meta]).to_dict("records"):
        de_todas = not isinstance(alvo["cooperativa"], str)
        serie = juntas if de_todas else por_cooperativa[por_cooperativa["cooperativa"] == alvo["cooperativa"]]
        quem = TODAS if de_todas else alvo["cooperativa"]
        linhas.append({"de_quem": quem} | _diante_da_meta(serie, alvo["mes_da_meta"], alvo[meta], medida, meta))
    return pd.DataFrame(linhas, columns=[campo.nome for campo in colunas_das_metas(medida, meta)])


def _diante_da_meta(serie: pd.DataFrame, prazo: str, meta: float, medida: Medida, nome: str) -> dict:
    resposta = {"mes_da_meta": prazo, nome: meta, "situacao_da_meta": SEM_MEDIDA}
    ate_o_prazo = serie[(serie["mes"] <= prazo) & serie[medida.nivel.nome].notna()]
    if ate_o_prazo.empty:
        return resposta
    ultima = ate_o_prazo.iloc[-1]
    nivel, andado = ultima[medida.nivel.nome], ultima[medida.desde_t0.nome]
    sentido = -1 if medida.nivel.melhor == "menor" else 1
    falta = max(sentido * (meta - nivel), 0.0)
    faltam = meses_entre(ultima["mes"], prazo)
    t0 = serie[serie["momento"].map(e_t0).astype(bool)]
    andados = meses_entre(t0["mes"].iloc[0], ultima["mes"]) if len(t0) else 0
    feito = float(contas.dividir(sentido * andado, andados))
    preciso = 0.0 if falta == 0 else float(contas.dividir(falta, faltam))
    inicio = nivel - andado
    return resposta | {
        "momento": ultima["momento"],
        "mes": ultima["mes"],
        medida.nivel.nome: nivel,
        "da_meta": float(contas.porcento(nivel, meta)) if sentido == 1 else float("nan"),
        # Quem já começou melhor do que a meta não tem caminho a andar.
        "caminho": float(contas.porcento(andado, meta - inicio)) if sentido * (meta - inicio) > 0 else float("nan"),
        medida.falta.nome: falta,
        "meses_ate_a_meta": faltam,
        medida.ritmo_feito.nome: feito,
        medida.ritmo_preciso.nome: preciso,
        "situacao_da_meta": _situacao(falta, faltam, feito, preciso),
    }


def _situacao(falta: float, faltam: int, feito: float, preciso: float) -> str:
    if falta == 0:
        return CUMPRIDA
    if faltam <= 0:
        return PASSOU
    return NO_RITMO if feito >= preciso else ABAIXO


def meses_entre(de: str, ate: str) -> int:
    """Quantos meses vão de um mês "aaaa-mm" a outro.

    >>> meses_entre("2017-12", "2018-03")
    3
    """
    return 12 * (int(ate[:4]) - int(de[:4])) + int(ate[5:7]) - int(de[5:7])


# ------------------------------------------------------------------ saídas que os indicadores têm em comum


def por_cooperativa(medida: Medida, *mais: Campo) -> Saida:
    colunas = (COOPERATIVA, MOMENTO, MES, PUBLICO, *mais, medida.nivel, medida.variacao, medida.desde_t0)
    return Saida("por_cooperativa", "De cada cooperativa", "cooperativa e medição", colunas)


def juntas(medida: Medida, *mais: Campo) -> Saida:
    media = (medida.media_das_taxas,) if medida.razao else ()
    contadas = (COOPERATIVAS_MEDIDAS, COOPERATIVAS_FALTAM, NAS_DUAS, MESES_FORA)
    colunas = (MOMENTO, MES, PUBLICO, *mais, medida.nivel, medida.variacao, medida.desde_t0, *media, *contadas)
    return Saida("juntas", "Todas as cooperativas juntas", "medição", colunas)


def colunas_das_metas(medida: Medida, meta: str) -> tuple[Campo, ...]:
    return (
        QUEM, METAS.campo("mes_da_meta"), METAS.campo(meta), MOMENTO, MES, medida.nivel, DA_META, CAMINHO,
        medida.falta, MESES_ATE_A_META, medida.ritmo_feito, medida.ritmo_preciso, SITUACAO_DA_META,
    )  # fmt: skip


def declarada(saida: Saida, tabela: pd.DataFrame) -> pd.DataFrame:
    """A tabela com as colunas da saída, na ordem; as que não vieram ficam vazias."""
    return tabela.reindex(columns=list(saida.nomes)).reset_index(drop=True)


# ------------------------------------------------------------------ frases


def sem_t0(juntas: pd.DataFrame) -> list[str]:
    """A frase de quando não há medição do começo: sem ela não se diz o que mudou."""
    if juntas.empty or juntas["momento"].map(e_t0).any():
        return []
    return ["Falta a medição t0, com mês e ano: sem ela não se sabe quanto mudou desde o começo."]


def quem_falta(juntas: pd.DataFrame) -> list[str]:
    """Quantas cooperativas não foram medidas na última data, e como isso entra na variação."""
    if juntas.empty:
        return []
    ultima, frases = juntas.iloc[-1], []
    if faltam := int(ultima["cooperativas_faltam"]):
        quantas = formato.plural(faltam, "cooperativa não foi medida", "cooperativas não foram medidas")
        frases.append(f"Na última medição, {quantas}: a soma é só das outras.")
    if len(juntas) > 1 and ultima["nas_duas"] < ultima["cooperativas_medidas"]:
        comparadas = formato.plural(int(ultima["nas_duas"]), "cooperativa", "cooperativas")
        frases.append(
            f"A variação compara só {comparadas} de {int(ultima['cooperativas_medidas'])}: as medidas nas duas últimas "
            "vezes."
        )
    return frases


def entre_quem(ultima: pd.Series) -> str:
    """Como começa a frase da variação: diz quando ela não é de todas as cooperativas."""
    return "Entre as medidas nas duas vezes, " if ultima["nas_duas"] < ultima["cooperativas_medidas"] else ""


def maiuscula(frase: str) -> str:
    """A frase com a primeira letra maiúscula."""
    return frase[:1].upper() + frase[1:]


def ressalvas(juntas: pd.DataFrame) -> list[str]:
    """O que falta para a conta valer inteira: t0, quem não foi medido, meses que nenhuma medição pede."""
    frases = sem_t0(juntas) + quem_falta(juntas)
    if not juntas.empty and juntas["meses_fora"].iloc[-1]:
        meses = formato.plural(int(juntas["meses_fora"].iloc[-1]), "mês", "meses")
        frases.append(f"Há dados de {meses} que não são de nenhuma medição combinada: não entraram.")
    return frases


def frases_das_metas(metas: pd.DataFrame, medida: Medida, meta: str) -> list[str]:
    """Uma frase por meta: onde se está, quanto falta e o ritmo que isso pede."""
    frases = []
    for linha in metas.to_dict("records"):
        prazo = formato.mes_por_extenso(linha["mes_da_meta"])
        alvo = f"A meta de {linha['de_quem']} para {prazo} é {medida.escrever(linha[meta])}"
        situacao, nivel = linha["situacao_da_meta"], medida.escrever(linha[medida.nivel.nome])
        if situacao == SEM_MEDIDA:
            frases.append(f"{alvo}; ainda não há medição até lá.")
        elif situacao == CUMPRIDA:
            frases.append(f"{alvo}: está cumprida, com {nivel}.")
        elif situacao == PASSOU:
            frases.append(f"{alvo}: o prazo chegou com {nivel}, e ela não foi cumprida.")
        else:
            frases.append(f"{alvo}. {_frase_do_ritmo(linha, medida, nivel)}")
    return frases


def das_metas(frases: list[str], situacoes: pd.Series) -> list[str]:
    """A frase da meta, se é uma só; havendo mais, quantas estão em cada situação.

    >>> das_metas(["A: falta."], pd.Series([ABAIXO]))
    ['A: falta.']
    >>> das_metas(["A", "B", "C"], pd.Series([ABAIXO, CUMPRIDA, ABAIXO]))
    ['Das 3 metas, 1 está cumprida e 2 estão abaixo do ritmo: vejam a tabela “Diante das metas”.']
    """
    if len(frases) <= 1:
        return frases
    quantas = formato.juntar(quantas_em_cada(situacoes))
    return [f"Das {len(frases)} metas, {quantas}: vejam a tabela “Diante das metas”."]


def quantas_em_cada(situacoes: pd.Series) -> list[str]:
    """Quantas metas em cada situação, da cumprida à que não tem medição."""
    vistas = situacoes.value_counts()
    return [f"{vistas[s]} {dizer[int(vistas[s] > 1)]}" for s, dizer in SITUACOES.items() if s in vistas]


def _frase_do_ritmo(linha: dict, medida: Medida, nivel: str) -> str:
    verbo = "baixar" if medida.nivel.melhor == "menor" else "subir"
    preciso, feito = (linha[campo.nome] for campo in (medida.ritmo_preciso, medida.ritmo_feito))
    frase = f"A última medição deu {nivel}. É preciso {verbo} {medida.por_mes(preciso)} por mês"
    if pd.isna(feito):
        return f"{frase}."
    ate_aqui = "andou para o lado contrário" if feito < 0 else f"foi de {medida.por_mes(feito)}"
    return f"{frase}; até aqui, o ritmo {ate_aqui}."
