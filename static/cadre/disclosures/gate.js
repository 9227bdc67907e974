/** The gate of a disclosure: each piece of personal data is masked, or justified and agreed to, before it goes out. */
import { get, put } from "../../shared/api.js";
import { FormProblem, useForm } from "../../shared/form.js";
import { useLoad } from "../../shared/load.js";
import { Loaded, told } from "../../shared/ui.js";
import { html, watch } from "../../shared/vue.js";
import { decided, FindingChoices, idOf, inPlace } from "../findings.js";

const WHO = "监委会";

/** How many there are, and what of them still stands in the way. */
function summary({ findings, undecided, unconfirmed }) {
  if (!findings.length) return html`<p role="status">没有发现身份证号、银行卡号、手机号等个人信息。</p>`;
  return html`<p role="status">发现 ${findings.length} 处个人信息${undecided ? html`，<b>${undecided} 处还没有处理</b>` : ""}${unconfirmed ? html`，<b>${unconfirmed} 处待${WHO}同意</b>` : ""}${undecided || unconfirmed ? "，不能公开。" : "，都已处理。"}</p>`;
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
    watch(() => props.source.version, () => state.data?.version !== props.source.version && state.reload());

    async function send(act, says) {
      const source = props.first ? await props.first() : props.source;
      if (!source) return;
      const view = await form.submit(() => act(source.version));
      if (!view) return;
      state.data = view;
      told(says);
      emit("changed", view.version);
    }
    const decide = (decisions, more = {}) =>
      send((version) => put("/disclosures/{disclosure}/masking", at(), { version, decisions, ...more }), "已处理");
    const confirm = () =>
      send((version) => put("/disclosures/{disclosure}/masking/confirmation", at(), { version }), "已同意公开");
    const button = (says, act) =>
      html`<button type="button" class="button" disabled=${form.busy} onClick=${act}>${says}</button>`;

    const line = (finding) => html`<li key=${idOf(finding)}>
      <p><b>${finding.name}</b> ${decided(finding, WHO)}</p>
      ${inPlace(finding, props.source)}
      ${finding.reason ? html`<p class="quiet">理由：${finding.reason}</p>` : null}
      ${props.mayDecide ? html`<${FindingChoices} finding=${finding} busy=${form.busy} hasResidents=${true} onDecide=${(one) => decide([one])} />` : null}</li>`;

    return () => html`<section class="card gate" aria-label="个人信息检查">
      <h2>个人信息检查</h2>
      <${Loaded} state=${state}>${(view) => html`<div>
        ${summary(view)}
        <${FormProblem} form=${form} />
        ${props.mayDecide && view.undecided > 1
          ? button(`其余 ${view.undecided} 处全部打码`, () => decide([], { mask_rest: true }))
          : null}
        ${view.findings.length ? html`<ul class="plain-list findings">${view.findings.map(line)}</ul>` : null}
        ${props.mayConfirm && view.unconfirmed ? button("我已逐条看过，同意这些公开", confirm) : null}
      </div>`}<//>
    </section>`;
  },
};
