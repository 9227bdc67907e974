/** The open cases at my desks, the one due first at the top; they come and go without a reload. */
import { get } from "../shared/api.js";
import { CARDS, STATES, STATE_BADGES } from "../shared/case/words.js";
import { useList } from "../shared/load.js";
import { route } from "../shared/router.js";
import { live, useLive } from "../shared/staff_live.js";
import { ago, until } from "../shared/time.js";
import { List } from "../shared/ui.js";
import { html, onUnmounted, ref } from "../shared/vue.js";
import { isWide, nameOf } from "./area.js";

const SOON_MS = 250;
const LIMIT = 100;

/** What stands at the right of a case: the card, or how long there is still time. */
export function due(one, now) {
  if (!one.due_at) return html`<span class="due"></span>`;
  const late = new Date(one.due_at) < now;
  const kind = one.card ?? (late ? "red" : "plain");
  return html`<span class=${`due due-${kind}`}>
    ${one.card ? html`<b>${CARDS[one.card]}</b> ` : null}${until(one.due_at, now)}
  </span>`;
}

const badge = (kind, text) => html`<span class=${`badge ${kind}`}>${text}</span>`;

export function marks(one) {
  return html`<span class="marks">
    <span class=${["badge", STATE_BADGES[one.state]]}>${STATES[one.state]}</span>
    ${one.urgency === "emergency" ? badge("bad", "紧急") : null}
    ${one.urgency === "urgent" ? badge("warn", "急办") : null}
    ${one.urge ? badge("bad", "督办") : null}
    ${one.escalations ? badge("warn", "提级") : null}
    ${one.reopenings ? badge("warn", "重办") : null}
    ${one.hidden_from_village ? badge("info", "本村干部不可见") : null}
    ${one.topics.map((topic) => html`<span key=${topic} class="badge">${topic}</span>`)}
  </span>`;
}

export function caseLine(one, { now, isNew = false, here = false }) {
  return html`<a class=${["case-line", one.card && `card-${one.card}`, isNew && "fresh", isWide.value && "wide"]}
      href=${`#/case/${one.id}`} aria-current=${here ? "true" : undefined}>
    <span class="case-title">${isNew ? html`<b class="new">新</b>` : null}${one.title}</span>
    ${due(one, now)}
    ${marks(one)}
    <span class="quiet">${isWide.value ? html`${nameOf(one.division)} · ` : null}${ago(one.created_at, now)}</span>
  </a>`;
}

export const Inbox = {
  name: "CadreInbox",
  setup() {
    const list = useList("/inbox", () => ({ limit: LIMIT }));
    const now = ref(Date.now());
    const fresh = ref(new Set());
    const said = ref("");
    let timer = null;
    const clock = setInterval(() => (now.value = Date.now()), 30_000);
    onUnmounted(() => (clearInterval(clock), clearTimeout(timer)));

    // Several changes at once are one look at the list; the position and what is typed stay.
    function lookSoon() {
      clearTimeout(timer);
      timer = setTimeout(look, SOON_MS);
    }
    async function look() {
      if (!list.done) return;
      const had = new Set(list.items.map((one) => one.id));
      try {
        const { items, next } = await get("/inbox", { limit: LIMIT });
        Object.assign(list, { items, next, problem: null });
      } catch (problem) {
        list.problem = problem;
        return;
      }
      const came = list.items.filter((one) => !had.has(one.id));
      came.forEach((one) => fresh.value.add(one.id));
      if (came.length) said.value = `新到 ${came.length} 件诉求`;
    }
    // Also at `hello`: what happened between the list and the connection was told to nobody.
    useLive((event) => event.type !== "overview" && lookSoon());

    return () => html`<section class="inbox" aria-label="待办诉求">
      <p class="inbox-count" role="status">
        ${list.done ? `${list.items.length}${list.next ? " 件以上" : " 件"}待办，按到期先后排列` : "正在加载…"}
        ${said.value ? html`<b> · ${said.value}</b>` : null}
      </p>
      ${live.connection && !live.connection.connected
        ? html`<p class="notice">实时更新暂时断开，正在重新连接；列表可能不是最新的。</p>`
        : null}
      <${List} list=${list} empty="现在没有要办的诉求。村民提交后会自动出现在这里，不用刷新。"
        action="看本村全部诉求" to="/cases">
        ${(one) => caseLine(one, {
          now: now.value,
          isNew: fresh.value.has(one.id) && route.params.case !== one.id,
          here: route.params.case === one.id,
        })}
      <//>
    </section>`;
  },
};
