/** What the system told me, and where it leads. */
import { useMessages } from "../shared/messages.js";
import { ago } from "../shared/time.js";
import { List, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { useRenewed } from "./renewed.js";

/** Where a message leads on these pages, by the address of what it is about. */
function placeOf(about) {
  const [noun, id] = about.split("/");
  const places = {
    feedback: `/case/${id}`, bindings: "/people", delegations: "/people", absences: "/absences",
    obligations: "/disclosures", disclosures: `/disclosure/${id}`, posts: `/posts/${id}`, inquiries: "/inquiries",
  };
  return places[noun];
}

export default {
  name: "MessagesPage",
  setup() {
    const list = useMessages();
    useRenewed(list);
    return () => html`<${Page} title="消息" back=${false}>
      <${List} list=${list} label="消息" empty="还没有消息。有新的诉求、期限提醒时会在这里告诉您。">
        ${(one) => {
          const place = placeOf(one.about);
          const text = html`<span class="line-text"><span class=${one.read_at ? "" : "line-title"}>${one.text}</span>
            <span class="line-note">${ago(one.created_at)}${one.read_at ? "" : " · 未读"}</span></span>`;
          return place
            ? html`<a class="line" href=${`#${place}`}>${text}</a>`
            : html`<div class="line">${text}</div>`;
        }}
      <//>
    <//>`;
  },
};
