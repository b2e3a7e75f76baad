"""A prestação de contas: uma folha para a parede, em palavras simples, com o que aconteceu e o que falta anotar.

Conta só o que aconteceu: o dinheiro previsto não entra. As somas são da rede inteira, e de quem
não aparece não sai o nome. As perguntas seguem o costume das assembleias: quanto entrou e saiu, o que
se fez com o trabalho, o que se cumpriu do que se combinou, o que se decidiu.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from caderno import apresentacao, catalogo, formato
from caderno.catalogo import NAO_APARECE, Resultado
from caderno.modelo import Campo
from caderno.relatorio import abertura, medicoes, secoes, tela_e_papel
from caderno.relatorio.pedaco import Pedaco

if TYPE_CHECKING:
    from caderno.relatorio.folha import Folha

LINHAS = 6
"""Numa folha de parede cabem poucas; as outras vão somadas na última."""
QUADROS_DA_PRESTACAO = ("lancamentos", "producao", "vendas", "custos", "acontecimentos", "acoes")
NADA = "Ainda não preenchido."
NO_PAPEL = (
    "Cada resposta em uma frase, com os quadros de onde ela vem. Aqui entra também o que se espera. "
    "As respostas inteiras, com desenhos, tabelas, contas e fontes, estão no mesmo relatório em página (HTML); "
    "as tabelas, na planilha (XLSX)."
)
_VALOR = Campo("valor", "Valor", "dinheiro")


class Prestacao:
    """A prestação de contas de uma rede, no recorte da folha."""

    def __init__(self, folha: Folha):
        self.folha = folha
        self.combinados = folha.dados
        realizado = medicoes.acontecido(folha.dados.conferido("lancamentos")[0])
        self.dados = folha.preparar(folha.contexto, {"lancamentos": realizado})

    def capa(self) -> Pedaco:
        """Título e alcance."""
        return self.folha.capa("Prestação de contas: {}", junta=True)

    def pagina(self) -> Pedaco:
        """A folha da parede: cada pergunta com a resposta em frases e, quando ajuda, uma tabela pequena."""
        blocos = (
            ("dinheiro", "O dinheiro", self._dinheiro()),
            ("trabalho", "O que fizemos", self._producao()),
            ("vendas-da-rede", "O que vendemos", self._vendas()),
            ("compras-juntas", "O que se poupa comprando junto", self._compras()),
            ("combinado", "O que combinamos", self._combinado()),
            ("decisoes", "O que vivemos e decidimos", self._acontecimentos()),
            ("nao-anotado", "O que ainda não foi anotado", self._falta()),
        )
        return Pedaco(f'<div class="contas">{"".join(_secao(*bloco) for bloco in blocos)}</div>')

    def anexo(self) -> Pedaco:
        """As respostas inteiras, com a conta e a fonte de cada número; no papel, uma frase de cada."""
        abre = "As respostas inteiras, com a conta e a fonte de cada número. Aqui entra também o que se espera."
        inteiras = self.folha.modulos()
        tela = f'<section class="anexo" id="anexo"><h2>Anexo</h2><p>{abre}</p></section>{inteiras}'
        return Pedaco(tela_e_papel.so_na_tela(tela) + tela_e_papel.so_no_papel(self._anexo_no_papel()), inteiras.partes)

    def _anexo_no_papel(self) -> str:
        """Cada resposta em uma frase, com o que se leu para chegar a ela."""
        modulos = self.folha.modulos_do_relatorio
        corpo = "".join(_respostas(numero, resultados) for numero, resultados in modulos.items())
        vazias = [r.instrumento.titulo for resultados in modulos.values() for r in resultados if r.vazio]
        falta = f"<p>Ainda sem resposta: {escape(formato.juntar(vazias))}.</p>" if vazias else ""
        return f'<section class="anexo curto" id="anexo-curto"><h2>Anexo</h2><p>{NO_PAPEL}</p>{corpo}{falta}</section>'

    # ------------------------------------------------------------------ cada pergunta

    def _dinheiro(self) -> list[str]:
        saidas = self._responde("caixa")
        if saidas is None:
            return [_frase(NADA + " Falta anotar o dinheiro que entrou e o que saiu.")]
        por_mes, itens = saidas["por_mes"], saidas["por_descricao"]
        entrou, saiu = por_mes["entrou"].sum(), por_mes["saiu"].sum()
        frase = f"Entraram {formato.dinheiro(entrou)} e saíram {formato.dinheiro(saiu)}."
        tabelas = [
            _tabela(titulo, "De quê", itens.loc[itens["sentido"] == sentido, ["descricao", "valor_no_periodo"]])
            for sentido, titulo in (("entra", "De onde veio"), ("sai", "Para onde foi"))
        ]
        return [_frase(f"{frase} {_saldo(entrou - saiu)}"), *tabelas]

    def _producao(self) -> list[str]:
        tabela = self.dados.tabela("producao").dropna(subset=["produto", "realizado"])
        if tabela.empty:
            return [_frase(NADA + " Falta anotar o que se produziu.")]
        unidades = self.dados.tabela("produtos").dropna(subset=["unidade"]).set_index("produto")["unidade"].to_dict()
        feito = tabela.groupby("produto")["realizado"].sum().sort_values(ascending=False)
        linhas = [(f"{p} ({unidades[p]})" if p in unidades else p, formato.quantidade(q)) for p, q in feito.items()]
        horas = [self.dados.tabela(q)[c].sum() for q, c in (("producao", "horas"), ("vendas", "horas_de_venda"))]
        partes = [
            f"{formato.quantidade(round(h), 'horas')} para {o_que}"
            for h, o_que in zip(horas, ("produzir", "vender"), strict=True)
            if h
        ]
        trabalho = f" Foram {formato.juntar(partes)}." if partes else " As horas de trabalho ainda não foram anotadas."
        return [
            _frase(f"Fizemos {formato.plural(len(feito), 'produto', 'produtos')}.{trabalho}"),
            _tabela_html("O que ficou pronto", ("Produto", "Quanto"), linhas),
        ]

    def _vendas(self) -> list[str]:
        saidas = self._responde("canais")
        if saidas is None:
            return [_frase(NADA + " Falta anotar as vendas.")]
        por_canal = saidas["por_canal"][["canal", "vendido"]].sort_values("vendido", ascending=False)
        canais = formato.plural(len(por_canal), "lugar", "lugares")
        frase = f"Vendemos {formato.dinheiro(por_canal['vendido'].sum())}, em {canais}."
        return [_frase(frase), _tabela("Onde vendemos", "Onde", por_canal)]

    def _compras(self) -> list[str]:
        resultado = self.dados.executar("compras_coletivas")
        if resultado.vazio:
            return [_frase(NADA + " Faltam os pedidos de cada um e os preços dos fornecedores.")]
        return [_frase(resultado.leitura[0]), _frase("É o que dizem os preços anotados. Vale quando a compra é feita.")]

    def _combinado(self) -> list[str]:
        frases = [*self._plano(), *self._previsto(), *self._planejado()]
        return [_frase(frase) for frase in frases] or [_frase(NADA + " Falta anotar o que se combinou.")]

    def _plano(self) -> list[str]:
        acoes = self.dados.tabela("acoes")
        if acoes.empty:
            return []
        situacoes = acoes["situacao_da_acao"].fillna("a fazer").value_counts()
        partes = [f"{formato.quantidade(n)} {situacao}" for situacao, n in situacoes.items()]
        abertas = acoes[~acoes["situacao_da_acao"].isin(["feita", "deixada de lado"])]
        atrasadas = abertas[abertas["ate_quando"] < pd.Timestamp(self.folha.contexto.hoje)]
        quais = abertura.enumerar(list(atrasadas["acao"].dropna()), "ações sem nome", "ação", "ações")
        passou = [f"Passou do prazo: {quais}."] * (len(atrasadas) > 0)
        return [f"Do plano de trabalho, {formato.juntar(partes)}.", *passou]

    def _previsto(self) -> list[str]:
        resultado = self.combinados.executar("caixa")
        tabela = resultado.saidas["previsto_e_realizado"]
        if tabela.empty:
            return []
        diferenca, meses = tabela["diferenca"].sum(), formato.plural(len(tabela), "mês", "meses")
        sentido = "a mais" if diferenca >= 0 else "a menos"
        return [f"No dinheiro, em {meses}, ficaram {formato.dinheiro(abs(diferenca))} {sentido} do que se esperava."]

    def _planejado(self) -> list[str]:
        tabela = self.dados.tabela("producao").dropna(subset=["produto", "planejado", "realizado"])
        somas = tabela.groupby("produto")[["planejado", "realizado"]].sum()
        cumpridos = int((somas["realizado"] >= somas["planejado"]).sum())
        return [f"Na produção, {cumpridos} de {len(somas)} produtos chegaram ao planejado."] if len(somas) else []

    def _acontecimentos(self) -> list[str]:
        de, ate = self._anos()
        tabela = self.dados.tabela("acontecimentos").dropna(subset=["acontecimento", "ano"])
        escondidos = tabela["empreendimento"].astype(str).str.startswith(NAO_APARECE)
        do_periodo = tabela[tabela["ano"].between(de, ate) & ~escondidos].sort_values("ano", kind="stable")
        quando = f"{de}" if de == ate else f"{de} a {ate}"
        if do_periodo.empty:
            return [_frase(f"{NADA} Falta contar o que se viveu e decidiu em {quando}.")]
        itens = [f"{linha.ano:.0f}: {linha.acontecimento}." for linha in do_periodo.itertuples()]
        return [_lista(itens)]

    def _anos(self) -> tuple[int, int]:
        """Os anos do período; sem período, este ano."""
        hoje = str(self.folha.contexto.hoje.year)
        de, ate = self.folha.contexto.periodo or (hoje, hoje)
        return int(de[:4]), int(ate[:4])

    # ------------------------------------------------------------------ o que falta

    def _falta(self) -> list[str]:
        """Os quadros vazios, quem ainda não anotou, os meses sem nada e o que pede conserto."""
        frases = [*self._quadros_vazios(), *self._quem_falta(), *self._meses_sem_nada(), *self._consertos()]
        return [_lista(frases)] if frases else [_frase("Tudo o que esta folha mostra está anotado.")]

    def _quadros_vazios(self) -> list[str]:
        vazios = [catalogo.QUADROS[q].titulo for q in QUADROS_DA_PRESTACAO if self.dados.tabela(q).empty]
        return [f"Sem nenhuma linha: {formato.juntar(vazios)}."] * bool(vazios)

    def _quem_falta(self) -> list[str]:
        """Quantos ainda não anotaram, sem dizer quem: a folha vai para a parede."""
        todos = self.dados.tabela("empreendimentos")["empreendimento"].nunique()
        frases = []
        for quadro, o_que in (("lancamentos", "o dinheiro"), ("producao", "a produção"), ("vendas", "as vendas")):
            anotaram = self.dados.tabela(quadro)["empreendimento"].nunique()
            if 0 < anotaram < todos:
                anotou = "anotou" if anotaram == 1 else "anotaram"
                frases.append(f"{anotaram} de {todos} empreendimentos {anotou} {o_que}. Faltam os outros.")
        return frases

    def _meses_sem_nada(self) -> list[str]:
        meses = self.dados.tabela("lancamentos")["mes"].dropna()
        if meses.empty:
            return []
        de, ate = self.folha.contexto.periodo or (meses.min(), meses.max())
        sem = [
            m for m in medicoes.meses_do(de, ate) if m not in set(meses) and m <= f"{self.folha.contexto.hoje:%Y-%m}"
        ]
        return [f"Sem dinheiro anotado: {formato.juntar(map(formato.mes_por_extenso, sem))}."] * bool(sem)

    def _consertos(self) -> Iterable[str]:
        pendencias = [p for q in QUADROS_DA_PRESTACAO for p in self.combinados.conferido(q)[1]]
        return secoes.frases_das_pendencias(pendencias)

    def _responde(self, instrumento: str):
        """As saídas do instrumento, ou None quando está vazio."""
        resultado: Resultado = self.dados.executar(instrumento)
        return None if resultado.vazio else resultado.saidas


def _saldo(sobra: float) -> str:
    if sobra < 0:
        return f"Saíram {formato.dinheiro(-sobra)} a mais do que entraram."
    return f"Ficaram {formato.dinheiro(sobra)}." if sobra else "Entrou o mesmo que saiu."


# ------------------------------------------------------------------ em página


def _secao(endereco: str, titulo: str, pedacos: Sequence[str]) -> str:
    corpo = f'<div class="caderno resultado">{"".join(pedacos)}</div>'
    return f'<section id="{endereco}"><h2>{escape(titulo)}</h2>{corpo}</section>'


def _frase(texto: str) -> str:
    return f"<p>{apresentacao.frase_html(texto)}</p>"


def _lista(itens: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{apresentacao.frase_html(item)}</li>' for item in itens)}</ul>"


def _respostas(numero: int, resultados: Iterable[Resultado]) -> str:
    """As respostas de um módulo, uma frase de cada."""
    itens = "".join(
        f"<li><strong>{escape(r.instrumento.titulo)}.</strong> {apresentacao.frase_html(r.leitura[0])} "
        f'<span class="quieto">{escape(secoes.de_onde(r))}</span></li>'
        for r in resultados
        if not r.vazio and r.leitura
    )
    return f"<h3>{escape(catalogo.MODULOS[numero])}</h3><ul>{itens}</ul>" if itens else ""


def _tabela(titulo: str, primeira: str, valores: pd.DataFrame) -> str:
    """Nome e valor em dinheiro; o que passa das linhas da folha vai somado numa só."""
    pares = list(valores.itertuples(index=False, name=None))
    if len(pares) > LINHAS:
        resto = pares[LINHAS - 1 :]
        pares = [*pares[: LINHAS - 1], (f"os outros {len(resto)}", sum(valor for _, valor in resto))]
    linhas = [(nome, formato.escrever(valor, _VALOR)) for nome, valor in pares]
    return _tabela_html(titulo, (primeira, "Quanto"), linhas) if linhas else ""


def _tabela_html(titulo: str, colunas: tuple[str, str], linhas: Sequence[tuple[str, str]]) -> str:
    corpo = "".join(
        f'<tr><th scope="row">{escape(nome)}</th><td class="numero">{escape(valor)}</td></tr>' for nome, valor in linhas
    )
    cabecalho = f'<th scope="col">{colunas[0]}</th><th scope="col" class="numero">{colunas[1]}</th>'
    return (
        f"<table><caption>{escape(titulo)}</caption><thead><tr>{cabecalho}</tr></thead><tbody>{corpo}</tbody></table>"
    )
