// The timeline of a case, drawn over the list that the page holds anyhow.
import { json } from "../script/elements.js";
import { drawing } from "../script/timeline/drawing.js";
import { onThemeChange } from "../script/theme-colours.js";

async function start(figure) {
  const view = await json(figure.dataset.source + location.search);
  const moments = view.days.flatMap((one) => one.moments).filter((one) => one.first);
  if (!moments.length) return;
  figure.hidden = false;
  const drawn = drawing(figure.querySelector(".timeline"), view, moments, figure.dataset);
  for (const button of figure.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => drawn.move(button.dataset.zoom));
  }
  onThemeChange(() => drawn.redraw());
  new ResizeObserver(() => drawn.redraw()).observe(figure);
  figure.dataset.drawn = "true";
}

for (const figure of document.querySelectorAll("[data-timeline]")) {
  start(figure).catch((error) => {
    figure.hidden = true;
    console.error(error);
  });
}
