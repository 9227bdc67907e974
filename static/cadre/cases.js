/** All cases of the village or township that I may see, by state. */
import { STATES } from "../shared/case/words.js";
import { useList } from "../shared/load.js";
import { List, Page } from "../shared/ui.js";
import { html, ref, watch } from "../shared/vue.js";
import { area } from "./area.js";
import { caseLine } from "./inbox.js";

export default {
  name: "AllCases",
  setup() {
    const state = ref("");
    const list = useList("/divisions/{division}/feedback", () => ({ division: area.value, state: state.value }));
    watch([state, area], () => list.reload());
    return () => html`<${Page} title="全部诉求" back=${false}>
      <div class="field">
        <label for="state">状态</label>
        <select id="state" class="input" value=${state.value} onChange=${(event) => (state.value = event.target.value)}>
          <option value="">全部</option>
          ${Object.entries(STATES).map(([code, says]) => html`<option key=${code} value=${code}>${says}</option>`)}
        </select>
      </div>
      <${List} list=${list} label="诉求" empty="没有这样的诉求。可以换一个状态再看。">
        ${(one) => caseLine(one, { now: Date.now() })}
      <//>
    <//>`;
  },
};
