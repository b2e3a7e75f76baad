"""Uma pasta de trabalho como uma cooperativa guardaria a sua, com tudo o que isso tem de irregular.

Título em célula mesclada, dinheiro escrito como texto, meses em colunas, linhas de TOTAL e dois
produtos na mesma folha. A cooperativa e os números são inventados.
"""

from __future__ import annotations

from io import BytesIO

COOPERATIVA = "Cooperativa Flor do Cerrado"
PRODUTOS = ("Mel 500 g", "Geleia de pequi 250 g")
MESES = ("jan/26", "fev/26", "mar/26")
CUSTOS = {
    PRODUTOS[0]: {"Pote de vidro": (240, 255.5, 230), "Rótulo": (48, 51.1, 46), "Lenha": (90, 90, 1234)},
    PRODUTOS[1]: {"Pote de vidro": (120, 130, 110), "Açúcar": (75.25, 80, 70)},
}
PRODUCAO = {PRODUTOS[0]: (120, 128, 115), PRODUTOS[1]: (80, 86, 74)}
HORAS = {PRODUTOS[0]: (96, 98, 92), PRODUTOS[1]: (60, 64, 58)}
VENDIDAS = {PRODUTOS[0]: (110, 120, 112), PRODUTOS[1]: (70, 80, 74)}
PRECOS = {PRODUTOS[0]: (28, 28, 29.5), PRODUTOS[1]: (16, 16, 16.5)}


def reais(valor: float) -> str:
    """Dinheiro como as pessoas digitam: texto, com R$ e ponto de milhar."""
    return "R$ " + f"{valor:,.2f}".translate(str.maketrans(",.", ".,"))


def montar() -> bytes:
    """O arquivo xlsx: uma folha de custos e uma de produção e vendas."""
    import xlsxwriter

    destino = BytesIO()
    with xlsxwriter.Workbook(destino, {"in_memory": True}) as livro:
        _folha_de_custos(livro)
        _folha_de_vendas(livro)
    return destino.getvalue()


def _titulo(livro, folha, texto: str, largura: int) -> None:
    folha.merge_range(0, 0, 0, largura, texto, livro.add_format({"bold": True, "align": "center", "font_size": 14}))


def _folha_de_custos(livro) -> None:
    folha = livro.add_worksheet("Custos")
    _titulo(livro, folha, f"{COOPERATIVA.upper()} - CONTROLE DE CUSTOS 2026", 4)
    folha.write(1, 0, "anotado por: tesouraria")
    linha = 3
    for produto, itens in CUSTOS.items():
        folha.merge_range(linha, 0, linha, 4, f"Produto: {produto}", livro.add_format({"bold": True}))
        folha.write_row(linha + 1, 0, ["Item", *MESES, "TOTAL"])
        linha += 2
        for item, valores in itens.items():
            folha.write_row(linha, 0, [item, *map(reais, valores), reais(sum(valores))])
            linha += 1
        somas = [sum(coluna) for coluna in zip(*itens.values(), strict=True)]
        folha.write_row(linha, 0, ["TOTAL", *map(reais, somas), reais(sum(somas))])
        linha += 2
    folha.write(linha, 0, "Obs: a lenha de março inclui o frete.")


def _folha_de_vendas(livro) -> None:
    folha = livro.add_worksheet("Vendas")
    _titulo(livro, folha, f"{COOPERATIVA.upper()} - PRODUÇÃO E VENDAS", 4)
    folha.write(1, 0, "Ano: 2026")
    folha.write(2, 0, "Onde vendeu: feira")
    linha = 4
    for produto in PRODUTOS:
        folha.merge_range(linha, 0, linha, 4, produto, livro.add_format({"bold": True}))
        folha.write_row(linha + 1, 0, ["", "Janeiro", "Fevereiro", "Março", "Total"])
        linhas = {
            "Produção (potes)": PRODUCAO[produto],
            "Horas de trabalho": HORAS[produto],
            "Quantidade vendida": VENDIDAS[produto],
            "Preço": tuple(map(reais, PRECOS[produto])),
        }
        linha += 2
        for assunto, valores in linhas.items():
            total = "" if assunto == "Preço" else sum(valores)
            folha.write_row(linha, 0, [assunto, *valores, total])
            linha += 1
        folha.write_row(
            linha,
            0,
            ["TOTAL (R$)", *(reais(q * p) for q, p in zip(VENDIDAS[produto], PRECOS[produto], strict=True))],
        )
        linha += 2
