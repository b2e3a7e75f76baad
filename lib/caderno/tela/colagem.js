// Colar um pedaço de planilha: o texto copiado vem com tabulações entre colunas e quebras entre linhas.

/** "a\tb\nc\td" -> [["a", "b"], ["c", "d"]]; aspas protegem quebras dentro de uma caixa. */
function lerColado(texto) {
  const linhas = [[]];
  let caixa = "", entreAspas = false, comeco = true;
  const fechar = () => { linhas.at(-1).push(caixa.trim()); caixa = ""; comeco = true; };
  for (let i = 0; i < texto.length; i++) {
    const letra = texto[i];
    if (entreAspas) {
      if (letra === '"' && texto[i + 1] === '"') { caixa += '"'; i++; }
      else if (letra === '"') entreAspas = false;
      else caixa += letra;
    } else if (letra === '"' && comeco) { entreAspas = true; comeco = false; }
    else if (letra === "\t") fechar();
    else if (letra === "\n") { fechar(); linhas.push([]); }
    else if (letra !== "\r") { caixa += letra; comeco = false; }
  }
  fechar();
  while (linhas.length && linhas.at(-1).every((celula) => celula === "")) linhas.pop();
  return linhas;
}

/** Copiar com o cabeçalho junto é comum: a primeira linha que só repete os títulos não é dado. */
function semCabecalho(linhas, campos) {
  const dobrar = (texto) => texto.normalize("NFD").replace(/[^\w]/g, "").toLowerCase();
  const titulos = new Set(campos.flatMap((campo) => [dobrar(campo.rotulo), dobrar(`${campo.rotulo}${campo.unidade}`)]));
  const cheias = (linhas[0] ?? []).filter(Boolean);
  return cheias.length > 1 && cheias.every((texto) => titulos.has(dobrar(texto))) ? linhas.slice(1) : linhas;
}
