"""Como se sabe o que está escrito: medido, declarado ou estimado."""

from __future__ import annotations

from caderno.formato.escrita import dobrar

GRAUS = {"A": "medido", "B": "declarado", "C": "estimado"}
"""Do melhor ao pior. Quem não diz nada declarou."""
COMO_SEI = "Como sei"
COLUNA_DO_GRAU = "Como sei (A medido, B declarado, C estimado)"
AJUDA_DO_GRAU = (
    "A medido: alguém pesou, contou ou tem o papel. B declarado: alguém disse. C estimado: é conta de cabeça. "
    "Se só um número é estimado, ponha ~ na frente dele: ~ 120."
)
_RAIZES = {
    "A": ("medi", "pesa", "peso", "conta", "conto"),
    "B": ("declar", "disse", "dito", "fal"),
    "C": ("estim", "aprox", "chut", "mais ou menos", "cerca"),
}


def ler_grau(texto: str) -> str | None:
    """A letra do grau, por letra ou por palavra; vazio fica vazio, e o que não se entende dá None.

    >>> ler_grau("C estimado"), ler_grau("Pesado na balança"), ler_grau(""), ler_grau("talvez")
    ('C', 'A', '', None)
    """
    dobrado = dobrar(texto)
    letra = dobrado.partition(" ")[0].upper()
    if not dobrado or letra in GRAUS:
        return letra
    return next((grau for grau, raizes in _RAIZES.items() if dobrado.startswith(raizes)), None)


def escrever_grau(grau: str) -> str:
    """A letra e a palavra; o que não é grau nenhum fica em branco.

    >>> escrever_grau("C")
    'C estimado'
    """
    return f"{grau} {GRAUS[grau]}" if grau in GRAUS else ""
