"""A fita de operações de crédito: um milhão de linhas que viram poucas linhas do quadro `carteira`.

A fita é lida, somada e deixada de lado. Ficam as somas, as contagens do que não entrou e a impressão
digital do arquivo.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from caderno import formato
from caderno.importadores.fita.colunas import FITA
from caderno.importadores.fita.leitura import CORTADA, Engoliu, Fita, abrir
from caderno.importadores.fita.soma import CENTAVOS, CONTAGENS, Padroes, Soma, Somador
from caderno.importadores.recebido import Recebido
from caderno.instrumentos.credito.quadros_dos_indicadores import CARTEIRA, FAIXAS
from caderno.planilha import Casamento, Entendimento, ErroDePlanilha
from caderno.validacao import LINHA, nomes_de

__all__ = ["abrir", "em_carteira", "importar_fita", "padroes_da_fita", "somar_fita"]

MAIS_GRUPOS = 3000
SEM_DATA = (
    "Não achei a data desta fita. Ponha o ano e o mês no nome do arquivo, como fita_2026-12.csv, ou uma coluna "
    "“Data-base”. Na linha de comando, diga --data AAAA-MM-DD ou --fixo mes=12/2026."
)
_MES_NO_NOME = re.compile(r"(?<!\d)(?:(20\d\d)[-_. ]?(0[1-9]|1[0-2])|(0[1-9]|1[0-2])[-_. ]?(20\d\d))(?!\d)")


def importar_fita(recebido: Recebido) -> Entendimento | None:
    """As linhas de `carteira` que uma fita de operações dá; None se o arquivo não é uma fita.

    Levanta ErroDePlanilha quando é uma fita e não se sabe o mês, ou quando nada nela se aproveita.
    """
    fita = abrir(recebido)
    if fita is None:
        return None
    padroes, avisos = padroes_da_fita(fita, recebido)
    return em_carteira(somar_fita(fita, padroes), fita, recebido, avisos)


def somar_fita(fita: Fita, padroes: Padroes) -> Soma:
    """As somas e as contagens de uma fita aberta. Aspas que não se fecham passam a ser texto."""
    for aspas in (True, False):
        fita.aspas = aspas
        try:
            return Somador(fita, padroes).somar(fita.pedacos())
        except Engoliu:
            continue
    raise ErroDePlanilha(CORTADA)


def em_carteira(soma: Soma, fita: Fita, recebido: Recebido, avisos: list[str]) -> Entendimento:
    """As somas como linhas do quadro `carteira`, com as frases sobre o que ficou fora."""
    if soma.tabela.empty:
        raise ErroDePlanilha(f"A fita {recebido.nome} não tem nenhuma operação. Confira se é o arquivo certo.")
    bruta = _bruta(soma, fita, recebido)
    return Entendimento([_casamento(fita, recebido, bruta, avisos + _dizer(soma, fita))], [])


def padroes_da_fita(fita: Fita, recebido: Recebido) -> tuple[Padroes, list[str]]:
    """O mês e a cooperativa de quem a fita não diz, e as frases sobre de onde vieram."""
    fixos, avisos = recebido.fixos, []
    mes = ler_mes(fixos["mes"]) if "mes" in fixos else ""
    if not mes and "mes" not in fita.colunas:
        mes = mes_do_nome(recebido.nome)
        if mes:
            avisos.append(f"Li o mês, {formato.mes_por_extenso(mes)}, no nome do arquivo.")
        elif recebido.data:
            mes = recebido.data[:7]
            avisos.append(f"A fita não diz o mês: usei o da data pedida, {formato.mes_por_extenso(mes)}.")
        else:
            raise ErroDePlanilha(SEM_DATA)
    cooperativa = fixos.get("cooperativa", "")
    if not cooperativa and "cooperativa" not in fita.colunas:
        cooperativa = cooperativa_do_arquivo(recebido)
        avisos.append(
            f"A fita não diz de que cooperativa é: usei “{cooperativa}”. Para dizer outra, --fixo cooperativa=NOME."
        )
    branco = formato.ler(fixos.get("atraso_em_branco", ""), FITA.campo("dias_de_atraso")).valor
    dias = float("nan") if branco is None else branco
    return Padroes(cooperativa, mes, fixos.get("parte_da_fita", ""), dias), avisos


def ler_mes(texto: str) -> str:
    lido = formato.ler(texto, FITA.campo("mes"))
    if lido.valor is None:
        raise ErroDePlanilha(f"No mês da fita: {lido.erro or 'ficou em branco.'} Escreva assim: mes=12/2026.")
    return lido.valor


def mes_do_nome(nome: str) -> str:
    """O mês que um nome de arquivo traz, "aaaa-mm"; vazio se não traz ou se traz mais de um.

    >>> mes_do_nome("fita_2026-12.csv"), mes_do_nome("carteira 062026.xlsx"), mes_do_nome("fita.csv")
    ('2026-12', '2026-06', '')
    """
    achados = {f"{a or d}-{b or c}" for a, b, c, d in _MES_NO_NOME.findall(Path(nome).stem)}
    return achados.pop() if len(achados) == 1 else ""


def cooperativa_do_arquivo(recebido: Recebido) -> str:
    """A única cooperativa cadastrada ou, sem ela, o nome do arquivo."""
    from caderno import catalogo

    cadastro = recebido.brutas.get("cooperativas", pd.DataFrame())
    nomes = list(nomes_de(catalogo.quadro("cooperativas"), cadastro).atuais.values())
    return nomes[0] if len(nomes) == 1 else Path(recebido.nome).stem or "Cooperativa da fita"


# ------------------------------------------------------------------ do que se somou ao quadro


def _bruta(soma: Soma, fita: Fita, recebido: Recebido) -> pd.DataFrame:
    """As somas como texto, nas colunas do quadro. O que a fita não traz fica em branco, e não zero."""
    tabela = soma.tabela
    if len(tabela) > MAIS_GRUPOS:
        chave = [c for c in tabela.columns if c not in (*CENTAVOS, *CONTAGENS)]
        tabela = tabela.assign(modalidade="").groupby(chave, sort=True)[CENTAVOS + CONTAGENS].sum().reset_index()
    textos = tabela.astype(object)
    for nome in CENTAVOS:
        textos[nome] = [f"{c // 100},{c % 100:02d}" for c in tabela[nome]]
    textos[CONTAGENS] = tabela[CONTAGENS].astype(str)
    em_branco = []
    if "dias_de_atraso" not in fita.colunas:
        em_branco += [f"{o_que}_mais_de_{k}" for o_que in ("saldo", "operacoes", "vencido") for k in FAIXAS]
    if "parcelas_vencidas" not in fita.colunas:
        em_branco += [*(f"vencido_mais_de_{k}" for k in FAIXAS), "saldo_sem_parcelas"]
    textos[list(dict.fromkeys(em_branco))] = ""
    origem = [f"grupo {i}" for i in range(1, len(textos) + 1)]
    return textos.assign(
        arquivo_de_origem=recebido.nome,
        impressao_digital=hashlib.sha256(recebido.conteudo).hexdigest(),
        _linha=origem,
        _origem=origem,
    )[[LINHA, "_origem", *CARTEIRA.nomes]]


def _casamento(fita: Fita, recebido: Recebido, bruta: pd.DataFrame, avisos: list[str]) -> Casamento:
    direto = {campo: posicao for campo, posicao in fita.colunas.items() if campo in CARTEIRA.nomes}
    indireto = {"saldo_mais_de_30": "dias_de_atraso", "vencido_mais_de_30": "parcelas_vencidas", "baixadas": "situacao"}
    direto |= {campo: fita.colunas[de] for campo, de in indireto.items() if de in fita.colunas}
    usadas = set(fita.colunas.values())
    sobraram = [t for i, t in enumerate(fita.titulos) if i not in usadas and t.strip()]
    colunas = {campo: fita.titulos[posicao] for campo, posicao in direto.items()}
    return Casamento(CARTEIRA, Path(recebido.nome).name or "fita", colunas, sobraram, avisos, bruta)


def _dizer(soma: Soma, fita: Fita) -> list[str]:
    """As frases sobre o que ficou fora e o que não se entendeu."""
    t = soma.tabela
    avisos = [
        f"{formato.plural(soma.linhas, 'linha lida', 'linhas lidas')}, {_operacoes(t['operacoes'].sum())} na conta."
    ]
    contados = {
        "repetidas": "por serem iguais a outra linha",
        "baixadas": "por já estarem baixadas a prejuízo",
        "liquidadas": "por já estarem liquidadas",
        "fora_do_escopo": "por estarem canceladas, cedidas ou ainda não liberadas",
        "sem_leitura": "porque a linha está quebrada ou o saldo não se deixou ler",
    }
    for nome, motivo in contados.items():
        if t[nome].sum():
            avisos.append(f"Fora da conta {motivo}: {formato.quantidade(int(t[nome].sum()))}.")
    for motivo, quantas in soma.fora.items():
        avisos.append(f"{formato.plural(quantas, 'linha', 'linhas')} {motivo} ficaram de fora.")
    avisos += _do_que_falta(t, fita)
    rotulos = {"porte": "porte", "situacao": "situação", "dias_de_atraso": "dias de atraso", "mes": "data-base"}
    tratados = {"porte": "como não informado", "situacao": "como ativa", "mes": "fora da conta"}
    for campo, textos in soma.desconhecidos.items():
        vistos = formato.juntar([f"“{texto}”" for texto, _ in textos.most_common(5)])
        como = tratados.get(campo, "como não informado")
        avisos.append(f"Não conheço em {rotulos[campo]}: {vistos}. {_operacoes(sum(textos.values()))} {como}.")
    if soma.rural_sem_registro:
        avisos.append(
            f"{_operacoes(soma.rural_sem_registro)} de produtor rural sem dizer que tem registro: contei como pessoa "
            "física, fora do público. Se têm, escreva “produtor rural com registro”."
        )
    return avisos


def _do_que_falta(tabela: pd.DataFrame, fita: Fita) -> list[str]:
    avisos = []
    if "dias_de_atraso" not in fita.colunas:
        avisos.append("A fita não traz os dias de atraso: não dá para medir a inadimplência com ela.")
    elif sem := tabela["saldo_sem_atraso"].sum():
        parte = formato.percentual(100 * sem / tabela["saldo"].sum())
        avisos.append(
            f"Em {parte} do saldo, os dias de atraso estão em branco ou não se leem: fica fora da taxa. Se em branco "
            "quer dizer em dia, diga --fixo atraso_em_branco=0."
        )
    if "situacao" not in fita.colunas:
        avisos.append("A fita não traz a situação: contei todas as operações como ativas.")
    if "porte" not in fita.colunas:
        como = (
            "pela receita; ser MEI depende também de inscrição" if "receita" in fita.colunas else "como não informado"
        )
        avisos.append(f"A fita não traz o porte: contei {como}.")
    if len(tabela) > MAIS_GRUPOS:
        avisos.append("Há modalidades demais na fita: somei todas juntas.")
    return avisos


def _operacoes(quantas: int) -> str:
    return formato.plural(int(quantas), "operação", "operações")
