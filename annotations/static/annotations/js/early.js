// What is typed while a composer is loading goes into the composer, and is not taken for keys.
let early = null;

export function waitForComposer() { early = ""; }

// Inserts what was typed meanwhile at the cursor.
export function composerCame() {
  const field = document.activeElement;
  if (early && field?.form?.matches("[data-composer]")) {
    field.setRangeText(early, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  early = null;
}

export function typedEarly(event) {
  if (early === null || event.key.length !== 1 || event.ctrlKey || event.metaKey) return false;
  early += event.key;
  event.preventDefault();
  return true;
}

document.addEventListener("paste", (event) => {
  if (early === null || event.target.closest?.("input, textarea")) return;
  early += event.clipboardData.getData("text");
  event.preventDefault();
});
