/** One staff account: its roles given and taken, its password made anew, closed and opened again. */
import { get, post, remove } from "../shared/api.js";
import { FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { session } from "../shared/session.js";
import { day } from "../shared/time.js";
import { confirmed, Loaded, told } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { grantName } from "./accounts.js";
import { DutyForm } from "./duty_form.js";
import { FirstPassword } from "./first_password.js";
import { View } from "./frame.js";
import { GrantFields, givable } from "./grant_fields.js";

const LONGEST = 200;

export default {
  setup() {
    const id = route.params.account, here = { account: id };
    const state = useLoad(() => get("/accounts/{account}", here));
    const grant = useForm({ role: givable()[0], division: "" }), acts = useForm({});
    const fresh = ref(null);
    const show = (changed) => (state.data = changed);
    async function give(event) {
      event.preventDefault();
      const changed = await grant.submit(({ role, division }) => {
        refuse({ division: !division && "请选择在哪里。" });
        return post("/accounts/{account}/grants", here, { role, division });
      });
      if (!changed) return;
      show(changed);
      told("已授予");
    }
    async function take(one) {
      if (!(await confirmed(`收回「${grantName(one)}」后立即生效，正在使用的登录也失去这个角色。`))) return;
      const changed = await acts.submit(() => remove("/accounts/{account}/grants", { ...here, role: one.role, division: one.division }));
      if (changed) show(changed);
    }
    async function renew() {
      if (!(await confirmed("原密码和所有登录立即失效，要把新密码告诉本人。"))) return;
      fresh.value = (await acts.submit(() => post("/accounts/{account}/password", here))) ?? null;
    }
    async function reopen() {
      const changed = await acts.submit(() => post("/accounts/{account}/reopen", here));
      if (changed) show(changed);
    }
    return () => html`<${View} title=${state.data?.name ?? "账号"} back="/accounts">
      ${fresh.value && html`<${FirstPassword} account=${fresh.value} />`}
      <${FormProblem} form=${acts} />
      <${Loaded} state=${state}>${(one) => body(one, { grant, give, take, renew, reopen, show, acts })}<//>
    <//>`;
  },
};

function body(one, { grant, give, take, renew, reopen, show, acts }) {
  const mine = one.id === session.me.account;
  return html`<div class="columns">
    <section class="card"><h2>账号</h2>
      <dl class="facts"><div><dt>用户名</dt><dd>${one.username ?? "微信登录"}</dd></div>
        <div><dt>状态</dt><dd>${one.active ? "使用中" : "已停用"}</dd></div>
        <div><dt>开通</dt><dd>${day(one.created_at)}</dd></div>
        ${one.must_change_password && html`<div><dt>密码</dt><dd>还没有改初始密码</dd></div>`}</dl>
      ${mine
        ? html`<p class="quiet">这是您自己的账号，由上级管理。</p>`
        : html`<div class="row">
            ${one.active && one.username && html`<button type="button" class="button" disabled=${acts.busy} onClick=${renew}>重置密码</button>`}
            ${one.active
              ? html`<${DutyForm} name=${`close.${one.id}`} button="停用账号" title="停用账号" kind="danger" done="已停用" explains="所有登录立即失效，记录都保留，以后可以恢复。"
                  fields=${[{ name: "reason", label: "理由", maxlength: LONGEST, needed: true, hint: "写入操作记录，不要写个人信息。" }]}
                  send=${({ reason }) => post("/accounts/{account}/close", { account: one.id }, { reason })} onChanged=${show} />`
              : html`<button type="button" class="button primary" disabled=${acts.busy} onClick=${reopen}>恢复账号</button>`}</div>`}
    </section>
    <section class="card"><h2>角色</h2>
      <ul class="plain-list">${one.grants.map((each) => html`<li class="row spread" key=${each.role + each.division}><span>${grantName(each)}</span>
        ${!mine && html`<button type="button" class="button small" disabled=${acts.busy} aria-label=${`收回 ${grantName(each)}`} onClick=${() => take(each)}>收回</button>`}</li>`)}</ul>
      ${!one.grants.length && html`<p class="quiet">没有角色，登录后什么也看不到。</p>`}
      ${!mine && one.active && html`<form onSubmit=${give} novalidate><h3>授予角色</h3>
        <${FormProblem} form=${grant} fields=${["role", "division"]} /><${GrantFields} form=${grant} />
        <${Send} form=${grant} text="授予" kind="" /></form>`}
    </section></div>`;
}
