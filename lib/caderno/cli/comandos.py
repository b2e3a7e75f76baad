"""Os comandos, um por função: o nome da função é o nome do comando."""

from __future__ import annotations

import json

from caderno.cli import entrada, saida
from caderno.cli.entrada import Recusa

SAIDA_COM_PENDENCIAS = 1


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


def apagar_pessoa(pedido) -> None:
    from caderno import formato

    if not pedido.sim:
        raise Recusa(
            f"Isto apaga de vez, em todas as versões, as linhas e os textos de “{pedido.pessoa}”. "
            "Para confirmar, repita com --sim."
        )
    apagadas = entrada.abrir(pedido.rede).apagar_pessoa(pedido.pessoa, autor=pedido.autor)
    if not apagadas:
        raise Recusa(f"Não achei nada de “{pedido.pessoa}” na rede “{pedido.rede}”. Confira como o nome está escrito.")
    print(f"Apaguei {formato.plural(apagadas, 'linha', 'linhas')}. As cópias antigas ainda têm o nome.")


def modelo(pedido) -> None:
    from caderno import planilha

    planilha.gravar_modelo(entrada.quadros_pedidos(pedido), pedido.saida)
    print(f"Gravei a planilha em {pedido.saida}")


def papel(pedido) -> None:
    from caderno import papel as folhas

    quadros = entrada.quadros_pedidos(pedido)
    titulo = quadros[0].titulo if len(quadros) == 1 else "Caderno de Redes"
    pedido.saida.write_text(folhas.folha_em_branco(quadros, titulo), encoding="utf-8")
    print(f"Gravei a folha em {pedido.saida}. Abra no navegador e mande imprimir.")


def importar(pedido) -> int:
    from caderno import arquivo, formato

    rede = entrada.abrir(pedido.rede)
    pendentes = 0
    entendido = entrada.reconhecer(pedido.arquivo, pedido, rede.brutas())
    for recado in entendido.recados:
        print(recado)
    entrada.cadastrar(rede, entendido, pedido)
    for casamento in entendido:
        saida.contar_casamento(casamento)
        previa = entrada.previa(rede, casamento)
        saida.contar_previa(casamento, previa)
        rede.gravar(
            casamento.quadro.nome,
            previa.mudancas,
            partida=rede.versao(casamento.quadro.nome),
            autor=pedido.autor,
        )
        pendencias = entrada.pendencias(rede, casamento, pedido)
        pendentes += len(pendencias)
        saida.mostrar_pendencias(pendencias, casamento.bruta, pedido.todas)
    print(f"{formato.plural(pendentes, 'pendência', 'pendências')} para olhar." if pendentes else "Sem pendências.")
    arquivo_da_rede = "" if pedido.rede == "exemplo" else f" em {arquivo.caminho(rede.nome)}"
    print(f"Os dados estão guardados{arquivo_da_rede}.")
    return 0


def conferir(pedido) -> int:
    from caderno import catalogo, formato

    if bool(pedido.arquivo) == bool(pedido.rede):
        raise Recusa("Diga o que conferir: um arquivo ou --rede NOME.")
    dados = entrada.dados_do(pedido, [pedido.arquivo] if pedido.arquivo else [])
    total = 0
    for nome in catalogo.QUADROS:
        if not dados.bruta(nome).empty:
            pendencias = dados.conferido(nome)[1]
            total += len(pendencias)
            linhas = formato.plural(len(dados.bruta(nome)), "linha", "linhas")
            quantas = formato.plural(len(pendencias), "pendência", "pendências") if pendencias else "sem pendências"
            print(f"{catalogo.QUADROS[nome].titulo}: {linhas}, {quantas}")
            saida.mostrar_pendencias(pendencias, dados.bruta(nome), pedido.todas)
    return SAIDA_COM_PENDENCIAS if total else 0


def calcular(pedido) -> None:
    instrumento = entrada.declarado("instrumento", pedido.instrumento)
    if bool(pedido.planilha) == bool(pedido.rede):
        raise Recusa("Diga de onde vêm os dados: --rede NOME ou --planilha ARQUIVO.")
    dados = entrada.dados_do(pedido, pedido.planilha or [])
    dados.escolhas.update(entrada.escolhas_do(pedido, instrumento))
    resultado = dados.executar(instrumento.nome)
    {"texto": saida.em_texto, "json": saida.em_json, "csv": saida.em_csv}[pedido.formato](resultado)


def exportar(pedido) -> None:
    from caderno import planilha

    planilha.exportar(entrada.abrir(pedido.rede).brutas(), pedido.saida)
    print(f"Gravei a rede “{pedido.rede}” em {pedido.saida}")


def relatorio(pedido) -> int:
    linhas = entrada.relatorios_pedidos(pedido)
    if len(linhas) == 1 and not pedido.lote:
        return _um_relatorio(linhas[0], pedido.saida)
    return _lote_de_relatorios(linhas, pedido)


def _um_relatorio(linha, pasta) -> int:
    from caderno.cli.andamento import andamento
    from caderno.relatorio import diario, tarefa

    with andamento("partes") as progresso:
        entrega = tarefa.fazer(tarefa.preparar(linha.pedido, linha.formatos), progresso.avancar)
    if entrega.frase:
        raise Recusa(entrega.frase)
    pasta.mkdir(parents=True, exist_ok=True)
    for nome, conteudo in entrega.arquivos.items():
        diario.gravar_inteiro(pasta / nome, conteudo)
        print(f"Relatório pronto: {pasta / nome}")
    return 0


def _lote_de_relatorios(linhas, pedido) -> int:
    from caderno.cli.andamento import andamento
    from caderno.relatorio import lote, maquinas, operario, resumo

    quantas = len(linhas)
    operarios = min(pedido.trabalhadores, quantas)
    equipe = maquinas.equipe(pedido.dask) if pedido.dask else operario.equipe(operarios, quantas)
    try:
        with andamento("relatórios") as progresso, equipe as fazer_todas:

            def contar(feito, prontos, total) -> None:
                if feito.frase:
                    progresso.dizer(f"linha {feito.linha.numero}, {feito.linha.escrito}: {feito.frase}")
                progresso.avancar(prontos, total)

            feitos = lote.gerar(linhas, pedido.saida, fazer_todas, contar)
    except KeyboardInterrupt:
        raise Recusa("Parei. O que ficou pronto está na pasta; repita o comando para continuar.") from None
    print(f"{resumo.frase(feitos)} Veja {resumo.gravar(feitos, pedido.saida)}")
    return SAIDA_COM_PENDENCIAS if any(feito.frase for feito in feitos) else 0


def verificar(pedido) -> int:
    from caderno.relatorio import verificacao

    verificada = verificacao.verificar(pedido.arquivo, pedido.rede or "")
    print("\n".join(verificada.frases))
    return 0 if verificada.ok else SAIDA_COM_PENDENCIAS


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
