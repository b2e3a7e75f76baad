"""Enviar uma planilha: recebe o arquivo, mostra o que entendeu, e só guarda depois do clique."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from caderno import catalogo, formato
from caderno.modelo import Quadro
from caderno.tela import leitura
from caderno.tela.peca import Peca
from caderno.validacao import LINHA, nomes_de

MAIOR = 20 * 1024 * 1024
"""O maior arquivo que se recebe pela página [bytes]."""
PENDENCIAS_MOSTRADAS = 30


@dataclass
class Destino:
    """Uma folha a caminho de um quadro, com as correções que a pessoa fez."""

    folha: object
    quadro: Quadro | None
    mapa: dict[str, str] = field(default_factory=dict)
    """Campo -> título da coluna, ou "" para nenhuma: o que a pessoa corrigiu."""
    fixos: dict[str, str] = field(default_factory=dict)
    """O que a folha não traz e a pessoa disse: empreendimento, produto, ano."""
    uf: str = ""
    somente: str = ""
    apagar_ausentes: bool = False
    importado: object = None
    """O casamento que um importador já fez, quando o arquivo não é uma planilha da rede."""
    casamento: object = None
    previa: object = None
    erro: str = ""


class Envio:
    """O caminho de um arquivo da pessoa até a rede. `mandar` leva as mensagens à tela."""

    def __init__(self, pagina, quadro: Quadro | None, mandar: Callable):
        self.pagina = pagina
        self.quadro = quadro
        self._mandar = mandar
        self._pedacos: list[bytes] = []
        self.destinos: list[Destino] = []
        self.cadastrar: bool | None = None
        """Cadastrar também os nomes novos que a planilha cita. None: a pessoa ainda não disse."""

    # ------------------------------------------------------------------ receber e ler

    def parte(self, conteudo: bytes, nome: str, comeco: int, tamanho: int) -> None:
        """Junta um pedaço do arquivo; com o último, lê a planilha e mostra a prévia."""
        if comeco == 0:
            self._pedacos = []
        self._pedacos.append(conteudo)
        recebido = sum(map(len, self._pedacos))
        if tamanho > MAIOR or recebido > MAIOR:
            self.falhou("Este arquivo tem mais de 20 MB. Divida a planilha ou apague as folhas que não usa.")
        elif recebido < tamanho:
            self._mandar("envio", passo="mais")
        else:
            self._abrir(b"".join(self._pedacos), nome)
            self._pedacos = []

    def _abrir(self, conteudo: bytes, nome: str) -> None:
        from caderno import importadores, planilha

        fixos = self._fixos_da_pagina()
        recebido = importadores.Recebido(conteudo, nome, self.pagina.rede.brutas(), fixos)
        self.destinos, self.cadastrar = [], None
        if (entendido := importadores.importar(recebido)) is not None:
            self.destinos = [
                Destino(planilha.Folha(c.folha, []), c.quadro, fixos=dict(fixos), importado=c) for c in entendido
            ]
            self._mostrar(" ".join([f"Li {nome}. Confira antes de entrar.", *entendido.recados]))
            return
        arquivo = recebido.arquivo
        for folha in arquivo.folhas:
            quadros = planilha.quadros_da_folha(folha, fixos=fixos)
            if self.quadro and (self.quadro in quadros or len(arquivo.folhas) == 1):
                quadros = [self.quadro]
            self.destinos += [Destino(folha, quadro, fixos=dict(fixos)) for quadro in quadros or [None]]
        self._mostrar(" ".join([f"Li {nome}. Confira antes de entrar.", *arquivo.avisos]))

    def _fixos_da_pagina(self) -> dict[str, str]:
        return self.pagina.contexto.recortes

    # ------------------------------------------------------------------ conferir

    def ajustar(self, folha: int | None = None, **correcao) -> None:
        """Aplica uma correção da pessoa, a uma folha ou à planilha inteira, e mostra a prévia de novo."""
        if folha is None:
            self.cadastrar = correcao["cadastrar"]
            self._mostrar("Confira antes de entrar.")
            return
        destino = self.destinos[folha]
        if "quadro" in correcao:
            quadro = catalogo.quadro(correcao["quadro"]) if correcao["quadro"] else None
            fixos = self._fixos_da_pagina()
            self.destinos[folha] = Destino(destino.folha, quadro, fixos=fixos, importado=destino.importado)
        elif "coluna" in correcao:
            _apontar(destino, correcao["coluna"], correcao["campo"])
        elif "apagar_ausentes" in correcao:
            destino.apagar_ausentes = correcao["apagar_ausentes"]
        elif correcao["pergunta"] in ("uf", "somente"):
            setattr(destino, correcao["pergunta"], correcao["valor"])
        else:
            destino.fixos[correcao["pergunta"]] = correcao["valor"]
        self._mostrar("Confira antes de entrar.")

    def _mostrar(self, frase: str) -> None:
        for destino in self.destinos:
            self._ler(destino)
        parecidos = self._parecidos()
        if self.cadastrar is None:  # um nome parecido costuma ser o mesmo, mal escrito
            self.cadastrar = not parecidos
        frase = " ".join([frase, *parecidos])
        brutas = self._como_ficaria()
        folhas = [self._descrever(i, destino, brutas) for i, destino in enumerate(self.destinos)]
        novos = [[catalogo.quadro(quadro).titulo, nomes] for quadro, nomes in self._nomes_novos().items()]
        self._mandar("envio", passo="conferir", frase=frase, folhas=folhas, novos=novos, cadastrar=self.cadastrar)

    def _nomes_novos(self) -> dict[str, list[str]]:
        """Quadro -> nomes que a planilha cita e que ninguém cadastrou."""
        from caderno import planilha

        lidos = [destino.casamento for destino in self.destinos if destino.casamento is not None]
        return planilha.nomes_por_cadastrar(lidos, self.pagina.rede.brutas())

    def _parecidos(self) -> list[str]:
        """Uma frase para cada nome novo que parece um nome que já existe."""
        frases = []
        for quadro, novos in self._nomes_novos().items():
            bruta = self.pagina.rede.quadro(quadro)
            existentes = {formato.dobrar(n): n for n in nomes_de(catalogo.quadro(quadro), bruta).atuais.values()}
            for novo in novos:
                for igual in difflib.get_close_matches(formato.dobrar(novo), existentes, n=1, cutoff=0.8):
                    frases.append(f"“{novo}” parece “{existentes[igual]}”: cadastre só se for outro.")
        return frases

    def _ler(self, destino: Destino) -> None:
        from caderno import importadores, planilha

        destino.casamento = destino.previa = None
        destino.erro = ""
        if destino.importado and destino.quadro is not destino.importado.quadro:
            destino.erro = f"Este arquivo só entra em {destino.importado.quadro.titulo}. Assim, fica de fora."
            return
        try:
            if destino.quadro is None:
                destino.erro = planilha.explicar(destino.folha)
                return
            cabem = {c: v for c, v in destino.fixos.items() if v and c in (*destino.quadro.nomes, "ano")}
            destino.casamento = destino.importado and importadores.com_fixos(destino.importado, cabem)
            destino.casamento = destino.casamento or planilha.reconhecer(
                destino.folha,
                destino.quadro,
                destino.mapa,
                uf=destino.uf,
                somente=destino.somente,
                fixos=cabem,
            )
        except planilha.ErroDePlanilha as erro:
            destino.erro = str(erro)
            return
        atual, nova = self.pagina.rede.quadro(destino.quadro.nome), destino.casamento.bruta
        destino.previa = planilha.previa(atual, nova, destino.quadro, destino.apagar_ausentes)

    def _como_ficaria(self) -> dict[str, pd.DataFrame]:
        """A rede com as linhas novas, para que uma folha possa citar nomes que vêm em outra."""
        brutas = self.pagina.rede.brutas()
        for destino in filter(lambda d: d.previa is not None, self.destinos):
            nome = destino.quadro.nome
            juntas = [brutas[nome], destino.previa.novas] if nome in brutas else [destino.previa.novas]
            brutas[nome] = pd.concat(juntas, ignore_index=True).fillna("")
        for nome, novos in self._nomes_novos().items() if self.cadastrar else ():
            proprio = catalogo.quadro(nome).nome_proprio
            linhas = pd.DataFrame({LINHA: [f"{nome} {texto}" for texto in novos], proprio: novos})
            brutas[nome] = pd.concat([brutas.get(nome), linhas], ignore_index=True).fillna("")
        return brutas

    def _descrever(self, indice: int, destino: Destino, brutas: dict) -> dict:
        quadros = list(catalogo.QUADROS.values())
        descricao = {
            "nome": indice,
            "titulo": f"Folha “{destino.folha.nome}”",
            "quadro": destino.quadro.nome if destino.quadro else "",
            "quadros": [[q.nome, q.titulo] for q in quadros],
            "frases": [destino.erro] if destino.erro else [],
            "lida": destino.casamento is not None,
        }
        if destino.casamento is None:
            return descricao
        pendencias = self._pendencias(destino, brutas)
        pontos = formato.plural(len(pendencias), "ponto", "pontos")
        previa = destino.previa
        return descricao | {
            "frases": destino.casamento.avisos,
            "campos": [[c.nome, c.titulo] for c in destino.quadro.campos],
            "colunas": _colunas(destino, self._usadas_em_outro_quadro(destino)),
            "perguntas": self._perguntas(destino),
            "contas": [
                [formato.quantidade(len(previa.novas)), "novas"],
                [formato.quantidade(len({m.linha for m in previa.mudadas})), "mudam"],
                [formato.quantidade(len(previa.iguais)), "já estavam iguais"],
                [formato.quantidade(len(previa.ausentes)), "estão no caderno e não na planilha"],
            ],
            "ausentes": len(previa.ausentes),
            "apagar_ausentes": destino.apagar_ausentes,
            "pendencias": pendencias[:PENDENCIAS_MOSTRADAS] + _e_mais(len(pendencias) - PENDENCIAS_MOSTRADAS),
            "titulo_das_pendencias": f"{pontos} para resolver depois de entrar",
        }

    def _usadas_em_outro_quadro(self, destino: Destino) -> set[str]:
        """Uma folha que enche dois quadros não deixa sobrar o que o outro quadro aproveitou."""
        outros = [d for d in self.destinos if d.folha is destino.folha and d is not destino and d.casamento]
        return {titulo for outro in outros for titulo in outro.casamento.colunas.values()}

    def _pendencias(self, destino: Destino, brutas: dict) -> list[str]:
        quadro, bruta = destino.quadro, destino.casamento.bruta
        dados = catalogo.Dados(brutas | {quadro.nome: bruta}, self.pagina.contexto)
        onde = dict(zip(bruta["_linha"], bruta["_origem"], strict=True))
        rotulos = {c.nome: c.rotulo for c in quadro.campos}
        return [
            f"{onde.get(p.linha, 'Quadro inteiro').capitalize()}, {rotulos[p.campo]}: {p.frase}"
            for p in dados.conferido(quadro.nome)[1]
        ]

    def _perguntas(self, destino: Destino) -> list[dict]:
        """O que só a pessoa sabe: de quem são os dados, de que estado, de que ano, quais linhas."""
        perguntas = []
        for campo in destino.quadro.campos:
            if campo.tipo == "mes" and destino.importado and campo in destino.importado.faltam:
                rotulo = "De que mês são estes dados?"
                perguntas.append(_pergunta(campo.nome, rotulo, destino.fixos.get(campo.nome, "")))
            elif campo.nome in destino.fixos or (campo.quadro and campo in destino.casamento.faltam):
                _, dados = leitura.de(self.pagina).dados(self.pagina)
                nomes = list(dados.nomes(campo.quadro).atuais.values())
                rotulo = f"De que {campo.rotulo.lower()} são estes dados?"
                perguntas.append(_pergunta(campo.nome, rotulo, destino.fixos.get(campo.nome, ""), nomes))
            elif campo.tipo == "municipio" and (destino.uf or _ha_erro(destino, campo)):
                from caderno.territorio import ESTADOS

                rotulo = "Municípios sem estado são de onde?"
                perguntas.append(_pergunta("uf", rotulo, destino.uf, sorted(ESTADOS)))
            elif campo.tipo == "mes" and (destino.fixos.get("ano") or _ha_erro(destino, campo)):
                perguntas.append(_pergunta("ano", "De que ano são os meses?", destino.fixos.get("ano", "")))
        if destino.importado:
            return perguntas
        ajuda = "Opcional. Exemplo: UF é RN, ou Tipologia não contém PSA."
        return [*perguntas, _pergunta("somente", "Usar só as linhas em que", destino.somente, ajuda=ajuda)]

    # ------------------------------------------------------------------ entrar

    def entrar(self) -> None:
        """Guarda o que a prévia mostrou. Cada quadro entra inteiro ou não entra."""
        ordem = list(catalogo.QUADROS)
        entram = [d for d in self.destinos if d.previa is not None and d.previa.mudancas]
        frases = self._cadastrar_nomes() if self.cadastrar and entram else []
        for destino in sorted(entram, key=lambda d: ordem.index(d.quadro.nome)):
            rede, mudancas = self.pagina.rede, destino.previa.mudancas
            rede.gravar(destino.quadro.nome, mudancas, partida=rede.versao(), autor=self.pagina.autor)
            frases.append(f"{formato.plural(len(mudancas), 'linha', 'linhas')} em {destino.quadro.titulo}")
        self.destinos = []
        leitura.de(self.pagina).avisar()
        frase = f"Entrou: {formato.juntar(frases)}." if frases else "Nada mudou."
        self._mandar("envio", passo="fim", frase=frase)

    def _cadastrar_nomes(self) -> list[str]:
        from caderno.arquivo import Mudanca

        rede, frases = self.pagina.rede, []
        for nome, novos in self._nomes_novos().items():
            quadro = catalogo.quadro(nome)
            linhas = [Mudanca(valores={quadro.nome_proprio: texto}) for texto in novos]
            rede.gravar(nome, linhas, partida=rede.versao(), autor=self.pagina.autor)
            frases.append(f"{formato.plural(len(novos), 'nome novo', 'nomes novos')} em {quadro.titulo}")
        return frases

    def cancelar(self) -> None:
        self.destinos, self._pedacos = [], []
        self._mandar("envio", passo="cancelado", frase="Cancelado. Nada entrou.")

    def falhou(self, frase: str) -> None:
        self._pedacos = []
        self._mandar("envio", passo="falhou", frase=frase)


def _apontar(destino: Destino, coluna: str, campo: str) -> None:
    """A coluna passa a ser daquele campo, e de nenhum outro."""
    for outro, titulo in destino.casamento.colunas.items():
        if titulo == coluna:
            destino.mapa[outro] = ""
    destino.mapa = {c: "" if t == coluna else t for c, t in destino.mapa.items()}
    if campo:
        destino.mapa[campo] = coluna


def _colunas(destino: Destino, usadas: set[str]) -> list[dict]:
    casamento = destino.casamento
    pares = [*casamento.colunas.items(), *(("", titulo) for titulo in casamento.sobraram if titulo not in usadas)]
    return [
        {
            "titulo": titulo,
            "campo": campo,
            "exemplo": next((texto for texto in casamento.bruta[campo] if texto), "")[:40] if campo else "",
            # O que veio de um título, dos meses ou de uma linha não é uma coluna que se possa apontar.
            "fixa": titulo not in casamento.titulos,
        }
        for campo, titulo in pares
    ]


def _pergunta(nome: str, rotulo: str, valor: str, nomes=(), ajuda: str = "") -> dict:
    opcoes = [["", "—"], *([n, n] for n in nomes)] if nomes else None
    return {"nome": nome, "rotulo": rotulo, "valor": valor, "opcoes": opcoes, "ajuda": ajuda}


def _ha_erro(destino: Destino, campo) -> bool:
    textos = destino.casamento.bruta[campo.nome].unique()
    return any(formato.ler(texto, campo).erro for texto in textos)


def _e_mais(quantas: int) -> list[str]:
    return [f"… e mais {quantas}."] if quantas > 0 else []


class EnvioDaPagina(Peca):
    """Uma planilha com folhas para vários quadros, enviada de uma vez."""

    programa = "envio_da_pagina"
    frase_de_erro = "Não consegui ler esta planilha. Nada entrou e nada se perdeu."

    def __init__(self, pagina):
        super().__init__(pagina)
        self.envio = Envio(pagina, quadro=None, mandar=self.mandar)

    def ao_envio_parte(self, partes, **dados) -> None:
        self.envio.parte(bytes(partes[0]), **dados)

    def ao_envio_ajustar(self, **dados) -> None:
        self.envio.ajustar(**dados)

    def ao_envio_entrar(self) -> None:
        self.envio.entrar()

    def ao_envio_cancelar(self) -> None:
        self.envio.cancelar()

    def falhou(self, erro: Exception, tipo: str, dados: dict) -> None:
        self.envio.falhou(self.frase_para(erro, tipo))
