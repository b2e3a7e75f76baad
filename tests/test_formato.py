"""Como se lê o que as pessoas escrevem, e como se escreve de volta."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caderno import formato
from caderno.formato import eco, escrever, ler
from caderno.modelo import NAO_SE_APLICA, NAO_SEI, VAZIO, Campo

DINHEIRO = Campo("preco", "Preço", "dinheiro")
PESO = Campo("peso", "Peso", "numero", unidade="kg")
PESSOAS = Campo("pessoas", "Pessoas", "inteiro", unidade="pessoas", minimo=0)
PARTE = Campo("parte", "Parte", "percentual", minimo=0, maximo=100)
LATITUDE = Campo("latitude", "Latitude", "numero", unidade="graus", minimo=-90, maximo=90)
ANO = Campo("ano", "Ano", "ano")
DATA = Campo("data", "Data", "data")
MES = Campo("mes", "Mês", "mes")
FORMA = Campo(
    "forma",
    "Forma",
    "opcao",
    opcoes=("associação", "cooperativa", "cooperativa de crédito", "grupo informal"),
)
PROGRAMAS = Campo("programas", "Programas", "lista", opcoes=("PAA", "PNAE", "Pronaf"))
PRODUTOS = Campo("produtos", "Produtos", "lista")
SIM_NAO = Campo("caf", "Tem CAF", "sim_nao")
MUNICIPIO = Campo("municipio", "Município", "municipio")
CNPJ = Campo("cnpj", "CNPJ", "cnpj")
TEXTO = Campo("nome", "Nome", "texto")
NOTAS = Campo("notas", "Notas", "texto_longo")
EES = Campo("empreendimento", "Empreendimento", "referencia", quadro="empreendimentos")
TODOS = (
    DINHEIRO, PESO, PESSOAS, PARTE, LATITUDE, ANO, DATA, MES, FORMA, PROGRAMAS, PRODUTOS, SIM_NAO,
    MUNICIPIO, CNPJ, TEXTO, NOTAS, EES,
)  # fmt: skip

# A primeira leitura de um município abre a tabela e demora mais que as outras.
sem_pressa = settings(deadline=None)


def tabela(*linhas):
    """Cada linha é (frase, texto, campo, esperado); a frase dá nome ao caso."""
    return pytest.mark.parametrize(
        ("texto", "campo", "esperado"), [pytest.param(*resto, id=frase) for frase, *resto in linhas]
    )


class TestLerNumeros:
    @tabela(
        ("milhar com ponto e centavos com vírgula", "1.234,56", DINHEIRO, 1234.56),
        ("sem ponto de milhar", "1234,5", DINHEIRO, 1234.5),
        ("cifrão e milhar sem centavos", "R$ 1.234", DINHEIRO, 1234.0),
        ("cifrão colado", "R$1.234,56", DINHEIRO, 1234.56),
        ("ponto com três algarismos é milhar em dinheiro", "1.234", DINHEIRO, 1234.0),
        ("ponto com três algarismos é milhar em quilos", "1.234", PESO, 1234.0),
        ("ponto com três algarismos é milhar em inteiro", "1.234", PESSOAS, 1234.0),
        ("vários milhares", "1.234.567", DINHEIRO, 1234567.0),
        ("zero antes do ponto não é milhar", "0.123", PESO, 0.123),
        ("zero à esquerda também não é milhar", "012.345", PESO, 12.345),
        ("ponto com um algarismo é decimal", "12.5", PESO, 12.5),
        ("ponto com dois algarismos é decimal", "1234.56", DINHEIRO, 1234.56),
        ("planilha deixa ponto zero", "1234.0", DINHEIRO, 1234.0),
        ("quatro algarismos antes do ponto não é milhar", "1234.567", PESO, 1234.567),
        ("espaço de milhar", "1 234,56", DINHEIRO, 1234.56),
        ("espaço que não se vê", "R$\u00a01\u202f234,56", DINHEIRO, 1234.56),
        ("número começado por vírgula", ",5", PESO, 0.5),
        ("número terminado por vírgula", "5,", PESO, 5.0),
        ("parênteses são negativo", "(1.234,50)", DINHEIRO, -1234.5),
        ("menos na frente", "-1.234,5", DINHEIRO, -1234.5),
        ("menos no fim", "1.234,50-", DINHEIRO, -1234.5),
        ("menos antes do cifrão", "-R$ 5", DINHEIRO, -5.0),
        ("menos depois do cifrão", "R$ -5", DINHEIRO, -5.0),
        ("sinal de menos tipográfico", "−5", DINHEIRO, -5.0),
        ("menos zero é zero", "-0", DINHEIRO, 0.0),
        ("apóstrofo de planilha", "'12", PESO, 12.0),
        ("reais por extenso", "12 reais", DINHEIRO, 12.0),
        ("a unidade do campo", "12 kg", PESO, 12.0),
        ("a unidade no singular", "1 pessoa", PESSOAS, 1.0),
        ("unidade com algarismo", "100 m²", Campo("area", "Área", "numero", unidade="m²"), 100.0),
        ("a mesma unidade sem o sinal", "100 m2", Campo("area", "Área", "numero", unidade="m²"), 100.0),
        ("porcentagem colada", "12%", PARTE, 12.0),
        ("porcentagem com espaço", "12,5 %", PARTE, 12.5),
        ("fração em porcentagem não é adivinhada", "0,125", PARTE, 0.125),
        ("inteiro com vírgula e zero", "12,0", PESSOAS, 12.0),
        ("grau com ponto é sempre decimal", "-6.458", LATITUDE, -6.458),
        ("grau com quatro casas", "-35.3823", LATITUDE, -35.3823),
        ("grau com vírgula", "-6,4583", LATITUDE, -6.4583),
        ("grau com sinal de grau", "-6,45°", LATITUDE, -6.45),
        ("ano", "2026", ANO, 2026.0),
        ("ano de planilha", "2026.0", ANO, 2026.0),
        ("ano com ponto de milhar", "2.026", ANO, 2026.0),
    )
    def test_le(self, texto, campo, esperado):
        lido = ler(texto, campo)
        assert (lido.valor, lido.erro, lido.aviso) == (esperado, "", "")

    @tabela(
        ("vírgula com três algarismos em dinheiro", "1,234", DINHEIRO, 1.234),
        ("jeito americano", "1,234.56", DINHEIRO, 1234.56),
        ("milhares americanos", "1,234,567", DINHEIRO, 1234567.0),
        ("mil por extenso", "12 mil", DINHEIRO, 12000.0),
        ("mil reais", "12 mil reais", DINHEIRO, 12000.0),
        ("milhão de reais", "1,5 milhão de reais", DINHEIRO, 1500000.0),
        ("mil de outra unidade", "12 mil sacos", PESO, 12000.0),
        ("outra unidade", "12 g", PESO, 12.0),
        ("preço por quilo", "R$ 10/kg", DINHEIRO, 10.0),
        ("data em campo de ano", "31/12/2015", ANO, 2015.0),
    )
    def test_le_mas_avisa(self, texto, campo, esperado):
        lido = ler(texto, campo)
        assert (lido.valor, lido.erro) == (esperado, "")
        assert lido.aviso

    def test_o_aviso_da_unidade_diz_o_que_ficou_de_fora(self):
        assert ler("12 g", PESO).aviso == "Li 12 kg e deixei “g” de fora: a conta é em kg."

    def test_virgula_com_tres_algarismos_fora_de_dinheiro_nao_avisa(self):
        assert ler("1,234", PESO) == formato.Lido(1.234)

    @tabela(
        ("palavra", "abc", DINHEIRO, "Li “abc” e esperava um valor em reais. Escreva assim: 1.234,56."),
        ("porcentagem em dinheiro", "12%", DINHEIRO, "valor em reais"),
        ("dólar", "US$ 10", DINHEIRO, "valor em reais"),
        ("euro", "€ 10", DINHEIRO, "valor em reais"),
        ("dinheiro em quilos", "R$ 5", PESO, "esperava um número"),
        ("dinheiro em porcentagem", "R$ 5", PARTE, "esperava uma porcentagem"),
        ("porcentagem em quilos", "12%", PESO, "esperava um número"),
        ("não é número", "nan", DINHEIRO, "“nan”"),
        ("infinito", "inf", DINHEIRO, "“inf”"),
        ("notação científica", "1e5", DINHEIRO, "“1e5”"),
        ("grupo de milhar errado", "1.23,45", DINHEIRO, "“1.23,45”"),
        ("dois pontos de milhar tortos", "1.234.5", DINHEIRO, "“1.234.5”"),
        ("dois números", "10 a 15", PESO, "“10 a 15”"),
        ("número e pedaço", "2 e meio", PESO, "“2 e meio”"),
        ("hora", "12:30", PESO, "“12:30”"),
        ("dois sinais", "--5", PESO, "“--5”"),
        ("parêntese aberto", "(5", PESO, "“(5”"),
        ("pessoa e meia", "12,5", PESSOAS, "Escreva sem vírgula: 12."),
        ("menos que o mínimo", "-3", PESSOAS, "Li -3 pessoas, mas o menor valor aceito é 0 pessoas."),
        ("mais que o máximo", "150", PARTE, "Li 150 %, mas o maior valor aceito é 100 %."),
        ("milhar em porcentagem", "12.500", PARTE, "Li 12.500 %"),
        ("ano de dois algarismos", "26", ANO, "ano com quatro algarismos"),
        ("ano antes de 1500", "1499", ANO, "ano com quatro algarismos"),
        ("hemisfério por letra perderia o sinal", "5,8 S", LATITUDE, "coordenada em graus"),
        ("grande demais", "9" * 40, DINHEIRO, "grande demais"),
        ("erro de fórmula", "#DIV/0!", DINHEIRO, "erro de fórmula"),
        ("erro de procura", "#N/D", TEXTO, "erro de fórmula"),
    )
    def test_recusa_com_uma_frase(self, texto, campo, esperado):
        lido = ler(texto, campo)
        assert lido.valor is None
        assert esperado in lido.erro

    def test_a_frase_usa_o_exemplo_do_campo(self):
        campo = Campo("preco", "Preço do pote", "dinheiro", exemplo="25,00")
        assert ler("caro", campo).erro.endswith("Escreva assim: 25,00.")


class TestLerOQueNaoEValor:
    @pytest.mark.parametrize("campo", TODOS, ids=lambda campo: campo.tipo)
    @pytest.mark.parametrize(
        ("texto", "falta"),
        [
            *((texto, VAZIO) for texto in ("", "  ", "-", "–", "—", "____")),
            *((texto, NAO_SEI) for texto in ("?", "não sei", "NAO SEI")),
            *((texto, NAO_SE_APLICA) for texto in ("Não se aplica", "n/a")),
        ],
    )
    def test_vazio_nao_sei_e_nao_se_aplica_sao_tres_coisas(self, texto, falta, campo):
        assert ler(texto, campo) == formato.Lido(falta=falta)

    def test_sigla_vale_em_numero_mas_pode_ser_nome_em_texto(self):
        assert ler("ns", DINHEIRO).falta == NAO_SEI
        assert ler("NA", PESO).falta == NAO_SE_APLICA
        assert ler("NA", TEXTO).valor == "NA"

    def test_opcao_chamada_nao_sei_e_resposta(self):
        campo = Campo("agua", "Tem água", "opcao", opcoes=("sim", "não", "não sei"))
        assert ler("Nao sei", campo).valor == "não sei"

    def test_celula_vazia_de_tabela_e_vazio(self):
        assert ler(None, DINHEIRO).falta == ler(float("nan"), TEXTO).falta == VAZIO


class TestLerDatas:
    @tabela(
        ("dia, mês e ano", "31/12/2026", DATA, datetime(2026, 12, 31)),
        ("ano curto", "31/12/26", DATA, datetime(2026, 12, 31)),
        ("ano curto do século passado", "31/12/98", DATA, datetime(1998, 12, 31)),
        ("ano na frente", "2026-12-31", DATA, datetime(2026, 12, 31)),
        ("data e hora de planilha", "2026-12-31 00:00:00", DATA, datetime(2026, 12, 31)),
        ("hora é esquecida", "31/12/2026 14:32", DATA, datetime(2026, 12, 31)),
        ("pontos", "31.12.2026", DATA, datetime(2026, 12, 31)),
        ("traços", "31-12-2026", DATA, datetime(2026, 12, 31)),
        ("por extenso", "1º de março de 2026", DATA, datetime(2026, 3, 1)),
        ("mês abreviado", "31/dez/26", DATA, datetime(2026, 12, 31)),
        ("ano bissexto", "29/02/2024", DATA, datetime(2024, 2, 29)),
        ("mês e ano", "03/2026", MES, "2026-03"),
        ("mês sem zero", "3/2026", MES, "2026-03"),
        ("ano e mês", "2026-03", MES, "2026-03"),
        ("mês abreviado e ano", "mar/2026", MES, "2026-03"),
        ("mês por extenso", "março de 2026", MES, "2026-03"),
        ("mês em maiúsculas", "MARÇO/2026", MES, "2026-03"),
        ("mês e ano curto", "03/26", MES, "2026-03"),
        ("mês que a planilha fez data", "2026-03-01 00:00:00", MES, "2026-03"),
        ("data em campo de mês", "15/03/2026", MES, "2026-03"),
        ("mês de planilha em inglês", "Apr-26", MES, "2026-04"),
        ("ano e mês juntos", "202603", MES, "2026-03"),
    )
    def test_le(self, texto, campo, esperado):
        assert ler(texto, campo) == formato.Lido(esperado)

    def test_numero_serial_de_planilha_vale_com_aviso(self):
        assert ler("43171", DATA).valor == ler("43171.0", DATA).valor == datetime(2018, 3, 12)
        assert "12/03/2018" in ler("43171", DATA).aviso
        assert ler("46082", MES).valor == "2026-03"

    @tabela(
        ("dia que não existe", "31/02/2026", DATA, "fevereiro de 2026 não tem dia 31"),
        ("mês e dia trocados", "12/31/2026", DATA, "não existe o mês 31"),
        ("ano impossível", "01/01/0001", DATA, "o ano 1 está fora"),
        ("sem dia", "03/2026", DATA, "faltou o dia"),
        ("palavra", "ontem", DATA, "esperava uma data"),
        ("número solto", "99999", DATA, "esperava uma data"),
        ("mês treze", "13/2026", MES, "não existe o mês 13"),
        ("mês sem ano", "março", MES, "esperava um mês e um ano"),
        ("dinheiro em campo de mês", "10.50", MES, "esperava um mês e um ano"),
        ("data impossível em campo de mês", "31/02/2026", MES, "não tem dia 31"),
        ("letras que parecem algarismos", "²²²/2026", MES, "esperava um mês e um ano"),
    )
    def test_recusa_com_uma_frase(self, texto, campo, esperado):
        lido = ler(texto, campo)
        assert lido.valor is None
        assert esperado in lido.erro


class TestLerEscolhasENomes:
    @tabela(
        ("opção sem acento", "ASSOCIACAO", FORMA, "associação"),
        ("começo único", "grupo", FORMA, "grupo informal"),
        ("igual ganha de começo", "cooperativa", FORMA, "cooperativa"),
        ("começo mais comprido", "cooperativa de", FORMA, "cooperativa de crédito"),
        ("lista com vírgula quando há opções", "paa, pnae", PROGRAMAS, "PAA; PNAE"),
        ("lista repetida mantém a ordem", "PNAE;paa;pnae", PROGRAMAS, "PNAE; PAA"),
        ("lista em linhas", "Mel\nCastanha", PRODUTOS, "Mel; Castanha"),
        ("lista com barra", "Mel | Castanha|", PRODUTOS, "Mel; Castanha"),
        ("xis é sim", "X", SIM_NAO, "sim"),
        ("letra é não", "n", SIM_NAO, "não"),
        ("município com barra", "CAICO/RN", MUNICIPIO, "Caicó-RN"),
        ("município entre parênteses", "caicó (rn)", MUNICIPIO, "Caicó-RN"),
        ("município com traço e espaços", "CAICÓ - RN", MUNICIPIO, "Caicó-RN"),
        ("nome único dispensa o estado", "caico", MUNICIPIO, "Caicó-RN"),
        ("código do IBGE", "2402006", MUNICIPIO, "Caicó-RN"),
        ("código do IBGE sem o dígito", "240200", MUNICIPIO, "Caicó-RN"),
        ("CNPJ só com algarismos", "11222333000181", CNPJ, "11.222.333/0001-81"),
        ("CNPJ com letras", "12abc34501de35", CNPJ, "12.ABC.345/01DE-35"),
        ("CNPJ com letras e pontos", "12.ABC.345/01DE-35", CNPJ, "12.ABC.345/01DE-35"),
        ("espaços a mais", "  Mel   da Serra ", EES, "Mel da Serra"),
        ("linhas do texto longo ficam", " um  dois \n três ", NOTAS, "um dois\ntrês"),
        ("marcas invisíveis saem", "\ufeffMel\u200b da\x00 Serra", TEXTO, "Mel da Serra"),
        ("acento decomposto se recompõe", "Caico\u0301", TEXTO, "Caicó"),
    )
    def test_le(self, texto, campo, esperado):
        assert ler(texto, campo) == formato.Lido(esperado)

    @tabela(
        ("opção desconhecida lista as outras", "firma", FORMA, "Escolha: associação, cooperativa,"),
        ("começo de duas opções", "coop", FORMA, "pode ser cooperativa ou cooperativa de crédito"),
        ("item desconhecido de lista", "PAA; foo", PROGRAMAS, "Li “foo”"),
        ("nem sim nem não", "talvez", SIM_NAO, "Escreva sim ou não"),
        ("município de vários estados", "Bom Jesus", MUNICIPIO, "existe em PB, PI, RN, RS e SC"),
        ("município do estado errado", "Caicó-PB", MUNICIPIO, "Será Caicó-RN?"),
        ("município quase certo", "Luiz Gomes", MUNICIPIO, "Luís Gomes-RN"),
        ("município nenhum", "xx", MUNICIPIO, "Escreva o nome e o estado"),
        ("CNPJ com dígito errado", "11.222.333/0001-82", CNPJ, "não conferem"),
        ("CNPJ com letras e dígito errado", "12.ABC.345/01DE-36", CNPJ, "não conferem"),
        ("CNPJ curto", "1122233300018", CNPJ, "com 13 letras e algarismos"),
        ("CNPJ com sinais", "11*222", CNPJ, "esperava um CNPJ"),
    )  # fmt: skip
    def test_recusa_com_uma_frase(self, texto, campo, esperado):
        lido = ler(texto, campo)
        assert lido.valor is None
        assert esperado in lido.erro

    def test_cnpj_que_perdeu_o_zero_na_planilha_e_completado_com_aviso(self):
        lido = ler("1234567000195", CNPJ)
        assert lido.valor == "01.234.567/0001-95"
        assert "zero à esquerda" in lido.aviso

    def test_virgula_em_lista_livre_avisa_que_e_um_nome_so(self):
        lido = ler("mel, castanha", PRODUTOS)
        assert lido.valor == "mel, castanha"
        assert "ponto e vírgula" in lido.aviso


class TestLerQualquerTexto:
    @sem_pressa
    @given(texto=st.text(), campo=st.sampled_from(TODOS))
    def test_nunca_levanta_excecao_e_sempre_responde_uma_coisa_so(self, texto, campo):
        lido = ler(texto, campo)
        assert [lido.valor is not None, bool(lido.falta), bool(lido.erro)].count(True) == 1
        assert isinstance(eco(texto, campo), str)

    @sem_pressa
    @given(texto=st.text(alphabet="0123456789.,-() R$%/kgmil²º:eE+'", max_size=12), campo=st.sampled_from(TODOS))
    def test_nem_para_textos_que_parecem_numeros_e_datas(self, texto, campo):
        lido = ler(texto, campo)
        assert [lido.valor is not None, bool(lido.falta), bool(lido.erro)].count(True) == 1

    @sem_pressa
    @given(texto=st.text(max_size=30), campo=st.sampled_from(TODOS))
    def test_a_frase_de_erro_tem_no_maximo_dois_pontos_finais_fora_das_aspas(self, texto, campo):
        frase = ler(texto, campo).erro
        fora = frase.partition("“")[0] + frase.rpartition("”")[2]
        assert fora.count(". ") + fora.endswith((".", "?")) <= 2

    @pytest.mark.parametrize("campo", TODOS, ids=lambda campo: campo.tipo)
    def test_texto_enorme_nao_trava(self, campo):
        assert ler("9" * 200_000, campo) is not None


def _escrito_e_lido(valor, campo):
    return ler(escrever(valor, campo, curto=True), campo)


# Até 15 algarismos: é o que uma planilha guarda.
numeros = st.integers(-(10**12), 10**12).flatmap(lambda n: st.integers(0, 6).map(lambda casas: n / 10**casas))


class TestIrEVoltar:
    @given(valor=numeros, campo=st.sampled_from((DINHEIRO, PESO)))
    def test_numero_escrito_curto_e_lido_igual_e_sem_aviso(self, valor, campo):
        assert _escrito_e_lido(valor, campo) == formato.Lido(valor)

    @given(valor=st.integers(0, 10_000_000).map(lambda n: n / 100_000), campo=st.sampled_from((PARTE, LATITUDE)))
    def test_porcentagem_e_grau_vao_e_voltam(self, valor, campo):
        valor = min(valor, campo.maximo)
        assert _escrito_e_lido(valor, campo) == formato.Lido(valor)

    @given(valor=st.integers(0, 10**12).map(float))
    def test_inteiro_vai_e_volta(self, valor):
        assert _escrito_e_lido(valor, PESSOAS) == formato.Lido(valor)

    @given(valor=st.integers(1500, 2100).map(float))
    def test_ano_vai_e_volta(self, valor):
        assert _escrito_e_lido(valor, ANO) == formato.Lido(valor)

    @given(valor=st.datetimes(datetime(1500, 1, 1), datetime(2100, 12, 31)))
    def test_data_vai_e_volta(self, valor):
        dia = datetime(valor.year, valor.month, valor.day)
        assert _escrito_e_lido(dia, DATA) == formato.Lido(dia)

    @given(ano=st.integers(1500, 2100), mes=st.integers(1, 12))
    def test_mes_vai_e_volta(self, ano, mes):
        assert _escrito_e_lido(f"{ano}-{mes:02d}", MES) == formato.Lido(f"{ano}-{mes:02d}")

    @given(valor=st.sampled_from(FORMA.opcoes))
    def test_opcao_vai_e_volta(self, valor):
        assert _escrito_e_lido(valor, FORMA) == formato.Lido(valor)

    @given(itens=st.lists(st.sampled_from(PROGRAMAS.opcoes), min_size=1, unique=True))
    def test_lista_vai_e_volta(self, itens):
        assert _escrito_e_lido("; ".join(itens), PROGRAMAS) == formato.Lido("; ".join(itens))

    @sem_pressa
    @given(texto=st.text(), campo=st.sampled_from(TODOS))
    def test_o_que_se_leu_uma_vez_se_le_igual_para_sempre(self, texto, campo):
        valor = ler(texto, campo).valor
        if valor is not None:
            assert _escrito_e_lido(valor, campo).valor == valor

    @given(valor=numeros, campo=st.sampled_from((DINHEIRO, PESO, LATITUDE)))
    def test_o_texto_canonico_nao_tem_eco(self, valor, campo):
        assert eco(escrever(valor, campo, curto=True), campo) == ""


class TestEscrever:
    @pytest.mark.parametrize(
        ("valor", "campo", "longo", "curto"),
        [
            (1234.56, DINHEIRO, "R$ 1.234,56", "1.234,56"),
            (-1234.5, DINHEIRO, "-R$ 1.234,50", "-1.234,50"),
            (0.0375, DINHEIRO, "R$ 0,04", "0,0375"),
            (1.234, DINHEIRO, "R$ 1,23", "1,2340"),
            (12.5, PARTE, "12,5 %", "12,5"),
            (1234.0, PESO, "1.234 kg", "1.234"),
            (0.1 + 0.2, PESO, "0,3 kg", "0,3"),
            (1.0, PESSOAS, "1 pessoa", "1"),
            (3.0, PESSOAS, "3 pessoas", "3"),
            (2026.0, ANO, "2026", "2026"),
            (-6.4583, LATITUDE, "-6,4583 graus", "-6,4583"),
            (2.25, Campo("nota", "Nota", "numero", casas=1), "2,3", "2,25"),
            (date(2026, 12, 31), DATA, "31/12/2026", "31/12/2026"),
            (pd.Timestamp(2026, 12, 31), DATA, "31/12/2026", "31/12/2026"),
            ("2026-03", MES, "03/2026", "03/2026"),
            (datetime(2026, 3, 1), MES, "03/2026", "03/2026"),
            ("Caicó-RN", MUNICIPIO, "Caicó-RN", "Caicó-RN"),
            (2402006.0, MUNICIPIO, "2402006", "2402006"),
            (84999999999.0, TEXTO, "84999999999", "84999999999"),
            (True, SIM_NAO, "sim", "sim"),
        ],
    )
    def test_com_simbolo_e_sem(self, valor, campo, longo, curto):
        assert escrever(valor, campo) == longo
        assert escrever(valor, campo, curto=True) == curto

    @pytest.mark.parametrize("vazio", [None, float("nan"), pd.NaT, pd.NA])
    def test_o_que_falta_e_travessao_na_tabela_e_branco_na_planilha(self, vazio):
        assert escrever(vazio, DINHEIRO) == "—"
        assert escrever(vazio, DATA, curto=True) == ""

    def test_sem_valor_numa_frase_e_nao_se_aplica(self):
        for funcao in (formato.numero, formato.dinheiro, formato.percentual, formato.quantidade):
            assert funcao(float("nan")) == NAO_SE_APLICA

    def test_o_meio_sobe_e_nao_vai_para_o_par(self):
        assert [formato.numero(x, 1) for x in (2.25, 2.35, -2.25)] == ["2,3", "2,4", "-2,3"]
        assert formato.dinheiro(1.005) == "R$ 1,01"

    def test_zero_negativo_nao_se_mostra(self):
        assert formato.dinheiro(-0.001) == "R$ 0,00"


class TestEco:
    @tabela(
        ("milhar em dinheiro ganha centavos", "1.234", DINHEIRO, "li R$ 1.234,00"),
        ("ponto decimal vira vírgula", "12.5", PESO, "li 12,5 kg"),
        ("já está escrito assim", "1.234,56", DINHEIRO, ""),
        ("já está escrito com símbolo", "R$ 1.234,56", DINHEIRO, ""),
        ("casas não se perdem", "R$ 0.0375", DINHEIRO, "li R$ 0,0375"),
        ("sigla", "ns", DINHEIRO, "li não sei"),
        ("falta por extenso", "não sei", DINHEIRO, ""),
        ("vazio", "", DINHEIRO, ""),
        ("erro não tem eco", "abc", DINHEIRO, ""),
        ("mês", "2026-03", MES, "li 03/2026"),
        ("município", "caico", MUNICIPIO, "li Caicó-RN"),
        ("texto livre", "  Mel ", TEXTO, ""),
    )
    def test_mostra_o_que_foi_entendido(self, texto, campo, esperado):
        assert eco(texto, campo) == esperado
