"""Um pedaço de relatório: a página que se vê e os mesmos números em valores."""

from __future__ import annotations

from typing import Any

from caderno import formato
from caderno.apresentacao import valores_de
from caderno.catalogo import Resultado

PARTES = "application/vnd.caderno.partes+json"
"""Ao lado do HTML de cada célula vão os mesmos números: deles saem a planilha e o lastro."""
LASTRO = "application/vnd.caderno.lastro+json"
"""Ao lado do anexo vai o que identifica os dados lidos, como `lastro.dos_dados` o faz."""


class Pedaco(str):
    """Um pedaço de página que o Jupyter sabe mostrar, com os números que estão nele."""

    partes: tuple[dict[str, Any], ...]
    lastro: dict[str, Any]

    def __new__(
        cls, html: str, partes: tuple[dict[str, Any], ...] = (), lastro: dict[str, Any] | None = None
    ) -> Pedaco:
        novo = super().__new__(cls, html)
        novo.partes, novo.lastro = partes, lastro or {}
        return novo

    def _repr_mimebundle_(self, **_) -> dict[str, Any]:
        outros = {PARTES: list(self.partes), LASTRO: self.lastro}
        return {"text/html": str(self)} | {tipo: valor for tipo, valor in outros.items() if valor}

    def _repr_pretty_(self, escritor: Any, _ciclo: bool) -> None:
        """O texto ao lado do HTML: sem isto, a página iria outra vez, como quem mostra uma cadeia de letras."""
        escritor.text("Um pedaço do relatório, em HTML.")


def parte(resultado: Resultado) -> dict[str, Any]:
    """O resultado de um instrumento em valores que cabem em JSON; o que falta é None."""
    instrumento = resultado.instrumento
    return {
        "instrumento": instrumento.nome,
        "titulo": instrumento.titulo,
        "vazio": resultado.vazio,
        "versao": instrumento.versao,
        "proposta": instrumento.proposta,
        "leitura": list(resultado.leitura),
        "escolhas": dict(resultado.escolhas),
        "grau": resultado.grau,
        "uso": resultado.uso.to_dict("records"),
        "saidas": {
            saida.nome: {
                "titulo": saida.titulo,
                "grao": saida.grao,
                "colunas": list(saida.nomes),
                "linhas": [list(map(valor, linha)) for linha in valores_de(resultado.saidas[saida.nome], saida.nomes)],
            }
            for saida in instrumento.saidas
        },
    }


def valor(valor):
    """O valor como o JSON o guarda; o que falta é None."""
    if formato.ausente(valor):
        return None
    if hasattr(valor, "isoformat"):
        return valor.isoformat()[:10]
    return valor.item() if hasattr(valor, "item") else valor
