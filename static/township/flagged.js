/** Answered cases on the wall that villagers object to: kept, or taken off with a reason. */
import { post } from "../shared/api.js";
import { shortDay } from "../shared/time.js";
import { html } from "../shared/vue.js";
import { nameOf } from "./area.js";
import { DutyForm } from "./duty_form.js";

const FLAGS = {
  personal: "泄露个人信息", untrue: "与事实不符", insulting: "侮辱他人", advertising: "广告", other: "其他",
};
const REASON = { name: "reason", as: "textarea", rows: 2, maxlength: 200, label: "理由", needed: true };

export function flagged(one, decided) {
  const decide = (keep) => ({ reason }) => post("/echoes/{echo}/decision", { echo: one.id }, { keep, reason });
  return html`<article class="check">
    <p class="quiet">${nameOf(one.division)} · ${shortDay(one.filed_on)}</p>
    <h2>${one.title}</h2><p class="words">${one.text}</p><p class="said">答复：${one.answer}</p>
    <ul class="plain-list">${one.flags.map((flag, index) => html`<li key=${index}><span class="badge warn">${FLAGS[flag.reason] ?? flag.reason}</span> ${flag.note}</li>`)}</ul>
    ${one.older_flags > 0 && html`<p class="quiet">此前还有 ${one.older_flags} 次举报。</p>`}
    <div class="row">
      <${DutyForm} name=${`echo.keep.${one.id}`} button="保留" title="保留" kind="primary" done="已保留" fields=${[REASON]} send=${decide(true)} onChanged=${decided} />
      <${DutyForm} name=${`echo.remove.${one.id}`} button="移除" title="移除" done="已移除" fields=${[{ ...REASON, hint: "反映人会看到。" }]} send=${decide(false)} onChanged=${decided} />
    </div></article>`;
}
