"""Acha a tabela dentro da folha: onde está o cabeçalho, o que é título, o que é total e o que é linha.

Uma folha pode ter linhas soltas em cima, várias tabelas uma embaixo da outra e meses nas colunas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caderno import formato
from caderno.folhas import titulos
from caderno.modelo import Quadro
from caderno.validacao import LINHA

EXEMPLO = "exemplo"  # o que a coluna escondida traz na linha de exemplo do modelo
_ATE_ONDE_PROCURAR = 60
_TOTAL = re.compile(r"(sub ?total|total|totais|soma|media)( geral)?")
_COMECA_COMO_TOTAL = re.compile(r"(sub ?total|total|totais|soma|media)\b")
_NOTA = re.compile(r"(fonte|obs|observacao|observacoes|nota|elaboracao|legenda)\b")
_ROTULO_E_VALOR = re.compile(r"\s*([^:]{2,50}):\s*(\S.*)")
_ANO = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_GRUPO = re.compile(
    r"\b((?:cooperativa|associação|associacao|grupo|coletivo|coop\.?)\s+(?!de custos?\b).+?)"
    r"(?=\s+[-–—|]\s|\s*\b20\d\d\b|\s*\(|\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Linha:
    """Uma linha de dados, com o número que tem no arquivo e o que os títulos acima dela dizem."""

    numero: int
    celulas: list[str]
    ditos: Mapping[str, str]
    meses: Mapping[int, str]
    """Posição da coluna -> mês, quando os meses estão em colunas."""

    def __getitem__(self, coluna: int) -> str:
        return self.celulas[coluna].strip() if coluna < len(self.celulas) else ""


@dataclass
class Tabela:
    """O que há de tabela em uma folha."""

    titulos: list[str]
    linhas: list[Linha] = field(default_factory=list)
    fora: list[tuple[int, str]] = field(default_factory=list)
    soltos: list[str] = field(default_factory=list)
    """Textos que estavam fora da tabela."""
    linha_do_cabecalho: int = 0
    blocos: int = 1

    @property
    def meses(self) -> Mapping[int, str]:
        return self.linhas[0].meses if self.linhas else {}

    @property
    def ditos(self) -> dict[str, set[str]]:
        """O que os títulos disseram: campo -> textos."""
        ditos: dict[str, set[str]] = {}
        for linha in self.linhas:
            for campo, texto in linha.ditos.items():
                ditos.setdefault(campo, set()).add(texto)
        return ditos

    def coluna(self, posicao: int) -> list[str]:
        return [linha[posicao] for linha in self.linhas]

    def amostra(self, posicao: int, quantas: int = 30) -> list[str]:
        """Os primeiros valores preenchidos da coluna."""
        return [v for v in (linha[posicao] for linha in self.linhas[:300]) if v][:quantas]


def arrumar(
    celulas: Sequence[list[str]], quadro: Quadro, nome: str = "", conhecidos: Sequence[str] = (), ano: str = ""
) -> Tabela | None:
    """A tabela da folha, vista com os olhos de um quadro; None se nenhuma linha serve de cabeçalho.

    `conhecidos` são títulos que a pessoa indicou; `ano` vale para meses escritos sem ano.
    """
    cabecalho = _achar_cabecalho(celulas, quadro, conhecidos)
    if cabecalho is None:
        return None
    tabela = Tabela([c.strip() for c in celulas[cabecalho]], linha_do_cabecalho=cabecalho + 1)
    inicios = [cabecalho, *_cabecalhos_repetidos(celulas, cabecalho)]
    titulos_por_bloco = [_titulos_acima(celulas, inicio, cabecalho) for inicio in inicios]
    tabela.soltos = [texto for linhas in titulos_por_bloco for _, textos in linhas for texto in textos]
    tabela.blocos = sum(bool(linhas) for linhas in titulos_por_bloco[1:]) + 1
    da_folha = [texto for _, textos in titulos_por_bloco[0] for texto in textos]
    fins = [*(inicio - len(t) for inicio, t in zip(inicios[1:], titulos_por_bloco[1:], strict=True)), len(celulas)]
    ditos: dict[str, str] = {}
    for inicio, fim, acima in zip(inicios, fins, titulos_por_bloco, strict=True):
        if acima or not ditos:
            herdados = {c: t for c, t in _ler_titulos(titulos_por_bloco[0], quadro, False).items() if c != "produto"}
            ditos = herdados | _ler_titulos(acima, quadro, tabela.blocos > 1)
        do_bloco = [texto for _, textos in acima for texto in textos]
        meses = _meses(celulas[inicio], ano or _ano(do_bloco) or _ano([*da_folha, nome]))
        _juntar_linhas(tabela, celulas, range(inicio + 1, fim), ditos, meses)
        tabela.fora += [(i + 1, "o cabeçalho se repete") for i in [inicio] if i != cabecalho]
    return tabela


def preenchidas(linha: Sequence[str]) -> list[str]:
    return [celula.strip() for celula in linha if celula.strip()]


def _achar_cabecalho(celulas: Sequence[list[str]], quadro: Quadro, conhecidos: Sequence[str]) -> int | None:
    dobrados = {formato.dobrar(titulo) for titulo in conhecidos}
    candidatas = [i for i, linha in enumerate(celulas[:_ATE_ONDE_PROCURAR]) if _pode_ser_cabecalho(linha)]
    tem_mes = any(campo.tipo == "mes" for campo in quadro.campos)

    def iguais(i: int) -> int:
        campos = {titulos.campo_de(c, quadro) for c in preenchidas(celulas[i]) if len(c) < 120} - {None}
        indicados = sum(formato.dobrar(c) in dobrados for c in celulas[i] if c) if dobrados else 0
        return 3 * (len(campos) + indicados) + tem_mes * _quantos_meses(celulas[i])

    def semelhantes(i: int) -> int:
        curtos = [c for c in celulas[i] if len(c) < 120]
        return 3 * len(titulos.casar(curtos, quadro, parecidos=False)) + tem_mes * _quantos_meses(celulas[i])

    for pontos, minimo, quais in ((iguais, 6, candidatas), (semelhantes, 6, candidatas[:20]), (iguais, 2, candidatas)):
        notas = {i: pontos(i) for i in quais}
        if notas and max(notas.values()) >= minimo:
            return max(notas, key=lambda i: (notas[i], -i))
    return None


def _pode_ser_cabecalho(linha: Sequence[str]) -> bool:
    cheias = preenchidas(linha)
    sem_letra = sum(not any(letra.isalpha() for letra in celula) for celula in cheias)
    return bool(cheias) and (sem_letra <= len(cheias) / 2 or _quantos_meses(linha) >= 2)


def _quantos_meses(linha: Sequence[str]) -> int:
    cheias = preenchidas(linha[:60])
    meses = {titulos.mes_do_titulo(celula) for celula in cheias} - {None}
    return len(meses) if len(meses) >= max(2, 0.4 * len(cheias)) else 0


def _cabecalhos_repetidos(celulas: Sequence[list[str]], cabecalho: int) -> list[int]:
    modelo = celulas[cabecalho]
    primeira = next(i for i, celula in enumerate(modelo) if celula.strip())
    texto, conjunto = modelo[primeira].strip(), set(preenchidas(modelo))
    repetidos = []
    for i in range(cabecalho + 1, len(celulas)):
        linha = celulas[i]
        if len(linha) > primeira and linha[primeira].strip() == texto and len(conjunto) > 1:
            esta = set(preenchidas(linha))
            if len(esta & conjunto) >= 0.8 * len(esta | conjunto):
                repetidos.append(i)
    return repetidos


def _titulos_acima(celulas: Sequence[list[str]], inicio: int, primeiro: int) -> list[tuple[int, list[str]]]:
    """As linhas de título logo acima de um cabeçalho (índice, textos), vazias incluídas, de cima para baixo."""
    acima: list[tuple[int, list[str]]] = []
    for i in range(inicio - 1, -1, -1):
        textos = preenchidas(celulas[i])
        e_total = bool(textos) and _TOTAL.fullmatch(formato.dobrar(textos[0]))
        if inicio != primeiro and (len(textos) > 2 or e_total or (len(textos) == 2 and not textos[0].endswith(":"))):
            break
        acima.insert(0, (i, textos))
    return acima if any(textos for _, textos in acima) else []


def _ler_titulos(linhas: Sequence[tuple[int, list[str]]], quadro: Quadro, varios_blocos: bool) -> dict[str, str]:
    """O que os títulos dizem de cada linha abaixo deles: "Produto: Mel 500 g", o nome da cooperativa..."""
    ditos: dict[str, str] = {}
    nu = ""
    for _, textos in linhas:
        if len(textos) == 2 and titulos.campo_de(textos[0].rstrip(":"), quadro):
            textos = [f"{textos[0].rstrip(':')}: {textos[1]}"]
        for texto in textos:
            partes = _ROTULO_E_VALOR.fullmatch(texto)
            campo = titulos.campo_de(partes[1], quadro) if partes else None
            if campo and not quadro.campo(campo).numerico:
                ditos[campo] = partes[2].strip()
            elif (grupo := _GRUPO.search(texto)) and "empreendimento" in quadro.nomes:
                ditos.setdefault("empreendimento", grupo[1].strip(" -–—:."))
            elif not partes and len(textos) == 1:
                nu = texto
    if varios_blocos and nu and "produto" in quadro.nomes:
        ditos.setdefault("produto", re.sub(r"^produto\s*[-–—]?\s+", "", nu, flags=re.IGNORECASE))
    return ditos


def _ano(textos: Sequence[str]) -> str:
    anos = {ano for texto in textos for ano in _ANO.findall(texto)}
    return anos.pop() if len(anos) == 1 else ""


def _meses(cabecalho: Sequence[str], ano: str) -> dict[int, str]:
    if not _quantos_meses(cabecalho):
        return {}
    return {i: mes for i, celula in enumerate(cabecalho) if (mes := titulos.mes_do_titulo(celula.strip(), ano))}


def e_total(titulo: str) -> bool:
    """Diz se o título é de uma coluna ou linha que só soma as outras.

    >>> e_total("TOTAL GERAL"), e_total("Média:"), e_total("Total Flex")
    (True, True, False)
    """
    return bool(_TOTAL.fullmatch(formato.dobrar(titulo)))


def _juntar_linhas(
    tabela: Tabela, celulas: Sequence[list[str]], quais: range, ditos: Mapping[str, str], meses: Mapping[int, str]
) -> None:
    escondida = next((i for i, t in enumerate(tabela.titulos) if t == LINHA), None)
    for i in quais:
        linha = celulas[i]
        ident = linha[escondida] if escondida is not None and escondida < len(linha) else ""
        visiveis = [c.strip() for j, c in enumerate(linha) if j != escondida and c.strip()]
        guardada = bool(ident) and ident != EXEMPLO  # já é uma linha da rede: nunca fica de fora
        if not visiveis and not guardada:
            continue
        if not guardada and (motivo := _motivo_para_ficar_fora(visiveis, len(tabela.titulos))):
            tabela.fora.append((i + 1, motivo))
        else:
            tabela.linhas.append(Linha(i + 1, linha, ditos, meses))


def _motivo_para_ficar_fora(textos: list[str], largura: int) -> str:
    # Quase nenhuma linha tem estas letras: assim as outras não pagam por `dobrar`.
    if len(textos) == 1 and largura > 2 and _NOTA.match(formato.dobrar(textos[0])):
        return "é uma anotação embaixo da tabela"
    for posicao, texto in enumerate(textos[:3]):
        if texto[:1] not in "TtSsMm":
            continue
        dobrado = formato.dobrar(texto)
        so_numeros = not any(letra.isalpha() for outro in textos[posicao + 1 :] for letra in outro.replace("R$", ""))
        if _TOTAL.fullmatch(dobrado) and so_numeros:
            return f"é uma linha de {dobrado}"
        if posicao == 0 and so_numeros and len(textos) > 1 and _COMECA_COMO_TOTAL.match(dobrado):
            return f"é uma linha de total (“{texto}”)"
    return ""
