"""Quanto custa uma fita grande: de 1.000.000 de operações aos indicadores.

Referência, na mesma rodada: o jeito óbvio com o pandas, que lê a mesma fita como texto, troca ponto e
vírgula, e soma com três `groupby`, sem conferir nada. Metas: do arquivo aos indicadores em menos de
5 s e menos de 1 GB.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
from medida import Cronometro, numero, relatar

from caderno import catalogo
from caderno.importadores import Recebido
from caderno.importadores.fita import abrir, em_carteira, padroes_da_fita, somar_fita
from caderno.modelo import Contexto

HOJE = Contexto(hoje=date(2026, 12, 31))
INDICADORES = ("associados_mpe", "carteira_mpe", "inadimplencia", "produtos_usados", "quadro_de_medicoes")
PORTES = ("MEI", "ME", "EPP", "Microempresa", "Empresa de Pequeno Porte", "Produtor rural com registro", "PF")
MODALIDADES = ("capital de giro", "investimento", "antecipação de recebíveis", "rural")
SITUACOES = ("ativa",) * 30 + ("baixada a prejuízo", "liquidada")
TITULOS = "Cooperativa;Sócio;Porte;Modalidade;Saldo devedor;Dias de atraso;Parcelas vencidas;Situação\n"


def escrever_fita(caminho: Path, operacoes: int, semente: int = 2026) -> None:
    """Uma fita inventada, em latin-1 e com as manias de sempre: R$, traço por zero, grafias, um total no fim."""
    sorte = random.Random(semente)
    with caminho.open("w", encoding="latin-1") as fita:
        fita.write(TITULOS)
        fita.writelines(_operacao(i, sorte) for i in range(operacoes))
        fita.write("TOTAL;;;;1,00;;;\n")


def _operacao(i: int, sorte: random.Random) -> str:
    saldo = sorte.expovariate(1 / 12_000)
    atraso = 0 if sorte.random() < 0.85 else sorte.randint(1, 200)
    vencido = _reais(saldo * 0.2) if atraso else "-"
    porte, modalidade, situacao = (sorte.choice(lista) for lista in (PORTES, MODALIDADES, SITUACOES))
    return f"Coop {i % 3};{i:011d};{porte};{modalidade};R$ {_reais(saldo)};{atraso};{vencido};{situacao}\n"


def _reais(valor: float) -> str:
    return f"{valor:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


def responder(caminho: Path, cronometro: Cronometro) -> catalogo.Dados:
    """Do arquivo à resposta de todos os indicadores, como o comando faz."""
    with cronometro("do arquivo aos indicadores, ao todo"):
        with cronometro("· abrir e achar as colunas"):
            recebido = Recebido(caminho.read_bytes(), caminho.name)
            fita = abrir(recebido)
            padroes, avisos = padroes_da_fita(fita, recebido)
        with cronometro("· ler e somar as operações"):
            soma = somar_fita(fita, padroes)
        with cronometro("· passar à carteira, com a impressão digital"):
            brutas = em_carteira(soma, fita, recebido, avisos).brutas
        with cronometro("· conferir e responder os indicadores"):
            dados = catalogo.Dados(brutas, HOJE)
            for nome in INDICADORES:
                dados.executar(nome)
    return dados


def com_pandas(caminho: Path) -> dict[int, float]:
    """O jeito óbvio: tudo como texto, trocas em cada célula, uma soma por faixa. Não confere nada."""
    tabela = pd.read_csv(caminho, sep=";", encoding="latin-1", dtype=str)
    tabela = tabela[(tabela["Situação"] == "ativa") & (tabela["Porte"] != "PF")]
    saldo = tabela["Saldo devedor"].str.replace("R$", "").str.replace(".", "").str.replace(",", ".").astype(float)
    dias = tabela["Dias de atraso"].astype(float)
    for por in ("Cooperativa", "Porte", "Modalidade"):
        saldo.groupby(tabela[por]).sum()
    return {k: 100 * saldo[dias > k].sum() / saldo.sum() for k in (30, 60, 90)}


def memoria(caminho: Path, o_que: str) -> float:
    """O mais de memória que um processo novo chega a ocupar para isto [MB]."""
    comando = [sys.executable, __file__, "--so", o_que, str(caminho)]
    return float(subprocess.run(comando, stdout=subprocess.PIPE, text=True, check=True).stdout)


def _medir_memoria(o_que: str, caminho: Path) -> None:
    import resource  # não existe no Windows

    com_pandas(caminho) if o_que == "pandas" else responder(caminho, Cronometro())
    pico = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(pico / (1024 if sys.platform == "linux" else 1024**2))


def main() -> None:
    pedido = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    pedido.add_argument("--operacoes", type=int, default=1_000_000)
    pedido.add_argument("--voltas", type=int, default=3)
    pedido.add_argument("--so", nargs=2, help=argparse.SUPPRESS)
    pedido = pedido.parse_args()
    if pedido.so:
        _medir_memoria(pedido.so[0], Path(pedido.so[1]))
        return
    with tempfile.TemporaryDirectory() as pasta:
        caminho, cronometro = Path(pasta, "fita_2026-12.csv"), Cronometro()
        escrever_fita(caminho, pedido.operacoes)
        for _ in range(pedido.voltas):
            with cronometro("referência: o óbvio com o pandas"):
                com_pandas(caminho)
            responder(caminho, cronometro)
        titulo = f"Fita de {pedido.operacoes} operações, {numero(caminho.stat().st_size / 1e6, 0)} MB"
        colunas = ["etapa", "processador", "relógio", "vezes a referência"]
        relatar(titulo, colunas, cronometro.linhas(cronometro["referência: o óbvio com o pandas"]))
        picos = [[nome, f"{numero(memoria(caminho, o_que), 0)} MB"] for nome, o_que in _MEMORIAS.items()]
        relatar("Memória no pico, num processo novo", ["o quê", "memória"], picos)


_MEMORIAS = {"referência: o óbvio com o pandas": "pandas", "do arquivo aos indicadores": "caderno"}

if __name__ == "__main__":
    main()
