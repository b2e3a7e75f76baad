// O que a página faz sem o kernel: uma pergunta aberta por vez, índice, endereço da rede nos links, e avisos de que a
// conexão caiu ou de que a página não acaba de abrir.
// Sem JavaScript nada fica escondido.

const celulas = document.getElementById("celulas");
const configuracao = JSON.parse(document.getElementById("jupyter-config-data").textContent);

// ------------------------------------------------------------------ uma pergunta por vez

function montarSecoes() {
  const titulos = [...celulas.querySelectorAll(".jp-MarkdownOutput h2")];
  return titulos.map((titulo) => {
    titulo.querySelector(".anchor-link")?.remove();
    titulo.id = apelido(titulo.textContent);
    const corpo = criar("div", { className: "secao-corpo", hidden: true, id: `${titulo.id}-corpo` });
    const secao = criar("section", { className: "secao" });
    const botao = criar("button", { type: "button", textContent: titulo.textContent });
    botao.setAttribute("aria-expanded", "false");
    botao.setAttribute("aria-controls", corpo.id);
    corpo.append(...oQueVemDepois(titulo));
    depoisDe(celulaDe(titulo)).after(secao);
    titulo.replaceChildren(botao);
    secao.append(titulo, corpo);
    return { id: titulo.id, nome: botao.textContent, secao, titulo, botao, corpo };
  });
}

// "Quanto custa uma unidade?" -> "quanto-custa-uma-unidade": dá para ditar por telefone.
function apelido(texto) {
  const semAcento = texto.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return semAcento.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

// Do título até o próximo título, mesmo quando dividem uma célula de texto.
function oQueVemDepois(titulo) {
  const achados = [];
  const resto = criar("div", { className: titulo.parentElement.className });
  while (titulo.nextSibling && titulo.nextSibling.nodeName !== "H2") resto.append(titulo.nextSibling);
  if (resto.childElementCount) achados.push(resto);
  if (titulo.nextSibling) return achados;
  let celula = celulaDe(titulo).nextElementSibling;
  while (celula && !celula.querySelector(".jp-MarkdownOutput h2")) {
    achados.push(celula);
    celula = celula.nextElementSibling;
  }
  return achados;
}

function celulaDe(elemento) {
  let celula = elemento;
  while (celula.parentElement !== celulas) celula = celula.parentElement;
  return celula;
}

// Dois títulos na mesma célula: a segunda seção vem depois da primeira.
function depoisDe(celula) {
  let lugar = celula;
  while (lugar.nextElementSibling?.classList.contains("secao")) lugar = lugar.nextElementSibling;
  return lugar;
}

function abrir(aberta, secoes) {
  for (const s of secoes) {
    const sim = s === aberta;
    s.corpo.hidden = !sim;
    s.botao.setAttribute("aria-expanded", String(sim));
    s.secao.classList.toggle("aberta", sim);
    if (sim) s.secao.classList.add("ja-aberta"); // a impressão mostra o que a pessoa abriu
    if (sim) s.ligacao.setAttribute("aria-current", "true");
    else s.ligacao.removeAttribute("aria-current");
  }
}

function ligarSecoes(secoes) {
  const peloEndereco = () => secoes.find((s) => s.id === decodeURIComponent(location.hash.slice(1)));
  const ir = (s) => {
    abrir(s, secoes);
    s.titulo.scrollIntoView({ block: "start" });
  };
  secoes.forEach((s, i) => {
    s.botao.addEventListener("click", () => {
      const jaAberta = !s.corpo.hidden;
      history.replaceState(null, "", jaAberta ? location.pathname + location.search : `#${s.id}`);
      if (jaAberta) abrir(null, secoes);
      else ir(s);
    });
    const proxima = secoes[i + 1];
    if (proxima) s.corpo.append(paragrafoDaProxima(proxima));
  });
  const seguir = () => {
    const s = peloEndereco();
    if (!s) return;
    ir(s);
    s.botao.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", seguir);
  // Clicar de novo no mesmo endereço não muda o endereço, e a pessoa espera que a pergunta abra.
  document.addEventListener("click", (e) => {
    if (e.target.closest?.("a[href^='#']")?.hash === location.hash) seguir();
  });
  seguir();
  // A barra da página chega depois e empurra o que está embaixo.
  document.addEventListener("caderno:pronta", () => peloEndereco()?.titulo.scrollIntoView({ block: "start" }), { once: true });
}

function paragrafoDaProxima(secao) {
  const p = criar("p", { className: "secao-proxima" });
  p.append("A seguir: ", criar("a", { href: `#${secao.id}`, textContent: secao.nome }));
  return p;
}

function montarIndice(secoes) {
  const indice = criar("nav", { className: "indice" });
  indice.setAttribute("aria-label", "Nesta página");
  const lista = criar("ol");
  for (const s of secoes) {
    s.ligacao = criar("a", { href: `#${s.id}`, textContent: s.nome });
    lista.append(criar("li", {}, s.ligacao));
  }
  indice.append(criar("p", { className: "indice-titulo", textContent: "Nesta página" }), lista);
  celulas.before(indice);
  document.body.classList.add("com-indice");
}

// ------------------------------------------------------------------ rede no endereço

// Na hora do clique, porque há links que só aparecem quando o kernel responde.
function levarARede() {
  const rede = new URLSearchParams(location.search).get("rede");
  if (!rede) return;
  const completar = (evento) => {
    const ligacao = evento.target.closest?.("a[href*='.ipynb']");
    if (!ligacao) return;
    const endereco = new URL(ligacao.href);
    endereco.searchParams.set("rede", rede);
    ligacao.href = endereco.href;
  };
  document.addEventListener("pointerdown", completar, true);
  document.addEventListener("click", completar, true);
}

// No celular a tira de passos corre de lado: que o passo de agora apareça.
function mostrarPassoAtual() {
  const atual = document.querySelector(".passos [aria-current]");
  const tira = document.querySelector(".passos");
  if (atual) tira.scrollLeft = atual.offsetLeft - (tira.clientWidth - atual.offsetWidth) / 2;
}

// ------------------------------------------------------------------ conexão

const INTERVALO = 3000;
const PACIENCIA = 4000;
const SEM_RESPOSTA = "O caderno ainda não responde. Abra-o de novo no computador em que ele roda e recarregue esta página.";

async function situacaoDoKernel() {
  const endereco = `${configuracao.baseUrl}api/kernels/${configuracao.kernelId}`;
  try {
    const resposta = await fetch(endereco, { cache: "no-store", signal: AbortSignal.timeout(PACIENCIA) });
    return resposta.ok ? "bem" : "kernel";
  } catch {
    return "servidor";
  }
}

function vigiarConexao() {
  let falhas = 0;
  const olhar = async () => {
    const situacao = await situacaoDoKernel();
    falhas = situacao === "bem" ? 0 : falhas + 1;
    // Um kernel que o servidor não conhece não volta; a uma rede que falhou uma vez se dá outra chance.
    mostrarConexao(situacao === "kernel" || falhas > 1);
    setTimeout(olhar, INTERVALO);
  };
  setTimeout(olhar, INTERVALO);
}

function mostrarConexao(perdida) {
  const aviso = document.getElementById("caderno-conexao");
  if (perdida === Boolean(aviso.firstChild)) return;
  aviso.replaceChildren();
  document.body.classList.toggle("sem-conexao", perdida);
  if (!perdida) return;
  const frase = criar("p", { textContent: "O caderno perdeu a conexão. O que estava salvo continua salvo." });
  const botao = criar("button", { type: "button", textContent: "Recarregar a página" });
  botao.addEventListener("click", async () => {
    if ((await situacaoDoKernel()) !== "servidor") location.reload();
    else frase.textContent = SEM_RESPOSTA;
  });
  aviso.append(frase, botao);
}

// ------------------------------------------------------------------ sair da página

// O Voilà corta a conversa com o kernel em beforeunload. Este ouvinte vem antes do dele: primeiro os formulários mandam
// o que falta salvar; depois a barra pede ao kernel que, feito isso, se desligue.
function ligarSaida() {
  let saiu = false;
  const sair = () => {
    if (saiu) return;
    saiu = true;
    document.dispatchEvent(new CustomEvent("caderno:guardar"));
    document.dispatchEvent(new CustomEvent("caderno:sair"));
  };
  window.addEventListener("beforeunload", sair);
  window.addEventListener("pagehide", sair); // há celulares sem beforeunload
  // Quem volta para uma página guardada pelo navegador acharia o kernel já parado.
  window.addEventListener("pageshow", (e) => e.persisted && location.reload());
}

// ------------------------------------------------------------------ computador lento

// O anywidget desiste para sempre de uma peça que não começa em dois segundos. Num computador fraco, ou com muitas
// páginas abertas, a página morreria por isso; aqui ele espera mais.
const PRAZO_DO_ANYWIDGET = 2000;
const PRAZO_PACIENTE = 120_000;

function terPaciencia() {
  const prazo = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => prazo(ms === PRAZO_DO_ANYWIDGET ? PRAZO_PACIENTE : ms);
}

// ------------------------------------------------------------------ página que não acaba de abrir

// O HTML diz que partes a página tem; cada uma só aparece quando o navegador e o kernel conversam. Se alguma não aparece, a
// página o diz; e, se ninguém escreveu nela, abre-se de novo sozinha, uma vez. O tempo se conta em passos, e não no relógio:
// um navegador ocupado dá passos mais espaçados, e a ele se dá mais tempo.
const PASSO = 1000;
const DEMORA = 15;
const DESISTENCIA = 45;
const REABERTA = `caderno:reaberta:${location.pathname}${location.search}`;

function lugaresDasPartes() {
  const saidas = [...celulas.querySelectorAll("script[type='application/vnd.voila.cell-output+json']")];
  const partes = saidas.filter((s) => "application/vnd.jupyter.widget-view+json" in JSON.parse(s.textContent).data);
  return partes.map((s) => s.parentElement);
}

function apareceu(lugar) {
  const parte = lugar.querySelector(".jp-OutputArea-output > .lm-Widget");
  return Boolean(parte?.firstChild) && !parte.querySelector(".jupyter-widgets-error-widget, .barra:not([data-pronta])");
}

function vigiarAbertura() {
  const lugares = lugaresDasPartes();
  const inteira = Boolean(document.querySelector(".rodape"));
  const aberta = () => inteira && lugares.every(apareceu);
  let passos = 0;
  let escreveram = false;
  document.addEventListener("input", () => { escreveram = true; }, true);
  const olhar = async () => {
    if (aberta()) {
      document.getElementById("caderno-demora").replaceChildren();
      sessionStorage.removeItem(REABERTA);
      return;
    }
    passos += 1;
    if (passos === DEMORA) mostrarDemora();
    if (passos >= DESISTENCIA) await reabrir(() => !escreveram && !aberta());
    setTimeout(olhar, PASSO);
  };
  olhar();
}

async function reabrir(aindaVale) {
  if (sessionStorage.getItem(REABERTA) || !aindaVale()) return;
  const situacao = await situacaoDoKernel();
  if (situacao === "servidor" || !aindaVale()) return;
  sessionStorage.setItem(REABERTA, "sim");
  if (situacao === "bem") await largarKernel();
  location.reload();
}

function mostrarDemora() {
  const frase = criar("p", { textContent: "A página está demorando para abrir por inteiro. O que estava salvo continua salvo." });
  const botao = criar("button", { type: "button", textContent: "Abrir de novo" });
  botao.addEventListener("click", async () => {
    document.dispatchEvent(new CustomEvent("caderno:guardar"));
    if (document.querySelector("[data-situacao=salvando], [data-situacao=falhou]"))
      frase.textContent = "Ainda há o que salvar nesta página. Espere aparecer “salvo” e toque de novo.";
    else if ((await situacaoDoKernel()) === "servidor") frase.textContent = SEM_RESPOSTA;
    else location.reload();
  });
  document.getElementById("caderno-demora").append(frase, botao);
}

// A barra, que ao sair desliga o kernel, pode não ter aparecido. O Voilà quer a mesma senha no cookie e no cabeçalho; o
// cookie não fica, ou o Voilà passaria a desligar o kernel de quem sai antes de os formulários salvarem.
async function largarKernel() {
  const senha = crypto.getRandomValues(new Uint32Array(4)).join("");
  const endereco = `${configuracao.baseUrl}voila/api/shutdown/${configuracao.kernelId}`;
  const opcoes = { method: "POST", headers: { "X-XSRFToken": senha }, signal: AbortSignal.timeout(PACIENCIA) };
  document.cookie = `_xsrf=${senha}; path=/`;
  await fetch(endereco, opcoes).catch(() => {}); // o servidor recolhe depois os kernels sem página
  document.cookie = "_xsrf=; path=/; max-age=0";
}

// ------------------------------------------------------------------ começo

function criar(tipo, propriedades = {}, ...filhos) {
  const elemento = Object.assign(document.createElement(tipo), propriedades);
  elemento.append(...filhos);
  return elemento;
}

function comecar() {
  terPaciencia();
  if (document.body.dataset.modulo) {
    const secoes = montarSecoes();
    if (secoes.length) {
      montarIndice(secoes);
      ligarSecoes(secoes);
    }
  }
  celulas.classList.add("arrumadas");
  levarARede();
  mostrarPassoAtual();
  ligarSaida();
  vigiarConexao();
  vigiarAbertura();
  const pronta = () => {
    document.getElementById("abrindo")?.remove();
    document.getElementById("conteudo").removeAttribute("aria-busy");
  };
  document.addEventListener("caderno:pronta", pronta);
  if (document.querySelector(".caderno-falha[role=alert]")) pronta();
}

comecar();
