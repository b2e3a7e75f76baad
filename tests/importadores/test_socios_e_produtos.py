"""A tabela de sócios por produtos vira contagem, e os nomes não ficam."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caderno.importadores import Recebido, importar
from caderno.planilha import ErroDePlanilha

TABELA = """Relação de uso de produtos;;;;
Sócio;Porte;Conta corrente;Cobrança;Seguro
Ana Costureira;MEI;x;;sim
Bar do Zé;ME;x;x;não
Casa Nova;EPP;;x;
Dona Rita;pessoa física;x;x;sim
TOTAL;;3;3;2
"""


def lida(texto: str, nome: str = "produtos_2026-06.csv", **outros):
    entendido = importar(Recebido(texto.encode("utf-8"), nome, **outros))
    return entendido and entendido.casamentos[0]


def usos(casamento) -> dict[str, tuple[str, str]]:
    b = casamento.bruta
    return dict(zip(b["produto_financeiro"], zip(b["socios_que_usam"], b["socios_na_conta"], strict=True), strict=True))


def test_conta_quem_usa_cada_produto_so_entre_os_pequenos_negocios():
    casamento = lida(TABELA)
    # Seguro tem "não" escrito: o branco da Casa Nova é não sei, e ela sai da conta.
    assert usos(casamento) == {"Conta corrente": ("2", "3"), "Cobrança": ("2", "3"), "Seguro": ("1", "2")}
    assert set(casamento.bruta["mes"]) == {"2026-06"}
    assert any("Fora da conta por não serem MEI, ME nem EPP: 1." in aviso for aviso in casamento.avisos)


def test_nenhum_nome_de_socio_fica_na_tabela_nem_nos_avisos():
    casamento = lida(TABELA)
    escrito = casamento.bruta.to_csv() + " ".join(casamento.avisos)
    assert not any(nome in escrito for nome in ("Ana", "Bar do Zé", "Casa Nova", "Dona Rita"))


def test_sem_a_coluna_de_porte_todos_entram_e_isso_se_diz():
    casamento = lida("Associado;Conta;Cartão\n1;sim;não\n2;não;não\n")
    assert usos(casamento) == {"Conta": ("1", "2"), "Cartão": ("0", "2")}
    assert any("não traz o porte" in aviso for aviso in casamento.avisos)


def test_sem_mes_pede_o_mes_em_uma_frase():
    with pytest.raises(ErroDePlanilha, match="Não achei o mês"):
        lida(TABELA, "produtos.csv")
    assert set(lida(TABELA, "produtos.csv", fixos={"mes": "12/2025"}).bruta["mes"]) == {"2025-12"}


def test_uma_lista_comum_de_pessoas_nao_e_tabela_de_produtos():
    assert lida("Associado;Município;Pago\nAna;Caicó-RN;x\n") is None
    assert lida("Associada;Presença em maio;Presença em junho\nAna;x;\nRosa;x;x\n") is None
    assert lida("Nome;Conta de luz;Cartão de vacina\nAna;x;sim\n") is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["x", ""]), min_size=1, max_size=12).filter(any), st.randoms())
def test_a_ordem_das_linhas_nao_muda_a_conta(marcas, sorte):
    linhas = [f"{i};{marca};x" for i, marca in enumerate(marcas)]
    trocadas = sorte.sample(linhas, len(linhas))
    cabecalho = "Sócio;Conta;Seguro\n"
    assert usos(lida(cabecalho + "\n".join(linhas))) == usos(lida(cabecalho + "\n".join(trocadas)))
    assert usos(lida(cabecalho + "\n".join(linhas)))["Conta"] == (str(marcas.count("x")), str(len(marcas)))
