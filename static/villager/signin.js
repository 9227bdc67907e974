/** How a villager signs in: by WeChat; in the demo as one of some made-up people. */
import { isDemo } from "../shared/demo.js";
import { Field, FormProblem, refuse, Send, useForm } from "../shared/form.js";
import { keep, kept } from "../shared/kept.js";
import { route } from "../shared/router.js";
import { signInByCode, weChatAddress } from "../shared/session.js";
import { html } from "../shared/vue.js";

const PEOPLE = [["demo-zhang", "张大爷"], ["demo-li", "李大妈"], ["demo-wang", "王小军"]];

/** The demo takes any code that begins so; a name stands for one person. */
const codeOf = (name) => `demo-${encodeURIComponent(name)}`.slice(0, 100);

export const SignIn = {
  setup() {
    const form = useForm({ name: "" });
    const before = kept("sign-in-problem");
    keep("sign-in-problem", null);
    return () => html`<main class="page narrow">
      <h1 tabindex="-1">请先登录</h1>
      <p class="quiet">登录后才能看到只属于您的内容。看通知和公开不用登录，反映问题也可以匿名。</p>
      ${before && html`<p class="problem" role="alert">${before}</p>`}
      <${FormProblem} form=${form} fields=${["name"]} />
      ${isDemo ? html`<${AsSomebody} form=${form} />` : html`<${ByWeChat} form=${form} />`}
    </main>`;
  },
};

const ByWeChat = {
  props: { form: Object },
  setup: (props) => () => html`<button type="button" class="button primary wide" disabled=${props.form.busy}
    onClick=${() => props.form.submit(async () => {
      keep("wanted", route.path);
      location.assign(await weChatAddress());
    })}>${props.form.busy ? "正在打开微信…" : "用微信登录"}</button>`,
};

const AsSomebody = {
  props: { form: Object },
  setup(props) {
    const as = (code, name) => props.form.submit(() => signInByCode(code, name));
    function send(event) {
      event.preventDefault();
      props.form.submit(({ name }) => {
        refuse({ name: !name.trim() && "请填写怎么称呼您。" });
        return signInByCode(codeOf(name.trim()), name.trim());
      });
    }
    return () => html`<div>
      <p class="notice">这是演示版，选一位村民试用。正式使用时用微信登录。</p>
      ${PEOPLE.map(([code, name]) => html`<p key=${code}><button type="button" class="button wide"
        disabled=${props.form.busy} onClick=${() => as(code, name)}>${name}</button></p>`)}
      <form onSubmit=${send} novalidate>
        <${Field} form=${props.form} name="name" label="或者换个名字" maxlength="20" autocomplete="nickname" />
        <${Send} form=${props.form} text="登录" busy="正在登录…" />
      </form>
    </div>`;
  },
};
