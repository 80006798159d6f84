// Which draft belongs into a composer: the one about the same words and of the same kind.
import { draftsOf, isBlank, keep, restore, say, typed, unfold } from "./drafts.js";
import { gettext, interpolate } from "./gettext.js";
import { highlight, textOf } from "./passages.js";

const PASSAGE = ["exact", "prefix", "suffix", "start", "end"];
const HASH = /^#draft-([0-9a-f-]{36})$/;

const value = (form, name) => form.elements[name]?.value ?? "";
const fieldOf = (draft, name) => draft.fields.find(([each]) => each === name)?.[1] ?? "";
const placeOf = (get) => JSON.stringify([get("kind"), get("start"), get("end")]);

// A time-ordered identifier (RFC 9562, version 7), as the server makes them.
function newIdentifier() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let moment = Date.now();
  for (let at = 5; at >= 0; at -= 1) { bytes[at] = moment % 256; moment = Math.floor(moment / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Empties a composer for another annotation.
function renew(form) {
  if (!isBlank(form)) {
    keep(form);
    form.elements.id.value = newIdentifier();
  }
  for (const each of typed(form)) each.value = "";
  for (const name of PASSAGE) if (form.elements[name]) form.elements[name].value = "";
  for (const each of form.querySelectorAll("[name=attack]")) each.checked = false;
  for (const each of form.querySelectorAll(".errorlist, .preview")) each.remove();
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  say(form, "");
}

// Makes a composer ready for a kind and a passage: with the draft about just these words, or empty;
// a draft about other words is mentioned.
export function beginDraft(form, { kind, passage = null }) {
  form.dataset.begun = "";
  unfold(form);
  const asked = placeOf((name) => String(name === "kind" ? kind : passage?.[name] ?? ""));
  if (isBlank(form) || placeOf((name) => value(form, name)) !== asked) {
    const found = draftsOf(form).find(([, draft]) => placeOf((name) => fieldOf(draft, name)) === asked);
    renew(form);
    if (found) restore(form, found[1]);
  }
  form.elements.kind.value = kind;
  if (passage) for (const name of PASSAGE) form.elements[name].value = passage[name];
  mention(form);
}

// Says which drafts wait at the same place about other words, with a button to go to each.
function mention(form) {
  form.querySelector("[data-waiting-drafts]")?.remove();
  const others = draftsOf(form).filter(([, draft]) => draft.id !== form.elements.id.value);
  if (!others.length) return;
  const list = Object.assign(document.createElement("div"), { className: "waiting-drafts small" });
  list.dataset.waitingDrafts = "";
  for (const [, draft] of others.slice(0, 3)) {
    const line = document.createElement("p");
    const about = fieldOf(draft, "exact");
    line.append(about
      ? interpolate(gettext("A draft about “%(words)s” waits."), { words: about.length > 60 ? `${about.slice(0, 60)}…` : about }, true)
      : gettext("A draft about the whole paragraph waits."));
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: gettext("Go to it") });
    button.addEventListener("click", () => goTo(form, draft));
    line.append(" ", button);
    list.append(line);
  }
  form.prepend(list);
}

function goTo(form, draft) {
  renew(form);
  restore(form, draft);
  mention(form);
  light(form);
  form.elements.body.focus({ preventScroll: true });
}

// Shows in the text which words the composer is about.
export function light(form) {
  const row = form.closest(".row");
  if (!row) return;
  if (value(form, "start") !== "") highlight(textOf(row), Number(value(form, "start")), Number(value(form, "end")));
  else highlight();
}

// A composer that has come: with the draft that the address names, or the newest one; none where
// another annotation was posted just now, or a kind and a passage are chosen already.
export function restoreNewest(form) {
  if (!isBlank(form)) return;
  if ("begun" in form.dataset) return mention(form);
  const asked = HASH.exec(location.hash)?.[1];
  const waiting = draftsOf(form);
  const found = waiting.find(([, draft]) => draft.id === asked) ?? (value(form, "exact") ? null : waiting[0]);
  if (found) restore(form, found[1]);
  mention(form);
}

// Opens a composer that is folded to one line. On the reading page its thread is placed anew then.
function openFolded(event) {
  const form = event.target.closest?.("[data-write]")?.form;
  if (!form) return;
  unfold(form);
  form.elements.body.focus({ preventScroll: Boolean(form.closest(".slot")) });
}

export function composersIn(root) {
  const inside = [...(root.querySelectorAll?.("[data-composer]") ?? [])];
  return root.matches?.("[data-composer]") ? [root, ...inside] : inside;
}

// A page that was opened at its composer begins there, though the thread is long.
function beginAtComposer() {
  const field = location.hash === "#composer" && document.querySelector("[data-folded] #composer");
  if (!field) return;
  unfold(field.form);
  field.focus();
}

document.addEventListener("click", openFolded);
document.addEventListener("htmx:load", (event) => { for (const form of composersIn(event.target)) restoreNewest(form); });
for (const form of composersIn(document)) restoreNewest(form);
beginAtComposer();
