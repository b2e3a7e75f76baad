// A resposta de um instrumento: só se calcula o que está aberto na tela, e de novo quando algo mudou.

function render({ model, el }) {
  const nome = novoNome("resposta");
  const situacao = avisoVivo("cad-situacao");
  const leitura = no("div", { class: "cad-oculto", role: "status" });
  const escolhas = no("div", { class: "cad-escolhas" });
  const corpo = no("div", { class: "cad-resposta", "aria-busy": "true" }, no("p", { class: "cad-espera" }, "Calculando…"));
  const sugestoes = no("div", { class: "cad-sugestoes" });
  let visivel = false, velho = true, calculando = false;
  const { enviar, fechar } = conversar(model, {
    mudou: () => { velho = true; calcular(); },
    escolhas: (m) => mostrarEscolhas(nome, escolhas, m.escolhas, (dados) => enviar("escolher", dados)),
    sugestoes: (m) => mostrarSugestoes(sugestoes, m.sugestoes, (n) => enviar("levar", { n })),
    resultado: (m) => {
      calculando = false;
      situacao.textContent = "";
      corpo.setAttribute("aria-busy", "false");
      trocarCorpo(corpo, m.html);
      if (leitura.textContent !== m.leitura) leitura.textContent = m.leitura;
      if (velho) calcular();
    },
    frase: (m) => {
      calculando = false;
      velho = true; // abrir a pergunta outra vez é tentar outra vez
      corpo.setAttribute("aria-busy", "false");
      situacao.textContent = m.frase;
      corpo.querySelector(".cad-espera")?.remove();
    },
  });
  const calcular = depois(400, () => {
    if (!visivel || !velho || calculando) return;
    velho = false;
    calculando = true;
    corpo.setAttribute("aria-busy", "true");
    if (!corpo.querySelector(".cad-espera")) situacao.textContent = "Calculando…";
    enviar("calcular");
  });
  el.append(no("section", { class: "cad-resultado", "aria-label": "Resposta" }, escolhas, situacao, leitura, corpo, sugestoes));
  const parar = olhar(el, (agora) => { visivel = agora; if (agora) calcular(); });
  return () => { parar(); fechar(); };
}

/** Troca a resposta sem fechar o que a pessoa abriu nem perder o lugar dela na página. */
function trocarCorpo(corpo, html) {
  const abertos = [...corpo.querySelectorAll("details")].map((d) => d.open);
  const altura = corpo.offsetHeight;
  corpo.style.minHeight = `${altura}px`;
  corpo.innerHTML = html;
  const agora = [...corpo.querySelectorAll("details")];
  if (agora.length === abertos.length) agora.forEach((d, i) => { d.open = abertos[i]; });
  requestAnimationFrame(() => { corpo.style.minHeight = ""; });
}

/** O que a resposta propõe: cada linha vai para o quadro dela com um toque, e diz quando já está lá. */
function mostrarSugestoes(lugar, sugestoes, levar) {
  const ondeEstava = [...lugar.querySelectorAll("li")].indexOf(document.activeElement?.closest("li"));
  if (!sugestoes.length) { lugar.replaceChildren(); return; }
  const linhas = sugestoes.map((s, n) => no("li", {}, no("span", {}, s.texto),
    s.feita ? no("span", { class: "cad-eco", tabindex: "-1" }, `Já está em: ${s.quadro}`)
      : botao("Levar para o plano", () => levar(n), "", { "aria-label": `Levar para o plano: ${s.texto}` })));
  lugar.replaceChildren(no("h4", {}, "Para combinar na roda"), no("ul", {}, linhas));
  linhas[ondeEstava]?.querySelector("button, .cad-eco")?.focus();
}

function mostrarEscolhas(nome, lugar, escolhas, escolher) {
  if (lugar.contains(document.activeElement) && lugar.childElementCount === escolhas.length) {
    atualizarEscolhas(lugar, escolhas);
    return;
  }
  lugar.replaceChildren(...escolhas.map((e) => (e.opcoes ? grupoDeOpcoes(nome, e, escolher) : caixaDeEscolha(nome, e, escolher))));
}

function atualizarEscolhas(lugar, escolhas) {
  escolhas.forEach((e, i) => {
    for (const entrada of lugar.children[i].querySelectorAll("input")) {
      if (entrada.type === "radio") entrada.checked = entrada.value === e.texto;
      else if (entrada !== document.activeElement) entrada.value = e.texto;
    }
    const frase = lugar.children[i].querySelector(".cad-frase, .cad-eco");
    if (frase) frase.textContent = e.frase;
  });
}

function grupoDeOpcoes(nome, e, escolher) {
  return no("fieldset", { class: "cad-grupo" }, no("legend", {}, e.rotulo),
    e.ajuda ? no("p", { class: "cad-ajuda" }, e.ajuda) : null,
    no("div", { class: "cad-opcoes" }, e.opcoes.map((opcao) => no("label", { class: "cad-marcar" },
      no("input", { type: "radio", name: `${nome}-${e.nome}`, value: opcao, checked: opcao === e.texto,
        onchange: () => escolher({ nome: e.nome, texto: opcao }) }), ` ${opcao}`))));
}

function caixaDeEscolha(nome, e, escolher) {
  const id = `${nome}-${e.nome}`;
  const mandar = depois(600, () => escolher({ nome: e.nome, texto: entrada.value }));
  const entrada = no("input", { type: "text", id, value: e.texto, inputmode: e.teclado, oninput: mandar,
    onchange: () => mandar.ja(), "aria-describedby": `${id}-frase` });
  return no("div", { class: "cad-celula cad-caixa-de-escolha" }, no("label", { for: id }, e.rotulo),
    e.ajuda ? no("span", { class: "cad-ajuda" }, e.ajuda) : null, entrada,
    no("span", { class: e.erro ? "cad-frase" : "cad-eco", id: `${id}-frase` }, e.frase));
}
