"""Entende uma folha: a que quadro pertence, que coluna é que campo, e a tabela bruta que sai dela."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from caderno import catalogo, formato
from caderno.folhas import limpeza, titulos
from caderno.folhas.arrumacao import EXEMPLO, Tabela, arrumar, e_total, preenchidas
from caderno.folhas.leitor import Folha
from caderno.folhas.meses_em_colunas import desdobrar
from caderno.folhas.previa import canonico, canonicos, chaves
from caderno.folhas.recusas import ErroDePlanilha
from caderno.modelo import Campo, Quadro
from caderno.validacao import GRAU, LINHA

ORIGEM = "_origem"
_QUASE_VAZIA = 0.25
_COMO_SEI = formato.dobrar(formato.COMO_SEI)


@dataclass(frozen=True)
class Casamento:
    """Uma folha lida como um quadro, com tudo o que a pessoa precisa ver antes de aceitar."""

    quadro: Quadro
    folha: str
    colunas: dict[str, str]
    """Campo -> título da coluna (ou da linha) de onde veio."""
    sobraram: list[str]
    """Colunas do arquivo que não entraram."""
    avisos: list[str]
    bruta: pd.DataFrame
    """Tabela bruta do quadro, com `_linha` e `_origem` ("linha 7")."""
    linhas_fora: list[tuple[int, str]] = field(default_factory=list)
    quase_vazias: list[int] = field(default_factory=list)
    """Linhas que entraram, mas quase sem nada escrito."""
    titulos: tuple[str, ...] = ()
    """As colunas da folha, as que se podem apontar para outro campo; o que veio de um título não é coluna."""

    @property
    def faltam(self) -> list[Campo]:
        """Os campos obrigatórios que nenhuma coluna nem título trouxe."""
        return [c for c in self.quadro.campos if c.obrigatorio and c.nome not in self.colunas]


def reconhecer(
    folha: Folha,
    quadro: Quadro,
    mapa: Mapping[str, str] | None = None,
    *,
    uf: str | None = None,
    somente: str | None = None,
    fixos: Mapping[str, str] | None = None,
) -> Casamento:
    """Lê a folha como se fosse do quadro.

    `mapa` corrige o que foi adivinhado: campo -> título da coluna, ou "" para não usar nenhuma.
    `uf` completa municípios sem estado. `somente` filtra por qualquer coluna ("UF é RN").
    `fixos` preenche campos que a folha não traz ({"empreendimento": "..."}; "ano" vale para meses
    sem ano). Uma folha sem cabeçalho reconhecível levanta ErroDePlanilha com a frase que ajuda.
    """
    mapa, fixos = dict(mapa or {}), dict(fixos or {})
    _conferir_nomes(quadro, {*mapa, *fixos} - {"ano"})
    tabela = arrumar(folha.celulas, quadro, folha.nome, list(filter(None, mapa.values())), fixos.get("ano", ""))
    if tabela is None:
        raise ErroDePlanilha(explicar(folha))
    do_grau = _coluna_do_grau(tabela)
    colunas = _colunas(tabela, quadro, mapa, do_grau)
    avisos = _filtrar(tabela, somente)
    if tabela.meses and not any(quadro.campo(nome).tipo == "mes" for nome in colunas):
        desdobrada = desdobrar(tabela, quadro, colunas)
        bruta = _bruta(quadro, desdobrada.dados, desdobrada.numeros, desdobrada.locais, [""] * len(desdobrada.locais))
        origens, sobraram = desdobrada.origens, desdobrada.sobraram
        avisos += desdobrada.avisos
    else:
        bruta, origens, sobraram = _como_esta(tabela, quadro, colunas)
    avisos += _preencher_com_titulos(tabela, quadro, bruta, origens, fixos)
    if do_grau is not None:
        sobraram = [titulo for titulo in sobraram if titulo != tabela.titulos[do_grau]]
        avisos += _ler_graus(tabela, bruta, do_grau)
    avisos += _remendar(tabela, quadro, bruta, uf)
    bruta, exemplos = _tirar_exemplo(quadro, bruta)
    fora = tabela.fora + exemplos
    quase_vazias = _quase_vazias(quadro, bruta, list(origens))
    avisos += _dizer(quadro, bruta, fora, quase_vazias)
    bruta = bruta.drop(columns="_numero").reset_index(drop=True)
    titulos_da_folha = tuple(titulo for i, titulo in enumerate(tabela.titulos) if i != do_grau)
    return Casamento(quadro, folha.nome, origens, sobraram, avisos, bruta, sorted(fora), quase_vazias, titulos_da_folha)


def explicar(folha: Folha) -> str:
    """O que dizer de uma folha que não é de quadro nenhum: o que se viu, o que existe e o que fazer."""
    vistas = _titulos_vistos(folha)
    conhecidos = formato.juntar([f"“{quadro.titulo}”" for quadro in catalogo.QUADROS.values()])
    vi = f" As colunas que vi: {', '.join(vistas)}." if vistas else ""
    saida = (
        f"Os quadros que existem são {conhecidos}. Baixe o modelo do quadro certo e copie as colunas para ele, "
        "ou diga qual é o quadro e que coluna é cada campo."
    )
    if {"NC", "NN", "V"} <= set(vistas) or any(v.startswith("Nível Territorial (Código)") for v in vistas):
        segunda = folha.celulas[1] if len(folha.celulas) > 1 else []
        rotulo = " A segunda linha dela é o rótulo da primeira, não um dado." if "Valor" in segunda else ""
        return (
            f"A folha “{folha.nome}” parece uma tabela do IBGE (SIDRA): traz números de estados ou municípios, "
            f"não dos empreendimentos da rede.{rotulo}{vi} {saida}"
        )
    return f"Não reconheci a folha “{folha.nome}”.{vi} {saida}"


def _titulos_vistos(folha: Folha) -> list[str]:
    """Os títulos da linha que mais parece um cabeçalho: a primeira com mais textos."""
    candidatas = [preenchidas(linha) for linha in folha.celulas[:30]]
    com_letras = [[t for t in linha if any(c.isalpha() for c in t)] for linha in candidatas]
    maior = max(com_letras, key=len, default=[])
    return [titulo[:40] for titulo in maior[:12]]


# ------------------------------------------------------------------ colunas e linhas


def _conferir_nomes(quadro: Quadro, nomes: Iterable[str]) -> None:
    for nome in nomes:
        if nome not in quadro.nomes:
            raise ErroDePlanilha(
                f"O quadro {quadro.titulo} não tem o campo “{nome}”. Os campos são: {', '.join(quadro.nomes)}."
            )


def _coluna_do_grau(tabela: Tabela) -> int | None:
    """Onde está a coluna “Como sei”, que não é campo de quadro nenhum."""
    dobrados = (formato.dobrar(titulo) for titulo in tabela.titulos)
    return next((i for i, titulo in enumerate(dobrados) if titulo.startswith(_COMO_SEI)), None)


def _colunas(tabela: Tabela, quadro: Quadro, mapa: Mapping[str, str], do_grau: int | None) -> dict[str, int]:
    dobrados = [formato.dobrar(titulo) for titulo in tabela.titulos]
    indicadas: dict[str, int] = {}
    for campo, titulo in mapa.items():
        if not titulo:
            continue
        if formato.dobrar(titulo) not in dobrados:
            existentes = ", ".join(filter(None, tabela.titulos))
            raise ErroDePlanilha(f"Não há coluna chamada “{titulo}”. As colunas são: {existentes}.")
        indicadas[campo] = dobrados.index(formato.dobrar(titulo))
    ocupadas = {*indicadas.values(), *tabela.meses, do_grau}
    livres = ["" if i in ocupadas or (tabela.meses and e_total(t)) else t for i, t in enumerate(tabela.titulos)]
    amostras = [tabela.amostra(i) for i in range(len(livres))]
    casadas = {c: i for c, i in titulos.casar(livres, quadro, amostras).items() if c not in mapa}
    todas = indicadas | casadas
    return {nome: todas[nome] for nome in quadro.nomes if nome in todas}


def _filtrar(tabela: Tabela, somente: str | None) -> list[str]:
    if not somente:
        return []
    coluna, serve = limpeza.montar_filtro(somente, tabela.titulos)
    antes = len(tabela.linhas)
    tabela.linhas = [linha for linha in tabela.linhas if serve(linha[coluna])]
    return [f"Com o filtro “{somente}” ficaram {len(tabela.linhas)} de {antes} linhas."]


def _como_esta(tabela: Tabela, quadro: Quadro, colunas: Mapping[str, int]):
    """Uma linha do arquivo é uma linha do quadro."""
    dados = {nome: tabela.coluna(coluna) for nome, coluna in colunas.items()}
    numeros = [linha.numero for linha in tabela.linhas]
    bruta = _bruta(quadro, dados, numeros, [f"linha {n}" for n in numeros], _identificadores(tabela))
    origens = {nome: tabela.titulos[coluna] for nome, coluna in colunas.items()}
    usadas = set(colunas.values())
    sobraram = [t for i, t in enumerate(tabela.titulos) if t and i not in usadas and t != LINHA]
    return bruta, origens, sobraram


def _identificadores(tabela: Tabela) -> list[str]:
    if LINHA not in tabela.titulos:
        return [""] * len(tabela.linhas)
    vistos: set[str] = set()
    unicos = []
    for ident in tabela.coluna(tabela.titulos.index(LINHA)):
        # Quem copia uma linha inteira copia também a coluna escondida: a cópia é uma linha nova.
        unicos.append("" if ident in vistos and ident != EXEMPLO else ident)
        vistos.add(ident)
    return unicos


def _bruta(quadro: Quadro, dados: Mapping[str, list[str]], numeros, origens, idents) -> pd.DataFrame:
    linhas = [ident or origem for ident, origem in zip(idents, origens, strict=True)]
    vazia = [""] * len(linhas)
    colunas = {LINHA: linhas} | {nome: dados.get(nome, vazia) for nome in quadro.nomes}
    bruta = pd.DataFrame(colunas | {ORIGEM: origens, "_numero": numeros}, dtype=object)
    for campo in quadro.campos:
        if campo.tipo in ("data", "mes") and campo.nome in dados:
            bruta[campo.nome] = limpeza.com_datas_brasileiras(bruta[campo.nome], campo)
    return bruta


# ------------------------------------------------------------------ remendos e avisos


def _preencher_com_titulos(
    tabela: Tabela, quadro: Quadro, bruta: pd.DataFrame, origens: dict[str, str], fixos: Mapping[str, str]
) -> list[str]:
    avisos = []
    por_numero = {linha.numero: linha.ditos for linha in tabela.linhas}
    for campo, textos in tabela.ditos.items():
        if campo in origens or campo not in bruta or campo in fixos:
            continue
        bruta[campo] = [por_numero[n].get(campo, "") for n in bruta["_numero"]]
        origens[campo] = "título acima da tabela"
        avisos.append(f"{quadro.campo(campo).rotulo}, pelo título: {formato.juntar(sorted(textos))}.")
    for campo, texto in fixos.items():
        if campo in bruta and texto:
            bruta[campo] = bruta[campo].where(bruta[campo] != "", texto)
            origens.setdefault(campo, "informado por você")
    return avisos


def _ler_graus(tabela: Tabela, bruta: pd.DataFrame, coluna: int) -> list[str]:
    """Põe em `_grau` o que a coluna diz; o que não se entende fica como declarado e é dito."""
    escritos = {linha.numero: linha[coluna] for linha in tabela.linhas}
    lidos = {texto: formato.ler_grau(texto) for texto in set(escritos.values())}
    bruta[GRAU] = [lidos[escritos[numero]] or "" for numero in bruta["_numero"]]
    estranhos = formato.juntar(f"“{texto}”" for texto, grau in sorted(lidos.items()) if grau is None)
    dizer = f"Em “{formato.COMO_SEI}”, não entendi {estranhos}: ficou como declarado. Escreva A, B ou C."
    return [dizer] if estranhos else []


def _remendar(tabela: Tabela, quadro: Quadro, bruta: pd.DataFrame, uf: str | None) -> list[str]:
    avisos = limpeza.separar_cnpj(bruta, quadro)
    for campo in quadro.campos:
        if campo.tipo == "municipio":
            coluna = limpeza.coluna_de_uf(tabela.titulos)
            por_numero = {} if coluna is None else {linha.numero: linha[coluna] for linha in tabela.linhas}
            ufs = [por_numero.get(n, "") for n in bruta["_numero"]] if por_numero else None
            avisos += limpeza.completar_uf(bruta, campo.nome, ufs, uf)
        if campo.tipo == "percentual" and _parecem_fracoes(bruta[campo.nome], campo):
            avisos.append(
                f"Em {campo.rotulo}, todos os valores são menores que 1 %. Se 0,06 quer dizer 6 %, corrija na planilha."
            )
    return avisos


def _parecem_fracoes(coluna: pd.Series, campo: Campo) -> bool:
    valores = [formato.ler(texto, campo).valor for texto in coluna.unique()]
    numeros = [valor for valor in valores if isinstance(valor, float) and valor != 0]
    return bool(numeros) and all(0 < valor < 1 for valor in numeros)


def _tirar_exemplo(quadro: Quadro, bruta: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """A linha de exemplo do modelo não entra; se alguém escreveu por cima dela, é uma linha de verdade."""
    exemplos = []
    for i in bruta.index[bruta[LINHA] == EXEMPLO]:
        escritos = {c: bruta.at[i, c.nome] for c in quadro.campos if bruta.at[i, c.nome]}
        if all(canonico(texto, c) == canonico(c.exemplo, c) for c, texto in escritos.items()):
            exemplos.append(i)
        else:
            bruta.at[i, LINHA] = bruta.at[i, ORIGEM]
    fora = [(bruta.at[i, "_numero"], "é a linha de exemplo do modelo") for i in exemplos]
    return bruta.drop(index=exemplos), fora


def _quase_vazias(quadro: Quadro, bruta: pd.DataFrame, campos: list[str]) -> list[int]:
    lidos = [campo for campo in campos if campo in bruta]
    if bruta.empty or len(lidos) < 3:
        return []
    preenchidos = (bruta[lidos] != "").mean(axis=1)
    proprio = quadro.nome_proprio
    sem_nome = bruta[proprio] == "" if proprio in lidos else False
    return sorted(set(bruta.loc[(preenchidos < _QUASE_VAZIA) | sem_nome, "_numero"].tolist()))


def _dizer(quadro: Quadro, bruta: pd.DataFrame, fora: list[tuple[int, str]], quase_vazias: list[int]) -> list[str]:
    avisos = []
    de_dados = [numero for numero, motivo in fora if "exemplo" not in motivo]
    if de_dados:
        quantas = formato.plural(len(de_dados), "linha ficou de fora", "linhas ficaram de fora")
        avisos.append(f"{quantas} por ser total, anotação ou cabeçalho repetido: {_enumerar(de_dados)}.")
    if quase_vazias:
        quantas = formato.plural(len(quase_vazias), "linha está quase vazia", "linhas estão quase vazias")
        avisos.append(f"{quantas}: {_enumerar(quase_vazias)}.")
    if repetidas := linhas_repetidas(quadro, bruta):
        rotulos = formato.juntar([quadro.campo(nome).rotulo.lower() for nome in quadro.chave])
        numeros = sorted({bruta["_numero"].iloc[i] for i in repetidas})
        avisos.append(f"Mais de uma linha com o mesmo {rotulos}: {_enumerar(numeros)}.")
    return avisos


def linhas_repetidas(quadro: Quadro, bruta: pd.DataFrame) -> list[int]:
    """As posições das linhas que têm a mesma chave que outra."""
    if not quadro.chave or bruta.empty:
        return []
    identidades = pd.Series(chaves(quadro, canonicos(quadro, bruta.reset_index(drop=True), quadro.chave)), dtype=object)
    repetida = identidades.duplicated(keep=False) & identidades.notna()
    return repetida[repetida].index.tolist()


def _enumerar(numeros: Sequence[int], quantos: int = 20) -> str:
    mostrados = [str(n) for n in sorted(numeros)[:quantos]]
    resto = len(numeros) - len(mostrados)
    return formato.juntar([*mostrados, f"mais {resto}"] if resto > 0 else mostrados)
