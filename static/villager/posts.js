/** News or notices, newest first. */
import { useList } from "../shared/load.js";
import { route } from "../shared/router.js";
import { List, Page } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
import { PostLine } from "./post_line.js";
import { place } from "./village.js";
import { KINDS } from "./words.js";

export default {
  setup() {
    const kind = () => (route.query.kind in KINDS ? route.query.kind : "notice");
    const list = useList("/villages/{village}/feed", () => ({ village: place.code, kind: kind() }));
    watch(kind, list.reload);
    return () => html`<${Page} title=${KINDS[kind()]}>
      <nav class="switch" aria-label="种类">${Object.entries(KINDS).map(([value, name]) => html`<a key=${value}
        class=${["button", value === kind() && "primary"]} aria-current=${value === kind() ? "page" : undefined}
        href=${`#/posts?kind=${value}`}>${name}</a>`)}</nav>
      <${List} list=${list} empty=${`还没有${KINDS[kind()]}。`} action="回首页" to="/" label=${KINDS[kind()]}>
        ${(post) => html`<${PostLine} post=${post} />`}<//>
    <//>`;
  },
};
