/** In which villages a post of a township or county is shown; a village's own is shown there. */
import { get } from "../../shared/api.js";
import { html, reactive, watch } from "../../shared/vue.js";
import { area, areaName, isVillage } from "../area.js";

const MOST = 100;

/** All divisions right below, page by page: there may be more than one page of them. */
async function below(division) {
  const found = [];
  let after;
  do {
    const page = await get("/divisions/{division}/below", { division, limit: MOST, after });
    found.push(...page.items);
    after = page.next;
  } while (after);
  return found;
}

export const Targets = {
  name: "PostTargets",
  props: ["form"],
  setup(props) {
    const state = reactive({ places: [] });
    watch(area, async (code) => (state.places = isVillage.value ? [] : await below(code)), { immediate: true });
    function turn(code) {
      const { values } = props.form;
      values.targets = values.targets.includes(code)
        ? values.targets.filter((one) => one !== code)
        : [...values.targets, code];
    }
    return () =>
      isVillage.value
        ? null
        : html`<fieldset class="field">
            <legend>给哪些地方看（不选就是${areaName.value}全部）</legend>
            <div class="chips">
              ${state.places.map(({ code, name }) => html`<label key=${code} class="chip">
                <input type="checkbox" checked=${props.form.values.targets.includes(code)} onChange=${() => turn(code)} />
                <span>${name}</span></label>`)}
            </div>
            ${props.form.errors.targets ? html`<p class="error">${props.form.errors.targets}</p>` : null}
          </fieldset>`;
  },
};
