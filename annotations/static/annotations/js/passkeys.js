// Passkeys: offered only where this browser has them, and in words when they don't work.
// The ceremony itself is allauth's.
import { gettext } from "./gettext.js";
const problem = document.querySelector("[data-passkey-problem]");
const numbered = /^[\d.]+$|:/.test(location.hostname);

for (const each of document.querySelectorAll("[data-passkeys]")) each.hidden = !window.PublicKeyCredential;

function words(error) {
  if (error?.name === "InvalidStateError") return gettext("This key is on your account already.");
  if (error?.name === "SecurityError" || numbered)
    return gettext("Passkeys work only where the site has a name: on your own computer, open it as “localhost”.");
  return gettext("No passkey was used. Try again, or use your password.");
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  problem.textContent = words(event.detail.exception);
  problem.hidden = false;
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-passkeys] button")) problem.hidden = true; });
