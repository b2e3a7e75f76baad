"""O que se pede de um relatório, conferido antes de gastar tempo."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path

from caderno import formato
from caderno.modelo import Campo, Contexto

MODELOS = Path(__file__).parents[3] / "notebooks" / "relatorios"
DE_UM_SO = ("empreendimento", "cooperativa", "modulo")
"""Recortes que têm um modelo com o mesmo nome, feito para eles."""
RECORTES = (*DE_UM_SO, "periodo", "antes")
MAIS_NOMES = 12
_MES = Campo("periodo", "Período", "mes")


class ErroDeRelatorio(Exception):
    """O que impede o relatório, em uma frase para a pessoa."""


def os_que_existem(pedido: str, nomes: Sequence[str], comando: str) -> str:
    """O que existe, numa frase: até doze nomes, os parecidos com o pedido na frente, e onde está o resto.

    >>> os_que_existem("Flor do Jua", ["Raiz", *map(str, range(20)), "Flor do Juá"], "caderno redes")
    'Existem: Flor do Juá, Raiz, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 e mais 10. A lista inteira: caderno redes.'
    """
    sobram = len(nomes) - MAIS_NOMES
    if sobram <= 0:
        return f"Existem: {formato.juntar(nomes)}."
    dobrados = {formato.dobrar(nome): nome for nome in nomes}
    parecidos = [dobrados[d] for d in get_close_matches(formato.dobrar(pedido), dobrados)]
    primeiros = list(dict.fromkeys([*parecidos, *nomes]))[:MAIS_NOMES]
    mais = f"mais {formato.quantidade(sobram)}"
    return f"Existem: {formato.juntar([*primeiros, mais])}. A lista inteira: {comando}."


@dataclass(frozen=True)
class Pedido:
    """Qual rede, que modelo, que recorte, em que dia. Texto vazio é "tudo"."""

    rede: str
    modelo: str = ""
    """Sem ele, o do recorte: "empreendimento", "cooperativa" ou "modulo"; sem recorte, "rede"."""
    empreendimento: str = ""
    cooperativa: str = ""
    modulo: str = ""
    periodo: str = ""
    """ "aaaa-mm:aaaa-mm", os dois meses incluídos."""
    antes: str = ""
    """O período com que se compara, no modelo de medições; sem ele, o que veio logo antes."""
    hoje: date = field(default_factory=date.today)

    def __post_init__(self):
        modelo = self.modelo or next((nome for nome in DE_UM_SO if getattr(self, nome)), "rede")
        object.__setattr__(self, "modelo", modelo)

    @property
    def caminho(self) -> Path:
        """O caderno do modelo; um que não existe é recusado com os que existem."""
        existentes = sorted(c.stem for c in MODELOS.glob("*.ipynb"))
        if self.modelo not in existentes:
            raise ErroDeRelatorio(f"Não existe relatório “{self.modelo}”. Existem: {formato.juntar(existentes)}.")
        return MODELOS / f"{self.modelo}.ipynb"

    @property
    def parametros(self) -> dict[str, str]:
        """O que vai para a célula `parameters`: o que foi pedido, e só o que o modelo declara.

        O papermill aceita calado um parâmetro que o caderno não tem; aqui é recusado.
        """
        declarados = parametros_do_modelo(self.caminho)
        pedidos = {nome: getattr(self, nome) for nome in RECORTES if getattr(self, nome)}
        sobram = [nome for nome in pedidos if nome not in declarados]
        if sobram:
            aceitos = formato.juntar([n for n in declarados if n in RECORTES]) or "nada"
            raise ErroDeRelatorio(
                f"O relatório “{self.modelo}” não se recorta por {formato.juntar(sobram)}. Ele aceita: {aceitos}."
            )
        if self.modelo in DE_UM_SO and self.modelo not in pedidos:
            raise ErroDeRelatorio(f"O relatório “{self.modelo}” precisa saber de qual. Diga com --{self.modelo}.")
        return {"rede": self.rede, "hoje": self.hoje.isoformat(), **pedidos}

    @cached_property
    def nome_do_arquivo(self) -> str:
        """Modelo, rede, recorte e dia, sem acento nem espaço, para o nome do arquivo.

        O nome do arquivo também circula: quem pediu para aparecer por uma letra tem a letra nele. É o mesmo do começo
        ao fim de um lote, ainda que alguém mude de ideia no meio.
        """
        quem = _como_aparece(self.rede, self.empreendimento) if self.empreendimento else ""
        periodos = (" a ".join(ler_periodo(periodo) or ()) for periodo in (self.antes, self.periodo))
        partes = (self.modelo, self.rede, quem, self.cooperativa, self.modulo, *periodos)
        nome = re.sub(r"[^a-z0-9]+", "-", formato.dobrar(" ".join(filter(None, partes)))).strip("-")
        return f"{nome[:100]}-{self.hoje.isoformat()}"


def _como_aparece(rede: str, empreendimento: str) -> str:
    from caderno.relatorio.folha import abrir_rede  # a folha conhece o pedido

    estado = abrir_rede(rede).arquivo.stat()
    return _nomes_publicos(rede, estado.st_mtime_ns, estado.st_size).get(empreendimento, empreendimento)


@lru_cache(maxsize=8)  # um lote pede centenas de nomes da mesma rede
def _nomes_publicos(rede: str, *_estado: int) -> dict[str, str]:
    from caderno.relatorio.folha import abrir_rede

    dados = abrir_rede(rede).dados(Contexto(hoje=date.min), publicar=True)
    return {nome: dados.como_aparece(nome) for nome in dados.nomes("empreendimentos").atuais.values()}


def parametros_do_modelo(caminho: Path) -> tuple[str, ...]:
    """Os nomes da célula `parameters` de um caderno, na ordem."""
    celulas = json.loads(caminho.read_text(encoding="utf-8"))["cells"]
    texto = "".join("".join(c["source"]) for c in celulas if "parameters" in c.get("metadata", {}).get("tags", ()))
    return tuple(re.findall(r"^(\w+)\s*=", texto, flags=re.MULTILINE))


def ler_periodo(texto: str) -> tuple[str, str] | None:
    """O período como os quadros o entendem; vazio dá None.

    >>> ler_periodo("2026-01:06/2026")
    ('2026-01', '2026-06')
    """
    if not texto:
        return None
    partes = [formato.ler(parte, _MES).valor for parte in texto.split(":")]
    if len(partes) != 2 or None in partes or partes[0] > partes[1]:
        raise ErroDeRelatorio(f"Não entendi o período “{texto}”. Escreva assim: 2026-01:2026-06.")
    return partes[0], partes[1]
