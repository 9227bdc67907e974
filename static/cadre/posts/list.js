/** The posts of the village or township, by state, and the way to write one. */
import { useList } from "../../shared/load.js";
import { Tabs } from "../../shared/tabs.js";
import { moment } from "../../shared/time.js";
import { Line, List, Page } from "../../shared/ui.js";
import { html, ref, watch } from "../../shared/vue.js";
import { area } from "../area.js";
import { useRenewed } from "../renewed.js";

const STATES = [["draft", "草稿"], ["scheduled", "定时"], ["published", "已发布"], ["withdrawn", "已撤回"]];
const EMPTY = {
  draft: "没有草稿。点「写一篇」开始。",
  scheduled: "没有等待定时发布的。",
  published: "还没有发布过。",
  withdrawn: "没有撤回的。",
};

function note(one) {
  const when = {
    draft: () => `${moment(one.changed_at)} 修改`,
    scheduled: () => `${moment(one.publish_at)} 自动发布`,
    published: () => `${moment(one.published_at)} 发布${one.pinned_until ? " · 已置顶" : ""}`,
    withdrawn: () => "村民已看不到",
  };
  return when[one.state]();
}

export default {
  name: "PostsPage",
  setup() {
    const state = ref("published");
    const list = useList("/divisions/{division}/posts", () => ({ division: area.value, state: state.value }));
    watch([state, area], () => list.reload());
    useRenewed(list);
    return () => html`<${Page} title="新闻和通知" back=${false}>
      <p><a class="button primary" href="#/posts/new">写一篇</a></p>
      <${Tabs} label="状态" tabs=${STATES} value=${state.value} onChoose=${(code) => (state.value = code)} />
      <${List} list=${list} label="新闻和通知" empty=${EMPTY[state.value]}>
        ${(one) => html`<${Line} to=${`/posts/${one.id}`} title=${one.title} note=${note(one)}
          side=${one.kind === "news" ? "新闻" : one.asks_confirmation ? "需确认" : "通知"} />`}
      <//>
    <//>`;
  },
};
