/** The three rates as they are shown everywhere: share, counts, and against the own past. */
import { html } from "../shared/vue.js";
import { change, counts, percent, RATES } from "./figures.js";

/** One rate: the share large, its counts, the bar with the past marked on it. */
const RateCard = {
  props: { name: String, rate: Object, before: Object },
  setup: (props) => () => {
    const { name, rate, before } = props;
    const moved = change(rate, before);
    return html`<div class="rate-card">
      <p class="rate-name">${name}</p>
      <p class="rate-share">${percent(rate.share)}</p>
      <p class="rate-counts">${counts(rate)} 件</p>
      <div class="bar" aria-hidden="true">
        <span class="bar-fill" style=${{ width: `${(rate.share ?? 0) * 100}%` }}></span>
        ${before.share !== null && html`<span class="bar-mark" style=${{ left: `${before.share * 100}%` }}></span>`}
      </div>
      <p class="rate-before">前三个月 ${percent(before.share)}（${counts(before)}）
        ${moved && html`<span class=${["change", moved.kind]} title=${moved.says}><span aria-hidden="true">${moved.text}</span><span class="unseen">${moved.says}</span></span>`}</p>
    </div>`;
  },
};

/** The three of an area beside each other, with the score they add up to. */
export const RateCards = {
  props: { standing: Object },
  setup: (props) => () => {
    const { rates, before } = props.standing;
    return html`<div class="rate-cards">
      ${RATES.map(([key, name]) => html`<${RateCard} key=${key} name=${name} rate=${rates[key]} before=${before[key]} />`)}
    </div>`;
  },
};

/** A rate in a cell of a table. */
export const rateCell = (rate, before) => {
  const moved = change(rate, before);
  return html`<span class="cell-share">${percent(rate.share)}</span>
    <span class="cell-counts">${counts(rate)}${moved && html` <span class=${["change", moved.kind]}><span aria-hidden="true">${moved.text}</span><span class="unseen">${moved.says}</span></span>`}</span>`;
};
