"""O que pode dar errado com um arquivo, dito em uma frase com a saída."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


class ErroDeArquivo(Exception):
    """Algo que impede ler ou gravar. O texto é a frase para a pessoa, com a saída."""


@contextmanager
def dizendo(caminho: Path) -> Iterator[None]:
    """Troca os erros do disco e do banco por uma frase para a pessoa."""
    try:
        yield
    except sa.exc.DBAPIError as erro:
        raise ErroDeArquivo(_frase_do_banco(erro.orig, caminho)) from erro
    except sqlite3.Error as erro:
        raise ErroDeArquivo(_frase_do_banco(erro, caminho)) from erro
    except json.JSONDecodeError as erro:  # o banco abre, mas o que está nele não foi o Caderno que escreveu
        raise ErroDeArquivo(nao_e_caderno(caminho)) from erro
    except OSError as erro:
        raise ErroDeArquivo(_frase_do_disco(erro, caminho)) from erro


def _frase_do_banco(erro: BaseException | None, caminho: Path) -> str:
    codigo = getattr(erro, "sqlite_errorcode", None)
    familia = None if codigo is None else codigo & 0xFF  # o resto do código é o detalhe
    if familia in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"Outra janela está gravando em {caminho.name} há muito tempo. Espere um pouco e tente de novo."
    if familia == sqlite3.SQLITE_FULL:
        return _sem_espaco(caminho)
    if familia in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return nao_e_caderno(caminho)
    if not caminho.exists():
        return _sumiu(caminho)
    if familia in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _so_leitura(caminho)
    return (
        f"O disco não deixou ler ou gravar {caminho.name}. Nada do que já estava salvo se perdeu. "
        "Confira o pen drive ou o disco e se há espaço livre, e tente de novo."
    )


def _frase_do_disco(erro: OSError, caminho: Path) -> str:
    if erro.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _sem_espaco(caminho)
    if erro.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
        return _so_leitura(caminho)
    if isinstance(erro, FileNotFoundError):
        return _sumiu(caminho)
    return f"Não consegui usar {caminho}. Confira o disco ou o pen drive e tente de novo."


def _sem_espaco(caminho: Path) -> str:
    return (
        f"O disco está cheio e a última mudança não coube em {caminho.parent}. "
        "O que já estava salvo continua salvo. Libere espaço e tente de novo."
    )


def _so_leitura(caminho: Path) -> str:
    return (
        f"Não posso gravar em {caminho.parent}: a pasta ou o arquivo está protegido contra gravação. "
        "Copie o arquivo para uma pasta sua e abra de lá."
    )


def nao_e_caderno(caminho: Path) -> str:
    return (
        f"{caminho.name} não é um arquivo de rede do Caderno, ou está danificado. "
        "Escolha um arquivo terminado em .caderno ou use a última cópia."
    )


def _sumiu(caminho: Path) -> str:
    return (
        f"Não encontrei {caminho}. O arquivo mudou de lugar ou o pen drive foi retirado. "
        "Ponha de volta e tente de novo."
    )
