/** My questions about disclosures: what became of them, and whether I am content with the answer. */
import { get, post } from "../shared/api.js";
import { FormProblem, Field, Send, useForm } from "../shared/form.js";
import { useList, useLoad } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { shortDay } from "../shared/time.js";
import { confirmed, Failure, List, Page, told } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
import { INQUIRIES, LEVELS, VERDICTS } from "./words.js";

export default {
  setup() {
    const list = useList("/me/inquiries");
    useRenewal(list);
    return () => html`<${Page} title="我的提问">
      <${List} list=${list} empty="您还没有提过问题。在公开内容的每一笔下面都可以问。" action="看公开" to="/disclosures" label="我的提问">
        ${(item) => html`<${Inquiry} item=${item} done=${list.reload} />`}<//>
    <//>`;
  },
};

const Inquiry = {
  props: { item: Object, done: Function },
  setup(props) {
    const where = { inquiry: props.item.id };
    const whole = useLoad(() => get("/inquiries/{inquiry}", where), { now: false });
    watch(() => [props.item.state, props.item.levels.length].join(), () => whole.data && whole.renew());
    async function takeBack() {
      if (!(await confirmed("撤回后不再答复。"))) return;
      await post("/inquiries/{inquiry}/withdrawal", where, {}).catch((problem) => told(problem.detail));
      props.done();
    }
    return () => {
      const { title, state, line, subject, asked_at, text, levels, due_at } = props.item;
      return html`<article class="echo">
        <p class="row spread"><b>${title}</b><span class="badge">${INQUIRIES[state]}</span></p>
        <p class="quiet">${line ? `第 ${line} 笔 ${subject} · ` : ""}${shortDay(asked_at)}</p>
        <p>${text}</p>
        ${state === "open" && html`<p>${LEVELS[levels.at(-1)]}最迟 ${shortDay(due_at)} 答复。
          <button type="button" class="link-button" onClick=${takeBack}>撤回</button></p>`}
        ${state !== "open" && !whole.data && html`<button type="button" class="button" disabled=${whole.busy} onClick=${whole.reload}>看答复</button>`}
        ${whole.problem && html`<${Failure} problem=${whole.problem} />`}
        ${whole.data && html`<${Answered} inquiry=${whole.data} done=${() => (whole.reload(), props.done())} />`}
      </article>`;
    };
  },
};

const Answered = {
  props: { inquiry: Object, done: Function },
  setup(props) {
    const form = useForm({ reason: "" });
    const say = (satisfied) => form.submit(async ({ reason }) => {
      await post("/inquiries/{inquiry}/opinion", { inquiry: props.inquiry.id }, { satisfied, reason });
      told("已收到。");
      props.done();
    });
    return () => html`<div>
      ${props.inquiry.answers.map((answer) => html`<div class="answer" key=${answer.at}><b>${LEVELS[answer.level]}答复</b>
        ${answer.verdict && html`<span class="badge info">${VERDICTS[answer.verdict]}</span>`}<p>${answer.text}</p></div>`)}
      ${props.inquiry.state === "answered" && html`<form onSubmit=${(event) => (event.preventDefault(), say(false))} novalidate>
        <${FormProblem} form=${form} fields=${["reason"]} />
        <p><button type="button" class="button primary wide" disabled=${form.busy} onClick=${() => say(true)}>答复清楚了</button></p>
        <${Field} form=${form} name="reason" label="还不清楚的地方" as="textarea" rows="2" maxlength="300" optional=${true} />
        <${Send} form=${form} kind="plain" text="不满意，请上一级答复" />
      </form>`}
    </div>`;
  },
};
