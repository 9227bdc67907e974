/** What should be out by now and is not, what is due, and what is out; anybody may ask for what is missing. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { periodName, shortDay } from "../shared/time.js";
import { Empty, Loaded, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { demand } from "./demand.js";
import { isMine, place } from "./village.js";
import { CATEGORIES } from "./words.js";

// What is due later than the next few is not what people ask.
const COMING = 12;
const OUT = 30;

export default {
  setup() {
    const calendar = useLoad(() => get("/villages/{village}/calendar", { village: place.code }));
    return () => html`<${Page} title="该公开的">
      <p class="hint">法律规定要公开的事项，哪些公开了，哪些还没有，这里都看得到。</p>
      <p><a class="button wide" href="#/demands">大家要求公开的</a></p>
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
  ${isMine() && html`<button type="button" class="link-button" onClick=${() => demand({ item: item.item, name: name(item), period: periodOf(item) })}>要求公开</button>`}</span>`;

const due = (item) => html`<span class="line-text"><span class="line-title">${name(item)}</span>
  <span class="line-note">${about(item)}</span></span>
  <span class="line-side"><span class=${["badge", item.state === "near" ? "warn" : ""]}>${shortDay(item.due_on)}前</span></span>`;

const met = (item) => html`<span class="line-text"><a class="line-title" href=${`#/disclosures/${item.disclosure}`}>${name(item)}</a>
  <span class="line-note">${about(item)} · ${shortDay(item.met_on)}公开${item.late && "（晚于规定）"}</span></span>`;

const excuse = (item) => html`<span class="line-text"><span class="line-title">${name(item)}</span>
  <span class="line-note">${about(item)} · ${item.reason}</span></span>`;

// What hangs on an event, and not on the calendar, is demanded for its year.
const CYCLES = /^\d{4}(-?[QH]\d|-\d\d)?$/;

const periodOf = ({ period, due_on }) => (CYCLES.test(period) ? period : due_on.slice(0, 4));
