/** The gate of a post: personal data in a draft is covered at once, or stays with a reason that its publisher answers for. */
import { put } from "../../shared/api.js";
import { FormProblem, useForm } from "../../shared/form.js";
import { Loaded, told } from "../../shared/ui.js";
import { html } from "../../shared/vue.js";
import { decided, FindingChoices, idOf, inPlace } from "../findings.js";

export const PostGate = {
  name: "PostGate",
  // `found` is what the gate found in the draft as it is stored; `first()` stores what is typed.
  props: ["source", "found", "first"],
  emits: ["decided"],
  setup(props, { emit }) {
    const form = useForm({});
    async function decide(decisions, more = {}) {
      const source = await props.first();
      if (!source) return;
      const body = { version: source.version, decisions, ...more };
      const isDone = await form.submit(() => put("/posts/{post}/masking", { post: source.id }, body));
      if (!isDone) return;
      told("已处理");
      emit("decided");
    }
    const line = (finding) => html`<li key=${idOf(finding)}>
      <p><b>${finding.name}</b> ${decided(finding, "发布人")}</p>
      ${inPlace(finding, props.source)}
      ${finding.reason ? html`<p class="quiet">理由：${finding.reason}</p>` : null}
      <${FindingChoices} finding=${finding} busy=${form.busy} onDecide=${(one) => decide([one])} /></li>`;

    return () => html`<section class="card gate" aria-label="个人信息检查">
      <h2>个人信息检查</h2>
      <${Loaded} state=${props.found}>${({ findings, undecided }) => findings.length
        ? html`<div><p role="status">发现 ${findings.length} 处个人信息${undecided ? html`，<b>${undecided} 处还没有处理</b>` : ""}。打码后文字里不再保留；要公开的，由发布人逐处确认。</p>
            <${FormProblem} form=${form} />
            ${undecided > 1
              ? html`<button type="button" class="button" disabled=${form.busy}
                  onClick=${() => decide([], { mask_rest: true })}>其余 ${undecided} 处全部打码</button>`
              : null}
            <ul class="plain-list findings">${findings.map(line)}</ul></div>`
        : html`<p role="status">没有发现身份证号、银行卡号、手机号等个人信息。</p>`}<//>
    </section>`;
  },
};
