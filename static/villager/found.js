/** A report with the words underlined that led to its tags; each word says to which. */
import { cut, placesOf } from "../shared/case/evidence.js";
import { html } from "../shared/vue.js";

const URGENCY = { emergency: "紧急", urgent: "急办" };

/** `<${Found} case=${case} />`: the text, marked, and below it the tags in words. */
export const Found = {
  props: { case: Object },
  setup: (props) => () => {
    const { title, text, found, topics, urgency } = props.case;
    const [inTitle, inText] = [placesOf(found, "title"), placesOf(found, "body")];
    return html`<div>
      ${title && html`<p><b>${underlined(title, inTitle)}</b></p>`}
      <p class="report-text">${underlined(text, inText)}</p>
      <p class="row" aria-label="标签">${topics.map((topic) => html`<span class="badge info" key=${topic}>${topic}</span>`)}
        ${URGENCY[urgency] && html`<span class="badge bad">${URGENCY[urgency]}</span>`}</p>
      ${inTitle.length + inText.length > 0 && html`<p class="hint">画线的词决定了标签：${explained([...inTitle, ...inText])}</p>`}
    </div>`;
  },
};

function explained(places) {
  const words = new Map();
  for (const { label, text } of places) words.set(label, (words.get(label) ?? new Set()).add(text));
  return [...words].map(([label, found]) => `“${[...found].join("”“")}”→ ${label}`).join("；");
}

const underlined = (text, places) => cut(text, places).map((piece) => (piece.labels.length
  ? html`<u class="why" title=${piece.labels.join("、")}>${piece.text}</u>` : piece.text));
