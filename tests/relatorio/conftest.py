"""Relatórios executados uma vez e divididos pelos testes, e o LibreOffice de verdade.

Sem LibreOffice instalado os testes que o pedem são pulados, com uma linha no fim que diz isso;
com CADERNO_LIBREOFFICE=obrigatorio eles falham.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.relatorio import execucao
from caderno.validacao import LINHA

SEM_LIBREOFFICE = "Testes de LibreOffice pulados: não o achei neste computador."
PEDIDO = {"modelo": "modulo", "modulo": "4", "hoje": HOJE}
"""O módulo de mercado da rede de exemplo tem exatamente seis desenhos."""
NOMES_HOSTIS = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "X" * 200,
    " ".join(["Associação das Mulheres"] * 9)[:200],
    "🐝 Mel da 🌻 Serra",
    "جمعية النساء في الجبل",
    "\u202eoleM od",
    "Mel\x00 do\x1b[31m Cariri\x0b\uffff",
    "</style><img src=x onerror=alert(1)>",
    '"}*{display:none}@page{"',
    "+1+1&amp;&",
    "@SUM(1)*>5",
)
REDE_HOSTIL = "Rede <b>\"};@import 'x' \\ 🌻 </title>" + " muito comprida" * 9


@pytest.fixture(scope="session")
def relato(tmp_path_factory):
    """O relatório do módulo de mercado da rede de exemplo."""
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("exemplo")))
        return execucao.executar(relatorio.Pedido("exemplo", **PEDIDO))


@pytest.fixture(scope="session")
def hostil(tmp_path_factory):
    """O mesmo, com cada empreendimento e a rede rebatizados por alguém de má vontade."""
    with pytest.MonkeyPatch.context() as ambiente:
        ambiente.setenv("CADERNO_DADOS", str(tmp_path_factory.mktemp("hostil")))
        rede = arquivo.abrir_exemplo()
        for quadro, campo, nomes in (
            ("empreendimentos", "empreendimento", NOMES_HOSTIS),
            ("rede", "rede", (REDE_HOSTIL,)),
        ):
            linhas = rede.brutas()[quadro][LINHA]
            aparece = {"como_aparece": "nome"} if quadro == "empreendimentos" else {}
            mudancas = [Mudanca(linha, {campo: nome} | aparece) for linha, nome in zip(linhas, nomes, strict=False)]
            rede.gravar(quadro, mudancas, partida=rede.versao(), autor="</script><b>Zé\x07")
        return execucao.executar(relatorio.Pedido("exemplo", **PEDIDO))


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """O LibreOffice instalado; sem ele o teste é pulado, ou falha onde ele é obrigatório."""
    achado = shutil.which("soffice") or shutil.which("libreoffice")
    if achado:
        return achado
    if os.environ.get("CADERNO_LIBREOFFICE") == "obrigatorio":
        pytest.fail("CADERNO_LIBREOFFICE=obrigatorio, mas não achei o LibreOffice.")
    pytest.skip(SEM_LIBREOFFICE)


@pytest.fixture(scope="session")
def converter(libreoffice, tmp_path_factory):
    """Função: `converter(caminho, "pdf")` abre no LibreOffice e grava noutro formato."""
    perfil = tmp_path_factory.mktemp("perfil")

    def abrir_e_gravar(caminho: Path, formato: str) -> Path:
        pasta = tmp_path_factory.mktemp("convertido")
        comando = [libreoffice, "--headless", f"-env:UserInstallation={perfil.as_uri()}", "--convert-to", formato]
        feito = subprocess.run([*comando, "--outdir", str(pasta), str(caminho)], capture_output=True, timeout=180)
        saida = pasta / f"{caminho.stem}.{formato.partition(':')[0]}"
        assert saida.exists(), feito.stderr.decode(errors="replace")
        return saida

    return abrir_e_gravar


def pytest_terminal_summary(terminalreporter):
    pulados = terminalreporter.stats.get("skipped", [])
    if any(SEM_LIBREOFFICE in str(pulado.longrepr) for pulado in pulados):
        terminalreporter.write_line(SEM_LIBREOFFICE)
