/** One disclosure: in plain words, its fields and lines, the year before, what people asked about it, and that it stays as it is. */
import { addressOf, get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { yuan } from "../shared/money.js";
import { route } from "../shared/router.js";
import { holds } from "../shared/session.js";
import { day, periodName } from "../shared/time.js";
import { Loaded, Page, Sanitised } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { Asked } from "./asked.js";
import { Comparison } from "./comparison.js";
import { Entries } from "./entries.js";
import { Fields, Meeting, Rows } from "./fields.js";
import { Files } from "./post.js";
import { Changes, Unaltered } from "./proof.js";
import { ReadAloud } from "./read_aloud.js";
import { CATEGORIES } from "./words.js";

export default {
  setup() {
    const { disclosure } = route.params;
    const state = useLoad(() => forMe(disclosure));
    const summary = useLoad(() => get("/disclosures/{disclosure}/summary", { disclosure }));
    const beside = useLoad(() => get("/disclosures/{disclosure}/comparison", { disclosure }));
    return () => html`<${Page} title=${state.data?.title ?? "正在打开…"}>
      <${Loaded} state=${state}>${(data) => html`<article>
        <${Head} of=${data} speech=${summary.data?.speech} />
        ${data.revision > 1 && html`<${Changes} disclosure=${data.id} />`}
        ${summary.data && html`<${Words} sentences=${summary.data.sentences} />`}
        <${Sanitised} html=${data.html} />
        ${data.nothing_note && html`<p class="notice">${data.nothing_note}</p>`}
        <${Fields} fields=${data.fields} /><${Meeting} meeting=${data.meeting} /><${Rows} table=${data.table} />
        ${data.entries.length > 0 && html`<div>
          <${Sums} of=${data} />
          ${summary.data && html`<${Comparison} of=${data} figures=${summary.data.figures} />`}
          <${Entries} of=${data} before=${beside.data?.last_year ? beside.data.entries : []} />
        </div>`}
        <${Files} files=${data.attachments} />
        <${Asked} disclosure=${data.id} />
        <${Unaltered} of=${data} />
      </article>`}<//>
    <//>`;
  },
};

/** The village's own people may read more than everybody; who may not reads what is public. */
async function forMe(disclosure) {
  if (holds("villager")) {
    const own = await get("/disclosures/{disclosure}/for-residents", { disclosure }).catch(() => null);
    if (own) return own;
  }
  return get("/disclosures/{disclosure}", { disclosure });
}

const Head = {
  props: { of: Object, speech: String },
  setup: (props) => () => {
    const { id, category, period, published_at, revision, revision_reason, superseded_by, supersedes, title, text } = props.of;
    return html`<div>
      ${superseded_by && html`<p class="notice warn">这一份已经更正。<a href=${`#/disclosures/${superseded_by}`}>看更正后的</a></p>`}
      <p class="quiet">${CATEGORIES[category]} · ${periodName(period)} · ${day(published_at)}公开${revision > 1 && ` · 第 ${revision} 版`}</p>
      ${revision_reason && html`<p class="notice">更正原因：${revision_reason} ${supersedes && html`<a href=${`#/disclosures/${supersedes}`}>看更正前的</a>`}</p>`}
      <p class="row no-print"><${ReadAloud} text=${props.speech ?? `${title}。\n${text}`} />
        <a class="button" target="_blank" rel="noopener" href=${addressOf("/disclosures/{disclosure}/sheet", { disclosure: id })}>打印</a>
        <a class="button" href=${`#/disclosures/${id}/ask`}>有疑问</a></p>
    </div>`;
  },
};

const Words = {
  props: { sentences: Array },
  setup: (props) => () => props.sentences.length > 0 && html`<section class="card" aria-label="用一句话说">
    ${props.sentences.map((sentence) => html`<p key=${sentence}>${sentence}</p>`)}</section>`,
};

const Sums = {
  props: { of: Object },
  setup: (props) => () => {
    const { income, expense, opening, closing } = props.of;
    const sums = [["期初余额", opening], ["收入", income], ["支出", expense], ["期末余额", closing ?? null],
      ["收支相抵", closing === null || closing === undefined ? income - expense : null]];
    return html`<dl class="sums">${sums.filter(([, fen]) => fen !== null && fen !== undefined).map(([name, fen]) => html`<div key=${name}>
      <dt>${name}</dt><dd>${yuan(fen)} 元</dd></div>`)}</dl>`;
  },
};
