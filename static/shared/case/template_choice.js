/** Reply templates, filled in for this case; what is chosen is added to what was written. */
import { get } from "../api.js";
import { useLoad } from "../load.js";
import { html } from "../vue.js";

export const TemplateChoice = {
  name: "TemplateChoice",
  props: ["step", "form", "name", "one"],
  setup(props) {
    const state = useLoad(() => get("/feedback/{case}/templates", { case: props.one.id, step: props.step }));
    function take(event) {
      const { values } = props.form;
      const chosen = state.data.items.find((template) => template.id === event.target.value);
      event.target.value = "";
      if (chosen) values[props.name] = [values[props.name].trim(), chosen.text].filter(Boolean).join("\n");
    }
    return () =>
      state.data?.items.length
        ? html`<div class="field templates">
            <label for=${`templates-${props.name}`}>用模板写</label>
            <select id=${`templates-${props.name}`} class="input" onChange=${take}>
              <option value="">选一个模板，已填好编号、日期等，可再修改</option>
              ${state.data.items.map((template) => html`<option key=${template.id} value=${template.id}>${template.title}</option>`)}
            </select>
          </div>`
        : null;
  },
};
