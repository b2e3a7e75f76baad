"""Duas medições lado a lado: o que mudou de um período para o outro, em palavras.

O que se anota por mês conta dentro de cada período. O que se mede de vez em quando (o balanço
do ano, a avaliação do dia) vale até o fim do período: compara-se o último de cada lado. O que
não tem data só se conhece como está hoje, e não se compara.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import pandas as pd

from caderno import catalogo, formato
from caderno.catalogo import Dados, Resultado
from caderno.graficos.canais import escrever_sem_repetir
from caderno.modelo import NAO_SE_APLICA, Campo, Contexto, Instrumento, Quadro, Saida
from caderno.relatorio.pedido import ErroDeRelatorio
from caderno.validacao import LINHA

MESES_DE_UMA_MEDICAO = 6
JA_COMPARAM = ("mudanca", "mudanca_da_rede", "antes_e_agora")
"""Saídas que já são uma comparação: comparar de novo não diria nada."""
SEM_PAPEL = ("unidade", "momento")
"""Colunas que abrem a linha sem dizer de quem ela é: a unidade repete o produto, o momento é a própria medição."""
DATADOS = ("data", "ano")
SEPARA = " · "
"""Entre os nomes que abrem uma linha."""

_PONTOS = Campo("pontos", "Pontos", "numero")

Periodo = tuple[str, str]


@dataclass(frozen=True)
class Mudanca:
    """Um número nas duas medições."""

    quem: str
    """De quem é o número: os nomes que abrem a linha da tabela; vazio na linha da rede."""
    campo: Campo
    antes: float
    agora: float

    @property
    def escritos(self) -> tuple[str, str]:
        """Antes e agora, por escrito."""
        return self._escrito(self.antes), self._escrito(self.agora)

    @property
    def igual(self) -> bool:
        """Iguais são os que se escrevem do mesmo jeito; o que falta dos dois lados também é."""
        antes, agora = self.escritos
        return antes == agora

    @property
    def tamanho(self) -> float:
        """Para pôr as maiores na frente: a mudança em proporção do que era."""
        if formato.ausente(self.antes) or formato.ausente(self.agora):
            return 0.0
        return abs(self.agora - self.antes) / max(abs(self.antes), abs(self.agora), 1e-9)

    def frase(self) -> str:
        """A mudança em palavras: de quanto para quanto, a diferença e, se está declarado, se melhorou.

        >>> Mudanca("Mel", Campo("s", "Sobra", "dinheiro", melhor="maior"), 1000.0, 1200.0).frase()
        'Mel: sobra subiu de R$ 1.000,00 para R$ 1.200,00, 20 % a mais. Melhorou.'
        >>> Mudanca("", Campo("p", "Perda", "percentual"), 12.5, float("nan")).frase()
        'Perda: antes era 12,5 %, agora não se aplica.'
        """
        de_quem = f"{self.quem[:1].upper()}{self.quem[1:]}: " if self.quem else ""
        rotulo = de_quem + (_minuscula(self.campo.rotulo) if self.quem else self.campo.rotulo)
        antes, agora = self.escritos
        if NAO_SE_APLICA in (antes, agora):
            era, e = ("" if valor == NAO_SE_APLICA else verbo for valor, verbo in ((antes, "era "), (agora, "é ")))
            return f"{rotulo}{',' if self.quem else ':'} antes {era}{antes}, agora {e}{agora}."
        if self.igual:
            return f"{rotulo} ficou em {agora}."
        verbo = "subiu" if self.agora > self.antes else "caiu"
        return f"{rotulo} {verbo} de {antes} para {agora}, {self.diferenca()}.{self._juizo()}"

    def diferenca(self) -> str:
        """A diferença sozinha: em porcento do que era; em pontos, quando já é porcento; ou no próprio valor.

        No próprio valor vão as notas de uma escala e o que passa por zero: ali a proporção engana.
        """
        if NAO_SE_APLICA in self.escritos:
            return NAO_SE_APLICA
        sentido = "a mais" if self.agora > self.antes else "a menos"
        if self.campo.tipo == "percentual":
            return f"{_pontos(self.antes, self.agora, self.campo.casas or 1)} {sentido}"
        if self.antes > 0 and self.agora >= 0 and not self.campo.maximo:
            parte = formato.meio_para_cima(abs(self.agora - self.antes) / self.antes * 100, 1)
            return f"{formato.quantidade(parte)} % {sentido}"
        return f"{self._escrito(abs(self.agora - self.antes))} {sentido}"

    def juizo(self) -> str:
        """ "melhorou" ou "piorou" quando o campo diz o que é melhor; senão, vazio."""
        if self.igual or not self.campo.melhor or formato.ausente(self.antes) or formato.ausente(self.agora):
            return ""
        return "melhorou" if (self.agora > self.antes) == (self.campo.melhor == "maior") else "piorou"

    def _juizo(self) -> str:
        return f" {self.juizo().capitalize()}." if self.juizo() else ""

    def _escrito(self, valor: float) -> str:
        return NAO_SE_APLICA if formato.ausente(valor) else escrever_sem_repetir(valor, self.campo)


@dataclass(frozen=True)
class Tabela:
    """Uma saída comparada."""

    saida: Saida
    chave: tuple[Campo, ...]
    mudancas: tuple[Mudanca, ...]
    so_antes: tuple[str, ...]
    so_agora: tuple[str, ...]


@dataclass(frozen=True)
class Comparacao:
    """Um instrumento nas duas medições."""

    antes: Resultado
    agora: Resultado
    tabelas: tuple[Tabela, ...]
    aviso: str

    @property
    def instrumento(self) -> Instrumento:
        return self.agora.instrumento


def comparar(antes: Resultado, agora: Resultado) -> Comparacao:
    """As mesmas saídas do mesmo instrumento, lado a lado; versões diferentes da conta ganham um aviso."""
    aviso = ""
    if antes.instrumento.versao != agora.instrumento.versao:
        aviso = (
            f"A conta mudou: antes era a versão {antes.instrumento.versao}, agora é a {agora.instrumento.versao}. "
            "Parte da diferença pode vir daí."
        )
    tabelas = [_comparar_saida(s, antes.saidas[s.nome], agora.saidas[s.nome]) for s in agora.instrumento.saidas]
    return Comparacao(antes, agora, tuple(t for t in tabelas if t), aviso)


def _comparar_saida(saida: Saida, antes: pd.DataFrame, agora: pd.DataFrame) -> Tabela | None:
    """A saída comparada linha a linha, ou None quando as linhas de um lado não são as do outro.

    A linha é a mesma quando as colunas de texto do começo são as mesmas, sem olhar a data. Se assim
    duas linhas ficam iguais, como numa tabela mês a mês, a saída não se compara.
    """
    abrem = tuple(takewhile(lambda campo: not campo.numerico, saida.colunas))
    medidas = [c for c in saida.colunas[len(abrem) :] if c.numerico and c.tipo != "ano"]
    if not medidas or saida.nome in JA_COMPARAM:
        return None
    chave = tuple(campo for campo in abrem if campo.tipo not in ("mes", "data") and campo.nome not in SEM_PAPEL)
    eram, sao = _por_chave(antes, chave), _por_chave(agora, chave)
    if eram is None or sao is None or not (eram or sao):
        return None
    nos_dois = [quem for quem in sao if quem in eram]
    mudancas = [Mudanca(quem, c, eram[quem][c.nome], sao[quem][c.nome]) for quem in nos_dois for c in medidas]
    so_antes, so_agora = (tuple(q for q in uma if q not in outra) for uma, outra in ((eram, sao), (sao, eram)))
    return Tabela(saida, chave, tuple(mudancas), so_antes, so_agora)


def _por_chave(tabela: pd.DataFrame, chave: Sequence[Campo]) -> dict[str, dict] | None:
    """Chave por escrito -> linha; None se a chave se repete."""
    linhas = {}
    for linha in tabela.to_dict("records"):
        escrita = SEPARA.join(formato.escrever(linha[c.nome], c) for c in chave)
        if escrita in linhas:
            return None
        linhas[escrita] = linha
    return linhas


# ------------------------------------------------------------------ os dois períodos


def dois_periodos(dados: Dados, agora: Periodo | None, antes: Periodo | None) -> tuple[Periodo, Periodo]:
    """(antes, agora). Sem `antes`, os mesmos meses logo antes; sem nenhum, os últimos meses anotados."""
    if antes and not agora:
        raise ErroDeRelatorio("Para comparar com um período de antes, diga também o de agora.")
    agora = agora or _ultimos_meses(dados)
    quantos = len(meses_do(*agora))
    antes = antes or (_somar(agora[0], -quantos), _somar(agora[0], -1))
    if antes[1] >= agora[0]:
        raise ErroDeRelatorio("O período de antes precisa terminar antes de o outro começar.")
    return antes, agora


def _ultimos_meses(dados: Dados) -> Periodo:
    """Os seis últimos meses do que aconteceu; com menos de doze, a metade deles; sem nenhum, um ano."""
    hoje = f"{dados.contexto.hoje:%Y-%m}"
    anotados = {m for nome in catalogo.QUADROS for m in _do_que_aconteceu(dados, nome) if m <= hoje}
    if not anotados:
        return _somar(hoje, -11), hoje
    quantos = max(1, min(MESES_DE_UMA_MEDICAO, len(meses_do(min(anotados), max(anotados))) // 2))
    return _somar(max(anotados), 1 - quantos), max(anotados)


def _do_que_aconteceu(dados: Dados, quadro: str) -> list[str]:
    tabela = dados.tabela(quadro)
    return list(tabela.loc[tabela[LINHA].isin(acontecido(tabela)), "mes"].dropna()) if "mes" in tabela else []


def acontecido(tabela: pd.DataFrame) -> set[str]:
    """As linhas do que aconteceu: todas, menos as que só dizem o que se esperava."""
    return set(tabela.loc[tabela["situacao"] != "previsto", LINHA] if "situacao" in tabela else tabela[LINHA])


def meses_do(de: str, ate: str) -> list[str]:
    """Os meses de um ao outro, os dois incluídos."""
    return pd.period_range(de, ate, freq="M").strftime("%Y-%m").tolist()


def _somar(mes: str, quantos: int) -> str:
    return str(pd.Period(mes, freq="M") + quantos)


def medido(dados: Dados, periodo: Periodo) -> dict[str, set[str]]:
    """Quadro -> linhas do que aconteceu; nos que se medem por data ou por ano, só até o fim do período."""
    ficam = {}
    for nome, quadro in catalogo.QUADROS.items():
        tabela, _ = dados.conferido(nome)
        ficam[nome] = acontecido(tabela)
        if len(tabela) and (campo := campo_datado(quadro)):
            datas = tabela[campo.nome]
            meses = datas.dt.strftime("%Y-%m") if campo.tipo == "data" else datas.map("{:.0f}-12".format)
            ficam[nome] &= set(tabela.loc[datas.isna() | (meses <= periodo[1]), LINHA])
    return ficam


def campo_datado(quadro: Quadro) -> Campo | None:
    """A data ou o ano que, na chave do quadro, separa uma medição da outra; None se não há."""
    return next((quadro.campo(n) for n in quadro.chave if quadro.campo(n).tipo in DATADOS), None)


def sem_duas_medicoes(instrumento: Instrumento, antes: Dados, agora: Dados) -> str:
    """Por que um instrumento não se compara, em poucas palavras; vazio quando se compara."""
    lidos = [catalogo.QUADROS[nome] for nome in catalogo.quadros_de(instrumento)]
    medidos = [q.nome for q in lidos if "mes" in q.nomes or campo_datado(q)]
    if not medidos:
        return "os quadros não têm data: só se sabe como está hoje"
    dos_dois = {"antes": antes, "agora": agora}
    vazios = [quando for quando, dados in dos_dois.items() if dados.executar(instrumento.nome).vazio]
    if vazios:
        return f"falta a medição de {formato.juntar(vazios)}"
    if all(set(antes.tabela(nome)[LINHA]) == set(agora.tabela(nome)[LINHA]) for nome in medidos):
        return "não houve medição nova entre os dois períodos"
    return ""


def meses_anotados(instrumento: Instrumento, dados: Dados) -> Mapping[str, int]:
    """Quadro -> em quantos meses há linhas que entram na conta."""
    nomes = [nome for nome in catalogo.quadros_de(instrumento) if "mes" in catalogo.QUADROS[nome].nomes]
    return {nome: dados.tabela(nome)["mes"].nunique() for nome in nomes}


def contexto_de(contexto: Contexto, periodo: Periodo | None) -> Contexto:
    """O mesmo recorte em outro período; None é o tempo todo."""
    return replace(contexto, periodo=periodo)


def _pontos(antes: float, agora: float, casas: int) -> str:
    """Quantos pontos percentuais separam os dois números como se leem, e não como eram antes de arredondar.

    >>> _pontos(98.64, 110.46, 1), _pontos(4.5, 5.1, 1)
    ('11,9 pontos percentuais', '0,6 ponto percentual')
    """
    pontos = abs(formato.meio_para_cima(agora, casas) - formato.meio_para_cima(antes, casas))
    return f"{formato.completo(float(pontos), _PONTOS)} {'ponto percentual' if pontos < 2 else 'pontos percentuais'}"


def _minuscula(texto: str) -> str:
    """Siglas e nomes ficam como são: só cai a maiúscula que abre a frase."""
    return texto if texto[:2].isupper() else texto[:1].lower() + texto[1:]
