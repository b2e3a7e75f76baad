"""As importações só descem: quem declara não conhece quem mostra."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

LIB = Path(__file__).parents[1] / "lib" / "caderno"

# Cada camada só pode importar do caderno o que está nas camadas de cima desta lista, ou nela mesma.
CAMADAS = (
    {"modelo"},
    {"contas", "formato", "parametros", "territorio"},
    {"instrumentos"},
    {"catalogo", "validacao"},
    {"arquivo", "planilha", "folhas", "papel", "importadores", "explicacao", "graficos", "apresentacao"},
    {"relatorio", "cli", "tela", "viveiro", "servidor", "javascript", "__main__"},
)
SO_NA_TELA = {"ipywidgets", "IPython", "anywidget", "voila"}
PROIBIDO_NOS_INSTRUMENTOS = {"altair", "sqlalchemy", "random", "sqlite3", "pathlib", "os", "datetime", "time"}


def modulos():
    return [p for p in sorted(LIB.rglob("*.py")) if p != LIB / "__init__.py"]


def camada(parte: str) -> int:
    return next(i for i, nomes in enumerate(CAMADAS) if parte in nomes)


def importados(caminho: Path, *, so_no_topo: bool = False) -> set[str]:
    arvore = ast.parse(caminho.read_text(encoding="utf-8"))
    nos = arvore.body if so_no_topo else ast.walk(arvore)
    nomes = set()
    for no in nos:
        if isinstance(no, ast.Import):
            nomes |= {alias.name for alias in no.names}
        elif isinstance(no, ast.ImportFrom) and no.module:
            nomes |= {f"{no.module}.{alias.name}" for alias in no.names}
    return nomes


@pytest.mark.parametrize("caminho", modulos(), ids=lambda p: str(p.relative_to(LIB)))
def test_ninguem_importa_de_uma_camada_mais_alta(caminho):
    minha = camada(caminho.relative_to(LIB).parts[0].removesuffix(".py"))
    alheios = {nome.split(".")[1] for nome in importados(caminho) if nome.startswith("caderno.")} - {"__version__"}
    acima = {nome for nome in alheios if camada(nome) > minha}
    assert not acima, f"{caminho.relative_to(LIB)} importa de cima: {sorted(acima)}"


@pytest.mark.parametrize("caminho", modulos(), ids=lambda p: str(p.relative_to(LIB)))
def test_fora_da_tela_ninguem_importa_widgets(caminho):
    if caminho.relative_to(LIB).parts[0] in ("tela", "viveiro", "servidor"):  # estes dois põem a tela no ar
        return
    assert not {nome.split(".")[0] for nome in importados(caminho)} & SO_NA_TELA


@pytest.mark.parametrize("caminho", sorted((LIB / "instrumentos").rglob("*.py")), ids=lambda p: p.stem)
def test_um_instrumento_nao_desenha_nao_le_arquivo_nao_olha_o_relogio(caminho):
    assert not {nome.split(".")[0] for nome in importados(caminho)} & PROIBIDO_NOS_INSTRUMENTOS


def carregados_por(codigo: str) -> set[str]:
    """O que um Python novo carrega ao executar o código."""
    saida = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(LIB.parent)!r}); {codigo}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return set(saida.split())


def test_importar_o_caderno_quase_nao_custa():
    pesados = {"pandas", "numpy", "altair", "sqlalchemy", "ipywidgets", "papermill"}
    assert not carregados_por("import caderno") & pesados


def test_o_catalogo_nao_carrega_desenho_banco_nem_tela():
    assert not carregados_por("import caderno.catalogo") & {
        "altair",
        "vl_convert",
        "sqlalchemy",
        "ipywidgets",
        "papermill",
    }
