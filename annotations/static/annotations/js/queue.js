// The queue by single keys, which can be switched off: one request settles an item, and the next
// one is on the page already. Everything is a plain form first. What is current stands in the page
// itself: the item in `.here`, the button that waits for its reason in `aria-pressed`.
import { gettext, interpolate } from "./gettext.js";

const SETTING = "counterpoint:keys";
const FEW = 3;
const queue = document.querySelector("[data-queue]");
const list = document.getElementById("items");
const box = queue.querySelector("[data-keys] input");
const keysAreOn = () => box.checked;
const items = () => [...list.querySelectorAll(".item")];
const current = () => list.querySelector(".item.here");
const asking = () => list.querySelector("button[aria-pressed=true]");
const reasonOf = (form) => form.querySelector("[name=reason]:checked");
const tell = (words) => { queue.querySelector("[data-told]").textContent = words; };

// Marks the reasons as what is asked for next; a number, or a click on one, then settles it.
function ask(button) {
  stopAsking();
  button.setAttribute("aria-pressed", "true");
  button.form.querySelector(".reasons").classList.add("asked");
  const step = button.firstChild.textContent.trim();
  tell(interpolate(gettext("%(step)s: choose a reason by its number."), { step }, true));
}

function stopAsking() {
  for (const part of list.querySelectorAll(".asked")) part.classList.remove("asked");
  asking()?.setAttribute("aria-pressed", "false");
}

// A reason that was chosen and not sent decides nothing later.
function cancel() {
  for (const form of [asking()?.form, current()?.querySelector("form.choices")]) {
    const chosen = form && reasonOf(form);
    if (chosen) chosen.checked = false;
  }
  stopAsking();
}

function go(item, { focus = true } = {}) {
  cancel();
  current()?.classList.remove("here");
  item?.classList.add("here");
  if (!item || !focus) return;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
}

function move(by) {
  const all = items();
  go(all[Math.min(Math.max(all.indexOf(current()) + by, 0), all.length - 1)]);
}

function press(button) {
  if (!button) return;
  if (button.matches("[data-asks]") && !reasonOf(button.form)) ask(button);
  else button.click();
}

function choose(number) {
  const radio = asking()?.form.querySelectorAll("[name=reason]")[number - 1];
  if (!radio) return;
  radio.checked = true;
  asking().click();
}

const order = (settled) => Number(settled.dataset.settled || 0);

function undo() {
  const last = [...list.querySelectorAll(".settled")].sort((one, other) => order(one) - order(other)).at(-1);
  const button = last?.querySelector("[data-undo]");
  const more = last?.querySelector("details");
  if (!button) return tell(last?.querySelector("[data-final]")?.textContent ?? gettext("There is nothing to undo."));
  if (!more) return button.click();
  more.open = true;
  last.scrollIntoView({ block: "nearest" });
  ask(button);
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  s: () => current()?.querySelector("[name=statement]")?.focus(),
  u: undo,
  Escape: cancel,
};

function pressed(event) {
  // Enter would send the form by its first button.
  if (event.key === "Enter" && event.target.matches(".reasons [name=reason]")) {
    event.preventDefault();
    if (asking()?.form === event.target.form && event.target.checked) asking().click();
    return;
  }
  const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (typing && event.key === "Escape") { cancel(); return current()?.focus({ preventScroll: true }); }
  if (!keysAreOn() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat && !/^[jk]$/.test(event.key)) return; // a key that is held down decides once
  if (KEYS[event.key]) KEYS[event.key]();
  else if (/^[1-9]$/.test(event.key)) choose(Number(event.key));
  else if (/^[ahr]$/.test(event.key)) press(current()?.querySelector(`[data-key="${event.key}"]`));
  else return;
  event.preventDefault();
}

// The arrow keys only choose a reason; a pointer on it settles what asks for one.
function clicked(event) {
  const button = event.target.closest("button[data-asks]");
  if (button && !reasonOf(button.form)) { event.preventDefault(); return ask(button); }
  const radio = event.detail && event.target.closest(".reasons label")?.querySelector("[name=reason]");
  if (!radio || asking()?.form !== radio.form) return;
  if (event.target !== radio) event.preventDefault(); // or the label would click it once more
  radio.checked = true;
  asking().click();
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", clicked);
document.addEventListener("focusin", (event) => {
  const item = event.target.closest(".item");
  if (item && item !== current()) go(item, { focus: false });
});

// When few are left, the request says which: the answer brings the next ones.
document.addEventListener("htmx:configRequest", (event) => {
  const left = items().filter((item) => !item.contains(event.target)).map((item) => item.dataset.item);
  if (left.length <= FEW) event.detail.parameters.shown = left.join(",");
});

function count(by, names) {
  if (!names) return;
  const counts = names.split(" ").map((name) => `[data-count="${name}"]`);
  for (const number of document.querySelectorAll(["[data-waiting]", ...counts].join()))
    number.textContent = Math.max(0, Number(number.textContent) + by);
}

// Says what was settled, and goes to the item after it.
function leave(settled) {
  settled.dataset.settled = Math.max(0, ...[...list.querySelectorAll(".settled")].map(order)) + 1;
  tell(settled.querySelector("p").textContent);
  const next = items().find((item) => settled.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) ?? items()[0];
  go(next);
  if (!next) settled.focus({ preventScroll: true }); // that was the last one
}

document.addEventListener("htmx:afterSettle", ({ target: came, detail }) => {
  if (came.matches("[data-problems]")) came.querySelector("a")?.focus(); // its button was disabled
  const settled = came.matches(".settled");
  const again = came.matches(".item") && detail.pathInfo.requestPath.includes(came.dataset.item);
  if (settled || again) {
    count(-1, detail.target.dataset.counted);
    if (again) count(+1, came.dataset.counted);
    if (settled) leave(came);
    else go(came);
  }
  queue.querySelector("[data-done]").hidden = items().length > 0;
});

const UNREACHED = gettext("This did not reach the server. Nothing was decided: try again in a moment.");
const BUSY = gettext("Too much was being written at the same moment. Nothing was decided, and what you typed is still here: try again in a moment.");
for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failed, (event) => tell(event.detail.xhr?.status === 503 ? BUSY : UNREACHED));

queue.querySelector("[data-keys]").hidden = false;
box.checked = localStorage.getItem(SETTING) !== "off";
const show = () => queue.classList.toggle("with-keys", keysAreOn());
box.addEventListener("change", () => { localStorage.setItem(SETTING, keysAreOn() ? "on" : "off"); show(); });
show();
go(items()[0], { focus: false });
