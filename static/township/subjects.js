/** What the cases are about: words that rose this week against their own past, and the tags. */
import { html } from "../shared/vue.js";

const MOST_TAGS = 12;

export const Rising = {
  props: { words: Array },
  setup: (props) => () => html`<section class="card" aria-labelledby="rising">
    <h2 id="rising">本周升温的词</h2>
    ${props.words.length
      ? html`<ol class="rising">${props.words.map((one) => html`<li key=${one.word}>
          <b>${one.word}</b><span>本周 ${one.now} 件，往常约 ${one.expected.toFixed(1)} 件</span></li>`)}</ol>`
      : html`<p class="quiet">没有哪个词比往常明显多。</p>`}
  </section>`,
};

export const Tags = {
  props: { tags: Array, month: String, within: { default: "" } },
  setup: (props) => () => {
    const most = Math.max(1, ...props.tags.map((one) => one.cases));
    return html`<section class="card" aria-labelledby="tags">
      <h2 id="tags">反映最多的事</h2>
      ${props.tags.length
        ? html`<ul class="subjects">${props.tags.slice(0, MOST_TAGS).map((one) => html`<li key=${one.tag}>
            <a href=${`#/cases?month=${props.month}&tag=${encodeURIComponent(one.tag)}${props.within && `&within=${props.within}`}`}>${one.tag}</a>
            <span class="tag-bar" aria-hidden="true"><span style=${{ width: `${(one.cases / most) * 100}%` }}></span></span>
            <span class="tag-count">${one.cases} 件${one.open ? `，${one.open} 件未办结` : ""}</span></li>`)}</ul>`
        : html`<p class="quiet">这个月还没有诉求。</p>`}
    </section>`;
  },
};
