"""Do texto ao valor: primeiro o que não é resposta, depois o leitor de cada tipo de campo."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from caderno.formato.datas import ler_data, ler_mes
from caderno.formato.escrita import ausente, completo, dobrar, escrever, juntar
from caderno.formato.lido import Lido, cortar, esperava
from caderno.formato.numeros import ler_numero, ler_numero_claro
from caderno.modelo import NAO_SE_APLICA, NAO_SEI, VAZIO, Campo

# Marcas que não se veem e estragam comparações, arquivos xlsx e bancos.
_INVISIVEIS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_TRACOS = re.compile(r"[-–—_\s]*")
_ERRO_DE_PLANILHA = re.compile(r"#(N/?[AD]|DIV/0!?|REF!?|VALOR!?|VALUE!?|NOME\?|NAME\?|N[UÚ]M!?|NULO!?|NULL!?|#+)")
_RESPOSTAS_SEM_VALOR = dict.fromkeys(
    ("nao sei", "nao sabe", "nao sabemos", "nao se sabe", "desconheco", "desconhecido"), NAO_SEI
) | dict.fromkeys(("nao se aplica", "n a", "nao aplica", "nao aplicavel"), NAO_SE_APLICA)
_SIGLAS_SEM_VALOR = {"ns": NAO_SEI, "na": NAO_SE_APLICA, "nsa": NAO_SE_APLICA}
_TEXTO_LIVRE = ("texto", "texto_longo", "referencia", "lista")
_SIM = {"sim", "s", "x", "yes", "y", "true", "verdadeiro", "1", "✓", "✔"}
_NAO = {"nao", "n", "no", "false", "falso", "0"}
_ESTIMADO = re.compile(r"(?:[~≈±]|(?:cerca de|mais ou menos)\b)\s*(?=[^\s~≈±])", re.IGNORECASE)
_SEPARADORES = re.compile(r"[;|\n]")
_SEPARADORES_E_VIRGULA = re.compile(r"[;|\n,]")
_CNPJ_CLARO = re.compile(r"(?!00\.?000\.?000/?0000)([0-9]{2})\.?([0-9]{3})\.?([0-9]{3})/?([0-9]{4})-?([0-9]{2})")
_CARACTERES_DE_CNPJ = re.compile(r"[0-9A-Z]+")
_OPCOES_NUMA_FRASE = 15


def ler(texto: str, campo: Campo) -> Lido:
    """Entende o que a pessoa escreveu num campo. Nunca levanta exceção.

    >>> ler("R$ 1.234", Campo("preco", "Preço", "dinheiro")).valor
    1234.0
    >>> ler("não sei", Campo("preco", "Preço", "dinheiro")).falta
    'não sei'
    >>> ler("~ 120", Campo("preco", "Preço", "dinheiro"))
    Lido(valor=120.0, falta='', erro='', aviso='', estimado=True)
    >>> ler("abc", Campo("preco", "Preço", "dinheiro")).erro
    'Li “abc” e esperava um valor em reais. Escreva assim: 1.234,56.'
    """
    if campo.numerico and isinstance(texto, str) and (claro := ler_numero_claro(texto, campo)):
        return claro
    limpo = _limpar(texto, campo)
    if campo.numerico and (estimado := _ESTIMADO.match(limpo)):
        lido = ler(limpo[estimado.end() :], campo)
        return replace(lido, estimado=lido.valor is not None)
    if _TRACOS.fullmatch(limpo):
        return Lido(falta=VAZIO)
    if opcao := _opcao_igual(limpo, campo):
        return Lido(opcao)
    if falta := _sem_resposta(limpo, campo):
        return Lido(falta=falta)
    if _ERRO_DE_PLANILHA.fullmatch(limpo):
        return Lido(erro=f"Li “{limpo}”, que é um erro de fórmula da planilha. Escreva o valor.")
    return _LEITORES[campo.tipo](limpo, campo)


def eco(texto: str, campo: Campo) -> str:
    """O que o formulário mostra embaixo da caixa: o que foi entendido, se não é o que está escrito.

    >>> eco("1234", Campo("preco", "Preço", "dinheiro"))
    'li R$ 1.234,00'
    >>> eco("~1234", Campo("preco", "Preço", "dinheiro"))
    'li R$ 1.234,00 (estimado)'
    >>> eco("1.234,00", Campo("preco", "Preço", "dinheiro"))
    ''
    """
    lido, escrito = ler(texto, campo), str(texto).strip()
    if lido.falta not in ("", VAZIO):
        return "" if escrito == lido.falta else f"li {lido.falta}"
    if lido.valor is None or campo.tipo in ("texto", "texto_longo", "referencia"):
        return ""
    entendido = completo(lido.valor, campo)
    if lido.estimado:
        return f"li {entendido} (estimado)"
    iguais = (entendido, escrever(lido.valor, campo, curto=True), escrever(lido.valor, campo))
    if escrito in iguais or (campo.numerico and "," in escrito and escrito.rstrip("0").rstrip(",") in iguais):
        return ""  # -6,4420 e -6,442 são o mesmo jeito de escrever
    return f"li {entendido}"


def _limpar(texto: str, campo: Campo) -> str:
    if ausente(texto):  # célula vazia que veio de uma tabela
        return ""
    limpo = str(texto)
    if not (limpo.isascii() and limpo.isprintable()):
        limpo = _INVISIVEIS.sub("", unicodedata.normalize("NFC", limpo))
    if campo.tipo in ("texto_longo", "lista"):
        return "\n".join(" ".join(linha.split()) for linha in limpo.splitlines()).strip()
    return " ".join(limpo.split())


def _sem_resposta(limpo: str, campo: Campo) -> str:
    if not limpo.strip("?"):
        return NAO_SEI
    if limpo[0].isdigit() or limpo[-1].isdigit():  # números, datas e CNPJ, que são quase tudo o que se lê
        return ""
    dobrado = dobrar(limpo)
    # Uma sigla pode ser um nome: só vale onde não se espera texto livre.
    sigla = "" if campo.tipo in _TEXTO_LIVRE else _SIGLAS_SEM_VALOR.get(dobrado, "")
    return sigla or _RESPOSTAS_SEM_VALOR.get(dobrado, "")


def _ler_texto(limpo: str, campo: Campo) -> Lido:
    return Lido(limpo)


def _ler_sim_nao(limpo: str, campo: Campo) -> Lido:
    dobrado = dobrar(limpo) or limpo
    if dobrado in _SIM:
        return Lido("sim")
    if dobrado in _NAO:
        return Lido("não")
    return Lido(erro=f"Li “{cortar(limpo)}”. Escreva sim ou não.")


def _ler_opcao(limpo: str, campo: Campo) -> Lido:
    if not campo.opcoes:
        return Lido(limpo)
    achadas = _opcoes_que_comecam(dobrar(limpo), campo.opcoes)
    if len(achadas) == 1:
        return Lido(achadas[0])
    if achadas:
        return Lido(erro=f"Li “{cortar(limpo)}”, que pode ser {juntar(achadas, 'ou')}. Escreva por inteiro.")
    opcoes = juntar(campo.opcoes[:_OPCOES_NUMA_FRASE], "ou")
    mais = ", entre outras" if len(campo.opcoes) > _OPCOES_NUMA_FRASE else ""
    return Lido(erro=f"Li “{cortar(limpo)}”, que não está entre as opções. Escolha: {opcoes}{mais}.")


def _opcoes_que_comecam(dobrado: str, opcoes: tuple[str, ...]) -> list[str]:
    """As opções iguais; sem elas, as que começam pelas mesmas palavras; sem elas, pelas mesmas letras."""
    dobradas = {opcao: dobrar(opcao) for opcao in opcoes}
    iguais = [opcao for opcao, d in dobradas.items() if dobrado and d == dobrado]
    palavras = [opcao for opcao, d in dobradas.items() if dobrado and d.startswith(f"{dobrado} ")]
    letras = [opcao for opcao, d in dobradas.items() if dobrado and d.startswith(dobrado)]
    return iguais or palavras or letras


def _opcao_igual(limpo: str, campo: Campo) -> str:
    """Opções chamadas "não sei" ou "?" são respostas, não faltas."""
    dobrado = dobrar(limpo) if campo.opcoes else ""
    return next((o for o in campo.opcoes if o == limpo or (dobrado and dobrar(o) == dobrado)), "")


def _ler_lista(limpo: str, campo: Campo) -> Lido:
    virgula_separa = campo.opcoes and not any("," in opcao for opcao in campo.opcoes)
    separador = _SEPARADORES_E_VIRGULA if virgula_separa else _SEPARADORES
    itens = [item.strip() for item in separador.split(limpo) if item.strip()]
    unicos: dict[str, str] = {}
    for item in itens:
        lido = _ler_opcao(item, campo)
        if lido.erro:
            return lido
        unicos.setdefault(dobrar(lido.valor) or lido.valor, lido.valor)
    if not unicos:
        return Lido(falta=VAZIO)
    aviso = ""
    if not campo.opcoes and len(unicos) == 1 and "," in limpo:
        aviso = f"Li um nome só: “{cortar(limpo)}”. Se são vários, separe com ponto e vírgula."
    return Lido("; ".join(unicos.values()), aviso=aviso)


def _ler_municipio(limpo: str, campo: Campo) -> Lido:
    from caderno import territorio  # a tabela só é lida por quem a usa, e ela usa `dobrar` daqui

    achados = territorio.achar(limpo)
    if len(achados) == 1:
        return Lido(achados[0].rotulo)
    if achados:
        ufs, exemplo = juntar(municipio.uf for municipio in achados), achados[0].rotulo
        return Lido(erro=f"Li “{cortar(limpo)}”, que existe em {ufs}. Escreva com o estado: {exemplo}.")
    parecidos = juntar((municipio.rotulo for municipio in territorio.parecidos(limpo)), "ou")
    saida = f"Será {parecidos}?" if parecidos else "Escreva o nome e o estado: Caicó-RN."
    return Lido(erro=f"Não achei o município “{cortar(limpo)}”. {saida}")


def _ler_cnpj(limpo: str, campo: Campo) -> Lido:
    from stdnum.br import cnpj  # só quem usa este tipo paga a importação
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    claro = _CNPJ_CLARO.fullmatch(limpo)
    if claro and claro[5] == cnpj.calc_check_digits(limpo):  # é o caso de quase toda planilha
        return Lido("{}.{}.{}/{}-{}".format(*claro.groups()))
    junto = cnpj.compact(limpo)
    if not _CARACTERES_DE_CNPJ.fullmatch(junto):
        return esperava(limpo, campo)
    if len(junto) in (12, 13) and cnpj.is_valid(junto.zfill(14)):
        inteiro = cnpj.format(junto.zfill(14))
        return Lido(inteiro, aviso=f"Completei o CNPJ com zero à esquerda: {inteiro}. Confira com o cartão.")
    try:
        return Lido(cnpj.format(cnpj.validate(junto)))
    except InvalidChecksum:
        frase = f"Li o CNPJ “{limpo}”, mas os dois últimos algarismos não conferem com os outros."
    except InvalidLength:
        frase = f"Li “{cortar(limpo)}” com {len(junto)} letras e algarismos, e o CNPJ tem 14."
    except ValidationError:
        return esperava(limpo, campo)
    return Lido(erro=f"{frase} Confira com o cartão.")


_LEITORES = {
    "texto": _ler_texto,
    "texto_longo": _ler_texto,
    "referencia": _ler_texto,
    "numero": ler_numero,
    "inteiro": ler_numero,
    "dinheiro": ler_numero,
    "percentual": ler_numero,
    "ano": ler_numero,
    "data": ler_data,
    "mes": ler_mes,
    "opcao": _ler_opcao,
    "lista": _ler_lista,
    "sim_nao": _ler_sim_nao,
    "municipio": _ler_municipio,
    "cnpj": _ler_cnpj,
}
