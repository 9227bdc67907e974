/** Personal data in its place, and the choice of what becomes of it: for disclosures and for posts. */
import { html, ref } from "../shared/vue.js";
import { placeInWords, textAt } from "./disclosures/places.js";

const AROUND = 12;
const ONLY_COVERED = ["id_card"];

/** The key of a finding among those of one text. */
export const idOf = (finding) => `${finding.path}:${finding.start}`;

/** True if marks stand inside of it: then only its author can write it otherwise. */
export const isHidden = (finding) => finding.start < 0;

/** True for what nobody may lay open, whatever the reason. */
export const isNeverShown = (finding) => ONLY_COVERED.includes(finding.kind);

/** What stands there, with the personal part marked; it never leaves the page of its authors. */
export function inPlace(finding, source) {
  const characters = Array.from(textAt(source, finding.path) ?? "");
  const { start, end, words, covered } = finding;
  const shown = characters.length && !isHidden(finding)
    ? html`<span>${characters.slice(Math.max(0, start - AROUND), start).join("")}<mark>${characters.slice(start, end).join("")}</mark>${characters.slice(end, end + AROUND).join("")}</span>`
    : html`<mark>${words ?? covered}</mark>`;
  return html`<p class="finding-words">${placeInWords(finding.path)}：${shown}
    <span class="quiet"> 打码后：${covered}</span></p>`;
}

/** What was decided about a finding; `who` has to agree to what shall stay. */
export function decided({ how, confirmed }, who) {
  if (!how) return html`<span class="badge bad">还没有处理</span>`;
  if (how === "mask") return html`<span class="badge good">打码</span>`;
  const says = how === "residents" ? "只给本村村民看" : "说明理由后公开";
  return html`<span class=${["badge", confirmed ? "good" : "warn"]}>${says}（${confirmed ? `${who}已同意` : `待${who}同意`}）</span>`;
}

/**
 * Covering one finding, or saying why it stays: `onDecide({path, start, end, how, reason})`. Names
 * may stay for the village's own people alone where the text `hasResidents`.
 */
export const FindingChoices = {
  name: "FindingChoices",
  props: ["finding", "busy", "hasResidents"],
  emits: ["decide"],
  setup(props, { emit }) {
    const reason = ref("");
    function decide(how) {
      const { path, start, end } = props.finding;
      emit("decide", { path, start, end, how, reason: how === "mask" ? "" : reason.value });
    }
    const button = (how, says) => html`<button type="button" class="button small" disabled=${props.busy}
      onClick=${() => decide(how)}>${says}</button>`;
    return () => {
      const { finding } = props;
      if (isHidden(finding)) return html`<p class="error">这里被格式符号隔开了，请在正文里改写。</p>`;
      return html`<div class="row">${button("mask", "打码")}
        ${isNeverShown(finding)
          ? html`<span class="quiet">身份证号只能打码。</span>`
          : html`<input class="input reason" aria-label=${`公开「${finding.covered}」的理由`} placeholder="为什么必须公开（至少 5 个字）"
                maxlength="200" value=${reason.value} onInput=${(event) => (reason.value = event.target.value)} />
              ${button("justify", "说明理由后公开")}
              ${props.hasResidents && finding.kind === "name" ? button("residents", "说明理由后只给本村村民看") : null}`}
      </div>`;
    };
  },
};
