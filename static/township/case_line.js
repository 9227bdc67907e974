/** A case in a list of the township: card, what, where, who has it, how long it still has. */
import { CARDS, STATE_BADGES, STATES, URGENCIES } from "../shared/case/words.js";
import { moment, shortDay, until } from "../shared/time.js";
import { html } from "../shared/vue.js";
import { nameOf } from "./area.js";

export const CaseLine = {
  props: { one: Object, now: Number },
  setup: (props) => () => {
    const { one, now } = props;
    return html`<a class=${["township-line", one.card && `card-${one.card}`]} href=${`#/cases/${one.id}`}>
      <span class="township-title">${one.title}</span>
      <span class="township-due">${one.due_at ? until(one.due_at, now) : html`<span class="quiet">${shortDay(one.created_at)}</span>`}</span>
      <span class="township-marks">
        ${one.card && html`<span class=${["badge", one.card === "red" ? "bad" : "warn"]}>${CARDS[one.card]}</span>`}
        <b>${nameOf(one.division)}</b>
        <span class=${["badge", STATE_BADGES[one.state]]}>${STATES[one.state]}</span>
        ${one.urgency !== "normal" && html`<span class="badge bad">${URGENCIES[one.urgency]}</span>`}
        ${one.hidden_from_village && html`<span class="badge info">反映村干部</span>`}
        ${one.escalations > 0 && html`<span class="badge info">提级 ${one.escalations} 次</span>`}
        ${one.urge && html`<span class="badge warn">已督办，限 ${moment(one.urge.until)}</span>`}
        ${one.exclusion && html`<span class="badge">${one.exclusion.confirmed_at ? "不计入考核" : "申请不计入"}</span>`}
        <span class="quiet">由${one.handler.title}办理 · ${one.topics.join("、") || one.category || "未分类"}</span>
      </span></a>`;
  },
};
