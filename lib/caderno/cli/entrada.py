"""De onde vêm os dados de um comando: uma rede guardada ou planilhas."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from caderno.cli import saida


class Recusa(Exception):
    """O pedido não pode ser atendido; o texto é a frase para a pessoa."""


def contexto_do(pedido):
    from caderno.modelo import Contexto

    return Contexto(hoje=getattr(pedido, "data", None) or date.today())


def abrir(nome: str):
    from caderno import arquivo

    return arquivo.abrir_exemplo() if nome == "exemplo" else arquivo.abrir(nome)


def dados_do(pedido, planilhas: Sequence[str]):
    """Os dados de uma rede guardada ou, com planilhas, de uma rede que só existe durante a conta."""
    import pandas as pd

    from caderno import catalogo

    contexto = contexto_do(pedido)
    if not planilhas:
        return abrir(pedido.rede).dados(contexto)
    brutas = {}
    for texto in planilhas:
        entendido = reconhecer(texto, pedido, brutas)
        for recado in entendido.recados:
            print(recado, file=sys.stderr)
        for casamento in entendido:
            saida.contar_casamento(casamento, destino=sys.stderr)
        for nome, bruta in entendido.brutas.items():  # dois meses do mesmo quadro são dois arquivos
            brutas[nome] = pd.concat([brutas[nome], bruta], ignore_index=True) if nome in brutas else bruta
    return catalogo.Dados(brutas, contexto)


def reconhecer(texto: str, pedido, brutas=None):
    """Casa cada folha do arquivo com um quadro. "custos=ARQ" diz o quadro em vez de adivinhar.

    `brutas` é o que a rede já tem, para os arquivos que citam quem já está cadastrado.
    """
    from caderno import importadores

    nome, sinal, resto = texto.partition("=")
    nome_do_quadro = nome if sinal and re.fullmatch(r"[a-z_]+", nome) else getattr(pedido, "quadro", None)
    caminho = Path(resto if sinal and re.fullmatch(r"[a-z_]+", nome) else texto)
    if not caminho.is_file():
        raise Recusa(f"Não achei o arquivo {caminho}. Confira o nome e a pasta.")
    return importadores.entender(
        caminho.read_bytes(),
        caminho.name,
        brutas,
        quadro=declarado("quadro", nome_do_quadro) if nome_do_quadro else None,
        mapa=pares(getattr(pedido, "colunas", None)),
        uf=getattr(pedido, "uf", None),
        somente=getattr(pedido, "somente", None),
        fixos=pares(getattr(pedido, "fixo", None)),
        data=str(getattr(pedido, "data", None) or ""),
    )


def pares(texto: str | None) -> dict[str, str]:
    """ "empreendimento=Entidade,pessoas=Total" -> {"empreendimento": "Entidade", "pessoas": "Total"}.

    >>> pares("pessoas=Total; forma=Tipo")
    {'pessoas': 'Total', 'forma': 'Tipo'}
    """
    partes = [parte.partition("=") for parte in re.split("[;,]", texto or "") if parte.strip()]
    return {campo.strip(): coluna.strip() for campo, _, coluna in partes}


def cadastrar(rede, entendido, pedido) -> None:
    """Nomes que a planilha cita e ninguém cadastrou: cadastra, se foi pedido, ou avisa."""
    from caderno import arquivo, catalogo, formato, planilha

    for nome, novos in planilha.nomes_por_cadastrar(entendido, rede.brutas()).items():
        quadro = catalogo.quadro(nome)
        if pedido.cadastrar:
            linhas = [arquivo.Mudanca(None, {quadro.nome_proprio: texto}) for texto in novos]
            rede.gravar(nome, linhas, partida=rede.versao(nome), autor=pedido.autor)
            print(f"Cadastrei em {quadro.titulo}: {formato.juntar(novos)}.")
        elif not rede.quadro(nome).empty:
            print(f"Não estão em {quadro.titulo}: {formato.juntar(novos)}. Com --cadastrar, cadastro junto.")


def previa(rede, casamento):
    from caderno import planilha

    return planilha.previa(rede.quadro(casamento.quadro.nome), casamento.bruta, casamento.quadro)


def pendencias(rede, casamento, pedido) -> list:
    """O que falta resolver nas linhas do arquivo, com os nomes que a rede já conhece."""
    from caderno.catalogo import Dados

    brutas = rede.brutas() | {casamento.quadro.nome: casamento.bruta}
    return Dados(brutas, contexto_do(pedido), passados=rede.passados()).conferido(casamento.quadro.nome)[1]


def escolhas_do(pedido, instrumento) -> dict[str, str]:
    from caderno import catalogo, formato

    existentes = {e.nome: e for e in catalogo.escolhas_de(instrumento)}
    feitas = {}
    for texto in pedido.escolha or []:
        nome, _, valor = texto.partition("=")
        if nome not in existentes:
            quais = formato.juntar(list(existentes)) or "nenhuma"
            raise Recusa(f"“{instrumento.nome}” não tem a escolha “{nome}”. As que existem: {quais}.")
        erro = formato.ler(valor, existentes[nome].campo).erro
        if erro:
            raise Recusa(f"Na escolha {nome}: {erro}")
        feitas[nome] = valor
    return feitas


def declarado(tipo: str, nome: str):
    from caderno import catalogo

    try:
        return getattr(catalogo, tipo)(nome)
    except KeyError as erro:
        raise Recusa(erro.args[0]) from None


def quadros_pedidos(pedido) -> list:
    from caderno import catalogo

    if pedido.quadro:
        return [declarado("quadro", pedido.quadro)]
    if pedido.modulo:
        return catalogo.quadros_do_modulo(pedido.modulo)
    if pedido.tudo:
        return list(catalogo.QUADROS.values())
    raise Recusa(f"Diga um quadro, --modulo N ou --tudo. Quadros: {', '.join(catalogo.QUADROS)}.")


def relatorios_pedidos(pedido) -> list:
    """As linhas do lote: as da planilha, uma por empreendimento, ou uma só."""
    from caderno.relatorio import lista
    from caderno.relatorio.pedido import RECORTES, Pedido

    recorte = {nome: texto for nome in ("modelo", *RECORTES) if (texto := getattr(pedido, nome))}
    if bool(pedido.rede) == bool(pedido.lote):
        raise Recusa("Diga o que relatar: uma rede ou --lote LOTE.csv.")
    if pedido.trabalhadores < 1:
        raise Recusa("Em --trabalhadores, o menor número é 1.")
    if pedido.lote:
        if recorte or pedido.todos:
            raise Recusa("Com --lote, o que cada relatório abrange se escreve nas colunas da planilha.")
        return lista.ler(pedido.lote, pedido.data)
    recorte["hoje"] = pedido.data or date.today()
    if pedido.todos and pedido.empreendimento:
        raise Recusa("Use --empreendimento ou --todos, não as duas.")
    pedidos = lista.um_por_empreendimento(pedido.rede, **recorte) if pedido.todos else [Pedido(pedido.rede, **recorte)]
    return lista.de_pedidos(pedidos, lista.ler_formatos(pedido.formato))
