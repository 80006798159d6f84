// The queue by single keys, which can be switched off: one request settles an item, and the next
// one is on the page already. Everything is a plain form first.
const KEPT = "counterpoint:keys";
const FEW = 3;
const queue = document.querySelector("[data-queue]");
const list = document.getElementById("items");
const box = queue.querySelector("[data-keys] input");
const on = () => box.checked;
const items = () => [...list.querySelectorAll(".item")];
const tell = (words) => { queue.querySelector("[data-told]").textContent = words; };
let here = null;
let asking = null; // the button that waits for its reason

function go(item, { focus = true } = {}) {
  ask(null);
  here?.classList.remove("here");
  here = item ?? null;
  here?.classList.add("here");
  if (here && focus) {
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "start" });
  }
}

function step(by) {
  const all = items();
  go(all[Math.min(Math.max(all.indexOf(here) + by, 0), all.length - 1)]);
}

// Marks the reasons as what is asked for next; a number, or a click on one, then settles it.
function ask(button) {
  for (const part of queue.querySelectorAll(".asked")) part.classList.remove("asked");
  asking?.setAttribute("aria-pressed", "false");
  asking = button;
  if (!button) return;
  button.setAttribute("aria-pressed", "true");
  button.form.querySelector(".reasons").classList.add("asked");
  tell(`${button.firstChild.textContent.trim()}: choose a reason by its number.`);
}

const reasonOf = (form) => form.querySelector("[name=reason]:checked");

function press(button) {
  if (!button) return;
  if (button.matches("[data-asks]") && !reasonOf(button.form)) ask(button);
  else button.click();
}

function choose(number) {
  const form = asking?.form ?? here?.querySelector("form.choices");
  const radio = form?.querySelectorAll("[name=reason]")[number - 1];
  if (!radio) return;
  radio.checked = true;
  if (asking) asking.click();
}

function undo() {
  const last = [...list.querySelectorAll(".settled")].sort((one, other) => Number(one.dataset.settled || 0) - Number(other.dataset.settled || 0)).at(-1);
  const button = last?.querySelector("[data-undo]");
  const more = last?.querySelector("details");
  if (!button) return tell(last?.querySelector("[data-final]")?.textContent ?? "There is nothing to undo.");
  if (!more) return button.click();
  more.open = true;
  last.scrollIntoView({ block: "nearest" });
  ask(button);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  s: () => here?.querySelector("[name=statement]")?.focus(),
  u: undo,
  Escape: () => ask(null),
};

function pressed(event) {
  const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
  if (typing && event.key === "Escape") return here?.focus({ preventScroll: true });
  if (!on() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (KEYS[event.key]) KEYS[event.key]();
  else if (/^[1-9]$/.test(event.key)) choose(Number(event.key));
  else if (/^[ahr]$/.test(event.key)) press(here?.querySelector(`[data-key="${event.key}"]`));
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-asks]");
  if (button && !reasonOf(button.form)) { event.preventDefault(); ask(button); }
});
document.addEventListener("change", (event) => {
  if (asking && event.target.matches("[name=reason]") && event.target.form === asking.form) asking.click();
});
document.addEventListener("focusin", (event) => {
  const item = event.target.closest(".item");
  if (item && item !== here) go(item, { focus: false });
});

// When few are left, the request says which: the answer brings the next ones.
document.addEventListener("htmx:configRequest", (event) => {
  const left = items().filter((item) => !item.contains(event.target)).map((item) => item.dataset.item);
  if (left.length <= FEW) event.detail.parameters.shown = left.join(",");
});

function count(by, names) {
  const counts = names.split(" ").map((name) => `[data-count="${name}"]`);
  for (const number of document.querySelectorAll(["[data-waiting]", ...counts].join()))
    number.textContent = Math.max(0, Number(number.textContent) + by);
}

let acted = ""; // the annotation that the last answer is about
let after = null;
let counted = "all"; // the numbers that it was in
let settled = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  const item = event.target.closest?.(".item");
  acted = event.detail.pathInfo.requestPath.match(/[0-9a-f-]{36}/)[0];
  after = item && items()[items().indexOf(item) + 1];
  if (item) counted = item.dataset.counted;
});
document.addEventListener("htmx:afterSettle", () => {
  const fresh = list.querySelector('[data-settled=""]');
  const again = document.getElementById(`i-${acted}`);
  if (again) {
    if (!again.querySelector(".notice[role=alert]")) count(+1, again.dataset.counted); // undone: it waits again
    go(again);
  }
  else if (fresh) {
    fresh.dataset.settled = ++settled;
    count(-1, counted);
    tell(fresh.querySelector("p").textContent);
    go(after?.isConnected ? after : items().find((item) => fresh.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) ?? items()[0]);
    if (!here) fresh.focus({ preventScroll: true }); // that was the last one
  }
  queue.querySelector("[data-done]").hidden = items().length > 0;
});
for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failed, () => tell("This did not reach the server. Nothing was decided: try again in a moment."));

queue.querySelector("[data-keys]").hidden = false;
box.checked = localStorage.getItem(KEPT) !== "off";
const show = () => queue.classList.toggle("with-keys", on());
box.addEventListener("change", () => { localStorage.setItem(KEPT, on() ? "on" : "off"); show(); });
show();
go(items()[0], { focus: false });
