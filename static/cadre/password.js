/** My password, changed whenever I like. */
import { ChangePassword } from "../shared/password.js";
import { html } from "../shared/vue.js";

export default { render: () => html`<${ChangePassword} />` };
