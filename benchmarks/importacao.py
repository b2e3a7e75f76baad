"""Quanto custa uma rede grande: importar 20.000 empreendimentos e responder quem ela é.

Referências, na mesma rodada: `pandas.read_csv` do mesmo arquivo, para a importação, e três
`groupby` da mesma tabela já convertida, para o perfil. Metas: importar em menos de 5 s e
responder em menos de 1 s.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import tempfile
from datetime import date
from importlib.resources import files
from pathlib import Path

import pandas as pd
from medida import Cronometro, numero, relatar
from stdnum.br import cnpj

from caderno import apresentacao, arquivo, catalogo, planilha, territorio
from caderno.modelo import Contexto

QUADRO = catalogo.quadro("empreendimentos")
HOJE = Contexto(hoje=date(2026, 6, 30))
CADEIAS = ("mel", "frutas", "artesanato", "leite", "pesca", "costura", "reciclagem", "hortaliças", "castanha")
NOMES = ("Mãos", "Frutos", "Flor", "Raízes", "Sementes", "Fios", "Sabores", "Terra", "Rio", "Serra")
PROGRAMAS = ("PAA", "PNAE", "PAA; PNAE", "PAA; PNAE; Ater", "")


def fichas(linhas: int, semente: int = 2026) -> pd.DataFrame:
    """Empreendimentos inventados, escritos como as pessoas escrevem, com faltas, "não sei" e erros."""
    sorte = random.Random(semente)
    lugares = [f"Município {i}" for i in range(3)]  # os que ninguém reconhece
    codigos = pd.read_csv(files("caderno") / "recursos" / "geografia" / "municipios.csv", sep=";", dtype=str)["codigo"]
    lugares += [territorio.achar(codigo)[0].rotulo for codigo in sorte.sample(codigos.tolist(), 2000)]
    return pd.DataFrame([_ficha(i, sorte, lugares) for i in range(linhas)])


def _ficha(i: int, sorte: random.Random, lugares: list[str]) -> dict[str, str]:
    pessoas = sorte.randint(3, 120)
    mulheres = sorte.randint(0, pessoas + (sorte.random() < 0.01))
    vendas = f"{sorte.randint(1, 80)}.{sorte.randint(0, 999):03d},{sorte.randint(0, 99):02d}"
    raiz = f"{i + 10_000_000:08d}0001"
    dia = f"{sorte.randint(1, 28):02d}/{sorte.randint(1, 12):02d}/{sorte.randint(2023, 2026)}"
    cadeia = sorte.choice(CADEIAS)
    no_mapa = sorte.random() < 0.6
    return {
        "Empreendimento": f"{sorte.choice(NOMES)} de {sorte.choice(NOMES)} {i}",
        "Forma de organização": sorte.choice(("grupo informal", "associação", "Cooperativa", "outra", "")),
        "CNPJ": raiz + cnpj.calc_check_digits(raiz) if sorte.random() < 0.4 else "",
        "Município": sorte.choice(lugares),
        "Latitude": numero(-sorte.uniform(0, 33), 4) if no_mapa else "",
        "Longitude": numero(-sorte.uniform(35, 73), 4) if no_mapa else "",
        "Atividade principal": f"{sorte.choice(('produção', 'venda', 'beneficiamento'))} de {cadeia}",
        "Cadeia produtiva": cadeia,
        "Ano de início": str(sorte.randint(1975, 2025)),
        "Pessoas": str(pessoas) if sorte.random() < 0.95 else "não sei",
        "Mulheres": str(mulheres) if sorte.random() < 0.85 else "",
        "Jovens": str(sorte.randint(0, pessoas)) if sorte.random() < 0.7 else "não sei",
        "Comunidade tradicional": sorte.choice(("nenhuma", "quilombola", "indígena", "não se aplica", "")),
        "Programas públicos": sorte.choice(PROGRAMAS),
        "Vendas por mês, em média": f"R$ {vendas}" if sorte.random() < 0.8 else "não sei",
        "Data do levantamento": dia,
    }


def importar(caminho: Path, cronometro: Cronometro) -> arquivo.Rede:
    """Do arquivo a uma rede nova, gravada."""
    with cronometro("importar, ao todo"):
        with cronometro("· ler o arquivo"):
            lido = planilha.ler_arquivo(caminho)
        with cronometro("· reconhecer as colunas"):
            brutas = planilha.reconhecer_arquivo(lido, QUADRO).brutas
        with cronometro("· prévia"):
            rede = arquivo.criar(f"medida-{secrets.token_hex(4)}")
            mudancas = planilha.previa(rede.quadro(QUADRO.nome), brutas[QUADRO.nome], QUADRO).mudancas
        with cronometro("· gravar"):
            rede.gravar(QUADRO.nome, mudancas, partida=0, autor="medida")
    return rede


def perfil(rede: arquivo.Rede, cronometro: Cronometro) -> catalogo.Dados:
    """A resposta de perfil_da_rede como a página a dá: ler, conferir, calcular, dizer e desenhar."""
    instrumento = catalogo.instrumento("perfil_da_rede")
    with cronometro("ler a rede do disco"):
        dados = arquivo.abrir(rede.nome).dados(HOJE)
    with cronometro("responder, ao todo"):
        with cronometro("· conferir"):
            dados.conferido(QUADRO.nome)
        with cronometro("· executar"):
            resultado = dados.executar(instrumento.nome)
    with cronometro("  dentro de executar: calcular"):
        saidas = instrumento.calcular(dados.tabela(QUADRO.nome))
    with cronometro("  dentro de executar: leitura"):
        instrumento.leitura(saidas)
    with cronometro("html com desenhos e tabelas"):
        apresentacao.resultado_html(resultado, dados.brutas)
    return dados


def somar_com_pandas(tabela: pd.DataFrame) -> None:
    """O mínimo que qualquer resposta destas custaria."""
    for recorte in ("municipio", "cadeia", "forma"):
        tabela.groupby(recorte)[["pessoas", "mulheres", "jovens"]].agg(["sum", "count"])


def main() -> None:
    pedido = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    pedido.add_argument("--linhas", type=int, default=20_000)
    pedido.add_argument("--voltas", type=int, default=5)
    pedido = pedido.parse_args()
    with tempfile.TemporaryDirectory() as pasta:
        os.environ["CADERNO_DADOS"] = pasta
        tabela, titulo = fichas(pedido.linhas), f"{pedido.linhas} empreendimentos"
        csv, xlsx = Path(pasta, "fichas.csv"), Path(pasta, "fichas.xlsx")
        tabela.to_csv(csv, sep=";", index=False)
        tabela.to_excel(xlsx, index=False, engine="xlsxwriter")
        for caminho in (csv, xlsx):
            cronometro = Cronometro()
            for _ in range(pedido.voltas):
                with cronometro("referência: pandas.read_csv"):
                    pd.read_csv(csv, sep=";", dtype=str)
                rede = importar(caminho, cronometro)
            mostrar(f"Importar {titulo} de {caminho.suffix}", cronometro, "referência: pandas.read_csv")
        cronometro = Cronometro()
        for _ in range(pedido.voltas):
            dados = perfil(rede, cronometro)
            with cronometro("referência: três groupby do pandas"):
                somar_com_pandas(dados.tabela(QUADRO.nome))
        mostrar(f"Perfil de {titulo}", cronometro, "referência: três groupby do pandas")


def mostrar(titulo: str, cronometro: Cronometro, referencia: str) -> None:
    colunas = ["etapa", "processador", "relógio", "vezes a referência"]
    relatar(titulo, colunas, cronometro.linhas(cronometro[referencia]))


if __name__ == "__main__":
    main()
