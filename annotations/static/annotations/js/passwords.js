// Typed passwords stay when their form is drawn anew with what is wrong in another field. They are
// kept in the page only, between the two drawings.
let typed = [];

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  typed = [...target.querySelectorAll("input[type=password]")].map(({ id, value }) => [id, value]);
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  typed = [];
  target.querySelector("[aria-invalid]")?.focus(); // what is wrong with it is read with its name
});
