"""A tabela de sócios por produtos: uma linha por sócio, uma coluna por produto, uma marca em quem usa.

Vira uma linha por produto no quadro `uso_de_produtos`. Os nomes dos sócios não ficam em lugar nenhum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from caderno import formato
from caderno.folhas.arrumacao import e_total
from caderno.folhas.leitor import Folha
from caderno.importadores.fita import cooperativa_do_arquivo, ler_mes, mes_do_nome
from caderno.importadores.fita.colunas import porte_de
from caderno.importadores.recebido import Recebido
from caderno.instrumentos.credito.publico import PEQUENOS, PORTE
from caderno.instrumentos.credito.quadros_dos_indicadores import USO_DE_PRODUTOS
from caderno.planilha import Casamento, Entendimento, ErroDePlanilha
from caderno.validacao import LINHA

USA, NAO_USA, NAO_SABE = {"sim", "s", "x", "1", "usa"}, {"nao", "n", "0", "nao usa"}, {"nao sei", "?"}
POUCOS_PRODUTOS = 2
"""Com uma coluna de marcas só, pode ser qualquer lista."""
_LINHAS_ATE_O_CABECALHO = 20
_SOCIO = ("socio", "socia", "associad", "cooperad", "matricula")
_DE_COOPERATIVA = (
    "conta", "cartao", "cobranca", "seguro", "credito", "emprestimo", "poupanca", "aplicac", "deposito", "consorcio",
    "maquin", "boleto", "pix", "folha", "debito", "previdencia", "cambio", "financiamento", "capital",
)  # fmt: skip
"""Sem nenhum produto destes nos títulos, é outra lista com marcas: uma de presença, por exemplo."""
SEM_MES = (
    "Não achei o mês da tabela de sócios e produtos. Ponha o ano e o mês no nome do arquivo, como "
    "produtos_2026-12.csv. Na linha de comando, diga --fixo mes=12/2026."
)


@dataclass(frozen=True)
class _Tabela:
    folha: str
    titulos: list[str]
    linhas: list[list[str]]
    """Só as de sócios, sem totais nem repetições do cabeçalho."""
    porte: int | None
    produtos: list[int]


def importar_socios_e_produtos(recebido: Recebido) -> Entendimento | None:
    """As linhas de `uso_de_produtos` que a tabela dá; None se o arquivo não é uma tabela dessas.

    Com a coluna de porte, só entram MEI, ME e EPP. Célula em branco é "não usa" na coluna que só tem
    marcas; na que também diz "não", é "não sei", e o sócio sai da conta daquele produto.
    """
    tabelas = [tabela for folha in recebido.folhas if (tabela := _reconhecer(folha)) is not None]
    return Entendimento([_casamento(tabela, recebido) for tabela in tabelas], []) if tabelas else None


def _reconhecer(folha: Folha) -> _Tabela | None:
    porte = {formato.dobrar(titulo) for titulo in (PORTE.rotulo, *PORTE.sinonimos)}
    for i, celulas in enumerate(folha.celulas[:_LINHAS_ATE_O_CABECALHO]):
        titulos = [formato.dobrar(celula) for celula in celulas]
        de_socio = next((j for j, titulo in enumerate(titulos) if any(raiz in titulo for raiz in _SOCIO)), None)
        if de_socio is None:
            continue
        linhas = [_completa(linha, len(titulos)) for linha in folha.celulas[i + 1 :]]
        linhas = [linha for linha in linhas if linha[de_socio].strip() and not e_total(linha[de_socio])]
        do_porte = next((j for j, titulo in enumerate(titulos) if titulo in porte), None)
        candidatos = [j for j in range(len(titulos)) if titulos[j] and j not in (de_socio, do_porte)]
        produtos = [j for j in candidatos if _sao_marcas([linha[j] for linha in linhas])]
        conhecidos = [j for j in produtos if any(raiz in titulos[j] for raiz in _DE_COOPERATIVA)]
        if conhecidos and len(produtos) >= POUCOS_PRODUTOS:
            return _Tabela(folha.nome, celulas, linhas, do_porte, produtos)
    return None


def _completa(linha: Sequence[str], colunas: int) -> list[str]:
    return [*linha, *[""] * (colunas - len(linha))]


def _sao_marcas(textos: list[str]) -> bool:
    ditos = {formato.dobrar(texto) or texto.strip() for texto in textos} - {""}
    return bool(ditos & (USA | NAO_USA)) and ditos <= USA | NAO_USA | NAO_SABE


def _casamento(tabela: _Tabela, recebido: Recebido) -> Casamento:
    mes, cooperativa = _mes(recebido), recebido.fixos.get("cooperativa") or cooperativa_do_arquivo(recebido)
    dentro = [linha for linha in tabela.linhas if tabela.porte is None or _e_pequeno(linha[tabela.porte])]
    contados = [(tabela.titulos[j].strip(), *_contar([linha[j] for linha in dentro])) for j in tabela.produtos]
    bruta = pd.DataFrame(contados, columns=["produto_financeiro", "socios_que_usam", "socios_na_conta"]).astype(str)
    origem = [f"coluna {j + 1}" for j in tabela.produtos]
    bruta = bruta.assign(cooperativa=cooperativa, mes=mes, taxa_declarada="", _linha=origem, _origem=origem)
    produtos = formato.juntar([produto for produto, *_ in contados])
    colunas = {"produto_financeiro": produtos, "socios_que_usam": "as marcas", "socios_na_conta": "as linhas"}
    usadas = {*tabela.produtos, tabela.porte}
    sobraram = [t for j, t in enumerate(tabela.titulos) if t.strip() and j not in usadas]
    return Casamento(
        USO_DE_PRODUTOS,
        tabela.folha,
        colunas,
        sobraram,
        _dizer(tabela, len(dentro), cooperativa, mes),
        bruta[[LINHA, "_origem", *USO_DE_PRODUTOS.nomes]],
    )


def _mes(recebido: Recebido) -> str:
    if "mes" in recebido.fixos:
        return ler_mes(recebido.fixos["mes"])
    mes = mes_do_nome(recebido.nome) or recebido.data[:7]
    if not mes:
        raise ErroDePlanilha(SEM_MES)
    return mes


def _e_pequeno(texto: str) -> bool:
    return porte_de(texto) in PEQUENOS.portes


def _contar(marcas: list[str]) -> tuple[int, int]:
    """(quantos usam, de quantos se sabe)."""
    ditas = [formato.dobrar(marca) or marca.strip() for marca in marcas]
    usam = sum(dita in USA for dita in ditas)
    nao_usam = sum(dita in NAO_USA for dita in ditas)
    return usam, usam + nao_usam if nao_usam else sum(dita not in NAO_SABE for dita in ditas)


def _dizer(tabela: _Tabela, dentro: int, cooperativa: str, mes: str) -> list[str]:
    lidos = formato.plural(len(tabela.linhas), "sócio lido", "sócios lidos")
    onde = f"de “{cooperativa}” em {formato.mes_por_extenso(mes)}"
    frases = [f"{lidos}, {formato.quantidade(dentro)} na conta, {onde}. Os nomes não ficam guardados."]
    if tabela.porte is None:
        frases.append("A tabela não traz o porte: contei todos como pequenos negócios.")
    elif fora := len(tabela.linhas) - dentro:
        frases.append(f"Fora da conta por não serem MEI, ME nem EPP: {formato.quantidade(fora)}.")
    return frases
