/** What is around every page of a cadre: where one can go, the inbox beside a case, the area. */
import { get } from "../shared/api.js";
import { go, route } from "../shared/router.js";
import { session } from "../shared/session.js";
import { live, startLive, stopLive, useLive } from "../shared/staff_live.js";
import { html, onUnmounted, reactive, watch } from "../shared/vue.js";
import { area, areaName, areas, chooseArea, HANDLERS, isVillage, may, nameOf } from "./area.js";
import { Inbox } from "./inbox.js";

const LOOK_MS = 60_000;

/** Where one can go: [path, name, who], in the order of a working day. */
const PLACES = [
  ["/", "待办", HANDLERS],
  ["/disclosures", "公开", ["clerk", "secretary", "overseer", "monitor", "county"]],
  ["/posts", "发布", ["clerk", "secretary", "monitor", "county"]],
  ["/people", "村民", ["clerk", "secretary"]],
  ["/messages", "消息", [...HANDLERS, "overseer"]],
  ["/more", "更多", [...HANDLERS, "overseer"]],
];

const isDesk = () => route.path === "/" || route.path.startsWith("/case/");
/** Which pages belong to which place, by how their addresses begin. */
const UNDER = {
  "/disclosures": ["/disclosure", "/inquiries"],
  "/posts": ["/posts", "/notices"],
  "/more": ["/more", "/absences", "/duty", "/templates", "/password", "/file"],
};
const isHere = (path) =>
  path === "/" ? isDesk() || route.path === "/cases" : (UNDER[path] ?? [path]).some((begin) => route.path.startsWith(begin));

function navigation(unread) {
  return html`<nav class="places" aria-label="主导航">
    ${PLACES.filter(([, , roles]) => may(...roles)).map(([path, name]) => html`<a key=${path} class="place"
      href=${`#${path}`} aria-current=${isHere(path) ? "page" : undefined}>
      ${name}${path === "/messages" && unread ? html`<span class="count" aria-label=${`${unread} 条未读`}>${unread}</span>` : null}
    </a>`)}
  </nav>`;
}

function chooser() {
  if (areas.value.length < 2) return html`<p class="area">${areaName.value}</p>`;
  return html`<p class="area"><label class="unseen" for="area">工作的村或乡镇</label>
    <select id="area" class="input" value=${area.value} onChange=${(event) => chooseArea(event.target.value)}>
      ${areas.value.map((code) => html`<option key=${code} value=${code} selected=${code === area.value}>${nameOf(code)}</option>`)}
    </select></p>`;
}

/** The desk without a case: the inbox is drawn by the frame, so that it stays while cases change. */
export const Desk = {
  name: "CadreDesk",
  setup: () => () => html`<p class="desk-hint">从列表里选一件诉求。新的诉求会自动出现，不用刷新。</p>`,
};

function desk(view) {
  const open = route.path !== "/";
  return html`<div class=${["desk", open && "desk-open"]}>
    <div class="desk-list">
      ${open
        ? html`<h2>待办</h2>`
        : html`<h1 tabindex="-1">待办</h1>`}
      <p class="desk-links"><a href="#/cases">全部诉求</a>${isVillage.value ? html` · <a href="#/file">替村民登记</a>` : null}</p>
      <${Inbox} />
    </div>
    <div class="desk-case">${view}</div>
  </div>`;
}

export const CadreFrame = {
  name: "CadreFrame",
  setup(_, { slots }) {
    const messages = reactive({ unread: 0 });
    async function look() {
      if (!session.me || session.me.must_change_password) return;
      try {
        messages.unread = (await get("/me/messages/unread")).unread;
      } catch {
        // Only a number at the side: the next look tells it.
      }
    }
    const timer = setInterval(look, LOOK_MS);
    onUnmounted(() => clearInterval(timer));
    useLive((event) => event.type === "message" && look());
    watch(
      () => session.me?.account && !session.me.must_change_password,
      (isIn) => (isIn ? (startLive(), look()) : stopLive()),
      { immediate: true },
    );
    watch(() => route.path, look);
    // Who handles no cases (an overseer) begins with what is to be laid open.
    watch(
      () => route.path === "/" && session.me && !may(...HANDLERS),
      (isElsewhere) => isElsewhere && go("/disclosures", { replace: true }),
      { immediate: true },
    );
    return () => {
      if (!session.me || session.me.must_change_password) return html`<div>${slots.default()}</div>`;
      return html`<div class="console">
        <a class="skip" href=${`#${route.path}`} onClick=${skip}>跳到内容</a>
        <header class="console-head">
          <p class="brand">村务工作台</p>
          ${chooser()}
          <p class="me"><span class="me-name">${session.me.name}</span>
            ${live.connection?.connected ? html`<span class="badge good" title="有变化时自动更新，不用刷新">实时</span>` : null}</p>
        </header>
        ${navigation(messages.unread)}
        <div class="stage" id="stage" tabindex="-1">
          ${isDesk() && may(...HANDLERS) ? html`<main>${desk(slots.default())}</main>` : slots.default()}
        </div>
      </div>`;
    };
  },
};

function skip(event) {
  event.preventDefault();
  document.getElementById("stage").focus();
}
