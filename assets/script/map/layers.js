// What the reports tell, over the ground: the zone, then everything with its sign, and what holds on a day.
import { iconName } from "./icons.js";

export const DRAWN = ["other", "control", "post", "incident"];
const FONT = ["sans-serif"];

const order = (day) => Number(day.replaceAll("-", "")) || 0;
const harmed = ["coalesce", ["get", "low"], ["get", "high"], 0];
const growth = (least, most) => ["interpolate", ["linear"], ["sqrt", harmed], 0, least, 3, least * 1.3, 10, most * 0.7, 30, most];

export function addLayers(map, view, theme) {
  map.addSource("zone", { type: "geojson", data: view.zone });
  map.addSource("features", { type: "geojson", data: withIcons(view.features) });
  map.addLayer({ id: "zone", type: "fill", source: "zone", paint: { "fill-color": theme.accent, "fill-opacity": 0.07 } });
  map.addLayer({ id: "zone-edge", type: "line", source: "zone", paint: { "line-color": theme.accent, "line-width": 1.5 } });
  for (const layer of DRAWN) map.addLayer(symbols(layer, theme));
  map.addLayer({
    id: "chosen",
    type: "circle",
    source: "features",
    filter: ["==", ["get", "thing"], ""],
    paint: { "circle-radius": 18, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": theme.accent, "circle-stroke-width": 3 },
  });
}

function symbols(layer, theme) {
  const named = layer === "control" || layer === "post";
  return {
    id: layer,
    type: "symbol",
    source: "features",
    layout: {
      "icon-image": ["get", "icon"],
      "icon-size": layer === "incident" ? growth(0.85, 2.6) : layer === "post" ? 1 : 0.8,
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "symbol-sort-key": layer === "incident" ? ["-", 0, harmed] : ["get", "order"],
      ...(named && {
        "text-field": ["get", "place"],
        "text-font": FONT,
        "text-size": 11.5,
        "text-anchor": "top",
        "text-offset": [0, 1],
        "text-optional": true,
      }),
    },
    paint: {
      "text-color": theme.ink,
      "text-halo-color": theme.land,
      "text-halo-width": 1.4,
    },
  };
}

const withIcons = (collection) => ({
  ...collection,
  features: collection.features.map((feature) => {
    const { layer, group, doubt, day } = feature.properties;
    return { ...feature, properties: { ...feature.properties, icon: iconName(layer, group, doubt !== ""), order: order(day) } };
  }),
});

export const holds = (marked, day) => marked.day <= day && (marked.until === null || day < marked.until);

export function show(map, day, hidden) {
  const now = ["all", ["<=", ["get", "day"], day], ["<", day, ["coalesce", ["get", "until"], "9999"]]];
  for (const layer of DRAWN) {
    map.setFilter(layer, ["all", ["==", ["get", "layer"], layer], now]);
    map.setLayoutProperty(layer, "visibility", hidden.has(layer) ? "none" : "visible");
  }
  const past = ["case", ["<", ["get", "day"], day], 0.45, 1];
  map.setPaintProperty("incident", "icon-opacity", past);
  map.setPaintProperty("other", "icon-opacity", past);
}

export function choose(map, thing, day) {
  map.setFilter("chosen", [
    "all",
    ["==", ["get", "thing"], thing ?? ""],
    ["<=", ["get", "day"], day],
    ["<", day, ["coalesce", ["get", "until"], "9999"]],
  ]);
}
