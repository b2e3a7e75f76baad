"""A página aberta: de que rede é, quem anota, para quem se olha e se os nomes aparecem."""

from __future__ import annotations

import dataclasses
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from urllib.request import ProxyHandler, Request, build_opener

from IPython.display import display

from caderno import arquivo, catalogo
from caderno.formato import plural
from caderno.modelo import Contexto
from caderno.tela import leitura
from caderno.tela.peca import ESTILOS, Peca
from caderno.validacao import sem_erros

if TYPE_CHECKING:
    import pandas as pd

CREDITO = 7
MESES_DE_UM_DIAGNOSTICO = 12
"""Depois disso a página sugere levantar de novo."""


class Pagina:
    """O que todos os formulários e respostas de uma página precisam saber. A rede não muda: trocar recarrega."""

    def __init__(self, rede: arquivo.Rede, modulo: int | None = None, hoje: date | None = None):
        self.rede = rede
        self.modulo = modulo
        self.autor = arquivo.quem_anota()
        self.contexto = Contexto(hoje=hoje or date.today())
        self.esconder = False
        self._avisar: list[Callable[[], None]] = []

    def ao_mudar(self, chamar: Callable[[], None]) -> None:
        """Chama `chamar()` quando mudam os dados por inteiro, quem anota, o empreendimento ou os nomes."""
        self._avisar.append(chamar)

    def mudar(self, **novos) -> None:
        """Troca `autor`, `esconder`, `empreendimento` ou `cooperativa` e avisa quem pediu."""
        recortes = {nome: novos.pop(nome) for nome in ("empreendimento", "cooperativa") if nome in novos}
        self.contexto = dataclasses.replace(self.contexto, **recortes)
        for nome, valor in novos.items():
            setattr(self, nome, valor)
        for chamar in self._avisar:
            chamar()

    @property
    def titulo(self) -> str:
        """O nome da rede como o grupo escreveu; sem ele, o nome do arquivo."""
        bruta = self.rede.quadro("rede")
        nomes = [nome for nome in bruta.get("rede", ()) if isinstance(nome, str) and nome.strip()]
        return nomes[0] if nomes else rotulo(self.rede.nome)

    @property
    def recorte(self) -> str:
        """De quem se pode olhar só a parte: no crédito, uma cooperativa; nos outros passos, um empreendimento."""
        return "cooperativa" if self.modulo == CREDITO else "empreendimento"

    def nomes(self, esconder: bool = False) -> list[str]:
        """Os nomes do recorte, na ordem do cadastro; com `esconder`, os empreendimentos viram letras."""
        quadro = f"{self.recorte}s"
        if esconder:
            brutas = {nome: self.rede.quadro(nome) for nome in {quadro, "empreendimentos"}}
            todos = catalogo.Dados(brutas, Contexto(hoje=self.contexto.hoje), esconder=True).tabela(quadro)
        else:
            todos = sem_erros(*leitura.de(self).conferido(self, quadro))
        return todos[self.recorte].tolist()

    def _cadastro(self) -> pd.DataFrame:
        """Os empreendimentos sem erro, da rede inteira."""
        return sem_erros(*leitura.de(self).conferido(self, "empreendimentos"))

    def diagnostico(self) -> tuple[str, bool]:
        """(frase, pede atenção): há diagnóstico desta rede e de quando ele é."""
        tabela = self._cadastro()
        quantos = plural(len(tabela), "empreendimento", "empreendimentos")
        if tabela.empty:
            return "Sem diagnóstico: nenhum empreendimento cadastrado ainda. Dá para seguir assim mesmo.", True
        ultimo = tabela["levantado_em"].max()
        if ultimo != ultimo:
            return f"Diagnóstico sem data, com {quantos}. Anotem o dia do levantamento.", True
        meses = (self.contexto.hoje.year - ultimo.year) * 12 + self.contexto.hoje.month - ultimo.month
        frase = f"Diagnóstico de {ultimo:%d/%m/%Y}, com {quantos}."
        if meses > MESES_DE_UM_DIAGNOSTICO:
            return f"{frase} Tem mais de um ano: vale levantar de novo.", True
        return frase, False


class Barra(Peca):
    """A barra no alto da página. Com `erro`, a rede não abriu e só se pode escolher outra."""

    programa = "barra"
    folhas = (*ESTILOS, "pagina.css")

    def __init__(self, pagina: Pagina | None, modulo: int | None, erro: str = ""):
        super().__init__(pagina)
        self.modulo = modulo
        self.erro = erro

    def ao_comecar(self) -> None:
        self.mandar("estado", estado=self.estado())

    def estado(self) -> dict:
        redes = [nome for nome in arquivo.listar() if nome != arquivo.EXEMPLO] + [arquivo.EXEMPLO]
        estado = {"modulo": self.modulo, "erro": self.erro, "rede": "", "titulo": "", "nomes": []}
        estado["redes"] = [(nome, rotulo(nome)) for nome in redes]
        pagina = self.pagina
        if pagina is None:
            return estado | {"redes": [("", "escolha uma rede"), *estado["redes"]]}
        nomes = pagina.nomes()
        so = pagina.contexto.recortes.get(pagina.recorte)
        estado |= {"rede": pagina.rede.nome, "titulo": pagina.titulo, "autor": pagina.autor}
        estado["exemplo"] = pagina.rede.nome == arquivo.EXEMPLO
        estado["nomes"] = pagina.nomes(esconder=True) if pagina.esconder else nomes
        estado["todos"] = "todas as cooperativas" if pagina.recorte == "cooperativa" else "a rede inteira"
        estado["quem"] = str(nomes.index(so)) if so in nomes else ""
        if self.modulo and self.modulo >= 3:
            frase, aviso = pagina.diagnostico()
            estado["diagnostico"] = {"frase": frase, "aviso": aviso, "endereco": "1_diagnostico.ipynb"}
        return estado

    def ao_autor(self, nome: str) -> None:
        arquivo.lembrar_quem_anota(nome)
        self.pagina.mudar(autor=nome.strip())

    def ao_olhar(self, qual: str) -> None:
        self.pagina.mudar(**{self.pagina.recorte: self.pagina.nomes()[int(qual)] if qual else None})

    def ao_esconder(self, ligado: bool) -> None:
        self.mandar("rotulos", nomes=self.pagina.nomes(esconder=ligado))
        self.pagina.mudar(esconder=ligado)

    def ao_recomecar(self) -> None:
        arquivo.recomecar_exemplo()
        self.mandar("abrir", rede=arquivo.EXEMPLO)
        self.pagina.mudar(empreendimento=None, cooperativa=None)

    def ao_criar(self, titulo: str) -> None:
        if not titulo.strip():
            self.mandar("frase", frase="Escreva o nome da rede.")
            return
        nova = arquivo.criar(arquivo.nome_valido(titulo))
        autor = self.pagina.autor if self.pagina else arquivo.quem_anota()
        nova.gravar("rede", [arquivo.Mudanca(valores={"rede": titulo.strip()})], partida=0, autor=autor)
        self.mandar("abrir", rede=nova.nome)

    def ao_sair(self) -> None:
        # As mensagens chegam em ordem: o que os formulários mandaram antes de sair já está salvo.
        threading.Thread(target=_desligar_kernel, daemon=True).start()


def _desligar_kernel() -> None:
    """Pede ao Voilà que encerre este kernel. Se não der, o servidor recolhe depois os kernels sem página."""
    ambiente = os.environ
    endereco = (
        f"http://127.0.0.1:{ambiente['VOILA_APP_PORT']}{ambiente['VOILA_BASE_URL']}"
        f"voila/api/shutdown/{ambiente['VOILA_KERNEL_ID']}"
    )
    senha = secrets.token_hex(16)  # o Voilà quer a mesma no cookie e no cabeçalho
    pedido = Request(endereco, b"", {"Cookie": f"_xsrf={senha}", "X-XSRFToken": senha})
    with suppress(OSError):
        build_opener(ProxyHandler({})).open(pedido, timeout=30).close()


class RedeNaoAberta(Exception):
    """Para as células seguintes; a barra já disse o que houve."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def abrir(rede: str = arquivo.EXEMPLO, modulo: int | None = None) -> Pagina:
    """Primeira célula de cada caderno: abre a rede, mostra a barra e devolve a página.

    O `?rede=` do endereço vale mais do que o parâmetro.
    """
    nome = _rede_do_endereco() or rede
    try:
        pagina = Pagina(arquivo.abrir_exemplo() if nome == arquivo.EXEMPLO else arquivo.abrir(nome), modulo)
    except arquivo.ErroDeArquivo as erro:
        display(Barra(None, modulo, erro=str(erro)))
        raise RedeNaoAberta(str(erro)) from None
    display(Barra(pagina, modulo))
    return pagina


def rotulo(nome: str) -> str:
    """Como uma rede aparece na lista.

    >>> rotulo("exemplo"), rotulo("rede-sertao-vivo")
    ('Rede de exemplo', 'rede-sertao-vivo')
    """
    return "Rede de exemplo" if nome == arquivo.EXEMPLO else nome


def _rede_do_endereco() -> str:
    if "VOILA_PREHEAT" not in os.environ:  # não é uma página do Voilà
        return ""
    busca = os.environ.get("QUERY_STRING", "")
    if os.environ["VOILA_PREHEAT"] == "True":  # o kernel nasceu antes da visita; importar o Voilà custa um segundo
        from voila.utils import get_query_string

        busca = get_query_string() or ""
    return parse_qs(busca).get("rede", [""])[0]
