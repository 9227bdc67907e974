/** By which rules the three rates are made: now, before, and from a month on that has not begun. */
import { get, post } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useLoad } from "../shared/load.js";
import { divisionsAs } from "../shared/session.js";
import { day, today } from "../shared/time.js";
import { confirmed, Loaded, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { lastMonths, monthName } from "./figures.js";
import { View } from "./frame.js";

const RESPONSE = { accepted_in_time: "按时签收的，占应签收的", answered_in_time: "按时答复的，占应答复的" };
const SOLVED = { of_replied: "反映人说已解决的，占已评价的", of_answered: "反映人说已解决的，占全部已答复的" };
const WEIGHTS = [["response_weight", "响应率的权重"], ["solved_weight", "解决率的权重"], ["satisfied_weight", "满意率的权重"]];
const NUMBERS = ["satisfied_from", ...WEIGHTS.map(([name]) => name)];

/** The first month that has not begun. */
function nextMonth() {
  const [year, month] = today().split("-").map(Number);
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
}

export default {
  setup() {
    const state = useLoad(() => get("/divisions/{division}/rate-rules", { division: area.value }));
    const form = useForm({ since: nextMonth(), reason: "", response: "accepted_in_time", solved: "of_replied",
      satisfied_from: "4", response_weight: "40", solved_weight: "30", satisfied_weight: "30" });
    useArea(state.reload);
    async function send(event) {
      event.preventDefault();
      if (!(await confirmed("规则定下后不能删除，只能再定新的；已开始的月份不变。"))) return;
      const made = await form.submit((values) => {
        refuse({ reason: values.reason.trim().length < 2 && "请填写依据或理由。", since: !values.since && "请选择从哪个月起。" });
        const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(values[name])]));
        return post("/divisions/{division}/rate-rules", { division: area.value }, { ...values, ...numbers });
      });
      if (!made) return;
      told("已定下");
      form.values.reason = "";
      state.reload();
    }
    const sets = () => divisionsAs("county").some((code) => area.value.startsWith(code));
    return () => html`<${View} title="考核口径">
      <p class="hint">口径由县级定，从还没开始的月份起执行，所以过去月份的数字永远不变。比较的是每个村自己的过去，不排名次。</p>
      <${Loaded} state=${state}>${({ current, items }) => html`<div class="columns">
        <div><section class="card"><h2>本月的口径</h2>${inWords(current)}</section>
          ${items.length > 0 && html`<section class="card"><h2>全部版本</h2><ul class="plain-list">${[...items].reverse().map((one) => html`<li key=${one.id}>
            <b>${monthName(one.since)}起</b> <span class="quiet">${one.set_by_name}，${day(one.set_at)}，${one.reason}</span>
            <details><summary>口径</summary>${inWords(one.rules)}</details></li>`)}</ul></section>`}</div>
        ${sets() && editing(form, send)}</div>`}<//>
    <//>`;
  },
};

const inWords = (rules) => html`<dl class="facts facts-stacked">
  <div><dt>响应率</dt><dd>${RESPONSE[rules.response]}</dd></div><div><dt>解决率</dt><dd>${SOLVED[rules.solved]}</dd></div>
  <div><dt>满意率</dt><dd>打 ${rules.satisfied_from} 分及以上的，占已打分的</dd></div>
  <div><dt>综合得分</dt><dd>响应 ${rules.response_weight}、解决 ${rules.solved_weight}、满意 ${rules.satisfied_weight} 加权</dd></div></dl>`;

function editing(form, send) {
  const number = { type: "number", min: 0, max: 100, inputmode: "numeric" };
  return html`<form class="card" onSubmit=${send} novalidate aria-label="定新口径"><h2>定新口径</h2>
    <${FormProblem} form=${form} fields=${Object.keys(form.values)} />
    <${Field} form=${form} name="since" label="从哪个月起" type="month" min=${nextMonth()} hint=${`最早 ${monthName(lastMonths(nextMonth(), 1)[0])}`} />
    <${Field} form=${form} name="response" label="响应率怎么算" as="select" options=${Object.entries(RESPONSE)} />
    <${Field} form=${form} name="solved" label="解决率怎么算" as="select" options=${Object.entries(SOLVED)} />
    <${Field} form=${form} name="satisfied_from" label="几分起算满意" ...${number} min="1" max="5" />
    ${WEIGHTS.map(([name, label]) => html`<${Field} key=${name} form=${form} name=${name} label=${label} ...${number} />`)}
    <${Field} form=${form} name="reason" label="依据或理由" maxlength="200" />
    <${Send} form=${form} text="定下新口径" /></form>`;
}
