# -*- coding: utf-8 -*-
"""Um comando abre o Caderno de Redes: ``python3 iniciar.py``.

Só usa a biblioteca padrão. Na primeira vez cria o ambiente em ``.venv`` a partir de ``requirements.lock``;
depois, só abre. O andamento sai no stderr; o stdout é do comando. A sintaxe é antiga de propósito: um Python
velho precisa conseguir ler este arquivo para dizer, em uma frase, que é velho.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "O Caderno de Redes precisa do Python 3.11 ou mais novo e este é o {}.{}: "
        "instale um mais novo (python.org) e rode de novo.\n".format(*sys.version_info[:2])
    )
    sys.exit(1)

import contextlib
import hashlib
import importlib.util
import os
import platform
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser

RAIZ = os.path.dirname(os.path.abspath(__file__))
NOTEBOOKS = os.path.join(RAIZ, "notebooks")
RECURSOS = os.path.join(RAIZ, "lib", "caderno", "recursos")
# Desliga a pergunta sobre notícias, que o Lab faz mesmo sem ter de onde as buscar.
CONFIGURACAO_DO_LAB = os.path.join(RECURSOS, "lab")
TRAVA = os.path.join(RAIZ, "requirements.lock")
VENV = os.path.join(RAIZ, ".venv")
SELO = os.path.join(VENV, "caderno.selo")
if os.name == "nt":
    BIN, EXE = os.path.join(VENV, "Scripts"), ".exe"
    PACOTES = os.path.join(VENV, "Lib", "site-packages")
else:
    BIN, EXE = os.path.join(VENV, "bin"), ""
    PACOTES = os.path.join(VENV, "lib", "python{}.{}".format(*sys.version_info[:2]), "site-packages")
PYTHON = os.path.join(BIN, "python" + EXE)
CADERNO = os.path.join(BIN, "caderno" + EXE)

AJUDA = """\
Uso: python3 iniciar.py [comando] [opções]

Comandos:
  app                abre o caderno no navegador (é o que acontece sem comando)
  lab                abre os cadernos no JupyterLab, com o código à vista
  testes [...]       roda todos os testes; o que vier depois vai para o pytest
  caderno ...        o caderno na linha de comando (veja: iniciar.py caderno --help)
  pacotes PASTA      baixa para PASTA tudo o que a instalação sem internet precisa

Opções (antes ou depois de app, lab e pacotes; antes de testes e caderno):
  --sem-navegador    não abre o navegador
  --porta N          primeira porta a tentar (8866 no app, 8888 no lab)
  --dados PASTA      onde ficam as redes (sem isso: CadernoDeRedes, na sua pasta pessoal)
  --pacotes PASTA    instala a partir de PASTA, sem internet
  --plataforma NOME  com o comando pacotes: windows, linux ou macos (sem isso: a deste computador)
"""
COMANDOS = ("app", "lab", "testes", "caderno", "pacotes")
COM_VALOR = ("--porta", "--dados", "--pacotes", "--plataforma")
PORTAS_TENTADAS = 20

# O servidor vive enquanto o cano que o liga a este programa estiver aberto. Assim ele e seus kernels acabam
# mesmo quando este programa é morto à força.
SERVIDOR = """
import importlib, os, signal, sys, threading
def vigiar():
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=vigiar, daemon=True).start()
importlib.import_module(sys.argv[1]).main(sys.argv[2:])
"""

CAUSAS = (
    (
        r"No space left|not enough space|os error 28\b|Errno 28\b|os error 112\b",
        "O disco está cheio: libere ao menos 2 GB e rode de novo.",
    ),
    (
        r"ensurepip|No module named '?venv",
        "Falta o módulo venv deste Python: instale-o (no Debian e no Ubuntu: sudo apt install python3-venv) "
        "e rode de novo.",
    ),
    (
        r"Permission denied|Access is denied|Read-only file system|os error (13|30)\b|WinError 5\b",
        "Não consigo gravar na pasta do Caderno: copie-a para a sua pasta pessoal, ou feche o que estiver "
        "aberto nela, e rode de novo.",
    ),
    (
        r"(?i)name resolution|failed to establish a new connection|max retries exceeded|connection (refused|"
        r"reset|aborted|broken)|timed? ?out|network is unreachable|getaddrinfo|proxyerror|connect to proxy|"
        r"error sending request|dns error|tcp connect|failed to fetch|SSLError|certificate verify",
        "Não consegui baixar os pacotes: confira a internet e rode de novo (o que já baixou fica guardado), "
        "ou use --pacotes PASTA para instalar sem internet.",
    ),
    (
        r"(?i)do not match the hash|hash mismatch",
        "Um pacote veio diferente do esperado e não foi instalado: apague-o da pasta de pacotes, ou "
        "confira a rede, e rode de novo.",
    ),
    (
        r"(?i)no matching distribution|not found in the provided|no solution found|no (compatible )?wheels|"
        r"has no usable wheels",
        "Falta um pacote pronto para o Python {}.{} neste sistema: encha a pasta de novo com o comando "
        "pacotes, ou use o Python 3.11, 3.12 ou 3.13.".format(*sys.version_info[:2]),
    ),
)


class Parada(Exception):
    """Fim com uma frase para a pessoa."""


def avisar(frase):
    sys.stderr.write(frase + "\n")
    sys.stderr.flush()


# ------------------------------------------------------------------ pedido


def ler_argumentos(argumentos):
    """(comando, opções, resto): o que vem depois de ``testes`` e ``caderno`` passa adiante sem ser lido.

    >>> ler_argumentos(["--porta", "9000", "caderno", "redes"])
    ('caderno', {'--porta': '9000'}, ['redes'])
    """
    comando, opcoes, resto = None, {}, list(argumentos)
    soltos = []
    while resto and comando not in ("testes", "caderno"):
        palavra = resto.pop(0)
        nome, igual, valor = palavra.partition("=")
        if palavra in ("-h", "--help", "--ajuda"):
            comando = "ajuda"
        elif nome in COM_VALOR:
            if not igual and not resto:
                raise Parada("Falta um valor depois de {}.".format(nome))
            opcoes[nome] = valor if igual else resto.pop(0)
        elif palavra == "--sem-navegador":
            opcoes[palavra] = True
        elif palavra.startswith("-"):
            raise Parada("Não conheço a opção {}; veja as que existem com --ajuda.".format(palavra))
        elif comando is None:
            if palavra not in COMANDOS:
                raise Parada("Não conheço o comando {}; os que existem são: {}.".format(palavra, ", ".join(COMANDOS)))
            comando = palavra
        else:
            soltos.append(palavra)
    return comando or "app", opcoes, soltos + resto


def ler_porta(opcoes, padrao):
    texto = opcoes.get("--porta", str(padrao))
    if not texto.isdigit() or not 1024 <= int(texto) <= 65535:
        raise Parada("A porta precisa ser um número de 1024 a 65535, e li {}.".format(texto))
    return int(texto)


def pasta_existente(caminho):
    if not os.path.isdir(caminho):
        raise Parada("Não achei a pasta {}: confira o caminho.".format(caminho))
    return os.path.abspath(caminho)


# ---------------------------------------------------------------- ambiente


def selo_atual():
    """O que muda quando o ambiente precisa ser refeito: a trava, o pacote, o Python e o lugar da pasta."""
    soma = hashlib.sha256()
    for arquivo in (TRAVA, os.path.join(RAIZ, "pyproject.toml")):
        with open(arquivo, "rb") as aberto:
            soma.update(aberto.read())
    return "{} python{}.{} {}".format(soma.hexdigest(), sys.version_info[0], sys.version_info[1], VENV)


def contar_pacotes():
    return sum(nome.endswith(".dist-info") for nome in os.listdir(PACOTES))


def motivo_para_refazer():
    """Frase que diz por que o ambiente precisa ser refeito; vazia se ele está pronto."""
    try:
        with open(SELO, encoding="utf-8") as aberto:
            selo, quantos = aberto.read().splitlines()
        if selo != selo_atual():
            return "O ambiente em .venv é de outra versão do Caderno, do Python ou da pasta; vou refazê-lo."
        if int(quantos) == contar_pacotes() and os.path.exists(PYTHON) and os.path.exists(CADERNO):
            return ""
    except (OSError, ValueError):
        pass
    return "O ambiente em .venv está quebrado ou pela metade; vou refazê-lo."


def ambiente_dos_filhos(opcoes):
    """Variáveis de ambiente de tudo o que é chamado daqui."""
    ambiente = dict(os.environ)
    # As duas primeiras trazem pacotes de outro Python; a terceira deixa toda abertura mais lenta.
    for nome in ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        ambiente.pop(nome, None)
    ambiente["VIRTUAL_ENV"] = VENV
    ambiente["PATH"] = BIN + os.pathsep + ambiente.get("PATH", os.defpath)
    ambiente["PYTHONUTF8"] = "1"
    ambiente["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    # O modelo das páginas está na primeira; a folha de estilo que ele põe dentro delas, na segunda.
    caminhos = [os.path.join(RECURSOS, "jupyter"), RECURSOS, ambiente.get("JUPYTER_PATH")]
    ambiente["JUPYTER_PATH"] = os.pathsep.join(filter(None, caminhos))
    if "--dados" in opcoes:
        ambiente["CADERNO_DADOS"] = os.path.abspath(opcoes["--dados"])
    return ambiente


def explicar(saida):
    """Uma frase, com a saída, para o que o pip, o uv ou o venv escreveu ao falhar."""
    for padrao, frase in CAUSAS:
        if re.search(padrao, saida):
            return frase
    return "A instalação não terminou: rode de novo e, se continuar, mostre os detalhes a quem ajuda a rede."


def guardar_detalhes(texto):
    """Onde ficaram os detalhes, em parênteses; nada se nem isso coube no disco."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="caderno-", suffix=".log", delete=False, encoding="utf-8", errors="replace"
        ) as aberto:
            aberto.write(texto)
        return " (detalhes: {})".format(aberto.name)
    except OSError:
        return ""


def passo(frase, comando, ambiente):
    """Roda um passo da instalação, mostrando que o tempo passa."""
    avisar(frase)
    inicio = time.monotonic()
    processo = subprocess.Popen(
        comando, env=ambiente, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        while True:
            try:
                saida = processo.communicate(timeout=10)[0]
                break
            except subprocess.TimeoutExpired:
                avisar("  … {:.0f} s".format(time.monotonic() - inicio))
    except BaseException:
        processo.kill()
        raise
    if processo.returncode:
        texto = saida.decode("utf-8", "replace")
        raise Parada(explicar(texto) + guardar_detalhes(" ".join(comando) + "\n" + texto))


def comando_de_instalar():
    """O uv, se houver; senão o pip do ambiente. Sem olhar dependências: a trava está completa."""
    if shutil.which("uv"):
        uv = ["uv"]
    elif importlib.util.find_spec("uv"):
        uv = [sys.executable, "-m", "uv"]
    else:
        return [PYTHON, "-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    return uv + [
        "pip", "install", "--python", PYTHON, "--no-deps", "--require-hashes", "--only-binary=:all:",
        "--compile-bytecode",
    ]  # fmt: skip


def remover_ambiente():
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.remove(VENV)
    elif os.path.isdir(VENV):
        shutil.rmtree(VENV)


def preparar(opcoes):
    """Deixa o ambiente pronto; na segunda vez não faz nada."""
    motivo = motivo_para_refazer()
    if not motivo:
        return
    locais = []
    if "--pacotes" in opcoes:
        locais = ["--no-index", "--find-links", pasta_existente(opcoes["--pacotes"])]
    if os.path.lexists(VENV):
        avisar(motivo)
        remover_ambiente()
    ambiente = ambiente_dos_filhos(opcoes)
    avisar("Preparando o Caderno; só acontece na primeira vez e leva alguns minutos.")
    # O Python de base, mesmo que este tenha sido chamado de dentro de outro ambiente.
    base = getattr(sys, "_base_executable", None) or sys.executable
    passo("1/3 criando o ambiente em .venv", [base, "-m", "venv", VENV], ambiente)
    passo("2/3 instalando os pacotes", comando_de_instalar() + locais + ["-r", TRAVA], ambiente)
    instalar = [PYTHON, "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation", "-e", RAIZ]
    passo("3/3 instalando o Caderno", instalar, ambiente)
    subprocess.call([PYTHON, "-m", "compileall", "-q", os.path.join(RAIZ, "lib")], env=ambiente)
    with open(SELO, "w", encoding="utf-8") as aberto:
        aberto.write("{}\n{}\n".format(selo_atual(), contar_pacotes()))


# ---------------------------------------------------------------- servidor


def achar_porta(primeira):
    """A primeira porta livre de 127.0.0.1 a partir da pedida."""
    for porta in range(primeira, min(primeira + PORTAS_TENTADAS, 65536)):
        with socket.socket() as tomada:
            if os.name == "posix":
                # Sem isto, a porta de um servidor que acabou de fechar pareceria ocupada por um minuto.
                tomada.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tomada.bind(("127.0.0.1", porta))
            except OSError:
                continue
        if porta != primeira:
            avisar("A porta {} está ocupada; usando a {}.".format(primeira, porta))
        return porta
    raise Parada(
        "As portas {} a {} estão ocupadas: feche outro programa ou escolha outra com --porta N.".format(
            primeira, primeira + PORTAS_TENTADAS - 1
        )
    )


def pedir(endereco, **opcoes):
    # Sem o proxy da rede: o servidor está neste computador.
    abridor = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with abridor.open(urllib.request.Request(endereco, **opcoes), timeout=180) as resposta:
        return resposta.read().decode("utf-8", "replace")


def esperar_pagina(endereco, processo, registro):
    """O texto da primeira página, quando ela responde por inteiro."""
    limite = time.monotonic() + 180
    while time.monotonic() < limite and processo.poll() is None:
        try:
            return pedir(endereco)
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.2)
    frase = "O servidor não abriu a primeira página: apague a pasta .venv e rode de novo (detalhes: {})."
    raise Parada(frase.format(registro))


def soltar_kernel(base, pagina):
    """Devolve a memória da visita que fizemos só para saber que a página responde."""
    achado = re.search(r'"kernelId":\s*"([0-9a-f-]{36})"', pagina)
    if achado:
        cabecalhos = {"Cookie": "_xsrf=iniciar", "X-XSRFToken": "iniciar"}
        with contextlib.suppress(OSError):  # se falhar, o servidor recolhe sozinho os kernels parados
            pedir(base + "/voila/api/shutdown/" + achado.group(1), data=b"", headers=cabecalhos)


def encerrar(processo):
    for sinal in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sinal, signal.SIG_IGN)
    processo.stdin.close()
    try:
        processo.wait(timeout=20)
    except subprocess.TimeoutExpired:
        processo.kill()
        processo.wait()


def servir(modulo, argumentos, base, caminho, ambiente, opcoes):
    """Começa o servidor, espera a página, avisa, abre o navegador e fica até o Ctrl-C."""
    registro = os.path.join(VENV, "servidor-{}.log".format(base.rsplit(":", 1)[1]))
    avisar("Abrindo…")
    with open(registro, "wb") as aberto:
        processo = subprocess.Popen(
            [PYTHON, "-c", SERVIDOR, modulo] + argumentos,
            env=ambiente,
            cwd=NOTEBOOKS,
            stdin=subprocess.PIPE,
            stdout=aberto,
            stderr=subprocess.STDOUT,
            start_new_session=os.name == "posix",  # o Ctrl-C chega só aqui, e o fim é um só
        )
    try:
        soltar_kernel(base, esperar_pagina(base + caminho, processo, registro))
        sys.stdout.write("Pronto: {}\n".format(base + caminho))
        sys.stdout.flush()
        avisar("Deixe esta janela aberta enquanto usa o Caderno; para encerrar, Ctrl-C aqui.")
        if "--sem-navegador" not in opcoes:
            webbrowser.open(base + caminho)
        processo.wait()
        raise Parada("O servidor parou sozinho: rode de novo (detalhes: {}).".format(registro))
    except KeyboardInterrupt:
        avisar("Encerrando…")
        return 0
    finally:
        encerrar(processo)


def abrir_app(opcoes, ambiente):
    porta = achar_porta(ler_porta(opcoes, 8866))
    argumentos = [NOTEBOOKS, "--port={}".format(porta), "--Voila.config_file_paths=" + RECURSOS]
    base = "http://127.0.0.1:{}".format(porta)
    return servir("voila.app", argumentos, base, "/voila/render/inicio.ipynb", ambiente, opcoes)


def argumentos_do_lab(porta, cadernos=NOTEBOOKS):
    return [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port={}".format(porta),
        "--ServerApp.port_retries=0",
        "--ServerApp.root_dir=" + cadernos,
        # Nada de internet: sem notícias, sem procurar versões, sem catálogo de extensões.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]


def abrir_lab(opcoes, ambiente):
    porta = achar_porta(ler_porta(opcoes, 8888))
    ambiente["JUPYTER_TOKEN"] = secrets.token_hex(16)
    ambiente["JUPYTER_CONFIG_PATH"] = CONFIGURACAO_DO_LAB
    base = "http://127.0.0.1:{}".format(porta)
    caminho = "/lab/tree/inicio.ipynb?token=" + ambiente["JUPYTER_TOKEN"]
    return servir("jupyterlab.labapp", argumentos_do_lab(porta), base, caminho, ambiente, opcoes)


# ---------------------------------------------------------------- comandos


def dar_lugar(comando, ambiente):
    """Troca este programa pelo comando, que assim recebe os sinais e devolve o código sem intermediário."""
    if os.name == "posix":
        os.execve(comando[0], comando, ambiente)
    return subprocess.call(comando, env=ambiente)


def rodar_testes(resto, opcoes, ambiente):
    """Testes, exemplos das docstrings e cadernos, numa conta só; com argumentos, o pytest com eles e nada mais."""
    tudo = ["-n", "2", "--dist", "loadscope", "--nbval-lax", "tests", "lib", "notebooks"]
    if "--dados" not in opcoes:
        # Nunca as redes da pessoa.
        ambiente["CADERNO_DADOS"] = os.path.join(VENV, "redes-de-teste")
        shutil.rmtree(ambiente["CADERNO_DADOS"], ignore_errors=True)
        os.makedirs(ambiente["CADERNO_DADOS"])
    os.chdir(RAIZ)
    return dar_lugar([PYTHON, "-m", "pytest"] + (resto or tudo), ambiente)


def plataforma_deste_computador():
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def alvo_do_download(plataforma):
    """(marcadores, etiquetas dos pacotes prontos); a arquitetura é a mais comum, ou a deste computador."""
    maquina = platform.machine().lower() if plataforma == plataforma_deste_computador() else ""
    if plataforma == "windows":
        return {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}, ["win_amd64"]
    if plataforma == "macos":
        # O pip desce sozinho para os sistemas mais antigos.
        etiquetas = ["macosx_14_0_x86_64" if maquina == "x86_64" else "macosx_14_0_arm64"]
        return {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"}, etiquetas
    if plataforma == "linux":
        arquitetura = "aarch64" if maquina in ("aarch64", "arm64") else "x86_64"
        etiquetas = ["manylinux_2_{}_{}".format(versao, arquitetura) for versao in range(35, 4, -1)]
        etiquetas += ["manylinux2014_" + arquitetura, "manylinux1_" + arquitetura, "linux_" + arquitetura]
        return {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}, etiquetas
    raise Parada("Não conheço a plataforma {}; as que existem são: windows, linux, macos.".format(plataforma))


def blocos_da_trava(marcadores, versao):
    """Os trechos da trava (pacote e somas) que valem naquela plataforma e versão do Python.

    Saem sem os marcadores: o pip os leria de novo, mas para este computador.
    """
    sys.path.append(PACOTES)
    from packaging.requirements import Requirement

    alvo = dict(marcadores, python_version=versao.rpartition(".")[0], python_full_version=versao)
    alvo.update(implementation_name="cpython", platform_python_implementation="CPython")
    with open(TRAVA, encoding="utf-8") as aberto:
        texto = re.sub(r"(?m)^\s*#.*\n", "", aberto.read())
    blocos = []
    for bloco in re.split(r"\n(?=\S)", texto.strip()):
        cabeca, _, somas = bloco.partition("\\")
        requisito = Requirement(cabeca)
        if requisito.marker is None or requisito.marker.evaluate(alvo):
            blocos.append("{}{} \\{}".format(requisito.name, requisito.specifier, somas))
    return blocos


def encher_pasta(resto, opcoes, ambiente):
    """Baixa os pacotes de cada Python aceito: quem enche a pasta não sabe qual está no outro computador."""
    if len(resto) != 1:
        raise Parada("Diga só a pasta que vai receber os pacotes: iniciar.py pacotes PASTA.")
    plataforma = opcoes.get("--plataforma", plataforma_deste_computador())
    marcadores, etiquetas = alvo_do_download(plataforma)
    pasta = os.path.abspath(resto[0])
    os.makedirs(pasta, exist_ok=True)
    for menor in ("3.11", "3.12", "3.13"):
        baixados = []
        # A trava separa, por exemplo, antes e depois do 3.11.5: a primeira e a última versão valem por todas.
        for versao in (menor + ".0", menor + ".99"):
            blocos = [bloco for bloco in blocos_da_trava(marcadores, versao) if bloco not in baixados]
            if not blocos:
                continue
            baixados += blocos
            lista = os.path.join(pasta, "lista.txt")
            with open(lista, "w", encoding="utf-8") as aberto:
                aberto.write("\n".join(blocos) + "\n")
            comando = [PYTHON, "-m", "pip", "download", "--no-deps", "--require-hashes"]
            comando += ["--only-binary=:all:", "--dest", pasta, "-r", lista]
            comando += ["--implementation", "cp", "--python-version", versao]
            for etiqueta in etiquetas:
                comando += ["--platform", etiqueta]
            frase = "Baixando {} pacotes de {} para o Python {}".format(len(blocos), plataforma, menor)
            passo(frase, comando, ambiente)
            os.remove(lista)
    avisar("Pronto. No outro computador: python3 iniciar.py --pacotes {}".format(resto[0]))
    return 0


def principal(argumentos):
    comando, opcoes, resto = ler_argumentos(argumentos)
    if comando == "ajuda":
        sys.stdout.write(AJUDA)
        return 0
    if comando in ("app", "lab"):
        ler_porta(opcoes, 8866)
        if resto:
            raise Parada("Sobrou {} depois de {}; veja o uso com --ajuda.".format(" ".join(resto), comando))
    preparar(opcoes)
    ambiente = ambiente_dos_filhos(opcoes)
    if comando == "testes":
        return rodar_testes(resto, opcoes, ambiente)
    if comando == "caderno":
        return dar_lugar([CADERNO] + resto, ambiente)
    if comando == "pacotes":
        return encher_pasta(resto, opcoes, ambiente)
    return abrir_lab(opcoes, ambiente) if comando == "lab" else abrir_app(opcoes, ambiente)


def interromper(_sinal, _quadro):
    raise KeyboardInterrupt


def main():
    for nome in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, nome):
            signal.signal(getattr(signal, nome), interromper)
    try:
        return principal(sys.argv[1:])
    except Parada as parada:
        avisar(str(parada))
    except KeyboardInterrupt:
        avisar("Interrompido.")
        return 130
    except OSError as erro:
        avisar(explicar(str(erro)) + guardar_detalhes(repr(erro)))
    return 1


if __name__ == "__main__":
    sys.exit(main())
