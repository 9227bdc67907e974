/** What the path of an error or a finding is called: `body.entries.3.counterpart` → 第 4 行 对方. */
import { COLUMNS } from "./entries.js";

const NAMES = {
  body: "全文", title: "标题", period: "期间", entries: "收支明细", fields: "内容", rows: "表格", meeting: "会议",
  opening: "期初余额", closing: "期末余额", attachments: "附件", continuity_reason: "不衔接的原因", nothing_note: "没有发生的说明",
};
const MEETING = {
  kind: "哪种会议", on: "开会日期", expected: "应到人数", present: "实到人数", votes_for: "同意票", votes_against: "反对票",
  resolution: "决议内容",
};

export function placeInWords(path) {
  const [first, second, third] = path.replace(/^body\.?/, "").split(".");
  if (!first) return "全文";
  if (first === "body") return "正文";
  if (first === "fields" && second) return second;
  if (first === "entries" && second !== undefined) {
    const column = COLUMNS.find(({ name }) => name === third);
    return `收支明细第 ${Number(second) + 1} 行${column ? ` ${column.label.replace("（元）", "")}` : ""}`;
  }
  if (first === "rows" && second !== undefined) return `表格第 ${Number(second) + 1} 行${third ? ` ${third}` : ""}`;
  if (first === "meeting" && second) return MEETING[second] ?? NAMES.meeting;
  return NAMES[first] ?? first;
}

/** The text at a path as it stands in the disclosure; undefined where there is none. */
export function textAt(source, path) {
  const [first, second, third] = path.replace(/^body\.?/, "").split(".");
  if (first === "fields") {
    const field = source.fields.find(({ name }) => name === second);
    return third === undefined ? field?.text : undefined;
  }
  if (first === "rows") {
    const column = source.table?.columns.findIndex(({ name }) => name === third);
    const cell = source.table?.rows[second]?.[column];
    return cell === undefined ? undefined : String(cell);
  }
  const found = second === undefined ? source[first] : source[first]?.[second]?.[third] ?? source[first]?.[second];
  return typeof found === "string" ? found : undefined;
}
