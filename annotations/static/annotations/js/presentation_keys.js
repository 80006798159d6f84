// On the wall, the arrow keys and a presenter's remote go to the next point and back.
const WAYS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const link = WAYS[event.key] && document.querySelector(`.steps [rel=${WAYS[event.key]}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
