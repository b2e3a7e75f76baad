"""Quadros e instrumentos em palavras: para ler, para imprimir e para outros programas."""

from __future__ import annotations

from dataclasses import asdict

from caderno import catalogo
from caderno.modelo import Campo, Instrumento, Quadro, Saida

TIPOS = {
    "texto": "texto",
    "texto_longo": "texto longo",
    "numero": "número",
    "inteiro": "número inteiro",
    "dinheiro": "dinheiro",
    "percentual": "porcentagem",
    "data": "data",
    "mes": "mês e ano",
    "ano": "ano",
    "opcao": "uma das opções",
    "lista": "lista separada por ponto e vírgula",
    "sim_nao": "sim ou não",
    "municipio": "município",
    "cnpj": "CNPJ",
    "referencia": "nome já cadastrado",
}
MELHOR = {"maior": "quanto maior, melhor", "menor": "quanto menor, melhor"}


def explicar(instrumento: Instrumento) -> str:
    """Um instrumento em markdown: a pergunta, a conta em palavras, o que lê, o que responde e de onde vem."""
    partes = [
        f"## {instrumento.titulo}",
        f"**{instrumento.pergunta}**",
        instrumento.explicacao,
        f"**A conta:** {instrumento.formula}",
        _escolhas(instrumento),
        _o_que_le(instrumento),
        _o_que_responde(instrumento),
        f"**Fonte:** {_fonte(instrumento)}",
        f"**Cuidado:** {instrumento.cuidado}" if instrumento.cuidado else "",
    ]
    return "\n\n".join(parte for parte in partes if parte) + "\n"


def explicar_quadro(quadro: Quadro) -> str:
    """Um quadro em markdown: para que serve e o que se escreve em cada campo."""
    linhas = ["| campo | o que se escreve | ajuda | exemplo |", "|---|---|---|---|"]
    linhas += [_linha_md(_rotulo(c), tipo_em_palavras(c), c.ajuda, c.exemplo) for c in quadro.campos]
    return f"## {quadro.titulo}\n\n{quadro.descricao}\n\n" + "\n".join(linhas) + "\n"


def tipo_em_palavras(campo: Campo) -> str:
    """O que cabe num campo, com limites e opções.

    >>> tipo_em_palavras(Campo("m", "Mulheres", "inteiro", unidade="pessoas", minimo=0))
    'número inteiro, em pessoas, a partir de 0'
    """
    partes = [TIPOS[campo.tipo]]
    if campo.unidade:
        partes.append(f"em {campo.unidade}")
    if campo.opcoes:
        partes[0] = f"uma destas: {', '.join(campo.opcoes)}"
    if campo.minimo is not None and campo.maximo is not None:
        partes.append(f"de {campo.minimo:g} a {campo.maximo:g}")
    elif campo.minimo is not None:
        partes.append(f"a partir de {campo.minimo:g}")
    elif campo.maximo is not None:
        partes.append(f"até {campo.maximo:g}")
    return ", ".join(partes)


def _rotulo(campo: Campo) -> str:
    return f"{campo.titulo} *" if campo.obrigatorio else campo.titulo


def _linha_md(*celulas: str) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in celulas) + " |"


def _escolhas(instrumento: Instrumento) -> str:
    itens = []
    for escolha in instrumento.escolhas:
        campo = escolha.campo
        padrao = f" Enquanto o grupo não decide: {escolha.padrao}." if escolha.padrao else ""
        itens.append(f"- **{campo.rotulo}** ({tipo_em_palavras(campo)}). {campo.ajuda}{padrao}")
    return "**O grupo escolhe:**\n\n" + "\n".join(itens) if itens else ""


def _o_que_le(instrumento: Instrumento) -> str:
    itens = []
    for nome in instrumento.le:
        if nome in catalogo.QUADROS:
            quadro = catalogo.QUADROS[nome]
            falta = " (sem ele não há resposta)" if nome in instrumento.essenciais else ""
            campos = ", ".join(c.rotulo.lower() for c in quadro.campos)
            itens.append(f"- quadro **{quadro.titulo}**{falta}: {campos}")
        elif nome in catalogo.INSTRUMENTOS:
            itens.append(f"- a resposta de **{catalogo.INSTRUMENTOS[nome].titulo}**")
    return "**Lê:**\n\n" + "\n".join(itens)


def _o_que_responde(instrumento: Instrumento) -> str:
    blocos = []
    for saida in instrumento.saidas:
        linhas = ["| coluna | o que é |", "|---|---|"]
        linhas += [_linha_md(c.titulo, _sentido(c)) for c in saida.colunas]
        blocos.append(f"**{saida.titulo}**, uma linha por {saida.grao}:\n\n" + "\n".join(linhas))
    return "\n\n".join(blocos)


def _sentido(campo: Campo) -> str:
    partes = [campo.ajuda or TIPOS[campo.tipo], MELHOR.get(campo.melhor, "")]
    return " ".join(f"{parte.rstrip('.')}." for parte in partes if parte)


def _fonte(instrumento: Instrumento) -> str:
    fonte = instrumento.fonte
    escrita = ", ".join(parte for parte in (fonte.documento, fonte.lugar) if parte)
    ids = f" [{', '.join(fonte.ids)}]" if fonte.ids else ""
    proposta = ". Proposta deste caderno: nenhum documento dá esta fórmula" if instrumento.proposta else ""
    return f"{escrita}{ids}{proposta}. Versão {instrumento.versao}."


# ------------------------------------------------------------------ fichas


def ficha(nome: str) -> dict:
    """Tudo o que está declarado sobre um quadro ou instrumento, só com tipos que o JSON conhece.

    Um nome que não existe dá KeyError com os que existem.
    """
    if nome in catalogo.QUADROS:
        return _ficha_do_quadro(catalogo.QUADROS[nome])
    if nome in catalogo.INSTRUMENTOS:
        return _ficha_do_instrumento(catalogo.INSTRUMENTOS[nome])
    existem = ", ".join([*catalogo.QUADROS, *catalogo.INSTRUMENTOS])
    raise KeyError(f"Não existe quadro nem instrumento chamado “{nome}”. Existem: {existem}.")


def fichas(nome: str | None = None) -> dict:
    """A ficha de um nome, ou todas: {"quadros": {nome: ficha}, "instrumentos": {nome: ficha}}."""
    if nome:
        return ficha(nome)
    return {
        "quadros": {n: ficha(n) for n in catalogo.QUADROS},
        "instrumentos": {n: ficha(n) for n in catalogo.INSTRUMENTOS},
    }


def fichas_md(nome: str | None = None) -> str:
    """A ficha de um nome, ou o caderno inteiro por módulo, em markdown."""
    if nome:
        ficha(nome)  # um nome que não existe é respondido com os que existem
        achado = catalogo.QUADROS.get(nome)
        return explicar_quadro(achado) if achado else explicar(catalogo.INSTRUMENTOS[nome])
    partes = ["# Fichas do caderno\n"]
    for numero, titulo in catalogo.MODULOS.items():
        partes.append(f"# {numero}. {titulo}\n")
        partes += [explicar_quadro(q) for q in catalogo.QUADROS.values() if q.modulo == numero]
        partes += [explicar(i) for i in catalogo.INSTRUMENTOS.values() if i.modulo == numero]
    return "\n".join(partes)


def fichas_texto(nome: str | None = None) -> str:
    """O mesmo, curto, para ler no terminal: sem nome, só a lista do que existe."""
    if nome:
        return fichas_md(nome).replace("**", "").replace("## ", "")
    linhas = ["Quadros (o que se preenche)"]
    linhas += [f"  {q.nome:<18} {q.titulo}: {len(q.campos)} campos" for q in catalogo.QUADROS.values()]
    linhas += ["", "Instrumentos (o que se responde)"]
    linhas += [f"  {i.nome:<18} {i.pergunta}" for i in catalogo.INSTRUMENTOS.values()]
    return "\n".join(linhas)


def _ficha_do_quadro(quadro: Quadro) -> dict:
    return {
        "nome": quadro.nome,
        "titulo": quadro.titulo,
        "descricao": quadro.descricao,
        "modulo": quadro.modulo,
        "chave": list(quadro.chave),
        "uma_linha": quadro.uma_linha,
        "campos": [_ficha_do_campo(campo) for campo in quadro.campos],
        "regras": [{"campo": r.campo, "frase": r.frase, "gravidade": r.gravidade} for r in quadro.regras],
        "usado_por": [i.nome for i in catalogo.INSTRUMENTOS.values() if quadro.nome in catalogo.quadros_de(i)],
    }


def _ficha_do_instrumento(instrumento: Instrumento) -> dict:
    simples = (
        "nome",
        "titulo",
        "pergunta",
        "explicacao",
        "formula",
        "modulo",
        "proposta",
        "cuidado",
        "versao",
    )
    return {campo: getattr(instrumento, campo) for campo in simples} | {
        "le": list(instrumento.le),
        "essenciais": list(instrumento.essenciais),
        "escolhas": [{**_ficha_do_campo(e.campo), "padrao": e.padrao} for e in instrumento.escolhas],
        "saidas": [_ficha_da_saida(saida) for saida in instrumento.saidas],
        "graficos": [
            {"tipo": g.tipo, "saida": g.saida, "titulo": g.titulo, "canais": dict(g.canais)}
            for g in instrumento.graficos
        ],
        "fonte": asdict(instrumento.fonte) | {"ids": list(instrumento.fonte.ids)},
    }


def _ficha_da_saida(saida: Saida) -> dict:
    return {
        "nome": saida.nome,
        "titulo": saida.titulo,
        "grao": saida.grao,
        "colunas": [_ficha_do_campo(coluna) for coluna in saida.colunas],
        "pessoas": saida.pessoas,
    }


def _ficha_do_campo(campo: Campo) -> dict:
    return asdict(campo) | {"opcoes": list(campo.opcoes), "sinonimos": list(campo.sinonimos)}
