"""Remendos que toda planilha de gente pede: CNPJ dentro do nome, município sem estado, filtro de linhas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd

from caderno import formato, territorio
from caderno.folhas.recusas import ErroDePlanilha
from caderno.modelo import Campo, Quadro

_CNPJ = re.compile(
    r"[(\[\s,;–-]*(?:CNPJ\W*)?"
    r"([0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}[/.]?[0-9A-Z]{4}-?[0-9]{2})(?![0-9A-Z])"
    r"[)\]\s]*"
)
_ESTADOS = {formato.dobrar(nome): uf for uf, (_, nome) in territorio.ESTADOS.items()} | {
    uf.casefold(): uf for uf in territorio.ESTADOS
}
_COLUNAS_DE_UF = {"uf", "estado", "sigla uf", "sigla da uf", "unidade da federacao", "uf estado"}
_FILTRO = re.compile(r"\s*(.+?)\s+(não contém|nao contem|contém|contem|não é|nao e|é|e|=)\s+(.+?)\s*", re.IGNORECASE)
_OPERACOES: dict[str, Callable[[str, str], bool]] = {
    "contem": lambda valor, termo: termo in valor,
    "nao contem": lambda valor, termo: termo not in valor,
    "e": lambda valor, termo: valor == termo,
    "nao e": lambda valor, termo: valor != termo,
    "": lambda valor, termo: valor == termo,
}


def separar_cnpj(bruta: pd.DataFrame, quadro: Quadro) -> list[str]:
    """Tira o CNPJ de dentro do nome e o põe na sua coluna, se ela não veio. Muda a tabela e diz o que fez."""
    nome = quadro.nome_proprio
    if "cnpj" not in quadro.nomes or nome is None or nome not in bruta or bruta["cnpj"].any():
        return []
    achados = 0
    for i, texto in bruta[nome].items():
        achado = _CNPJ.search(texto)
        if achado and sum(c.isdigit() for c in achado[1]) >= 8:
            antes, depois = texto[: achado.start()].rstrip(), texto[achado.end() :].strip(" -–—,;()")
            bruta.at[i, nome] = f"{antes} {depois}".strip(" -–—,;")
            bruta.at[i, "cnpj"] = achado[1]
            achados += 1
    if not achados:
        return []
    cnpjs = formato.plural(achados, "CNPJ estava", "CNPJs estavam")
    return [f"{cnpjs} dentro do nome: separei e deixei só o nome em {quadro.campo(nome).rotulo}."]


def coluna_de_uf(titulos: Sequence[str]) -> int | None:
    """A posição da coluna que traz o estado, se houver."""
    return next((i for i, titulo in enumerate(titulos) if formato.dobrar(titulo) in _COLUNAS_DE_UF), None)


def completar_uf(bruta: pd.DataFrame, campo: str, ufs: Sequence[str] | None, uf: str | None) -> list[str]:
    """Escreve o estado nos municípios que vieram sem ele. Muda a tabela e diz o que fez.

    O estado vem da coluna do arquivo (`ufs`), senão da resposta da pessoa (`uf`), senão dos outros
    municípios da mesma planilha, quando todos só cabem em um estado.
    """
    if campo not in bruta or not bruta[campo].any():
        return []
    if uf and uf.strip().upper() not in territorio.ESTADOS:
        raise ErroDePlanilha(f"Não existe o estado “{uf}”. Escreva a sigla, como RN.")
    so_os_ambiguos = not ufs and not uf
    deduzida = _uf_comum(bruta[campo]) if so_os_ambiguos else ""
    completos: dict[tuple[str, str], str] = {}
    mudados = 0
    for i, texto in bruta[campo].items():
        sigla = _sigla(ufs[i]) if ufs else ""
        sigla = sigla or (uf or deduzida).strip().upper()
        if not texto or not sigla:
            continue
        if (texto, sigla) not in completos:
            completos[texto, sigla] = _com_uf(texto, sigla, so_os_ambiguos)
        if completos[texto, sigla] != texto:
            bruta.at[i, campo] = completos[texto, sigla]
            mudados += 1
    if not mudados:
        return []
    origem = "o da coluna do arquivo" if ufs else f"{deduzida}, o dos outros municípios da planilha"
    quantos = formato.plural(mudados, "município estava", "municípios estavam")
    return [f"{quantos} sem o estado: completei com {f'{uf.upper()}, como você disse' if uf else origem}."]


def _sigla(texto: str) -> str:
    return _ESTADOS.get(formato.dobrar(texto), "")


def _com_uf(texto: str, uf: str, so_os_ambiguos: bool) -> str:
    candidatos = territorio.achar(texto)
    if so_os_ambiguos and len(candidatos) < 2:
        return texto
    do_estado = [m for m in candidatos if m.uf == uf]
    return do_estado[0].rotulo if len(do_estado) == 1 else texto


def _uf_comum(coluna: pd.Series) -> str:
    """O estado em que cabem pelo menos 19 de cada 20 municípios diferentes; vazio se forem poucos."""
    possiveis = [{m.uf for m in territorio.achar(texto)} for texto in coluna.unique() if texto]
    possiveis = [ufs for ufs in possiveis if ufs]
    votos = Counter(uf for ufs in possiveis for uf in ufs)
    melhor = max(votos, key=lambda uf: votos[uf], default="")
    unicos = sum(ufs == {melhor} for ufs in possiveis)
    return melhor if unicos >= 2 and votos[melhor] >= 0.95 * len(possiveis) else ""


def montar_filtro(somente: str, titulos: Sequence[str]) -> tuple[int, Callable[[str], bool]]:
    """(posição da coluna, teste) de um pedido como "Tipologia não contém PSA" ou "UF é RN".

    Não distingue acento nem maiúscula. Um pedido que não se entende ou uma coluna que não existe
    levanta ErroDePlanilha com o jeito certo.
    """
    partes = _FILTRO.fullmatch(somente)
    if not partes:
        raise ErroDePlanilha(
            f"Não entendi o filtro “{somente}”. Escreva assim: Tipologia não contém PSA, ou assim: UF é RN."
        )
    procurada, operacao, termo = partes[1].strip(' “”"'), formato.dobrar(partes[2]), formato.dobrar(partes[3])
    coluna = next((i for i, t in enumerate(titulos) if formato.dobrar(t) == formato.dobrar(procurada)), None)
    if coluna is None:
        existentes = ", ".join(filter(None, titulos))
        raise ErroDePlanilha(f"Não há coluna chamada “{procurada}”. As colunas são: {existentes}.")
    teste = _OPERACOES[operacao]
    return coluna, lambda valor: teste(formato.dobrar(valor), termo)


def com_datas_brasileiras(coluna: pd.Series, campo: Campo) -> pd.Series:
    """As datas que o programa de planilhas entregou como aaaa-mm-dd, no jeito em que se escrevem aqui."""

    def trocar(texto: str) -> str:
        if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?( [\d:]+)?", texto):
            return texto
        lido = formato.ler(texto, campo)
        return texto if lido.valor is None else formato.escrever(lido.valor, campo, curto=True)

    trocas = {texto: trocar(texto) for texto in coluna.unique()}
    return coluna.map(trocas)
