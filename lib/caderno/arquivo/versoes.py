"""O que se tira de uma lista de versões: a tabela de hoje, a história, o desfazer, a junção.

Um registro diz quais células de uma linha alguém escreveu, e quando. A tabela de hoje é o
último texto de cada célula. Por isso juntar dois arquivos é só reunir os registros: a ordem
em que se junta não importa, e juntar de novo não muda nada.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import pandas as pd

from caderno.validacao import GRAU, LINHA

APAGADA = "_apagada"
"""Como a história chama o apagar e o trazer de volta uma linha inteira."""

LINHA_DE_VEZ, TEXTO_DE_VEZ = "linha", "texto"
"""Marcas de `Registro.apagamento`: apagou-se a linha inteira, ou só um nome dentro do registro."""


class Registro(NamedTuple):
    """Uma linha da tabela de versões: o que uma gravação mudou em uma linha de um quadro."""

    id: str
    """O mesmo em todas as cópias da rede: é por ele que duas cópias se reconhecem."""
    gravacao: str
    """Comum a tudo o que foi gravado junto, para desfazer junto."""
    desfaz: str
    """A gravação que esta desfaz, ou vazio."""
    versao: int
    """Número da gravação neste arquivo; em outra cópia o mesmo registro tem outro número."""
    relogio: int
    """Ordem em que os registros valem [µs]: a hora, corrigida para nunca andar para trás."""
    quadro: str
    linha: str
    dados: dict[str, str]
    """Só as células escritas, como foram digitadas, e `campo@` com o id do nome citado."""
    grau: str
    """A, B, C, ou vazio quando a gravação não mexeu nele."""
    apagada: bool
    apagamento: str
    autor: str
    momento: str
    """A hora do computador de quem gravou, UTC, no formato ISO."""


@dataclass(frozen=True)
class Conflito:
    """Uma célula que duas pessoas escreveram sem ver uma à outra. `campo` vazio é a linha inteira."""

    quadro: str
    linha: str
    campo: str
    meu: str
    deles: str
    autor_deles: str
    momento: datetime


@dataclass(frozen=True)
class Juncao:
    """O que a outra cópia trouxe."""

    novas: int
    """Linhas que esta cópia não tinha."""
    mudadas: int
    """Linhas que esta cópia tinha e agora estão diferentes, apagadas inclusive."""
    conflitos: list[Conflito] = field(default_factory=list)
    """Vale o texto mais novo; o outro está no histórico."""


class Estado:
    """Um quadro como está depois de uma lista de registros, em ordem."""

    def __init__(self, registros: Iterable[Registro] = ()):
        self.textos: dict[str, dict[str, str]] = {}
        """Linha -> campo -> texto, na ordem da primeira escrita; inclui as linhas apagadas."""
        self.graus: dict[str, str] = {}
        self.apagadas: set[str] = set()
        for registro in registros:
            self.receber(registro)

    def receber(self, registro: Registro) -> None:
        linha = registro.linha
        if linha in self.textos:
            self.textos[linha].update(registro.dados)
        else:
            self.textos[linha] = dict(registro.dados)
        if registro.grau:
            self.graus[linha] = registro.grau
        # Quem escreve em uma linha apagada traz a linha de volta: na dúvida, o texto fica.
        if registro.apagada:
            self.apagadas.add(linha)
        elif self.apagadas:
            self.apagadas.discard(linha)

    def texto(self, linha: str, campo: str) -> str:
        return self.textos.get(linha, {}).get(campo, "")

    def viva(self, linha: str) -> bool:
        return linha in self.textos and linha not in self.apagadas

    @property
    def bruta(self) -> pd.DataFrame:
        """A tabela de texto, sem as linhas apagadas; vazia quando nada foi escrito."""
        vivas = [linha for linha in self.textos if linha not in self.apagadas]
        celulas = [self.textos[linha] for linha in vivas]
        campos = dict.fromkeys(campo for c in celulas for campo in c)
        colunas = {LINHA: vivas, GRAU: [self.graus.get(linha, "") for linha in vivas]}
        colunas |= {campo: [c.get(campo, "") for c in celulas] for campo in campos}
        return pd.DataFrame(colunas, dtype=str)


class Autoria(NamedTuple):
    """Quem escreveu o que vale hoje numa linha."""

    autores: tuple[str, ...]
    """De quem é alguma célula que ainda vale, na ordem em que escreveram; vazio é quem não se disse."""
    momento: str
    """A última vez que alguém mexeu na linha, UTC, no formato ISO."""


class Procedencia(NamedTuple):
    """De onde vem o que está num quadro."""

    versao: int
    """O número da última gravação dele."""
    autoria: dict[str, Autoria]
    """Por linha; as apagadas também estão."""


def procedencia(registros: Iterable[Registro]) -> Procedencia:
    """A última gravação e quem escreveu o que vale em cada linha; sem registros, versão 0."""
    celulas: dict[str, dict[str, str]] = {}
    momentos: dict[str, str] = {}
    versao = 0
    for r in registros:
        escritas = [campo for campo in r.dados if not campo.endswith("@")] + [GRAU] * bool(r.grau)
        desta = celulas.setdefault(r.linha, {})
        if desta:
            for campo in escritas:
                desta.pop(campo, None)  # quem escreve por último vai para o fim da fila
        desta.update(dict.fromkeys(escritas, r.autor))
        momentos[r.linha] = r.momento
        versao = max(versao, r.versao)
    autores = {linha: tuple(dict.fromkeys(desta.values())) for linha, desta in celulas.items()}
    return Procedencia(versao, {linha: Autoria(autores[linha], momentos[linha]) for linha in celulas})


def nomes_antigos(registros: Iterable[Registro], campo: str) -> tuple[tuple[str, str], ...]:
    """Pares (nome que a linha já teve, id da linha), sem o nome de hoje."""
    hoje: dict[str, str] = {}
    usados: dict[tuple[str, str], None] = {}
    for registro in registros:
        nome = registro.dados.get(campo, "").strip()
        if campo in registro.dados:
            hoje[registro.linha] = nome
        if nome:
            usados[nome, registro.linha] = None
    return tuple((nome, linha) for nome, linha in usados if hoje[linha] != nome)


def historico(registros: Iterable[Registro]) -> pd.DataFrame:
    """Quem mudou o quê, de que texto para que texto, na ordem em que valeu; vazio sem registros."""
    estado, passos = Estado(), []
    for r in registros:
        mudou = [(c, estado.texto(r.linha, c), depois) for c, depois in r.dados.items() if not c.endswith("@")]
        if r.grau:
            mudou.append((GRAU, estado.graus.get(r.linha, ""), r.grau))
        if r.apagada or r.linha in estado.apagadas:
            mudou.append((APAGADA, _sim(r.linha in estado.apagadas), _sim(r.apagada)))
        passos += [(r.versao, r.linha, *m, r.autor, r.momento) for m in mudou]
        estado.receber(r)
    tabela = pd.DataFrame(passos, columns=["versao", "linha", "campo", "antes", "depois", "autor", "momento"])
    return tabela.assign(momento=pd.to_datetime(tabela["momento"], utc=True, format="ISO8601"))


def _sim(valor: bool) -> str:
    return "sim" if valor else "não"


def ultima_a_desfazer(registros: Iterable[Registro]) -> str:
    """A gravação mais recente que ainda não foi desfeita; vazio quando não há."""
    registros = list(registros)
    desfeitas = {r.desfaz for r in registros}
    restam = [r for r in registros if not r.desfaz and r.gravacao not in desfeitas and not r.apagamento]
    return max(restam, key=lambda r: (r.versao, r.relogio)).gravacao if restam else ""


def sem_a_gravacao(registros: Iterable[Registro], gravacao: str) -> Estado:
    """Como o quadro estaria se esta gravação, e as que já foram desfeitas, nunca tivessem existido."""
    registros = list(registros)
    fora = {gravacao, *(r.desfaz for r in registros if r.desfaz)}
    return Estado(r for r in registros if not r.desfaz and r.gravacao not in fora)


def conflitos(comuns: list[Registro], meus: list[Registro], deles: list[Registro]) -> list[Conflito]:
    """As células que os dois lados mudaram, para textos diferentes, desde o que tinham em comum."""
    meu, dele = Estado([*comuns, *meus]), Estado([*comuns, *deles])
    minhas = {(r.linha, campo) for r in meus for campo in r.dados if not campo.endswith("@")}
    achados = {}
    for r in deles:
        for campo in r.dados:
            aqui, la = meu.texto(r.linha, campo), dele.texto(r.linha, campo)
            if (r.linha, campo) in minhas and aqui != la:
                achados[r.linha, campo] = conflito(r, campo, aqui, la)
    for linha in {r.linha for r in meus} & {r.linha for r in deles}:
        if meu.viva(linha) != dele.viva(linha):
            ultimo = [r for r in deles if r.linha == linha][-1]
            achados[linha, ""] = conflito(ultimo, "", _situacao(meu.viva(linha)), _situacao(dele.viva(linha)))
    return list(achados.values())


def conflito(registro: Registro, campo: str, meu: str, deles: str) -> Conflito:
    """O conflito com o que um registro de outra pessoa escreveu."""
    momento = datetime.fromisoformat(registro.momento)
    return Conflito(registro.quadro, registro.linha, campo, meu, deles, registro.autor, momento)


def _situacao(viva: bool) -> str:
    return "linha mantida" if viva else "linha apagada"
