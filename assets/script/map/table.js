// The table below the map, for another day: the same columns that the page came with.
import { assertion, badge, element, thing } from "../elements.js";

export function fill(table, several, addresses, show) {
  const rows = several.map((marked) =>
    element(
      "tr",
      {},
      element("td", {}, element("time", {}, marked.day)),
      element("td", {}, badge(marked.kind)),
      element(
        "th",
        { scope: "row" },
        assertion(marked.assertion),
        " ",
        thing(addresses.things, marked),
        marked.disputed ? element("span", { class: "badge disputed" }, " disputed") : "",
      ),
      where(marked, show),
      element("td", {}, marked.harm),
      element("td", { class: "numeric" }, String(marked.sources)),
    ),
  );
  table.tBodies[0].replaceChildren(...rows);
}

function where(marked, show) {
  const button = element("button", { type: "button", class: "plain" }, "show");
  button.setAttribute("aria-label", `Show ${marked.title} on the map`);
  button.addEventListener("click", () => show(marked));
  return element(
    "td",
    {},
    element("bdi", { class: marked.doubt ? "uncertain" : null }, marked.place),
    marked.beside ? element("span", { class: "note" }, " outside the zone") : "",
    marked.doubt ? element("span", { class: "note", dir: "auto" }, ` ${marked.doubt}`) : "",
    " ",
    button,
  );
}
