// What is said when the server could not be reached, was too busy, or got more than it takes, beside the form it was about.
import { gettext } from "./gettext.js";
import { tell } from "./status.js";

function words(status, kept) {
  const busy = status === 503;
  if (status === 413 && kept) return gettext("This is more than one form takes, so it was not saved. Your text is kept here: send a part of it at a time.");
  if (status === 413) return gettext("This is more than one form takes, so nothing was done. Send a part of it at a time.");
  if (busy && kept) return gettext("Too much was being written at the same moment, so this was not saved. Your text is kept here: try again in a moment.");
  if (busy) return gettext("Too much was being written at the same moment, so nothing was done. Try again in a moment.");
  if (kept) return gettext("This did not reach the server. Your text is kept here: try again in a moment.");
  return gettext("This did not reach the server. Try again in a moment.");
}

// What is missing may be there again once somebody has signed in: their session may have ended.
function missing() {
  const again = document.createElement("a");
  again.href = location.href.split("#")[0];
  again.textContent = gettext("Open the page again");
  tell(gettext("This is not here any more, or you are signed out."), again);
}

function failed(event) {
  if (event.detail.xhr?.status === 404) return missing();
  const problems = event.target.querySelector?.("[data-problems]");
  const said = words(event.detail.xhr?.status, problems !== null && problems !== undefined);
  if (!problems) return tell(said);
  problems.innerHTML = '<ul class="errorlist" role="alert"><li></li></ul>';
  problems.querySelector("li").textContent = said;
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, failed);
