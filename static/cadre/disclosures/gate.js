/** The gate: each piece of personal data in its place, to be masked or justified before it goes out. */
import { get, put } from "../../shared/api.js";
import { FormProblem, useForm } from "../../shared/form.js";
import { useLoad } from "../../shared/load.js";
import { Loaded, told } from "../../shared/ui.js";
import { html, reactive, watch } from "../../shared/vue.js";
import { placeInWords, textAt } from "./places.js";

const HOW = { mask: "打码", justify: "说明理由后公开", residents: "只给本村村民看" };
const AROUND = 12;
const ONLY_MASK = ["id_card"];
const id = (finding) => `${finding.path}:${finding.start}`;

/** What stands there, with the personal part marked; it never leaves the page of its authors. */
function inPlace(finding, source) {
  const characters = Array.from(textAt(source, finding.path) ?? "");
  const { start, end } = finding;
  const words = characters.length && start >= 0
    ? html`<span>${characters.slice(Math.max(0, start - AROUND), start).join("")}<mark>${characters.slice(start, end).join("")}</mark>${characters.slice(end, end + AROUND).join("")}</span>`
    : html`<mark>${finding.words}</mark>`;
  return html`<p class="finding-words">${placeInWords(finding.path)}：${words}
    <span class="quiet"> 打码后：${finding.covered}</span></p>`;
}

function decided(finding) {
  if (!finding.how) return html`<span class="badge bad">还没有处理</span>`;
  if (finding.how === "mask") return html`<span class="badge good">打码</span>`;
  return html`<span class=${["badge", finding.confirmed ? "good" : "warn"]}>${HOW[finding.how]}${finding.confirmed ? "（监委会已同意）" : "（待监委会同意）"}</span>`;
}

export const Gate = {
  name: "MaskingGate",
  // `mayDecide` for the clerk of a draft, `mayConfirm` for the overseer of a review.
  // `first()` saves what is typed, as a decision makes a new version of the whole.
  props: ["source", "mayDecide", "mayConfirm", "first"],
  emits: ["changed"],
  setup(props, { emit }) {
    const at = () => ({ disclosure: props.source.id });
    const state = useLoad(() => get("/disclosures/{disclosure}/masking", at()));
    const form = useForm({});
    const reasons = reactive({});
    watch(() => props.source.version, () => state.data?.version !== props.source.version && state.reload());

    async function send(act, says) {
      const source = props.first ? await props.first() : props.source;
      if (!source) return;
      state.data.version = source.version;
      const view = await form.submit(act);
      if (!view) return;
      state.data = view;
      told(says);
      emit("changed", view.version);
    }
    const decide = (decisions, more = {}) =>
      send(() => put("/disclosures/{disclosure}/masking", at(), { version: state.data.version, decisions, ...more }), "已处理");
    const one = (finding, how) => {
      const { path, start, end } = finding;
      return decide([{ path, start, end, how, reason: how === "mask" ? "" : reasons[id(finding)] ?? "" }]);
    };
    const confirm = () =>
      send(() => put("/disclosures/{disclosure}/masking/confirmation", at(), { version: state.data.version }), "已同意公开");

    function choices(finding) {
      if (finding.start < 0) return html`<p class="error">这里被格式符号隔开了，请在正文里改写。</p>`;
      return html`<div class="row">
        <button type="button" class="button small" disabled=${form.busy} onClick=${() => one(finding, "mask")}>打码</button>
        ${ONLY_MASK.includes(finding.kind)
          ? html`<span class="quiet">身份证号只能打码。</span>`
          : html`<input class="input reason" aria-label=${`公开「${finding.covered}」的理由`} placeholder="为什么必须公开（至少 5 个字）"
                maxlength="200" value=${reasons[id(finding)] ?? ""} onInput=${(event) => (reasons[id(finding)] = event.target.value)} />
              <button type="button" class="button small" disabled=${form.busy} onClick=${() => one(finding, "justify")}>说明理由后公开</button>`}
      </div>`;
    }
    return () => html`<section class="card gate" aria-label="个人信息检查">
      <h2>个人信息检查</h2>
      <${Loaded} state=${state}>${({ findings, undecided, unconfirmed }) => html`<div>
        ${findings.length
          ? html`<p role="status">发现 ${findings.length} 处个人信息${undecided ? html`，<b>${undecided} 处还没有处理</b>` : ""}${unconfirmed ? html`，<b>${unconfirmed} 处待监委会同意</b>` : ""}${undecided || unconfirmed ? "，不能公开。" : "，都已处理。"}</p>`
          : html`<p role="status">没有发现身份证号、银行卡号、手机号等个人信息。</p>`}
        <${FormProblem} form=${form} />
        ${props.mayDecide && undecided > 1
          ? html`<button type="button" class="button" disabled=${form.busy} onClick=${() => decide([], { mask_rest: true })}>其余 ${undecided} 处全部打码</button>`
          : null}
        ${findings.length
          ? html`<ul class="plain-list findings">${findings.map((finding) => html`<li key=${id(finding)}>
              <p><b>${finding.name}</b> ${decided(finding)}</p>
              ${inPlace(finding, props.source)}
              ${finding.reason ? html`<p class="quiet">理由：${finding.reason}</p>` : null}
              ${props.mayDecide ? choices(finding) : null}</li>`)}</ul>`
          : null}
        ${props.mayConfirm && unconfirmed
          ? html`<button type="button" class="button" disabled=${form.busy} onClick=${confirm}>我已逐条看过，同意这些公开</button>`
          : null}
      </div>`}<//>
    </section>`;
  },
};
