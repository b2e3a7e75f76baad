"""A folha do relatório: o que os cadernos de `notebooks/relatorios/` chamam, uma linha por célula."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

import pandas as pd

from caderno import arquivo, catalogo, formato
from caderno.catalogo import Dados, Resultado
from caderno.modelo import Contexto, Instrumento
from caderno.relatorio import abertura, secoes
from caderno.relatorio.antes_e_agora import Medicoes
from caderno.relatorio.origem import Origem
from caderno.relatorio.pedaco import Pedaco, parte
from caderno.relatorio.pedido import ErroDeRelatorio, ler_periodo, os_que_existem
from caderno.relatorio.prestacao import Prestacao
from caderno.validacao import LINHA

SO_COM_DADOS = (7,)
"""Nem toda rede tem cooperativa de crédito: sem dados, este módulo não aparece como falta."""
SEM_NOME = "Este empreendimento pediu para não aparecer pelo nome. Aqui ele é “{}”, como nos outros relatórios da rede."


class Folha:
    """O que um relatório precisa saber: qual rede, que recorte, em que dia. Nomes como cada um combinou.

    O relatório de um empreendimento traz o nome dele se ele aparece pelo nome; senão, a letra que
    ele tem em todos os relatórios da rede, e a capa diz por quê.
    """

    def __init__(
        self,
        rede: str,
        *,
        empreendimento: str = "",
        cooperativa: str = "",
        modulo: str = "",
        periodo: str = "",
        antes: str = "",
        hoje: str,
    ):
        self.rede = abrir_rede(rede)
        self.contexto = Contexto(
            hoje=date.fromisoformat(hoje),
            periodo=ler_periodo(periodo),
            empreendimento=empreendimento or None,
            cooperativa=cooperativa or None,
        )
        self.antes = ler_periodo(antes)
        self._modulo = _ler_modulo(modulo)
        self.dados = self.preparar(self.contexto)
        self._recusar_desconhecido("empreendimentos", "o empreendimento", empreendimento)
        self._recusar_desconhecido("cooperativas", "a cooperativa", cooperativa)

    def _recusar_desconhecido(self, quadro: str, o_que: str, nome: str) -> None:
        nomes = list(self.dados.nomes(quadro).atuais.values())
        if nome and nome not in nomes:
            lista = f"caderno exportar {self.rede.nome}"
            existem = os_que_existem(nome, nomes, lista) if nomes else "Ainda não há nenhum cadastro."
            raise ErroDeRelatorio(f"Não existe {o_que} “{nome}”. {existem}")

    def preparar(self, contexto: Contexto, ficam: Mapping[str, Collection[str]] | None = None) -> Dados:
        """Os dados como se publicam; `ficam` (quadro -> linhas) deixa só essas linhas do quadro."""
        brutas = self.rede.brutas()
        for nome, linhas in (ficam or {}).items():
            if nome in brutas:
                brutas[nome] = brutas[nome][brutas[nome][LINHA].isin(linhas)]
        if self.contexto.empreendimento and "empreendimentos" in brutas:
            brutas["empreendimentos"] = _do_proprio(brutas["empreendimentos"], self.contexto.empreendimento)
        return Dados(brutas, contexto, self.rede.escolhas(), passados=self.rede.passados(), publicar=True)

    @property
    def instrumentos_do_relatorio(self) -> dict[int, list[Instrumento]]:
        """Módulo -> perguntas do relatório, na ordem do catálogo."""
        modulos = {n: self._perguntas(n) for n in catalogo.MODULOS if self._modulo in (None, n)}
        return {n: perguntas for n, perguntas in modulos.items() if perguntas and self._mostra(n)}

    def _mostra(self, modulo: int) -> bool:
        pedido = self._modulo == modulo or self.contexto.cooperativa is not None
        deste = [quadro.nome for quadro in catalogo.QUADROS.values() if quadro.modulo == modulo]
        return modulo not in SO_COM_DADOS or pedido or any(len(self.dados.bruta(nome)) for nome in deste)

    @cached_property
    def modulos_do_relatorio(self) -> dict[int, list[Resultado]]:
        """Módulo -> respostas do relatório, na ordem do catálogo."""
        return {n: self._responder(perguntas) for n, perguntas in self.instrumentos_do_relatorio.items()}

    def _responder(self, perguntas: list[Instrumento]) -> list[Resultado]:
        return [self.dados.executar(instrumento.nome) for instrumento in perguntas]

    def _perguntas(self, modulo: int) -> list[Instrumento]:
        return [i for i in catalogo.INSTRUMENTOS.values() if i.modulo == modulo and self._cabe(i)]

    def _cabe(self, instrumento: Instrumento) -> bool:
        """Num relatório de um só, cabe o que lê algum quadro onde ele escreve."""
        campos = {campo for quadro in catalogo.quadros_de(instrumento) for campo in catalogo.QUADROS[quadro].nomes}
        recortes = ("empreendimento", "cooperativa")
        return all(quem in campos for quem in recortes if getattr(self.contexto, quem))

    @property
    def nome_da_rede(self) -> str:
        cadastro, _ = self.dados.conferido("rede")
        nomes = cadastro["rede"].dropna()
        return nomes.iloc[0] if len(nomes) else f"rede {self.rede.nome}"

    def capa(self, titulo: str = "", alcance: Mapping[str, str] | None = None, junta: bool = False) -> Pedaco:
        """Título, alcance, data, versão e quem anotou: a primeira coisa que se lê.

        `titulo` leva em {} o nome de quem é o relatório; `alcance` troca ou acrescenta linhas; com
        `junta`, no papel a capa divide a folha com o que vem depois.
        """
        so, avisos = self.contexto.empreendimento, []
        de_quem = self.dados.como_aparece(so) if so else self.contexto.cooperativa or self.nome_da_rede
        if so and de_quem != so:
            avisos.append(SEM_NOME.format(de_quem))
        padrao = "Relatório de {}" if so or self.contexto.cooperativa else "Relatório da {}"
        escrito = (titulo or padrao).replace("{}", de_quem)  # o nome pode ter chaves
        return Pedaco(abertura.capa_html(escrito, self.alcance() | dict(alcance or {}), avisos, junta))

    def alcance(self) -> dict[str, str]:
        """O que o relatório abrange, linha por linha da capa; o que não cabe fica vazio."""
        so, modulo, periodo = self.contexto.empreendimento, self._modulo, self.contexto.periodo
        return {
            "Rede": self.nome_da_rede,
            "Cooperativa": self.contexto.cooperativa or "",
            "Empreendimentos": "" if self.contexto.cooperativa else self.dados.como_aparece(so) if so else "todos",
            "Módulo": f"{modulo}. {catalogo.MODULOS[modulo]}" if modulo else "",
            "Período": abertura.periodo_por_extenso(periodo) if periodo else "tudo o que foi anotado",
            "Feito em": self.contexto.hoje.strftime("%d/%m/%Y"),
            "Versão dos dados": str(self.rede.versao()),
            "Quem anotou": abertura.enumerar(self.origem.autores, "ninguém ainda"),
        }

    @cached_property
    def origem(self) -> Origem:
        """As linhas que entraram neste relatório e quem as escreveu."""
        return self.origem_de(self.dados)

    def origem_de(self, dados: Dados) -> Origem:
        """O mesmo, para outro recorte dos dados desta folha."""
        perguntas = [i for deste in self.instrumentos_do_relatorio.values() for i in deste]
        return Origem(self.rede, dados, dict.fromkeys(q for i in perguntas for q in catalogo.quadros_de(i)))

    def lastro(self) -> Pedaco:
        """O anexo que diz de que linhas vem cada número, e o que identifica os dados lidos."""
        return self.origem.pedaco()

    @cached_property
    def medicoes(self) -> Medicoes:
        """O período da folha ao lado do que veio antes dele."""
        return Medicoes(self)

    @cached_property
    def prestacao(self) -> Prestacao:
        """A prestação de contas."""
        return Prestacao(self)

    def resumo(self) -> Pedaco:
        """A primeira frase de cada resposta."""
        return Pedaco(abertura.resumo_html(self.modulos_do_relatorio))

    def falta(self) -> Pedaco:
        """As perguntas sem resposta e o que pede um olhar."""
        return Pedaco(abertura.falta_html(self.modulos_do_relatorio))

    def sumario(self) -> Pedaco:
        """Onde está cada coisa."""
        return Pedaco(abertura.sumario_html(self.modulos_do_relatorio))

    def modulos(self) -> Pedaco:
        """As seções de todos os módulos do relatório, em ordem."""
        pedacos = [self._modulo_html(n, respostas) for n, respostas in self.modulos_do_relatorio.items()]
        return Pedaco("".join(pedacos), tuple(p for pedaco in pedacos for p in pedaco.partes))

    def modulo(self, numero: int) -> Pedaco:
        """As seções de um módulo, tenha dados ou não."""
        return self._modulo_html(numero, self._responder(self._perguntas(numero)))

    def _modulo_html(self, numero: int, resultados: list[Resultado]) -> Pedaco:
        artigos = (secoes.artigo_html(resultado, self.origem.ancoras) for resultado in resultados)
        return Pedaco(secoes.modulo_html(numero, artigos), tuple(map(parte, resultados)))

    def instrumento(self, nome: str) -> Pedaco:
        """A seção de um instrumento só."""
        resultado = self.dados.executar(nome)
        return Pedaco(secoes.artigo_html(resultado, self.origem.ancoras), (parte(resultado),))


def abrir_rede(nome: str) -> arquivo.Rede:
    """A rede com esse nome; a que não existe é recusada com as que existem."""
    if nome == arquivo.EXEMPLO:
        return arquivo.abrir_exemplo()
    if nome not in arquivo.listar():
        existentes = list(dict.fromkeys([arquivo.EXEMPLO, *arquivo.listar()]))
        raise ErroDeRelatorio(f"Não existe a rede “{nome}”. {os_que_existem(nome, existentes, 'caderno redes')}")
    return arquivo.abrir(nome)


def _ler_modulo(texto: str) -> int | None:
    """O número do módulo, escrito como número ou pelo nome; vazio dá None."""
    for numero, nome in catalogo.MODULOS.items():
        if formato.dobrar(texto) in (str(numero), formato.dobrar(nome)):
            return numero
    if texto:
        existem = formato.juntar([f"{n} ({nome})" for n, nome in catalogo.MODULOS.items()])
        raise ErroDeRelatorio(f"Não existe o módulo “{texto}”. Existem: {existem}.")
    return None


def _do_proprio(empreendimentos: pd.DataFrame, nome: str) -> pd.DataFrame:
    """No relatório do próprio empreendimento, quem não aparece para os outros se vê pela letra."""
    dele = empreendimentos["empreendimento"].str.strip() == nome
    modo = empreendimentos.get("como_aparece", pd.Series("", index=empreendimentos.index))
    escondido = modo.map(formato.dobrar, na_action="ignore") == "nao aparece"
    return empreendimentos.assign(como_aparece=modo.mask(dele & escondido, "letra"))


def abrir(rede: str, *, hoje: str = "", **recorte: str) -> Folha:
    """A folha do relatório, como os cadernos de `notebooks/relatorios/` a pedem."""
    return Folha(rede, hoje=hoje or date.today().isoformat(), **recorte)
