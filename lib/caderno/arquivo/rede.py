"""Uma rede aberta: ler, salvar sem perder nada de ninguém, olhar para trás, copiar, juntar.

Nada é escrito por cima: cada gravação acrescenta o que mudou, com quem e quando. A exceção é
apagar uma pessoa.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from caderno import catalogo, formato
from caderno.arquivo import armazem, juncao, versoes
from caderno.arquivo.armazem import VERSOES
from caderno.arquivo.falhas import ErroDeArquivo, dizendo
from caderno.arquivo.versoes import LINHA_DE_VEZ, Conflito, Estado, Juncao, Procedencia, Registro
from caderno.modelo import Contexto
from caderno.validacao import GRAU, LINHA, Nomes, nomes_de

TERMINACAO = ".caderno"
ESCOLHAS = "_escolhas"
"""Quadro reservado: uma linha por escolha do grupo, com o nome dela no lugar do identificador."""


@dataclass(frozen=True)
class Mudanca:
    """O que alguém escreveu em uma linha."""

    linha: str | None = None
    """Identificador da linha; sem ele, é uma linha nova."""
    valores: Mapping[str, str] = field(default_factory=dict)
    """Só as células mexidas, como foram digitadas."""
    apagar: bool = False
    grau: str | None = None


@dataclass(frozen=True)
class Gravacao:
    """O que uma gravação fez."""

    versao: int
    """A partida da próxima gravação. Só avança quando esta aba já viu tudo o que os outros gravaram;
    enquanto `Rede.versao(quadro)` for maior do que ela, há texto de outra pessoa para ler."""
    linhas: list[str]
    """O identificador de cada mudança, na ordem; as linhas novas ganham o seu aqui."""
    conflitos: list[Conflito]


def abrir_arquivo(arquivo: Path) -> Rede:
    """A rede guardada em um arquivo qualquer, como o de um pen drive."""
    arquivo = Path(arquivo)
    with dizendo(arquivo):
        if not arquivo.is_file():
            raise FileNotFoundError(2, "", str(arquivo))
        with armazem.ligar(arquivo).connect() as con:
            armazem.conferir_formato(con, arquivo)
    return Rede(arquivo.stem, arquivo)


class Lido:
    """Um quadro como estava na última leitura do arquivo."""

    def __init__(self, marca: str, registros: list[Registro]):
        self.marca = marca
        self.registros = registros
        self.estado = Estado(registros)

    @cached_property
    def procedencia(self) -> Procedencia:
        return versoes.procedencia(self.registros)


class Rede:
    """O arquivo de uma rede, visto por uma aba ou um comando.

    Uma aba usa um objeto só: ele lembra o que ela mesma gravou, para não acusar conflito consigo.
    Entre uma chamada e outra o arquivo fica fechado.
    """

    def __init__(self, nome: str, arquivo: Path):
        self.nome = nome
        self.arquivo = arquivo
        self._motor = armazem.ligar(arquivo)
        self._lidos: dict[str, Lido] = {}
        self._minhas: set[int] = set()
        self._mostrados: dict[tuple[str, str, str], int] = {}
        """(quadro, linha, campo) -> versão até a qual esta aba já viu o texto dos outros."""

    # Ler

    def versao(self, quadro: str | None = None) -> int:
        """O número da última gravação da rede, ou de um quadro; só cresce. 0 antes da primeira."""
        with self._lendo() as con:
            return armazem.versao(con, quadro)

    def quadro(self, nome: str) -> pd.DataFrame:
        """A tabela bruta: `_linha`, `_grau`, os campos já escritos e `campo@`.

        As linhas vêm na ordem em que nasceram, sem as apagadas; vazia se ninguém escreveu nada.
        """
        with self._lendo() as con:
            return self._ler(con, nome).estado.bruta

    def brutas(self) -> dict[str, pd.DataFrame]:
        """Todos os quadros em que alguém já escreveu."""
        with self._lendo() as con:
            return {nome: lido.estado.bruta for nome, lido in self._ler_todos(con)}

    def passados(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Por quadro que dá nomes: pares (nome antigo, id da linha)."""
        with self._lendo() as con:
            return {
                nome: self._passados(con, nome)
                for nome, declarado in catalogo.QUADROS.items()
                if declarado.nome_proprio
            }

    def escolhas(self) -> dict[str, str]:
        """O que o grupo já decidiu: nome da escolha -> texto."""
        with self._lendo() as con:
            estado = self._ler(con, ESCOLHAS).estado
        return {nome: celulas["texto"] for nome, celulas in estado.textos.items() if estado.viva(nome)}

    def dados(self, contexto: Contexto, **opcoes) -> catalogo.Dados:
        """Tudo o que está escrito, pronto para conferir e calcular; aceita as opções de `catalogo.Dados`."""
        return catalogo.Dados(self.brutas(), contexto, self.escolhas(), passados=self.passados(), **opcoes)

    def historico(self, quadro: str, linha: str | None = None) -> pd.DataFrame:
        """Versão, linha, campo, antes, depois, autor e momento (UTC) de cada célula mexida, em ordem."""
        with self._lendo() as con:
            registros = self._ler(con, quadro).registros
        return versoes.historico(r for r in registros if linha in (None, r.linha))

    def procedencias(self) -> dict[str, Procedencia]:
        """Por quadro em que alguém já escreveu: a última gravação, e quem escreveu o que vale em cada linha."""
        with self._lendo() as con:
            return {nome: lido.procedencia for nome, lido in self._ler_todos(con)}

    # Gravar

    def gravar(self, quadro: str, mudancas: list[Mudanca], partida: int, autor: str) -> Gravacao:
        """Guarda o que mudou desde a versão `partida`; quando volta, está no disco.

        Células diferentes da mesma linha se somam. Se outra pessoa mudou a mesma célula depois da
        partida, para outro texto, a minha não entra: os dois textos voltam em `conflitos`, e gravar
        de novo faz valer o meu. Escrever em linha que outra pessoa apagou traz a linha de volta
        inteira, e só então se comparam as células. Apagar linha que outra pessoa mexeu é conflito
        (com `campo` vazio) na primeira vez.
        Sem nada de novo, não cria versão. Tudo entra, ou nada: ErroDeArquivo se o disco não deixa.
        """
        with self._gravando(autor) as escrita:
            estado = self._ler(escrita.con, quadro).estado
            mudancas = [_limpa(m, quadro, estado) for m in mudancas]
            alheios = self._de_outros(escrita.con, quadro, partida)
            conflitos = self._anotar(escrita, quadro, mudancas, estado, alheios)
            self._citar(escrita, quadro)
        self._ja_vi(quadro, conflitos, escrita)
        return Gravacao(partida if alheios else escrita.ate, [m.linha for m in mudancas], conflitos)

    def escolher(self, nome: str, texto: str, autor: str) -> None:
        """Guarda uma decisão do grupo; vale a última."""
        self.gravar(ESCOLHAS, [Mudanca(nome, {"texto": texto})], self.versao(), autor)

    def desfazer(self, quadro: str, autor: str) -> int | None:
        """Desfaz a última gravação do quadro e devolve a nova versão; None quando não há o que desfazer.

        Chamar de novo desfaz a anterior. O que foi desfeito continua no histórico, e texto escrito
        por cima depois não muda.
        """
        with self._gravando(autor) as escrita:
            registros = self._ler(escrita.con, quadro).registros
            gravacao = versoes.ultima_a_desfazer(registros)
            antes = versoes.sem_a_gravacao(registros, gravacao)
            for r in registros:
                if gravacao and r.gravacao == gravacao:
                    dados = {c: antes.texto(r.linha, c) for c in r.dados}
                    grau = antes.graus.get(r.linha, "B") if r.grau else ""
                    escrita.anotar(quadro, r.linha, dados, grau, not antes.viva(r.linha), desfaz=gravacao)
        return escrita.versao if escrita.novos else None

    # Copiar e juntar

    def copiar(self, destino: Path) -> Path:
        """Copia a rede, mesmo com ela aberta e sendo gravada, e devolve o arquivo escrito.

        `destino` é um arquivo ou uma pasta. Uma cópia que já está lá só é trocada quando tudo o que
        ela tem já está aqui; senão, ErroDeArquivo: é preciso juntar antes.
        """
        destino = Path(destino)
        if destino.is_dir():
            destino = destino / f"{self.nome}{TERMINACAO}"
        if destino.exists():
            self._conferir_se_nada_se_perde(abrir_arquivo(destino))
        with (
            self._lendo() as con,
            armazem.novo_no_lugar_de(destino, por_cima=True) as parcial,
            closing(sqlite3.connect(parcial)) as copia,
        ):
            con.connection.driver_connection.backup(copia)
        return destino

    def _conferir_se_nada_se_perde(self, copia: Rede) -> None:
        with self._lendo() as con, copia._lendo() as la:
            faltam = armazem.que_faltam(con, la)
        if faltam:
            raise ErroDeArquivo(
                f"{copia.arquivo} tem anotações que não estão nesta rede. Junte primeiro e copie depois."
            )

    def juntar(self, outro: Path, autor: str) -> Juncao:
        """Traz para cá o que foi anotado em outra cópia desta rede; a outra não muda.

        Linhas são as mesmas quando têm o mesmo identificador. Vale o último texto de cada célula; a
        célula que os dois lados mudaram é um conflito, e o texto que perdeu fica no histórico. Juntar
        de novo não muda nada, e tanto faz quem junta em quem. O que foi apagado de vez não volta.
        """
        deles = abrir_arquivo(outro)
        with deles._lendo() as la:
            registros_deles = armazem.registros(la)
        with self._gravando(autor) as escrita:
            return juncao.juntar(escrita, armazem.registros(escrita.con), registros_deles)

    # Apagar uma pessoa

    def apagar_de_vez(self, quadro: str, linhas: list[str], autor: str) -> int:
        """Apaga do disco todas as versões destas linhas e devolve quantas existiam. Não se desfaz.

        Fica só o identificador de cada uma, com quem apagou e quando, para que uma cópia antiga não as
        traga de volta. As cópias já feitas não mudam: é preciso juntar este arquivo nelas, ou apagá-las.
        """
        with self._gravando(autor) as escrita:
            registros = self._ler(escrita.con, quadro).registros
            existem = {r.linha for r in registros if r.linha in linhas and r.apagamento != LINHA_DE_VEZ}
            juncao.apagar_linhas(escrita, quadro, existem)
        return len(existem)

    def apagar_pessoa(self, nome: str, autor: str) -> int:
        """Apaga do disco tudo o que leva o nome de uma pessoa e devolve quantas linhas mudaram.

        Onde o nome faz parte da chave do quadro, como em quem respondeu uma avaliação, a linha inteira
        sai, com todas as versões. Nas outras células que são esse nome, ou uma lista com ele, sai só o
        nome, de todas as versões. Sai também de quem anotou. Maiúsculas e acentos não importam. Um nome
        no meio de uma frase não é tocado: ninguém aqui sabe se é a mesma pessoa. Não se desfaz.
        """
        if formato.dobrar(autor) == formato.dobrar(nome):
            autor = ""
        with self._gravando(autor) as escrita:
            mudaram = juncao.apagar_nome(escrita, armazem.registros(escrita.con), nome)
        return mudaram

    # Por dentro

    @contextmanager
    def _lendo(self) -> Iterator[sa.Connection]:
        with dizendo(self.arquivo), self._motor.connect() as con:
            yield con

    @contextmanager
    def _gravando(self, autor: str) -> Iterator[armazem.Escrita]:
        """Tudo o que for anotado entra junto, ou nada entra."""
        with dizendo(self.arquivo):
            with self._motor.begin() as con:
                escrita = armazem.Escrita(con, autor)
                yield escrita
                escrita.terminar()
            if escrita.mexeu_no_passado:
                armazem.compactar(self._motor)

    def _ler_todos(self, con: sa.Connection) -> list[tuple[str, Lido]]:
        """Os quadros em que alguém já escreveu."""
        marcas = armazem.marcas(con)
        if not self._lidos:  # da primeira vez, tudo junto: é mais rápido do que um quadro de cada vez
            registros: dict[str, list[Registro]] = {nome: [] for nome in marcas}
            for registro in armazem.registros(con):
                registros.setdefault(registro.quadro, []).append(registro)
            self._lidos = {nome: Lido(marcas.get(nome, ""), deste) for nome, deste in registros.items()}
        return [(nome, self._ler(con, nome, marca)) for nome, marca in marcas.items() if nome != ESCOLHAS]

    def _ler(self, con: sa.Connection, quadro: str, marca: str | None = None) -> Lido:
        """Lê o quadro só quando alguém gravou nele desde a última leitura; `marca` é a de agora, se já se sabe."""
        marca = armazem.marca(con, quadro) if marca is None else marca
        if quadro not in self._lidos or self._lidos[quadro].marca != marca:
            self._lidos[quadro] = Lido(marca, armazem.registros(con, VERSOES.c.quadro == quadro))
        return self._lidos[quadro]

    def _passados(self, con: sa.Connection, quadro: str) -> tuple[tuple[str, str], ...]:
        return versoes.nomes_antigos(self._ler(con, quadro).registros, catalogo.QUADROS[quadro].nome_proprio)

    def _de_outros(self, con: sa.Connection, quadro: str, partida: int) -> list[Registro]:
        """O que entrou depois da partida e não foi por esta aba."""
        novos = armazem.registros(con, VERSOES.c.quadro == quadro, VERSOES.c.versao > partida)
        return [r for r in novos if r.versao not in self._minhas]

    def _anotar(
        self,
        escrita: armazem.Escrita,
        quadro: str,
        mudancas: list[Mudanca],
        estado: Estado,
        alheios: list[Registro],
    ) -> list[Conflito]:
        mexidas = {}
        for r in alheios:
            for campo in ("", *r.dados):
                if r.versao > self._mostrados.get((quadro, r.linha, campo), 0):
                    mexidas[r.linha, campo] = r
        conflitos = []
        for mudanca in mudancas:
            conflitos += _anotar_uma(escrita, quadro, mudanca, estado, mexidas)
        return conflitos

    def _ja_vi(self, quadro: str, conflitos: list[Conflito], escrita: armazem.Escrita) -> None:
        if escrita.novos:
            self._minhas.add(escrita.versao)
        for c in conflitos:
            self._mostrados[quadro, c.linha, c.campo] = escrita.ate

    def _citar(self, escrita: armazem.Escrita, quadro: str) -> None:
        """Junto de cada nome citado guarda o id dele, para que mudar o nome não perca a ligação."""
        if quadro == ESCOLHAS:
            return
        for campo in catalogo.quadro(quadro).campos:
            if campo.tipo == "referencia" and campo.quadro != quadro:
                citam = [r for r in escrita.novos if r.quadro == quadro and campo.nome in r.dados]
                indice = self._nomes(escrita, campo.quadro).por_texto if citam else {}
                for r in citam:
                    ids = indice.get(formato.dobrar(r.dados[campo.nome]), set())
                    r.dados[f"{campo.nome}@"] = next(iter(ids)) if len(ids) == 1 else ""

    def _nomes(self, escrita: armazem.Escrita, quadro: str) -> Nomes:
        novos = [r for r in escrita.novos if r.quadro == quadro]
        registros = [*self._ler(escrita.con, quadro).registros, *novos]
        proprio = catalogo.QUADROS[quadro].nome_proprio
        passados = versoes.nomes_antigos(registros, proprio)
        return nomes_de(catalogo.QUADROS[quadro], Estado(registros).bruta, passados)

    def trocar_tudo(self, tabelas: Mapping[str, pd.DataFrame]) -> None:
        """Esvazia a rede, histórico inclusive, e escreve estas tabelas brutas; só serve ao exemplo."""
        with self._gravando("Caderno") as escrita:
            escrita.esvaziar()
            for quadro, tabela in tabelas.items():
                for celulas in tabela.to_dict("records"):
                    linha, grau = celulas.pop(LINHA), celulas.pop(GRAU, "")
                    escrita.anotar(quadro, linha, {c: t for c, t in celulas.items() if t}, grau)
                self._citar(escrita, quadro)


def _limpa(mudanca: Mudanca, quadro: str, estado: Estado) -> Mudanca:
    """A mesma mudança com identificador e só com texto que cabe em um arquivo."""
    valores = {
        campo: "" if formato.ausente(texto) else str(texto).encode("utf-8", "replace").decode("utf-8")
        for campo, texto in mudanca.valores.items()
    }
    return replace(mudanca, linha=mudanca.linha or _linha_nova(quadro, estado), valores=valores)


def _linha_nova(quadro: str, estado: Estado) -> str:
    """Um identificador ao acaso; em quadro de uma linha só, sempre o dessa linha."""
    if quadro in catalogo.QUADROS and catalogo.QUADROS[quadro].uma_linha:
        return next(filter(estado.viva, estado.textos), quadro)
    return secrets.token_hex(8)


def _anotar_uma(
    escrita: armazem.Escrita, quadro: str, mudanca: Mudanca, estado: Estado, mexidas: Mapping
) -> list[Conflito]:
    """Anota o que entra de uma mudança e devolve o que não entra."""
    linha, viva = mudanca.linha, estado.viva(mudanca.linha)
    if mudanca.apagar:
        if not viva:
            return []
        if (linha, "") in mexidas:
            return [versoes.conflito(mexidas[linha, ""], "", "linha apagada", "linha mudada")]
        escrita.anotar(quadro, linha, {}, apagada=True)
        return []
    conflitos, dados = [], {}
    for campo, meu in mudanca.valores.items():
        atual = estado.texto(linha, campo)
        if meu == atual:
            continue
        if (linha, campo) in mexidas:
            conflitos.append(versoes.conflito(mexidas[linha, campo], campo, meu, atual))
        else:
            dados[campo] = meu
    grau = mudanca.grau if mudanca.grau and mudanca.grau != estado.graus.get(linha) else ""
    if dados or grau or not viva:
        escrita.anotar(quadro, linha, dados, grau)
    return conflitos
