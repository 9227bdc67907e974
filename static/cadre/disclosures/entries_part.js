/** The entries of a draft: typed, pasted or imported, with what they add up to. */
import { Field } from "../../shared/form.js";
import { fenOf, yuan } from "../../shared/money.js";
import { html } from "../../shared/vue.js";
import { COLUMNS, MOST_TYPED, sums } from "./entries.js";
import { ImportEntries } from "./import.js";
import { PasteEntries } from "./paste.js";
import { RowsEditor } from "./rows.js";

/** `期初 + 收入 - 支出 = 期末`, and whether it is so. */
function account(values, { income, expense }) {
  const [opening, closing] = [fenOf(values.opening), fenOf(values.closing)];
  const expected = opening === null ? null : opening + income - expense;
  const off = expected !== null && closing !== null && expected !== closing;
  return html`<p class=${["account", off && "account-off"]} role="status">
    收入 <b>${yuan(income)}</b> 元，支出 <b>${yuan(expense)}</b> 元${expected === null ? "" : html`，期末应为 <b>${yuan(expected)}</b> 元`}${off ? html`，与填写的相差 <b>${yuan(closing - expected)}</b> 元` : ""}</p>`;
}

export const EntriesPart = {
  name: "EntriesPart",
  props: ["form", "source", "fresh", "store"],
  emits: ["changed", "imported"],
  setup(props, { emit }) {
    function add(rows) {
      props.form.values.entries.push(...rows);
      emit("changed");
    }
    const isTyped = props.source.entries.length <= MOST_TYPED;
    const totals = () => (isTyped ? sums(props.form.values.entries) : props.source);
    const number = () => (isTyped ? props.form.values.entries.length : props.source.entry_count);
    return () => html`<section class="entries" aria-label="收支明细">
      <h3>收支明细 <small class="quiet">${number()} 笔</small></h3>
      <div class="columns">
        <${Field} form=${props.form} name="opening" label="期初余额（元）" inputmode="decimal" />
        <${Field} form=${props.form} name="closing" label="期末余额（元）" inputmode="decimal" />
      </div>
      ${isTyped ? null : html`<p class="notice">笔数很多，请在表格文件里修改，再导入。</p>`}
      ${isTyped ? html`<${RowsEditor} columns=${COLUMNS} rows=${props.form.values.entries} errors=${props.form.errors}
        prefix="entries" fresh=${props.fresh} label="收支明细表" onChanged=${() => emit("changed")} />` : null}
      ${account(props.form.values, totals())}
      ${props.form.errors.continuity_reason || props.form.values.continuity_reason
        ? html`<${Field} form=${props.form} name="continuity_reason" label="期初和上期期末不一致的原因（大家会看到）" maxlength="500" />`
        : null}
      <${ImportEntries} store=${props.store} onImported=${(changed) => emit("imported", changed)} />
      ${isTyped ? html`<${PasteEntries} onPasted=${add} />` : null}
    </section>`;
  },
};
