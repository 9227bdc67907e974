/** Who is on duty this week: announced to villagers on the village's page. */
import { get, put } from "../shared/api.js";
import { FormProblem, useForm } from "../shared/form.js";
import { useList, useLoad } from "../shared/load.js";
import { ROLES } from "../shared/staff_words.js";
import { shortDay } from "../shared/time.js";
import { Loaded, Page, told } from "../shared/ui.js";
import { html, reactive, watch } from "../shared/vue.js";
import { area } from "./area.js";

const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const ON_DUTY = ["secretary", "clerk", "grid_worker"];
const weekday = (on) => WEEKDAYS[new Date(`${on}T12:00:00+08:00`).getUTCDay()];

/** One day of the plan; what is chosen is sent with the whole week. */
function line(one, rows, people, errors, number) {
  const row = rows[one.on];
  const wrong = errors[`days.${number}.account`] ?? errors[`days.${number}.phone`];
  return html`<li key=${one.on} class="duty">
    <p><b>${shortDay(one.on)} ${weekday(one.on)}</b>
      <span class="quiet"> ${one.name ? `${one.title} ${one.name}` : "还没有人"}${one.stands_in_for ? `（代 ${one.stands_in_for}）` : ""}</span></p>
    <div class="row">
      <select class="input" aria-label=${`${shortDay(one.on)}由谁值班`} value=${row.account}
          onChange=${(event) => Object.assign(row, { account: event.target.value, changed: true })}>
        <option value="">默认（村支书）</option>
        ${people.map((person) => html`<option key=${person.account} value=${person.account}
          selected=${person.account === row.account}>${person.name}（${ROLES[person.roles.find((role) => ON_DUTY.includes(role))]}）</option>`)}
      </select>
      <input class="input" type="tel" placeholder="值班电话（公开）" aria-label=${`${shortDay(one.on)}值班电话`}
        value=${row.phone} onInput=${(event) => Object.assign(row, { phone: event.target.value.trim(), changed: true })} />
    </div>
    ${wrong ? html`<p class="error">${wrong}</p>` : null}
  </li>`;
}

export default {
  name: "DutyPage",
  setup() {
    const at = () => ({ village: area.value });
    const state = useLoad(() => get("/villages/{village}/duty", at()));
    const people = useList("/villages/{village}/officials", at);
    const form = useForm({});
    const rows = reactive({});
    watch([() => state.data, () => people.done], () => state.data && fill());

    function fill() {
      for (const one of [state.data.today, ...state.data.next]) {
        const person = people.items.find(({ name }) => name === one.name && !one.stands_in_for);
        rows[one.on] ??= { account: "", phone: "", changed: false };
        if (!rows[one.on].changed) Object.assign(rows[one.on], { account: person?.account ?? "", phone: one.phone });
      }
    }
    async function save(event) {
      event.preventDefault();
      const days = Object.entries(rows).filter(([, row]) => row.changed);
      const plan = days.map(([on, { account, phone }]) => ({ on, account: account || null, phone: phone || null }));
      if (!plan.length) return told("没有改动");
      const shown = await form.submit(() => put("/villages/{village}/duty", at(), { days: plan }));
      if (!shown) return undefined;
      days.forEach(([, row]) => (row.changed = false));
      state.data = shown;
      return told("已公布，村民在村首页可以看到");
    }
    return () => html`<${Page} title="值班安排">
      <p class="quiet">村民在村首页看到今天谁值班、打哪个电话。没有安排时默认是村支书；请假的人由代办人顶上。</p>
      <${Loaded} state=${state}>${(data) => {
        const all = [data.today, ...data.next].filter(({ on }) => rows[on]);
        const changed = Object.keys(rows).filter((on) => rows[on].changed);
        const there = people.items.filter((person) => person.roles.some((role) => ON_DUTY.includes(role)));
        return html`<form onSubmit=${save} novalidate>
          <ul class="list">${all.map((one) => line(one, rows, there, form.errors, changed.indexOf(one.on)))}</ul>
          <${FormProblem} form=${form} />
          <button class="button primary" disabled=${form.busy}>公布值班安排</button>
        </form>`;
      }}<//>
    <//>`;
  },
};
