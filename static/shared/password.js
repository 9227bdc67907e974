/** Signing in with a user name and a password, and choosing a password of one's own. */
import { Field, FormProblem, refuse, Send, useForm } from "./form.js";
import { changePassword, session, signInByPassword, signOut } from "./session.js";
import { html, onMounted } from "./vue.js";

const FEWEST = 10;

/** The staff's sign-in; `title` names the face. */
export const PasswordSignIn = {
  props: { title: String },
  setup(props) {
    const form = useForm({ username: "", password: "" });
    onMounted(() => (document.title = `登录 · ${props.title}`));
    function send(event) {
      event.preventDefault();
      form.submit(({ username, password }) => {
        refuse({ username: !username && "请填写用户名。", password: !password && "请填写密码。" });
        return signInByPassword(username, password);
      });
    }
    return () => html`<main class="page narrow">
      <h1 tabindex="-1">${props.title}</h1>
      <form onSubmit=${send} novalidate>
        <${FormProblem} form=${form} fields=${["username", "password"]} />
        <${Field} form=${form} name="username" label="用户名" autocomplete="username" autocapitalize="none" />
        <${Field} form=${form} name="password" label="密码" type="password" autocomplete="current-password" />
        <${Send} form=${form} text="登录" busy="正在登录…" />
      </form>
    </main>`;
  },
};

/** A new password; `forced` after the first sign-in, with the way out. */
export const ChangePassword = {
  props: { forced: Boolean },
  setup(props) {
    const form = useForm({ old: "", new: "", again: "" });
    async function send(event) {
      event.preventDefault();
      await form.submit(async (values) => {
        refuse({
          old: !values.old && "请填写现在的密码。",
          new: values.new.length < FEWEST && `新密码至少 ${FEWEST} 位。`,
          again: values.new !== values.again && "两次填写的新密码不一样。",
        });
        await changePassword(values.old, values.new);
      });
    }
    return () => html`<main class="page narrow">
      <h1 tabindex="-1">修改密码</h1>
      ${props.forced && html`<p>${session.me?.name}，首次登录请先换成只有您自己知道的密码。</p>`}
      <form onSubmit=${send} novalidate>
        <${FormProblem} form=${form} fields=${["old", "new", "again"]} />
        <${Field} form=${form} name="old" label="现在的密码" type="password" autocomplete="current-password" />
        <${Field} form=${form} name="new" label="新密码" type="password" autocomplete="new-password"
          hint=${`至少 ${FEWEST} 位，不要用用户名或常见密码。`} />
        <${Field} form=${form} name="again" label="再填一次新密码" type="password" autocomplete="new-password" />
        <${Send} form=${form} text="修改密码" />
        ${props.forced && html`<button type="button" class="button" onClick=${signOut}>先退出</button>`}
      </form>
    </main>`;
  },
};
