/** What villagers ask about disclosures, or say is not true, as far as it has come up to the township. */
import { post } from "../shared/api.js";
import { useList } from "../shared/load.js";
import { Tabs } from "../shared/tabs.js";
import { shortDay, until } from "../shared/time.js";
import { List } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";
import { area, nameOf, useArea } from "./area.js";
import { DutyForm } from "./duty_form.js";
import { View } from "./frame.js";
import { useRenewal } from "./live.js";

const STATES = [["open", "待答复"], ["answered", "已答复"]];
const VERDICTS = [["", "请选择"], ["true", "属实"], ["partly", "部分属实"], ["untrue", "不属实，须更正"]];
const MASK = [["", "没有个人信息"], ["yes", "有：大家看到的打码，提问人看到全文"]];
const LONGEST = 1000;

export default {
  setup() {
    const state = ref("open");
    const list = useList("/divisions/{division}/inquiries", () => ({ division: area.value, state: state.value }));
    useArea(list.reload);
    useRenewal(list.renew);
    function choose(one) {
      state.value = one;
      list.reload();
    }
    const answered = (one) => (list.items = list.items.filter((other) => other.id !== one.id));
    return () => html`<${View} title="村民质询">
      <${Tabs} tabs=${STATES} value=${state.value} label="哪些质询" onChoose=${choose} />
      <p class="hint">村里逾期没有答复、村民不满意答复，或质疑公开内容不实的，到这里由乡镇答复。</p>
      <${List} list=${list} label="质询" empty="没有到乡镇的质询。">${(one) => inquiry(one, answered, list.reload)}<//>
    <//>`;
  },
};

function inquiry(one, answered, reload) {
  const isChallenge = one.kind === "challenge";
  const send = ({ text, verdict, mask }) => post("/inquiries/{inquiry}/answer", { inquiry: one.id }, {
    text, mask: mask === "yes", ...(isChallenge && { verdict: verdict || null }),
  });
  const fields = [
    ...(isChallenge ? [{ name: "verdict", as: "select", label: "核查结论：公开的内容是否真实", options: VERDICTS, needed: true }] : []),
    { name: "text", as: "textarea", rows: 4, maxlength: LONGEST, label: "答复", needed: true, hint: one.visibility === "public" ? "大家都能在这一笔旁边看到。" : "只有提问人能看到。" },
    { name: "mask", as: "select", label: "答复里的个人信息", options: MASK },
  ];
  return html`<article class="check">
    <p><span class=${["badge", isChallenge ? "bad" : "info"]}>${isChallenge ? "质疑不实" : "提问"}</span>
      <b> ${nameOf(one.division)}</b> <span class="quiet">${one.title}${one.line ? ` · 第 ${one.line} 笔 ${one.subject}` : ""} · ${shortDay(one.asked_at)}</span>
      ${one.state === "open" && html`<span class=${["badge", one.red_at && "bad"]}>${until(one.due_at)}</span>`}</p>
    <p class="words">${one.text}</p>
    <p><a href=${`/#/disclosures/${one.disclosure}`} target="_blank" rel="noopener">看公开的内容（新窗口）</a></p>
    ${one.state === "open" && html`<${DutyForm} name=${`inquiry.${one.id}`} button="答复" title="答复质询" kind="primary" done="已答复"
      fields=${fields} send=${send} onChanged=${answered} onStale=${reload} />`}
  </article>`;
}
