"""Soma as operações de uma fita por cooperativa, mês, porte e modalidade, e conta tudo o que ficou fora."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from caderno import formato
from caderno.folhas.arrumacao import e_total
from caderno.importadores.fita import colunas as vocabulario
from caderno.importadores.fita.colunas import ATIVA, BAIXADA, FITA, FORA_DO_ESCOPO, LIQUIDADA
from caderno.importadores.fita.leitura import Fita
from caderno.importadores.fita.numeros import ler_reais
from caderno.instrumentos.credito.publico import FISICA, LIMITES_NOVOS, ME, MEI, RURAL, SEM_PORTE, porte_pela_receita
from caderno.instrumentos.credito.quadros_dos_indicadores import FAIXAS

GRUPO = ["cooperativa", "mes", "porte", "porte_2018", "modalidade", "parte_da_fita"]
CENTAVOS = [
    "saldo", *(f"saldo_mais_de_{k}" for k in FAIXAS), *(f"vencido_mais_de_{k}" for k in FAIXAS),
    "saldo_sem_atraso", "saldo_sem_parcelas", "saldo_baixado",
]  # fmt: skip
CONTAGENS = [
    "operacoes", *(f"operacoes_mais_de_{k}" for k in FAIXAS), "baixadas", "liquidadas", "fora_do_escopo",
    "repetidas", "sem_leitura",
]  # fmt: skip
TOTAIS, CABECALHOS, SO_NUMEROS = "de total", "de cabeçalho repetido", "só com números, sem dizer de quem são"


@dataclass(frozen=True)
class Padroes:
    """O que vale quando a fita não diz."""

    cooperativa: str
    mes: str
    """ "aaaa-mm"; vazio se ninguém sabe."""
    parte_da_fita: str = ""
    atraso_em_branco: float = float("nan")
    """Dias de atraso de quem não os tem escritos; NaN é não saber."""


@dataclass
class Soma:
    """O que fica de uma fita."""

    tabela: pd.DataFrame
    """Uma linha por grupo; dinheiro em centavos inteiros, para que a ordem das linhas não mude a soma."""
    linhas: int = 0
    fora: Counter = field(default_factory=Counter)
    """Linhas que não são operações: por quê -> quantas."""
    desconhecidos: dict[str, Counter] = field(default_factory=dict)
    """Campo -> textos que não se conhecem -> quantas vezes."""
    rural_sem_registro: int = 0


class Somador:
    """Recebe pedaços de uma fita e guarda só as somas."""

    def __init__(self, fita: Fita, padroes: Padroes):
        self.fita, self.padroes = fita, padroes
        self.soma = Soma(pd.DataFrame())
        self._partes: list[pd.DataFrame] = []
        self._vistas: set[int] = set()
        self._grafias: dict[tuple[str, str], str] = {}
        self._ha_total = _ha_total(fita)

    def somar(self, pedacos: Iterable[pd.DataFrame]) -> Soma:
        """Todos os pedaços, um de cada vez."""
        for pedaco in pedacos:
            self._pedaco(pedaco)
        self.soma.fora.update(self.fita.fora)
        self.soma.linhas += sum(self.fita.fora.values())
        if self._partes:
            juntas = pd.concat(self._partes)
            tabela = juntas.groupby(GRUPO, sort=True)[CENTAVOS + CONTAGENS].sum().reset_index()
            for campo in ("cooperativa", "modalidade", "parte_da_fita"):
                tabela[campo] = [self._grafias.get((campo, chave), "") for chave in tabela[campo]]
            self.soma.tabela = tabela
        return self.soma

    # ------------------------------------------------------------------ um pedaço

    def _pedaco(self, pedaco: pd.DataFrame) -> None:
        self.soma.linhas += len(pedaco)
        pedaco = self._so_operacoes(pedaco)
        if pedaco.empty:
            return
        saldo, _ = ler_reais(self._textos(pedaco, "saldo"), FITA.campo("saldo"))
        inteira = pedaco["_inteira"].to_numpy()
        meses = self._meses(pedaco)
        estado = self._traduzir(pedaco, "situacao", vocabulario.situacao_de, ATIVA)
        repetida = self._repetidas(pedaco)
        legivel = inteira & (meses != "")
        ativa = legivel & ~repetida & (estado == ATIVA)
        medidas = self._medidas(pedaco, saldo, ativa & ~np.isnan(saldo))
        baixada = legivel & ~repetida & (estado == BAIXADA)
        medidas |= {
            "saldo_baixado": np.where(baixada, _centavos(saldo), 0),
            "baixadas": baixada,
            "liquidadas": legivel & ~repetida & (estado == LIQUIDADA),
            "fora_do_escopo": legivel & ~repetida & (estado == FORA_DO_ESCOPO),
            "repetidas": repetida,
            "sem_leitura": ~repetida & (~legivel | (ativa & np.isnan(saldo))),
        }
        grupos = self._grupos(pedaco, meses)
        tabela = pd.DataFrame(grupos | {nome: np.asarray(medidas[nome], "int64") for nome in CENTAVOS + CONTAGENS})
        self._partes.append(tabela.groupby(GRUPO, observed=True, sort=False).sum().reset_index().astype(_TEXTOS))

    def _medidas(self, pedaco: pd.DataFrame, saldo: np.ndarray, ativa: np.ndarray) -> dict[str, np.ndarray]:
        """As somas das operações ativas. Atraso em branco não é atraso zero, nem parcela em branco parcela zero."""
        centavos = np.where(ativa, _centavos(saldo), 0)
        dias = self._dias(pedaco)
        atrasada = {k: ativa & (dias > k) for k in FAIXAS}
        medidas = {"operacoes": ativa, "saldo": centavos}
        medidas["saldo_sem_atraso"] = np.where(np.isnan(dias), centavos, 0)
        vencido, _ = ler_reais(self._textos(pedaco, "parcelas_vencidas"), FITA.campo("parcelas_vencidas"))
        sem_vencido = atrasada[FAIXAS[0]] & np.isnan(vencido)
        medidas["saldo_sem_parcelas"] = np.where(sem_vencido, centavos, 0)
        for k in FAIXAS:
            medidas[f"saldo_mais_de_{k}"] = np.where(atrasada[k], centavos, 0)
            medidas[f"vencido_mais_de_{k}"] = np.where(atrasada[k], _centavos(vencido), 0)
            medidas[f"operacoes_mais_de_{k}"] = atrasada[k]
        return medidas

    def _grupos(self, pedaco: pd.DataFrame, meses: pd.Categorical) -> dict[str, pd.Categorical]:
        porte, porte_2018 = self._portes(pedaco, meses)
        grupos = {"mes": meses, "porte": pd.Categorical(porte), "porte_2018": pd.Categorical(porte_2018)}
        for nome, padrao in (
            ("cooperativa", self.padroes.cooperativa),
            ("modalidade", ""),
            ("parte_da_fita", self.padroes.parte_da_fita),
        ):
            padrao = self._uma_grafia(nome, padrao, "")
            grupos[nome] = self._traduzir(pedaco, nome, lambda t, n=nome, p=padrao: self._uma_grafia(n, t, p), padrao)
        return {nome: grupos[nome] for nome in GRUPO}

    # ------------------------------------------------------------------ colunas

    def _textos(self, pedaco: pd.DataFrame, campo: str) -> list[str]:
        posicao = self.fita.colunas.get(campo)
        return [""] * len(pedaco) if posicao is None else pedaco[posicao].tolist()

    def _traduzir(self, pedaco: pd.DataFrame, campo: str, como: Callable, padrao: str) -> pd.Categorical:
        """A coluna com cada texto trocado pelo que ele quer dizer; sem a coluna, vale o padrão."""
        codigos, respostas = self._respostas(pedaco, campo, como, padrao)
        lugares = {resposta: i for i, resposta in enumerate(dict.fromkeys(respostas))}
        return pd.Categorical.from_codes(np.array([lugares[r] for r in respostas])[codigos], list(lugares))

    def _respostas(self, pedaco: pd.DataFrame, campo: str, como: Callable, padrao) -> tuple[np.ndarray, list]:
        """(código de cada linha, resposta de cada código): cada texto diferente é lido uma vez.

        O que ninguém conhece (None) vale o padrão e é contado.
        """
        posicao = self.fita.colunas.get(campo)
        if posicao is None:
            return np.zeros(len(pedaco), int), [padrao]
        coluna = pedaco[posicao].cat.remove_unused_categories()
        codigos, respostas = coluna.cat.codes.to_numpy(), []
        for codigo, texto in enumerate(coluna.cat.categories):
            resposta = como(texto)
            if resposta is None:
                quantos = int((codigos == codigo).sum())
                self.soma.desconhecidos.setdefault(campo, Counter())[formato.dobrar(texto) or texto] += quantos
            respostas.append(padrao if resposta is None else resposta)
        return codigos, respostas

    def _uma_grafia(self, campo: str, texto: str, padrao: str) -> str:
        """ "GIRO " e "Giro" são a mesma coisa: o que as junta é o texto sem acento e sem caixa."""
        limpo = " ".join(texto.split())
        chave = formato.dobrar(limpo)
        if not chave:
            return padrao
        self._grafias[campo, chave] = max(limpo, self._grafias.get((campo, chave), ""))
        return chave

    def _dias(self, pedaco: pd.DataFrame) -> np.ndarray:
        branco = self.padroes.atraso_em_branco

        def ler(texto: str) -> float | None:
            lido = formato.ler(texto, FITA.campo("dias_de_atraso"))
            if lido.erro or lido.aviso:  # "1 a 30", "2 parcelas": não se sabe quantos dias são
                return None
            return branco if lido.valor is None else lido.valor

        padrao = float("nan") if "dias_de_atraso" in self.fita.colunas else branco
        codigos, dias = self._respostas(pedaco, "dias_de_atraso", ler, padrao)
        return np.array(dias, float)[codigos]

    def _meses(self, pedaco: pd.DataFrame) -> pd.Categorical:
        def ler(texto: str) -> str | None:
            lido = formato.ler(texto, FITA.campo("mes"))
            return None if lido.erro else lido.valor or self.padroes.mes

        padrao = "" if "mes" in self.fita.colunas else self.padroes.mes
        return self._traduzir(pedaco, "mes", ler, padrao)

    def _portes(self, pedaco: pd.DataFrame, meses: pd.Categorical) -> tuple:
        """O porte pelos limites da época e, nas medições de antes de 2018, pelos limites novos também."""
        declarado = self._traduzir(pedaco, "porte", vocabulario.porte_de, SEM_PORTE)
        if "porte" in self.fita.colunas:
            coluna = pedaco[self.fita.colunas["porte"]]
            duvidosos = [t for t in coluna.cat.categories if vocabulario.porte_duvidoso(t)]
            self.soma.rural_sem_registro += int(coluna.isin(duvidosos).sum())
        vazio = pd.Categorical.from_codes(np.zeros(len(pedaco), int), [""])
        if "receita" not in self.fita.colunas:
            return declarado, vazio
        meses, declarado, vazio = (np.asarray(categorias, object) for categorias in (meses, declarado, vazio))
        receita, _ = ler_reais(self._textos(pedaco, "receita"), FITA.campo("receita"))
        porte, porte_2018 = declarado.copy(), vazio.copy()
        for mes in set(meses) - {""}:
            neste = meses == mes
            porte[neste] = _porte(declarado[neste], receita[neste], mes)
            if mes < LIMITES_NOVOS:
                porte_2018[neste] = _porte(declarado[neste], receita[neste], LIMITES_NOVOS)
        # Sem receita não se refaz o porte: em branco quer dizer que não se sabe.
        refeito = ~np.isnan(receita) | np.isin(declarado, (RURAL, FISICA))
        return porte, np.where(refeito, porte_2018, "")

    # ------------------------------------------------------------------ o que não é operação

    def _so_operacoes(self, pedaco: pd.DataFrame) -> pd.DataFrame:
        """Tira as linhas de total, os cabeçalhos repetidos e as que só têm números, e as conta."""
        fora = np.full(len(pedaco), "", object)
        rotulos = [p for c, p in self.fita.colunas.items() if FITA.campo(c).tipo == "texto" or c == "cooperativa"]
        fora[_todas_em_branco(pedaco, rotulos)] = SO_NUMEROS
        if self._ha_total:
            fora[_linhas_de_total(pedaco)] = TOTAIS
        posicao = self.fita.colunas["saldo"]
        fora[(pedaco[posicao] == self.fita.titulos[posicao]).to_numpy()] = CABECALHOS
        if not fora.any():
            return pedaco
        vazias = (pedaco.drop(columns="_inteira").astype(object) == "").all(axis=1).to_numpy()
        self.soma.linhas -= int(vazias.sum())
        self.soma.fora.update(Counter(fora[(fora != "") & ~vazias].tolist()))
        return pedaco[fora == ""]

    def _repetidas(self, pedaco: pd.DataFrame) -> np.ndarray:
        """Linhas iguais, em todas as colunas, a outra que já veio nesta fita.

        Guarda 64 bits de cada linha, e não a linha: em um milhão delas, a chance de confundir duas
        é de uma em dezenas de milhões.
        """
        colunas = [pedaco[p].tolist() for p in pedaco.columns if p != "_inteira"]
        marcas = list(map(hash, zip(*colunas, strict=True)))
        novas = set(marcas)
        repetida = np.zeros(len(marcas), bool)
        if len(novas) < len(marcas) or not novas.isdisjoint(self._vistas):
            repetida = np.fromiter((marca in self._vistas for marca in marcas), bool, len(marcas))
            repetida |= pd.Series(marcas).duplicated().to_numpy()
        self._vistas |= novas
        return repetida


_TEXTOS: Mapping[str, type] = dict.fromkeys(GRUPO, object)


def _porte(declarado: np.ndarray, receita: np.ndarray, mes: str) -> np.ndarray:
    """A receita manda no porte, menos onde ela não decide: ser MEI e ter registro rural dependem de inscrição."""
    pela_receita = porte_pela_receita(receita, mes)
    microempresa = (declarado == ME) & (pela_receita == MEI)
    mantido = np.isin(declarado, (RURAL, FISICA)) | (pela_receita == SEM_PORTE) | microempresa
    return np.where(mantido, declarado, pela_receita)


def _centavos(valores: np.ndarray) -> np.ndarray:
    return np.rint(np.nan_to_num(valores) * 100).astype("int64")


def _todas_em_branco(pedaco: pd.DataFrame, colunas: list[int]) -> np.ndarray:
    """True nas linhas sem nada escrito nestas colunas. As de poucos valores decidem quase todas as linhas."""
    brancas = np.ones(len(pedaco), bool)
    for posicao in sorted(colunas, key=lambda p: not isinstance(pedaco[p].dtype, pd.CategoricalDtype)):
        onde = np.flatnonzero(brancas)
        brancas[onde] = ~_por_categoria(pedaco[posicao].iloc[onde], lambda texto: bool(texto.strip()))
    return brancas


def _linhas_de_total(pedaco: pd.DataFrame) -> np.ndarray:
    """True nas linhas que dizem ser um total. Uma linha de total deixa em branco alguma coluna de poucos valores."""
    colunas = {p: isinstance(pedaco[p].dtype, pd.CategoricalDtype) for p in pedaco.columns if p != "_inteira"}
    de_poucos = [p for p, poucos in colunas.items() if poucos]
    total, suspeita = np.zeros(len(pedaco), bool), np.full(len(pedaco), not de_poucos)
    for posicao in de_poucos:
        total |= _por_categoria(pedaco[posicao], _comeca_em_total)
        suspeita |= _por_categoria(pedaco[posicao], lambda texto: not texto.strip())
    onde = np.flatnonzero(suspeita)
    for posicao in colunas.keys() - set(de_poucos):
        total[onde] |= _por_categoria(pedaco[posicao].iloc[onde], _comeca_em_total)
    return total


def _por_categoria(coluna: pd.Series, teste: Callable[[str], bool]) -> np.ndarray:
    if isinstance(coluna.dtype, pd.CategoricalDtype):
        return np.array([*map(teste, coluna.cat.categories), False], bool)[coluna.cat.codes.to_numpy()]
    return np.fromiter(map(teste, coluna), bool, len(coluna))


def _comeca_em_total(texto: str) -> bool:
    return "total" in texto[:12].casefold() and (e_total(texto) or texto.strip().casefold().startswith(_DE_TOTAL))


_DE_TOTAL = ("total ", "total:", "subtotal", "sub-total", "sub total", "totais")


def _ha_total(fita: Fita) -> bool:
    """Procurar a palavra no arquivo inteiro custa menos do que olhar cada célula."""
    if isinstance(fita.textos, bytes):
        return any(fita.textos.find(palavra) >= 0 for palavra in (b"otal", b"OTAL", b"otais", b"OTAIS"))
    return True
