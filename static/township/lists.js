/** The lists of cases that a township works through: what each is called and where it is asked for. */
import { useList } from "../shared/load.js";

const now = (among) => (values) =>
  useList("/divisions/{division}/overview/open", () => ({ ...values(), among }));
const excluded = (confirmed) => (values) =>
  useList("/divisions/{division}/exclusions", () => ({ ...values(), confirmed }));

/** `among` in the address: [name, how the list is begun, what an empty one says]. */
export const LISTS = {
  inbox: [
    "待我办理", (values) => useList("/inbox", () => ({ limit: values().limit })),
    "没有等您办理的诉求。提级的、反映村干部的诉求会出现在这里。",
  ],
  red: ["红牌", now("red"), "没有红牌。"],
  yellow: ["黄牌", now("yellow"), "没有黄牌：没有快到期的诉求。"],
  due_today: ["今日到期", now("due_today"), "今天没有到期的诉求。"],
  overdue: ["逾期", now("overdue"), "没有逾期的诉求。"],
  above: ["已提级", now("above"), "没有提级后还没办结的诉求。"],
  cadres: ["反映村干部", now("cadres"), "没有反映村干部、还没办结的诉求。"],
  open: ["全部未办结", now("open"), "没有未办结的诉求。"],
  refused: [
    "不予受理", (values) => useList("/divisions/{division}/feedback", () => ({ ...values(), state: "refused" })),
    "没有不予受理的诉求。",
  ],
  proposed: ["待确认不计入", excluded(false), "没有等第二个人确认的申请。"],
  left_out: ["不计入考核", excluded(true), "没有不计入考核的诉求。"],
};

/** The tabs, in the order in which they matter. */
export const ORDER = Object.keys(LISTS);

/** The list behind a figure of a month, perhaps of one tag: only reached from that figure. */
export const ofMonth = (values) => useList("/divisions/{division}/overview/cases", values);
