// A report: hovering over or focusing marked words or a record shows its partner in the other column.
const named = (element) => (element.dataset.records ?? "").split(" ").filter(Boolean);
const all = [...document.querySelectorAll("[data-records]")];

function show(records) {
  const wanted = new Set(records);
  for (const one of all) {
    if (wanted.size && named(one).some((record) => wanted.has(record))) one.dataset.partner = "";
    else delete one.dataset.partner;
  }
}

for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(enter, (event) => {
    const at = event.target.closest?.("[data-records]");
    if (at) show(named(at));
  });
  document.addEventListener(leave, (event) => {
    if (event.target.closest?.("[data-records]")) show([]);
  });
}

// A record of another sheet is a link to that sheet: an address that names it goes there.
const elsewhere = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
if (elsewhere instanceof HTMLAnchorElement && elsewhere.closest("details")) location.replace(elsewhere.href);
