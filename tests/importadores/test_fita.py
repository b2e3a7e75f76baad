"""A fita de operações: o que entra na soma, o que fica fora e se diz, e o que um arquivo malfeito não consegue."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancada import HOJE, bruta
from caderno import formato, importadores
from caderno.catalogo import Dados
from caderno.importadores import Recebido
from caderno.importadores.fita import importar_fita, leitura
from caderno.importadores.fita.colunas import FITA, porte_de, situacao_de
from caderno.importadores.fita.numeros import ler_reais
from caderno.instrumentos.credito.quadros_dos_indicadores import FAIXAS
from caderno.modelo import Contexto
from caderno.planilha import ErroDePlanilha

TITULOS = "Cooperativa;Sócio;Porte;Modalidade;Saldo devedor;Dias de atraso;Parcelas vencidas;Situação"
SALDO = FITA.campo("saldo")
OPERACOES = [
    "Vale;Ana;MEI;giro;R$ 1.000,00;0;-;ativa",
    "Vale;Bia;ME;giro;2.000,00;31;150,00;ativa",
    "Vale;Caio;EPP;investimento;4000;61;900;em atraso",
    "Vale;Davi;Microempresa;giro;8.000,00;91;3.000,00;inadimplente",
]


def fita(
    *linhas: str, titulos: str = TITULOS, codificacao: str = "utf-8", nome: str = "fita_2026-10.csv", **fixos: str
):
    conteudo = "\n".join([titulos, *linhas, ""]).encode(codificacao)
    return importar_fita(Recebido(conteudo, nome, fixos=fixos))


def somas(entendido, por: tuple[str, ...] = ()) -> dict:
    """Os totais de tudo o que a fita deu, ou de cada grupo."""
    tabela, pendencias = Dados(entendido.brutas, Contexto(hoje=HOJE)).conferido("carteira")
    assert not [p for p in pendencias if p.gravidade == "erro"]
    numeros = tabela.select_dtypes("number").columns
    if por:
        return tabela.groupby(list(por))[list(numeros)].sum().to_dict("index")
    return tabela[numeros].sum().to_dict()


def avisos(entendido) -> str:
    return " ".join(entendido.casamentos[0].avisos)


# ------------------------------------------------------------------ o que se soma


def test_cada_operacao_entra_no_seu_porte_e_na_sua_faixa():
    soma = somas(fita(*OPERACOES), ("porte",))
    assert soma["MEI"]["saldo"] == 1000 and soma["MEI"]["saldo_mais_de_30"] == 0
    assert soma["ME"]["saldo"] == 10_000 and soma["ME"]["saldo_mais_de_30"] == 10_000
    assert soma["ME"]["saldo_mais_de_60"] == soma["ME"]["saldo_mais_de_90"] == 8000
    assert soma["EPP"]["saldo_mais_de_60"] == 4000 and soma["EPP"]["saldo_mais_de_90"] == 0
    assert soma["ME"]["operacoes_mais_de_30"] == 2
    assert soma["ME"]["vencido_mais_de_30"] == 3150


@pytest.mark.parametrize(
    ("dias", "esperado"),
    [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (-5, 0), (4000, 3)],
)
def test_a_faixa_e_mais_de_e_nao_a_partir_de(dias, esperado):
    soma = somas(fita(f"Vale;Ana;ME;giro;100,00;{dias};10,00;ativa"))
    assert [soma[f"saldo_mais_de_{k}"] for k in FAIXAS] == [100.0 * (i < esperado) for i in range(3)]


def test_baixadas_liquidadas_e_canceladas_ficam_fora_do_saldo_e_sao_contadas():
    entendido = fita(
        *OPERACOES,
        "Vale;Eva;ME;giro;500,00;400;500,00;Baixada a prejuízo",
        "Vale;Fia;ME;giro;0,00;0;-;Liquidada",
        "Vale;Gil;ME;giro;700,00;0;-;cancelada",
    )
    soma = somas(entendido)
    assert soma["saldo"] == 15_000 and soma["operacoes"] == 4
    assert (soma["baixadas"], soma["saldo_baixado"], soma["liquidadas"], soma["fora_do_escopo"]) == (1, 500, 1, 1)
    assert "7 linhas lidas, 4 operações na conta." in avisos(entendido)
    assert "por já estarem baixadas a prejuízo: 1." in avisos(entendido)


def test_totais_cabecalhos_repetidos_e_linhas_so_com_numeros_nao_sao_operacoes():
    entendido = fita(
        *OPERACOES[:2],
        "Total Vale;;;;3.000,00;;150,00;",
        TITULOS,
        *OPERACOES[2:],
        ";;;;15.000,00;;;",
        "TOTAL;;;;15.000,00;;;",
    )
    assert somas(entendido)["saldo"] == 15_000
    assert "2 linhas de total ficaram de fora." in avisos(entendido)
    assert "1 linha de cabeçalho repetido" in avisos(entendido)
    assert "1 linha só com números" in avisos(entendido)


def test_linha_igual_em_todas_as_colunas_entra_uma_vez_e_a_parecida_entra_sempre():
    entendido = fita(*OPERACOES, OPERACOES[1], OPERACOES[1].replace("31", "32"))
    assert somas(entendido)["saldo"] == 17_000
    assert somas(entendido)["repetidas"] == 1
    assert "por serem iguais a outra linha: 1." in avisos(entendido)


def test_uma_coluna_que_nao_se_usa_tambem_distingue_duas_operacoes():
    titulos = f"{TITULOS};Data da contratação"
    entendido = fita(f"{OPERACOES[0]};01/02/2026", f"{OPERACOES[0]};05/02/2026", titulos=titulos)
    assert somas(entendido)["saldo"] == 2000
    assert entendido.casamentos[0].sobraram == ["Data da contratação"]


def test_repetida_em_outro_pedaco_do_arquivo_tambem_se_acha(monkeypatch):
    monkeypatch.setattr(leitura, "PEDACO", 2)
    assert somas(fita(*OPERACOES, OPERACOES[0]))["repetidas"] == 1


def test_atraso_em_branco_nao_e_atraso_zero():
    entendido = fita(
        "Vale;Ana;ME;giro;100,00;;;ativa", "Vale;Bia;ME;giro;300,00;-;;ativa", "Vale;Caio;ME;giro;600,00;0;;ativa"
    )
    assert somas(entendido)["saldo_sem_atraso"] == 400
    assert "Em 40,0 % do saldo, os dias de atraso estão em branco" in avisos(entendido)


def test_quem_sabe_que_branco_e_em_dia_pode_dizer():
    soma = somas(fita("Vale;Ana;ME;giro;100,00;;;ativa", atraso_em_branco="0"))
    assert soma["saldo_sem_atraso"] == 0 and soma["saldo_mais_de_30"] == 0


def test_parcela_em_branco_de_quem_esta_em_atraso_nao_e_parcela_zero():
    soma = somas(fita("Vale;Ana;ME;giro;100,00;45;-;ativa", "Vale;Bia;ME;giro;50,00;45;5,00;ativa"))
    assert soma["saldo_sem_parcelas"] == 100 and soma["vencido_mais_de_30"] == 5


def test_coluna_que_nao_existe_fica_em_branco_e_nao_zero():
    entendido = fita("Ana;ME;100,00;45", titulos="Sócio;Porte;Saldo;Atraso", cooperativa="Vale")
    assert set(entendido.brutas["carteira"]["vencido_mais_de_30"]) == {""}
    entendido = fita("Ana;ME;100,00", titulos="Sócio;Porte;Saldo", cooperativa="Vale")
    assert set(entendido.brutas["carteira"]["saldo_mais_de_30"]) == {""}
    assert "não traz os dias de atraso" in avisos(entendido)


def test_saldo_que_nao_se_le_negativo_ou_em_branco_fica_fora_e_e_contado():
    entendido = fita(*(f"Vale;Ana;ME;giro;{saldo};0;;ativa" for saldo in ("mil", "-5,00", "", "1.2.3", "100,00")))
    assert somas(entendido)["saldo"] == 100
    assert somas(entendido)["sem_leitura"] == 4


def test_o_arquivo_vai_embora_e_ficam_o_nome_e_a_impressao_digital():
    conteudo = "\n".join([TITULOS, *OPERACOES]).encode()
    bruta = importar_fita(Recebido(conteudo, "fita_2026-10.csv")).brutas["carteira"]
    assert set(bruta["impressao_digital"]) == {hashlib.sha256(conteudo).hexdigest()}
    assert set(bruta["arquivo_de_origem"]) == {"fita_2026-10.csv"}
    assert not bruta.astype(str).apply(lambda c: c.str.contains("Ana|Bia|Caio|Davi")).any(axis=None)


# ------------------------------------------------------------------ porte, situação, cooperativa e data


@pytest.mark.parametrize(
    ("texto", "porte"),
    [
        ("mei", "MEI"), ("M.E.I.", None), ("Micro Empresa", "ME"), ("ME", "ME"), ("pequena empresa", "EPP"),
        ("E P P", None), ("Empresa de Pequeno Porte - EPP", "EPP"), ("Média", "maior que EPP"),
        ("PF", "pessoa física"),
        ("Pessoa Jurídica", "não informado"), ("", "não informado"),
        ("PRODUTOR RURAL COM REGISTRO", "produtor rural com registro"),
        ("Produtor rural sem registro", "pessoa física"), ("Produtor rural", "pessoa física"), ("laranja", None),
    ],
)  # fmt: skip
def test_as_grafias_do_porte(texto, porte):
    assert porte_de(texto) == porte


@pytest.mark.parametrize(
    ("texto", "situacao"),
    [
        ("Ativa", "ativa"), ("EM DIA", "ativa"), ("em prejuízo", "baixada"), ("Quitada", "liquidada"),
        ("não paga", "ativa"),
        ("parcialmente liquidada", "ativa"), ("cancelada", "fora do escopo"), ("", "ativa"), ("xyz", None),
        ("não liberada", "fora do escopo"),
    ],
)  # fmt: skip
def test_as_palavras_da_situacao(texto, situacao):
    assert situacao_de(texto) == situacao


def test_o_que_nao_se_conhece_e_dito():
    entendido = fita("Vale;Ana;laranja;giro;100,00;0;;xyz", "Vale;Bia;produtor rural;giro;50,00;0;;ativa")
    assert "Não conheço em porte: “laranja”" in avisos(entendido)
    assert "Não conheço em situação: “xyz”" in avisos(entendido)
    assert "produtor rural sem dizer que tem registro" in avisos(entendido)
    assert somas(entendido, ("porte",))["não informado"]["saldo"] == 100


def test_sem_data_pergunta_numa_frase():
    with pytest.raises(ErroDePlanilha, match="Não achei a data desta fita"):
        fita(*OPERACOES, nome="fita.csv")


def test_a_data_vem_da_coluna_do_pedido_do_nome_ou_do_dia_pedido_nesta_ordem():
    def mes(entendido):
        return set(entendido.brutas["carteira"]["mes"])

    com_coluna = fita(f"{OPERACOES[0]};31/12/2025", titulos=f"{TITULOS};Data-base", nome="f_2026-10.csv", mes="01/2024")
    assert mes(com_coluna) == {"2025-12"}
    assert mes(fita(*OPERACOES, nome="f_2026-10.csv", mes="01/2024")) == {"2024-01"}
    assert mes(fita(*OPERACOES, nome="f_2026-10.csv")) == {"2026-10"}
    conteudo = "\n".join([TITULOS, *OPERACOES]).encode()
    assert mes(importar_fita(Recebido(conteudo, "f.csv", data="2023-05-31"))) == {"2023-05"}


def test_data_que_nao_se_le_deixa_a_linha_fora_e_diz():
    titulos = f"{TITULOS};Data-base"
    entendido = fita(f"{OPERACOES[0]};31/12/2025", f"{OPERACOES[1]};amanhã", titulos=titulos)
    assert "Não conheço em data-base: “amanha”" in avisos(entendido)
    conferida = Dados(entendido.brutas, Contexto(hoje=HOJE)).tabela("carteira")
    assert conferida["saldo"].sum() == 1000


def test_sem_cooperativa_usa_a_unica_cadastrada_ou_o_nome_do_arquivo():
    conteudo = "Sócio;Porte;Saldo;Atraso\nAna;ME;100,00;0\n".encode()
    cadastro = {"cooperativas": bruta("cooperativa\nCrédito do Vale")}
    achada = importar_fita(Recebido(conteudo, "x_2026-10.csv", cadastro)).brutas["carteira"]["cooperativa"]
    assert set(achada) == {"Crédito do Vale"}
    sem_cadastro = importar_fita(Recebido(conteudo, "serra_2026-10.csv"))
    assert set(sem_cadastro.brutas["carteira"]["cooperativa"]) == {"serra_2026-10"}
    assert "usei “serra_2026-10”" in avisos(sem_cadastro)


def test_porte_pela_receita_e_refeito_pelos_limites_de_2018_nas_medicoes_de_antes():
    titulos = "Sócio;Porte;Receita bruta anual;Saldo;Atraso"
    linhas = ("Ana;EPP;4.000.000,00;100,00;0", "Bia;ME;70.000,00;10,00;0", "Caio;;50.000,00;1,00;0", "Davi;EPP;;7,00;0")
    antes = fita(*linhas, titulos=titulos, nome="f_2017-12.csv", cooperativa="Vale").brutas["carteira"]
    pares = {(linha.porte, linha.porte_2018, linha.saldo) for linha in antes.itertuples()}
    assert pares == {
        ("maior que EPP", "EPP", "100,00"), ("ME", "ME", "10,00"), ("MEI", "MEI", "1,00"), ("EPP", "", "7,00")
    }  # fmt: skip
    depois = fita(*linhas, titulos=titulos, nome="f_2018-12.csv", cooperativa="Vale").brutas["carteira"]
    assert set(depois["porte_2018"]) == {""} and "EPP" in set(depois["porte"])


# ------------------------------------------------------------------ arquivos de toda sorte


@pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separador", [";", "\t", "|"])
def test_qualquer_codificacao_e_separador_dao_a_mesma_soma(codificacao, separador):
    linhas = [linha.replace(";", separador) for linha in OPERACOES]
    entendido = fita(*linhas, titulos=TITULOS.replace(";", separador), codificacao=codificacao)
    assert somas(entendido) == somas(fita(*OPERACOES))


def test_titulos_em_cima_e_embaixo_nao_atrapalham():
    conteudo = "\n".join(
        ["Relatório de operações", "", "Emitido em 03/11/2026", TITULOS, *OPERACOES, "", "Fim"]
    ).encode()
    entendido = importar_fita(Recebido(conteudo, "fita_2026-10.csv"))
    assert somas(entendido)["saldo"] == 15_000


def test_virgula_como_separador_com_numeros_sem_aspas_nao_vira_outro_numero():
    entendido = fita("Ana,ME,1.000,50,0", "Bia,ME,200,0", titulos="Sócio,Porte,Saldo,Atraso", cooperativa="Vale")
    assert somas(entendido)["saldo"] == 200
    assert somas(entendido)["sem_leitura"] == 1


def test_aspa_que_nao_se_fecha_nao_engole_operacoes():
    entendido = fita(OPERACOES[0], OPERACOES[1].replace("Bia", '"Bia'), *OPERACOES[2:])
    assert somas(entendido)["saldo"] == 15_000
    par = fita(OPERACOES[0].replace("Ana", '"Ana'), OPERACOES[1], OPERACOES[2].replace("Caio", 'Caio"'), OPERACOES[3])
    assert somas(par)["saldo"] == 15_000


def test_campos_entre_aspas_se_leem():
    linhas = [";".join(f'"{c}"' for c in linha.split(";")) for linha in OPERACOES]
    assert somas(fita(*linhas)) == somas(fita(*OPERACOES))


def test_a_ultima_linha_cortada_no_meio_nao_entra_pela_metade():
    inteira = "\n".join([TITULOS, *OPERACOES])
    cortada = inteira[: inteira.index("8.000,00") + 1].encode()
    soma = somas(importar_fita(Recebido(cortada, "fita_2026-10.csv")))
    assert soma["saldo"] == 7000 and soma["sem_leitura"] == 1


def test_xlsx_da_o_mesmo_que_csv(tmp_path):
    destino = tmp_path / "fita_2026-10.xlsx"
    tabela = pd.DataFrame([linha.split(";") for linha in OPERACOES], columns=TITULOS.split(";"))
    tabela["Saldo devedor"] = [1000.0, 2000.0, 4000.0, 8000.0]
    tabela.to_excel(destino, index=False, engine="xlsxwriter")
    entendido = importar_fita(Recebido(destino.read_bytes(), destino.name))
    assert somas(entendido) == somas(fita(*OPERACOES))


@pytest.mark.parametrize(
    "titulos",
    [
        "Mês;Descrição;Valor;Saldo",
        "Empreendimento;Produto;Quantidade",
        "Cooperativa;Mês;Porte;Saldo da carteira;Saldo com atraso de mais de 30 dias",
        "Cooperativa;Mês;Porte;Modalidade;Saldo;Operações",
    ],
)
def test_o_que_nao_e_fita_nao_se_toma_por_fita(titulos):
    assert fita("a;b;c;d;e", titulos=titulos) is None


def test_o_comando_e_a_pagina_acham_a_fita_pela_porta_dos_importadores():
    conteudo = "\n".join([TITULOS, *OPERACOES]).encode()
    entendido = importadores.entender(conteudo, "fita_2026-10.csv")
    assert [c.quadro.nome for c in entendido] == ["carteira"]


def test_fita_sem_operacoes_diz():
    with pytest.raises(ErroDePlanilha, match="não tem nenhuma operação"):
        fita()


# ------------------------------------------------------------------ propriedades

operacao = st.builds(
    lambda porte, modalidade, centavos, dias, vencido, situacao: (
        f"{porte};{modalidade};{centavos // 100},{centavos % 100:02d};{dias};{vencido};{situacao}"
    ),
    st.sampled_from(["MEI", "ME", "EPP", "PF", "", "produtor rural com registro"]),
    st.sampled_from(["giro", "GIRO", "rural", ""]),
    st.integers(0, 10**9),
    st.sampled_from(["0", "30", "31", "60", "61", "90", "91", "500", "", "-"]),
    st.sampled_from(["-", "", "0,00"]),
    st.sampled_from(["ativa", "baixada", "liquidada"]),
)
linhas = st.lists(operacao, min_size=1, max_size=25).map(
    lambda ops: [f"{'VS'[i % 2]};{i};{op}" for i, op in enumerate(ops)]
)
RAPIDO = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def quase_iguais(a: dict, b: dict) -> bool:
    return a.keys() == b.keys() and all(a[k] == pytest.approx(b[k], abs=0.001, nan_ok=True) for k in a)


@RAPIDO
@given(linhas, st.randoms(use_true_random=False))
def test_a_ordem_das_linhas_nao_muda_nada(ops, sorte):
    outra = sorte.sample(ops, len(ops))
    uma, duas = (fita(*o).brutas["carteira"].drop(columns="impressao_digital") for o in (ops, outra))
    pd.testing.assert_frame_equal(uma, duas)


@RAPIDO
@given(linhas, st.integers(0, 25))
def test_a_fita_em_dois_arquivos_da_as_mesmas_somas(ops, corte):
    metades = [fita(*parte) for parte in (ops[:corte], ops[corte:]) if parte]
    juntas = {}
    for metade in metades:
        for nome, valor in somas(metade).items():
            juntas[nome] = juntas.get(nome, 0) + valor
    assert quase_iguais(juntas, somas(fita(*ops)))


@RAPIDO
@given(linhas)
def test_cada_linha_acaba_em_um_lugar_so_e_as_faixas_descem(ops):
    soma = somas(fita(*ops))
    lugares = ("operacoes", "baixadas", "liquidadas", "fora_do_escopo", "repetidas", "sem_leitura")
    assert sum(soma[lugar] for lugar in lugares) == len(ops)
    assert soma["saldo"] + 0.01 >= soma["saldo_mais_de_30"] >= soma["saldo_mais_de_60"] >= soma["saldo_mais_de_90"]


@RAPIDO
@given(linhas, st.sampled_from([1, 3, 1000]))
def test_o_tamanho_dos_pedacos_nao_muda_nada(ops, tamanho):
    inteira = fita(*ops).brutas["carteira"]
    with pytest.MonkeyPatch.context() as troca:
        troca.setattr(leitura, "PEDACO", tamanho)
        pd.testing.assert_frame_equal(fita(*ops).brutas["carteira"], inteira)


numeros_escritos = st.one_of(
    st.from_regex(r" ?(R\$ ?)?-?[0-9]{1,7}([.,][0-9]{1,4})?(\.[0-9]{3})?(,[0-9]{1,3})? ?", fullmatch=True),
    st.text("0123456789.,-R$ %()eE\n", max_size=12),
    st.sampled_from(
        ["", "-", "não sei", "n/a", "R$ -", "1e5", "12\n13", "1,234.56", "R$\xa01.234,50", "99999999999999999"]
    ),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(numeros_escritos, max_size=12))
def test_a_coluna_lida_de_uma_vez_da_o_mesmo_que_o_leitor_de_sempre(textos):
    valores, ilegiveis = ler_reais(textos, SALDO)
    for texto, valor, ilegivel in zip(textos, valores, ilegiveis, strict=True):
        lido = formato.ler(texto, SALDO)
        assert bool(ilegivel) == bool(lido.erro), texto
        assert valor == lido.valor if lido.valor is not None else pd.isna(valor), texto


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    linhas,
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
    st.lists(
        st.tuples(st.sampled_from(["cortar", "trocar", "inserir", "repetir"]), st.floats(0, 1), st.binary(max_size=5)),
        max_size=4,
    ),
)
def test_uma_fita_estragada_da_uma_frase_ou_linhas_que_se_conferem(ops, codificacao, estragos):
    conteudo = "\n".join([TITULOS, *ops]).encode(codificacao)
    for como, onde, lixo in estragos:
        i = int(onde * len(conteudo))
        conteudo = {
            "cortar": conteudo[:i],
            "trocar": conteudo[:i] + lixo + conteudo[i + len(lixo) :],
            "inserir": conteudo[:i] + lixo + conteudo[i:],
            "repetir": conteudo[:i] + conteudo[max(0, i - 40) : i] + conteudo[i:],
        }[como]
    try:
        entendido = importar_fita(Recebido(conteudo, "fita_2026-10.csv"))
    except ErroDePlanilha as erro:
        assert str(erro)
        return
    if entendido is not None:
        tabela = Dados(entendido.brutas, Contexto(hoje=HOJE)).tabela("carteira")
        assert (tabela["saldo"] >= 0).all()


def test_uma_ultima_linha_cortada_na_ultima_coluna_que_se_usa_fica_fora():
    conteudo = f"{TITULOS};Obs\nV;0;MEI;giro;10,00;0;-;ativa;x\nV;1;MEI;giro;1538,05;0;-;liqui".encode()
    assert round(somas(importar_fita(Recebido(conteudo, "fita_2026-10.csv")))["saldo"], 2) == 10


@settings(RAPIDO, max_examples=12)
@given(linhas.map(lambda ops: ops[:8]), st.floats(0, 1))
def test_uma_fita_cortada_em_qualquer_byte_so_tem_operacoes_inteiras(ops, onde):
    # Com uma coluna a mais no fim, um corte no meio de qualquer coluna que se usa deixa a linha curta.
    conteudo = "\n".join([f"{TITULOS};Obs", *(f"{op};x" for op in ops)]).encode()
    inteiras = [0.0, *(round(somas(fita(*ops[: i + 1]))["saldo"], 2) for i in range(len(ops)))]
    try:
        cortada = importar_fita(Recebido(conteudo[: int(onde * len(conteudo))], "fita_2026-10.csv"))
    except ErroDePlanilha:
        return
    if cortada is not None:
        assert round(somas(cortada)["saldo"], 2) in inteiras
