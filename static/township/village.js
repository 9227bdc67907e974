/** One village: its figures against its own past, what is open there, and what it should have laid open. */
import { get } from "../shared/api.js";
import { useList, useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { CATEGORIES } from "../shared/staff_words.js";
import { day, periodName, today } from "../shared/time.js";
import { List, Loaded } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { nameOf } from "./area.js";
import { CaseLine } from "./case_line.js";
import { monthName } from "./figures.js";
import { View } from "./frame.js";
import { Headcount } from "./headcount.js";
import { SLOWLY_MS, useLive } from "./live.js";
import { Months } from "./months.js";
import { figureList, NowTiles } from "./now.js";
import { RateCards } from "./rates.js";
import { Tags } from "./subjects.js";
import { Villages } from "./villages.js";

const VILLAGE = 12;

export default {
  setup() {
    const division = route.params.village, isVillage = division.length === VILLAGE;
    const now = ref(Date.now()), month = today().slice(0, 7);
    const overview = useLoad(() => get("/divisions/{division}/overview", { division }));
    const tags = useLoad(() => get("/divisions/{division}/overview/tags", { division }));
    const months = useLoad(() => get("/divisions/{division}/overview/months", { division }));
    const open = useList("/divisions/{division}/overview/open", () => ({ division, limit: 10 }));
    const calendar = useLoad(() => get("/villages/{village}/calendar", { village: division }), { now: isVillage });
    function reload() {
      now.value = Date.now();
      [overview, tags, months, open].forEach((one) => one.reload());
    }
    useLive((event) => event.type === "overview" && event.division.startsWith(division), reload, SLOWLY_MS);
    return () => html`<${View} title=${nameOf(division)} back="/">
      <${Loaded} state=${overview}>${{ default: ({ total, villages }) => html`<div>
        <section aria-labelledby="now"><h2 id="now">现在</h2><${NowTiles} standing=${total} within=${division} /></section>
        <section aria-labelledby="month"><h2 id="month">${monthName(month)}受理的诉求</h2>
          <${RateCards} standing=${total} />${figureList(total)}</section>
        ${!isVillage && html`<${Villages} lines=${villages} />`}
      </div>` }}<//>
      <div class="columns">
        <section aria-labelledby="open"><h2 id="open">未办结的诉求</h2>
          <${List} list=${open} label="未办结的诉求" empty="没有未办结的诉求。">${{ default: (one) => html`<${CaseLine} one=${one} now=${now.value} />` }}<//>
        </section>
        <div><${Loaded} state=${tags}>${{ default: (found) => html`<${Tags} tags=${found.tags} month=${month} within=${division} />` }}<//>
          ${isVillage && html`<${Loaded} state=${calendar}>${{ default: missing }}<//>`}
          ${isVillage && html`<${Headcount} village=${division} />`}</div>
      </div>
      <${Loaded} state=${months}>${{ default: (found) => html`<${Months} months=${found.months} />` }}<//>
    <//>`;
  },
};

/** What the village should have laid open by now and has not. */
function missing(calendar) {
  return html`<section class="card" aria-labelledby="missing"><h2 id="missing">逾期未公开的事项</h2>
    ${calendar.missing.length
      ? html`<ul class="plain-list">${calendar.missing.map((one) => html`<li key=${one.id}>
          <b>${one.name || one.item}</b>
          <span class="line-note">${CATEGORIES[one.category]} · ${one.title || periodName(one.period)} · 应于 ${day(one.due_on)} 前公开</span></li>`)}</ul>`
      : html`<p class="quiet">到期的事项都公开了。</p>`}
  </section>`;
}
