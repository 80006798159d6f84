// A menu opens upwards where a thread, or the window, ends below it.
import { showInside } from "./threads.js";

function fit(menu, summary) {
  menu.classList.remove("upwards");
  const thread = menu.closest(".slot .thread");
  const room = thread?.getBoundingClientRect();
  const top = thread ? room.top + thread.querySelector(".thread-head").offsetHeight : document.querySelector(".top").offsetHeight;
  const bottom = Math.min(room?.bottom ?? innerHeight, innerHeight);
  const { height, bottom: end } = menu.getBoundingClientRect();
  if (end <= bottom) return;
  if (summary.getBoundingClientRect().top - height >= top) menu.classList.add("upwards");
  else if (thread) showInside(thread, menu);
}

export function startMenus() {
  const opened = ({ target }) => {
    const menu = target.open && target.matches(".more") && target.querySelector(".menu");
    if (menu) fit(menu, target.querySelector("summary"));
  };
  document.addEventListener("toggle", opened, true); // it doesn't bubble
}
