"""O que um lote já fez: um diário na pasta dos relatórios, que se lê mesmo depois de uma queda de luz.

Cada relatório só entra no diário quando os seus arquivos já estão inteiros, com o nome final. O diário só
cresce, uma linha por relatório; a última pode ter ficado pela metade, e então não conta.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path

NOME = "lote.jsonl"
PARCIAL = ".parcial"


class Diario:
    """O diário de uma pasta, que passa a existir com ele."""

    def __init__(self, pasta: Path):
        self.pasta = pasta
        pasta.mkdir(parents=True, exist_ok=True)
        for resto in pasta.glob(f".*{PARCIAL}"):  # de um lote que parou no meio de uma gravação
            resto.unlink(missing_ok=True)
        self._arquivo = pasta / NOME
        self._feitos = dict(self._ler())

    def inteiros(self, chave: str) -> tuple[str, ...]:
        """Os arquivos do relatório, se todos ainda estão na pasta como foram gravados; senão, nada."""
        arquivos = self._feitos.get(chave, {})
        return tuple(arquivos) if all(map(self._esta, arquivos.items())) else ()

    def guardar(self, chave: str, arquivos: Mapping[str, bytes]) -> None:
        """Grava os arquivos na pasta e só depois anota que o relatório está pronto. OSError se não deu."""
        for nome, conteudo in arquivos.items():
            gravar_inteiro(self.pasta / nome, conteudo)
        tamanhos = {nome: len(conteudo) for nome, conteudo in arquivos.items()}
        self._feitos[chave] = tamanhos
        with self._arquivo.open("ab") as diario:
            diario.write(json.dumps({"chave": chave, "arquivos": tamanhos}, ensure_ascii=False).encode() + b"\n")

    def _ler(self):
        if not self._arquivo.exists():
            return
        texto = self._arquivo.read_bytes()
        if not texto.endswith(b"\n"):
            texto = texto[: texto.rfind(b"\n") + 1]
            gravar_inteiro(self._arquivo, texto)  # a próxima linha não pode colar na que ficou pela metade
        for linha in texto.splitlines():
            try:
                feito = json.loads(linha)
                yield feito["chave"], feito["arquivos"]
            except (ValueError, KeyError, TypeError):
                continue

    def _esta(self, arquivo: tuple[str, int]) -> bool:
        nome, tamanho = arquivo
        caminho = self.pasta / nome
        return caminho.is_file() and caminho.stat().st_size == tamanho


def gravar_inteiro(destino: Path, conteudo: bytes) -> None:
    """Grava com outro nome e troca no fim: quem olha a pasta nunca vê metade de um arquivo."""
    parcial = destino.with_name(f".{destino.name[:100]}.{os.getpid()}.{threading.get_ident()}{PARCIAL}")
    parcial.write_bytes(conteudo)
    os.replace(parcial, destino)
