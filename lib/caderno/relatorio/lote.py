"""Um lote de relatórios: faz o que falta, guarda o que já fez, e no fim diz o que saiu e o que não saiu."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from caderno.arquivo import ErroDeArquivo
from caderno.relatorio.diario import Diario
from caderno.relatorio.lista import Linha
from caderno.relatorio.operario import FazerTodas
from caderno.relatorio.pedido import ErroDeRelatorio
from caderno.relatorio.tarefa import Entrega, Tarefa, dados_da_rede, preparar

PRONTO, ESTAVA, NAO_SAIU = "pronto", "já estava pronto", "não saiu"


@dataclass(frozen=True)
class Feito:
    """O que aconteceu com uma linha do lote."""

    linha: Linha
    situacao: str
    """PRONTO, ESTAVA ou NAO_SAIU."""
    arquivos: tuple[str, ...] = ()
    frase: str = ""
    segundos: float = 0.0


AoFazer = Callable[[Feito, int, int], None]
"""Recebe o que acabou de acontecer, quantos relatórios já se fizeram agora e quantos havia por fazer."""


def gerar(
    linhas: Sequence[Linha], pasta: Path, fazer_todas: FazerTodas, ao_fazer: AoFazer | None = None
) -> list[Feito]:
    """Faz os relatórios das linhas na pasta e devolve o que houve com cada uma, na ordem delas.

    O que a pasta já tem inteiro, com os mesmos dados, pedido e programa, não se refaz. Um relatório que
    não sai não para os outros. Linhas iguais se fazem uma vez.
    """
    diario = Diario(pasta)
    feitos, encomendas = _encomendar(linhas)
    faltam = {}
    for chave, encomenda in encomendas.items():
        if arquivos := diario.inteiros(chave):
            feitos += [Feito(linha, ESTAVA, arquivos) for linha in encomenda.linhas]
        else:
            faltam[chave] = encomenda
    avisar = ao_fazer or (lambda *_: None)
    for feito in feitos:
        avisar(feito, 0, len(faltam))
    entregas = fazer_todas(encomenda.tarefa for encomenda in faltam.values())
    for quantos, (tarefa, entrega) in enumerate(entregas, 1):
        for feito in _guardar(diario, faltam[tarefa.chave], entrega):
            feitos.append(feito)
            avisar(feito, quantos, len(faltam))
    return sorted(feitos, key=lambda feito: feito.linha.numero)


@dataclass
class _Encomenda:
    tarefa: Tarefa
    linhas: list[Linha] = field(default_factory=list)
    nome: str = ""


def _encomendar(linhas: Sequence[Linha]) -> tuple[list[Feito], dict[str, _Encomenda]]:
    """O que se recusa já, e uma encomenda para cada relatório diferente."""
    recusadas, encomendas = [], {}
    dados = cache(dados_da_rede)  # abrir a rede a cada linha pesaria num lote de milhares
    for linha in linhas:
        try:
            tarefa = _preparar(linha, dados)
        except (ErroDeRelatorio, ErroDeArquivo) as erro:
            recusadas.append(Feito(linha, NAO_SAIU, frase=str(erro)))
        else:
            encomendas.setdefault(tarefa.chave, _Encomenda(tarefa)).linhas.append(linha)
    _dar_nomes(encomendas)
    return recusadas, encomendas


def _preparar(linha: Linha, dados: Callable[[str], str]) -> Tarefa:
    if linha.pedido is None:
        raise ErroDeRelatorio(linha.frase)
    return preparar(linha.pedido, linha.formatos, dados)


def _dar_nomes(encomendas: Mapping[str, _Encomenda]) -> None:
    """O nome dos arquivos de cada encomenda. "Ação" e "Acao" dariam o mesmo: nesse caso, levam uma marca."""
    pedidos: dict[str, set] = {}
    for encomenda in encomendas.values():
        pedidos.setdefault(encomenda.tarefa.pedido.nome_do_arquivo, set()).add(encomenda.tarefa.pedido)
    for encomenda in encomendas.values():
        nome = encomenda.tarefa.pedido.nome_do_arquivo
        marca = f"-{sha256(repr(encomenda.tarefa.pedido).encode()).hexdigest()[:6]}" if len(pedidos[nome]) > 1 else ""
        encomenda.nome = nome + marca


def _guardar(diario: Diario, encomenda: _Encomenda, entrega: Entrega) -> list[Feito]:
    """Põe os arquivos na pasta; o que houve com cada linha que pediu este relatório."""
    antes = encomenda.tarefa.pedido.nome_do_arquivo
    arquivos = {encomenda.nome + nome.removeprefix(antes): c for nome, c in entrega.arquivos.items()}
    frase = entrega.frase
    if not frase:
        try:
            diario.guardar(encomenda.tarefa.chave, arquivos)
        except OSError as erro:
            frase = f"Não consegui gravar na pasta: {erro.strerror or erro}. Se o arquivo está aberto, feche-o."
    como = (NAO_SAIU, (), frase) if frase else (PRONTO, tuple(arquivos), "")
    return [Feito(linha, *como, entrega.segundos) for linha in encomenda.linhas]
