/** What a disclosure states besides money: its fields, a meeting's votes, and rows of a table. */
import { yuan } from "../shared/money.js";
import { day } from "../shared/time.js";
import { html } from "../shared/vue.js";
import { Gallery } from "./gallery.js";

const MEETINGS = {
  members: "村民会议", households: "户代表会议", representatives: "村民代表会议", group: "村民小组会议", collective: "集体经济组织成员会议",
};

export const Fields = {
  props: { fields: { default: () => [] } },
  setup: (props) => () => {
    const filled = (props.fields ?? []).filter(({ text, amount, pictures }) => text || amount !== null || pictures?.length);
    return filled.length > 0 && html`<dl class="card fields">${filled.map((field) => html`<div key=${field.name}><dt>${field.name}</dt>
      <dd>${shown(field)}</dd></div>`)}</dl>`;
  },
};

function shown({ type, text, amount, pictures }) {
  if (pictures?.length) return html`<${Gallery} pictures=${pictures.map((one) => one.media ?? one)} />`;
  if (type === "date" && text) return day(text);
  return text || `${yuan(amount)} 元`;
}

export const Meeting = {
  props: { meeting: Object },
  setup: (props) => () => {
    if (!props.meeting) return null;
    const { kind, on, expected, present, votes_for, votes_against, resolution } = props.meeting;
    return html`<section class="card"><h2>会议表决</h2>
      <p>${day(on)}召开${MEETINGS[kind] ?? "会议"}，应到 ${expected} 人，实到 ${present} 人，同意 ${votes_for} 人${votes_against ? `，不同意 ${votes_against} 人` : ""}。</p>
      ${resolution && html`<p>${resolution}</p>`}</section>`;
  },
};

export const Rows = {
  props: { table: Object },
  setup: (props) => () => props.table?.rows?.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="表格"><table>
    <thead><tr>${props.table.columns.map(({ name }) => html`<th scope="col" key=${name}>${name}</th>`)}</tr></thead>
    <tbody>${props.table.rows.map((row, i) => html`<tr key=${i}>${row.map((cell, at) => html`<td key=${at}
      class=${typeof cell === "number" ? "number" : ""}>${props.table.columns[at].type === "amount" ? yuan(cell) : cell}</td>`)}</tr>`)}</tbody></table></div>`,
};
