"""O que fazer num lote: as linhas de uma planilha csv, ou um relatório para cada empreendimento da rede."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caderno import formato
from caderno.folhas import texto_separado
from caderno.folhas.recusas import ErroDePlanilha
from caderno.modelo import Campo, Contexto
from caderno.relatorio.folha import abrir_rede
from caderno.relatorio.pedido import RECORTES, ErroDeRelatorio, Pedido

COLUNAS = ("rede", "modelo", *RECORTES, "formato", "data")
_DIA = Campo("data", "Data", "data")


@dataclass(frozen=True)
class Linha:
    """Um relatório pedido. Com `frase`, o que está escrito não se entende e nada se faz."""

    numero: int
    """Onde está no arquivo; na lista de um comando, a ordem."""
    pedido: Pedido | None
    formatos: tuple[str, ...] = ("html",)
    escrito: str = ""
    """Como se reconhece a linha no resumo."""
    frase: str = ""


def ler(caminho: Path, hoje: date | None = None) -> list[Linha]:
    """Uma linha por relatório. Recusa o arquivo inteiro se um título não existe; o resto, linha por linha.

    Aceita `;`, `,` ou tabulação, qualquer codificação, títulos em qualquer ordem e com acento. `hoje` é
    o dia das linhas sem data.
    """
    try:
        linhas = texto_separado.abrir(caminho.read_bytes())
    except OSError as erro:
        raise ErroDeRelatorio(f"Não consegui ler {caminho}: {erro.strerror or erro}.") from None
    except ErroDePlanilha as erro:
        raise ErroDeRelatorio(f"{caminho.name}: {erro}") from None
    titulos, *linhas = linhas or [[]]
    nomes = _nomes_das_colunas(titulos)
    lidas = [_ler_linha(numero, nomes, linha, hoje or date.today()) for numero, linha in enumerate(linhas, 2) if linha]
    if not lidas:
        raise ErroDeRelatorio(f"{caminho.name} não tem nenhum relatório: escreva um por linha, abaixo dos títulos.")
    return lidas


def _nomes_das_colunas(titulos: Sequence[str]) -> list[str]:
    nomes = [formato.dobrar(titulo) for titulo in titulos]
    for nome, titulo in zip(nomes, titulos, strict=True):
        if nome not in COLUNAS:
            raise ErroDeRelatorio(f"Não conheço a coluna “{titulo}”. As que existem: {formato.juntar(COLUNAS)}.")
        if nomes.count(nome) > 1:
            raise ErroDeRelatorio(f"A coluna “{titulo}” aparece duas vezes. Deixe uma só.")
    if "rede" not in nomes:
        raise ErroDeRelatorio(f"Falta a coluna “rede”. As que existem: {formato.juntar(COLUNAS)}.")
    return nomes


def _ler_linha(numero: int, nomes: Sequence[str], celulas: Sequence[str], hoje: date) -> Linha:
    escrito = " · ".join(filter(None, map(str.strip, celulas)))
    if len(celulas) > len(nomes):
        return Linha(numero, None, escrito=escrito, frase="Há mais células do que títulos nesta linha.")
    valores = {nome: celula.strip() for nome, celula in zip(nomes, celulas, strict=False)}
    if not valores["rede"]:
        return Linha(numero, None, escrito=escrito, frase="Falta dizer a rede.")
    try:
        dia = ler_dia(valores.pop("data", "")) or hoje
        formatos = ler_formatos(valores.pop("formato", ""))
        return Linha(numero, Pedido(**valores, hoje=dia), formatos, escrito)
    except ErroDeRelatorio as erro:
        return Linha(numero, None, escrito=escrito, frase=str(erro))


def ler_formatos(texto: str) -> tuple[str, ...]:
    """Os formatos pedidos, sem repetir; vazio é uma página html.

    >>> ler_formatos("PDF, html,pdf"), ler_formatos("")
    (('pdf', 'html'), ('html',))
    """
    partes = [parte.strip().casefold() for parte in texto.replace("+", ",").split(",")]
    return tuple(dict.fromkeys(filter(None, partes))) or ("html",)


def ler_dia(texto: str) -> date | None:
    """Um dia escrito de um dos jeitos de sempre; vazio dá None.

    >>> ler_dia("21/11/2026"), ler_dia("2026-11-21")
    (datetime.date(2026, 11, 21), datetime.date(2026, 11, 21))
    """
    if not texto:
        return None
    lido = formato.ler(texto, _DIA)
    if lido.valor is None:
        raise ErroDeRelatorio(f"Não entendi a data “{texto}”. Escreva assim: 2026-11-21.")
    return date(lido.valor.year, lido.valor.month, lido.valor.day)


def de_pedidos(pedidos: Iterable[Pedido], formatos: tuple[str, ...]) -> list[Linha]:
    """As linhas de um lote que não veio de arquivo."""
    return [
        Linha(n, pedido, formatos, " · ".join(filter(None, (pedido.rede, *(getattr(pedido, r) for r in RECORTES)))))
        for n, pedido in enumerate(pedidos, 1)
    ]


def um_por_empreendimento(rede: str, **recorte) -> list[Pedido]:
    """Um pedido para cada empreendimento da rede, na ordem do cadastro."""
    dados = abrir_rede(rede).dados(Contexto(hoje=recorte.get("hoje") or date.today()))
    nomes = list(dados.nomes("empreendimentos").atuais.values())
    if not nomes:
        raise ErroDeRelatorio(f"A rede “{rede}” ainda não tem nenhum empreendimento no cadastro.")
    return [Pedido(rede, empreendimento=nome, **recorte) for nome in nomes]
