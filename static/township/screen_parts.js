/** The parts of the big screen: as few words and figures each as can be read from the last row. */
import { html } from "../shared/vue.js";
import { nameOf } from "./area.js";
import { change, counts, NOW, percent, RATES } from "./figures.js";
import { Months } from "./months.js";
import { townshipsOf } from "./townships.js";

const ROWS = 8, MOST_TAGS = 8, MOST_WORDS = 6, COUNTY = 6;
const ALL = null;
// On a phone these are left out of the table: there is room for what is urgent.
const ROOMY = new Set(["due_today", "overdue"]);

/** What there is to show of what has arrived: [{name, draw}]. */
export function partsOf({ overview, tags, months, rates }) {
  if (!overview.data) return [];
  const { total, villages, rising, division } = overview.data;
  const lines = division.length === COUNTY ? townshipsOf(villages) : villages;
  const all = division.length === COUNTY ? "各乡镇" : "各村";
  const subjects = tags.data?.tags ?? [];
  return [
    { name: "现在", draw: () => nowPart(total) },
    { name: "三率", draw: () => ratesPart(total) },
    ...pagesOf(lines).map((page, index, pages) => ({
      name: pages.length > 1 ? `${all} ${index + 1}/${pages.length}` : all,
      draw: () => villagesPart(page, division.length === COUNTY ? "乡镇" : "村"),
    })),
    { name: "群众关心什么", draw: () => subjectsPart(subjects, rising) },
    months.data && { name: "近十二个月", draw: () => html`<${Months} months=${months.data.months} dark bare />` },
    rates.data && { name: "公开", draw: () => disclosurePart(rates.data.rates) },
  ].filter(Boolean);
}

/** All villages in their usual order, so many at a time: nobody is put first or last. */
function pagesOf(lines) {
  const count = Math.max(1, Math.ceil(lines.length / ROWS));
  return Array.from({ length: count }, (_, page) => lines.slice(page * ROWS, (page + 1) * ROWS));
}

const nowPart = (total) => html`<ul class="screen-tiles">${NOW.map(([key, name, kind]) => html`<li key=${key}
  class=${["screen-tile", total[key] > 0 && kind]}><b>${total[key]}</b><span>${name}</span></li>`)}</ul>`;

const ratesPart = (total) => html`<ul class="screen-rates">${RATES.map(([key, name]) => {
  const moved = change(total.rates[key], total.before[key]);
  return html`<li key=${key}><span>${name}</span><b>${percent(total.rates[key].share)}</b>
    <span>${counts(total.rates[key])} 件</span>
    <span class=${["screen-moved", moved?.kind]}>${moved ? moved.says : "前三个月没有可比的"}</span></li>`;
})}</ul>`;

const villagesPart = (lines, heading) => html`<table class="screen-table"><thead><tr><th scope="col">${heading}</th>
    ${NOW.map(([key, name]) => html`<th scope="col" class=${["number", ROOMY.has(key) && "roomy"]} key=${key}>${name}</th>`)}
    ${RATES.map(([key, name]) => html`<th scope="col" class="number roomy" key=${key}>${name}</th>`)}</tr></thead>
  <tbody>${lines.map((line) => html`<tr key=${line.division}><th scope="row">${line.name ?? nameOf(line.division)}</th>
    ${NOW.map(([key, , kind]) => html`<td class=${["number", line[key] > 0 ? kind : "none", ROOMY.has(key) && "roomy"]} key=${key}>${line[key]}</td>`)}
    ${RATES.map(([key]) => html`<td class="number roomy" key=${key}>${percent(line.rates[key].share)}</td>`)}</tr>`)}</tbody></table>`;

function subjectsPart(tags, rising) {
  const most = Math.max(1, ...tags.map((one) => one.cases));
  return html`<div class="screen-two">
    <div><h3>本月反映最多</h3><ul class="screen-bars">${tags.slice(0, MOST_TAGS).map((one) => html`<li key=${one.tag}>
      <span>${one.tag}</span><span class="screen-bar"><span style=${{ width: `${(one.cases / most) * 100}%` }}></span></span><b>${one.cases}</b></li>`)}</ul></div>
    <div><h3>本周升温的词</h3>${rising.length
      ? html`<ol class="screen-words">${rising.slice(0, MOST_WORDS).map((one) => html`<li key=${one.word}><b>${one.word}</b>
          <span>${one.now} 件，往常 ${one.expected.toFixed(1)} 件</span></li>`)}</ol>`
      : html`<p>没有哪个词比往常明显多。</p>`}</div></div>`;
}

/** How complete and how punctual disclosure is this year: all villages together, by category. */
function disclosurePart(rates) {
  const sums = new Map();
  for (const rate of rates) {
    const sum = sums.get(rate.category ?? ALL) ?? { due: 0, met: 0, in_time: 0 };
    for (const key of Object.keys(sum)) sum[key] += rate[key];
    sums.set(rate.category ?? ALL, sum);
  }
  const shown = [[ALL, "全部"], ["village", "村务"], ["party", "党务"], ["finance", "财务"]];
  return html`<ul class="screen-rates">${shown.filter(([key]) => sums.get(key)?.due).map(([key, name]) => {
    const { due, met, in_time } = sums.get(key);
    return html`<li key=${name}><span>${name}公开</span><b>${percent(met / due)}</b>
      <span>应公开 ${due} 项，已公开 ${met} 项</span><span>其中按时 ${in_time} 项</span></li>`;
  })}${![...sums.values()].some((sum) => sum.due) && html`<li><span>今年还没有到期的事项</span></li>`}</ul>`;
}
