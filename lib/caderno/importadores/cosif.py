"""O plano de contas das instituições financeiras (Cosif): códigos, dígito verificador, somas e os itens que saem dele.

Uma conta é guardada por uma chave de nove algarismos, sem o dígito, que vale para os códigos antigos
(8 algarismos, até dezembro de 2024) e novos (10, desde janeiro de 2025). Os saldos são centavos inteiros, uma
linha por balancete e uma coluna por chave; o que não está escrito é NaN. No balancete inteiro cada conta é a soma
das que estão logo abaixo dela, ao centavo: é isso que permite dizer que uma conta ausente é zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pandas as pd

ATIVO, PASSIVO = "399000000", "999000000"  # os totais gerais, que incluem a compensação
_PESOS = (3, 7, 1)  # da direita para a esquerda
_NIVEIS = ((0, 1), (1, 2), (2, 3), (3, 5), (5, 7), (7, 9))
_CODIGO = re.compile(r"(?:00)?([1-9]\d{6})(\d)|([1-9]\d{8})(\d)")
_COM_PONTOS = re.compile(r"[1-9]\.\d\.\d\.\d\d\.\d\d(?:\.\d\d)?-\d")

# Item do quadro -> contas que se somam. Conferido nos balancetes de 2009 a 2022; nos códigos novos, no plano de 2025.
_ITENS = {
    "patrimonio_da_cooperativa": ("6",),
    "sobras_do_semestre": ("7", "8"),
    "ativo_total": ("1", "2"),
    "depositos_totais": ("41",),
    "depositos_a_vista": ("411",),
    "depositos_a_vista_pf": ("41110",),
    "depositos_a_vista_pj": ("41120",),
    "depositos_a_prazo": ("415", "414"),
    "centralizacao_financeira": ("145",),
    "operacoes_de_credito": ("16",),
    "provisao_da_carteira": ("169",),
    "capital_social": ("611",),
    "reservas": ("615",),
    "emprestimos_e_repasses": ("46",),
}
_RISCOS = {f"risco_{nivel}": f"31{i}" for i, nivel in enumerate(("aa", *"abcdefgh"), 1)}
_CLASSIFICACAO = "310000000"  # os níveis de risco por letra, até dezembro de 2024
# Desde janeiro de 2025, as carteiras de provisão C1 a C5 pelos dias de atraso. "Adimplido" vai até 90 dias.
CARTEIRAS = "332000000"
_FAIXAS = {
    "atraso_ate_14_dias": "1014",
    "atraso_de_15_a_30_dias": "1030",
    "atraso_de_31_a_60_dias": "1060",
    "atraso_de_61_a_90_dias": "1090",
    "com_problema_ate_90_dias": "2000",
    "atraso_de_mais_de_90_dias": "3000",
}
_C1_A_C5 = tuple(f"332{i}0" for i in range(1, 6))
_PROVISAO = "169000000"
_PERDAS = ("40", "50", "60")  # perda incorrida, provisão adicional e perda esperada


class Conta(NamedTuple):
    """Um código de conta, lido."""

    chave: str
    algarismos: int
    """8 nos códigos até dezembro de 2024, 10 desde janeiro de 2025."""
    digito_certo: bool


def digito(algarismos: str) -> int:
    """O dígito verificador de um código Cosif sem ele.

    >>> digito("1111000"), digito("1600000"), digito("6100000"), digito("145000000")
    (6, 1, 1, 6)
    """
    soma = sum(int(algarismo) * _PESOS[i % 3] for i, algarismo in enumerate(reversed(algarismos)))
    return -soma % 10


def ler_conta(texto: str) -> Conta | None:
    """A conta escrita com ou sem pontos, e com os zeros à esquerda de antes de 2010; None se não é um código.

    >>> ler_conta("1.6.0.00.00-1") == ler_conta("16000001") == ler_conta("0016000001")
    True
    >>> ler_conta("1.0.0.00.00.00-9")
    Conta(chave='100000000', algarismos=10, digito_certo=True)
    """
    texto = texto.strip()
    codigo = _CODIGO.fullmatch(re.sub(r"[.-]", "", texto) if _COM_PONTOS.fullmatch(texto) else texto)
    if codigo is None:
        return None
    sem_digito, ultimo = (codigo[1], codigo[2]) if codigo[1] else (codigo[3], codigo[4])
    chave = ATIVO if sem_digito.startswith("399") else PASSIVO if sem_digito.startswith("999") else sem_digito
    return Conta(chave.ljust(9, "0"), len(sem_digito) + 1, digito(sem_digito) == int(ultimo))


def por_extenso(chave: str) -> str:
    """O código como se escreve num documento.

    >>> por_extenso("160000000"), por_extenso("399000000")
    ('1.6.0.00.00', '3.9.9.99.99')
    """
    chave = chave.replace("99000000", "9999999") if chave in (ATIVO, PASSIVO) else chave
    partes = [chave[inicio:fim] for inicio, fim in _NIVEIS]
    return ".".join(partes if partes[-1] != "00" and chave[1:3] != "99" else partes[:-1])


@cache
def acima(chave: str) -> str:
    """A conta que soma esta; os grupos somam nos totais gerais.

    >>> acima("169000000"), acima("160000000"), acima("100000000") == ATIVO
    ('160000000', '100000000', True)
    """
    ultimo = max(i for i, (inicio, fim) in enumerate(_NIVEIS) if chave[inicio:fim].strip("0"))
    if ultimo == 0:
        return ATIVO if chave[0] in "123" else PASSIVO
    return chave[: _NIVEIS[ultimo][0]].ljust(9, "0")


_COMPENSACAO = ("300000000", "900000000")


def _parcelas(contas: pd.DataFrame, chave: str) -> list[str]:
    return [coluna for coluna in contas if coluna not in (ATIVO, PASSIVO) and acima(coluna) == chave]


def _somar(contas: pd.DataFrame, chaves: Iterable[str]) -> pd.Series:
    return contas[list(chaves)].sum(axis=1)


def saldo(contas: pd.DataFrame, chave: str) -> pd.Series:
    """O saldo de uma conta em cada balancete [centavos].

    Uma conta ausente é zero quando a conta acima dela fecha sem ela; senão não se sabe, e é NaN.
    """
    escrito = contas[chave] if chave in contas else pd.Series(float("nan"), index=contas.index)
    if escrito.notna().all():
        return escrito
    if chave in (ATIVO, PASSIVO):
        return escrito.fillna(_total(contas))
    cima = acima(chave)
    fecha = saldo(contas, cima) == _somar(contas, _parcelas(contas, cima))
    return escrito.where(escrito.notna() | ~fecha, 0.0)


def _total(contas: pd.DataFrame) -> pd.Series:
    """O total geral de quem não o escreve: o do outro lado ou, se os dois lados são iguais, a soma.

    A compensação tem sempre dois lados iguais: sozinha, não prova que não falta nada.
    """
    escritos = contas.reindex(columns=[ATIVO, PASSIVO]).bfill(axis=1)[ATIVO]
    grupos = [_parcelas(contas, total) for total in (ATIVO, PASSIVO)]
    ativo, passivo = (_somar(contas, lado) for lado in grupos)
    sem, igual = (_somar(contas, (g for g in lado if g not in _COMPENSACAO)) for lado in grupos)
    return escritos.fillna(ativo.where((ativo == passivo) & (sem == igual) & (sem != 0)))


def _sobra(contas: pd.DataFrame, chave: str) -> pd.Series:
    """O que a conta tem a mais que a soma das de baixo; NaN se nenhuma delas está escrita ou se ela não se sabe."""
    parcelas = _parcelas(contas, chave)
    return (saldo(contas, chave) - _somar(contas, parcelas)).where(contas[parcelas].notna().any(axis=1))


def diferencas(contas: pd.DataFrame) -> pd.DataFrame:
    """Onde cada conta deixa de ser a soma das de baixo: balancete, chave e o que sobra ou falta [centavos].

    Os totais gerais também se comparam um com o outro. Quem está escrito e fecha não aparece; uma conta sem
    nenhuma abaixo não se confere.
    """
    partes = []
    for chave in sorted({acima(coluna) for coluna in contas if coluna not in (ATIVO, PASSIVO)}):
        partes.append(_sobra(contas, chave).rename(chave))
    if {ATIVO, PASSIVO} <= set(contas):
        partes.append((contas[ATIVO] - contas[PASSIVO]).rename("totais"))
    achadas = pd.concat(partes, axis=1) if partes else pd.DataFrame(index=contas.index)
    longas = achadas.stack().dropna().rename("diferenca")
    return longas[longas != 0].rename_axis([*contas.index.names, "chave"]).reset_index()


def sem_total(contas: pd.DataFrame) -> pd.Series:
    """Os balancetes em que nem se escreve o total geral nem se pode deduzi-lo: não há como conferi-los."""
    return saldo(contas, ATIVO).isna() | saldo(contas, PASSIVO).isna()


def itens(contas: pd.DataFrame, codigos_novos: pd.Series) -> pd.DataFrame:
    """Os itens do quadro `balancetes` que um balancete dá [centavos], uma linha por balancete.

    `codigos_novos` diz em quais deles os códigos têm 10 algarismos. O que não se sabe é NaN.
    """
    colunas = {
        nome: sum(saldo(contas, prefixo.ljust(9, "0")) for prefixo in prefixos) for nome, prefixos in _ITENS.items()
    }
    # Nos códigos novos a 1.6.9 acabou: cada conta de crédito tem as suas perdas, e só o balancete inteiro as mostra.
    escrita = _escrita(contas, _PROVISAO)
    da_169 = colunas["provisao_da_carteira"].where(escrita | ~codigos_novos)
    colunas["provisao_da_carteira"] = -da_169.fillna(_perdas(contas).where(codigos_novos)) + 0.0
    for nome, prefixo in _RISCOS.items():
        valor = saldo(contas, prefixo.ljust(9, "0"))
        colunas[nome] = valor.where(_escrita(contas, _CLASSIFICACAO) & ~codigos_novos)
    return pd.DataFrame(colunas, index=contas.index).join(_faixas(contas, codigos_novos))


def _perdas(contas: pd.DataFrame) -> pd.Series:
    """As perdas dentro das contas de crédito [centavos, negativas]; NaN se os detalhes não somam a 1.6."""
    detalhes = [c for c in contas if c.startswith("16") and not c.endswith("00")]
    inteiro = contas[detalhes].notna().any(axis=1) & (_somar(contas, detalhes) == saldo(contas, "160000000"))
    return _somar(contas, [c for c in detalhes if c.endswith(_PERDAS)]).where(inteiro)


def _faixas(contas: pd.DataFrame, codigos_novos: pd.Series) -> pd.DataFrame:
    """As faixas de atraso das cinco carteiras somadas [centavos]; onde alguma soma da 3.3.2 não fecha, NaN."""
    com_total = (_escrita(contas, CARTEIRAS) & codigos_novos).to_numpy()
    deste = contas.loc[com_total, [c for c in contas if c.startswith("332")]].reset_index(drop=True)
    blocos = {f"{c}{bloco}00" for c in _C1_A_C5 for bloco in ("10", "20", "30")}
    nos = {CARTEIRAS, *(f"{c}0000" for c in _C1_A_C5), *blocos}
    fecha = {no: _sobra(deste, no).fillna(0) == 0 for no in nos if len(deste)}
    colunas = {}
    for nome, fim in _FAIXAS.items():
        valor = sum(saldo(deste, f"{c}{fim}") for c in _C1_A_C5) if len(deste) else pd.Series(dtype=float)
        for no, certo in fecha.items():
            if no not in blocos or no[5:7] == fim[:2]:
                valor = valor.where(certo)
        colunas[nome] = valor
    faixas = pd.DataFrame(colunas, dtype=float)
    # Uma conta dentro da 3.3.2 que aqui não se conhece faz as seis não somarem o total: não se usa nenhuma.
    if len(deste):
        faixas = faixas.mask(faixas.notna().all(axis=1) & (faixas.sum(axis=1) != deste[CARTEIRAS]))
    return faixas.set_axis(contas.index[com_total]).reindex(contas.index)


def _escrita(contas: pd.DataFrame, chave: str) -> pd.Series:
    return contas[chave].notna() if chave in contas else pd.Series(False, index=contas.index)


def contas_do_item(nome: str) -> str:
    """De que contas sai um item, para mostrar.

    >>> contas_do_item("ativo_total")
    'contas 1.0.0.00.00 e 2.0.0.00.00'
    >>> contas_do_item("atraso_de_31_a_60_dias")
    'cinco contas, de 3.3.2.10.10.60 a 3.3.2.50.10.60'
    """
    if nome in _FAIXAS:
        primeira, ultima = (por_extenso(f"{c}{_FAIXAS[nome]}") for c in (_C1_A_C5[0], _C1_A_C5[-1]))
        return f"cinco contas, de {primeira} a {ultima}"
    if nome == "provisao_da_carteira":
        return "conta 1.6.9.00.00 ou, desde 2025, as da 1.6 que terminam em 40, 50 e 60"
    prefixos = _ITENS.get(nome) or (_RISCOS[nome],)
    escritas = " e ".join(por_extenso(prefixo.ljust(9, "0")) for prefixo in prefixos)
    return f"{'conta' if len(prefixos) == 1 else 'contas'} {escritas}"
