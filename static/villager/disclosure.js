/** One disclosure: its text, every line of its money, the year before, and what people asked about it. */
import { get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { yuan } from "../shared/money.js";
import { route } from "../shared/router.js";
import { day } from "../shared/time.js";
import { Loaded, Page, Sanitised } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { Asked } from "./asked.js";
import { Comparison } from "./comparison.js";
import { Entries } from "./entries.js";
import { Files } from "./post.js";
import { ReadAloud } from "./read_aloud.js";
import { CATEGORIES } from "./words.js";

export default {
  setup() {
    const { disclosure } = route.params;
    const state = useLoad(() => get("/disclosures/{disclosure}", { disclosure }));
    return () => html`<${Page} title=${state.data?.title ?? "正在打开…"}>
      <${Loaded} state=${state}>${(data) => html`<article>
        ${data.superseded_by && html`<p class="notice warn">这一份已经更正。<a href=${`#/disclosures/${data.superseded_by}`}>看更正后的</a></p>`}
        <p class="quiet">${CATEGORIES[data.category]} · ${data.period} · ${day(data.published_at)}公开${data.revision > 1 && ` · 第 ${data.revision} 版`}</p>
        ${data.revision_reason && html`<p class="notice">更正原因：${data.revision_reason}</p>`}
        <p class="row"><${ReadAloud} text=${spoken(data)} />
          <a class="button no-print" href=${`#/disclosures/${data.id}/sheet`}>打印</a>
          <a class="button no-print" href=${`#/disclosures/${data.id}/ask`}>有疑问</a></p>
        <${Sanitised} html=${data.html} />
        ${data.entries.length > 0 && html`<div>
          <${Sums} of=${data} />
          <${Comparison} of=${data} />
          <${Entries} of=${data} />
        </div>`}
        <${Files} files=${data.attachments} />
        <${Asked} disclosure=${data.id} />
      </article>`}<//>
    <//>`;
  },
};

const Sums = {
  props: { of: Object },
  setup: (props) => () => html`<dl class="sums">
    <div><dt>收入</dt><dd>${yuan(props.of.income)} 元</dd></div>
    <div><dt>支出</dt><dd>${yuan(props.of.expense)} 元</dd></div>
    <div><dt>收支相抵</dt><dd>${yuan(props.of.income - props.of.expense)} 元</dd></div>
  </dl>`,
};

/** What is read aloud: the text, the sums, and each line as a sentence. */
function spoken({ title, text, entries, income, expense }) {
  if (!entries.length) return `${title}。\n${text}`;
  const sums = `一共收入${yuan(income)}元，支出${yuan(expense)}元。`;
  const lines = entries.map(({ way, amount, subject }) => `${way === "income" ? "收入" : "支出"}，${subject}，${yuan(amount)}元。`);
  return [`${title}。`, text, sums, ...lines].join("\n");
}
