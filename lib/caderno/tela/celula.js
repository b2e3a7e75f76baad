// Uma caixa do formulário: rótulo, entrada, o que foi lido e o que falta resolver.

const FALTAS = ["não sei", "não se aplica"];

/** A caixa de um campo numa linha. `linha` tem textos, ecos e pendencias por campo. */
function celula(form, linha, campo) {
  const id = `${form.nome}-${linha.id}-${campo.nome}`;
  const entrada = campo.opcoes ? entradaDeEscolher(campo, id) : entradaDeEscrever(form, campo, id);
  entrada.dataset.campo = campo.nome;
  entrada.dataset.linha = linha.id;
  if (campo.obrigatorio) entrada.setAttribute("aria-required", "true");
  const caixa = no("div", { class: `cad-celula cad-tipo-${campo.tipo}${campo.vela ? " cad-velado" : ""}` },
    no("label", { for: id }, campo.rotulo,
      campo.unidade ? no("span", { class: "cad-unidade" }, ` (${campo.unidade})`) : null,
      campo.obrigatorio ? no("span", { class: "cad-obrigatorio", "aria-hidden": "true" }, "\u00a0*") : null),
    entrada);
  caixa.entrada = entrada;
  mostrarNaCelula(form, caixa, campo, linha);
  return caixa;
}

function entradaDeEscrever(form, campo, id) {
  if (campo.tipo === "texto_longo" && form.modo === "ficha") return no("textarea", { id, rows: 3 });
  const toque = matchMedia("(pointer: coarse)").matches;
  return no("input", {
    id, type: "text", autocomplete: "off", inputmode: campo.teclado, spellcheck: campo.teclado ? "false" : null,
    // No teclado de números do telefone não dá para escrever "não sei": ele aparece como sugestão.
    list: campo.sugere ? `${form.nome}-lista-${campo.nome}` : campo.teclado && toque ? `${form.nome}-faltas` : null,
  });
}

function entradaDeEscolher(campo, id) {
  return no("select", { id }, no("option", { value: "" }, campo.vazio ?? "—"),
    campo.opcoes.map((opcao) => no("option", { value: opcao }, opcao)));
}

/** Põe o texto, o eco e a pendência sem mexer em quem está escrevendo. */
function mostrarNaCelula(form, caixa, campo, linha) {
  const texto = linha.textos[campo.nome] ?? "";
  const minha = caixa.emConflito || form.fila.temMudanca(linha.id, campo.nome);
  if (!minha && caixa.entrada.value !== texto) escreverNaEntrada(caixa.entrada, texto);
  mostrarLeitura(form, caixa, campo, linha.ecos?.[campo.nome] ?? "", linha.pendencias?.[campo.nome] ?? []);
}

function escreverNaEntrada(entrada, texto) {
  // Um texto que não está entre as opções continua visível: quem corrige é a pessoa.
  if (entrada.tagName === "SELECT" && texto && ![...entrada.options].some((o) => o.value === texto)) {
    entrada.append(no("option", { value: texto }, texto));
  }
  entrada.value = texto;
}

function mostrarLeitura(form, caixa, campo, eco, pendencias) {
  const { entrada } = caixa;
  por(caixa, "cad-eco", eco, entrada.id);
  const frase = pendencias.map((p) => p.frase).join(" ");
  const erro = pendencias.some((p) => p.gravidade === "erro");
  const lugar = por(caixa, "cad-frase", frase, entrada.id);
  lugar?.classList.toggle("cad-frase-aviso", !erro);
  caixa.classList.toggle("cad-com-erro", erro);
  if (erro) entrada.setAttribute("aria-invalid", "true");
  else entrada.removeAttribute("aria-invalid");
  const descricoes = [campo.ajuda && `${form.nome}-ajuda-${campo.nome}`, frase && `${entrada.id}-cad-frase`,
    eco && `${entrada.id}-cad-eco`].filter(Boolean);
  if (descricoes.length) entrada.setAttribute("aria-describedby", descricoes.join(" "));
  else entrada.removeAttribute("aria-describedby");
}

function por(caixa, classe, texto, id) {
  let lugar = caixa.querySelector(`.${classe}`);
  if (!texto) return void lugar?.remove();
  if (!lugar) {
    lugar = no("span", { class: classe, id: `${id}-${classe}` });
    caixa.append(lugar);
  }
  if (lugar.textContent !== texto) lugar.textContent = texto;
  return lugar;
}

/** Duas pessoas escreveram na mesma caixa: mostra as duas e pergunta qual fica. */
function mostrarConflito(caixa, { meu, outro, autor }, escolher) {
  caixa.querySelector(".cad-conflito")?.remove();
  const fechar = (texto) => {
    conflito.remove();
    caixa.emConflito = false;
    escreverNaEntrada(caixa.entrada, texto);
    escolher(texto);
    caixa.entrada.focus();
  };
  caixa.emConflito = true;
  const quem = autor ? `${autor} escreveu` : "Em outro lugar escreveram";
  const conflito = no("div", { class: "cad-conflito", role: "alert" },
    no("p", {}, `${quem} “${outro || "(em branco)"}” aqui, e você “${meu || "(em branco)"}”. Qual fica?`),
    botao(`Fica “${outro || "em branco"}”`, () => fechar(outro)),
    botao(`Fica “${meu || "em branco"}”`, () => fechar(meu)));
  caixa.append(conflito);
}
