/** Open cases that report the same, to look at before acting twice. */
import { get } from "../../shared/api.js";
import { STATES } from "../../shared/case/words.js";
import { useLoad } from "../../shared/load.js";
import { html } from "../../shared/vue.js";

export const Similar = {
  name: "SimilarCases",
  props: ["one"],
  setup(props) {
    const state = useLoad(() => get("/feedback/{case}/similar", { case: props.one.id }));
    return () =>
      state.data?.items.length
        ? html`<section class="card" aria-label="同类诉求">
            <h2>同类诉求</h2>
            <ul class="plain-list">
              ${state.data.items.map((one) => html`<li key=${one.id}>
                <a href=${`#/case/${one.id}`}>${one.title}</a>
                <span class="quiet"> ${STATES[one.state]} · 相似 ${Math.round(one.similarity * 100)}%</span>
              </li>`)}
            </ul>
          </section>`
        : null;
  },
};
