/** The lines of a disclosure: each with its amount, who handled it, its vouchers, and a way to ask. */
import { yuan } from "../shared/money.js";
import { shortDay } from "../shared/time.js";
import { html, ref } from "../shared/vue.js";
import { Gallery } from "./gallery.js";

const WAYS = [["", "全部"], ["income", "收入"], ["expense", "支出"]];

export const Entries = {
  props: { of: Object, before: { default: () => [] } },
  setup(props) {
    const way = ref("");
    return () => {
      const numbered = props.of.entries.map((entry, i) => ({ ...entry, line: i + 1, last_year: props.before[i]?.last_year ?? null }));
      const shown = numbered.filter((entry) => !way.value || entry.way === way.value);
      return html`<section aria-labelledby="entries">
        <h2 id="entries" class="section">逐笔明细（${props.of.entries.length} 笔）</h2>
        <div class="switch no-print" role="group" aria-label="只看">${WAYS.map(([value, name]) => html`<button type="button"
          key=${value} class=${["button", way.value === value && "primary"]} aria-pressed=${way.value === value}
          onClick=${() => (way.value = value)}>${name}</button>`)}</div>
        <ol class="list entries">${shown.map((entry) => html`<li key=${entry.line}>
          <${Entry} entry=${entry} disclosure=${props.of.id} /></li>`)}</ol>
      </section>`;
    };
  },
};

const Entry = {
  props: { entry: Object, disclosure: String },
  setup: (props) => () => {
    const { line, on, way, amount, subject, counterpart, handled_by, approved_by, voucher_number, vouchers, last_year } = props.entry;
    const people = [counterpart && `对方 ${counterpart}`, handled_by && `经办 ${handled_by}`, approved_by && `批准 ${approved_by}`,
      voucher_number && `凭证 ${voucher_number}`].filter(Boolean).join(" · ");
    return html`<div class="entry">
      <div class="row spread"><b>${line}. ${subject}</b>
        <span class=${["amount", way]}>${way === "income" ? "收入" : "支出"} ${yuan(amount)} 元</span></div>
      <p class="line-note">${shortDay(on)}${people && ` · ${people}`}</p>
      ${last_year !== null && html`<p class="line-note">去年同期这一项 ${yuan(last_year)} 元</p>`}
      <${Gallery} pictures=${vouchers} name="票据" />
      <a class="ask no-print" href=${`#/disclosures/${props.disclosure}/ask?line=${line}`}>对第 ${line} 笔提问</a>
    </div>`;
  },
};
