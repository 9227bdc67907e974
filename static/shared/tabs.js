/** A row of choices of which one holds: what a list shows. */
import { html } from "./vue.js";

export const Tabs = {
  name: "ChoiceTabs",
  props: ["tabs", "value", "label"],
  emits: ["choose"],
  setup: (props, { emit }) => () => html`<div class="tabs" role="group" aria-label=${props.label}>
    ${props.tabs.map(([code, says]) => html`<button key=${code} type="button" class="tab"
      aria-pressed=${code === props.value ? "true" : "false"} onClick=${() => emit("choose", code)}>${says}</button>`)}
  </div>`,
};
