// Selecting words of the text fills in where an orphan shall stand.
import { gettext } from "./gettext.js";
import { offsets, wholeWords } from "./passages.js";

const form = document.querySelector("[data-place]");
let waiting;

function fill() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0).cloneRange();
  const element = (range.startContainer.parentElement ?? range.startContainer).closest?.("[data-text]");
  if (!element) return;
  // A triple click reaches into the next paragraph.
  if (!element.contains(range.endContainer)) range.setEnd(element, element.childNodes.length);
  const [start, end] = wholeWords(element.textContent, ...offsets(range, element));
  if (start >= end) return;
  form.elements.exact.value = [...element.textContent].slice(start, end).join("");
  form.elements.start.value = start;
  const part = element.closest("[data-part]");
  form.elements.number.value = part.dataset.part;
  for (const each of document.querySelectorAll(".chosen")) each.classList.remove("chosen");
  part.classList.add("chosen");
}

form.querySelector("[data-hint]").textContent = gettext("select them in the text");
document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(fill, 150); });
form.elements.exact.addEventListener("input", () => { form.elements.start.value = ""; form.elements.number.value = ""; });
