/** My messages; opening the page marks them as read, each leads to what it is about. */
import { post } from "../shared/api.js";
import { useMessages } from "../shared/messages.js";
import { useRenewal } from "../shared/renewal.js";
import { ago } from "../shared/time.js";
import { List, Page, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";

export default {
  setup() {
    const list = useMessages();
    useRenewal(list);
    return () => html`<${Page} title="消息">
      <${List} list=${list} empty="还没有消息。您的诉求有进展、通知要确认时，会在这里告诉您。" action="回首页" to="/" label="消息">
        ${(item) => html`<${Message} item=${item} />`}<//>
    <//>`;
  },
};

const VIEWS = { feedback: "/cases/", posts: "/posts/", disclosures: "/disclosures/" };
const PLACES = { inquiries: "/me/inquiries", bindings: "/me/bindings", delegations: "/me/parents" };

/** Where a message leads: the API's address of what it is about, as a view of these pages. */
function viewOf(about) {
  const [noun, id] = about.split("/");
  return VIEWS[noun] ? VIEWS[noun] + id : PLACES[noun];
}

const Message = {
  props: { item: Object },
  setup(props) {
    // What was new when it came stays so while the page is open, whatever is marked meanwhile.
    const isNew = !props.item.read_at;
    const decided = ref(false);
    async function consent(agreed) {
      try {
        await post("/echoes/{echo}/consent", { echo: props.item.about.split("/")[1] }, { agreed });
        decided.value = true;
        told(agreed ? "已同意，审核后大家可以看到。" : "不会公开。");
      } catch (problem) {
        told(problem.detail);
      }
    }
    return () => {
      const { kind, text, about, created_at } = props.item;
      const to = viewOf(about);
      const words = html`<span class="line-text"><span class=${isNew && "line-title"}>${text}</span><span class="line-note">${ago(created_at)}</span>
        ${kind === "echo.asked" && !decided.value && html`<span class="row"><button type="button" class="button primary" onClick=${() => consent(true)}>同意公开</button>
          <button type="button" class="button" onClick=${() => consent(false)}>不公开</button></span>`}</span>`;
      return to ? html`<a class="line" href=${`#${to}`}>${words}</a>` : html`<div class="line">${words}</div>`;
    };
  },
};
