// Copying a link to an annotation, and marking one that is linked to.
import { gettext } from "./gettext.js";
import { tell } from "./status.js";

export async function copy(address) {
  try {
    await navigator.clipboard.writeText(address);
    tell(gettext("Link copied."));
  } catch {
    location.href = address;
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await copy(link.href);
  const menu = link.closest("details");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus({ preventScroll: true });
});

// A menu closes when one clicks elsewhere, or presses Escape in it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.more[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
