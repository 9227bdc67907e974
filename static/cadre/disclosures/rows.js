/** A table that is typed into: a row a card on a phone; mistakes stand in their rows. */
import { PictureField } from "../../shared/picture_field.js";
import { html, ref } from "../../shared/vue.js";

const PAGE = 50;
const TYPES = { date: "date", amount: "text", number: "text", phone: "tel" };
const MODES = { amount: "decimal", number: "decimal", phone: "tel" };

/** One cell; `column` is {name, label, type, options, most}. */
function cell(column, row, number, error, change) {
  if (column.type === "pictures") {
    return html`<td key=${column.name} class="cell-pictures" data-label=${column.label}>
      <${PictureField} form=${{ values: row, errors: {} }} name=${column.name} most=${column.most}
        label=${html`<span><span class="unseen">第 ${number + 1} 行 </span>${column.label}</span>`} onChanged=${() => change(column.name, row[column.name])} />
      ${error ? html`<p class="error">${error}</p>` : null}</td>`;
  }
  const label = `第 ${number + 1} 行 ${column.label}`;
  const attributes = {
    class: "input", "aria-label": label, "aria-invalid": error ? "true" : undefined, value: row[column.name] ?? "",
    onInput: (event) => change(column.name, event.target.value),
  };
  const control = column.options
    ? html`<select ...${attributes}>${column.options.map(([value, says]) => html`<option key=${value} value=${value}
        selected=${value === row[column.name]}>${says}</option>`)}</select>`
    : html`<input ...${attributes} type=${TYPES[column.type] ?? "text"} inputmode=${MODES[column.type]}
        maxlength=${column.most ?? 200} />`;
  return html`<td key=${column.name} class=${`cell-${column.type}`} data-label=${column.label}>${control}
    ${error ? html`<p class="error">${error}</p>` : null}</td>`;
}

export const RowsEditor = {
  name: "RowsEditor",
  // `rows` is changed in place; `errors` by `<prefix>.<row>.<column>`; `fresh()` makes a row.
  props: ["columns", "rows", "errors", "prefix", "fresh", "label"],
  emits: ["changed"],
  setup(props, { emit }) {
    const shown = ref(PAGE);
    function change(row, name, value) {
      row[name] = value;
      emit("changed");
    }
    function add() {
      props.rows.push(props.fresh());
      shown.value = Math.max(shown.value, props.rows.length);
      emit("changed");
    }
    function take(index) {
      props.rows.splice(index, 1);
      emit("changed");
    }
    const errorOf = (index, name) => props.errors[`${props.prefix}.${index}.${name}`];
    return () => {
      const { rows, columns, label } = props;
      return html`<div class="rows-editor">
        ${rows.length
          ? html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table class="rows">
              <thead><tr>${columns.map((column) => html`<th key=${column.name} scope="col">${column.label}</th>`)}<th scope="col">操作</th></tr></thead>
              <tbody>${rows.slice(0, shown.value).map((row, index) => html`<tr key=${index}>
                ${columns.map((column) => cell(column, row, index, errorOf(index, column.name), (name, value) => change(row, name, value)))}
                <td data-label=""><button type="button" class="link-button" aria-label=${`删除第 ${index + 1} 行`}
                  onClick=${() => take(index)}>删除</button></td>
              </tr>`)}</tbody></table></div>`
          : null}
        ${rows.length > shown.value
          ? html`<button type="button" class="button" onClick=${() => (shown.value += PAGE)}>
              再显示 ${PAGE} 行（共 ${rows.length} 行）</button>`
          : null}
        <button type="button" class="button small" onClick=${add}>＋ 加一行</button>
      </div>`;
    };
  },
};
