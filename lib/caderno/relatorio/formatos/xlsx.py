"""As tabelas do relatório em planilha, com números e datas de verdade para continuar a conta."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caderno import apresentacao, catalogo, formato
from caderno.graficos.canais import titulo_de
from caderno.modelo import NAO_SE_APLICA, Campo
from caderno.relatorio.formatos import planilha_viva, trazer
from caderno.relatorio.formatos.html import alcance, titulo_da_capa

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

CABECALHO = 4
"""A linha dos títulos das colunas, contando do zero: em cima dela ficam o nome da tabela e de que ela trata."""
PERGUNTA = 34
"""A largura da coluna das perguntas na capa: a mais comprida de hoje cabe numa linha."""
_ACENTO, _ACENTO_CLARO, _TINTA, _FIO = "#0b6553", "#e3f0ec", "#23211d", "#dcd6c8"
_LETRAS_NA_CELULA = 32_767
_REAIS = "[$R$-416] #,##0"
_TIPOS_DE_COLUNA = {"inteiro": "#,##0", "ano": "0", "mes": "mm/yyyy", "data": "dd/mm/yyyy"}


@dataclass(frozen=True)
class Tabela:
    """Uma saída de um instrumento, com o nome da folha dela."""

    folha: str
    instrumento: str
    titulo: str
    grao: str
    colunas: tuple[Campo, ...]
    linhas: list[list[Any]]
    da_rede: dict[str, Any]
    """Os números do mesmo instrumento para a rede inteira, se ele os dá."""


def gravar(relato: Relato, destino: Path) -> None:
    """Grava uma capa, as respostas e uma folha para cada tabela que tem linhas."""
    xlsxwriter = trazer("xlsxwriter", "xlsxwriter", "XLSX")
    opcoes = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(destino), opcoes) as livro:
        titulo = titulo_da_capa(relato)
        livro.set_properties({"title": _texto(titulo)[:255], "comments": "Feito pelo Caderno de Redes."})
        livro.set_calc_mode("auto")
        _Escrita(livro, titulo).escrever(relato, list(_tabelas(relato.partes)))


def _tabelas(partes: Sequence[dict[str, Any]]) -> Iterator[Tabela]:
    numero = 0
    for parte in partes:
        da_rede = _da_rede(parte)
        for nome, saida in parte["saidas"].items():
            if saida["linhas"]:
                numero += 1
                folha = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", f"{numero:02d} {saida['titulo']}")[:31].strip()
                colunas = _campos(parte["instrumento"], nome, saida)
                yield Tabela(folha, parte["titulo"], saida["titulo"], saida["grao"], colunas, saida["linhas"], da_rede)


def _da_rede(parte: dict[str, Any]) -> dict[str, Any]:
    rede = parte["saidas"].get("rede", {"grao": "", "colunas": [], "linhas": []})
    uma = rede["grao"] == "rede" and len(rede["linhas"]) == 1
    return dict(zip(rede["colunas"], rede["linhas"][0], strict=True)) if uma else {}


def _campos(instrumento: str, nome: str, saida: dict[str, Any]) -> tuple[Campo, ...]:
    """As colunas como o catálogo as declara, na ordem em que vieram; a que ele não tem é texto."""
    declarado = catalogo.INSTRUMENTOS.get(instrumento)
    saidas = {s.nome: s for s in declarado.saidas} if declarado else {}
    campos = {campo.nome: campo for campo in saidas[nome].colunas} if nome in saidas else {}
    return tuple(
        campos.get(coluna) or Campo(coluna, coluna.replace("_", " ").capitalize()) for coluna in saida["colunas"]
    )


class _Escrita:
    """Escreve as folhas de um livro, todas com a mesma cara."""

    def __init__(self, livro, titulo: str):
        self.livro = livro
        self.nome = titulo
        letra = {"font_name": "Calibri", "font_size": 11, "font_color": _TINTA, "valign": "top"}
        self.letra = letra
        livro.formats[0].set_font_color(_TINTA)
        self.titulo = livro.add_format(letra | {"bold": True, "font_size": 18, "font_color": _ACENTO})
        self.titulo_dobrado = livro.add_format(
            letra | {"bold": True, "font_size": 18, "font_color": _ACENTO, "text_wrap": True}
        )
        self.subtitulo = livro.add_format(letra | {"bold": True, "font_size": 13, "font_color": _ACENTO})
        self.corrido = livro.add_format(letra | {"text_wrap": True})
        self.negrito = livro.add_format(letra | {"bold": True, "text_wrap": True})
        self.ligacao = livro.add_format(letra | {"font_color": _ACENTO, "underline": 1})
        cabecalho = letra | {
            "bold": True,
            "text_wrap": True,
            "bg_color": _ACENTO_CLARO,
            "bottom": 2,
            "valign": "vcenter",
        }
        self.cabecalho = livro.add_format(cabecalho)
        self.cabecalho_numero = livro.add_format(cabecalho | {"align": "right"})
        self.falta = livro.add_format(letra | {"font_color": "#5c574e", "align": "right", "italic": True})
        self.moldes: dict[tuple, Any] = {}

    def molde(self, numero: str = "General", **mais):
        """O formato de célula de um molde de número, feito uma vez só."""
        chave = (numero, *mais.items())
        if chave not in self.moldes:
            borda = {"bottom": 1, "bottom_color": _FIO}
            self.moldes[chave] = self.livro.add_format(self.letra | borda | {"num_format": numero} | mais)
        return self.moldes[chave]

    def escrever(self, relato: Relato, tabelas: Sequence[Tabela]) -> None:
        self._capa(relato, tabelas)
        self._respostas(relato)
        for tabela in tabelas:
            self._tabela(tabela)

    def _nova(self, nome: str, larguras: Sequence[float]):
        folha = self.livro.add_worksheet(nome)
        folha.hide_gridlines(2)
        for coluna, largura in enumerate(larguras):
            folha.set_column(coluna, coluna, largura)
        folha.set_paper(9)
        folha.fit_to_pages(1, 0)
        alto = _texto(self.nome)[:100].replace("&", "&&")
        folha.set_header(f"&L&9{alto}" if not alto[:1].isdigit() else f"&L&9 {alto}")
        folha.set_footer("&L&9Caderno de Redes&R&9página &P de &N")
        return folha

    def _capa(self, relato: Relato, tabelas: Sequence[Tabela]) -> None:
        folha = self._nova("Capa", (PERGUNTA, 44, 40, 10))
        folha.merge_range(0, 0, 0, 3, "", self.titulo_dobrado)
        folha.write_string(0, 0, _texto(self.nome), self.titulo_dobrado)
        folha.set_row(0, 2 * _altura((self.nome, PERGUNTA + 40)))
        for linha, (o_que, qual) in enumerate(alcance(relato), start=2):
            folha.write_string(linha, 0, o_que, self.negrito)
            folha.merge_range(linha, 1, linha, 3, "", self.corrido)
            folha.write_string(linha, 1, _texto(qual), self.corrido)
            folha.set_row(linha, _altura((qual, 94)))
        inicio = 4 + len(alcance(relato))
        folha.write_string(inicio - 1, 0, "As tabelas deste arquivo", self.subtitulo)
        for coluna, nome in enumerate(("Pergunta", "Tabela", "Cada linha é", "Linhas")):
            folha.write_string(inicio, coluna, nome, self.cabecalho_numero if nome == "Linhas" else self.cabecalho)
        for linha, tabela in enumerate(tabelas, start=inicio + 1):
            folha.set_row(linha, _altura((tabela.instrumento, PERGUNTA), (tabela.titulo, 44), (tabela.grao, 40)))
            folha.write_string(linha, 0, tabela.instrumento, self.molde(text_wrap=True))
            endereco = f"internal:'{tabela.folha}'!A1"
            folha.write_url(
                linha, 1, endereco, self.molde(font_color=_ACENTO, underline=1, text_wrap=True), tabela.titulo
            )
            folha.write_string(linha, 2, tabela.grao, self.molde(text_wrap=True))
            folha.write_number(linha, 3, len(tabela.linhas), self.molde("#,##0"))

    def _respostas(self, relato: Relato) -> None:
        folha = self._nova("Respostas", (30, 90, 26))
        folha.set_landscape()
        for coluna, nome in enumerate(("Pergunta", "O que os números dizem", "Dados e versão da conta")):
            folha.write_string(0, coluna, nome, self.cabecalho)
        folha.freeze_panes(1, 0)
        folha.repeat_rows(0)
        linha = 1
        for parte in relato.partes:
            grau = formato.GRAUS.get(parte["grau"], parte["grau"])
            conta = f"{grau}; versão {parte['versao']}" + "; proposta deste caderno" * parte["proposta"]
            escolhas = [
                f"Escolha: {nome.replace('_', ' ')} = {valor}" for nome, valor in parte["escolhas"].items() if valor
            ]
            for frase in [*parte["leitura"], *escolhas] or ["Ainda não preenchido."]:
                folha.set_row(linha, _altura((parte["titulo"], 30), (frase, 90), (conta, 26)))
                folha.write_string(linha, 0, parte["titulo"], self.molde(text_wrap=True))
                folha.write_string(linha, 1, _texto(frase), self.molde(text_wrap=True))
                folha.write_string(linha, 2, conta, self.molde(text_wrap=True))
                linha += 1

    def _tabela(self, tabela: Tabela) -> None:
        larguras = [_largura(tabela, i) for i in range(len(tabela.colunas))]
        folha = self._nova(tabela.folha, larguras)
        folha.set_landscape()
        folha.write_string(0, 0, tabela.titulo, self.titulo)
        folha.set_row(0, 28)
        folha.write_string(1, 0, f"{tabela.instrumento}. Cada linha é: {tabela.grao}.")
        folha.write_url(2, 0, "internal:'Capa'!A1", self.ligacao, "Voltar para a capa")
        for coluna, campo in enumerate(tabela.colunas):
            folha.write_string(
                CABECALHO, coluna, titulo_de(campo), self.cabecalho_numero if campo.numerico else self.cabecalho
            )
        titulos = ((titulo_de(campo), largura) for campo, largura in zip(tabela.colunas, larguras, strict=True))
        folha.set_row(CABECALHO, max(48, _altura(*((titulo, 0.8 * largura) for titulo, largura in titulos))))
        folha.freeze_panes(CABECALHO + 1, 1)
        folha.repeat_rows(CABECALHO)
        ultima = CABECALHO + len(tabela.linhas)
        folha.autofilter(CABECALHO, 0, ultima, len(tabela.colunas) - 1)
        partes = planilha_viva.proporcoes(tabela.colunas, tabela.linhas)
        for i, valores in enumerate(tabela.linhas):
            textos = [par for par in zip(valores, larguras, strict=True) if isinstance(par[0], str)]
            folha.set_row(CABECALHO + 1 + i, _altura(*textos))
            for coluna, valor in enumerate(valores):
                self._celula(folha, CABECALHO + 1 + i, coluna, valor, tabela, partes.get(coluna))
        somas = planilha_viva.somaveis(tabela.colunas, tabela.linhas, partes, tabela.da_rede)
        if somas:
            folha.write_string(ultima + 1, 0, "Total", self.molde(bold=True))
        for coluna in somas:
            valores = [linha[coluna] for linha in tabela.linhas if linha[coluna] is not None]
            formula = planilha_viva.soma(coluna, CABECALHO + 1, ultima)
            folha.write_formula(
                ultima + 1, coluna, formula, self.molde(_molde(tabela, coluna), bold=True), sum(valores)
            )

    def _celula(self, folha, linha: int, coluna: int, valor, tabela: Tabela, parte) -> None:
        campo = tabela.colunas[coluna]
        if valor is None:
            falta = NAO_SE_APLICA if campo.numerico else formato.TRACO
            folha.write_string(linha, coluna, falta, self.falta if campo.numerico else self.molde())
        elif parte:
            ultima = CABECALHO + len(tabela.linhas)
            formula = planilha_viva.proporcao(parte, linha, CABECALHO + 1, ultima)
            folha.write_formula(linha, coluna, formula, self.molde(_molde(tabela, coluna)), valor / 100)
        elif campo.numerico and isinstance(valor, int | float):
            numero = valor / 100 if campo.tipo == "percentual" else valor
            folha.write_number(linha, coluna, numero, self.molde(_molde(tabela, coluna)))
        elif campo.tipo in ("mes", "data") and (dia := _dia(valor)):
            folha.write_datetime(linha, coluna, dia, self.molde(_TIPOS_DE_COLUNA[campo.tipo]))
        else:
            folha.write_string(linha, coluna, _texto(valor), self.molde(text_wrap=True))


def _molde(tabela: Tabela, coluna: int) -> str:
    """O jeito brasileiro de mostrar a coluna; o valor na célula fica inteiro."""
    campo = tabela.colunas[coluna]
    if campo.tipo in _TIPOS_DE_COLUNA:
        return _TIPOS_DE_COLUNA[campo.tipo]
    valores = [linha[coluna] for linha in tabela.linhas if isinstance(linha[coluna], int | float)]
    inteiros = campo.tipo == "numero" and all(valor == int(valor) for valor in valores)
    comuns = {"dinheiro": 2, "percentual": 1}.get(campo.tipo, 0 if inteiros else 2)
    casas = "0" * (comuns if campo.casas is None else campo.casas)
    virgula = "." * bool(casas)
    if campo.tipo == "dinheiro":
        return f"{_REAIS}{virgula}{casas};-{_REAIS}{virgula}{casas}"
    return f"0{virgula}{casas}%" if campo.tipo == "percentual" else f"#,##0{virgula}{casas}"


def _largura(tabela: Tabela, coluna: int) -> float:
    if tabela.colunas[coluna].numerico:
        return 16
    maior = max(len(_texto(linha[coluna])) for linha in tabela.linhas)
    return min(46, max(14, maior + 2))


def _altura(*textos: tuple[str, float]) -> float:
    """A altura da linha [pontos] em que cada texto cabe na sua largura, dobrado."""
    return 15.75 * max([1, *(math.ceil(len(texto) * 1.05 / largura) for texto, largura in textos)])


def _dia(texto) -> date | None:
    """O primeiro dia do mês, ou o dia; None quando não é nem um nem outro.

    >>> _dia("2026-03"), _dia("2026-03-31"), _dia("março")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31), None)
    """
    achado = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", str(texto))
    return date(int(achado[1]), int(achado[2]), int(achado[3] or 1)) if achado else None


def _texto(valor) -> str:
    return apresentacao.sem_controles(str(valor))[:_LETRAS_NA_CELULA] if valor is not None else ""
