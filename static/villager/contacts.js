/** Who is there for the village: on duty today, and at each desk. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { shortDay } from "../shared/time.js";
import { Empty, Loaded, Page } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { place } from "./village.js";

export default {
  setup() {
    const duty = useLoad(() => get("/villages/{village}/duty", { village: place.code }));
    return () => html`<${Page} title="找村干部">
      <${Loaded} state=${duty}>${({ today, next }) => html`<div>
        <section class="card"><h2>今天值班</h2>
          ${today.name ? person(today) : html`<${Empty} text="今天没有登记值班的人。可以在这里反映，会有人办理。" action="反映问题" to="/file" />`}</section>
        ${next.some((one) => one.name) && html`<section><h2 class="section">接下来几天</h2><ul class="list">
          ${next.filter((one) => one.name).map((one) => html`<li key=${one.on} class="line"><span class="line-text">
            <span class="line-title">${shortDay(one.on)} ${one.name}</span><span class="line-note">${one.title}</span></span></li>`)}</ul></section>`}
        <section class="card"><h2>遇到危险</h2><p class="row">${["110", "119", "120"].map((number) => html`<a key=${number} class="button danger" href=${`tel:${number}`}>拨打 ${number}</a>`)}</p></section>
      </div>`}<//>
    <//>`;
  },
};

const person = ({ name, title, phone, stands_in_for }) => html`<div>
  <p><b>${name}</b> ${title}${stands_in_for && `（代 ${stands_in_for}）`}</p>
  ${phone && html`<p><a class="button primary wide" href=${`tel:${phone}`}>打电话 ${phone}</a></p>`}</div>`;
