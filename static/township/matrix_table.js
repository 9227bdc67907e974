/** The matrix itself: wide, so it scrolls in a region of its own; each cell says its state and its count. */
import { html, ref } from "../shared/vue.js";
import { OBLIGATIONS } from "./obligation_states.js";

// A county has 288 villages: a browser draws so many rows at once without a pause.
const AT_ONCE = 40;

/** How many cells there are in each state; pressing one shows only those. */
export const Legend = {
  props: { counts: Object, chosen: String },
  emits: ["choose"],
  setup: (props, { emit }) => () => html`<ul class="legend" aria-label="按状态筛选">${Object.entries(OBLIGATIONS).map(
    ([state, { name, sign }]) => html`<li key=${state}><button type="button" class=${["legend-button", `duty-${state}`]}
      aria-pressed=${props.chosen === state ? "true" : "false"} onClick=${() => emit("choose", state)}>
      <span aria-hidden="true">${sign}</span> ${name} <b>${props.counts[state] ?? 0}</b></button></li>`,
  )}</ul>`,
};

export const MatrixTable = {
  props: { found: Object, opened: Object },
  emits: ["open"],
  setup(props, { emit }) {
    const most = ref(AT_ONCE);
    return () => {
      const left = props.found.rows.length - most.value;
      return html`<div>${table(props.found, most.value, props.opened, emit)}
        ${left > 0 && html`<button type="button" class="button wide" onClick=${() => (most.value += AT_ONCE)}>再显示 ${Math.min(left, AT_ONCE)} 个村（还有 ${left} 个）</button>`}</div>`;
    };
  },
};

function table({ items, rows }, most, opened, emit) {
  return html`<div class="scroll matrix-place" tabindex="0" role="region" aria-label="公开矩阵，可左右滚动">
      <table class="matrix"><caption class="unseen">各村每项应公开事项的状态；格子里是处于该状态的件数和总件数</caption>
        <thead><tr><th scope="col" class="matrix-corner">村</th>
          ${items.map((item) => html`<th scope="col" key=${item.id}><span class="matrix-item" title=${item.name}>${item.name}</span></th>`)}</tr></thead>
        <tbody>${rows.slice(0, most).map((row) => html`<tr key=${row.village}>
          <th scope="row"><a href=${`#/villages/${row.village}`}>${row.name}</a></th>
          ${row.cells.map((cell, index) => html`<td key=${items[index].id}>${cell && shown(cell, row, items[index], opened, emit)}</td>`)}
        </tr>`)}</tbody></table></div>`;
}

function shown(cell, row, item, opened, emit) {
  const { name, sign } = OBLIGATIONS[cell.state];
  const isOpen = opened?.village === row.village && opened?.item === item.id;
  return html`<button type="button" class=${["duty", `duty-${cell.state}`]} aria-expanded=${isOpen ? "true" : "false"}
    onClick=${() => emit("open", { village: row.village, villageName: row.name, item: item.id, itemName: item.name })}>
    <span aria-hidden="true">${sign}</span><span class="unseen">${row.name} ${item.name}：${name} </span>
    <span class=${cell.of > 1 ? "duty-count" : "unseen"}>${cell.count}/${cell.of}</span></button>`;
}
