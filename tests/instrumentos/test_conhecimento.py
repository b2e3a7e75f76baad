from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bancada import HOJE, conferir_em_outra_ordem, dados, linha
from caderno.instrumentos.credito.conhecimento import EVIDENCIAS, EXPLICA, NINGUEM, PRODUTOS, leitura
from caderno.modelo import Contexto

TITULOS = "cooperativa | mes | ponto_de_atendimento | quem_explicou | " + " | ".join(f"explica_{p}" for p in PRODUTOS)
# Produtos na ordem: cheques, recebíveis, equipamentos, reformas, meios eletrônicos.
VALE = """\
Vale  | 01/2026 | Sede  | 1 | 3 | 2 | 4 | 1 | 3
Vale  | 01/2026 | Sede  | 2 | 3 | 2 | 3 | 1 |
Vale  | 01/2026 | Feira | 1 | 1 | 3 | 3 | 1 | 2
"""
SERRA = "Serra | 02/2026 | Sede | 1 | 4 | 1 | 2 | 2 | 3\n"
CHEQUES, RECEBIVEIS, EQUIPAMENTOS, REFORMAS, MEIOS = PRODUTOS.values()


def executar(texto):
    return dados(explicacoes="\n".join([TITULOS, *filter(None, texto.split("\n"))])).executar(
        "conhecimento_de_produtos"
    )


def responder(texto):
    return executar(texto).saidas


def test_clara_e_do_nivel_3_para_cima():
    assert EXPLICA == 3 and len(EVIDENCIAS) == 4
    cheques = linha(responder(VALE)["por_produto"], produto_financeiro=CHEQUES)
    assert (cheques["explicam"], cheques["pessoas_ouvidas"]) == (2, 3)  # níveis 3, 3 e 1
    assert cheques["mediana"] == 3


def test_na_rede_e_soma_sobre_soma_e_nao_media_dos_pontos():
    equipamentos = linha(responder(VALE + SERRA)["por_produto"], produto_financeiro=EQUIPAMENTOS)
    # Sede do Vale 2 de 2, Feira 1 de 1, Serra 0 de 1: 3 ÷ 4, e não a média de 100, 100 e 0
    assert equipamentos["parte_que_explica"] == 75


def test_produto_que_a_pessoa_nao_explicou_nao_e_nivel_1():
    meios = linha(responder(VALE)["por_ponto"], ponto_de_atendimento="Sede", produto_financeiro=MEIOS)
    assert (meios["pessoas_ouvidas"], meios["parte_que_explica"]) == (1, 100)


def test_sedes_de_duas_cooperativas_sao_dois_pontos():
    pontos = responder(VALE + SERRA)["por_ponto"]["ponto_e_cooperativa"]
    assert set(pontos) == {"Sede · Vale", "Feira · Vale", "Sede · Serra"}


def test_quem_ensina_e_primeiro_da_mesma_cooperativa():
    ensina = responder(VALE + SERRA)["quem_ensina"]
    # cheques: a Feira (0 de 1) aprende com a Sede do Vale (2 de 2), embora a da Serra também saiba
    feira = linha(ensina, ponto_e_cooperativa="Feira · Vale", produto_financeiro=CHEQUES)
    assert (feira["quem_ensina"], feira["a_aprender"]) == ("Sede · Vale", 1)
    # recebíveis: na Serra ninguém sabe; a Feira do Vale sabe
    serra = linha(ensina, ponto_e_cooperativa="Sede · Serra", produto_financeiro=RECEBIVEIS)
    assert serra["quem_ensina"] == "Feira · Vale"
    # reformas: ninguém da rede
    assert set(ensina[ensina["produto_financeiro"] == REFORMAS]["quem_ensina"]) == {NINGUEM}


def test_a_leitura_muda_com_o_caso():
    misto = executar(VALE).leitura
    assert misto[0] == (
        "O produto menos bem explicado é financiamento de reformas: 0 de 3 pessoas explicam com clareza (0 %). "
        "O mais bem explicado é financiamento de equipamentos (100 %)."
    )
    assert "Para financiamento de reformas, é preciso buscar quem ensine fora." in misto[-1]
    todos = executar("Vale | 01/2026 | Sede | 1 | 3 | 3 | 3 | 4 | 4").leitura
    assert todos == [
        "Quem atende explica com clareza todos os produtos que foram ouvidos.",
        "Em todos os pontos, pelo menos metade de quem atende explica cada produto.",
    ]
    ninguem = executar("Vale | 01/2026 | Sede | 1 | 1 | 2 | | |").leitura
    assert ninguem[0] == "Ninguém explica com clareza nenhum dos produtos que foram ouvidos."
    assert ninguem[-1].startswith("Ninguém explicou financiamento de equipamentos, financiamento de reformas")


def test_ao_publicar_um_ponto_com_menos_de_cinco_pessoas_nao_aparece():
    seis = "\n".join(f"Vale | 01/2026 | Sede | {i} | 3 | 2 | 4 | 1 | 3" for i in range(6))
    tabelas = dados(explicacoes=TITULOS + "\n" + seis + "\n" + SERRA)
    tabelas.publicar = True
    saidas = tabelas.executar("conhecimento_de_produtos").saidas
    assert set(saidas["por_ponto"]["ponto_e_cooperativa"]) == {"Sede · Vale"}


def test_o_relatorio_de_uma_cooperativa_so_traz_os_pontos_dela():
    tabelas = dados(Contexto(hoje=HOJE, cooperativa="Serra"), explicacoes=TITULOS + "\n" + VALE + SERRA)
    assert set(tabelas.executar("conhecimento_de_produtos").saidas["por_ponto"]["cooperativa"]) == {"Serra"}


@given(st.randoms(use_true_random=False))
def test_a_ordem_das_linhas_nao_muda_a_resposta(sorte):
    linhas = (VALE + SERRA).strip().split("\n")
    conferir_em_outra_ordem(lambda ls: responder("\n".join(ls)), leitura, linhas, sorte)
