"""Folhas e textos quaisquer: ou se entende, ou se diz uma frase; nunca um erro de programa."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from caderno import catalogo
from caderno.folhas import limpeza, texto_separado
from caderno.folhas.casamento import reconhecer
from caderno.folhas.leitor import Folha
from caderno.folhas.quadro_da_folha import quadros_da_folha
from caderno.folhas.recusas import ErroDePlanilha

TITULOS = [texto for q in catalogo.QUADROS.values() for c in q.campos for texto in (c.titulo, c.nome, *c.sinonimos[:2])]
CELULAS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(TITULOS),
    st.sampled_from(
        """|jan/26|fev/26|Março|TOTAL|Produto: Mel|Ano: 2026|R$ 3,00|-|Natal|UF|RN|_linha|exemplo|Quantidade|Preço
|Cooperativa Sol (11.222.333/0001-81)|2026-01-01|12,5 %""".replace("\n", "").split("|")
    ),
)
GRADES = st.lists(st.lists(CELULAS, max_size=6), max_size=10)


@given(st.sampled_from(list(catalogo.QUADROS.values())), GRADES)
def test_qualquer_folha_se_le_ou_se_recusa_com_uma_frase(quadro, celulas):
    with contextlib.suppress(ErroDePlanilha):
        casamento = reconhecer(Folha("Folha", celulas), quadro)
        assert set(casamento.bruta) == {"_linha", "_origem", *quadro.nomes}
        assert casamento.bruta["_linha"].is_unique
        assert casamento.bruta.map(lambda valor: isinstance(valor, str)).all(axis=None)


@given(GRADES)
def test_qualquer_folha_recebe_quadros_ou_nenhum(celulas):
    assert set(quadros_da_folha(Folha("Folha", celulas))) <= set(catalogo.QUADROS.values())


@given(st.binary(max_size=400))
def test_quaisquer_bytes_viram_linhas_ou_uma_frase(conteudo):
    with contextlib.suppress(ErroDePlanilha):
        linhas = texto_separado.abrir(conteudo)
        assert all(isinstance(celula, str) for linha in linhas for celula in linha)


@given(st.text(max_size=30))
def test_qualquer_filtro_se_entende_ou_se_recusa_com_uma_frase(texto):
    with contextlib.suppress(ErroDePlanilha):
        coluna, teste = limpeza.montar_filtro(texto, ["UF", "Tipologia"])
        assert coluna in (0, 1)
        assert isinstance(teste("RN"), bool)
