"""Reconhecer folhas: títulos, lixo em volta, totais, meses em colunas e o que fazer quando não dá."""

from __future__ import annotations

import pytest

import planilha_da_cooperativa as cooperativa
from caderno import catalogo, formato, planilha
from caderno.folhas.casamento import reconhecer
from caderno.folhas.leitor import ErroDePlanilha, Folha, ler_arquivo
from caderno.folhas.quadro_da_folha import melhores_quadros

EMPREENDIMENTOS = catalogo.quadro("empreendimentos")
CUSTOS = catalogo.quadro("custos")
VENDAS = catalogo.quadro("vendas")

# A mesma forma de uma lista pública de projetos: CNPJ no nome, maiúsculas, linhas quase vazias.
GOVERNO = """\
arquivo;lon;lat;Município;Tipologia;Entidade Proponente;Cadeira Produtiva;Início;\
Total de Beneficiários Confirmados;Beneficiárias Mulheres Confirmadas
A.js;-37.6171;-5.6945;CARAÚBAS;Piloto de Apicultura;ASSOCIACAO DAS ABELHEIRAS (11.222.333/0001-81);Mel;2017;22;9
A.js;-35.5785;-6.0114;BOM JESUS;Piloto de Apicultura;GRUPO DA LAGOA(22.333.444/0001-81);Mel;2019;13;4
A.js;;;APODI;Piloto de Apicultura;;Mel;;;
B.js;-35.38;-5.27;RIO DO FOGO;PSA;COOPERATIVA DAS ALGAS DE TESTE;Algas;2016;7;7
"""


def _folha(texto: str, nome: str = "folha") -> Folha:
    return Folha(nome, [linha.split(";") for linha in texto.strip("\n").split("\n")])


@pytest.fixture
def governo():
    return ler_arquivo(GOVERNO.encode(), "projetos.csv").folhas[0]


def test_lista_de_projetos_e_de_empreendimentos(governo):
    assert melhores_quadros(governo)[0][0] is EMPREENDIMENTOS


def test_colunas_da_lista_de_projetos_acham_os_seus_campos(governo):
    casamento = reconhecer(governo, EMPREENDIMENTOS)
    assert casamento.colunas == {
        "empreendimento": "Entidade Proponente",
        "municipio": "Município",
        "latitude": "lat",
        "longitude": "lon",
        "tipologia": "Tipologia",
        "cadeia": "Cadeira Produtiva",
        "ano_de_inicio": "Início",
        "pessoas": "Total de Beneficiários Confirmados",
        "mulheres": "Beneficiárias Mulheres Confirmadas",
    }
    assert casamento.sobraram == ["arquivo"]
    assert len(casamento.bruta) == 4


def test_cnpj_dentro_do_nome_vai_para_a_sua_coluna(governo):
    casamento = reconhecer(governo, EMPREENDIMENTOS)
    assert casamento.bruta["empreendimento"].tolist()[:2] == ["ASSOCIACAO DAS ABELHEIRAS", "GRUPO DA LAGOA"]
    assert casamento.bruta["cnpj"].tolist() == ["11.222.333/0001-81", "22.333.444/0001-81", "", ""]
    assert "2 CNPJs estavam dentro do nome: separei e deixei só o nome em Empreendimento." in casamento.avisos


def test_linha_sem_o_que_importa_entra_e_e_apontada(governo):
    casamento = reconhecer(governo, EMPREENDIMENTOS)
    assert casamento.quase_vazias == [4]
    assert casamento.bruta["_origem"].tolist() == ["linha 2", "linha 3", "linha 4", "linha 5"]


@pytest.mark.parametrize("uf", [None, "RN", "rn"])
def test_municipio_de_nome_repetido_ganha_o_estado(governo, uf):
    municipios = reconhecer(governo, EMPREENDIMENTOS, uf=uf).bruta["municipio"].tolist()
    assert municipios[1] == "Bom Jesus-RN"
    campo = EMPREENDIMENTOS.campo("municipio")
    assert [formato.ler(m, campo).valor for m in municipios] == [
        "Caraúbas-RN",
        "Bom Jesus-RN",
        "Apodi-RN",
        "Rio do Fogo-RN",
    ]


def test_coluna_do_estado_se_junta_ao_municipio():
    folha = _folha("Nome;Cidade;Estado\nGrupo A;Bom Jesus;Rio Grande do Sul\nGrupo B;Bom Jesus;PB\nGrupo C;Natal-RN;RN")
    casamento = reconhecer(folha, EMPREENDIMENTOS)
    assert casamento.bruta["municipio"].tolist() == ["Bom Jesus-RS", "Bom Jesus-PB", "Natal-RN"]


@pytest.mark.parametrize(
    ("filtro", "linhas"),
    [
        ("Tipologia não contém PSA", [2, 3, 4]),
        ("tipologia contém psa", [5]),
        ("Município é Apodi", [4]),
        ("Município = APODI", [4]),
        ("Município não é Apodi", [2, 3, 5]),
    ],
)
def test_filtro_escolhe_linhas_por_qualquer_coluna(governo, filtro, linhas):
    casamento = reconhecer(governo, EMPREENDIMENTOS, somente=filtro)
    assert casamento.bruta["_origem"].tolist() == [f"linha {n}" for n in linhas]


@pytest.mark.parametrize(("filtro", "frase"), [("Cor é azul", "As colunas são"), ("PSA", "Não entendi o filtro")])
def test_filtro_errado_e_respondido_com_o_jeito_certo(governo, filtro, frase):
    with pytest.raises(ErroDePlanilha, match=frase):
        reconhecer(governo, EMPREENDIMENTOS, somente=filtro)


def test_mapa_corrige_e_desliga_colunas(governo):
    casamento = reconhecer(governo, EMPREENDIMENTOS, {"tipologia": "arquivo", "cadeia": ""})
    assert casamento.colunas["tipologia"] == "arquivo"
    assert "cadeia" not in casamento.colunas
    assert set(casamento.sobraram) == {"Tipologia", "Cadeira Produtiva"}


@pytest.mark.parametrize(
    ("mapa", "frase"), [({"cor": "lat"}, "não tem o campo “cor”"), ({"cadeia": "Cor"}, "Não há coluna chamada “Cor”")]
)
def test_mapa_errado_e_respondido_com_o_que_existe(governo, mapa, frase):
    with pytest.raises(ErroDePlanilha, match=frase):
        reconhecer(governo, EMPREENDIMENTOS, mapa)


SUJEIRAS = {
    "limpa": "Empreendimento;Produto;Mês;Item;Valor\nGrupo A;Mel;03/2026;pote;240,00\nGrupo A;Mel;03/2026;rótulo;48,00",
    "linhas soltas em cima": "Relatório\n;;\nfeito em junho;;\nEmpreendimento;Produto;Mês;Item;Valor\n"
    "Grupo A;Mel;03/2026;pote;240,00\nGrupo A;Mel;03/2026;rótulo;48,00",
    "total e fonte embaixo": "Empreendimento;Produto;Mês;Item;Valor\nGrupo A;Mel;03/2026;pote;240,00\n;;;;\n"
    "Grupo A;Mel;03/2026;rótulo;48,00\nTOTAL;;;;288,00\nFonte: caderno da tesouraria",
    "unidades, asteriscos e outra ordem": "VALOR (R$) *;item;MES;Nome do produto;Grupo\n"
    "R$ 240,00;pote;mar/26;Mel;Grupo A\n48;rótulo;2026-03-01;Mel;Grupo A",
    "sinônimos e um título quase igual": "Empreendimeto;Produto;Competência;Despesa;Custo total\n"
    "Grupo A;Mel;03/2026;pote;240,00\nGrupo A;Mel;03/2026;rótulo;48,00",
    "colunas a mais": "nº;Empreendimento;;Produto;Mês;Item;Valor;visto\n1;Grupo A;;Mel;03/2026;pote;240;ok\n"
    "2;Grupo A;;Mel;03/2026;rótulo;48;ok",
    "subtotal no meio": "Empreendimento;Produto;Mês;Item;Valor\nGrupo A;Mel;03/2026;pote;240,00\n"
    "Grupo A;Subtotal;;;240,00\nGrupo A;Mel;03/2026;rótulo;48,00\nSoma;;;;288",
    "cabeçalho repetido a cada página": "Empreendimento;Produto;Mês;Item;Valor\nGrupo A;Mel;03/2026;pote;240,00\n"
    "Empreendimento;Produto;Mês;Item;Valor\nGrupo A;Mel;03/2026;rótulo;48,00",
}


@pytest.mark.parametrize("sujeira", SUJEIRAS)
def test_planilha_suja_da_as_mesmas_linhas(sujeira):
    folha = _folha(SUJEIRAS[sujeira])
    assert melhores_quadros(folha)[0][0] is CUSTOS
    bruta = reconhecer(folha, CUSTOS).bruta
    lidas = [[formato.ler(linha[c.nome], c).valor for c in CUSTOS.campos] for linha in bruta.to_dict("records")]
    assert lidas == [
        ["Grupo A", "Mel", "2026-03", "pote", None, None, 240.0],
        ["Grupo A", "Mel", "2026-03", "rótulo", None, None, 48.0],
    ]


def test_linhas_de_total_sao_contadas_e_ditas():
    casamento = reconhecer(_folha(SUJEIRAS["total e fonte embaixo"]), CUSTOS)
    assert [numero for numero, _ in casamento.linhas_fora] == [5, 6]
    assert any(aviso.startswith("2 linhas ficaram de fora") for aviso in casamento.avisos)


def test_produto_que_comeca_com_total_nao_e_uma_soma():
    folha = _folha("Produto;Unidade\nTotal Flex;pote\nMédia de abacaxi;kg\nMel;kg")
    assert reconhecer(folha, catalogo.quadro("produtos")).bruta["produto"].tolist()[0] == "Total Flex"


def test_na_duvida_entre_dois_campos_a_coluna_sobra():
    folha = _folha("Empreendimento;Data ou horas;Mulheres do bairro todo\nGrupo A;3;9")
    assert reconhecer(folha, EMPREENDIMENTOS).sobraram == ["Data ou horas", "Mulheres do bairro todo"]


def test_titulo_parecido_com_valores_que_nao_cabem_fica_de_fora():
    folha = _folha("Empreendimento;Pessoas atendidas\nGrupo A;crianças e idosos\nGrupo B;o bairro todo")
    assert reconhecer(folha, EMPREENDIMENTOS).sobraram == ["Pessoas atendidas"]


def test_a_mesma_chave_em_duas_linhas_e_dita():
    folha = _folha("Empreendimento;Pessoas\nGrupo A;3\ngrupo a;4\nGrupo B;5")
    avisos = reconhecer(folha, EMPREENDIMENTOS).avisos
    assert "Mais de uma linha com o mesmo empreendimento: 2 e 3." in avisos


def test_porcentagens_todas_menores_que_um_pedem_um_olhar():
    folha = _folha("Produto;Unidade;Tributos sobre a venda\nMel;kg;0,06\nFavo;kg;0,05")
    avisos = reconhecer(folha, catalogo.quadro("produtos")).avisos
    assert any("menores que 1 %" in aviso for aviso in avisos)


def test_folha_que_nao_serve_recebe_o_caminho():
    folha = _folha("SAFRAS;Área;Condição\nBatata;100;5\nFeijão;59;7")
    assert melhores_quadros(folha) == []
    with pytest.raises(ErroDePlanilha) as erro:
        reconhecer(folha, EMPREENDIMENTOS)
    assert "As colunas que vi: SAFRAS, Área, Condição" in str(erro.value)
    assert "“Empreendimentos”" in str(erro.value)


def test_tabela_do_ibge_e_reconhecida_pelo_que_e():
    folha = _folha("NC;NN;MC;MN;V;D1C;D1N\n3;Unidade da Federação;1017;Toneladas;45732;12;Acre")
    with pytest.raises(ErroDePlanilha, match="tabela do IBGE"):
        reconhecer(folha, EMPREENDIMENTOS)


# ------------------------------------------------------------------ a pasta da cooperativa


@pytest.fixture(scope="module")
def da_cooperativa():
    entendido = planilha.reconhecer_arquivo(ler_arquivo(cooperativa.montar(), "cooperativa.xlsx"))
    return {casamento.quadro.nome: casamento for casamento in entendido}


def test_folhas_da_cooperativa_enchem_custos_producao_e_vendas(da_cooperativa):
    assert set(da_cooperativa) == {"custos", "producao", "vendas"}
    assert all(not casamento.faltam and not casamento.sobraram for casamento in da_cooperativa.values())


def _valores(casamento, *campos: str) -> set[tuple]:
    quadro = casamento.quadro
    linhas = casamento.bruta.to_dict("records")
    return {tuple(formato.ler(linha[nome], quadro.campo(nome)).valor for nome in campos) for linha in linhas}


def _por_mes(tabela: dict) -> set[tuple]:
    return {(p, f"2026-0{m}", float(v)) for p, valores in tabela.items() for m, v in enumerate(valores, start=1)}


def test_cada_mes_da_cooperativa_vira_uma_linha(da_cooperativa):
    esperado = {
        (produto, item, f"2026-0{mes}", float(valor))
        for produto, itens in cooperativa.CUSTOS.items()
        for item, valores in itens.items()
        for mes, valor in enumerate(valores, start=1)
    }
    assert _valores(da_cooperativa["custos"], "produto", "item", "mes", "valor") == esperado
    assert len(da_cooperativa["custos"].bruta) == len(esperado)


def test_producao_e_vendas_da_mesma_folha_nao_se_misturam(da_cooperativa):
    producao, vendas = da_cooperativa["producao"], da_cooperativa["vendas"]
    assert _valores(producao, "produto", "mes", "realizado") == _por_mes(cooperativa.PRODUCAO)
    assert _valores(producao, "produto", "mes", "horas") == _por_mes(cooperativa.HORAS)
    assert _valores(vendas, "produto", "mes", "quantidade") == _por_mes(cooperativa.VENDIDAS)
    assert _valores(vendas, "produto", "mes", "preco") == _por_mes(cooperativa.PRECOS)
    assert set(vendas.bruta["canal"]) == {"feira"}


def test_nome_da_cooperativa_vem_do_titulo_e_pode_ser_corrigido():
    folha = ler_arquivo(cooperativa.montar(), "c.xlsx").folhas[0]
    assert set(reconhecer(folha, CUSTOS).bruta["empreendimento"]) == {cooperativa.COOPERATIVA.upper()}
    corrigido = reconhecer(folha, CUSTOS, fixos={"empreendimento": "Flor do Cerrado"})
    assert set(corrigido.bruta["empreendimento"]) == {"Flor do Cerrado"}


def test_meses_sem_ano_usam_o_ano_informado_ou_avisam():
    folha = _folha("Item;Janeiro;Fevereiro\npote;10,00;12,00")
    sem_ano = reconhecer(folha, CUSTOS, fixos={"empreendimento": "Grupo A"})
    assert any("sem o ano" in aviso for aviso in sem_ano.avisos)
    com_ano = reconhecer(folha, CUSTOS, fixos={"empreendimento": "Grupo A", "ano": "2025"})
    assert com_ano.bruta["mes"].tolist() == ["01/2025", "02/2025"]


def test_mes_em_branco_ou_com_traco_nao_vira_linha():
    folha = _folha("Custos de 2026\nItem;jan;fev;mar\npote;10,00;-;\nrótulo;;0;5,00")
    bruta = reconhecer(folha, CUSTOS).bruta
    assert bruta[["item", "mes", "valor"]].values.tolist() == [
        ["pote", "01/2026", "10,00"],
        ["rótulo", "02/2026", "0"],
        ["rótulo", "03/2026", "5,00"],
    ]


def test_blocos_com_meses_em_linhas_tambem_dao_o_produto_pelo_titulo():
    folha = _folha(
        "Mel 500 g\nMês;Quantidade;Preço\n01/2026;10;28,00\nTotal;10;\n\nGeleia\nMês;Quantidade;Preço\n01/2026;5;16"
    )
    bruta = reconhecer(folha, VENDAS).bruta
    assert bruta[["produto", "mes", "quantidade"]].values.tolist() == [
        ["Mel 500 g", "01/2026", "10"],
        ["Geleia", "01/2026", "5"],
    ]


def test_nome_da_folha_desempata_quando_so_ha_meses():
    folha = _folha("Ano 2026\nProduto;jan;fev\nMel;10;20", nome="Produção")
    assert melhores_quadros(folha)[0][0] is catalogo.quadro("producao")
    assert melhores_quadros(Folha("Folha1", folha.celulas)) == []


def test_linha_de_caixa_nao_se_confunde_com_custo():
    folha = _folha("Descrição;Entra ou sai;Mês;Valor\nfeira;entra;01/2026;300")
    assert melhores_quadros(folha)[0][0] is catalogo.quadro("lancamentos")


def test_campo_fixo_preenche_so_o_que_veio_vazio():
    folha = _folha("Empreendimento;Item;Mês;Valor\nGrupo A;pote;03/2026;1,00\n;rótulo;03/2026;2,00")
    bruta = reconhecer(folha, CUSTOS, fixos={"empreendimento": "Grupo B"}).bruta
    assert bruta["empreendimento"].tolist() == ["Grupo A", "Grupo B"]
