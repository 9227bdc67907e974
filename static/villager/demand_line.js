/** One demand: what of which period, how many of how many, what became of it. */
import { html } from "../shared/vue.js";
import { periodName, shortDay } from "../shared/time.js";
import { CATEGORIES, DEMANDS } from "./words.js";

/** `<${DemandLine} demand=${demand}>` with what one may do about it as its content. */
export const DemandLine = {
  props: { demand: Object },
  setup: (props, { slots }) => () => {
    const { name, category, period, count, needed, state, due_on, disclosure } = props.demand;
    return html`<div class="line"><span class="line-text">
      <span class="line-title">${name}</span>
      <span class="line-note">${CATEGORIES[category]} · ${periodName(period)}</span>
      <span>${count} 人要求，满 ${needed} 人必须公开</span>
      <progress class="progress" max=${needed} value=${Math.min(count, needed)} aria-label="联名人数">${count}/${needed}</progress>
      ${state === "recorded" && due_on && html`<span>村里最迟 ${shortDay(due_on)} 公开。</span>`}
      ${disclosure && html`<a class="more" href=${`#/disclosures/${disclosure}`}>看公开的内容</a>`}
      ${slots.default?.()}</span>
      <span class="line-side"><span class=${["badge", state === "met" ? "good" : state === "open" ? "info" : "warn"]}>${DEMANDS[state]}</span></span></div>`;
  },
};
