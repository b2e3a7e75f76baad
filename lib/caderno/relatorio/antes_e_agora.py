"""O relatório de medições: capa com os dois períodos, o que mudou em cada resposta, e o que não se compara."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from caderno import apresentacao, catalogo, formato
from caderno.modelo import Instrumento
from caderno.relatorio import abertura, medicoes, secoes, tela_e_papel
from caderno.relatorio.medicoes import SEPARA, Comparacao, Mudanca, Tabela
from caderno.relatorio.pedaco import Pedaco, valor

if TYPE_CHECKING:
    from caderno.relatorio.folha import Folha

MAIORES = 5
NO_PAPEL = 12
"""Quantas mudanças de cada resposta vão ao papel; todas ficam na página e na planilha."""
COLUNAS = ("quem", "o_que", "antes", "agora", "diferenca")
ONDE = "na página (HTML) e na planilha (XLSX)."
TITULOS = ("De quem", "O quê", "Antes", "Agora", "O que mudou")


class Medicoes:
    """Duas medições de uma rede, prontas para mostrar. Os períodos são os da folha, ou os últimos anotados."""

    def __init__(self, folha: Folha):
        self.folha = folha
        todos = folha.contexto
        base = folha.preparar(medicoes.contexto_de(todos, None))
        self.origem = folha.origem_de(base)
        self.periodos = medicoes.dois_periodos(base, todos.periodo, folha.antes)
        self.antes, self.agora = (
            folha.preparar(medicoes.contexto_de(todos, periodo), medicoes.medido(base, periodo))
            for periodo in self.periodos
        )
        self.comparacoes: dict[int, list[Comparacao]] = {}
        self.de_fora: list[tuple[str, str]] = []
        for modulo, instrumentos in folha.instrumentos_do_relatorio.items():
            for instrumento in instrumentos:
                self._comparar(modulo, instrumento)

    def _comparar(self, modulo: int, instrumento: Instrumento) -> None:
        if motivo := medicoes.sem_duas_medicoes(instrumento, self.antes, self.agora):
            self.de_fora.append((instrumento.titulo, motivo))
            return
        comparacao = medicoes.comparar(*(lado.executar(instrumento.nome) for lado in (self.antes, self.agora)))
        if any(tabela.mudancas for tabela in comparacao.tabelas):
            self.comparacoes.setdefault(modulo, []).append(comparacao)
        else:
            self.de_fora.append((instrumento.titulo, "as tabelas são de cada período, e as linhas não são as mesmas"))

    def capa(self) -> Pedaco:
        """Título, os dois períodos e o resto do alcance."""
        antes, agora = map(abertura.periodo_por_extenso, self.periodos)
        return self.folha.capa("O que mudou: {}", {"Período": "", "Antes": antes, "Agora": agora})

    def resumo(self) -> Pedaco:
        """A primeira frase do que mudou em cada resposta."""
        itens = "".join(
            f'<li><a href="#{c.instrumento.nome}">{escape(c.instrumento.titulo)}</a> '
            f"{apresentacao.frase_html(' '.join(frases(c)[:2]))}</li>"
            for deste in self.comparacoes.values()
            for c in deste
        )
        nada = "<p>Ainda não há duas medições para comparar.</p>"
        corpo = f"<ul>{itens}</ul>" if itens else nada
        return Pedaco(f'<section class="resumo" id="o-que-diz"><h2>O que mudou</h2>{corpo}</section>')

    def falta(self) -> Pedaco:
        """As respostas que não têm duas medições, e por quê."""
        itens = "".join(f"<li><strong>{escape(t)}</strong>: {escape(motivo)}.</li>" for t, motivo in self.de_fora)
        corpo = f"<ul>{itens}</ul>" if itens else "<p>Todas as respostas têm duas medições.</p>"
        return Pedaco(f'<section class="o-que-falta" id="o-que-falta"><h2>O que não se compara</h2>{corpo}</section>')

    def modulos(self) -> Pedaco:
        """O que mudou, resposta por resposta."""
        html = [secoes.modulo_html(n, map(self._artigo, deste)) for n, deste in self.comparacoes.items()]
        corpo = f'<div class="corrido">{"".join(html)}</div>'
        return Pedaco(corpo, tuple(parte(c) for deste in self.comparacoes.values() for c in deste))

    def lastro(self) -> Pedaco:
        """O anexo que diz de que linhas vêm os números dos dois períodos."""
        return self.origem.pedaco()

    def _artigo(self, comparacao: Comparacao) -> str:
        instrumento = comparacao.instrumento
        ditas = "".join(f"<p>{apresentacao.frase_html(frase)}</p>" for frase in frases(comparacao))
        avisos = [comparacao.aviso] * bool(comparacao.aviso) + self._meses_diferentes(comparacao)
        notas = "".join(f'<p class="nota">{escape(aviso)}</p>' for aviso in avisos)
        tabelas = "".join(tabela_html(t, self.origem.ancoras) for t in comparacao.tabelas)
        dobra = secoes.dobra_html("Os números, antes e agora", tabelas, "tabelas") if tabelas else ""
        de_onde = apresentacao.de_onde_vem_html(comparacao.agora, ancoras=self.origem.ancoras)
        na_tela = tela_e_papel.so_na_tela(dobra + de_onde)
        no_papel = tela_e_papel.so_no_papel(_resumo_da_comparacao(comparacao))
        return secoes.moldura_html(instrumento, f'<div class="leitura">{ditas}</div>{notas}{na_tela}{no_papel}')

    def _meses_diferentes(self, comparacao: Comparacao) -> list[str]:
        """O aviso de que um lado tem mais meses anotados do que o outro."""
        antes, agora = (medicoes.meses_anotados(comparacao.instrumento, d) for d in (self.antes, self.agora))
        return [
            f"“{catalogo.QUADROS[nome].titulo}”: {formato.plural(antes[nome], 'mês anotado', 'meses anotados')} antes, "
            f"{formato.quantidade(agora[nome])} agora. As somas não se comparam direto."
            for nome in antes
            if antes[nome] != agora[nome]
        ]


def frases(comparacao: Comparacao) -> list[str]:
    """Quantos números melhoraram e pioraram, as maiores mudanças e quem só está de um lado.

    Fala primeiro a tabela mais geral, que é a da rede quando há; as outras completam.
    """
    tabelas = _da_mais_geral(comparacao)
    principal = tabelas[0]
    ditas = [m.frase() for t in tabelas for m in _maiores(t)][:MAIORES]
    ditas = [*_placar(principal), *ditas, *_so_de_um_lado(principal)]
    return ditas or [f"Nenhum número mudou em “{principal.saida.titulo}”."]


def _da_mais_geral(comparacao: Comparacao) -> list[Tabela]:
    """As tabelas comparadas, a da rede na frente; as que não têm nada dos dois lados, no fim."""
    return sorted(comparacao.tabelas, key=lambda t: (not t.mudancas, len(t.chave), len({m.quem for m in t.mudancas})))


def _resumo_da_comparacao(comparacao: Comparacao) -> str:
    """O que o papel traz: as maiores mudanças que as frases ainda não disseram, e de onde vem tudo."""
    mudaram = [(t, m) for t in _da_mais_geral(comparacao) for m in _maiores(t)]
    tabela = mudaram[MAIORES][0] if len(mudaram) > MAIORES else None
    mostradas = [m for t, m in mudaram[MAIORES:] if t is tabela][:NO_PAPEL]
    sobram = len(mudaram) - MAIORES - len(mostradas)
    quietas = [secoes.de_onde(comparacao.agora)]
    if sobram > 0:
        quietas.insert(0, f"Mais {formato.plural(sobram, 'mudança', 'mudanças')}, {ONDE}")
    nota = f'<p class="quieto">{escape(" ".join(quietas))}</p>'
    return (_tabela(tabela, mostradas, {}) if tabela else "") + nota


def _julgadas(tabela: Tabela) -> list[Mudanca]:
    """As que o catálogo diz o que é melhor; se nenhuma diz, todas."""
    return [m for m in tabela.mudancas if m.campo.melhor] or list(tabela.mudancas)


def _maiores(tabela: Tabela) -> list[Mudanca]:
    mudaram = [m for m in _julgadas(tabela) if not m.igual]
    return sorted(mudaram, key=lambda m: m.tamanho, reverse=True) if tabela.chave else mudaram


def _placar(tabela: Tabela) -> list[str]:
    juizos = [m.juizo() for m in _julgadas(tabela)]
    melhoraram, pioraram = juizos.count("melhorou"), juizos.count("piorou")
    if melhoraram + pioraram < 2:
        return []
    partes = [
        formato.plural(n, f"número {um}", f"números {muitos}")
        for n, um, muitos in ((melhoraram, "melhorou", "melhoraram"), (pioraram, "piorou", "pioraram"))
        if n
    ]
    return [f"{formato.juntar(partes)}."]


def _so_de_um_lado(tabela: Tabela) -> list[str]:
    lados = (("antes", tabela.so_antes), ("agora", tabela.so_agora))
    return [f"Só {quando}: {abertura.enumerar(quem, '', 'linha', 'linhas')}." for quando, quem in lados if quem]


def tabela_html(tabela: Tabela, ancoras: apresentacao.Ancoras | None = None) -> str:
    """As mudanças de uma saída; as iguais são só contadas. Com `ancoras`, o nome leva às linhas dele no lastro."""
    mudaram = [m for m in tabela.mudancas if not m.igual]
    iguais = len(tabela.mudancas) - len(mudaram)
    quietas = [f"{formato.plural(iguais, 'número ficou igual', 'números ficaram iguais')}."] * bool(iguais)
    if sobram := len(mudaram[apresentacao.LINHAS_NO_RELATORIO :]):
        quietas.append(f"E mais {formato.plural(sobram, 'número mudou', 'números mudaram')}.")
    nota = "".join(f'<p class="quieto">{frase}</p>' for frase in (*quietas, *map(escape, _so_de_um_lado(tabela))))
    if not mudaram:
        return f'<p class="quieto">{escape(tabela.saida.titulo)}: nenhum número mudou.</p>{nota}'
    return _tabela(tabela, mudaram[: apresentacao.LINHAS_NO_RELATORIO], ancoras or {}) + nota


def _tabela(tabela: Tabela, mudancas: Sequence[Mudanca], ancoras: apresentacao.Ancoras) -> str:
    """Uma linha por mudança."""
    titulo = escape(tabela.saida.titulo)
    com_quem = int(bool(tabela.chave))
    numeros = {"Antes": ' class="numero"', "Agora": ' class="numero"'}
    cabecalho = "".join(f'<th scope="col"{numeros.get(t, "")}>{t}</th>' for t in TITULOS[1 - com_quem :])
    corpo = "".join(_linha(m, com_quem, _destino(tabela, m, ancoras)) for m in mudancas)
    return (
        f'<div class="rolar" tabindex="0" role="region" aria-label="{titulo}"><table><caption>{titulo}</caption>'
        f"<thead><tr>{cabecalho}</tr></thead><tbody>{corpo}</tbody></table></div>"
    )


def _destino(tabela: Tabela, mudanca: Mudanca, ancoras: apresentacao.Ancoras) -> str:
    """O lugar do anexo com as linhas de quem abre a linha; vazio quando não há um só."""
    nomes = mudanca.quem.split(SEPARA)
    if len(nomes) != len(tabela.chave):  # há um nome com o próprio sinal que separa
        return ""
    pares = ((campo.nome, nome) for campo, nome in zip(tabela.chave, nomes, strict=True))
    return next((ancoras[par] for par in pares if par in ancoras), "")


def _linha(mudanca: Mudanca, com_quem: int, destino: str) -> str:
    primeira, *outras = [mudanca.quem, mudanca.campo.rotulo][1 - com_quem :]
    antes, agora = mudanca.escritos
    mudou = ", ".join(filter(None, (mudanca.diferenca(), mudanca.juizo())))
    nome = f'<a href="#{destino}">{escape(primeira)}</a>' if destino else escape(primeira)
    return (
        f'<tr><th scope="row">{nome}</th>{"".join(f"<td>{escape(o)}</td>" for o in outras)}'
        f'<td class="numero">{escape(antes)}</td><td class="numero">{escape(agora)}</td><td>{escape(mudou)}</td></tr>'
    )


def parte(comparacao: Comparacao) -> dict[str, Any]:
    """A comparação em valores que cabem em JSON, na mesma forma dos outros relatórios."""
    instrumento, agora = comparacao.instrumento, comparacao.agora
    return {
        "instrumento": instrumento.nome,
        "titulo": instrumento.titulo,
        "vazio": False,
        "versao": instrumento.versao,
        "proposta": instrumento.proposta,
        "leitura": frases(comparacao),
        "escolhas": dict(agora.escolhas),
        "grau": max(comparacao.antes.grau, agora.grau),
        "uso": agora.uso.to_dict("records"),
        "saidas": {
            t.saida.nome: {
                "titulo": t.saida.titulo,
                "grao": t.saida.grao,
                "colunas": list(COLUNAS),
                "linhas": [[m.quem, m.campo.rotulo, valor(m.antes), valor(m.agora), m.diferenca()] for m in t.mudancas],
            }
            for t in comparacao.tabelas
        },
    }
