/** Which area is looked at: one of mine or a township below it; and what divisions are called. */
import { get } from "../shared/api.js";
import { keep, kept } from "../shared/kept.js";
import { divisionsAs, session } from "../shared/session.js";
import { computed, reactive, watch } from "../shared/vue.js";

const COUNTY = 6, TOWNSHIP = 9, MOST = 100;
const chosen = reactive({ code: kept("township.area", ""), choices: [], ready: false, problem: null });
const names = reactive({});
const asked = new Set();

/** The code that is looked at; empty for nobody who watches over anything. */
export const area = computed(() => {
  const codes = chosen.choices.map((choice) => choice.code);
  return codes.includes(chosen.code) ? chosen.code : codes[0] ?? "";
});
export const areas = chosen;
export const isCounty = computed(() => area.value.length === COUNTY);

export function chooseArea(code) {
  chosen.code = code;
  keep("township.area", code);
}

/** Learns which areas I may look at, and the names in them. */
export async function learnAreas() {
  Object.assign(chosen, { problem: null, ready: false });
  try {
    chosen.choices = await mine();
    chosen.ready = true;
  } catch (problem) {
    chosen.problem = problem;
  }
}

async function mine() {
  const counties = divisionsAs("county");
  const whole = divisionsAs("admin").some((code) => code === "");
  if (whole) counties.push(...(await get("/divisions", { limit: MOST })).items.map((one) => one.code));
  const found = [];
  for (const code of [...new Set([...counties, ...divisionsAs("admin").filter(Boolean)])]) {
    found.push(await named(code), ...(await below(code)));
  }
  for (const code of divisionsAs("monitor")) {
    if (!found.some((one) => one.code === code)) found.push(await named(code));
  }
  return found;
}

async function named(code) {
  asked.add(code);
  const found = await get("/divisions/{division}", { division: code });
  names[code] = found.name;
  return { code, name: found.name };
}

async function below(code) {
  const page = await get("/divisions/{division}/below", { division: code, limit: MOST });
  for (const one of page.items) names[one.code] = one.name;
  return page.items.filter((one) => one.code.length === TOWNSHIP);
}

/** What a division is called; its code until that is known. */
export function nameOf(code) {
  if (!names[code] && !asked.has(code)) learnNamesAround(code);
  return names[code] ?? code;
}

/** A village is asked for with its neighbours: the next line most likely needs one of them. */
function learnNamesAround(code) {
  const above = code.length > TOWNSHIP ? code.slice(0, TOWNSHIP) : null;
  asked.add(code);
  if (above && !asked.has(`${above}/`)) {
    asked.add(`${above}/`);
    below(above).catch(() => asked.delete(`${above}/`));
  } else if (!above) {
    named(code).catch(() => asked.delete(code));
  }
}

/** Calls `reload` when another area is chosen, while the component that asks is shown. */
export const useArea = (reload) => watch(area, reload);

/** True for who watches over cases here; an administrator of accounts alone sees none. */
export const watches = computed(() =>
  (session.me?.grants ?? []).some(
    (grant) => ["monitor", "county"].includes(grant.role) && area.value.startsWith(grant.division),
  ),
);
