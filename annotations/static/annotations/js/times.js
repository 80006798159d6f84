// Dates in the reader's own time zone; the server writes them in its own, worded alike.
import { gettext, interpolate } from "./gettext.js";

// As the server writes them: 25 Nov 2026.
const page = document.documentElement.lang;
const language = page === "en" ? "en-GB" : page;
const EXACT = { dateStyle: "long", timeStyle: "short" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { day: "numeric", month: "short" };
const FORMS = { when: DAY, date: DAY, minute: { ...DAY, ...TIME }, weekday: { weekday: "long", day: "numeric", month: "long" } };

const dayOf = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / 86_400_000;
const format = (moment, options) => new Intl.DateTimeFormat(language, options).format(moment);

// A moment in words as seen now: "when" is "14:05" today and "yesterday, 14:05", else a date like the
// other forms, with the year if it is another one.
export function dateWords(moment, now, form) {
  const days = dayOf(now) - dayOf(moment);
  if (form === "when" && days === 0) return format(moment, TIME);
  if (form === "when" && days === 1) return interpolate(gettext("yesterday, %(time)s"), { time: format(moment, TIME) }, true);
  const year = moment.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return format(moment, { ...FORMS[form], ...year });
}

export function localise(root) {
  for (const time of root.querySelectorAll?.("time[data-form]") ?? []) {
    const moment = new Date(time.dateTime);
    if (isNaN(moment)) continue;
    time.title = format(moment, EXACT);
    time.textContent = dateWords(moment, new Date(), time.dataset.form);
  }
}

localise(document);
document.addEventListener("htmx:load", (event) => localise(event.target));
