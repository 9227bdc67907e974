/** Opening the sealed identity of a reporter: for a reason that is written down and told to them. */
import { post } from "../shared/api.js";
import { html, ref } from "../shared/vue.js";
import { DutyForm } from "./duty_form.js";

const LONGEST = 200;

export const Identity = {
  props: { one: Object },
  emits: ["stale"],
  setup(props, { emit }) {
    const opened = ref(null);
    return () => {
      const { one } = props;
      if (one.visibility !== "sealed" || one.reporter_name !== null) return null;
      return html`<section class="card" aria-label="密封的身份">
        <h2>密封的身份</h2>
        ${opened.value
          ? html`<p role="status">${opened.value.name}${opened.value.phone && html`，<a href=${`tel:${opened.value.phone}`}>${opened.value.phone}</a>`}</p>
              <p class="quiet">这次查看已记录，反映人会看到您写的理由。</p>`
          : html`<p class="quiet">只有办理人的上级可以查看。每次查看都会记录，并告诉反映人。</p>
              <${DutyForm} name=${`identity.${one.id}`} button="查看身份" title="查看身份" done="已查看，并已记录"
                fields=${[{ name: "reason", as: "textarea", rows: 2, maxlength: LONGEST, label: "查看的理由", needed: true }]}
                send=${({ reason }) => post("/feedback/{case}/identity", { case: one.id }, { reason })}
                onChanged=${(found) => (opened.value = found)} onStale=${() => emit("stale")} />`}
      </section>`;
    };
  },
};
