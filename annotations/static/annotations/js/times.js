// Times in the reader's own zone and words; the server writes them in UTC.
const day = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });

function localise(root) {
  for (const time of root.querySelectorAll?.("time[datetime]:not([title])") ?? []) {
    const moment = new Date(time.dateTime);
    if (isNaN(moment)) continue;
    time.title = exact.format(moment);
    if (time.closest(".when")) time.textContent = day.format(moment);
  }
}

localise(document);
document.addEventListener("htmx:load", (event) => localise(event.target));
