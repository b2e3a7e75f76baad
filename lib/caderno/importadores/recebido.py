"""O arquivo que chegou, com o que um importador precisa saber para entendê-lo."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from caderno import planilha
from caderno.folhas.leitor import MAIOR_ARQUIVO

if TYPE_CHECKING:
    import pandas as pd

_PACOTES = (b"PK", b"\xd0\xcf\x11\xe0")  # xlsx e ods, xls


@dataclass(frozen=True)
class Recebido:
    """O conteúdo como veio e, quando preciso, lido como planilha, uma vez só."""

    conteudo: bytes
    nome: str = ""
    brutas: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """O que a rede já tem: serve para achar quem já está cadastrado."""
    fixos: Mapping[str, str] = field(default_factory=dict)
    """O que o arquivo não traz e a pessoa disse: {"cooperativa": "..."}."""
    data: str = ""
    """O dia a que o arquivo se refere, "aaaa-mm-dd", se a pessoa disse."""

    @cached_property
    def texto(self) -> bytes:
        """O que pode ser csv ou txt: o próprio conteúdo ou o único texto dentro de um zip; senão, vazio."""
        if not self.conteudo.startswith(_PACOTES):
            return self.conteudo
        try:
            pacote = zipfile.ZipFile(io.BytesIO(self.conteudo))
            dentro = [item for item in pacote.infolist() if not item.is_dir()]
            if len(dentro) != 1 or not dentro[0].filename.casefold().endswith((".csv", ".txt")):
                return b""
            with pacote.open(dentro[0]) as aberto:  # o tamanho que o zip declara pode mentir
                return aberto.read(MAIOR_ARQUIVO + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
            return b""

    @property
    def arquivo(self) -> planilha.Arquivo:
        """As folhas do arquivo. Levanta ErroDePlanilha quando ele não se deixa ler."""
        if isinstance(self._lido, planilha.ErroDePlanilha):
            raise self._lido
        return self._lido

    @property
    def folhas(self) -> list[planilha.Folha]:
        """As folhas, ou nenhuma quando o arquivo não se deixa ler: quem o lê como planilha dirá por quê."""
        return [] if isinstance(self._lido, planilha.ErroDePlanilha) else self._lido.folhas

    @cached_property
    def _lido(self) -> planilha.Arquivo | planilha.ErroDePlanilha:
        """A recusa também se guarda: abrir de novo um arquivo malfeito custaria o mesmo tempo."""
        try:
            return planilha.ler_arquivo(self.conteudo, self.nome)
        except planilha.ErroDePlanilha as erro:
            return erro


def com_fixos(casamento: planilha.Casamento, fixos: Mapping[str, str]) -> planilha.Casamento:
    """O mesmo casamento com o que o arquivo não trouxe e a pessoa disse; o que o arquivo traz não muda."""
    vazios = {c: texto for c, texto in fixos.items() if c in casamento.quadro.nomes and c not in casamento.colunas}
    bruta = casamento.bruta.assign(**vazios)
    return replace(casamento, bruta=bruta, colunas=casamento.colunas | dict.fromkeys(vazios, "informado por você"))
