/** Choosing a role and over which division it is held: only levels at which the role can be held. */
import { get } from "../shared/api.js";
import { Field } from "../shared/form.js";
import { useLoad } from "../shared/load.js";
import { holds } from "../shared/session.js";
import { ROLES } from "../shared/staff_words.js";
import { html, watch } from "../shared/vue.js";
import { area } from "./area.js";

const VILLAGE_ROLES = ["clerk", "secretary", "overseer", "grid_worker"];
const LENGTHS = { monitor: 9, county: 6 };
const VILLAGE = 12, MOST = 100;

/** The roles that stand below mine. */
export function givable() {
  const roles = [...VILLAGE_ROLES];
  if (holds("county", "admin")) roles.push("monitor");
  if (holds("admin")) roles.push("county");
  return roles;
}

/** The divisions of a level in the area, as choices. */
async function divisionsAt(length) {
  const own = area.value;
  if (length === own.length) return [await get("/divisions/{division}", { division: own })];
  if (length < own.length) return [];
  const below = (await get("/divisions/{division}/below", { division: own, limit: MOST })).items;
  if (below[0]?.code.length === length) return below;
  const further = await Promise.all(below.map((one) => get("/divisions/{division}/below", { division: one.code, limit: MOST })));
  return further.flatMap((page) => page.items);
}

/** The two fields; `form.values` has `role` and `division`. */
export const GrantFields = {
  props: { form: Object },
  setup(props) {
    const { values } = props.form;
    const places = useLoad(() => divisionsAt(LENGTHS[values.role] ?? VILLAGE));
    watch(() => values.role, () => {
      values.division = "";
      places.reload();
    });
    return () => {
      const found = places.data ?? [];
      const options = [["", places.busy ? "正在加载…" : "请选择"], ...found.map((one) => [one.code, one.name])];
      return html`<div class="grant-fields">
        <${Field} form=${props.form} name="role" as="select" label="角色" options=${givable().map((role) => [role, ROLES[role]])} />
        <${Field} form=${props.form} name="division" as="select" label="在哪里" options=${options} />
        ${places.problem && html`<p class="error" role="alert">${places.problem.detail}
          <button type="button" class="link-button" onClick=${places.reload}>再试一次</button></p>`}
      </div>`;
    };
  },
};
