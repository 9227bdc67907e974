/** Who of the village has confirmed a notice, and whom one should call. */
import { get } from "../../shared/api.js";
import { useList, useLoad } from "../../shared/load.js";
import { route } from "../../shared/router.js";
import { moment } from "../../shared/time.js";
import { List, Loaded, Page } from "../../shared/ui.js";
import { html, watch } from "../../shared/vue.js";
import { area } from "../area.js";
import { useRenewed } from "../renewed.js";

export default {
  name: "ConfirmationsPage",
  setup() {
    const at = () => ({ village: area.value, notice: route.params.notice });
    const progress = useLoad(() => get("/villages/{village}/notices/{notice}", at()));
    const missing = useList("/villages/{village}/notices/{notice}/missing", at);
    const done = useList("/villages/{village}/notices/{notice}/confirmed", at);
    useRenewed(progress);
    watch(() => progress.data?.confirmed, (now, before) => before !== undefined && (missing.reload(), done.reload()));
    return () => html`<${Page} title="谁已确认">
      <${Loaded} state=${progress}>${({ title, asked, confirmed }) => html`<section class="card">
        <h2>${title}</h2>
        <p><b>${confirmed}</b> / ${asked} 人已确认</p>
        <progress class="progress" max=${Math.max(asked, 1)} value=${confirmed} aria-label="已确认的人数"></progress>
      </section>`}<//>
      <h2>还没有确认</h2>
      <${List} list=${missing} label="还没有确认的村民" keyed="account" empty="大家都确认了。">
        ${(one) => html`<p class="line">${one.name}</p>`}
      <//>
      <h2>已确认</h2>
      <${List} list=${done} label="已确认的村民" keyed="account" empty="还没有人确认。">
        ${(one) => html`<p class="line"><span class="line-text">${one.name}</span>
          <span class="line-side">${moment(one.confirmed_at)}</span></p>`}
      <//>
    <//>`;
  },
};
