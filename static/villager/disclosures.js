/** What the village has laid open, by category, newest first. */
import { useList } from "../shared/load.js";
import { yuan } from "../shared/money.js";
import { route } from "../shared/router.js";
import { periodName, shortDay } from "../shared/time.js";
import { Line, List, Page } from "../shared/ui.js";
import { html, watch } from "../shared/vue.js";
import { place } from "./village.js";
import { CATEGORIES } from "./words.js";

export default {
  setup() {
    const category = () => route.query.category ?? "";
    const list = useList("/villages/{village}/disclosures", () => ({ village: place.code, category: category() }));
    watch(category, list.reload);
    return () => html`<${Page} title="三务公开" back=${false}>
      <p><a class="button wide" href="#/calendar">该公开的公开了吗？</a></p>
      <nav class="switch" aria-label="种类">${[["", "全部"], ...Object.entries(CATEGORIES)].map(([value, name]) => html`<a
        key=${value} class=${["button", value === category() && "primary"]} aria-current=${value === category() ? "page" : undefined}
        href=${`#/disclosures${value && `?category=${value}`}`}>${name.slice(0, 2)}</a>`)}</nav>
      <${List} list=${list} empty="这里还没有公开的内容。" action="看看哪些该公开" to="/calendar" label="公开内容">
        ${(item) => html`<${Line} to=${`/disclosures/${item.id}`} title=${item.title} note=${noteOf(item)} />`}<//>
    <//>`;
  },
};

function noteOf({ category, period, published_at, income, expense, entry_count }) {
  const money = entry_count > 0 ? ` · 收入 ${yuan(income)} 元，支出 ${yuan(expense)} 元` : "";
  return `${CATEGORIES[category]} · ${periodName(period)} · ${shortDay(published_at)}公开${money}`;
}
