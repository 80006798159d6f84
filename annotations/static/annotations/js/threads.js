// Threads open in the margin, level with their paragraph, without moving the text.
import { beginDraft, light, restoreNewest } from "./composing.js";
import { unfold } from "./drafts.js";
import { composerCame, waitForComposer } from "./early_typing.js";
import { refocus } from "./focus.js";
import { highlight } from "./passages.js";

let opener = null;

export const openRow = () => document.querySelector(".row.open");

// Opens a row's thread; `compose` asks for its composer: { kind, passage }; `resume`, for its draft;
// `query`, for a part of the thread, also where it is open already.
export async function open(row, { compose = null, resume = false, from = null, query = "" } = {}) {
  if (openRow() !== row) {
    close({ back: false });
    opener = from ?? row;
    row.classList.add("open");
    await load(row, query);
    if (!row.querySelector(".thread")) return row.classList.remove("open");
  } else if (query) await load(row, query);
  if (compose) begin(row, compose);
  else if (resume) goOn(row);
  else if (!row.querySelector("[data-at]")) row.querySelector(".thread").focus({ preventScroll: true });
}

async function load(row, query) {
  row.classList.add("loading");
  const path = `${document.body.dataset.reading}p/${row.dataset.part}/?seen=${document.body.dataset.revision}${query}`;
  await htmx.ajax("GET", path, { target: row.querySelector(".slot"), swap: "innerHTML" });
  const thread = row.querySelector(".thread");
  if (thread) thread.tabIndex = -1; // it takes the focus before htmx has settled
  row.classList.remove("loading");
}

// Where the focus goes back to. The opener may have been drawn anew meanwhile; the link in the same
// place is as good.
function wayBack(row) {
  if (opener?.isConnected && !opener.hidden) return opener;
  if (opener?.matches("[data-open]")) return row.querySelector("[data-open]:not([hidden])") ?? row;
  const mark = opener?.matches("a.marked") && row.querySelector(`a.marked[href="${CSS.escape(opener.getAttribute("href"))}"]`);
  return mark || row;
}

export function close({ back = true } = {}) {
  const row = openRow();
  if (!row) return;
  row.classList.remove("open");
  row.querySelector(".slot").replaceChildren();
  for (const mark of row.querySelectorAll("mark.on")) mark.classList.remove("on");
  highlight();
  if (back) wayBack(row).focus({ preventScroll: true });
}

// Makes the composer ready for a kind and a passage, and puts the cursor into it.
function begin(row, { kind, passage }) {
  const thread = row.querySelector(".thread");
  const form = thread.querySelector(":scope > .composer[data-composer]");
  if (!form?.elements.kind) return thread.focus({ preventScroll: true });
  htmx.process(form); // at once: Ctrl+Enter may come before htmx has settled, and would leave the page
  beginDraft(form, { kind, passage });
  light(form);
  place(thread);
  firstField(form, kind).focus({ preventScroll: true });
  showInside(thread, form);
}

// Puts the cursor into the composer, with the draft that waits for it.
function goOn(row) {
  const thread = row.querySelector(".thread");
  const form = thread.querySelector(":scope > .composer[data-composer]");
  if (!form) return thread.focus({ preventScroll: true });
  restoreNewest(form);
  unfold(form);
  light(form);
  place(thread);
  form.elements.body.focus({ preventScroll: true });
  showInside(thread, form);
}

// What is asked first: of a counterpoint, what is wrong; by its number, or by writing at once.
function firstField(form, kind) {
  if (kind === "source") return form.elements.citation;
  if (kind === "counterpoint" && !form.elements.attack?.value) return form.querySelector("[name=attack]") ?? form.elements.body;
  return form.elements.body;
}

// Scrolls inside a thread, never the page, until an element shows.
export function showInside(thread, element) {
  const inside = thread.getBoundingClientRect();
  const head = thread.querySelector(".thread-head")?.offsetHeight ?? 0;
  const { top, bottom } = element.getBoundingClientRect();
  if (bottom > inside.bottom - 8) thread.scrollTop += Math.min(bottom - inside.bottom + 8, top - inside.top - head);
  else if (top < inside.top + head) thread.scrollTop += top - inside.top - head;
}

// Keeps a thread inside the window: it scrolls inside, and moves up where there is no room below.
function place(thread) {
  thread.style.removeProperty("inset-block-start");
  if (matchMedia("(max-width: 62rem)").matches) return placeSheet(thread);
  thread.style.removeProperty("max-height");
  const { top, bottom } = thread.getBoundingClientRect();
  const bar = document.querySelector(".top").offsetHeight + 8;
  const shift = Math.max(bar - top, Math.min(0, innerHeight - 12 - bottom));
  if (shift) thread.style.setProperty("inset-block-start", `${thread.offsetTop + shift}px`);
}

// On a phone the thread is a sheet from below, as high as leaves its paragraph in sight. A low window,
// as that of a page enlarged to 400 %, is the thread's as a whole.
const LOWEST = 0.4;
const HIGHEST = 0.72;

function placeSheet(thread) {
  const row = thread.closest(".row");
  // Elsewhere its height stays until the new one is set: higher for a moment, it would scroll up.
  if (!row || matchMedia("(max-height: 26rem)").matches) return thread.style.removeProperty("max-height");
  const room = innerHeight - row.getBoundingClientRect().bottom - 8;
  const height = Math.min(Math.max(room, innerHeight * LOWEST), innerHeight * HIGHEST);
  thread.style.setProperty("max-height", `${height}px`);
}

function settle(thread) {
  thread.tabIndex = -1;
  thread.querySelector("[data-close]").hidden = false;
  place(thread);
  const at = thread.dataset.at && document.getElementById(thread.dataset.at);
  if (!at) return;
  if (!thread.contains(document.activeElement)) at.focus({ preventScroll: true });
  showInside(thread, at);
}

// Once the browser has gone to the paragraph that the address names, and focused that.
function arrive(row) {
  requestAnimationFrame(() => {
    row.scrollIntoView();
    const thread = row.querySelector(".thread");
    if (thread) settle(thread);
  });
}

// Closes an answer's composer and goes back to where it was opened. What is in it stays a draft.
export function closeAnswer(slot) {
  const link = slot.closest("article").querySelector(".acts a[hx-get]");
  slot.replaceChildren();
  (link ?? slot.closest("article")).focus({ preventScroll: true });
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const row = event.target.closest(".row");
  if (event.target.closest("[data-close]")) { event.preventDefault(); return close(); }
  const cancel = event.target.closest("[data-cancel]");
  if (cancel) return closeAnswer(cancel.closest(".answer-slot"));
  const written = row && event.target.closest("[data-write]")?.form;
  if (written) { place(written.closest(".thread")); return showInside(written.closest(".thread"), written); }
  if (!row || event.target.closest(".slot")) return;
  const link = event.target.closest("[data-open], .num, [data-add]");
  if (!link) return;
  event.preventDefault();
  if (link.matches("[data-add]")) open(row, { from: link, ...(link.matches(".drafted") ? { resume: true } : { compose: { kind: "note" } }) });
  else if (openRow() === row) close();
  else open(row, { from: link });
}

export function startThreads() {
  for (const row of document.querySelectorAll(".row")) row.tabIndex = -1;
  document.addEventListener("click", clicked);
  document.addEventListener("htmx:afterSettle", (event) => {
    const thread = event.target.closest?.(".thread") ?? event.target.querySelector?.(".thread");
    const swapped = event.target.matches?.(".thread, .slot");
    if (thread && "posted" in thread.dataset) { // what was posted came alone: see findPlace in redrawing.js
      delete thread.dataset.posted;
      settle(thread);
    }
    if (thread && swapped) {
      settle(thread);
      if (event.target.matches(".thread")) refocus(thread);
    }
    else if (event.target.matches?.(".answer-slot")) {
      event.target.querySelector("[data-cancel]").hidden = false;
      event.target.querySelector("textarea[name=body]").focus();
      composerCame();
    } else if (event.target.matches?.("[data-composer]")) refocus(event.target);
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.target?.matches(".answer-slot")) waitForComposer(); });
  addEventListener("resize", () => { const thread = openRow()?.querySelector(".thread"); if (thread) place(thread); });
  // A link to an annotation came with its thread open already.
  if (openRow()) opener = openRow();
  if (opener && document.readyState === "complete") arrive(opener);
  else if (opener) addEventListener("load", () => arrive(opener));
}
