// Who may not write yet is told how to take part, with the selected words kept in the address that
// signing up and joining lead back to.
import { selected, showAt } from "./selection.js";
import { textOf } from "./passages.js";

const LONGEST = 1000; // characters of a passage that an address can carry
const panel = document.getElementById("take-part");
let before = null; // what had the focus

function goOnAt(kind, row, passage) {
  const query = new URLSearchParams({ kind });
  if (passage && passage.exact.length <= LONGEST) for (const [name, value] of Object.entries(passage)) query.set(name, value);
  const next = `${document.body.dataset.reading}p/${row.dataset.part}/?${query}#composer`;
  for (const each of panel.querySelectorAll("[data-next]")) {
    if (each.href) each.href = `${each.pathname}?${new URLSearchParams({ next })}`;
    else each.value = next;
  }
}

function hide() {
  if (panel.hidden) return;
  const inside = panel.contains(document.activeElement);
  panel.hidden = true;
  if (inside) before?.focus({ preventScroll: true });
}

function show() {
  const found = selected();
  if (found) {
    goOnAt("note", found.row, found.passage);
    showAt(panel, found.range.getBoundingClientRect());
  } else if (!panel.contains(document.activeElement)) hide();
}

// What a key does that would open a composer.
export function takePart(kind, row) {
  if (!panel) return;
  const found = selected();
  before = document.activeElement;
  goOnAt(kind, found?.row ?? row, found?.passage);
  showAt(panel, (found?.range ?? textOf(row)).getBoundingClientRect());
  const first = panel.querySelector("a, button") ?? panel;
  panel.tabIndex = -1;
  first.focus({ preventScroll: true });
}

export function startVisiting() {
  if (!panel) return;
  let waiting;
  document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => { if (!panel.contains(event.target)) hide(); });
}
