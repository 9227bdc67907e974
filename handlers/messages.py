"""Every sentence that an error can say to a person, by its stable code. Nothing else is here.

A sentence may use `{name}` for the values that its error carries. `tests/test_errors.py` fails on
a code that is raised somewhere and has no sentence here.
"""

from __future__ import annotations

ERRORS: dict[str, str] = {
    "not_found": "没有找到您要的内容，可能已被删除，或您无权查看。",
    "no_route": "没有这个地址。",
    "method_not_allowed": "这个地址不支持该操作。",
    "bad_request": "请求格式不正确。",
    "invalid": "填写的内容有误，请按提示修改。",
    "unsupported_media_type": "请求内容必须是 JSON 格式（Content-Type: application/json）。",
    "headers_too_large": "请求头太大。",
    "too_large": "提交的内容太大，最多 {limit} 字节。",
    "unauthenticated": "请先登录，或登录已过期，请重新登录。",
    "forbidden": "您没有权限进行此操作。",
    "password_change_required": "首次登录请先修改密码。",
    "conflict": "内容已被他人更新，请刷新后再试。",
    "duplicate": "该内容已存在。",
    "database_unavailable": "数据服务暂时不可用，请稍后再试，您的操作没有生效。",
    "overloaded": "当前访问人数较多，请稍后再试。",
    "unavailable": "服务暂时不可用，请稍后再试。",
    "timeout": "处理超时，请稍后再试。",
    "internal": "系统出现问题，我们已记录，请稍后再试。",
    "too_many": "操作过于频繁，请 {retry_after} 秒后再试。",
    # Uploads.
    "not_multipart": "请以表单方式上传文件（multipart/form-data，字段名 file）。",
    "upload_limit": "上传过于频繁，请 {retry_after} 秒后再试。",
    "range_not_satisfiable": "请求的范围超出了文件大小。",
    # Signing in.
    "login_failed": "用户名或密码不正确。",
    "wechat_off": "本平台还没有接入微信。",
    "wechat_busy": "微信服务暂时不可用，请稍后再试。",
    "wechat_timeout": "微信没有及时回应，请稍后再试。",
    "wechat_refused": "微信没有接受这次请求，我们已记录，请稍后再试。",
    "wechat_too_often": "操作过于频繁，微信要求稍候，请 {retry_after} 秒后再试。",
    "wechat_blocked": "微信认为该账号存在风险，暂时不能登录，请在微信中查看账号安全提示。",
    "login_locked": "登录失败次数过多，请 {retry_after} 秒后再试。",
    "account_closed": "该账号已停用，请联系管理员。",
    "account_exists": "该用户名已被使用。",
    "last_admin": "这是最后一个管理员账号，不能停用。",
    "no_password": "该账号使用微信登录，没有密码。",
    "has_office": "您还担任职务，请先由上级解除职务，再注销账号。",
    # Being a villager, and acting for others.
    "binding_open": "您已提交过该村的绑定申请，请等待村干部确认。",
    "already_bound": "您已是该村村民。",
    "binding_state": "该绑定申请的状态已变化，请刷新后再试。",
    "too_many_open": "您还有 {most} 件申请未处理，请等待处理后再提交。",
    "delegation_open": "您已提交过同样的代办申请，请等待确认。",
    "delegation_state": "该代办申请的状态已变化，请刷新后再试。",
    "check_state": "这条内容已经审核过了。",
    # Feedback.
    "state_changed": "该诉求的状态已变化，请刷新后再试。",
    "not_your_case": "该诉求不在您的办理范围内。",
    "idempotency_mismatch": "同一个 Idempotency-Key 已用于另一份内容，请换一个。",
    "numbering_busy": "提交人数较多，请稍后再试，您的内容尚未提交。",
    "reopen_too_late": "答复已超过 {days} 天，不能再要求重办，请重新提交诉求。",
    "month_has_begun": "新规则只能从尚未开始的月份起执行。",
    "gone_up": "该诉求已提级，由上级受理；在上级签收前您仍可答复。",
    "going_up": "该诉求即将提级，不能暂停计时。",
    "return_nowhere": "该诉求已在最高一级，不能再退回。",
    "waiting_used_up": "等待反映人补充的时间（共 {days} 天）已用完。",
    "complex_before": "该诉求已认定为复杂事项。",
    "complex_emergency": "紧急诉求不能认定为复杂事项。",
    "extension_too_long": "最多还能延长 {days} 天。",
    "own_refusal": "不能撤销自己作出的不予受理决定，请由其他监督人员处理。",
    "rated_before": "您已经评价过了。",
    "not_asked": "目前没有需要您确认的回访。",
    "absence_over": "该不在岗登记已结束。",
    "contact_sealed": "反映人没有留电话，或身份已密封，不能查看联系方式。",
    # Publishing.
    "post_changed": "内容已被修改或状态已变化，请刷新后再试。",
    "post_withdrawn": "该内容已撤回。撤回原因：{reason}",
    "disclosure_changed": "公开事项已被修改或状态已变化，请刷新后再试。",
    "revision_exists": "该公开事项已有一份更正正在起草，或已被更正，请刷新后再试。",
    "same_person": "起草人不能发布自己起草的公开事项，请由村支书发布。",
}

FIELDS: dict[str, str] = {
    # Uploads.
    "file_type": "只能上传图片（JPEG、PNG、WebP）或文件（PDF、DOCX、XLSX）",
    "file_broken": "文件已损坏或不完整，请重新选择",
    "picture_broken": "图片已损坏或不完整，请重新拍摄或选择",
    "picture_animated": "不能上传动图，请选择静态图片",
    "picture_too_many_pixels": "图片尺寸太大，最多 {ten_thousands} 万像素",
    "no_file": "请选择要上传的文件（字段名 file）",
    "one_file": "一次只能上传一个文件",
    "multipart": "上传内容不完整或格式不正确，请重新上传",
    "media_unknown": "没有这个文件，或已过期，请重新上传",
    "media_repeated": "同一个文件重复了",
    "required": "必填",
    "too_short": "至少 {min_length} 个字",
    "too_long": "最多 {max_length} 个字",
    "too_few": "至少 {min_length} 项",
    "too_many_items": "最多 {max_length} 项",
    "too_small": "不能小于 {ge}",
    "too_big": "不能大于 {le}",
    "choice": "只能是：{expected}",
    "format": "格式不正确",
    "number": "必须是数字",
    "text": "必须是文字",
    "boolean": "必须是 true 或 false",
    "list": "必须是列表",
    "object": "必须是对象",
    "time": "时间格式不正确，应如 2026-01-31T08:00:00+08:00",
    "day": "日期格式不正确，应如 2026-01-31",
    "id": "编号格式不正确",
    "unknown_field": "不认识的字段",
    "cursor": "翻页标记无效，请从第一页重新开始",
    "json": "不是正确的 JSON：第 {column} 个字符附近有误",
    "password_weak": "密码至少 10 位，且不能太常见或与用户名相同",
    "password_wrong": "原密码不正确",
    "phone": "手机号格式不正确",
    "consent_version": "说明文本已更新，请重新阅读并同意",
    "not_bound": "您没有绑定该村，不能从该村更换",
    "wechat_code": "微信登录凭证无效或已过期，请重新进入小程序",
    "wechat_code_used": "微信登录凭证已经用过，请重新进入小程序",
    "topic_twice": "同一个主题只能出现一次",
    "place_unknown": "花括号里只能用：{names}",
    "channel_staff": "该受理渠道只能由村工作人员代为登记",
    "not_delegated": "您还没有获得代办授权，请先申请并由对方或村干部确认",
    "transfer_same": "该诉求已经在这里",
    "transfer_conflict": "涉及村干部的诉求不能转回本村",
    "no_such_desk": "该人员没有相应的岗位",
    "deputy_self": "代办人不能是本人或同一岗位",
    "days_order": "结束日期不能早于开始日期或今天",
    "day_twice": "同一天只能安排一次",
    "desk_empty": "该岗位目前没有人员，请选择其他岗位",
    "grant_level": "该角色不能授予这一级行政区划",
    "in_past": "必须是将来的时间",
    "target_outside": "不在本单位的管辖范围内",
    "division_unknown": "没有这个行政区划",
}


def sentence(code: str, values: dict[str, object]) -> str:
    """The sentence of an error."""
    return ERRORS[code].format(**values)


def field_sentence(code: str, values: dict[str, object]) -> str:
    """The sentence beside a wrong field."""
    return FIELDS[code].format(**values)
