/** The disclosure catalogue as it stands in the area, each item with the law's minimum beside it. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { CATEGORIES } from "../shared/staff_words.js";
import { Loaded } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { View } from "./frame.js";
import { dueOf, leastOf, MARKS } from "./terms.js";

export default {
  setup() {
    const state = useLoad(() => get("/divisions/{division}/catalogue", { division: area.value }));
    useArea(state.reload);
    return () => html`<${View} title="公开目录">${{
      tools: () => html`<a class="button" href="#/catalogue/new">增加事项</a>`,
      default: () => html`<div>
        <p class="hint">法定事项不能停用，任何设置都不能低于法定要求；乡镇和村只能比上级更严。点事项名称可以查看依据并修改。</p>
        <${Loaded} state=${state}>${({ items }) => html`<div>${Object.entries(CATEGORIES).map(([category, name]) =>
          table(name, items.filter((item) => item.category === category)))}</div>`}<//></div>`,
    }}<//>`;
  },
};

function table(name, items) {
  if (!items.length) return null;
  return html`<section key=${name}><h2>${name}（${items.filter((item) => item.enabled).length} 项在用）</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${`${name}事项`}><table class="catalogue">
      <thead><tr><th scope="col">事项</th><th scope="col">何时公开</th><th scope="col">法定最低</th><th scope="col">依据</th><th scope="col">状态</th></tr></thead>
      <tbody>${items.map((item) => html`<tr key=${item.id}>
        <th scope="row"><a href=${`#/catalogue/${item.id}`}>${item.name}</a></th>
        <td data-name="何时公开">${dueOf(item)}，公示 ${item.min_posting_days} ${unit(item)}</td>
        <td data-name="法定最低">${leastOf(item).join("；") || "没有规定"}</td>
        <td data-name="依据" class="quiet">${item.article || item.legal_basis || "—"}</td>
        <td><span class=${["badge", item.is_law && "info"]}>${item.is_law ? "法定" : MARKS[item.mark]}</span> ${!item.enabled && html`<span class="badge">停用</span>`}</td></tr>`)}</tbody>
    </table></div></section>`;
}

const unit = (item) => (item.posting_unit === "days" ? "天" : "个工作日");
