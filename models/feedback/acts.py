"""What may be done with a case in which state, by whom: one table, from which all else follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from models.feedback.documents import ActName, State

# `handler`: who works at one of its desks; `reporter`: whose case it is; `monitor`: who watches
# over the village; `system`: the worker, when the time has come.
Who = Literal["handler", "reporter", "monitor", "system"]
# Whether the act needs words; `listed`: a reason of the fixed list.
Reason = Literal["none", "optional", "required", "listed"]


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the table. `moves` gives the states it may lead to; the first is the usual one.

    With `helps`, those from whom the case went up may still do it until the desk above accepts.
    """

    name: ActName
    who: Who
    moves: Mapping[State, tuple[State, ...]]
    reason: Reason
    says: str
    helps: bool = False

    @property
    def before(self) -> frozenset[State]:
        """The states in which it is allowed."""
        return frozenset(self.moves)


def _act(
    name: ActName, who: Who, moves: str, reason: Reason, says: str, *, helps: bool = False
) -> Act:
    """`assigned>accepted` moves, `assigned` stays; `accepted>accepted|assigned` may do either."""
    read: dict[State, tuple[State, ...]] = {}
    for move in moves.split():
        before, _, after = move.partition(">")
        read[cast("State", before)] = cast("tuple[State, ...]", tuple((after or before).split("|")))
    return Act(name, who, read, reason, says, helps)


ACTS: dict[ActName, Act] = {
    act.name: act
    for act in (
        _act("accept", "handler", "assigned>accepted", "none", "签收"),
        _act(
            "answer", "handler", "assigned>answered accepted>answered", "required", "答复",
            helps=True,
        ),
        _act(
            "explain", "handler", "assigned>explained accepted>explained", "required",
            "解释说明（无法解决）",
        ),
        _act("transfer", "handler", "assigned accepted>assigned", "required", "转办"),
        _act("return", "handler", "assigned accepted>assigned", "required", "退回"),
        _act("refuse", "handler", "assigned>refused accepted>refused", "listed", "不予受理"),
        _act(
            "correct", "handler", "assigned accepted>accepted|assigned waiting answered", "none",
            "更正标签",
        ),
        _act("ask", "handler", "accepted>waiting", "required", "请反映人补充"),
        _act("mark_complex", "handler", "assigned accepted", "required", "认定为复杂事项"),
        _act("extend", "handler", "assigned accepted", "required", "延期"),
        _act(
            "clarify", "reporter",
            "assigned accepted>assigned waiting>assigned joined>assigned|joined", "none",
            "说明是否涉及村干部",
        ),
        _act("reply", "reporter", "waiting>accepted", "required", "补充情况"),
        _act(
            "withdraw", "reporter",
            "assigned>withdrawn accepted>withdrawn waiting>withdrawn joined>withdrawn",
            "optional", "撤回",
        ),
        _act("rate", "reporter", "answered>closed explained closed", "optional", "评价"),
        _act(
            "reopen", "reporter", "answered>assigned closed>assigned explained>assigned",
            "required", "要求重办",
        ),
        _act("confirm", "reporter", "closed", "none", "确认仍已解决"),
        _act("urge", "monitor", "assigned accepted waiting", "required", "督办"),
        _act("overrule", "monitor", "refused>assigned", "required", "撤销不予受理"),
        _act("hand_over", "system", "assigned accepted>assigned waiting", "required", "交由代理人"),
        _act("yellow", "system", "assigned accepted", "none", "黄牌"),
        _act("red", "system", "assigned accepted", "none", "红牌"),
        _act("escalate", "system", "assigned accepted>assigned", "required", "提级"),
        _act("urge_missed", "system", "assigned accepted", "none", "督办逾期"),
        _act("resume", "system", "waiting>accepted", "none", "补充期满，继续计时"),
        _act("lapse", "system", "answered>closed", "none", "逾期未评价，办结"),
        _act("follow_up", "system", "closed", "none", "回访"),
        _act("join", "handler", "assigned>joined accepted>joined", "required", "并入同类诉求"),
        _act("split", "handler", "joined>assigned", "required", "从并案中拆分"),
        _act("differ", "reporter", "joined>assigned", "optional", "说明不是同一件事"),
        _act("release", "system", "joined>assigned", "none", "并案解除，恢复办理"),
    )
}  # fmt: skip

# Why a case may be refused; the sentence tells where else to turn (reference: 国办发 2020 第 53 号,
# 潍坊12345条例 19). There is no other reason.
REFUSALS: dict[str, str] = {
    "emergency_line": "属于紧急求助，请立即拨打 110、119、120 或 122",
    "litigation": "已进入或应当通过诉讼、仲裁途径解决，请向人民法院或仲裁机构提出",
    "discipline": "属于纪检监察事项，请拨打 12388 或向上级纪检监察机关反映",
    "review": "属于行政复议事项，请向行政复议机关提出",
    "disclosure_request": "属于政府信息公开申请，请向乡镇人民政府提出申请",
    "petition": "已在信访渠道办理，请向受理的信访机构查询",
    "done_before": "同一事项已办理或正在办理，没有新的事实和理由",
    "secret": "涉及国家秘密、商业秘密或他人隐私",
    "outside_duty": "不属于村和乡镇职责，请向有关主管部门或 12345 热线反映",
    "unlawful": "诉求违反法律法规或公序良俗",
}
