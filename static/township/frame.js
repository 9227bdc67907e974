/** What is around every view of the township: the area, the ways to the views, who is signed in. */
import { go, route } from "../shared/router.js";
import { session, signOut } from "../shared/session.js";
import { Failure, Waiting } from "../shared/ui.js";
import { html, onMounted, ref, watch } from "../shared/vue.js";
import { area, areas, chooseArea, learnAreas, watches } from "./area.js";
import { live, startLive, stopLive } from "./live.js";

const WAYS = [
  ["/", "总览", true],
  ["/cases", "督办", true],
  ["/matrix", "公开矩阵", true],
  ["/chain", "公开存证", true],
  ["/inquiries", "村民质询", true],
  ["/reports", "报表", true],
  ["/checks", "内容审核", true],
  ["/sendings", "消息发送", true],
  ["/accounts", "账号", false],
  ["/catalogue", "公开目录", true],
  ["/vocabulary", "派单词表", true],
  ["/rules", "考核口径", true],
  ["/audit", "操作记录", false],
  ["/messages", "我的消息", false],
];

/** The view that fills the screen has nothing around it. */
const isBare = () => route.path === "/screen";

export const Frame = {
  setup(_, { slots }) {
    const open = ref(false);
    watch(
      () => session.me?.account,
      (account) => {
        stopLive();
        if (account && !session.me.must_change_password) begin();
      },
      { immediate: true },
    );
    watch(() => route.path, () => (open.value = false));
    // Who looks after accounts alone has nothing to see in the overview.
    watch(
      () => areas.ready && area.value && !watches.value && route.path === "/",
      (lost) => lost && go("/accounts", { replace: true }),
    );
    onMounted(() => document.documentElement.classList.add("township"));
    return () => {
      if (!session.me || session.me.must_change_password) return slots.default();
      if (areas.problem) return html`<${Failure} problem=${areas.problem} retry=${learnAreas} />`;
      if (!areas.ready) return html`<${Waiting} />`;
      if (!area.value) return html`<${NotForYou} />`;
      if (isBare()) return slots.default();
      const isLost = !watches.value && route.path === "/";
      return html`<div class="frame">
        <a class="skip" href="#content" onClick=${skip}>跳到正文</a>
        <${Top} open=${open.value} toggle=${() => (open.value = !open.value)} />
        <nav class=${["ways", open.value && "ways-open"]} id="ways" aria-label="主要页面">${ways()}</nav>
        <div class="view">${isLost ? html`<${Waiting} />` : slots.default()}</div>
      </div>`;
    };
  },
};

function begin() {
  learnAreas();
  startLive();
}

/** The address stays as it is: it names the view. */
function skip(event) {
  event.preventDefault();
  document.querySelector("h1")?.focus();
}

const Top = {
  props: { open: Boolean, toggle: Function },
  setup: (props) => () => html`<header class="top">
    <button type="button" class="button ways-button" aria-expanded=${props.open ? "true" : "false"}
      aria-controls="ways" onClick=${props.toggle}>菜单</button>
    <p class="top-name">乡镇监督</p>
    ${areas.choices.length > 1
      ? html`<label class="top-area"><span class="unseen">查看的区域</span>
          <select class="input" onChange=${(event) => chooseArea(event.target.value)}>
            ${areas.choices.map((one) => html`<option key=${one.code} value=${one.code}
              selected=${one.code === area.value}>${one.code.length > 6 ? "　" : ""}${one.name}</option>`)}
          </select></label>`
      : html`<p class="top-area">${areas.choices[0].name}</p>`}
    <${LiveSign} />
    <p class="top-me"><a href="#/password">${session.me.name}</a>
      <button type="button" class="link-button" onClick=${signOut}>退出</button></p>
  </header>`,
};

/** Whether what is shown follows by itself. */
export const LiveSign = {
  setup: () => () => {
    if (!live.connection) return null;
    const { connected } = live.connection;
    return html`<p class=${["live", connected && "live-on"]} role="status">
      ${connected ? "实时更新" : "正在重连…"}</p>`;
  },
};

function ways() {
  return html`<div class="ways-list"><ul>${WAYS.filter(([, , forWatchers]) => watches.value || !forWatchers).map(
    ([path, name]) => html`<li key=${path}><a href=${`#${path}`}
      aria-current=${isAt(path) ? "page" : undefined}>${name}</a></li>`,
  )}</ul>
    <p class="ways-me"><a href="#/password">${session.me.name}</a>
      <button type="button" class="link-button" onClick=${signOut}>退出</button></p></div>`;
}

const isAt = (path) => route.path === path || (path !== "/" && route.path.startsWith(`${path}/`));

const NotForYou = {
  setup: () => () => html`<main class="page narrow">
    <h1 tabindex="-1">这里是乡镇监督的页面</h1>
    <p>${session.me.name}，您的账号没有乡镇或县级监督的职责。</p>
    <p><a class="button" href="/cadre">去村干部工作台</a></p>
    <p><button type="button" class="button" onClick=${signOut}>换一个账号登录</button></p>
  </main>`,
};

/** A view with its heading; the slot `tools` stands beside it. */
export const View = {
  props: { title: String, back: String },
  setup(props, { slots }) {
    const name = () => (document.title = `${props.title} · 乡镇监督`);
    onMounted(name);
    watch(() => props.title, name);
    return () => html`<main id="content">
      <header class="view-head">
        ${props.back && html`<a class="icon-button" href=${`#${props.back}`} aria-label="返回">‹</a>`}
        <h1 tabindex="-1">${props.title}</h1>
        <div class="view-tools">${slots.tools?.()}</div>
      </header>
      ${slots.default?.()}
    </main>`;
  },
};
