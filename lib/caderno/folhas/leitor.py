"""Lê as planilhas que as pessoas mandam, sem confiar nelas: xlsx, xls, ods, csv e texto."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from caderno.folhas.recusas import ESTRAGADO, GRANDE, VAZIO, ErroDePlanilha

__all__ = ["Arquivo", "ErroDePlanilha", "Folha", "ler_arquivo"]

TEMPO = 9.0  # segundos
MAIOR_ARQUIVO = 60_000_000  # bytes


@dataclass(frozen=True)
class Folha:
    """Uma folha de planilha: linhas de textos; a primeira é a linha 1 do arquivo."""

    nome: str
    celulas: list[list[str]]


@dataclass(frozen=True)
class Arquivo:
    """Um arquivo lido, ainda sem se saber a que quadros pertence."""

    nome: str
    folhas: list[Folha]
    avisos: list[str] = field(default_factory=list)


def ler_arquivo(arquivo: str | Path | bytes, nome: str = "") -> Arquivo:
    """As folhas com algum conteúdo, cada célula como texto.

    O formato é descoberto pelo conteúdo. Qualquer arquivo que não se deixe ler, por acidente ou
    por maldade, termina em ErroDePlanilha com uma frase, em menos de 10 s e de 1 GB.
    """
    conteudo, nome = _conteudo(arquivo, nome)
    if not conteudo:
        raise ErroDePlanilha(VAZIO)
    if len(conteudo) > MAIOR_ARQUIVO:
        raise ErroDePlanilha(GRANDE)
    resposta = _abrir_a_parte(conteudo)
    if "erro" in resposta:
        raise ErroDePlanilha(resposta["erro"])
    folhas = [Folha(f["nome"] or Path(nome).stem, f["celulas"]) for f in resposta["folhas"]]
    return Arquivo(nome, folhas, _avisar_extensao(conteudo, nome))


def _conteudo(arquivo: str | Path | bytes, nome: str) -> tuple[bytes, str]:
    if isinstance(arquivo, bytes | bytearray | memoryview):
        return bytes(arquivo), nome
    caminho = Path(arquivo)
    try:
        if caminho.stat().st_size > MAIOR_ARQUIVO:
            raise ErroDePlanilha(GRANDE)
        return caminho.read_bytes(), nome or caminho.name
    except FileNotFoundError:
        raise ErroDePlanilha(f"Não achei o arquivo {caminho}. Confira o nome e a pasta.") from None
    except IsADirectoryError:
        raise ErroDePlanilha(f"{caminho} é uma pasta. Indique o arquivo da planilha.") from None
    except OSError:
        raise ErroDePlanilha(f"Não consegui ler {caminho}. Confira se o arquivo pode ser aberto.") from None


def _abrir_a_parte(conteudo: bytes) -> dict:
    raiz = str(Path(__file__).resolve().parents[2])
    ambiente = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [raiz, os.environ.get("PYTHONPATH", "")]))}
    comando = [sys.executable, "-X", "utf8", "-m", "caderno.folhas.celulas"]
    try:
        feito = subprocess.run(
            comando,
            input=conteudo,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TEMPO,
            env=ambiente,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
        return json.loads(feito.stdout)
    except subprocess.TimeoutExpired:
        return {"erro": GRANDE}
    except ValueError:  # o processo morreu no meio: faltou memória ou o arquivo é uma armadilha
        return {"erro": ESTRAGADO}


def _avisar_extensao(conteudo: bytes, nome: str) -> list[str]:
    extensao = Path(nome).suffix.casefold()
    por_dentro = {b"PK\x03\x04": (".xlsx", ".xlsm", ".xlsb", ".ods"), b"\xd0\xcf\x11\xe0": (".xls",)}
    certas = por_dentro.get(conteudo[:4], (".csv", ".txt", ".tsv"))
    if extensao and extensao not in certas:
        return [f"O nome do arquivo termina em {extensao}, mas por dentro ele é {certas[0]}. Li mesmo assim."]
    return []
