/** Acting for parents and others of the family, and who acts for me. */
import { post } from "../shared/api.js";
import { Field, FormProblem, Send, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { session } from "../shared/session.js";
import { confirmed, List, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { place } from "./village.js";
import { BINDINGS, RELATIONS } from "./words.js";

const RELATION_NAMES = Object.fromEntries(RELATIONS);
const FIELDS = ["name", "relation", "phone", "my_name", "note"];

export default {
  setup() {
    const list = useList("/me/delegations");
    useRenewal(list);
    const form = useForm({ name: "", relation: "parent", phone: "", my_name: session.me.name, note: "" });
    async function send(event) {
      event.preventDefault();
      const asked = await form.submit((values) => post("/villages/{village}/delegations", { village: place.code }, values));
      if (!asked) return;
      Object.assign(form.values, { name: "", phone: "", note: "" });
      told("已提交，对方或村干部确认后就可以替他反映。");
      list.reload();
    }
    return () => html`<${Page} title="替家人办事">
      <${List} list=${list} empty="还没有。在外打工的子女，可以替在村里的父母反映和查看。" label="代办">
        ${(item) => html`<${Delegation} item=${item} done=${list.reload} />`}<//>
      ${place.code && html`<form class="card" onSubmit=${send} novalidate><h2>我要替家人办事</h2>
        <${FormProblem} form=${form} fields=${FIELDS} />
        <${Field} form=${form} name="name" label="家人的姓名" maxlength="20" />
        <${Field} form=${form} name="relation" label="他（她）是我的" as="select" options=${RELATIONS} />
        <${Field} form=${form} name="phone" label="家人的手机号" optional=${true} type="tel" inputmode="numeric" hint="填了，家人自己登录后就能同意；不填由村干部核对。" />
        <${Field} form=${form} name="my_name" label="家人怎么称呼我" optional=${true} maxlength="20" />
        <${Field} form=${form} name="note" label="备注" optional=${true} maxlength="200" />
        <${Send} form=${form} text="提交申请" /></form>`}
    <//>`;
  },
};

const Delegation = {
  props: { item: Object, done: Function },
  setup(props) {
    const id = () => ({ delegation: props.item.id });
    async function decide(change, words) {
      await change().then(() => told(words), (problem) => told(problem.detail));
      props.done();
    }
    const agree = () => decide(() => post("/delegations/{delegation}/confirm", id(), {}), "已同意。");
    const decline = () => decide(() => post("/delegations/{delegation}/decline", id(), { reason: "本人不同意" }), "已拒绝。");
    async function end() {
      if (await confirmed("以后不再由他代办，确定吗？")) decide(() => post("/delegations/{delegation}/revoke", id(), {}), "已结束。");
    }
    return () => {
      const { item } = props;
      const mine = item.representative === session.me.account;
      return html`<div class="line"><span class="line-text">
        <span class="line-title">${mine ? `我替 ${item.name}（${RELATION_NAMES[item.relation]}）` : `${item.representative_name} 替我`}</span>
        ${item.reason && html`<span class="line-note">${item.reason}</span>`}
        ${!mine && item.state === "asked" && html`<span class="row"><button type="button" class="button primary" onClick=${agree}>同意</button>
          <button type="button" class="button" onClick=${decline}>不同意</button></span>`}
        ${item.state === "confirmed" && html`<button type="button" class="link-button" onClick=${end}>结束代办</button>`}</span>
        <span class="line-side"><span class=${["badge", item.state === "confirmed" && "good"]}>${item.state === "asked" ? "等待确认" : BINDINGS[item.state]}</span></span></div>`;
    };
  },
};
