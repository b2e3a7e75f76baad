"""Onde as versões ficam guardadas: as tabelas e a ligação com o arquivo.

Só aqui se fala SQL. O caminho comum usa apenas o que SQLite e PostgreSQL têm em comum;
o que é só do SQLite está em `ligar` e em `compactar`.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from caderno.arquivo.falhas import ErroDeArquivo, dizendo, nao_e_caderno
from caderno.arquivo.versoes import LINHA_DE_VEZ, Registro

FORMATO = 1
"""Aumenta quando um arquivo novo não pode ser lido por um Caderno antigo."""

ESPERA = 10.0
"""Quanto esperar por outra aba que está salvando [s]."""

_METADADOS = sa.MetaData()

# Uma linha só. Somar 1 em `versao` é o primeiro comando de toda gravação: é o que põe em fila quem
# grava ao mesmo tempo, no SQLite e no PostgreSQL.
CADERNO = sa.Table(
    "caderno",
    _METADADOS,
    sa.Column("formato", sa.Integer, nullable=False),
    sa.Column("versao", sa.Integer, nullable=False),
    sa.Column("relogio", sa.BigInteger, nullable=False),
)

# Só se acrescenta, com uma exceção: apagar uma pessoa. Ver `versoes.Registro`.
VERSOES = sa.Table(
    "versoes",
    _METADADOS,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("gravacao", sa.String(32), nullable=False),
    sa.Column("desfaz", sa.String(32), nullable=False),
    sa.Column("versao", sa.Integer, nullable=False),
    sa.Column("relogio", sa.BigInteger, nullable=False),
    sa.Column("quadro", sa.String(60), nullable=False),
    sa.Column("linha", sa.String(60), nullable=False),
    sa.Column("dados", sa.Text, nullable=False),
    sa.Column("grau", sa.String(1), nullable=False),
    sa.Column("apagada", sa.Boolean, nullable=False),
    sa.Column("apagamento", sa.String(10), nullable=False),
    sa.Column("autor", sa.Text, nullable=False),
    sa.Column("momento", sa.String(32), nullable=False),
    sa.Index("versoes_quadro_versao", "quadro", "versao", "id"),
)


def agora() -> datetime:
    """O relógio do computador, em UTC. Tudo o que se grava pergunta a hora aqui."""
    return datetime.now(UTC)


def ligar(caminho: Path) -> sa.Engine:
    """A ligação com um arquivo que já existe; nunca cria um arquivo vazio no lugar do que sumiu."""

    def conectar() -> sqlite3.Connection:
        return sqlite3.connect(f"{caminho.absolute().as_uri()}?mode=rw", uri=True, timeout=ESPERA)

    # Sem reserva de conexões: entre uma gravação e outra o arquivo está fechado e o pen drive pode sair.
    motor = sa.create_engine("sqlite://", creator=conectar, poolclass=sa.NullPool)
    sa.event.listen(motor, "connect", _ao_conectar)
    return motor


def _ao_conectar(conexao: sqlite3.Connection, _registro) -> None:
    # Com WAL, copiar o arquivo aberto para um pen drive perde as últimas gravações.
    conexao.execute("PRAGMA journal_mode=DELETE")
    # FULL e mais um passo: se faltar luz logo depois de salvar, o que foi confirmado continua lá.
    conexao.execute("PRAGMA synchronous=EXTRA")
    # Só se apaga a pedido de alguém; então é para os bytes saírem do disco.
    conexao.execute("PRAGMA secure_delete=ON")


def preparar(caminho: Path) -> None:
    """Escreve as tabelas vazias em um arquivo novo."""
    caminho.touch()
    with ligar(caminho).begin() as con:
        _METADADOS.create_all(con)
        con.execute(CADERNO.insert().values(formato=FORMATO, versao=0, relogio=0))


@contextmanager
def novo_no_lugar_de(arquivo: Path, *, por_cima: bool) -> Iterator[Path]:
    """Um arquivo ao lado, que só toma o nome do outro depois de inteiro.

    Sem `por_cima`, se outra aba pôs um arquivo lá enquanto este se fazia, fica o dela.
    """
    parcial = arquivo.parent / f".{arquivo.name}.{secrets.token_hex(4)}.parcial"
    with dizendo(arquivo):
        arquivo.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield parcial
            if por_cima or not arquivo.exists():
                os.replace(parcial, arquivo)
        finally:
            parcial.unlink(missing_ok=True)


def conferir_formato(con: sa.Connection, caminho: Path) -> None:
    """Erro se o arquivo não é de uma rede ou se foi feito por um Caderno mais novo."""
    tabelas = sa.inspect(con).get_table_names()
    if not {CADERNO.name, VERSOES.name} <= set(tabelas):
        raise ErroDeArquivo(nao_e_caderno(caminho))
    formato = con.scalar(sa.select(CADERNO.c.formato))
    if formato is None:
        raise ErroDeArquivo(nao_e_caderno(caminho))
    if formato > FORMATO:
        raise ErroDeArquivo(f"{caminho.name} foi feito por um Caderno mais novo do que este. Atualize o Caderno.")


def versao(con: sa.Connection, quadro: str | None = None) -> int:
    """O número da última gravação do arquivo, ou de um quadro; 0 quando não houve nenhuma."""
    if quadro is None:
        return con.scalar(sa.select(CADERNO.c.versao))
    return con.scalar(sa.select(sa.func.max(VERSOES.c.versao)).where(VERSOES.c.quadro == quadro)) or 0


def _ultimo(versoes: sa.FromClause, quadro) -> sa.Select:
    deste = sa.select(versoes.c.id).where(versoes.c.quadro == quadro)
    return deste.order_by(versoes.c.versao.desc(), versoes.c.id.desc()).limit(1)


def marca(con: sa.Connection, quadro: str) -> str:
    """Muda sempre que o quadro muda, mesmo se outra cópia tomou o lugar do arquivo; barata de ler. Vazia se nada há."""
    return con.scalar(_ultimo(VERSOES, quadro)) or ""


def marcas(con: sa.Connection) -> dict[str, str]:
    """A marca de cada quadro em que alguém já escreveu, pelo nome."""
    quadros = sa.select(VERSOES.c.quadro).distinct().subquery()
    dele = _ultimo(VERSOES.alias("dele"), quadros.c.quadro).scalar_subquery()
    return dict(con.execute(sa.select(quadros.c.quadro, dele).order_by(quadros.c.quadro)).all())


def que_faltam(con: sa.Connection, copia: sa.Connection) -> int:
    """Quantos registros a cópia tem e este arquivo não tem, sem contar o que aqui se apagou de vez."""
    linha = (VERSOES.c.quadro, VERSOES.c.linha)
    daqui = set(con.scalars(sa.select(VERSOES.c.id)))
    apagadas = {tuple(a) for a in con.execute(sa.select(*linha).where(VERSOES.c.apagamento == LINHA_DE_VEZ))}
    de_la = copia.execute(sa.select(VERSOES.c.id, *linha))
    return sum(ident not in daqui and (quadro, dela) not in apagadas for ident, quadro, dela in de_la)


def registros(con: sa.Connection, *condicoes) -> list[Registro]:
    """As versões guardadas que cumprem as condições, na ordem em que valem."""
    colunas = [VERSOES.c[nome] for nome in Registro._fields]
    consulta = sa.select(*colunas).where(*condicoes).order_by(VERSOES.c.relogio, VERSOES.c.id)
    linhas = con.execute(consulta).all()
    # Um texto só para o leitor de JSON: em 20.000 linhas é várias vezes mais rápido.
    onde = Registro._fields.index("dados")
    dados = json.loads("[" + ",".join([linha[onde] for linha in linhas]) + "]")
    return [Registro(*linha[:onde], lido, *linha[onde + 1 :]) for linha, lido in zip(linhas, dados, strict=True)]


class Escrita:
    """Uma gravação em andamento: o que se anota nela ganha a mesma versão, autor e momento."""

    def __init__(self, con: sa.Connection, autor: str):
        con.execute(CADERNO.update().values(versao=CADERNO.c.versao + 1))
        self.con = con
        self.versao, self._ultimo = con.execute(sa.select(CADERNO.c.versao, CADERNO.c.relogio)).one()
        self._autor = autor
        self._agora = agora()
        self._gravacao = secrets.token_hex(8)
        self.novos: list[Registro] = []
        self.mexeu_no_passado = False
        """Algo foi apagado de vez: depois de confirmar, é preciso `compactar`."""

    @property
    def mudou(self) -> bool:
        return bool(self.novos) or self.mexeu_no_passado

    @property
    def ate(self) -> int:
        """A última versão do arquivo quando esta gravação terminar."""
        return self.versao if self.mudou else self.versao - 1

    def anotar(
        self,
        quadro: str,
        linha: str,
        dados: dict[str, str],
        grau: str = "",
        apagada: bool = False,
        *,
        desfaz: str = "",
        apagamento: str = "",
    ) -> None:
        """Acrescenta um registro ao fim da história."""
        # Um computador com o relógio atrasado não pode fazer a mudança de hoje valer menos que a de ontem.
        relogio = max(int(self._agora.timestamp() * 1_000_000), self._ultimo + 1)
        self._ultimo = relogio
        self.novos.append(
            Registro(
                f"{self._gravacao}{len(self.novos):06x}", self._gravacao, desfaz, self.versao, relogio,
                quadro, linha, dados, grau, apagada, apagamento, self._autor, self._agora.isoformat(),
            )
        )  # fmt: skip

    def trazer(self, registros: list[Registro]) -> None:
        """Recebe registros de outra cópia como são, com o número de versão deste arquivo."""
        self.novos += [r._replace(versao=self.versao) for r in registros]

    def tirar(self, linhas: set[tuple[str, str]]) -> None:
        """Apaga todos os registros destas linhas, dadas por (quadro, linha)."""
        for quadro, linha in sorted(linhas):
            self.con.execute(VERSOES.delete().where(VERSOES.c.quadro == quadro, VERSOES.c.linha == linha))
            self.mexeu_no_passado = True

    def esvaziar(self) -> None:
        """Apaga todos os registros da rede."""
        self.con.execute(VERSOES.delete())
        self.mexeu_no_passado = True

    def rasurar(self, registros: list[Registro]) -> None:
        """Troca as células e o autor de registros que já existem."""
        for r in registros:
            novo = {"dados": escrever_dados(r.dados), "autor": r.autor, "apagamento": r.apagamento}
            novo["versao"] = self.versao  # assim as outras abas percebem e leem de novo
            self.con.execute(VERSOES.update().where(VERSOES.c.id == r.id).values(novo))
            self.mexeu_no_passado = True

    def terminar(self) -> None:
        """Guarda o que foi anotado; sem nada anotado, o arquivo fica como estava."""
        if not self.mudou:
            self.con.rollback()
            return
        if not self.novos:
            return
        self.con.execute(VERSOES.insert(), [r._asdict() | {"dados": escrever_dados(r.dados)} for r in self.novos])
        relogio = max(r.relogio for r in self.novos)
        self.con.execute(CADERNO.update().where(CADERNO.c.relogio < relogio).values(relogio=relogio))


def escrever_dados(dados: dict[str, str]) -> str:
    """As células em JSON, com os acentos à vista de quem abrir o arquivo com outro programa."""
    return json.dumps(dados, ensure_ascii=False, separators=(",", ":"))


def compactar(motor: sa.Engine) -> None:
    """Tira do disco o que foi apagado: o SQLite deixa os bytes no lugar até escrever por cima."""
    with motor.connect().execution_options(isolation_level="AUTOCOMMIT") as con:
        con.exec_driver_sql("VACUUM")
