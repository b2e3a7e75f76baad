"""O comando `caderno`: tudo o que as páginas fazem, para quem prefere ou precisa escrever o comando."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

SAIDA_COM_PENDENCIAS = 1
SAIDA_COM_ERRO = 2


class Recusa(Exception):
    """O pedido não pode ser atendido; o texto é a frase para a pessoa."""


def main(argumentos: Sequence[str] | None = None) -> int:
    """Executa um comando. 0: feito; 1: há pendências; 2: não deu, e a frase diz por quê."""
    pedido = montar().parse_args(argumentos)
    try:
        return pedido.funcao(pedido) or 0
    except BrokenPipeError:
        return 0
    except Exception as erro:
        if not _e_frase(erro):
            raise
        print(f"caderno: {erro.args[0]}", file=sys.stderr)
        return SAIDA_COM_ERRO


def _e_frase(erro: Exception) -> bool:
    """As exceções cujo texto foi escrito para a pessoa. As outras são erro de programa."""
    return type(erro).__name__ in {"Recusa", "ErroDeArquivo", "ErroDePlanilha", "ErroDeRelatorio"}


# ------------------------------------------------------------------ os comandos


def nova(pedido) -> None:
    from caderno import arquivo

    rede = arquivo.criar(arquivo.nome_valido(pedido.rede))
    print(f"Criei a rede “{rede.nome}” em {arquivo.caminho(rede.nome)}")


def redes(pedido) -> None:
    from caderno import arquivo

    for nome in arquivo.listar():
        print(nome)


def copia(pedido) -> None:
    from caderno import arquivo

    arquivo.abrir(pedido.rede).copiar(pedido.arquivo)
    print(f"Copiei a rede “{pedido.rede}” para {pedido.arquivo}")


def juntar(pedido) -> int:
    from caderno import arquivo, formato

    juncao = arquivo.abrir(pedido.rede).juntar(pedido.arquivo, autor=pedido.autor)
    novas = formato.plural(juncao.novas, "linha nova", "linhas novas")
    print(f"Juntei {novas} e {formato.plural(juncao.mudadas, 'mudada', 'mudadas')}.")
    for c in juncao.conflitos:
        print(f"Conflito em {c.quadro}, campo {c.campo}: “{c.meu}” e “{c.deles}”. Confira na página.")
    return SAIDA_COM_PENDENCIAS if juncao.conflitos else 0


def modelo(pedido) -> None:
    from caderno import planilha

    planilha.gravar_modelo(_quadros_pedidos(pedido), pedido.saida)
    print(f"Gravei a planilha em {pedido.saida}")


def papel(pedido) -> None:
    from caderno import papel as folhas

    quadros = _quadros_pedidos(pedido)
    titulo = quadros[0].titulo if len(quadros) == 1 else "Caderno de Redes"
    pedido.saida.write_text(folhas.folha_em_branco(quadros, titulo), encoding="utf-8")
    print(f"Gravei a folha em {pedido.saida}. Abra no navegador e mande imprimir.")


def importar(pedido) -> int:
    from caderno import arquivo, formato

    rede = _abrir(pedido.rede)
    pendentes = 0
    entendido = _reconhecer(pedido.arquivo, pedido)
    for recado in entendido.recados:
        print(recado)
    _cadastrar(rede, entendido, pedido)
    for casamento in entendido:
        _contar_casamento(casamento)
        previa = _previa(rede, casamento)
        _contar_previa(casamento, previa)
        rede.gravar(
            casamento.quadro.nome,
            previa.mudancas,
            partida=rede.versao(casamento.quadro.nome),
            autor=pedido.autor,
        )
        pendencias = _pendencias(rede, casamento, pedido)
        pendentes += len(pendencias)
        _mostrar_pendencias(pendencias, casamento.bruta, pedido.todas)
    print(f"{formato.plural(pendentes, 'pendência', 'pendências')} para olhar." if pendentes else "Sem pendências.")
    arquivo_da_rede = "" if pedido.rede == "exemplo" else f" em {arquivo.caminho(rede.nome)}"
    print(f"Os dados estão guardados{arquivo_da_rede}.")
    return 0


def conferir(pedido) -> int:
    from caderno import catalogo, formato

    if bool(pedido.arquivo) == bool(pedido.rede):
        raise Recusa("Diga o que conferir: um arquivo ou --rede NOME.")
    dados = _dados(pedido, [pedido.arquivo] if pedido.arquivo else [])
    total = 0
    for nome in catalogo.QUADROS:
        if not dados.bruta(nome).empty:
            pendencias = dados.conferido(nome)[1]
            total += len(pendencias)
            linhas = formato.plural(len(dados.bruta(nome)), "linha", "linhas")
            quantas = formato.plural(len(pendencias), "pendência", "pendências") if pendencias else "sem pendências"
            print(f"{catalogo.QUADROS[nome].titulo}: {linhas}, {quantas}")
            _mostrar_pendencias(pendencias, dados.bruta(nome), pedido.todas)
    return SAIDA_COM_PENDENCIAS if total else 0


def calcular(pedido) -> None:
    instrumento = _declarado("instrumento", pedido.instrumento)
    if bool(pedido.planilha) == bool(pedido.rede):
        raise Recusa("Diga de onde vêm os dados: --rede NOME ou --planilha ARQUIVO.")
    dados = _dados(pedido, pedido.planilha or [])
    dados.escolhas.update(_escolhas(pedido, instrumento))
    resultado = dados.executar(instrumento.nome)
    {"texto": _em_texto, "json": _em_json, "csv": _em_csv}[pedido.formato](resultado)


def exportar(pedido) -> None:
    from caderno import planilha

    planilha.exportar(_abrir(pedido.rede).brutas(), pedido.saida)
    print(f"Gravei a rede “{pedido.rede}” em {pedido.saida}")


def relatorio(pedido) -> None:
    from caderno import relatorio as relatorios

    destino = relatorios.gerar(
        pedido.rede,
        pedido.saida,
        empreendimento=pedido.empreendimento or "",
        periodo=pedido.periodo or "",
        hoje=pedido.data,
    )
    print(f"Relatório pronto: {destino}")


def fichas(pedido) -> None:
    from caderno import catalogo, explicacao

    existentes = dict.fromkeys([*catalogo.QUADROS, *catalogo.INSTRUMENTOS])
    if pedido.nome and pedido.nome not in existentes:
        raise Recusa(f"Não existe ficha de “{pedido.nome}”. Existem: {', '.join(existentes)}.")
    if pedido.formato == "json":
        print(json.dumps(explicacao.fichas(pedido.nome), ensure_ascii=False, indent=2))
    else:
        escrever = explicacao.fichas_md if pedido.formato == "md" else explicacao.fichas_texto
        print(escrever(pedido.nome))


# ------------------------------------------------------------------ de onde vêm os dados


def _contexto(pedido):
    from caderno.modelo import Contexto

    return Contexto(hoje=getattr(pedido, "data", None) or date.today())


def _abrir(nome: str):
    from caderno import arquivo

    return arquivo.abrir_exemplo() if nome == "exemplo" else arquivo.abrir(nome)


def _dados(pedido, planilhas: Sequence[str]):
    """Os dados de uma rede guardada ou, com planilhas, de uma rede que só existe durante a conta."""
    from caderno import catalogo

    contexto = _contexto(pedido)
    if not planilhas:
        return _abrir(pedido.rede).dados(contexto)
    brutas = {}
    for texto in planilhas:
        entendido = _reconhecer(texto, pedido)
        for recado in entendido.recados:
            print(recado, file=sys.stderr)
        for casamento in entendido:
            _contar_casamento(casamento, destino=sys.stderr)
        brutas |= entendido.brutas
    return catalogo.Dados(brutas, contexto)


def _reconhecer(texto: str, pedido):
    """Casa cada folha do arquivo com um quadro. "custos=ARQ" diz o quadro em vez de adivinhar."""
    from caderno import planilha

    nome, sinal, resto = texto.partition("=")
    nome_do_quadro = nome if sinal and re.fullmatch(r"[a-z_]+", nome) else getattr(pedido, "quadro", None)
    caminho = Path(resto if sinal and re.fullmatch(r"[a-z_]+", nome) else texto)
    if not caminho.is_file():
        raise Recusa(f"Não achei o arquivo {caminho}. Confira o nome e a pasta.")
    return planilha.reconhecer_arquivo(
        planilha.ler_arquivo(caminho.read_bytes(), caminho.name),
        quadro=_declarado("quadro", nome_do_quadro) if nome_do_quadro else None,
        mapa=_pares(getattr(pedido, "colunas", None)),
        uf=getattr(pedido, "uf", None),
        somente=getattr(pedido, "somente", None),
        fixos=_pares(getattr(pedido, "fixo", None)),
    )


def _pares(texto: str | None) -> dict[str, str]:
    """"empreendimento=Entidade,pessoas=Total" -> {"empreendimento": "Entidade", "pessoas": "Total"}.

    >>> _pares("pessoas=Total; forma=Tipo")
    {'pessoas': 'Total', 'forma': 'Tipo'}
    """
    partes = [parte.partition("=") for parte in re.split("[;,]", texto or "") if parte.strip()]
    return {campo.strip(): coluna.strip() for campo, _, coluna in partes}


def _cadastrar(rede, entendido, pedido) -> None:
    """Nomes que a planilha cita e ninguém cadastrou: cadastra, se foi pedido, ou avisa."""
    from caderno import arquivo, catalogo, formato, planilha

    for nome, novos in planilha.nomes_por_cadastrar(entendido, rede.brutas()).items():
        quadro = catalogo.quadro(nome)
        if pedido.cadastrar:
            linhas = [arquivo.Mudanca(None, {quadro.nome_proprio: texto}) for texto in novos]
            rede.gravar(nome, linhas, partida=rede.versao(nome), autor=pedido.autor)
            print(f"Cadastrei em {quadro.titulo}: {formato.juntar(novos)}.")
        elif not rede.quadro(nome).empty:
            print(f"Não estão em {quadro.titulo}: {formato.juntar(novos)}. Com --cadastrar, cadastro junto.")


def _previa(rede, casamento):
    from caderno import planilha

    return planilha.previa(rede.quadro(casamento.quadro.nome), casamento.bruta, casamento.quadro)


def _pendencias(rede, casamento, pedido) -> list:
    """O que falta resolver nas linhas do arquivo, com os nomes que a rede já conhece."""
    from caderno.catalogo import Dados

    brutas = rede.brutas() | {casamento.quadro.nome: casamento.bruta}
    return Dados(brutas, _contexto(pedido), passados=rede.passados()).conferido(casamento.quadro.nome)[1]


def _escolhas(pedido, instrumento) -> dict[str, str]:
    from caderno import catalogo, formato

    existentes = {e.nome: e for e in catalogo.escolhas_de(instrumento)}
    feitas = {}
    for texto in pedido.escolha or []:
        nome, _, valor = texto.partition("=")
        if nome not in existentes:
            quais = formato.juntar(list(existentes)) or "nenhuma"
            raise Recusa(f"“{instrumento.nome}” não tem a escolha “{nome}”. As que existem: {quais}.")
        erro = formato.ler(valor, existentes[nome].campo).erro
        if erro:
            raise Recusa(f"Na escolha {nome}: {erro}")
        feitas[nome] = valor
    return feitas


def _declarado(tipo: str, nome: str):
    from caderno import catalogo

    try:
        return getattr(catalogo, tipo)(nome)
    except KeyError as erro:
        raise Recusa(erro.args[0]) from None


def _quadros_pedidos(pedido) -> list:
    from caderno import catalogo

    if pedido.quadro:
        return [_declarado("quadro", pedido.quadro)]
    if pedido.modulo:
        return catalogo.quadros_do_modulo(pedido.modulo)
    if pedido.tudo:
        return list(catalogo.QUADROS.values())
    raise Recusa(f"Diga um quadro, --modulo N ou --tudo. Quadros: {', '.join(catalogo.QUADROS)}.")


# ------------------------------------------------------------------ o que se mostra


def _contar_casamento(casamento, destino=None) -> None:
    from caderno import formato

    lidas = formato.plural(len(casamento.bruta), "linha", "linhas")
    print(f"{casamento.folha} → {casamento.quadro.titulo}: {lidas}.", file=destino)
    for campo, coluna in casamento.colunas.items():
        print(f"  {casamento.quadro.campo(campo).rotulo} ← {coluna}", file=destino)
    if casamento.sobraram:
        print(f"  Colunas que não usei: {', '.join(casamento.sobraram)}", file=destino)
    for aviso in casamento.avisos:
        print(f"  {aviso}", file=destino)


def _contar_previa(casamento, previa) -> None:
    from caderno import formato

    novas = formato.plural(len(previa.novas), "linha nova", "linhas novas")
    mudadas = formato.plural(len({m[0] for m in previa.mudadas}), "mudada", "mudadas")
    print(f"  {novas}, {mudadas}, {len(previa.iguais)} sem mudança.")


def _mostrar_pendencias(pendencias, bruta, todas: bool, maximo: int = 20) -> None:
    em_ordem = [f"linha {i}" for i in range(1, len(bruta) + 1)]
    lugares = dict(zip(bruta["_linha"], bruta.get("_origem", em_ordem), strict=True))
    mostrar = pendencias if todas else pendencias[:maximo]
    for p in mostrar:
        print(f"  {lugares.get(p.linha, 'quadro inteiro')}, {p.campo}: {p.frase}")
    if len(mostrar) < len(pendencias):
        print(f"  … e mais {len(pendencias) - len(mostrar)}. Use --todas para ver.")


def _em_texto(resultado) -> None:
    from caderno import catalogo
    from caderno.graficos.canais import escrever_sem_repetir, titulo_de

    item = resultado.instrumento
    print(f"{item.titulo}\n{item.pergunta}\n")
    for frase in resultado.leitura:
        print(frase)
    for saida in item.saidas:
        tabela = resultado.saidas[saida.nome]
        if not tabela.empty:
            print(f"\n{saida.titulo}")
            textos = tabela.astype(object).copy()
            for coluna in saida.colunas:
                textos[coluna.nome] = [escrever_sem_repetir(v, coluna) for v in tabela[coluna.nome]]
            print(textos.set_axis([titulo_de(c) for c in saida.colunas], axis=1).to_string(index=False))
    print()
    for nome, valor in resultado.escolhas.items():
        print(f"Escolha {nome}: {valor}")
    for linha in resultado.uso.itertuples():
        fora = linha.lidas - linha.usadas
        print(f"{catalogo.QUADROS[linha.quadro].titulo}: {linha.usadas} de {linha.lidas} linhas na conta" + (f", {fora} fora" if fora else ""))
    ids = ", ".join(item.fonte.ids)
    print(f"Fonte: {item.fonte.documento}, {item.fonte.lugar} ({ids})" + (". Fórmula: proposta deste caderno." if item.proposta else ""))


def _em_json(resultado) -> None:
    """O que não se aplica é null, nunca zero."""
    item = resultado.instrumento
    documento = {
        "instrumento": item.nome,
        "versao": item.versao,
        "proposta": item.proposta,
        "fonte": {"documento": item.fonte.documento, "lugar": item.fonte.lugar, "ids": list(item.fonte.ids)},
        "escolhas": dict(resultado.escolhas),
        "leitura": resultado.leitura,
        "saidas": {
            nome: json.loads(tabela.to_json(orient="records", force_ascii=False, date_format="iso", double_precision=10))
            for nome, tabela in resultado.saidas.items()
        },
        "uso": resultado.uso.to_dict(orient="records"),
        "grau": resultado.grau,
        "pendencias": [
            {"quadro": p.quadro, "linha": p.linha, "campo": p.campo, "frase": p.frase, "gravidade": p.gravidade}
            for p in resultado.pendencias
        ],
        "hoje": resultado.contexto.hoje.isoformat(),
    }
    print(json.dumps(documento, ensure_ascii=False, indent=2))


def _em_csv(resultado) -> None:
    """Uma tabela por saída, com o nome dela na primeira coluna, números à brasileira."""
    import csv

    from caderno import formato

    escritor = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    for saida in resultado.instrumento.saidas:
        tabela = resultado.saidas[saida.nome]
        escritor.writerow(["saida", *saida.nomes])
        for linha in tabela.to_dict(orient="records"):
            valores = [formato.escrever(linha[c.nome], c, curto=True) for c in saida.colunas]
            escritor.writerow([saida.nome, *("" if v == formato.TRACO else v for v in valores)])


# ------------------------------------------------------------------ as palavras do comando


class Comando(argparse.ArgumentParser):
    """O argparse falando português."""

    FRASES = (
        (r"the following arguments are required: (.*)", r"Falta dizer: \1."),
        (r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"“\2” não existe. Existem: \3."),
        (r"argument (\S+): expected (?:one|at least one) argument", r"A opção \1 precisa de um valor."),
        (r"argument (\S+): not allowed with argument (\S+)", r"Use \1 ou \2, não as duas."),
        (r"argument (\S+): invalid \S+ value: '?(.*?)'?", r"Não entendi “\2” em \1."),
        (r"unrecognized arguments: (.*)", r"Não conheço: \1."),
        (r"one of the arguments (.*) is required", r"Diga uma destas opções: \1."),
    )

    def __init__(self, *args, **opcoes):
        super().__init__(*args, add_help=False, formatter_class=Formato, allow_abbrev=False, **opcoes)
        self._positionals.title, self._optionals.title = "o que dizer", "opções"
        self.add_argument("-h", "--ajuda", "--help", action="help", help="mostra esta ajuda")

    def error(self, message: str):
        frase = next((re.sub(f"^{de}$", para, message) for de, para in self.FRASES if re.match(de, message)), message)
        print(f"caderno: {frase}\nVeja: {self.prog} --ajuda", file=sys.stderr)
        raise SystemExit(SAIDA_COM_ERRO)


class Formato(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, prefix="uso: ")


def _dia(texto: str) -> date:
    return date.fromisoformat(texto)


def montar() -> argparse.ArgumentParser:
    """Todos os comandos e suas opções."""
    raiz = Comando(prog="caderno", description="Caderno de Redes: dados de redes de economia solidária.")
    comandos = raiz.add_subparsers(title="comandos", metavar="COMANDO", required=True, dest="comando")

    def comando(funcao: Callable, ajuda: str) -> argparse.ArgumentParser:
        novo = comandos.add_parser(funcao.__name__, help=ajuda, description=ajuda)
        novo.set_defaults(funcao=funcao)
        return novo

    c = comando(nova, "Cria uma rede vazia.")
    c.add_argument("rede", metavar="REDE", help="nome da rede")

    comando(redes, "Lista as redes desta máquina.")

    c = comando(copia, "Copia uma rede para um arquivo, mesmo com a rede aberta.")
    c.add_argument("rede", metavar="REDE")
    c.add_argument("arquivo", metavar="ARQUIVO", type=Path, help="para onde, por exemplo no pen drive")

    c = comando(juntar, "Junta a cópia que veio de outro computador.")
    c.add_argument("arquivo", metavar="ARQUIVO", type=Path)
    c.add_argument("--rede", required=True)
    _autor(c)

    c = comando(modelo, "Grava a planilha para preencher.")
    _quais_quadros(c)
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="ARQUIVO.xlsx")

    c = comando(papel, "Grava a folha em branco para imprimir.")
    _quais_quadros(c)
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="ARQUIVO.html")

    c = comando(importar, "Traz uma planilha para a rede.")
    c.add_argument("arquivo", metavar="ARQUIVO")
    c.add_argument("--rede", required=True)
    c.add_argument("--cadastrar", action="store_true", help="cadastra os nomes novos que a planilha cita")
    _leitura_de_planilha(c)
    _autor(c)

    c = comando(conferir, "Lista o que precisa de um olhar, num arquivo ou numa rede.")
    c.add_argument("arquivo", metavar="ARQUIVO", nargs="?")
    c.add_argument("--rede")
    _leitura_de_planilha(c)

    c = comando(calcular, "Responde a pergunta de um instrumento.")
    c.add_argument("instrumento", metavar="INSTRUMENTO")
    c.add_argument("--rede")
    c.add_argument("--planilha", action="append", metavar="[QUADRO=]ARQUIVO", help="pode repetir")
    c.add_argument("--escolha", action="append", metavar="NOME=VALOR", help="pode repetir")
    c.add_argument("--data", type=_dia, metavar="AAAA-MM-DD", help="calcula como se hoje fosse este dia")
    c.add_argument("--formato", choices=("texto", "json", "csv"), default="texto")

    c = comando(exportar, "Grava a rede inteira numa planilha.")
    c.add_argument("rede", metavar="REDE")
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="ARQUIVO.xlsx")

    c = comando(relatorio, "Gera o relatório da rede, numa página que abre sem internet.")
    c.add_argument("rede", metavar="REDE")
    c.add_argument("-o", "--saida", type=Path, required=True, metavar="PASTA")
    c.add_argument("--empreendimento", metavar="NOME")
    c.add_argument("--periodo", metavar="AAAA-MM:AAAA-MM")
    c.add_argument("--data", type=_dia, metavar="AAAA-MM-DD")

    c = comando(fichas, "Mostra tudo o que está declarado sobre quadros e instrumentos.")
    c.add_argument("nome", metavar="NOME", nargs="?")
    c.add_argument("--formato", choices=("texto", "json", "md"), default="texto")
    return raiz


def _autor(comando: argparse.ArgumentParser) -> None:
    comando.add_argument("--autor", default="linha de comando", help="quem está anotando")


def _quais_quadros(comando: argparse.ArgumentParser) -> None:
    comando.add_argument("quadro", metavar="QUADRO", nargs="?")
    comando.add_argument("--modulo", type=int, metavar="N")
    comando.add_argument("--tudo", action="store_true")


def _leitura_de_planilha(comando: argparse.ArgumentParser) -> None:
    comando.add_argument("--quadro", help="em que quadro entra; sem isso, o caderno descobre pelas colunas")
    comando.add_argument("--colunas", metavar="CAMPO=COLUNA,...", help="corrige o que o caderno entendeu")
    comando.add_argument("--uf", help="o estado dos municípios escritos sem estado")
    comando.add_argument("--somente", metavar="CONDIÇÃO", help="por exemplo: \"Tipologia não contém PSA\"")
    comando.add_argument("--fixo", metavar="CAMPO=VALOR,...", help="o que vale para todas as linhas do arquivo")
    comando.add_argument("--todas", action="store_true", help="mostra todas as pendências")
