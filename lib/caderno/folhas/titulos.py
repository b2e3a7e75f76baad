"""Reconhece títulos de colunas: quais das palavras de uma planilha querem dizer quais campos de um quadro."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from caderno import formato
from caderno.modelo import Campo, Quadro

IGUAL, SINONIMO, PALAVRAS, PARECIDO = 4, 3, 2, 1
_ENTRE_PARENTESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SEM_PESO = frozenset(("a", "as", "o", "os", "de", "da", "do", "das", "dos", "e", "em", "no", "na", "por", "com"))
_MES = Campo("mes", "Mês", "mes")
_NOMES_DE_MESES = {formato.dobrar(m)[:n]: i for i, m in enumerate(formato.MESES, start=1) for n in (3, 20)}
# Um nome de mês, "01/2026" ou o dia 1º que a planilha guarda quando se digita um mês. Outros dias são datas.
_PARECE_MES = re.compile(r"\s*(?:[^\W\d_]{3,9}\b|\d{1,2}\s*[/.-]\s*\d{2,4}\s*$|\d{4}[-/.]\d{1,2}(?:-01\b.*)?\s*$)")


@lru_cache(maxsize=8192)
def limpo(titulo: str) -> str:
    """O título sem unidade, acento, pontuação e caixa.

    >>> limpo("Preço de venda (R$) *")
    'preco de venda'
    """
    return formato.dobrar(_ENTRE_PARENTESES.sub(" ", titulo)) or formato.dobrar(titulo)


@dataclass(frozen=True, eq=False)
class _Vocabulario:
    """As palavras que um quadro conhece: título limpo -> (campo, força)."""

    quadro: Quadro
    palavras: Mapping[str, tuple[str, int]]

    def achar(self, titulo: str) -> tuple[str, int] | None:
        return self.palavras.get(formato.dobrar(titulo)) or self.palavras.get(limpo(titulo))


_vocabularios: dict[int, _Vocabulario] = {}


def _vocabulario(quadro: Quadro) -> _Vocabulario:
    """Um quadro é grande demais para se comparar a cada título: vale a identidade, e o quadro fica guardado junto."""
    if id(quadro) not in _vocabularios:
        conhecidas: dict[str, tuple[str, int]] = {}
        # O nome e o rótulo de um campo valem mais que o sinônimo de outro.
        for forca, textos in (
            (IGUAL, lambda c: (c.rotulo, c.titulo, c.nome)),
            (SINONIMO, lambda c: c.sinonimos),
        ):
            for campo in quadro.campos:
                for texto in textos(campo):
                    conhecidas.setdefault(limpo(texto), (campo.nome, forca))
                    conhecidas.setdefault(formato.dobrar(texto), (campo.nome, forca))
        conhecidas.pop("", None)
        _vocabularios[id(quadro)] = _Vocabulario(quadro, conhecidas)
    return _vocabularios[id(quadro)]


def campo_de(titulo: str, quadro: Quadro) -> str | None:
    """O campo que tem este título, por rótulo, nome ou sinônimo; None se nenhum."""
    achado = _vocabulario(quadro).achar(titulo)
    return achado[0] if achado else None


def campo_numerico_de(texto: str, quadro: Quadro) -> str | None:
    """O campo de número que uma linha como "Quantidade (potes)" ou "Preço médio" traz; None se nenhum."""
    if not texto.strip() or not any(c.isalpha() for c in texto):
        return None
    nome = campo_de(texto, quadro)
    if nome is None:
        melhores = sorted(((f, n) for n, f in _candidatos(texto, _vocabulario(quadro), parecidos=False)), reverse=True)
        nome = melhores[0][1] if melhores and (len(melhores) == 1 or melhores[0][0] > melhores[1][0]) else None
    return nome if nome and quadro.campo(nome).numerico else None


def casar(
    titulos: Sequence[str], quadro: Quadro, amostras: Sequence[Sequence[str]] = (), parecidos: bool = True
) -> dict[str, int]:
    """Campo -> posição da coluna, a melhor combinação em que ninguém se repete.

    `amostras` tem alguns valores de cada coluna: um título apenas parecido só vale quando a
    maior parte dos valores se deixa ler como aquele campo. Na dúvida entre dois, nenhum.
    """
    ofertas = []
    for coluna, titulo in enumerate(titulos):
        for nome, forca in _candidatos(titulo, _vocabulario(quadro), parecidos):
            if forca >= SINONIMO or _valores_cabem(quadro.campo(nome), amostras, coluna):
                ofertas.append((forca, nome, coluna))
    casados: dict[str, int] = {}
    usadas: set[int] = set()
    for forca, nome, coluna in sorted(ofertas, key=lambda o: (-o[0], o[2])):
        if nome in casados or coluna in usadas:
            continue
        rivais = [o for o in ofertas if o[0] == forca and o[2] == coluna and o[1] not in casados and o[1] != nome]
        if forca >= SINONIMO or not rivais:
            casados[nome] = coluna
            usadas.add(coluna)
    return {nome: casados[nome] for nome in quadro.nomes if nome in casados}


@lru_cache(maxsize=16_384)
def _candidatos(titulo: str, vocabulario: _Vocabulario, parecidos: bool) -> list[tuple[str, float]]:
    """(campo, força) que o título pode ser; um título igual dispensa os parecidos."""
    if igual := vocabulario.achar(titulo):
        return [igual]
    chave, dele = limpo(titulo), palavras(titulo)
    if len(chave) < 3 or not dele:
        return []
    forcas: dict[str, float] = {}
    for conhecida, (nome, _) in vocabulario.palavras.items():
        comuns = dele & (dela := palavras(conhecida))
        if comuns and comuns in (dela, dele) and len(comuns) / len(dele | dela) >= 0.5:
            forca = PALAVRAS + len(comuns) / len(dele | dela)
        elif parecidos and len(chave) > 4 and _quase_igual(chave, conhecida):
            forca = PARECIDO
        else:
            continue
        forcas[nome] = max(forca, forcas.get(nome, 0))
    return list(forcas.items())


def _quase_igual(um: str, outro: str) -> bool:
    if abs(len(um) - len(outro)) > 4:
        return False
    comparador = difflib.SequenceMatcher(None, um, outro)
    return comparador.real_quick_ratio() > 0.84 and comparador.ratio() > 0.84


@lru_cache(maxsize=4096)
def palavras(titulo: str) -> frozenset[str]:
    """As palavras de um título que dizem alguma coisa, no singular."""
    return frozenset(p.removesuffix("s") for p in limpo(titulo).split() if p not in _SEM_PESO and len(p) > 1)


def _valores_cabem(campo: Campo, amostras: Sequence[Sequence[str]], coluna: int) -> bool:
    if coluna >= len(amostras):
        return True
    lidos = [formato.ler(valor, campo) for valor in amostras[coluna]]
    return sum(bool(lido.erro) for lido in lidos) <= 0.4 * len(lidos)


@lru_cache(maxsize=8192)
def mes_do_titulo(titulo: str, ano: str = "") -> str | None:
    """O mês que dá título a uma coluna, como "01/2026"; sem ano à vista, só o nome; None se não é mês.

    >>> mes_do_titulo("jan/26"), mes_do_titulo("Março", "2026"), mes_do_titulo("março"), mes_do_titulo("Total")
    ('01/2026', '03/2026', 'março', None)
    """
    if not 3 <= len(titulo) <= 24 or not _PARECE_MES.match(titulo):
        return None
    if numero := _NOMES_DE_MESES.get(formato.dobrar(titulo)):
        return f"{numero:02d}/{ano}" if ano else formato.MESES[numero - 1]
    lido = formato.ler(titulo, _MES)
    if lido.valor is None or lido.aviso:
        return None
    return formato.escrever(lido.valor, _MES, curto=True)
