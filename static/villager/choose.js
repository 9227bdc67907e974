/** Choosing the village: county, township, village, each a list of buttons. */
import { useList } from "../shared/load.js";
import { go, route } from "../shared/router.js";
import { Line, List, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { choose } from "./village.js";

const NAMES = { county: "选择县", township: "选择乡镇", village: "选择村" };
const LEVELS = { 0: "county", 6: "township", 9: "village" };

export default {
  setup() {
    const above = route.params.division;
    const list = above
      ? useList("/divisions/{division}/below", () => ({ division: above, limit: 100 }))
      : useList("/divisions", () => ({ limit: 100 }));
    const level = LEVELS[above?.length ?? 0];
    function pick(division) {
      choose(division.code, division.name);
      go("/");
    }
    return () => html`<${Page} title=${NAMES[level]}>
      <${List} list=${list} keyed="code" empty="这里还没有下级。" label=${NAMES[level]}>${(division) =>
        level === "village"
          ? html`<button type="button" class="line as-button" onClick=${() => pick(division)}>${division.name}</button>`
          : html`<${Line} to=${`/villages/${division.code}`} title=${division.name} />`}<//>
    <//>`;
  },
};
