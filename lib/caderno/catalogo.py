"""O sumário do caderno: todos os quadros e instrumentos, na ordem em que se ensina, e como usá-los."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from caderno import formato, validacao
from caderno.instrumentos import quadros
from caderno.instrumentos.credito.associados import ASSOCIADOS_MPE
from caderno.instrumentos.credito.balancetes import BALANCETES, PARES
from caderno.instrumentos.credito.carteira import CARTEIRA_MPE
from caderno.instrumentos.credito.conhecimento import CONHECIMENTO, EXPLICACOES
from caderno.instrumentos.credito.diagnostico_credito import DIAGNOSTICO_CREDITO
from caderno.instrumentos.credito.equipe import EQUIPE, LACUNA_DA_EQUIPE
from caderno.instrumentos.credito.identificacao import IDENTIFICACAO, QUADRO_SOCIAL
from caderno.instrumentos.credito.inadimplencia import INADIMPLENCIA
from caderno.instrumentos.credito.metas import METAS_DE_ATIVIDADE, VIABILIDADE_DAS_METAS
from caderno.instrumentos.credito.operacoes import MISTURA_DE_PRODUTOS, OPERACOES_USUAIS
from caderno.instrumentos.credito.produtos_usados import PRODUTOS_USADOS
from caderno.instrumentos.credito.quadro_de_medicoes import QUADRO_DE_MEDICOES
from caderno.instrumentos.credito.quadros import COOPERATIVAS, MEDICOES
from caderno.instrumentos.credito.quadros_dos_indicadores import ASSOCIADOS, CARTEIRA, METAS, USO_DE_PRODUTOS
from caderno.instrumentos.diagnostico.balanco import ANALISE_DO_BALANCO, BALANCO
from caderno.instrumentos.diagnostico.memoria import ACONTECIMENTOS, MEMORIA
from caderno.instrumentos.diagnostico.perfil_da_rede import PERFIL_DA_REDE
from caderno.instrumentos.gestao.caixa import CAIXA, LANCAMENTOS
from caderno.instrumentos.gestao.maturidade import AVALIACOES, MATURIDADE
from caderno.instrumentos.integracao.compras_coletivas import COMPRAS_COLETIVAS, COTACOES, DEMANDAS
from caderno.instrumentos.integracao.escala import ESCALA
from caderno.instrumentos.mercado.canais import CANAIS
from caderno.instrumentos.mercado.preco import PRECO
from caderno.instrumentos.producao.custo_unitario import CUSTO_UNITARIO
from caderno.instrumentos.producao.produtividade import PRODUTIVIDADE
from caderno.modelo import Contexto, Escolha, Instrumento, Pendencia, Quadro, Saidas, Sugestao

MODULOS = {
    1: "Diagnóstico",
    2: "Gestão",
    3: "Produção",
    4: "Mercado",
    5: "Integração",
    7: "Crédito",
}

QUADROS: dict[str, Quadro] = {
    quadro.nome: quadro
    for quadro in (
        quadros.REDE,
        quadros.EMPREENDIMENTOS,
        ACONTECIMENTOS,
        BALANCO,
        AVALIACOES,
        LANCAMENTOS,
        quadros.PRODUTOS,
        quadros.PRODUCAO,
        quadros.CUSTOS,
        quadros.VENDAS,
        DEMANDAS,
        COTACOES,
        quadros.ACOES,
        COOPERATIVAS,
        MEDICOES,
        ASSOCIADOS,
        CARTEIRA,
        USO_DE_PRODUTOS,
        METAS,
        BALANCETES,
        PARES,
        QUADRO_SOCIAL,
        OPERACOES_USUAIS,
        EQUIPE,
        EXPLICACOES,
        METAS_DE_ATIVIDADE,
    )
}

INSTRUMENTOS: dict[str, Instrumento] = {
    instrumento.nome: instrumento
    for instrumento in (
        PERFIL_DA_REDE,
        MEMORIA,
        ANALISE_DO_BALANCO,
        MATURIDADE,
        CAIXA,
        CUSTO_UNITARIO,
        PRODUTIVIDADE,
        PRECO,
        CANAIS,
        ESCALA,
        COMPRAS_COLETIVAS,
        IDENTIFICACAO,
        DIAGNOSTICO_CREDITO,
        MISTURA_DE_PRODUTOS,
        LACUNA_DA_EQUIPE,
        CONHECIMENTO,
        ASSOCIADOS_MPE,
        CARTEIRA_MPE,
        INADIMPLENCIA,
        PRODUTOS_USADOS,
        QUADRO_DE_MEDICOES,
        VIABILIDADE_DAS_METAS,
    )
}

MINIMO_DE_PESSOAS = 5  # abaixo disso, publicar um número é quase dizer de quem ele é
PIOR_GRAU = {"A": 0, "B": 1, "C": 2}


def quadro(nome: str) -> Quadro:
    """O quadro com esse nome; um nome que não existe é respondido com os que existem."""
    return _pegar(QUADROS, nome, "quadro")


def instrumento(nome: str) -> Instrumento:
    """O instrumento com esse nome; um nome que não existe é respondido com os que existem."""
    return _pegar(INSTRUMENTOS, nome, "instrumento")


def _pegar(declarados: Mapping, nome: str, o_que: str):
    if nome not in declarados:
        raise KeyError(f"Não existe {o_que} chamado “{nome}”. Existem: {', '.join(declarados)}.")
    return declarados[nome]


def instrumentos_de(instrumento: Instrumento) -> list[Instrumento]:
    """Os instrumentos cujas respostas este usa. Um nome que também é de quadro é o quadro."""
    return [INSTRUMENTOS[nome] for nome in instrumento.le if nome in INSTRUMENTOS and nome not in QUADROS]


def quadros_de(instrumento: Instrumento) -> tuple[str, ...]:
    """Os quadros que um instrumento lê, por si ou pelos instrumentos de que depende, sem repetir."""
    achados = dict.fromkeys(nome for nome in instrumento.le if nome in QUADROS)
    for outro in instrumentos_de(instrumento):
        achados.update(dict.fromkeys(quadros_de(outro)))
    return tuple(achados)


def quadros_do_modulo(numero: int) -> list[Quadro]:
    """Os quadros que os instrumentos de um módulo leem, na ordem do catálogo."""
    lidos = {nome for item in INSTRUMENTOS.values() if item.modulo == numero for nome in quadros_de(item)}
    return [quadro for nome, quadro in QUADROS.items() if nome in lidos or quadro.modulo == numero]


def escolhas_de(instrumento: Instrumento) -> tuple[Escolha, ...]:
    """As escolhas que mudam a resposta, inclusive as dos instrumentos de que ela depende."""
    achadas = {escolha.nome: escolha for escolha in instrumento.escolhas}
    for outro in instrumentos_de(instrumento):
        achadas |= {e.nome: e for e in escolhas_de(outro)}
    return tuple(achadas.values())


@dataclass(frozen=True)
class Resultado:
    """A resposta de um instrumento, com tudo o que é preciso para acreditar nela."""

    instrumento: Instrumento
    saidas: Saidas
    leitura: list[str]
    escolhas: Mapping[str, str]
    uso: pd.DataFrame
    """Por quadro: linhas lidas, usadas e fora da conta."""
    pendencias: list[Pendencia]
    grau: str
    """O pior grau do que entrou: A medido, B declarado, C estimado."""
    contexto: Contexto
    suprimidas: int = 0
    """Linhas que não se publicam: grupos pequenos e quem não quer aparecer."""

    @property
    def vazio(self) -> bool:
        return all(tabela.empty for tabela in self.saidas.values())

    @property
    def sugestoes(self) -> list[Sugestao]:
        """O que a resposta propõe para outro quadro; nada, se falta o essencial para responder."""
        propor = self.instrumento.sugestoes
        return propor(self.saidas) if propor and not self.vazio else []


class Dados:
    """As tabelas de uma rede prontas para a conta: confere cada quadro uma vez só.

    `esconder` troca os nomes dos empreendimentos por letras. `publicar` respeita como cada
    um quer aparecer e tira os grupos com menos de 5 pessoas: é o que sai da rede.
    """

    def __init__(
        self,
        brutas: Mapping[str, pd.DataFrame],
        contexto: Contexto,
        escolhas: Mapping[str, str] | None = None,
        *,
        passados: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
        esconder: bool = False,
        publicar: bool = False,
    ):
        self.brutas = brutas
        self.contexto = contexto
        self.escolhas = dict(escolhas or {})
        self.passados = passados or {}
        self.esconder = esconder
        self.publicar = publicar
        self._nomes: dict[str, validacao.Nomes] = {}
        self._conferidos: dict[str, tuple[pd.DataFrame, list[Pendencia]]] = {}
        self._tabelas: dict[str, pd.DataFrame] = {}
        self._resultados: dict[str, Resultado] = {}

    def bruta(self, nome: str) -> pd.DataFrame:
        return self.brutas[nome] if nome in self.brutas else pd.DataFrame(columns=[validacao.LINHA])

    def conferido(self, nome: str) -> tuple[pd.DataFrame, list[Pendencia]]:
        """(tabela com todas as linhas, pendências) do quadro."""
        if nome not in self._conferidos:
            declarado = quadro(nome)
            citados = {c.quadro for c in declarado.campos if c.quadro and c.quadro != nome}
            referencias = {q: self.nomes(q) for q in citados}
            self._conferidos[nome] = validacao.conferir(declarado, self.bruta(nome), referencias)
        return self._conferidos[nome]

    def nomes(self, nome: str) -> validacao.Nomes:
        """Os nomes cadastrados no quadro, de hoje e de antes."""
        if nome not in self._nomes:
            self._nomes[nome] = validacao.nomes_de(quadro(nome), self.bruta(nome), self.passados.get(nome, ()))
        return self._nomes[nome]

    def tabela(self, nome: str) -> pd.DataFrame:
        """Só as linhas que entram na conta, no período, no empreendimento e na cooperativa do contexto."""
        if nome not in self._tabelas:
            self._tabelas[nome] = self._recortar(nome)
        return self._tabelas[nome].copy(deep=False)  # quem a muda, muda só a sua

    def _recortar(self, nome: str) -> pd.DataFrame:
        tabela = validacao.sem_erros(*self.conferido(nome))
        periodo = self.contexto.periodo
        if periodo and "mes" in tabela:
            tabela = tabela[tabela["mes"].between(*periodo)]
        for quem, so in self.contexto.recortes.items():
            if quem in tabela:
                tabela = tabela[tabela[quem] == so]
        return self._com_nomes_combinados(tabela).reset_index(drop=True)

    def combinada(self, nome: str) -> pd.DataFrame:
        """Todas as linhas do quadro, com erro ou sem, e os nomes como cada um combinou aparecer."""
        return self._com_nomes_combinados(self.conferido(nome)[0])

    @cached_property
    def _apelidos(self) -> dict[str, str]:
        """Nome -> como aparece: ele mesmo, "Empreendimento B", ou vazio para quem não aparece."""
        if not (self.esconder or self.publicar):
            return {}
        tabela, _ = self.conferido("empreendimentos")
        apelidos = {}
        for i, linha in enumerate(tabela.dropna(subset=["empreendimento"]).itertuples()):
            letra = f"Empreendimento {_letra(i)}"
            modo = linha.como_aparece if self.publicar and isinstance(linha.como_aparece, str) else "nome"
            aparece = {"nome": letra if self.esconder else linha.empreendimento, "letra": letra}
            apelidos[linha.empreendimento] = aparece.get(modo, NAO_APARECE + letra)
        return apelidos

    def como_aparece(self, nome: str) -> str:
        """O empreendimento como combinou aparecer; no lugar de quem não aparece, a letra."""
        return self._apelidos.get(nome, nome).removeprefix(NAO_APARECE)

    @property
    def _contexto_combinado(self) -> Contexto:
        so = self.contexto.empreendimento
        return replace(self.contexto, empreendimento=self.como_aparece(so)) if so else self.contexto

    def _com_nomes_combinados(self, tabela: pd.DataFrame) -> pd.DataFrame:
        if not self._apelidos:
            return tabela
        trocas = {}
        for coluna in ("empreendimento", "feito_por"):
            if coluna in tabela:
                trocas[coluna] = tabela[coluna].map(self._trocar, na_action="ignore")
        return tabela.assign(**trocas)

    def _trocar(self, texto: str) -> str:
        return "; ".join(self._apelidos.get(nome, nome) for nome in texto.split("; "))

    def executar(self, nome: str) -> Resultado:
        """Responde a pergunta do instrumento com os dados desta rede."""
        if nome not in self._resultados:
            self._resultados[nome] = self._executar(instrumento(nome))
        return self._resultados[nome]

    def _executar(self, instrumento: Instrumento) -> Resultado:
        saidas = instrumento.calcular(**{nome: self._argumento(nome, instrumento) for nome in instrumento.le})
        _conferir_saidas(instrumento, saidas)
        inteiras = sum(len(tabela) for tabela in saidas.values())
        if self.publicar:
            saidas = {
                s.nome: _sem_grupos_pequenos(_sem_quem_nao_aparece(saidas[s.nome]), s.pessoas)
                for s in instrumento.saidas
            }
        lidos = quadros_de(instrumento)
        pendencias = [p for q in lidos for p in self.conferido(q)[1]]
        faltam = [q for q in instrumento.essenciais if self.tabela(q).empty]
        return Resultado(
            instrumento=instrumento,
            saidas=saidas,
            leitura=[_o_que_falta(faltam)] if faltam else instrumento.leitura(saidas),
            escolhas={e.nome: self._escolha(e) for e in escolhas_de(instrumento)},
            uso=self.uso(lidos),
            pendencias=pendencias,
            grau=self._pior_grau(lidos),
            contexto=self._contexto_combinado,
            suprimidas=inteiras - sum(len(tabela) for tabela in saidas.values()),
        )

    def _argumento(self, nome: str, instrumento: Instrumento):
        if nome == "contexto":
            return self.contexto
        if nome in QUADROS:
            return self.tabela(nome)
        if nome in INSTRUMENTOS:
            return self.executar(nome).saidas
        escolha = next(e for e in instrumento.escolhas if e.nome == nome)
        return formato.ler(self._escolha(escolha), escolha.campo).valor

    def _escolha(self, escolha: Escolha) -> str:
        """O texto da escolha do grupo; um texto que não se lê vale o padrão."""
        texto = self.escolhas.get(escolha.nome, "")
        return texto if texto and not formato.ler(texto, escolha.campo).erro else escolha.padrao

    def uso(self, nomes: tuple[str, ...]) -> pd.DataFrame:
        """Por quadro: linhas lidas, usadas, com erro e fora do recorte."""
        linhas = []
        for nome in nomes:
            lidas, usadas = len(self.conferido(nome)[0]), len(self.tabela(nome))
            com_erro = lidas - len(validacao.sem_erros(*self.conferido(nome)))
            linhas.append((nome, lidas, usadas, com_erro, lidas - usadas - com_erro))
        return pd.DataFrame(linhas, columns=["quadro", "lidas", "usadas", "com_erro", "fora_do_recorte"])

    def _pior_grau(self, nomes: tuple[str, ...]) -> str:
        graus = {grau for nome in nomes for grau in self.tabela(nome)[validacao.GRAU]}
        return max(graus, key=lambda g: PIOR_GRAU.get(g, 1), default="B")


NAO_APARECE = "\u200b"  # marca invisível: a linha entra na soma da rede e não sai com nome


def _sem_quem_nao_aparece(tabela: pd.DataFrame) -> pd.DataFrame:
    if "empreendimento" not in tabela or tabela.empty:
        return tabela
    aparecem = [not str(nome).startswith(NAO_APARECE) for nome in tabela["empreendimento"]]
    return tabela if all(aparecem) else tabela[aparecem].reset_index(drop=True)


def _sem_grupos_pequenos(tabela: pd.DataFrame, pessoas: str) -> pd.DataFrame:
    if not pessoas or tabela.empty:
        return tabela
    pequenos = tabela[pessoas].between(0, MINIMO_DE_PESSOAS, inclusive="neither")
    return tabela[~pequenos].reset_index(drop=True) if pequenos.any() else tabela


def _o_que_falta(faltam: list[str]) -> str:
    titulos = formato.juntar([f"“{QUADROS[q].titulo}”" for q in faltam])
    return f"Ainda não preenchido. Para responder, escreva pelo menos uma linha em {titulos}."


def _conferir_saidas(instrumento: Instrumento, saidas: Saidas) -> None:
    for saida in instrumento.saidas:
        veio = list(saidas[saida.nome].columns)
        if veio != list(saida.nomes):
            raise AssertionError(f"{instrumento.nome}.{saida.nome}: declarou {list(saida.nomes)}, deu {veio}")


def _letra(i: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA.

    >>> [_letra(i) for i in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    return (_letra(i // 26 - 1) if i >= 26 else "") + chr(65 + i % 26)


def _conferir_catalogo() -> None:
    """Um nome errado numa declaração falha ao carregar, não no meio de uma oficina."""
    for item in INSTRUMENTOS.values():
        conhecidos = {*QUADROS, *INSTRUMENTOS, *(e.nome for e in item.escolhas), "contexto"}
        for nome in (*item.le, *item.essenciais):
            if nome not in conhecidos:
                raise KeyError(f"{item.nome} pede “{nome}”, que não é quadro, instrumento, escolha nem contexto")
        for grafico in item.graficos:
            saida = item.saida(grafico.saida)
            for coluna in grafico.canais.values():
                saida.campo(coluna)


_conferir_catalogo()
