/** Income and expense as a chart, beside the same period of the year before where that is out. */
import { Chart } from "../shared/chart.js";
import { yuan } from "../shared/money.js";
import { mode } from "../shared/mode.js";
import { periodName } from "../shared/time.js";
import { html } from "../shared/vue.js";

const INK = "#1d1b1a";
const MOST_SUBJECTS = 8;

/** `of` is the disclosure, `figures` what its summary says of it. */
export const Comparison = {
  props: { of: Object, figures: Object },
  setup: (props) => () => {
    const now = { ...props.figures, period: props.of.period };
    const before = props.figures.last_year;
    return html`<section aria-labelledby="chart">
      <h2 id="chart" class="section">收支一览${before && "，和去年同期比"}</h2>
      <${Chart} option=${totals(now, before)} label=${inWords(now, before)} height=${before ? 240 : 160} />
      ${before && table(now, before)}
      <${Subjects} subjects=${props.figures.subjects} />
    </section>`;
  },
};

// What is drawn is no text that a browser could enlarge, so it follows the mode by itself.
const letters = () => (mode.elder ? 18 : 14);

function totals(now, before) {
  const fontSize = letters();
  const bar = (one, color) => ({ name: periodName(one.period), type: "bar", data: [one.income / 100, one.expense / 100],
    itemStyle: { color }, barMaxWidth: 28,
    label: { show: true, position: "right", formatter: ({ value }) => yuan(value * 100), color: INK, fontSize } });
  return {
    grid: { left: 3 * fontSize, right: 6.5 * fontSize, top: before ? 36 : 8, bottom: 8 },
    legend: before ? { top: 0, textStyle: { color: INK, fontSize } } : undefined,
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", data: ["收入", "支出"], inverse: true, axisLabel: { color: INK, fontSize } },
    series: [...(before ? [bar(before, "#b9b1ab")] : []), bar(now, "#a8231b")],
  };
}

function inWords(now, before) {
  const sums = ({ period, income, expense }) => `${periodName(period)}收入${yuan(income)}元，支出${yuan(expense)}元`;
  return [sums(now), before && sums(before)].filter(Boolean).join("；");
}

const table = (now, before) => html`<table class="beside">
  <thead><tr><th scope="col"><span class="unseen">项目</span></th><th scope="col" class="number">去年同期</th><th scope="col" class="number">本期</th></tr></thead>
  <tbody>${[["收入", "income"], ["支出", "expense"]].map(([name, field]) => html`<tr key=${field}><th scope="row">${name}</th>
    <td class="number"><a href=${`#/disclosures/${before.id}`}>${yuan(before[field])}</a></td>
    <td class="number">${yuan(now[field])} ${change(now[field], before[field])}</td></tr>`)}</tbody></table>`;

/** "多 20%" or "少 5%" against the year before. */
export function change(now, before) {
  if (!before) return null;
  const percent = Math.round((100 * (now - before)) / before);
  return html`<span class="quiet">${percent === 0 ? "持平" : `${percent > 0 ? "多" : "少"} ${Math.abs(percent)}%`}</span>`;
}

/** Where the money went and came from: a bar for each subject, drawn without any library. */
const Subjects = {
  props: { subjects: Array },
  setup: (props) => () => {
    const shown = props.subjects.filter(({ amount }) => amount > 0).slice(0, MOST_SUBJECTS);
    const most = Math.max(...shown.map(({ amount }) => amount));
    return shown.length > 1 && html`<ul class="subjects" aria-label="各项收支">${shown.map(({ subject, way, amount }) => html`<li key=${subject + way}>
      <span class="row spread"><span>${subject}</span><span class=${["amount", way]}>${way === "income" ? "收入" : "支出"} ${yuan(amount)} 元</span></span>
      <span class=${["bar", way]} style=${{ width: `${(100 * amount) / most}%` }}></span></li>`)}</ul>`;
  },
};
