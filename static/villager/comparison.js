/** Income and expense as a chart, and beside the same period of the year before where that is out. */
import { get } from "../shared/api.js";
import { Chart } from "../shared/chart.js";
import { useLoad } from "../shared/load.js";
import { yuan } from "../shared/money.js";
import { html } from "../shared/vue.js";

const MOST_LOOKED_AT = 100;

export const Comparison = {
  props: { of: Object },
  setup(props) {
    const before = useLoad(() => yearBefore(props.of));
    return () => html`<section aria-labelledby="chart">
      <h2 id="chart" class="section">收支一览${before.data && "，和去年同期比"}</h2>
      <${Chart} option=${optionOf(props.of, before.data)} label=${inWords(props.of, before.data)} height=${220} />
      ${before.data && table(props.of, before.data)}
    </section>`;
  },
};

/** The disclosure of the same thing for the same period a year before, or null. */
async function yearBefore({ division, category, item, title, period }) {
  const wanted = period.replace(/^\d{4}/, (year) => String(year - 1));
  if (wanted === period) return null;
  const { items } = await get("/villages/{village}/disclosures", { village: division, category, limit: MOST_LOOKED_AT });
  const nameless = (text) => text.replace(/\d/g, "");
  return items.find((one) => one.period === wanted && one.entry_count > 0
    && (item ? one.item === item : nameless(one.title) === nameless(title))) ?? null;
}

function optionOf(now, before) {
  const yuans = (one) => [one.income / 100, one.expense / 100];
  const bar = (name, one, color) => ({ name, type: "bar", data: yuans(one), itemStyle: { color }, barMaxWidth: 28,
    label: { show: true, position: "right", formatter: ({ value }) => yuan(value * 100), color: "#1d1b1a" } });
  return {
    grid: { left: 44, right: 96, top: before ? 32 : 8, bottom: 24 },
    legend: before ? { top: 0, textStyle: { color: "#1d1b1a" } } : undefined,
    xAxis: { type: "value", axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: { type: "category", data: ["收入", "支出"], inverse: true, axisLabel: { color: "#1d1b1a", fontSize: 14 } },
    series: [...(before ? [bar(before.period, before, "#b9b1ab")] : []), bar(now.period, now, "#a8231b")],
  };
}

function inWords(now, before) {
  const sums = ({ period, income, expense }) => `${period}收入${yuan(income)}元，支出${yuan(expense)}元`;
  return [sums(now), before && sums(before)].filter(Boolean).join("；");
}

const table = (now, before) => html`<div class="scroll"><table>
  <thead><tr><th scope="col"></th><th scope="col" class="number">去年同期</th><th scope="col" class="number">本期</th></tr></thead>
  <tbody>${[["收入", "income"], ["支出", "expense"]].map(([name, field]) => html`<tr key=${field}><th scope="row">${name}</th>
    <td class="number"><a href=${`#/disclosures/${before.id}`}>${yuan(before[field])}</a></td>
    <td class="number">${yuan(now[field])} ${change(now[field], before[field])}</td></tr>`)}</tbody></table></div>`;

function change(now, before) {
  if (!before) return null;
  const percent = Math.round((100 * (now - before)) / before);
  return html`<span class="quiet">${percent >= 0 ? "多" : "少"} ${Math.abs(percent)}%</span>`;
}
