// What the pages gain with a script. Nothing here is needed to read or to write.
import "./times.js";
import "./drafts.js";
import "./composing.js";
import "./redrawing.js";
import "./failures.js";
import "./formulas.js";
import "./links.js";
import { startMarginDrafts } from "./margin_drafts.js";
import { startMarks } from "./marks.js";
import { startMenus } from "./menus.js";
import { startThreads } from "./threads.js";
import { startSelecting } from "./selection.js";
import { startKeys, startPostingByKey } from "./keys.js";
import { startLive } from "./live.js";
import { startProgress } from "./progress.js";
import { startTextParts } from "./text_parts.js";
import { startUnread } from "./unread.js";
import { startVisiting } from "./visitors.js";

document.documentElement.classList.add("scripts"); // what folds can be unfolded

startMarks();
startProgress();
startMenus();
if (document.body.dataset.reading) {
  startThreads();
  startSelecting();
  startVisiting();
  startKeys();
  startUnread();
  startLive();
  startTextParts();
  startMarginDrafts();
} else startPostingByKey();

// A token that was renewed in another tab is the one to send.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) event.detail.headers["X-CSRFToken"] = token[1];
});

// Printing by a button, where there is a script to do it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
