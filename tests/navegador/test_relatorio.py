"""O relatório feito da página: a página não para, diz quanto falta e entrega o arquivo."""

from __future__ import annotations

from pathlib import Path


def test_a_pagina_responde_enquanto_o_relatorio_se_faz_e_o_arquivo_chega(pagina_nova, sem_falhas_de_acesso):
    pagina = pagina_nova("modulos/2_gestao.ipynb", largura=390)
    pagina.get_by_role("heading", name="Para levar à assembleia").get_by_role("button").click()
    parte = pagina.get_by_role("region", name="Relatório")
    parte.get_by_label("Qual relatório").select_option("Só deste passo: Gestão")
    botao = parte.get_by_role("button", name="Fazer o relatório")
    with pagina.expect_download() as chegada:
        botao.click()
        assert botao.is_disabled()
        assert "Fazendo o relatório" in parte.get_by_role("status").inner_text()
        pagina.locator("#caderno-esconder").check()  # quem responde a isto é o mesmo kernel
        pagina.wait_for_function(
            "document.querySelector('.barra-empreendimentos').options[1].textContent === 'Empreendimento A'"
        )
        assert botao.is_disabled(), "a página só respondeu depois de o relatório ficar pronto"
        sem_falhas_de_acesso(pagina)
    assert chegada.value.suggested_filename.startswith("modulo-exemplo-2-")
    assert "<h1" in Path(chegada.value.path()).read_text(encoding="utf-8")
    parte.get_by_text("está na pasta de downloads").wait_for()
    assert botao.is_enabled()
    assert not pagina.erros
