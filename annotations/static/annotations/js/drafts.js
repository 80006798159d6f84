// What is being written is kept in this browser until the server has it.
//
// A draft is { fields, base, id, words, when }: the fields of the form as name and value, the texts
// that the server had sent, and the identifier of the annotation to be. Every form with a text area
// has one, by its address; composers, which share an address, one for each annotation to be. What
// other forms at one address are about says `data-piece`.
import { gettext, interpolate } from "./gettext.js";

const user = document.querySelector("[data-user]")?.dataset.user ?? "";
export const PREFIX = `counterpoint:draft:${user}:`;
export const CHANGED = "counterpoint:drafts"; // the event that says that drafts have changed
const SENT = "counterpoint:sent";
// Hidden fields that belong to what is written; the others, such as versions, come from the server.
const KEPT_HIDDEN = ["exact", "prefix", "suffix", "start", "end", "id", "about"];
const NEVER_KEPT = ["csrfmiddlewaretoken", "reason", "part"]; // how to decide is chosen anew each time
const NOT_TYPED = ["hidden", "radio", "checkbox", "file", "password", "submit", "button", "date", "time"];
const PASSAGE = "exact"; // filled in by selecting, not by writing

const isComposer = (form) => form.matches("[data-composer]");
const isDrafted = (form) => user && form.method === "post" && form.querySelector("textarea") && !form.querySelector("[type=password]");
const addressOf = (form) => form.dataset.draft ?? new URL(form.action, location.href).pathname;
const pieceOf = (form) => form.dataset.piece ?? form.elements.id?.value ?? form.querySelector("textarea").name;
const keyOf = (form) => `${PREFIX}${addressOf(form)}#${pieceOf(form)}`;
export const typed = (form) => [...form.elements].filter((each) => each.name && each.name !== PASSAGE && each.type && !each.hidden && !NOT_TYPED.includes(each.type) && each.matches("textarea, input"));
export const isBlank = (form) => typed(form).every((each) => !each.value.trim());
// Answered by the server with what was sent: the text that it had before is not known here.
const isBound = (form) => "bound" in form.dataset || form.querySelector(".errorlist, [aria-invalid]") !== null;
const isChanged = (form) => typed(form).some((each) => each.value !== each.defaultValue);
const baseOf = (form) => Object.fromEntries(typed(form).map((each) => [each.name, each.defaultValue]));
// Two forms may have one draft, with fewer fields in one of them.
const hasBase = (form, base) => Object.entries(baseOf(form)).every(([name, words]) => (base?.[name] ?? words) === words);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

// All drafts of this user, or those of the forms with this address: [key, draft], newest first.
export function drafts(address = null) {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(address === null ? PREFIX : `${PREFIX}${address}#`))
    .map((key) => [key, read(key)])
    .filter(([, draft]) => draft?.fields)
    .sort(([, one], [, other]) => other.when - one.when);
}
export const draftsOf = (form) => drafts(addressOf(form));

function fieldsOf(form) {
  const kept = new Set([...form.elements].filter((each) => each.type !== "hidden" || KEPT_HIDDEN.includes(each.name)).map((each) => each.name));
  return [...new FormData(form)].filter(([name, value]) => kept.has(name) && !NEVER_KEPT.includes(name) && typeof value === "string");
}

// In a long thread a composer is folded to one line until something is written.
export const unfold = (form) => form.removeAttribute("data-folded");

// Puts fields back into a form: of those with one name, the values in their order.
export function fill(form, fields) {
  unfold(form);
  const left = new Map();
  for (const [name, value] of fields) left.set(name, [...(left.get(name) ?? []), value]);
  for (const each of form.elements) {
    if (!left.has(each.name)) continue;
    if (["radio", "checkbox"].includes(each.type)) each.checked = left.get(each.name).includes(each.value);
    else if (each.type !== "hidden" || KEPT_HIDDEN.includes(each.name)) each.value = left.get(each.name).shift() ?? each.value;
  }
  for (const part of form.querySelectorAll("details.optional"))
    if ([...part.querySelectorAll("input, textarea")].some((each) => each.value)) part.open = true;
}

export function forget(key) {
  localStorage.removeItem(key);
  document.dispatchEvent(new Event(CHANGED));
}

// Writes the form's draft, or removes it if there is nothing to keep.
export function keep(form) {
  if (isBlank(form) || (!isBound(form) && !isChanged(form))) {
    forget(keyOf(form));
    return say(form, "");
  }
  const before = read(keyOf(form));
  const elsewhere = (before?.fields ?? []).filter(([name]) => !form.elements[name]);
  const base = { ...before?.base, ...(isBound(form) && before?.base ? {} : baseOf(form)) };
  const words = typed(form).filter((each) => each.value !== each.defaultValue && each.value.trim());
  const draft = { fields: [...fieldsOf(form), ...elsewhere], base, id: form.elements.id?.value, words: (words[0] ?? typed(form)[0]).value.slice(0, 280), when: Date.now() };
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(draft));
    document.dispatchEvent(new Event(CHANGED));
    say(form, gettext("draft kept"));
  } catch { /* the browser keeps nothing: the form itself still does */ }
}

// Says beside the form's buttons what is kept, with a button for what can be done about it.
export function say(form, words, action = null, act = null) {
  let place = form.querySelector("[data-kept]");
  if (!place) {
    place = Object.assign(document.createElement("p"), { className: "kept small quiet" });
    place.dataset.kept = "";
    form.append(place);
  }
  place.replaceChildren(words);
  if (!action) return;
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: action });
  button.addEventListener("click", act);
  place.append(" · ", button);
}

export function restore(form, draft) {
  fill(form, draft.fields);
  say(form, gettext("your draft, as you left it"), gettext("Start over"), () => startOver(form));
}

function startOver(form) {
  forget(keyOf(form));
  for (const each of typed(form)) each.value = each.defaultValue;
  say(form, "");
  typed(form)[0].focus();
}

// True if the server has sent the words of a draft: they have been saved.
function isSaved(form, draft) {
  const sent = typed(form).map((each) => [each.name, each.defaultValue]);
  return same(draft.fields.filter(([name]) => sent.some(([each]) => each === name)), sent);
}

// A form that is not a composer gets its draft back, if the server still has the text it was about.
// Once: what is put back is not what the server has sent.
const arrived = new WeakSet();
function arriveAtForm(form) {
  if (arrived.has(form)) return;
  arrived.add(form);
  const draft = read(keyOf(form));
  if (!draft?.fields || isBound(form)) return;
  if (isSaved(form, draft)) return forget(keyOf(form));
  if (hasBase(form, draft.base)) return restore(form, draft);
  const when = new Date(draft.when).toLocaleDateString(document.documentElement.lang);
  say(form, interpolate(gettext("What you wrote here on %(date)s waits; the text has changed since."), { date: when }, true), gettext("Put it in"), () => restore(form, draft));
}

// Once an annotation with a draft's identifier stands on the page, the draft has been posted.
function forgetPosted() {
  for (const [key, draft] of drafts())
    if (draft.id && document.getElementById(`a-${draft.id}`)) forget(key);
}

// A form that was sent has been accepted if the server led elsewhere than to signing in, or says so.
function forgetSent() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const [visit] = performance.getEntriesByType("navigation");
  const accepted = visit?.redirectCount || document.querySelector("[data-accepted]");
  if (key && accepted && !location.pathname.startsWith("/accounts/")) forget(key);
}

function arrive(root) {
  forgetPosted();
  const inside = [...(root.querySelectorAll?.("form") ?? [])];
  for (const form of root.matches?.("form") ? [root, ...inside] : inside)
    if (isDrafted(form) && !isComposer(form)) arriveAtForm(form);
}

function changed(event) {
  const form = event.target.form;
  if (form && isDrafted(form)) keep(form);
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (isDrafted(form) && !form.matches("[hx-post]")) sessionStorage.setItem(SENT, keyOf(form));
});
// The form may have left the page with the answer, and a refusal is none of htmx's errors.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.requestConfig?.elt;
  if (detail.xhr?.status < 400 && form?.matches?.("form") && isDrafted(form) && !isComposer(form)) forget(keyOf(form));
});
document.addEventListener("htmx:load", (event) => arrive(event.target));
forgetSent();
arrive(document);
