"""Refaz as contas de um relatório e diz se ele ainda vale, e o que mudou."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from caderno import catalogo, formato
from caderno.relatorio import execucao, lastro
from caderno.relatorio.folha import abrir_rede
from caderno.relatorio.formatos import html
from caderno.relatorio.pedido import ErroDeRelatorio, Pedido

SEM_ASSINATURA = (
    "O lastro não tem assinatura: mostra que o relatório, os dados e o programa combinam, e não quem fez o relatório."
)
MEXIDO = "foi mexido depois de pronto."
SEM_SELO = "Não há como saber se o arquivo foi mexido: só as contas foram conferidas."
_CORRENTE = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_ANEXO = re.compile(r'<section class="resultado lastro".*?</section>', re.DOTALL)
_SEM_TEXTO = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Verificacao:
    """Se o relatório ainda vale, e as frases que dizem por quê."""

    ok: bool
    frases: tuple[str, ...]


@dataclass(frozen=True)
class _Recebido:
    """O que se achou no arquivo que a pessoa trouxe."""

    manifesto: dict[str, Any]
    pagina: str = ""
    """A página sem o manifesto; vazia quando o arquivo não é uma página."""
    falhas: tuple[str, ...] = ()
    selado: bool = True


def verificar(caminho: Path, rede: str = "") -> Verificacao:
    """Refaz o relatório com os mesmos parâmetros e compara: arquivo, dados, respostas e página.

    `caminho` é o HTML, o PDF ou o `.lastro.json`; `rede` é o nome da rede neste computador, se não é o
    mesmo. Sem lastro no arquivo, ou sem a rede, ErroDeRelatorio diz o que fazer.
    """
    recebido = _receber(Path(caminho))
    antes = recebido.manifesto
    relato = execucao.executar(_pedido(antes, rede))
    agora = relato.manifesto
    mudou = [*recebido.falhas, *_dados(antes["dados"], agora["dados"]), *_respostas(antes, agora)]
    programas = _programa(antes["programa"], agora["programa"])
    if recebido.pagina and not mudou:
        mudou += _pagina(recebido.pagina, html.enxuta(relato), mesmo_programa=not programas)
    if mudou:
        return Verificacao(False, ("Este relatório não vale mais como está.", *mudou, *programas))
    linhas = sum(quadro["linhas"] for quadro in antes["dados"]["quadros"].values())
    respostas = formato.plural(len(antes["instrumentos"]), "resposta", "respostas")
    vale = f"O relatório vale: refiz {respostas} com {formato.plural(linhas, 'linha', 'linhas')} e deu tudo igual."
    return Verificacao(True, (vale, *programas, *[SEM_SELO] * (not recebido.selado), SEM_ASSINATURA))


# ------------------------------------------------------------------ o arquivo


def _receber(caminho: Path) -> _Recebido:
    try:
        conteudo = caminho.read_bytes()
    except OSError as erro:
        raise ErroDeRelatorio(f"Não consegui abrir {caminho}. Confira o nome do arquivo.") from erro
    try:
        recebido = _LEITORES.get(caminho.suffix.lower(), _recusar)(conteudo, caminho)
        _conferir_forma(recebido.manifesto)
    except (ValueError, KeyError, TypeError, AttributeError) as erro:
        raise ErroDeRelatorio(f"O lastro de {caminho.name} está estragado. Peça o relatório outra vez.") from erro
    return recebido


def _da_pagina(conteudo: bytes, caminho: Path) -> _Recebido:
    # Nada de trocar fim de linha: a impressão é dos bytes como estão.
    pagina, manifesto = lastro.desembutir(conteudo.decode("utf-8", "replace"))
    if manifesto is None:
        raise _sem_lastro(caminho)
    if sha256(pagina.encode()).hexdigest() == manifesto.get("pagina"):
        return _Recebido(manifesto, pagina)
    return _Recebido(manifesto, pagina, (f"{caminho.name} {MEXIDO}",))


def _do_pdf(conteudo: bytes, caminho: Path) -> _Recebido:
    ao_lado = caminho.with_suffix(lastro.TERMINACAO)
    if ao_lado.exists():
        return _do_json(ao_lado.read_bytes(), ao_lado, so=caminho.name)
    for corrente in _CORRENTE.findall(conteudo):
        if (texto := _texto_da_corrente(corrente)).startswith(b'{\n "lastro":'):
            return _Recebido(json.loads(texto), selado=False)
    raise _sem_lastro(caminho)


def _texto_da_corrente(corrente: bytes) -> bytes:
    try:
        return zlib.decompress(corrente)
    except zlib.error:
        return corrente


def _do_json(conteudo: bytes, caminho: Path, so: str = "") -> _Recebido:
    """O manifesto, e o que há com os arquivos ao lado dele, ou só com um."""
    manifesto = json.loads(conteudo)
    ao_lado = {caminho.parent / Path(nome).name: impressao for nome, impressao in manifesto["arquivos"].items()}
    achados = {a: impressao for a, impressao in ao_lado.items() if a.exists() and so in ("", a.name)}
    mexidos = [a.name for a, impressao in achados.items() if sha256(a.read_bytes()).hexdigest() != impressao]
    return _Recebido(manifesto, falhas=tuple(f"{nome} {MEXIDO}" for nome in mexidos), selado=bool(achados))


def _recusar(_conteudo: bytes, caminho: Path) -> _Recebido:
    raise ErroDeRelatorio(f"Não sei verificar {caminho.name}. Traga o HTML, o PDF ou o {lastro.TERMINACAO}.")


_LEITORES = {".html": _da_pagina, ".pdf": _do_pdf, ".json": _do_json}


def _sem_lastro(caminho: Path) -> ErroDeRelatorio:
    return ErroDeRelatorio(
        f"{caminho.name} não traz o lastro. Traga o arquivo terminado em {lastro.TERMINACAO} que saiu junto com ele."
    )


def _conferir_forma(manifesto: Mapping[str, Any]) -> None:
    if manifesto["lastro"] > lastro.FORMATO:
        raise ErroDeRelatorio("Este relatório foi feito por um Caderno mais novo do que este. Atualize o Caderno.")
    if not manifesto["dados"]:
        raise ErroDeRelatorio("Este modelo de relatório não guarda de que linhas vêm os números.")
    if any("resposta" not in parte for parte in manifesto["instrumentos"]) or "rede" not in manifesto["pedido"]:
        raise KeyError("resposta")


def _pedido(manifesto: Mapping[str, Any], rede: str) -> Pedido:
    conhecidos = {campo.name for campo in fields(Pedido)}
    pedido = {nome: valor for nome, valor in manifesto["pedido"].items() if nome in conhecidos}
    pedido["rede"] = rede or pedido["rede"]
    if ident := manifesto["dados"]["empreendimento"]:
        da_rede = catalogo.Dados(abrir_rede(pedido["rede"]).brutas(), catalogo.Contexto(hoje=date.today()))
        nomes = da_rede.nomes("empreendimentos").atuais
        if ident not in nomes:
            raise ErroDeRelatorio(f"O empreendimento deste relatório não está mais na rede “{pedido['rede']}”.")
        pedido["empreendimento"] = nomes[ident]
    return Pedido(**pedido | {"hoje": date.fromisoformat(pedido["hoje"])})


# ------------------------------------------------------------------ o que mudou


def _dados(antes: Mapping[str, Any], agora: Mapping[str, Any]) -> list[str]:
    frases = []
    for nome, deste in (antes["quadros"] | agora["quadros"]).items():
        era, e = antes["quadros"].get(nome), agora["quadros"].get(nome)
        titulo = catalogo.QUADROS[nome].titulo if nome in catalogo.QUADROS else nome
        if era is None or e is None:
            frases.append(f"{titulo}: o relatório {'já não' if e is None else 'agora'} lê este quadro.")
        elif era["textos"] != deste["textos"]:
            frases.append(f"{titulo}: {_o_que_mudou(era, e)}")
        elif era["autoria"] != deste["autoria"]:
            frases.append(f"{titulo}: os textos são os mesmos, mas mudou quem ou quando se escreveu.")
    return frases


def _o_que_mudou(era: Mapping[str, Any], e: Mapping[str, Any]) -> str:
    if e["versao"] > era["versao"]:
        linhas = "" if e["linhas"] == era["linhas"] else f", e as linhas eram {era['linhas']} e são {e['linhas']}"
        return f"alguém anotou depois do relatório (versão {era['versao']} para {e['versao']}){linhas}."
    if e["versao"] < era["versao"]:
        return f"os dados daqui são mais velhos (versão {e['versao']}; o relatório é da {era['versao']})."
    return f"os dados são outros e a versão é a mesma ({e['versao']}): mudaram por fora do Caderno, ou é outra cópia."


def _respostas(antes: Mapping[str, Any], agora: Mapping[str, Any]) -> list[str]:
    eram = {parte["instrumento"]: parte for parte in antes["instrumentos"]}
    sao = {parte["instrumento"]: parte for parte in agora["instrumentos"]}
    frases = _escolhas(eram.values(), sao.values())
    for nome, parte in (eram | sao).items():
        if nome not in sao or nome not in eram:
            frases.append(f"{parte['titulo']}: {'só está no' if nome in eram else 'não estava no'} relatório antigo.")
        elif eram[nome]["resposta"] != sao[nome]["resposta"]:
            versoes = eram[nome]["versao"], sao[nome]["versao"]
            conta = "" if versoes[0] == versoes[1] else f" A conta passou da versão {versoes[0]} para a {versoes[1]}."
            frases.append(f"{parte['titulo']}: a resposta agora é outra.{conta}")
    return frases


def _escolhas(eram: Iterable[Mapping[str, Any]], sao: Iterable[Mapping[str, Any]]) -> list[str]:
    """As escolhas do grupo que mudaram, cada uma dita uma vez só."""
    antes, agora = ({n: texto for parte in lado for n, texto in parte["escolhas"].items()} for lado in (eram, sao))
    return [
        f"A escolha “{nome}” era “{antes[nome]}” e agora é “{agora[nome]}”."
        for nome in sorted(antes.keys() & agora.keys())
        if antes[nome] != agora[nome]
    ]


def _programa(antes: Mapping[str, Any], agora: Mapping[str, Any]) -> list[str]:
    """O que há de diferente no programa; sozinho, não derruba o relatório."""
    pacotes = [
        f"{nome} {antes['pacotes'].get(nome, 'ausente')} → {agora['pacotes'].get(nome, 'ausente')}"
        for nome in antes["pacotes"] | agora["pacotes"]
        if antes["pacotes"].get(nome) != agora["pacotes"].get(nome)
    ]
    for nome, rotulo in (("caderno", "Caderno"), ("python", "Python"), ("fuso", "hora local")):
        if antes[nome] != agora[nome]:
            pacotes.append(f"{rotulo} {antes[nome]} → {agora[nome]}")
    if antes["codigo"] != agora["codigo"] or antes["modelo"] != agora["modelo"]:
        pacotes.append("o código das contas ou o modelo do relatório não é o mesmo")
    return [f"O programa mudou desde o relatório: {formato.juntar(pacotes)}."] if pacotes else []


def _pagina(recebida: str, refeita: str, mesmo_programa: bool) -> list[str]:
    """Quem troca um número na página e refaz a impressão dela ainda se desmente: a página se refaz dos dados."""
    iguais = recebida == refeita if mesmo_programa else _texto(recebida) == _texto(refeita)
    if iguais:
        return []
    return ["A página não é a que estes dados dão" + ("." if mesmo_programa else ", ou o texto do modelo mudou.")]


def _texto(pagina: str) -> str:
    """Só o que se lê, sem o anexo, que diz as horas deste computador."""
    return " ".join(unescape(_SEM_TEXTO.sub(" ", _ANEXO.sub(" ", pagina))).split())
