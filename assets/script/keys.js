// "/" goes to the search field; Escape leaves a field. A page's own keys are in its own script.
export const inField = (target) =>
  target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !inField(event.target)) {
    const field = document.querySelector('input[type="search"]');
    if (field) {
      field.focus();
      event.preventDefault();
    }
  } else if (event.key === "Escape" && inField(event.target)) {
    event.target.blur();
  }
});
