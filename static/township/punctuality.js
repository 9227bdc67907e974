/** How complete and how punctual villages lay open what is due: by village as bars, by month as lines. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { Loaded } from "../shared/ui.js";
import { computed, html, watch } from "../shared/vue.js";
import { nameOf } from "./area.js";
import { Chart } from "../shared/chart.js";
import { monthName, percent } from "./figures.js";
import { SELDOM_MS, useRenewal } from "./live.js";
import { palette, quietAxes } from "./palette.js";

const HEIGHT = 300;

/** Only the rates over all categories together. */
const together = (rates) => rates.filter((rate) => rate.category === null);

export const Punctuality = {
  props: { span: Object },
  setup(props) {
    const ask = (by) => () => {
      const { division, since, until } = props.span;
      return get("/divisions/{division}/disclosure-rates", { division, since, until, by });
    };
    const villages = useLoad(ask("village")), months = useLoad(ask("month"));
    useRenewal(() => [villages, months].forEach((one) => one.renew()), SELDOM_MS);
    watch(() => JSON.stringify(props.span), () => [villages, months].forEach((one) => one.reload()));
    return () => html`<div class="columns">
      <section class="card" aria-labelledby="by-month"><h2 id="by-month">按月的公开率和按时率</h2>
        <${Loaded} state=${months}>${(found) => html`<${ByMonth} rates=${together(found.rates)} />`}<//></section>
      <section class="card" aria-labelledby="by-village"><h2 id="by-village">各村的公开率和按时率</h2>
        <${Loaded} state=${villages}>${(found) => table(together(found.rates), "村", (one) => nameOf(one.division))}<//></section>
    </div>`;
  },
};

const ByMonth = {
  props: { rates: Array },
  setup(props) {
    const option = computed(() => optionOf(props.rates));
    return () => props.rates.some((one) => one.due)
      ? html`<div><div class="chart"><${Chart} option=${option.value} height=${HEIGHT} label="按月的公开率和按时率，数字见下表" /></div>
          <details><summary>数字</summary>${table(props.rates, "月份", (one) => monthName(one.month))}</details></div>`
      : html`<p class="quiet">这段时间里还没有到期的事项。</p>`;
  },
};

const whole = (share) => (share === null ? null : Math.round(share * 100));

function optionOf(rates) {
  const { lines, axis, grid } = palette(false);
  const line = (name, key, index, symbol) => ({
    name, type: "line", symbol, symbolSize: 8, lineStyle: { width: 3 }, color: lines[index],
    data: rates.map((one) => whole(one[key])),
  });
  return {
    ...quietAxes(false, rates.map((one) => `${Number(one.month.slice(5))}月`)),
    yAxis: { type: "value", name: "%", min: 0, max: 100, splitLine: { lineStyle: { color: grid } }, ...axis },
    series: [line("公开率", "completeness", 0, "circle"), line("按时率", "punctuality", 1, "rect")],
  };
}

function table(rates, heading, nameOfLine) {
  if (!rates.some((one) => one.due)) return html`<p class="quiet">这段时间里还没有到期的事项。</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`${heading}的公开率`}><table>
    <thead><tr><th scope="col">${heading}</th><th scope="col" class="number">应公开</th><th scope="col" class="number">公开率</th>
      <th scope="col" class="number">按时率</th><th scope="col" class="number">豁免</th></tr></thead>
    <tbody>${rates.map((one) => html`<tr key=${one.division ?? one.month}><th scope="row">${nameOfLine(one)}</th>
      <td class="number">${one.due}</td>
      <td class="number">${percent(one.completeness)} <span class="quiet">${one.met}/${one.due}</span></td>
      <td class="number">${percent(one.punctuality)} <span class="quiet">${one.in_time}/${one.due}</span></td>
      <td class="number">${one.excused}</td></tr>`)}</tbody></table></div>`;
}
