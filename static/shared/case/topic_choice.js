/** One to five topics out of the fixed list. */
import { html } from "../vue.js";
import { useWording } from "./wording.js";

const MOST = 5;

export const TopicChoice = {
  name: "TopicChoice",
  props: ["field", "form"],
  setup(props) {
    const wording = useWording();
    function turn(topic) {
      const { values } = props.form;
      const had = values[props.field.name];
      values[props.field.name] = had.includes(topic) ? had.filter((one) => one !== topic) : [...had, topic];
    }
    return () => {
      const chosen = props.form.values[props.field.name];
      const error = props.form.errors[props.field.name];
      return html`<fieldset class="field topics">
        <legend>${props.field.label}（选 1 到 ${MOST} 个）</legend>
        <div class="chips">
          ${wording.topics.map((topic) => html`<label key=${topic} class="chip">
            <input type="checkbox" checked=${chosen.includes(topic)}
              disabled=${!chosen.includes(topic) && chosen.length >= MOST} onChange=${() => turn(topic)} />
            <span>${topic}</span></label>`)}
        </div>
        ${error ? html`<p class="error">${error}</p>` : null}
      </fieldset>`;
    };
  },
};
