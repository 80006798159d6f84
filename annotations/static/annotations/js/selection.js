// Selecting words of a paragraph, with the pointer or the keyboard, offers the three composers.
import { gettext } from "./gettext.js";
import { composerCame, waitForComposer } from "./early_typing.js";
import { described, highlight, offsets, rangeOf, sentences, textOf, wholeWords } from "./passages.js";
import { tell } from "./status.js";
import { open } from "./threads.js";

const pick = document.getElementById("pick");
let waiting;

// The selected passage: { row, passage, across }, or null. Over two paragraphs, the first one's part.
// A triple click or a drag past a paragraph's end reaches into the next one without taking any of it.
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const [element, next] = touched(range);
  if (!element) return null;
  const text = element.textContent;
  if (!element.contains(range.endContainer)) range.setEnd(element, element.childNodes.length);
  if (!element.contains(range.startContainer)) range.setStart(element, 0);
  const [start, end] = wholeWords(text, ...offsets(range, element));
  if (start >= end) return null;
  return { row: element.closest(".row"), passage: described(text, start, end), across: Boolean(next), range };
}

// The first two paragraphs of which words are selected.
function touched(range) {
  const found = [];
  for (const each of document.querySelectorAll("[data-text]")) {
    if (found.length < 2 && range.intersectsNode(each) && within(range, each)) found.push(each);
  }
  return found;
}

function within(range, element) {
  const part = range.cloneRange();
  if (!element.contains(part.startContainer)) part.setStart(element, 0);
  if (!element.contains(part.endContainer)) part.setEnd(element, element.childNodes.length);
  return part.toString().trim() !== "";
}

export async function compose(kind, row) {
  const found = selected();
  pick.hidden = true;
  if (found?.across) tell(gettext("A passage stays inside one paragraph: this takes the first one’s part."));
  if (found) getSelection().removeAllRanges();
  waitForComposer();
  await open(found?.row ?? row, { compose: { kind, passage: found?.passage } });
  composerCame();
}

function show() {
  const found = selected();
  if (!found || document.activeElement?.closest?.(".thread")) { pick.hidden = true; return; }
  showAt(pick, found.range.getBoundingClientRect());
}

// Shows an element above a box of the page, or below it.
export function showAt(element, box) {
  element.hidden = false;
  const above = box.top - element.offsetHeight - 8;
  const bar = document.querySelector(".top").offsetHeight;
  const top = above > bar ? above : box.bottom + 8;
  const left = Math.min(Math.max(8, box.left + box.width / 2 - element.offsetWidth / 2), innerWidth - element.offsetWidth - 8);
  element.style.setProperty("top", `${top + scrollY}px`);
  element.style.setProperty("left", `${left + scrollX}px`);
}

// Picks a row's next sentence, so that a passage needs no pointer.
export function pickSentence(row) {
  const element = textOf(row);
  const all = sentences(element.textContent);
  const found = selected();
  const here = found?.row === row ? all.findIndex(([start]) => start >= found.passage.end) : 0;
  const [start, end] = all[Math.max(0, here)];
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(rangeOf(element, start, end));
}

export function startSelecting() {
  if (document.body.dataset.writes !== "yes") return;
  document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  pick.addEventListener("mousedown", (event) => event.preventDefault());
  pick.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) compose(button.dataset.kind, null);
  });
  document.addEventListener("htmx:beforeRequest", () => highlight());
}
