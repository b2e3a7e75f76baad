"""Um kernel do viveiro é um kernel como os outros: sozinho, atento e mortal."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from caderno import viveiro
from caderno.viveiro.planta import SemViveiro, pedir
from kernel_de_prova import canteiros, esperar, kernel, vivo

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="este sistema não divide processos")


@pytest.fixture(scope="module")
def aberto():
    with viveiro.preparado(mudas=2):
        yield


@pytest.fixture
def sem_endereco(monkeypatch):
    """Como se nenhum viveiro estivesse aberto por fora."""
    monkeypatch.delenv(viveiro.ENDERECO, raising=False)


# ------------------------------------------------------------------ sozinho

SUJAR = """
import os, random, sys, numpy, pandas
pandas.set_option("display.max_rows", 7)
os.environ["RASTRO"] = "sim"
os.chdir("/")
random.seed(1); numpy.random.seed(1)
import caderno.formato
caderno.formato.dinheiro = None
sys.modules["rastro"] = sys
True"""
OLHAR = """
import os, random, sys, numpy, pandas
import caderno.formato
[pandas.get_option("display.max_rows"), os.environ.get("RASTRO"), os.getcwd(), caderno.formato.dinheiro is None,
 "rastro" in sys.modules, "SUJEIRA" in globals()]"""


def test_o_que_um_kernel_muda_o_outro_nao_ve(aberto, tmp_path):
    async def prova():
        async with kernel() as um:
            await um.dizer(SUJAR)
            async with kernel(cwd=str(tmp_path)) as outro:
                assert await outro.dizer(OLHAR.replace("\n [", " [").replace(",\n ", ", ")) == [
                    60, None, str(tmp_path), False, False, False,
                ]  # fmt: skip

    asyncio.run(prova())


def test_cada_kernel_tem_a_sua_sorte(aberto):
    sorte = "import random, numpy, uuid\n[random.random(), numpy.random.rand(), str(uuid.uuid1()), str(uuid.uuid4())]"

    async def prova():
        vistos = []
        for _ in range(4):  # os que esperavam e os que nascem na hora
            async with kernel() as um:
                vistos.append(await um.dizer(sorte))
        for coluna in zip(*vistos, strict=True):
            assert len(set(coluna)) == 4

    asyncio.run(prova())


def test_o_ambiente_a_pasta_e_o_fuso_sao_os_do_pedido(aberto, tmp_path):
    async def prova():
        ambiente = {**os.environ, "QUERY_STRING": "rede=sertao", "TZ": "America/Fortaleza"}
        async with kernel(env=ambiente, cwd=str(tmp_path)) as um:
            codigo = 'import os, time\n[os.environ["QUERY_STRING"], os.getcwd(), time.timezone]'
            assert await um.dizer(codigo) == ["rede=sertao", str(tmp_path), 3 * 3600]
        assert "QUERY_STRING" not in os.environ

    asyncio.run(prova())


def test_o_kernel_nasce_com_o_caderno_na_memoria_e_ocupa_pouco(aberto):
    async def prova():
        async with kernel() as um:
            assert await um.dizer('import sys\n"caderno.tela" in sys.modules and "sqlalchemy" in sys.modules')
            assert um.processo.memory_full_info().pss < 80e6

    asyncio.run(prova())


def test_os_widgets_respondem_num_kernel_do_viveiro(aberto):
    async def prova():
        async with kernel() as um:
            alvos = "from comm import get_comm_manager\nsorted(get_comm_manager().targets)"
            assert {"jupyter.widget", "jupyter.widget.control"} <= set(await um.dizer(alvos))

    asyncio.run(prova())


@pytest.mark.skipif(not Path("/proc").exists(), reason="só o Linux conta as linhas em /proc")
def test_o_processo_que_se_divide_tem_uma_linha_so(aberto):
    async def prova():
        async with kernel():
            assert [p.num_threads() for p in canteiros()] == [1]

    asyncio.run(prova())


# ------------------------------------------------------------------ atento


def test_o_jupyter_nota_a_morte_do_kernel(aberto):
    async def prova():
        async with kernel() as um:
            assert await um.gerente.is_alive()
            um.processo.kill()
            while await um.gerente.is_alive():
                await asyncio.sleep(0.02)
            assert await um.gerente.provisioner.poll() == -signal.SIGKILL

    asyncio.run(prova())


def test_o_codigo_com_que_o_kernel_acaba_chega_ao_jupyter(aberto):
    async def prova():
        async with kernel() as um:
            um.cliente.execute("import os; os._exit(7)")
            while await um.gerente.is_alive():
                await asyncio.sleep(0.02)
            assert await um.gerente.provisioner.poll() == 7

    asyncio.run(prova())


def test_interromper_para_a_conta_e_o_kernel_continua(aberto):
    async def prova():
        async with kernel() as um:
            conta = asyncio.ensure_future(um.dizer("import time\ntime.sleep(50)"))
            await asyncio.sleep(1)
            await um.gerente.interrupt_kernel()
            with pytest.raises(RuntimeError, match="KeyboardInterrupt"):
                await asyncio.wait_for(conta, 20)
            assert await um.dizer("1 + 1") == 2

    asyncio.run(prova())


def test_recomecar_esquece_tudo_e_fica_nas_mesmas_portas(aberto):
    async def prova():
        async with kernel() as um:
            assert await um.dizer("x = 1\nx") == 1
            antes, portas = um.gerente.provisioner.pid, um.gerente.shell_port
            await um.gerente.restart_kernel(now=True)
            await um.cliente.wait_for_ready(timeout=60)
            assert (um.gerente.provisioner.pid != antes) and um.gerente.shell_port == portas
            with pytest.raises(RuntimeError, match="NameError"):
                await um.dizer("x")

    asyncio.run(prova())


def test_o_kernel_le_os_argumentos_de_quem_o_pede(aberto):
    async def prova():
        async with kernel(extra_arguments=["--InteractiveShellApp.exec_lines=x=41"]) as um:
            assert await um.dizer("x + 1") == 42

    asyncio.run(prova())


def test_desligar_com_modos_nao_espera_ate_matar(aberto):
    async def prova():
        async with kernel() as um:
            await asyncio.wait_for(um.gerente.shutdown_kernel(), 2)  # mais que isso seria o SIGTERM
            assert not await um.gerente.is_alive()

    asyncio.run(prova())


# ------------------------------------------------------------------ fim


def test_no_fim_nao_sobra_kernel_nem_programa_que_ele_abriu_nem_pasta(sem_endereco):
    async def prova():
        gerente = kernel()
        um = await gerente.__aenter__()  # de propósito sem fechar
        neto = await um.dizer("import subprocess\nsubprocess.Popen(['sleep', '600']).pid")
        um.cliente.stop_channels()
        return um.gerente.provisioner.pid, neto

    with viveiro.preparado(mudas=1):
        pasta = Path(os.environ[viveiro.ENDERECO]).parent
        filho, neto = asyncio.run(prova())
        deste = [p.pid for p in canteiros() if str(pasta) in p.cmdline()]
    assert len(deste) == 1 and esperar(lambda: not any(map(vivo, [*deste, filho, neto])))
    assert not pasta.exists() and viveiro.ENDERECO not in os.environ


DONO = """
import asyncio, os, sys
sys.path.insert(0, {pasta!r})
from kernel_de_prova import kernel
from caderno import viveiro
async def prova():
    async with kernel() as um:
        neto = await um.dizer("import subprocess\\nsubprocess.Popen(['sleep', '600']).pid")
        print(os.environ[viveiro.ENDERECO], um.gerente.provisioner.pid, neto, flush=True)
        await um.dizer("import time\\ntime.sleep(600)", timeout=700)
with viveiro.preparado(mudas=2):
    asyncio.run(prova())
"""


def test_um_dono_morto_a_forca_nao_deixa_ninguem(sem_endereco):
    codigo = DONO.format(pasta=str(Path(__file__).parents[1]))
    dono = subprocess.Popen([sys.executable, "-c", codigo], stdout=subprocess.PIPE, text=True)
    endereco, *pids = dono.stdout.readline().split()
    todos = [p.pid for p in psutil.Process(dono.pid).children(recursive=True)]
    assert {int(pid) for pid in pids} <= set(todos)
    dono.kill()
    dono.communicate()
    assert esperar(lambda: not any(map(vivo, todos)))
    assert esperar(lambda: not Path(endereco).parent.exists())


def test_morto_o_canteiro_os_kernels_seguem_e_abre_se_outro(caplog, sem_endereco):
    async def prova():
        async with kernel() as antigo:
            (velho,) = [p for p in canteiros() if os.environ[viveiro.ENDERECO].rpartition("/")[0] in p.cmdline()]
            velho.kill()
            velho.wait()
            assert await antigo.dizer("1 + 1") == 2
            async with kernel() as novo:
                assert await novo.dizer('import sys\n"caderno.tela" in sys.modules')
                assert novo.processo.ppid() != os.getpid()  # veio do outro canteiro
            antigo.processo.kill()
            while await antigo.gerente.is_alive():  # a notícia chega mesmo sem quem a dê
                await asyncio.sleep(0.02)

    with caplog.at_level(logging.WARNING), viveiro.preparado(mudas=1):
        asyncio.run(prova())
    assert "O viveiro de kernels parou" in caplog.text


# ------------------------------------------------------------------ sem viveiro


def test_um_pedido_que_nao_da_para_cumprir_volta_logo_com_uma_frase(aberto, tmp_path):
    with pytest.raises(SemViveiro, match="código 1"):
        pedir([], dict(os.environ), str(tmp_path / "não existe"), [1, 2])


def test_sem_canteiro_no_endereco_abre_um_kernel_comum_e_o_registro_diz(caplog, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_PATH", str(viveiro.KERNELSPECS))
    monkeypatch.setenv(viveiro.ENDERECO, str(tmp_path / "nada"))
    monkeypatch.setattr(logging.getLogger("traitlets"), "propagate", True)

    async def prova():
        async with kernel() as um:
            assert um.processo.ppid() == os.getpid()
            assert await um.dizer("1 + 1") == 2

    with caplog.at_level(logging.WARNING):
        asyncio.run(prova())
    assert "O viveiro não entregou um kernel" in caplog.text


SEM_FORK = """
import os
{antes}
import asyncio, sys
sys.path.insert(0, {pasta!r})
from kernel_de_prova import canteiros, kernel
from caderno import viveiro
async def prova():
    async with kernel() as um:
        print(len(canteiros()), um.processo.ppid() == os.getpid(), await um.dizer("6 * 7"))
with viveiro.preparado(mudas=1):
    asyncio.run(prova())
"""


@pytest.mark.parametrize("antes", ["del os.fork", "os.environ['CADERNO_SEM_VIVEIRO'] = '1'"])
def test_onde_o_processo_nao_se_divide_o_kernel_e_comum(antes, sem_endereco):
    codigo = SEM_FORK.format(antes=antes, pasta=str(Path(__file__).parents[1]))
    saida = subprocess.run([sys.executable, "-c", codigo], capture_output=True, text=True, timeout=90)
    assert saida.stdout.split() == ["0", "True", "42"], saida.stderr[-2000:]


@pytest.mark.parametrize("desligado", ["", "1"], ids=["do viveiro", "avulso"])
def test_nenhum_kernel_carrega_o_depurador_nem_guarda_historico(aberto, monkeypatch, desligado):
    monkeypatch.setenv(viveiro.DESLIGADO, desligado)
    codigo = 'import sys\n[sys.modules.get("debugpy"), get_ipython().history_manager.enabled]'

    async def prova():
        async with kernel() as um:
            assert (um.processo.ppid() == os.getpid()) == bool(desligado)
            return await um.dizer(codigo)

    assert asyncio.run(prova()) == [None, False]


def test_importar_o_viveiro_quase_nao_custa():
    codigo = "import sys; from caderno import viveiro; print(*sys.modules)"
    carregados = subprocess.run([sys.executable, "-c", codigo], capture_output=True, text=True, check=True).stdout
    assert not {"jupyter_client", "zmq", "ipykernel", "pandas"} & set(carregados.split())
