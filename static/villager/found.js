/** A report with the words underlined that led to its tags; each word says to which. */
import { html } from "../shared/vue.js";

const URGENCY = { emergency: "紧急", urgent: "急办" };

/** `<${Found} case=${case} />`: the text, marked, and below it the tags in words. */
export const Found = {
  props: { case: Object },
  setup: (props) => () => {
    const { title, text, found, topics, urgency } = props.case;
    const marks = marksOf(found);
    return html`<div>
      ${title && html`<p><b>${underlined(title, marks.filter((mark) => mark.field === "title"))}</b></p>`}
      <p class="report-text">${underlined(text, marks.filter((mark) => mark.field === "body"))}</p>
      <p class="row" aria-label="标签">${topics.map((topic) => html`<span class="badge info" key=${topic}>${topic}</span>`)}
        ${URGENCY[urgency] && html`<span class="badge bad">${URGENCY[urgency]}</span>`}</p>
      ${marks.length > 0 && html`<p class="hint">画线的词决定了标签：${explained(marks)}</p>`}
    </div>`;
  },
};

function marksOf({ tags, urgency, concerns_cadres }) {
  const named = (label, evidence) => evidence.map((one) => ({ ...one, label }));
  return [
    ...tags.flatMap((tag) => named(tag.label, tag.evidence)),
    ...named(URGENCY[urgency.level] ?? "", URGENCY[urgency.level] ? urgency.evidence : []),
    ...(concerns_cadres.concern === "no" ? [] : named("涉及村干部", concerns_cadres.evidence)),
  ].sort((a, b) => a.start - b.start);
}

function explained(marks) {
  const words = new Map();
  for (const { label, text } of marks) words.set(label, (words.get(label) ?? new Set()).add(text));
  return [...words].map(([label, found]) => `“${[...found].join("”“")}”→ ${label}`).join("；");
}

/** Positions count characters as Python does: one for each code point. */
function underlined(text, marks) {
  const letters = Array.from(text);
  const parts = [];
  let at = 0;
  for (const { start, end, label } of marks) {
    if (start < at) continue;
    parts.push(letters.slice(at, start).join(""), html`<u class="why" title=${label}>${letters.slice(start, end).join("")}</u>`);
    at = end;
  }
  return [...parts, letters.slice(at).join("")];
}
