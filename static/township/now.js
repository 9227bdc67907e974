/** What is counted as of now, each leading to its cases; and the smaller figures of a month. */
import { html } from "../shared/vue.js";
import { minutes, NOW, percent } from "./figures.js";

export const NowTiles = {
  props: { standing: Object, within: { default: "" } },
  setup: (props) => () => html`<ul class="tiles">${NOW.map(([key, name, kind]) => html`<li key=${key}>
    <a class=${["tile", props.standing[key] > 0 && kind]} href=${`#/cases?among=${key}${props.within && `&within=${props.within}`}`}>
      <span class="tile-number">${props.standing[key]}</span><span class="tile-name">${name}</span>
    </a></li>`)}</ul>`,
};

/** The figures of a month that are no rate, as pairs of name and value. */
const figuresOf = (standing) => [
  ["诉求", `${standing.cases} 件`],
  ["涉及", `${standing.people} 人`],
  ["综合得分", standing.rates.score === null ? "—" : `${standing.rates.score} 分`],
  ["签收用时（中位）", minutes(standing.minutes_to_accept)],
  ["答复用时（中位）", minutes(standing.minutes_to_answer)],
  ["派单未更正", percent(standing.routes_uncorrected_share)],
  ["曾提级", `${standing.escalated} 件`],
  ["不计入考核", `${standing.left_out} 件`],
];

export const figureList = (standing) => html`<dl class="figures">${figuresOf(standing).map(
  ([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`,
)}</dl>`;
