/** How the villages of an area do: what is open now, the rates against the own past, what rises. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { today } from "../shared/time.js";
import { Loaded } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { figureList, NowTiles } from "./now.js";
import { lastMonths, monthName } from "./figures.js";
import { View } from "./frame.js";
import { SLOWLY_MS, useLive } from "./live.js";
import { Months } from "./months.js";
import { RateCards } from "./rates.js";
import { Rising, Tags } from "./subjects.js";
import { Villages } from "./villages.js";

const SHOWN_MONTHS = 12;

export default {
  setup() {
    const month = ref(today().slice(0, 7));
    const asked = () => ({ division: area.value, month: month.value });
    const overview = useLoad(() => get("/divisions/{division}/overview", asked()));
    const tags = useLoad(() => get("/divisions/{division}/overview/tags", asked()));
    const months = useLoad(() => get("/divisions/{division}/overview/months", { division: area.value }));
    const all = [overview, tags, months];
    const reload = () => all.forEach((one) => one.reload());
    useArea(() => {
      all.forEach((one) => (one.data = null));
      reload();
    });
    useLive((event) => event.type === "overview", reload, SLOWLY_MS);
    function choose(event) {
      month.value = event.target.value;
      overview.reload();
      tags.reload();
    }
    return () => html`<${View} title="总览">${{
      tools: () => html`<label class="tool"><span class="unseen">月份</span>
          <select class="input" onChange=${choose}>${lastMonths(today(), SHOWN_MONTHS).map((one) =>
            html`<option key=${one} value=${one} selected=${one === month.value}>${monthName(one)}</option>`)}
          </select></label>
        <a class="button" href="#/screen">大屏</a>`,
      default: () => html`<${Loaded} state=${overview}>${{ default: (found) => body(found, tags, months) }}<//>`,
    }}<//>`;
  },
};

function body({ total, villages, rising, month }, tags, months) {
  return html`<div class="overview">
    <section aria-labelledby="now"><h2 id="now">现在</h2><${NowTiles} standing=${total} /></section>
    <section aria-labelledby="month"><h2 id="month">${monthName(month)}受理的诉求</h2>
      <${RateCards} standing=${total} />
      ${figureList(total)}
    </section>
    <${Villages} lines=${villages} county=${area.value.length === 6} />
    <div class="columns">
      <${Rising} words=${rising} />
      <${Loaded} state=${tags}>${{ default: (found) => html`<${Tags} tags=${found.tags} month=${month} />` }}<//>
    </div>
    <${Loaded} state=${months}>${{ default: (found) => html`<${Months} months=${found.months} />` }}<//>
  </div>`;
}
