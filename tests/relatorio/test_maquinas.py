"""O lote num cluster de verdade: processos do dask que não veem a pasta de dados de quem pede."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bancada import HOJE
from caderno import arquivo, relatorio
from caderno.arquivo import Mudanca
from caderno.relatorio import lista, lote, maquinas, tarefa

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Duas máquinas de faz de conta: processos com outra pasta de dados, vazia."""
    monkeypatch.setenv("PYTHONPATH", str(Path(arquivo.__file__).parents[2]))
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "de-quem-faz"))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path / "dask")
    ) as aberto:
        monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "de-quem-pede"))
        yield aberto


@pytest.fixture
def rede(cluster):
    nova = arquivo.criar("minha")
    nova.gravar("empreendimentos", [Mudanca(None, {"empreendimento": "Flor", "pessoas": "10"})], 0, "teste")
    return nova


def linhas(quantas: int) -> list[lista.Linha]:
    pedidos = [relatorio.Pedido("minha", modulo="2", hoje=HOJE.replace(day=dia)) for dia in range(1, quantas + 1)]
    return lista.de_pedidos(pedidos, ("html",))


def maquinas_de(cluster) -> list[int]:
    return [dask.pid for dask in cluster.workers.values()]


def test_os_relatorios_saem_mesmo_com_uma_maquina_morta_no_meio(cluster, rede, tmp_path):
    mortas = []

    def matar_uma(feito, prontos, total):
        if prontos == 2 and not mortas:
            mortas.append(maquinas_de(cluster)[0])
            psutil.Process(mortas[0]).kill()

    with maquinas.equipe(cluster.scheduler_address) as fazer_todas:
        feitos = lote.gerar(linhas(8), tmp_path / "saida", fazer_todas, matar_uma)
    assert mortas
    assert [feito.situacao for feito in feitos] == [lote.PRONTO] * 8, [feito.frase for feito in feitos]
    assert len(list((tmp_path / "saida").glob("*.html"))) == 8
    assert not list((tmp_path / "de-quem-faz").glob("*")), "a rede não devia ficar na pasta de dados da outra máquina"


def test_o_comando_entrega_o_lote_as_maquinas_do_endereco(cluster, rede, tmp_path):
    csv, saida = tmp_path / "lote.csv", tmp_path / "saida"
    csv.write_text("rede;modulo;formato\nminha;2;html\nminha;4;xlsx\nlua;2;html\n", encoding="utf-8")
    comando = [sys.executable, "-m", "caderno", "relatorio", "--lote", csv, "-o", saida]
    comando += ["--dask", cluster.scheduler_address]
    feito = subprocess.run(comando, capture_output=True, text=True, check=False)
    assert feito.returncode == 1, feito.stderr
    assert "linha 4, lua · 2 · html: Não existe a rede “lua”." in feito.stderr
    assert "2 relatórios prontos e 1 não saiu." in feito.stdout
    assert sorted(f.suffix for f in saida.glob("modulo-*")) == [".html", ".json", ".json", ".xlsx"]


def test_uma_maquina_com_outro_programa_recusa_em_vez_de_entregar_um_relatorio_diferente(cluster, rede):
    pedida = tarefa.preparar(linhas(1)[0].pedido)
    with distributed.Client(cluster, set_as_default=False) as cliente:
        entrega = cliente.submit(maquinas.fazer_longe, replace(pedida, programa="caderno 0.0.1"), b"").result()
    assert "tem outro Caderno" in entrega.frase and "caderno 0.0.1" in entrega.frase
    assert not entrega.arquivos


def test_um_cluster_que_nao_responde_e_uma_frase(monkeypatch):
    monkeypatch.setattr(maquinas, "ESPERA", 1)
    with (
        pytest.raises(relatorio.ErroDeRelatorio, match="Não achei um cluster dask em"),
        maquinas.equipe("tcp://127.0.0.1:9"),
    ):
        pass


def test_sem_o_dask_instalado_a_frase_diz_como_o_trazer(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(relatorio.ErroDeRelatorio, match="pip install distributed"), maquinas.equipe("tcp://x:1"):
        pass
