"""Os desenhos das respostas, todos com o mesmo jeito, na folha larga (720 px), na estreita (340 px) e no cartaz.

Um `Grafico` declara o tipo e liga papéis a colunas de uma saída. Os que têm [ ] são opcionais.

| tipo | papéis | o que mostra |
|---|---|---|
| barras | categoria, valor, [grupo], [regua] | comparar; a régua é o valor de referência |
| barras_empilhadas | categoria, valor, parte, [grupo] | de que partes se faz um todo |
| linhas | x (mês ou número), valor, [serie], [regua], [faixa_min, faixa_max] | como muda |
| mapa_de_calor | linha, coluna, valor, [texto] | onde é mais, onde é menos |
| cascata | etapa, valor com sinal, [tipo] ("total") | como se chega a um número |
| escada | quem, largura (quanto), altura (custo), [regua] (pedido) | quem entra num pedido |
| halteres | categoria, valor, ponto, [grupo] | a distância entre modos de medir a mesma coisa |
| multiplos | categoria, valor, painel | perfis lado a lado, no lugar de um radar |
| mapa_de_pontos | latitude, longitude, nome, [tamanho], [cor] | onde estão |
| linha_do_tempo | ano, [ano_final], faixa, texto | a memória em três durações |

Sem nada para mostrar não há desenho: `desenhar` dá None e `svg`, texto vazio.
"""

from __future__ import annotations

from collections.abc import Callable

from caderno.graficos import barras, calor, canais, empilhadas, escada, fileiras, linhas, mapa, tempo
from caderno.graficos.folha import Folha, que_se_basta
from caderno.modelo import Grafico, Instrumento, Saidas

CONSTRUTORES: dict[str, Callable[[Folha, canais.Canais], None]] = {
    "barras": barras.barras,
    "barras_empilhadas": empilhadas.barras_empilhadas,
    "linhas": linhas.linhas,
    "mapa_de_calor": calor.mapa_de_calor,
    "cascata": barras.cascata,
    "escada": escada.escada,
    "halteres": barras.halteres,
    "multiplos": barras.multiplos,
    "mapa_de_pontos": mapa.mapa_de_pontos,
    "linha_do_tempo": tempo.linha_do_tempo,
}

# Sem estes papéis preenchidos, uma linha não tem onde aparecer no desenho.
_INDISPENSAVEIS = {
    "linhas": ("x",),
    "escada": ("largura", "altura"),
    "mapa_de_pontos": ("latitude", "longitude"),
    "linha_do_tempo": ("ano", "texto"),
}
LARGURAS = ("larga", "estreita")
"""As que uma página leva; o cartaz só se desenha para a parede."""
SEM_DADOS = "Ainda não há números para desenhar."


def desenhar(grafico: Grafico, instrumento: Instrumento, saidas: Saidas, largura: str = "larga"):
    """O desenho como gráfico do Altair, para mexer nele num caderno; None sem nada para mostrar.

    `largura` é "larga" (720 px), "estreita" (340 px) ou "cartaz" (560 px, poucas fileiras); a letra é a mesma.
    """
    folha = _folha(grafico, instrumento, saidas, largura)
    return folha.altair() if folha else None


def svg(
    grafico: Grafico,
    instrumento: Instrumento,
    saidas: Saidas,
    largura: str = "larga",
    titulo_acessivel: str | None = None,
) -> str:
    """O desenho como svg que se basta, sem endereço externo; "" sem nada para mostrar.

    `titulo_acessivel` é lido no lugar do desenho; sem ele, vale o que o desenho mostra.
    """
    lidos = _tabela(grafico, instrumento, saidas)
    if lidos is None:
        return ""
    nome = titulo_acessivel or f"{grafico.titulo}. {frase(grafico, instrumento, saidas)}"
    return que_se_basta(_svg(grafico, lidos, largura, nome))


def figura(grafico: Grafico, instrumento: Instrumento, saidas: Saidas) -> tuple[str, dict[str, str]]:
    """A frase do que o desenho mostra e o svg de cada largura, para pôr numa página; sem nada para mostrar, nenhum."""
    lidos = _tabela(grafico, instrumento, saidas)
    if lidos is None:
        return SEM_DADOS, {}
    dita = _frase(grafico, instrumento, saidas)
    nome = f"{grafico.titulo}. {dita}"
    return dita, {largura: _svg(grafico, lidos, largura, nome) for largura in LARGURAS}


def _svg(grafico: Grafico, lidos: canais.Canais, largura: str, nome: str) -> str:
    folha = _desenhar(grafico, lidos, largura)
    return folha.svg(" ".join([nome, *folha.notas]))


def frase(grafico: Grafico, instrumento: Instrumento, saidas: Saidas) -> str:
    """O que o desenho mostra, em uma frase; sem dados, diz que não há."""
    if _tabela(grafico, instrumento, saidas) is None:
        return SEM_DADOS
    return _frase(grafico, instrumento, saidas)


def _frase(grafico: Grafico, instrumento: Instrumento, saidas: Saidas) -> str:
    if grafico.frase:
        return grafico.frase(saidas)
    return next(iter(instrumento.leitura(saidas)), grafico.titulo)


def _folha(grafico: Grafico, instrumento: Instrumento, saidas: Saidas, largura: str) -> Folha | None:
    lidos = _tabela(grafico, instrumento, saidas)
    return None if lidos is None else _desenhar(grafico, lidos, largura)


def _desenhar(grafico: Grafico, lidos: canais.Canais, largura: str) -> Folha:
    folha = Folha(largura)
    CONSTRUTORES[grafico.tipo](folha, lidos)
    fileiras.anotar(folha)
    return folha


def _tabela(grafico: Grafico, instrumento: Instrumento, saidas: Saidas) -> canais.Canais | None:
    """O que se lê da saída pelos papéis, ou None se nenhuma linha tem o que mostrar."""
    saida = instrumento.saida(grafico.saida)
    campos = {papel: saida.campo(coluna) for papel, coluna in grafico.canais.items()}
    lidos = canais.ler(saidas[grafico.saida], grafico.canais, campos)
    precisa = _INDISPENSAVEIS.get(grafico.tipo)
    lidos = lidos.so_com(*precisa) if precisa else lidos
    if not len(lidos) or ("valor" in lidos and not canais.presentes(lidos["valor"])):
        return None
    return lidos
