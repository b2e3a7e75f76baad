// O formulário de um quadro: uma ficha quando há uma linha só, uma tabela de caixas quando há várias.
// No telefone a tabela vira um cartão por linha. O estado mora no Python; aqui fica só o que está na tela.

const NOVIDADES = 3000; // de quanto em quanto tempo se pergunta se outra aba mudou algo

function render({ model, el }) {
  const form = { nome: novoNome("quadro"), linhas: new Map(), caixas: new Map(), campos: [], modo: "tabela" };
  const conversa = conversar(model, {
    estado: (m) => receberEstado(form, m),
    eco: (m) => receberEco(form, m),
    atualizar: (m) => receberLinhas(form, m),
    salvo: (m) => receberSalvo(form, m),
    falhou: (m) => form.fila.falhou(m.n, m.frase),
    sugestoes: (m) => preencherLista(form, m.campo, m.nomes),
    arquivo: (m, buffers) => entregarArquivo(m.nome, m.mime, buffers[0], m.em_outra_aba ? form.janela : null),
    frase: (m) => dizer(form, m.frase, m.desfazer),
    envio: (m) => form.envio.receber(m),
  });
  form.enviar = conversa.enviar;
  form.dobrar = model.get("dobrar");
  form.fila = filaDeGravacao((lote) => form.enviar("gravar", lote), (s, frase) => mostrarSituacao(form, s, frase));
  montarMoldura(form, el, model.get("titulo"));
  ouvirPessoa(form);
  const parar = olhar(el, (visivel) => {
    form.visivel = visivel;
    if (visivel && !form.pedido) { form.pedido = true; form.enviar("pronto"); }
  });
  const novidades = setInterval(() => {
    if (form.visivel && !document.hidden && form.pronto) form.enviar("novidades");
  }, NOVIDADES);
  const guardar = () => form.fila.agora();
  document.addEventListener("visibilitychange", guardar);
  addEventListener("pagehide", guardar);
  const sair = () => form.fila.saindo();
  document.addEventListener("caderno:guardar", sair); // a página está saindo e o Voilà ainda não cortou a conversa
  return () => {
    guardar(); parar(); conversa.fechar(); clearInterval(novidades);
    document.removeEventListener("visibilitychange", guardar);
    removeEventListener("pagehide", guardar);
    document.removeEventListener("caderno:guardar", sair);
  };
}

// ------------------------------------------------------------------ moldura

function montarMoldura(form, el, titulo) {
  form.titulo = no("h3", { id: `${form.nome}-titulo` }, titulo);
  form.descricao = no("p", { class: "cad-descricao" });
  form.situacao = avisoVivo("cad-situacao");
  form.recado = avisoVivo("cad-recado");
  form.gerais = no("div", { class: "cad-gerais" });
  form.busca = no("div", { class: "cad-busca", hidden: true });
  form.ajuda = no("p", { class: "cad-ajuda-viva", "aria-hidden": "true" });
  form.corpo = no("div", { class: "cad-corpo" }, no("p", { class: "cad-espera" }, "Abrindo…"));
  form.apoio = no("div", { hidden: true });
  form.rodape = no("div", { class: "cad-rodape" });
  form.envio = painelDeEnvio((tipo, dados, buffers) => form.enviar(tipo, dados, buffers));
  form.contagem = no("span", { class: "cad-contagem" });
  form.dobra = no("details", { class: "cad-dobra", open: true, ontoggle: () => { if (form.pronto && form.dobra.open && !form.desenhado) desenhar(form); } },
    no("summary", {}, form.titulo, form.contagem),
    no("header", { class: "cad-topo" }, form.descricao, form.situacao),
    form.busca, form.ajuda, form.corpo, form.apoio, form.recado, form.rodape, form.gerais,
    ferramentas(form), form.envio.elemento);
  form.raiz = no("section", { class: "cad-quadro", "aria-labelledby": form.titulo.id }, form.dobra);
  el.append(form.raiz);
}

function ferramentas(form) {
  const baixar = (o_que) => () => form.enviar("baixar", { o_que });
  return no("details", { class: "cad-ferramentas" },
    no("summary", {}, "Planilha, papel e desfazer"),
    no("div", { class: "cad-botoes" },
      botao("Enviar planilha", () => form.envio.abrir()),
      botao("Baixar planilha", baixar("planilha")),
      botao("Baixar em branco", baixar("branco")),
      botao("Folha para imprimir", () => { form.janela = open("", "_blank"); form.enviar("baixar", { o_que: "papel" }); }),
      botao("Desfazer a última mudança", () => { form.fila.agora(); form.enviar("desfazer"); })));
}

function mostrarSituacao(form, situacao, frase) {
  form.situacao.dataset.situacao = situacao;
  form.situacao.textContent = frase;
  const nome = situacao === "salvo" ? "caderno:salvo" : "caderno:salvando";
  form.raiz.dispatchEvent(new CustomEvent(nome, { bubbles: true, detail: { texto: frase } }));
}

function dizer(form, frase, desfazer = null) {
  const botoes = desfazer ? [botao("Desfazer", () => { form.recado.replaceChildren(); form.enviar("restaurar", { linhas: desfazer }); })] : [];
  form.recado.replaceChildren(frase, ...botoes);
}

// ------------------------------------------------------------------ o que vem do Python

function receberEstado(form, estado) {
  const foco = form.raiz.contains(document.activeElement) ? document.activeElement.id : "";
  form.campos = estado.campos;
  form.umaLinha = estado.uma_linha;
  form.linhas = new Map(estado.linhas.map((linha) => [linha.id, linha]));
  form.descricao.textContent = estado.descricao;
  form.pronto = true;
  form.modo = form.umaLinha || (form.linhas.size <= 1 && !estado.filtro) ? "ficha" : "tabela";
  atualizarCabeca(form, estado);
  dobrarNoComeco(form, estado.total);
  form.desenhado = false;
  if (form.dobra.open) desenhar(form);
  if (foco) document.getElementById(foco)?.focus();
}

/** Junto de uma resposta, o que já está preenchido abre fechado: primeiro se lê, depois se corrige. */
function dobrarNoComeco(form, total) {
  if (form.dobrar && total > 0) form.dobra.open = false;
  form.dobrar = false;
}

function contar(total, corrigir) {
  const linhas = total === 1 ? "1 linha" : `${total.toLocaleString("pt-BR")} linhas`;
  return total === 0 ? "nada escrito ainda" : corrigir ? `${linhas}, ${corrigir} para corrigir` : linhas;
}

function atualizarCabeca(form, { versao, total, mostradas, filtro, gerais, corrigir }) {
  form.fila.vistaAte(versao);
  form.total = total;
  form.mostradas = mostradas;
  form.contagem.textContent = contar(total, corrigir);
  form.contagem.classList.toggle("cad-corrigir", corrigir > 0);
  form.gerais.replaceChildren(...gerais.map((frase) => no("p", {}, frase)));
  mostrarBusca(form, filtro);
  mostrarRodape(form);
}

function receberLinhas(form, m) {
  for (const id of m.apagadas) tirarLinha(form, id);
  const juntar = m.linhas.filter((linha) => !form.linhas.has(linha.id));
  for (const linha of m.linhas) {
    form.linhas.set(linha.id, linha);
    for (const campo of form.campos) {
      const caixa = form.caixas.get(`${linha.id}|${campo.nome}`);
      if (caixa) mostrarNaCelula(form, caixa, campo, linha);
    }
    resumir(form, linha.id);
  }
  const semDesenho = juntar.filter((linha) => !form.caixas.has(`${linha.id}|${form.campos[0].nome}`));
  atualizarCabeca(form, m);
  if (!semDesenho.length || !form.desenhado) return;
  if (form.modo === "ficha") { form.modo = form.umaLinha ? "ficha" : "tabela"; desenhar(form); return; }
  for (const linha of semDesenho) form.corpo.querySelector("tbody").insertBefore(linhaDaTabela(form, linha), linhaEmBranco(form));
  numerar(form);
}

function receberEco(form, { linha, campo, texto, eco, pendencias }) {
  const caixa = form.caixas.get(`${linha}|${campo}`);
  if (!caixa || caixa.entrada.value !== texto) return; // já se escreveu outra coisa
  mostrarLeitura(form, caixa, form.campos.find((c) => c.nome === campo), eco, pendencias);
}

function receberSalvo(form, m) {
  form.fila.salvo(m.n, m.versao);
  for (const conflito of m.conflitos) {
    const caixa = form.caixas.get(`${conflito.linha}|${conflito.campo}`);
    if (caixa) mostrarConflito(caixa, conflito, (texto) => {
      form.fila.por(conflito.linha, conflito.campo, texto);
      form.fila.agora();
    });
  }
  receberLinhas(form, m);
}

function preencherLista(form, campo, nomes) {
  const lista = form.apoio.querySelector(`[id="${form.nome}-lista-${campo}"]`);
  lista?.replaceChildren(...nomes.map((nome) => no("option", { value: nome })));
}

// ------------------------------------------------------------------ desenho

function desenhar(form) {
  form.desenhado = true;
  form.caixas.clear();
  form.ajuda.hidden = form.modo === "ficha";
  const linhas = [...form.linhas.values()];
  form.corpo.replaceChildren(form.modo === "ficha" ? ficha(form, linhas[0] ?? linhaNova(form)) : tabela(form, linhas));
  form.apoio.replaceChildren(
    no("datalist", { id: `${form.nome}-faltas` }, FALTAS.map((falta) => no("option", { value: falta }))),
    form.campos.map((campo) => [
      campo.ajuda && no("span", { id: `${form.nome}-ajuda-${campo.nome}` }, campo.ajuda),
      campo.sugere && no("datalist", { id: `${form.nome}-lista-${campo.nome}` })].filter(Boolean)).flat());
  for (const campo of form.campos) if (campo.nomes?.length) preencherLista(form, campo.nome, campo.nomes);
  if (form.modo === "tabela") numerar(form);
  mostrarRodape(form);
}

function caixaDe(form, linha, campo) {
  const caixa = celula(form, linha, campo);
  form.caixas.set(`${linha.id}|${campo.nome}`, caixa);
  return caixa;
}

function ficha(form, linha) {
  return no("div", { class: "cad-ficha", "data-linha": linha.id }, form.campos.map((campo) => {
    const caixa = caixaDe(form, linha, campo);
    if (campo.ajuda) caixa.querySelector("label").after(no("span", { class: "cad-ajuda", "aria-hidden": "true" }, campo.ajuda));
    return caixa;
  }));
}

function tabela(form, linhas) {
  const cabeca = no("tr", {}, no("th", { scope: "col" }, no("span", { class: "cad-oculto" }, "Linha")),
    form.campos.map((campo) => no("th", { scope: "col" }, campo.rotulo,
      campo.unidade ? no("span", { class: "cad-unidade" }, ` (${campo.unidade})`) : null,
      campo.obrigatorio ? no("span", { class: "cad-obrigatorio", title: "precisa ser preenchido" }, "\u00a0*") : null)));
  const corpo = no("tbody", {}, [...linhas, linhaNova(form)].map((linha) => linhaDaTabela(form, linha)));
  const quadro = no("table", { class: "cad-tabela", "aria-labelledby": form.titulo.id }, no("thead", {}, cabeca), corpo);
  const rolagem = no("div", { class: "cad-rolagem" }, quadro);
  return rolagem;
}

function linhaDaTabela(form, linha) {
  const nova = !form.linhas.has(linha.id);
  const fechada = nova || form.linhas.size > 1; // só o telefone fecha os cartões
  const resumo = no("button", { type: "button", class: "cad-resumo", "aria-expanded": String(!fechada),
    onclick: () => resumo.setAttribute("aria-expanded", String(tr.classList.toggle("cad-fechada") === false)) });
  const apagar = botao("×", () => apagarLinha(form, linha.id), "cad-apagar");
  const tr = no("tr", { "data-linha": linha.id, class: `${fechada ? "cad-fechada" : ""} ${nova ? "cad-nova" : ""}`.trim() },
    no("th", { scope: "row" }, no("span", { class: "cad-numero" }), resumo, apagar),
    form.campos.map((campo) => no("td", {}, caixaDe(form, linha, campo))));
  return tr;
}

/** Número, resumo do cartão e nome do botão de apagar, na ordem da tela. */
function numerar(form) {
  [...form.corpo.querySelectorAll("tbody > tr")].forEach((tr, i) => {
    const nova = !form.linhas.has(tr.dataset.linha);
    tr.classList.toggle("cad-nova", nova);
    tr.querySelector(".cad-numero").textContent = nova ? "nova" : i + 1;
    tr.querySelector(".cad-apagar").setAttribute("aria-label", `Apagar linha ${i + 1}`);
    resumir(form, tr.dataset.linha);
  });
}

function resumir(form, id) {
  const resumo = form.corpo.querySelector(`tr[data-linha="${id}"] .cad-resumo`);
  if (!resumo) return;
  const textos = form.campos.map((campo) => form.caixas.get(`${id}|${campo.nome}`).entrada.value).filter(Boolean);
  resumo.textContent = textos.slice(0, 3).join(" · ") || "Linha nova";
}

function mostrarRodape(form) {
  const faltam = form.total - form.mostradas;
  form.rodape.replaceChildren(...[
    form.umaLinha ? null : botao("+ Linha", () => acrescentar(form), "cad-mais-linha"),
    faltam > 0 ? botao(`Mostrar mais ${Math.min(50, faltam)} (faltam ${faltam.toLocaleString("pt-BR")})`, () => form.enviar("mais")) : null,
  ].filter(Boolean));
}

function mostrarBusca(form, filtro) {
  form.busca.hidden = form.total <= 60 && !filtro;
  if (form.busca.childElementCount) { form.busca.lastChild.textContent = quantas(form, filtro); return; }
  const procurar = depois(300, () => form.enviar("procurar", { texto: entrada.value }));
  const entrada = no("input", { type: "search", id: `${form.nome}-busca`, oninput: procurar });
  form.busca.append(no("label", { for: entrada.id }, "Procurar nas linhas"), entrada,
    no("span", { class: "cad-quantas", role: "status" }, quantas(form, filtro)));
}

const quantas = (form, filtro) =>
  `${form.mostradas.toLocaleString("pt-BR")} de ${form.total.toLocaleString("pt-BR")} linhas${filtro ? " encontradas" : ""}`;
