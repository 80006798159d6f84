// The preview of a text: Enter in a choice does what the button beside it does, and the block that
// was changed stays in sight.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".mending :is(input, select)")) return;
  const button = event.target.closest("details, .line")?.querySelector("button[name=mend]");
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("htmx:afterSettle", () => {
  document.activeElement?.closest(".piece")?.scrollIntoView({ block: "nearest" });
});
