"""What may be done with a case in which state, by whom: one table, from which all else follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.feedback.documents import ActName, State

Who = Literal["handler", "reporter"]


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the table; `after` None leaves the state as it is."""

    name: ActName
    who: Who
    before: frozenset[State]
    after: State | None
    says: str


def _act(name: ActName, who: Who, before: str, after: State | None, says: str) -> Act:
    states: frozenset[State] = frozenset(before.split("|"))  # type: ignore[arg-type]  # literals
    return Act(name, who, states, after, says)


ACTS: dict[ActName, Act] = {
    act.name: act
    for act in (
        _act("accept", "handler", "assigned", "accepted", "签收"),
        _act("answer", "handler", "assigned|accepted", "answered", "答复"),
        _act("transfer", "handler", "assigned|accepted", "assigned", "转办"),
        _act("refuse", "handler", "assigned|accepted", "refused", "不予受理"),
        _act("correct", "handler", "assigned|accepted|answered", None, "更正标签"),
        _act("clarify", "reporter", "assigned|accepted", "assigned", "说明是否涉及村干部"),
        _act("withdraw", "reporter", "assigned|accepted", "withdrawn", "撤回"),
        _act("rate", "reporter", "answered", "closed", "评价"),
        _act("reopen", "reporter", "answered|closed", "assigned", "要求重办"),
    )
}

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
