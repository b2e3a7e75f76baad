"""O que um comando mostra."""

from __future__ import annotations

import json
import sys


def contar_casamento(casamento, destino=None) -> None:
    from caderno import formato

    lidas = formato.plural(len(casamento.bruta), "linha", "linhas")
    print(f"{casamento.folha} → {casamento.quadro.titulo}: {lidas}.", file=destino)
    for campo, coluna in casamento.colunas.items():
        print(f"  {casamento.quadro.campo(campo).rotulo} ← {coluna}", file=destino)
    if casamento.sobraram:
        print(f"  Colunas que não usei: {', '.join(casamento.sobraram)}", file=destino)
    for aviso in casamento.avisos:
        print(f"  {aviso}", file=destino)


def contar_previa(casamento, previa) -> None:
    from caderno import formato

    novas = formato.plural(len(previa.novas), "linha nova", "linhas novas")
    mudadas = formato.plural(len({m[0] for m in previa.mudadas}), "mudada", "mudadas")
    print(f"  {novas}, {mudadas}, {len(previa.iguais)} sem mudança.")


def mostrar_pendencias(pendencias, bruta, todas: bool, maximo: int = 20) -> None:
    em_ordem = [f"linha {i}" for i in range(1, len(bruta) + 1)]
    lugares = dict(zip(bruta["_linha"], bruta.get("_origem", em_ordem), strict=True))
    mostrar = pendencias if todas else pendencias[:maximo]
    for p in mostrar:
        print(f"  {lugares.get(p.linha, 'quadro inteiro')}, {p.campo}: {p.frase}")
    if len(mostrar) < len(pendencias):
        print(f"  … e mais {len(pendencias) - len(mostrar)}. Use --todas para ver.")


def em_texto(resultado) -> None:
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
    for sugestao in resultado.sugestoes:
        print(f"Para combinar na roda: {next(iter(sugestao.valores.values()))}")
    for nome, valor in resultado.escolhas.items():
        print(f"Escolha {nome}: {valor}")
    for linha in resultado.uso.itertuples():
        fora = f", {linha.lidas - linha.usadas} fora" if linha.lidas > linha.usadas else ""
        titulo = catalogo.QUADROS[linha.quadro].titulo
        print(f"{titulo}: {linha.usadas} de {linha.lidas} linhas na conta{fora}")
    proposta = " Fórmula: proposta deste caderno." if item.proposta else ""
    print(f"Fonte: {item.fonte.documento}, {item.fonte.lugar} ({', '.join(item.fonte.ids)}).{proposta}")


def em_json(resultado) -> None:
    """O que não se aplica é null, nunca zero."""
    item = resultado.instrumento
    documento = {
        "instrumento": item.nome,
        "versao": item.versao,
        "proposta": item.proposta,
        "fonte": {"documento": item.fonte.documento, "lugar": item.fonte.lugar, "ids": list(item.fonte.ids)},
        "escolhas": dict(resultado.escolhas),
        "leitura": resultado.leitura,
        "saidas": {nome: _registros(tabela) for nome, tabela in resultado.saidas.items()},
        "sugestoes": [{"quadro": s.quadro, **s.valores} for s in resultado.sugestoes],
        "uso": resultado.uso.to_dict(orient="records"),
        "grau": resultado.grau,
        "pendencias": [
            {"quadro": p.quadro, "linha": p.linha, "campo": p.campo, "frase": p.frase, "gravidade": p.gravidade}
            for p in resultado.pendencias
        ],
        "hoje": resultado.contexto.hoje.isoformat(),
    }
    print(json.dumps(documento, ensure_ascii=False, indent=2))


def _registros(tabela) -> list[dict]:
    texto = tabela.to_json(orient="records", force_ascii=False, date_format="iso", double_precision=10)
    return json.loads(texto)


def em_csv(resultado) -> None:
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
