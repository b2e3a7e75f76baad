"""As colunas de uma fita de operações de crédito, e o que as palavras delas querem dizer."""

from __future__ import annotations

from caderno import formato
from caderno.instrumentos.credito.publico import EPP, FISICA, MAIOR, ME, MEI, PORTE, PORTES, RURAL, SEM_PORTE
from caderno.instrumentos.credito.quadros import COOPERATIVA
from caderno.instrumentos.credito.quadros_dos_indicadores import CARTEIRA
from caderno.modelo import Campo, Quadro

MAIOR_OPERACAO = 1e10  # R$; acima disso é erro de digitação, e a soma em centavos deixaria de ser exata

FITA = Quadro(
    "fita",
    "Fita de operações",
    "Uma linha para cada operação de crédito. É lida, somada e deixada de lado.",
    modulo=7,
    campos=(
        COOPERATIVA,
        Campo(
            "mes",
            "Data-base",
            "mes",
            sinonimos=(
                "data base",
                "mês",
                "mês/ano",
                "competência",
                "data de referência",
                "data da posição",
                "posição",
            ),
        ),
        Campo(
            "socio",
            "Sócio",
            sinonimos=(
                "sócia",
                "associado",
                "associada",
                "cooperado",
                "mutuário",
                "tomador",
                "nome",
                "nome do associado",
                "nome do sócio",
                "cpf",
                "cnpj",
                "cpf/cnpj",
                "cpf cnpj",
                "matrícula",
                "conta",
                "código do sócio",
            ),
        ),
        Campo(
            "contrato",
            "Contrato",
            sinonimos=("operação", "nº do contrato", "número do contrato", "título", "cédula", "nº da operação"),
        ),
        Campo("porte", "Porte", sinonimos=(*PORTE.sinonimos, "tipo de pessoa", "natureza", "segmento")),
        Campo("modalidade", "Modalidade", sinonimos=(*CARTEIRA.campo("modalidade").sinonimos, "linha", "produto")),
        Campo(
            "saldo",
            "Saldo",
            "dinheiro",
            minimo=0,
            maximo=MAIOR_OPERACAO,
            sinonimos=(
                "saldo devedor",
                "saldo devedor atual",
                "saldo contábil",
                "valor contábil bruto",
                "saldo atual",
                "saldo da operação",
                "valor do saldo",
                "saldo bruto",
            ),
        ),
        Campo(
            "dias_de_atraso",
            "Dias de atraso",
            "numero",
            unidade="dias",
            sinonimos=("dias em atraso", "atraso", "dias atraso", "dias vencidos", "dias de vencido", "maior atraso"),
        ),
        Campo(
            "parcelas_vencidas",
            "Parcelas vencidas",
            "dinheiro",
            minimo=0,
            maximo=MAIOR_OPERACAO,
            sinonimos=("valor vencido", "saldo vencido", "valor das parcelas vencidas", "valor em atraso", "vencido"),
        ),
        Campo("situacao", "Situação", sinonimos=("status", "situação da operação", "situação do contrato")),
        Campo(
            "receita",
            "Receita bruta anual",
            "dinheiro",
            minimo=0,
            sinonimos=("receita bruta", "receita anual", "rba", "vendas do ano", "renda bruta anual"),
        ),
        CARTEIRA.campo("parte_da_fita"),
    ),
)

ATIVA, BAIXADA, LIQUIDADA, FORA_DO_ESCOPO = "ativa", "baixada", "liquidada", "fora do escopo"
_BAIXADA = ("prejuizo", "baixad", "write off")
_LIQUIDADA = ("liquidad", "quitad", "encerrad", "paga", "pago", "finalizad")
_FORA = ("cancelad", "estornad", "cedid", "nao liberad", "nao contratad", "em analise", "proposta", "recusad")
_ATIVA = (
    "ativ", "normal", "em dia", "atras", "vencid", "inadimpl", "renegociad", "em aberto", "abert", "vigente",
    "regular", "a vencer", "em curso", "prorrogad", "adimpl", "cobranca", "nao liquidad", "nao quitad", "nao pag",
    "nao baixad", "em andamento", "parcialmente", "juridico", "ajuizad",
)  # fmt: skip


def situacao_de(texto: str) -> str | None:
    """O que uma situação quer dizer para a carteira ativa; None se não se conhece a palavra.

    >>> situacao_de("Baixada a Prejuízo"), situacao_de("não liquidada"), situacao_de("xyz")
    ('baixada', 'ativa', None)
    """
    dobrado = formato.dobrar(texto)
    if not dobrado:
        return ATIVA
    if dobrado.startswith(("nao ", "parcialmente ")) and not dobrado.startswith(_FORA):
        return ATIVA if dobrado.startswith(_ATIVA) else None
    for resposta, raizes in ((BAIXADA, _BAIXADA), (FORA_DO_ESCOPO, _FORA), (LIQUIDADA, _LIQUIDADA), (ATIVA, _ATIVA)):
        if any(f" {raiz}" in f" {dobrado}" for raiz in raizes):
            return resposta
    return None


_PORTES_ESCRITOS = {
    MEI: ("mei", "microempreendedor", "micro empreendedor", "empreendedor individual"),
    EPP: ("epp", "pequeno porte", "pequena empresa", "pequena", "pequeno"),
    ME: ("me", "microempresa", "micro empresa", "micro"),
    MAIOR: ("media", "medio", "grande", "demais", "acima", "maior", "medias", "grandes", "pj acima"),
    FISICA: ("pf", "pessoa fisica", "fisica", "f", "cpf"),
    SEM_PORTE: ("pj", "pessoa juridica", "juridica", "j", "nao informado", "nao classificado", "sem porte", "ni"),
}


def porte_de(texto: str) -> str | None:
    """O porte que um texto diz; "não informado" para o que está em branco e None se não se conhece a palavra.

    Produtor rural só entra como registrado quando isso está escrito.

    >>> porte_de("Microempresa"), porte_de("EMPRESA DE PEQUENO PORTE"), porte_de("produtor rural c/ CNPJ")
    ('ME', 'EPP', 'produtor rural com registro')
    >>> porte_de("produtor rural"), porte_de("MEI - microempreendedor individual"), porte_de("xis")
    ('pessoa física', 'MEI', None)
    """
    dobrado = formato.dobrar(texto)
    exatos = {formato.dobrar(porte): porte for porte in PORTES}
    if not dobrado:
        return SEM_PORTE
    if dobrado in exatos:
        return exatos[dobrado]
    palavras = f" {dobrado} "
    if " rural " in palavras or " produtor" in palavras:
        sem = " sem " in palavras or " nao " in palavras
        registrado = any(p in palavras for p in (" registro ", " registrado", " cnpj ", " inscricao ", " inscrit"))
        return RURAL if registrado and not sem else FISICA
    achados = [porte for porte, jeitos in _PORTES_ESCRITOS.items() if any(f" {jeito} " in palavras for jeito in jeitos)]
    return achados[0] if achados else None


def porte_duvidoso(texto: str) -> bool:
    """Produtor rural sem dizer se tem registro: fica fora do público, e isso se avisa."""
    dobrado = formato.dobrar(texto)
    return porte_de(texto) == FISICA and ("rural" in dobrado or "produtor" in dobrado)
