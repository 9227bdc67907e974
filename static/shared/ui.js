/** The small parts that every page is made of: head, waiting, failure, emptiness, lists, pictures. */
import { addressOf } from "./api.js";
import { back } from "./router.js";
import { vant } from "./vant.js";
import { html, onMounted, watch } from "./vue.js";

// Long words stay longer: some read a character at a time.
const TOLD_MS = 2500;
const READ_MS = 120;

/** A page with its heading; `back` shows the way back, the slot `tools` what stands beside it. */
export const Page = {
  props: { title: String, back: { default: true } },
  setup(props, { slots }) {
    const name = () => (document.title = `${props.title} · 村务`);
    onMounted(name);
    watch(() => props.title, name);
    return () => html`<div class="page">
      <header class="page-head">
        ${props.back && html`<button type="button" class="icon-button" aria-label="返回" onClick=${back}>‹</button>`}
        <h1 tabindex="-1">${props.title}</h1>
        ${slots.tools?.()}
      </header>
      <main>${slots.default?.()}</main>
    </div>`;
  },
};

/** Said while something is on its way. */
export const Waiting = {
  props: { text: { default: "正在加载…" } },
  setup: (props) => () => html`<p class="waiting" role="status"><span class="spinner" aria-hidden="true"></span>${props.text}</p>`,
};

/** What went wrong, and the way to try it again. */
export const Failure = {
  props: { problem: Object, retry: Function },
  setup: (props) => () => html`<div class="problem" role="alert">
    <p>${props.problem.detail}</p>
    ${props.problem.requestId && props.problem.status >= 500 && html`<p class="quiet">问题编号 ${props.problem.requestId}</p>`}
    ${props.retry && html`<button type="button" class="button" onClick=${props.retry}>再试一次</button>`}
  </div>`,
};

/** Nothing there: why, and what to do. */
export const Empty = {
  props: { text: String, action: String, to: String },
  setup: (props, { slots }) => () => html`<div class="empty">
    <p>${props.text}</p>
    ${props.action && html`<a class="button" href=${`#${props.to}`}>${props.action}</a>`}
    ${slots.default?.()}
  </div>`,
};

/** What `useLoad` found, waits for or failed at: the slot draws the data. */
export const Loaded = {
  props: { state: Object },
  setup: (props, { slots }) => () => {
    const { data, busy, problem, reload } = props.state;
    if (data !== null) return slots.default(data);
    if (problem) return html`<${Failure} problem=${problem} retry=${reload} />`;
    return busy ? html`<${Waiting} />` : null;
  },
};

/** What `useList` found: the slot draws one item inside of an <li>. */
export const List = {
  props: { list: Object, empty: String, action: String, to: String, label: String, keyed: { default: "id" } },
  setup: (props, { slots }) => () => {
    const { items, next, busy, problem, done, more, reload } = props.list;
    if (done && !items.length && !problem) {
      return html`<${Empty} text=${props.empty} action=${props.action} to=${props.to} />`;
    }
    return html`<div>
      ${items.length > 0 && html`<ul class="list" aria-label=${props.label}>
        ${items.map((item) => html`<li key=${item[props.keyed]}>${slots.default(item)}</li>`)}</ul>`}
      ${problem && html`<${Failure} problem=${problem} retry=${items.length ? more : reload} />`}
      ${busy && html`<${Waiting} />`}
      ${next && !busy && !problem && html`<button type="button" class="button wide" onClick=${more}>看更多</button>`}
    </div>`;
  },
};

/** HTML that the server has sanitised: posts and disclosures, and nothing else. */
export const Sanitised = {
  props: { html: String },
  setup: (props) => () => html`<div class="article" innerHTML=${props.html}></div>`,
};

/** A picture that was uploaded, in one of its sizes (320, 960 or original). */
export const Picture = {
  props: { media: String, size: { default: "320" }, alt: { default: "" } },
  setup: (props) => () => html`<img class="picture" loading="lazy" alt=${props.alt}
    src=${addressOf("/media/{media}/{size}", { media: props.media, size: props.size })} />`,
};

/** A line of a list that leads somewhere. */
export const Line = {
  props: { to: String, title: String, note: String, side: String },
  setup: (props, { slots }) => () => html`<a class="line" href=${`#${props.to}`}>
    <span class="line-text"><span class="line-title">${props.title}</span>
      ${props.note && html`<span class="line-note">${props.note}</span>`}${slots.default?.()}</span>
    ${props.side && html`<span class="line-side">${props.side}</span>`}
  </a>`,
};

/** Asks before something that cannot be taken back; gives true or false. */
export async function confirmed(message, { title = "请确认", yes = "确定", no = "取消" } = {}) {
  const { showConfirmDialog } = await vant().catch(() => ({}));
  // Without a network there may be no dialog of ours; asking plainly is better than not asking.
  if (!showConfirmDialog) return window.confirm(`${title}：${message}`);
  return showConfirmDialog({ title, message, confirmButtonText: yes, cancelButtonText: no }).then(() => true, () => false);
}

/** A word that goes by itself: it was done. Screen readers hear it. */
export function told(message) {
  const place = document.getElementById("told");
  place.textContent = message;
  const duration = Math.max(TOLD_MS, message.length * READ_MS);
  vant().then(({ showToast }) => showToast({ message, duration }), () => showPlainly(place, duration));
}

/** Without a network there may be no toasts: the words show themselves where they are only heard else. */
function showPlainly(place, duration) {
  place.className = "told";
  setTimeout(() => (place.className = "unseen"), duration);
}

