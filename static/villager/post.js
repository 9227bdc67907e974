/** A piece of news or a notice, with its pictures and files; a notice can be confirmed here. */
import { addressOf, get, put } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { session } from "../shared/session.js";
import { day } from "../shared/time.js";
import { Loaded, Page, Sanitised, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { Gallery } from "./gallery.js";
import { ReadAloud } from "./read_aloud.js";
import { isMine, place } from "./village.js";

export default {
  setup() {
    const post = useLoad(() => get("/posts/{post}", { post: route.params.post }));
    return () => html`<${Page} title=${post.data?.title ?? "正在打开…"}>
      <${Loaded} state=${post}>${(data) => html`<article>
        <p class="quiet">${day(data.published_at)} · ${data.views} 人看过</p>
        <p class="row"><${ReadAloud} text=${`${data.title}。\n${data.text}`} />
          <a class="button no-print" href=${`#/posts/${data.id}/sheet`}>打印</a></p>
        <${Sanitised} html=${data.html} />
        <${Gallery} pictures=${data.pictures} />
        <${Files} files=${data.attachments} />
        ${data.asks_confirmation && html`<${Confirm} post=${data} />`}
      </article>`}<//>
    <//>`;
  },
};

/** Files to download. */
export const Files = {
  props: { files: Array },
  setup: (props) => () => props.files.length > 0 && html`<section><h2>附件</h2><ul class="list">
    ${props.files.map(({ media, name }) => html`<li key=${media}><a class="line" download
      href=${addressOf("/media/{media}", { media })}>${name}</a></li>`)}</ul></section>`,
};

const Confirm = {
  props: { post: Object },
  setup(props) {
    const where = { village: place.code, notice: props.post.id };
    const state = ref("");
    const problem = ref(null);
    // What still waits for me is on my part of the home page; what is not there is confirmed.
    const mine = useLoad(() => get("/villages/{village}/home/mine", { village: place.code }), { now: isMine() });
    const isDone = () => state.value === "done" || (mine.data && !mine.data.notices.some((one) => one.id === props.post.id));
    async function confirm() {
      Object.assign(state, { value: "busy" });
      problem.value = null;
      try {
        await put("/villages/{village}/notices/{notice}/confirmation", where);
        state.value = "done";
        told("已确认，谢谢。");
      } catch (failed) {
        state.value = "";
        problem.value = failed;
      }
    }
    return () => html`<section class="card no-print" aria-label="确认已读">
      ${problem.value && html`<p class="problem" role="alert">${problem.value.detail}</p>`}
      ${isDone() ? html`<p class="badge good">您已确认看过</p>` : button(state, confirm)}
    </section>`;
  },
};

function button(state, confirm) {
  if (!session.me) return html`<a class="button primary wide" href="#/me">登录后确认已读</a>`;
  if (!isMine()) return html`<p>绑定本村后可以确认。<a href="#/me/bindings">去绑定</a></p>`;
  return html`<button type="button" class="button primary wide" disabled=${state.value === "busy"}
    onClick=${confirm}>${state.value === "busy" ? "正在确认…" : "我已看过，确认"}</button>`;
}
