/** What the periods of disclosures are called, and the spans of due days that one looks at. */
import { day } from "../shared/time.js";

const QUARTERS = ["一季度", "二季度", "三季度", "四季度"];
const HALVES = ["上半年", "下半年"];

/** "2026Q3" → "2026年三季度"; "2026-08", "2026H1", "2026", "standing", and the day of an event. */
export function periodName(period) {
  if (period === "standing") return "长期公开";
  const [, year, kind, number] = /^(\d{4})(Q|H|-)?(\d*)/.exec(period) ?? [];
  if (/^\d{4}-\d\d-\d\d/.test(period)) return `${day(period.slice(0, 10))}的事项`;
  if (kind === "Q") return `${year}年${QUARTERS[number - 1]}`;
  if (kind === "H") return `${year}年${HALVES[number - 1]}`;
  return number ? `${year}年${Number(number)}月` : `${year}年`;
}

/** The spans that are offered, [name, first due day, last due day]: quarters of this year and it whole. */
export function spansOf(today) {
  const year = today.slice(0, 4);
  const ends = ["03-31", "06-30", "09-30", "12-31"], begins = ["01-01", "04-01", "07-01", "10-01"];
  return [
    [`${year}年全年`, `${year}-01-01`, `${year}-12-31`],
    ...QUARTERS.map((name, i) => [`${name}到期`, `${year}-${begins[i]}`, `${year}-${ends[i]}`]),
    [`${year - 1}年全年`, `${year - 1}-01-01`, `${year - 1}-12-31`],
  ];
}
