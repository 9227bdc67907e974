/** A disclosure to be read by those who check it: everything that will go out, and by whom it went. */
import { yuan } from "../../shared/money.js";
import { ROLES } from "../../shared/staff_words.js";
import { Thumbnails } from "../../shared/thumbnails.js";
import { day, moment } from "../../shared/time.js";
import { Sanitised } from "../../shared/ui.js";
import { html, ref } from "../../shared/vue.js";
import { RemarksAbove } from "./remarks.js";
import { STEPS } from "./words.js";

const PAGE = 100;
const KINDS = { members: "村民会议", households: "户代表会议", representatives: "村民代表会议", group: "村民小组会议", collective: "集体经济组织成员（代表）大会" };

function field(one) {
  return html`<div key=${one.name}><dt>${one.name}</dt>
    <dd>${one.pictures.length ? html`<${Thumbnails} pictures=${one.pictures.map(({ media }) => media)} of=${one.name} />` : one.amount !== null ? `${yuan(one.amount)} 元` : one.text}</dd></div>`;
}

function table({ columns, rows }) {
  const say = (cell, column) => (column.type === "amount" && cell !== "" ? yuan(cell) : cell);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="表格"><table>
    <thead><tr>${columns.map((column) => html`<th key=${column.name} scope="col">${column.name}</th>`)}</tr></thead>
    <tbody>${rows.map((row, index) => html`<tr key=${index}>${row.map((cell, place) => html`<td key=${place}>${say(cell, columns[place])}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function entries(source, many, more) {
  return html`<section aria-label="收支明细">
    <p>收入 <b>${yuan(source.income)}</b> 元，支出 <b>${yuan(source.expense)}</b> 元，共 ${source.entry_count} 笔
      ${source.opening !== null ? html`；期初 ${yuan(source.opening)} 元` : null}${source.closing !== null ? html`，期末 ${yuan(source.closing)} 元` : null}</p>
    ${source.continuity_reason ? html`<p class="notice">期初与上期期末不一致：${source.continuity_reason}</p>` : null}
    <div class="scroll" tabindex="0" role="region" aria-label="收支明细表"><table class="rows">
      <thead><tr><th scope="col">日期</th><th scope="col">摘要</th><th scope="col" class="number">金额（元）</th><th scope="col">对方</th><th scope="col">经手 / 审批</th><th scope="col">票据</th></tr></thead>
      <tbody>${source.entries.slice(0, many).map((one, index) => html`<tr key=${index}>
        <td class="when" data-label="日期">${one.on}</td><td class="subject" data-label="摘要">${one.subject}</td>
        <td class=${`number way-${one.way}`} data-label="金额（元）">${one.way === "income" ? "收入" : "支出"} ${yuan(one.amount)}</td>
        <td data-label="对方">${one.counterpart}</td>
        <td data-label="经手 / 审批">${[one.handled_by, one.approved_by].filter(Boolean).join(" / ")}</td>
        <td data-label="票据">${one.voucher_number}<${Thumbnails} pictures=${one.vouchers} of="票据" /></td></tr>`)}</tbody></table></div>
    ${source.entries.length > many ? html`<button type="button" class="button" onClick=${more}>再看 ${PAGE} 笔</button>` : null}
  </section>`;
}

const meeting = (one) => html`<p>${KINDS[one.kind] ?? "会议"} ${day(one.on)}：应到 ${one.expected} 人，实到 ${one.present} 人，同意 ${one.votes_for} 票，反对 ${one.votes_against} 票。${one.resolution}</p>`;

export const Shown = {
  name: "DisclosureShown",
  props: ["source"],
  setup(props) {
    const many = ref(PAGE);
    return () => {
      const { source } = props;
      return html`<section class="card" aria-label="内容">
        <${RemarksAbove} remarks=${source.remarks} />
        ${source.revision_reason ? html`<p class="notice">更正原因：${source.revision_reason}</p>` : null}
        ${source.fields.length ? html`<dl class="fields">${source.fields.map(field)}</dl>` : null}
        ${source.table ? table(source.table) : null}
        ${source.entry_count ? entries(source, many.value, () => (many.value += PAGE)) : null}
        ${source.nothing_note ? html`<p>${source.nothing_note}</p>` : null}
        ${source.html ? html`<${Sanitised} html=${source.html} />` : null}
        ${source.meeting ? meeting(source.meeting) : null}
        ${source.attachments.length ? html`<p>附件：${source.attachments.map(({ name }) => name).join("、")}</p>` : null}
      </section>`;
    };
  },
};

/** Who did what with it, the newest first. */
export const Steps = {
  name: "DisclosureSteps",
  props: ["steps"],
  setup: (props) => () =>
    props.steps.length
      ? html`<section class="card" aria-label="经过"><h2>经过</h2>
          <ol class="timeline">${[...props.steps].reverse().map((step, index) => html`<li key=${index}>
            <time datetime=${step.at}>${moment(step.at)}</time>
            <p><b>${STEPS[step.act]}</b> ${step.role ? ROLES[step.role] : "系统"}</p>
            ${step.note ? html`<p class="said">${step.note}</p>` : null}</li>`)}</ol></section>`
      : null,
};
