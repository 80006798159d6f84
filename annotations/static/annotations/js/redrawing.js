// A thread is drawn anew after each answer of the server. Composers in which somebody is writing
// stay, with the cursor; what was typed after a form was sent is put into the next one.
import { beginDraft, composersIn } from "./composing.js";
import { fill, isBlank, keep, typed } from "./drafts.js";
import { waitForComposer } from "./early_typing.js";
import { gettext } from "./gettext.js";
import { tell } from "./status.js";

// Milliseconds: how long after a key somebody counts as typing, and for how long a key that follows
// a post is a letter and not a command.
const TYPING = 2000;
const GOES_ON = 1200;

const sent = new Map(); // identifier of an annotation: the texts that were sent
let taken = []; // composers of the thread that is being drawn anew
let loading = null; // identifier of the annotation whose composer is on its way to what is redrawn
let lastKey = -Infinity;
let goingOn = null; // { until, about, form }

const value = (form, name) => form.elements[name]?.value ?? "";
const texts = (form) => Object.fromEntries(typed(form).map((each) => [each.name, each.value]));

function cursorIn(form) {
  const field = document.activeElement;
  if (!form.contains(field)) return null;
  return { field, from: field.selectionStart ?? null, to: field.selectionEnd ?? null };
}

function putCursor({ field, from, to }) {
  field.focus({ preventScroll: true });
  if (from !== null && field.setSelectionRange) field.setSelectionRange(from, to);
}

function takeOut(event) {
  const { target, shouldSwap, requestConfig } = event.detail;
  if (!shouldSwap || !target.matches?.(".thread, .slot, [data-composer]")) return;
  loading = target.querySelector(".acts a.htmx-request[hx-get]")?.closest("article").id.slice(2) ?? null;
  taken = composersIn(target).map((form) => ({
    form,
    posted: form === requestConfig?.elt,
    id: value(form, "id"),
    about: value(form, "about"),
    cursor: cursorIn(form),
    texts: texts(form),
    blank: isBlank(form),
  }));
  // Out of the page before htmx cleans up what it replaces.
  for (const each of taken) if (!each.posted) each.form.remove();
}

function putBack(event) {
  const thread = event.target.closest?.(".thread") ?? event.target.querySelector?.(".thread");
  if (!thread) return;
  if (loading) answerAgain(loading);
  loading = null;
  const forms = taken;
  taken = [];
  for (const each of forms) if (!each.posted && (!each.blank || each.cursor)) putFormBack(thread, each);
  for (const each of forms) if (each.posted) afterAnswer(thread, each);
}

// Where its place has gone from the thread, the draft is kept all the same.
function putFormBack(thread, { form, about, cursor }) {
  const slot = about && document.querySelector(`#a-${CSS.escape(about)} .answer-slot`);
  const main = thread.querySelector(":scope > .composer[data-composer]");
  if (slot) slot.replaceChildren(form);
  else if (!about && main) main.replaceWith(form);
  else return;
  htmx.process(form);
  if (cursor) putCursor(cursor);
}

function afterAnswer(thread, { id, about, cursor, texts: now }) {
  const before = sent.get(id) ?? now;
  sent.delete(id);
  const changed = Object.entries(now).filter(([name, text]) => text !== before[name]);
  if (!document.getElementById(`a-${id}`)) {
    const form = composersIn(thread).find((each) => value(each, "id") === id);
    if (form && changed.length) {
      fill(form, changed);
      keep(form);
      form.dataset.writing = "";
      if (cursor) putCursor({ ...cursor, field: form.elements[cursor.field.name] ?? form.elements.body });
    }
    return;
  }
  const rest = changed.map(([name, text]) => [name, afterStart(text, before[name])]).filter(([, text]) => text);
  const typing = cursor && performance.now() - lastKey < TYPING;
  const form = thread.querySelector(":scope > .composer[data-composer]");
  if (form) form.dataset.begun = ""; // for the next annotation, not for an old draft
  if (rest.length) {
    if (about) answerAgain(about, rest.map(([, text]) => text).join("\n"));
    else if (form) beginWith(form, rest, cursor);
    tell(gettext("Posted. What you typed since then is a new draft."));
  } else if (typing) goingOn = { until: performance.now() + GOES_ON, about, form };
}

const afterStart = (text, start) => (text.startsWith(start) ? text.slice(start.length).trimStart() : text);

function beginWith(form, rest, cursor) {
  if (isBlank(form)) {
    beginDraft(form, { kind: value(form, "kind") });
    fill(form, rest);
  } else form.elements.body.value += `\n${rest.map(([, text]) => text).join("\n")}`;
  keep(form);
  const field = form.elements[cursor?.field.name] ?? form.elements.body;
  if (cursor) putCursor({ field, from: field.value.length, to: field.value.length });
}

function answerAgain(about, text) {
  const article = document.getElementById(`a-${about}`);
  const link = article?.querySelector(".acts a[hx-get]");
  if (!link) return;
  waitForComposer(text);
  htmx.ajax("GET", link.getAttribute("hx-get"), { target: article.querySelector(".answer-slot"), swap: "innerHTML" });
}

// True if the key goes on with what was just posted: it is then a letter, and the cursor is moved to
// where it belongs.
export function goesOnTyping(event) {
  if (!goingOn || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { until, about, form } = goingOn;
  goingOn = null;
  if (performance.now() > until) return false;
  if (about) { event.preventDefault(); answerAgain(about, event.key); }
  else if (form?.isConnected) { beginDraft(form, { kind: value(form, "kind") }); form.elements.body.focus({ preventScroll: true }); }
  return true;
}

// What was posted comes alone, for its place: an answer below what it answers and all that answers
// that, another annotation at the end of those that are shown.
function findPlace({ detail }) {
  const answered = detail.fragment.dataset?.posted;
  if (answered === undefined) return;
  const body = detail.target.parentElement;
  body.querySelector(".nothing")?.remove();
  const article = answered && document.getElementById(`a-${answered}`);
  detail.target = article ? endOf(article) : body.querySelector(":scope > .further");
  const { dataset } = body.closest(".thread");
  dataset.at = detail.fragment.querySelector("article").id;
  dataset.posted = "";
}

// The first element after an annotation and its answers.
function endOf(article) {
  const depth = Number(article.dataset.depth);
  let next = article.nextElementSibling;
  while (next.matches("article") && Number(next.dataset.depth) > depth) next = next.nextElementSibling;
  return next;
}

document.addEventListener("keydown", (event) => { if (event.target.closest?.("[data-composer]")) lastKey = performance.now(); }, true);
document.addEventListener("htmx:beforeRequest", ({ target }) => { if (target.matches?.("[data-composer]")) sent.set(value(target, "id"), texts(target)); });
document.addEventListener("htmx:beforeSwap", takeOut);
document.addEventListener("htmx:oobBeforeSwap", findPlace);
document.addEventListener("htmx:afterSwap", putBack);
