/** What a publisher answers for: each piece of personal data that readers will see, and the files. */
import { html, reactive } from "../../shared/vue.js";
import { idOf, inPlace, isHidden, isNeverShown } from "../findings.js";

/** The answers: which findings may be read and why, and whether the files were looked at. */
export function useAnswers() {
  const nothing = () => ({ findings: [], agreed: {}, reasons: {}, filesRead: false });
  const answers = reactive({ ...nothing(), ask, forget, body });
  /** Asks about these findings, too; what was answered about others of the same text stays. */
  function ask(findings) {
    const asked = new Set(answers.findings.map(idOf));
    answers.findings = [...answers.findings, ...findings.filter((finding) => !asked.has(idOf(finding)))];
  }
  /** The text is another one: nothing that was answered counts for it. */
  function forget() {
    Object.assign(answers, nothing());
  }
  /** As the API takes it. */
  function body() {
    const shown = answers.findings
      .filter((finding) => answers.agreed[idOf(finding)])
      .map((finding) => {
        const { path, start, end } = finding;
        return { path, start, end, reason: finding.reason ? "" : answers.reasons[idOf(finding)] ?? "" };
      });
    return { shown, files_read: answers.filesRead };
  }
  return answers;
}

function words(finding, answers) {
  if (isHidden(finding)) return html`<p class="error">这里被格式符号隔开了，请在正文里改写。</p>`;
  if (isNeverShown(finding)) return html`<p class="error">身份证号不能公开，请打码或改写。</p>`;
  const id = idOf(finding);
  return html`<div><label class="choice-line"><input type="checkbox" checked=${Boolean(answers.agreed[id])}
      onChange=${(event) => (answers.agreed[id] = event.target.checked)} />
    <span>这一处要公开（${finding.covered}）</span></label>
    ${finding.reason
      ? html`<p class="quiet">理由：${finding.reason}</p>`
      : html`<input class="input" aria-label=${`公开「${finding.covered}」的理由`} placeholder="为什么必须公开（至少 5 个字）"
          maxlength="200" value=${answers.reasons[id] ?? ""} onInput=${(event) => (answers.reasons[id] = event.target.value)} />`}</div>`;
}

export const GoingOut = {
  name: "GoingOut",
  // `source` holds the texts in which was found; `hasFiles` where files are to be looked at.
  props: ["answers", "source", "hasFiles"],
  setup: (props) => () => {
    const { answers, source, hasFiles } = props;
    if (!answers.findings.length && !hasFiles) return null;
    return html`<fieldset class="field group going-out"><legend>发布前请确认</legend>
      ${answers.findings.length
        ? html`<ul class="plain-list findings">${answers.findings.map((finding) => html`<li key=${idOf(finding)}>
            ${inPlace(finding, source)}${words(finding, answers)}</li>`)}</ul>`
        : null}
      ${hasFiles
        ? html`<label class="choice-line"><input type="checkbox" checked=${answers.filesRead}
            onChange=${(event) => (answers.filesRead = event.target.checked)} />
            <span>我已打开附件看过，没有不该公开的个人信息</span></label>`
        : null}
    </fieldset>`;
  },
};
