"""O gêmeo inventado de uma lista pública de subprojetos: o mesmo cabeçalho e as mesmas manias, outros nomes.

Ponto e vírgula, ponto decimal, CNPJ dentro do nome (com e sem espaço antes), linhas quase vazias, uma
data como número de série do programa de planilhas, municípios em maiúsculas e sem estado, "Cadeira
Produtiva", um ponto que perdeu a vírgula da longitude, um traço no lugar do ano, e linhas que não são de
empreendimentos. Os grupos, as pessoas e os CNPJs são inventados; só os municípios existem.
"""

from __future__ import annotations

import csv
import io

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

LIDAS, FICAM, QUASE_VAZIAS, COM_CNPJ = 15, 11, 2, 9
EMPREENDIMENTOS = 8
"""Os que têm nome, menos o que tem a longitude errada, que fica de fora da conta até ser corrigido."""
PESSOAS, MULHERES, JOVENS = 156, 91, 30

# Uma linha por subprojeto, sem as colunas que ninguém aproveita. S é negócio solidário, A é cuidado com a água.
_LINHAS = """\
lon;lat;município;tipo;entidade;cadeia;atividade;início;ano;pessoas;mulheres;jovens;grupo
-37.0977;-6.4589;CAICÓ;S;ASSOCIACAO DAS DOCEIRAS DO POCO FUNDO ;Alimentos;Doces;05/03/2018;2020;24;20;6;Nenhuma
-36.6391;-6.4362;ACARI;S;ASSOCIAÇÃO DOS APICULTORES DA SERRA NOVA;Apicultura;Casa de Mel;43171;2021;18;7;3;Nenhuma
-36.6401;-6.4355;ACARI;S;;Apicultura;;;;;;;
-35.5792;-5.9891;BOM JESUS;S;Cooperativa Ponto Firme ;Têxtil/confecções;Costura;11/07/2019;2020;30;28;9;Nenhuma
-36.5181;-6.2610;CURRAIS NOVOS;S;COOPERATIVA DO QUEIJO DE CABRA;Leite;Queijaria;01/10/2018;-;16;5;2;Quilombola
-35379.0;-5.2724;RIO DO FOGO;S;GRUPO MARE MANSA ;Pesca;Pescado;20/02/2019;2021;12;12;4;Outros: pescadoras
-37.7954;-5.6613;APODI;S;ASSOCIACAO VARZEA VIVA;Fruticultura;Polpa de fruta;14/09/2018;2022;21;11;5;Nenhuma
-37.7961;-5.6620;APODI;S;;Fruticultura;;;;;;;
-36.0221;-6.2264;SANTA CRUZ;S;ASSOC. DE ARTESAS FIO DA TERRA ;Artesanato;Bordado;02/05/2019;2021;9;9;1;Nenhuma
-37.3437;-5.1884;MOSSORÓ;S;cooperativa de recicladores Mãos Juntas;Reciclagem;Triagem;30/08/2018;2020;25;10;4;Nenhuma
-36.9170;-5.9690;FLORÂNIA;S;ASSOCIACAO DO SERROTE ;Cajucultura;Castanha;19/11/2018;2021;13;1;0;Nenhuma
-37.0012;-6.3011;CAICÓ;A;ASSOCIACAO DO ACUDE GRANDE ;Água;Adutora;10/01/2018;;40;22;7;Nenhuma
-36.7711;-6.0912;JUCURUTU;A;ASSOCIAÇÃO DO SITIO LAJEDO;Água;Adutora;11/01/2018;;31;15;4;Nenhuma
-36.5105;-6.7002;PARELHAS;A;ASSOCIACAO BARRAGEM DO MEIO ;Água;Poço;12/01/2018;;28;14;3;Nenhuma
-36.3477;-6.1899;CAMPO REDONDO;A;;Água;;;;;;;
"""
_TIPOLOGIAS = {"S": "Subprojetos de Negócios Solidários", "A": "Subprojetos de Cuidado com a Água (PSA)"}


def montar() -> bytes:
    """O arquivo csv, em UTF-8 e com as linhas terminadas como no Windows."""
    curtas = csv.DictReader(io.StringIO(_LINHAS), delimiter=";")
    linhas = [_por_extenso(numero, curta) for numero, curta in enumerate(curtas, start=501)]
    return "\r\n".join([TITULOS, *linhas, ""]).encode()


def _por_extenso(numero: int, curta: dict[str, str]) -> str:
    entidade = f"{curta['entidade']}({_cnpj(numero)})" if curta["entidade"] else ""

    def se_existe(*textos: str) -> list[str]:
        """Da linha quase vazia só se sabem o lugar e a cadeia."""
        return [texto if entidade else "" for texto in textos]

    por_mulher = "Sim" if int(curta["mulheres"] or 0) * 2 > int(curta["pessoas"] or 0) else "Não"
    celulas = [f"{curta['cadeia']}.js", curta["lon"], curta["lat"], str(numero), "UES-TESTE", curta["município"]]
    celulas += ["Território de Teste", _TIPOLOGIAS[curta["tipo"]], curta["cadeia"], curta["cadeia"], ""]
    celulas += [f"{numero}/2016-1", *se_existe(str(numero - 400), "9/2016"), entidade, *se_existe("Sim")]
    celulas += [curta["cadeia"], curta["atividade"], curta["início"], *se_existe("31/12/2021"), curta["ano"]]
    celulas += [*se_existe("300000.5", "250000.5", "50000.0"), curta["pessoas"], curta["mulheres"], curta["jovens"]]
    return ";".join([*celulas, *se_existe(por_mulher, por_mulher), curta["grupo"], ""])


def _cnpj(raiz: int) -> str:
    """Um CNPJ inventado, com os dígitos certos."""
    doze = f"{990000 + raiz:08d}0001"
    return cnpj.format(doze + cnpj.calc_check_digits(doze))
