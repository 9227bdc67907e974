/** Villages x figures. No ranking: each stands against its own past; what is urgent may come first. */
import { html, computed, ref } from "../shared/vue.js";
import { minutes, NOW, percent, RATES } from "./figures.js";
import { rateCell } from "./rates.js";
import { useNarrow } from "./narrow.js";
import { townshipsOf } from "./townships.js";
import { nameOf } from "./area.js";

const NARROW = 900;
const URGENT = (line) => [line.red, line.overdue, line.yellow, line.due_today, line.open];

export const Villages = {
  props: { lines: Array, county: Boolean },
  setup(props) {
    const narrow = useNarrow(NARROW);
    const urgentFirst = ref(true);
    const shown = computed(() => {
      const lines = props.county ? townshipsOf(props.lines) : props.lines;
      return urgentFirst.value ? [...lines].sort(byUrgency) : lines;
    });
    return () => html`<section aria-labelledby="villages">
      <div class="row spread"><h2 id="villages">${props.county ? "各乡镇" : "各村"}</h2>
        <label class="switch"><input type="checkbox" checked=${urgentFirst.value}
          onChange=${() => (urgentFirst.value = !urgentFirst.value)} /> 要紧的排在前</label></div>
      ${narrow.value ? html`<${Cards} lines=${shown.value} />` : html`<${Table} lines=${shown.value} county=${props.county} />`}
    </section>`;
  },
};

function byUrgency(a, b) {
  const [left, right] = [URGENT(a), URGENT(b)];
  const first = left.findIndex((value, i) => value !== right[i]);
  return first < 0 ? a.division.localeCompare(b.division) : right[first] - left[first];
}

const linkOf = (line) => html`<a href=${`#/villages/${line.division}`}>${line.name ?? nameOf(line.division)}</a>`;

/** A figure of now: what is nothing steps back, what is urgent is told by colour and sign. */
const figure = (line, key, kind) => html`<span class=${["figure", line[key] > 0 ? kind : "none"]}>${line[key]}</span>`;

const Table = {
  props: { lines: Array, county: Boolean },
  setup: (props) => () => html`<div class="scroll" tabindex="0" role="region" aria-labelledby="villages">
    <table class="standing"><caption class="unseen">现在的件数；本月的三率及件数，与前三个月比较</caption>
      <thead><tr><th scope="col">${props.county ? "乡镇" : "村"}</th>
        ${NOW.map(([key, name]) => html`<th scope="col" class="number" key=${key}>${name}</th>`)}
        ${RATES.map(([key, name]) => html`<th scope="col" class="number" key=${key}>${name}</th>`)}
        ${!props.county && html`<th scope="col" class="number">签收</th><th scope="col" class="number">答复</th>
          <th scope="col" class="number">派单未更正</th>`}</tr></thead>
      <tbody>${props.lines.map((line) => html`<tr key=${line.division}>
        <th scope="row">${linkOf(line)}</th>
        ${NOW.map(([key, , kind]) => html`<td class="number" key=${key}>${figure(line, key, kind)}</td>`)}
        ${RATES.map(([key]) => html`<td class="number" key=${key}>${rateCell(line.rates[key], line.before[key])}</td>`)}
        ${!props.county && html`<td class="number">${minutes(line.minutes_to_accept)}</td>
          <td class="number">${minutes(line.minutes_to_answer)}</td>
          <td class="number">${percent(line.routes_uncorrected_share)}</td>`}
      </tr>`)}</tbody></table></div>`,
};

const Cards = {
  props: { lines: Array },
  setup: (props) => () => html`<ul class="village-cards">${props.lines.map((line) => html`<li class="card" key=${line.division}>
    <h3>${linkOf(line)}</h3>
    <dl class="village-now">${NOW.map(([key, name, kind]) => html`<div key=${key}><dt>${name}</dt><dd>${figure(line, key, kind)}</dd></div>`)}</dl>
    <dl class="village-rates">${RATES.map(([key, name]) => html`<div key=${key}><dt>${name}</dt>
      <dd>${rateCell(line.rates[key], line.before[key])}</dd></div>`)}</dl>
  </li>`)}</ul>`,
};
