// A form whose work takes long, once it is sent: the page stays until the answer comes, and says how far the work is.
const SOON = 600; // milliseconds before the first question, and between two
const LOST = 5; // so many answers without a report: then the form can be sent again

async function report(place) {
  try {
    const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
    return answer.ok ? await answer.json() : {};
  } catch { return {}; }
}

function show(place, { step, done, total, count }) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[role=status]");
  place.hidden = false;
  if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
  if (words.textContent !== step) words.textContent = step; // said again only when it changes
  place.querySelector(".count").textContent = count ?? "";
}

function stop(form, place) {
  delete form.dataset.sent;
  place.hidden = true;
}

async function ask(form, place, missed = 0) {
  if (!("sent" in form.dataset)) return;
  const now = await report(place);
  if (!("sent" in form.dataset)) return;
  if (now.step) show(place, now);
  else if (missed + 1 >= LOST) return stop(form, place);
  setTimeout(ask, SOON, form, place, now.step ? 0 : missed + 1);
}

function sent(event) {
  const form = event.target;
  const place = form.querySelector("[data-progress]");
  if (!place || event.defaultPrevented) return;
  if ("sent" in form.dataset) return event.preventDefault(); // a second press
  form.dataset.sent = "";
  setTimeout(ask, SOON, form, place);
}

// A page that comes out of the browser's memory is not waiting any more.
function shown(event) {
  if (!event.persisted) return;
  for (const place of document.querySelectorAll("[data-progress]")) stop(place.closest("form"), place);
}

export function startProgress() {
  document.addEventListener("submit", sent);
  addEventListener("pageshow", shown);
}
