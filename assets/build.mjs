// Bundles entries/* into ../src/trucewatch/desk/static, each file named by its content, and writes manifest.json.
//
// Every file in entries/ becomes one file of the desk: style.css, script.js. "desk.js" is a classic script, so that
// the theme is set before the page is drawn; all others are modules.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, process.argv[2] ?? "../src/trucewatch/desk/static");
const part = `${target}.part`;
const CLASSIC = new Set(["desk.js"]);

const manifest = {};
const notices = [];

const hashed = (name, bytes) => {
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}${ext}`;
};

async function put(name, bytes) {
  const file = hashed(name, bytes);
  await mkdir(path.dirname(path.join(part, file)), { recursive: true });
  await writeFile(path.join(part, file), bytes);
  manifest[name] = file;
  return file;
}

async function bundle(name, define) {
  const result = await build({
    entryPoints: [path.join(here, "entries", name)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    write: false,
    outdir: part,
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    format: CLASSIC.has(name) ? "iife" : "esm",
    charset: "utf8",
    legalComments: "external",
    define,
    logLevel: "warning",
  });
  for (const file of result.outputFiles) {
    if (file.path.endsWith(".LEGAL.txt")) notices.push(`Bundled in ${name}:\n\n${file.text.trim()}\n`);
    else await put(name, name.endsWith(".css") ? await unpacked(file.text) : file.contents);
  }
}

/** Style whose pictures are files of ours: the desk's pages take no picture out of a data: address. */
async function unpacked(style) {
  const found = [...style.matchAll(/url\(("?)data:image\/svg\+xml[^,]*,(.*?)\1\)/g)];
  let text = style;
  for (const [whole, , picture] of found) {
    const file = await put(`picture-${found.findIndex((one) => one[0] === whole)}.svg`, Buffer.from(decodeURIComponent(picture)));
    text = text.replace(whole, () => `url("${file}")`);
  }
  if (/url\("?data:/.test(text)) throw new Error("a picture of the style is still in a data: address");
  return Buffer.from(text);
}

/** The countries of a topology, each polygon with its degrees, so that what lies elsewhere need not be unpacked. */
function boxed({ transform, arcs, objects }) {
  const [[scaleX, scaleY], [startX, startY]] = [transform.scale, transform.translate];
  const points = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => [(x += dx) * scaleX + startX, (y += dy) * scaleY + startY]);
  });
  const box = ([outer]) => {
    const all = outer.flatMap((index) => points[index < 0 ? ~index : index]);
    const [xs, ys] = [0, 1].map((axis) => all.map((point) => point[axis]).sort((a, b) => a - b));
    return [xs[0], ys[0], xs.at(-1), ys.at(-1)].map((value) => Number(value.toFixed(4)));
  };
  const countries = objects.countries.geometries.map(({ type, arcs: rings, properties }) => {
    const polygons = type === "Polygon" ? [rings] : rings;
    return { name: properties.name, polygons, boxes: polygons.map(box) };
  });
  return { transform, arcs, countries };
}

/** A package's licence in full: its file, else that part of its README. */
async function licence(folder) {
  const files = await readdir(folder);
  const text = (file) => readFile(path.join(folder, file), "utf8");
  const own = files.find((file) => /^(licen[cs]e|copying)/i.test(file));
  if (own) return (await text(own)).trim();
  const readme = files.find((file) => /^readme/i.test(file));
  const [, part] = (readme ? await text(readme) : "").split(/^#+ licen[cs]e.*$/im);
  if (!part) throw new Error(`${folder} has no licence that could be shipped with it`);
  return part.trim();
}

/** The licence of every package that script, style or map data is taken from, in full. */
async function licences() {
  const lock = JSON.parse(await readFile(path.join(here, "package-lock.json"), "utf8"));
  for (const [folder, entry] of Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!folder || entry.dev || entry.optional) continue;
    const name = folder.replace(/^.*node_modules\//, "");
    notices.push(`${name} ${entry.version} (${entry.license}):\n\n${await licence(path.join(here, folder))}\n`);
  }
}

await rm(part, { recursive: true, force: true });
await mkdir(part, { recursive: true });

const modules = path.join(here, "node_modules");
const worker = await put("map-worker.js", await readFile(path.join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs")));
for (const name of (await readdir(path.join(here, "entries"))).sort()) {
  await bundle(name, { MAP_WORKER: JSON.stringify(worker) });
}
await put("icon.svg", await readFile(path.join(here, "icon.svg")));
await mkdir(path.join(part, "borders"));
for (const scale of ["10m", "50m"]) {
  const topology = JSON.parse(await readFile(path.join(modules, `world-atlas/countries-${scale}.json`), "utf8"));
  await writeFile(path.join(part, "borders", `${scale}.json`), JSON.stringify(boxed(topology)));
}
await licences();
await writeFile(path.join(part, "LICENCES.txt"), notices.join(`\n${"-".repeat(80)}\n\n`));
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path.join(part, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
await rm(target, { recursive: true, force: true });
await rename(part, target);
