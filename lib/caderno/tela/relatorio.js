// O botão do relatório: o que fazer e em que formato, quanto falta enquanto se faz, e o arquivo no fim.

/** Sem notícia durante este tempo [ms], a página deixa de esperar: o processo à parte já teria desistido. */
const SEM_NOTICIA = 11 * 60 * 1000;

function render({ model, el }) {
  const situacao = avisoVivo();
  const barra = no("progress", { hidden: true, "aria-label": "Quanto do relatório está pronto" });
  const modelos = no("select", { id: novoNome("modelo") });
  const formatos = no("select", { id: novoNome("formato") });
  const escolha = (rotulo, lista) => no("div", { class: "cad-escolha" }, no("label", { for: lista.id }, rotulo), lista);
  const preencher = (lista, opcoes) => {
    const antes = lista.value;
    lista.replaceChildren(...opcoes.map(([valor, texto]) => no("option", { value: valor }, texto)));
    if (opcoes.some(([valor]) => valor === antes)) lista.value = antes;
  };
  const desistir = depois(SEM_NOTICIA, () =>
    parar("O relatório não respondeu. O que você escreveu está salvo. Recarregue a página e peça de novo."));
  const parar = (frase) => {
    desistir.parar();
    fazer.disabled = modelos.disabled = formatos.disabled = false;
    barra.hidden = true;
    situacao.textContent = frase;
  };
  const fazer = botao("Fazer o relatório", () => {
    fazer.disabled = modelos.disabled = formatos.disabled = true;
    barra.removeAttribute("value");
    barra.hidden = false;
    situacao.textContent = "Fazendo o relatório. A página continua a funcionar…";
    desistir();
    enviar("fazer", { modelo: modelos.value, formato: formatos.value });
  }, "cad-principal");
  const { enviar, fechar } = conversar(model, {
    ofertas: (m) => { preencher(modelos, m.modelos); preencher(formatos, m.formatos); },
    andou: (m) => {
      desistir();
      barra.max = m.total + 1; // depois da última parte ainda se grava o arquivo
      barra.value = m.prontas;
      situacao.textContent = m.prontas < m.total
        ? `Fazendo o relatório: ${m.prontas} de ${m.total} partes prontas…`
        : "Gravando o arquivo…";
    },
    arquivo: (m, buffers) => {
      entregarArquivo(m.nome, m.mime, buffers[0]);
      parar(`Pronto: ${m.nome} está na pasta de downloads. Abre sem internet e pode ser impresso.`);
    },
    frase: (m) => parar(m.frase),
  });
  el.append(no("section", { class: "cad-relatorio", "aria-label": "Relatório" },
    escolha("Qual relatório", modelos), escolha("Em que formato", formatos), fazer, barra, situacao));
  enviar("comecar");
  return () => { desistir.parar(); fechar(); };
}
