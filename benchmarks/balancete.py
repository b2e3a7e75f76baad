"""Quanto custa um mês inteiro: os balancetes de todas as cooperativas de crédito, do arquivo aos indicadores.

O arquivo é inventado, no leiaute que o Banco Central usa desde outubro de 2010: 800 cooperativas de cerca de 300
contas. A referência, na mesma rodada, é a versão que qualquer pessoa escreveria com pandas: ler, filtrar o documento,
pôr as contas em colunas e dividir. Ela não confere dígito, soma nem linha cortada. Metas: menos de 5 s e de 1 GB.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
from medida import Cronometro, numero, relatar

from caderno import catalogo, importadores
from caderno.importadores import cosif
from caderno.importadores.balancete_bcb import ler_do_banco_central
from caderno.modelo import Contexto

HOJE = Contexto(hoje=date(2026, 6, 30))
TITULOS = "#DATA_BASE;DOCUMENTO;CNPJ;AGENCIA;NOME_INSTITUICAO;COD_CONGL;NOME_CONGL;TAXONOMIA;CONTA;NOME_CONTA;SALDO"
REFERENCIA = "referência: pandas, sem conferir"


def folhas(quantas: int, sorte: random.Random) -> list[str]:
    """As contas mais baixas do plano inventado, de modo que com as de cima sejam cerca de `quantas`."""
    fixas = ["111100000", "145100000", "161100000", "411100000", "414100000", "415100000", "462100000", "611100000"]
    escolhidas = {*fixas, "169100000", "312100000", "615100000", "711100000", "811100000", "911100000"}
    while len(escolhidas) < quantas * 0.48:
        grupo, subgrupo, conta = sorte.choice("1124678"), sorte.randint(1, 9), sorte.randint(1, 8)
        escolhidas.add(f"{grupo}{subgrupo}{conta}{sorte.randint(1, 99):02d}0000")
    return sorted(escolhidas)


def escrever(destino: Path, cooperativas: int, contas: int, semente: int = 2026) -> None:
    """Um arquivo que fecha ao centavo, com o documento 4010 de todas as cooperativas."""
    sorte = random.Random(semente)
    plano = folhas(contas, sorte)
    with open(destino, "w", encoding="cp1252", newline="\n") as arquivo:
        arquivo.write(f"Balancete/Balanco Geral\nData de geracao dos dados: 2023-07-03\nFonte: IF\n{TITULOS}\n")
        for i in range(cooperativas):
            quem = f"202212;4010;{i * 97 + 10_001:08d};;COOPERATIVA DE CRÉDITO {i};;;COOPERATIVAS DE CREDITO"
            for chave, centavos in _saldos(plano, sorte).items():
                reais = f"{'-' if centavos < 0 else ''}{abs(centavos) // 100},{abs(centavos) % 100:02d}"
                arquivo.write(f"{quem};{_codigo(chave)};Conta {chave};{reais}\n")


def _codigo(chave: str) -> str:
    sem_digito = f"{chave[0]}999999" if chave in (cosif.ATIVO, cosif.PASSIVO) else chave[:7]
    return f"{sem_digito}{cosif.digito(sem_digito)}"


def _saldos(plano: list[str], sorte: random.Random) -> dict[str, int]:
    tamanho = sorte.lognormvariate(16, 1.5)
    valores = {chave: int(sorte.random() * tamanho) + 1 for chave in plano}
    valores |= {chave: -valor // 10 for chave, valor in valores.items() if chave.startswith(("169", "8"))}
    valores["911100000"] = valores["312100000"]
    lados = [sum(v for c, v in valores.items() if (c[0] in "123") == ativo) for ativo in (True, False)]
    valores["611100000" if lados[0] > lados[1] else "111100000"] += abs(lados[0] - lados[1])
    contas: dict[str, int] = {}
    for chave, valor in valores.items():
        while True:
            contas[chave] = contas.get(chave, 0) + valor
            if chave in (cosif.ATIVO, cosif.PASSIVO):
                break
            chave = cosif.acima(chave)
    return dict(sorted(contas.items()))


def importar_e_responder(caminho: Path, cronometro: Cronometro) -> catalogo.Resultado:
    """Do arquivo aos indicadores, como o comando `calcular` faz."""
    with cronometro("do arquivo aos indicadores, ao todo"):
        with cronometro("· importar"):
            entendido = importadores.entender(caminho.read_bytes(), caminho.name)
        dados = catalogo.Dados(entendido.brutas, HOJE)
        with cronometro("· conferir"):
            dados.conferido("balancetes")
        with cronometro("· calcular e dizer"):
            resultado = dados.executar("diagnostico_credito")
    with cronometro("  dentro de importar: ler as linhas"):
        lidas = ler_do_banco_central(importadores.Recebido(caminho.read_bytes(), caminho.name))
    with cronometro("  dentro de importar: contas em colunas"):
        saldos = lidas.contas.pivot(index=["raiz", "mes"], columns="chave", values="centavos")
    with cronometro("  dentro de importar: conferir as somas"):
        cosif.diferencas(saldos)
    return resultado


def com_pandas(caminho: Path) -> pd.DataFrame:
    """A versão óbvia: os mesmos indicadores, sem conferir nada."""
    tabela = pd.read_csv(caminho, sep=";", skiprows=3, encoding="cp1252", decimal=",", dtype={"CNPJ": str})
    tabela = tabela[tabela["DOCUMENTO"] == 4010]
    contas = tabela.pivot_table(
        index=["CNPJ", "#DATA_BASE"], columns="CONTA", values="SALDO", aggfunc="sum", fill_value=0
    )
    ativo = contas[10000007] + contas[20000004]
    return pd.DataFrame(
        {
            "credito_no_ativo": 100 * contas[16000001] / ativo,
            "depositos_no_ativo": 100 * contas[41000007] / ativo,
            "patrimonio_no_ativo": 100 * contas[60000002] / ativo,
            "provisao_na_carteira": -100 * contas[16900008] / (contas[16000001] - contas[16900008]),
        }
    )


def main() -> None:
    pedido = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    pedido.add_argument("--cooperativas", type=int, default=800)
    pedido.add_argument("--contas", type=int, default=300)
    pedido.add_argument("--voltas", type=int, default=3)
    pedido = pedido.parse_args()
    with tempfile.TemporaryDirectory() as pasta:
        caminho = Path(pasta, "balancetes.csv")
        escrever(caminho, pedido.cooperativas, pedido.contas)
        cronometro = Cronometro()
        for _ in range(pedido.voltas):
            with cronometro(REFERENCIA):
                com_pandas(caminho)
            resultado = importar_e_responder(caminho, cronometro)
        linhas = caminho.read_bytes().count(b"\n") - 4
    titulo = f"{linhas} linhas de balancete, {pedido.cooperativas} cooperativas"
    colunas = ["etapa", "processador", "relógio", "vezes a referência"]
    relatar(titulo, colunas, cronometro.linhas(cronometro[REFERENCIA]))
    pico = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Memória no pico: {numero(pico, 0)} MB. Balancetes na resposta: {len(resultado.saidas['por_cooperativa'])}.")


if __name__ == "__main__":
    main()
