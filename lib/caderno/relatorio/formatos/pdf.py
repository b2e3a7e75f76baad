"""PDF marcado para leitores de tela (PDF/UA), pelo WeasyPrint; sem ele, pelo navegador instalado."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from caderno.relatorio import lastro, tela_e_papel
from caderno.relatorio.formatos import desenhos
from caderno.relatorio.formatos.html import pagina
from caderno.relatorio.pedido import ErroDeRelatorio

if TYPE_CHECKING:
    from caderno.relatorio.execucao import Relato

NAVEGADORES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_NO_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
_NO_MAC = ("Google Chrome", "Microsoft Edge", "Chromium")
ESPERA = 120
"""Quanto se espera pelo navegador [s]."""

_UM_EMOJI = (
    "(?:[\U0001f000-\U0001faff]|[\u2600-\u27bf]\ufe0f)"
    "[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u20e3\U000e0020-\U000e007f]*"
)
_EMOJI = re.compile(f"{_UM_EMOJI} ?")
_SO_EMOJI = re.compile(f"(?<=>)(?:\\s*{_UM_EMOJI})+\\s*(?=<)")
_DO_CORPO = re.compile(r"(?<=>)[^<]{30,}(?=</(?:td|th|p|a|dd|dt|li|span|strong|h[1-5])>)")
_COMPRIDA = re.compile(r"[^\s&;]{30,}")


def gravar(relato: Relato, destino: Path) -> None:
    """Grava o relato em PDF."""
    impresso = replace(relato, html=sem_emojis(relato.html))
    curta = tela_e_papel.no_papel(pagina(impresso), relato.pedido.modelo)
    gravar_pagina(para_papel(curta), destino, {lastro.ANEXO: lastro.escrever(relato.manifesto)})


def sem_emojis(html: str) -> str:
    """A página sem os emojis, que sem uma letra própria saem como quadrados vazios; o que era só isso diz que era.

    >>> sem_emojis("<td>🐝 Mel da 🌻 Serra</td><td>👩🏾‍🌾</td>")
    '<td>Mel da Serra</td><td>(figura)</td>'
    """
    return _EMOJI.sub("", _SO_EMOJI.sub("(figura)", html))


def para_papel(inteira: str) -> str:
    """A página com tudo aberto, só os desenhos largos, e os que não cabem numa folha em pedaços."""
    aberta = re.sub(r"<details(?![^>]* open)", "<details open", desenhos.so_os_largos(inteira))
    aberta = _DO_CORPO.sub(lambda texto: _COMPRIDA.sub(_com_dobras, texto[0]), aberta)
    return desenhos.trocar_largos(aberta, lambda svg: "".join(desenhos.fatiar(svg)))


def _com_dobras(palavra: re.Match) -> str:
    """Uma palavra sem fim pode quebrar a cada doze letras: não empurra a tabela para fora da folha."""
    return "<wbr>".join(re.findall(".{1,12}", palavra[0]))


def gravar_pagina(inteira: str, destino: Path, anexos: Mapping[str, str] | None = None) -> None:
    """Uma página HTML que se basta em PDF, com os textos de `anexos` (nome -> texto) dentro do arquivo.

    Pelo navegador não há anexos. Sem WeasyPrint e sem navegador, ErroDeRelatorio diz o que instalar.
    """
    try:
        import weasyprint
    except (ImportError, OSError):  # OSError: a biblioteca está, e o Pango que ela chama, não
        _pelo_navegador(inteira, destino)
        return
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # avisa de estilos que só valem na tela
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    # O relatório se basta: nenhum endereço, nem um arquivo deste computador, é aberto.
    ninguem = weasyprint.urls.URLFetcher(allowed_protocols=())
    documento = weasyprint.HTML(string=inteira, base_url="about:blank", url_fetcher=ninguem)
    guardados = [weasyprint.Attachment(string=texto, name=nome) for nome, texto in (anexos or {}).items()]
    documento.write_pdf(destino, pdf_variant="pdf/ua-1", attachments=guardados)


def _pelo_navegador(inteira: str, destino: Path) -> None:
    navegador = achar_navegador()
    if not navegador:
        raise ErroDeRelatorio(
            "Para gravar PDF falta o WeasyPrint ou um navegador Chromium, Chrome ou Edge neste computador. "
            "Peça o relatório em HTML, abra e use Imprimir, Salvar como PDF."
        )
    with tempfile.TemporaryDirectory() as temporaria:
        entrada, saida = Path(temporaria, "relatorio.html"), Path(temporaria, "relatorio.pdf")
        entrada.write_text(inteira, encoding="utf-8")
        comando = [
            navegador,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={Path(temporaria, 'perfil')}",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={saida}",
            entrada.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            comando.insert(1, "--no-sandbox")  # o Chromium não abre de outro jeito para o administrador
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # a falta do arquivo já diz
            subprocess.run(comando, capture_output=True, timeout=ESPERA, check=False)
        if not saida.exists():
            raise ErroDeRelatorio(f"O navegador {Path(navegador).name} não conseguiu gravar o PDF. Peça em HTML.")
        shutil.copyfile(saida, destino)


def achar_navegador() -> str | None:
    """O Chromium, Chrome ou Edge deste computador, se houver."""
    if achado := next(filter(None, map(shutil.which, NAVEGADORES)), None):
        return achado
    lugares: list[Path] = []
    if sys.platform == "win32":
        pastas = filter(None, map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")))
        lugares = [Path(pasta, nome) for pasta in pastas for nome in _NO_WINDOWS]
    elif sys.platform == "darwin":
        lugares = [Path(f"/Applications/{nome}.app/Contents/MacOS/{nome}") for nome in _NO_MAC]
    return next((str(lugar) for lugar in lugares if lugar.exists()), None)
