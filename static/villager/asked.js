/** What people asked about a disclosure and what they were told, beside it for everybody. */
import { useList } from "../shared/load.js";
import { shortDay } from "../shared/time.js";
import { List } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { INQUIRIES, LEVELS, VERDICTS } from "./words.js";

export const Asked = {
  props: { disclosure: String },
  setup(props) {
    const list = useList("/disclosures/{disclosure}/inquiries", () => ({ disclosure: props.disclosure }));
    return () => html`<section aria-labelledby="asked">
      <h2 id="asked" class="section">大家的提问</h2>
      <${List} list=${list} empty="还没有人提问。哪一笔看不明白，可以问，村里要按期答复。" action="提问"
        to=${`/disclosures/${props.disclosure}/ask`} label="提问和答复">${question}<//>
    </section>`;
  },
};

const question = ({ line, subject, kind, text, asked_on, state, level, due_on, late, answers }) => html`<article class="echo">
  <p class="quiet">${line ? `第 ${line} 笔 ${subject}` : "整份公开"} · ${shortDay(asked_on)}${kind === "challenge" ? " · 质疑属实性" : ""}</p>
  <p><b>问：</b>${text}</p>
  ${answers.map((answer) => html`<div class="answer" key=${answer.answered_on + answer.level}>
    <b>${LEVELS[answer.level]}答复</b>${answer.verdict && html`<span class="badge info">${VERDICTS[answer.verdict]}</span>`}
    <p>${answer.text}</p><p class="quiet">${shortDay(answer.answered_on)}</p></div>`)}
  ${state === "open" && html`<p><span class=${["badge", late ? "bad" : "warn"]}>${INQUIRIES.open}</span>
    ${LEVELS[level]}最迟 ${shortDay(due_on)} 答复${late && "，已经超期"}</p>`}
</article>`;
