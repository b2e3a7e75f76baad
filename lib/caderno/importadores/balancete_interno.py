"""Lê o balancete que o sistema da própria cooperativa imprime: uma conta por linha, milhares com ponto, D ou C.

A cooperativa e o mês vêm das linhas acima da tabela ou de quem envia. Devedor e credor viram o sinal que o Banco
Central usa: positivo no ativo para o devedor, positivo no passivo e nas receitas para o credor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from caderno import formato
from caderno.folhas import texto_separado
from caderno.importadores import cosif
from caderno.importadores.contas_lidas import ContasLidas, enumerar_linhas, recusar_milhares
from caderno.importadores.recebido import Recebido
from caderno.instrumentos.quadros import MES
from caderno.planilha import ErroDePlanilha, Folha

_COMECO = 100_000  # bytes
_CODIGO_NO_TEXTO = re.compile(r"\b[1-9]\.\d\.\d\.\d\d\.\d\d(?:\.\d\d)?-\d\b")
_POUCAS = 5  # contas que bastam para dizer que a folha é um balancete
_POUCAS_CELULAS = 3
_DEVEDORES = "123"  # grupos em que o saldo devedor é positivo
_VALOR = re.compile(
    r"(?P<abre>\()?(?P<menos>-)?(?:R\$ ?)?(?P<numero>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<centavos>\d{1,2}))?\)?"
)
_LADOS = {"D", "C", "D/C", ""}
_COM_CENTAVOS = re.compile(r",\d\d\)?\s*[DC]?\.?$", re.IGNORECASE)
_LADO = re.compile(r"\s*([DC])\.?$", re.IGNORECASE)
_MESES = "|".join(formato.MESES)
_ANO = r"(?:19|20)\d\d"
_MES = re.compile(
    rf"(?:\d\d/)?(?:0[1-9]|1[0-2])/{_ANO}|(?:{_MESES})(?: de | ?/ ?| ){_ANO}|{_ANO}-(?:0[1-9]|1[0-2])", re.IGNORECASE
)
_DIZ_O_MES = re.compile(r"data.?base|compet|refer|balancete|posi|per[ií]odo|m[eê]s|encerrad", re.IGNORECASE)
_CNPJ = re.compile(r"\b([0-9A-Z]{2})\.?([0-9A-Z]{3})\.?([0-9A-Z]{3})/\d{4}-\d\d\b|CNPJ\D{0,10}(\d{8})\b")
_NOME = re.compile(
    r"^(?:cooperativa|institui[cç][aã]o|raz[aã]o social|nome)\s*(?:de cr[eé]dito)?\s*:\s*(.*)$", re.IGNORECASE
)


class _Colunas(NamedTuple):
    conta: int
    saldo: int | None = None
    lado: int | None = None
    devedor: int | None = None
    credor: int | None = None


def ler_interno(recebido: Recebido) -> ContasLidas | None:
    """As contas da primeira folha que é um balancete; None se nenhuma é. Levanta ErroDePlanilha."""
    if recebido.texto and len(_CODIGO_NO_TEXTO.findall(_texto(recebido.texto[:_COMECO]))) < _POUCAS:
        return None
    for folha in recebido.folhas:
        if (coluna := _coluna_das_contas(folha)) is not None:
            return _ler(folha, coluna, recebido)
    return None


def _texto(conteudo: bytes) -> str:
    try:
        return texto_separado.decodificar(conteudo)
    except ErroDePlanilha:
        return ""


def _coluna_das_contas(folha: Folha) -> int | None:
    """A coluna com mais códigos de conta escritos com pontos, se forem bastantes."""
    achadas: dict[int, int] = {}
    for linha in folha.celulas:
        for i, celula in enumerate(linha):
            if _CODIGO_NO_TEXTO.fullmatch(celula.strip()):
                achadas[i] = achadas.get(i, 0) + 1
    melhor = max(achadas, key=achadas.__getitem__, default=None)
    return melhor if melhor is not None and achadas[melhor] >= _POUCAS else None


def _ler(folha: Folha, coluna: int, recebido: Recebido) -> ContasLidas:
    primeira = next(i for i, linha in enumerate(folha.celulas) if _e_conta(linha, coluna))
    acima = folha.celulas[:primeira]
    _recusar_o_que_nao_serve(acima + [linha for linha in folha.celulas[primeira:] if _e_recado(linha)])
    colunas = _achar_colunas(folha, primeira, coluna)
    linhas, recados = _contas(folha, colunas, de_texto=bool(recebido.texto))
    raiz, nome = _quem(acima)
    contas = pd.DataFrame(linhas, columns=["numero", "chave", "novo", "centavos"])
    contas = contas.assign(
        raiz=raiz, nome=recebido.fixos.get("cooperativa") or nome, mes=_mes(acima, recebido.fixos.get("mes", ""))
    )
    return ContasLidas(contas.astype({"centavos": float, "novo": bool}), recados, "Balancete da própria cooperativa")


def _e_conta(linha: Sequence[str], coluna: int) -> bool:
    return len(linha) > coluna and bool(_CODIGO_NO_TEXTO.fullmatch(linha[coluna].strip()))


def _e_recado(linha: Sequence[str]) -> bool:
    """Uma linha do pé da tabela; as que têm muitas colunas são desdobramentos de contas."""
    return sum(bool(celula.strip()) for celula in linha) < _POUCAS_CELULAS


def _recusar_o_que_nao_serve(em_volta: list[list[str]]) -> None:
    """Em milhares ou depois do encerramento não serve, esteja isso dito em cima ou no pé da tabela."""
    texto = " ".join(celula for linha in em_volta for celula in linha)
    recusar_milhares(texto)
    if re.search(r"\b4016\b", texto) and not re.search(r"\b4010\b", texto):
        raise ErroDePlanilha(
            "Este é o documento 4016, depois do encerramento, com as sobras do semestre já zeradas. "
            "Peça à cooperativa o documento 4010, o balancete."
        )


# ------------------------------------------------------------------ colunas


def _achar_colunas(folha: Folha, primeira: int, conta: int) -> _Colunas:
    titulos = next((linha for linha in reversed(folha.celulas[:primeira]) if _parece_titulo(linha)), [])
    dobrados = [formato.dobrar(titulo) for titulo in titulos]
    devedor, credor = (_titulo(dobrados, lado) for lado in ("saldo devedor", "saldo credor"))
    if devedor is not None and credor is not None:
        return _Colunas(conta, devedor=devedor, credor=credor)
    saldos = [i for i, titulo in enumerate(dobrados) if titulo.startswith("saldo") and "anterior" not in titulo]
    atuais = [i for i in saldos if dobrados[i] in ("saldo atual", "saldo final")] or saldos
    if len(atuais) != 1:
        vistos = ", ".join(filter(None, titulos)) or "nenhum título"
        raise ErroDePlanilha(
            "Isto parece um balancete, mas não sei qual coluna é o saldo do fim do mês. Dê a ela o título “Saldo "
            f"atual” e envie de novo. Vi: {vistos}."
        )
    lados = [i for i in range(atuais[0] + 1, atuais[0] + 3) if _so_lados(folha.celulas[primeira:], i)]
    return _Colunas(conta, atuais[0], lados[0] if lados else None)


def _parece_titulo(linha: Sequence[str]) -> bool:
    return sum(bool(celula.strip()) for celula in linha) > 1 and any("saldo" in formato.dobrar(c) for c in linha)


def _titulo(dobrados: list[str], procurado: str) -> int | None:
    return dobrados.index(procurado) if procurado in dobrados else None


def _so_lados(linhas: list[list[str]], coluna: int) -> bool:
    """A coluna em que quase tudo é D ou C: uma letra estragada não a faz deixar de ser."""
    escritos = [linha[coluna].strip().upper() for linha in linhas if len(linha) > coluna and linha[coluna].strip()]
    return 2 * sum(lado in _LADOS for lado in escritos) > len(escritos)


# ------------------------------------------------------------------ linhas


def _contas(folha: Folha, colunas: _Colunas, de_texto: bool) -> tuple[list[tuple], list[str]]:
    linhas, ilegiveis, digito_errado, sem_lado = [], [], [], []
    contas = [(n, linha) for n, linha in enumerate(folha.celulas, 1) if _e_conta(linha, colunas.conta)]
    com_centavos = de_texto and any(_tem_centavos(linha, colunas) for _, linha in contas)
    for numero, linha in contas:
        conta = cosif.ler_conta(linha[colunas.conta])
        if not conta.digito_certo:
            digito_errado.append(numero)
            continue
        centavos, com_lado = _saldo(linha, colunas, conta.chave)
        # Onde os outros têm centavos, "40.000" pode ser um "40.000,50" cortado.
        inteiro = _tem_centavos(linha, colunas) or (com_lado and centavos == 0)
        if centavos is None or (com_centavos and not inteiro):
            ilegiveis.append(numero)
            continue
        if not com_lado and centavos:
            sem_lado.append(numero)
        linhas.append((numero, conta.chave, conta.algarismos == 10, centavos))
    if len(sem_lado) < sum(bool(linha[3]) for linha in linhas):  # outros dizem o lado: este se perdeu
        ilegiveis = sorted(ilegiveis + sem_lado)
        linhas, sem_lado = [linha for linha in linhas if linha[0] not in set(sem_lado)], []
    return linhas, _recados(folha, colunas, ilegiveis, digito_errado, len(sem_lado))


def _celula(linha: Sequence[str], coluna: int | None) -> str:
    return linha[coluna].strip() if coluna is not None and coluna < len(linha) else ""


def _tem_centavos(linha: Sequence[str], colunas: _Colunas) -> bool:
    escritos = [_celula(linha, c) for c in (colunas.saldo, colunas.devedor, colunas.credor)]
    return any(escritos) and all(_COM_CENTAVOS.search(texto) for texto in escritos if texto)


def _saldo(linha: Sequence[str], colunas: _Colunas, chave: str) -> tuple[int | None, bool]:
    """(centavos com o sinal do Banco Central, se estava escrito D ou C)."""
    if colunas.saldo is None:
        escritos = [_celula(linha, c) for c in (colunas.devedor, colunas.credor)]
        partes = [_centavos(texto or "0") for texto in escritos]
        if None in partes or not any(escritos):
            return None, False
        valor, lado = partes[0] - partes[1], "D"
    else:
        texto = _celula(linha, colunas.saldo)
        colado = _LADO.search(texto)
        lado = _celula(linha, colunas.lado).upper() or (colado[1].upper() if colado else "")
        valor = _centavos(_LADO.sub("", texto))
    if valor is None or lado not in _LADOS:
        return None, False
    if lado not in ("D", "C"):
        return valor, False
    positivo = "D" if chave[0] in _DEVEDORES else "C"
    return valor if lado == positivo else -valor, True


def _centavos(texto: str) -> int | None:
    lido = _VALOR.fullmatch(texto.strip())
    if lido is None or (lido["abre"] and lido["menos"]) or bool(lido["abre"]) != texto.strip().endswith(")"):
        return None
    valor = int(lido["numero"].replace(".", "") + (lido["centavos"] or "").ljust(2, "0"))
    return -valor if lido["menos"] or lido["abre"] else valor


def _recados(folha: Folha, colunas: _Colunas, ilegiveis: list, digito_errado: list, sem_lado: int) -> list[str]:
    recados = []
    if ilegiveis:
        recados.append(f"Não entendi o saldo: {enumerar_linhas(ilegiveis)}. Essas contas ficaram de fora.")
    if digito_errado:
        texto = folha.celulas[digito_errado[0] - 1][colunas.conta].strip()
        recados.append(
            f"O dígito verificador da conta não confere, como em “{texto}”: {enumerar_linhas(digito_errado)}. "
            "Ficaram de fora: podem ser outras contas, mal escritas."
        )
    if sem_lado:
        recados.append(
            f"{formato.plural(sem_lado, 'saldo não diz', 'saldos não dizem')} se é devedor (D) ou credor (C): usei o "
            "sinal que está escrito."
        )
    return recados


# ------------------------------------------------------------------ de quem e de quando


def _quem(acima: list[list[str]]) -> tuple[str, str]:
    """(raiz do CNPJ, nome), como estão escritos acima da tabela; vazio o que não está."""
    raiz = nome = ""
    for linha in acima:
        for i, celula in enumerate(linha):
            if not raiz and (cnpj := _CNPJ.search(" ".join(linha[i : i + 2]))):
                raiz = cnpj[4] or "".join(cnpj.groups()[:3])
            if not nome and (escrito := _NOME.match(celula.strip())):
                nome = escrito[1].strip() or next((c.strip() for c in linha[i + 1 :] if c.strip()), "")
    return raiz, nome


def _mes(acima: list[list[str]], informado: str) -> str:
    """O mês do balancete, "aaaa-mm"; vazio quando não está escrito ou há mais de um e não se sabe qual é."""
    if informado:
        return formato.ler(informado, MES).valor or ""
    celulas = [celula for linha in acima for celula in linha if celula.strip()]
    rotuladas = [
        " ".join([celula] if _MES.search(celula) else celulas[i : i + 2])
        for i, celula in enumerate(celulas)
        if _DIZ_O_MES.search(celula)
    ]
    for grupo in (rotuladas, celulas):
        achados = {formato.ler(texto, MES).valor for celula in grupo for texto in _MES.findall(celula)} - {None}
        if achados:
            return achados.pop() if len(achados) == 1 else ""
    return ""
