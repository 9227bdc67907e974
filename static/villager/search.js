/** Search over posts and disclosures, with the words marked where they stand. */
import { cut } from "../shared/case/evidence.js";
import { useList } from "../shared/load.js";
import { go, route } from "../shared/router.js";
import { shortDay } from "../shared/time.js";
import { List, Page } from "../shared/ui.js";
import { html, ref, watch } from "../shared/vue.js";
import { place } from "./village.js";

export default {
  setup() {
    const words = ref(route.query.q ?? "");
    const asked = () => route.query.q ?? "";
    const list = useList("/villages/{village}/search", () => ({ village: place.code, q: asked() }), { now: Boolean(asked()) });
    watch(asked, (q) => q && list.reload());
    function send(event) {
      event.preventDefault();
      if (words.value.trim()) go(`/search?q=${encodeURIComponent(words.value.trim())}`);
    }
    return () => html`<${Page} title="搜索">
      <form class="row" role="search" onSubmit=${send}>
        <input class="input grow" type="search" aria-label="找什么" placeholder="例如：医保、路灯、收支" maxlength="100"
          value=${words.value} onInput=${(event) => (words.value = event.target.value)} />
        <button type="submit" class="button primary">搜索</button>
      </form>
      ${asked() && html`<${List} list=${list} empty="没有找到，换个词试试。" label="搜索结果">${hit}<//>`}
    <//>`;
  },
};

const hit = (item) => html`<a class="line" href=${`#/${item.type === "post" ? "posts" : "disclosures"}/${item.id}`}>
  <span class="line-text"><span class="line-title">${marked(item.title, item.title_spans)}</span>
    <span class="line-note">${marked(item.passage, item.passage_spans)}</span>
    <span class="line-note">${shortDay(item.published_at)}</span></span></a>`;

const marked = (text, spans) => cut(text, spans.map(([start, end]) => ({ start, end, label: "found" })))
  .map((piece) => (piece.labels.length ? html`<mark>${piece.text}</mark>` : piece.text));
