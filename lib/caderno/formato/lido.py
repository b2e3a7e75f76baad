"""O que sai de uma leitura, e as frases de quem não entendeu."""

from __future__ import annotations

from dataclasses import dataclass

from caderno.modelo import Campo

_ESPERADO = {
    "numero": ("um número", "1.234,5"),
    "inteiro": ("um número inteiro", "12"),
    "dinheiro": ("um valor em reais", "1.234,56"),
    "percentual": ("uma porcentagem", "12,5"),
    "ano": ("um ano com quatro algarismos", "2026"),
    "data": ("uma data", "31/12/2026"),
    "mes": ("um mês e um ano", "03/2026"),
    "cnpj": ("um CNPJ", "11.222.333/0001-81"),
}
_COORDENADA = ("uma coordenada em graus", "-6,4583")


@dataclass(slots=True)
class Lido:
    """O que se entendeu de um texto: um valor, uma falta ou um erro, e talvez um aviso."""

    valor: object = None
    falta: str = ""
    """VAZIO, NAO_SEI ou NAO_SE_APLICA quando não há valor nem erro."""
    erro: str = ""
    """O que foi lido e como corrigir."""
    aviso: str = ""
    """O valor vale, mas convém olhar."""
    estimado: bool = False
    """Quem escreveu pôs ~ na frente: é mais ou menos isto."""


def esperava(limpo: str, campo: Campo) -> Lido:
    """O erro comum: não é do tipo que o campo pede."""
    o_que, exemplo = _COORDENADA if campo.unidade == "graus" else _ESPERADO[campo.tipo]
    return Lido(erro=f"Li “{cortar(limpo)}” e esperava {o_que}. Escreva assim: {campo.exemplo or exemplo}.")


def cortar(texto: str, largura: int = 60) -> str:
    """O texto em uma linha, que caiba numa frase.

    >>> cortar("um texto comprido demais", 10)
    'um texto …'
    """
    uma_linha = " ".join(texto.split())
    return uma_linha if len(uma_linha) <= largura else uma_linha[: largura - 1] + "…"
