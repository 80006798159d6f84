// A part of a long text that the page does not show yet: it comes when it is scrolled to, or when an
// address or a key leads into it. What is being read stays where it is.
const reading = document.body.dataset.reading;
const NEAR = "600px"; // how far from the window a part begins to load
const observer = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting && isNext(target)) load(target);
}, { rootMargin: NEAR });
const loading = new Map(); // section: a promise

// True if the part goes on from what is shown, or is in sight: then it is about to be read.
function isNext(section) {
  const { top, bottom } = section.getBoundingClientRect();
  const shown = [section.previousElementSibling, section.nextElementSibling].some((each) => each?.matches(".row, .pause"));
  return shown || (top < innerHeight && bottom > 0);
}

// The parts beside what came in may be near as well.
function observeAgain(sections) {
  for (const section of sections) {
    if (!section?.matches(".closed-part")) continue;
    observer.unobserve(section);
    observer.observe(section);
  }
}

// Puts the rows of a part in its place.
export function load(section) {
  if (!loading.has(section)) loading.set(section, replace(section));
  return loading.get(section);
}

async function replace(section) {
  observer.unobserve(section);
  const path = `${reading}?from=${section.dataset.from}`;
  section.setAttribute("aria-busy", "true");
  let answer;
  try { answer = await fetch(path, { credentials: "same-origin", headers: { "HX-Request": "true" } }); } catch { answer = null; }
  section.removeAttribute("aria-busy");
  if (!answer?.ok) { return loading.delete(section); } // its link still leads there
  const rows = document.createElement("template");
  rows.innerHTML = await answer.text();
  const anchor = firstInView(section);
  const top = anchor?.getBoundingClientRect().top;
  const focused = section.contains(document.activeElement) ? document.activeElement.id : null;
  for (const row of rows.content.querySelectorAll(".row")) row.tabIndex = -1;
  const added = [...rows.content.children];
  const beside = [section.previousElementSibling, section.nextElementSibling];
  section.replaceWith(rows.content);
  for (const each of added) htmx.process(each);
  if (anchor?.isConnected) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  observeAgain(beside);
  added[0]?.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

// The row that is being read; it is outside of the part that changes.
function firstInView(section) {
  const bar = document.querySelector(".top").offsetHeight;
  return [...document.querySelectorAll(".row")].find((row) => row.getBoundingClientRect().bottom > bar && !section.contains(row));
}

function clicked(event) {
  const link = event.target.closest(".closed-part a, .contents a, .strip a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const address = new URL(link.href).hash.slice(1);
  if (!address) return;
  event.preventDefault();
  if (location.hash === `#${address}`) go(address);
  else location.hash = address;
}

// Goes to a block, also in a part that is not shown yet.
async function go(address) {
  const section = document.getElementById(address)?.closest(".closed-part");
  if (section) await load(section);
  const row = document.getElementById(address);
  row?.scrollIntoView({ behavior: "instant" });
  if (row?.matches(".row")) row.focus({ preventScroll: true });
}

const named = () => location.hash.slice(1);

export function startTextParts() {
  if (!document.querySelector(".closed-part")) return;
  for (const section of document.querySelectorAll(".closed-part")) observer.observe(section);
  document.addEventListener("click", clicked);
  addEventListener("hashchange", () => go(named()));
  if (document.getElementById(named())?.closest(".closed-part")) go(named());
}
