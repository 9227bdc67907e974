/** Income and expense line by line: as columns to type into, and as the API takes them. */
import { fenOf, yuan } from "../../shared/money.js";
import { today } from "../../shared/time.js";

export const COLUMNS = [
  { name: "on", label: "日期", type: "date" },
  { name: "way", label: "收支", type: "way", options: [["expense", "支出"], ["income", "收入"]] },
  { name: "amount", label: "金额（元）", type: "amount", most: 20 },
  { name: "subject", label: "摘要", type: "text", most: 100 },
  { name: "counterpart", label: "对方", type: "text", most: 60 },
  { name: "handled_by", label: "经手人", type: "text", most: 60 },
  { name: "approved_by", label: "审批人", type: "text", most: 60 },
  { name: "voucher_number", label: "凭证号", type: "text", most: 60 },
  { name: "vouchers", label: "票据照片", type: "pictures", most: 10 },
];

/** More lines than this come in by a file alone: so many fields would be too slow to type into. */
export const MOST_TYPED = 1000;

export const freshEntry = () => ({
  on: today(), way: "expense", amount: "", subject: "", counterpart: "", handled_by: "", approved_by: "",
  voucher_number: "", vouchers: [],
});

/** 1250050 → "12500.50", as it is typed. */
export const typedYuan = (fen) => (fen === null || fen === undefined ? "" : yuan(fen).replace(/,/g, ""));

export const typedEntry = (entry) => ({ ...entry, vouchers: [...entry.vouchers], amount: typedYuan(entry.amount) });

/** As the API takes it: fen; what is no amount goes as null, so that its row is told. */
export const sentEntry = (row) => ({ ...row, amount: fenOf(row.amount) });

/** What is wrong with the amounts, by the place of each, before anything is sent. */
export function wrongAmounts(rows) {
  const found = {};
  rows.forEach((row, index) => {
    if (!fenOf(row.amount) || fenOf(row.amount) < 0) found[`entries.${index}.amount`] = "金额要写成数字，例如 12.50。";
  });
  return found;
}

/** Income, expense and what is left of them, in fen; rows without an amount count nothing. */
export function sums(rows) {
  const add = (way) => rows.filter((row) => row.way === way).reduce((sum, row) => sum + (fenOf(row.amount) ?? 0), 0);
  return { income: add("income"), expense: add("expense") };
}

/** In which order cells are pasted, and which words say that the first line is a heading. */
const ORDER = ["on", "way", "amount", "subject", "counterpart", "handled_by", "approved_by", "voucher_number"];
const WAYS = { 收入: "income", 收: "income", 支出: "expense", 支: "expense" };

/** `2026/8/3`, `2026年8月3日`, `2026.8.3` → `2026-08-03`; null for what is no day. */
function dayOf(text) {
  const found = /^(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (!found) return null;
  const [, year, month, day] = found;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}

/** Pasted cells as rows, and every line that is wrong with its reasons: all or nothing is taken. */
export function readPasted(text) {
  const rows = [];
  const wrong = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (!line.trim() || (index === 0 && /日期/.test(line))) return;
    const cells = line.split("\t").map((cell) => cell.trim());
    const row = { ...freshEntry(), ...Object.fromEntries(ORDER.map((name, place) => [name, cells[place] ?? ""])) };
    const reasons = [];
    if (dayOf(row.on)) row.on = dayOf(row.on);
    else reasons.push(`日期「${row.on}」不对`);
    if (WAYS[row.way]) row.way = WAYS[row.way];
    else reasons.push(`收支要写「收入」或「支出」，不是「${row.way}」`);
    if (!fenOf(row.amount) || fenOf(row.amount) < 0) reasons.push(`金额「${row.amount}」不对`);
    if (!row.subject) reasons.push("没有摘要");
    if (reasons.length) wrong.push({ line: index + 1, reasons });
    else rows.push(row);
  });
  return { rows, wrong };
}
