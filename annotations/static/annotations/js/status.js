// The one place that says what has just happened, to the eye and to a screen reader.
let fading;

export function tell(words) {
  const status = document.getElementById("status");
  status.textContent = words;
  status.classList.add("passing");
  clearTimeout(fading);
  fading = setTimeout(() => { status.textContent = ""; status.classList.remove("passing"); }, 6000);
}
