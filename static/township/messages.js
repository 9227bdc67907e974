/** What the system told me, and where it leads. */
import { useMessages } from "../shared/messages.js";
import { ago } from "../shared/time.js";
import { List } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { View } from "./frame.js";
import { useLive } from "./live.js";

/** Where a message leads on these pages, by the address of what it is about. */
function placeOf(about) {
  const [noun, id] = about.split("/");
  const places = {
    feedback: `#/cases/${id}`, obligations: "#/matrix", demands: "#/matrix", inquiries: "#/inquiries",
    echoes: "#/checks", checks: "#/checks", disclosures: `/cadre#/disclosure/${id}`,
  };
  return places[noun];
}

const text = (one) => html`<span class="line-text"><span class=${one.read_at ? "" : "line-title"}>${one.text}</span>
  <span class="line-note">${ago(one.created_at)}${one.read_at ? "" : " · 未读"}</span></span>`;

export default {
  setup() {
    const list = useMessages();
    useLive((event) => event.type === "message", list.renew);
    return () => html`<${View} title="我的消息">
      <${List} list=${list} label="消息" empty="还没有消息。有诉求提级、期限提醒时会在这里告诉您。">${(one) => {
        const place = placeOf(one.about);
        return place ? html`<a class="line" href=${place}>${text(one)}</a>` : html`<div class="line">${text(one)}</div>`;
      }}<//>
    <//>`;
  },
};
