from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from caderno import arquivo, cli
from caderno.catalogo import INSTRUMENTOS, QUADROS
from planilha_da_cooperativa import montar

FICHAS = "Nome;Município;Pessoas;Mulheres\nFlor;Caicó-RN;10;6\nRaiz;Acari-RN;30;quarenta\n"


@pytest.fixture(autouse=True)
def pasta(tmp_path, monkeypatch):
    """Cada teste com as suas redes; os arquivos ficam na mesma pasta."""
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))
    return tmp_path


@pytest.fixture
def caderno(capsys):
    """Executa um comando e devolve (código de saída, o que escreveu, o que reclamou)."""

    def executar(*argumentos):
        try:
            codigo = cli.main([str(a) for a in argumentos])
        except SystemExit as saida:
            codigo = saida.code
        return (codigo, *capsys.readouterr())

    return executar


@pytest.fixture
def fichas(pasta):
    (pasta / "fichas.csv").write_text(FICHAS, encoding="cp1252")
    return pasta / "fichas.csv"


class TestRedes:
    def test_nova_cria_e_redes_lista(self, caderno):
        assert caderno("nova", "Minha Rede")[0] == 0
        assert caderno("redes")[1] == "minha-rede\n"

    def test_uma_rede_que_ja_existe_nao_e_apagada(self, caderno):
        caderno("nova", "minha")
        codigo, _, reclamou = caderno("nova", "minha")
        assert codigo == 2
        assert reclamou.startswith("caderno: ") and "minha" in reclamou

    def test_a_copia_vai_para_o_pen_drive_e_volta_juntada(self, caderno, fichas, pasta):
        caderno("nova", "a")
        caderno("importar", fichas, "--rede", "a")
        assert caderno("copia", "a", pasta / "pen.caderno")[0] == 0
        caderno("nova", "b")
        codigo, escreveu, _ = caderno("juntar", pasta / "pen.caderno", "--rede", "b")
        assert (codigo, "Juntei 2 linhas novas" in escreveu) == (0, True)


class TestApagarPessoa:
    def test_sem_confirmar_nada_se_apaga(self, caderno):
        codigo, _, reclamou = caderno("apagar_pessoa", "folha 1", "--rede", "exemplo")
        assert (codigo, "repita com --sim" in reclamou) == (2, True)
        assert "folha 1" in set(arquivo.abrir_exemplo().quadro("avaliacoes")["respondente"])

    def test_confirmando_a_pessoa_some_ate_dos_bytes_do_arquivo(self, caderno):
        caderno("nova", "minha")
        linha = arquivo.Mudanca(None, {"empreendimento": "Flor", "respondente": "Zefa do Alto", "nivel_custeio": "2"})
        arquivo.abrir("minha").gravar("avaliacoes", [linha], partida=0, autor="Ana")
        assert "Apaguei 1 linha." in caderno("apagar_pessoa", "Zefa do Alto", "--rede", "minha", "--sim")[1]
        assert b"Zefa" not in arquivo.caminho("minha").read_bytes()

    def test_um_nome_que_nao_esta_na_rede_e_dito(self, caderno):
        codigo, _, reclamou = caderno("apagar_pessoa", "Ninguém", "--rede", "exemplo", "--sim")
        assert (codigo, "Não achei nada de “Ninguém”" in reclamou) == (2, True)


class TestPlanilhas:
    def test_importar_mostra_o_que_casou_o_que_entrou_e_o_que_falta(self, caderno, fichas):
        caderno("nova", "minha")
        codigo, escreveu, _ = caderno("importar", fichas, "--rede", "minha")
        assert codigo == 0
        for trecho in ("Empreendimento ← Nome", "2 linhas novas", "linha 3, mulheres: Li “quarenta”", "1 pendência"):
            assert trecho in escreveu

    def test_importar_duas_vezes_nao_repete(self, caderno, fichas):
        caderno("nova", "minha")
        caderno("importar", fichas, "--rede", "minha")
        assert "0 linhas novas, 0 mudadas, 2 sem mudança" in caderno("importar", fichas, "--rede", "minha")[1]

    def test_colunas_corrige_o_que_o_caderno_entendeu(self, caderno, pasta):
        (pasta / "x.csv").write_text("Nome;Coluna 7\nFlor;12\n", encoding="utf-8")
        caderno("nova", "minha")
        pedido = ("importar", pasta / "x.csv", "--rede", "minha", "--quadro", "empreendimentos")
        assert "Pessoas ← Coluna 7" in caderno(*pedido, "--colunas", "pessoas=Coluna 7")[1]

    def test_cadastrar_cria_os_nomes_que_a_planilha_cita(self, caderno, pasta):
        (pasta / "coop.xlsx").write_bytes(montar())
        caderno("nova", "coop")
        escreveu = caderno("importar", pasta / "coop.xlsx", "--rede", "coop", "--cadastrar")[1]
        assert "Cadastrei em Produtos: Mel 500 g e Geleia de pequi 250 g." in escreveu
        assert len(arquivo.abrir("coop").quadro("custos")) == 15

    def test_conferir_termina_com_1_quando_ha_pendencia_e_0_quando_nao(self, caderno, fichas, pasta):
        assert caderno("conferir", fichas)[0] == 1
        (pasta / "boa.csv").write_text("Nome;Pessoas\nFlor;10\n", encoding="utf-8")
        assert caderno("conferir", pasta / "boa.csv")[0] == 0

    def test_conferir_a_rede_inteira(self, caderno, fichas):
        caderno("nova", "minha")
        caderno("importar", fichas, "--rede", "minha")
        codigo, escreveu, _ = caderno("conferir", "--rede", "minha")
        assert codigo == 1
        assert "Empreendimentos: 2 linhas, 1 pendência" in escreveu

    def test_o_que_se_exporta_volta_igual(self, caderno, pasta):
        caderno("exportar", "exemplo", "-o", pasta / "e.xlsx")
        caderno("nova", "outra")
        assert caderno("importar", pasta / "e.xlsx", "--rede", "outra")[0] == 0
        do_exemplo, da_outra = arquivo.abrir_exemplo().brutas(), arquivo.abrir("outra").brutas()
        assert {n: len(b) for n, b in da_outra.items()} == {n: len(b) for n, b in do_exemplo.items()}

    @pytest.mark.parametrize("quais", [["custos"], ["--modulo", "3"], ["--tudo"]], ids=" ".join)
    def test_modelo_e_papel_saem_para_um_quadro_um_modulo_ou_tudo(self, caderno, pasta, quais):
        assert caderno("modelo", *quais, "-o", pasta / "m.xlsx")[0] == 0
        assert caderno("papel", *quais, "-o", pasta / "p.html")[0] == 0
        assert (pasta / "m.xlsx").read_bytes()[:2] == b"PK"
        assert "Custos" in (pasta / "p.html").read_text(encoding="utf-8")


class TestCalcular:
    PEDIDO = ("calcular", "perfil_da_rede", "--data", "2026-11-21")

    def test_texto_le_a_conclusao_e_diz_a_fonte(self, caderno, fichas):
        _, escreveu, _ = caderno(*self.PEDIDO, "--planilha", fichas)
        assert "As mulheres são a maioria: 60,0 % das pessoas." in escreveu  # Raiz tem erro e fica fora
        assert "Empreendimentos: 1 de 2 linhas na conta, 1 fora" in escreveu
        assert "A018" in escreveu

    def test_json_traz_saidas_uso_e_pendencias_e_o_que_nao_se_aplica_e_nulo(self, caderno, fichas):
        resposta = json.loads(caderno(*self.PEDIDO, "--planilha", fichas, "--formato", "json")[1])
        assert resposta["saidas"]["rede"][0]["parte_mulheres"] == 60
        assert resposta["saidas"]["rede"][0]["vendas_mensais"] is None
        assert resposta["uso"] == [
            {"quadro": "empreendimentos", "lidas": 2, "usadas": 1, "com_erro": 1, "fora_do_recorte": 0}
        ]
        assert resposta["pendencias"][0]["campo"] == "mulheres"

    def test_csv_traz_uma_tabela_por_saida_a_brasileira(self, caderno, fichas):
        linhas = list(
            csv.reader(io.StringIO(caderno(*self.PEDIDO, "--planilha", fichas, "--formato", "csv")[1]), delimiter=";")
        )
        assert ["saida", "municipio", "empreendimentos"] in [linha[:3] for linha in linhas]
        assert ["por_municipio", "Caicó-RN", "1", "10", "6", "60", "", ""] in linhas

    def test_duas_planilhas_fazem_uma_rede_de_um_momento(self, caderno, pasta):
        (pasta / "c.csv").write_text(
            "Empreendimento;Produto;Mês;Item;Valor\nFlor;mel;05/2026;pote;100\n", encoding="utf-8"
        )
        (pasta / "p.csv").write_text("Empreendimento;Produto;Mês;Realizado\nFlor;mel;05/2026;20\n", encoding="utf-8")
        pedido = (
            "calcular",
            "custo_unitario",
            "--planilha",
            f"custos={pasta / 'c.csv'}",
            "--planilha",
            pasta / "p.csv",
        )
        resposta = json.loads(caderno(*pedido, "--formato", "json")[1])
        assert resposta["saidas"]["por_produto"][0]["custo_por_unidade"] == 5

    def test_a_escolha_muda_a_resposta(self, caderno):
        pedido = ("calcular", "escala", "--rede", "exemplo", "--escolha", "produto_do_pedido=Toalha bordada")
        assert "não dá conta do pedido de 5.000 de Toalha bordada" in caderno(*pedido, "--escolha", "pedido=5.000")[1]


class TestRecusas:
    @pytest.mark.parametrize(
        ("argumentos", "trecho"),
        [
            (["calcular", "perfil"], "Não existe instrumento chamado “perfil”. Existem: perfil_da_rede"),
            (["calcular", "preco"], "Diga de onde vêm os dados"),
            (["calcular", "preco", "--rede", "exemplo", "--escolha", "lua=1"], "não tem a escolha “lua”"),
            (
                ["calcular", "preco", "--rede", "exemplo", "--escolha", "base_de_rateio=lua"],
                "Na escolha base_de_rateio",
            ),
            (["calcular", "preco", "--planilha", "nada.csv"], "Não achei o arquivo nada.csv"),
            (["calcular", "preco", "--rede", "nenhuma"], "nenhuma"),
            (["calcular", "preco", "--rede", "exemplo", "--data", "ontem"], "Não entendi “ontem” em --data."),
            (["calcular", "preco", "--formato", "pdf"], "“pdf” não existe. Existem:"),
            (["modelo", "custo", "-o", "x.xlsx"], "Não existe quadro chamado “custo”"),
            (["modelo", "-o", "x.xlsx"], "Diga um quadro, --modulo N ou --tudo"),
            (["conferir"], "Diga o que conferir"),
            (["relatorio", "nenhuma", "-o", "x"], "Não existe a rede “nenhuma”. Existem: exemplo"),
            (["relatorio", "-o", "x"], "Diga o que relatar: uma rede ou --lote LOTE.csv."),
            (["relatorio", "exemplo", "--lote", "l.csv", "-o", "x"], "Diga o que relatar"),
            (["relatorio", "--lote", "l.csv", "--todos", "-o", "x"], "se escreve nas colunas da planilha"),
            (["relatorio", "--lote", "nao-existe.csv", "-o", "x"], "Não consegui ler nao-existe.csv"),
            (
                ["relatorio", "exemplo", "--todos", "--empreendimento", "Lua", "-o", "x"],
                "Use --empreendimento ou --todos",
            ),
            (["relatorio", "exemplo", "--trabalhadores", "0", "-o", "x"], "o menor número é 1"),
            (["relatorio", "exemplo", "--modelo", "jornal", "-o", "x"], "Não existe relatório “jornal”. Existem: "),
            (
                ["relatorio", "exemplo", "--formato", "papiro", "-o", "x"],
                "Não existe o formato “papiro”. Existem: html",
            ),
            (["relatorio", "exemplo", "--empreendimento", "Lua", "-o", "x"], "Não existe o empreendimento “Lua”"),
            (["relatorio", "exemplo", "--periodo", "2026", "-o", "x"], "Não entendi o período “2026”"),
            (["nova"], "Falta dizer: REDE."),
            (["voar"], "“voar” não existe. Existem: "),
            (["redes", "--alto"], "Não conheço: --alto."),
        ],
        ids=lambda v: " ".join(v) if isinstance(v, list) else "",
    )
    def test_cada_engano_recebe_uma_frase_e_o_codigo_2(self, caderno, argumentos, trecho):
        codigo, _, reclamou = caderno(*argumentos)
        assert codigo == 2
        assert trecho in reclamou
        assert "Traceback" not in reclamou


class TestRelatorio:
    def test_um_relatorio_diz_quanto_falta_e_onde_ficou(self, caderno, pasta):
        caderno("nova", "minha")
        opcoes = ("--modulo", "2", "--data", "2026-11-21", "-o", pasta / "saida")
        codigo, disse, andamento = caderno("relatorio", "minha", *opcoes)
        assert codigo == 0
        assert "Relatório pronto: " in disse and (pasta / "saida" / "modulo-minha-2-2026-11-21.html").exists()
        assert "partes; levou" in andamento
        assert not (pasta / "saida" / "lote.jsonl").exists()

    def test_um_lote_faz_o_que_da_e_o_codigo_diz_que_algo_nao_saiu(self, caderno, pasta):
        caderno("nova", "minha")
        (pasta / "lote.csv").write_text("rede,modulo\nminha,2\nminha,99\noutra,2\n", encoding="utf-8")
        codigo, disse, reclamou = caderno("relatorio", "--lote", pasta / "lote.csv", "-o", pasta / "saida")
        assert codigo == 1
        assert "1 relatório pronto e 2 não saíram." in disse
        assert "linha 3, minha · 99: Não existe o módulo “99”. Existem: 1 (Diagnóstico)" in reclamou
        assert "linha 4, outra · 2: Não existe a rede “outra”." in reclamou
        assert "Falta" not in (pasta / "saida" / "resumo.md").read_text(encoding="utf-8")
        assert caderno("relatorio", "--lote", pasta / "lote.csv", "-o", pasta / "saida")[1].startswith(
            "0 relatórios prontos, 1 já estava pronto e 2 não saíram."
        )

    def test_todos_faz_um_por_empreendimento(self, caderno, fichas, pasta):
        caderno("nova", "minha")
        caderno("importar", fichas, "--rede", "minha")
        codigo, disse, _ = caderno("relatorio", "minha", "--todos", "--trabalhadores", "1", "-o", pasta / "saida")
        assert (codigo, disse.partition(".")[0]) == (0, "2 relatórios prontos")
        assert len(list((pasta / "saida").glob("empreendimento-minha-*.html"))) == 2


class TestFichas:
    def test_json_declara_todos_os_quadros_e_instrumentos(self, caderno):
        declarado = json.dumps(json.loads(caderno("fichas", "--formato", "json")[1]))
        assert all(f'"{nome}"' in declarado for nome in (*QUADROS, *INSTRUMENTOS))

    @pytest.mark.parametrize("formato", ["texto", "md"])
    def test_uma_ficha_diz_a_pergunta(self, caderno, formato):
        assert INSTRUMENTOS["preco"].pergunta in caderno("fichas", "preco", "--formato", formato)[1]

    def test_uma_ficha_que_nao_existe_e_respondida_com_as_que_existem(self, caderno):
        codigo, _, reclamou = caderno("fichas", "lua")
        assert codigo == 2
        assert "perfil_da_rede" in reclamou


def test_a_ajuda_fala_portugues(caderno):
    codigo, escreveu, _ = caderno("calcular", "--ajuda")
    assert codigo == 0
    for ingles in ("usage", "options", "positional", "show this"):
        assert ingles not in escreveu


def test_o_comando_instalado_e_o_modulo_sao_o_mesmo():
    feito = subprocess.run([sys.executable, "-m", "caderno", "redes"], capture_output=True, text=True)
    assert (feito.returncode, feito.stdout) == (0, "")
