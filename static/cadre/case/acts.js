/** Which acts a cadre is offered, in which order, what each asks for and how it is sent. */
import { post } from "../../shared/api.js";

const text = (label, hint, step) => ({ name: "text", kind: "text", label, hint, step });
const reason = (hint, step) => ({ name: "reason", kind: "text", label: "理由", hint, step, short: true });

/** `send(at, body)` does it; `fields` in the order of the form; `step` offers reply templates. */
export const ACTS = {
  accept: { says: "签收", send: (at, body) => post("/feedback/{case}/acceptance", at, body), fields: [] },
  answer: {
    says: "答复",
    send: (at, body) => post("/feedback/{case}/answer", at, body),
    fields: [
      text("答复内容", "说清楚办了什么、结果怎样。反映人会收到，并评价是否解决。", "answer"),
      { name: "pictures", kind: "pictures", label: "加现场照片" },
    ],
  },
  ask: {
    says: "请反映人补充",
    send: (at, body) => post("/feedback/{case}/question", at, body),
    fields: [text("要补充什么", "等待期间暂停计时，回复后继续。", "ask")],
  },
  correct: {
    says: "更正标签和去向",
    send: (at, body) => post("/feedback/{case}/correction", at, body),
    fields: [
      { name: "category", kind: "category", label: "类别" },
      { name: "topics", kind: "topics", label: "主题" },
      { name: "urgency", kind: "urgency", label: "紧急程度" },
      { name: "role", kind: "desk", label: "由谁办理", keep: true },
    ],
  },
  transfer: {
    says: "转办",
    send: (at, body) => post("/feedback/{case}/transfer", at, body),
    fields: [
      { name: "role", kind: "desk", label: "转给谁" },
      reason("反映人和接手的人都能看到。", "transfer"),
    ],
  },
  return: {
    says: "退回",
    send: (at, body) => post("/feedback/{case}/return", at, body),
    fields: [reason("退给转来的人；由系统分派的，退给负责人。")],
  },
  extend: {
    says: "延期",
    send: (at, body) => post("/feedback/{case}/extension", at, body),
    fields: [
      { name: "days", kind: "days", label: "延长几天" },
      reason("反映人会收到通知。", "extend"),
    ],
  },
  mark_complex: {
    says: "认定为复杂事项",
    send: (at, body) => post("/feedback/{case}/complexity", at, body),
    fields: [reason("认定后按复杂事项的时限办理，只能认定一次。")],
  },
  explain: {
    says: "解释说明（无法解决）",
    send: (at, body) => post("/feedback/{case}/explanation", at, body),
    fields: [
      text("说明", "为什么解决不了，说得让人明白。", "explain"),
      { name: "legal_basis", kind: "line", label: "依据", hint: "哪部法律或文件第几条" },
      { name: "next_body", kind: "line", label: "下一步找谁", hint: "单位名称和电话" },
    ],
  },
  refuse: {
    says: "不予受理",
    send: (at, body) => post("/feedback/{case}/refusal", at, body),
    fields: [
      { name: "reason", kind: "refusal", label: "原因（只能从下面选）" },
      {
        name: "route",
        kind: "line",
        label: "应当找谁（可补充）",
        hint: "单位、地址或电话，反映人会看到",
      },
    ],
  },
  join: {
    says: "并入同类诉求",
    send: (at, body) => post("/feedback/{case}/joining", at, body),
    fields: [
      { name: "into", kind: "similar", label: "并入哪一件" },
      reason("并案后一起答复，反映人会收到通知。"),
    ],
  },
  split: { says: "从并案中拆分", send: (at, body) => post("/feedback/{case}/splitting", at, body), fields: [reason("时限重新计算。")] },
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
