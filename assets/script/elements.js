// Elements made of text: what comes from a report is only ever set as text, never as markup.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

export const badge = (kind) => element("span", { class: "badge", "data-kind": kind }, kind);

export const assertion = (value) =>
  value === "actual" ? "" : element("span", { class: "badge", "data-assertion": value }, value);

export function thing(base, marked) {
  const words = element("bdi", {}, marked.title);
  return marked.thing ? element("a", { href: base + encodeURIComponent(marked.thing) }, words) : words;
}

export async function json(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}
