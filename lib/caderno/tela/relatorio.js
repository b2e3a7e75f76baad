// O botão do relatório: diz que está trabalhando, porque leva alguns segundos, e entrega o arquivo.

function render({ model, el }) {
  const situacao = avisoVivo();
  const fazer = botao("Fazer o relatório", () => {
    fazer.disabled = true;
    situacao.textContent = "Fazendo o relatório. Leva alguns segundos…";
    enviar("fazer");
  }, "cad-principal");
  const dizer = (frase) => { fazer.disabled = false; situacao.textContent = frase; };
  const { enviar, fechar } = conversar(model, {
    arquivo: (m, buffers) => {
      entregarArquivo(m.nome, m.mime, buffers[0]);
      dizer(`Pronto: ${m.nome} está na pasta de downloads. Abre sem internet e pode ser impresso.`);
    },
    frase: (m) => dizer(m.frase),
  });
  el.append(no("section", { class: "cad-relatorio", "aria-label": "Relatório" }, fazer, situacao));
  return fechar;
}
