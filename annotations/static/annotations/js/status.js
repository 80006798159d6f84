// The one place that says what has just happened, to the eye and to a screen reader.
let fading;

// Words with a form that undoes what was done stay until something else is said.
export function tell(words, undo = null) {
  const status = document.getElementById("status");
  status.textContent = words;
  status.classList.add("passing");
  clearTimeout(fading);
  if (undo) status.append(" ", undo);
  else fading = setTimeout(() => { status.textContent = ""; status.classList.remove("passing"); }, 6000);
}

// What the server has to say comes with the thread that it sends.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const said = target.querySelector?.("[data-said]");
  if (!said) return;
  const undo = said.querySelector("form.undo");
  undo?.remove();
  tell(said.textContent.trim(), undo);
  said.remove();
});
