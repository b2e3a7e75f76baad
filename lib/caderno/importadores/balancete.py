"""Do balancete, de qualquer leiaute, às linhas dos quadros `balancetes` e `pares`.

As contas são conferidas e resumidas nos itens do diagnóstico; as contas mesmas não se guardam. Cada cooperativa
é reconhecida pela raiz do CNPJ. O que não fecha é dito com a linha e o que não se sabe fica vazio.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from caderno import formato
from caderno.importadores import cosif
from caderno.importadores.balancete_bcb import ler_do_banco_central
from caderno.importadores.balancete_interno import ler_interno
from caderno.importadores.contas_lidas import enumerar_linhas
from caderno.importadores.recebido import Recebido
from caderno.importadores.vazios import dizer_vazios
from caderno.instrumentos.credito.balancetes import BALANCETES, PARES
from caderno.modelo import Quadro
from caderno.planilha import Casamento, Entendimento, ErroDePlanilha
from caderno.validacao import LINHA

ORIGEM = "_origem"
_QUEM = ["raiz", "mes"]
_MAIS_AVISOS = 15
SO_A_MAO = (
    "O balancete não traz o crédito a pequenos negócios, a inadimplência por porte nem os depósitos a prazo "
    "separados em pessoas físicas e jurídicas: esses campos continuam para escrever à mão."
)


def importar_balancete(recebido: Recebido) -> Entendimento | None:
    """Uma linha por cooperativa e mês; None se o arquivo não é um balancete. Levanta ErroDePlanilha."""
    lidas = ler_do_banco_central(recebido) or ler_interno(recebido)
    if lidas is None:
        return None
    if lidas.contas.empty:
        raise ErroDePlanilha(" ".join([f"{lidas.o_que_e}: nenhuma conta se aproveita.", *lidas.recados]))
    contas, avisos = _sem_repetidas(lidas.contas)
    saldos = contas.pivot(index=_QUEM, columns="chave", values="centavos")
    resumo = _resumir(contas, saldos)
    nomes = pd.Series(_nomes_unicos(resumo), index=resumo.index)
    avisos += _conferir(contas, saldos, nomes)
    vazios = dizer_vazios(resumo, saldos, resumo["novo"], [_chamar(nomes, quem) for quem in resumo.index])
    resumo, recados = _dar_nomes(resumo, recebido)
    casamentos = [
        _casar(quadro, resumo[resumo["quadro"] == quadro.nome], recebido.nome, avisos if i == 0 else [])
        for i, quadro in enumerate((BALANCETES, PARES))
        if (resumo["quadro"] == quadro.nome).any()
    ]
    apresentar = f"{lidas.o_que_e}. {_contar(resumo)}"
    return Entendimento(casamentos, [apresentar, *lidas.recados, *recados, *vazios, SO_A_MAO])


def _contar(resumo: pd.DataFrame) -> str:
    meses = sorted(resumo.index.get_level_values("mes").unique())
    de_quando = f", {formato.juntar([formato.mes_por_extenso(m) for m in meses if m])}" if any(meses) else ""
    return f"{formato.plural(resumo['nome'].nunique(), 'cooperativa', 'cooperativas')}{de_quando}."


# ------------------------------------------------------------------ contas


def _sem_repetidas(contas: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Uma linha por conta. A mesma conta com dois saldos não vale nenhum: não se adivinha qual é o certo."""
    chave = [*_QUEM, "chave"]
    repetidas = contas.duplicated(chave, keep=False)
    if not repetidas.any():
        return contas, []
    avisos = []
    grupo = contas[repetidas].groupby(chave)
    contradiz = contas[repetidas][grupo["centavos"].transform("nunique") > 1]
    iguais = contas[repetidas].drop(index=contradiz.index)
    if len(iguais):
        avisos.append(f"Contas repetidas com o mesmo saldo valem uma vez só: {enumerar_linhas(iguais['numero'])}.")
    if len(contradiz):
        quais = formato.juntar([cosif.por_extenso(c) for c in sorted(contradiz["chave"].unique())[:5]])
        avisos.append(
            f"A mesma conta tem saldos diferentes ({quais}): {enumerar_linhas(contradiz['numero'])}. Não usei nenhum."
        )
    return contas.drop(index=contradiz.index).drop_duplicates(chave).reset_index(drop=True), avisos


def _resumir(contas: pd.DataFrame, saldos: pd.DataFrame) -> pd.DataFrame:
    """Os itens de cada balancete [centavos], com o nome e a primeira linha dele no arquivo."""
    grupos = contas.groupby(_QUEM)
    quem = pd.DataFrame({"numero": grupos["numero"].min(), "nome": grupos["nome"].last(), "novo": grupos["novo"].any()})
    return quem.join(cosif.itens(saldos, quem["novo"].reindex(saldos.index)))


def _conferir(contas: pd.DataFrame, saldos: pd.DataFrame, nomes: pd.Series) -> list[str]:
    """O que não fecha, com o nome de quem e a linha; a soma de um grupo se diz uma vez só."""
    numeros = contas.set_index([*_QUEM, "chave"])["numero"]
    frases = []
    for diferenca in cosif.diferencas(saldos).itertuples():
        quem = (diferenca.raiz, diferenca.mes)
        numero = numeros.get((*quem, diferenca.chave if diferenca.chave != "totais" else cosif.PASSIVO))
        onde = f" (linha {numero})" if numero is not None else ""
        frases.append(f"{_chamar(nomes, quem)}: {_dizer_diferenca(diferenca.chave, diferenca.diferenca)}{onde}.")
    for quem in saldos.index[cosif.sem_total(saldos)]:
        frases.append(
            f"{_chamar(nomes, quem)}: falta o total geral, e não dá para conferir se o balancete está inteiro. "
            "Uma conta que não aparece ficou sem dado, e não zero."
        )
    for quem, recebido in cosif.saldo(saldos, "445000000").items():
        if recebido > 0:
            frases.append(
                f"{_chamar(nomes, quem)} é uma central: o que as singulares centralizam nela, "
                f"{formato.dinheiro(recebido / 100)}, é dívida dela (conta 4.4.5) e não entra no item 2.4."
            )
    mais = [f"E mais {len(frases) - _MAIS_AVISOS} avisos como estes."] if len(frases) > _MAIS_AVISOS else []
    return frases[:_MAIS_AVISOS] + mais


def _chamar(nomes: pd.Series, quem: tuple[str, str]) -> str:
    return f"{nomes[quem] or 'A cooperativa'}{f', {quem[1][5:]}/{quem[1][:4]}' if quem[1] else ''}"


def _dizer_diferenca(chave: str, centavos: float) -> str:
    quanto = formato.dinheiro(abs(centavos) / 100)
    if chave == "totais":
        return f"o total do ativo e o total do passivo diferem em {quanto}"
    if chave == cosif.ATIVO:
        return f"os grupos 1, 2 e 3 não somam o total geral do ativo; a diferença é de {quanto}"
    if chave == cosif.PASSIVO:
        return f"os grupos de 4 a 9 não somam o total geral do passivo; a diferença é de {quanto}"
    return f"a conta {cosif.por_extenso(chave)} difere da soma das que estão abaixo dela em {quanto}"


# ------------------------------------------------------------------ de quem é


def _dar_nomes(resumo: pd.DataFrame, recebido: Recebido) -> tuple[pd.DataFrame, list[str]]:
    """Diz em que quadro entra cada balancete e com que nome.

    Os das cooperativas cadastradas são da rede e os outros servem de comparação; sem nenhuma cadastrada no
    arquivo, são todos da rede.
    """
    por_raiz, por_nome, ha_cadastro = _cadastro(recebido.brutas)
    raizes = resumo.index.get_level_values("raiz")
    conhecidos = [
        por_raiz.get(raiz) or por_nome.get(formato.dobrar(nome))
        for raiz, nome in zip(raizes, resumo["nome"], strict=True)
    ]
    ha_da_rede = ha_cadastro and any(conhecidos)
    quadros = [BALANCETES.nome if nome or not ha_da_rede else PARES.nome for nome in conhecidos]
    nomes = _nomes_unicos(resumo)
    escritos = [conhecido or nome for conhecido, nome in zip(conhecidos, nomes, strict=True)]
    recados = []
    if ha_cadastro and not ha_da_rede and len(set(raizes)) > 1:
        recados.append(
            "Nenhuma cooperativa deste arquivo está cadastrada com o seu CNPJ: entraram todas como cooperativas da "
            "rede. Para separar as da rede das outras, escreva o CNPJ em Cooperativas de crédito e importe de novo."
        )
    return resumo.assign(nome=escritos, quadro=quadros), recados


def _cadastro(brutas: Mapping[str, pd.DataFrame]) -> tuple[dict[str, str], dict[str, str], bool]:
    """(raiz do CNPJ -> nome, nome dobrado de quem não tem CNPJ -> nome, se há alguma cadastrada)."""
    cadastradas = _linhas(brutas.get("cooperativas"), "cooperativa", "cnpj_da_cooperativa")
    vistas = _linhas(brutas.get("balancetes"), "cooperativa", "raiz_do_cnpj")
    nomes = {formato.dobrar(nome) for nome, _ in cadastradas}
    por_raiz = {raiz: nome for nome, raiz in vistas if raiz and (not nomes or formato.dobrar(nome) in nomes)}
    por_raiz |= {raiz: nome for nome, cnpj in cadastradas if (raiz := raiz_de(cnpj))}
    por_nome = {formato.dobrar(nome): nome for nome, cnpj in cadastradas if not raiz_de(cnpj)}
    return por_raiz, por_nome, bool(nomes)


def _linhas(bruta: pd.DataFrame | None, *colunas: str) -> list[tuple[str, str]]:
    if bruta is None or bruta.empty:
        return []
    tabela = bruta.reindex(columns=list(colunas), fill_value="").fillna("").astype(str)
    return [tuple(texto.strip() for texto in linha) for linha in tabela.itertuples(index=False) if linha[0].strip()]


def raiz_de(cnpj: str) -> str:
    """Os oito primeiros de um CNPJ escrito de qualquer jeito; vazio se não parece um.

    >>> raiz_de("01.234.567/0001-95"), raiz_de("")
    ('01234567', '')
    """
    limpo = re.sub(r"[^0-9A-Z]", "", cnpj.upper())
    return limpo[:8] if len(limpo) in (8, 14) else ""


def _nomes_unicos(resumo: pd.DataFrame) -> list[str]:
    """O nome mais novo de cada raiz; duas cooperativas com o mesmo nome ganham a raiz do CNPJ junto."""
    raizes = resumo.index.get_level_values("raiz")
    ultimos = resumo.sort_index(level="mes").groupby(level="raiz")["nome"].last()
    repetidos = set(ultimos[ultimos.map(formato.dobrar).duplicated(keep=False)])
    return [f"{ultimos[raiz]} ({raiz})" if ultimos[raiz] in repetidos and raiz else ultimos[raiz] for raiz in raizes]


# ------------------------------------------------------------------ linhas do quadro


def _casar(quadro: Quadro, resumo: pd.DataFrame, arquivo: str, avisos: Iterable[str]) -> Casamento:
    quem = quadro.campos[0].nome
    origens = [f"linha {numero}" for numero in resumo["numero"]]
    dados = {
        quem: resumo["nome"].tolist(),
        "mes": resumo.index.get_level_values("mes").tolist(),
        "raiz_do_cnpj": resumo.index.get_level_values("raiz").tolist(),
    }
    titulos = {quem: "nome da instituição", "mes": "data do balancete", "raiz_do_cnpj": "CNPJ"}
    for campo in quadro.campos:
        if campo.nome in resumo:
            dados[campo.nome] = [_reais(centavos) for centavos in resumo[campo.nome]]
            titulos[campo.nome] = cosif.contas_do_item(campo.nome)
    vazia = [""] * len(resumo)
    colunas = {LINHA: origens} | {nome: dados.get(nome, vazia) for nome in quadro.nomes} | {ORIGEM: origens}
    preenchidas = {nome: titulos[nome] for nome in quadro.nomes if nome in titulos and any(dados[nome])}
    return Casamento(quadro, arquivo, preenchidas, [], list(avisos), pd.DataFrame(colunas, dtype=object))


def _reais(centavos: float) -> str:
    if centavos != centavos:
        return ""
    inteiros, resto = divmod(abs(int(centavos)), 100)
    return f"{'-' if centavos < 0 else ''}{inteiros},{resto:02d}"
