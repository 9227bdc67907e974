/** The published revisions of a disclosure, each with its reason, and what changed between two. */
import { useList } from "../../shared/load.js";
import { moment } from "../../shared/time.js";
import { html } from "../../shared/vue.js";
import { Difference } from "./difference.js";

export const Revisions = {
  name: "DisclosureRevisions",
  props: ["source"],
  setup(props) {
    const list = useList("/disclosures/{disclosure}/revisions", () => ({ disclosure: props.source.id, limit: 100 }));
    return () =>
      list.items.length > 1
        ? html`<section class="card" aria-label="更正记录"><h2>更正记录</h2>
            <ol class="timeline">${[...list.items].reverse().map((one) => html`<li key=${one.id}>
              <p><b>第 ${one.revision} 版</b> <time class="quiet">${moment(one.published_at)}</time>
                ${one.id === props.source.id ? " · 正在看" : html` · <a href=${`#/disclosure/${one.id}`}>看这一版</a>`}</p>
              ${one.revision_reason ? html`<p class="said">${one.revision_reason}</p>` : null}
              ${one.revision > 1 ? html`<${Difference} one=${one} />` : null}</li>`)}</ol></section>`
        : null;
  },
};
