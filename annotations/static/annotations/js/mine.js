// My things that are only in this browser: drafts, and whether single keys work.
import { gettext } from "./gettext.js";
import { PREFIX, drafts, forget } from "./drafts.js";
import { tell } from "./status.js";
import { localise } from "./times.js";

const KEYS = "counterpoint:keys";
const section = document.querySelector("[data-drafts]");
const list = section.querySelector("ul");

function show([key, draft]) {
  if (!draft.words) return;
  const item = document.querySelector("[data-draft-row]").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-words]").textContent = draft.words;
  item.querySelector("a").href = addressOf(key, draft);
  const time = item.querySelector("time");
  time.dateTime = new Date(draft.when).toISOString();
  item.querySelector("button").addEventListener("click", () => {
    forget(key);
    item.remove();
    section.querySelector("[data-none]").hidden = list.children.length > 0;
    tell(gettext("The draft is deleted."));
    section.querySelector("h2").focus();
  });
  list.append(item);
}

// Where one goes on writing: the form's own page, with the annotation that is answered and the draft.
function addressOf(key, draft) {
  const [address] = key.slice(PREFIX.length).split("#");
  const [, path, about] = /^(.*?)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/.exec(address);
  if (!path.startsWith("/") || path.startsWith("//")) return "/";
  return `${path}${about ? `?about=${about}` : ""}${draft.id ? `#draft-${draft.id}` : ""}`;
}

drafts().forEach(show);
localise(list);
section.querySelector("[data-none]").hidden = list.children.length > 0;
section.hidden = false;
document.querySelector("[data-to-drafts]").hidden = false;

const keys = document.querySelector("[data-keys-choice]");
const box = keys.querySelector("input");
box.checked = localStorage.getItem(KEYS) !== "off";
box.addEventListener("change", () => {
  localStorage.setItem(KEYS, box.checked ? "on" : "off");
  tell(box.checked ? gettext("Single keys work.") : gettext("Single keys are off."));
});
keys.hidden = false;
