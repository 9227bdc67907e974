/** The last twelve months of an area: drawn, and as a table for who cannot see the drawing. */
import { html, computed } from "../shared/vue.js";
import { Chart } from "../shared/chart.js";
import { counts, monthName, percent, RATES } from "./figures.js";
import { palette, quietAxes } from "./palette.js";

const HEIGHT = 300, MOST_HEIGHT = 900;
// On the big screen a chart takes this share of the window's height.
const DARK_SHARE = 0.55;

export const Months = {
  props: { months: Array, dark: Boolean, bare: Boolean },
  setup(props) {
    const ordered = computed(() => [...props.months].reverse());
    const option = computed(() => optionOf(ordered.value, props.dark));
    const height = props.dark ? Math.min(Math.max(innerHeight * DARK_SHARE, HEIGHT), MOST_HEIGHT) : HEIGHT;
    return () => html`<section class=${props.bare ? "" : "card"} aria-labelledby="months">
      <h2 id="months">近十二个月</h2>
      <div class="chart"><${Chart} option=${option.value} height=${height} label="近十二个月的诉求件数和三率，数字见下表" /></div>
      ${!props.bare && html`<details><summary>数字</summary>${table(ordered.value)}</details>`}
    </section>`;
  },
};

function table(months) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="近十二个月的数字"><table>
    <thead><tr><th scope="col">月份</th><th scope="col" class="number">诉求</th>
      ${RATES.map(([key, name]) => html`<th scope="col" class="number" key=${key}>${name}</th>`)}
      <th scope="col" class="number">得分</th><th scope="col" class="number">不计入</th></tr></thead>
    <tbody>${months.map((one) => html`<tr key=${one.month}><th scope="row">${monthName(one.month)}</th>
      <td class="number">${one.cases}</td>
      ${RATES.map(([key]) => html`<td class="number" key=${key}>${percent(one.rates[key].share)} <span class="quiet">${counts(one.rates[key])}</span></td>`)}
      <td class="number">${one.rates.score ?? "—"}</td><td class="number">${one.left_out}</td></tr>`)}</tbody>
  </table></div>`;
}

function optionOf(months, dark) {
  const colours = palette(dark);
  const lines = RATES.map(([key, name], i) => ({
    name, type: "line", yAxisIndex: 1, symbol: ["circle", "rect", "triangle"][i], symbolSize: 8,
    lineStyle: { width: 3 }, color: colours.lines[i], connectNulls: true,
    data: months.map((one) => (one.rates[key].share === null ? null : Math.round(one.rates[key].share * 100))),
  }));
  return {
    ...quietAxes(dark, months.map((one) => `${Number(one.month.slice(5))}月`)),
    yAxis: [
      { type: "value", name: "件", minInterval: 1, splitLine: { show: false }, ...colours.axis },
      { type: "value", name: "%", min: 0, max: 100, splitLine: { lineStyle: { color: colours.grid } }, ...colours.axis },
    ],
    series: [{ name: "诉求", type: "bar", data: months.map((one) => one.cases), color: colours.bar, barMaxWidth: 28 }, ...lines],
  };
}
