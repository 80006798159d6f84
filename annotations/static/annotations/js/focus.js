// The cursor stays where it was when a part of the page is drawn anew.
import { tell } from "./status.js";

let left = null; // what had the focus, as it can be found again

const NAMED = ["href", "name", "value", "aria-label"];
// Without the classes that htmx gives and takes.
const classes = (element) => [...element.classList].filter((name) => !name.startsWith("htmx-")).join(" ") || null;
const attributes = (element) => [...NAMED.map((name) => element.getAttribute(name)), classes(element)];
const same = (one, other) => one.filter((each, at) => each !== null && each === other[at]).length;

function remember({ detail: { target, shouldSwap } }) {
  const element = document.activeElement;
  left = null;
  if (!shouldSwap || !target.contains?.(element) || element === document.body) return;
  left = { tag: element.tagName, id: element.id, attributes: attributes(element), article: element.closest("article")?.id };
}

// The element that stands where the remembered one stood; of a folded composer, its one line.
function standsThere(part) {
  const found = findAlike(part);
  return found?.closest("[data-folded]")?.querySelector("[data-write]") ?? found;
}

// The element of the same annotation and address.
function findAlike(part) {
  const byId = left.id && document.getElementById(left.id);
  if (byId) return byId;
  const around = (left.article && document.getElementById(left.article)) || part;
  const alike = [...around.querySelectorAll(left.tag)].map((element) => [same(left.attributes, attributes(element)), element]);
  alike.sort(([one], [other]) => other - one);
  return alike[0]?.[0] ? alike[0][1] : null;
}

// Puts the focus into a part that was drawn anew: to the first problem of a form, unless somebody
// is writing in it; else, if the focus was lost, to a preview, or to what stands where it was.
export function refocus(part) {
  const problem = part.querySelector(".errorlist");
  const lost = !document.activeElement || document.activeElement === document.body;
  if (problem) toProblem(part, problem);
  else if (lost) {
    const preview = part.querySelector(".preview");
    if (preview) preview.tabIndex = -1;
    (preview ?? (left && standsThere(part)) ?? part).focus({ preventScroll: true });
  }
  left = null;
}

function toProblem(part, problem) {
  tell([...part.querySelectorAll(".errorlist li")].map((each) => each.textContent).join(" "));
  if (problem.closest("[data-writing]")) return;
  const place = problem.closest("fieldset, .passage, .field") ?? problem.parentElement;
  const field = part.querySelector("[aria-invalid]") ?? place.querySelector("input:not([type=hidden]), textarea, select");
  (field ?? part).focus({ preventScroll: true });
}

// A page that begins in a text that is there already, such as that of an edit, begins at its end.
const begun = document.querySelector("textarea[autofocus]");
begun?.setSelectionRange(begun.value.length, begun.value.length);

document.addEventListener("htmx:beforeSwap", remember);
