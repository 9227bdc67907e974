/** The states of what must be laid open: name, sign and look; never told apart by colour alone. */
export const OBLIGATIONS = {
  overdue: { name: "逾期", sign: "▲" },
  near: { name: "将到期", sign: "◆" },
  due: { name: "未到期", sign: "○" },
  met: { name: "已公开", sign: "✓" },
  excused: { name: "已豁免", sign: "－" },
};
