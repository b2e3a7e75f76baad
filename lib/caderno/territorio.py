"""Os municípios do Brasil e o contorno dos estados, sem internet.

As tabelas ficam em `recursos/geografia`; o LEIAME.md de lá diz de onde vieram. São lidas uma vez
só, quando alguém precisa delas.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from caderno.formato import dobrar

ESTADOS = {
    "RO": ("11", "Rondônia"), "AC": ("12", "Acre"), "AM": ("13", "Amazonas"), "RR": ("14", "Roraima"),
    "PA": ("15", "Pará"), "AP": ("16", "Amapá"), "TO": ("17", "Tocantins"), "MA": ("21", "Maranhão"),
    "PI": ("22", "Piauí"), "CE": ("23", "Ceará"), "RN": ("24", "Rio Grande do Norte"),
    "PB": ("25", "Paraíba"), "PE": ("26", "Pernambuco"), "AL": ("27", "Alagoas"), "SE": ("28", "Sergipe"),
    "BA": ("29", "Bahia"), "MG": ("31", "Minas Gerais"), "ES": ("32", "Espírito Santo"),
    "RJ": ("33", "Rio de Janeiro"), "SP": ("35", "São Paulo"), "PR": ("41", "Paraná"),
    "SC": ("42", "Santa Catarina"), "RS": ("43", "Rio Grande do Sul"), "MS": ("50", "Mato Grosso do Sul"),
    "MT": ("51", "Mato Grosso"), "GO": ("52", "Goiás"), "DF": ("53", "Distrito Federal"),
}  # fmt: skip
_NOMES_DOS_ESTADOS = [(uf, dobrar(estado)) for uf, (_, estado) in ESTADOS.items()]
_UF_DO_CODIGO = {codigo: uf for uf, (codigo, _) in ESTADOS.items()}
_CODIGO = re.compile(r"([0-9]{6,7})(?:[.,]0)?")


@dataclass(frozen=True)
class Municipio:
    """Um município, com o código de 7 algarismos do IBGE."""

    codigo: str
    nome: str
    uf: str
    nome_antigo: str = ""

    @property
    def rotulo(self) -> str:
        """O jeito de escrever o município no caderno: "Caicó-RN"."""
        return f"{self.nome}-{self.uf}"


def achar(texto: str) -> list[Municipio]:
    """Os municípios que o texto pode ser, em ordem de estado; lista vazia se nenhum.

    Aceita o código do IBGE (6 ou 7 algarismos) e o nome, com ou sem estado, acento ou maiúscula.
    Um nome antigo só vale quando nenhum município de hoje se chama assim.

    >>> [m.rotulo for m in achar("CAICO/RN")], [m.uf for m in achar("Bom Jesus")]
    (['Caicó-RN'], ['PB', 'PI', 'RN', 'RS', 'SC'])
    >>> achar("2402006")[0].nome, achar("240200")[0].nome, achar("Lugar Nenhum")
    ('Caicó', 'Caicó', [])
    """
    if codigo := _CODIGO.fullmatch(texto.strip()):
        municipio = _por_codigo().get(codigo[1])
        return [municipio] if municipio else []
    for nome, uf in _leituras(texto):
        for indice in (_por_nome(), _por_nome_antigo()):
            achados = [m for m in indice.get(nome, ()) if uf in ("", m.uf)]
            if achados:
                return sorted(achados, key=lambda m: m.uf)
    return []


def parecidos(texto: str, quantos: int = 3) -> list[Municipio]:
    """Municípios de nome parecido, os mais próximos primeiro; do mesmo estado, se o texto o diz.

    >>> [m.rotulo for m in parecidos("Xique Xique de Cima")], [m.rotulo for m in parecidos("Caicó-PB")]
    ([], ['Caicó-RN'])
    """
    if codigo := _CODIGO.fullmatch(texto.strip()):
        # Um código com o dígito final errado ainda diz de quem é pelos seis primeiros.
        municipio = _por_codigo().get(codigo[1][:6])
        return [municipio] if municipio else []
    return next(filter(None, (_proximos(nome, uf, quantos) for nome, uf in _leituras(texto))), [])


def por_rotulo(rotulo: str) -> Municipio | None:
    """O município de um rótulo guardado, ou None.

    >>> por_rotulo("Caicó-RN").codigo
    '2402006'
    """
    return _por_rotulo().get(rotulo)


@cache
def contorno(uf: str) -> list[list[tuple[float, float]]]:
    """Os polígonos do estado, cada um uma lista de (longitude, latitude) [graus].

    Um estado com ilhas tem vários polígonos. Sigla que não existe dá KeyError.

    >>> len(contorno("RN")), contorno("RN")[0][0] == contorno("RN")[0][-1]
    (1, True)
    """
    return [[(lon, lat) for lon, lat in poligono] for poligono in _contornos()[uf]]


def _proximos(nome: str, uf: str, quantos: int) -> list[Municipio]:
    if noutro_estado := _por_nome().get(nome, []):
        return noutro_estado[:quantos]
    do_estado = {chave: [m for m in ms if uf in ("", m.uf)] for chave, ms in _por_nome().items()}
    chaves = get_close_matches(nome, [chave for chave, ms in do_estado.items() if ms], n=quantos, cutoff=0.8)
    return [m for chave in chaves for m in do_estado[chave]][:quantos]


def _leituras(texto: str) -> list[tuple[str, str]]:
    """As maneiras de separar nome e estado, da mais para a menos provável.

    A sigla vem antes do texto todo, que sem espaços faria de "Aracatu-BA" Araçatuba; o nome do
    estado vem depois, que há "Bom Jesus de Goiás".
    """
    dobrado = dobrar(texto)
    inicio, _, final = dobrado.rpartition(" ")
    leituras = [(_chave(inicio), final.upper())] if inicio and final.upper() in ESTADOS else []
    leituras.append((_chave(dobrado), ""))
    for uf, estado in _NOMES_DOS_ESTADOS:
        if dobrado.endswith(f" {estado}"):
            leituras.append((_chave(dobrado.removesuffix(estado)), uf))
    return leituras


def _chave(nome: str) -> str:
    # Sem espaços, "Olho-d'Água", "Olho d Agua" e "OLHO DAGUA" são o mesmo nome.
    return dobrar(nome).replace(" ", "")


@cache
def _municipios() -> tuple[Municipio, ...]:
    texto = (_pasta() / "municipios.csv").read_text(encoding="utf-8")
    linhas = csv.DictReader(texto.splitlines(), delimiter=";")
    return tuple(
        Municipio(
            codigo=linha["codigo"],
            nome=linha["nome"],
            uf=_UF_DO_CODIGO[linha["codigo"][:2]],
            nome_antigo=linha["nome_antigo"],
        )
        for linha in linhas
    )


@cache
def _por_codigo() -> dict[str, Municipio]:
    return {codigo: m for m in _municipios() for codigo in (m.codigo, m.codigo[:6])}


@cache
def _por_rotulo() -> dict[str, Municipio]:
    return {m.rotulo: m for m in _municipios()}


@cache
def _por_nome() -> dict[str, list[Municipio]]:
    return _indice((m.nome, m) for m in _municipios())


@cache
def _por_nome_antigo() -> dict[str, list[Municipio]]:
    return _indice((m.nome_antigo, m) for m in _municipios() if m.nome_antigo)


def _indice(pares) -> dict[str, list[Municipio]]:
    indice: dict[str, list[Municipio]] = defaultdict(list)
    for nome, municipio in pares:
        indice[_chave(nome)].append(municipio)
    return dict(indice)


@cache
def _contornos() -> dict[str, list]:
    return json.loads((_pasta() / "contornos.json").read_text(encoding="utf-8"))


def _pasta():
    return files("caderno") / "recursos" / "geografia"
