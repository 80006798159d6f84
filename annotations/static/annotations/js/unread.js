// Goes to the next unread annotation: in the open thread, or in the next paragraph that has one.
import { gettext } from "./gettext.js";
import { tell } from "./status.js";
import { load } from "./text_parts.js";
import { open, openRow } from "./threads.js";

export async function nextUnread(from, opener = null) {
  const rows = [...document.querySelectorAll(".row, .closed-part")];
  const at = Math.max(rows.indexOf(openRow() ?? from), 0);
  const row = [...rows.slice(at), ...rows.slice(0, at)].find((each) => each.matches("[data-unread]") || each.querySelector("[data-unread]"));
  if (!row) return tell(gettext("You have read everything."));
  if (row.matches(".closed-part")) {
    await load(row);
    if (!row.isConnected) nextUnread(from, opener);
    return;
  }
  if (row !== openRow()) bringIntoView(row);
  await open(row, { from: opener, query: "&at=unread" });
}

// A paragraph that shows as a whole stays where it is; on a phone, its thread covers what is below.
function bringIntoView(row) {
  const { top, bottom } = row.getBoundingClientRect();
  const lowest = matchMedia("(max-width: 62rem)").matches ? innerHeight * 0.28 : innerHeight;
  if (top < document.querySelector(".top").offsetHeight || bottom > lowest) row.scrollIntoView();
}

function clicked(event) {
  const link = event.target.closest("[data-next-unread]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  nextUnread(link.closest(".row"), link.closest(".row") ? null : link);
}

export function startUnread() {
  document.addEventListener("click", clicked);
}
