/** A post as a sheet to print and hang up: large text and its code to scan. */
import { addressOf, get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { route } from "../shared/router.js";
import { day } from "../shared/time.js";
import { Loaded, Page, Sanitised } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { place } from "./village.js";

export default {
  setup() {
    const { post } = route.params;
    const state = useLoad(() => get("/posts/{post}", { post }));
    const code = addressOf("/posts/{post}/code", { post });
    const noCode = ref(false);
    return () => html`<${Page} title="打印">
      <p class="no-print"><button type="button" class="button primary wide" onClick=${() => print()}>打印这一张</button></p>
      <${Loaded} state=${state}>${(data) => html`<article class="sheet">
        <h2>${data.title}</h2>
        <p class="quiet">${place.name} · ${day(data.published_at)}</p>
        <${Sanitised} html=${data.html} />
        ${!noCode.value && html`<figure><img src=${code} alt="二维码，扫一扫看全文" width="160" height="160" onError=${() => (noCode.value = true)} />
          <figcaption>扫一扫，在手机上看</figcaption></figure>`}
      </article>`}<//>
    <//>`;
  },
};
