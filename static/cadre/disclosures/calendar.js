/** What is to be laid open: what waits for me, what is missing, what comes, and where it stands. */
import { get } from "../../shared/api.js";
import { useList, useLoad } from "../../shared/load.js";
import { CATEGORIES } from "../../shared/staff_words.js";
import { Tabs } from "../../shared/tabs.js";
import { ago, day, shortDay } from "../../shared/time.js";
import { Empty, Line, List, Loaded, Page } from "../../shared/ui.js";
import { html, ref, watch } from "../../shared/vue.js";
import { area, isVillage, may } from "../area.js";
import { useRenewed } from "../renewed.js";
import { BeginButton, BeginForm } from "./begin.js";
import { EventForm } from "./event.js";
import { periodInWords, STATES } from "./words.js";

const VIEWS = [["calendar", "日历"], ["draft", "起草中"], ["review", "待审核"], ["approval", "待批准"],
  ["scheduled", "定时"], ["published", "已公开"]];
const SOON = 12;

/** One obligation: its name and period, when it is due, and the way to begin or to read it. */
function obligation(one) {
  const due = one.state === "met"
    ? html`<span class="badge good">${shortDay(one.met_on)} 公开${one.late ? "（晚了）" : ""}</span>`
    : one.state === "overdue"
      ? html`<span class="badge bad">逾期：应在 ${day(one.due_on)} 前</span>`
      : html`<span class=${["badge", one.state === "near" && "warn"]}>${one.state === "near" ? "临近：" : ""}${shortDay(one.due_on)} 前</span>`;
  return html`<li key=${one.id} class=${`due-line due-line-${one.state}`}>
    <div><b>${one.name || one.title}</b>
      <p class="quiet">${CATEGORIES[one.category]} · ${periodInWords(one.period)}${one.title && one.title !== one.name ? ` · ${one.title}` : ""}
        ${one.reason ? `（${one.reason}）` : ""}</p></div>
    <div class="due-side">${due}
      ${one.disclosure
        ? html`<a class="button small" href=${`#/disclosure/${one.disclosure}`}>查看</a>`
        : may("clerk") && one.state !== "excused" ? html`<${BeginButton} item=${one.item} period=${one.period} name=${one.name || one.title} hurries=${one.state !== "due"} />` : null}
    </div>
  </li>`;
}

function section(title, lines, empty) {
  return html`<section aria-label=${title}><h2>${title}${lines.length ? html` <small class="quiet">${lines.length} 项</small>` : null}</h2>
    ${lines.length ? html`<ul class="list">${lines.map(obligation)}</ul>` : html`<${Empty} text=${empty} />`}
  </section>`;
}

const Calendar = {
  name: "DisclosureCalendar",
  setup() {
    const all = ref(false);
    const state = useLoad(() => get("/villages/{village}/calendar", { village: area.value }));
    watch(area, () => state.reload());
    useRenewed(state);
    return () => html`<${Loaded} state=${state}>${({ missing, coming, out, excused }) => html`<div>
      ${section("逾期没有公开", missing, "没有逾期的，很好。")}
      ${section("接下来要公开", all.value ? coming : coming.slice(0, SOON), "近期没有要公开的事项。")}
      ${coming.length > SOON && !all.value
        ? html`<button type="button" class="button wide" onClick=${() => (all.value = true)}>看全部 ${coming.length} 项</button>`
        : null}
      ${may("clerk") ? html`<${BeginForm} />` : null}
      <${EventForm} onRecorded=${state.reload} />
      ${section("已公开", out.slice(0, SOON), "最近一年还没有按目录公开过。")}
      ${excused.length ? section("已豁免", excused, "") : null}
    </div>`}<//>`;
  },
};

/** One disclosure in a list of those who make it. */
function disclosureLine(one) {
  const back = one.state === "draft" && one.waits_since ? "退回，请修改 · " : "";
  return html`<${Line} to=${`/disclosure/${one.id}`} title=${one.title}
    note=${`${back}${CATEGORIES[one.category]} · ${periodInWords(one.period)} · ${ago(one.changed_at)}修改${one.revision > 1 ? ` · 第 ${one.revision} 版` : ""}`}
    side=${STATES[one.state]} />`;
}

const Waiting = {
  name: "DisclosuresWaiting",
  setup() {
    const list = useList("/disclosures/waiting");
    useRenewed(list);
    return () => list.items.length
      ? html`<section class="waiting-for-me" aria-label="等我处理的公开事项"><h2>等我处理</h2>
          <${List} list=${list} label="等我处理">${disclosureLine}<//></section>`
      : null;
  },
};

const InState = {
  name: "DisclosuresInState",
  props: ["state"],
  setup(props) {
    const list = useList("/villages/{village}/disclosures/authors", () => ({ village: area.value, state: props.state }));
    watch([() => props.state, area], () => list.reload());
    useRenewed(list);
    return () => html`<${List} list=${list} label="公开事项" empty=${`没有「${STATES[props.state]}」的公开事项。`}>${disclosureLine}<//>`;
  },
};

export default {
  name: "DisclosuresPage",
  setup() {
    const view = ref("calendar");
    return () => html`<${Page} title="三务公开" back=${false}>
      <${Waiting} />
      ${isVillage.value
        ? html`<div>
            <p><a href="#/inquiries">村民质询</a></p>
            <${Tabs} label="看什么" tabs=${VIEWS} value=${view.value} onChoose=${(code) => (view.value = code)} />
            ${view.value === "calendar" ? html`<${Calendar} key=${area.value} />` : html`<${InState} state=${view.value} />`}
          </div>`
        : html`<p class="quiet">各村的公开日历在<a href="/township">乡镇大屏</a>上看；转到您这里审核的在上面。</p>`}
    <//>`;
  },
};

