"""Juntar duas cópias de uma rede e apagar de vez: as duas coisas que mexem em registros antigos."""

from __future__ import annotations

from collections.abc import Iterable

from caderno import catalogo
from caderno.arquivo import versoes
from caderno.arquivo.armazem import Escrita
from caderno.arquivo.versoes import LINHA_DE_VEZ, TEXTO_DE_VEZ, Conflito, Estado, Juncao, Registro
from caderno.formato import dobrar


def juntar(escrita: Escrita, meus: list[Registro], deles: list[Registro]) -> Juncao:
    """Traz os registros que faltam e respeita o que um dos lados apagou de vez."""
    tenho = {r.id: r for r in meus}
    apagadas_aqui = {(r.quadro, r.linha) for r in meus if r.apagamento == LINHA_DE_VEZ}
    lapides = [r for r in deles if r.apagamento == LINHA_DE_VEZ and (r.quadro, r.linha) not in apagadas_aqui]
    apagadas = apagadas_aqui | {(r.quadro, r.linha) for r in lapides}
    escrita.tirar({(r.quadro, r.linha) for r in lapides})
    rasurados = [r for r in deles if r.apagamento == TEXTO_DE_VEZ and r.id in tenho]
    escrita.rasurar([r for r in rasurados if tenho[r.id].apagamento == ""])
    faltam = [r for r in deles if r.id not in tenho and (r.quadro, r.linha) not in apagadas]
    escrita.trazer([*lapides, *faltam])
    sairam = {(r.quadro, r.linha) for r in meus} & {(r.quadro, r.linha) for r in lapides}
    meus = [r for r in meus if (r.quadro, r.linha) not in apagadas]
    return _resumo(meus, faltam, {r.id for r in deles}, len(sairam))


def _resumo(meus: list[Registro], faltam: list[Registro], ids_deles: set[str], mudadas: int) -> Juncao:
    novas = 0
    conflitos: list[Conflito] = []
    for quadro in dict.fromkeys(r.quadro for r in faltam):
        daqui = [r for r in meus if r.quadro == quadro]
        de_la = [r for r in faltam if r.quadro == quadro]
        antes, depois = Estado(daqui), Estado(sorted([*daqui, *de_la], key=lambda r: (r.relogio, r.id)))
        linhas = {r.linha for r in de_la}
        novas += sum(linha not in antes.textos and depois.viva(linha) for linha in linhas)
        mudadas += sum(linha in antes.textos and _mudou(linha, antes, depois) for linha in linhas)
        comuns = [r for r in daqui if r.id in ids_deles]
        so_meus = [r for r in daqui if r.id not in ids_deles]
        conflitos += versoes.conflitos(comuns, so_meus, de_la)
    return Juncao(novas, mudadas, conflitos)


def _mudou(linha: str, antes: Estado, depois: Estado) -> bool:
    return antes.viva(linha) != depois.viva(linha) or antes.textos[linha] != depois.textos[linha]


def apagar_linhas(escrita: Escrita, quadro: str, linhas: Iterable[str]) -> None:
    """Tira todos os registros das linhas e deixa em cada uma a marca de que não deve voltar."""
    escrita.tirar({(quadro, linha) for linha in linhas})
    for linha in sorted(linhas):
        escrita.anotar(quadro, linha, {}, apagada=True, apagamento=LINHA_DE_VEZ)


def apagar_nome(escrita: Escrita, registros: list[Registro], nome: str) -> int:
    """Apaga linhas em que o nome é da chave e rasura o nome no resto; devolve quantas linhas mudaram."""
    procurado = dobrar(nome)
    if not procurado:
        return 0
    inteiras = {(r.quadro, r.linha) for r in registros if _nomeia_a_linha(r, procurado)}
    for quadro in sorted({q for q, _ in inteiras}):
        apagar_linhas(escrita, quadro, {linha for q, linha in inteiras if q == quadro})
    restam = [r for r in registros if (r.quadro, r.linha) not in inteiras]
    rasurados = [novo for r in restam if (novo := _rasurar(r, procurado)) != r]
    escrita.rasurar(rasurados)
    return len(inteiras | {(r.quadro, r.linha) for r in rasurados})


def _nomeia_a_linha(registro: Registro, procurado: str) -> bool:
    """Diz se o nome é da chave do quadro. Referências ficam de fora: citam empreendimentos e produtos."""
    quadro = catalogo.QUADROS.get(registro.quadro)
    chave = [nome for nome in quadro.chave if quadro.campo(nome).tipo == "texto"] if quadro else []
    return any(dobrar(registro.dados.get(campo, "")) == procurado for campo in chave)


def _rasurar(registro: Registro, procurado: str) -> Registro:
    """O registro sem o nome: células que são ele, listas com ele, e quem anotou."""
    quadro = catalogo.QUADROS.get(registro.quadro)
    citacoes = {c.nome for c in quadro.campos if c.quadro} if quadro else set()
    dados = {}
    for campo, texto in registro.dados.items():
        itens = [item.strip() for item in texto.split(";")]
        ficam = [item for item in itens if dobrar(item) != procurado]
        dados[campo] = texto if ficam == itens or campo in citacoes else "; ".join(ficam)
    autor = "" if dobrar(registro.autor) == procurado else registro.autor
    if (dados, autor) == (registro.dados, registro.autor):
        return registro
    return registro._replace(dados=dados, autor=autor, apagamento=TEXTO_DE_VEZ)
