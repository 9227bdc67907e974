/** Why it was sent back, each reason with the place it is about. */
import { html } from "../../shared/vue.js";
import { placeInWords } from "./places.js";

export const RemarksAbove = {
  name: "RemarksAbove",
  props: ["remarks"],
  setup: (props) => () =>
    props.remarks.length
      ? html`<div class="notice warn" role="note"><p><b>被退回，请修改：</b></p>
          <ul>${props.remarks.map((remark, index) => html`<li key=${index}><b>${placeInWords(remark.path)}</b>：${remark.reason}</li>`)}</ul></div>`
      : null,
};
