"""As redes deste computador: onde ficam, como se chamam, criar, abrir, a rede de exemplo.

Uma rede é um arquivo só, `<nome>.caderno`, na pasta de dados. O que se faz com uma rede aberta
está em `rede`.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pandas as pd

from caderno import catalogo, formato
from caderno.arquivo import armazem
from caderno.arquivo.falhas import ErroDeArquivo, dizendo
from caderno.arquivo.rede import ESCOLHAS, TERMINACAO, Gravacao, Mudanca, Rede, abrir_arquivo
from caderno.arquivo.versoes import Conflito, Juncao
from caderno.validacao import LINHA

__all__ = [
    "Conflito",
    "ErroDeArquivo",
    "Gravacao",
    "Juncao",
    "Mudanca",
    "Rede",
    "abrir",
    "abrir_arquivo",
    "abrir_exemplo",
    "caminho",
    "criar",
    "lembrar_quem_anota",
    "listar",
    "nome_valido",
    "pasta_de_dados",
    "quem_anota",
    "recomecar_exemplo",
]

EXEMPLO = "exemplo"
PASTA_DO_EXEMPLO = Path(__file__).parents[3] / "dados_exemplo"


def pasta_de_dados() -> Path:
    """Onde ficam as redes: CADERNO_DADOS ou a pasta CadernoDeRedes da pessoa."""
    return Path(os.environ.get("CADERNO_DADOS") or Path.home() / "CadernoDeRedes")


def caminho(nome: str) -> Path:
    """O arquivo da rede com esse nome, exista ou não. Só aceita `[a-z0-9_-]+`, e nada fora da pasta."""
    if not re.fullmatch(r"[a-z0-9_-]+", nome):
        raise ErroDeArquivo(
            f"“{nome}” não serve como nome de arquivo de rede. Use letras sem acento, números, - e _, "
            f"como {nome_valido(nome)}."
        )
    return pasta_de_dados() / f"{nome}{TERMINACAO}"


def nome_valido(texto: str) -> str:
    """O nome de arquivo de uma rede; "rede" quando do texto não sobra nada.

    >>> nome_valido("Rede Sertão Vivo")
    'rede-sertao-vivo'
    """
    return re.sub(r"[^a-z0-9_]+", "-", formato.dobrar(texto)).strip("-") or "rede"


def listar() -> list[str]:
    """Os nomes das redes da pasta de dados, em ordem alfabética; lista vazia se não há nenhuma."""
    achados = pasta_de_dados().glob(f"*{TERMINACAO}")
    return sorted(a.stem for a in achados if re.fullmatch(r"[a-z0-9_-]+", a.stem))


def abrir(nome: str) -> Rede:
    """A rede com esse nome. ErroDeArquivo se não existe, não se lê ou é de um Caderno mais novo."""
    arquivo = caminho(nome)
    if not arquivo.exists():
        existentes = formato.juntar(listar()) or "nenhuma ainda"
        raise ErroDeArquivo(f"Não há rede chamada “{nome}” em {pasta_de_dados()}. Existem: {existentes}.")
    return abrir_arquivo(arquivo)


def criar(nome: str) -> Rede:
    """Uma rede nova e vazia. ErroDeArquivo se já existe uma com esse nome: nunca escreve por cima."""
    arquivo = caminho(nome)
    with armazem.novo_no_lugar_de(arquivo, por_cima=False) as parcial:
        if arquivo.exists():
            raise ErroDeArquivo(f"Já existe uma rede chamada “{nome}”. Abra a que existe ou escolha outro nome.")
        armazem.preparar(parcial)
    return Rede(nome, arquivo)


def abrir_exemplo() -> Rede:
    """A cópia da pessoa da rede de exemplo, feita na primeira vez que é aberta."""
    if not caminho(EXEMPLO).exists():
        with armazem.novo_no_lugar_de(caminho(EXEMPLO), por_cima=False) as parcial:
            armazem.preparar(parcial)
            Rede(EXEMPLO, parcial).trocar_tudo(_ler_exemplo())
    return abrir(EXEMPLO)


def recomecar_exemplo() -> Rede:
    """A rede de exemplo como no começo: o que a pessoa escreveu nela sai de vez."""
    rede = abrir_exemplo()
    rede.trocar_tudo(_ler_exemplo())
    return rede


def _ler_exemplo() -> dict[str, pd.DataFrame]:
    lidos = {}
    for nome in catalogo.QUADROS:
        if len(tabela := _csv_do_exemplo(nome)):
            # Os mesmos identificadores em qualquer computador: juntar dois exemplos não dobra as linhas.
            ids = [sha256(f"{nome}/{i}".encode()).hexdigest()[:16] for i in range(len(tabela))]
            lidos[nome] = tabela.assign(**{LINHA: ids})
    if len(escolhas := _csv_do_exemplo("escolhas")):
        lidos[ESCOLHAS] = escolhas.rename(columns={"escolha": LINHA})
    return lidos


def _csv_do_exemplo(nome: str) -> pd.DataFrame:
    csv = PASTA_DO_EXEMPLO / f"{nome}.csv"
    if not csv.exists():
        return pd.DataFrame()
    return pd.read_csv(csv, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def quem_anota() -> str:
    """Quem está anotando neste computador; vazio enquanto ninguém disse."""
    with suppress(OSError, UnicodeDecodeError):
        return _arquivo_de_quem_anota().read_text(encoding="utf-8").strip()
    return ""


def lembrar_quem_anota(nome: str) -> None:
    """Guarda quem está anotando, para este computador e não para a rede."""
    arquivo = _arquivo_de_quem_anota()
    with dizendo(arquivo):
        arquivo.parent.mkdir(parents=True, exist_ok=True)
        arquivo.write_text(nome.strip() + "\n", encoding="utf-8")


def _arquivo_de_quem_anota() -> Path:
    return pasta_de_dados() / "quem-anota.txt"
