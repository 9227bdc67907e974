/** What the kinds of messages are called in a table; each kind the system sends has its name here. */
export const KINDS = {
  "feedback.assigned": "新诉求待签收", "feedback.danger": "紧急诉求", "feedback.transferred": "诉求转来", "feedback.reopened": "要求重办",
  "feedback.accepted": "诉求已签收", "feedback.answered": "诉求有答复", "feedback.refused": "诉求未受理", "feedback.moved": "诉求转由他人办理",
  "feedback.remark": "诉求有留言", "feedback.rated": "村民评价", "feedback.returned": "诉求被退回", "feedback.explained": "诉求有说明",
  "feedback.asked": "请村民补充", "feedback.replied": "村民补充了", "feedback.extended": "诉求延期", "feedback.urged": "督办",
  "feedback.filed_for_you": "代为登记的诉求", "feedback.identity_opened": "密封身份被查看", "feedback.joined": "诉求合并", "feedback.followed_answered": "附议的诉求有答复",
  "feedback.followed_ended": "附议结束", "feedback.overruled": "不予受理被撤销", "feedback.resumed": "诉求重新受理", "feedback.due_soon": "诉求黄牌提醒",
  "feedback.overdue": "诉求红牌提醒", "feedback.gone_up": "诉求提级到上级", "feedback.went_up": "诉求已提级", "feedback.wait_over": "补充期满",
  "feedback.lapsed": "逾期未评价办结", "feedback.still_solved": "回访", "feedback.handed_over": "代岗接手诉求", "post.published": "通知待确认", "post.held_back": "定时发布未发出",
  "echo.asked": "回音壁征求同意", "echo.removed": "回音壁内容移除", "absence.deputy": "指定代岗", "disclosure.to_review": "公开事项待审核",
  "disclosure.to_approve": "公开事项待批准", "disclosure.sent_back": "公开事项退回", "disclosure.out": "公开事项已公开", "disclosure.review_late": "公开审核超期",
  "disclosure.review_up": "公开审核转上级", "obligation.near": "公开将到期", "obligation.overdue": "公开逾期", "obligation.overdue_below": "辖区内公开逾期",
  "inquiry.asked": "村民质询", "inquiry.challenged": "质疑公开不实", "inquiry.due_soon": "质询快到期", "inquiry.gone_up": "质询转上级",
  "inquiry.went_up": "质询已转上级", "inquiry.overdue": "质询逾期", "inquiry.answered": "质询有答复", "inquiry.objected": "对答复有异议",
  "inquiry.untrue": "公开内容须更正", "demand.reached": "要求公开人数达到", "demand.reached_below": "辖区内要求公开", "binding.asked": "申请绑定",
  "binding.confirmed": "绑定通过", "binding.declined": "绑定未通过", "binding.ended": "绑定解除", "delegation.asked": "家人申请代办",
  "delegation.to_decide": "代办待核实", "delegation.confirmed": "代办生效", "delegation.declined": "代办未通过", "delegation.revoked": "代办解除",
  "content.review": "内容待审核", "content.passed": "内容通过审核", "content.refused": "内容未通过审核", digest: "每日汇总", sms: "短信",
};

export const CHANNELS = { inbox: "应用内", wechat: "微信订阅消息", sms: "短信" };
