"""O que um formulário mostra de um quadro: quais linhas, com que texto, o que se leu e o que falta resolver.

Aqui não há widgets: uma vista recebe pedidos e devolve dicionários que viram mensagens.
"""

from __future__ import annotations

import pandas as pd

from caderno import formato, territorio, validacao
from caderno.modelo import NAO_SE_APLICA, NAO_SEI, VAZIO, Campo, Pendencia, Quadro
from caderno.tela import leitura

PASSO = 50
"""Quantas linhas aparecem de cada vez [linhas]."""
MUITOS_NOMES = 300
"""Até aqui a lista de sugestões vai inteira; acima disso, só o que combina com o que se escreve."""
_TECLADOS = {
    "dinheiro": "decimal",
    "percentual": "decimal",
    "numero": "decimal",
    "inteiro": "numeric",
    "ano": "numeric",
}

_COMO_SEI = {
    "nome": validacao.GRAU,
    "rotulo": formato.COMO_SEI,
    "tipo": "grau",
    "ajuda": formato.AJUDA_DO_GRAU,
    "unidade": "",
    "obrigatorio": False,
    "opcoes": [palavra for grau, palavra in formato.GRAUS.items() if grau != validacao.PADRAO],
    "vazio": formato.GRAUS[validacao.PADRAO],
    "teclado": None,
    "sugere": None,
    "nomes": [],
    "vela": False,
}
"""A caixa que toda linha tem no fim: de onde a pessoa tirou o que escreveu nela."""


class Vista:
    """As linhas de um quadro que uma aba está vendo."""

    def __init__(self, pagina, quadro: Quadro):
        self.pagina = pagina
        self.quadro = quadro
        self.filtro = ""
        self.limite = PASSO
        self.versao = 0
        self._vistas: dict[str, dict] = {}
        """Linha -> como ela foi mostrada por último."""

    @property
    def campos(self) -> list[Campo]:
        """Os campos que se escrevem; com um empreendimento ou cooperativa à vista, o nome já está dado."""
        return [campo for campo in self.quadro.campos if campo.nome not in self.preenchidos]

    @property
    def preenchidos(self) -> dict[str, str]:
        """Campo -> o que toda linha nova já traz escrito, por ser de quem se olha."""
        recortes = self.pagina.contexto.recortes
        return {q: nome for q, nome in recortes.items() if q in self.quadro.nomes and q != self.quadro.nome_proprio}

    # ------------------------------------------------------------------ o que vai para a tela

    def inteira(self) -> dict:
        """Tudo o que a tela precisa para desenhar o formulário do começo."""
        self._vistas = {}
        novidades = self.novidades()
        _, dados = leitura.de(self.pagina).dados(self.pagina)
        return novidades | {
            "descricao": self.quadro.descricao,
            "uma_linha": self.quadro.uma_linha,
            "campos": [*(self._descrever(campo, dados) for campo in self.campos), _COMO_SEI],
        }

    def novidades(self) -> dict:
        """Só as linhas que estão diferentes do que a tela mostrou por último, e as que saíram."""
        self.versao, dados = leitura.de(self.pagina).dados(self.pagina)
        bruta = validacao.completar(self.quadro, dados.bruta(self.quadro.nome))
        tabela, pendencias = dados.conferido(self.quadro.nome)
        bruta = bruta[self._servem(bruta, tabela)]
        antes = self._vistas
        self._vistas = self._montar(self._na_tela(bruta), pendencias)
        return {
            "versao": self.versao,
            "linhas": [linha for nome, linha in self._vistas.items() if antes.get(nome) != linha],
            "apagadas": [nome for nome in antes if nome not in self._vistas],
            "total": len(bruta),
            "mostradas": len(self._vistas),
            "filtro": self.filtro,
            "corrigir": len({p.linha for p in pendencias if p.gravidade == "erro"} & set(bruta[validacao.LINHA])),
            "gerais": self._gerais(pendencias, set(bruta[validacao.LINHA])),
        }

    def _servem(self, bruta: pd.DataFrame, tabela: pd.DataFrame) -> pd.Series:
        serve = pd.Series(True, index=bruta.index)
        for quem, so_um in self.pagina.contexto.recortes.items():
            if quem in tabela:
                serve &= tabela[quem] == so_um
        if procurado := formato.dobrar(self.filtro):
            linhas = bruta[list(self.quadro.nomes)].itertuples(index=False, name=None)
            serve &= pd.Series([procurado in formato.dobrar(" ".join(linha)) for linha in linhas], dtype=bool)
        # Uma linha que muda enquanto se escreve nela não some da frente da pessoa.
        return serve | bruta[validacao.LINHA].isin(self._vistas)

    def _na_tela(self, bruta: pd.DataFrame) -> pd.DataFrame:
        """As primeiras linhas até o limite, e as que já estavam na tela."""
        novas = ~bruta[validacao.LINHA].isin(self._vistas)
        return bruta[~novas | (novas.cumsum() <= self.limite - (~novas).sum())]

    def _montar(self, bruta: pd.DataFrame, pendencias: list[Pendencia]) -> dict[str, dict]:
        por_linha: dict[str, dict[str, list]] = {nome: {} for nome in bruta[validacao.LINHA]}
        for p in pendencias:
            if p.linha in por_linha:
                dita = {"frase": p.frase, "gravidade": p.gravidade}
                por_linha[p.linha].setdefault(p.campo, []).append(dita)
        linhas = {}
        for registro in bruta.to_dict("records"):
            nome = registro[validacao.LINHA]
            textos = {c.nome: _na_caixa(registro[c.nome], c) for c in self.campos if registro[c.nome]}
            if registro[validacao.GRAU] not in ("", validacao.PADRAO):
                textos[validacao.GRAU] = formato.GRAUS.get(registro[validacao.GRAU], "")
            ecos = {c.nome: eco for c in self.campos if (eco := formato.eco(textos.get(c.nome, ""), c))}
            linhas[nome] = {"id": nome, "textos": textos, "ecos": ecos, "pendencias": por_linha[nome]}
        return linhas

    def _gerais(self, pendencias: list[Pendencia], linhas: set[str]) -> list[str]:
        """O que é do quadro inteiro, e o que há para resolver em linhas que não estão na tela."""
        frases = [p.frase for p in pendencias if not p.linha]
        escondidas = {p.linha for p in pendencias if p.linha in linhas and p.linha not in self._vistas}
        if escondidas:
            uma, muitas = "linha que não está na tela tem", "linhas que não estão na tela têm"
            frases.append(f"{formato.plural(len(escondidas), uma, muitas)} algo para resolver.")
        return frases

    def _descrever(self, campo: Campo, dados) -> dict:
        nomes = list(dados.nomes(campo.quadro).atuais.values()) if self._cita(campo) else []
        ao_escrever = campo.tipo in ("municipio", "lista") or len(nomes) > MUITOS_NOMES
        unidade = campo.titulo.removeprefix(campo.rotulo).strip(" ()")
        # O teclado decimal do telefone não tem o sinal de menos.
        negativo = campo.minimo is not None and campo.minimo < 0
        return {
            "nome": campo.nome,
            "rotulo": campo.rotulo,
            "tipo": campo.tipo,
            "ajuda": campo.ajuda,
            "unidade": unidade,
            "obrigatorio": campo.obrigatorio,
            "opcoes": _opcoes(campo),
            "teclado": None if negativo else _TECLADOS.get(campo.tipo),
            "sugere": "ao escrever" if ao_escrever else "nomes" if nomes else None,
            "nomes": [] if ao_escrever else nomes,
            "vela": self.pagina.esconder and campo.quadro == "empreendimentos",
        }

    def _cita(self, campo: Campo) -> bool:
        return bool(campo.quadro) and campo.quadro != self.quadro.nome

    # ------------------------------------------------------------------ o que a pessoa pede

    def ler(self, nome: str, texto: str) -> dict:
        """O que se entende de um texto antes mesmo de salvar: eco e pendência da caixa."""
        if nome == validacao.GRAU:
            return {"eco": "", "pendencias": []}
        campo = self.quadro.campo(nome)
        lido = formato.ler(texto, campo)
        frase, gravidade = lido.erro or lido.aviso, "erro" if lido.erro else "aviso"
        if campo.obrigatorio and lido.falta and lido.falta != NAO_SE_APLICA:
            frase, gravidade = f"Falta escrever {campo.rotulo.lower()}.", "erro"
        pendencias = [{"frase": frase, "gravidade": gravidade}] if frase else []
        return {"eco": formato.eco(texto, campo), "pendencias": pendencias}

    def sugerir(self, nome: str, texto: str) -> list[str]:
        """Até 12 nomes que combinam com o que se escreve; em listas, completa o último nome."""
        campo = self.quadro.campo(nome)
        ditos, _, ultimo = texto.rpartition(";") if campo.tipo == "lista" else ("", "", texto)
        procurado = formato.dobrar(ultimo)
        if not procurado:
            return []
        if campo.tipo == "municipio":
            achados = [m.rotulo for m in (*territorio.achar(ultimo), *territorio.parecidos(ultimo))]
        else:
            _, dados = leitura.de(self.pagina).dados(self.pagina)
            conhecidos = dados.nomes(campo.quadro).atuais.values() if campo.quadro else campo.opcoes
            achados = [n for n in conhecidos if procurado in formato.dobrar(n)]
        comeco = f"{ditos.strip()}; " if ditos.strip() else ""
        return [f"{comeco}{achado}" for achado in dict.fromkeys(achados)][:12]


def _na_caixa(texto: str, campo: Campo) -> str:
    """Numa lista de escolher, "Associação" e "associação" são a mesma opção."""
    if campo.tipo not in ("opcao", "sim_nao"):
        return texto
    lido = formato.ler(texto, campo)
    if lido.valor is not None:
        return str(lido.valor)
    return texto if lido.erro or lido.falta == VAZIO else lido.falta


def _opcoes(campo: Campo) -> list[str] | None:
    if campo.tipo == "sim_nao":
        return ["sim", "não", NAO_SEI]
    if campo.tipo == "opcao" and campo.opcoes:
        return list(dict.fromkeys([*campo.opcoes, NAO_SEI]))
    return None
