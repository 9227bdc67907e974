/** A case as its reporter reads it: the promise, the report, the answer, what to do, the timeline. */
import { moment } from "../shared/time.js";
import { html } from "../shared/vue.js";
import { CaseActs } from "./case_acts.js";
import { Found } from "./found.js";
import { Gallery } from "./gallery.js";
import { ReadAloud } from "./read_aloud.js";
import { Talk } from "./talk.js";
import { ACTS, ROLES, STATE_BADGES, STATES, VISIBILITY_NAMES } from "./words.js";

// A corrected tag shows at the report itself.
const SILENT = new Set(["correct"]);

export const CaseBody = {
  props: { case: Object, talk: Array, acts: Object, done: Function },
  setup: (props) => () => {
    const item = props.case;
    return html`<div>
      <section class="card" aria-live="polite">
        <p class="row spread"><span class=${["badge", "large", STATE_BADGES[item.state]]}>${STATES[item.state]}</span>
          <${ReadAloud} text=${spoken(item)} /></p>
        <p>${item.promise}</p>
        ${item.hidden_from_village && html`<p class="badge info">本村干部看不到这件事</p>`}
        ${item.call_first.length > 0 && item.state === "assigned" && html`<p class="problem">有危险请马上打 ${item.call_first.join("、")}。</p>`}
      </section>
      ${item.answer && html`<section class="card answer"><h2>${item.state === "refused" ? "不受理的原因" : "答复"}</h2><p class="report-text">${item.answer}</p>
        ${item.legal_basis && html`<p>依据：${item.legal_basis}</p>`}
        ${item.next_body && html`<p>可以再找：${item.next_body}</p>`}
        <${Gallery} pictures=${item.answer_pictures} /></section>`}
      <${CaseActs} case=${item} acts=${props.acts} done=${props.done} />
      <section class="card"><h2>我反映的</h2><${Found} case=${item} />
        ${item.place && html`<p>地点：${item.place}</p>`}<${Gallery} pictures=${item.pictures} />
        <p class="quiet">编号 ${item.case_no} · ${VISIBILITY_NAMES[item.visibility] ?? ""}</p></section>
      <${Timeline} entries=${item.entries} answer=${item.answer} />
      <${Talk} talk=${props.talk} acts=${props.acts} done=${props.done} open=${!["withdrawn", "joined"].includes(item.state)} />
    </div>`;
  },
};

const Timeline = {
  props: { entries: Array, answer: String },
  setup: (props) => () => html`<section><h2 class="section">办理经过</h2><ol class="timeline">
    ${props.entries.filter((entry) => !SILENT.has(entry.act)).map((entry) => html`<li key=${entry.at + entry.act}>
      <b>${ACTS[entry.act] ?? entry.act}</b> <span class="quiet">${moment(entry.at)}${who(entry)}</span>
      ${entry.note && entry.note !== props.answer && html`<p>${entry.note}</p>`}
      ${entry.rating && html`<p>${entry.rating.solved ? "已解决" : "没有解决"}，满意度 ${entry.rating.content} 分</p>`}</li>`)}
  </ol></section>`,
};

function who({ role, name }) {
  const title = ROLES[role];
  return title || name ? ` · ${[title, name].filter(Boolean).join(" ")}` : "";
}

function spoken({ title, text, promise, answer }) {
  return [promise, answer && `答复：${answer}`, `您反映的是：${title} ${text}`].filter(Boolean).join("\n");
}
