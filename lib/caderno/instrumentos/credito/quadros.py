"""Os quadros que vários instrumentos do crédito leem: quem são as cooperativas de crédito e quando se mede."""

from __future__ import annotations

from caderno.instrumentos.quadros import MES
from caderno.modelo import Campo, Quadro

CHAMADA = "Chamada interna do Sebrae para cooperativas de crédito"
"""O documento que pede o diagnóstico, os indicadores e as metas deste módulo."""

COOPERATIVA = Campo(
    "cooperativa",
    "Cooperativa de crédito",
    "referencia",
    "O nome como a cooperativa é conhecida. Use sempre o mesmo nome.",
    obrigatorio=True,
    quadro="cooperativas",
    sinonimos=("cooperativa de crédito", "singular", "nome da cooperativa", "nome de fantasia"),
    exemplo="Crédito do Cariri",
)

COOPERATIVAS = Quadro(
    "cooperativas",
    "Cooperativas de crédito",
    "Uma linha para cada cooperativa de crédito parceira da rede.",
    modulo=7,
    chave=("cooperativa",),
    campos=(
        COOPERATIVA,
        Campo(
            "cnpj_da_cooperativa",
            "CNPJ da cooperativa",
            "cnpj",
            "Com ele o balancete encontra a cooperativa sozinho.",
            sinonimos=("CNPJ",),
            exemplo="11.222.333/0001-81",
        ),
        Campo(
            "razao_social",
            "Razão social",
            ajuda="O nome inteiro, como está no estatuto.",
            sinonimos=("nome oficial", "denominação social"),
            exemplo="Cooperativa de Crédito Solidário do Cariri",
        ),
        Campo(
            "sistema",
            "Sistema",
            "texto",
            "O sistema de que participa, se houver.",
            sinonimos=("sistema cooperativo", "confederação"),
            exemplo="Cresol",
        ),
        Campo(
            "central",
            "Central",
            "texto",
            "A cooperativa central a que é filiada. Deixe vazio se for independente.",
            sinonimos=("cooperativa central",),
            exemplo="Central Nordeste",
        ),
        Campo(
            "municipio",
            "Município",
            "municipio",
            "Onde fica a sede.",
            sinonimos=("município", "sede"),
            exemplo="Crato-CE",
        ),
        Campo(
            "endereco_da_sede",
            "Endereço da sede",
            ajuda="Rua, número e bairro.",
            sinonimos=("endereço",),
            exemplo="Rua do Seminário, 120, Centro",
        ),
        Campo(
            "area_de_acao",
            "Área de ação",
            "texto_longo",
            "Os municípios onde pode associar gente, como diz o estatuto.",
            sinonimos=("área de atuação", "área de admissão de associados"),
            exemplo="Crato, Juazeiro do Norte e Barbalha",
        ),
        Campo(
            "condicao_de_associacao",
            "Quem pode se associar",
            "opcao",
            "A tipologia antiga, por condição de associação.",
            opcoes=("livre admissão", "empresários", "profissionais", "rural", "outra"),
            sinonimos=("categoria", "categoria da cooperativa"),
            exemplo="livre admissão",
        ),
        Campo(
            "classificacao",
            "Classificação do Banco Central",
            "opcao",
            "O que a cooperativa está autorizada a fazer.",
            opcoes=("plena", "clássica", "capital e empréstimo", "central ou confederação"),
            sinonimos=("classificação BACEN", "classe"),
            exemplo="clássica",
        ),
        Campo(
            "pontos_de_atendimento",
            "Pontos de atendimento",
            "inteiro",
            "Contando a sede.",
            minimo=0,
            sinonimos=("PA", "PAs", "postos de atendimento"),
            exemplo="4",
        ),
    ),
)

MOMENTO = Campo(
    "momento",
    "Medição",
    "texto",
    "t0 é a medição do começo. Depois vêm t1, t2, t3.",
    obrigatorio=True,
    sinonimos=("tempo", "mensuração", "marco"),
    exemplo="t0",
)

MEDICOES = Quadro(
    "medicoes",
    "Medições combinadas",
    "Em que mês se mede: a do começo (t0) e as seguintes.",
    modulo=7,
    chave=("momento",),
    campos=(MOMENTO, MES),
)
