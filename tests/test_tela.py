"""O lado Python da tela: mensagens da página entram, linhas ficam salvas, respostas saem."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import comm
import pytest
from comm.base_comm import BaseComm

from caderno import arquivo, catalogo, tela
from caderno.tela.envio import EnvioDaPagina
from caderno.tela.formulario import Formulario
from caderno.tela.pagina import Pagina
from caderno.tela.resultado import Resultado
from caderno.tela.vista import PASSO

MEL = {"empreendimento": "Mel da Serra", "produto": "Mel", "mes": "03/2026"}


class Fio(BaseComm):
    """O fio até a página: guarda o que passaria por ele."""

    def __init__(self, *args, **opcoes):
        self.mensagens = []
        super().__init__(*args, **opcoes)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **chaves):
        conteudo = (data or {}).get("content") if (data or {}).get("method") == "custom" else None
        if conteudo:
            self.mensagens.append(conteudo | ({"partes": buffers} if buffers else {}))


@pytest.fixture(autouse=True)
def fio(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Fio)


@pytest.fixture
def rede(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path))
    nova = arquivo.criar("vale")
    escrever(nova, "empreendimentos", {"empreendimento": "Mel da Serra"}, {"empreendimento": "Doces do Vale"})
    escrever(nova, "produtos", {"produto": "Mel", "unidade": "pote"})
    escrever(nova, "custos", MEL | {"item": "pote", "valor": "240"}, MEL | {"item": "rótulo", "valor": "60"})
    escrever(nova, "producao", MEL | {"realizado": "100", "horas": "50"})
    return nova


def escrever(rede, quadro: str, *linhas: dict) -> None:
    mudancas = [arquivo.Mudanca(valores=linha) for linha in linhas]
    rede.gravar(quadro, mudancas, partida=rede.versao(), autor="Ana")


@pytest.fixture
def pagina(rede):
    return Pagina(arquivo.abrir("vale"), modulo=3)


def abrir(pagina, nome: str = "custos") -> tuple[Formulario, dict]:
    formulario = Formulario(pagina, catalogo.quadro(nome))
    formulario.receber({"tipo": "pronto"})
    return formulario, ultima(formulario, "estado")


def ultima(peca, tipo: str) -> dict:
    return next(m for m in reversed(peca.comm.mensagens) if m["tipo"] == tipo)


def gravar(formulario, *edicoes: tuple[str, str, str], partida: int | None = None, n: int = 1) -> dict:
    partida = formulario.vista.versao if partida is None else partida
    lote = [{"linha": linha, "campo": c, "texto": t, "partida": partida} for linha, c, t in edicoes]
    formulario.receber({"tipo": "gravar", "n": n, "edicoes": lote})
    return formulario.comm.mensagens[-1] if not lote else ultima(formulario, "salvo")


def guardados(rede, quadro: str, campo: str) -> list[str]:
    return arquivo.abrir(rede.nome).quadro(quadro)[campo].tolist()


# ------------------------------------------------------------------ mostrar


def test_o_formulario_nao_le_nada_antes_de_aparecer(pagina):
    formulario = Formulario(pagina, catalogo.quadro("custos"))
    assert formulario.comm.mensagens == []
    assert formulario.titulo == "Custos"


@pytest.mark.parametrize("nome", catalogo.QUADROS)
def test_todo_quadro_se_mostra_com_rotulo_e_teclado_em_cada_campo(pagina, nome):
    _, estado = abrir(pagina, nome)
    assert [c["nome"] for c in estado["campos"]] == [*catalogo.quadro(nome).nomes, "_grau"]
    assert all(c["rotulo"] and (c["opcoes"] is None or len(c["opcoes"]) > 1) for c in estado["campos"])


def test_mostra_o_texto_como_foi_escrito_o_eco_e_a_pendencia(rede, pagina):
    escrever(rede, "custos", MEL | {"item": "frete", "valor": "muito"})
    _, estado = abrir(pagina)
    primeira, _, ruim = estado["linhas"]
    assert primeira["textos"]["valor"] == "240" and primeira["ecos"]["valor"] == "li R$ 240,00"
    assert ruim["textos"]["valor"] == "muito"
    assert ruim["pendencias"]["valor"][0]["gravidade"] == "erro"


def test_uma_opcao_com_outra_caixa_aparece_escolhida(rede, pagina):
    escrever(rede, "empreendimentos", {"empreendimento": "Costura", "forma": "COOPERATIVA"})
    _, estado = abrir(pagina, "empreendimentos")
    assert estado["linhas"][-1]["textos"]["forma"] == "cooperativa"


def test_com_um_empreendimento_escolhido_so_as_linhas_dele_e_o_nome_vai_sozinho(rede, pagina):
    escrever(rede, "custos", {"empreendimento": "Doces do Vale", "mes": "03/2026", "item": "gás", "valor": "9"})
    formulario, estado = abrir(pagina)
    assert len(estado["linhas"]) == 3
    pagina.mudar(empreendimento="Doces do Vale")
    estado = ultima(formulario, "estado")
    assert [linha["textos"]["item"] for linha in estado["linhas"]] == ["gás"]
    assert "empreendimento" not in [c["nome"] for c in estado["campos"]]
    gravar(formulario, ("nova1", "item", "açúcar"))
    assert guardados(rede, "custos", "empreendimento")[-1] == "Doces do Vale"


def test_esconder_nomes_vela_a_coluna_do_empreendimento(pagina):
    formulario, _ = abrir(pagina)
    pagina.mudar(esconder=True)
    veladas = [c["nome"] for c in ultima(formulario, "estado")["campos"] if c["vela"]]
    assert veladas == ["empreendimento"]


def test_muitas_linhas_vem_aos_poucos_e_se_procuram_por_texto(rede, pagina):
    escrever(rede, "custos", *(MEL | {"item": f"item {i}", "valor": "1"} for i in range(300)))
    formulario, estado = abrir(pagina)
    assert (len(estado["linhas"]), estado["total"]) == (PASSO, 302)
    formulario.receber({"tipo": "mais"})
    assert len(ultima(formulario, "atualizar")["linhas"]) == PASSO
    formulario.receber({"tipo": "procurar", "texto": "ITEM 29"})
    estado = ultima(formulario, "estado")
    assert estado["total"] == 11  # 29 e 290 a 299
    assert all("item 29" in linha["textos"]["item"] for linha in estado["linhas"])


# ------------------------------------------------------------------ escrever e guardar


def test_o_eco_vem_antes_de_salvar(rede, pagina):
    formulario, _ = abrir(pagina)
    antes = rede.versao()
    formulario.receber({"tipo": "ler", "linha": "x", "campo": "valor", "texto": "1.234"})
    assert ultima(formulario, "eco")["eco"] == "li R$ 1.234,00"
    formulario.receber({"tipo": "ler", "linha": "x", "campo": "valor", "texto": ""})
    assert ultima(formulario, "eco")["pendencias"][0]["frase"] == "Falta escrever valor."
    assert rede.versao() == antes


def test_guarda_so_a_caixa_mexida_e_responde_com_o_que_mudou(rede, pagina):
    formulario, estado = abrir(pagina)
    linha = estado["linhas"][0]["id"]
    salvo = gravar(formulario, (linha, "valor", "300"), n=7)
    assert guardados(rede, "custos", "valor") == ["300", "60"]
    assert salvo["n"] == 7 and salvo["conflitos"] == []
    assert [m["textos"]["valor"] for m in salvo["linhas"]] == ["300"]
    historico = rede.historico("custos", linha)
    assert historico["campo"].tolist()[-1] == "valor"


def test_uma_linha_nova_fica_com_o_nome_que_a_pagina_deu(rede, pagina):
    formulario, _ = abrir(pagina)
    salvo = gravar(formulario, ("abc123", "item", "energia"), ("abc123", "mes", "2026-04"))
    assert salvo["linhas"][0]["id"] == "abc123"
    assert salvo["linhas"][0]["ecos"]["mes"] == "li 04/2026"
    assert guardados(rede, "custos", "_linha")[-1] == "abc123"


def test_duas_abas_em_caixas_diferentes_se_somam(rede, pagina):
    uma, estado = abrir(pagina)
    outra, _ = abrir(Pagina(arquivo.abrir("vale")))
    linha = estado["linhas"][0]["id"]
    gravar(uma, (linha, "item", "pote de vidro"))
    salvo = gravar(outra, (linha, "valor", "250"))
    assert salvo["conflitos"] == []
    assert salvo["linhas"][0]["textos"]["item"] == "pote de vidro"
    uma.receber({"tipo": "novidades"})
    assert ultima(uma, "atualizar")["linhas"][0]["textos"]["valor"] == "250"


def test_a_mesma_caixa_nas_duas_abas_mostra_os_dois_textos_e_a_escolha_vale(rede, pagina):
    uma, estado = abrir(pagina)
    outra, _ = abrir(Pagina(arquivo.abrir("vale")))
    linha, partida = estado["linhas"][0]["id"], estado["versao"]
    gravar(uma, (linha, "valor", "250"))
    salvo = gravar(outra, (linha, "valor", "260"), partida=partida)
    (conflito,) = salvo["conflitos"]
    assert (conflito["meu"], conflito["outro"]) == ("260", "250")
    assert guardados(rede, "custos", "valor")[0] == "250"
    salvo = gravar(outra, (linha, "valor", "260"), partida=salvo["versao"])
    assert salvo["conflitos"] == [] and guardados(rede, "custos", "valor")[0] == "260"


def test_novidades_sem_mudanca_nao_mandam_nada(pagina):
    formulario, _ = abrir(pagina)
    antes = len(formulario.comm.mensagens)
    formulario.receber({"tipo": "novidades"})
    assert len(formulario.comm.mensagens) == antes


def test_apagar_uma_linha_tem_volta(rede, pagina):
    formulario, estado = abrir(pagina)
    linha = estado["linhas"][0]["id"]
    formulario.receber({"tipo": "apagar", "linhas": [linha]})
    assert ultima(formulario, "atualizar")["apagadas"] == [linha]
    assert guardados(rede, "custos", "item") == ["rótulo"]
    formulario.receber({"tipo": "restaurar", "linhas": ultima(formulario, "frase")["desfazer"]})
    assert sorted(guardados(rede, "custos", "item")) == ["pote", "rótulo"]


def test_desfazer_volta_a_ultima_mudanca_e_avisa_quando_acabou(rede, pagina):
    formulario, estado = abrir(pagina)
    gravar(formulario, (estado["linhas"][0]["id"], "valor", "999"))
    formulario.receber({"tipo": "desfazer"})
    assert guardados(rede, "custos", "valor") == ["240", "60"]
    assert ultima(formulario, "frase")["frase"] == "Desfiz a última mudança."


def test_quem_esta_anotando_fica_no_historico(rede, pagina):
    pagina.mudar(autor="Bia")
    formulario, estado = abrir(pagina)
    gravar(formulario, (estado["linhas"][0]["id"], "valor", "1"))
    assert rede.historico("custos")["autor"].tolist()[-1] == "Bia"


def test_sugere_nomes_cadastrados_e_municipios(pagina):
    _, estado = abrir(pagina)
    campos = {c["nome"]: c for c in estado["campos"]}
    assert campos["empreendimento"]["nomes"] == ["Mel da Serra", "Doces do Vale"]
    formulario, _ = abrir(pagina, "empreendimentos")
    formulario.receber({"tipo": "sugerir", "campo": "municipio", "texto": "caico"})
    assert "Caicó-RN" in ultima(formulario, "sugestoes")["nomes"]


def test_numa_lista_a_sugestao_completa_so_o_ultimo_nome(pagina):
    formulario, _ = abrir(pagina, "produtos")
    formulario.receber({"tipo": "sugerir", "campo": "feito_por", "texto": "Mel da Serra; doc"})
    assert ultima(formulario, "sugestoes")["nomes"] == ["Mel da Serra; Doces do Vale"]


# ------------------------------------------------------------------ erros


def test_arquivo_estragado_vira_frase_e_o_lote_pode_ser_mandado_de_novo(rede, pagina):
    formulario, estado = abrir(pagina)
    bom = rede.arquivo.read_bytes()
    rede.arquivo.write_bytes(b"estragado" * 1000)
    edicao = {"linha": estado["linhas"][0]["id"], "campo": "item", "texto": "x", "partida": estado["versao"]}
    formulario.receber({"tipo": "gravar", "n": 3, "edicoes": [edicao]})
    falhou = ultima(formulario, "falhou")
    assert falhou["n"] == 3 and falhou["frase"].startswith("Ainda não consegui salvar.")
    rede.arquivo.write_bytes(bom)
    formulario.receber({"tipo": "gravar", "n": 4, "edicoes": [edicao]})
    assert ultima(formulario, "salvo")["n"] == 4


def test_excecao_nao_passa_da_peca_e_o_registro_nao_tem_o_que_foi_escrito(tmp_path, pagina):
    formulario, _ = abrir(pagina)
    formulario.receber({"tipo": "ler", "linha": "x", "campo": "campo da Maria", "texto": "segredo da Maria"})
    assert ultima(formulario, "frase")["frase"] == Formulario.frase_de_erro
    registro = (tmp_path / "caderno.log").read_text(encoding="utf-8")
    assert "Formulario.ler: KeyError" in registro and "Maria" not in registro


def test_mensagem_desconhecida_nao_faz_nada(pagina):
    formulario, _ = abrir(pagina)
    antes = len(formulario.comm.mensagens)
    formulario.receber({"tipo": "isto_nao_existe"})
    assert len(formulario.comm.mensagens) == antes


# ------------------------------------------------------------------ resposta


def calcular(pagina, nome: str = "custo_unitario") -> Resultado:
    resultado = Resultado(pagina, catalogo.instrumento(nome))
    resultado.receber({"tipo": "calcular"})
    return resultado


@pytest.mark.parametrize("nome", catalogo.INSTRUMENTOS)
def test_todo_instrumento_responde_na_tela_mesmo_com_a_rede_quase_vazia(pagina, nome):
    resposta = ultima(calcular(pagina, nome), "resultado")
    assert resposta["leitura"] and resposta["html"].startswith("<div")


def test_a_resposta_so_pede_nova_conta_quando_muda_o_que_ela_le(rede, pagina):
    resultado = calcular(pagina)
    formulario, estado = abrir(pagina)
    rede_da_pagina, _ = abrir(pagina, "rede")
    antes = len(resultado.comm.mensagens)
    gravar(rede_da_pagina, ("r", "territorio", "Seridó"))
    assert len(resultado.comm.mensagens) == antes
    gravar(formulario, (estado["linhas"][0]["id"], "valor", "440"))
    assert resultado.comm.mensagens[-1]["tipo"] == "mudou"
    resultado.receber({"tipo": "calcular"})
    assert "R$ 5,00" in ultima(resultado, "resultado")["html"]


def test_a_escolha_do_grupo_fica_na_rede_e_volta_marcada(rede, pagina):
    resultado = calcular(pagina)
    assert ultima(resultado, "escolhas")["escolhas"][0]["texto"] == "horas"
    resultado.receber({"tipo": "escolher", "nome": "base_de_rateio", "texto": "volume"})
    assert rede.escolhas() == {"base_de_rateio": "volume"}
    assert ultima(resultado, "escolhas")["escolhas"][0]["texto"] == "volume"
    assert resultado.comm.mensagens[-1]["tipo"] == "mudou"


# ------------------------------------------------------------------ planilhas

GASTOS = """Gastos de abril

Grupo;Mercadoria;Competência;Gasto;Valor total;Cor
Mel da Serra;Mel;04/2026;tampa;R$ 45,50;azul
Mel da Serra;Mel;03/2026;pote;250;verde
TOTAL;;;;295,50;
"""


def enviar(peca, texto: str, nome: str = "gastos.csv", pedaco: int = 100) -> dict:
    conteudo = texto.encode("latin-1")
    for comeco in range(0, len(conteudo), pedaco):
        mensagem = {"tipo": "envio_parte", "nome": nome, "comeco": comeco, "tamanho": len(conteudo)}
        peca.receber(mensagem, [memoryview(conteudo[comeco : comeco + pedaco])])
    return ultima(peca, "envio")


def test_a_planilha_chega_em_pedacos_mostra_a_previa_e_so_entra_com_o_clique(rede, pagina):
    formulario, _ = abrir(pagina)
    previa = enviar(formulario, GASTOS)
    (folha,) = previa["folhas"]
    assert previa["passo"] == "conferir" and folha["quadro"] == "custos"
    assert {c["titulo"]: c["campo"] for c in folha["colunas"]}["Mercadoria"] == "produto"
    assert [c["titulo"] for c in folha["colunas"] if not c["campo"]] == ["Cor"]
    assert [quantas for quantas, _ in folha["contas"]] == ["1", "1", "0", "1"]
    assert guardados(rede, "custos", "item") == ["pote", "rótulo"]
    formulario.receber({"tipo": "envio_entrar"})
    assert ultima(formulario, "envio")["frase"] == "Entrou: 2 linhas em Custos."
    assert guardados(rede, "custos", "valor") == ["250", "60", "R$ 45,50"]


def test_a_pessoa_corrige_a_coluna_e_a_previa_muda(pagina):
    formulario, _ = abrir(pagina)
    enviar(formulario, GASTOS)
    formulario.receber({"tipo": "envio_ajustar", "folha": 0, "coluna": "Cor", "campo": "item"})
    colunas = {c["titulo"]: c["campo"] for c in ultima(formulario, "envio")["folhas"][0]["colunas"]}
    assert colunas["Cor"] == "item" and colunas.get("Gasto", "") == ""


def test_o_que_falta_na_planilha_e_perguntado(rede, pagina):
    formulario, _ = abrir(pagina)
    previa = enviar(formulario, "Mês;Gasto;Valor\n04/2026;lenha;80\n")
    perguntas = {p["nome"]: p for p in previa["folhas"][0]["perguntas"]}
    assert ["Mel da Serra", "Mel da Serra"] in perguntas["empreendimento"]["opcoes"]
    ajuste = {"tipo": "envio_ajustar", "folha": 0, "pergunta": "empreendimento", "valor": "Mel da Serra"}
    formulario.receber(ajuste)
    formulario.receber({"tipo": "envio_entrar"})
    assert guardados(rede, "custos", "empreendimento")[-1] == "Mel da Serra"


def test_ausentes_so_se_apagam_a_pedido(rede, pagina):
    formulario, _ = abrir(pagina)
    enviar(formulario, GASTOS)
    formulario.receber({"tipo": "envio_ajustar", "folha": 0, "apagar_ausentes": True})
    formulario.receber({"tipo": "envio_entrar"})
    assert sorted(guardados(rede, "custos", "item")) == ["pote", "tampa"]


def test_cancelar_nao_deixa_nada_entrar_depois(rede, pagina):
    formulario, _ = abrir(pagina)
    enviar(formulario, GASTOS)
    formulario.receber({"tipo": "envio_cancelar"})
    formulario.receber({"tipo": "envio_entrar"})
    assert guardados(rede, "custos", "item") == ["pote", "rótulo"]


def test_arquivo_que_nao_e_planilha_vira_frase(pagina):
    envio = EnvioDaPagina(pagina)
    resposta = enviar(envio, "\x89PNG\r\n" + "x" * 50, "foto.png")
    assert resposta["passo"] in ("falhou", "conferir")
    frases = [resposta["frase"], *(f for folha in resposta.get("folhas", []) for f in folha["frases"])]
    assert any(frases) and not any("Traceback" in frase for frase in frases)


def test_a_planilha_baixada_volta_igual(pagina):
    formulario, _ = abrir(pagina)
    formulario.receber({"tipo": "baixar", "o_que": "planilha"})
    arquivo_baixado = ultima(formulario, "arquivo")
    conteudo = bytes(arquivo_baixado["partes"][0])
    formulario.receber(
        {"tipo": "envio_parte", "nome": arquivo_baixado["nome"], "comeco": 0, "tamanho": len(conteudo)},
        [memoryview(conteudo)],
    )
    (folha,) = [f for f in ultima(formulario, "envio")["folhas"] if f["quadro"] == "custos"]
    assert [quantas for quantas, _ in folha["contas"]] == ["0", "0", "2", "0"]


@pytest.mark.parametrize(("o_que", "terminacao"), [("branco", ".xlsx"), ("papel", ".html")])
def test_o_quadro_em_branco_sai_em_planilha_e_em_papel(pagina, o_que, terminacao):
    formulario, _ = abrir(pagina)
    formulario.receber({"tipo": "baixar", "o_que": o_que})
    entregue = ultima(formulario, "arquivo")
    assert entregue["nome"].endswith(terminacao) and len(bytes(entregue["partes"][0])) > 500


# ------------------------------------------------------------------ peso


def test_abrir_a_tela_nao_carrega_desenhos_nem_relatorio():
    pesados = "('altair', 'vl_convert', 'papermill', 'scipy', 'xlsxwriter')"
    codigo = f"import sys, caderno.tela; print(*(m for m in {pesados} if m in sys.modules))"
    ambiente = os.environ | {"PYTHONPATH": str(Path(catalogo.__file__).parents[1])}
    comando = [sys.executable, "-c", codigo]
    feito = subprocess.run(comando, capture_output=True, text=True, check=True, env=ambiente)
    assert feito.stdout.split() == []


def test_o_que_as_celulas_chamam_funciona_com_todo_instrumento(pagina, capsys):
    for nome in catalogo.INSTRUMENTOS:
        tela.mostrar_instrumento(pagina, nome)
        tela.mostrar_explicacao(nome)
    with pytest.raises(KeyError, match="custo_unitario"):
        tela.mostrar_instrumento(pagina, "custo")
