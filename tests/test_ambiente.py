"""A trava, o pyproject e o environment.yml dizem a mesma coisa, e as opções do servidor existem mesmo."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import caderno

RAIZ = Path(__file__).resolve().parents[1]
TRAVA = (RAIZ / "requirements.lock").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))
BLOCOS = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", TRAVA).strip())
TRAVADOS = [Requirement(bloco.partition("\\")[0]) for bloco in BLOCOS]


def _pedidos():
    projeto = PYPROJECT["project"]
    extras = chain.from_iterable(projeto["optional-dependencies"].values())
    return [*projeto["dependencies"], *extras, *PYPROJECT["build-system"]["requires"]]


@pytest.mark.parametrize("pedido", sorted(set(_pedidos())))
def test_cada_dependencia_esta_na_trava_com_versao_que_serve(pedido):
    pedido = Requirement(pedido)
    iguais = [r for r in TRAVADOS if canonicalize_name(r.name) == canonicalize_name(pedido.name)]
    assert iguais, f"{pedido.name} não está na trava: refaça-a com o comando da primeira linha dela"
    for travado in iguais:
        (versao,) = travado.specifier
        assert versao.operator == "==" and pedido.specifier.contains(versao.version)


def test_cada_linha_da_trava_tem_versao_exata_e_somas():
    for bloco in BLOCOS:
        assert re.match(r"[a-z0-9._-]+==\S+", bloco), bloco[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", bloco), bloco[:80]


def test_a_trava_nao_tem_endereco_nem_caminho():
    assert not re.search(r"/|\\\\|--(index|extra|find|trusted)|@", TRAVA)


def test_a_trava_nao_traz_o_pacote_que_custa_um_segundo_por_kernel():
    assert PYPROJECT["tool"]["uv"]["exclude-dependencies"] == ["rfc3987-syntax"]
    assert not {"rfc3987-syntax", "lark"} & {r.name for r in TRAVADOS}


def test_conda_usa_a_mesma_trava_e_os_mesmos_pythons():
    conda = yaml.safe_load((RAIZ / "environment.yml").read_text(encoding="utf-8"))
    *do_conda, do_pip = conda["dependencies"]
    assert do_pip == {"pip": ["-r requirements.lock"]}
    python = next(item for item in do_conda if item.startswith("python "))
    assert python.removeprefix("python ").startswith(PYPROJECT["project"]["requires-python"])
    # O que falta na trava de propósito tem de vir do conda, ou o pip se recusa a instalar.
    assert set(PYPROJECT["tool"]["uv"]["exclude-dependencies"]) <= set(do_conda)


def test_a_versao_do_pacote_esta_em_um_lugar_so():
    assert "version" in PYPROJECT["project"]["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", caderno.__version__)


def test_as_opcoes_do_servidor_existem():
    # O Voilà ignora em silêncio uma opção que não conhece.
    from jupyter_client.restarter import KernelRestarter
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager
    from nbconvert.exporters import Exporter
    from voila.app import Voila
    from voila.configuration import VoilaConfiguration

    lidas = (Voila, VoilaConfiguration, MappingKernelManager, KernelRestarter, Exporter)
    classes = {classe.__name__: classe for classe in lidas}
    opcoes = json.loads((RAIZ / "lib/caderno/recursos/voila.json").read_text(encoding="utf-8"))
    for classe, valores in opcoes.items():
        assert set(valores) <= set(classes[classe].class_traits(config=True)), classe
    assert opcoes["Voila"]["ip"] == "127.0.0.1"


def test_as_extensoes_pedidas_ao_servidor_estao_instaladas():
    from voila.utils import get_federated_extensions, get_voila_labextensions_path

    opcoes = json.loads((RAIZ / "lib/caderno/recursos/voila.json").read_text(encoding="utf-8"))
    instaladas = get_federated_extensions(get_voila_labextensions_path())
    assert set(opcoes["VoilaConfiguration"]["extension_allowlist"]) <= set(instaladas)


def test_importar_o_caderno_nao_carrega_nada_pesado():
    codigo = "import sys, caderno; print([m for m in ('pandas', 'altair', 'ipywidgets') if m in sys.modules])"
    fim = subprocess.run([sys.executable, "-c", codigo], capture_output=True, text=True, cwd=RAIZ / "lib")
    assert fim.stdout.strip() == "[]", fim.stderr
