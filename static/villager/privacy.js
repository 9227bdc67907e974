/** My data: the phone number with the text I agree to, taking everything away, erasing the account. */
import { get, put, remove } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, Tick, useForm } from "../shared/form.js";
import { useLoad } from "../shared/load.js";
import { leave } from "../shared/session.js";
import { day } from "../shared/time.js";
import { confirmed, Loaded, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";

export default {
  setup() {
    const me = useLoad(() => get("/me"));
    const consent = useLoad(() => get("/consents/phone"));
    return () => html`<${Page} title="我的资料">
      <${Loaded} state=${me}>${(data) => html`<section class="card"><h2>我</h2>
        <p>${data.name}，${day(data.created_at)}开始使用。</p>
        <p>手机号：${data.phone ?? "没有留"}</p>
        ${data.phone && html`<button type="button" class="button" onClick=${() => takeBack(me)}>删除手机号，收回同意</button>`}</section>`}<//>
      <${Loaded} state=${consent}>${(text) => html`<${Phone} text=${text} done=${me.reload} />`}<//>
      <${Export} /><${Erase} />
    <//>`;
  },
};

async function takeBack(me) {
  await remove("/me/phone").then(() => told("已删除。"), (problem) => told(problem.detail));
  me.reload();
}

const Phone = {
  props: { text: Object, done: Function },
  setup(props) {
    const form = useForm({ phone: "", agreed: false });
    async function send(event) {
      event.preventDefault();
      await form.submit(async ({ phone, agreed }) => {
        refuse({ phone: !phone && "请填写手机号。", agreed: !agreed && "请先看说明并同意。" });
        await put("/me/phone", {}, { phone, consent: props.text.version });
        form.values = { phone: "", agreed: false };
        told("已保存。");
        props.done();
      });
    }
    return () => html`<form class="card" onSubmit=${send} novalidate><h2>留下或更改手机号</h2>
      <p class="consent">${props.text.text}</p>
      <${FormProblem} form=${form} fields=${["phone", "agreed"]} />
      <${Field} form=${form} name="phone" label="手机号" type="tel" inputmode="numeric" autocomplete="tel" />
      <${Tick} form=${form} name="agreed" label="我已看过上面的说明，同意这样使用我的手机号。" />
      <${Send} form=${form} text="保存" /></form>`;
  },
};

const Export = {
  setup() {
    const form = useForm({});
    const take = () => form.submit(async () => {
      const data = await get("/me/export");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
      link.download = "我的资料.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      told("已导出。");
    });
    return () => html`<section class="card"><h2>导出</h2><p>把这里保存的、关于您的全部资料存到手机里。</p><${FormProblem} form=${form} />
      <button type="button" class="button" disabled=${form.busy} onClick=${take}>${form.busy ? "正在导出…" : "导出我的资料"}</button></section>`;
  },
};

const Erase = {
  setup() {
    const form = useForm({});
    async function erase() {
      const sure = await confirmed("您的姓名、手机号和登录都会删除，不能恢复。您反映的事继续办理，但不再显示是您。", { title: "注销账号", yes: "注销" });
      if (!sure) return;
      await form.submit(async () => {
        await remove("/me", { confirm: "erase" });
        leave();
      });
    }
    return () => html`<section class="card"><h2>注销账号</h2><p>删除账号和其中的个人信息。</p><${FormProblem} form=${form} />
      <button type="button" class="button danger" disabled=${form.busy} onClick=${erase}>注销账号</button></section>`;
  },
};
