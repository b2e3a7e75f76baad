"""Um relatório roda numa cópia do canteiro como rodaria num kernel: com o mesmo resultado, sozinho e mortal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.execute import raise_for_execution_errors
from papermill.parameterize import parameterize_notebook

from caderno import viveiro
from caderno.viveiro.motor import Motor
from kernel_de_prova import canteiros, esperar, vivo

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="este sistema não divide processos")


@pytest.fixture(scope="module")
def aberto():
    with viveiro.preparado():
        yield


@pytest.fixture(params=["numa cópia", "num kernel comum"])
def dos_dois_jeitos(request, aberto, monkeypatch):
    if request.param == "num kernel comum":
        monkeypatch.setenv(viveiro.DESLIGADO, "1")


def rodar(*celulas: str, parametros: dict | None = None, **opcoes) -> list:
    """Roda um relatório destas células e devolve as saídas da última."""
    modelo = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c) for c in celulas],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}},
    )
    caderno = parameterize_notebook(
        papermill.iorw.load_notebook_node(modelo), parametros or {}, kernel_name="caderno", language="python"
    )
    Motor.execute_notebook(caderno, viveiro.KERNEL, progress_bar=False, **opcoes)
    raise_for_execution_errors(caderno, None)
    return caderno.cells[-1].outputs


def dito(*celulas: str, **opcoes) -> str:
    """O que a última célula escreveu."""
    return "".join(saida.get("text", "") for saida in rodar(*celulas, **opcoes)).strip()


# ------------------------------------------------------------------ o mesmo que num kernel


def test_os_parametros_chegam_e_a_resposta_volta(dos_dois_jeitos):
    assert dito("print(rede.upper())", parametros={"rede": "sertao"}) == "SERTAO"


def test_uma_celula_ve_o_que_a_outra_fez(dos_dois_jeitos):
    assert dito("x = 1", "def soma(y):\n    return x + y", "print(soma(2))") == "3"


def test_o_que_se_mostra_e_o_valor_da_ultima_linha_saem_por_ordem(dos_dois_jeitos):
    saidas = rodar("from IPython.display import HTML, display\ndisplay(HTML('<p>um</p>'))\nHTML('<p>dois</p>')")
    assert [saida.data["text/html"] for saida in saidas] == ["<p>um</p>", "<p>dois</p>"]


def test_o_que_se_escreve_nas_duas_saidas_vai_para_a_sua(dos_dois_jeitos):
    saidas = rodar("import sys\nprint('dito')\nprint('avisado', file=sys.stderr)")
    assert {saida.name: saida.text for saida in saidas} == {"stdout": "dito\n", "stderr": "avisado\n"}


def test_cada_celula_que_acaba_e_anunciada(dos_dois_jeitos):
    acabaram = []
    rodar("1", "2", on_cell_executed=lambda cell, cell_index, **_: acabaram.append((cell_index, cell.source)))
    assert acabaram[-2:] == [(1, "1"), (2, "2")]  # a primeira é a dos parâmetros, que o papermill pôs


@pytest.mark.parametrize(("codigo", "nome"), [("int('três')", "ValueError"), ("isto não", "SyntaxError")])
def test_um_erro_chega_com_nome_e_o_relatorio_seguinte_sai(dos_dois_jeitos, codigo, nome, tmp_path):
    depois = tmp_path / "depois"
    with pytest.raises(papermill.PapermillExecutionError) as erro:
        rodar(codigo, f"open({str(depois)!r}, 'w')")
    assert erro.value.ename == nome
    assert not depois.exists()
    assert dito("print('saiu')") == "saiu"


def test_um_relatorio_que_nao_acaba_e_cortado_e_o_processo_morre(dos_dois_jeitos, tmp_path):
    anotado = tmp_path / "pid"
    codigo = f"import os, time\nopen({str(anotado)!r}, 'w').write(str(os.getpid()))\ntime.sleep(90)"
    with pytest.raises(CellTimeoutError):
        rodar(codigo, execution_timeout=2)
    assert esperar(lambda: not vivo(int(anotado.read_text())))


def test_um_relatorio_que_morre_no_meio_diz_que_morreu(dos_dois_jeitos):
    with pytest.raises((DeadKernelError, RuntimeError), match="ernel died"):
        rodar("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")


# ------------------------------------------------------------------ sozinho


SUJAR = """
import os, random, sys, numpy, pandas
import caderno.formato
pandas.set_option("display.max_rows", 7)
os.environ["RASTRO"] = "sim"
os.chdir("/")
caderno.formato.dinheiro = None
sys.modules["rastro"] = sys"""
OLHAR = """
import os, sys, pandas
import caderno.formato
print(pandas.get_option("display.max_rows"), os.environ.get("RASTRO"), os.getcwd(),
      caderno.formato.dinheiro is None, "rastro" in sys.modules, "random" in globals())"""


def test_o_que_um_relatorio_muda_o_outro_nao_ve(aberto):
    rodar(SUJAR)
    assert dito(OLHAR).split() == ["60", "None", os.getcwd(), "False", "False", "False"]


def test_cada_relatorio_tem_a_sua_sorte(aberto):
    sortes = [dito("import random, numpy\nprint(random.random(), numpy.random.rand())") for _ in range(3)]
    assert len({numero for sorte in sortes for numero in sorte.split()}) == 6


def test_o_ambiente_e_a_pasta_sao_os_de_quem_pede(aberto, monkeypatch, tmp_path):
    monkeypatch.setenv("CADERNO_DADOS", "os dela")
    monkeypatch.chdir(tmp_path)
    assert dito("import os\nprint(os.environ['CADERNO_DADOS'], os.getcwd())") == f"os dela {tmp_path}"


def test_relatorios_em_paralelo_saem_cada_um_do_seu_processo(aberto):
    with ThreadPoolExecutor(4) as linhas:
        tarefas = [linhas.submit(dito, "import os\nprint(os.getpid(), n)", parametros={"n": n}) for n in range(8)]
        saidas = [tarefa.result().split() for tarefa in tarefas]
    assert [int(n) for _, n in saidas] == list(range(8))
    assert len({pid for pid, _ in saidas}) == 8


def test_quem_ensaiou_um_relatorio_ainda_sabe_fazer_kernels(monkeypatch):
    import asyncio

    from kernel_de_prova import kernel

    async def prova():
        async with kernel() as um:
            return await um.dizer("[type(get_ipython()).__name__, 6 * 7]")

    monkeypatch.delenv(viveiro.ENDERECO, raising=False)
    with viveiro.preparado(ensaio=True):
        assert dito("print(6 * 7)") == "42"
        assert asyncio.run(prova()) == ["ZMQInteractiveShell", 42]


# ------------------------------------------------------------------ fim

NETO = "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid, flush=True)"


def test_com_o_relatorio_acaba_o_programa_que_ele_abriu(aberto):
    neto = int(dito(NETO))
    assert esperar(lambda: not vivo(neto))


DONO = """
import sys
sys.path.insert(0, {pasta!r})
from test_motor import rodar
from caderno import viveiro
with viveiro.preparado():
    rodar({celula!r})
"""


def test_um_dono_morto_a_forca_nao_deixa_o_relatorio_rodando(tmp_path, monkeypatch):
    monkeypatch.delenv(viveiro.ENDERECO, raising=False)
    anotados = tmp_path / "pids"
    celula = (
        "import os, subprocess, time\n"
        f"open({str(anotados)!r}, 'w').write(f'{{os.getpid()}} {{subprocess.Popen([\"sleep\", \"600\"]).pid}} fim')\n"
        "time.sleep(600)"
    )
    caminho = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    codigo = DONO.format(pasta=str(Path(__file__).parent), celula=celula)
    dono = subprocess.Popen([sys.executable, "-c", codigo], env=os.environ | {"PYTHONPATH": caminho})
    assert esperar(lambda: anotados.exists() and anotados.read_text().endswith("fim"), 60)
    dono.kill()
    dono.wait()
    assert esperar(lambda: not any(vivo(int(pid)) for pid in anotados.read_text().split()[:2]))


def test_morto_o_canteiro_no_meio_o_relatorio_que_ja_comecou_sai(monkeypatch, tmp_path):
    monkeypatch.delenv(viveiro.ENDERECO, raising=False)
    comecou = tmp_path / "começou"
    codigo = f"import time\nopen({str(comecou)!r}, 'w').close()\ntime.sleep(2)\nprint('saiu')"
    with viveiro.preparado(), ThreadPoolExecutor(1) as linha:
        pedido = linha.submit(dito, codigo)
        assert esperar(comecou.exists, 60)
        (canteiro,) = [p for p in canteiros() if os.environ[viveiro.ENDERECO].rpartition("/")[0] in p.cmdline()]
        canteiro.send_signal(signal.SIGKILL)
        assert pedido.result() == "saiu"


def test_sem_canteiro_no_endereco_o_relatorio_sai_de_um_kernel_comum(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_PATH", str(viveiro.KERNELSPECS))
    monkeypatch.setenv(viveiro.ENDERECO, str(tmp_path / "nada"))
    assert dito("print('saiu')") == "saiu"
