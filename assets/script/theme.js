// Light, dark or the system's choice: kept in this browser, set on <html data-theme>, changed by [data-theme-switch].
const KEY = "trucewatch-theme";
const CHOICES = ["auto", "light", "dark"];
const root = document.documentElement;

function stored() {
  try {
    const value = localStorage.getItem(KEY);
    return CHOICES.includes(value) ? value : "auto";
  } catch {
    return "auto"; // storage may be forbidden; the system's choice is then what there is
  }
}

function set(choice) {
  if (choice === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // as above
  }
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.textContent = `Theme: ${choice}`;
    button.hidden = false;
  }
  root.dispatchEvent(new CustomEvent("themechange"));
}

set(stored());
document.addEventListener("DOMContentLoaded", () => set(stored()));
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-theme-switch]")) {
    set(CHOICES[(CHOICES.indexOf(stored()) + 1) % CHOICES.length]);
  }
});
