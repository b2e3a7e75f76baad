"""Planilhas da rede: os modelos para preencher, a rede inteira exportada e a leitura do que volta.

`gravar_modelo` e `exportar` escrevem; `ler_arquivo` lê; `reconhecer_arquivo` diz a que quadros cada folha
pertence; `previa` mostra o que muda antes de entrar.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from caderno import catalogo, formato
from caderno.folhas.arrumacao import EXEMPLO
from caderno.folhas.casamento import Casamento, explicar, reconhecer
from caderno.folhas.escritor import Escritor
from caderno.folhas.leitor import Arquivo, ErroDePlanilha, Folha, ler_arquivo
from caderno.folhas.previa import Previa, previa
from caderno.folhas.quadro_da_folha import melhores_quadros, quadros_da_folha, so_do_quadro
from caderno.modelo import Quadro
from caderno.validacao import LINHA, nomes_de

__all__ = [
    "Arquivo",
    "Casamento",
    "Entendimento",
    "ErroDePlanilha",
    "Folha",
    "Previa",
    "exportar",
    "gravar_modelo",
    "gravar_modelo_csv",
    "ler_arquivo",
    "melhores_quadros",
    "nomes_por_cadastrar",
    "previa",
    "reconhecer",
    "reconhecer_arquivo",
]

# ------------------------------------------------------------------ ler


@dataclass(frozen=True)
class Entendimento:
    """O que se entendeu de um arquivo: o que pode entrar e o que dizer do resto. Percorre-se como lista."""

    casamentos: list[Casamento]
    recados: list[str]

    def __iter__(self) -> Iterator[Casamento]:
        return iter(self.casamentos)

    def __len__(self) -> int:
        return len(self.casamentos)

    @property
    def brutas(self) -> dict[str, pd.DataFrame]:
        """Quadro -> tabela bruta; folhas do mesmo quadro ficam uma embaixo da outra."""
        por_quadro: dict[str, list[pd.DataFrame]] = {}
        for casamento in self.casamentos:
            origem = f"{casamento.folha}, " + casamento.bruta["_origem"]
            sem_id = casamento.bruta[LINHA] == casamento.bruta["_origem"]
            linhas = casamento.bruta[LINHA].where(~sem_id, origem)
            por_quadro.setdefault(casamento.quadro.nome, []).append(casamento.bruta.assign(_linha=linhas))
        return {nome: pd.concat(tabelas, ignore_index=True) for nome, tabelas in por_quadro.items()}


def reconhecer_arquivo(
    arquivo: Arquivo,
    quadro: Quadro | None = None,
    mapa: Mapping[str, str] | None = None,
    *,
    uf: str | None = None,
    somente: str | None = None,
    fixos: Mapping[str, str] | None = None,
) -> Entendimento:
    """Dá a cada folha os quadros cujas colunas ela tem; com `quadro`, todas as folhas são dele.

    Os outros parâmetros são os de `reconhecer`. Folhas que não servem viram recados; se nenhuma
    serve, levanta ErroDePlanilha com a explicação da primeira.
    """
    casamentos, recados = [], list(arquivo.avisos)
    for folha in arquivo.folhas:
        quadros = [quadro] if quadro else quadros_da_folha(folha, mapa, fixos)
        if not quadros:
            recados.append(explicar(folha))
        for escolhido in quadros:
            pedidos = (mapa or {}, fixos or {})
            do_mapa, dos_fixos = pedidos if quadro else (so_do_quadro(escolhido, pedido) for pedido in pedidos)
            try:
                casamentos.append(reconhecer(folha, escolhido, do_mapa, uf=uf, somente=somente, fixos=dos_fixos))
            except ErroDePlanilha as erro:
                recados.append(str(erro))
    casamentos = [_sem_o_que_outro_usou(casamento, casamentos) for casamento in casamentos]
    if not casamentos:
        raise ErroDePlanilha(next((r for r in recados if r not in arquivo.avisos), explicar(arquivo.folhas[0])))
    return Entendimento(casamentos, recados)


def nomes_por_cadastrar(casamentos: Iterable[Casamento], brutas: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Os nomes que a planilha cita e que ninguém cadastrou: quadro -> nomes, na ordem em que aparecem.

    `brutas` é o que a rede já tem. Serve para oferecer o cadastro antes de importar; sem nomes
    novos, o dicionário é vazio.
    """
    citados: dict[str, dict[str, str]] = {}
    cadastrados: dict[str, set[str]] = {}
    lidos = {casamento.quadro.nome: casamento.bruta for casamento in casamentos}
    for nome, bruta in lidos.items():
        for campo in catalogo.quadro(nome).campos:
            if campo.tipo == "referencia" and campo.quadro != nome:
                textos = dict.fromkeys(texto.strip() for texto in bruta[campo.nome] if texto.strip())
                citados.setdefault(campo.quadro, {}).update({formato.dobrar(texto): texto for texto in textos})
    for quadro in citados:
        tabelas = [tabela[quadro] for tabela in (brutas, lidos) if quadro in tabela]
        nomes = (nome for tabela in tabelas for nome in nomes_de(catalogo.quadro(quadro), tabela).atuais.values())
        cadastrados[quadro] = {formato.dobrar(nome) for nome in nomes}
    novos = {q: [t for chave, t in nomes.items() if chave not in cadastrados[q]] for q, nomes in citados.items()}
    return {quadro: nomes for quadro, nomes in novos.items() if nomes}


def _sem_o_que_outro_usou(casamento: Casamento, todos: Sequence[Casamento]) -> Casamento:
    """Uma folha que enche dois quadros não deixa sobrar o que o outro quadro aproveitou."""
    usados = {titulo for outro in todos if outro.folha == casamento.folha for titulo in outro.colunas.values()}
    return replace(casamento, sobraram=[titulo for titulo in casamento.sobraram if titulo not in usados])


# ------------------------------------------------------------------ escrever


def gravar_modelo(
    quadros: Iterable[Quadro], destino: str | Path | BinaryIO, brutas: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Grava um xlsx com uma folha para cada quadro, uma linha de exemplo e as instruções.

    Com `brutas`, as colunas que citam nomes cadastrados ganham a lista dos nomes da rede.
    """
    with _livro(destino) as livro:
        Escritor(livro, brutas or {}).escrever(list(quadros), com_exemplo=True)


def exportar(brutas: Mapping[str, pd.DataFrame], destino: str | Path | BinaryIO) -> None:
    """Grava em xlsx os quadros que estão em `brutas`, um por folha. Importado de volta, nada muda."""
    quadros = [quadro for nome, quadro in catalogo.QUADROS.items() if nome in brutas]
    with _livro(destino) as livro:
        Escritor(livro, brutas).escrever(quadros or list(catalogo.QUADROS.values()), com_exemplo=False)


def gravar_modelo_csv(quadro: Quadro, destino: str | Path | BinaryIO) -> None:
    """Grava o modelo de um quadro em csv, com `;` e acentos que o programa de planilhas entende."""
    texto = io.StringIO(newline="")
    escritor = csv.writer(texto, delimiter=";", lineterminator="\r\n")
    escritor.writerow([*(campo.titulo for campo in quadro.campos), formato.COLUNA_DO_GRAU, LINHA])
    escritor.writerow([*(campo.exemplo for campo in quadro.campos), "", EXEMPLO])
    conteudo = texto.getvalue().encode("utf-8-sig")
    if isinstance(destino, str | Path):
        Path(destino).write_bytes(conteudo)
    else:
        destino.write(conteudo)


def _livro(destino):
    import xlsxwriter  # só quem grava paga a importação

    alvo = str(destino) if isinstance(destino, Path) else destino
    opcoes = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(alvo, opcoes | {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
