/** Figures as people read them: shares with their counts, spans of time, and what changed. */

/** 0.9231 → "92.3%"; nothing to share is a dash. */
export const percent = (share) =>
  share === null || share === undefined ? "—" : `${Number((share * 100).toFixed(1))}%`;

/** {count: 23, of: 25} → "23/25" */
export const counts = (rate) => `${rate.count}/${rate.of}`;

/** Minutes as the largest unit that says enough: 45 → "45 分", 150 → "2.5 时", 4000 → "2.8 天". */
export function minutes(value) {
  if (value === null || value === undefined) return "—";
  if (value < 60) return `${Math.round(value)} 分`;
  if (value < 48 * 60) return `${Number((value / 60).toFixed(1))} 时`;
  return `${Number((value / 60 / 24).toFixed(1))} 天`;
}

/**
 * A rate against its own past, in percentage points: {text: "↑ 3", says: "比前三个月高 3 个百分点"};
 * null where one of the two has nothing to share.
 */
export function change(now, before) {
  if (now.share === null || before.share === null) return null;
  const points = Math.round((now.share - before.share) * 100);
  if (points === 0) return { text: "持平", says: "与前三个月持平", kind: "same" };
  const [sign, word, kind] = points > 0 ? ["↑", "高", "better"] : ["↓", "低", "worse"];
  const size = Math.abs(points);
  return { text: `${sign} ${size}`, says: `比前三个月${word} ${size} 个百分点`, kind };
}

/** "2026-11" → "2026年11月" */
export const monthName = (month) => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;

/** The last so many months, this one first, as the API writes them. */
export function lastMonths(today, count) {
  const number = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1;
  return Array.from({ length: count }, (_, back) => {
    const month = number - back;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}

/** The three rates (三率), in the order in which they are always shown. */
export const RATES = [
  ["response", "响应率"],
  ["solved", "解决率"],
  ["satisfied", "满意率"],
];

/** What is counted as of now: the figure, its name, and the list in which its cases are found. */
export const NOW = [
  ["open", "未办结", "plain"],
  ["due_today", "今日到期", "info"],
  ["overdue", "逾期", "bad"],
  ["yellow", "黄牌", "warn"],
  ["red", "红牌", "bad"],
  ["above", "已提级", "info"],
];
