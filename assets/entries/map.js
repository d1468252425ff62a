// The map of a case. The page holds the same in a table and works without.
import * as maplibregl from "maplibre-gl";
import { json } from "../script/elements.js";
import { addIcons } from "../script/map/icons.js";
import { addLayers, choose, DRAWN, holds, show } from "../script/map/layers.js";
import { popup } from "../script/map/popup.js";
import { slider } from "../script/map/slider.js";
import { ground } from "../script/map/style.js";
import { fill } from "../script/map/table.js";
import { colours, onThemeChange, still } from "../script/theme-colours.js";

maplibregl.setWorkerUrl(new URL(MAP_WORKER, import.meta.url).href);

async function start(figure) {
  const { source, base, things, timeline, reports } = figure.dataset;
  const addresses = { things, timeline, reports };
  const [view, around] = await Promise.all([json(source + location.search), json(base)]);
  figure.hidden = false;
  const named = view.features.features
    .filter(({ properties }) => properties.layer === "control" || properties.layer === "post")
    .map(({ geometry }) => geometry.coordinates);
  const [west, south, east, north] = view.bounds ?? around.bounds;
  const map = new maplibregl.Map({
    container: figure.querySelector("[data-canvas]"),
    style: ground(around, view.tiles, colours(), named),
    bounds: [[west, south], [east, north]],
    maxBounds: view.tiles ? undefined : [around.bounds.slice(0, 2), around.bounds.slice(2)],
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    fadeDuration: still() ? 0 : 150,
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  map.addControl(new maplibregl.ScaleControl());
  map.addControl(new maplibregl.AttributionControl({ compact: false, customAttribution: "Natural Earth · GeoNames" }));

  const hidden = new Set();
  const state = { day: view.day, thing: view.thing };
  const placed = view.features.features;

  function draw() {
    if (map.getLayer("chosen")) {
      show(map, state.day, hidden);
      choose(map, state.thing, state.day);
    }
  }

  function dress() {
    addIcons(map, view.signs, colours());
    addLayers(map, view, colours());
    draw();
  }

  function reveal(marked) {
    const feature = placed.find((one) => one.properties.title === marked.title && one.properties.day === marked.day);
    if (!feature) return;
    state.thing = marked.thing;
    remember(state);
    draw();
    map.easeTo({ center: feature.geometry.coordinates, zoom: Math.max(map.getZoom(), 9), animate: !still() });
    popup(map, feature.geometry.coordinates, [marked], addresses);
    figure.scrollIntoView({ block: "nearest" });
  }

  const table = document.querySelector("[data-stands]");
  const heading = document.querySelector("[data-table-day]");
  const controls = figure.querySelector(".map-controls");
  let first = true;
  const days = [...new Set([...view.days, view.day])].sort();
  slider(controls, days, view.day, (day) => {
    state.day = day;
    if (!first) remember(state);
    first = false;
    heading.textContent = day;
    fill(table, placed.map((one) => one.properties).filter((one) => holds(one, day)), addresses, reveal);
    draw();
  });

  for (const box of figure.querySelectorAll("[data-layer]")) {
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(box.dataset.layer);
      else hidden.add(box.dataset.layer);
      draw();
    });
  }

  map.on("click", (event) => {
    const { x, y } = event.point;
    const found = map.queryRenderedFeatures([[x - 4, y - 4], [x + 4, y + 4]], { layers: DRAWN.filter((one) => !hidden.has(one)) });
    const ids = [...new Set(found.map((one) => one.properties.title + one.properties.day))];
    const several = ids.map((id) => placed.find((one) => one.properties.title + one.properties.day === id)?.properties);
    if (several.length) popup(map, event.lngLat, several.filter(Boolean), addresses);
  });
  map.on("mousemove", (event) => {
    const over = map.getLayer("chosen") && map.queryRenderedFeatures(event.point, { layers: DRAWN }).length > 0;
    map.getCanvas().style.cursor = over ? "pointer" : "";
  });
  map.on("load", () => {
    dress();
    const wanted = placed.find((one) => one.properties.thing === state.thing && holds(one.properties, state.day));
    if (state.thing && wanted) reveal(wanted.properties);
    map.once("idle", () => {
      figure.dataset.drawn = "true";
    });
  });
  onThemeChange(() => {
    map.setStyle(ground(around, view.tiles, colours(), named), { diff: false });
    map.once("style.load", dress);
  });
}

/** Keeps the day and the thing in the address, so that what is seen can be sent to a colleague. */
function remember(state) {
  const address = new URL(location.href);
  for (const [key, value] of Object.entries(state)) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  history.replaceState(null, "", address);
}

for (const figure of document.querySelectorAll("[data-map]")) {
  start(figure).catch((error) => {
    figure.hidden = true;
    console.error(error);
  });
}
