/** Which village these pages are about; remembered by this browser. */
import { get } from "../shared/api.js";
import { keep, kept } from "../shared/kept.js";
import { divisionsAs } from "../shared/session.js";
import { reactive } from "../shared/vue.js";

/** `code` is null until somebody has chosen. */
export const place = reactive({ code: null, name: "", ...kept("village", {}) });

export function choose(code, name = "") {
  Object.assign(place, { code, name });
  keep("village", { code, name });
}

/** For views that somebody opens before the home page: finds out what the village is called. */
export async function findName() {
  if (!place.code || place.name) return;
  const { name } = await get("/divisions/{division}", { division: place.code }).catch(() => place);
  called(name);
}

/** Whether I belong to a village; asking and demanding is for its own people. */
export const isMine = (village = place.code) => divisionsAs("villager").includes(village);

/** The home page knows what the village is called. */
export function called(name) {
  if (name !== place.name) choose(place.code, name);
}
