/** The staff accounts of the area: who holds which role where, open and closed. */
import { useList } from "../shared/load.js";
import { ROLES } from "../shared/staff_words.js";
import { List } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { View } from "./frame.js";

const PAGE = 100;

export const grantName = (grant) => `${grant.division ? nameOf(grant.division) : "全部"} ${ROLES[grant.role]}`;

export default {
  setup() {
    const sought = ref("");
    const list = useList("/divisions/{division}/accounts", () => ({ division: area.value, limit: PAGE }));
    useArea(list.reload);
    const fits = (one) => !sought.value
      || [one.name, one.username ?? "", ...one.grants.map(grantName)].some((text) => text.includes(sought.value.trim()));
    return () => html`<${View} title="账号">${{
      tools: () => html`<a class="button primary" href="#/accounts/new">开通账号</a>`,
      default: () => html`<div>
        <label class="seek">在已显示的账号里找 <input type="search" class="input" value=${sought.value}
          onInput=${(event) => (sought.value = event.target.value)} placeholder="姓名、用户名、村或角色" /></label>
        <${List} list=${{ ...list, items: list.items.filter(fits) }} label="账号" empty=${sought.value ? "没有找到。可以先点“看更多”，或换一个词。" : "这个区域还没有工作人员账号，请点“开通账号”。"}>${line}<//>
      </div>`,
    }}<//>`;
  },
};

const line = (one) => html`<a class="line" href=${`#/accounts/${one.id}`}>
  <span class="line-text"><span class="line-title">${one.name} <span class="quiet">${one.username ?? "微信登录"}</span></span>
    <span class="line-note">${one.grants.map(grantName).join("；") || "没有角色"}</span></span>
  <span class="line-side">${!one.active ? html`<span class="badge bad">已停用</span>` : one.must_change_password && html`<span class="badge warn">未改初始密码</span>`}</span></a>`;
