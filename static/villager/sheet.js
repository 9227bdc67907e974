/** A post or a disclosure as a sheet to print and hang up: large text, its lines, and its code to scan. */
import { addressOf, get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { yuan } from "../shared/money.js";
import { route } from "../shared/router.js";
import { day } from "../shared/time.js";
import { Loaded, Page, Sanitised } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { place } from "./village.js";

export default {
  setup() {
    const { post, disclosure } = route.params;
    const state = useLoad(() => (post ? get("/posts/{post}", { post }) : get("/disclosures/{disclosure}", { disclosure })));
    const code = post ? addressOf("/posts/{post}/code", { post }) : addressOf("/disclosures/{disclosure}/code", { disclosure });
    const noCode = ref(false);
    return () => html`<${Page} title="打印">
      <p class="no-print"><button type="button" class="button primary wide" onClick=${() => print()}>打印这一张</button></p>
      <${Loaded} state=${state}>${(data) => html`<article class="sheet">
        <h2>${data.title}</h2>
        <p class="quiet">${place.name} · ${day(data.published_at)}${data.period && ` · ${data.period}`}</p>
        <${Sanitised} html=${data.html} />
        ${data.entries?.length > 0 && lines(data)}
        ${!noCode.value && html`<figure><img src=${code} alt="二维码，扫一扫看全文" width="160" height="160" onError=${() => (noCode.value = true)} />
          <figcaption>扫一扫，在手机上看</figcaption></figure>`}
      </article>`}<//>
    <//>`;
  },
};

const lines = ({ entries, income, expense }) => html`<table>
  <thead><tr><th scope="col">日期</th><th scope="col">事项</th><th scope="col" class="number">收入（元）</th><th scope="col" class="number">支出（元）</th></tr></thead>
  <tbody>${entries.map(({ on, subject, way, amount }, i) => html`<tr key=${i}><td>${on}</td><td>${subject}</td>
    <td class="number">${way === "income" && yuan(amount)}</td><td class="number">${way === "expense" && yuan(amount)}</td></tr>`)}
    <tr><th scope="row" colspan="2">合计</th><td class="number">${yuan(income)}</td><td class="number">${yuan(expense)}</td></tr></tbody>
</table>`;
