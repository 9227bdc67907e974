/** The staff's sign-in on the cadre's face; in the demo it names accounts to try. */
import { PasswordSignIn } from "../shared/password.js";
import { isDemo } from "../shared/demo.js";
import { html } from "../shared/vue.js";

export const CadreSignIn = {
  name: "CadreSignIn",
  setup: () => () => html`<div>
    <${PasswordSignIn} title="村务工作台" />
    ${isDemo
      ? html`<p class="page narrow quiet demo-hint">演示账号：secretary-330825101200（村支书）、
          clerk-330825101200（文书）、overseer-330825101200（监委会），密码 cunwu-demo-2026。</p>`
      : null}
  </div>`,
};
