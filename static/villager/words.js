/** What states, acts and choices are called on the villagers' pages. Knows no case and no request. */
export const CATEGORIES = { village: "村务公开", party: "党务公开", finance: "财务公开" };
export const KINDS = { news: "新闻", notice: "通知" };

export const STATES = {
  assigned: "等待签收", accepted: "正在办理", waiting: "等您补充", answered: "已答复", explained: "已说明",
  closed: "已办结", refused: "未受理", withdrawn: "已撤回", joined: "已合并办理",
};
export const STATE_BADGES = {
  assigned: "info", accepted: "info", waiting: "warn", answered: "good", explained: "good", refused: "bad",
};

export const ACTS = {
  file: "您提交了诉求", accept: "已签收", answer: "已答复", explain: "作了说明", transfer: "转给其他人办理",
  return: "退回", refuse: "没有受理", correct: "更正了分类", ask: "请您补充情况", mark_complex: "定为复杂事项",
  extend: "延长了时限", clarify: "您作了确认", reply: "您作了补充", withdraw: "您撤回了诉求", rate: "您作了评价",
  reopen: "您要求重办", confirm: "您作了回访答复", urge: "上级督办", overrule: "上级要求重新受理",
  hand_over: "换人办理", yellow: "快到期提醒", red: "已超时", escalate: "提到上一级办理",
  urge_missed: "督办超时", resume: "恢复计时", lapse: "到期自动办结", follow_up: "回访", join: "与同类诉求合并",
  split: "恢复单独办理", differ: "您说明不是同一件事", release: "改回本村办理", open_identity: "查看了密封身份",
  claim: "认领到您的账号",
};

export const VISIBILITIES = [
  ["private", "不公开", "只有办理的人看得到。"],
  ["public", "可以公开", "办好后，隐去个人信息，可以登上回音壁让大家看到。"],
  ["sealed", "密封", "办理的人看不到您是谁；上级要查看须留下记录，您会知道。"],
  ["anonymous", "匿名", "不留姓名，给您一个凭证码，凭它查进度。"],
];
export const VISIBILITY_NAMES = Object.fromEntries(VISIBILITIES.map(([value, name]) => [value, name]));

export const RELATIONS = [
  ["parent", "父母"], ["grandparent", "祖父母、外祖父母"], ["spouse", "配偶"], ["child", "子女"],
  ["sibling", "兄弟姐妹"], ["other", "其他"],
];
export const BINDINGS = { asked: "等待村干部确认", confirmed: "已确认", declined: "未通过", ended: "已结束", revoked: "已结束" };
export const ROLES = {
  secretary: "村支书", clerk: "文书", overseer: "监委会成员", grid_worker: "网格员", monitor: "乡镇监督员", county: "县级",
};
export const INQUIRIES = { open: "等待答复", answered: "已答复", settled: "已了结", withdrawn: "已撤回" };
export const DEMANDS = { open: "正在联名", reached: "人数已满", recorded: "村里必须公开", met: "已经公开" };
export const LEVELS = { village: "村", overseer: "村务监督委员会", township: "乡镇", county: "县" };
export const VERDICTS = { untrue: "核查结果：不属实", partly: "核查结果：部分不属实", true: "核查结果：属实" };
