// A fila do que foi escrito e ainda não está salvo. Nada sai dela sem a confirmação do Python.

const PAUSA = 600, SEM_RESPOSTA = 8000, TENTAR_DE_NOVO = 4000;

/** `avisar(situacao, frase)` recebe "salvando", "salvo" ou "falhou". */
function filaDeGravacao(enviar, avisar) {
  const mudancas = new Map(); // "linha|campo" -> {linha, campo, texto, partida}
  const chave = (linha, campo) => `${linha}|${campo}`;
  let lote = null, numero = 0, versao = 0, relogio = null;
  const marcar = depois(PAUSA, gravar);

  function gravar() {
    if (lote || !mudancas.size) return;
    lote = { n: ++numero, edicoes: [...mudancas.values()].map((mudanca) => ({ ...mudanca })) };
    relogio = setTimeout(() => falhou(lote.n, "Ainda não consegui salvar. O que você escreveu continua aqui."), SEM_RESPOSTA);
    enviar(lote);
  }

  function falhou(n, frase) {
    if (lote?.n !== n) return;
    clearTimeout(relogio);
    lote = null;
    avisar("falhou", frase);
    setTimeout(gravar, TENTAR_DE_NOVO);
  }

  return {
    falhou,
    agora: () => marcar.ja(),
    /** A página está saindo: manda tudo, mesmo o que espera a confirmação do lote anterior. */
    saindo() { marcar.parar(); clearTimeout(relogio); lote = null; gravar(); },
    temMudanca: (linha, campo) => mudancas.has(chave(linha, campo)),
    vistaAte: (nova) => { versao = nova; },
    por(linha, campo, texto) {
      const nome = chave(linha, campo);
      // A partida é a versão que a pessoa via quando começou a mudar esta caixa.
      mudancas.set(nome, { linha, campo, texto, partida: mudancas.get(nome)?.partida ?? versao });
      avisar("salvando", "salvando…");
      marcar();
    },
    salvo(n, versaoDoLote) {
      if (lote?.n !== n) return;
      clearTimeout(relogio);
      for (const feita of lote.edicoes) {
        const nome = chave(feita.linha, feita.campo);
        const atual = mudancas.get(nome);
        if (atual?.texto === feita.texto) mudancas.delete(nome);
        else if (atual) atual.partida = versaoDoLote;
      }
      lote = null;
      if (mudancas.size) marcar();
      else avisar("salvo", `salvo às ${horaLocal()}`);
    },
  };
}
