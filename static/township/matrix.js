/** Which village owes which disclosure: villages x items, how complete and how punctual, and the way in. */
import { addressOf, get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { CATEGORIES } from "../shared/staff_words.js";
import { today } from "../shared/time.js";
import { Empty, Loaded } from "../shared/ui.js";
import { html, reactive, ref } from "../shared/vue.js";
import { area, useArea } from "./area.js";
import { View } from "./frame.js";
import { SELDOM_MS, useRenewal } from "./live.js";
import { MatrixCell } from "./matrix_cell.js";
import { Legend, MatrixTable } from "./matrix_table.js";
import { spansOf } from "./periods.js";
import { Punctuality } from "./punctuality.js";
import { Reviews } from "./reviews.js";

export default {
  setup() {
    const spans = spansOf(today());
    const asked = reactive({ span: 0, category: "", state: "" });
    const opened = ref(null);
    const query = () => {
      const [, since, until] = spans[asked.span];
      return { division: area.value, since, until, category: asked.category, state: asked.state };
    };
    const matrix = useLoad(() => get("/divisions/{division}/disclosure-matrix", query()));
    const reload = () => {
      opened.value = null;
      matrix.reload();
    };
    useArea(() => {
      matrix.data = null;
      reload();
    });
    useRenewal(matrix.renew, SELDOM_MS);
    const choose = (name) => (event) => {
      asked[name] = name === "span" ? Number(event.target.value) : event.target.value;
      reload();
    };
    return () => html`<${View} title="公开矩阵">${{
      tools: () => html`<a class="button" download href=${addressOf("/divisions/{division}/disclosure-matrix/csv", query())}>导出表格</a>`,
      default: () => html`<div>
        <${Reviews} />
        ${filters(spans, asked, choose)}
        <${Loaded} state=${matrix}>${(found) => found.rows.length
          ? html`<div><${Legend} counts=${found.counts} chosen=${asked.state} onChoose=${(state) => {
              asked.state = asked.state === state ? "" : state;
              reload();
            }} />
            <${MatrixTable} found=${found} opened=${opened.value} onOpen=${(cell) => (opened.value = cell)} />
            ${opened.value && html`<${MatrixCell} key=${`${opened.value.village} ${opened.value.item}`} ...${opened.value}
              since=${found.since} until=${found.until} onClose=${() => (opened.value = null)} onChanged=${matrix.reload} />`}</div>`
          : html`<${Empty} text="这段时间里没有这样的公开事项。可以换一个时间段，或去掉筛选。" />`}<//>
        <${Punctuality} span=${query()} />
      </div>`,
    }}<//>`;
  },
};

function filters(spans, asked, choose) {
  const categories = [["", "全部类别"], ...Object.entries(CATEGORIES)];
  return html`<div class="filters">
    <label>到期时间<select class="input" onChange=${choose("span")}>${spans.map(([name], index) => html`<option
      key=${name} value=${index} selected=${index === asked.span}>${name}</option>`)}</select></label>
    <label>类别<select class="input" onChange=${choose("category")}>${categories.map(([value, name]) => html`<option
      key=${value} value=${value} selected=${value === asked.category}>${name}</option>`)}</select></label>
  </div>`;
}
