/** What stands behind a cell: each obligation, and excusing a village from one, with a reason for all. */
import { get, put, remove } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { day, periodName } from "../shared/time.js";
import { confirmed, Failure, Loaded, told } from "../shared/ui.js";
import { html, onMounted, ref } from "../shared/vue.js";
import { DutyForm } from "./duty_form.js";
import { OBLIGATIONS } from "./obligation_states.js";

const STATES = Object.keys(OBLIGATIONS), MOST = 50, LONGEST = 200;
const OPEN = new Set(["overdue", "near", "due"]);

export const MatrixCell = {
  props: { village: String, villageName: String, item: String, itemName: String, since: String, until: String },
  emits: ["close", "changed"],
  setup(props, { emit }) {
    const place = ref(null), problem = ref(null);
    const found = useLoad(async () => {
      const asked = STATES.map((state) => get("/divisions/{division}/obligations", {
        division: props.village, item: props.item, state, limit: MOST,
      }));
      const every = (await Promise.all(asked)).flatMap((page) => page.items);
      return every.filter((one) => props.since <= one.due_on && one.due_on <= props.until)
        .sort((a, b) => a.due_on.localeCompare(b.due_on));
    });
    onMounted(() => place.value?.focus());
    function changed() {
      found.reload();
      emit("changed");
    }
    async function askAgain(one) {
      if (!(await confirmed("收回豁免后，村里仍须公开这一项。"))) return;
      try {
        problem.value = null;
        await remove("/obligations/{obligation}/excuse", { obligation: one.id });
        told("已收回豁免");
        changed();
      } catch (failure) {
        problem.value = failure;
      }
    }
    return () => html`<section class="card matrix-cell" aria-labelledby="cell" ref=${place} tabindex="-1">
      <div class="row spread"><h2 id="cell">${props.villageName} · ${props.itemName}</h2>
        <button type="button" class="button" onClick=${() => emit("close")}>关闭</button></div>
      ${problem.value && html`<${Failure} problem=${problem.value} />`}
      <${Loaded} state=${found}>${(every) => html`<ul class="plain-list obligations">${every.map((one) => line(one, askAgain, changed))}</ul>`}<//>
    </section>`;
  },
};

function line(one, askAgain, changed) {
  const { name, sign } = OBLIGATIONS[one.state];
  return html`<li key=${`${one.id}${one.state}`}>
    <p><span class=${["badge", `duty-${one.state}`]}><span aria-hidden="true">${sign}</span> ${name}</span>
      <b> ${one.title || periodName(one.period)}</b>
      <span class="quiet"> 应于 ${day(one.due_on)} 前公开${one.met_on ? `，${day(one.met_on)} 公开${one.late ? "（迟）" : ""}` : ""}</span></p>
    ${one.reason && html`<p class="said">豁免理由：${one.reason}</p>`}
    ${one.disclosure && html`<p><a href=${`/#/disclosures/${one.disclosure}`} target="_blank" rel="noopener">看公开的内容（新窗口）</a></p>`}
    ${OPEN.has(one.state) && html`<${DutyForm} name=${`excuse.${one.id}`} button="豁免" title="豁免这一次" done="已豁免"
      explains="只豁免这一次。理由对所有村民公开。"
      fields=${[{ name: "reason", as: "textarea", rows: 2, maxlength: LONGEST, label: "豁免理由", needed: true }]}
      send=${({ reason }) => put("/obligations/{obligation}/excuse", { obligation: one.id }, { reason })} onChanged=${changed} />`}
    ${one.state === "excused" && html`<button type="button" class="button" onClick=${() => askAgain(one)}>收回豁免</button>`}
  </li>`;
}
