/** How a villager signs in: by WeChat; in the demo as one of some made-up people. */
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { isDemo } from "../shared/demo.js";
import { signInByCode } from "../shared/session.js";
import { html } from "../shared/vue.js";

const PEOPLE = [["demo-zhang", "张大爷"], ["demo-li", "李大妈"], ["demo-wang", "王小军"]];

export const SignIn = {
  setup() {
    const form = useForm({ name: "" });
    const as = (code, name) => form.submit(() => signInByCode(code, name));
    function send(event) {
      event.preventDefault();
      form.submit(({ name }) => {
        refuse({ name: !name.trim() && "请填写怎么称呼您。" });
        return signInByCode(`demo-${encodeURIComponent(name.trim())}`.slice(0, 128), name.trim());
      });
    }
    return () => html`<main class="page narrow">
      <h1 tabindex="-1">登录</h1>
      ${isDemo ? demo(form, as, send) : html`<p>请在微信里打开本页，用微信登录。</p>`}
    </main>`;
  },
};

const demo = (form, as, send) => html`<div>
  <p class="notice">这是演示版，选一位村民试用。正式使用时用微信登录。</p>
  <${FormProblem} form=${form} fields=${["name"]} />
  ${PEOPLE.map(([code, name]) => html`<p key=${code}><button type="button" class="button wide"
    disabled=${form.busy} onClick=${() => as(code, name)}>${name}</button></p>`)}
  <form onSubmit=${send} novalidate>
    <${Field} form=${form} name="name" label="或者换个名字" maxlength="20" autocomplete="nickname" />
    <${Send} form=${form} text="登录" busy="正在登录…" />
  </form>
</div>`;
