/** Which village these pages are about; remembered by this browser. */
import { keep, kept } from "../shared/kept.js";
import { reactive } from "../shared/vue.js";

/** `code` is null until somebody has chosen. */
export const place = reactive({ code: null, name: "", ...kept("village", {}) });

export function choose(code, name = "") {
  Object.assign(place, { code, name });
  keep("village", { code, name });
}

/** The home page knows what the village is called. */
export function called(name) {
  if (name !== place.name) choose(place.code, name);
}
