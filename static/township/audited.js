/** What the acts in the audit log are called. */
export const AUDITED = {
  "account.open": "开通账号", "account.close": "停用账号", "account.reopen": "恢复账号", "account.export": "导出个人数据",
  "account.erase": "注销账号", "grant.give": "授予角色", "grant.take": "收回角色", "password.reset": "重置密码",
  "password.change": "修改密码", "session.begin": "登录", "session.end": "退出", "session.refused": "登录失败",
  "session.revoke": "下线一个登录", "phone.set": "留手机号", "phone.clear": "删除手机号", "headcount.set": "设置人数",
  "feedback.contact": "查看反映人电话", "feedback.identity": "查看密封身份", "exclusion.propose": "申请不计入考核",
  "exclusion.confirm": "确认不计入考核", "exclusion.end": "恢复计入考核", "catalogue.set": "修改公开目录",
  "obligation.record": "登记公开事件", "obligation.excuse": "豁免公开事项", "obligation.ask_again": "收回豁免",
  "matrix.export": "导出公开矩阵", "report.download": "下载报表", "rates.set": "修改考核口径", "vocabulary.change": "修改标签词表",
  "content.pass": "内容审核通过", "content.refuse": "内容审核不通过", "echo.keep": "保留回音壁内容", "echo.remove": "移除回音壁内容",
  "binding.ask": "申请绑定", "binding.confirm": "通过绑定", "binding.decline": "拒绝绑定", "binding.end": "解除绑定", "binding.withdraw": "撤回绑定申请",
  "delegation.ask": "申请代办", "delegation.confirm": "确认代办", "delegation.decline": "拒绝代办", "delegation.revoke": "解除代办", "delegation.withdraw": "撤回代办申请",
  "disclosure.draft": "起草公开事项", "disclosure.edit": "修改公开事项", "disclosure.submit": "提交公开事项", "disclosure.review": "审核公开事项",
  "disclosure.send_back": "退回公开事项", "disclosure.publish": "公布公开事项", "disclosure.schedule": "定时公布", "disclosure.revise": "更正公开事项", "disclosure.discard": "删除公开草稿",
  "disclosure.import": "导入收支明细", "disclosure.mask": "处理个人信息", "disclosure.confirm_shown": "确认如实公开个人信息", "disclosure.read_original": "查看打码前的原文", "inquiry.answer": "答复质询",
  "post.draft": "起草通知或新闻", "post.edit": "修改通知或新闻", "post.publish": "发布通知或新闻", "post.schedule": "定时发布", "post.unschedule": "取消定时",
  "post.pin": "置顶", "post.unpin": "取消置顶", "post.withdraw": "撤回通知或新闻", "post.discard": "删除草稿",
};
