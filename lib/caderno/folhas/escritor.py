"""A cara das planilhas que saem do caderno: cabeçalho, ajuda, listas, formatos e instruções."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from caderno import catalogo, formato
from caderno.folhas.arrumacao import EXEMPLO
from caderno.folhas.pacote_xlsx import letra_da_coluna
from caderno.modelo import Campo, Quadro
from caderno.validacao import GRAU, LINHA, completar, nomes_de

_LINHAS_PREPARADAS = 2000
_LISTAS = "_listas"
_ACENTO, _ACENTO_CLARO, _TINTA, _CINZA, _FIO = "#0b6553", "#e3f0ec", "#23211d", "#8a8374", "#dcd6c8"
_MOLDES = {"dinheiro": "#,##0.00", "inteiro": "#,##0", "ano": "0", "data": "dd/mm/yyyy", "mes": "@", "cnpj": "@"}
_LARGURAS = {"texto_longo": 44, "lista": 30, "referencia": 28, "opcao": 20, "municipio": 22, "cnpj": 21, "texto": 22}
_INSTRUCOES = (
    "Preencha uma folha de cada vez. Cada linha é um fato; cada coluna é uma pergunta.",
    "As colunas de cabeçalho escuro são obrigatórias. As outras podem ficar em branco.",
    "Pare o mouse sobre um título para ver a ajuda.",
    "A linha em cinza é só um exemplo: não entra na conta. Pode apagar ou escrever por cima.",
    "Onde há uma setinha, escolha uma opção da lista.",
    "Se ninguém sabe a resposta, escreva: não sei. Se a pergunta não cabe, escreva: não se aplica. "
    "Deixar em branco é diferente de zero.",
    "Um número que é só estimativa leva ~ na frente: ~ 120. Se a linha inteira foi medida (alguém pesou, contou, "
    "tem o papel) ou estimada, diga na última coluna; em branco, vale como declarada.",
    "Escreva valores como 1.234,56, datas como 31/12/2026 e meses como 03/2026.",
    "Não é preciso somar: o caderno faz as contas. Linhas de total ficam de fora.",
    "Pode mudar a ordem das colunas e das linhas. Guarde o arquivo e envie pelo caderno.",
)

_COMO_SEI = Campo(
    GRAU,
    formato.COLUNA_DO_GRAU,
    "opcao",
    formato.AJUDA_DO_GRAU,
    opcoes=tuple(map(formato.escrever_grau, formato.GRAUS)),
)


class Escritor:
    """Escreve quadros em um livro do xlsxwriter, todos com a mesma cara."""

    def __init__(self, livro, brutas: Mapping[str, pd.DataFrame]):
        self.livro = livro
        self.brutas = brutas
        letra = {"font_name": "Calibri", "font_size": 11, "font_color": _TINTA, "valign": "top"}
        livro.formats[0].set_font_color(_TINTA)
        titulo = letra | {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": _FIO}
        self.obrigatorio = livro.add_format(titulo | {"bg_color": _ACENTO, "font_color": "#ffffff"})
        self.opcional = livro.add_format(titulo | {"bg_color": _ACENTO_CLARO})
        self.titulo = livro.add_format(letra | {"bold": True, "font_size": 18, "font_color": _ACENTO})
        self.subtitulo = livro.add_format(letra | {"bold": True, "font_color": _ACENTO})
        self.corrido = livro.add_format(letra | {"text_wrap": True})
        self.celulas = {m: livro.add_format(letra | {"num_format": m}) for m in {*_MOLDES.values(), "General"}}
        exemplo = letra | {"italic": True, "font_color": _CINZA}
        self.exemplos = {m: livro.add_format(exemplo | {"num_format": m}) for m in self.celulas}
        self.listas: dict[tuple[str, ...], str] = {}
        self.valores: dict[tuple[str, str], object] = {}

    def escrever(self, quadros: Sequence[Quadro], com_exemplo: bool) -> None:
        instrucoes = self.livro.add_worksheet("Instruções")
        folhas = [self.livro.add_worksheet(nome_da_folha(quadro, quadros)) for quadro in quadros]
        self.folha_de_listas = self.livro.add_worksheet(_LISTAS)
        self.folha_de_listas.hide()
        self.folha_de_listas.write_string(0, 0, "Listas usadas pelas outras folhas.")
        self._instrucoes(instrucoes, quadros, com_exemplo)
        for quadro, folha in zip(quadros, folhas, strict=True):
            self._quadro(folha, quadro, com_exemplo)

    def _instrucoes(self, folha, quadros: Sequence[Quadro], com_exemplo: bool) -> None:
        folha.hide_gridlines(2)
        folha.set_column(0, 0, 3)
        folha.set_column(1, 1, 30)
        folha.set_column(2, 2, 78)
        folha.write_string(0, 1, "Como preencher", self.titulo)
        frases = [f for f in _INSTRUCOES if com_exemplo or "exemplo" not in f]
        for i, frase in enumerate(frases, start=2):
            folha.merge_range(i, 1, i, 2, "", self.corrido)
            folha.write_string(i, 1, f"{i - 1}. {frase}", self.corrido)
            folha.set_row(i, 32 if len(frase) > 105 else 18)
        inicio = len(frases) + 3
        folha.write_string(inicio, 1, "As folhas deste arquivo", self.subtitulo)
        for i, quadro in enumerate(quadros, start=inicio + 1):
            nome = nome_da_folha(quadro, quadros)
            folha.write_url(i, 1, "internal:'{}'!A1".format(nome.replace("'", "''")), string=nome)
            folha.write_string(i, 2, quadro.descricao, self.corrido)
            folha.set_row(i, 18 * (1 + len(quadro.descricao) // 80))

    def _quadro(self, folha, quadro: Quadro, com_exemplo: bool) -> None:
        escondida = len(quadro.campos) + 1
        for coluna, campo in enumerate((*quadro.campos, _COMO_SEI)):
            self._cabecalho(folha, coluna, campo)
            self._validacao(folha, coluna, quadro, campo)
        folha.write_string(0, escondida, LINHA)
        folha.set_column(escondida, escondida, None, None, {"hidden": True})
        folha.set_row(0, 48)
        folha.freeze_panes(1, 1)
        folha.set_landscape()
        folha.set_paper(9)
        folha.fit_to_pages(1, 0)
        folha.repeat_rows(0)
        if com_exemplo:
            exemplo = {campo.nome: campo.exemplo for campo in (*quadro.campos, _COMO_SEI)}
            self._linha(folha, 1, quadro, exemplo, EXEMPLO, self.exemplos)
            return
        bruta = completar(quadro, self.brutas.get(quadro.nome, pd.DataFrame(columns=[LINHA])))
        for i, linha in enumerate(bruta.to_dict("records"), start=1):
            escrito = linha | {GRAU: formato.escrever_grau(linha[GRAU])}
            self._linha(folha, i, quadro, escrito, linha[LINHA], self.celulas)

    def _cabecalho(self, folha, coluna: int, campo: Campo) -> None:
        marca = " *" if campo.obrigatorio else ""
        folha.write_string(0, coluna, campo.titulo + marca, self.obrigatorio if campo.obrigatorio else self.opcional)
        ajuda = ajuda_do_campo(campo)
        altura = 30 + 18 * (1 + len(ajuda) // 38 + ajuda.count("\n"))
        folha.write_comment(0, coluna, ajuda, {"author": "Caderno de Redes", "width": 290, "height": altura})
        largura = max(_LARGURAS.get(campo.tipo, 13), min(24, len(campo.titulo) * 0.7 + 4))
        folha.set_column(coluna, coluna, largura, self.celulas[_MOLDES.get(campo.tipo, "General")])

    def _validacao(self, folha, coluna: int, quadro: Quadro, campo: Campo) -> None:
        opcoes = self._opcoes(campo)
        regra: dict = {"ignore_blank": True}
        if campo.tipo == "mes":
            regra |= {"validate": "any", "input_title": campo.rotulo[:32], "input_message": "Mês e ano, como 03/2026."}
        elif opcoes:
            regra |= {
                "validate": "list",
                "source": self._intervalo(opcoes),
                "error_type": "warning",
                "error_title": campo.rotulo[:32],
                "error_message": "Isto não está na lista. Quer deixar assim mesmo?",
            }
        else:
            return
        ultima = _LINHAS_PREPARADAS + len(self.brutas.get(quadro.nome, ()))
        folha.data_validation(1, coluna, ultima, coluna, regra)

    def _opcoes(self, campo: Campo) -> tuple[str, ...]:
        if campo.tipo == "opcao" and campo.opcoes:
            return campo.opcoes
        if campo.tipo == "sim_nao":
            return ("sim", "não", "não sei")
        if campo.tipo == "referencia" and campo.quadro in self.brutas:
            nomes = nomes_de(catalogo.quadro(campo.quadro), self.brutas[campo.quadro]).atuais.values()
            return tuple(dict.fromkeys(nomes))
        return ()

    def _intervalo(self, opcoes: tuple[str, ...]) -> str:
        """Escreve a lista na folha escondida: dentro da própria regra só cabem 255 letras."""
        if opcoes not in self.listas:
            coluna = len(self.listas) + 1
            for i, opcao in enumerate(opcoes):
                self.folha_de_listas.write_string(i, coluna, opcao)
            letra = letra_da_coluna(coluna + 1)
            self.listas[opcoes] = f"='{_LISTAS}'!${letra}$1:${letra}${len(opcoes)}"
        return self.listas[opcoes]

    def _linha(self, folha, i: int, quadro: Quadro, textos: Mapping[str, str], ident: str, moldes: Mapping) -> None:
        for coluna, campo in enumerate((*quadro.campos, _COMO_SEI)):
            molde = moldes[_MOLDES.get(campo.tipo, "General")]
            valor = self._valor(textos[campo.nome], campo)
            if isinstance(valor, float):
                folha.write_number(i, coluna, valor, molde)
            elif not isinstance(valor, str):
                folha.write_datetime(i, coluna, valor, molde)
            elif valor:
                folha.write_string(i, coluna, valor, molde)
        folha.write_string(i, len(quadro.campos) + 1, ident)

    def _valor(self, texto: str, campo: Campo):
        """Numa rede grande quase tudo se repete: cada texto diferente é lido uma vez só."""
        chave = campo.nome, texto
        if chave not in self.valores:
            self.valores[chave] = _valor_da_celula(texto, campo)
        return self.valores[chave]


def nome_da_folha(quadro: Quadro, quadros: Sequence[Quadro]) -> str:
    """O título do quadro no tamanho e com as letras que uma folha aceita, sem repetir o de outro quadro."""
    nome = "".join(c for c in quadro.titulo if c not in "[]:*?/\\").strip("'")[:31]
    iguais = [q for q in quadros if q.titulo.casefold()[:31] == quadro.titulo.casefold()[:31]]
    return nome if len(iguais) == 1 else quadro.nome[:31]


def ajuda_do_campo(campo: Campo) -> str:
    """A ajuda inteira de um campo, para quem só tem a planilha na frente: o que é, o que cabe, um exemplo."""
    partes = [campo.ajuda, "Obrigatório." if campo.obrigatorio else ""]
    if campo.opcoes:
        partes.append(f"Opções: {formato.juntar(campo.opcoes, 'ou')}.")
    limites = [f"no mínimo {formato.quantidade(campo.minimo)}"] if campo.minimo is not None else []
    limites += [f"no máximo {formato.quantidade(campo.maximo)}"] if campo.maximo is not None else []
    if limites:
        partes.append(f"{formato.juntar(limites).capitalize()}.")
    if campo.exemplo:
        partes.append(f"Exemplo: {campo.exemplo}")
    return "\n".join(filter(None, partes)) or campo.rotulo


def _valor_da_celula(texto: str, campo: Campo):
    """Número ou data quando o texto se lê sem dúvida e volta igual; senão o próprio texto, e nada se perde."""
    if not texto or not (campo.numerico or campo.tipo == "data"):
        return texto
    lido = formato.ler(texto, campo)
    if lido.valor is None or lido.aviso or lido.estimado:
        return texto
    if campo.tipo == "data":
        return lido.valor if lido.valor.year >= 1900 and lido.valor.time() == lido.valor.min.time() else texto
    return lido.valor if float(f"{lido.valor:.15g}") == lido.valor else texto
