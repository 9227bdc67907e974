/** What still stands in the way of handing a draft in, and vouchers that were used before. */
import { get } from "../../shared/api.js";
import { useLoad } from "../../shared/load.js";
import { Loaded } from "../../shared/ui.js";
import { html, watch } from "../../shared/vue.js";
import { placeInWords } from "./places.js";

const MOST = 20;

export const Checks = {
  name: "DisclosureChecks",
  props: ["source"],
  setup(props) {
    const state = useLoad(() => get("/disclosures/{disclosure}/checks", { disclosure: props.source.id }));
    watch(() => props.source.version, () => state.reload());
    return () => html`<section class="card" aria-label="提交前检查"><h2>提交前检查</h2>
      <${Loaded} state=${state}>${({ problems, shared_vouchers: shared }) => html`<div role="status">
        ${problems.length
          ? html`<p>还有 ${problems.length} 处要补：</p><ul>${problems.slice(0, MOST).map(({ path, message }, index) => html`<li key=${index}>
              <b>${placeInWords(path)}</b>：${message}</li>`)}</ul>`
          : html`<p>✓ 内容齐全，账目相符。</p>`}
        ${shared.length ? html`<p class="notice warn">有 ${shared.length} 个票据号以前公开过，请核对是不是重复报销。</p>` : null}
      </div>`}<//>
    </section>`;
  },
};
