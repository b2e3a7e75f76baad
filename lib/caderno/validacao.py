"""Da tabela como as pessoas escreveram à tabela que entra na conta, com o que falta resolver.

A tabela bruta é só texto: uma coluna por campo, `_linha` com o identificador da linha e,
se houver, `_grau` (A medido, B declarado, C estimado) e `campo@` com o identificador do
nome citado. Nada do que está nela se perde aqui; o que tem erro só fica fora da conta.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from caderno import formato
from caderno.modelo import VAZIO, Campo, Pendencia, Quadro, Regra

LINHA, GRAU, FALTAS = "_linha", "_grau", "_faltas"
PADRAO = "B"
"""O grau de quem não diz como sabe."""
SERVICO = (LINHA, GRAU, FALTAS)


@dataclass(frozen=True)
class Nomes:
    """Os nomes cadastrados em um quadro: o de hoje, por identificador, e os que já teve."""

    atuais: Mapping[str, str] = field(default_factory=dict)
    passados: tuple[tuple[str, str], ...] = ()
    """Pares (nome antigo, identificador)."""

    def __bool__(self) -> bool:
        return bool(self.atuais)

    @cached_property
    def por_texto(self) -> dict[str, set[str]]:
        """Nome sem acento nem caixa -> identificadores que o usam ou já usaram."""
        indice: dict[str, set[str]] = {}
        pares = [(nome, ident) for ident, nome in self.atuais.items()]
        for nome, ident in [*pares, *(p for p in self.passados if p[1] in self.atuais)]:
            indice.setdefault(formato.dobrar(nome), set()).add(ident)
        return indice


def nomes_de(quadro: Quadro, bruta: pd.DataFrame, passados: tuple[tuple[str, str], ...] = ()) -> Nomes:
    """Os nomes que um quadro dá às suas linhas; vazio quando o quadro não dá nomes."""
    proprio = quadro.nome_proprio
    if proprio is None or proprio not in bruta or bruta.empty:
        return Nomes()
    escritos = [texto.strip() for texto in bruta[proprio].tolist()]
    return Nomes({linha: nome for linha, nome in zip(bruta[LINHA].tolist(), escritos, strict=True) if nome}, passados)


def conferir(
    quadro: Quadro, bruta: pd.DataFrame, referencias: Mapping[str, Nomes] | None = None
) -> tuple[pd.DataFrame, list[Pendencia]]:
    """Converte um quadro inteiro e junta tudo o que precisa de um olhar, sem parar no primeiro.

    A tabela volta com todas as linhas e as colunas do quadro, mais `_linha`, `_grau` e
    `_faltas` (dicionário campo -> "não sei" ou "não se aplica"). `sem_erros` tira as linhas
    que não podem entrar na conta. `_grau` é o da linha, ou C se alguma célula dela é estimada.
    Um quadro vazio dá uma tabela vazia e nenhuma pendência.
    """
    textos = _textos(quadro, bruta)
    linhas = textos[LINHA]
    pendencias: list[Pendencia] = []
    faltas: dict[int, dict[str, str]] = {}
    estimadas: set[int] = set()
    colunas: dict[str, object] = {}
    for campo in quadro.campos:
        lidos = _converter(quadro, campo, textos, pendencias, faltas, estimadas)
        if campo.quadro and campo.quadro != quadro.nome:
            nomes = (referencias or {}).get(campo.quadro, Nomes())
            lidos = _citar(quadro, campo, lidos, textos, nomes, pendencias)
        colunas[campo.nome] = lidos
    _conferir_chave(quadro, colunas, linhas, pendencias)
    # Uma conta não diz que células usou: com uma estimada, a linha inteira vale como estimada.
    graus = ["C" if i in estimadas else grau or PADRAO for i, grau in enumerate(textos[GRAU])]
    sem_faltas: dict[str, str] = {}
    das_faltas = [faltas.get(i, sem_faltas) for i in range(len(linhas))]
    por_nome = {campo.nome: _coluna(campo, colunas[campo.nome]) for campo in quadro.campos}
    de_servico = {LINHA: pd.Series(linhas, dtype=str), GRAU: pd.Series(graus, dtype=str)}
    tabela = pd.DataFrame(de_servico | por_nome | {FALTAS: pd.Series(das_faltas, dtype=object)})
    for regra in quadro.regras:
        _aplicar(quadro, regra, tabela, pendencias)
    return tabela, pendencias


def sem_erros(tabela: pd.DataFrame, pendencias: list[Pendencia]) -> pd.DataFrame:
    """As linhas que podem entrar na conta: as que não têm nenhuma pendência de erro."""
    fora = {p.linha for p in pendencias if p.gravidade == "erro"}
    return tabela[~tabela[LINHA].isin(fora)].reset_index(drop=True) if fora else tabela


def completar(quadro: Quadro, bruta: pd.DataFrame) -> pd.DataFrame:
    """A mesma tabela bruta com todas as colunas do quadro, na ordem, e texto vazio onde nada foi escrito."""
    colunas = [LINHA, GRAU, *quadro.nomes, *(f"{nome}@" for nome in quadro.nomes if f"{nome}@" in bruta)]
    escritas = {nome: bruta[nome].astype(object).fillna("") if nome in bruta else "" for nome in colunas}
    completa = pd.DataFrame(escritas, index=bruta.index).astype(str).reset_index(drop=True)
    if LINHA not in bruta:
        completa[LINHA] = [str(i + 1) for i in range(len(bruta))]
    return completa


def _textos(quadro: Quadro, bruta: pd.DataFrame) -> dict[str, list[str]]:
    """As colunas de `completar` em listas: em quadros pequenos é várias vezes mais rápido do que a tabela."""
    nomes = [LINHA, GRAU, *quadro.nomes, *(f"{nome}@" for nome in quadro.nomes if f"{nome}@" in bruta)]
    vazia = [""] * len(bruta)
    textos = {nome: list(map(_texto, bruta[nome].tolist())) if nome in bruta else vazia for nome in nomes}
    if LINHA not in bruta:
        textos[LINHA] = [str(i + 1) for i in range(len(bruta))]
    return textos


def _texto(celula: object) -> str:
    return celula if isinstance(celula, str) else "" if formato.ausente(celula) else str(celula)


def _converter(
    quadro: Quadro,
    campo: Campo,
    textos: Mapping[str, list[str]],
    pendencias: list[Pendencia],
    faltas: dict[int, dict[str, str]],
    estimadas: set[int],
) -> list:
    """Lê cada texto diferente uma vez só: em 20.000 linhas quase tudo se repete."""
    escritos = textos[campo.nome]
    sem_nada_a_dizer = {"", VAZIO} - ({VAZIO} if campo.obrigatorio else set())
    valores: dict[str, object] = {}
    estimados: set[str] = set()
    dizer: dict[str, formato.Lido] = {}
    for texto in dict.fromkeys(escritos):  # guardar só o que tem algo a dizer poupa a coleta de lixo
        lido = formato.ler(texto, campo)
        valores[texto] = np.nan if lido.valor is None else lido.valor
        if lido.estimado:
            estimados.add(texto)
        if lido.falta not in sem_nada_a_dizer or lido.erro or lido.aviso:
            dizer[texto] = lido
    estimadas.update(_posicoes(escritos, estimados))
    for i in _posicoes(escritos, dizer):
        lido = dizer[escritos[i]]
        if lido.falta and lido.falta != VAZIO:
            faltas.setdefault(i, {})[campo.nome] = lido.falta
        frase, gravidade = lido.erro or lido.aviso, "erro" if lido.erro else "aviso"
        if campo.obrigatorio and lido.falta:
            frase, gravidade = f"Falta escrever {campo.rotulo.lower()}.", "erro"
        if frase:
            pendencias.append(Pendencia(quadro.nome, textos[LINHA][i], campo.nome, frase, gravidade))
    return [valores[texto] for texto in escritos]


def _posicoes(escritos: list[str], procurados: Container[str]) -> list[int]:
    return [i for i, texto in enumerate(escritos) if texto in procurados] if procurados else []


def _coluna(campo: Campo, valores: list) -> pd.Series:
    """Textos ficam como object: nas tabelas pequenas, o tipo de texto do pandas custa mais do que a conta."""
    if campo.tipo == "data":
        return pd.to_datetime(pd.Series(valores, dtype=object))
    return pd.Series(valores, dtype=float if campo.numerico else object)


def _citar(
    quadro: Quadro,
    campo: Campo,
    lidos: list,
    textos: Mapping[str, list[str]],
    nomes: Nomes,
    pendencias: list[Pendencia],
) -> list:
    """Troca o nome escrito pelo nome de hoje da linha citada; sem cadastro, vale o que foi escrito."""
    if not nomes:
        if any(isinstance(texto, str) for texto in lidos):
            frase = f"Ainda não há {campo.quadro} cadastrados. Usei os nomes como estão escritos."
            pendencias.append(Pendencia(quadro.nome, "", campo.nome, frase, "aviso"))
        return lidos
    indice = nomes.por_texto
    ids = textos.get(f"{campo.nome}@") or [""] * len(lidos)
    feitos: dict[tuple[str, str], tuple[str | float, str]] = {}
    resposta = []
    for i, citado in enumerate(zip(lidos, ids, strict=True)):
        if citado not in feitos:
            feitos[citado] = _trocar_nomes(*citado, nomes, indice, campo)
        nome, erro = feitos[citado]
        resposta.append(nome)
        if erro:
            pendencias.append(Pendencia(quadro.nome, textos[LINHA][i], campo.nome, erro))
    return resposta


def _trocar_nomes(
    texto: str | float, ident: str, nomes: Nomes, indice: dict[str, set[str]], campo: Campo
) -> tuple[str | float, str]:
    """(nomes de hoje, "") ou (nada, frase da pendência); sem nada escrito, nada a dizer."""
    if not isinstance(texto, str):
        return np.nan, ""
    partes = texto.split("; ") if campo.tipo == "lista" else [texto]
    achados = [_achar_nome(parte, ident, nomes, indice, campo) for parte in partes]
    erro = next((erro for _, erro in achados if erro), "")
    return (np.nan if erro else "; ".join(nome for nome, _ in achados)), erro


def _achar_nome(texto: str, ident: str, nomes: Nomes, indice: dict[str, set[str]], campo: Campo) -> tuple[str, str]:
    """(nome de hoje, "") ou ("", frase da pendência)."""
    candidatos = indice.get(formato.dobrar(texto), set())
    if ident in candidatos:
        return nomes.atuais[ident], ""
    if len(candidatos) == 1:
        return nomes.atuais[next(iter(candidatos))], ""
    if candidatos:
        varios = formato.juntar(sorted(nomes.atuais[c] for c in candidatos), "ou")
        return "", f"“{texto}” pode ser {varios}. Escreva o nome de hoje."
    parecidos = difflib.get_close_matches(formato.dobrar(texto), indice, n=1, cutoff=0.7)
    if parecidos:
        sugestao = nomes.atuais[next(iter(indice[parecidos[0]]))]
        return "", f"Não achei “{texto}”. Você quis dizer “{sugestao}”?"
    return "", f"Não achei “{texto}” em {campo.quadro}. Cadastre primeiro ou corrija o nome."


def _conferir_chave(
    quadro: Quadro, colunas: Mapping[str, list], linhas: list[str], pendencias: list[Pendencia]
) -> None:
    """A segunda linha com a mesma chave fica fora: somar as duas contaria o fato em dobro."""
    if not quadro.chave:
        return
    obrigatorio = [quadro.campo(nome).obrigatorio for nome in quadro.chave]
    ja_vistas: set[tuple] = set()
    for linha, chave in zip(linhas, zip(*(colunas[nome] for nome in quadro.chave), strict=True), strict=True):
        if any(formato.ausente(valor) for valor, precisa in zip(chave, obrigatorio, strict=True) if precisa):
            continue
        dobrada = tuple(formato.dobrar(v) if isinstance(v, str) else None if formato.ausente(v) else v for v in chave)
        if dobrada in ja_vistas:
            rotulos = formato.juntar([quadro.campo(n).rotulo.lower() for n in quadro.chave])
            frase = f"Já existe uma linha com o mesmo {rotulos}. Junte as duas numa só ou apague esta."
            pendencias.append(Pendencia(quadro.nome, linha, quadro.chave[0], frase))
        ja_vistas.add(dobrada)


def _aplicar(quadro: Quadro, regra: Regra, tabela: pd.DataFrame, pendencias: list) -> None:
    quebradas = regra.quebra(tabela)
    if not quebradas.any():
        return
    if regra.gravidade == "aviso":  # um erro já dito na linha explica o aviso, e basta
        quebradas &= ~tabela[LINHA].isin({p.linha for p in pendencias if p.gravidade == "erro"})
    for i in quebradas[quebradas].index:
        escritos = {c.nome: formato.escrever(tabela[c.nome][i], c, curto=True) for c in quadro.campos}
        frase = regra.frase.format_map(escritos)
        pendencias.append(Pendencia(quadro.nome, tabela[LINHA][i], regra.campo, frase, regra.gravidade))
