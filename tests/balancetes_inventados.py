"""Balancetes inventados, com os leiautes e as manias dos de verdade: fecham ao centavo e se conferem à mão."""

from __future__ import annotations

from collections.abc import Iterable

from caderno.importadores import cosif

# As contas mais baixas de uma cooperativa, em reais. As de cima são somas delas.
SERRA = {
    "111": 2_000.00,
    "145": 30_000.00,
    "161": 70_000.00,
    "162": 25_000.00,
    "169": -5_000.00,
    "225": 8_000.00,
    "312": 80_000.00,
    "316": 20_000.00,
    "411": 40_000.50,
    "414": 1_000.00,
    "415": 50_000.00,
    "462": 9_999.50,
    "611": 20_000.00,
    "615": 5_000.00,
    "711": 12_000.00,
    "811": -8_000.00,
    "911": 100_000.00,
}
# Nova, sem nada emprestado, sem dívida e sem permanente: as contas que não têm saldo não são escritas.
VALE = {"111": 5_000.00, "145": 45_000.00, "411": 40_000.00, "611": 10_500.00, "811": -500.00}
# Perdeu no semestre mais do que tem de reservas; metade da carteira em risco H.
MAR = {
    "111": 10_000.00,
    "161": 90_000.00,
    "169": -30_000.00,
    "312": 45_000.00,
    "319": 45_000.00,
    "411": 20_000.00,
    "415": 30_000.00,
    "611": 40_000.00,
    "811": -20_000.00,
    "911": 90_000.00,
}
# Desde 2025, em vez das letras, as carteiras C1 a C5 pelos dias de atraso, do plano de contas de 2025.
ATRASOS_DA_SERRA = {
    "332101014": 50_000.00,
    "332101030": 3_000.00,
    "332101060": 2_000.00,
    "332101090": 1_000.00,
    "332102090": 1_500.00,
    "332103001": 500.00,
    "332103022": 1_000.00,
    "332301014": 35_000.00,
    "332301060": 1_000.00,
    "332302090": 500.00,
    "332303002": 700.00,
    "332303010": 800.00,
    "332501014": 2_500.00,
    "332503005": 500.00,
}
ATRASOS_DO_MAR = {"332201014": 60_000.00, "332201090": 10_000.00, "332203007": 20_000.00}


def desde_2025(folhas: dict[str, float], atrasos: dict[str, float]) -> dict[str, float]:
    """As mesmas contas com as faixas de atraso no lugar das letras."""
    sem_letras = {conta: valor for conta, valor in folhas.items() if conta[0] not in "39"}
    compensacao = {"933": sum(atrasos.values())} if atrasos else {}
    return sem_letras | atrasos | compensacao


SERRA_2025, MAR_2025 = desde_2025(SERRA, ATRASOS_DA_SERRA), desde_2025(MAR, ATRASOS_DO_MAR)
COOPERATIVAS = (("00123456", "CC DA SERRA", SERRA), ("07654321", "CC DO VALE", VALE), ("11222333", "CC DO MAR", MAR))

CABECALHO_1 = "DATA;CNPJ;NOME INSTITUICAO;ATRIBUTO;DOCUMENTO;CONTA;NOME CONTA;SALDO"
CABECALHO_2 = "#DATA_BASE;DOCUMENTO;CNPJ;AGENCIA;NOME_INSTITUICAO;COD_CONGL;NOME_CONGL;TAXONOMIA;CONTA;NOME_CONTA;SALDO"
ABERTURA = ("Balancete/Balanco Geral", "Data de geracao dos dados: 2020-01-02", "Fonte: Instituicoes financeiras")


def saldos(folhas: dict[str, float]) -> dict[str, int]:
    """Chave -> centavos de todas as contas com saldo, com os totais gerais, na ordem dos códigos."""
    contas: dict[str, int] = {}
    for prefixo, reais in folhas.items():
        chave = prefixo.ljust(9, "0")
        while True:
            contas[chave] = contas.get(chave, 0) + round(reais * 100)
            if chave in (cosif.ATIVO, cosif.PASSIVO):
                break
            chave = cosif.acima(chave)
    return dict(sorted(contas.items()))


def codigo(chave: str, algarismos: int = 8) -> str:
    """O código com o dígito: 8 algarismos, 10, ou com pontos quando `algarismos` é 0."""
    if chave in (cosif.ATIVO, cosif.PASSIVO):
        chave = chave[0] + "99999999"
    sem_digito = chave[:7] if algarismos == 8 else chave
    ultimo = cosif.digito(sem_digito)
    if algarismos:
        return f"{sem_digito}{ultimo}"
    d = sem_digito
    return f"{d[0]}.{d[1]}.{d[2]}.{d[3:5]}.{d[5:7]}.{d[7:9]}-{ultimo}"


def _saldo(centavos: int) -> str:
    return f"{'-' if centavos < 0 else ''}{abs(centavos) // 100},{abs(centavos) % 100:02d}"


def era_1(cooperativas=COOPERATIVAS, mes: str = "200906") -> bytes:
    """Até 2010: três linhas, campos com espaços à direita, zeros à esquerda, CRLF, cp1252."""
    linhas = ["Balancete Patrimonial".ljust(160), "Data: 02/08/2010".ljust(160), "Fonte".ljust(160), CABECALHO_1]
    for raiz, nome, folhas in cooperativas:
        for chave, centavos in saldos(folhas).items():
            valor = f"{'-' if centavos < 0 else ' '}{abs(centavos) // 100:016d},{abs(centavos) % 100:02d}"
            conta = f"00{codigo(chave)}"
            linhas.append(f"{mes};{raiz};{nome.ljust(48)};R;4010;{conta};{'OPERAÇÕES'.ljust(47)};{valor}")
    return ("\r\n".join(linhas) + "\r\n").encode("cp1252")


def era_2(
    cooperativas=COOPERATIVAS,
    mes: str = "202212",
    algarismos: int = 8,
    abertura: Iterable[str] = ABERTURA,
    com_4016: bool = True,
) -> bytes:
    """Desde out/2010; com 10 algarismos, desde 2025. Em junho e dezembro vem também o documento 4016."""
    linhas = [*abertura, CABECALHO_2]
    for documento in ("4010", "4016") if com_4016 else ("4010",):
        for raiz, nome, folhas in cooperativas:
            for chave, centavos in saldos(folhas).items():
                conta = codigo(chave, algarismos)
                linhas.append(
                    f"{mes};{documento};{raiz};;{nome};;;COOPERATIVAS DE CREDITO;{conta};OPERAÇÕES;{_saldo(centavos)}"
                )
    return ("\n".join(linhas) + "\n").encode("cp1252")


def era_1b(moeda: str = "Real") -> bytes:
    """Um arquivo antigo reeditado: uma linha a mais, que diz a moeda."""
    return era_2(mes="200906", abertura=(*ABERTURA, f"Moeda corrente: {moeda}"), com_4016=False)


COOPERATIVAS_2025 = tuple(
    (raiz, nome, desde_2025(folhas, atrasos))
    for (raiz, nome, folhas), atrasos in zip(COOPERATIVAS, (ATRASOS_DA_SERRA, {}, ATRASOS_DO_MAR), strict=True)
)


def era_3(cooperativas=COOPERATIVAS_2025) -> bytes:
    return era_2(cooperativas, mes="202512", algarismos=10)


def interno(folhas=SERRA_2025, cabeca: str = "Cooperativa: CC da Serra;;;\nCNPJ: 00.123.456/0001-00;;;\n") -> bytes:
    """Do sistema da cooperativa: milhares com ponto, D ou C, códigos com pontos."""
    linhas = [*cabeca.splitlines(), "Balancete de 31/12/2025;;;Emitido em 05/01/2026", "Conta;Nome;Saldo atual;D/C"]
    for chave, centavos in saldos(folhas).items():
        devedor = (centavos > 0) == (chave[0] in "123")
        inteiros = f"{abs(centavos) // 100:,}".replace(",", ".")
        linhas.append(f"{codigo(chave, 0)};Operações;{inteiros},{abs(centavos) % 100:02d};{'D' if devedor else 'C'}")
    return "\n".join(linhas).encode()
