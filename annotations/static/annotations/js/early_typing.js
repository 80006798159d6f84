// What is typed while a composer is loading goes into the composer, and is not taken for keys.
let early = null;

export function waitForComposer(text = early ?? "") { early = text; }

// Inserts what was typed meanwhile at the cursor.
export function composerCame() {
  const focused = document.activeElement;
  const form = focused?.form;
  if (early && form?.matches("[data-composer]")) {
    const field = focused.matches("textarea, input:not([type=radio])") ? focused : form.elements.body;
    field.focus({ preventScroll: true });
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
