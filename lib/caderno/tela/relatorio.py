"""O botão que faz um relatório e o entrega como um arquivo que abre sem internet.

A conta é feita em outro processo: enquanto isso, a página continua a responder.
"""

from __future__ import annotations

import contextvars
import threading

from caderno import catalogo
from caderno.tela.entrega import HTML, XLSX
from caderno.tela.peca import Peca, estilo, javascript

FORMATOS = {
    "html": ("Página, para ler e imprimir", HTML),
    "pdf": ("PDF, para imprimir e arquivar", "application/pdf"),
    "docx": ("Texto, para editar", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Planilha, para continuar as contas", XLSX),
}
"""Formato -> (como se oferece, tipo do arquivo)."""
DE_UM = {"empreendimento": "Do empreendimento escolhido", "cooperativa": "Da cooperativa escolhida"}
DA_REDE = {
    "rede": "Da rede inteira",
    "prestacao_de_contas": "Prestação de contas",
    "medicoes": "O que mudou de uma medição para a outra",
}


class BotaoDeRelatorio(Peca):
    """Faz o relatório que a pessoa escolhe, no formato que ela escolhe, e o entrega."""

    _esm = javascript("pecas.js", "relatorio.js")
    _css = estilo()
    frase_de_erro = "Não consegui fazer o relatório agora. O que você escreveu está salvo."

    def __init__(self, pagina):
        super().__init__(pagina)
        self._ocupado = threading.Lock()
        pagina.ao_mudar(self.oferecer)

    def ao_comecar(self) -> None:
        self.oferecer()

    def oferecer(self) -> None:
        """O que dá para pedir agora; o mais perto do que está à vista vem primeiro."""
        formatos = [(nome, titulo) for nome, (titulo, _) in FORMATOS.items()]
        self.mandar("ofertas", modelos=list(ofertas(self.pagina).items()), formatos=formatos)

    def ao_fazer(self, modelo: str, formato: str) -> None:
        from caderno.relatorio import Pedido
        from caderno.relatorio.tarefa import preparar

        contexto = self.pagina.contexto
        recorte = {modelo: contexto.recortes[modelo]} if modelo in contexto.recortes else {}
        recorte |= {"modulo": str(self.pagina.modulo)} if modelo == "modulo" else {}
        tarefa = preparar(Pedido(self.pagina.rede.nome, modelo, hoje=contexto.hoje, **recorte), (formato,))
        if self._ocupado.acquire(blocking=False):
            # Sem o contexto desta mensagem, o Jupyter não saberia a que página mandar as respostas.
            atender = contextvars.copy_context().run
            threading.Thread(target=atender, args=(self._fazer, tarefa, formato), daemon=True).start()

    def _fazer(self, tarefa, formato: str) -> None:
        from caderno.relatorio.operario import Operario

        operario = Operario()
        try:
            entrega = operario.fazer(tarefa, lambda prontas, total: self.mandar("andou", prontas=prontas, total=total))
            if entrega.frase:
                self.mandar("frase", frase=entrega.frase)
            for nome, conteudo in entrega.arquivos.items():
                if nome.endswith(f".{formato}"):
                    self.mandar("arquivo", [conteudo], nome=nome, mime=FORMATOS[formato][1])
        except Exception as erro:
            self.falhou(erro, "fazer", {})
        finally:
            operario.fechar()
            self._ocupado.release()


def ofertas(pagina) -> dict[str, str]:
    """Modelo -> como se oferece nesta página, na ordem em que aparece."""
    modelos = {quem: DE_UM[quem] for quem in pagina.contexto.recortes} | DA_REDE
    if pagina.modulo:
        modelos["modulo"] = f"Só deste passo: {catalogo.MODULOS[pagina.modulo]}"
    return modelos
