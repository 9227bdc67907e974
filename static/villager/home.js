/** The village's home. */
import { Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";

export default { render: () => html`<${Page} title="村务" back=${false}><a href="#/me">我的</a><//>` };
