"""Um relatório do lote: o que se entrega a quem o faz, neste computador ou em outro, e o que volta."""

from __future__ import annotations

import json
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

import caderno
from caderno import relatorio
from caderno.arquivo import ErroDeArquivo
from caderno.relatorio import execucao
from caderno.relatorio.folha import abrir_rede
from caderno.relatorio.pedido import ErroDeRelatorio, Pedido


@dataclass(frozen=True)
class Tarefa:
    """O que fazer, com que dados e com que programa."""

    pedido: Pedido
    formatos: tuple[str, ...] = ("html",)
    dados: str = ""
    """A impressão do arquivo da rede: outra, se alguém anotou algo desde então."""
    programa: str = ""
    """A impressão da versão do caderno e do modelo de relatório."""
    limite: int = execucao.LIMITE
    pasta: str = ""
    """A pasta de dados onde está a rede, quando não é a de sempre."""

    @property
    def chave(self) -> str:
        """A mesma só para o mesmo pedido, com os mesmos dados e o mesmo programa."""
        partes = asdict(self.pedido) | {"formatos": self.formatos, "dados": self.dados, "programa": self.programa}
        return sha256(json.dumps(partes, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Entrega:
    """O que saiu: os arquivos, ou a frase que diz por que não saíram."""

    arquivos: Mapping[str, bytes] = field(default_factory=dict)
    """Nome -> conteúdo."""
    frase: str = ""
    segundos: float = 0.0


def dados_da_rede(rede: str) -> str:
    """A impressão do arquivo da rede; a que não existe é recusada com as que existem."""
    return impressao(abrir_rede(rede).arquivo)


def preparar(
    pedido: Pedido, formatos: tuple[str, ...] = ("html",), dados: Callable[[str], str] = dados_da_rede
) -> Tarefa:
    """A tarefa de um pedido. O que se vê sem fazer conta (modelo, recorte, formato, rede) é recusado já.

    `dados` diz a impressão dos dados de uma rede; um lote pergunta uma vez por rede.
    """
    from caderno.relatorio import formatos as gravadores

    for nome in formatos:
        gravadores.achar(nome)
    pedido.parametros, pedido.nome_do_arquivo  # noqa: B018  (as duas recusam o que não existe)
    return Tarefa(pedido, formatos, dados(pedido.rede), programa(pedido))


def impressao(caminho: Path) -> str:
    """Um texto curto que muda se mudar um byte do arquivo; o mesmo arquivo só se lê uma vez."""
    estado = caminho.stat()
    return _impressao(caminho, estado.st_mtime_ns, estado.st_size)


@cache
def _impressao(caminho: Path, *_estado: int) -> str:
    return sha256(caminho.read_bytes()).hexdigest()


def programa(pedido: Pedido) -> str:
    """A versão do caderno e o modelo que fazem este relatório."""
    return f"caderno {caderno.__version__}, modelo {impressao(pedido.caminho)[:12]}"


def fazer(tarefa: Tarefa, ao_avancar: execucao.Andamento | None = None) -> Entrega:
    """Faz o relatório e devolve os arquivos; o que der errado vira uma frase, nunca uma exceção."""
    inicio = time.monotonic()
    arquivos, frase = {}, ""
    try:
        with tempfile.TemporaryDirectory() as pasta:
            relatorio.gerar(tarefa.pedido, Path(pasta), tarefa.formatos, ao_avancar=ao_avancar, limite=tarefa.limite)
            arquivos = {feito.name: feito.read_bytes() for feito in sorted(Path(pasta).iterdir())}
    except (ErroDeRelatorio, ErroDeArquivo) as erro:
        frase = str(erro)
    except OSError as erro:
        frase = f"O computador não deixou fazer este relatório: {erro.strerror or erro}."
    except Exception as erro:
        onde = traceback.extract_tb(erro.__traceback__)[-1]
        lugar = f"{type(erro).__name__}, {Path(onde.filename).name}:{onde.lineno}"
        frase = f"O Caderno errou ao fazer este relatório ({lugar}). Conte para quem cuida dele."
    return Entrega(arquivos, frase, time.monotonic() - inicio)
