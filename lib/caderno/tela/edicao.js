// O que a pessoa faz no formulário: escrever, andar com o teclado, colar, acrescentar e apagar linhas.

function ouvirPessoa(form) {
  const ler = new Map(); // caixa -> espera antes de perguntar ao Python o que ele leu
  form.corpo.addEventListener("input", ({ target }) => {
    const { linha, campo } = target.dataset;
    if (!campo) return;
    mudou(form, linha, campo, target.value);
    if (!ler.has(target)) ler.set(target, depois(200, () => form.enviar("ler", { linha, campo: target.dataset.campo, texto: target.value })));
    ler.get(target)();
  });
  form.corpo.addEventListener("change", () => form.fila.agora());
  form.corpo.addEventListener("focusin", ({ target }) => mostrarAjuda(form, target));
  form.corpo.addEventListener("keydown", (evento) => descer(form, evento));
  form.corpo.addEventListener("paste", (evento) => colar(form, evento));
}

function mudou(form, linha, campo, texto) {
  form.fila.por(linha, campo, texto);
  const declarado = form.campos.find((c) => c.nome === campo);
  if (declarado.sugere === "ao escrever" && texto.trim().length >= 2) form.enviar("sugerir", { campo, texto });
  if (form.linhas.has(linha)) { resumir(form, linha); return; }
  form.linhas.set(linha, { id: linha, textos: {}, ecos: {}, pendencias: {} });
  if (form.modo === "ficha") return;
  form.corpo.querySelector("tbody").append(linhaDaTabela(form, linhaNova(form)));
  numerar(form);
}

function mostrarAjuda(form, entrada) {
  if (form.modo === "ficha") return; // na ficha a ajuda já está em cada caixa
  const campo = form.campos.find((c) => c.nome === entrada.dataset.campo);
  form.ajuda.textContent = campo?.ajuda ? `${campo.rotulo}: ${campo.ajuda}` : "";
  // Na tela larga a ajuda fica num lugar fixo acima da tabela; no telefone, junto da caixa.
  const estreita = matchMedia("(max-width: 640px)").matches;
  if (estreita) entrada.closest(".cad-celula")?.append(form.ajuda);
  else if (form.ajuda.nextSibling !== form.corpo) form.corpo.before(form.ajuda);
}

function descer(form, evento) {
  if (evento.key !== "Enter" || evento.target.tagName === "TEXTAREA" || evento.isComposing) return;
  if (!evento.target.dataset.campo) return;
  evento.preventDefault();
  form.fila.agora();
  const tr = evento.target.closest("tr");
  const vizinha = tr ? (evento.shiftKey ? tr.previousElementSibling : tr.nextElementSibling) : null;
  const alvo = vizinha?.querySelector(`[data-campo="${evento.target.dataset.campo}"]`) ?? (tr ? null : proximaCaixa(form, evento));
  if (alvo) focar(alvo);
}

function focar(entrada) {
  const tr = entrada.closest("tr");
  tr?.classList.remove("cad-fechada");
  tr?.querySelector(".cad-resumo").setAttribute("aria-expanded", "true");
  entrada.focus();
  entrada.select?.();
}

function proximaCaixa(form, evento) {
  const caixas = [...form.corpo.querySelectorAll("[data-campo]")];
  return caixas[caixas.indexOf(evento.target) + (evento.shiftKey ? -1 : 1)];
}

function colar(form, evento) {
  const texto = evento.clipboardData?.getData("text/plain") ?? "";
  if (!evento.target.dataset.campo || !/[\t\n]/.test(texto.trimEnd())) return; // uma caixa só: o navegador cola
  if (evento.target.tagName === "TEXTAREA" && !texto.includes("\t")) return;
  evento.preventDefault();
  const linhas = semCabecalho(lerColado(texto), form.campos);
  const comeco = form.campos.findIndex((c) => c.nome === evento.target.dataset.campo);
  if (linhas.length > 1 && form.modo === "ficha" && !form.umaLinha) virarTabela(form);
  let id = evento.target.dataset.linha;
  if (!form.caixas.has(`${id}|${form.campos[comeco].nome}`)) id = linhaEmBranco(form).dataset.linha;
  const ultimas = form.umaLinha ? linhas.slice(0, 1) : linhas;
  for (const textos of ultimas) {
    textos.forEach((valor, i) => escreverEm(form, id, form.campos[comeco + i], valor));
    id = linhaDepois(form, id);
  }
  form.fila.agora();
  dizer(form, ultimas.length === 1 ? "Colei 1 linha." : `Colei ${ultimas.length.toLocaleString("pt-BR")} linhas.`);
}

function escreverEm(form, id, campo, valor) {
  const caixa = campo && form.caixas.get(`${id}|${campo.nome}`);
  if (!caixa || caixa.entrada.value === valor) return;
  escreverNaEntrada(caixa.entrada, valor);
  mudou(form, id, campo.nome, valor);
}

function linhaDepois(form, id) {
  const proxima = form.corpo.querySelector(`tr[data-linha="${id}"]`)?.nextElementSibling;
  return proxima?.dataset.linha ?? linhaEmBranco(form)?.dataset.linha;
}

const linhaEmBranco = (form) => form.corpo.querySelector("tbody > tr.cad-nova");

/** Uma linha que ainda não existe no arquivo: passa a existir com a primeira letra. */
function linhaNova() {
  const sorteio = crypto.getRandomValues(new Uint8Array(16));
  return { id: [...sorteio].map((b) => b.toString(16).padStart(2, "0")).join(""), textos: {}, ecos: {}, pendencias: {} };
}

/** Passa da ficha à tabela sem perder o que ainda não foi salvo. */
function virarTabela(form) {
  for (const [chave, caixa] of form.caixas) {
    const [id, campo] = chave.split("|");
    const linha = form.linhas.get(id);
    if (linha) linha.textos[campo] = caixa.entrada.value;
  }
  const vazia = form.corpo.querySelector(".cad-ficha")?.dataset.linha;
  form.modo = "tabela";
  desenhar(form);
  if (!form.linhas.has(vazia)) return;
  for (const campo of form.campos) {
    escreverNaEntrada(form.caixas.get(`${vazia}|${campo.nome}`).entrada, form.linhas.get(vazia).textos[campo.nome] ?? "");
  }
}

function acrescentar(form) {
  if (form.modo === "ficha") virarTabela(form);
  numerar(form);
  focar(linhaEmBranco(form).querySelector("[data-campo]"));
}

function apagarLinha(form, id) {
  const salva = form.linhas.has(id);
  const tr = form.corpo.querySelector(`tr[data-linha="${id}"]`);
  const vizinha = tr.nextElementSibling?.querySelector("[data-campo]");
  form.fila.agora();
  if (salva) form.enviar("apagar", { linhas: [id] });
  else for (const campo of form.campos) escreverNaEntrada(form.caixas.get(`${id}|${campo.nome}`).entrada, "");
  vizinha?.focus();
}

function tirarLinha(form, id) {
  // Apagaram em outro lugar a linha em que esta pessoa escreve: o que ela escreve vale e a linha volta.
  if (form.campos.some((campo) => form.fila.temMudanca(id, campo.nome))) return;
  form.linhas.delete(id);
  for (const campo of form.campos) form.caixas.delete(`${id}|${campo.nome}`);
  const tr = form.corpo.querySelector(`[data-linha="${id}"]`);
  if (tr?.tagName === "TR") { tr.remove(); numerar(form); }
  else if (tr) desenhar(form);
}
