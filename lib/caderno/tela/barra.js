// A barra da página: de que rede é, para quem se olha, quem anota. O que pertence ao alto da página
// (nome da rede, salvo, esconder nomes) vai para lá quando ele existe; no JupyterLab fica aqui mesmo.

const ESCONDER = "caderno:esconder";

function campo(rotulo, controle) {
  controle.id = novoNome("barra");
  return no("div", { class: "barra-campo" }, no("label", { for: controle.id }, rotulo), controle);
}

function irParaRede(rede) {
  const endereco = new URL(location.href);
  endereco.searchParams.set("rede", rede);
  endereco.hash = "";
  location.assign(endereco);
}

const noVoila = () => document.body.dataset.voila === "voila";

function selecao(opcoes, escolhida, aoMudar) {
  const lista = no("select", { onchange: () => aoMudar(lista.value) });
  for (const [valor, rotulo] of opcoes) lista.append(no("option", { value: valor, selected: valor === escolhida }, rotulo));
  return lista;
}

function escolhaDaRede(estado) {
  const lista = selecao(estado.redes, estado.rede, irParaRede);
  if (noVoila()) return campo("Rede", lista);
  return no("p", { class: "barra-campo" }, `Rede: ${estado.titulo}. Para abrir outra, mude o nome na célula “rede”.`);
}

function quemAnota(estado, conversa) {
  const texto = no("input", { type: "text", autocomplete: "name", value: estado.autor, maxlength: 80 });
  texto.addEventListener("change", () => conversa.enviar("autor", { nome: texto.value }));
  return campo("Quem está anotando?", texto);
}

function recomecar(conversa) {
  const caixa = no("div", { class: "barra-larga" });
  const voltar = () => {
    caixa.replaceChildren(
      no("p", {}, "Esta é uma rede inventada, para experimentar à vontade."),
      no("button", { type: "button", onclick: perguntar }, "Recomeçar do exemplo"),
    );
  };
  const perguntar = () => {
    const sim = no("button", { type: "button", onclick: () => conversa.enviar("recomecar") }, "Sim, recomeçar");
    caixa.replaceChildren(
      no("p", {}, "O que foi escrito na rede de exemplo será apagado. Recomeçar?"),
      sim,
      no("button", { type: "button", onclick: voltar }, "Não"),
    );
    sim.focus();
  };
  voltar();
  return caixa;
}

function novaRede(conversa) {
  const nome = no("input", { type: "text", autocomplete: "off", maxlength: 80 });
  const form = no("form", { class: "barra-larga barra-nova" },
    campo("Começar uma rede nova: como ela se chama?", nome),
    no("button", {}, "Criar a rede"));
  form.addEventListener("submit", (evento) => {
    evento.preventDefault();
    conversa.enviar("criar", { titulo: nome.value });
  });
  return form;
}

function diagnostico({ frase, aviso, endereco }) {
  const p = no("p", { class: `barra-larga ${aviso ? "barra-aviso" : "barra-fraco"}` }, no("span", {}, frase));
  if (endereco && noVoila()) p.append(no("a", { href: endereco + location.search }, "Abrir o diagnóstico"));
  return p;
}

// O alto da página existe no Voilà; no JupyterLab a barra traz a própria caixinha.
function ligarEsconder(raiz, conversa) {
  let caixa = document.getElementById("caderno-esconder");
  if (!caixa) {
    caixa = no("input", { type: "checkbox" });
    raiz.append(no("label", { class: "barra-larga" }, caixa, "Esconder nomes"));
  }
  const avisar = () => {
    sessionStorage.setItem(ESCONDER, caixa.checked ? "sim" : "");
    document.dispatchEvent(new CustomEvent(ESCONDER, { detail: { ligado: caixa.checked } }));
    conversa.enviar("esconder", { ligado: caixa.checked });
  };
  caixa.addEventListener("change", avisar);
  // Vale até a pessoa fechar o navegador: numa reunião não se quer marcar de novo em cada página.
  if (sessionStorage.getItem(ESCONDER) && !caixa.checked) {
    caixa.checked = true;
    avisar();
  }
  return () => caixa.removeEventListener("change", avisar);
}

function ligarSalvo() {
  const lugar = document.getElementById("caderno-salvo");
  const mostrar = (evento) => { if (lugar) lugar.textContent = evento.detail.texto; };
  document.addEventListener("caderno:salvo", mostrar);
  document.addEventListener("caderno:salvando", mostrar);
  return () => {
    document.removeEventListener("caderno:salvo", mostrar);
    document.removeEventListener("caderno:salvando", mostrar);
  };
}

function olharPara(estado, conversa) {
  const opcoes = [["", estado.todos], ...estado.nomes.map((nome, i) => [String(i), nome])];
  const lista = selecao(opcoes, estado.quem, (qual) => conversa.enviar("olhar", { qual }));
  lista.classList.add("barra-empreendimentos");
  return campo("Olhar para", lista);
}

// O que se usa toda hora fica à vista; trocar de rede e de quem anota fica dobrado depois da primeira vez.
function desenharBarra(raiz, estado, conversa, recado) {
  const aVista = [];
  const dobrado = [];
  if (estado.erro || !estado.modulo) aVista.push(escolhaDaRede(estado));
  else dobrado.push(escolhaDaRede(estado));
  if (!estado.erro) {
    if (estado.modulo && estado.nomes.length) aVista.push(olharPara(estado, conversa));
    (estado.modulo && estado.autor ? dobrado : aVista).push(quemAnota(estado, conversa));
    if (estado.diagnostico) aVista.push(diagnostico(estado.diagnostico));
    if (estado.exemplo) (estado.modulo ? dobrado : aVista).push(recomecar(conversa));
  }
  if (!estado.modulo) aVista.push(novaRede(conversa));
  if (dobrado.length) {
    const dentro = no("div", { class: "barra-dentro" }, dobrado);
    aVista.push(no("details", { class: "barra-larga" }, no("summary", {}, estado.autor ? "Trocar de rede ou de quem anota" : "Trocar de rede"), dentro));
  }
  recado.textContent = estado.erro;
  recado.hidden = !estado.erro;
  raiz.replaceChildren(recado, ...aVista);
  const alto = document.getElementById("caderno-rede");
  if (alto) alto.textContent = estado.titulo;
}

function render({ model, el }) {
  const recado = no("p", { class: "barra-larga barra-aviso", role: "alert" });
  const raiz = no("section", { class: "barra", "aria-label": "Esta página" });
  const conversa = conversar(model, {
    estado: ({ estado }) => {
      desenharBarra(raiz, estado, conversa, recado);
      // Com a rede por abrir, a frase daqui já diz o que houve: a da célula que parou seria repetição.
      if (estado.erro) document.querySelector(".caderno-falha")?.remove();
      else soltarEsconder ??= ligarEsconder(raiz, conversa);
      document.dispatchEvent(new CustomEvent("caderno:pronta"));
      raiz.dataset.pronta = "sim";
    },
    rotulos: ({ nomes }) => {
      const lista = raiz.querySelector(".barra-empreendimentos");
      if (lista) nomes.forEach((nome, i) => { lista.options[i + 1].textContent = nome; });
    },
    frase: ({ frase }) => { recado.textContent = frase; recado.hidden = !frase; },
    abrir: ({ rede }) => {
      if (noVoila()) return irParaRede(rede);
      recado.textContent = `Pronto. Para abrir, escreva rede = "${rede}" na célula lá em cima e rode as células de novo.`;
      recado.hidden = false;
    },
  });
  let soltarEsconder = null;
  const soltarSalvo = ligarSalvo();
  const sair = () => conversa.enviar("sair");
  document.addEventListener("caderno:sair", sair);
  el.append(raiz);
  conversa.enviar("comecar");
  return () => {
    conversa.fechar();
    soltarSalvo();
    soltarEsconder?.();
    document.removeEventListener("caderno:sair", sair);
  };
}
