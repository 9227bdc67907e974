/** For which village (or township) a cadre works on these pages, where they hold several. */
import { get } from "../shared/api.js";
import { keep, kept } from "../shared/kept.js";
import { session } from "../shared/session.js";
import { computed, reactive } from "../shared/vue.js";

const chosen = reactive({ code: kept("cadre.area", ""), names: {} });
/** The roles to whose desks cases come. */
export const HANDLERS = ["clerk", "secretary", "grid_worker", "monitor", "county"];
const STAFF = new Set([...HANDLERS, "overseer"]);

/** The divisions of my roles, each once, villages first. */
export const areas = computed(() => {
  const grants = (session.me?.grants ?? []).filter((grant) => STAFF.has(grant.role));
  const codes = [...new Set(grants.map((grant) => grant.division))];
  return codes.sort((a, b) => b.length - a.length || a.localeCompare(b));
});

/** The code of the division that is worked for now; empty for nobody. */
export const area = computed(() =>
  areas.value.includes(chosen.code) ? chosen.code : areas.value[0] ?? "",
);

/** True if the division is a village: what only villages have is shown for those. */
export const isVillage = computed(() => area.value.length === 12);

export const areaName = computed(() => (area.value ? nameOf(area.value) : ""));

export function chooseArea(code) {
  chosen.code = code;
  keep("cadre.area", code);
}

const asked = new Set();

/** How a division is called; its code until that is known. */
export function nameOf(division) {
  if (division && !asked.has(division)) {
    asked.add(division);
    get("/divisions/{division}", { division }).then(
      ({ name }) => (chosen.names[division] = name),
      () => asked.delete(division),
    );
  }
  return chosen.names[division] ?? division;
}

/** True if cases of more than one village come to my desks: each then says where it is from. */
export const isWide = computed(() => areas.value.length > 1 || !isVillage.value);

/** The roles I hold over the division that is worked for. */
const rolesHere = computed(() =>
  (session.me?.grants ?? [])
    .filter((grant) => area.value.startsWith(grant.division))
    .map((grant) => grant.role),
);

export const may = (...roles) => roles.some((role) => rolesHere.value.includes(role));
