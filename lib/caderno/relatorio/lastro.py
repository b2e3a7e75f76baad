"""O lastro de um relatório: o que é preciso guardar para refazer as contas e ver se ele ainda vale.

O manifesto é um JSON com o pedido, a impressão (sha256) dos dados lidos, a de cada resposta e o
programa que fez as contas. Vai ao lado do relatório e dentro do HTML e do PDF. Sem assinatura, ele
não diz quem fez o relatório: diz se relatório, dados e programa ainda combinam.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import caderno
from caderno import catalogo
from caderno.arquivo.versoes import Procedencia
from caderno.catalogo import Dados
from caderno.validacao import GRAU, LINHA

if TYPE_CHECKING:
    import pandas as pd

    from caderno.arquivo import Rede
    from caderno.relatorio.execucao import Relato
    from caderno.relatorio.pedido import Pedido

FORMATO = 1
TERMINACAO = ".lastro.json"
ANEXO = "lastro.json"
PACOTES = ("numpy", "pandas", "scipy", "sqlalchemy")
"""Os que fazem as contas ou leem os dados."""
ALGARISMOS = 12
"""Além daqui, dois computadores podem discordar na última casa sem que o número seja outro."""
_ABRE, _FECHA = '<script type="application/json" id="lastro-json">', "</script>"


# ------------------------------------------------------------------ o que se lê dos dados


def com_os_citados(quadros: Iterable[str]) -> list[str]:
    """Os quadros e aqueles de onde vêm os nomes que eles citam, na ordem do catálogo."""
    quadros = set(quadros) | {"rede", "empreendimentos"}  # a capa e o combinado sobre os nomes
    citados = {campo.quadro for nome in quadros for campo in catalogo.QUADROS[nome].campos if campo.quadro}
    return [nome for nome in catalogo.QUADROS if nome in quadros | citados]


def dos_dados(
    rede: Rede, dados: Dados, quadros: Iterable[str], procedencias: Mapping[str, Procedencia]
) -> dict[str, Any]:
    """A versão do arquivo e, por quadro: linhas, versão, e as impressões dos textos e de quem os escreveu.

    As impressões não dependem da ordem das linhas nem de como o arquivo as guarda: duas cópias com
    as mesmas linhas dão as mesmas.
    """
    de_nenhum = Procedencia(0, {})
    cada = {nome: _do_quadro(dados.bruta(nome), procedencias.get(nome, de_nenhum)) for nome in com_os_citados(quadros)}
    nomes = {nome: ident for ident, nome in dados.nomes("empreendimentos").atuais.items()}
    return {
        "rede": rede.nome,
        "versao": rede.versao(),
        "empreendimento": nomes.get(dados.contexto.empreendimento, ""),
        "quadros": cada,
    }


def _do_quadro(bruta: pd.DataFrame, procedencia: Procedencia) -> dict[str, Any]:
    autoria, linhas = procedencia.autoria, bruta[LINHA].tolist()
    campos = sorted(set(bruta) - {LINHA, GRAU})
    graus = bruta[GRAU].tolist() if GRAU in bruta else [""] * len(linhas)
    textos = [
        (linha, grau, [(campo, texto) for campo, texto in zip(campos, celulas, strict=True) if texto])
        for linha, grau, *celulas in zip(linhas, graus, *(bruta[campo].tolist() for campo in campos), strict=True)
    ]
    return {
        "linhas": len(linhas),
        "versao": procedencia.versao,
        "textos": _selo(sorted(textos)),
        "autoria": _selo(sorted((linha, *autoria[linha]) for linha in linhas if linha in autoria)),
    }


def impressao(valor: Any) -> str:
    """O sha256 de um valor que cabe em JSON, escrito sempre do mesmo jeito.

    >>> impressao({"b": 1, "a": 0.1 + 0.2}) == impressao({"a": 0.3, "b": 1.0})
    True
    """
    return _selo(_canonico(valor))


def _selo(valor: Any) -> str:
    """O sha256 do que só tem textos, ou já está no seu jeito único."""
    texto = json.dumps(valor, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(texto.encode()).hexdigest()


def _canonico(valor: Any) -> Any:
    if valor is None or isinstance(valor, str):  # quase todos
        return valor
    if isinstance(valor, Mapping):
        return {str(nome): _canonico(dele) for nome, dele in valor.items()}
    if isinstance(valor, list | tuple):
        return [_canonico(item) for item in valor]
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        return f"{valor + 0.0:.{ALGARISMOS}g}"
    return valor


# ------------------------------------------------------------------ o manifesto


def manifesto(pedido: Pedido, partes: Sequence[Mapping[str, Any]], dados: Mapping[str, Any]) -> dict[str, Any]:
    """Tudo o que se guarda de um relatório; `dados` vem de `dos_dados`, e `partes` são as respostas.

    O empreendimento do recorte vai pelo identificador da linha, que está em `dados`: ele pode ter
    pedido para não aparecer pelo nome.
    """
    return {
        "lastro": FORMATO,
        "pedido": asdict(pedido) | {"hoje": pedido.hoje.isoformat(), "empreendimento": ""},
        "publicado": True,
        "dados": dict(dados),
        "instrumentos": [
            {
                "instrumento": parte["instrumento"],
                "titulo": parte["titulo"],
                "versao": parte["versao"],
                "grau": parte["grau"],
                "escolhas": dict(parte["escolhas"]),
                "resposta": impressao({nome: parte[nome] for nome in ("saidas", "leitura", "uso", "grau")}),
            }
            for parte in partes
        ],
        "programa": programa(pedido.caminho),
    }


def programa(modelo: Path) -> dict[str, Any]:
    """Com que se fizeram as contas: versões, a impressão do código e do modelo, e a hora local."""
    return {
        "caderno": caderno.__version__,
        "codigo": _do_codigo(),
        "modelo": sha256(_sem_retorno(modelo)).hexdigest(),
        "python": platform.python_version(),
        "pacotes": _pacotes(),
        "fuso": f"{datetime.now().astimezone():%z}",
    }


@cache
def _pacotes() -> dict[str, str]:
    return {d.name: d.version for nome in PACOTES for d in metadata.distributions(name=nome)}


@cache
def _do_codigo() -> str:
    """A impressão de tudo o que decide um número ou uma página: contas, parâmetros e estilos."""
    pasta = Path(caderno.__file__).parent
    arquivos = sorted(a for fim in ("*.py", "*.csv", "*.css") for a in pasta.rglob(fim))
    junto = sha256()
    for arquivo in arquivos:
        junto.update(arquivo.relative_to(pasta).as_posix().encode() + b"\0" + _sem_retorno(arquivo))
    return junto.hexdigest()


def _sem_retorno(arquivo: Path) -> bytes:
    """O conteúdo com os fins de linha que o git guarda, iguais em todos os sistemas."""
    return arquivo.read_bytes().replace(b"\r\n", b"\n")


# ------------------------------------------------------------------ onde ele fica


def escrever(manifesto: Mapping[str, Any]) -> str:
    """O manifesto como texto, para ler com qualquer programa."""
    return json.dumps(manifesto, ensure_ascii=False, indent=1) + "\n"


def embutir(pagina: str, manifesto: Mapping[str, Any]) -> str:
    """A página com o manifesto no fim e, nele, a impressão de todo o resto da página."""
    selado = dict(manifesto) | {"pagina": sha256(pagina.encode()).hexdigest()}
    texto = json.dumps(selado, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    antes, fim, depois = pagina.rpartition("</body>")
    return f"{antes}{_ABRE}{texto}{_FECHA}{fim}{depois}"


def desembutir(pagina: str) -> tuple[str, dict[str, Any] | None]:
    """A página como era antes de `embutir`, e o manifesto; sem ele, (a mesma página, None)."""
    antes, abre, resto = pagina.rpartition(_ABRE)
    texto, fecha, depois = resto.partition(_FECHA)
    if not (abre and fecha):
        return pagina, None
    return antes + depois, json.loads(texto)


def gravar(relato: Relato, arquivos: Iterable[Path], pasta: Path) -> Path:
    """Grava o manifesto ao lado do relatório, com a impressão de cada arquivo gravado."""
    cada = {arquivo.name: sha256(arquivo.read_bytes()).hexdigest() for arquivo in arquivos}
    destino = pasta / f"{relato.pedido.nome_do_arquivo}{TERMINACAO}"
    destino.write_text(escrever(dict(relato.manifesto) | {"arquivos": cada}), encoding="utf-8")
    return destino
