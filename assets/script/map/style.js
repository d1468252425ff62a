// The ground: countries and towns from this desk, or tiles of an address that its owner gave. Letters are drawn here, from
// the fonts of this machine, since the style names no address of any.
const FONT = ["sans-serif"];

const CLOSE = 0.04;

/** The towns of the ground that are not on the map anyhow: one name a place is enough. */
function unnamed(places, named) {
  const near = ([x, y]) => named.some(([a, b]) => Math.abs(a - x) < CLOSE && Math.abs(b - y) < CLOSE);
  return { ...places, features: places.features.filter((town) => !near(town.geometry.coordinates)) };
}

export function ground(base, tiles, theme, named) {
  const sources = {
    countries: { type: "geojson", data: base.countries },
    places: { type: "geojson", data: unnamed(base.places, named) },
  };
  const layers = [
    { id: "water", type: "background", paint: { "background-color": theme.water } },
    { id: "land", type: "fill", source: "countries", paint: { "fill-color": theme.land } },
    { id: "borders", type: "line", source: "countries", paint: { "line-color": theme.border, "line-width": 1, "line-dasharray": [3, 2] } },
  ];
  if (tiles) {
    sources.tiles = { type: "raster", tiles: [tiles], tileSize: 256 };
    layers.push({ id: "tiles", type: "raster", source: "tiles" });
  } else {
    layers.push(towns(theme), names(theme));
  }
  return { version: 8, sources, layers };
}

const towns = (theme) => ({
  id: "towns",
  type: "circle",
  source: "places",
  filter: ["<", ["get", "rank"], ["step", ["zoom"], 60, 7, 120, 8, 250, 9, 500]],
  paint: { "circle-radius": ["case", ["get", "capital"], 3, 1.8], "circle-color": theme.soft },
});

const names = (theme) => ({
  id: "names",
  type: "symbol",
  source: "places",
  layout: {
    "text-field": ["get", "name"],
    "text-font": FONT,
    "text-size": ["interpolate", ["linear"], ["get", "rank"], 0, 14, 30, 11.5, 200, 10.5],
    "text-anchor": "bottom-left",
    "text-offset": [0.3, -0.1],
    "symbol-sort-key": ["get", "rank"],
    "text-padding": 4,
  },
  paint: { "text-color": theme.soft, "text-halo-color": theme.land, "text-halo-width": 1.2 },
});
