"""O que se anota para os quatro indicadores da carteira: crédito, associados, produtos usados e metas."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd

from caderno.instrumentos.credito.publico import PORTE, PORTE_2018
from caderno.instrumentos.credito.quadros import COOPERATIVA
from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Quadro, Regra

FAIXAS = (30, 60, 90)  # dias


def _reais(nome: str, rotulo: str, ajuda: str, exemplo: str, *sinonimos: str, **mais) -> Campo:
    return Campo(nome, rotulo, "dinheiro", ajuda, minimo=0, sinonimos=sinonimos, exemplo=exemplo, **mais)


def _contagem(nome: str, rotulo: str, ajuda: str, exemplo: str, *sinonimos: str, **mais) -> Campo:
    return Campo(nome, rotulo, "inteiro", ajuda, minimo=0, sinonimos=sinonimos, exemplo=exemplo, **mais)


def _por_faixa(fazer, nome: str, rotulo: str, ajuda: str, exemplos: tuple[str, str, str]) -> tuple[Campo, ...]:
    return tuple(
        fazer(f"{nome}_{dias}", f"{rotulo} {dias} dias", ajuda.format(dias=dias), exemplo)
        for dias, exemplo in zip(FAIXAS, exemplos, strict=True)
    )


def _passa_de(maior: str, menor: str):
    return lambda tabela: tabela[menor] > tabela[maior] + 0.005


def _escada(nome: str) -> tuple[Regra, ...]:
    """O que passou de 60 dias também passou de 30, e o que passou de 90 também passou de 60."""
    return tuple(
        Regra(
            f"{nome}_{mais}",
            f"O que passou de {mais} dias ({{{nome}_{mais}}}) é mais do que o que passou de {menos} dias "
            f"({{{nome}_{menos}}}). Quem passou de {mais} também passou de {menos}: confira os dois.",
            _passa_de(f"{nome}_{menos}", f"{nome}_{mais}"),
        )
        for menos, mais in pairwise(FAIXAS)
    )


def _denominador(tabela: pd.DataFrame) -> pd.Series:
    return tabela["saldo"] - tabela["saldo_sem_atraso"].fillna(0)


CARTEIRA = Quadro(
    "carteira",
    "Carteira de crédito",
    "Uma linha para cada cooperativa, mês, porte e modalidade. A fita de operações enche este quadro sozinha; "
    "à mão, bastam o porte, o saldo e o que está em atraso.",
    modulo=7,
    chave=("cooperativa", "mes", "porte", "porte_2018", "modalidade", "parte_da_fita"),
    campos=(
        COOPERATIVA,
        MES,
        PORTE,
        Campo(
            "modalidade",
            "Modalidade",
            ajuda="O tipo de crédito: giro, investimento, antecipação, rural…",
            sinonimos=("modalidade de crédito", "linha de crédito", "produto de crédito", "tipo de operação"),
            exemplo="capital de giro",
        ),
        _reais(
            "saldo",
            "Saldo da carteira",
            "Tudo o que ainda se deve nas operações ativas, sem as baixadas a prejuízo.",
            "120.000,00",
            "saldo devedor",
            "saldo da carteira ativa",
            "carteira ativa",
            "volume de crédito",
            obrigatorio=True,
        ),
        *_por_faixa(
            _reais,
            "saldo_mais_de",
            "Saldo com atraso de mais de",
            "O saldo inteiro das operações com mais de {dias} dias de atraso. Zero só se não há nenhuma.",
            ("6.000,00", "4.000,00", "2.500,00"),
        ),
        *_por_faixa(
            _reais,
            "vencido_mais_de",
            "Parcelas vencidas, atraso de mais de",
            "Só as parcelas vencidas das operações com mais de {dias} dias de atraso.",
            ("2.100,00", "1.700,00", "1.200,00"),
        ),
        _contagem(
            "operacoes", "Operações", "Quantas operações ativas.", "24", "nº de operações", "quantidade de operações"
        ),
        *_por_faixa(
            _contagem,
            "operacoes_mais_de",
            "Operações com atraso de mais de",
            "Quantas operações têm mais de {dias} dias de atraso.",
            ("3", "2", "1"),
        ),
        _reais(
            "saldo_sem_atraso",
            "Saldo sem atraso informado",
            "Saldo das operações em que ninguém disse os dias de atraso. Fica fora da taxa, em cima e embaixo.",
            "0,00",
        ),
        _reais(
            "saldo_sem_parcelas",
            "Saldo em atraso sem parcelas informadas",
            "Saldo das operações em atraso sem o valor das parcelas vencidas.",
            "0,00",
        ),
        _contagem("baixadas", "Baixadas a prejuízo", "Operações já baixadas. Não entram na carteira ativa.", "1"),
        _reais("saldo_baixado", "Saldo baixado a prejuízo", "Quanto se devia nas operações baixadas.", "900,00"),
        _contagem("liquidadas", "Liquidadas", "Operações já pagas que ainda estavam na fita.", "2", "quitadas"),
        _contagem(
            "fora_do_escopo", "Canceladas ou cedidas", "Operações canceladas, cedidas ou ainda não liberadas.", "0"
        ),
        _contagem("repetidas", "Linhas repetidas", "Linhas iguais a outra, que a leitura deixou fora.", "0"),
        _contagem("sem_leitura", "Linhas sem leitura", "Linhas cujo saldo não se deixou ler.", "0"),
        PORTE_2018,
        Campo(
            "parte_da_fita",
            "Parte da fita",
            ajuda="Só se a fita do mês veio em mais de um arquivo: o nome de cada parte.",
            sinonimos=("lote", "parte"),
            exemplo="agência 2",
        ),
        Campo(
            "arquivo_de_origem",
            "Arquivo de origem",
            ajuda="O nome da fita. O arquivo mesmo não fica guardado.",
            exemplo="fita_2026_03.csv",
        ),
        Campo(
            "impressao_digital",
            "Impressão digital do arquivo",
            ajuda="Serve para provar, mais tarde, que a fita é a mesma (SHA-256).",
            sinonimos=("hash", "sha256"),
            exemplo="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
    ),
    regras=(
        Regra(
            "saldo_mais_de_30",
            "O saldo em atraso ({saldo_mais_de_30}) passa do saldo com atraso informado na mesma linha "
            "(saldo {saldo}). Confira os dois.",
            lambda tabela: tabela["saldo_mais_de_30"] > _denominador(tabela) + 0.005,
        ),
        *_escada("saldo_mais_de"),
        *_escada("vencido_mais_de"),
        *_escada("operacoes_mais_de"),
        *(
            Regra(
                f"vencido_mais_de_{dias}",
                f"As parcelas vencidas ({{vencido_mais_de_{dias}}}) passam do saldo das mesmas operações "
                f"({{saldo_mais_de_{dias}}}). Confira os dois.",
                _passa_de(f"saldo_mais_de_{dias}", f"vencido_mais_de_{dias}"),
                "aviso",
            )
            for dias in FAIXAS
        ),
        Regra(
            "operacoes_mais_de_30",
            "Há mais operações em atraso ({operacoes_mais_de_30}) do que operações ({operacoes}). Confira as duas.",
            _passa_de("operacoes", "operacoes_mais_de_30"),
        ),
    ),
)

ASSOCIADOS = Quadro(
    "associados",
    "Associados por porte",
    "Uma linha para cada cooperativa, mês e porte: quantos pequenos negócios são associados.",
    modulo=7,
    chave=("cooperativa", "mes", "porte", "porte_2018"),
    campos=(
        COOPERATIVA,
        MES,
        PORTE,
        _contagem(
            "associados",
            "Associados",
            "Quantos são associados no último dia do mês. Zero só se não há nenhum.",
            "180",
            "nº de associados",
            "quantidade de associados",
            "sócios",
            "cooperados",
            "quantidade",
            obrigatorio=True,
        ),
        PORTE_2018,
    ),
)

USO_DE_PRODUTOS = Quadro(
    "uso_de_produtos",
    "Uso de produtos e serviços",
    "Uma linha para cada cooperativa, mês e produto. Quem só tem a taxa pronta preenche uma linha sem produto.",
    modulo=7,
    chave=("cooperativa", "mes", "produto_financeiro"),
    campos=(
        COOPERATIVA,
        MES,
        Campo(
            "produto_financeiro",
            "Produto ou serviço",
            ajuda="Conta corrente, cobrança, maquininha, seguro… Vazio quando a taxa é do conjunto.",
            sinonimos=("produto ou serviço", "produto financeiro", "serviço financeiro"),
            exemplo="cobrança",
        ),
        _contagem(
            "socios_que_usam",
            "Associados que usam",
            "Quantos pequenos negócios associados usam este produto.",
            "90",
            "usam",
            "usuários",
        ),
        _contagem(
            "socios_na_conta",
            "Associados na conta",
            "Quantos pequenos negócios associados foram olhados.",
            "180",
            "base",
            "total de associados",
        ),
        Campo(
            "taxa_declarada",
            "Taxa declarada",
            "percentual",
            "Só se a cooperativa já tem a taxa pronta e não sabe o detalhe.",
            minimo=0,
            maximo=100,
            sinonimos=("taxa de utilização", "taxa de uso", "%P"),
            exemplo="50",
        ),
    ),
    regras=(
        Regra(
            "socios_que_usam",
            "Usam {socios_que_usam} associados de {socios_na_conta}. Confira os dois números.",
            _passa_de("socios_na_conta", "socios_que_usam"),
        ),
        Regra(
            "socios_que_usam",
            "Falta dizer quantos usam e de quantos, ou a taxa declarada.",
            lambda tabela: (
                tabela["taxa_declarada"].isna() & (tabela["socios_que_usam"].isna() | tabela["socios_na_conta"].isna())
            ),
        ),
    ),
)


def _meta(nome: str, rotulo: str, tipo: str, ajuda: str, exemplo: str, *sinonimos: str) -> Campo:
    maximo = 100 if tipo == "percentual" else None
    return Campo(nome, rotulo, tipo, ajuda, minimo=0, maximo=maximo, sinonimos=sinonimos, exemplo=exemplo)


METAS = Quadro(
    "metas_de_indicador",
    "Metas dos indicadores",
    "Onde se quer chegar, e quando. A meta é o número a alcançar, e não quanto ele deve mudar.",
    modulo=7,
    chave=("cooperativa", "mes_da_meta"),
    campos=(
        replace(COOPERATIVA, obrigatorio=False, ajuda="Deixe vazio se a meta é de todas as cooperativas juntas."),
        Campo(
            "mes_da_meta",
            "Até quando",
            "mes",
            "O mês e o ano em que a meta deve estar cumprida.",
            obrigatorio=True,
            sinonimos=("prazo", "mês da meta", "data da meta"),
            exemplo="12/2027",
        ),
        _meta("meta_de_associados", "Meta de associados", "inteiro", "MEI, ME e EPP associados.", "10.000"),
        _meta("meta_de_carteira", "Meta de saldo da carteira", "dinheiro", "Saldo a alcançar.", "100.000.000,00"),
        *(
            _meta(
                f"meta_de_inadimplencia_{dias}",
                f"Meta de inadimplência de mais de {dias} dias",
                "percentual",
                "O máximo que se aceita.",
                exemplo,
            )
            for dias, exemplo in zip(FAIXAS, ("5", "4", "3"), strict=True)
        ),
        _meta("meta_de_uso", "Meta de uso de produtos", "percentual", "Taxa de utilização a alcançar.", "50"),
        _meta("meta_de_fidelizacao", "Meta de fidelização", "percentual", "Índice de fidelização a alcançar.", "50"),
    ),
)
