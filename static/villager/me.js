/** What is mine: my account and where it leads. */
import { session, signOut } from "../shared/session.js";
import { Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";

export default {
  render: () => html`<${Page} title="我的">
    <p>${session.me.name}，您好。</p>
    <button type="button" class="button" onClick=${signOut}>退出登录</button>
  <//>`,
};
