// Single keys, which can be switched off. They never work while one is typing.
import { typedEarly } from "./early_typing.js";
import { copy } from "./links.js";
import { compose, pickSentence, selected } from "./selection.js";
import { goesOnTyping } from "./redrawing.js";
import { load } from "./text_parts.js";
import { nextUnread } from "./unread.js";
import { takePart } from "./visitors.js";
import { close, closeAnswer, open, openRow, showInside } from "./threads.js";

const KEPT = "counterpoint:keys";
const on = () => localStorage.getItem(KEPT) !== "off";
const dialog = document.getElementById("keys");
// The hints for single keys are shown while these work.
const showHints = () => document.documentElement.classList.toggle("single-keys", on());
const rows = () => [...document.querySelectorAll(".row")];

function here() {
  const focused = document.activeElement?.closest(".row");
  if (focused) return focused;
  const bar = document.querySelector(".top").offsetHeight;
  return rows().find((row) => row.getBoundingClientRect().bottom > bar + 20) ?? rows()[0];
}

// The row after or before this one, or the part of the text that is to be shown for it.
function beside(row, by) {
  let each = row;
  do each = by > 0 ? each.nextElementSibling : each.previousElementSibling;
  while (each && !each.matches(".row, .closed-part"));
  return each ?? row;
}

async function step(by) {
  const focused = document.activeElement?.closest(".row");
  let row = focused ? beside(focused, by) : here();
  if (row.matches(".closed-part")) {
    await load(row);
    row = beside(focused, by);
  }
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function copyHere() {
  const annotation = document.activeElement?.closest("article.annotation")?.querySelector("[data-copy]");
  copy(annotation?.href ?? `${location.origin}${document.body.dataset.reading}#${here().id}`);
}

const writes = () => document.body.dataset.writes === "yes";
const write = (kind) => (writes() ? compose : takePart)(kind, selected()?.row ?? openRow() ?? here());
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => open(here()),
  n: () => write("note"),
  c: () => write("counterpoint"),
  s: () => write("source"),
  u: () => nextUnread(here()),
  y: copyHere,
  z: () => document.querySelector("#status form.undo button")?.click(),
  ".": () => pickSentence(here()),
  "/": () => { const search = document.querySelector("[data-search]"); if (search) location.href = search.href; },
  "?": () => dialog.showModal(),
};

// In a composer: a digit on what is asked chooses, a letter there begins the text, and Shift+Tab goes
// from the text to the first choice, not to the last one.
function inComposer(event) {
  const form = event.target.closest("[data-composer]");
  if (!form || event.ctrlKey || event.metaKey || event.altKey) return false;
  const choices = [...form.querySelectorAll("[name=attack]")].filter((each) => each.offsetParent);
  if (event.key === "Tab" && event.shiftKey && event.target === form.elements.body && choices.length && !form.elements.attack.value) {
    event.preventDefault();
    choices[0].focus();
    return true;
  }
  if (!event.target.matches("[name=attack], [name=kind]") || event.key.length !== 1 || event.key === " ") return false;
  const chosen = choices[Number(event.key) - 1];
  if (chosen) {
    event.preventDefault();
    chosen.click();
  }
  form.elements.body.focus({ preventScroll: true });
  const thread = form.closest(".thread");
  if (thread) showInside(thread, form.elements.body);
  return true;
}

// Ctrl+Enter sends whatever one is writing: a composer, or the form of a page that has a draft.
const isPostingKey = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;

function post(event) {
  const form = event.target.closest("[data-composer], form[data-draft]");
  if (!form) return;
  event.preventDefault();
  form.querySelector(".go")?.click();
}

// Of pages other than the reading page, the one key.
export function startPostingByKey() {
  document.addEventListener("keydown", (event) => { if (isPostingKey(event)) post(event); });
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return; // an input method is at work
  if (typedEarly(event) || inComposer(event)) return;
  const typing = event.target.closest("input, textarea, select, dialog, [contenteditable]");
  if (!typing && goesOnTyping(event)) return;
  if (event.key === "Escape" && !dialog.open) {
    const slot = event.target.closest(".answer-slot");
    const menu = event.target.closest("details[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    else if (slot?.firstElementChild) closeAnswer(slot);
    else close();
  } else if (isPostingKey(event)) {
    post(event);
  } else if (event.key === "Enter" && event.target.matches(".row")) {
    event.preventDefault();
    open(event.target);
  } else if (on() && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  document.querySelector("[data-keys]").classList.add("ready");
  const box = document.getElementById("keys-on");
  box.checked = on();
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
    showHints();
  });
  showHints();
}
