/** The village's home: what is pinned, what waits for me, notices, news, and where to go from here. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { mode, setMode } from "../shared/mode.js";
import { useRenewal } from "../shared/renewal.js";
import { session } from "../shared/session.js";
import { shortDay } from "../shared/time.js";
import { Empty, Line, Loaded } from "../shared/ui.js";
import { html, onMounted, watch } from "../shared/vue.js";
import { PostLine } from "./post_line.js";
import { called, place } from "./village.js";
import { CATEGORIES, STATES } from "./words.js";

const WAYS = [
  ["/file", "反映问题", "edit"],
  ["/cases", "办理进度", "todo-list-o"],
  ["/disclosures", "三务公开", "orders-o"],
  ["/calendar", "该公开的", "calendar-o"],
  ["/echoes", "回音壁", "chat-o"],
  ["/contacts", "找村干部", "phone-o"],
];

export default {
  setup() {
    if (!place.code) return () => html`<div class="page"><h1 tabindex="-1">村务</h1>
      <${Empty} text="先选您的村，以后打开就直接到。" action="选择村" to="/villages" /></div>`;
    const home = useLoad(() => homeOf(place.code));
    const mine = useLoad(async () => session.me && get("/villages/{village}/home/mine", { village: place.code }));
    watch(() => session.me?.account, mine.reload);
    useRenewal(mine);
    watch(() => home.data, (data) => data && called(data.village.name));
    onMounted(() => (document.title = `${place.name || "村务"}`));
    return () => html`<div class="page home">
      ${head()}
      <main>
        <nav class="ways" aria-label="常用">${WAYS.map(way)}</nav>
        ${mine.data && waiting(mine.data)}
        <${Loaded} state=${home}>${(data) => shown(data)}<//>
      </main>
    </div>`;
  },
};

/** What early.js asked for already, else (and ever after) the API. */
async function homeOf(village) {
  const { early } = window;
  delete window.early;
  return (early?.village === village && (await early.home)) || get("/villages/{village}/home", { village });
}

const head = () => html`<header class="home-head">
  <div class="spread row">
    <h1 tabindex="-1">${place.name || "村务"}</h1>
    <button type="button" class="button on-dark" aria-pressed=${mode.elder}
      onClick=${() => setMode({ elder: !mode.elder })}>${mode.elder ? "普通版" : "老年版"}</button>
  </div>
  <div class="row">
    <a class="on-dark" href="#/villages">换一个村</a>
    <a class="on-dark" href="#/search">搜索</a>
    <a class="on-dark" href="#/me/settings">字体大小</a>
  </div>
</header>`;

const way = ([path, name, icon]) => html`<a key=${path} class="way" href=${`#${path}`}>
  <i class=${`van-icon van-icon-${icon}`} aria-hidden="true"></i><span>${name}</span></a>`;

const waiting = ({ notices, cases }) => (notices.length || cases.length) > 0 && html`<section class="card" aria-labelledby="mine">
  <h2 id="mine">等您处理</h2>
  ${notices.length > 0 && html`<ul class="list plain">${notices.map((post) => html`<li key=${post.id}>
    <${Line} to=${`/posts/${post.id}`} title=${post.title} note="请确认已经看过" /></li>`)}</ul>`}
  ${cases.length > 0 && html`<ul class="list plain">${cases.map((item) => html`<li key=${item.id}>
    <${Line} to=${`/cases/${item.id}`} title=${item.title} note=${item.handler.title} side=${STATES[item.state]} /></li>`)}</ul>`}
</section>`;

const shown = ({ pinned, notices, news, disclosures }) => html`<div>
  ${pinned.length > 0 && posts("置顶", pinned)}
  ${posts("通知", notices, "/posts?kind=notice", "还没有通知。有新的通知会显示在这里。")}
  <section aria-labelledby="open">
    <h2 id="open" class="section">三务公开</h2>
    <ul class="list">${Object.entries(CATEGORIES).map(([category, name]) => {
      const found = disclosures.find((one) => one.category === category);
      return html`<li key=${category}><${Line} to=${`/disclosures?category=${category}`} title=${name}
        note=${found?.newest_at ? `最近公开 ${shortDay(found.newest_at)}` : "还没有公开"} side=${`${found?.count ?? 0} 项`} /></li>`;
    })}</ul>
  </section>
  ${posts("新闻", news, "/posts?kind=news", "还没有新闻。")}
</div>`;

const posts = (name, items, more, empty) => html`<section aria-label=${name}>
  <div class="row spread section"><h2>${name}</h2>${more && items.length > 0 && html`<a class="more" href=${`#${more}`}>全部${name}</a>`}</div>
  ${items.length ? html`<ul class="list">${items.map((post) => html`<li key=${post.id}><${PostLine} post=${post} /></li>`)}</ul>`
    : html`<p class="quiet">${empty}</p>`}
</section>`;
