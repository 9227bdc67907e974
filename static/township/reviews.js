/** Disclosures that came up to the township for review: no overseer in the village, or none in time. */
import { useList } from "../shared/load.js";
import { CATEGORIES } from "../shared/staff_words.js";
import { periodName, shortDay, until } from "../shared/time.js";
import { Failure } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { nameOf } from "./area.js";
import { useRenewal } from "./live.js";

export const Reviews = {
  setup() {
    const list = useList("/disclosures/waiting");
    useRenewal(list.renew);
    return () => {
      if (list.problem) return html`<${Failure} problem=${list.problem} retry=${list.reload} />`;
      if (!list.items.length) return null;
      return html`<section class="card" aria-labelledby="reviews"><h2 id="reviews">等乡镇审核的公开事项（${list.items.length}${list.next ? "+" : ""}）</h2>
        <p class="hint">村里没有监委会成员，或逾期没有审核的，由乡镇审核。在工作台里逐笔查看后通过或退回。</p>
        <ul class="plain-list">${list.items.map((one) => html`<li key=${one.id}>
          <a href=${`/cadre#/disclosure/${one.id}`}>${one.title}</a>
          <span class="line-note">${nameOf(one.division)} · ${CATEGORIES[one.category]} · ${one.period && periodName(one.period)}
            ${one.review_due_at ? ` · 审核${until(one.review_due_at)}` : one.waits_since && ` · ${shortDay(one.waits_since)}送审`}</span></li>`)}</ul>
        ${list.next && html`<button type="button" class="button" onClick=${list.more}>看更多</button>`}
      </section>`;
    };
  },
};
