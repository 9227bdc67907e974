/** What the reporter wrote, with the words underlined that led to its tags. */
import { Thumbnails } from "../thumbnails.js";
import { html } from "../vue.js";
import { cut, placesOf, wordsFor } from "./evidence.js";
import { CHANNELS, URGENCIES, VISIBILITIES } from "./words.js";

/** A text with its marks, as children of an element. */
export function marked(text, places) {
  return cut(text, places).map((piece) =>
    piece.labels.length
      ? html`<mark class="evidence" title=${`据此判断：${piece.labels.join("、")}`}>${piece.text}</mark>`
      : piece.text,
  );
}

/** A tag with the words that led to it; without words it was set by a person. */
function tag(label, evidence, kind = "") {
  const words = wordsFor(evidence);
  return html`<li key=${label} class=${`tag ${kind}`}>
    <b>${label}</b>
    ${words.length ? html`<span class="because">因为写到「${words.join("」「")}」</span>` : null}
  </li>`;
}

function tags(one) {
  const found = one.found;
  const evidence = Object.fromEntries(found.tags.map((each) => [each.label, each.evidence]));
  const isFound = found.category && found.category.label === one.category;
  return html`<ul class="tags" aria-label="标签和依据">
    ${one.category ? tag(one.category, isFound ? found.category.evidence : [], "category") : null}
    ${one.topics.map((topic) => tag(topic, evidence[topic]))}
    ${one.urgency === "normal"
      ? null
      : tag(URGENCIES[one.urgency], found.urgency.evidence, `urgency-${one.urgency}`)}
    ${one.corrected ? html`<li class="tag plain">标签已由人工更正</li>` : null}
  </ul>`;
}

export const Report = {
  name: "CaseReport",
  props: ["one"],
  setup(props) {
    return () => {
      const { one } = props;
      return html`<section class="card report" aria-label="诉求内容">
        <h2 class="unseen">反映的内容</h2>
        <p class="words">${marked(one.text, placesOf(one.found, "body"))}</p>
        <${Thumbnails} pictures=${one.pictures} of="反映人的照片" />
        ${tags(one)}
        <dl class="facts">
          <div><dt>地点</dt><dd>${one.place || "未填"}</dd></div>
          <div><dt>方式</dt><dd>${CHANNELS[one.channel] || one.channel}</dd></div>
          <div><dt>公开范围</dt><dd>${VISIBILITIES[one.visibility]}</dd></div>
        </dl>
      </section>`;
    };
  },
};
