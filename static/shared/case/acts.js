/** Which acts a handler is offered, in which order, what each asks for and how it is sent. */
import { post } from "../api.js";

const text = (label, hint, step) => ({ name: "text", kind: "text", label, hint, step });
const reason = (hint, step) => ({ name: "reason", kind: "text", label: "理由", hint, step, short: true });
const line = (name, label, hint) => ({ name, kind: "line", label, hint });
/** An act: its name, `send(at, body)` that does it, and its fields in the order of the form. */
const act = (says, send, ...fields) => ({ says, send, fields });

/** A field's `step` offers the reply templates of that step; `keep` may be left as it is. */
export const ACTS = {
  accept: act("签收", (at, body) => post("/feedback/{case}/acceptance", at, body)),
  answer: act("答复", (at, body) => post("/feedback/{case}/answer", at, body),
    text("答复内容", "说清楚办了什么、结果怎样。反映人会收到，并评价是否解决。", "answer"),
    { name: "pictures", kind: "pictures", label: "加现场照片" }),
  ask: act("请反映人补充", (at, body) => post("/feedback/{case}/question", at, body),
    text("要补充什么", "等待期间暂停计时，回复后继续。", "ask")),
  correct: act("更正标签和去向", (at, body) => post("/feedback/{case}/correction", at, body),
    { name: "category", kind: "category", label: "类别" },
    { name: "topics", kind: "topics", label: "主题" },
    { name: "urgency", kind: "urgency", label: "紧急程度" },
    { name: "role", kind: "desk", label: "由谁办理", keep: true }),
  transfer: act("转办", (at, body) => post("/feedback/{case}/transfer", at, body),
    { name: "role", kind: "desk", label: "转给谁" },
    reason("反映人和接手的人都能看到。", "transfer")),
  return: act("退回", (at, body) => post("/feedback/{case}/return", at, body),
    reason("退给转来的人；由系统分派的，退给负责人。")),
  extend: act("延期", (at, body) => post("/feedback/{case}/extension", at, body),
    { name: "days", kind: "days", label: "延长几天" },
    reason("反映人会收到通知。", "extend")),
  mark_complex: act("认定为复杂事项", (at, body) => post("/feedback/{case}/complexity", at, body),
    reason("认定后按复杂事项的时限办理，只能认定一次。")),
  explain: act("解释说明（无法解决）", (at, body) => post("/feedback/{case}/explanation", at, body),
    text("说明", "为什么解决不了，说得让人明白。", "explain"),
    line("legal_basis", "依据", "哪部法律或文件第几条"),
    line("next_body", "下一步找谁", "单位名称和电话")),
  refuse: act("不予受理", (at, body) => post("/feedback/{case}/refusal", at, body),
    { name: "reason", kind: "refusal", label: "原因（只能从下面选）" },
    line("route", "应当找谁（可补充）", "单位、地址或电话，反映人会看到")),
  join: act("并入同类诉求", (at, body) => post("/feedback/{case}/joining", at, body),
    { name: "into", kind: "similar", label: "并入哪一件" },
    reason("并案后一起答复，反映人会收到通知。")),
  split: act("从并案中拆分", (at, body) => post("/feedback/{case}/splitting", at, body), reason("时限重新计算。")),
};

/** The acts that a case offers and this page knows: the next step first, the rest in `ACTS` order. */
export function offered(may) {
  const known = Object.keys(ACTS).filter((name) => may.includes(name));
  const next = known.includes("accept") ? ["accept", "answer"] : ["answer"];
  return {
    next: next.filter((name) => known.includes(name)),
    others: known.filter((name) => !next.includes(name)),
  };
}
