/** Times as people read them, always China's, whatever the device is set to. */
const zone = { timeZone: "Asia/Shanghai" };
const format = (options) => new Intl.DateTimeFormat("zh-CN", { ...zone, ...options });
const DAY = format({ year: "numeric", month: "long", day: "numeric" });
const SHORT_DAY = format({ month: "long", day: "numeric" });
const YEAR = format({ year: "numeric" });
const MOMENT = format({ month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
const MOMENT_OF_A_YEAR = format({ year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
const ISO = new Intl.DateTimeFormat("sv-SE", { ...zone });
const MINUTE = 60e3;
const HOUR = 60 * MINUTE;

/** "2026年7月8日"; also of a plain "2026-07-08". */
export const day = (instant) => DAY.format(dateOf(instant));

/** "7月8日", with the year where it is another one than now. */
export function shortDay(instant) {
  const date = dateOf(instant);
  return YEAR.format(date) === YEAR.format(new Date()) ? SHORT_DAY.format(date) : DAY.format(date);
}

/** "7月8日 14:05", with the year where it is another one than now. */
export function moment(instant) {
  const date = dateOf(instant);
  return (YEAR.format(date) === YEAR.format(new Date()) ? MOMENT : MOMENT_OF_A_YEAR).format(date);
}

/** "还有 3 小时", "已超时 2 天" */
export function until(instant, now = Date.now()) {
  const left = dateOf(instant) - now;
  return left >= 0 ? `还有 ${span(left)}` : `已超时 ${span(-left)}`;
}

/** "刚刚", "20 分钟前", then the day. */
export function ago(instant, now = Date.now()) {
  const passed = now - dateOf(instant);
  if (passed < MINUTE) return "刚刚";
  return passed < 24 * HOUR ? `${span(passed)}前` : shortDay(instant);
}

/** Today in China, as the API writes days: "2026-07-08". */
export const today = () => ISO.format(new Date());

/** A period as the API writes it, in words: "2026Q3" → "2026年第三季度". */
export function periodName(period) {
  const [, year, part = ""] = /^(\d{4})-?(.*)$/.exec(period) ?? [];
  if (!year) return period === "standing" ? "长期公开" : period;
  if (/^Q[1-4]$/.test(part)) return `${year}年第${"一二三四"[part[1] - 1]}季度`;
  if (/^H[12]$/.test(part)) return `${year}年${part === "H1" ? "上" : "下"}半年`;
  if (/^\d\d$/.test(part)) return `${year}年${Number(part)}月`;
  if (/^\d\d-\d\d/.test(part)) return `${day(period.slice(0, 10))}的事项`;
  return part ? period : `${year}年`;
}

function span(milliseconds) {
  if (milliseconds < HOUR) return `${Math.max(1, Math.round(milliseconds / MINUTE))} 分钟`;
  if (milliseconds < 48 * HOUR) return `${Math.round(milliseconds / HOUR)} 小时`;
  return `${Math.round(milliseconds / (24 * HOUR))} 天`;
}

function dateOf(instant) {
  if (instant instanceof Date) return instant;
  return new Date(/^\d{4}-\d\d-\d\d$/.test(instant) ? `${instant}T12:00:00+08:00` : instant);
}
