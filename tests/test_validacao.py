from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada import bruta
from caderno.catalogo import QUADROS
from caderno.modelo import Campo, Quadro, Regra
from caderno.validacao import FALTAS, LINHA, Nomes, conferir, nomes_de, sem_erros

PESSOAS = Quadro(
    "grupos",
    "Grupos",
    "",
    1,
    (
        Campo("grupo", "Grupo", "referencia", quadro="grupos", obrigatorio=True),
        Campo("pessoas", "Pessoas", "inteiro", minimo=0),
        Campo("mulheres", "Mulheres", "inteiro", minimo=0),
        Campo("vizinho", "Vizinho", "referencia", quadro="vizinhos"),
        Campo("amigos", "Amigos", "lista", quadro="vizinhos"),
    ),
    chave=("grupo",),
    regras=(Regra("mulheres", "São {mulheres} em {pessoas}.", lambda t: t["mulheres"] > t["pessoas"]),),
)


def frases(pendencias, campo):
    return [p.frase for p in pendencias if p.campo == campo]


def test_todas_as_pendencias_vem_juntas_e_cada_uma_diz_a_linha():
    _, pendencias = conferir(PESSOAS, bruta("grupo | pessoas | mulheres\n | muitas | -1\nSol | 3 | 5"))
    assert [(p.linha, p.campo) for p in pendencias] == [
        ("1", "grupo"),
        ("1", "pessoas"),
        ("1", "mulheres"),
        ("2", "mulheres"),
    ]


def test_a_linha_com_erro_continua_na_tabela_e_so_sai_da_conta():
    tabela, pendencias = conferir(PESSOAS, bruta("grupo | pessoas\nSol | muitas\nMar | 4"))
    assert tabela["grupo"].tolist() == ["Sol", "Mar"]
    assert sem_erros(tabela, pendencias)["grupo"].tolist() == ["Mar"]


def test_vazio_nao_sei_e_nao_se_aplica_continuam_diferentes():
    tabela, pendencias = conferir(PESSOAS, bruta("grupo | pessoas\nSol |\nMar | não sei\nRio | não se aplica"))
    assert not pendencias
    assert tabela["pessoas"].isna().all()
    assert tabela[FALTAS].tolist() == [{}, {"pessoas": "não sei"}, {"pessoas": "não se aplica"}]


def test_a_regra_diz_os_valores_que_leu():
    _, pendencias = conferir(PESSOAS, bruta("grupo | pessoas | mulheres\nSol | 3 | 5"))
    assert frases(pendencias, "mulheres") == ["São 5 em 3."]


def test_a_segunda_linha_com_a_mesma_chave_fica_fora():
    tabela, pendencias = conferir(PESSOAS, bruta("grupo | pessoas\nSol | 3\nSÓL | 4"))
    assert [p.linha for p in pendencias] == ["2"]
    assert sem_erros(tabela, pendencias)["pessoas"].tolist() == [3]


class TestNomesCitados:
    VIZINHOS = Nomes(
        {"a": "Mel da Serra", "b": "Doces do Vale"}, passados=(("Mel Antigo", "a"), ("Irmãs", "a"), ("Irmãs", "b"))
    )

    def citar(self, texto, coluna="vizinho"):
        tabela, pendencias = conferir(PESSOAS, bruta(f"grupo | {coluna}\nSol | {texto}"), {"vizinhos": self.VIZINHOS})
        return tabela[coluna][0], frases(pendencias, coluna)

    @pytest.mark.parametrize("texto", ["Mel da Serra", "mel da  serra", "MEL DA SERRA", "Mel Antigo"])
    def test_acento_caixa_e_nome_antigo_nao_atrapalham(self, texto):
        assert self.citar(texto) == ("Mel da Serra", [])

    def test_nome_parecido_recebe_uma_sugestao(self):
        valor, erros = self.citar("Mel da Sera")
        assert pd.isna(valor)
        assert erros == ["Não achei “Mel da Sera”. Você quis dizer “Mel da Serra”?"]

    def test_nome_de_dois_pede_o_nome_de_hoje(self):
        assert self.citar("Irmãs")[1] == ["“Irmãs” pode ser Doces do Vale ou Mel da Serra. Escreva o nome de hoje."]

    def test_nome_desconhecido_e_pendencia(self):
        assert "Não achei “Xique-Xique” em vizinhos" in self.citar("Xique-Xique")[1][0]

    def test_uma_lista_de_nomes_resolve_cada_um(self):
        assert self.citar("mel antigo; doces do vale", "amigos") == ("Mel da Serra; Doces do Vale", [])

    def test_o_identificador_guardado_desempata(self):
        tabela_bruta = bruta("grupo | vizinho\nSol | Irmãs").assign(**{"vizinho@": "b"})
        tabela, pendencias = conferir(PESSOAS, tabela_bruta, {"vizinhos": self.VIZINHOS})
        assert (tabela["vizinho"][0], pendencias) == ("Doces do Vale", [])

    def test_sem_ninguem_cadastrado_vale_o_que_foi_escrito_com_um_aviso_so(self):
        tabela, pendencias = conferir(PESSOAS, bruta("grupo | vizinho\nSol | Fulô\nMar | Fulô"))
        assert tabela["vizinho"].tolist() == ["Fulô", "Fulô"]
        assert [(p.linha, p.gravidade) for p in pendencias] == [("", "aviso")]


def test_os_nomes_de_um_quadro_sao_os_do_campo_que_da_nome_as_linhas():
    nomes = nomes_de(QUADROS["empreendimentos"], bruta("empreendimento | pessoas\nFlor | 3\n | 4"))
    assert nomes.atuais == {"1": "Flor"}
    assert not nomes_de(QUADROS["lancamentos"], bruta("descricao\nx"))


@given(st.lists(st.dictionaries(st.sampled_from(PESSOAS.nomes), st.text(max_size=20)), max_size=5))
def test_nenhum_texto_derruba_a_conferencia_e_nenhuma_linha_se_perde(linhas):
    tabela, pendencias = conferir(PESSOAS, pd.DataFrame(linhas, columns=list(PESSOAS.nomes)))
    assert len(tabela) == len(linhas)
    assert {p.linha for p in pendencias} <= {*tabela[LINHA], ""}
    assert all(p.frase.endswith((".", "?", "!")) for p in pendencias)
