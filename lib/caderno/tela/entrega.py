"""Os arquivos que a pessoa leva do formulário: a planilha, a planilha em branco e a folha de papel."""

from __future__ import annotations

from io import BytesIO

from caderno.modelo import Quadro
from caderno.tela import leitura

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html;charset=utf-8"


def preparar(o_que: str, pagina, quadro: Quadro) -> tuple[str, str, bytes]:
    """(nome do arquivo, tipo, conteúdo) de "planilha", "branco" ou "papel"."""
    nome = f"{pagina.rede.nome}-{quadro.nome}"
    if o_que == "papel":
        from caderno import papel

        return f"{quadro.nome}.html", HTML, papel.folha_em_branco([quadro], quadro.titulo).encode()
    from caderno import planilha

    saida = BytesIO()
    if o_que == "branco":
        planilha.gravar_modelo([quadro], saida)
        return f"{quadro.nome}-em-branco.xlsx", XLSX, saida.getvalue()
    _, dados = leitura.de(pagina).dados(pagina)
    planilha.exportar({quadro.nome: dados.bruta(quadro.nome)}, saida)
    return f"{nome}.xlsx", XLSX, saida.getvalue()
