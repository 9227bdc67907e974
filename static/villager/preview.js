/** Before filing: what was understood, who would get it, and whether somebody has reported it already. */
import { newKey, post, put } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { shortDay } from "../shared/time.js";
import { Failure, told, Waiting } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { isMine, place } from "./village.js";
import { STATES } from "./words.js";

export const PreviewOf = {
  props: { form: Object },
  setup(props) {
    const seen = useLoad(() => post("/villages/{village}/feedback/preview", { village: place.code },
      { title: props.form.values.title, text: props.form.values.text }), { now: false });
    return () => html`<div class="field">
      ${props.form.values.text.trim().length >= 10 && html`<button type="button" class="button" onClick=${seen.reload}>先看看会交给谁</button>`}
      ${seen.busy && html`<${Waiting} text="正在看…" />`}
      ${seen.problem && html`<${Failure} problem=${seen.problem} />`}
      ${seen.data && !seen.busy && html`<div class="card" role="status">
        ${seen.data.call_first.length > 0 && html`<p class="problem">有危险请先打 ${seen.data.call_first.join("、")}。</p>`}
        <p>${seen.data.route}</p>
        ${seen.data.words.length > 0 && html`<p class="quiet">因为您写了：${[...new Set(seen.data.words.map((word) => word.text))].join("、")}</p>`}
        ${seen.data.ask_about_cadres && cadres(props.form)}
        ${seen.data.already_reported.map((one) => html`<p key=${one.id}>有人 ${shortDay(one.filed_on)} 反映过类似的事（${STATES[one.state]}）。
          ${isMine() && html`<button type="button" class="link-button" onClick=${() => meToo(one.id)}>我也遇到</button>`}</p>`)}
      </div>`}
    </div>`;
  },
};

const cadres = (form) => html`<fieldset class="choice"><legend>反映的是不是本村干部的问题？</legend>
  ${[["yes", "是，请乡镇来办"], ["no", "不是"]].map(([value, text]) => html`<label class="choice-line" key=${value}>
    <input type="radio" name="about_cadres" checked=${form.values.about_cadres === value} onChange=${() => (form.values.about_cadres = value)} />${text}</label>`)}
</fieldset>`;

async function meToo(reported) {
  try {
    await put("/villages/{village}/reported/{reported}/me-too", { village: place.code, reported }, {}, { key: newKey() });
    told("已记上您，答复后会通知您。");
  } catch (problem) {
    told(problem.detail);
  }
}
