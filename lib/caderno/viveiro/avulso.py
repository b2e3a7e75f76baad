"""Um kernel onde não há viveiro: `python -P -m caderno.viveiro.avulso -f CONEXÃO`.

É o do ipykernel, sem o que nenhuma página e nenhum relatório usa: o depurador, que demora a carregar, e o histórico.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("debugpy", None)  # antes de o ipykernel o procurar

from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from traitlets.config import Config  # noqa: E402

CONFIGURACAO = Config(
    # Dizer o endereço poupa ao ipykernel procurar todos os que o computador tem.
    IPKernelApp={"log_level": 40, "ip": "127.0.0.1"},
    # O que se escreve numa página é da rede, e não do histórico do IPython de quem a abriu.
    HistoryManager={"enabled": False},
)

if __name__ == "__main__":
    IPKernelApp.launch_instance(config=CONFIGURACAO)
