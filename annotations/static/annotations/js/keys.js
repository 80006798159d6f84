// Single keys, which can be switched off. They never work while one is typing.
import { typedEarly } from "./early_typing.js";
import { copy } from "./links.js";
import { compose, pickSentence, selected } from "./selection.js";
import { goesOnTyping } from "./redrawing.js";
import { takePart } from "./visitors.js";
import { close, closeAnswer, open, openRow, showInside } from "./threads.js";

const KEPT = "counterpoint:keys";
const on = () => localStorage.getItem(KEPT) !== "off";
const dialog = document.getElementById("keys");
const rows = () => [...document.querySelectorAll(".row")];

function here() {
  const focused = document.activeElement?.closest(".row");
  if (focused) return focused;
  const bar = document.querySelector(".top").offsetHeight;
  return rows().find((row) => row.getBoundingClientRect().bottom > bar + 20) ?? rows()[0];
}

function step(by) {
  const all = rows();
  const focused = document.activeElement?.closest(".row");
  const at = focused ? all.indexOf(focused) + by : all.indexOf(here());
  const row = all[Math.min(Math.max(at, 0), all.length - 1)];
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
  y: copyHere,
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
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("[data-composer]");
    if (form) { event.preventDefault(); form.querySelector(".go")?.click(); }
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
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
}
