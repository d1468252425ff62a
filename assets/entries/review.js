// Reviewing with keys: [data-key] is pressed, [data-focus] gets the focus, [data-shows] opens a dialog. Without script
// all of these are buttons, links and fields.
import { inField } from "../script/keys.js";

const find = (attribute, key) => document.querySelector(`[data-${attribute}="${CSS.escape(key)}"]`);

for (const button of document.querySelectorAll("[data-shows]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.shows).showModal());
}

function focus(part) {
  const field = part.matches("input, select, textarea, button") ? part : part.querySelector("input, select, textarea");
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (inField(event.target) || document.querySelector("dialog[open]")) return;
  const pressed = find("key", event.key);
  const focused = pressed ? null : find("focus", event.key);
  if (pressed) pressed.click();
  else if (focused) focus(focused);
  else return;
  event.preventDefault();
});
