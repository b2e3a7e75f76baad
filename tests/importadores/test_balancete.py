"""Do arquivo do balancete às linhas da rede: cada leiaute, cada mania, e o que se diz do que não se lê."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import balancetes_inventados as inventados
from balancetes_inventados import COOPERATIVAS, MAR, SERRA, VALE
from bancada import HOJE
from caderno import arquivo, cli, formato, importadores, planilha
from caderno.catalogo import Dados
from caderno.instrumentos.credito.balancetes import ATRASOS, BALANCETES, ITENS, RISCOS
from caderno.modelo import Contexto

LIGEIRO = settings(deadline=None, max_examples=25)
POUCAS = settings(deadline=None, max_examples=12)  # o balancete interno se abre num processo à parte
CERTOS = {
    "patrimonio_da_cooperativa": 25_000.00,
    "sobras_do_semestre": 4_000.00,
    "ativo_total": 130_000.00,
    "depositos_totais": 91_000.50,
    "depositos_a_vista": 40_000.50,
    "depositos_a_prazo": 51_000.00,
    "centralizacao_financeira": 30_000.00,
    "operacoes_de_credito": 90_000.00,
    "provisao_da_carteira": 5_000.00,
    "capital_social": 20_000.00,
    "reservas": 5_000.00,
    "emprestimos_e_repasses": 9_999.50,
}


def importar(conteudo: bytes, nome: str = "balancete.csv", brutas=None, fixos=None):
    return importadores.importar(importadores.Recebido(conteudo, nome, brutas or {}, fixos or {}))


def lida(entendido, quadro: str = "balancetes") -> pd.DataFrame:
    """A tabela conferida, com números."""
    return Dados(entendido.brutas, Contexto(hoje=HOJE)).conferido(quadro)[0]


def dito(entendido) -> str:
    return " ".join([*entendido.recados, *(aviso for casamento in entendido for aviso in casamento.avisos)])


def cooperativas(*linhas: tuple[str, str]) -> dict[str, pd.DataFrame]:
    return {
        "cooperativas": pd.DataFrame(
            [{"_linha": str(i), "cooperativa": n, "cnpj_da_cooperativa": c} for i, (n, c) in enumerate(linhas)]
        )
    }


def recusa(conteudo: bytes) -> str:
    with pytest.raises(planilha.ErroDePlanilha) as erro:
        importar(conteudo)
    return str(erro.value)


def zipado(conteudo: bytes, nome: str = "202212COOPERATIVAS.CSV") -> bytes:
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w", zipfile.ZIP_DEFLATED) as pacote:
        pacote.writestr(nome, conteudo)
    return memoria.getvalue()


class TestLeiautes:
    @pytest.mark.parametrize(
        ("conteudo", "mes", "o_que_e"),
        [
            (inventados.era_1(), "2009-06", "leiaute até setembro de 2010"),
            (inventados.era_1b(), "2009-06", "leiaute antigo reeditado"),
            (inventados.era_2(), "2022-12", "leiaute de outubro de 2010 a dezembro de 2024"),
            (inventados.era_3(), "2025-12", "leiaute desde janeiro de 2025"),
        ],
        ids=["1", "1b", "2", "3"],
    )
    def test_cada_um_da_os_mesmos_itens(self, conteudo, mes, o_que_e):
        entendido = importar(conteudo)
        tabela = lida(entendido)
        assert o_que_e in entendido.recados[0]
        assert tabela["cooperativa"].tolist() == ["CC DA SERRA", "CC DO VALE", "CC DO MAR"]
        assert tabela["raiz_do_cnpj"].tolist() == ["00123456", "07654321", "11222333"]
        assert set(tabela["mes"]) == {mes}
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_o_balancete_da_cooperativa_tambem(self):
        tabela = lida(importar(inventados.interno()))
        assert tabela[["cooperativa", "raiz_do_cnpj", "mes"]].values.tolist() == [
            ["CC da Serra", "00123456", "2025-12"]
        ]
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_so_os_leiautes_nao_verificados_avisam(self):
        avisam = {
            n: "não verificado" in dito(importar(getattr(inventados, n)()))
            for n in ("era_1", "era_1b", "era_2", "era_3")
        }
        assert avisam == {"era_1": False, "era_1b": True, "era_2": False, "era_3": True}

    def test_a_data_nao_decide_o_leiaute(self):
        velho_com_data_nova = importar(inventados.era_2(mes="202603"))
        assert "dezembro de 2024" in velho_com_data_nova.recados[0]
        assert lida(velho_com_data_nova).iloc[0]["risco_a"] == 80_000

    def test_aberto_e_salvo_num_programa_de_planilhas_ainda_se_le(self, tmp_path):
        linhas = [linha.split(";") for linha in inventados.era_2().decode("cp1252").splitlines()]
        for linha in linhas[4:]:
            linha[2], linha[-1] = str(int(linha[2])), linha[-1].replace(",", ".")
        folha = pd.DataFrame([[_numero(c) for c in linha + [""] * (11 - len(linha))] for linha in linhas])
        destino = tmp_path / "b.xlsx"
        folha.to_excel(destino, index=False, header=False, engine="xlsxwriter")
        tabela = lida(importar(destino.read_bytes(), "b.xlsx"))
        assert tabela["raiz_do_cnpj"].tolist() == ["00123456", "07654321", "11222333"]  # os zeros voltam
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_dentro_de_um_zip_como_o_banco_central_publica(self):
        tabela = lida(importar(zipado(inventados.era_2()), "202212COOPERATIVAS.ZIP"))
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    @pytest.mark.parametrize("conteudo", [zipado(inventados.era_2())[:-30], zipado(b"oi", "leia.pdf")])
    def test_um_zip_estragado_ou_com_outra_coisa_termina_em_frase(self, conteudo):
        with pytest.raises(planilha.ErroDePlanilha, match=r"Não consegui abrir|compactado"):
            importadores.entender(conteudo, "b.zip")

    def test_um_arquivo_grande_demais_e_recusado(self, monkeypatch):
        monkeypatch.setattr("caderno.importadores.balancete_bcb.MAIOR_ARQUIVO", 1000)
        assert "grande demais" in recusa(inventados.era_2())

    def test_dois_arquivos_emendados_sao_dois_meses(self):
        dois = inventados.era_2(mes="202206", com_4016=False) + inventados.era_2(com_4016=False)
        tabela = lida(importar(dois))
        assert sorted(set(tabela["mes"])) == ["2022-06", "2022-12"]
        assert len(tabela) == 6

    @pytest.mark.parametrize("conteudo", [b"", b"a;b\n1;2\n", b"%PDF-1.4", b"Conta;Saldo\nLuz;10,00\n"])
    def test_o_que_nao_e_balancete_nao_e_com_ele(self, conteudo):
        assert importar(conteudo) is None

    def test_uma_planilha_comum_continua_a_entrar_no_quadro_dela(self):
        entendido = importadores.entender(b"Empreendimento;Pessoas\nFlor;10\n", "e.csv")
        assert [c.quadro.nome for c in entendido] == ["empreendimentos"]


def _numero(texto: str):
    try:
        return float(texto)
    except ValueError:
        return texto


class TestDocumentos:
    def test_o_4016_fica_de_fora_e_e_contado(self):
        entendido = importar(inventados.era_2())
        assert "79 linhas do documento 4016" in dito(entendido)
        assert len(lida(entendido)) == 3

    def test_so_4016_e_recusado_com_a_razao(self):
        so_4016 = inventados.era_2().replace(b";4010;", b";4016;")
        assert "158 linhas do documento 4016" in recusa(so_4016)

    def test_o_4016_da_propria_cooperativa_e_recusado(self):
        assert "depois do encerramento" in recusa(inventados.interno(cabeca="Documento 4016\n"))


class TestZeroENaoSeSabe:
    def test_zero_se_escreve_e_o_que_o_balancete_nao_da_fica_vazio(self):
        vale = importar(inventados.era_2()).brutas["balancetes"].iloc[1]
        assert vale["operacoes_de_credito"] == "0,00"
        assert vale["depositos_a_vista_pf"] == vale["credito_a_pequenos_negocios"] == vale["inadimplencia_pj_30"] == ""

    def test_diz_o_que_fica_para_escrever_a_mao(self):
        assert "continuam para escrever à mão" in dito(importar(inventados.era_2()))

    def test_importar_de_novo_nao_apaga_o_que_foi_escrito_a_mao(self):
        entendido = importar(inventados.era_2())
        guardada = entendido.brutas["balancetes"].assign(credito_a_pequenos_negocios="7.000,00")
        assert planilha.previa(guardada, entendido.brutas["balancetes"], BALANCETES).mudadas == []


NOMES_DAS_FAIXAS = [campo.nome for campo in ATRASOS]
FAIXAS_DA_SERRA = [87_500, 3_000, 3_000, 1_000, 2_000, 3_500]


class TestFaixasDeAtraso:
    @pytest.mark.parametrize("conteudo", [inventados.era_3(), inventados.interno()], ids=["3", "interno"])
    def test_vem_do_balancete_de_2025_publicado_ou_da_cooperativa(self, conteudo):
        assert lida(importar(conteudo)).iloc[0][NOMES_DAS_FAIXAS].tolist() == FAIXAS_DA_SERRA

    def test_sem_a_conta_ficam_vazias_e_se_diz_de_quem(self):
        entendido = importar(inventados.era_3())
        assert lida(entendido).iloc[1][NOMES_DAS_FAIXAS].isna().all()
        assert "não trazem a conta 3.3.2, das carteiras de provisão: CC DO VALE, 12/2025" in dito(entendido)

    def test_so_com_o_total_diz_que_faltam_as_de_baixo(self):
        so_total = {c: v for c, v in inventados.SERRA_2025.items() if c[:3] != "332"} | {"332": 100_000.0}
        entendido = importar(inventados.era_3([("00123456", "CC DA SERRA", so_total)]))
        assert lida(entendido).iloc[0][NOMES_DAS_FAIXAS].isna().all()
        assert "só o total da conta 3.3.2" in dito(entendido)
        assert "balancete com todas as contas" in dito(entendido)

    def test_uma_faixa_que_nao_fecha_e_dita_com_a_linha_e_nao_se_usa(self):
        linha = next(x for x in inventados.era_3().splitlines() if b";3321010305;" in x)
        entendido = importar(inventados.era_3().replace(linha, linha.replace(b"3000,00", b"3001,00")))
        assert "a conta 3.3.2.10.10 difere da soma das que estão abaixo dela em R$ 1,00" in dito(entendido)
        serra = lida(entendido).iloc[0]
        assert serra[NOMES_DAS_FAIXAS[:4]].isna().all()
        assert serra["atraso_de_mais_de_90_dias"] == 3_500
        assert "Sem dado: Sem atraso ou até 14 dias" in dito(entendido)

    def test_os_desdobramentos_de_uso_interno_nao_se_somam_de_novo(self):
        linha = next(x for x in inventados.interno().decode().splitlines() if x.startswith("3.3.2.10.10.14"))
        interna = linha.replace("3.3.2.10.10.14-7", "3.3.2.10.10.14-001")
        conteudo = inventados.interno().decode().replace(linha, f"{linha}\n{interna}").encode()
        assert lida(importar(conteudo)).iloc[0][NOMES_DAS_FAIXAS].tolist() == FAIXAS_DA_SERRA


class TestOQueFicouSemDado:
    def test_e_dito_com_o_nome_do_item_e_de_quem(self):
        linhas = [x for x in inventados.era_2(com_4016=False).splitlines(keepends=True) if b";4110" not in x]
        entendido = importar(b"".join(linhas))
        assert "Sem dado: Depósitos à vista (CC DA SERRA, 12/2022" in dito(entendido)

    def test_quando_falta_igual_a_muitas_e_uma_frase_so(self):
        gemeas = [(f"0012345{i}", f"CC {i}", SERRA) for i in range(5)]
        sem = [x for x in inventados.era_2(gemeas, com_4016=False).splitlines(keepends=True) if b";41" not in x]
        ditas = [r for r in importar(b"".join(sem)).recados if r.startswith("Sem dado")]
        assert len(ditas) == 1
        assert "(CC 0, 12/2022, CC 1, 12/2022, CC 2, 12/2022 e mais 2)" in ditas[0]


class TestManias:
    def test_um_digito_errado_deixa_a_conta_de_fora_e_diz_a_linha(self):
        linhas = inventados.era_2().replace(b";16900008;", b";16900009;", 1)
        entendido = importar(linhas)
        assert "O dígito verificador da conta não confere, como em “16900009”: linha 13" in dito(entendido)
        serra = lida(entendido).iloc[0]
        assert pd.isna(serra["provisao_da_carteira"])  # e não zero
        assert serra["operacoes_de_credito"] == 90_000

    def test_um_total_errado_e_dito_com_nome_linha_e_valor_e_o_resto_entra(self):
        entendido = importar(
            inventados.era_2().replace(b"39999993;OPERA\xc7\xd5ES;230000,00", b"39999993;OPERA\xc7\xd5ES;230000,01")
        )
        assert (
            "CC DA SERRA, 12/2022: os grupos 1, 2 e 3 não somam o total geral do ativo; "
            "a diferença é de R$ 0,01 (linha 21)" in dito(entendido)
        )
        assert "o total do ativo e o total do passivo diferem em R$ 0,01" in dito(entendido)
        assert len(lida(entendido)) == 3

    def test_um_arquivo_cortado_e_dito_e_o_que_veio_inteiro_entra(self):
        inteiro = inventados.era_2(com_4016=False)
        cortado = inteiro[: inteiro.index(b"07654321") + 60]
        entendido = importar(cortado)
        assert "1 linha cortada ou emendada, sem o número certo de colunas: linha 43" in dito(entendido)
        assert lida(entendido).iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_cortado_no_meio_de_uma_cooperativa_diz_que_falta_o_total_e_nao_inventa_zeros(self):
        linhas = inventados.era_2(com_4016=False).splitlines(keepends=True)
        entendido = importar(b"".join(linhas[:20]))
        assert "CC DA SERRA, 12/2022: falta o total geral" in dito(entendido)
        serra = lida(entendido).iloc[0]
        assert serra["ativo_total"] == 130_000
        assert serra[["depositos_totais", "patrimonio_da_cooperativa", "emprestimos_e_repasses"]].isna().all()

    def test_um_saldo_cortado_no_meio_nao_vira_outro_numero(self):
        inteiro = inventados.era_2(com_4016=False)
        entendido = importar(inteiro.rstrip(b"\n")[:-1])
        assert "Não entendi o saldo" in dito(entendido)

    def test_a_mesma_conta_com_dois_saldos_nao_vale_nenhum(self):
        conteudo = inventados.era_2(com_4016=False)
        linha = next(linha for linha in conteudo.splitlines(keepends=True) if b";41100000;" in linha)
        entendido = importar(conteudo + linha.replace(b"40000,50", b"41000,50"))
        assert "A mesma conta tem saldos diferentes (4.1.1.00.00)" in dito(entendido)
        assert pd.isna(lida(entendido).iloc[0]["depositos_a_vista"])

    def test_uma_linha_repetida_igual_vale_uma_vez_so(self):
        conteudo = inventados.era_2(com_4016=False)
        linha = next(linha for linha in conteudo.splitlines(keepends=True) if b";41100000;" in linha)
        entendido = importar(conteudo + linha)
        assert "valem uma vez só" in dito(entendido)
        assert lida(entendido).iloc[0]["depositos_a_vista"] == 40_000.5

    @pytest.mark.parametrize("codificacao", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
    def test_qualquer_codificacao_da_os_mesmos_numeros(self, codificacao):
        texto = inventados.era_2().decode("cp1252").replace("CC DA SERRA", "CC DA ITAÚNA")
        tabela = lida(importar(texto.encode(codificacao)))
        assert tabela.iloc[0]["cooperativa"] == "CC DA ITAÚNA"
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_letras_trocadas_sao_ditas_com_a_linha(self):
        texto = inventados.era_2().decode("cp1252").replace("CC DA SERRA", "CRÉDITO ITAÚNA")
        estragado = texto.encode().decode("cp1252", "replace").encode()
        assert "letras trocadas" in dito(importar(estragado))
        assert "(linha 5)" in dito(importar(estragado))

    def test_outra_moeda_e_recusada(self):
        assert "Só leio valores em reais" in recusa(inventados.era_1b("Cruzeiro Real"))

    @pytest.mark.parametrize("conteudo", [inventados.era_1b("R$ mil"), inventados.interno(cabeca="Em R$ mil\n")])
    def test_em_milhares_e_recusado(self, conteudo):
        assert "valores estão em milhares" in recusa(conteudo)

    def test_codigos_de_dois_tamanhos_no_mesmo_arquivo_sao_ditos(self):
        misturado = inventados.era_2(mes="202412") + inventados.era_3()
        assert "mistura códigos de conta de 8 e de 10 algarismos" in dito(importar(misturado))

    def test_sem_cabecalho_e_recusado_com_a_razao(self):
        conteudo = b"".join(inventados.era_2().splitlines(keepends=True)[4:])
        assert "não tem a linha de cabeçalho" in recusa(conteudo)

    def test_cabecalho_a_que_falta_uma_coluna_diz_qual_e_as_que_viu(self):
        assert "não acho a coluna cnpj" in recusa(inventados.era_2().replace(b";CNPJ;", b";CODIGO;"))

    def test_uma_central_e_dita(self):
        central = ((*COOPERATIVAS[0][:2], SERRA | {"445": 3_000.0, "411": 37_000.5}),)
        assert "CC DA SERRA, 12/2022 é uma central" in dito(importar(inventados.era_2(central)))


class TestInterno:
    def test_milhares_ditos_no_pe_da_tabela_tambem_recusam(self):
        assert "valores estão em milhares" in recusa(inventados.interno() + b"\nValores em R$ mil;;;\n")

    def test_um_saldo_sem_d_nem_c_entre_outros_que_dizem_fica_de_fora(self):
        entendido = importar(inventados.interno().replace(b"5.000,00;C", b"5.000,00;", 1))
        assert "Não entendi o saldo: linha" in dito(entendido)
        assert pd.isna(lida(entendido).iloc[0]["provisao_da_carteira"])

    def test_uma_letra_estragada_nao_muda_o_sinal_das_outras(self):
        conteudo = inventados.interno().replace(b"2.000,00;D", b"2.000,00;X", 1)
        assert lida(importar(conteudo)).iloc[0]["provisao_da_carteira"] == 5_000

    def test_um_saldo_sem_os_centavos_que_os_outros_tem_fica_de_fora(self):
        conteudo = inventados.interno().replace(b"40.000,50;C", b"40.000;C", 1)
        assert "Não entendi o saldo" in dito(importar(conteudo))

    def test_devedor_e_credor_dao_o_sinal(self):
        mar = lida(importar(inventados.interno(MAR))).iloc[0]
        assert (mar["sobras_do_semestre"], mar["provisao_da_carteira"]) == (-20_000, 30_000)

    def test_d_e_c_colados_no_valor_tambem(self):
        linhas = inventados.interno().decode().splitlines()
        colado = [
            linha.rpartition(";")[0] + linha.rpartition(";")[2] if linha[0].isdigit() else linha for linha in linhas
        ]
        tabela = lida(importar("\n".join(colado).replace("Saldo atual;D/C", "Saldo atual;").encode()))
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_saldo_devedor_e_saldo_credor_em_duas_colunas(self):
        linhas = []
        for linha in (
            inventados.interno().decode().replace("Saldo atual;D/C", "Saldo devedor;Saldo credor").splitlines()
        ):
            conta, nome, valor, lado = (
                [*linha.split(";"), "", "", ""][:4] if linha[0].isdigit() else (linha, "", "", "")
            )
            linhas.append(f"{conta};{nome};{valor};" if lado == "D" else f"{conta};{nome};;{valor}" if lado else linha)
        tabela = lida(importar("\n".join(linhas).encode()))
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_o_saldo_anterior_nao_se_confunde_com_o_atual(self):
        linhas = []
        for linha in (
            inventados.interno()
            .decode()
            .replace(";Saldo atual", ";Saldo anterior;Débito;Crédito;Saldo atual")
            .splitlines()
        ):
            partes = linha.split(";")
            linhas.append(";".join([*partes[:2], "1,00", "2,00", "3,00", *partes[2:]]) if linha[0].isdigit() else linha)
        tabela = lida(importar("\n".join(linhas).encode()))
        assert tabela.iloc[0][list(CERTOS)].to_dict() == CERTOS

    def test_sem_saber_qual_coluna_e_o_saldo_pergunta(self):
        assert "Dê a ela o título “Saldo atual”" in recusa(inventados.interno().replace(b"Saldo atual", b"Valor"))

    def test_sem_cooperativa_nem_mes_eles_faltam_e_quem_envia_pode_dizer(self):
        conteudo = inventados.interno(cabeca="").replace(b"Balancete de 31/12/2025;;;Emitido em 05/01/2026\n", b"")
        casamento = importar(conteudo).casamentos[0]
        assert [campo.nome for campo in casamento.faltam] == ["cooperativa", "mes"]
        completo = importadores.com_fixos(casamento, {"cooperativa": "Serra", "mes": "12/2025"})
        assert completo.bruta[["cooperativa", "mes"]].values.tolist() == [["Serra", "12/2025"]]
        direto = importar(conteudo, fixos={"cooperativa": "Serra", "mes": "12/2025"})
        assert lida(direto)[["cooperativa", "mes"]].values.tolist() == [["Serra", "2025-12"]]

    def test_sem_d_nem_c_usa_o_sinal_e_diz(self):
        todas = inventados.interno().decode().splitlines()
        linhas = [linha.rpartition(";")[0] if linha[0].isdigit() else linha for linha in todas]
        assert "não dizem se é devedor (D) ou credor (C)" in dito(importar("\n".join(linhas).encode()))
        assert "difere da soma" in dito(importar("\n".join(linhas).encode()))  # a provisão veio sem o sinal de menos


class TestDeQuemE:
    def test_sem_cadastro_todas_sao_da_rede(self):
        assert [c.quadro.nome for c in importar(inventados.era_2())] == ["balancetes"]

    def test_as_cadastradas_pela_raiz_do_cnpj_sao_da_rede_e_as_outras_sao_pares(self):
        entendido = importar(inventados.era_2(), brutas=cooperativas(("Serra Crédito", "00.123.456/0001-10")))
        assert lida(entendido)["cooperativa"].tolist() == ["Serra Crédito"]
        assert lida(entendido, "pares")["instituicao"].tolist() == ["CC DO VALE", "CC DO MAR"]

    def test_cadastrada_so_com_o_nome_tambem_se_acha(self):
        entendido = importar(inventados.era_2(), brutas=cooperativas(("CC do Vale", "")))
        assert lida(entendido)["cooperativa"].tolist() == ["CC do Vale"]

    def test_um_balancete_ja_importado_ensina_a_raiz(self):
        antes = importar(inventados.era_2(mes="202206")).brutas
        antes["balancetes"]["cooperativa"] = antes["balancetes"]["cooperativa"].replace("CC DA SERRA", "Serra")
        assert lida(importar(inventados.era_2(), brutas=antes))["cooperativa"].iloc[0] == "Serra"

    def test_nenhuma_das_cadastradas_no_arquivo_e_dito(self):
        entendido = importar(inventados.era_2(), brutas=cooperativas(("Outra", "99.999.999/0001-91")))
        assert "Nenhuma cooperativa deste arquivo está cadastrada" in dito(entendido)
        assert len(lida(entendido)) == 3

    def test_nomes_iguais_de_cnpj_diferentes_nao_se_misturam(self):
        iguais = [(raiz, "CRÉDITO RURAL", folhas) for raiz, _, folhas in COOPERATIVAS]
        nomes = lida(importar(inventados.era_2(iguais)))["cooperativa"]
        assert nomes.tolist() == [f"CRÉDITO RURAL ({raiz})" for raiz, _, _ in COOPERATIVAS]


class TestComandos:
    @pytest.fixture
    def pasta(self, tmp_path, monkeypatch):
        monkeypatch.setenv("CADERNO_DADOS", str(tmp_path / "redes"))
        (tmp_path / "b.csv").write_bytes(inventados.era_2())
        return tmp_path

    def test_calcular_da_uma_linha_por_cooperativa_e_data(self, pasta, capsys):
        (pasta / "a.csv").write_bytes(inventados.era_2(mes="202206"))
        pedido = ["calcular", "diagnostico_credito", "--formato", "json"]
        assert cli.main([*pedido, "--planilha", str(pasta / "b.csv"), "--planilha", str(pasta / "a.csv")]) == 0
        linhas = json.loads(capsys.readouterr().out)["saidas"]["por_cooperativa"]
        assert len({(linha["cooperativa"], linha["mes"]) for linha in linhas}) == len(linhas) == 6
        serra = next(linha for linha in linhas if (linha["cooperativa"], linha["mes"]) == ("CC DA SERRA", "2022-12"))
        assert serra["credito_no_ativo"] == pytest.approx(100 * 90 / 130)
        assert serra["depositos_a_vista_pf"] is None

    def test_importar_para_a_rede_reconhece_o_balancete_e_e_o_mesmo_numero(self, pasta, capsys):
        assert cli.main(["nova", "serra"]) == 0
        assert cli.main(["importar", str(pasta / "b.csv"), "--rede", "serra", "--cadastrar"]) == 0
        escreveu = capsys.readouterr().out
        assert "b.csv → Balancetes: 3 linhas." in escreveu
        assert "Sem pendências." in escreveu
        saidas = arquivo.abrir("serra").dados(Contexto(hoje=HOJE)).executar("diagnostico_credito").saidas
        assert saidas["por_cooperativa"]["ativo_total"].sum() == 250_000  # 130 + 50 + 70 mil

    def test_importar_duas_vezes_nao_muda_nada(self, pasta, capsys):
        cli.main(["nova", "serra"])
        for _ in range(2):
            cli.main(["importar", str(pasta / "b.csv"), "--rede", "serra", "--cadastrar"])
        assert "0 linhas novas, 0 mudadas, 3 sem mudança" in capsys.readouterr().out

    def test_o_quadro_pode_ser_dito(self, pasta, capsys):
        pedido = ["calcular", "diagnostico_credito", "--planilha", f"balancetes={pasta / 'b.csv'}", "--formato", "json"]
        assert cli.main(pedido) == 0
        assert len(json.loads(capsys.readouterr().out)["saidas"]["por_cooperativa"]) == 3

    def test_um_balancete_que_nao_se_aproveita_termina_com_frase(self, pasta, capsys):
        (pasta / "ruim.csv").write_bytes(inventados.era_2().replace(b";CNPJ;", b";X;"))
        assert cli.main(["calcular", "diagnostico_credito", "--planilha", str(pasta / "ruim.csv")]) == 2
        assert "não acho a coluna cnpj" in capsys.readouterr().err


# ------------------------------------------------------------------ o que a estrada faz com um arquivo

ARQUIVOS = {nome: getattr(inventados, nome)() for nome in ("era_1", "era_1b", "era_2", "era_3", "interno")}
VERDADES = {
    nome: {linha["raiz_do_cnpj"]: linha for linha in lida(importar(conteudo)).to_dict("records")}
    for nome, conteudo in ARQUIVOS.items()
}
arquivos = st.sampled_from([nome for nome in ARQUIVOS if nome != "interno"])


GRUPOS = {campo.nome: "Níveis de risco por letra" for campo in RISCOS} | {
    campo.nome: "Faixas de atraso" for campo in ATRASOS
}
LIXO = re.compile(r"difere|somam|falta o total geral")


def conferir_que_nao_ha_numero_errado_calado(nome: str, conteudo: bytes, com_lixo: bool = False) -> None:
    """Cada item que chega é o do arquivo inteiro; ou está vazio, e uma frase diz qual e de quem.

    Com bytes trocados (`com_lixo`) um algarismo pode virar outro: aí a soma que deixou de fechar é que é dita.
    """
    try:
        entendido = importar(conteudo)
    except planilha.ErroDePlanilha as erro:
        assert str(erro).endswith((".", "?"))
        return
    if entendido is None:  # não parece mais um balancete: quem lê planilhas é que dirá
        return
    frases = [*entendido.recados, *(aviso for casamento in entendido for aviso in casamento.avisos)]
    for bruta in entendido.brutas["balancetes"].to_dict("records"):
        linha = {c.nome: formato.ler(bruta[c.nome], c).valor for c in ITENS}
        dela = [f for f in frases if (bruta["cooperativa"] or "A cooperativa") in f]
        so_uma = next(iter(VERDADES[nome].values())) if nome == "interno" else None
        certa = VERDADES[nome].get(bruta["raiz_do_cnpj"], so_uma)
        if com_lixo:
            iguais = certa is not None and all(linha[c.nome] in (None, certa[c.nome]) for c in ITENS)
            assert iguais or any(LIXO.search(frase) for frase in dela), (bruta, frases)
            continue
        assert bruta["mes"] in ("", certa["mes"])
        assert bruta["cooperativa"] in ("", certa["cooperativa"])
        for campo in ITENS:
            lido, certo = linha[campo.nome], certa[campo.nome]
            if lido is not None:
                assert lido == certo, (campo.nome, lido, certo)
            elif not pd.isna(certo):
                ditos = (campo.rotulo, GRUPOS.get(campo.nome, campo.rotulo))
                assert any("Sem dado" in f and d in f for f in dela for d in ditos), (campo.nome, frases)


@given(arquivos, st.data())
@LIGEIRO
def test_cortado_em_qualquer_lugar(nome, data):
    conteudo = ARQUIVOS[nome]
    conferir_que_nao_ha_numero_errado_calado(nome, conteudo[: data.draw(st.integers(0, len(conteudo)))])


@given(arquivos, st.randoms(use_true_random=False))
@LIGEIRO
def test_com_as_linhas_embaralhadas(nome, sorte):
    linhas = ARQUIVOS[nome].splitlines(keepends=True)
    sorte.shuffle(linhas)
    conferir_que_nao_ha_numero_errado_calado(nome, b"".join(linhas))


@given(st.sampled_from(["era_1", "era_1b", "era_2", "era_3"]), st.randoms(use_true_random=False))
@LIGEIRO
def test_a_ordem_das_contas_nao_muda_os_itens(nome, sorte):
    linhas = ARQUIVOS[nome].splitlines(keepends=True)
    contas = linhas[5:]
    sorte.shuffle(contas)
    tabela = lida(importar(b"".join([*linhas[:5], *contas])))
    for linha in tabela.to_dict("records"):
        certa = VERDADES[nome][linha["raiz_do_cnpj"]]
        assert {c.nome: formato.escrever(linha[c.nome], c) for c in ITENS} == {
            c.nome: formato.escrever(certa[c.nome], c) for c in ITENS
        }


@given(arquivos, st.lists(st.integers(0, 200), max_size=30))
@LIGEIRO
def test_com_linhas_a_menos(nome, tiradas):
    linhas = ARQUIVOS[nome].splitlines(keepends=True)
    ficam = [linha for i, linha in enumerate(linhas) if i not in tiradas]
    conferir_que_nao_ha_numero_errado_calado(nome, b"".join(ficam))


@given(arquivos, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "latin-1", "cp437", "utf-8-sig"]), st.booleans())
@LIGEIRO
def test_em_outra_codificacao(nome, codificacao, duas_vezes):
    texto = ARQUIVOS[nome].decode("cp1252" if nome != "interno" else "utf-8")
    conteudo = texto.encode(codificacao, "replace")
    conferir_que_nao_ha_numero_errado_calado(nome, conteudo.decode("latin-1").encode() if duas_vezes else conteudo)


@given(arquivos, st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=3)), max_size=6))
@LIGEIRO
def test_com_pedacos_trocados_por_lixo(nome, trocas):
    conteudo = bytearray(ARQUIVOS[nome])
    for onde, lixo in trocas:
        onde %= len(conteudo)
        conteudo[onde : onde + len(lixo)] = lixo
    conferir_que_nao_ha_numero_errado_calado(nome, bytes(conteudo), com_lixo=True)


@given(st.integers(0, len(ARQUIVOS["interno"])))
@POUCAS
def test_o_balancete_interno_cortado_em_qualquer_lugar(corte):
    conferir_que_nao_ha_numero_errado_calado("interno", ARQUIVOS["interno"][:corte])


@given(st.randoms(use_true_random=False), st.sampled_from(["tudo", "contas"]))
@POUCAS
def test_o_balancete_interno_embaralhado(sorte, o_que):
    linhas = ARQUIVOS["interno"].splitlines(keepends=True)
    ficam, mexidas = ([], linhas) if o_que == "tudo" else (linhas[:4], linhas[4:])
    sorte.shuffle(mexidas)
    conferir_que_nao_ha_numero_errado_calado("interno", b"".join([*ficam, *mexidas]))


@given(st.sampled_from(["utf-8", "utf-16", "latin-1", "cp437", "utf-8-sig"]))
@POUCAS
def test_o_balancete_interno_em_outra_codificacao(codificacao):
    conferir_que_nao_ha_numero_errado_calado("interno", ARQUIVOS["interno"].decode().encode(codificacao, "replace"))


@given(st.integers(0, 20_000), st.integers(0, 255))
@POUCAS
def test_o_balancete_interno_com_um_byte_trocado(onde, byte):
    conteudo = bytearray(ARQUIVOS["interno"])
    conteudo[onde % len(conteudo)] = byte
    conferir_que_nao_ha_numero_errado_calado("interno", bytes(conteudo), com_lixo=True)


def test_uma_cooperativa_nova_sem_credito_nao_e_uma_sem_dado():
    vale = lida(importar(inventados.era_2([("07654321", "CC DO VALE", VALE)]))).iloc[0]
    assert vale["operacoes_de_credito"] == 0
    assert pd.isna(vale["credito_a_pequenos_negocios"])
