"""Relatórios: um caderno de `notebooks/relatorios/` executado e gravado nos formatos que as pessoas usam.

`gerar` é a porta de entrada. `abrir` é o que os próprios cadernos do relatório chamam.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from caderno.relatorio.folha import Folha, abrir
from caderno.relatorio.pedido import ErroDeRelatorio, Pedido

__all__ = ["ErroDeRelatorio", "Folha", "Pedido", "abrir", "gerar"]


def gerar(pedido: Pedido, pasta: Path, formatos: Sequence[str] = ("html",), **andamento) -> list[Path]:
    """Executa um modelo de relatório e grava um arquivo para cada formato.

    O que não existe (rede, modelo, empreendimento, período, formato) é recusado antes de começar,
    com a lista do que existe (`ErroDeRelatorio`). Ao lado deles fica o
    lastro (`<nome>.lastro.json`). Devolve os caminhos na ordem dos formatos. `andamento`
    é o que `execucao.executar` aceita: `ao_avancar` e `limite`.
    """
    from caderno.relatorio import execucao, lastro
    from caderno.relatorio import formatos as gravadores

    gravar = [gravadores.achar(nome) for nome in formatos]
    relato = execucao.executar(pedido, **andamento)
    pasta.mkdir(parents=True, exist_ok=True)
    destinos = [pasta / f"{pedido.nome_do_arquivo}{gravadores.FORMATOS[nome]}" for nome in formatos]
    for gravador, destino in zip(gravar, destinos, strict=True):
        gravador(relato, destino)
    lastro.gravar(relato, destinos, pasta)
    return destinos
