// Peças de HTML e de conversa com o Python, usadas por todas as partes da tela.
// Os arquivos desta pasta são juntados em um só módulo por peca.py: por isso não há import.

// Cada parte carrega a sua cópia deste arquivo: sem o sorteio, duas partes dariam o mesmo id.
const sorteio = Math.random().toString(36).slice(2, 8);
let proximo = 0;
const novoNome = (prefixo) => `${prefixo}-${sorteio}-${++proximo}`;

/** Cria um elemento: no("p", {class: "x", onclick: f}, "texto", outro). */
function no(etiqueta, atributos = {}, ...filhos) {
  const elemento = document.createElement(etiqueta);
  for (const [nome, valor] of Object.entries(atributos)) {
    if (valor === false || valor === null || valor === undefined) continue;
    if (nome.startsWith("on")) elemento.addEventListener(nome.slice(2), valor);
    else elemento.setAttribute(nome, valor === true ? "" : valor);
  }
  elemento.append(...filhos.flat().filter((filho) => filho !== null && filho !== undefined && filho !== ""));
  return elemento;
}

const botao = (texto, onclick, classe = "", outros = {}) =>
  no("button", { type: "button", class: `cad-botao ${classe}`.trim(), onclick, ...outros }, texto);

/** Um aviso que o leitor de tela fala quando muda. */
const avisoVivo = (classe = "") => no("p", { class: `cad-aviso ${classe}`.trim(), role: "status" });

/** Liga a parte ao Python: `respostas` tem uma função por tipo de mensagem. */
function conversar(model, respostas) {
  const ouvir = (mensagem, buffers) => respostas[mensagem.tipo]?.(mensagem, buffers ?? []);
  model.on("msg:custom", ouvir);
  return {
    enviar: (tipo, dados = {}, buffers = []) => model.send({ tipo, ...dados }, undefined, buffers),
    fechar: () => model.off("msg:custom", ouvir),
  };
}

/** Avisa quando o elemento está na parte aberta da página, com folga para já vir pronto; o que está fechado não está. */
function olhar(elemento, avisar) {
  const observador = new IntersectionObserver(
    (entradas) => avisar(entradas.at(-1).isIntersecting),
    { rootMargin: "4000px 0px" },
  );
  observador.observe(elemento);
  return () => observador.disconnect();
}

/** Chama só depois de `ms` sem novas chamadas; `.ja()` chama na hora se havia algo esperando. */
function depois(ms, chamar) {
  let espera = null;
  const marcar = () => {
    clearTimeout(espera);
    espera = setTimeout(() => { espera = null; chamar(); }, ms);
  };
  marcar.ja = () => { if (espera !== null) { clearTimeout(espera); espera = null; chamar(); } };
  marcar.parar = () => { clearTimeout(espera); espera = null; };
  return marcar;
}

/** Entrega à pessoa um arquivo que veio do Python. */
function entregarArquivo(nome, tipo, buffer, janela = null) {
  const endereco = URL.createObjectURL(new Blob([buffer], { type: tipo }));
  if (janela) janela.location = endereco;
  else {
    const ligacao = no("a", { href: endereco, download: nome, style: "display:none" });
    document.body.append(ligacao);
    ligacao.click();
    ligacao.remove();
  }
  setTimeout(() => URL.revokeObjectURL(endereco), 60000);
}

const horaLocal = () => new Date().toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" });
