/** Into which open case of the village this one is joined: one that reports the same. */
import { get } from "../api.js";
import { Choice } from "../form.js";
import { useLoad } from "../load.js";
import { Empty, Waiting } from "../ui.js";
import { html } from "../vue.js";
import { STATES } from "./words.js";

const OPEN = ["assigned", "accepted", "waiting"];

export const SimilarChoice = {
  name: "SimilarChoice",
  props: ["field", "form", "one"],
  setup(props) {
    const state = useLoad(() => get("/feedback/{case}/similar", { case: props.one.id }));
    return () => {
      if (!state.data) return html`<${Waiting} />`;
      const there = state.data.items.filter((one) => OPEN.includes(one.state) && one.division === props.one.division);
      if (!there.length) return html`<${Empty} text="没有找到可以并入的同类诉求。" />`;
      return html`<${Choice} form=${props.form} name=${props.field.name} label=${props.field.label}
        options=${there.map((one) => [one.id, one.title, `${STATES[one.state]} · ${one.case_no}`])} />`;
    };
  },
};
