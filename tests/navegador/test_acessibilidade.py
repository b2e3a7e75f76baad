"""O axe não acha violação séria nem crítica nas páginas."""

from __future__ import annotations


def test_inicio_sem_violacao_seria(pagina_nova, sem_falhas_de_acesso):
    pagina = pagina_nova("inicio.ipynb")
    sem_falhas_de_acesso(pagina)
    pagina.set_viewport_size({"width": 390, "height": 800})
    sem_falhas_de_acesso(pagina)


def test_modulo_com_uma_pergunta_aberta_sem_violacao_seria(pagina_nova, sem_falhas_de_acesso):
    pagina = pagina_nova("modulos/3_producao.ipynb", largura=390)
    pagina.locator(".secao button").first.click()
    sem_falhas_de_acesso(pagina)
