/** My cases and those of people I act for; what I said "me too" to. */
import { useList } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { shortDay } from "../shared/time.js";
import { List, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { STATE_BADGES, STATES } from "./words.js";

export default {
  setup() {
    const mine = useList("/me/feedback");
    const followed = useList("/me/followed");
    useRenewal(mine, followed);
    return () => html`<${Page} title="办理进度" back=${false}>
      <p><a href="#/receipt">用凭证码查匿名诉求</a></p>
      <${List} list=${mine} empty="您还没有反映过问题。" action="反映问题" to="/file" label="我的诉求">${line}<//>
      ${followed.items.length > 0 && html`<section><h2 class="section">我也遇到的</h2>
        <${List} list=${followed} label="我也遇到的">${follow}<//></section>`}
    <//>`;
  },
};

const badge = (state) => html`<span class=${["badge", STATE_BADGES[state]]}>${STATES[state]}</span>`;

const line = (item) => html`<a class="line" href=${`#/cases/${item.id}`}><span class="line-text">
  <span class="line-title">${item.title}</span>
  <span class="line-note">${shortDay(item.created_at)} · 由${item.handler.title}办理${item.due_at ? ` · ${shortDay(item.due_at)}前` : ""}</span></span>
  <span class="line-side">${badge(item.state)}</span></a>`;

const follow = (item) => html`<div class="line"><span class="line-text">
  <span class="line-title">${item.topics.join("、") || item.case_no}</span>
  <span class="line-note">${shortDay(item.filed_on)} · ${item.people_count} 人遇到</span>
  ${item.answer && html`<span>答复：${item.answer}</span>`}</span><span class="line-side">${badge(item.state)}</span></div>`;
