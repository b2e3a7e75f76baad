"""De que quadro é cada folha: lê o começo dela como cada quadro e vê em qual mais coisa se encaixa."""

from __future__ import annotations

from collections.abc import Mapping

from caderno import catalogo
from caderno.folhas import titulos
from caderno.folhas.casamento import Casamento, linhas_repetidas, reconhecer
from caderno.folhas.leitor import Folha
from caderno.folhas.meses_em_colunas import NOS_MESES, NOS_TITULOS
from caderno.folhas.recusas import ErroDePlanilha
from caderno.modelo import Quadro

_AMOSTRA = 150  # linhas que bastam para saber de que quadro é uma folha


def melhores_quadros(folha: Folha) -> list[tuple[Quadro, float]]:
    """Os quadros que a folha pode ser, com pontos, do mais provável ao menos; lista vazia se nenhum serve."""
    return [(casamento.quadro, pontos) for casamento, pontos in _tentar_todos(folha, {}, {})]


def quadros_da_folha(
    folha: Folha, mapa: Mapping[str, str] | None = None, fixos: Mapping[str, str] | None = None
) -> list[Quadro]:
    """Os quadros em que a folha deve entrar: o melhor e, se ela mistura assuntos, os outros que traz.

    Uma folha de um produto com linhas de produção e de venda enche dois quadros, cada um com as
    suas linhas. Lista vazia se nenhum quadro serve.
    """
    escolhidos, usados = [], set()
    for casamento, _ in _tentar_todos(folha, mapa or {}, fixos or {}):
        quadro = casamento.quadro
        proprios = {t for nome, t in casamento.colunas.items() if not _compartilhado(quadro, nome)}
        tem_meses = NOS_TITULOS in casamento.colunas.values()
        if not escolhidos or (tem_meses and proprios and not proprios & usados):
            escolhidos.append(quadro)
            usados |= proprios
    return escolhidos


def _tentar_todos(folha: Folha, mapa: Mapping[str, str], fixos: Mapping[str, str]) -> list[tuple[Casamento, float]]:
    """O começo da folha lido como cada quadro, com os pontos de cada leitura, os maiores primeiro."""
    amostra = Folha(folha.nome, folha.celulas[:_AMOSTRA])
    notas = []
    for quadro in catalogo.QUADROS.values():
        try:
            casamento = reconhecer(amostra, quadro, so_do_quadro(quadro, mapa), fixos=so_do_quadro(quadro, fixos))
        except ErroDePlanilha:
            continue
        if (pontos := _pontos(casamento)) > 0:
            notas.append((casamento, pontos))
    return sorted(notas, key=lambda nota: -nota[1])


def so_do_quadro(quadro: Quadro, pedidos: Mapping[str, str]) -> dict[str, str]:
    """Dos pedidos feitos para um arquivo inteiro, os que dizem respeito a este quadro."""
    return {nome: texto for nome, texto in pedidos.items() if nome in (*quadro.nomes, "ano")}


def _compartilhado(quadro: Quadro, nome: str) -> bool:
    """Empreendimento, produto e mês aparecem em muitos quadros: sozinhos não dizem qual é."""
    campo = quadro.campo(nome)
    return campo.tipo == "mes" or (campo.tipo == "referencia" and campo.quadro != quadro.nome)


def _pontos(casamento: Casamento) -> float:
    """Zero quando falta o que é próprio do quadro; uma opção que falta ainda se responde para a folha toda."""
    quadro = casamento.quadro
    proprios = [nome for nome in casamento.colunas if not _compartilhado(quadro, nome)]
    citado = bool(titulos.palavras(quadro.titulo) & titulos.palavras(casamento.folha))
    evidentes = [nome for nome in proprios if citado or casamento.colunas[nome] != NOS_MESES]
    faltam = [campo for campo in casamento.faltam if not _compartilhado(quadro, campo.nome)]
    if any(campo.quadro == "cooperativas" for campo in casamento.faltam):
        return 0.0  # saldo e mês qualquer planilha tem: a do crédito diz de que cooperativa é
    if not evidentes or any(campo.tipo != "opcao" for campo in faltam):
        return 0.0
    if not casamento.faltam and len(linhas_repetidas(quadro, casamento.bruta)) > len(casamento.bruta) / 2:
        return 0.0  # uma tabela de outra coisa que cita os mesmos nomes muitas vezes
    comuns = len(casamento.colunas) - len(proprios)
    obrigatorios = sum(quadro.campo(nome).obrigatorio for nome in proprios)
    return 2 * len(proprios) + obrigatorios + comuns + 2 * citado - len(faltam) - 0.1 * len(casamento.sobraram)
