// What is drawn by script takes its colours from here: a canvas does not know the page's style.
const LIGHT = { ground: "#fcfbf8", land: "#f4f1e8", water: "#dfe9ee", border: "#a8a296", ink: "#1b1d20", soft: "#565b61", accent: "#0b5a75", warn: "#a03d00" };
const DARK = { ground: "#15181b", land: "#22272b", water: "#12181d", border: "#59636b", ink: "#e7e5df", soft: "#a6abb0", accent: "#74c6de", warn: "#f0a36b" };

const system = window.matchMedia("(prefers-color-scheme: dark)");

export function colours() {
  const chosen = document.documentElement.dataset.theme;
  return (chosen ? chosen === "dark" : system.matches) ? DARK : LIGHT;
}

export function onThemeChange(listener) {
  document.documentElement.addEventListener("themechange", listener);
  system.addEventListener("change", listener);
}

export const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
