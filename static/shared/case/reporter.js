/** Who reported it, as far as one may know; looking at the number is written down. */
import { get } from "../api.js";
import { Failure } from "../ui.js";
import { html, reactive } from "../vue.js";

export const Reporter = {
  name: "CaseReporter",
  props: ["one"],
  setup(props) {
    const state = reactive({ contact: null, problem: null, busy: false });
    async function look() {
      Object.assign(state, { busy: true, problem: null });
      try {
        state.contact = await get("/feedback/{case}/contact", { case: props.one.id });
      } catch (problem) {
        state.problem = problem;
      }
      state.busy = false;
    }
    return () => {
      const { one } = props;
      const name = one.reporter_name ?? "密封，不显示姓名";
      return html`<section class="card reporter" aria-label="反映人">
        <h2>反映人</h2>
        <p>${state.contact?.name ?? name}
          ${state.contact
            ? html` · <a href=${`tel:${state.contact.phone}`}>${state.contact.phone}</a>`
            : null}</p>
        ${one.has_phone && !state.contact && one.visibility !== "sealed"
          ? html`<button type="button" class="button small" disabled=${state.busy} onClick=${look}>
              查看电话（会留下记录）</button>`
          : null}
        ${state.problem ? html`<${Failure} problem=${state.problem} />` : null}
      </section>`;
    };
  },
};
