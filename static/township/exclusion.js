/** Leaving a case out of the rates: one proposes it with a reason, a second person confirms it. */
import { post, remove } from "../shared/api.js";
import { FormProblem, useForm } from "../shared/form.js";
import { moment } from "../shared/time.js";
import { confirmed, told } from "../shared/ui.js";
import { html } from "../shared/vue.js";
import { DutyForm } from "./duty_form.js";

const LONGEST = 200;

export const Exclusion = {
  props: { one: Object },
  emits: ["changed", "stale"],
  setup(props, { emit }) {
    const form = useForm({});
    const here = () => ({ case: props.one.id });
    async function act(send, done) {
      const changed = await form.submit(send);
      if (!changed) return emit("stale");
      told(done);
      emit("changed", changed);
    }
    const confirm = () =>
      act(() => post("/feedback/{case}/exclusion/confirmation", here(), { version: props.one.version }), "已确认不计入考核");
    async function end(question, done) {
      if (await confirmed(question)) act(() => remove("/feedback/{case}/exclusion", here()), done);
    }
    const propose = ({ reason }) => post("/feedback/{case}/exclusion", here(), { reason, version: props.one.version });
    const heard = { onChanged: (one) => emit("changed", one), onStale: () => emit("stale") };
    return () => html`<section class="card" aria-label="是否计入考核">
      <h2>是否计入考核</h2>
      <${FormProblem} form=${form} />
      ${shown(props.one, { confirm, end, form, propose, heard })}
    </section>`;
  },
};

function shown(one, { confirm, end, form, propose, heard }) {
  const found = one.exclusion;
  if (!found) {
    return html`<p class="quiet">计入。确有理由不计入的，须由另一人确认，并一直注明。</p>
      <${DutyForm} ...${heard} name=${`exclusion.${one.id}`} button="申请不计入考核" title="申请不计入考核"
        done="已提出，等另一人确认" explains="提出后不会马上生效：要由另一位监督人员确认。"
        fields=${[{ name: "reason", as: "textarea", rows: 3, maxlength: LONGEST, label: "理由", needed: true, hint: "所有能看到这件诉求的人都能看到。" }]}
        send=${propose} />`;
  }
  return html`<dl class="facts"><div><dt>理由</dt><dd>${found.reason}</dd></div>
      <div><dt>提出</dt><dd>${found.by_name}，${moment(found.at)}</dd></div>
      ${found.confirmed_at && html`<div><dt>确认</dt><dd>${found.confirmed_by_name}，${moment(found.confirmed_at)}</dd></div>`}</dl>
    ${found.confirmed_at
      ? html`<p><span class="badge warn">不计入考核</span></p>
          <button type="button" class="button" disabled=${form.busy} onClick=${() => end("恢复后，这件诉求重新计入三率。", "已恢复计入")}>恢复计入</button>`
      : html`<p><span class="badge warn">等第二个人确认</span> <span class="quiet">提出的人不能自己确认。</span></p>
          <div class="row"><button type="button" class="button primary" disabled=${form.busy} onClick=${confirm}>确认不计入</button>
            <button type="button" class="button" disabled=${form.busy} onClick=${() => end("否决后，这件诉求照常计入三率。", "已否决，照常计入")}>否决</button></div>`}`;
}
