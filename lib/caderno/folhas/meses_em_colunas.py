"""Meses em colunas: cada mês de cada linha vira uma linha do quadro."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caderno import formato
from caderno.folhas import titulos
from caderno.folhas.arrumacao import Linha, Tabela, e_total
from caderno.folhas.pacote_xlsx import letra_da_coluna
from caderno.modelo import Quadro
from caderno.validacao import LINHA

NOS_MESES = "colunas dos meses"
NOS_TITULOS = "títulos das colunas"
_AMOSTRA = 150


@dataclass(frozen=True)
class Desdobrada:
    """As linhas que saíram das colunas de meses."""

    dados: dict[str, list[str]]
    """Campo -> textos, um por linha nova."""
    numeros: list[int]
    locais: list[str]
    """De onde veio cada linha: "linha 7, coluna C"."""
    origens: dict[str, str]
    sobraram: list[str]
    avisos: list[str]


def desdobrar(tabela: Tabela, quadro: Quadro, colunas: Mapping[str, int]) -> Desdobrada:
    """Uma linha para cada mês com valor. Vazio e traço não viram linha.

    Quando uma coluna diz o que cada linha mede ("Quantidade", "Preço"), as linhas do mesmo bloco se
    juntam, cada uma no seu campo; senão, os valores são do único número obrigatório do quadro.
    """
    assunto = _coluna_de_assuntos(tabela, quadro, colunas)
    fixas = {nome: coluna for nome, coluna in colunas.items() if coluna != assunto}
    medida = None if assunto is not None else _medida_unica(quadro, colunas)
    do_mes = next((c.nome for c in quadro.campos if c.tipo == "mes"), None)
    registros: dict[tuple, dict] = {}
    origens = {nome: tabela.titulos[coluna] for nome, coluna in fixas.items()}
    sobraram: dict[str, None] = {}
    for linha in tabela.linhas if do_mes else ():
        origens[do_mes] = NOS_TITULOS
        campo = medida if assunto is None else titulos.campo_numerico_de(linha[assunto], quadro)
        if campo is None:
            sobraram |= {linha[assunto]: None} if assunto is not None and linha[assunto] else {}
            continue
        origens.setdefault(campo, NOS_MESES if assunto is None else linha[assunto])
        _juntar_meses(registros, linha, campo, do_mes, {n: linha[c] for n, c in fixas.items()}, assunto is None)
    usadas = {*fixas.values(), *tabela.meses, assunto}
    resto = (t for i, t in enumerate(tabela.titulos) if i not in usadas and t not in ("", LINHA) and not e_total(t))
    return Desdobrada(
        dados={nome: [r.get(nome, "") for r in registros.values()] for nome in quadro.nomes},
        numeros=[r["_numero"] for r in registros.values()],
        locais=[r["_local"] for r in registros.values()],
        origens=origens,
        sobraram=list(sobraram | dict.fromkeys(resto)),
        avisos=_avisos(tabela, bool(registros)),
    )


def _avisos(tabela: Tabela, desdobrou: bool) -> list[str]:
    avisos = ["Os meses estavam em colunas: fiz uma linha para cada mês."] if desdobrou else []
    if any(mes in formato.MESES for mes in tabela.meses.values()):
        avisos.append("Os meses estão sem o ano. Escreva o ano no título da planilha ou diga qual é.")
    return avisos


def _juntar_meses(
    registros: dict, linha: Linha, campo: str, do_mes: str, textos: dict[str, str], uma_por_linha: bool
) -> None:
    bloco = tuple(sorted(linha.ditos.items()))
    for coluna, mes in linha.meses.items():
        valor = linha[coluna]
        if not formato.dobrar(valor):
            continue  # vazio ou traço: nada aconteceu naquele mês
        identidade = (bloco, tuple(textos.values()), mes, linha.numero if uma_por_linha else 0)
        registro = registros.setdefault(
            identidade,
            {
                **textos,
                do_mes: mes,
                "_numero": linha.numero,
                "_local": f"linha {linha.numero}, coluna {letra_da_coluna(coluna + 1)}",
            },
        )
        registro.setdefault(campo, valor)


def _coluna_de_assuntos(tabela: Tabela, quadro: Quadro, colunas: Mapping[str, int]) -> int | None:
    """A coluna cujas células dizem o que cada linha mede: "Quantidade", "Preço"."""
    obrigatorios = {c.nome for c in quadro.campos if c.obrigatorio and c.numerico}
    melhor, mais = None, 0
    for coluna, titulo in enumerate(tabela.titulos):
        if coluna in tabela.meses or e_total(titulo):
            continue
        valores = [v for v in tabela.coluna(coluna)[:_AMOSTRA] if v]
        achados = [campo for v in valores if (campo := titulos.campo_numerico_de(v, quadro))]
        minimo = len(valores) / 2 if coluna in colunas.values() else 1
        if len(achados) >= max(minimo, mais + 1) and obrigatorios & set(achados):
            melhor, mais = coluna, len(achados)
    return melhor


def _medida_unica(quadro: Quadro, colunas: Mapping[str, int]) -> str | None:
    """O campo que recebe os valores dos meses, quando só há um possível."""
    medidas = [c.nome for c in quadro.campos if c.obrigatorio and c.numerico and c.nome not in colunas]
    return medidas[0] if len(medidas) == 1 else None
