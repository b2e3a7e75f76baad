"""A resposta de um instrumento na tela: as escolhas do grupo, a leitura, os desenhos e as tabelas."""

from __future__ import annotations

import pandas as pd

from caderno import catalogo, formato
from caderno.arquivo import Mudanca
from caderno.modelo import Escolha, Instrumento, Sugestao
from caderno.tela import leitura
from caderno.tela.peca import Peca


class Resultado(Peca):
    """Calcula quando está à vista, e de novo quando muda o que ela lê."""

    programa = "resultado"
    frase_de_erro = "Não consegui calcular agora. O que você escreveu está salvo."

    def __init__(self, pagina, instrumento: Instrumento):
        super().__init__(pagina)
        self.instrumento = instrumento
        self._lido = None
        self._sugestoes: list[Sugestao] = []
        leitura.de(pagina).ao_gravar(self.conferir_se_mudou)
        pagina.ao_mudar(self.conferir_se_mudou)

    def ao_calcular(self) -> None:
        from caderno import apresentacao

        self._lido = self._do_que_depende()
        self._mandar_escolhas()
        _, dados = leitura.de(self.pagina).dados(self.pagina)
        resultado = dados.executar(self.instrumento.nome)
        # Com os nomes escondidos, as pendências são contadas, e não chamadas pelo nome da linha.
        brutas = None if self.pagina.esconder else dados.brutas
        html = apresentacao.resultado_html(resultado, brutas)
        self.mandar("resultado", html=html, leitura=" ".join(resultado.leitura))
        # Com os nomes escondidos, o plano guardaria letras no lugar de nomes.
        self._sugestoes = [] if self.pagina.esconder else resultado.sugestoes
        self._mandar_sugestoes()

    def _mandar_sugestoes(self) -> None:
        self.mandar("sugestoes", sugestoes=[_dizer(s, self.pagina.rede.quadro(s.quadro)) for s in self._sugestoes])

    def ao_levar(self, n: int) -> None:
        """Põe a sugestão no quadro dela: a linha nasce com a origem escrita."""
        sugestao, rede = self._sugestoes[n], self.pagina.rede
        nova = Mudanca(valores=sugestao.valores)
        rede.gravar(sugestao.quadro, [nova], partida=rede.versao(sugestao.quadro), autor=self.pagina.autor)
        self._mandar_sugestoes()
        leitura.de(self.pagina).avisar()

    def ao_novidades(self) -> None:
        self.conferir_se_mudou()

    def conferir_se_mudou(self) -> None:
        """Avisa a página, que pede a conta de novo se a resposta está à vista."""
        if self._lido is not None and self._lido != self._do_que_depende():
            self._lido = None
            self.mandar("mudou")

    def _do_que_depende(self) -> tuple:
        rede, pagina = self.pagina.rede, self.pagina
        # Os nomes de empreendimentos e produtos valem em todos os quadros que os citam.
        quadros = {*catalogo.quadros_de(self.instrumento), "empreendimentos", "produtos"}
        versoes = tuple(rede.versao(nome) for nome in sorted(quadros))
        return versoes, tuple(sorted(rede.escolhas().items())), pagina.contexto, pagina.esconder

    def _mandar_escolhas(self) -> None:
        guardadas = self.pagina.rede.escolhas()
        ditas = [_descrever(e, guardadas.get(e.nome, "")) for e in catalogo.escolhas_de(self.instrumento)]
        self.mandar("escolhas", escolhas=ditas)

    def ao_escolher(self, nome: str, texto: str) -> None:
        """A escolha fica guardada com a rede, como qualquer dado, e a resposta é refeita."""
        self.pagina.rede.escolher(nome, texto, autor=self.pagina.autor)
        self._mandar_escolhas()
        leitura.de(self.pagina).avisar()


def _dizer(sugestao: Sugestao, bruta: pd.DataFrame) -> dict:
    """A sugestão como a tela a mostra, e se o quadro já tem uma linha igual."""
    principal = catalogo.quadro(sugestao.quadro).chave[0]
    texto = sugestao.valores[principal]
    escritas = {formato.dobrar(escrita) for escrita in bruta.get(principal, ())}
    titulo = catalogo.quadro(sugestao.quadro).titulo
    return {"texto": texto, "quadro": titulo, "feita": formato.dobrar(texto) in escritas}


def _descrever(escolha: Escolha, guardada: str) -> dict:
    campo, texto = escolha.campo, guardada or escolha.padrao
    lido = formato.ler(texto, campo)
    if lido.erro and campo.opcoes:
        texto = escolha.padrao
    return {
        "nome": campo.nome,
        "rotulo": campo.titulo,
        "ajuda": campo.ajuda,
        "opcoes": list(campo.opcoes) or None,
        "texto": texto,
        "teclado": "decimal" if campo.numerico else None,
        "frase": lido.erro or lido.aviso or formato.eco(texto, campo),
        "erro": bool(lido.erro),
    }
