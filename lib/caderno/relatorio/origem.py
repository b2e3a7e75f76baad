"""De que linhas vem cada número: quantas, de quem, quando e com que grau. É o anexo “Lastro” do relatório.

Nomes saem como cada empreendimento combinou. Quem só anotou por grupos que não aparecem pelo nome
também não aparece: o nome de quem escreve diria de que grupo se fala.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache, cached_property
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from caderno import apresentacao, catalogo, formato
from caderno.catalogo import NAO_APARECE, Dados
from caderno.relatorio import lastro, tela_e_papel
from caderno.relatorio.pedaco import Pedaco
from caderno.validacao import GRAU, LINHA

if TYPE_CHECKING:
    from caderno.arquivo import Rede
    from caderno.arquivo.versoes import Autoria, Procedencia

CHAVES = {"empreendimento": "empreendimentos", "cooperativa": "cooperativas", "produto": "produtos"}
"""Coluna que diz de quem é a linha -> quadro que dá esses nomes."""
DE_QUEM = ("empreendimento", "feito_por")
O_QUE_E = (
    "Quem escreveu cada linha que entrou na conta, quando, e como soube: A medido, B declarado, C estimado. "
    "O grau de uma resposta é o pior do que entrou nela."
)
ONDE_ESTA_O_RESTO = (
    "Aqui vai o resumo. A lista por nome está no mesmo relatório em página (HTML), e o que permite refazer as contas, "
    "no arquivo que termina em .lastro.json."
)
TITULOS_DO_RESUMO = ("Quadro", "Linhas usadas", "Quem anotou", "Quando", "Grau")
POUCAS = 3
"""Até aqui as linhas se chamam pelo nome; acima disso, contam-se."""
PESSOAIS = ("respondente",)


class Linha(NamedTuple):
    """Uma linha que entrou na conta."""

    quadro: str
    quem: tuple[str, ...]
    """Quem escreveu, se pode mostrar-se."""
    quando: datetime | None
    """A última vez que se mexeu nela, na hora deste computador; None quando não se mostra quem."""
    grau: str
    celulas: dict[str, object]


class Origem:
    """As linhas que entraram num relatório, com quem as escreveu."""

    def __init__(self, rede: Rede, dados: Dados, quadros: Iterable[str]):
        """`quadros` são os que o relatório leu."""
        self._rede = rede
        self._dados = dados
        self._usos = dados.uso(tuple(quadros))
        self._como_se_mostram: dict[str, str] = {}

    # ------------------------------------------------------------------ quem se mostra

    @cached_property
    def _aparecem(self) -> dict[str, str]:
        """Empreendimento -> como combinou aparecer."""
        nomes = self._dados.nomes("empreendimentos").atuais.values()
        return {nome: self._dados.como_aparece(nome) for nome in nomes}

    @cached_property
    def _pelo_nome(self) -> frozenset[str]:
        return frozenset(nome for nome, aparece in self._aparecem.items() if aparece == nome)

    @cached_property
    def _apelidos(self) -> frozenset[str]:
        return frozenset(self._aparecem.values()) - self._pelo_nome

    @cached_property
    def _escondidos(self) -> tuple[str, ...]:
        return tuple(dobrado for nome in self._aparecem.keys() - self._pelo_nome if (dobrado := formato.dobrar(nome)))

    def _aberta(self, nomes: set[str]) -> bool:
        """A linha é da rede ou de alguém que aparece pelo nome."""
        return not (nomes & self._apelidos) or bool(nomes & self._pelo_nome)

    @cached_property
    def _autores_reservados(self) -> frozenset[str]:
        """Quem escreveu linhas de grupos que não aparecem e nenhuma de um grupo que aparece."""
        reservados, abertos = set(), set()
        for quadro, declarado in catalogo.QUADROS.items():
            if not set(DE_QUEM) & set(declarado.nomes) or quadro not in self._dados.brutas:
                continue
            autoria = self._autoria(quadro)
            for linha, nomes in zip(*self._donos(quadro), strict=True):
                autores = autoria[linha].autores if linha in autoria else ()
                if nomes & self._pelo_nome:
                    abertos.update(autores)
                elif nomes & self._apelidos:
                    reservados.update(autores)
        return frozenset(reservados - abertos)

    @cached_property
    def _procedencias(self) -> dict[str, Procedencia]:
        return self._rede.procedencias()

    def _autoria(self, quadro: str) -> dict[str, Autoria]:
        return self._procedencias[quadro].autoria if quadro in self._procedencias else {}

    def _donos(self, quadro: str) -> tuple[Iterable[str], list[set[str]]]:
        tabela = self._dados.combinada(quadro)
        return tabela[LINHA], _donos(tabela)

    def mostrar_autor(self, autor: str) -> str:
        """O nome de quem escreveu, ou "" quando ele diria de que grupo se fala."""
        if autor not in self._como_se_mostram:
            dobrado = formato.dobrar(autor)
            reservado = autor in self._autores_reservados or any(nome in dobrado for nome in self._escondidos)
            self._como_se_mostram[autor] = "" if reservado else autor or "quem não se disse"
        return self._como_se_mostram[autor]

    @property
    def autores(self) -> list[str]:
        """Quem escreveu as linhas usadas e pode mostrar-se, sem repetir."""
        return list(dict.fromkeys(nome for linha in self._linhas for nome in linha.quem))

    # ------------------------------------------------------------------ as linhas

    @cached_property
    def _quadros(self) -> list[str]:
        return [linha.quadro for linha in self._usos.itertuples() if linha.usadas]

    @cached_property
    def _linhas(self) -> list[Linha]:
        return [linha for quadro in self._quadros for linha in self._ler(quadro)]

    def _ler(self, quadro: str) -> Iterator[Linha]:
        """As linhas do quadro que entraram na conta."""
        tabela, autoria = self._dados.tabela(quadro), self._autoria(quadro)
        aqui = cache(lambda momento: datetime.fromisoformat(momento).astimezone())
        for celulas, nomes in zip(tabela.to_dict("records"), _donos(tabela), strict=True):
            quem, quando = (), None
            if self._aberta(nomes) and (desta := autoria.get(celulas[LINHA])):
                quem = tuple(filter(None, map(self.mostrar_autor, desta.autores)))
                quando = aqui(desta.momento) if quem else None
            yield Linha(quadro, quem, quando, celulas[GRAU], celulas)

    @cached_property
    def _por_nome(self) -> dict[tuple[str, str], list[Linha]]:
        """(coluna, nome) -> as linhas desse nome; quem não aparece não está."""
        achadas: dict[tuple[str, str], list[Linha]] = {}
        for linha in self._linhas:
            for coluna in CHAVES:
                nome = linha.celulas.get(coluna)
                if isinstance(nome, str) and not nome.startswith(NAO_APARECE):
                    achadas.setdefault((coluna, nome), []).append(linha)
        return achadas

    def frases(self, linhas: Iterable[Linha], coluna: str = "") -> list[str]:
        """As linhas juntas por quem escreveu, dia e grau; `coluna` é a que já está dita no título."""
        grupos: dict[tuple, list[Linha]] = {}
        for linha in linhas:
            dia = linha.quando and linha.quando.date()
            grupos.setdefault((linha.quem, dia, linha.grau), []).append(linha)
        return [self._frase(grupo, coluna) for grupo in grupos.values()]

    def _frase(self, grupo: list[Linha], coluna: str) -> str:
        por_quadro: dict[str, list[Linha]] = {}
        for linha in grupo:
            por_quadro.setdefault(linha.quadro, []).append(linha)
        quem, grau = grupo[0].quem, formato.escrever_grau(grupo[0].grau)
        autor = f"Por {formato.juntar(quem)} {_quando(grupo)}" if quem else "De quem não se mostra"
        partes = [self._quantas(quadro, linhas, coluna, bool(coluna)) for quadro, linhas in por_quadro.items()]
        return f"{autor} ({grau}): {'; '.join(partes)}."

    def _quantas(self, quadro: str, linhas: list[Linha], coluna: str, dizer_quadro: bool) -> str:
        titulo = f"{catalogo.QUADROS[quadro].titulo}, " if dizer_quadro else ""
        # Onde quem escreveu não se mostra, o texto da linha também não: um item pode dizer de quem é.
        quais = _nomes(quadro, linhas, coluna) if len(linhas) <= POUCAS and linhas[0].quem else _meses(linhas)
        return f"{titulo}{formato.plural(len(linhas), 'linha', 'linhas')}{quais and f', {quais}'}"

    # ------------------------------------------------------------------ a página

    @cached_property
    def ancoras(self) -> apresentacao.Ancoras:
        """(coluna, nome) -> lugar do anexo com as linhas desse nome; ("quadro", nome), as do quadro."""
        lidos = self._usos.loc[self._usos["lidas"] > 0, "quadro"]
        return {par: f"l{i}" for i, par in enumerate(self._por_nome, 1)} | {("quadro", q): f"l-{q}" for q in lidos}

    def pedaco(self) -> Pedaco:
        """O anexo, com o que identifica os dados."""
        dos_dados = lastro.dos_dados(self._rede, self._dados, self._usos["quadro"], self._procedencias)
        return Pedaco(self.html(), lastro=dos_dados)

    def html(self) -> str:
        """O anexo: quadro por quadro e, para quem tem nome, só as linhas dele."""
        lidos = list(self._usos[self._usos["lidas"] > 0].itertuples())
        por_quadro = "".join(map(self._quadro, lidos))
        por_nome = "".join(map(self._de, CHAVES))
        tudo = (
            f"<details><summary><span>De que linhas vêm os números</span></summary><p>{O_QUE_E}</p>"
            f"<h3>Quadro por quadro</h3><dl>{por_quadro}</dl>{por_nome}</details>"
        )
        return (
            '<section class="resultado lastro" id="lastro"><h2>Lastro</h2>'
            f"{tela_e_papel.so_na_tela(tudo)}{tela_e_papel.so_no_papel(self._resumo(lidos))}</section>"
        )

    def _resumo(self, usos: Iterable) -> str:
        """Uma linha por quadro: quantas entraram, de quem, quando e com que grau."""
        por_quadro: dict[str, list[Linha]] = {}
        for linha in self._linhas:
            por_quadro.setdefault(linha.quadro, []).append(linha)
        corpo = "".join(self._linha_do_resumo(uso, por_quadro.get(uso.quadro, [])) for uso in usos)
        cabecalho = "".join(f'<th scope="col">{titulo}</th>' for titulo in TITULOS_DO_RESUMO)
        tabela = f"<table><caption>Quadro por quadro</caption><thead><tr>{cabecalho}</tr></thead><tbody>{corpo}</tbody>"
        return f"<p>{O_QUE_E} {ONDE_ESTA_O_RESTO}</p>{tabela}</table>" if corpo else ""

    def _linha_do_resumo(self, uso, linhas: list[Linha]) -> str:
        usadas = f"{formato.quantidade(uso.usadas)} de {formato.quantidade(uso.lidas)}"
        celulas = (usadas, _autores(linhas), _dias(linhas), _graus(linhas))
        titulo = escape(catalogo.QUADROS[uso.quadro].titulo)
        if motivo := self._por_que_fora(uso.quadro):
            titulo += f"<small>{escape(motivo)}</small>"
        corpo = "".join(f"<td>{escape(celula)}</td>" for celula in celulas)
        return f'<tr id="{tela_e_papel.NO_PAPEL}{uso.quadro}"><th scope="row">{titulo}</th>{corpo}</tr>'

    def _quadro(self, uso) -> str:
        usei = apresentacao.frase_do_uso(uso)
        frases = self.frases(linha for linha in self._linhas if linha.quadro == uso.quadro)
        corpo = [f"{usei[:1].upper()}{usei[1:]}", *frases, self._por_que_fora(uso.quadro)]
        return _item(f"l-{uso.quadro}", catalogo.QUADROS[uso.quadro].titulo, corpo)

    def _por_que_fora(self, quadro: str) -> str:
        """Em que campos estão as pendências que deixam linhas fora; o texto delas pode dizer nomes."""
        campos = {p.campo for p in self._dados.conferido(quadro)[1] if p.gravidade == "erro"}
        rotulos = [c.rotulo for c in catalogo.QUADROS[quadro].campos if c.nome in campos]
        return f"O que tem pendência: {formato.juntar(rotulos)}." if rotulos else ""

    def _de(self, coluna: str) -> str:
        """As linhas de cada nome; `coluna` diz se é de empreendimento, de cooperativa ou de produto."""
        itens = "".join(
            _item(self.ancoras[qual, nome], nome, self.frases(linhas, coluna))
            for (qual, nome), linhas in self._por_nome.items()
            if qual == coluna
        )
        rotulo = escape(catalogo.quadro(CHAVES[coluna]).campo(coluna).rotulo)
        return f"<h3>{rotulo} por {rotulo.lower()}</h3><dl>{itens}</dl>" if itens else ""


def _autores(linhas: list[Linha]) -> str:
    """Os primeiros nomes e quantos mais; quem não se mostra também se diz que há."""
    nomes = list(dict.fromkeys(nome for linha in linhas for nome in linha.quem))
    sobram = [formato.plural(len(nomes) - POUCAS, "outra pessoa", "outras pessoas")] * (len(nomes) > POUCAS)
    sem_nome = ["quem não se mostra"] * any(not linha.quem for linha in linhas)
    return formato.juntar([*nomes[:POUCAS], *sobram, *sem_nome]) or formato.TRACO


def _dias(linhas: list[Linha]) -> str:
    """O primeiro e o último dia em que se mexeu nelas."""
    dias = sorted({linha.quando.date() for linha in linhas if linha.quando})
    return formato.juntar(dict.fromkeys(f"{dia:%d/%m/%Y}" for dia in dias[:1] + dias[-1:]), "a") or formato.TRACO


def _graus(linhas: list[Linha]) -> str:
    """Cada grau com quantas linhas o têm; um só dispensa a conta."""
    quantas = Counter(linha.grau for linha in linhas)
    if len(quantas) == 1:
        return next(iter(quantas)) or formato.TRACO
    return ", ".join(f"{grau} {formato.quantidade(n)}" for grau, n in sorted(quantas.items())) or formato.TRACO


def _item(ident: str, titulo: str, frases: Iterable[str]) -> str:
    ditas = "".join(f"<dd>{escape(frase)}</dd>" for frase in frases if frase)
    return f'<dt id="{ident}">{escape(titulo)}</dt>{ditas}'


def _donos(tabela: pd.DataFrame) -> list[set[str]]:
    """De que empreendimentos é cada linha, pelo nome com que aparecem."""
    donos: list[set[str]] = [set() for _ in range(len(tabela))]
    for coluna in (c for c in DE_QUEM if c in tabela):
        for nomes, texto in zip(donos, tabela[coluna], strict=True):
            if isinstance(texto, str):
                nomes.update(nome.removeprefix(NAO_APARECE) for nome in texto.split("; "))
    return donos


def _nomes(quadro: str, linhas: list[Linha], coluna: str) -> str:
    """Como as pessoas chamam as linhas: o nome próprio, ou os campos da chave que ainda não foram ditos."""
    declarado = catalogo.QUADROS[quadro]
    campos = [declarado.nome_proprio] if declarado.nome_proprio else declarado.chave or declarado.nomes[:2]
    nomes = []
    for celulas in (linha.celulas for linha in linhas):
        mostrados = [nome for nome in campos if nome not in (coluna, *PESSOAIS) and not formato.ausente(celulas[nome])]
        escritos = [formato.escrever(celulas[nome], declarado.campo(nome)) for nome in mostrados]
        nomes.append(", ".join(texto for texto in escritos if not texto.startswith(NAO_APARECE)))
    return formato.juntar([f"“{nome}”" for nome in nomes if nome])


def _meses(linhas: list[Linha]) -> str:
    """Muitas linhas se chamam pelos meses que cobrem; sem mês, nada."""
    meses = sorted({mes for linha in linhas if isinstance(mes := linha.celulas.get("mes"), str)})
    return formato.juntar([f"{mes[5:]}/{mes[:4]}" for mes in dict.fromkeys(meses[:1] + meses[-1:])], "a")


def _quando(grupo: list[Linha]) -> str:
    """O dia e a hora; num dia inteiro de anotações, a primeira e a última hora."""
    momentos = sorted(linha.quando for linha in grupo)
    horas = dict.fromkeys(f"{momento:%H:%M}" for momento in (momentos[0], momentos[-1]))
    return f"em {momentos[0]:%d/%m/%Y}, {'às' if len(horas) == 1 else 'das'} {formato.juntar(horas, 'às')}"
