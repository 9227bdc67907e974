/** What states, cards and ways of a case are called by those who handle it. Knows no case and no request. */

export const STATES = {
  assigned: "待签收",
  accepted: "办理中",
  waiting: "等待补充",
  answered: "已答复",
  explained: "已说明",
  closed: "已办结",
  refused: "不予受理",
  withdrawn: "已撤回",
  joined: "已并案",
};

/** How a state looks: what waits for us stands out, what is done is calm. */
export const STATE_BADGES = { assigned: "info", accepted: "good", waiting: "warn", refused: "bad" };

export const URGENCIES = { emergency: "紧急", urgent: "急办", normal: "一般" };
export const CARDS = { yellow: "黄牌", red: "红牌" };
export const VISIBILITIES = { public: "可公开", private: "不公开", sealed: "密封" };

export const CHANNELS = {
  miniprogram: "小程序",
  web: "网页",
  message: "微信消息",
  walk_in: "当面",
  phone: "电话",
  grid_worker: "网格员上门",
  agent: "代办",
  anonymous: "匿名",
};
