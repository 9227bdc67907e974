/** What villagers wrote for everybody and a person must look at: let it be shown, or say why not. */
import { post } from "../shared/api.js";
import { useList } from "../shared/load.js";
import { Tabs } from "../shared/tabs.js";
import { ago } from "../shared/time.js";
import { List, Picture } from "../shared/ui.js";
import { html, ref, shallowRef } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { DutyForm } from "./duty_form.js";
import { flagged } from "./flagged.js";
import { View } from "./frame.js";
import { useRenewal } from "./live.js";

const FINDINGS = { risky: "疑似违规", review: "拿不准", person: "需要人看", pass: "未见异常" };
const ABOUT = { echoes: "回音壁", posts: "通知", feedback: "诉求", remarks: "留言" };
const STATES = [["review", "待审核"], ["refused", "未通过"], ["flagged", "被举报的回音壁"]];
const EMPTY = { review: "没有等审核的内容。", refused: "没有未通过的内容。", flagged: "没有被举报的内容。" };
const LONGEST = 200;

export default {
  setup() {
    const state = ref("review"), list = shallowRef(null);
    function begin() {
      const here = { division: area.value };
      list.value = state.value === "flagged"
        ? useList("/divisions/{division}/echoes", () => ({ ...here, state: "hidden" }))
        : useList("/divisions/{division}/checks", () => ({ ...here, state: state.value }));
    }
    function choose(one) {
      state.value = one;
      begin();
    }
    const decided = (one) => (list.value.items = list.value.items.filter((other) => other.id !== one.id));
    useArea(begin);
    useRenewal(() => list.value.renew());
    begin();
    return () => html`<${View} title="内容审核">
      <${Tabs} tabs=${STATES} value=${state.value} label="哪些内容" onChoose=${choose} />
      <p class="hint">村民要公开的话可能说的是村干部，所以由乡镇审核。不通过的理由，作者会看到。</p>
      <${List} list=${list.value} label="内容" empty=${EMPTY[state.value]}>${(one) => (state.value === "flagged" ? flagged(one, decided) : check(one, decided))}<//>
    <//>`;
  },
};

function check(one, decided) {
  const pictures = one.parts.filter((part) => part.medium);
  const found = one.parts.filter((part) => part.finding && part.finding !== "pass");
  const decide = (passed) => ({ reason = "" }) => post("/checks/{check}/decision", { check: one.id }, { passed, reason });
  return html`<article class="check">
    <p class="quiet">${ABOUT[one.about.split("/")[0]] ?? "内容"} · ${nameOf(one.division)} · ${ago(one.created_at)}
      ${found.map((part, index) => html`<span key=${index} class="badge warn">${FINDINGS[part.finding]}${part.label && `：${part.label}`}</span>`)}</p>
    <p class="words">${one.text}</p>
    ${pictures.length > 0 && html`<div class="row">${pictures.map((part, index) => html`<${Picture} key=${part.medium} media=${part.medium} alt=${`要审核的图片 ${index + 1}`} />`)}</div>`}
    ${one.reason && html`<p class="said">理由：${one.reason}</p>`}
    ${one.state === "review" && html`<div class="row">
      <${DutyForm} name=${`check.pass.${one.id}`} button="通过" title="通过" kind="primary" done="已通过" fields=${[]} send=${decide(true)} onChanged=${decided} />
      <${DutyForm} name=${`check.refuse.${one.id}`} button="不通过" title="不通过" done="已拒绝"
        fields=${[{ name: "reason", as: "textarea", rows: 2, maxlength: LONGEST, label: "理由", needed: true }]} send=${decide(false)} onChanged=${decided} /></div>`}
  </article>`;
}
