/** What may be set of an item of the catalogue, in words: when it is due, and the least the law asks. */
export const CYCLES = { M: "每月", Q: "每季度", H: "每半年", Y: "每年" };
export const MARKS = { V: "法定", "V-weak": "有依据", "V-local": "地方规定", R: "参考", own: "本地增加" };

const unit = (item) => (item.posting_unit === "days" ? "天" : "个工作日");

/** "每季度结束后 20 天内", "事发后 10 个工作日内" ... */
export function dueOf(item) {
  const ways = [];
  if (item.is_standing) ways.push("长期公开，有变化就更新");
  if (item.cycle) ways.push(`${CYCLES[item.cycle]}，期满后 ${item.cycle_days} 天内`);
  if (item.working_days !== null) ways.push(`事发后 ${item.working_days} 个工作日内`);
  else if (item.before_days !== null) ways.push(`提前至少 ${item.before_days} 天`);
  else if (item.by_event && item.prompt_working_days !== null) ways.push(`事发后 ${item.prompt_working_days} 个工作日内`);
  return ways.join("；") || "按事件";
}

/** The law's minimum of an item, as the sentences that stand beside the fields. */
export function leastOf(item) {
  const { least } = item;
  return [
    item.is_law && least.cycle && `不少于${CYCLES[least.cycle]}一次`,
    item.before_days !== null && least.before_days !== null && `提前至少 ${least.before_days} 天`,
    least.prompt_working_days !== null && item.prompt_working_days !== null && `最迟事发后 ${least.prompt_working_days} 个工作日`,
    `公示不少于 ${least.min_posting_days} ${unit(item)}`,
  ].filter(Boolean);
}

/** The fields of an item: only what means something for it; `hint` says what is set and the least. */
export function fieldsOf(item) {
  const { least } = item;
  const number = (name, label, now, bound) => ({ name, label, type: "number", min: 0, inputmode: "numeric", hint: `现为 ${now}。${bound}` });
  return [
    item.cycle && {
      name: "cycle", label: "多久公开一次", as: "select", options: [["", "同上级"], ...Object.entries(CYCLES)],
      hint: `现为${CYCLES[item.cycle]}。${item.is_law ? `法定不少于${CYCLES[least.cycle]}一次。` : "法律没有规定。"}`,
    },
    item.cycle && number("cycle_days", "期满后几天内公开", `${item.cycle_days} 天`, `不得超过 ${least.cycle_days} 天（周期更短时还要更少）。`),
    item.prompt_working_days !== null && number("prompt_working_days", "事发后几个工作日内公开", `${item.prompt_working_days} 个工作日`, `不得超过 ${least.prompt_working_days} 个工作日。`),
    item.before_days !== null && number("before_days", "提前几天公开", `${item.before_days} 天`, `法定至少提前 ${least.before_days} 天。`),
    number("min_posting_days", `公示几${item.posting_unit === "days" ? "天" : "个工作日"}`, `${item.min_posting_days} ${unit(item)}`, `法定不少于 ${least.min_posting_days} ${unit(item)}。`),
    { name: "name", label: "显示的名称", maxlength: 60, hint: `原名：${item.shipped_name}` },
  ].filter(Boolean);
}
