/** The case of a receipt code, for whoever reported without a name. The code stays on this page only. */
import { post } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { Page } from "../shared/ui.js";
import { html, provide, ref } from "../shared/vue.js";
import { CaseBody } from "./case_body.js";
import { RECEIPT } from "./gallery.js";

export default {
  setup() {
    const form = useForm({ code: "" });
    const found = ref(null);
    const look = () => form.submit(async ({ code }) => {
      refuse({ code: !code.trim() && "请填写凭证码。" });
      found.value = await post("/receipts", {}, { code });
    });
    const acts = actsOf(() => form.values.code);
    provide(RECEIPT, () => form.values.code.trim());
    return () => html`<${Page} title="用凭证码查询">
      ${found.value
        ? html`<${CaseBody} case=${found.value.case} talk=${found.value.talk} acts=${acts} done=${look} />`
        : html`<form onSubmit=${(event) => (event.preventDefault(), look())} novalidate>
            <p>匿名反映后给您的凭证码，填在这里可以看进度、补充和评价。</p>
            <${FormProblem} form=${form} fields=${["code"]} />
            <${Field} form=${form} name="code" label="凭证码" maxlength="40" autocomplete="off" autocapitalize="characters" hint="大小写、空格、横线都不要紧。" />
            <${Send} form=${form} text="查询" busy="正在查询…" />
          </form>`}
    <//>`;
  },
};

const actsOf = (code) => ({
  say: (body) => post("/receipts/talk", {}, { ...body, code: code() }),
  reply: (body) => post("/receipts/reply", {}, { ...body, code: code() }),
  rate: (body) => post("/receipts/rating", {}, { ...body, code: code() }),
  reopen: (body) => post("/receipts/reopening", {}, { ...body, code: code() }),
  withdraw: (body) => post("/receipts/withdrawal", {}, { ...body, code: code() }),
  clarify: (body) => post("/receipts/clarification", {}, { ...body, code: code() }),
  confirm: (body) => post("/receipts/confirmation", {}, { ...body, code: code() }),
});
