/** Asking about a disclosure or one line of it, or challenging that it is true. */
import { get, post } from "../shared/api.js";
import { useDraft } from "../shared/draft.js";
import { Choice, Field, FormProblem, Send, useForm } from "../shared/form.js";
import { useLoad } from "../shared/load.js";
import { yuan } from "../shared/money.js";
import { go, route } from "../shared/router.js";
import { Loaded, Page, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { isMine } from "./village.js";

const KINDS = [["question", "提问", "看不明白，请村里说明。"], ["challenge", "质疑不属实", "认为公开的不是事实，要求核查并给出结论。"]];
const VISIBLE = [["public", "问题和答复大家都能看", "不显示您的姓名。"], ["private", "只有我和办理的人能看", ""]];

export default {
  setup() {
    const { disclosure } = route.params;
    const line = Number(route.query.line) || null;
    const state = useLoad(() => get("/disclosures/{disclosure}", { disclosure }));
    const form = useForm({ text: "", kind: "question", visibility: "public" });
    const draft = useDraft(`ask.${disclosure}.${line ?? 0}`, form);
    async function send(event) {
      event.preventDefault();
      const asked = await form.submit((values) => post("/disclosures/{disclosure}/inquiries", { disclosure }, { ...values, line }, { key: draft.key }));
      if (!asked) return;
      draft.drop();
      told("已提交，答复后会通知您。");
      go("/me/inquiries", { replace: true });
    }
    return () => html`<${Page} title="提问">
      <${Loaded} state=${state}>${(data) => html`<div>
        <p class="card"><b>${data.title}</b>${line && aboutLine(data.entries[line - 1], line)}</p>
        ${!isMine(data.division) && html`<p class="notice warn">绑定本村、村干部确认后就可以提问。<a href="#/me/bindings">去绑定</a></p>`}
        <form onSubmit=${send} novalidate>
          <${FormProblem} form=${form} fields=${["text", "kind", "visibility"]} />
          <${Field} form=${form} name="text" label="您的问题" as="textarea" rows="4" maxlength="500" hint="5 到 500 字。不要写别人的电话、证件号。" />
          <${Choice} form=${form} name="kind" label="这是" options=${KINDS} />
          <${Choice} form=${form} name="visibility" label="谁能看到" options=${VISIBLE} />
          <${Send} form=${form} text="提交" />
        </form></div>`}<//>
    <//>`;
  },
};

const aboutLine = (entry, line) => entry && html`<br />第 ${line} 笔：${entry.subject}，${entry.way === "income" ? "收入" : "支出"} ${yuan(entry.amount)} 元`;
