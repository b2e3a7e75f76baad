"""iniciar.py como uma pessoa o usa: outro processo, uma frase quando algo falta, nada vivo depois do fim."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

RAIZ = Path(__file__).resolve().parents[1]
INICIAR = RAIZ / "iniciar.py"


def _carregar():
    especificacao = importlib.util.spec_from_file_location("iniciar", INICIAR)
    modulo = importlib.util.module_from_spec(especificacao)
    especificacao.loader.exec_module(modulo)
    return modulo


iniciar = _carregar()
com_ambiente = pytest.mark.skipif(bool(iniciar.motivo_para_refazer()), reason="o ambiente não foi feito por iniciar.py")


@pytest.fixture
def copia(tmp_path):
    """Uma cópia do projeto sem ambiente, com só o que a instalação lê."""
    for nome in ("iniciar.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(RAIZ / nome, tmp_path)
    (tmp_path / "lib").mkdir()
    return tmp_path


def _rodar(pasta, *argumentos, **ambiente):
    comando = [sys.executable, str(pasta / "iniciar.py"), *argumentos]
    return subprocess.run(
        comando, env={**os.environ, **ambiente}, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


# ------------------------------------------------- frases de quem começa


def test_um_python_velho_consegue_ler_o_arquivo():
    ast.parse(INICIAR.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_um_python_velho_recebe_uma_frase_com_a_saida():
    velho = "import runpy, sys; sys.version_info = (3, 8); runpy.run_path(sys.argv[1], run_name='__main__')"
    comando = [sys.executable, "-c", velho, str(INICIAR)]
    fim = subprocess.run(comando, capture_output=True, text=True, encoding="utf-8")
    assert fim.returncode == 1
    assert len(fim.stderr.splitlines()) == 1
    assert "3.8" in fim.stderr and "instale um mais novo" in fim.stderr


@pytest.mark.parametrize(
    ("argumentos", "trecho"),
    [
        (["aap"], "app, lab, testes, caderno, pacotes"),
        (["--porto", "9000"], "--porto"),
        (["--porta"], "Falta um valor depois de --porta"),
        (["--porta", "oitenta"], "li oitenta"),
        (["--pacotes", "não existe"], "Não achei a pasta não existe"),
        (["app", "inicio.ipynb"], "Sobrou inicio.ipynb"),
    ],
)
def test_pedido_errado_recebe_uma_frase_e_nada_e_instalado(copia, argumentos, trecho):
    fim = _rodar(copia, *argumentos)
    assert fim.returncode == 1
    assert trecho in fim.stderr and len(fim.stderr.splitlines()) == 1
    assert not (copia / ".venv").exists()


def test_a_ajuda_sai_no_stdout_e_lista_todos_os_comandos(copia):
    fim = _rodar(copia, "--ajuda")
    assert fim.returncode == 0 and not fim.stderr
    assert all(comando in fim.stdout for comando in iniciar.COMANDOS)


def test_sem_internet_recebe_uma_frase_com_a_saida(copia):
    # O endereço é deste computador e ninguém responde nele: o mesmo que uma rede caída, sem esperar.
    ninguem = "http://127.0.0.1:9/simple"
    sem_rede = {"PIP_INDEX_URL": ninguem, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1"}
    sem_rede |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PIP_NO_CACHE_DIR": "1"}
    sem_rede |= {"UV_DEFAULT_INDEX": ninguem, "UV_NO_CONFIG": "1", "UV_NO_CACHE": "1", "UV_HTTP_RETRIES": "0"}
    fim = _rodar(copia, **sem_rede)
    assert fim.returncode == 1
    assert "confira a internet" in fim.stderr and "--pacotes PASTA" in fim.stderr
    assert "Traceback" not in fim.stderr
    detalhes = Path(re.search(r"detalhes: (.+\.log)\)", fim.stderr).group(1))
    assert "127.0.0.1" in detalhes.read_text(encoding="utf-8")
    detalhes.unlink()


def test_ambiente_pela_metade_e_refeito_e_pasta_sem_pacotes_recebe_uma_frase(copia):
    resto = copia / ".venv" / "bin" / "resto"
    resto.parent.mkdir(parents=True)
    resto.touch()
    vazia = copia / "pacotes"
    vazia.mkdir()
    fim = _rodar(copia, "--pacotes", str(vazia))
    assert fim.returncode == 1
    assert "quebrado ou pela metade; vou refazê-lo" in fim.stderr.splitlines()[0]
    assert "Falta um pacote pronto" in fim.stderr.splitlines()[-1]
    assert not resto.exists()


@pytest.mark.parametrize(
    ("saida", "trecho"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disco"),
        ("failed to copy file: There is not enough space on the disk. (os error 112)", "disco"),
        (
            "The virtual environment was not created successfully because ensurepip is not\navailable.",
            "python3-venv",
        ),
        ("PermissionError: [Errno 13] Permission denied: '.venv'", "pasta pessoal"),
        ("NewConnectionError('Failed to establish a new connection: [Errno -3]')", "internet"),
        ("error: Failed to fetch: `pandas`\n Caused by: dns error: failed to lookup", "internet"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "veio diferente"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "Falta um pacote"),
        ("uma falha que ninguém previu", "rode de novo"),
    ],
)
def test_o_que_a_instalacao_escreve_ao_falhar_vira_uma_frase(saida, trecho):
    assert trecho in iniciar.explicar(saida)


# ----------------------------------------------------------------- portas


def test_porta_ocupada_passa_a_seguinte_e_diz(capfd):
    with socket.socket() as ocupada:
        ocupada.bind(("127.0.0.1", 0))
        ocupada.listen()
        numero = ocupada.getsockname()[1]
        assert iniciar.achar_porta(numero) > numero
    assert f"A porta {numero} está ocupada" in capfd.readouterr().err


def test_sem_porta_livre_recebe_uma_frase(monkeypatch):
    with socket.socket() as ocupada:
        ocupada.bind(("127.0.0.1", 0))
        ocupada.listen()
        monkeypatch.setattr(iniciar, "PORTAS_TENTADAS", 1)
        with pytest.raises(iniciar.Parada, match="--porta N"):
            iniciar.achar_porta(ocupada.getsockname()[1])


# ---------------------------------------------- pacotes de outra plataforma


def _nomes(plataforma, versao):
    marcadores, _ = iniciar.alvo_do_download(plataforma)
    return [bloco.split(" ")[0] for bloco in iniciar.blocos_da_trava(marcadores, versao)]


def test_a_pasta_para_windows_tem_os_pacotes_de_windows_e_nao_os_deste_sistema():
    nomes = {nome.split("==")[0] for nome in _nomes("windows", "3.12.99")}
    assert {"pywinpty", "colorama", "tzdata", "hatchling"} <= nomes
    assert not {"ptyprocess", "pexpect", "appnope"} & nomes


@pytest.mark.parametrize("versao", ["3.11.0", "3.11.99", "3.12.99", "3.13.99"])
@pytest.mark.parametrize("plataforma", ["windows", "linux", "macos"])
def test_cada_pacote_entra_uma_vez_so_e_sem_marcador(plataforma, versao):
    nomes = [nome.split("==")[0] for nome in _nomes(plataforma, versao)]
    assert len(nomes) == len(set(nomes)) > 100
    assert not any(";" in nome for nome in nomes)


# --------------------------------------------------------------- servidor


def _abrir(*argumentos):
    """(processo, endereço, filhos) de um iniciar.py que já disse Pronto."""
    processo = subprocess.Popen(
        [sys.executable, str(INICIAR), *argumentos, "--sem-navegador"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    linha = processo.stdout.readline()
    if not linha.startswith("Pronto: "):
        pytest.fail(linha + processo.communicate(timeout=30)[1])
    return processo, linha.split()[1], lambda: psutil.Process(processo.pid).children(recursive=True)


def _vivos(processos, prazo):
    return psutil.wait_procs(processos, timeout=prazo)[1]


@com_ambiente
@pytest.mark.parametrize("sinal", [signal.SIGINT, signal.SIGTERM])
def test_app_responde_em_outra_porta_e_o_fim_nao_deixa_kernel(sinal):
    with socket.socket() as ocupada:
        ocupada.bind(("127.0.0.1", 0))
        ocupada.listen()
        numero = ocupada.getsockname()[1]
        processo, endereco, filhos = _abrir("app", "--porta", str(numero))
    assert f":{numero}/" not in endereco and endereco.endswith("/voila/render/inicio.ipynb")
    with urllib.request.urlopen(endereco, timeout=60) as pagina:
        assert "</html>" in pagina.read().decode("utf-8")
    deixados = filhos()
    assert len(deixados) >= 2, "o servidor e ao menos o kernel da página"
    escutam = [c.laddr.ip for f in deixados for c in f.net_connections() if c.status == psutil.CONN_LISTEN]
    assert set(escutam) == {"127.0.0.1"}
    processo.send_signal(sinal)
    erros = processo.communicate(timeout=40)[1]
    assert processo.returncode == 0
    assert "Traceback" not in erros and "instalando" not in erros
    assert f"A porta {numero} está ocupada" in erros
    assert not _vivos(deixados, 5)


@com_ambiente
def test_app_morto_a_forca_nao_deixa_servidor_nem_kernel():
    processo, endereco, filhos = _abrir("app")
    urllib.request.urlopen(endereco, timeout=60).read()
    deixados = filhos()
    processo.kill()
    processo.communicate()
    assert not _vivos(deixados, 20)


@com_ambiente
def test_servidor_que_para_sozinho_recebe_uma_frase_e_leva_os_kernels():
    processo, endereco, filhos = _abrir("app")
    urllib.request.urlopen(endereco, timeout=60).read()
    deixados = filhos()
    deixados[0].kill()
    erros = processo.communicate(timeout=40)[1]
    assert processo.returncode == 1 and "parou sozinho" in erros and "Traceback" not in erros
    assert not _vivos(deixados, 20)


@com_ambiente
def test_lab_abre_o_inicio_sem_olhar_a_internet():
    processo, endereco, filhos = _abrir("lab")
    assert "/lab/tree/inicio.ipynb?token=" in endereco
    with urllib.request.urlopen(endereco, timeout=60) as pagina:
        assert re.search(r'"news":\s*{"disabled":\s*true}', pagina.read().decode("utf-8"))
    deixados = filhos()
    processo.send_signal(signal.SIGINT)
    processo.communicate(timeout=40)
    assert processo.returncode == 0
    assert not _vivos(deixados, 5)


@com_ambiente
def test_caderno_passa_adiante_com_o_stdout_limpo():
    fim = _rodar(RAIZ, "caderno", "--help")
    assert fim.returncode == 0 and not fim.stderr
    assert fim.stdout.startswith("uso") or fim.stdout.startswith("Uso")


@com_ambiente
def test_dados_da_opcao_chegam_ao_caderno_pelo_ambiente(tmp_path):
    ambiente = iniciar.ambiente_dos_filhos({"--dados": str(tmp_path)})
    assert ambiente["CADERNO_DADOS"] == str(tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in ambiente
