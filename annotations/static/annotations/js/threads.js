// Threads open in the margin, level with their paragraph, without moving the text.
import { composerCame, waitForComposer } from "./early.js";
import { highlight, textOf } from "./passages.js";
import { tell } from "./status.js";

let opener = null;

export const openRow = () => document.querySelector(".row.open");

// Opens a row's thread; `compose` asks for its composer: { kind, passage }.
export async function open(row, { compose = null, from = null, query = "" } = {}) {
  if (openRow() !== row) {
    close({ back: false });
    opener = from ?? row;
    row.classList.add("open", "loading");
    const path = `${document.body.dataset.reading}p/${row.dataset.part}/?seen=${document.body.dataset.revision}${query}`;
    await htmx.ajax("GET", path, { target: row.querySelector(".slot"), swap: "innerHTML" });
    row.classList.remove("loading");
    if (!row.querySelector(".thread")) return row.classList.remove("open");
  }
  if (compose) begin(row, compose);
  else if (!row.querySelector("[data-at]")) row.querySelector(".thread").focus({ preventScroll: true });
}

export function close({ back = true } = {}) {
  const row = openRow();
  if (!row) return;
  row.classList.remove("open");
  row.querySelector(".slot").replaceChildren();
  for (const mark of row.querySelectorAll("mark.on")) mark.classList.remove("on");
  highlight();
  if (!back) return;
  // The counts may have been drawn anew meanwhile; the link in them is the same place.
  const place = opener?.isConnected ? opener : opener?.matches("[data-open]") ? row.querySelector("[data-open]") : row;
  place.focus({ preventScroll: true });
}

// Puts the kind and the passage into the composer and the cursor into its text.
function begin(row, { kind, passage }) {
  const form = row.querySelector(".thread > .composer");
  if (!form?.elements.kind) return row.querySelector(".thread")?.focus({ preventScroll: true });
  htmx.process(form); // at once: Ctrl+Enter may come before htmx has settled, and would leave the page
  form.elements.kind.value = kind;
  for (const [name, value] of Object.entries(passage ?? {})) form.elements[name].value = value;
  if (passage) highlight(textOf(row), passage.start, passage.end);
  (kind === "source" ? form.elements.citation : form.elements.body).focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
}

// Keeps a thread inside the window: it scrolls inside, and moves up where there is no room below.
function place(thread) {
  thread.style.removeProperty("inset-block-start");
  if (matchMedia("(max-width: 62rem)").matches) return uncover(thread);
  const { top, bottom } = thread.getBoundingClientRect();
  const bar = document.querySelector(".top").offsetHeight + 8;
  const shift = Math.max(bar - top, Math.min(0, innerHeight - 12 - bottom));
  if (shift) thread.style.setProperty("inset-block-start", `${thread.offsetTop + shift}px`);
}

// On a phone the thread is a sheet from below: the paragraph goes where the sheet doesn't cover it.
function uncover(thread) {
  const row = thread.closest(".row");
  if (row?.getBoundingClientRect().bottom > thread.getBoundingClientRect().top) row.scrollIntoView({ block: "start" });
}

function settle(thread) {
  thread.tabIndex = -1;
  const said = thread.querySelector("[data-said]");
  if (said) tell(said.textContent);
  thread.querySelector("[data-close]").hidden = false;
  place(thread);
  const at = thread.dataset.at && document.getElementById(thread.dataset.at);
  at?.focus({ preventScroll: true });
  at?.scrollIntoView({ block: "nearest" });
}

// Once the browser has gone to the paragraph that the address names, and focused that.
function arrive(row) {
  requestAnimationFrame(() => {
    row.scrollIntoView();
    const thread = row.querySelector(".thread");
    if (thread) settle(thread);
  });
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const row = event.target.closest(".row");
  if (event.target.closest("[data-close]")) { event.preventDefault(); return close(); }
  if (event.target.closest("[data-cancel]")) return event.target.closest(".answer-slot").replaceChildren();
  if (!row || event.target.closest(".slot")) return;
  const link = event.target.closest("[data-open], .num, [data-add]");
  const mark = event.target.closest("mark");
  if (link) {
    event.preventDefault();
    if (link.matches("[data-add]")) open(row, { from: link, compose: { kind: "note" } });
    else if (openRow() === row) close();
    else open(row, { from: link });
  } else if (mark && getSelection().isCollapsed) open(row, { from: row });
}

export function startThreads() {
  for (const row of document.querySelectorAll(".row")) row.tabIndex = -1;
  document.addEventListener("click", clicked);
  document.addEventListener("htmx:afterSettle", (event) => {
    const thread = event.target.closest?.(".thread") ?? event.target.querySelector?.(".thread");
    const swapped = event.target.matches?.(".thread, .slot");
    if (thread && swapped) {
      settle(thread);
      // What was withdrawn took the focus with it.
      if (event.detail.requestConfig?.verb === "post" && document.activeElement === document.body) thread.focus({ preventScroll: true });
    }
    else if (event.target.matches?.(".answer-slot")) {
      event.target.querySelector("[data-cancel]").hidden = false;
      event.target.querySelector("textarea[name=body]").focus();
      composerCame();
    }
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.target?.matches(".answer-slot")) waitForComposer(); });
  addEventListener("resize", () => { const thread = openRow()?.querySelector(".thread"); if (thread) place(thread); });
  // A link to an annotation came with its thread open already.
  if (openRow()) opener = openRow();
  if (opener && document.readyState === "complete") arrive(opener);
  else if (opener) addEventListener("load", () => arrive(opener));
}
