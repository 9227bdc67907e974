/** How many people and households a village has, from which follows how many may demand something. */
import { get, put } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { Loaded } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { DutyForm } from "./duty_form.js";

const FIELDS = [["households", "户数"], ["adults", "十八周岁以上村民"], ["demand_at", "多少人联名可以要求公开"]];

export const Headcount = {
  props: { village: String },
  setup(props) {
    const state = useLoad(() => get("/villages/{village}/headcount", { village: props.village }));
    const send = (values) => {
      const numbers = FIELDS.map(([name]) => [name, values[name] === "" ? null : Number(values[name])]);
      return put("/villages/{village}/headcount", { village: props.village }, Object.fromEntries(numbers));
    };
    return () => html`<section class="card" aria-labelledby="headcount"><h2 id="headcount">人数</h2>
      <${Loaded} state=${state}>${(found) => html`<div><dl class="facts">
        ${FIELDS.map(([name, label]) => html`<div key=${name}><dt>${label}</dt><dd>${found[name] ?? "未填"}</dd></div>`)}
        <div><dt>现在联名需要</dt><dd>${found.needed} 人</dd></div></dl>
        <${DutyForm} key=${JSON.stringify(found)} name=${`headcount.${props.village}`} button="修改人数" title="修改人数" done="已修改"
          explains="留空表示不知道。联名人数不得超过十八周岁以上村民的十分之一。"
          fields=${FIELDS.map(([name, label]) => ({ name, label, type: "number", min: 1, inputmode: "numeric", value: found[name] ?? "", optional: true }))}
          send=${send} onChanged=${state.reload} /></div>`}<//>
    </section>`;
  },
};
