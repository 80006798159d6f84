// My things that are only in this browser: drafts, and whether single keys work.
import { gettext } from "./gettext.js";
import { PREFIX, read } from "./drafts.js";
import { tell } from "./status.js";

const KEYS = "counterpoint:keys";
const section = document.querySelector("[data-drafts]");
const list = section.querySelector("ul");

function show(key) {
  const draft = read(key);
  const words = draft?.body || draft?.citation;
  if (!words) return;
  const item = document.querySelector("[data-draft-row]").content.firstElementChild.cloneNode(true);
  const address = key.slice(PREFIX.length).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "");
  item.querySelector("[data-words]").textContent = words.slice(0, 280);
  item.querySelector("a").href = address.startsWith("/") && !address.startsWith("//") ? `${address}#composer` : "/";
  const time = item.querySelector("time");
  if (draft.when) time.dateTime = new Date(draft.when).toISOString();
  time.textContent = draft.when ? new Date(draft.when).toLocaleDateString() : "";
  item.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(key);
    item.remove();
    section.querySelector("[data-none]").hidden = list.children.length > 0;
    tell(gettext("The draft is deleted."));
    section.querySelector("h2").focus();
  });
  list.append(item);
}

Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach(show);
section.querySelector("[data-none]").hidden = list.children.length > 0;
section.hidden = false;

const keys = document.querySelector("[data-keys-choice]");
const box = keys.querySelector("input");
box.checked = localStorage.getItem(KEYS) !== "off";
box.addEventListener("change", () => {
  localStorage.setItem(KEYS, box.checked ? "on" : "off");
  tell(box.checked ? gettext("Single keys work.") : gettext("Single keys are off."));
});
keys.hidden = false;
