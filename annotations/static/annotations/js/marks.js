// A mark in the text leads to the annotations about its words, one after another; an annotation that
// is pointed at or has the focus lights its words.
import { gettext, interpolate } from "./gettext.js";
import { highlight, textOf } from "./passages.js";
import { tell } from "./status.js";
import { open, openRow, showInside } from "./threads.js";

const shown = new WeakMap(); // thread: which of its lit annotations was gone to last
let lighted = null;
let pressed = null; // the link whose address is taken away while a button of the mouse is down

const plain = (event) => !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

// Browsers begin no selection inside a link. Without its address it is none, until the button is up.
function press(event) {
  release();
  const link = event.target.closest?.("a.marked");
  if (!link || !plain(event)) return;
  pressed = { link, address: link.getAttribute("href") };
  link.removeAttribute("href");
}

function release() {
  if (pressed) pressed.link.setAttribute("href", pressed.address);
  pressed = null;
}

async function clicked(event) {
  const link = event.target.closest("a.marked");
  const row = link?.closest(".row");
  if (!row || !plain(event)) return;
  event.preventDefault();
  if (event.detail && !getSelection().isCollapsed) return; // words were selected
  const words = new URL(link.href).searchParams.get("at");
  const thread = openRow() === row ? row.querySelector(".thread") : null;
  if (thread?.dataset.words === words) return goTo(thread, (shown.get(thread) ?? 0) + 1);
  await open(row, { from: link, query: `&at=${words}` });
  const opened = row.querySelector(".thread");
  if (opened) say(opened, 0);
}

function goTo(thread, index) {
  const lit = thread.querySelectorAll(".lit");
  const article = lit[index % lit.length];
  shown.set(thread, index % lit.length);
  article.focus({ preventScroll: true });
  showInside(thread, article);
  say(thread, index % lit.length);
}

function say(thread, index) {
  const count = thread.querySelectorAll(".lit").length;
  if (count) tell(interpolate(gettext("About these words: %(number)s of %(count)s"), { number: index + 1, count }, true));
}

// Lights the words of the annotation under the pointer, else of the one that has the focus.
function lightWords({ type, target }) {
  const pointed = type === "mouseover" ? target : document.querySelector("article.annotation:hover");
  const article = (pointed?.closest?.("article.annotation") ?? document.activeElement?.closest("article.annotation"));
  if (article === lighted && type !== "htmx:afterSettle") return;
  lighted = article;
  const text = article?.dataset.start && textOf(article.closest(".row") ?? document);
  if (text) highlight(text, Number(article.dataset.start), Number(article.dataset.end), "words");
  else highlight(null, undefined, undefined, "words");
}

export function startMarks() {
  document.addEventListener("mousedown", press, true);
  addEventListener("mouseup", release, true);
  addEventListener("blur", release);
  document.addEventListener("click", clicked);
  for (const event of ["mouseover", "focusin", "focusout", "htmx:afterSettle"]) document.addEventListener(event, lightWords);
}
