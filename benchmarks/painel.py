"""O módulo 1 feito em Panel, com o mesmo conteúdo, para `visitantes.py` comparar: `python painel.py PORTA`.

Precisa do Panel, que não é do caderno: instalem-no num ambiente à parte. Os textos são os do caderno, os nomes vêm da
mesma rede e são conferidos a cada visita, e cada instrumento espera fechado, como na nossa página.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import nbformat
import panel as pn

from caderno import arquivo
from caderno.modelo import Contexto

CADERNO = Path(__file__).parents[1] / "notebooks" / "modulos" / "1_diagnostico.ipynb"


def pagina() -> pn.Column:
    rede = arquivo.abrir_exemplo()
    escolha = pn.widgets.Select(name="Empreendimento", options=nomes(rede, esconder=False))
    redes = pn.widgets.Select(name="Rede", options=arquivo.listar())
    esconder = pn.widgets.Checkbox(name="Esconder nomes")
    esconder.param.watch(lambda mudou: escolha.param.update(options=nomes(rede, esconder=mudou.new)), "value")
    celulas = map(celula, nbformat.read(CADERNO, as_version=4).cells)
    return pn.Column(pn.Row(redes, escolha, esconder), *filter(None, celulas))


def nomes(rede, esconder: bool) -> list[str]:
    dados = rede.dados(Contexto(hoje=date.today()), esconder=esconder)
    return ["todos", *dados.tabela("empreendimentos")["empreendimento"]]


def celula(uma) -> pn.viewable.Viewable | None:
    if uma.cell_type == "markdown":
        return pn.pane.Markdown(uma.source)
    return pn.widgets.Button(name=uma.id) if "tela.mostrar" in uma.source else None


if __name__ == "__main__":
    pn.serve(pagina, port=int(sys.argv[1]), address="127.0.0.1", show=False)
