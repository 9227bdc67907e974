"""The in-app messages that acts cause: kinds and sentences. Nothing sensitive stands in them.

Who acts is noted once for each request (`act_as`) and stands in every message that the act causes:
whoever delivers it leaves them out, so that no act has to think of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from bson import ObjectId

from models.feedback import Feedback
from models.outbox import Event

# Somebody may be hurt: that is told at once and by every way, whatever anybody wishes.
DANGER = "feedback.danger"
# A message is read on a locked screen, in a family, in an office: it says that there is
# something, never what it is about.
TEXTS: dict[str, str] = {
    "feedback.assigned": "您有一件新的村民诉求待签收。",
    DANGER: "您有一件紧急诉求，请立即处理。",
    "feedback.transferred": "有一件诉求转给了您，请及时签收。",
    "feedback.reopened": "有一件诉求被要求重办，请及时签收。",
    "feedback.accepted": "您反映的事项已被签收，正在办理。",
    "feedback.answered": "您反映的事项有了答复，请查看并评价。",
    "feedback.refused": "您反映的事项未予受理，请查看原因和其他渠道。",
    "feedback.moved": "您反映的事项已转由其他人员办理。",
    "feedback.remark": "您的诉求有一条新的留言，请查看。",
    "feedback.rated": "村民评价了您的答复。",
    "feedback.returned": "有一件诉求被退回，请重新处理。",
    "feedback.explained": "您反映的事项有了说明，请查看依据和下一步渠道。",
    "feedback.asked": "办理人员需要您补充情况，请查看并回复。",
    "feedback.replied": "村民补充了情况，请继续办理。",
    "feedback.extended": "您反映的事项需要更多时间办理，请查看原因和新的期限。",
    "feedback.urged": "有一件诉求被督办，请在期限内答复。",
    "feedback.filed_for_you": "村里工作人员受您委托登记了一件诉求，请核对。",
    "feedback.identity_opened": "上级经说明理由查看了您密封的身份，理由记在诉求里。",
    "post.published": "有一则通知需要您确认，请查看。",
    "post.held_back": "有一篇定时发布的新闻或通知没有发出，请检查个人信息后重新发布。",
    "echo.asked": "您的诉求拟在回音壁公开（已隐去个人信息），请查看是否同意。",
    "echo.removed": "您在回音壁的内容已被移除，请查看原因。",
    "feedback.joined": "您反映的事项已与同类诉求合并办理，答复时会一并通知您。",
    "feedback.followed_answered": "您附议或合并办理的事项有了答复，请查看。",
    "feedback.followed_ended": "您附议的事项不再合并办理，如仍需解决请您单独反映。",
    "feedback.overruled": "上级撤销了一件不予受理的决定，请及时签收。",
    "feedback.resumed": "您反映的事项已重新受理。",
    "feedback.due_soon": "有一件诉求临近期限（黄牌），请尽快办理。",
    "feedback.overdue": "有一件诉求已超期（红牌），请立即办理。",
    "feedback.gone_up": "有一件诉求提级到您这里，请及时签收。",
    "feedback.went_up": "您反映的事项已提级，由上级督促办理。",
    "feedback.wait_over": "补充情况的期限已过，有一件诉求恢复计时。",
    "feedback.lapsed": "您反映的事项因逾期未评价已办结，如未解决仍可要求重办。",
    "feedback.still_solved": "您反映的事项现在仍然解决了吗？请告诉我们。",
    "feedback.handed_over": "有同事不在岗，一件诉求交由您代办，请及时签收。",
    "absence.deputy": "有同事休假，指定由您代办其诉求，请留意。",
    "disclosure.to_review": "有一份公开事项待您审核。",
    "disclosure.to_approve": "有一份公开事项已审核，待您批准公开。",
    "disclosure.sent_back": "您起草的公开事项被退回，请按意见修改后重新提交。",
    "disclosure.out": "您起草的公开事项已公开。",
    "disclosure.review_late": "有一份公开事项超过期限未审核，请尽快审核。",
    "disclosure.review_up": "有一份公开事项村里逾期未审核，转由您审核。",
    "obligation.near": "有应公开事项即将到期（黄牌），请按时公开。",
    "obligation.overdue": "有应公开事项已逾期未公开（红牌），请立即公开。",
    "obligation.overdue_below": "辖区内有村的应公开事项逾期未公开，请督促。",
    "inquiry.asked": "有村民对公开事项提问，请按时答复。",
    "inquiry.challenged": "有村民质疑公开事项的真实性，请核实。",
    "inquiry.due_soon": "有一条村民提问临近答复期限（黄牌），请尽快答复。",
    "inquiry.gone_up": "有一条村民提问逾期未答复，转由您督促答复。",
    "inquiry.went_up": "您的提问逾期未获答复，已转由上一级督促答复。",
    "inquiry.overdue": "有一条村民提问已逾期未答复（红牌），请立即答复。",
    "inquiry.answered": "您的提问有了答复，请查看。",
    "inquiry.objected": "有村民对一条提问的答复不满意，请重新答复。",
    "inquiry.untrue": "一项公开内容经核实与事实不符，请及时更正。",
    "demand.reached": "有村民联名要求公开的事项达到人数，已列为应公开任务，请按时公开。",
    "demand.reached_below": "辖区内有村民联名要求公开的事项达到人数，请督促按时公开。",
    "binding.asked": "有村民申请绑定本村，请核实。",
    "binding.confirmed": "您的村民绑定申请已通过。",
    "binding.declined": "您的村民绑定申请未通过，请查看原因。",
    "binding.ended": "您与一个村的绑定已解除，请查看原因。",
    "delegation.asked": "有家人申请代您办事，请查看是否同意。",
    "delegation.to_decide": "有村民申请代家人办事，请核实。",
    "delegation.confirmed": "一项代办授权已生效。",
    "delegation.declined": "您的代办申请未通过，请查看原因。",
    "delegation.revoked": "一项代办授权已解除。",
    "content.review": "有一条村民发布的内容待审核。",
    "content.passed": "您发布的内容已通过审核。",
    "content.refused": "您发布的内容未通过审核，请查看原因。",
}

# Whoever acts in this request or job; each request has a context of its own.
_actor: ContextVar[ObjectId | None] = ContextVar("actor", default=None)


def act_as(account: ObjectId | None) -> None:
    """Notes who acts from here on in this request."""
    _actor.set(account)


def who_acts() -> ObjectId | None:
    """Who acts, for what follows in a job of its own; None for nobody and for the worker."""
    return _actor.get()


@contextmanager
def acting(account: ObjectId) -> Iterator[None]:
    """The same for a while: a worker that does what somebody said in a chat."""
    token = _actor.set(account)
    try:
        yield
    finally:
        _actor.reset(token)


def message(kind: str, person: ObjectId, about: str, by: ObjectId | None = None) -> dict[str, Any]:
    """The payload of a message about what `by` did; it is never delivered to themselves."""
    payload = {"account": person, "kind": kind, "text": TEXTS[kind], "about": about}
    return payload if by is None else {**payload, "by": by}


def notify(kind: str, people: Iterable[ObjectId], about: str) -> tuple[Event, ...]:
    """One message event for each of the people, to be stored with the change that causes them."""
    by = who_acts()
    return tuple(
        Event(kind="message", payload=message(kind, person, about, by))
        for person in dict.fromkeys(people)
    )


def recount(case: Feedback) -> Event:
    """The event after which the figures of the case's week are counted anew."""
    return Event(kind="weeks.count", payload={"division": case.division, "day": case.filed_on})
