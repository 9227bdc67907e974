/** My villages: asking to be known there, and what became of it. */
import { post } from "../shared/api.js";
import { Field, FormProblem, Send, useForm } from "../shared/form.js";
import { useList } from "../shared/load.js";
import { useRenewal } from "../shared/renewal.js";
import { session } from "../shared/session.js";
import { shortDay } from "../shared/time.js";
import { confirmed, List, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { place } from "./village.js";
import { BINDINGS } from "./words.js";

export default {
  setup() {
    const list = useList("/me/bindings");
    useRenewal(list);
    const form = useForm({ name: session.me.name, group: "", note: "" });
    async function send(event) {
      event.preventDefault();
      const asked = await form.submit((values) => post("/villages/{village}/bindings", { village: place.code }, values));
      if (asked) told("已提交，村干部确认后会通知您。");
      if (asked) list.reload();
    }
    async function end(binding) {
      if (!(await confirmed("确定不再绑定这个村吗？"))) return;
      await post("/bindings/{binding}/end", { binding: binding.id }, {}).catch((problem) => told(problem.detail));
      list.reload();
    }
    return () => html`<${Page} title="我的村">
      <p class="hint">绑定后可以确认通知、提问、参与“我也遇到”。反映问题不需要绑定。</p>
      <${List} list=${list} empty="您还没有绑定村。请在下面填写，村干部核对后就绑定好了。" label="绑定">
        ${(item) => html`<div class="line"><span class="line-text"><span class="line-title">${item.name} ${item.group}</span>
          <span class="line-note">${shortDay(item.created_at)}申请${item.reason && ` · ${item.reason}`}</span></span>
          <span class="line-side"><span class=${["badge", item.state === "confirmed" && "good"]}>${BINDINGS[item.state]}</span>
            ${["asked", "confirmed"].includes(item.state) && html`<button type="button" class="link-button" onClick=${() => end(item)}>取消</button>`}</span></div>`}<//>
      ${place.code && html`<form class="card" onSubmit=${send} novalidate>
        <h2>绑定${place.name || "这个村"}</h2><p><a href="#/villages">换一个村</a></p>
        <${FormProblem} form=${form} fields=${["name", "group", "note"]} />
        <${Field} form=${form} name="name" label="姓名" maxlength="20" autocomplete="name" hint="村里认识您的名字。" />
        <${Field} form=${form} name="group" label="哪个组" optional=${true} maxlength="20" placeholder="例如：三组" />
        <${Field} form=${form} name="note" label="备注" optional=${true} maxlength="200" placeholder="例如：我是张某某的儿子" />
        <${Send} form=${form} text="申请绑定" /></form>`}
    <//>`;
  },
};
