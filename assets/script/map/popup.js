// What a click on the map tells: the things there, with their words and where to read on.
import * as maplibregl from "maplibre-gl";
import { assertion, badge, element, thing } from "../elements.js";

const MOST = 6;
let open = null;

/** One at a time; Escape closes it and gives the focus back to what had it. */
export function popup(map, at, several, addresses) {
  open?.remove();
  const before = document.activeElement;
  const body = element("div", {}, ...several.slice(0, MOST).map((marked) => entry(marked, addresses)));
  if (several.length > MOST) body.append(element("p", { class: "note" }, `and ${several.length - MOST} more here`));
  const made = new maplibregl.Popup({ maxWidth: "22rem", focusAfterOpen: true }).setLngLat(at).setDOMContent(body).addTo(map);
  made.getElement().addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    made.remove();
    before?.focus?.();
  });
  open = made;
}

function entry(marked, addresses) {
  const facts = [marked.date, marked.harm, `${marked.sources} ${marked.sources === 1 ? "source" : "sources"}`];
  const more = [element("a", { href: `${addresses.timeline}?day=${marked.day}&thing=${encodeURIComponent(marked.thing ?? "")}` }, "timeline")];
  if (marked.report) more.push(element("a", { href: `${addresses.reports}${encodeURIComponent(marked.report)}#record-${marked.record}` }, "report"));
  return element(
    "article",
    { class: "claim" },
    element("p", {}, badge(marked.kind), " ", assertion(marked.assertion), " ", thing(addresses.things, marked)),
    element("p", { class: "note" }, facts.filter(Boolean).join(" · "), marked.disputed ? " · disputed" : ""),
    marked.doubt ? element("p", { class: "note", dir: "auto" }, marked.doubt) : "",
    element(
      "blockquote",
      { class: "quote", dir: "auto" },
      marked.words,
      element("footer", {}, element("bdi", {}, marked.voice)),
    ),
    element("p", { class: "small" }, ...more.flatMap((link) => [link, " "])),
  );
}
