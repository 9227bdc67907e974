/** Opening a staff account; its first password is shown once. */
import { post } from "../shared/api.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { html, ref } from "../shared/vue.js";
import { FirstPassword } from "./first_password.js";
import { View } from "./frame.js";
import { GrantFields, givable } from "./grant_fields.js";

const FIELDS = ["username", "name", "role", "division", "grants"];
const blank = () => ({ username: "", name: "", role: givable()[0], division: "" });

/** The mistakes of the one grant stand where it is chosen. */
function atTheirFields(form) {
  for (const name of ["role", "division"]) {
    const found = form.errors[`grants.0.${name}`];
    if (found) form.errors[name] = found;
    delete form.errors[`grants.0.${name}`];
  }
}

export default {
  setup() {
    const form = useForm(blank()), opened = ref(null);
    async function send(event) {
      event.preventDefault();
      const made = await form.submit(({ username, name, role, division }) => {
        refuse({
          username: !username && "请填写用户名。", name: !name && "请填写姓名。", division: !division && "请选择在哪里。",
        });
        return post("/accounts", {}, { username, name, grants: [{ role, division }] });
      });
      if (!made) return atTheirFields(form);
      opened.value = made;
      Object.assign(form.values, blank());
    }
    return () => html`<${View} title="开通账号" back="/accounts">
      ${opened.value && html`<${FirstPassword} key=${opened.value.id} account=${opened.value} />`}
      <form class="card narrow-form" onSubmit=${send} novalidate>
        ${opened.value && html`<h2>再开通一个</h2>`}
        <${FormProblem} form=${form} fields=${FIELDS} />
        <${Field} form=${form} name="name" label="姓名" maxlength="20" autocomplete="off" />
        <${Field} form=${form} name="username" label="用户名" autocomplete="off" autocapitalize="none" hint="小写字母开头，可用小写字母、数字和 . _ -，3 到 40 位" />
        <${GrantFields} form=${form} />
        ${form.errors.grants && html`<p class="error">${form.errors.grants}</p>`}
        <${Send} form=${form} text="开通" busy="正在开通…" />
      </form>
    <//>`;
  },
};
