/** Ordinary or elder mode, and how large the text is; remembered by this browser. */
import { reactive } from "./vue.js";
import { keep, kept } from "./kept.js";

/** Steps of the main text in elder mode, in px. */
export const SIZES = [20, 24, 30];

export const mode = reactive({ elder: false, size: SIZES[0], ...kept("mode", {}) });

/** Shows the mode on the page and remembers it. */
export function setMode(change) {
  Object.assign(mode, change);
  keep("mode", { ...mode });
  applyMode();
}

export function applyMode() {
  const root = document.documentElement;
  root.classList.toggle("elder", mode.elder);
  root.dataset.size = mode.elder ? String(mode.size) : "";
}
