// Formulas in parts of a page that came later: the browser makes shadow trees only of a whole page.
function draw(part) {
  for (const template of part.querySelectorAll("template[shadowrootmode]")) {
    template.parentElement.attachShadow({ mode: "open" }).append(template.content);
    template.remove();
  }
}

for (const name of ["htmx:load", "htmx:oobAfterSwap"]) {
  document.addEventListener(name, (event) => draw(event.target));
}
