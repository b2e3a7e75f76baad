"""O que muda na rede se uma planilha entrar: mostra antes, para que nada entre sem ser visto."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from caderno import formato
from caderno.modelo import VAZIO, Campo, Quadro
from caderno.validacao import GRAU, LINHA, PADRAO, completar

if TYPE_CHECKING:
    from caderno.arquivo import Mudanca


class Mudada(NamedTuple):
    """Uma célula que já estava guardada e vem diferente na planilha."""

    linha: str
    campo: str
    """O nome do campo, ou `_grau`."""
    antes: str
    depois: str


@dataclass(frozen=True)
class Previa:
    """A comparação entre o que está guardado e o que a planilha traz."""

    quadro: Quadro
    novas: pd.DataFrame
    """As linhas da planilha que ainda não existem."""
    mudadas: list[Mudada]
    iguais: list[str]
    """Identificadores das linhas guardadas que a planilha repete sem mudar nada."""
    ausentes: pd.DataFrame
    """As linhas guardadas que a planilha não traz. Só se apagam a pedido."""
    apagar_ausentes: bool = False

    @property
    def mudancas(self) -> list[Mudanca]:
        """O que gravar para que a rede fique como a prévia diz; lista vazia se nada muda."""
        from caderno.arquivo import Mudanca  # só quem grava paga a importação

        campos = [c for c in self.novas.columns if c in self.quadro.nomes]
        graus = self.novas[GRAU] if GRAU in self.novas else [""] * len(self.novas)
        novas = [
            Mudanca(None, {campo: texto for campo, texto in zip(campos, textos, strict=True) if texto}, grau=grau)
            for textos, grau in zip(self.novas[campos].itertuples(index=False, name=None), graus, strict=True)
        ]
        por_linha: dict[str, dict[str, str]] = defaultdict(dict)
        for mudada in self.mudadas:
            por_linha[mudada.linha][mudada.campo] = mudada.depois
        mudadas = [Mudanca(linha, valores, grau=valores.pop(GRAU, None)) for linha, valores in por_linha.items()]
        apagadas = [Mudanca(linha, {}, apagar=True) for linha in self.ausentes[LINHA]] if self.apagar_ausentes else []
        return [*novas, *mudadas, *apagadas]

    def frases(self) -> list[str]:
        """A prévia em palavras, na ordem em que se decide."""
        alteradas = len({mudada.linha for mudada in self.mudadas})
        ditas = [
            f"{formato.plural(len(self.novas), 'linha nova', 'linhas novas')}.",
            f"{formato.plural(alteradas, 'linha muda', 'linhas mudam')}.",
            f"{formato.plural(len(self.iguais), 'linha já estava igual', 'linhas já estavam iguais')}.",
        ]
        if len(self.ausentes):
            destino = "serão apagadas" if self.apagar_ausentes else "continuam guardadas"
            ditas.append(f"{len(self.ausentes)} que estão na rede e não na planilha: {destino}.")
        return ditas


def previa(atual: pd.DataFrame, nova: pd.DataFrame, quadro: Quadro, apagar_ausentes: bool = False) -> Previa:
    """Compara duas tabelas brutas do mesmo quadro; `nova` é a que vem da planilha.

    As linhas se encontram pelo identificador, senão pela chave do quadro, senão pelo conteúdo
    inteiro. Comparam-se valores, não a escrita: "1.234,50" e "1234,5" são iguais. Uma célula
    vazia na planilha não apaga o que está guardado. Duas tabelas vazias dão uma prévia vazia.
    """
    atual = completar(quadro, atual)
    escritas = completar(quadro, nova)
    pares = _parear(quadro, atual, escritas)
    mudadas = _comparar(quadro, atual, escritas, pares)
    alteradas = {mudada.linha for mudada in mudadas}
    iguais = [ident for ident in atual[LINHA].iloc[list(pares.values())] if ident not in alteradas]
    preenchidas = (escritas[list(quadro.nomes)] != "").any(axis=1)
    sem_par = [i for i in preenchidas[preenchidas].index if i not in pares]
    ausentes = atual.drop(index=list(pares.values())).reset_index(drop=True)
    novas = nova.iloc[sem_par].fillna("").reset_index(drop=True)
    return Previa(quadro, novas, mudadas, iguais, ausentes, apagar_ausentes)


def _comparar(quadro: Quadro, atual: pd.DataFrame, escritas: pd.DataFrame, pares: dict[int, int]) -> list[Mudada]:
    """As células que mudam de valor. Textos iguais nem chegam a ser lidos: em 20.000 linhas isso pesa."""
    da_rede = atual.iloc[list(pares.values())].reset_index(drop=True)
    da_planilha = escritas.iloc[list(pares)].reset_index(drop=True)
    mudadas = []
    for ordem, campo in enumerate(quadro.campos):
        antes, depois = da_rede[campo.nome], da_planilha[campo.nome]
        diferentes = (depois != "") & (depois != antes)
        lidos = {texto: canonico(texto, campo) for texto in {*antes[diferentes], *depois[diferentes]}}
        for i in diferentes[diferentes].index:
            if lidos[depois[i]] and lidos[depois[i]] != lidos[antes[i]]:
                mudadas.append((i, ordem, Mudada(da_rede[LINHA][i], campo.nome, antes[i], depois[i])))
    graus = zip(da_rede[LINHA], da_rede[GRAU], da_planilha[GRAU], strict=True)
    mudadas += [
        (i, len(quadro.campos), Mudada(linha, GRAU, antes, depois))
        for i, (linha, antes, depois) in enumerate(graus)
        if depois and depois != (antes or PADRAO)
    ]
    return [mudada for _, _, mudada in sorted(mudadas, key=lambda m: m[:2])]


def canonico(texto: str, campo: Campo) -> str:
    """Um texto igual para tudo o que quer dizer a mesma coisa; vazio quando nada foi escrito.

    >>> dinheiro = Campo("preco", "Preço", "dinheiro")
    >>> canonico("R$ 1.234,50", dinheiro) == canonico("1234,5", dinheiro)
    True
    """
    lido = formato.ler(texto, campo)
    if lido.erro:
        return f"? {' '.join(str(texto).split())}"
    if lido.falta:
        return "" if lido.falta == VAZIO else f"= {lido.falta}"
    if isinstance(lido.valor, float):
        return f"{'~' * lido.estimado}{lido.valor:.15g}"
    if isinstance(lido.valor, date):
        return f"{lido.valor:%Y-%m-%d}"
    if campo.tipo == "referencia":
        return formato.dobrar(lido.valor) or lido.valor
    return str(lido.valor)


def canonicos(quadro: Quadro, bruta: pd.DataFrame, nomes: tuple[str, ...] = ()) -> pd.DataFrame:
    """As colunas do quadro (ou só as de `nomes`) em forma canônica; cada texto diferente é lido uma vez só."""
    colunas = {}
    for campo in map(quadro.campo, nomes or quadro.nomes):
        lidos = {texto: canonico(texto, campo) for texto in bruta[campo.nome].unique()}
        colunas[campo.nome] = [lidos[texto] for texto in bruta[campo.nome]]
    return pd.DataFrame(colunas)


def chaves(quadro: Quadro, canones: pd.DataFrame) -> list[tuple[str, ...] | None]:
    """A chave de cada linha, sem acento nem caixa; None onde falta o que identifica a linha."""
    if quadro.uma_linha:
        return [()] * len(canones)
    if not quadro.chave:
        return [None] * len(canones)
    obrigatorios = [i for i, nome in enumerate(quadro.chave) if quadro.campo(nome).obrigatorio]
    linhas = canones[list(quadro.chave)].itertuples(index=False, name=None)
    dobradas = (tuple(formato.dobrar(v) or v for v in linha) for linha in linhas)
    return [chave if all(chave[i] for i in obrigatorios) else None for chave in dobradas]


def _parear(quadro: Quadro, atual: pd.DataFrame, nova: pd.DataFrame) -> dict[int, int]:
    """Posição na planilha -> posição no que está guardado. Cada linha entra em um par só."""
    posicoes = {ident: i for i, ident in enumerate(atual[LINHA])}
    pares: dict[int, int] = {}
    for i, ident in enumerate(nova[LINHA]):
        if (posicao := posicoes.pop(ident, None)) is not None:
            pares[i] = posicao
    for identificar in (_pela_chave, _pelo_conteudo):
        ja_achadas = set(pares.values())
        filas: dict[tuple, deque[int]] = defaultdict(deque)
        for i, identidade in identificar(quadro, atual.drop(index=list(ja_achadas))):
            filas[identidade].append(i)
        for i, identidade in identificar(quadro, nova.drop(index=list(pares))) if filas else ():
            if filas.get(identidade):
                pares[i] = filas[identidade].popleft()
    return dict(sorted(pares.items()))


def _pela_chave(quadro: Quadro, linhas: pd.DataFrame) -> list[tuple[int, tuple]]:
    if not quadro.chave and not quadro.uma_linha:
        return []
    identidades = chaves(quadro, canonicos(quadro, linhas, quadro.chave or quadro.nomes))
    return [(i, chave) for i, chave in zip(linhas.index, identidades, strict=True) if chave is not None]


def _pelo_conteudo(quadro: Quadro, linhas: pd.DataFrame) -> list[tuple[int, tuple]]:
    conteudos = canonicos(quadro, linhas).itertuples(index=False, name=None)
    return [(i, conteudo) for i, conteudo in zip(linhas.index, conteudos, strict=True) if any(conteudo)]
