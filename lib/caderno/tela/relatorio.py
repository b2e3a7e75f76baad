"""O botão que faz um relatório e o entrega como um arquivo que abre sem internet.

A conta é feita em outro processo: enquanto isso, a página continua a responder.
"""

from __future__ import annotations

import contextvars
import threading

from caderno import catalogo
from caderno.tela.entrega import HTML, XLSX
from caderno.tela.peca import Peca

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATOS = {
    "html": ("Página, para ler e imprimir", {".html": HTML}),
    "pdf": ("PDF, para imprimir e arquivar", {".pdf": PDF}),
    "docx": ("Texto, para editar", {".docx": DOCX}),
    "xlsx": ("Planilha, para continuar as contas", {".xlsx": XLSX}),
    "mural": ("Mural, para a parede", {"-mural.pdf": PDF}),
    "mensagem": (
        "Mensagem e figura, para o grupo do telefone",
        {"-mensagem.txt": "text/plain;charset=utf-8", "-mensagem.png": "image/png"},
    ),
}
"""Formato -> (como se oferece, como terminam e de que tipo são os arquivos)."""
DE_UM = {"empreendimento": "Do empreendimento escolhido", "cooperativa": "Da cooperativa escolhida"}
DA_REDE = {
    "rede": "Da rede inteira",
    "prestacao_de_contas": "Prestação de contas",
    "medicoes": "O que mudou de uma medição para a outra",
}


class BotaoDeRelatorio(Peca):
    """Faz o relatório que a pessoa escolhe, no formato que ela escolhe, e o entrega."""

    programa = "relatorio"
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
            for terminacao, tipo in FORMATOS[formato][1].items():
                for nome, conteudo in entrega.arquivos.items():
                    if nome.endswith(terminacao):
                        self.mandar("arquivo", [conteudo], nome=nome, mime=tipo)
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
