/** What the village's people demand to be laid open; whoever belongs to it joins, or demands more. */
import { get } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useList, useLoad } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { session } from "../shared/session.js";
import { periodName, today } from "../shared/time.js";
import { Empty, List, Loaded, Page } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
import { demand } from "./demand.js";
import { DemandLine } from "./demand_line.js";
import { begunPeriods } from "./periods.js";
import { isMine, place } from "./village.js";
import { CATEGORIES } from "./words.js";

// As many of mine as tell which of the newest of the village are among them.
const MINE = 100;

export default {
  setup() {
    if (!place.code) return () => html`<${Page} title="大家要求公开的">
      <${Empty} text="先选您的村。" action="选择村" to="/villages" /><//>`;
    const list = useList("/villages/{village}/demands", () => ({ village: place.code }));
    const mine = useLoad(async () => (session.me ? (await get("/me/demands", { limit: MINE })).items.map(({ id }) => id) : []));
    useRenewal(list, mine);
    const look = () => (list.reload(), mine.reload());
    const join = async (wanted) => (await demand(wanted)) && look();
    const mayJoin = ({ id, state }) => state === "open" && isMine() && mine.data && !mine.data.includes(id);
    return () => html`<${Page} title="大家要求公开的">
      <p class="hint">要求的人够了，村里就必须限期公开。谁要求的不会显示。</p>
      <p><a class="button wide" href="#/me/demands">我要求公开的</a></p>
      ${!isMine() && html`<p class="notice">绑定本村、村干部确认后就可以一起要求。<a href="#/me/bindings">去绑定</a></p>`}
      <${List} list=${list} empty="还没有人要求公开什么。" label="要求公开的">
        ${(one) => html`<${DemandLine} demand=${one}>${() => mayJoin(one)
          ? html`<button type="button" class="button" onClick=${() => join(one)}>我也要求</button>`
          : mine.data?.includes(one.id) && html`<span class="quiet">您已经要求</span>`}<//>`}<//>
      ${isMine() && html`<${Another} join=${join} />`}
    <//>`;
  },
};

/** Demanding what nobody has demanded yet: which item, of which period. */
const Another = {
  props: { join: Function },
  setup(props) {
    const items = useLoad(() => get("/divisions/{division}/catalogue", { division: place.code }).then((found) => found.items.filter((item) => item.enabled)));
    const form = useForm({ item: "", period: "" });
    const chosen = () => items.data?.find(({ id }) => id === form.values.item);
    const periods = () => (chosen() ? begunPeriods(chosen().cycle ?? "Y", today()) : []);
    watch(() => form.values.item, () => (form.values.period = periods()[0] ?? ""));
    function send(event) {
      event.preventDefault();
      form.submit(({ item, period }) => {
        refuse({ item: !item && "请选要求公开什么。" });
        return props.join({ item, name: `${chosen().name}（${periodName(period)}）`, period });
      });
    }
    return () => html`<section class="card"><h2>要求公开别的</h2><${Loaded} state=${items}>${(found) => html`<form onSubmit=${send} novalidate>
      <${FormProblem} form=${form} fields=${["item", "period"]} />
      <${Field} form=${form} name="item" label="公开什么" as="select" options=${[["", "请选择"], ...found.map(({ id, name, category }) => [id, `${name}（${CATEGORIES[category]}）`])]} />
      ${form.values.item && html`<${Field} form=${form} name="period" label="哪个时间的" as="select" options=${periods().map((period) => [period, periodName(period)])} />`}
      <${Send} form=${form} text="要求公开" /></form>`}<//></section>`;
  },
};
