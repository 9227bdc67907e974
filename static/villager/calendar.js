/** What should be out by now and is not, what is due, and what is out; anybody may ask for what is missing. */
import { get, post } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { holds } from "../shared/session.js";
import { periodName, shortDay } from "../shared/time.js";
import { confirmed, Empty, Loaded, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { place } from "./village.js";
import { CATEGORIES } from "./words.js";

// What is due later than the next few is not what people ask.
const COMING = 12;
const OUT = 30;

export default {
  setup() {
    const calendar = useLoad(() => get("/villages/{village}/calendar", { village: place.code }));
    return () => html`<${Page} title="该公开的">
      <p class="hint">法律规定要公开的事项，哪些公开了，哪些还没有，这里都看得到。</p>
      <${Loaded} state=${calendar}>${({ missing, coming, out, excused }) => html`<div>
        ${part("应公开还没公开", missing, overdue, "没有拖欠，该公开的都公开了。")}
        ${part("快要公开的", coming.slice(0, COMING), due, "近期没有要公开的。")}
        ${part("已经公开的", out.slice(0, OUT), met, "还没有公开的。")}
        ${excused.length > 0 && part("经批准不公开的", excused, excuse, "")}
      </div>`}<//>
    <//>`;
  },
};

const part = (name, items, line, empty) => html`<section aria-label=${name}>
  <h2 class="section">${name}${items.length > 0 && `（${items.length}）`}</h2>
  ${items.length ? html`<ul class="list">${items.map((item) => html`<li key=${item.id} class="line">${line(item)}</li>`)}</ul>`
    : html`<${Empty} text=${empty} />`}
</section>`;

const name = (item) => item.title || item.name;
const about = (item) => `${CATEGORIES[item.category]} · ${periodName(item.period)}`;

const overdue = (item) => html`<span class="line-text"><span class="line-title">${name(item)}</span>
  <span class="line-note">${about(item)} · 应在 ${shortDay(item.due_on)} 前公开</span>
  <span class="badge bad">${shortDay(item.since)}起超期</span>
  ${holds("villager") && html`<button type="button" class="link-button" onClick=${() => demand(item)}>要求公开</button>`}</span>`;

const due = (item) => html`<span class="line-text"><span class="line-title">${name(item)}</span>
  <span class="line-note">${about(item)}</span></span>
  <span class="line-side"><span class=${["badge", item.state === "near" ? "warn" : ""]}>${shortDay(item.due_on)}前</span></span>`;

const met = (item) => html`<span class="line-text"><a class="line-title" href=${`#/disclosures/${item.disclosure}`}>${name(item)}</a>
  <span class="line-note">${about(item)} · ${shortDay(item.met_on)}公开${item.late && "（晚于规定）"}</span></span>`;

const excuse = (item) => html`<span class="line-text"><span class="line-title">${name(item)}</span>
  <span class="line-note">${about(item)} · ${item.reason}</span></span>`;

// What hangs on an event, and not on the calendar, is demanded for its year.
const CYCLES = /^\d{4}(-?[QH]\d|-\d\d)?$/;

async function demand(item) {
  const period = CYCLES.test(item.period) ? item.period : item.due_on.slice(0, 4);
  if (!(await confirmed(`要求村里公开“${name(item)}”。人数够了，村里必须限期公开，不会显示您的姓名。`))) return;
  try {
    const { count, needed } = await post("/villages/{village}/demands", { village: place.code }, { item: item.item, period });
    told(`已提交。现有 ${count} 人要求，满 ${needed} 人必须公开。`);
  } catch (problem) {
    told(problem.detail);
  }
}
