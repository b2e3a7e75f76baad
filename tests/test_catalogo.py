from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pandas as pd
import pytest

from bancada import HOJE, bruta, dados, linha
from caderno import catalogo
from caderno.catalogo import INSTRUMENTOS, QUADROS, Dados, escolhas_de, quadros_de
from caderno.modelo import Contexto

NA_ORDEM = [
    "perfil_da_rede", "memoria", "balanco", "maturidade", "caixa", "custo_unitario", "produtividade",
    "preco", "canais", "escala", "compras_coletivas",
    "identificacao", "diagnostico_credito", "mistura_de_produtos", "lacuna_da_equipe", "conhecimento_de_produtos",
    "associados_mpe", "carteira_mpe", "inadimplencia", "produtos_usados", "quadro_de_medicoes",
    "viabilidade_das_metas",
]  # fmt: skip
CUSTOS = """
empreendimento | produto | mes     | item  | valor
Flor           | mel     | 05/2026 | pote  | 100,00
Flor           | mel     | 06/2026 | pote  | 50,00
Raiz           | doce    | 06/2026 | gás   | 30,00
"""
PRODUCAO = """
empreendimento | produto | mes     | realizado
Flor           | mel     | 05/2026 | 10
Flor           | mel     | 06/2026 | 10
Raiz           | doce    | 06/2026 | 10
"""


def campos_declarados():
    """(onde, campo) de todos os quadros, escolhas e saídas."""
    for quadro in QUADROS.values():
        yield from ((quadro.nome, campo) for campo in quadro.campos)
    for instrumento in INSTRUMENTOS.values():
        yield from ((instrumento.nome, escolha.campo) for escolha in instrumento.escolhas)
        for saida in instrumento.saidas:
            yield from ((f"{instrumento.nome}.{saida.nome}", campo) for campo in saida.colunas)


def test_os_instrumentos_estao_na_ordem_em_que_se_ensina():
    assert list(INSTRUMENTOS) == NA_ORDEM
    assert [i.modulo for i in INSTRUMENTOS.values()] == sorted(i.modulo for i in INSTRUMENTOS.values())


def test_um_nome_de_campo_tem_um_tipo_uma_unidade_e_um_rotulo_so():
    achados = defaultdict(lambda: defaultdict(list))
    for onde, campo in campos_declarados():
        achados[campo.nome][campo.tipo, campo.unidade, campo.rotulo].append(onde)
    repetidos = {nome: dict(jeitos) for nome, jeitos in achados.items() if len(jeitos) > 1}
    assert not repetidos


@pytest.mark.parametrize("item", INSTRUMENTOS.values(), ids=INSTRUMENTOS)
class TestCadaInstrumento:
    def test_pergunta_termina_em_interrogacao_e_a_fonte_cita_o_inventario(self, item):
        assert item.pergunta.endswith("?")
        assert item.fonte.ids and all(ident.startswith("A") and len(ident) == 4 for ident in item.fonte.ids)

    def test_tem_explicacao_formula_e_pelo_menos_um_grafico(self, item):
        assert item.explicacao and item.formula and item.graficos

    def test_sem_nenhum_dado_diz_o_que_preencher_e_as_tabelas_vem_vazias_com_as_colunas_certas(self, item):
        resultado = dados().executar(item.nome)
        assert resultado.leitura[0].startswith("Ainda não preenchido.")
        for saida in item.saidas:
            assert list(resultado.saidas[saida.nome].columns) == list(saida.nomes)

    def test_as_frases_dos_graficos_existem_mesmo_sem_dados(self, item):
        saidas = dados().executar(item.nome).saidas
        for grafico in item.graficos:
            assert grafico.frase is None or isinstance(grafico.frase(saidas), str)

    def test_a_escolha_padrao_se_le_sem_erro(self, item):
        from caderno import formato

        for escolha in item.escolhas:
            assert not formato.ler(escolha.padrao, escolha.campo).erro


def test_um_nome_que_nao_existe_e_respondido_com_os_que_existem():
    with pytest.raises(KeyError, match="Existem: perfil_da_rede"):
        catalogo.instrumento("perfil")
    with pytest.raises(KeyError, match="Existem: rede"):
        catalogo.quadro("redes")


def test_quem_depende_de_outro_instrumento_le_tambem_os_quadros_e_as_escolhas_dele():
    preco = INSTRUMENTOS["preco"]
    assert set(quadros_de(preco)) == {"produtos", "custos", "producao", "vendas"}
    assert [e.nome for e in escolhas_de(preco)] == ["base_de_rateio"]


def test_uma_saida_com_coluna_errada_e_erro_de_programa(monkeypatch):
    torto = replace(
        INSTRUMENTOS["perfil_da_rede"],
        calcular=lambda empreendimentos: {
            s.nome: pd.DataFrame({"outra": []}) for s in INSTRUMENTOS["perfil_da_rede"].saidas
        },
    )
    monkeypatch.setitem(INSTRUMENTOS, "perfil_da_rede", torto)
    with pytest.raises(AssertionError, match="declarou"):
        dados().executar("perfil_da_rede")


def test_o_periodo_deixa_de_fora_os_outros_meses_e_conta_quantos():
    contexto = Contexto(hoje=HOJE, periodo=("2026-06", "2026-06"))
    resultado = dados(contexto, custos=CUSTOS, producao=PRODUCAO).executar("custo_unitario")
    assert linha(resultado.saidas["por_produto"], produto="mel")["custo_por_unidade"] == 5  # 50 ÷ 10
    assert linha(resultado.uso, quadro="custos")["fora_do_recorte"] == 1


def test_um_empreendimento_so():
    contexto = Contexto(hoje=HOJE, empreendimento="Raiz")
    resultado = dados(contexto, custos=CUSTOS, producao=PRODUCAO).executar("custo_unitario")
    assert resultado.saidas["por_produto"]["produto"].tolist() == ["doce"]


def test_uma_escolha_que_nao_se_le_vale_o_padrao():
    resultado = dados(escolhas={"base_de_rateio": "lua"}, custos=CUSTOS, producao=PRODUCAO).executar("custo_unitario")
    assert resultado.escolhas == {"base_de_rateio": "horas"}


def test_o_grau_da_resposta_e_o_pior_do_que_entrou():
    tabela = bruta(CUSTOS).assign(_grau=["A", "C", "B"])
    assert Dados({"custos": tabela}, Contexto(hoje=HOJE)).executar("custo_unitario").grau == "C"


EMPREENDIMENTOS = """
empreendimento | pessoas | como_aparece
Flor           | 10      | nome
Raiz           | 20      | letra
Sol            | 30      | não aparece
"""


def preenchimento(**opcoes):
    brutas = {"empreendimentos": bruta(EMPREENDIMENTOS)}
    return Dados(brutas, Contexto(hoje=HOJE), **opcoes).executar("perfil_da_rede").saidas


def test_ao_publicar_cada_um_aparece_como_combinou_e_a_soma_da_rede_nao_muda():
    saidas = preenchimento(publicar=True)
    assert set(saidas["preenchimento"]["empreendimento"]) == {"Flor", "Empreendimento B"}
    assert saidas["rede"]["pessoas"].tolist() == [60.0]


def test_esconder_nomes_troca_todos_por_letras():
    saidas = preenchimento(esconder=True)
    assert set(saidas["preenchimento"]["empreendimento"]) == {f"Empreendimento {letra}" for letra in "ABC"}


def test_um_nome_antigo_vale_pelo_nome_de_hoje():
    brutas = {"empreendimentos": bruta(EMPREENDIMENTOS), "custos": bruta(CUSTOS.replace("Raiz", "Raízes"))}
    resultado = Dados(brutas, Contexto(hoje=HOJE), passados={"empreendimentos": (("Raízes", "2"),)})
    assert set(resultado.tabela("custos")["empreendimento"]) == {"Flor", "Raiz"}
