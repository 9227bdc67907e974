/** What is mine: messages, my village, my family, my questions, my data, settings, and the way out. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { divisionsAs, session, signOut } from "../shared/session.js";
import { Line, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";

export default {
  setup() {
    const unread = useLoad(() => get("/me/messages/unread"));
    useRenewal(unread);
    const ways = () => [
      ["/me/messages", "消息", unread.data?.unread ? `${unread.data.unread} 条没看` : ""],
      ["/me/bindings", "我的村", divisionsAs("villager").length ? "已绑定" : "还没有绑定"],
      ["/me/parents", "替家人办事", "父母不会用手机，您可以替他们反映"],
      ["/cases", "我的诉求", ""],
      ["/me/inquiries", "我的提问", ""],
      ["/me/demands", "我要求公开的", ""],
      ["/me/privacy", "我的资料", "手机号、导出、注销"],
      ["/me/settings", "字体和提醒", "还有登录的设备"],
    ];
    return () => html`<${Page} title="我的" back=${false}>
      <p>${session.me.name}，您好。</p>
      <ul class="list">${ways().map(([to, title, note]) => html`<li key=${to}><${Line} to=${to} title=${title} note=${note} /></li>`)}</ul>
      <button type="button" class="button wide" onClick=${signOut}>退出登录</button>
    <//>`;
  },
};
