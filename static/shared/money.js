/** Money as people read it. The API counts in fen (分). */
const YUAN = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 1250000 → "12,500.00" */
export const yuan = (fen) => YUAN.format(fen / 100);

/** What somebody typed as yuan, in fen: "12.5" → 1250; null for what is no amount. */
export function fenOf(text) {
  const clean = String(text).replace(/[,，\s￥¥元]/g, "");
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(clean);
  if (!match) return null;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] ? -fen : fen;
}
