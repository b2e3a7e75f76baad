"""O balancete mensal das cooperativas de crédito, resumido nos itens do diagnóstico financeiro.

Não se guardam as trezentas contas: cada linha é uma cooperativa num mês. O que está vazio não se
sabe; zero é um zero de verdade. O que o balancete não traz fica para escrever à mão, e a ajuda do
campo diz por quê.
"""

from __future__ import annotations

import pandas as pd

from caderno.instrumentos.credito.quadros import COOPERATIVA
from caderno.instrumentos.quadros import MES
from caderno.modelo import NAO_SE_APLICA, Campo, Quadro, Regra

TOLERANCIA = 1.0  # R$: um arredondamento de centavos não é uma soma errada


def _reais(nome: str, rotulo: str, ajuda: str, exemplo: str, *sinonimos: str, minimo: float | None = 0) -> Campo:
    return Campo(nome, rotulo, "dinheiro", ajuda, minimo=minimo, sinonimos=sinonimos, exemplo=exemplo)


def _atraso(dias: int, exemplo: str) -> Campo:
    return Campo(
        f"inadimplencia_pj_{dias}",
        f"Inadimplência da carteira de pessoas jurídicas, mais de {dias} dias",
        "percentual",
        "Item 2.6. O balancete não separa pessoa jurídica nem porte: vem da lista de operações da cooperativa.",
        minimo=0,
        maximo=100,
        sinonimos=(f"inadimplência PJ {dias} dias",),
        exemplo=exemplo,
    )


RAIZ_DO_CNPJ = Campo(
    "raiz_do_cnpj",
    "Raiz do CNPJ",
    "texto",
    "Os oito primeiros algarismos do CNPJ, com os zeros da esquerda. Com ela o próximo balancete acha a cooperativa.",
    sinonimos=("raiz CNPJ", "CNPJ raiz"),
    exemplo="01234567",
)

RISCOS = tuple(
    # A linha de exemplo é de um mês em que já não há letras.
    _reais(f"risco_{nivel.lower()}", f"Operações de risco {nivel}", f"Conta 3.1.{conta}. {ajuda}", NAO_SE_APLICA)
    for nivel, conta, ajuda in (
        ("AA", 1, "Os níveis de risco por letra existiram até dezembro de 2024."),
        ("A", 2, "Até dezembro de 2024."),
        ("B", 3, "Até dezembro de 2024. Atraso de 15 a 30 dias, ou risco parecido."),
        ("C", 4, "Até dezembro de 2024. Atraso de 31 a 60 dias, ou risco parecido."),
        ("D", 5, "Até dezembro de 2024. Atraso de 61 a 90 dias, ou risco parecido."),
        ("E", 6, "Até dezembro de 2024. Atraso de 91 a 120 dias, ou risco parecido."),
        ("F", 7, "Até dezembro de 2024. Atraso de 121 a 150 dias, ou risco parecido."),
        ("G", 8, "Até dezembro de 2024. Atraso de 151 a 180 dias, ou risco parecido."),
        ("H", 9, "Até dezembro de 2024. Atraso de mais de 180 dias, ou risco parecido."),
    )
)

ATRASOS = tuple(
    _reais(nome, rotulo, f"Desde janeiro de 2025. Contas {contas}, somadas de C1 a C5. {ajuda}".strip(), exemplo)
    for nome, rotulo, contas, ajuda, exemplo in (
        ("atraso_ate_14_dias", "Sem atraso ou até 14 dias", "3.3.2.10.10.14", "", "9.000.000,00"),
        ("atraso_de_15_a_30_dias", "Atraso de 15 a 30 dias", "3.3.2.10.10.30", "", "400.000,00"),
        ("atraso_de_31_a_60_dias", "Atraso de 31 a 60 dias", "3.3.2.10.10.60", "", "200.000,00"),
        ("atraso_de_61_a_90_dias", "Atraso de 61 a 90 dias", "3.3.2.10.10.90", "", "90.000,00"),
        (
            "com_problema_ate_90_dias",
            "Com problema, até 90 dias de atraso",
            "3.3.2.10.20",
            "Problemáticos adimplidos: duvida-se que paguem tudo. Podem nem ter atraso.",
            "110.000,00",
        ),
        (
            "atraso_de_mais_de_90_dias",
            "Atraso de mais de 90 dias",
            "3.3.2.10.30",
            "Problemáticos inadimplidos.",
            "200.000,00",
        ),
    )
)

ITENS = (
    _reais(
        "patrimonio_da_cooperativa",
        "Patrimônio líquido da cooperativa",
        "Item 2.1. Conta 6.0.0.00.00-2, patrimônio líquido. As sobras do semestre ainda não estão aqui.",
        "2.600.000,00",
        "patrimônio líquido",
        "PL",
        minimo=None,
    ),
    _reais(
        "sobras_do_semestre",
        "Sobras ou perdas do semestre",
        "Receitas menos despesas desde janeiro ou julho: contas 7 e 8. Negativo quando há perda.",
        "140.000,00",
        "resultado",
        "resultado do semestre",
        minimo=None,
    ),
    _reais(
        "ativo_total",
        "Ativo total",
        "Item 2.2. Grupos 1 e 2. Não é a conta 3.9.9, que soma também a compensação.",
        "16.000.000,00",
        "total do ativo",
        "ativo",
    ),
    _reais("depositos_totais", "Depósitos totais", "Item 2.3. Conta 4.1.0.00.00-7.", "11.000.000,00", "depósitos"),
    _reais(
        "depositos_a_vista", "Depósitos à vista", "Item 2.3.1. Conta 4.1.1.00.00-0.", "3.000.000,00", "depósito à vista"
    ),
    _reais(
        "depositos_a_vista_pf",
        "Depósitos à vista de pessoas físicas",
        "Item 2.3.1.1. Só o balancete mais detalhado separa: conta 4.1.1.10.",
        "2.100.000,00",
        "à vista PF",
    ),
    _reais(
        "depositos_a_vista_pj",
        "Depósitos à vista de pessoas jurídicas",
        "Item 2.3.1.2. Só o balancete mais detalhado separa: conta 4.1.1.20.",
        "900.000,00",
        "à vista PJ",
    ),
    _reais(
        "depositos_a_prazo",
        "Depósitos a prazo",
        "Item 2.3.2. Contas 4.1.5.00.00-2, a prazo, e 4.1.4.00.00-9, sob aviso.",
        "8.000.000,00",
        "depósito a prazo",
    ),
    _reais(
        "depositos_a_prazo_pf",
        "Depósitos a prazo de pessoas físicas",
        "Item 2.3.2.1. O balancete não separa os depósitos a prazo por pessoa: pergunte à cooperativa.",
        "6.500.000,00",
        "a prazo PF",
    ),
    _reais(
        "depositos_a_prazo_pj",
        "Depósitos a prazo de pessoas jurídicas",
        "Item 2.3.2.2. O balancete não separa os depósitos a prazo por pessoa: pergunte à cooperativa.",
        "1.500.000,00",
        "a prazo PJ",
    ),
    _reais(
        "centralizacao_financeira",
        "Centralização financeira",
        "Item 2.4. Conta 1.4.5.00.00-8: o dinheiro da singular guardado na central.",
        "3.200.000,00",
        "centralização",
    ),
    _reais(
        "operacoes_de_credito",
        "Operações de crédito, já sem a provisão",
        "Item 2.5. Conta 1.6.0.00.00-1. O formulário escreve 6.1.0.00.00, mas essa conta é o patrimônio líquido.",
        "9.400.000,00",
        "operações de crédito",
        "carteira de crédito",
    ),
    _reais(
        "provisao_da_carteira",
        "Provisão para perdas da carteira",
        "Conta 1.6.9.00.00-8; desde 2025, as perdas dentro de cada conta de crédito. Escreva sem o sinal de menos. "
        "Carteira bruta = operações de crédito + provisão.",
        "600.000,00",
        "provisão",
        "PDD",
    ),
    _reais(
        "credito_a_pequenos_negocios",
        "Crédito a pequenos negócios",
        "Item 2.5.1. O balancete não separa por porte: vem da lista de operações da cooperativa.",
        "2.700.000,00",
        "crédito MPE",
    ),
    _atraso(30, "4,1"),
    _atraso(60, "3,2"),
    _atraso(90, "2,5"),
    _reais(
        "capital_social", "Capital social", "As cotas das associadas e dos associados. Conta 6.1.1.", "1.900.000,00"
    ),
    _reais("reservas", "Reservas", "Reserva legal e outras que não se repartem. Conta 6.1.5.", "600.000,00"),
    _reais(
        "emprestimos_e_repasses",
        "Empréstimos e repasses tomados",
        "O que a cooperativa tomou emprestado para emprestar. Conta 4.6.0.00.00-2.",
        "1.300.000,00",
        "obrigações por empréstimos e repasses",
    ),
    *RISCOS,
    *ATRASOS,
)

_NOMES_DOS_ATRASOS = [campo.nome for campo in ATRASOS]


def _passa(parte: str, outra: str, total: str):
    return lambda t: t[parte].fillna(0) + t[outra].fillna(0) > t[total] + TOLERANCIA


def _nao_fecha(parte: str, outra: str, total: str):
    return lambda t: (t[parte] + t[outra] - t[total]).abs() > TOLERANCIA


def _raiz_torta(tabela: pd.DataFrame) -> pd.Series:
    raiz = tabela["raiz_do_cnpj"]
    return raiz.notna() & ~raiz.astype(str).str.fullmatch("[0-9A-Z]{8}")


REGRAS = (
    Regra(
        "depositos_totais",
        "À vista e a prazo somam mais que o total: {depositos_a_vista} e {depositos_a_prazo}, para um total de "
        "{depositos_totais}. Confira os três.",
        _passa("depositos_a_vista", "depositos_a_prazo", "depositos_totais"),
    ),
    *(
        Regra(
            f"depositos_a_{prazo}",
            f"Pessoas físicas e jurídicas não somam o total {nome}: {{depositos_a_{prazo}_pf}} e "
            f"{{depositos_a_{prazo}_pj}}, para {{depositos_a_{prazo}}}. Confira os três.",
            _nao_fecha(f"depositos_a_{prazo}_pf", f"depositos_a_{prazo}_pj", f"depositos_a_{prazo}"),
            gravidade="aviso",
        )
        for prazo, nome in (("vista", "à vista"), ("prazo", "a prazo"))
    ),
    Regra(
        "operacoes_de_credito",
        "O crédito é igual ao patrimônio líquido: {operacoes_de_credito}. O formulário troca a conta: "
        "operações de crédito é a 1.6.0.00.00, e não a 6.1.0.00.00. Confira.",
        lambda t: (t["operacoes_de_credito"] == t["patrimonio_da_cooperativa"]) & (t["operacoes_de_credito"] != 0),
        gravidade="aviso",
    ),
    Regra(
        "operacoes_de_credito",
        "O crédito, {operacoes_de_credito}, passa do ativo total, {ativo_total}. Confira os dois.",
        lambda t: t["operacoes_de_credito"] > t["ativo_total"] + TOLERANCIA,
    ),
    Regra(
        ATRASOS[0].nome,
        "As seis faixas de atraso somam menos que o crédito, {operacoes_de_credito}, que já está sem a provisão. "
        "Confira se falta alguma.",
        lambda t: t[_NOMES_DOS_ATRASOS].sum(axis=1, min_count=6) < t["operacoes_de_credito"] - TOLERANCIA,
        gravidade="aviso",
    ),
    Regra(
        ATRASOS[0].nome,
        "Esta linha tem níveis de risco por letra e faixas de atraso. As letras acabaram em dezembro de 2024 e as "
        "faixas começaram em janeiro de 2025. Confira o mês.",
        lambda t: t[[c.nome for c in RISCOS]].notna().any(axis=1) & t[_NOMES_DOS_ATRASOS].notna().any(axis=1),
        gravidade="aviso",
    ),
    Regra(
        "raiz_do_cnpj",
        "Li “{raiz_do_cnpj}”. A raiz do CNPJ tem oito algarismos ou letras, com os zeros da esquerda.",
        _raiz_torta,
        gravidade="aviso",
    ),
)

BALANCETES = Quadro(
    "balancetes",
    "Balancetes",
    "Uma linha por cooperativa e mês, com os dados financeiros. O arquivo do balancete preenche quase tudo sozinho.",
    modulo=7,
    chave=("cooperativa", "mes"),
    campos=(COOPERATIVA, MES, RAIZ_DO_CNPJ, *ITENS),
    regras=REGRAS,
)

INSTITUICAO = Campo(
    "instituicao",
    "Outra cooperativa",
    "texto",
    "O nome da cooperativa que serve de comparação.",
    obrigatorio=True,
    sinonimos=("instituição", "nome da instituição"),
    exemplo="Crédito da Serra",
)

PARES = Quadro(
    "pares",
    "Outras cooperativas, para comparar",
    "Os mesmos itens do balancete, de cooperativas que não são da rede. Vêm do arquivo de balancetes do mês.",
    modulo=7,
    chave=("instituicao", "mes"),
    campos=(INSTITUICAO, MES, RAIZ_DO_CNPJ, *ITENS),
    regras=REGRAS,
)
