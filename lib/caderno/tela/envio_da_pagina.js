// O envio de uma planilha inteira, fora de qualquer formulário.

function render({ model, el }) {
  const conversa = conversar(model, { envio: (m) => painel.receber(m) });
  const painel = painelDeEnvio(conversa.enviar);
  painel.elemento.hidden = false;
  el.append(no("section", { class: "cad-quadro cad-envio-da-pagina", "aria-label": "Enviar planilha" }, painel.elemento));
  return conversa.fechar;
}
