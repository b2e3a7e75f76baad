"""A prestação de contas: só o que aconteceu, em palavras simples, com o que falta anotar."""

from __future__ import annotations

import re

import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.relatorio import devolutiva, execucao
from caderno.relatorio.formatos import mural
from leitura_facil import palavras_por_frase


@pytest.fixture(autouse=True)
def redes(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))


def tabela(texto: str) -> list[Mudanca]:
    titulos, *linhas = [[c.strip() for c in linha.split("|")] for linha in texto.strip().splitlines()]
    return [Mudanca(None, dict(zip(titulos, linha, strict=True))) for linha in linhas]


def pagina(recorte: dict | None = None, **quadros: str) -> str:
    """O texto da folha da parede de uma rede com estes quadros."""
    rede = arquivo.criar("minha")
    for nome, texto in quadros.items():
        rede.gravar(nome, tabela(texto), 0, "Zefa")
    return texto_da("minha", **recorte or {})


def texto_da(rede: str, **recorte) -> str:
    html = relatorio.abrir(rede, hoje=HOJE.isoformat(), **recorte).prestacao.pagina()
    return re.sub(r"\s+([.,])", r"\1", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


LANCAMENTOS = """empreendimento | mes | descricao | sentido | situacao | valor_lancado
                 Mel | 01/2026 | feira | entra | previsto | 900
                 Mel | 01/2026 | feira | entra | realizado | 1.000
                 Mel | 01/2026 | potes | sai | realizado | 400
                 Mel | 03/2026 | luz | sai | realizado | 700
                 Mel | 12/2026 | trator | sai | previsto | 9.999"""


def test_so_conta_o_dinheiro_que_entrou_e_saiu_de_verdade():
    texto = pagina(lancamentos=LANCAMENTOS)
    assert "Entraram R$ 1.000,00 e saíram R$ 1.100,00. Saíram R$ 100,00 a mais do que entraram." in texto
    assert "luz R$ 700,00" in texto
    assert "trator" not in texto and "9.999" not in texto


def test_o_que_ficou_diante_do_que_se_esperava_so_olha_o_mes_com_os_dois():
    assert "No dinheiro, em 1 mês, ficaram R$ 300,00 a menos do que se esperava." in pagina(lancamentos=LANCAMENTOS)


def test_o_periodo_vale_para_o_dinheiro_e_o_mes_sem_anotacao_e_dito():
    texto = pagina({"periodo": "2026-01:2026-02"}, lancamentos=LANCAMENTOS)
    assert "Entraram R$ 1.000,00 e saíram R$ 400,00. Ficaram R$ 600,00." in texto
    assert "Sem dinheiro anotado: fevereiro de 2026." in texto


def test_a_producao_e_somada_por_produto_com_as_horas_de_todos():
    texto = pagina(
        produtos="produto | unidade\nMel | pote\nCera | kg",
        producao="""empreendimento | produto | mes | planejado | realizado | horas
                    A | Mel | 01/2026 | 100 | 120 | 10
                    B | Mel | 01/2026 | 50 | 10 | 5
                    A | Cera | 01/2026 | 4 | 4 | 1""",
        vendas="""empreendimento | produto | mes | canal | quantidade | preco | horas_de_venda
                  A | Mel | 01/2026 | feira | 10 | 30 | 4""",
    )
    assert "Fizemos 2 produtos. Foram 16 horas para produzir e 4 horas para vender." in texto
    assert "Mel (pote) 130" in texto and "Cera (kg) 4" in texto
    assert "Na produção, 1 de 2 produtos chegaram ao planejado." in texto
    assert "Vendemos R$ 300,00, em 1 lugar." in texto


def test_horas_que_ninguem_anotou_nao_viram_zero():
    texto = pagina(producao="empreendimento | produto | mes | realizado\nA | Mel | 01/2026 | 120")
    assert "As horas de trabalho ainda não foram anotadas." in texto and "0 horas" not in texto


def test_o_plano_diz_o_que_se_fez_e_o_que_passou_do_prazo():
    texto = pagina(
        acoes="""acao | quem_cuida | ate_quando | situacao_da_acao
                 Comprar potes | Zefa | 01/03/2026 | feita
                 Pintar a loja | Zefa | 01/03/2026 | fazendo
                 Visitar a escola | Zefa | 01/03/2027 | a fazer"""
    )
    assert "1 feita" in texto and "1 fazendo" in texto and "1 a fazer" in texto
    assert "Passou do prazo: Pintar a loja." in texto
    assert "Zefa" not in texto, "quem cuida é assunto da roda, não da parede"


def test_as_decisoes_sao_as_dos_anos_do_periodo():
    texto = pagina(
        {"periodo": "2025-07:2026-06"},
        acontecimentos="""acontecimento | ano | duracao
                          Compra do caminhão | 2026 | curta
                          Nova diretoria | 2025 | curta
                          Fundação | 2010 | longa""",
    )
    assert "2025: Nova diretoria. 2026: Compra do caminhão." in texto and "Fundação" not in texto


def test_a_rede_vazia_diz_o_que_falta_em_cada_pergunta():
    texto = pagina()
    assert texto.count("Ainda não preenchido.") == 6
    assert "Sem nenhuma linha: Entradas e saídas de dinheiro, Produção, Vendas," in texto


def test_diz_quantos_ja_anotaram_e_nao_diz_quem_falta():
    texto = pagina(empreendimentos="empreendimento\nMel\nOutro\nTerceiro", lancamentos=LANCAMENTOS)
    assert "1 de 3 empreendimentos anotou o dinheiro. Faltam os outros." in texto
    assert "Outro " not in texto and "Terceiro" not in texto


def test_o_que_nao_cabe_na_folha_vai_somado():
    linhas = "\n".join(f"Mel | 01/2026 | gasto {n} | sai | realizado | {n}" for n in range(1, 10))
    texto = pagina(lancamentos=LANCAMENTOS.splitlines()[0] + "\n" + linhas)
    assert "gasto 5 R$ 5,00 os outros 4 R$ 10,00" in texto


def test_a_folha_do_exemplo_se_le_de_uma_vez():
    arquivo.abrir_exemplo()
    html = relatorio.abrir("exemplo", hoje=HOJE.isoformat()).prestacao.pagina()
    frases = [re.sub(r"<[^>]+>", "", frase) for frase in re.findall(r"<p>(.*?)</p>", html)]
    assert palavras_por_frase(" ".join(frases)) <= 18
    assert "None" not in html and "nan" not in re.sub(r"<[^>]+>", "", html).lower().split()


def test_a_mensagem_e_o_mural_dizem_a_folha_da_parede_e_nao_o_anexo():
    relato = execucao.executar(relatorio.Pedido("exemplo", modelo="prestacao_de_contas", hoje=HOJE))
    mensagem = devolutiva.mensagem(relato)
    assert "• Entraram R$" in mensagem and "• Vendemos R$" in mensagem
    assert "A rede tem 12 empreendimentos" not in mensagem
    assert mural.pagina(relato).count('class="folha frases"') == 2
    assert "Ainda não preenchido" not in mensagem


def test_a_mensagem_de_uma_prestacao_sem_nada_anotado_diz_o_que_falta():
    arquivo.criar("vazia")
    relato = execucao.executar(relatorio.Pedido("vazia", modelo="prestacao_de_contas", hoje=HOJE))
    assert [resposta.titulo for resposta in devolutiva.respostas(relato)] == ["O que ainda não foi anotado"]
