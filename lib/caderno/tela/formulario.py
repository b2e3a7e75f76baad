"""O formulário de um quadro: recebe o que se escreve, guarda, e diz o que leu."""

from __future__ import annotations

import traitlets

from caderno import formato
from caderno.modelo import Quadro
from caderno.tela import entrega, leitura
from caderno.tela.envio import Envio
from caderno.tela.peca import Peca
from caderno.tela.vista import PASSO, Vista
from caderno.validacao import GRAU, PADRAO


class Formulario(Peca):
    """Um quadro na tela. Nada é lido da rede antes de ele aparecer."""

    programa = "formulario"
    titulo = traitlets.Unicode().tag(sync=True)
    dobrar = traitlets.Bool().tag(sync=True)
    """Abrir fechado quando já há linhas: é o que se quer ao lado de uma resposta."""
    frase_de_erro = "Isto não funcionou agora. O que você já tinha salvo continua salvo."

    def __init__(self, pagina, quadro: Quadro, dobrar: bool = False):
        super().__init__(pagina)
        self.quadro = quadro
        self.dobrar = dobrar
        self.titulo = quadro.titulo
        self.vista = Vista(pagina, quadro)
        self.aberto = False
        self.envio = Envio(pagina, quadro=quadro, mandar=self.mandar)
        leitura.de(pagina).ao_gravar(self.atualizar)
        pagina.ao_mudar(self.recomecar)

    # ------------------------------------------------------------------ mostrar

    def ao_pronto(self) -> None:
        self.aberto = True
        self.mandar("estado", **self.vista.inteira())

    def recomecar(self) -> None:
        """A página mudou de empreendimento ou escondeu os nomes: o formulário é outro."""
        if self.aberto:
            self.vista.limite = PASSO
            self.ao_pronto()

    def atualizar(self) -> None:
        if self.aberto:
            self.mandar("atualizar", **self.vista.novidades())

    def ao_novidades(self) -> None:
        if self.pagina.rede.versao() != self.vista.versao:
            leitura.de(self.pagina).avisar()

    def ao_mais(self) -> None:
        self.vista.limite += PASSO
        self.atualizar()

    def ao_procurar(self, texto: str) -> None:
        self.vista.filtro = texto
        self.vista.limite = PASSO
        self.ao_pronto()

    def ao_ler(self, linha: str, campo: str, texto: str) -> None:
        self.mandar("eco", linha=linha, campo=campo, texto=texto, **self.vista.ler(campo, texto))

    def ao_sugerir(self, campo: str, texto: str) -> None:
        self.mandar("sugestoes", campo=campo, nomes=self.vista.sugerir(campo, texto))

    # ------------------------------------------------------------------ guardar

    def ao_gravar(self, n: int, edicoes: list[dict]) -> None:
        """Guarda só as caixas mexidas; cada uma diz a versão que a pessoa via quando começou a mudá-la."""
        conflitos = []
        for partida in sorted({e["partida"] for e in edicoes}):
            mudancas = self._mudancas(e for e in edicoes if e["partida"] == partida)
            conflitos += self._gravar(mudancas, partida).conflitos
        ditos = [
            {"linha": c.linha, "campo": c.campo, "meu": c.meu, "outro": c.deles, "autor": c.autor_deles}
            for c in conflitos
        ]
        self.mandar("salvo", n=n, conflitos=ditos, **self.vista.novidades())
        leitura.de(self.pagina).avisar()

    def _mudancas(self, edicoes) -> list:
        from caderno.arquivo import Mudanca

        por_linha: dict[str, dict[str, str]] = {}
        for edicao in edicoes:
            por_linha.setdefault(edicao["linha"], {})[edicao["campo"]] = edicao["texto"]
        novas = por_linha.keys() - set(self._linhas_salvas())
        for linha in novas:
            por_linha[linha] |= self.vista.preenchidos
        graus = {linha: valores.pop(GRAU) for linha, valores in por_linha.items() if GRAU in valores}
        lidos = {linha: formato.ler_grau(texto or PADRAO) for linha, texto in graus.items()}
        return [Mudanca(linha, valores, grau=lidos.get(linha)) for linha, valores in por_linha.items()]

    def _linhas_salvas(self):
        _, dados = leitura.de(self.pagina).dados(self.pagina)
        return dados.bruta(self.quadro.nome)["_linha"]

    def _gravar(self, mudancas: list, partida: int):
        return self.pagina.rede.gravar(self.quadro.nome, mudancas, partida=partida, autor=self.pagina.autor)

    def ao_apagar(self, linhas: list[str]) -> None:
        from caderno.arquivo import Mudanca

        gravacao = self._gravar([Mudanca(linha, apagar=True) for linha in linhas], self.vista.versao)
        leitura.de(self.pagina).avisar()
        if gravacao.conflitos:
            frase = "Outra pessoa mexeu nesta linha agora há pouco. Olhe de novo antes de apagar."
            self.mandar("frase", frase=frase)
        else:
            self.mandar("frase", frase="Linha apagada. ", desfazer=linhas)

    def ao_restaurar(self, linhas: list[str]) -> None:
        from caderno.arquivo import Mudanca

        self._gravar([Mudanca(linha) for linha in linhas], self.vista.versao)
        leitura.de(self.pagina).avisar()
        self.mandar("frase", frase="A linha voltou.")

    def ao_desfazer(self) -> None:
        desfeita = self.pagina.rede.desfazer(self.quadro.nome, autor=self.pagina.autor)
        leitura.de(self.pagina).avisar()
        frase = "Desfiz a última mudança." if desfeita else "Não há mudança para desfazer."
        self.mandar("frase", frase=frase)

    def falhou(self, erro: Exception, tipo: str, dados: dict) -> None:
        frase = self.frase_para(erro, tipo)
        if tipo == "gravar":
            self.mandar("falhou", n=dados["n"], frase=f"Ainda não consegui salvar. {frase}")
        elif tipo.startswith("envio"):
            self.envio.falhou(frase)
        else:
            self.mandar("frase", frase=frase)

    # ------------------------------------------------------------------ planilha e papel

    def ao_baixar(self, o_que: str) -> None:
        nome, mime, conteudo = entrega.preparar(o_que, self.pagina, self.quadro)
        self.mandar("arquivo", [conteudo], nome=nome, mime=mime, em_outra_aba=o_que == "papel")

    def ao_envio_parte(self, partes, **dados) -> None:
        self.envio.parte(bytes(partes[0]), **dados)

    def ao_envio_ajustar(self, **dados) -> None:
        self.envio.ajustar(**dados)

    def ao_envio_entrar(self) -> None:
        self.envio.entrar()

    def ao_envio_cancelar(self) -> None:
        self.envio.cancelar()
