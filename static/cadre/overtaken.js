/** Somebody else saved meanwhile: what they wrote, and the way to keep one's own words. */
import { moment } from "../shared/time.js";
import { Sanitised } from "../shared/ui.js";
import { html } from "../shared/vue.js";

export const Overtaken = {
  name: "OvertakenEdit",
  props: ["theirs"],
  emits: ["insist"],
  setup: (props, { emit }) => () => html`<div class="notice warn overtaken" role="alert" tabindex="-1">
    <p><b>别人在 ${moment(props.theirs.changed_at)} 保存了新的内容。</b>您写的都还在下面，没有覆盖对方的。</p>
    <details><summary>看对方保存的内容</summary>
      <p><b>${props.theirs.title}</b></p><${Sanitised} html=${props.theirs.html} /></details>
    <button type="button" class="button" onClick=${() => emit("insist")}>看过了，以我写的为准保存</button>
  </div>`,
};
