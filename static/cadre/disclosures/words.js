/** What periods, states and steps of disclosures are called. Knows no request. */

export const STATES = {
  draft: "起草中",
  review: "待审核",
  approval: "待批准",
  scheduled: "定时公开",
  published: "已公开",
  superseded: "已被更正",
};

export const STEPS = {
  submit: "提交审核", pass: "审核通过", send_back: "退回修改", schedule: "批准定时公开",
  lapse: "批准人已离任，重新批准", publish: "批准公开", remind: "提醒审核", go_up: "转请乡镇审核",
};

const QUARTERS = { Q1: "第一季度", Q2: "第二季度", Q3: "第三季度", Q4: "第四季度", H1: "上半年", H2: "下半年" };

/** What is kept up has no end: `standing`; a disclosure of it bears the year in which it is made. */
export const STANDING = "standing";

/** `2026Q3` → `2026年第三季度`, `2026-08` → `2026年8月`. */
export function periodInWords(period) {
  if (period === STANDING) return "长期公开";
  const year = period.slice(0, 4);
  const rest = period.slice(4);
  if (!rest) return `${year}年`;
  if (QUARTERS[rest]) return `${year}年${QUARTERS[rest]}`;
  const [, month, day] = /^-(\d\d)(?:-(\d\d))?/.exec(rest) ?? [];
  return `${year}年${Number(month)}月${day ? `${Number(day)}日` : ""}`;
}
