/** The entries of a draft: typed, pasted or imported, with what they add up to. */
import { Field } from "../../shared/form.js";
import { fenOf, yuan } from "../../shared/money.js";
import { html } from "../../shared/vue.js";
import { COLUMNS, sums } from "./entries.js";
import { ImportEntries } from "./import.js";
import { PasteEntries } from "./paste.js";
import { RowsEditor } from "./rows.js";

/** `期初 + 收入 - 支出 = 期末`, and whether it is so. */
function account(values) {
  const { income, expense } = sums(values.entries);
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
    return () => html`<section class="entries" aria-label="收支明细">
      <h3>收支明细 <small class="quiet">${props.form.values.entries.length} 笔</small></h3>
      <div class="columns">
        <${Field} form=${props.form} name="opening" label="期初余额（元）" inputmode="decimal" />
        <${Field} form=${props.form} name="closing" label="期末余额（元）" inputmode="decimal" />
      </div>
      <${RowsEditor} columns=${COLUMNS} rows=${props.form.values.entries} errors=${props.form.errors}
        prefix="entries" fresh=${props.fresh} label="收支明细表" onChanged=${() => emit("changed")} />
      ${account(props.form.values)}
      ${props.form.errors.continuity_reason || props.form.values.continuity_reason
        ? html`<${Field} form=${props.form} name="continuity_reason" label="期初和上期期末不一致的原因（大家会看到）" maxlength="500" />`
        : null}
      <${ImportEntries} store=${props.store} onImported=${(changed) => emit("imported", changed)} />
      <${PasteEntries} onPasted=${add} />
    </section>`;
  },
};
