// The days: a slider over those on which something changed, steps, and play.
import { still } from "../theme-colours.js";

const PAUSE = 900;

export function slider(root, days, day, changed) {
  const range = root.querySelector('input[type="range"]');
  const output = root.querySelector("output");
  const play = root.querySelector("[data-play]");
  let timer = null;

  range.max = String(Math.max(days.length - 1, 0));
  range.value = String(nearest(days, day));

  function show(index) {
    const at = Math.min(Math.max(index, 0), days.length - 1);
    range.value = String(at);
    range.setAttribute("aria-valuetext", days[at]);
    output.textContent = days[at];
    changed(days[at]);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.setAttribute("aria-pressed", "false");
    play.textContent = "Play";
  }

  function start() {
    if (Number(range.value) >= days.length - 1) show(0);
    play.setAttribute("aria-pressed", "true");
    play.textContent = "Stop";
    timer = setInterval(() => {
      const next = Number(range.value) + 1;
      if (next >= days.length) stop();
      else show(next);
    }, still() ? PAUSE * 2 : PAUSE);
  }

  range.addEventListener("input", () => {
    stop();
    show(Number(range.value));
  });
  play.addEventListener("click", () => (timer === null ? start() : stop()));
  for (const button of root.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      stop();
      show(Number(range.value) + Number(button.dataset.step));
    });
  }
  show(Number(range.value));
}

function nearest(days, day) {
  const before = days.filter((one) => one <= day).length;
  return Math.max(before - 1, 0);
}
