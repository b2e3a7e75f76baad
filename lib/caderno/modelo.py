"""As peças do caderno: as tabelas que as pessoas preenchem e as perguntas que elas respondem.

Tudo aqui é declaração. Um `Quadro` diz o que se pergunta; um `Instrumento` diz o que se
responde. Tela, planilha, papel, relatório e linha de comando só leem estas declarações.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # o pandas demora a carregar e as declarações não precisam dele
    import pandas as pd

Tipo = Literal[
    "texto",
    "texto_longo",
    "numero",
    "inteiro",
    "dinheiro",
    "percentual",
    "data",
    "mes",
    "ano",
    "opcao",
    "lista",
    "sim_nao",
    "municipio",
    "cnpj",
    "referencia",
]
TIPOS_NUMERICOS = frozenset({"numero", "inteiro", "dinheiro", "percentual", "ano"})

# As respostas que não são um valor. Nenhuma delas vale zero.
VAZIO = "vazio"
NAO_SEI = "não sei"
NAO_SE_APLICA = "não se aplica"

Saidas = Mapping[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Campo:
    """Uma coluna, de entrada ou de resposta.

    Na tabela conferida: números são float; percentual está em pontos [%] (12,5 % é 12.5);
    mês é texto "aaaa-mm"; data é datetime64; lista é texto separado por "; ";
    sim_nao é "sim" ou "não"; o resto é texto. O que falta é NaN ou NaT.
    """

    nome: str
    rotulo: str
    tipo: Tipo = "texto"
    ajuda: str = ""
    unidade: str = ""
    obrigatorio: bool = False
    minimo: float | None = None
    maximo: float | None = None
    opcoes: tuple[str, ...] = ()
    quadro: str = ""
    """Em `referencia` e `lista`: o quadro onde o nome está cadastrado."""
    sinonimos: tuple[str, ...] = ()
    """Outros títulos que esta coluna tem nas planilhas das pessoas."""
    exemplo: str = ""
    casas: int | None = None
    """Casas decimais ao mostrar; sem isso, o jeito comum do tipo."""
    melhor: Literal["", "maior", "menor"] = ""

    @property
    def numerico(self) -> bool:
        return self.tipo in TIPOS_NUMERICOS

    @property
    def titulo(self) -> str:
        """Rótulo com a unidade entre parênteses, para cabeçalhos."""
        unidade = self.unidade or {"dinheiro": "R$", "percentual": "%"}.get(self.tipo, "")
        return f"{self.rotulo} ({unidade})" if unidade else self.rotulo


@dataclass(frozen=True)
class Regra:
    """Uma conferência que olha mais de um campo da mesma linha."""

    campo: str
    frase: str
    """O que está errado e como corrigir; pode citar valores lidos: "{mulheres} mulheres"."""
    quebra: Callable[[pd.DataFrame], pd.Series]
    """Recebe a tabela conferida e devolve True nas linhas com problema."""
    gravidade: Literal["erro", "aviso"] = "erro"


@dataclass(frozen=True)
class Quadro:
    """Uma tabela que as pessoas preenchem."""

    nome: str
    titulo: str
    descricao: str
    modulo: int
    campos: tuple[Campo, ...]
    chave: tuple[str, ...] = ()
    """Campos que não se repetem juntos; vazio quando cada linha é um acontecimento."""
    regras: tuple[Regra, ...] = ()
    uma_linha: bool = False

    def campo(self, nome: str) -> Campo:
        return _achar(self.campos, nome, f"campo do quadro {self.nome}")

    @property
    def nomes(self) -> tuple[str, ...]:
        return tuple(campo.nome for campo in self.campos)

    @property
    def nome_proprio(self) -> str | None:
        """O campo que dá nome às linhas e que os outros quadros citam, se houver."""
        proprios = (c.nome for c in self.campos if c.tipo == "referencia" and c.quadro == self.nome)
        return next(proprios, None)


@dataclass(frozen=True)
class Saida:
    """Uma tabela de respostas."""

    nome: str
    titulo: str
    grao: str
    """Do que é cada linha: "empreendimento", "produto e mês", "rede"..."""
    colunas: tuple[Campo, ...]
    pessoas: str = ""
    """A coluna que conta pessoas: ao publicar, grupos com menos de 5 não aparecem."""

    def campo(self, nome: str) -> Campo:
        return _achar(self.colunas, nome, f"coluna da saída {self.nome}")

    @property
    def nomes(self) -> tuple[str, ...]:
        return tuple(coluna.nome for coluna in self.colunas)


@dataclass(frozen=True)
class Escolha:
    """O que o grupo decide antes da conta. Fica guardada e aparece ao lado da resposta."""

    campo: Campo
    padrao: str
    """O texto usado enquanto o grupo não decide; vazio quando não há padrão."""

    @property
    def nome(self) -> str:
        return self.campo.nome


@dataclass(frozen=True)
class Grafico:
    """Um desenho pronto de `graficos`, ligado a uma saída."""

    tipo: str
    saida: str
    titulo: str
    canais: Mapping[str, str] = field(default_factory=dict)
    """Papel no desenho -> nome da coluna."""
    frase: Callable[[Saidas], str] | None = None
    """O que o desenho mostra, em uma frase; sem ela vale a primeira frase da leitura."""


@dataclass(frozen=True)
class Sugestao:
    """Uma linha que uma resposta propõe para outro quadro. Só entra quando alguém aceita."""

    quadro: str
    valores: Mapping[str, str]
    """Campo -> texto, como se tivesse sido digitado."""


@dataclass(frozen=True)
class Fonte:
    """De onde vem a pergunta: documento, lugar nele e números do inventário."""

    documento: str
    lugar: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Instrumento:
    """Uma pergunta com resposta."""

    nome: str
    titulo: str
    pergunta: str
    explicacao: str
    """Como se chega à resposta, nas palavras de uma roda de conversa."""
    formula: str
    modulo: int
    calcular: Callable[..., dict[str, pd.DataFrame]]
    """Cada parâmetro tem o nome de um quadro, de um instrumento, de uma escolha, ou `contexto`."""
    leitura: Callable[[Saidas], list[str]]
    saidas: tuple[Saida, ...]
    fonte: Fonte
    graficos: tuple[Grafico, ...] = ()
    escolhas: tuple[Escolha, ...] = ()
    essenciais: tuple[str, ...] = ()
    """Quadros sem os quais não há resposta."""
    proposta: bool = False
    """A fórmula é deste caderno: nenhum documento a dá."""
    cuidado: str = ""
    """O que a resposta não diz."""
    sugestoes: Callable[[Saidas], list[Sugestao]] | None = None
    """O que esta resposta propõe para o plano de trabalho ou para outro quadro."""
    versao: int = 1

    @cached_property
    def le(self) -> tuple[str, ...]:
        """Nomes dos parâmetros de `calcular`: o que este instrumento lê."""
        return tuple(inspect.signature(self.calcular).parameters)

    def saida(self, nome: str) -> Saida:
        return _achar(self.saidas, nome, f"saída do instrumento {self.nome}")


@dataclass(frozen=True)
class Pendencia:
    """Algo que alguém precisa olhar. "erro" deixa a linha fora da conta; "aviso" não deixa."""

    quadro: str
    linha: str
    """Identificador da linha, o mesmo da tabela bruta; vazio quando é do quadro inteiro."""
    campo: str
    frase: str
    gravidade: Literal["erro", "aviso"] = "erro"


@dataclass(frozen=True)
class Contexto:
    """O que a página ou o comando sabe e a conta não pode adivinhar."""

    hoje: date
    periodo: tuple[str, str] | None = None
    """Primeiro e último mês, "aaaa-mm", incluídos."""
    empreendimento: str | None = None
    """Só as linhas deste empreendimento; sem isso, a rede inteira."""
    cooperativa: str | None = None
    """Só as linhas desta cooperativa de crédito; sem isso, todas."""

    @property
    def recortes(self) -> dict[str, str]:
        """Campo -> o único nome que interessa; vazio quando se olha para a rede inteira."""
        nomes = {"empreendimento": self.empreendimento, "cooperativa": self.cooperativa}
        return {campo: nome for campo, nome in nomes.items() if nome}


def _achar(declarados, nome: str, o_que: str):
    for declarado in declarados:
        if declarado.nome == nome:
            return declarado
    existentes = ", ".join(d.nome for d in declarados)
    raise KeyError(f"não existe {o_que} chamado {nome!r}; existem: {existentes}")
