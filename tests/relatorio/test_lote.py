from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import nbformat
import psutil
import pytest

from bancada import HOJE
from caderno import arquivo, relatorio, viveiro
from caderno.arquivo import Mudanca
from caderno.relatorio import diario, execucao, lista, lote, operario, pedido, resumo, tarefa
from caderno.relatorio.tarefa import Entrega

LIB = Path(arquivo.__file__).parents[2]


@pytest.fixture(autouse=True)
def redes(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))
    monkeypatch.setenv("PYTHONPATH", str(LIB))


@pytest.fixture
def rede():
    nova = arquivo.criar("minha")
    nova.gravar(
        "empreendimentos",
        [Mudanca(None, {"empreendimento": nome, "pessoas": "10"}) for nome in ("Flor", "Raiz")],
        partida=0,
        autor="teste",
    )
    return nova


@pytest.fixture
def modelos(tmp_path, monkeypatch):
    """Função: `modelos(bom="1 + 1")` põe na pasta dos modelos um caderno de uma célula para cada nome."""
    pasta = tmp_path / "modelos"
    pasta.mkdir()
    monkeypatch.setattr(pedido, "MODELOS", pasta)

    def gravar(**codigos: str) -> Path:
        for nome, codigo in codigos.items():
            parametros = nbformat.v4.new_code_cell(
                'rede = ""\nperiodo = ""\nhoje = ""', metadata={"tags": ["parameters"]}
            )
            caderno = nbformat.v4.new_notebook(cells=[parametros, nbformat.v4.new_code_cell(codigo)])
            caderno.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(caderno, pasta / f"{nome}.ipynb")
        return pasta

    return gravar


def linha(numero: int = 1, formatos: tuple[str, ...] = ("html",), **recorte) -> lista.Linha:
    feito = relatorio.Pedido(**{"rede": "minha", "modelo": "bom", "hoje": HOJE} | recorte)
    return lista.Linha(numero, feito, formatos, f"pedido {numero}")


class Oficina:
    """Quem entrega na hora um arquivo com o nome pedido, e lembra o que lhe pediram."""

    def __init__(self):
        self.pedidos = []

    def __call__(self, tarefas):
        for uma in tarefas:
            self.pedidos.append(uma.pedido)
            yield uma, Entrega({f"{uma.pedido.nome_do_arquivo}.html": b"<p>pronto</p>"})


def neste_processo(tarefas):
    return ((uma, tarefa.fazer(uma)) for uma in tarefas)


class TestLerALista:
    @pytest.mark.parametrize("separador", [";", ",", "\t"])
    @pytest.mark.parametrize("codificacao", ["utf-8-sig", "cp1252"])
    def test_uma_linha_por_relatorio_com_qualquer_separador(self, tmp_path, separador, codificacao):
        csv = "Rede;Módulo;Período;Formato;Data\nminha;;;;\nminha;2;2026-01:2026-06;pdf;20/11/2026\n"
        (tmp_path / "lote.csv").write_bytes(csv.replace(";", separador).encode(codificacao))
        primeira, segunda = lista.ler(tmp_path / "lote.csv", HOJE)
        assert (primeira.pedido.modelo, primeira.formatos, primeira.pedido.hoje) == ("rede", ("html",), HOJE)
        assert segunda.pedido.modulo == "2" and segunda.pedido.periodo == "2026-01:2026-06"
        assert segunda.pedido.hoje == date(2026, 11, 20) and segunda.formatos == ("pdf",)

    @pytest.mark.parametrize(
        ("texto", "trecho"),
        [
            ("rede;mês\nminha;1\n", "Não conheço a coluna “mês”. As que existem: rede, modelo,"),
            ("modelo;periodo\nrede;\n", "Falta a coluna “rede”."),
            ("rede;Rede\nminha;minha\n", "A coluna “rede” aparece duas vezes."),
            ("rede\n", "não tem nenhum relatório"),
            ("", "Falta a coluna “rede”."),
            ("%PDF-1.4 não é planilha", "lote.csv: "),
        ],
    )
    def test_um_arquivo_que_nao_se_entende_e_recusado_inteiro(self, tmp_path, texto, trecho):
        (tmp_path / "lote.csv").write_text(texto, encoding="utf-8")
        with pytest.raises(relatorio.ErroDeRelatorio) as erro:
            lista.ler(tmp_path / "lote.csv")
        assert trecho in str(erro.value)

    def test_um_arquivo_que_nao_existe_e_recusado(self, tmp_path):
        with pytest.raises(relatorio.ErroDeRelatorio, match=r"Não consegui ler .*lote\.csv"):
            lista.ler(tmp_path / "lote.csv")

    def test_uma_linha_ruim_vira_frase_com_o_seu_numero_e_as_outras_ficam(self, tmp_path):
        (tmp_path / "lote.csv").write_text(
            "rede;data\n\nminha;trinta\n;2026-01-01\nminha;;x\nminha\n", encoding="utf-8"
        )
        lidas = {lida.numero: lida.frase for lida in lista.ler(tmp_path / "lote.csv")}
        assert lidas == {
            3: "Não entendi a data “trinta”. Escreva assim: 2026-11-21.",
            4: "Falta dizer a rede.",
            5: "Há mais células do que títulos nesta linha.",
            6: "",
        }

    def test_todos_da_um_pedido_por_empreendimento(self, rede):
        assert [p.empreendimento for p in lista.um_por_empreendimento("minha", hoje=HOJE)] == ["Flor", "Raiz"]

    def test_todos_de_uma_rede_sem_cadastro_e_recusado(self):
        arquivo.criar("vazia")
        with pytest.raises(relatorio.ErroDeRelatorio, match="ainda não tem nenhum empreendimento"):
            lista.um_por_empreendimento("vazia")


class TestOQueFalta:
    def test_o_que_ja_esta_inteiro_nao_se_refaz(self, rede, modelos, tmp_path):
        modelos(bom="1")
        linhas = [linha(1), linha(2, periodo="2026-01:2026-06")]
        primeira, segunda = Oficina(), Oficina()
        assert {f.situacao for f in lote.gerar(linhas, tmp_path / "saida", primeira)} == {lote.PRONTO}
        feitos = lote.gerar([*linhas, linha(3, periodo="2026-02:2026-06")], tmp_path / "saida", segunda)
        assert [f.situacao for f in feitos] == [lote.ESTAVA, lote.ESTAVA, lote.PRONTO]
        assert [p.periodo for p in segunda.pedidos] == ["2026-02:2026-06"]

    @pytest.mark.parametrize("mudou", ["dados", "modelo", "formato", "arquivo cortado", "arquivo apagado"])
    def test_o_que_mudou_se_refaz(self, rede, modelos, tmp_path, mudou):
        modelos(bom="1")
        saida = tmp_path / "saida"
        [feito] = lote.gerar([linha()], saida, Oficina())
        formatos = ("html",)
        if mudou == "dados":
            rede.gravar("empreendimentos", [Mudanca(None, {"empreendimento": "Nova"})], rede.versao(), "teste")
        elif mudou == "modelo":
            modelos(bom="2")
        elif mudou == "formato":
            formatos = ("html", "pdf")
        elif mudou == "arquivo cortado":
            (saida / feito.arquivos[0]).write_bytes(b"<p>pro")
        else:
            (saida / feito.arquivos[0]).unlink()
        oficina = Oficina()
        lote.gerar([linha(formatos=formatos)], saida, oficina)
        assert len(oficina.pedidos) == 1

    def test_um_diario_cortado_no_meio_perde_so_a_ultima_linha(self, rede, modelos, tmp_path):
        modelos(bom="1")
        linhas = [linha(1), linha(2, periodo="2026-01:2026-06")]
        lote.gerar(linhas, tmp_path, Oficina())
        caminho = tmp_path / diario.NOME
        caminho.write_bytes(caminho.read_bytes()[:-20])
        oficina = Oficina()
        assert [f.situacao for f in lote.gerar(linhas, tmp_path, oficina)] == [lote.ESTAVA, lote.PRONTO]
        assert len(caminho.read_text(encoding="utf-8").splitlines()) == 2

    def test_linhas_iguais_se_fazem_uma_vez(self, rede, modelos, tmp_path):
        modelos(bom="1")
        oficina = Oficina()
        primeiro, segundo = lote.gerar([linha(1), linha(2)], tmp_path, oficina)
        assert len(oficina.pedidos) == 1 and primeiro.arquivos == segundo.arquivos

    def test_nomes_que_dariam_o_mesmo_arquivo_nao_se_escrevem_um_por_cima_do_outro(self, rede, modelos, tmp_path):
        pasta = modelos(bom="1")
        caderno = json.loads((pasta / "bom.ipynb").read_text(encoding="utf-8"))
        caderno["cells"][0]["source"] = 'rede = empreendimento = hoje = ""\nempreendimento = ""'
        (pasta / "bom.ipynb").write_text(json.dumps(caderno), encoding="utf-8")
        linhas = [linha(1, empreendimento="Ação"), linha(2, empreendimento="Acao"), linha(3, empreendimento="Flor")]
        acao, acao2, flor = lote.gerar(linhas, tmp_path, Oficina())
        assert acao.arquivos != acao2.arquivos
        assert flor.arquivos == ("bom-minha-flor-2026-11-21.html",)
        assert all((tmp_path / nome).exists() for f in (acao, acao2) for nome in f.arquivos)

    def test_uma_pasta_que_nao_deixa_gravar_e_uma_frase_por_relatorio(self, rede, modelos, tmp_path):
        modelos(bom="1")
        (tmp_path / "bom-minha-2026-11-21.html").mkdir()
        [feito] = lote.gerar([linha()], tmp_path, Oficina())
        assert feito.frase.startswith("Não consegui gravar na pasta:")


class TestOQueDaErrado:
    def test_um_que_falha_nao_para_os_outros_e_cada_falha_tem_a_sua_frase(self, rede, modelos, tmp_path):
        modelos(
            bom="from IPython.display import HTML\n\nHTML('<h1>Bom</h1>')",
            recusa="from caderno import relatorio\n\nrelatorio.abrir(rede, empreendimento='Lua', hoje=hoje)",
            erra="1 / 0",
            morre="import os\nos.kill(os.getpid(), 9)",
        )
        linhas = [
            linha(1, modelo="recusa"),
            linha(2, modelo="erra"),
            linha(3, modelo="morre"),
            linha(4, modelo="jornal"),
            linha(5, rede="outra"),
            linha(6, periodo="2026"),
            linha(7, formatos=("papiro",)),
            lista.Linha(8, None, escrito="?", frase="Falta dizer a rede."),
            linha(9),
        ]
        feitos = lote.gerar(linhas, tmp_path, neste_processo)
        frases = [f.frase for f in feitos]
        for frase, trecho in zip(
            frases,
            [
                "Não existe o empreendimento “Lua”. Existem: Flor e Raiz.",
                "O relatório parou no meio: ZeroDivisionError",
                execucao.MORREU,
                "Não existe relatório “jornal”. Existem: bom, erra, morre e recusa.",
                "Não existe a rede “outra”. Existem: exemplo e minha.",
                "Não entendi o período “2026”.",
                "Não existe o formato “papiro”. Existem: html",
                "Falta dizer a rede.",
                "",
            ],
            strict=True,
        ):
            assert frase.startswith(trecho)
        assert feitos[-1].situacao == lote.PRONTO
        assert len(list(tmp_path.glob("*.html"))) == 1

    def test_um_modelo_que_nao_acaba_e_interrompido_no_limite(self, rede, modelos):
        modelos(pendura="import time\ntime.sleep(600)")
        inicio = time.monotonic()
        entrega = tarefa.fazer(tarefa.Tarefa(linha(modelo="pendura").pedido, limite=1))
        assert entrega.frase == execucao.DEMOROU.format("1 segundo")
        assert time.monotonic() - inicio < 60

    def test_um_operario_que_cai_vira_frase_e_o_proximo_relatorio_sai(self, rede):
        um = operario.Operario()
        pedida = tarefa.preparar(relatorio.Pedido("minha", "modulo", modulo="1", hoje=HOJE))
        try:
            caiu = um.fazer(pedida, lambda *_: um._processo.kill())
            andou = []
            saiu = um.fazer(pedida, lambda *quanto: andou.append(quanto))
        finally:
            um.fechar()
        assert caiu.frase == operario.CAIU
        assert not saiu.frase and any(nome.endswith(".html") for nome in saiu.arquivos)
        assert [prontas for prontas, _ in andou] == list(range(1, andou[0][1] + 1))

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="este sistema não divide processos")
    def test_com_viveiro_o_operario_e_uma_copia_que_conversa_cai_e_renasce_igual(self, rede):
        pedida = tarefa.preparar(relatorio.Pedido("minha", "modulo", modulo="1", hoje=HOJE))
        um, pids = operario.Operario(), set()
        with viveiro.preparado():
            assert um.fazer(pedida, lambda *_: um._processo.kill()).frase == operario.CAIU
            for _ in range(2):
                assert not um.fazer(pedida).frase
                pids.add(um._processo.pid)
            (copia,) = pids
            assert "caderno.viveiro.canteiro" in psutil.Process(copia).parent().cmdline()
            um.fechar()
            esperar(lambda: not psutil.pid_exists(copia))

    def test_um_operario_que_passa_do_tempo_e_interrompido(self, rede, monkeypatch):
        monkeypatch.setattr(operario, "FOLGA", 0)
        um = operario.Operario()
        pedida = tarefa.Tarefa(relatorio.Pedido("minha", "modulo", modulo="1", hoje=HOJE), limite=0)
        assert um.fazer(pedida).frase == operario.PASSOU
        um.fechar()


def processos_deste_lote(marca: str) -> list[psutil.Process]:
    """Os que herdaram a pasta de dados deste teste: o lote, os operários, o viveiro e os kernels."""
    achados = []
    for processo in psutil.process_iter():
        try:
            if processo.environ().get("CADERNO_DADOS") == marca and processo.pid != os.getpid():
                achados.append(processo)
        except psutil.Error:
            continue
    return achados


def esperar(condicao, segundos: float = 90) -> None:
    limite = time.monotonic() + segundos
    while not condicao():
        assert time.monotonic() < limite, "demorou demais"
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="no Windows não há estes sinais")
@pytest.mark.parametrize("como", ["à força", "a pedido"])
def test_um_lote_parado_no_meio_continua_de_onde_parou(rede, tmp_path, como):
    csv = tmp_path / "lote.csv"
    dias = [f"2026-11-{dia:02}" for dia in range(1, 7)]
    csv.write_text("rede;modelo;modulo;data\n" + "".join(f"minha;modulo;2;{d}\n" for d in dias), encoding="utf-8")
    saida = tmp_path / "saida"
    comando = [sys.executable, "-m", "caderno", "relatorio", "--lote", csv, "-o", saida, "--trabalhadores", "2"]

    def anotados() -> list[dict]:
        diario_da_pasta = saida / diario.NOME
        linhas = diario_da_pasta.read_bytes().splitlines() if diario_da_pasta.exists() else []
        return [json.loads(linha) for linha in linhas]

    primeiro = subprocess.Popen(comando, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    esperar(lambda: len(anotados()) >= 2)
    primeiro.kill() if como == "à força" else primeiro.send_signal(signal.SIGINT)
    reclamou = primeiro.communicate()[1]
    assert como == "à força" or ("caderno: Parei." in reclamou and "Traceback" not in reclamou)
    esperar(lambda: not processos_deste_lote(os.environ["CADERNO_DADOS"]))
    antes = {nome: (saida / nome).stat().st_mtime_ns for feito in anotados() for nome in feito["arquivos"]}
    feitos = len(anotados())
    assert feitos < len(dias), "era para parar no meio"
    assert all(pagina.read_text(encoding="utf-8").rstrip().endswith("</html>") for pagina in saida.glob("*.html"))
    segundo = subprocess.run(comando, capture_output=True, text=True, check=False)
    assert segundo.returncode == 0, segundo.stderr
    assert f"{feitos} já estavam prontos" in segundo.stdout
    assert {nome: (saida / nome).stat().st_mtime_ns for nome in antes} == antes
    assert len(list(saida.glob("*.html"))) == len(dias)
    assert not list(saida.glob(f".*{diario.PARCIAL}"))


def test_um_lote_pelo_comando_com_uma_linha_de_cada_formato(rede, tmp_path):
    csv, saida = tmp_path / "lote.csv", tmp_path / "saida"
    linhas = [f"minha;modulo;2;{formato};2026-11-{dia}" for dia, formato in enumerate(("pdf", "docx+xlsx", "xlsx"), 10)]
    csv.write_text("\n".join(["rede;modelo;modulo;formato;data", *linhas]), encoding="utf-8")
    comando = [sys.executable, "-m", "caderno", "relatorio", "--lote", csv, "-o", saida]
    feito = subprocess.run(comando, capture_output=True, text=True, check=False)
    assert feito.returncode == 0, feito.stderr
    assert "3 relatórios prontos." in feito.stdout
    comecos = {".pdf": b"%PDF-1.", ".docx": b"PK", ".xlsx": b"PK"}
    feitos = sorted(f"{f.stem[-2:]}{f.suffix}" for f in saida.iterdir() if f.suffix in (".html", *comecos))
    assert feitos == ["10.pdf", "11.docx", "11.xlsx", "12.xlsx"]
    assert all(f.read_bytes().startswith(comecos[f.suffix]) for f in saida.iterdir() if f.suffix in comecos)
    assert len(list(saida.glob("*.lastro.json"))) == 3


class TestResumo:
    def feitos(self):
        return [
            lote.Feito(linha(1), lote.PRONTO, ("a.html",)),
            lote.Feito(lista.Linha(2, None, escrito="=cmd|' /C calc'!A0"), lote.NAO_SAIU, frase="Falta a rede."),
        ]

    def test_o_texto_diz_primeiro_o_que_nao_saiu(self):
        texto = resumo.em_texto(self.feitos())
        assert "1 relatório pronto e 1 não saiu." in texto
        assert texto.index("Falta a rede.") < texto.index("a.html")

    def test_a_planilha_tem_todas_as_linhas_e_nenhuma_vira_formula(self, tmp_path):
        resumo.gravar(self.feitos(), tmp_path)
        linhas = (tmp_path / "resumo.csv").read_text(encoding="utf-8-sig").splitlines()
        assert linhas[0] == "linha;pedido;situação;arquivos;motivo"
        assert linhas[2].startswith("2;'=cmd") and linhas[2].endswith(";não saiu;;Falta a rede.")


def test_o_modelo_trocado_por_outro_igual_tem_a_mesma_impressao(rede, modelos):
    pasta = modelos(bom="1")
    antes = tarefa.programa(linha().pedido)
    shutil.copy(pasta / "bom.ipynb", pasta / "outro.ipynb")
    assert tarefa.programa(linha(modelo="outro").pedido) == antes
