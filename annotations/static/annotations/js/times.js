// Times in the reader's own zone and words; the server writes them in UTC.
// As the server writes days: 25 Nov 2026.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

export function localise(root) {
  for (const time of root.querySelectorAll?.("time[datetime]:not([title])") ?? []) {
    const moment = new Date(time.dateTime);
    if (isNaN(moment)) continue;
    time.title = exact.format(moment);
    if (time.closest(".when")) time.textContent = day.format(moment);
  }
}

localise(document);
document.addEventListener("htmx:load", (event) => localise(event.target));
