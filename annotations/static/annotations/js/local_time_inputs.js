// Days and times to fill in stand in the reader's own zone, which is sent along; without this they
// are in UTC, and say so.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const two = (number) => String(number).padStart(2, "0");

function local(utc) {
  const at = new Date(`${utc}Z`);
  return isNaN(at) ? utc : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

for (const form of zone ? document.forms : []) {
  const inputs = form.querySelectorAll("input[data-moment]");
  if (!inputs.length) continue;
  for (const input of inputs) input.value = input.value && local(input.value);
  for (const said of form.querySelectorAll("[data-zone]")) said.textContent = zone.replaceAll("_", " ");
  const sent = Object.assign(document.createElement("input"), { type: "hidden", name: "zone", value: zone });
  form.append(sent);
}
