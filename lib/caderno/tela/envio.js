// Enviar uma planilha: o arquivo vai em pedaços, o Python diz o que entendeu, a pessoa confere e só então entra.

const PEDACO = 1024 * 1024, MAIOR = 20 * PEDACO;

function painelDeEnvio(enviar) {
  const entrada = no("input", { type: "file", id: novoNome("envio"), class: "cad-oculto", accept: ".xlsx,.xls,.ods,.csv,.txt,.tsv", onchange: () => mandar() });
  const situacao = avisoVivo("cad-envio-situacao");
  const barra = no("progress", { max: 1, value: 0, hidden: true, "aria-label": "Envio da planilha" });
  const previa = no("div", { class: "cad-previa" });
  const elemento = no("div", { class: "cad-envio", hidden: true },
    entrada, no("label", { for: entrada.id, class: "cad-botao" }, "Escolher planilha…"),
    no("span", { class: "cad-ajuda" }, "xlsx, xls, ods ou csv, até 20 MB"), barra, situacao, previa);
  let arquivo = null, enviados = 0;

  function mandar() {
    arquivo = entrada.files[0];
    enviados = 0;
    previa.replaceChildren();
    if (!arquivo) return;
    if (arquivo.size > MAIOR) { situacao.textContent = "Este arquivo tem mais de 20 MB. Divida a planilha ou apague as folhas que não usa."; return; }
    barra.hidden = false;
    situacao.textContent = "Enviando…";
    pedaco();
  }

  async function pedaco() {
    const parte = await arquivo.slice(enviados, enviados + PEDACO).arrayBuffer();
    const comeco = enviados;
    enviados += parte.byteLength;
    barra.value = enviados / Math.max(1, arquivo.size);
    enviar("envio_parte", { nome: arquivo.name, comeco, tamanho: arquivo.size }, [parte]);
  }

  function receber(m) {
    elemento.hidden = false;
    situacao.textContent = m.frase ?? "";
    if (m.passo === "mais") { situacao.textContent = "Enviando…"; pedaco(); return; }
    barra.hidden = true;
    const abertos = [...previa.querySelectorAll("details")].map((d) => d.open);
    const lugar = [...previa.querySelectorAll("select, input")].indexOf(document.activeElement);
    previa.replaceChildren();
    if (m.passo === "conferir") previa.append(...desenharPrevia(m, enviar, situacao));
    voltarAoLugar(previa, abertos, lugar);
    // O mesmo arquivo, corrigido, pode ser escolhido de novo.
    if (m.passo !== "conferir") entrada.value = "";
    if (m.passo === "fim") situacao.scrollIntoView({ block: "nearest" });
  }

  return { elemento, receber, abrir: () => { elemento.hidden = false; entrada.click(); } };
}

/** Depois de uma correção a prévia é outra, mas a pessoa continua onde estava. */
function voltarAoLugar(previa, abertos, lugar) {
  const detalhes = [...previa.querySelectorAll("details")];
  if (detalhes.length === abertos.length) detalhes.forEach((d, i) => { d.open = abertos[i]; });
  if (lugar >= 0) previa.querySelectorAll("select, input")[lugar]?.focus();
}

function desenharPrevia(m, enviar, situacao) {
  const esperar = (tipo, dados, frase) => { situacao.textContent = frase; enviar(tipo, dados); };
  const desenhar = (folha) =>
    previaDaFolha(folha, (dados) => esperar("envio_ajustar", { folha: folha.nome, ...dados }, "Lendo de novo…"));
  const lidas = m.folhas.filter((folha) => folha.lida), outras = m.folhas.filter((folha) => !folha.lida);
  const entram = lidas.length > 0;
  return [
    lidas.map(desenhar),
    // Planilhas de meses ou de estudos trazem dezenas de folhas que não são da rede.
    outras.length > 1 ? no("details", { open: !entram && outras.length < 4 },
      no("summary", {}, `${outras.length} folhas que não reconheci`), outras.map(desenhar)) : outras.map(desenhar),
    entram && m.novos.length ? nomesNovos(m, (dados) => esperar("envio_ajustar", dados, "Lendo de novo…")) : [],
    no("div", { class: "cad-botoes" },
      entram ? botao("Entrar com estes dados", () => esperar("envio_entrar", {}, "Guardando…"), "cad-principal") : null,
      botao("Cancelar", () => enviar("envio_cancelar"))),
  ].flat();
}

/** Os nomes que a planilha cita e que ninguém cadastrou ainda. */
function nomesNovos({ novos, cadastrar }, ajustar) {
  return no("div", { class: "cad-nomes-novos" },
    no("label", { class: "cad-marcar" },
      no("input", { type: "checkbox", checked: cadastrar, onchange: ({ target }) => ajustar({ cadastrar: target.checked }) }),
      " Cadastrar também os nomes novos:"),
    no("ul", { class: "cad-frases" }, novos.map(([quadro, nomes]) => no("li", {}, `${quadro}: ${nomes.join("; ")}`))));
}

function previaDaFolha(folha, ajustar) {
  const partes = [no("h4", {}, folha.titulo),
    escolher("Estes dados vão para", folha.quadro, [["", "não usar esta folha"], ...folha.quadros], (quadro) => ajustar({ quadro }))];
  if (folha.frases.length) partes.push(no("ul", { class: "cad-frases" }, folha.frases.map((frase) => no("li", {}, frase))));
  if (!folha.lida) return no("section", { class: "cad-folha" }, partes);
  const usadas = folha.colunas.filter((coluna) => coluna.campo), outras = folha.colunas.filter((coluna) => !coluna.campo);
  partes.push(no("ul", { class: "cad-contas" }, folha.contas.filter(([quantas], i) => i === 0 || quantas !== "0").map(([quantas, texto]) => no("li", {}, no("strong", {}, quantas), ` ${texto}`))));
  partes.push(colunas(`Colunas: ${usadas.length} de ${folha.colunas.length} reconhecidas`, usadas, outras.length > 0));
  // Uma coluna que sobra pede um olhar; dezenas delas escondem o que importa.
  partes.push(colunas(`Colunas sem uso: ${outras.length}`, outras, outras.length <= 4));

  function colunas(titulo, quais, aberta) {
    if (!quais.length) return "";
    return no("details", { class: "cad-colunas", open: aberta }, no("summary", {}, titulo),
      no("div", { class: "cad-lado-a-lado" }, quais.map(umaColuna)));
  }

  function umaColuna({ titulo, campo, exemplo, fixa }) {
    const opcoes = [["", "não usar"], ...folha.campos], ajuda = exemplo && `ex.: ${exemplo}`;
    if (!fixa) return escolher(titulo, campo, opcoes, (novo) => ajustar({ coluna: titulo, campo: novo }), ajuda);
    const rotulo = opcoes.find(([nome]) => nome === campo)[1];
    return no("p", { class: "cad-escolha" }, no("span", {}, no("b", {}, titulo), ajuda ? no("span", { class: "cad-ajuda" }, ajuda) : null),
      campo ? rotulo : "não usado");
  }

  for (const p of folha.perguntas) {
    const responder = (valor) => ajustar({ pergunta: p.nome, valor });
    partes.push(p.opcoes ? escolher(p.rotulo, p.valor, p.opcoes, responder, p.ajuda) : perguntar(p, responder));
  }
  if (folha.ausentes) partes.push(no("label", { class: "cad-marcar" },
    no("input", { type: "checkbox", checked: folha.apagar_ausentes, onchange: ({ target }) => ajustar({ apagar_ausentes: target.checked }) }),
    ` Apagar ${folha.ausentes === 1 ? "a linha que está" : `as ${folha.ausentes} linhas que estão`} no caderno e não nesta planilha`));
  if (folha.pendencias.length) partes.push(no("details", { class: "cad-pendencias" },
    no("summary", {}, folha.titulo_das_pendencias), no("ul", {}, folha.pendencias.map((frase) => no("li", {}, frase)))));
  return no("section", { class: "cad-folha" }, partes);
}

function linhaDeEscolha(rotulo, ajuda, entrada) {
  entrada.id = novoNome("escolha");
  return no("div", { class: "cad-escolha" },
    no("label", { for: entrada.id }, rotulo, ajuda ? no("span", { class: "cad-ajuda" }, ajuda) : null), entrada);
}

function escolher(rotulo, valor, opcoes, aoMudar, ajuda = "") {
  const lista = no("select", { onchange: () => aoMudar(lista.value) }, opcoes.map(([v, texto]) => no("option", { value: v }, texto)));
  lista.value = valor;
  return linhaDeEscolha(rotulo, ajuda, lista);
}

function perguntar({ rotulo, ajuda, valor }, aoMudar) {
  const entrada = no("input", { type: "text", value: valor, autocomplete: "off", onchange: () => aoMudar(entrada.value) });
  return linhaDeEscolha(rotulo, ajuda, entrada);
}
