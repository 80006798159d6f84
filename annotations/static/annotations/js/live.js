// The notice “3 new in ¶ 4” about what others post; a click on it shows that in place.
import { openRow } from "./threads.js";

const EVERY = 30_000;
const path = document.body.dataset.reading;
const live = document.createElement("div");
let since = 0;
let asking;

async function ask() {
  if (document.visibilityState !== "visible") return;
  let answer;
  try { answer = await fetch(`${path}since/${since}/`, { credentials: "same-origin" }); } catch { return; }
  if (answer.status === 404) return clearInterval(asking); // no longer ours to read
  since ||= Number(answer.headers.get("Since")) || 0;
  if (answer.status !== 200) return;
  const notice = await answer.text();
  const words = new DOMParser().parseFromString(notice, "text/html").body.textContent;
  if (words === live.textContent) return; // a screen reader says it once
  live.innerHTML = notice;
  htmx.process(live);
}

// The rows that are new have more to show; an open thread among them shows it, its composer stays.
function arrived(parts) {
  for (const part of parts) {
    const row = document.querySelector(`.row[data-part="${CSS.escape(part)}"]`);
    row?.classList.add("has");
    if (row && row === openRow()) {
      const only = row.querySelector(".thread").dataset.only;
      htmx.ajax("GET", `${path}p/${part}/${only ? `?only=${only}` : ""}`, { target: row.querySelector(".thread-body"), select: ".thread-body", selectOOB: `#filters-${row.id}`, swap: "outerHTML" });
    }
  }
}

export function startLive() {
  live.id = "live";
  live.className = "live";
  document.querySelector("[role=status]").append(live); // the page's one voice
  live.addEventListener("click", (event) => {
    const pill = event.target.closest(".news");
    if (!pill) return;
    since = Number(pill.dataset.since);
    live.addEventListener("htmx:afterSwap", () => arrived(pill.dataset.parts.trim().split(" ")), { once: true });
  });
  document.addEventListener("visibilitychange", ask);
  asking = setInterval(ask, EVERY);
  ask();
}
