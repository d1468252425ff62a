// Forms: [data-confirm] asks before it sends; empty fields of a filter are left out of the address that it makes.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = form.dataset?.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "get") return;
  const empty = [...form.elements].filter((field) => field.name && !field.disabled && field.value === "");
  for (const field of empty) field.disabled = true;
  setTimeout(() => {
    for (const field of empty) field.disabled = false;
  });
});
