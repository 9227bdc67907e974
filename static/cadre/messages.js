/** What the system told me, and where it leads. */
import { post } from "../shared/api.js";
import { useList } from "../shared/load.js";
import { ago } from "../shared/time.js";
import { List, Page } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
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
    const list = useList("/me/messages");
    // They were unread when the page came up, and stay marked so while it is shown.
    watch(
      () => list.items[0]?.id,
      (newest) => newest && post("/me/messages/read", {}, { up_to: newest }).catch(() => {}),
    );
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
