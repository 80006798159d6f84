// What is being written is kept in this browser until the server has it.
import { gettext } from "./gettext.js";
import { tell } from "./status.js";

const user = document.body.dataset.user ?? "";
export const PREFIX = `counterpoint:draft:${user}:`;
const KEPT = ["body", "citation", "evidence", "quotation", "locator", "claim", "exact", "prefix", "suffix", "start", "end", "kind", "attack", "relation", "id"];
const WRITTEN = ["body", "citation", "evidence"];

const keyOf = (form) => PREFIX + form.dataset.draft;
const value = (form, name) => form.elements[name]?.value ?? "";

export function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keep(form) {
  const notice = form.querySelector("[data-kept]");
  if (WRITTEN.every((name) => !value(form, name).trim())) {
    localStorage.removeItem(keyOf(form));
    if (notice) notice.textContent = "";
    return;
  }
  const draft = Object.fromEntries(KEPT.filter((name) => form.elements[name]).map((name) => [name, value(form, name)]));
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ ...draft, when: Date.now() }));
    if (notice) notice.textContent = gettext("draft kept");
  } catch { /* the browser keeps nothing: the form itself still does */ }
}

function restore(form) {
  const draft = read(keyOf(form));
  if (!draft || WRITTEN.some((name) => value(form, name).trim())) return;
  for (const name of KEPT) if (draft[name] && form.elements[name]) form.elements[name].value = draft[name];
  const notice = form.querySelector("[data-kept]");
  if (notice) notice.textContent = gettext("your draft, as you left it");
}

// Once an annotation with a draft's identifier stands on the page, the draft has been posted.
function forgetPosted(root) {
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    const draft = read(key);
    if (draft?.id && root.querySelector?.(`#a-${CSS.escape(draft.id)}`)) localStorage.removeItem(key);
  }
}

function arrive(root) {
  forgetPosted(document);
  for (const form of root.querySelectorAll?.("form[data-draft]") ?? []) restore(form);
  if (root.matches?.("form[data-draft]")) restore(root);
}

document.addEventListener("input", (event) => { const form = event.target.closest("form[data-draft]"); if (form) keep(form); });
document.addEventListener("change", (event) => { const form = event.target.closest("form[data-draft]"); if (form) keep(form); });
document.addEventListener("htmx:load", (event) => arrive(event.target));
const UNREACHED = gettext("This did not reach the server. Your text is kept here: try again in a moment.");
const BUSY = gettext("Too much was being written at the same moment, so this was not saved. Your text is kept here: try again in a moment.");
for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failed, (event) => {
    const busy = event.detail.xhr?.status === 503;
    const problems = event.target.querySelector?.("[data-problems]");
    if (problems) {
      problems.innerHTML = '<ul class="errorlist" role="alert"><li></li></ul>';
      problems.querySelector("li").textContent = busy ? BUSY : UNREACHED;
    } else if (busy) tell(gettext("Too much was being written at the same moment, so nothing was done. Try again in a moment."));
  });
arrive(document);
