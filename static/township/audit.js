/** The audit log of the area: who did what, when and from where; nothing in it can be changed here. */
import { useList } from "../shared/load.js";
import { moment } from "../shared/time.js";
import { Empty, Failure, Waiting } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { AUDITED } from "./audited.js";
import { View } from "./frame.js";

export default {
  setup() {
    const list = useList("/divisions/{division}/audit", () => ({ division: area.value, limit: 50 }));
    useArea(list.reload);
    return () => html`<${View} title="操作记录">
      <p class="hint">记录至少保存六个月，只能查看，不能修改或删除。</p>
      ${list.done && !list.items.length && html`<${Empty} text="还没有记录。" />`}
      ${list.items.length > 0 && table(list.items)}
      ${list.problem && html`<${Failure} problem=${list.problem} retry=${list.items.length ? list.more : list.reload} />`}
      ${list.busy && html`<${Waiting} />`}
      ${list.next && !list.busy && html`<button type="button" class="button wide" onClick=${list.more}>看更早的</button>`}
    <//>`;
  },
};

function table(entries) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="操作记录"><table class="audit">
    <thead><tr><th scope="col">时间</th><th scope="col">谁</th><th scope="col">做了什么</th><th scope="col">区域</th><th scope="col">说明</th><th scope="col">地址</th></tr></thead>
    <tbody>${entries.map((one) => html`<tr key=${one.id}>
      <td>${moment(one.at)}</td><td>${one.name || "—"}</td>
      <th scope="row">${AUDITED[one.what] ?? one.what}${!one.success && html` <span class="badge bad">未成功</span>`}</th>
      <td>${one.division ? nameOf(one.division) : "—"}</td><td>${one.note || "—"}</td><td class="quiet">${one.address}</td></tr>`)}</tbody>
  </table></div>`;
}
