"""O gêmeo inventado de uma lista pública de subprojetos: o mesmo cabeçalho e as mesmas manias, outros nomes.

Ponto e vírgula, ponto decimal, CNPJ dentro do nome (com e sem espaço antes), linhas quase vazias, uma
data como número de série do programa de planilhas, municípios em maiúsculas e sem estado, "Cadeira
Produtiva", um ponto que perdeu a vírgula da longitude, um traço no lugar do ano, e linhas que não são de
empreendimentos. Os grupos, as pessoas e os CNPJs são inventados; só os municípios existem.
"""

from __future__ import annotations

from stdnum.br import cnpj

TITULOS = (
    "arquivo;lon;lat;Id SMI da MI;UES;Município;Território;Tipologia;Subtipologia;Categoria;Subcategoria;"
    "Nº do Processo do Convênio;Nº da MI;Nº do Edital;Entidade Proponente;Seleção;Cadeira Produtiva;"
    "Atividade Produtiva;Data de Início da vigência (data de incio de execuçao do subprojeto);"
    "Data de Fim da vigência (data de encerramento de execução do subprojeto);"
    "Ano inicial da operação do empreedimento;Valor Total do Convênio;Valor BIRD;Valor da Contrapartida;"
    "Total de Beneficiários Confirmados;Beneficiárias Mulheres Confirmadas;Beneficiários Jovens Confirmados;"
    "Entidade Presidida por Mulher;Entidade Liderada por Mulher;Grupo Tradicional Comunidade;QUANTIDADE_FOTOS"
)
PRODUTIVAS = "Tipologia não contém PSA"
_SOLIDARIO = "Subprojetos de Negócios Solidários"
_AMBIENTAL = "Subprojetos de Cuidado com a Água (PSA)"

LIDAS, FICAM, QUASE_VAZIAS, COM_CNPJ = 15, 11, 2, 9
EMPREENDIMENTOS = 8
"""Os que têm nome, menos o que tem a longitude errada, que fica de fora da conta até ser corrigido."""
PESSOAS, MULHERES, JOVENS = 156, 91, 30

# lon, lat, município, tipologia, entidade, CNPJ inventado, cadeia, atividade, início, ano, pessoas, mulheres, jovens, comunidade
_LINHAS = (
    ("-37.0977", "-6.4589", "CAICÓ", _SOLIDARIO, "ASSOCIACAO DAS DOCEIRAS DO POCO FUNDO ", 990101, "Beneficiamento de alimentos", "Doces e geleias", "05/03/2018", "2020", 24, 20, 6, "Nenhuma"),
    ("-36.6391", "-6.4362", "ACARI", _SOLIDARIO, "ASSOCIAÇÃO DOS APICULTORES DA SERRA NOVA", 990202, "Apicultura", "Casa de Mel", "43171", "2021", 18, 7, 3, "Nenhuma"),
    ("-36.6401", "-6.4355", "ACARI", _SOLIDARIO, "", 0, "Apicultura", "", "", "", "", "", "", ""),
    ("-35.5792", "-5.9891", "BOM JESUS", _SOLIDARIO, "Cooperativa de Costura Ponto Firme ", 990303, "Têxtil/confecções", "Costura", "11/07/2019", "2020", 30, 28, 9, "Nenhuma"),
    ("-36.5181", "-6.2610", "CURRAIS NOVOS", _SOLIDARIO, "COOPERATIVA MISTA DO QUEIJO DE CABRA", 990404, "Leite e derivados", "Queijaria", "01/10/2018", "-", 16, 5, 2, "Quilombola"),
    ("-35379.0", "-5.2724", "RIO DO FOGO", _SOLIDARIO, "GRUPO DE MULHERES MARE MANSA ", 990505, "Pesca", "Beneficiamento de pescado", "20/02/2019", "2021", 12, 12, 4, "Outros: pescadoras"),
    ("-37.7954", "-5.6613", "APODI", _SOLIDARIO, "ASSOCIACAO AGROECOLOGICA VARZEA VIVA", 990606, "Fruticultura", "Polpa de fruta", "14/09/2018", "2022", 21, 11, 5, "Nenhuma"),
    ("-37.7961", "-5.6620", "APODI", _SOLIDARIO, "", 0, "Fruticultura", "", "", "", "", "", "", ""),
    ("-36.0221", "-6.2264", "SANTA CRUZ", _SOLIDARIO, "ASSOC. DE ARTESAS FIO DA TERRA ", 990707, "Artesanato", "Bordado", "02/05/2019", "2021", 9, 9, 1, "Nenhuma"),
    ("-37.3437", "-5.1884", "MOSSORÓ", _SOLIDARIO, "cooperativa de recicladores Mãos Juntas", 990808, "Reciclagem", "Triagem", "30/08/2018", "2020", 25, 10, 4, "Nenhuma"),
    ("-36.9170", "-5.9690", "FLORÂNIA", _SOLIDARIO, "ASSOCIACAO DA CASTANHA DO SERROTE ", 990909, "Cajucultura", "Castanha", "19/11/2018", "2021", 13, 1, 0, "Nenhuma"),
    ("-37.0012", "-6.3011", "CAICÓ", _AMBIENTAL, "ASSOCIACAO DO ACUDE GRANDE ", 991010, "Sistemas de Água", "Adutora", "10/01/2018", "", 40, 22, 7, "Nenhuma"),
    ("-36.7711", "-6.0912", "JUCURUTU", _AMBIENTAL, "ASSOCIAÇÃO DO SITIO LAJEDO", 991111, "Sistemas de Água", "Adutora", "11/01/2018", "", 31, 15, 4, "Nenhuma"),
    ("-36.5105", "-6.7002", "PARELHAS", _AMBIENTAL, "ASSOCIACAO BARRAGEM DO MEIO ", 991212, "Sistemas de Água", "Poço", "12/01/2018", "", 28, 14, 3, "Nenhuma"),
    ("-36.3477", "-6.1899", "CAMPO REDONDO", _AMBIENTAL, "", 0, "Sistemas de Água", "", "", "", "", "", "", ""),
)  # fmt: skip


def montar() -> bytes:
    """O arquivo csv, em UTF-8 e com as linhas terminadas como no Windows."""
    linhas = [TITULOS, *(_escrever(numero, *linha) for numero, linha in enumerate(_LINHAS, start=501))]
    return "\r\n".join([*linhas, ""]).encode()


def _escrever(
    numero, lon, lat, municipio, tipologia, nome, raiz, cadeia, atividade, inicio, ano, pessoas, mulheres, jovens, grupo
) -> str:
    existe = bool(nome)
    por_mulher = "Sim" if existe and mulheres * 2 > pessoas else "Não" if existe else ""
    entidade = f"{nome}({_cnpj(raiz)})" if existe else ""
    fim, edital = ("31/12/2021", "9/2016") if existe else ("", "")
    valores = ("300000.5", "250000.5", "50000.0") if existe else ("", "", "")
    celulas = (
        f"{cadeia.split()[0]}.js", lon, lat, numero, "UES-TESTE", municipio, "Território de Teste", tipologia, cadeia, cadeia, "",
        f"{numero}/2016-1", numero - 400 if existe else "", edital, entidade, "Sim" if existe else "", cadeia, atividade, inicio,
        fim, ano, *valores, pessoas, mulheres, jovens, por_mulher, por_mulher, grupo, "",
    )  # fmt: skip
    return ";".join(map(str, celulas))


def _cnpj(raiz: int) -> str:
    """Um CNPJ com os dígitos certos para uma raiz que ninguém tem."""
    doze = f"{raiz:08d}0001"
    return cnpj.format(doze + cnpj.calc_check_digits(doze))
