"""O arquivo da rede: com arquivos SQLite e processos de verdade, e quedas no meio."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caderno import arquivo, catalogo
from caderno.arquivo import ErroDeArquivo, Mudanca, armazem
from caderno.modelo import Contexto

QUADRO = "empreendimentos"
QUEDAS = int(os.environ.get("CADERNO_QUEDAS", "50"))
precisa_de_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="este sistema não tem fork")


@pytest.fixture(autouse=True)
def pasta(tmp_path, monkeypatch):
    monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "dados"))
    return tmp_path / "dados"


@pytest.fixture
def rede(pasta):
    return arquivo.criar("sertao-vivo")


def escrever(rede, campo, texto, linha=None, quadro=QUADRO, autor="Ana"):
    """Uma aba que acabou de ler escreve uma célula; devolve o identificador da linha."""
    gravacao = rede.gravar(quadro, [Mudanca(linha, {campo: texto})], rede.versao(), autor)
    assert not gravacao.conflitos
    return gravacao.linhas[0]


def textos(rede, campo, quadro=QUADRO):
    tabela = rede.quadro(quadro)
    return tabela[campo].tolist() if campo in tabela else []


def conteudo(rede):
    """Tudo o que está à vista, sem depender da ordem de leitura."""
    return {nome: tabela.sort_index(axis=1).to_dict("records") for nome, tabela in rede.brutas().items()}


def inteiro(caminho):
    con = sqlite3.connect(caminho)
    try:
        return con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        con.close()


class TestNomesEPasta:
    def test_nome_da_rede_vira_nome_de_arquivo(self):
        assert arquivo.nome_valido("Rede Sertão Vivo") == "rede-sertao-vivo"
        assert arquivo.nome_valido("  ¿?  ") == "rede"

    @pytest.mark.parametrize("nome", ["../fora", "a/b", "Maiúscula", "", "a.b", "a b", "nome\n", "~"])
    def test_nome_que_sai_da_pasta_ou_tem_letra_estranha_e_recusado(self, nome):
        with pytest.raises(ErroDeArquivo, match="nome de arquivo"):
            arquivo.caminho(nome)

    @given(st.text())
    def test_todo_texto_vira_um_nome_aceito(self, texto):
        assert arquivo.caminho(arquivo.nome_valido(texto)).parent == arquivo.pasta_de_dados()

    def test_lista_so_as_redes_em_ordem(self, pasta):
        assert arquivo.listar() == []
        arquivo.criar("b")
        arquivo.criar("a")
        (pasta / "anotações.txt").write_text("outra coisa")
        assert arquivo.listar() == ["a", "b"]

    def test_criar_nao_escreve_por_cima(self, rede):
        escrever(rede, "empreendimento", "Mel da Serra")
        with pytest.raises(ErroDeArquivo, match="Já existe"):
            arquivo.criar("sertao-vivo")
        assert textos(arquivo.abrir("sertao-vivo"), "empreendimento") == ["Mel da Serra"]

    def test_abrir_o_que_nao_existe_diz_o_que_existe(self, rede):
        with pytest.raises(ErroDeArquivo, match="Existem: sertao-vivo"):
            arquivo.abrir("outra")

    def test_quem_anota_fica_guardado_no_computador(self):
        assert arquivo.quem_anota() == ""
        arquivo.lembrar_quem_anota(" Joana ")
        assert arquivo.quem_anota() == "Joana"


class TestLer:
    def test_quadro_sem_nada_escrito_vem_vazio(self, rede):
        assert rede.quadro(QUADRO).empty
        assert rede.versao() == rede.versao(QUADRO) == 0
        assert rede.brutas() == {}

    def test_o_texto_volta_como_foi_digitado_na_ordem_em_que_nasceu(self, rede):
        digitados = [
            "R$ 1.234",
            "não sei",
            "",
            '"aspas"; \\barra',
            "não se aplica",
            "linha\ncom\tquebra",
            "🐝",
        ]
        rede.gravar(QUADRO, [Mudanca(None, {"vendas_mensais": d}) for d in digitados], 0, "Ana")
        assert textos(rede, "vendas_mensais") == digitados
        assert textos(arquivo.abrir(rede.nome), "vendas_mensais") == digitados

    def test_o_grau_acompanha_a_linha(self, rede):
        linha = rede.gravar(QUADRO, [Mudanca(None, {"pessoas": "9"}, grau="A")], 0, "Ana").linhas[0]
        escrever(rede, "mulheres", "5", linha)
        assert rede.quadro(QUADRO)["_grau"].tolist() == ["A"]

    def test_a_autoria_e_de_quem_escreveu_o_que_ainda_vale(self, rede):
        linha = rede.gravar(QUADRO, [Mudanca(None, {"pessoas": "9", "mulheres": "5"})], 0, "Ana").linhas[0]
        rede.gravar(QUADRO, [Mudanca(linha, {"pessoas": "8"})], rede.versao(), "Bia")
        assert rede.procedencias()[QUADRO].autoria[linha].autores == ("Ana", "Bia")
        rede.gravar(QUADRO, [Mudanca(linha, {"mulheres": "4"}, grau="C")], rede.versao(), "Bia")
        autoria = rede.procedencias()[QUADRO].autoria[linha]
        assert autoria.autores == ("Bia",)
        assert autoria.momento == rede.historico(QUADRO)["momento"].max().isoformat()
        assert "rede" not in rede.procedencias()

    def test_texto_com_meio_caractere_nao_impede_salvar(self, rede):
        escrever(rede, "atividade", "mel \ud83d")
        assert textos(rede, "atividade") == ["mel ?"]

    def test_a_versao_so_cresce_e_cada_quadro_tem_a_sua(self, rede):
        escrever(rede, "empreendimento", "Mel")
        antes = rede.versao(QUADRO)
        escrever(rede, "rede", "Sertão Vivo", quadro="rede")
        assert rede.versao() > antes == rede.versao(QUADRO)

    def test_gravar_o_mesmo_texto_nao_cria_versao(self, rede):
        linha = escrever(rede, "pessoas", "9")
        antes = rede.versao()
        rede.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], antes, "Ana")
        assert rede.versao() == antes

    def test_quadro_de_uma_linha_so_nunca_tem_duas(self, rede):
        rede.gravar("rede", [Mudanca(None, {"rede": "Sertão Vivo"})], rede.versao(), "Ana")
        rede.gravar("rede", [Mudanca(None, {"territorio": "Seridó"})], rede.versao(), "Bia")
        assert rede.quadro("rede")[["rede", "territorio"]].values.tolist() == [["Sertão Vivo", "Seridó"]]

    def test_quadro_que_nao_existe_e_recusado_e_nada_entra(self, rede):
        with pytest.raises(KeyError, match="inventado"):
            rede.gravar("inventado", [Mudanca(None, {"x": "1"})], 0, "Ana")
        assert rede.versao() == 0

    def test_escolhas_ficam_com_a_rede_e_fora_dos_quadros(self, rede):
        rede.escolher("base_do_rateio", "horas", "Ana")
        rede.escolher("base_do_rateio", "volume", "Bia")
        assert arquivo.abrir(rede.nome).escolhas() == {"base_do_rateio": "volume"}
        assert rede.brutas() == {}

    def test_dados_junta_tudo_para_a_conta(self, rede):
        escrever(rede, "empreendimento", "Mel da Serra")
        rede.escolher("base_do_rateio", "horas", "Ana")
        dados = rede.dados(Contexto(hoje=date(2026, 6, 30)))
        assert dados.conferido(QUADRO)[0]["empreendimento"].tolist() == ["Mel da Serra"]
        assert dados.escolhas == {"base_do_rateio": "horas"}

    def test_relogio_que_volta_no_tempo_nao_faz_valer_o_texto_velho(self, rede, monkeypatch):
        linha = escrever(rede, "pessoas", "9")
        monkeypatch.setattr(armazem, "agora", lambda: datetime(2005, 1, 1, tzinfo=UTC))
        escrever(rede, "pessoas", "10", linha)
        assert textos(rede, "pessoas") == ["10"]
        assert rede.historico(QUADRO)["momento"].dt.year.tolist()[-1] == 2005


class TestDuasAbas:
    @pytest.fixture
    def abas(self, rede):
        linha = escrever(rede, "empreendimento", "Mel da Serra")
        return rede, arquivo.abrir(rede.nome), linha, rede.versao()

    def test_celulas_diferentes_da_mesma_linha_se_somam(self, abas):
        uma, outra, linha, partida = abas
        uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        gravacao = outra.gravar(QUADRO, [Mudanca(linha, {"mulheres": "5"})], partida, "Bia")
        assert gravacao.conflitos == []
        assert (textos(uma, "pessoas"), textos(uma, "mulheres")) == (["9"], ["5"])

    def test_a_mesma_celula_mostra_os_dois_textos_e_espera(self, abas):
        uma, outra, linha, partida = abas
        uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        meu = Mudanca(linha, {"pessoas": "10", "jovens": "2"})
        gravacao = outra.gravar(QUADRO, [meu], partida, "Bia")
        (conflito,) = gravacao.conflitos
        assert (conflito.campo, conflito.meu, conflito.deles, conflito.autor_deles) == (
            "pessoas",
            "10",
            "9",
            "Ana",
        )
        assert conflito.momento.tzinfo is not None
        assert (textos(outra, "pessoas"), textos(outra, "jovens")) == (["9"], ["2"])
        assert not outra.gravar(QUADRO, [meu], gravacao.versao, "Bia").conflitos
        assert textos(uma, "pessoas") == ["10"]

    def test_o_mesmo_texto_nos_dois_lados_nao_e_conflito(self, abas):
        uma, outra, linha, partida = abas
        uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        assert not outra.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Bia").conflitos

    def test_a_aba_nao_acusa_conflito_consigo(self, abas):
        uma, outra, linha, partida = abas
        outra.gravar(QUADRO, [Mudanca(linha, {"jovens": "1"})], partida, "Bia")
        for texto in ("9", "10", "11"):
            gravacao = uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": texto})], partida, "Ana")
            assert not gravacao.conflitos
        assert textos(uma, "pessoas") == ["11"]

    def test_salvar_uma_celula_nao_faz_passar_por_cima_do_que_nao_vi(self, abas):
        uma, outra, linha, partida = abas
        outra.gravar(QUADRO, [Mudanca(linha, {"jovens": "1"})], partida, "Bia")
        gravacao = uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        assert gravacao.versao < uma.versao(QUADRO)  # há texto da Bia para ler
        gravacao = uma.gravar(QUADRO, [Mudanca(linha, {"jovens": "7"})], gravacao.versao, "Ana")
        assert [c.deles for c in gravacao.conflitos] == ["1"]

    def test_escrever_em_linha_apagada_por_outra_traz_a_linha_inteira(self, abas):
        uma, outra, linha, partida = abas
        uma.gravar(QUADRO, [Mudanca(linha, apagar=True)], partida, "Ana")
        assert uma.quadro(QUADRO).empty
        outra.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Bia")
        assert (textos(uma, "empreendimento"), textos(uma, "pessoas")) == (["Mel da Serra"], ["9"])

    def test_celula_mexida_em_linha_depois_apagada_volta_com_os_dois_textos(self, abas):
        uma, outra, linha, partida = abas
        uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        uma.gravar(QUADRO, [Mudanca(linha, apagar=True)], uma.versao(), "Ana")
        gravacao = outra.gravar(QUADRO, [Mudanca(linha, {"pessoas": "10"})], partida, "Bia")
        assert [(c.meu, c.deles) for c in gravacao.conflitos] == [("10", "9")]
        assert textos(outra, "pessoas") == ["9"]

    def test_apagar_linha_que_outra_mexeu_pergunta_antes(self, abas):
        uma, outra, linha, partida = abas
        uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        gravacao = outra.gravar(QUADRO, [Mudanca(linha, apagar=True)], partida, "Bia")
        assert [(c.campo, c.autor_deles) for c in gravacao.conflitos] == [("", "Ana")]
        assert len(outra.quadro(QUADRO)) == 1
        outra.gravar(QUADRO, [Mudanca(linha, apagar=True)], gravacao.versao, "Bia")
        assert outra.quadro(QUADRO).empty

    def test_mudanca_sem_texto_traz_de_volta_a_linha_que_eu_apaguei(self, abas):
        uma, _, linha, partida = abas
        gravacao = uma.gravar(QUADRO, [Mudanca(linha, apagar=True)], partida, "Ana")
        uma.gravar(QUADRO, [Mudanca(linha)], gravacao.versao, "Ana")
        assert textos(uma, "empreendimento") == ["Mel da Serra"]

    def test_gravacao_presa_em_outro_processo_vira_uma_frase(self, abas, monkeypatch):
        uma, _, linha, partida = abas
        monkeypatch.setattr(armazem, "ESPERA", 0.1)
        presa = sqlite3.connect(uma.arquivo, isolation_level=None)
        presa.execute("BEGIN IMMEDIATE")
        with pytest.raises(ErroDeArquivo, match="Outra janela"):
            uma.gravar(QUADRO, [Mudanca(linha, {"pessoas": "9"})], partida, "Ana")
        presa.close()
        escrever(uma, "pessoas", "9", linha)

    PASSOS = st.lists(
        st.tuples(
            st.sampled_from(["gravar", "gravar", "gravar", "ler", "apagar", "desfazer"]),
            st.integers(0, 1),
            st.integers(0, 1),
            st.sampled_from(["pessoas", "mulheres"]),
        ),
        max_size=14,
    )

    @given(passos=PASSOS)
    @settings(max_examples=int(os.environ.get("CADERNO_EXEMPLOS", "20")), deadline=None)
    def test_nenhum_texto_confirmado_se_perde_e_ninguem_passa_por_cima_sem_ver(self, passos):
        """Cada aba só substitui um texto que ela mesma escreveu, leu, ou recebeu em um conflito."""
        nome = f"abas-{time.time_ns()}"
        arquivo.criar(nome)
        abas = [arquivo.abrir(nome), arquivo.abrir(nome)]
        partidas, sabem, escritos = [0, 0], [{}, {}], []
        for i, (passo, qual, n, campo) in enumerate(passos):
            aba, sabe, linha, celula = abas[qual], sabem[qual], f"linha-{n}", (f"linha-{n}", campo)
            hoje = {
                (t["_linha"], c): t.get(c, "")
                for t in arquivo.abrir(nome).quadro(QUADRO).to_dict("records")
                for c in ("pessoas", "mulheres")
            }
            if passo == "ler":
                partidas[qual], sabem[qual] = aba.versao(QUADRO), hoje
            elif passo == "desfazer":
                aba.desfazer(QUADRO, "x")
            elif passo == "apagar":
                gravacao = aba.gravar(QUADRO, [Mudanca(linha, apagar=True)], partidas[qual], "x")
                partidas[qual] = gravacao.versao
            else:
                texto = str(i)
                gravacao = aba.gravar(QUADRO, [Mudanca(linha, {campo: texto})], partidas[qual], "x")
                partidas[qual] = gravacao.versao
                if gravacao.conflitos:
                    (conflito,) = gravacao.conflitos
                    assert conflito.meu == texto
                    assert conflito.deles == hoje.get(celula, conflito.deles)
                    sabe[celula] = conflito.deles
                else:
                    escritos.append(texto)
                    if celula in hoje:
                        assert hoje[celula] in ("", sabe.get(celula, ""))
                    sabe[celula] = texto
        guardados = set(arquivo.abrir(nome).historico(QUADRO)["depois"])
        assert set(escritos) <= guardados


class TestReferencias:
    def test_mudar_o_nome_do_empreendimento_nao_perde_o_que_o_cita(self, rede):
        linha = escrever(rede, "empreendimento", "Mel da Serra")
        escrever(rede, "empreendimento", "MEL DA SERRA ", quadro="custos")
        escrever(rede, "empreendimento", "Cooperativa Flor de Mel", linha)
        assert rede.quadro("custos")["empreendimento@"].tolist() == [linha]
        assert rede.passados()[QUADRO] == (("Mel da Serra", linha),)
        tabela, pendencias = rede.dados(Contexto(hoje=date(2026, 6, 30))).conferido("custos")
        assert tabela["empreendimento"].tolist() == ["Cooperativa Flor de Mel"]
        assert not [p for p in pendencias if p.campo == "empreendimento"]

    def test_nome_antigo_de_um_que_hoje_e_nome_de_outro_nao_e_adivinhado(self, rede):
        primeira = escrever(rede, "empreendimento", "Mel")
        escrever(rede, "empreendimento", "Mel da Serra", primeira)
        escrever(rede, "empreendimento", "Mel")
        escrever(rede, "empreendimento", "Mel", quadro="custos")
        assert rede.quadro("custos")["empreendimento@"].tolist() == [""]

    def test_trocar_o_nome_citado_troca_o_identificador(self, rede):
        escrever(rede, "empreendimento", "Mel")
        outra = escrever(rede, "empreendimento", "Doces")
        custo = escrever(rede, "empreendimento", "Mel", quadro="custos")
        escrever(rede, "empreendimento", "Doces", custo, quadro="custos")
        assert rede.quadro("custos")["empreendimento@"].tolist() == [outra]
        escrever(rede, "empreendimento", "ninguém conhece", custo, quadro="custos")
        assert rede.quadro("custos")["empreendimento@"].tolist() == [""]


class TestHistoricoEDesfazer:
    def test_o_historico_diz_quem_mudou_o_que_e_de_que_para_que(self, rede):
        linha = escrever(rede, "pessoas", "9", autor="Ana")
        escrever(rede, "pessoas", "10", linha, autor="Bia")
        rede.gravar(QUADRO, [Mudanca(linha, apagar=True)], rede.versao(), "Cida")
        passos = rede.historico(QUADRO, linha)
        assert passos[["campo", "antes", "depois", "autor"]].values.tolist() == [
            ["pessoas", "", "9", "Ana"],
            ["pessoas", "9", "10", "Bia"],
            ["_apagada", "não", "sim", "Cida"],
        ]
        assert str(passos["momento"].dt.tz) == "UTC"
        assert passos["versao"].is_monotonic_increasing

    def test_historico_de_quadro_vazio_tem_as_colunas(self, rede):
        assert rede.historico(QUADRO).columns.tolist() == [
            "versao", "linha", "campo", "antes", "depois", "autor", "momento",
        ]  # fmt: skip

    def test_desfazer_volta_uma_gravacao_por_vez_ate_o_comeco(self, rede):
        linha = escrever(rede, "pessoas", "9")
        escrever(rede, "pessoas", "10", linha)
        rede.gravar(QUADRO, [Mudanca(linha, apagar=True)], rede.versao(), "Ana")
        rede.desfazer(QUADRO, "Ana")
        assert textos(rede, "pessoas") == ["10"]
        rede.desfazer(QUADRO, "Ana")
        assert textos(rede, "pessoas") == ["9"]
        rede.desfazer(QUADRO, "Ana")
        assert rede.quadro(QUADRO).empty
        antes = rede.versao()
        assert rede.desfazer(QUADRO, "Ana") is None
        assert rede.versao() == antes

    def test_desfazer_nao_apaga_a_historia_e_o_que_vem_depois_se_desfaz_tambem(self, rede):
        linha = escrever(rede, "pessoas", "9")
        escrever(rede, "pessoas", "10", linha)
        rede.desfazer(QUADRO, "Ana")
        escrever(rede, "pessoas", "12", linha)
        rede.desfazer(QUADRO, "Ana")
        assert textos(rede, "pessoas") == ["9"]
        assert {"9", "10", "12"} <= set(rede.historico(QUADRO)["depois"])

    def test_desfazer_uma_importacao_desfaz_todas_as_linhas_dela(self, rede):
        escrever(rede, "empreendimento", "já estava")
        novas = [Mudanca(None, {"empreendimento": f"grupo {i}"}) for i in range(50)]
        rede.gravar(QUADRO, novas, rede.versao(), "Ana")
        rede.desfazer(QUADRO, "Ana")
        assert textos(rede, "empreendimento") == ["já estava"]


class TestCopiarEJuntar:
    @pytest.fixture
    def dois(self, rede, tmp_path):
        """Dois computadores com a mesma rede, cada um com o seu arquivo."""
        self.linha = escrever(rede, "empreendimento", "Mel da Serra")
        return rede, arquivo.abrir_arquivo(rede.copiar(tmp_path / "outro.caderno"))

    def test_a_copia_e_a_rede_inteira(self, dois):
        rede, copia = dois
        assert conteudo(copia) == conteudo(rede)
        assert inteiro(copia.arquivo)

    def test_copiar_para_uma_pasta_usa_o_nome_da_rede(self, rede, tmp_path):
        assert rede.copiar(tmp_path).name == "sertao-vivo.caderno"

    def test_copia_velha_e_trocada_mas_a_que_tem_novidade_nao(self, dois):
        rede, copia = dois
        escrever(rede, "pessoas", "9", self.linha)
        rede.copiar(copia.arquivo)
        assert textos(copia, "pessoas") == ["9"]
        escrever(copia, "jovens", "3", self.linha)
        with pytest.raises(ErroDeArquivo, match="Junte"):
            rede.copiar(copia.arquivo)
        assert textos(copia, "jovens") == ["3"]

    def test_juntar_soma_o_que_cada_computador_anotou(self, dois):
        rede, copia = dois
        escrever(rede, "pessoas", "9", self.linha)
        escrever(copia, "mulheres", "5", self.linha)
        escrever(copia, "empreendimento", "Doces do Vale")
        juncao = rede.juntar(copia.arquivo, "Ana")
        assert (juncao.novas, juncao.mudadas, juncao.conflitos) == (1, 1, [])
        assert textos(rede, "empreendimento") == ["Mel da Serra", "Doces do Vale"]
        assert (textos(rede, "pessoas")[0], textos(rede, "mulheres")[0]) == ("9", "5")

    def test_juntar_de_novo_nao_muda_nada(self, dois):
        rede, copia = dois
        escrever(copia, "mulheres", "5", self.linha)
        rede.juntar(copia.arquivo, "Ana")
        antes = rede.versao()
        juncao = rede.juntar(copia.arquivo, "Ana")
        assert (juncao.novas, juncao.mudadas, juncao.conflitos, rede.versao()) == (0, 0, [], antes)

    def test_a_mesma_celula_nos_dois_lados_e_conflito_e_vale_a_mais_nova(self, dois):
        rede, copia = dois
        escrever(rede, "pessoas", "9", self.linha, autor="Ana")
        escrever(copia, "pessoas", "10", self.linha, autor="Bia")
        (conflito,) = rede.juntar(copia.arquivo, "Ana").conflitos
        assert (conflito.meu, conflito.deles, conflito.autor_deles) == ("9", "10", "Bia")
        assert textos(rede, "pessoas") == ["10"]
        assert {"9", "10"} <= set(rede.historico(QUADRO)["depois"])

    def test_apagada_de_um_lado_e_mudada_do_outro_e_conflito_da_linha(self, dois):
        rede, copia = dois
        rede.gravar(QUADRO, [Mudanca(self.linha, apagar=True)], rede.versao(), "Ana")
        escrever(copia, "pessoas", "10", self.linha, autor="Bia")
        assert [c.campo for c in rede.juntar(copia.arquivo, "Ana").conflitos] == [""]
        assert textos(rede, "pessoas") == ["10"]

    def test_a_outra_aba_percebe_a_juncao(self, dois):
        rede, copia = dois
        aba = arquivo.abrir(rede.nome)
        partida = aba.versao()
        escrever(copia, "pessoas", "10", self.linha)
        rede.juntar(copia.arquivo, "Ana")
        assert aba.versao(QUADRO) > partida
        assert aba.gravar(QUADRO, [Mudanca(self.linha, {"pessoas": "7"})], partida, "Cida").conflitos

    def test_juntar_com_o_que_nao_e_rede_nao_mexe_em_nada(self, rede, tmp_path):
        foto = tmp_path / "foto.caderno"
        foto.write_bytes(b"\x89PNG" * 1000)
        with pytest.raises(ErroDeArquivo, match="não é um arquivo de rede"):
            rede.juntar(foto, "Ana")
        assert rede.versao() == 0

    EDICOES = st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 2),
            st.sampled_from(["pessoas", "mulheres", "apagar", "desfazer"]),
            st.integers(0, 9).map(str),
        ),
        max_size=10,
    )

    @given(edicoes=EDICOES)
    @settings(max_examples=int(os.environ.get("CADERNO_EXEMPLOS", "20")), deadline=None)
    def test_tanto_faz_quem_junta_em_quem_e_nenhum_texto_some(self, edicoes):
        nome = f"junta-{time.time_ns()}"
        a = arquivo.criar(nome)
        a.gravar(QUADRO, [Mudanca(f"linha-{n}", {"pessoas": "0"}) for n in range(2)], 0, "x")
        b = arquivo.abrir_arquivo(a.copiar(arquivo.caminho(f"{nome}-b")))
        for qual, n, campo, texto in edicoes:
            rede = (a, b)[qual]
            if campo == "desfazer":
                rede.desfazer(QUADRO, "x")
            else:
                apagar = campo == "apagar"
                mudanca = Mudanca(f"linha-{n}", {} if apagar else {campo: texto}, apagar=apagar)
                rede.gravar(QUADRO, [mudanca], rede.versao(), "x")
        escritos = {*a.historico(QUADRO)["depois"], *b.historico(QUADRO)["depois"]}
        antes_de_b = arquivo.abrir_arquivo(b.copiar(arquivo.caminho(f"{nome}-c")))
        b.juntar(a.arquivo, "x")
        a.juntar(antes_de_b.arquivo, "x")
        assert conteudo(a) == conteudo(b)
        versao = a.versao()
        a.juntar(b.arquivo, "x")
        assert a.versao() == versao
        assert escritos - {"sim", "não"} <= set(a.historico(QUADRO)["depois"])


class TestApagarPessoa:
    NOME = "Josefa Batista de Araújo"

    @pytest.fixture
    def com_pessoa(self, rede):
        """O nome está na chave de uma linha, em células soltas, em uma lista, e em quem anotou."""
        self.custo = escrever(rede, "item", self.NOME, quadro="custos")
        escrever(rede, "item", "diária", self.custo, quadro="custos")
        self.grupo = escrever(rede, "atividade", self.NOME.upper())
        escrever(rede, "programas", f"PAA; {self.NOME}; PNAE", self.grupo, autor=self.NOME)
        escrever(rede, "atividade", "abelhas", self.grupo)
        # Volume bastante para o banco dividir páginas e mover registros de lugar.
        cheias = [Mudanca(None, {"empreendimento": f"grupo {i}", "programas": self.NOME}) for i in range(400)]
        rede.gravar(QUADRO, cheias, rede.versao(), "Ana")
        return rede

    def test_nao_sobra_um_byte_do_nome_no_arquivo(self, com_pessoa):
        rede = com_pessoa
        assert self.NOME.encode() in rede.arquivo.read_bytes()
        assert rede.apagar_pessoa("josefa batista de araujo", "Ana") == 402
        bytes_ = rede.arquivo.read_bytes()
        assert self.NOME.encode() not in bytes_ and self.NOME.upper().encode() not in bytes_
        assert inteiro(rede.arquivo)
        assert rede.quadro("custos").empty
        assert (textos(rede, "programas")[0], textos(rede, "atividade")[0]) == ("PAA; PNAE", "abelhas")
        assert self.NOME not in rede.historico(QUADRO).to_string()

    def test_copia_antiga_nao_traz_a_pessoa_de_volta(self, com_pessoa, tmp_path):
        rede = com_pessoa
        copia = arquivo.abrir_arquivo(rede.copiar(tmp_path / "antiga.caderno"))
        escrever(copia, "valor", "50,00", self.custo, quadro="custos")
        rede.apagar_pessoa(self.NOME, "Ana")
        rede.juntar(copia.arquivo, "Ana")
        assert rede.quadro("custos").empty
        assert self.NOME.encode() not in rede.arquivo.read_bytes()

    def test_juntar_leva_o_apagamento_para_a_copia(self, com_pessoa, tmp_path):
        rede = com_pessoa
        copia = arquivo.abrir_arquivo(rede.copiar(tmp_path / "antiga.caderno"))
        rede.apagar_pessoa(self.NOME, "Ana")
        copia.juntar(rede.arquivo, "Ana")
        assert conteudo(copia) == conteudo(rede)
        assert self.NOME.encode() not in copia.arquivo.read_bytes()

    def test_a_copia_antiga_pode_ser_trocada_pela_sem_a_pessoa(self, com_pessoa, tmp_path):
        copia = com_pessoa.copiar(tmp_path / "antiga.caderno")
        com_pessoa.apagar_pessoa(self.NOME, "Ana")
        com_pessoa.copiar(copia)
        assert self.NOME.encode() not in copia.read_bytes()

    def test_a_mesma_linha_apagada_nos_dois_lados_se_junta_uma_vez_so(self, com_pessoa, tmp_path):
        rede = com_pessoa
        copia = arquivo.abrir_arquivo(rede.copiar(tmp_path / "antiga.caderno"))
        for cada in (rede, copia):
            cada.apagar_pessoa(self.NOME, "Ana")
        antes = rede.versao()
        rede.juntar(copia.arquivo, "Ana")
        assert rede.versao() == antes

    def test_as_outras_abas_percebem(self, com_pessoa):
        aba = arquivo.abrir(com_pessoa.nome)
        antes, _ = aba.versao(QUADRO), aba.quadro("custos")
        com_pessoa.apagar_pessoa(self.NOME, "Ana")
        assert aba.versao(QUADRO) > antes
        assert aba.quadro("custos").empty

    def test_nome_em_branco_nao_apaga_nada(self, com_pessoa):
        assert com_pessoa.apagar_pessoa("  ", "Ana") == 0
        assert len(com_pessoa.quadro("custos")) == 1

    def test_nome_de_empreendimento_citado_nao_e_tocado(self, rede):
        escrever(rede, "empreendimento", "Dona Rosa")
        escrever(rede, "empreendimento", "Dona Rosa", quadro="custos")
        assert rede.apagar_pessoa("Dona Rosa", "Ana") == 0
        assert textos(rede, "empreendimento", "custos") == ["Dona Rosa"]

    def test_apagar_de_vez_uma_linha_guarda_so_que_foi_feito(self, rede):
        linha = escrever(rede, "empreendimento", "Nome Que Some")
        fica = escrever(rede, "empreendimento", "Nome Que Fica")
        assert rede.apagar_de_vez(QUADRO, [linha], "Ana") == 1
        assert rede.quadro(QUADRO)["_linha"].tolist() == [fica]
        assert b"Nome Que Some" not in rede.arquivo.read_bytes()
        assert rede.historico(QUADRO, linha)[["campo", "autor"]].values.tolist() == [["_apagada", "Ana"]]
        assert rede.apagar_de_vez(QUADRO, [linha], "Ana") == 0


class TestExemplo:
    @pytest.fixture(autouse=True)
    def exemplo(self, tmp_path, monkeypatch):
        pasta = tmp_path / "exemplo"
        pasta.mkdir()
        (pasta / "empreendimentos.csv").write_text("empreendimento;pessoas\nMel da Serra;9\n", encoding="utf-8")
        (pasta / "custos.csv").write_text("empreendimento;item\nMel da Serra;pote\n", encoding="utf-8-sig")
        monkeypatch.setattr(arquivo, "PASTA_DO_EXEMPLO", pasta)

    def test_a_copia_e_da_pessoa_e_fica_como_ela_deixou(self):
        rede = arquivo.abrir_exemplo()
        linha = rede.quadro(QUADRO)["_linha"][0]
        assert rede.quadro("custos")["empreendimento@"].tolist() == [linha]
        escrever(rede, "pessoas", "12", linha)
        assert textos(arquivo.abrir_exemplo(), "pessoas") == ["12"]
        assert arquivo.listar() == ["exemplo"]

    def test_duas_abas_que_abrem_o_exemplo_ao_mesmo_tempo_ficam_com_o_mesmo(self):
        destino = arquivo.caminho("exemplo")
        with armazem.novo_no_lugar_de(destino, por_cima=False) as parcial:
            parcial.write_bytes(b"a segunda a ficar pronta")
            escrever(arquivo.abrir_exemplo(), "atividade", "abelhas")
        assert "abelhas" in textos(arquivo.abrir_exemplo(), "atividade")

    def test_recomecar_volta_ao_comeco_e_as_abas_abertas_percebem(self):
        rede = arquivo.abrir_exemplo()
        escrever(rede, "pessoas", "12")
        antes = rede.versao()
        assert textos(arquivo.recomecar_exemplo(), "pessoas") == ["9"]
        assert rede.versao() > antes
        assert textos(rede, "pessoas") == ["9"]

    def test_juntar_dois_exemplos_nao_dobra_as_linhas(self, tmp_path, monkeypatch):
        outro = arquivo.abrir_exemplo().copiar(tmp_path / "do-outro-computador.caderno")
        rede = arquivo.recomecar_exemplo()
        rede.juntar(outro, "Ana")
        assert textos(rede, "empreendimento") == ["Mel da Serra"]


class TestArquivosEstranhos:
    @pytest.mark.parametrize(
        "bytes_", [b"", b"texto qualquer", b"PK\x03\x04" * 500, b"SQLite format 3\x00" + b"x" * 4000]
    )
    def test_o_que_nao_e_rede_ganha_uma_frase_e_nao_muda(self, tmp_path, bytes_):
        estranho = tmp_path / "estranho.caderno"
        estranho.write_bytes(bytes_)
        with pytest.raises(ErroDeArquivo, match="não é um arquivo de rede"):
            arquivo.abrir_arquivo(estranho)
        assert estranho.read_bytes() == bytes_

    def test_banco_de_outro_programa_ganha_uma_frase(self, tmp_path):
        outro = tmp_path / "outro.caderno"
        con = sqlite3.connect(outro)
        con.execute("CREATE TABLE fotos (id)")
        con.commit()
        con.close()
        with pytest.raises(ErroDeArquivo, match="não é um arquivo de rede"):
            arquivo.abrir_arquivo(outro)

    def test_banco_inteiro_com_registro_estragado_ganha_uma_frase(self, rede):
        escrever(rede, "pessoas", "9")
        con = sqlite3.connect(rede.arquivo)
        con.execute("UPDATE versoes SET dados = '{estragado'")
        con.commit()
        con.close()
        with pytest.raises(ErroDeArquivo, match="danificado"):
            arquivo.abrir(rede.nome).quadro(QUADRO)

    def test_arquivo_de_caderno_mais_novo_pede_para_atualizar(self, rede):
        con = sqlite3.connect(rede.arquivo)
        con.execute("UPDATE caderno SET formato = 99")
        con.commit()
        con.close()
        with pytest.raises(ErroDeArquivo, match="Atualize"):
            arquivo.abrir(rede.nome)

    def test_o_arquivo_e_um_so_e_espera_o_disco(self, rede):
        with rede._motor.connect() as con:
            assert con.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
            assert con.exec_driver_sql("PRAGMA synchronous").scalar() >= 2
        escrever(rede, "pessoas", "9")
        assert [a.name for a in rede.arquivo.parent.iterdir()] == ["sertao-vivo.caderno"]

    def test_arquivo_que_sumiu_ganha_uma_frase_e_nao_nasce_outro_vazio(self, rede):
        rede.arquivo.unlink()
        with pytest.raises(ErroDeArquivo, match="Não encontrei"):
            rede.gravar(QUADRO, [Mudanca(None, {"pessoas": "9"})], 0, "Ana")
        assert not rede.arquivo.exists()

    def test_uma_copia_antiga_posta_no_lugar_e_lida_de_novo(self, rede, tmp_path):
        copia = rede.copiar(tmp_path / "antiga.caderno")
        for nome, texto in ((rede.arquivo, "daqui"), (copia, "da cópia")):
            escrever(arquivo.abrir_arquivo(nome), "empreendimento", texto)
        assert textos(rede, "empreendimento") == ["daqui"]
        shutil.copy(copia, rede.arquivo)
        assert textos(rede, "empreendimento") == ["da cópia"]


def _no_filho(funcao, *argumentos):
    """Roda em outro processo e devolve a frase do ErroDeArquivo, ou o que a função deu."""
    contexto = get_context("fork")
    aqui, la = contexto.Pipe(duplex=False)

    def rodar():
        try:
            la.send(funcao(*argumentos))
        except ErroDeArquivo as erro:
            la.send(str(erro))

    filho = contexto.Process(target=rodar)
    filho.start()
    la.close()
    resposta = aqui.recv()
    filho.join()
    return resposta


def _gravar_como_ninguem(caminho):
    if os.getuid() == 0:  # quem é root escreve em qualquer lugar
        os.setgid(65534)
        os.setuid(65534)
    rede = arquivo.abrir_arquivo(caminho)
    assert textos(rede, "empreendimento") == ["Mel da Serra"]
    rede.gravar(QUADRO, [Mudanca(None, {"pessoas": "9"})], rede.versao(), "Ana")
    return "gravou"


def _gravar_sem_espaco(rede, texto):
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limite = rede.arquivo.stat().st_size + 8192
    resource.setrlimit(resource.RLIMIT_FSIZE, (limite, limite))
    rede.gravar(QUADRO, [Mudanca(None, {"atividade": texto})], rede.versao(), "Ana")
    return "gravou"


@precisa_de_fork
class TestDiscoQueNaoDeixa:
    @pytest.fixture
    def aberta_a_todos(self, rede, tmp_path_factory):
        """Uma rede em pasta que qualquer usuário alcança; a do pytest é fechada."""
        escrever(rede, "empreendimento", "Mel da Serra")
        pasta = Path(tempfile.mkdtemp())
        copia = rede.copiar(pasta / "rede.caderno")
        pasta.chmod(0o777)
        copia.chmod(0o666)
        yield copia
        pasta.chmod(0o777)
        shutil.rmtree(pasta)

    def test_arquivo_so_de_leitura_se_le_e_ao_gravar_vira_frase(self, aberta_a_todos):
        aberta_a_todos.chmod(0o444)
        assert "protegido" in _no_filho(_gravar_como_ninguem, aberta_a_todos)
        assert inteiro(aberta_a_todos)

    def test_pasta_so_de_leitura_se_le_e_ao_gravar_vira_frase(self, aberta_a_todos):
        aberta_a_todos.parent.chmod(0o555)
        assert "protegid" in _no_filho(_gravar_como_ninguem, aberta_a_todos)
        assert inteiro(aberta_a_todos)

    def test_pasta_aberta_deixa_gravar(self, aberta_a_todos):
        assert _no_filho(_gravar_como_ninguem, aberta_a_todos) == "gravou"

    def test_pasta_de_dados_que_nao_pode_existir_vira_frase(self, tmp_path, monkeypatch):
        (tmp_path / "arquivo").write_text("")
        monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "arquivo" / "dados"))
        with pytest.raises(ErroDeArquivo, match=r"protegid|Não consegui"):
            arquivo.criar("rede")

    def test_gravacao_que_nao_cabe_vira_frase_e_o_salvo_continua_salvo(self, rede):
        escrever(rede, "empreendimento", "Mel da Serra")
        frase = _no_filho(_gravar_sem_espaco, rede, "x" * 200_000)
        assert "espaço" in frase
        assert textos(rede, "empreendimento") == ["Mel da Serra"]
        assert inteiro(rede.arquivo)
        escrever(rede, "atividade", "abelhas")

    def test_disco_cheio_vira_frase_e_o_salvo_continua_salvo(self, tmp_path, monkeypatch):
        disco = tmp_path / "disco"
        disco.mkdir()
        montar = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disco)]
        if subprocess.run(montar, capture_output=True, check=False).returncode:
            pytest.skip("aqui não se pode montar um disco pequeno")
        try:
            monkeypatch.setenv("CADERNO_DADOS", str(disco))
            rede = arquivo.criar("pequena")
            salvos = []
            with pytest.raises(ErroDeArquivo, match="disco está cheio"):
                for i in range(100):
                    escrever(rede, "atividade", f"{i} " + "x" * 5000)
                    salvos.append(i)
            assert salvos
            assert [int(t.split()[0]) for t in textos(arquivo.abrir("pequena"), "atividade")] == salvos
            assert inteiro(rede.arquivo)
            with pytest.raises(ErroDeArquivo, match="disco está cheio"):
                rede.copiar(disco / "copia.caderno")
            assert arquivo.listar() == ["pequena"]
        finally:
            subprocess.run(["umount", str(disco)], check=True)


def _gravar_sem_parar(caminho, cano, semente):
    """Grava linhas novas e muda antigas, e só diz que gravou depois que `gravar` volta."""
    rede, sorte = arquivo.abrir_arquivo(caminho), random.Random(semente)
    conhecidas = rede.quadro(QUADRO)["_linha"].tolist()
    for i in range(1_000_000):
        linha = sorte.choice(conhecidas) if conhecidas and sorte.random() < 0.5 else None
        texto = f"{semente}-{i}-" + "x" * sorte.choice([1, 10, 3000])
        linha = rede.gravar(QUADRO, [Mudanca(linha, {"atividade": texto})], rede.versao(), "Ana").linhas[0]
        conhecidas.append(linha)
        os.write(cano, f"{linha} {texto}\n".encode())


def _ordem(texto):
    queda, i, _ = texto.split("-")
    return int(queda), int(i)


def _gravar_e_esperar(caminho, cano, sinal):
    rede = arquivo.abrir_arquivo(caminho)
    for i in range(5):
        escrever(rede, "atividade", f"{i}")
    os.write(cano, b"pronto\n")
    os.read(sinal, 1)


@precisa_de_fork
class TestProcessosDeVerdade:
    def test_matar_o_processo_no_meio_nao_perde_nem_estraga(self, rede):
        sorte, confirmados, no_meio = random.Random(20261121), {}, 0
        diario = rede.arquivo.with_name(rede.arquivo.name + "-journal")
        for queda in range(QUEDAS):
            le, escreve = os.pipe()
            argumentos = (rede.arquivo, escreve, queda)
            filho = get_context("fork").Process(target=_gravar_sem_parar, args=argumentos)
            filho.start()
            os.close(escreve)
            recebido = os.read(le, 65536)  # a primeira gravação confirmada
            time.sleep(sorte.uniform(0, 0.04))
            filho.kill()
            filho.join()
            no_meio += diario.exists()
            while parte := os.read(le, 65536):
                recebido += parte
            os.close(le)
            assert recebido.endswith(b"\n")
            for dito in recebido.decode().splitlines():
                linha, texto = dito.split(" ")
                confirmados.setdefault(linha, []).append(texto)
            tabela = arquivo.abrir_arquivo(rede.arquivo).quadro(QUADRO).set_index("_linha")["atividade"]
            for linha, ditos in confirmados.items():
                # Uma gravação que a queda não deixou confirmar pode ter entrado, nunca saído.
                assert _ordem(tabela[linha]) >= _ordem(ditos[-1])
            guardados = set(rede.historico(QUADRO)["depois"])
            assert {texto for ditos in confirmados.values() for texto in ditos} <= guardados
            assert inteiro(rede.arquivo)
        assert no_meio or QUEDAS < 20  # senão nenhuma queda foi no meio de uma gravação

    def test_copiar_o_arquivo_com_a_rede_aberta_em_outro_processo(self, rede, tmp_path):
        le, escreve = os.pipe()
        espera, solta = os.pipe()
        argumentos = (rede.arquivo, escreve, espera)
        filho = get_context("fork").Process(target=_gravar_e_esperar, args=argumentos)
        filho.start()
        assert os.read(le, 100) == b"pronto\n"
        pendrive = Path(shutil.copy(rede.arquivo, tmp_path / "pendrive.caderno"))
        assert filho.is_alive()
        os.write(solta, b".")
        filho.join()
        assert textos(arquivo.abrir_arquivo(pendrive), "atividade") == list("01234")
        assert inteiro(pendrive)

    def test_copiar_enquanto_outro_processo_grava_sem_parar(self, rede, tmp_path):
        le, escreve = os.pipe()
        filho = get_context("fork").Process(target=_gravar_sem_parar, args=(rede.arquivo, escreve, 1))
        filho.start()
        os.close(escreve)
        confirmados = set()
        try:
            with os.fdopen(le) as ditos:
                for i in range(10):
                    confirmados.add(ditos.readline().split()[1])
                    copia = arquivo.abrir_arquivo(rede.copiar(tmp_path / f"{i}.caderno"))
                    assert inteiro(copia.arquivo)
                    assert confirmados <= set(copia.historico(QUADRO)["depois"])
        finally:
            filho.kill()
            filho.join()


def test_toda_referencia_do_catalogo_aponta_para_um_quadro_que_da_nomes():
    for quadro in catalogo.QUADROS.values():
        for campo in quadro.campos:
            if campo.tipo == "referencia":
                assert catalogo.QUADROS[campo.quadro].nome_proprio


def test_a_rede_de_exemplo_abre_e_tudo_o_que_ela_cita_tem_identificador():
    brutas = arquivo.abrir_exemplo().brutas()
    assert len(brutas[QUADRO]) > 5
    for nome, tabela in brutas.items():
        for coluna in [c for c in tabela if c.endswith("@")]:
            citadas = tabela[tabela[coluna.removesuffix("@")] != ""]
            assert (citadas[coluna] != "").all(), f"{nome}.{coluna}"


def test_vinte_mil_linhas_entram_e_voltam_inteiras(rede):
    campos = catalogo.QUADROS[QUADRO].nomes[:15]
    rede.gravar(QUADRO, [Mudanca(None, {c: f"{c} {i}" for c in campos}) for i in range(20_000)], 0, "Ana")
    tabela = arquivo.abrir(rede.nome).quadro(QUADRO)
    assert tabela.shape == (20_000, len(campos) + 2)
    assert tabela[campos[0]].iloc[-1] == f"{campos[0]} 19999"
