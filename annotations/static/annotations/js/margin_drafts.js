// A paragraph for which a draft waits in this browser says so in the margin.
import { CHANGED, PREFIX, drafts } from "./drafts.js";
import { gettext } from "./gettext.js";

const reading = document.body.dataset.reading;
let waiting = null;

// The parts of the text with a draft: their composers' addresses begin with the reading's.
function parts() {
  const start = `${PREFIX}${reading}p/`;
  return new Set(drafts().map(([key]) => key).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length).split("/")[0]));
}

function mark() {
  const drafted = parts();
  for (const row of document.querySelectorAll(".row")) {
    const sign = row.querySelector("[data-add]");
    if (!sign || drafted.has(row.dataset.part) === sign.matches(".drafted")) continue;
    sign.dataset.label ??= sign.getAttribute("aria-label");
    const has = sign.classList.toggle("drafted");
    sign.textContent = has ? "✎" : "+";
    sign.setAttribute("aria-label", has ? gettext("Go on with your draft") : sign.dataset.label);
    if (has) sign.title = gettext("Go on with your draft");
    else sign.removeAttribute("title");
  }
}

function soon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(mark);
}

export function startMarginDrafts() {
  mark();
  for (const name of [CHANGED, "htmx:load"]) document.addEventListener(name, soon);
  addEventListener("storage", soon);
}
