/** The fixed lists around a case (reasons of refusal, desks, topics), asked for once. */
import { get } from "../api.js";
import { reactive } from "../vue.js";

export const wording = reactive({ refusals: [], acts: [], desks: [], places: [], categories: [], topics: [] });
let asked = null;

export function useWording() {
  asked ??= get("/wording").then(
    (lists) => Object.assign(wording, lists),
    () => (asked = null),
  );
  return wording;
}

const OTHER = {
  file: "提交", answer: "答复", open_identity: "查看密封身份", withdraw: "撤回", rate: "评价",
  reopen: "要求重办", confirm: "确认仍已解决",
};

/** What an act of the history is called. */
export const saysAct = (code) =>
  wording.acts.find((act) => act.code === code)?.says ?? OTHER[code] ?? code;
