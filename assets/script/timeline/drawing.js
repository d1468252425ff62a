// The lanes as SVG, moved and zoomed with wheel, fingers, keys and buttons. Everything in it is in the list below too.
import { scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { still } from "../theme-colours.js";
import { dayAfter, dayOf, lanes, ROW } from "./lanes.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const LEFT = 104;
const TOP = 26;
const DAY = 86_400_000;
const KEYS = { "+": "in", "=": "in", "-": "out", ArrowLeft: "earlier", ArrowRight: "later", 0: "all" };

function shape(name, attributes, words) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (words !== undefined) made.textContent = words;
  return made;
}

export function drawing(frame, view, moments, addresses) {
  const svg = shape("svg", { "aria-hidden": "true" });
  frame.replaceChildren(svg);
  const first = Math.min(...moments.map((one) => dayOf(one.first)));
  const last = Math.max(...moments.map((one) => dayAfter(one.last)));
  let width = 0;
  let whole = null;
  let placed = zoomIdentity;

  const behaviour = zoom()
    .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.shiftKey || frame.contains(document.activeElement) : !event.button))
    .on("zoom", (event) => {
      placed = event.transform;
      paint();
    });

  function redraw() {
    width = Math.max(frame.clientWidth, 300);
    whole = scaleUtc([first - DAY, last + DAY], [LEFT, width - 12]);
    const most = Math.max((last - first) / DAY / 4, 2);
    behaviour.scaleExtent([1, most]).extent([[LEFT, 0], [width - 12, 100]]).translateExtent([[LEFT, 0], [width - 12, 100]]);
    select(svg).call(behaviour);
    paint();
  }

  function paint() {
    const scale = placed.rescaleX(whole);
    const { lanes: made, height } = lanes(view.lanes, moments, scale, TOP);
    svg.setAttribute("viewBox", `0 0 ${width} ${height + 6}`);
    svg.setAttribute("height", height + 6);
    svg.replaceChildren(...axis(scale, width, height), ...made.flatMap((lane) => drawn(lane, view, addresses, width)), edge(view, scale, height));
  }

  function move(way) {
    const target = select(svg);
    const animated = still() ? target : target.transition ? target.transition().duration(150) : target;
    if (way === "in") animated.call(behaviour.scaleBy, 1.6);
    else if (way === "out") animated.call(behaviour.scaleBy, 1 / 1.6);
    else if (way === "all") animated.call(behaviour.transform, zoomIdentity);
    else animated.call(behaviour.translateBy, ((way === "earlier" ? 1 : -1) * width) / 6 / placed.k, 0);
  }

  frame.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(way);
  });
  redraw();
  /** Lets the days from `start` to `end` fill the width. */
  function fit(start, end) {
    const [from, to] = [whole(start), whole(end)];
    const scale = Math.max(Math.min((width - 12 - LEFT) / (to - from), (last - first) / DAY / 4), 1);
    select(svg).call(behaviour.transform, zoomIdentity);
    select(svg).call(behaviour.scaleTo, scale);
    select(svg).call(behaviour.translateTo, (from + to) / 2, 0);
  }

  const looked = view.day ?? moments.find((one) => one.line.id === view.thing)?.first;
  if (looked) {
    fit(dayOf(looked).getTime() - 30 * DAY, dayOf(looked).getTime() + 30 * DAY);
  } else {
    // One thing told of from long ago would press all others into a corner.
    const begun = moments.map((one) => dayOf(one.first).getTime()).sort((a, b) => a - b);
    const most = begun[Math.floor(begun.length / 10)];
    if (last - first > 2 * (last - most)) fit(most - DAY, last + DAY);
  }
  return { redraw, move };
}

function axis(scale, width, height) {
  const format = scale.tickFormat();
  return scale.ticks(Math.max(Math.floor(width / 110), 2)).flatMap((at) => {
    const x = scale(at);
    if (x < LEFT) return [];
    return [
      shape("line", { x1: x, x2: x, y1: TOP - 6, y2: height, stroke: "currentColor", "stroke-opacity": 0.15 }),
      shape("text", { x, y: TOP - 10, "text-anchor": "middle", "font-size": 11, fill: "currentColor", "fill-opacity": 0.7 }, format(at)),
    ];
  });
}

/** The day on which the case is looked at. */
function edge(view, scale, height) {
  const x = scale(dayAfter(view.as_of));
  const hidden = !view.as_of || x < LEFT;
  return shape("line", { x1: x, x2: x, y1: TOP - 6, y2: height, class: "timeline-now", "stroke-opacity": hidden ? 0 : 1 });
}

function drawn(lane, view, addresses, width) {
  const middle = lane.top + lane.height / 2;
  const group = shape("g", { "data-kind": lane.kind, class: "timeline-lane" });
  for (const mark of lane.marks) if (mark.end > LEFT && mark.start < width) group.append(one(mark, lane, view, addresses));
  return [
    shape("line", { x1: 0, x2: width, y1: lane.top, y2: lane.top, stroke: "currentColor", "stroke-opacity": 0.2 }),
    group,
    shape("rect", { x: 0, y: lane.top + 1, width: LEFT - 6, height: lane.height - 2, class: "timeline-name" }),
    shape("text", { x: 8, y: middle + 4, "font-size": 12, fill: "currentColor" }, lane.kind),
  ];
}

function one({ moment, start, end, row }, lane, view, addresses) {
  const { line } = moment;
  const y = lane.top + 8 + row * ROW;
  const from = Math.max(start, LEFT);
  const classes = ["timeline-mark"];
  if (!line.assertions.includes("actual")) classes.push("unsure");
  if (line.disputed) classes.push("at-odds");
  if (line.id === view.thing) classes.push("chosen");
  const link = shape("a", { href: addresses.things + encodeURIComponent(line.id), tabindex: "-1" });
  const bar = shape("rect", { x: from, y, width: Math.max(end - from, 5), height: ROW - 4, rx: 2, class: classes.join(" ") });
  const told = moment.last === moment.first ? moment.first : `${moment.first} to ${moment.lasts ? "…" : moment.last}`;
  const sources = `${line.sources} ${line.sources === 1 ? "source" : "sources"}`;
  link.append(shape("title", {}, `${told}: ${line.title} (${sources})`), bar);
  if (moment.lasts) link.append(shape("path", { d: `M${end} ${y}l6 ${(ROW - 4) / 2}l-6 ${(ROW - 4) / 2}z`, class: "timeline-mark" }));
  return link;
}
