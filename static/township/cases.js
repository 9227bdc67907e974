/** The cases a township watches over, list by list; what happens shows without a reload. */
import { STATES } from "../shared/case/words.js";
import { go, route } from "../shared/router.js";
import { List } from "../shared/ui.js";
import { html, onUnmounted, ref, watch } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { CaseLine } from "./case_line.js";
import { CaseSearch, Found, isSearch, searched } from "./case_search.js";
import { monthName } from "./figures.js";
import { View } from "./frame.js";
import { LISTS, ofMonth, ORDER } from "./lists.js";
import { useLive } from "./live.js";

const PAGE = 20, TICK_MS = 30_000;

/** The list that the address asks for. */
function begun() {
  const { among, month, tag, within } = route.query;
  const values = { division: within || area.value, limit: PAGE };
  if (isSearch()) return searched(values);
  if (month) return ofMonth(() => ({ ...values, month, tag, among }));
  return (LISTS[among] ?? LISTS.inbox)[1](() => values);
}

export default {
  setup() {
    const list = ref(null), now = ref(Date.now()), changed = ref(false);
    function begin() {
      changed.value = false;
      list.value = begun();
    }
    /** Somebody who has read on keeps their place, and is told instead. */
    function look() {
      if (list.value.items.length > PAGE) changed.value = true;
      else list.value.reload();
    }
    const clock = setInterval(() => (now.value = Date.now()), TICK_MS);
    onUnmounted(() => clearInterval(clock));
    watch(() => JSON.stringify(route.query), begin);
    useArea(begin);
    useLive((event) => event.type === "case" || event.type === "case_gone", look);
    begin();
    const line = (one) => html`<${CaseLine} one=${one} now=${now.value} />`;
    return () => html`<${View} title="督办">
      <${CaseSearch} />
      ${tabs()}
      ${heading()}
      ${changed.value && html`<p class="notice" role="status">有诉求刚刚变化。
        <button type="button" class="link-button" onClick=${begin}>从头看</button></p>`}
      ${isSearch()
        ? html`<${Found} list=${list.value}>${{ default: line }}<//>`
        : html`<${List} list=${list.value} label="诉求" empty=${emptiness()}>${{ default: line }}<//>`}
    <//>`;
  },
};

function tabs() {
  const shown = route.query.month || isSearch() ? null : route.query.among ?? "inbox";
  const within = route.query.within ? `&within=${route.query.within}` : "";
  return html`<nav class="tabs" aria-label="诉求清单"><ul>${ORDER.map((key) => html`<li key=${key}>
    <a href=${`#/cases?among=${key}${within}`} aria-current=${shown === key ? "true" : undefined}>${LISTS[key][0]}</a></li>`)}</ul></nav>`;
}

/** What narrows the list, and the way out of it. */
function heading() {
  const { month, tag, within, q, state } = route.query;
  if (!month && !within && !isSearch()) return null;
  const parts = [within && nameOf(within), month && `${monthName(month)}受理`, tag, q && `“${q}”`, STATES[state]];
  return html`<p class="narrowed"><b>${parts.filter(Boolean).join(" · ")}</b>
    <button type="button" class="link-button" onClick=${() => go("/cases?among=open")}>不限范围</button></p>`;
}

const emptiness = () => (route.query.month ? "这里没有您能看的诉求。" : (LISTS[route.query.among] ?? LISTS.inbox)[2]);
