"""Da tabela como as pessoas escreveram à tabela que entra na conta, com o que falta resolver.

A tabela bruta é só texto: uma coluna por campo, `_linha` com o identificador da linha e,
se houver, `_grau` (A medido, B declarado, C estimado) e `campo@` com o identificador do
nome citado. Nada do que está nela se perde aqui; o que tem erro só fica fora da conta.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

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

    @property
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
    escritos = bruta[proprio].str.strip()
    com_nome = escritos != ""
    return Nomes(dict(zip(bruta.loc[com_nome, LINHA], escritos[com_nome], strict=True)), passados)


def conferir(
    quadro: Quadro, bruta: pd.DataFrame, referencias: Mapping[str, Nomes] | None = None
) -> tuple[pd.DataFrame, list[Pendencia]]:
    """Converte um quadro inteiro e junta tudo o que precisa de um olhar, sem parar no primeiro.

    A tabela volta com todas as linhas e as colunas do quadro, mais `_linha`, `_grau` e
    `_faltas` (dicionário campo -> "não sei" ou "não se aplica"). `sem_erros` tira as linhas
    que não podem entrar na conta. `_grau` é o da linha, ou C se alguma célula dela é estimada.
    Um quadro vazio dá uma tabela vazia e nenhuma pendência.
    """
    bruta = completar(quadro, bruta)
    tabela = pd.DataFrame({LINHA: bruta[LINHA], GRAU: bruta[GRAU].replace("", PADRAO)})
    pendencias: list[Pendencia] = []
    faltas: dict[int, dict[str, str]] = {}
    estimadas: set[int] = set()
    for campo in quadro.campos:
        tabela[campo.nome] = _converter(quadro, campo, bruta, pendencias, faltas, estimadas)
        if campo.quadro and campo.quadro != quadro.nome:
            nomes = (referencias or {}).get(campo.quadro, Nomes())
            tabela[campo.nome] = _citar(quadro, campo, tabela, bruta, nomes, pendencias)
    # Uma conta não diz que células usou: com uma estimada, a linha inteira vale como estimada.
    tabela.loc[sorted(estimadas), GRAU] = "C"
    sem_faltas: dict[str, str] = {}
    tabela[FALTAS] = [faltas.get(i, sem_faltas) for i in range(len(tabela))]
    _conferir_chave(quadro, tabela, pendencias)
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


def _converter(
    quadro: Quadro, campo: Campo, bruta: pd.DataFrame, pendencias: list, faltas: dict, estimadas: set[int]
) -> pd.Series:
    """Lê cada texto diferente uma vez só: em 20.000 linhas quase tudo se repete."""
    codigos, textos = pd.factorize(bruta[campo.nome])
    sem_nada_a_dizer = {"", VAZIO} - ({VAZIO} if campo.obrigatorio else set())
    valores = np.empty(len(textos), float if campo.numerico else object)
    estimados: set[int] = set()
    dizer: dict[int, formato.Lido] = {}
    for i, texto in enumerate(textos.tolist()):  # guardar só o que tem algo a dizer poupa a coleta de lixo
        lido = formato.ler(texto, campo)
        valores[i] = np.nan if lido.valor is None else lido.valor
        if lido.estimado:
            estimados.add(i)
        if lido.falta not in sem_nada_a_dizer or lido.erro or lido.aviso:
            dizer[i] = lido
    estimadas.update(_posicoes(codigos, estimados))
    for linha in _posicoes(codigos, dizer):
        lido = dizer[codigos[linha]]
        if lido.falta and lido.falta != VAZIO:
            faltas.setdefault(linha, {})[campo.nome] = lido.falta
        frase, gravidade = lido.erro or lido.aviso, "erro" if lido.erro else "aviso"
        if campo.obrigatorio and lido.falta:
            frase, gravidade = f"Falta escrever {campo.rotulo.lower()}.", "erro"
        if frase:
            pendencias.append(Pendencia(quadro.nome, bruta[LINHA][linha], campo.nome, frase, gravidade))
    coluna = pd.Series(valores[codigos])
    return pd.to_datetime(coluna) if campo.tipo == "data" else coluna


def _posicoes(codigos, procurados: Container[int]) -> list[int]:
    if not procurados:
        return []
    return [i for i, codigo in enumerate(codigos.tolist()) if codigo in procurados]


def _citar(
    quadro: Quadro, campo: Campo, tabela: pd.DataFrame, bruta: pd.DataFrame, nomes: Nomes, pendencias: list
) -> pd.Series:
    """Troca o nome escrito pelo nome de hoje da linha citada; sem cadastro, vale o que foi escrito."""
    coluna = tabela[campo.nome]
    if not nomes:
        if coluna.notna().any():
            frase = f"Ainda não há {campo.quadro} cadastrados. Usei os nomes como estão escritos."
            pendencias.append(Pendencia(quadro.nome, "", campo.nome, frase, "aviso"))
        return coluna
    indice = nomes.por_texto
    ids = bruta.get(f"{campo.nome}@", pd.Series("", index=bruta.index))
    resposta = coluna.astype(object).copy()
    feitos: dict[tuple[str, str], tuple[str | float, str]] = {}
    for i, (texto, ident) in enumerate(zip(coluna, ids, strict=True)):
        if not isinstance(texto, str):
            continue
        if (texto, ident) not in feitos:
            partes = texto.split("; ") if campo.tipo == "lista" else [texto]
            achados = [_achar_nome(parte, ident, nomes, indice, campo) for parte in partes]
            erro = next((erro for _, erro in achados if erro), "")
            feitos[texto, ident] = ("; ".join(n for n, _ in achados) if not erro else float("nan"), erro)
        resposta[i], erro = feitos[texto, ident]
        if erro:
            pendencias.append(Pendencia(quadro.nome, bruta[LINHA][i], campo.nome, erro))
    return resposta


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


def _conferir_chave(quadro: Quadro, tabela: pd.DataFrame, pendencias: list) -> None:
    """A segunda linha com a mesma chave fica fora: somar as duas contaria o fato em dobro."""
    if not quadro.chave or tabela.empty:
        return
    chave = pd.DataFrame(
        {nome: tabela[nome].map(lambda v: formato.dobrar(v) if isinstance(v, str) else v) for nome in quadro.chave}
    )
    obrigatorios = [n for n in quadro.chave if quadro.campo(n).obrigatorio]
    repetida = chave.duplicated() & tabela[obrigatorios].notna().all(axis=1)
    rotulos = formato.juntar([quadro.campo(n).rotulo.lower() for n in quadro.chave])
    for i in repetida[repetida].index:
        frase = f"Já existe uma linha com o mesmo {rotulos}. Junte as duas numa só ou apague esta."
        pendencias.append(Pendencia(quadro.nome, tabela[LINHA][i], quadro.chave[0], frase))


def _aplicar(quadro: Quadro, regra: Regra, tabela: pd.DataFrame, pendencias: list) -> None:
    quebradas = regra.quebra(tabela)
    if regra.gravidade == "aviso":  # um erro já dito na linha explica o aviso, e basta
        quebradas &= ~tabela[LINHA].isin({p.linha for p in pendencias if p.gravidade == "erro"})
    for i in quebradas[quebradas].index:
        escritos = {c.nome: formato.escrever(tabela[c.nome][i], c, curto=True) for c in quadro.campos}
        frase = regra.frase.format_map(escritos)
        pendencias.append(Pendencia(quadro.nome, tabela[LINHA][i], regra.campo, frase, regra.gravidade))
