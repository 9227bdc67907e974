/** The rest: what is done less often, and my own account. */
import { session, signOut } from "../shared/session.js";
import { ROLES } from "../shared/staff_words.js";
import { Line, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { HANDLERS, isVillage, may, nameOf } from "./area.js";

export default {
  name: "MorePage",
  setup: () => () => html`<${Page} title="更多" back=${false}>
    <nav aria-label="更多功能"><ul class="list">
      ${may(...HANDLERS) ? html`<li><${Line} to="/cases" title="全部诉求" note="按状态查看本辖区的诉求" /></li>` : null}
      ${may(...HANDLERS) && isVillage.value ? html`<li><${Line} to="/file" title="替村民登记诉求" note="当面、电话或上门收到的诉求" /></li>` : null}
      ${isVillage.value ? html`<li><${Line} to="/absences" title="请假与代办" note="不在岗时由谁代办" /></li>` : null}
      ${isVillage.value && may("clerk", "secretary") ? html`<li><${Line} to="/duty" title="值班安排" note="村民看到今天找谁" /></li>` : null}
      ${may("clerk", "secretary", "monitor", "county") ? html`<li><${Line} to="/templates" title="答复模板" note="写一次，答复时自动填好" /></li>` : null}
      <li><${Line} to="/password" title="修改密码" note="改后其他设备需要重新登录" /></li>
    </ul></nav>
    <section class="card" aria-label="我的账号">
      <h2>${session.me.name}</h2>
      <ul class="plain-list">${session.me.grants.map((grant) => html`<li key=${grant.role + grant.division}>
        ${nameOf(grant.division)} · ${ROLES[grant.role]}</li>`)}</ul>
      <button type="button" class="button" onClick=${signOut}>退出登录</button>
    </section>
  <//>`,
};
