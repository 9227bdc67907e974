"""How a case looks on the wire: to its reporter, to who handles it, and as a line in a list."""

from __future__ import annotations

from datetime import datetime

from models.base import CHINA, Day, Id, Instant, Page, Value
from models.desks import Desk, role_at
from models.feedback import Feedback, Found, Rating
from models.feedback.documents import ActName, Card, EvidenceView, State, Visibility
from models.feedback.history import entries_for
from models.feedback.writing import open_acts
from models.viewers import Viewer

TITLES = {
    "secretary": "村支书",
    "clerk": "村文书",
    "grid_worker": "网格员",
    "monitor": "乡镇监督员",
    "county": "县级管理员",
}
ROUTES = {
    "conflict_of_interest": "反映的是村干部的问题，由{handler}直接受理，本村干部看不到。",
    "possible_conflict": "可能涉及村干部，先由{handler}受理，本村干部看不到；请您确认。",
    "reporter_is_secretary": "您本人是村支书，由{handler}受理。",
    "no_secretary": "本村暂无在任村支书，由{handler}受理。",
    "secretary_away": "村支书不在岗，由{handler}代为受理。",
    "danger": "涉及人身或财产安全，同时通知村支书和乡镇。",
    "mapped": "按本村分工，由{handler}受理。",
    "village_secretary": "由本村村支书受理。",
}
ASSIGNED = "您的诉求已收到，由{handler}办理，最迟{accept}前签收、{answer}前答复。"
ACCEPTED = "您的诉求正由{handler}办理，最迟{answer}前答复。"
OTHERWISE: dict[State, str] = {
    "waiting": "办理人员在等您补充情况，您回复后继续计时。",
    "answered": "您的诉求已答复，请评价是否解决；未解决可以要求重办。",
    "explained": "您的诉求已作说明，请查看依据和下一步渠道。",
    "closed": "您的诉求已办结。",
    "refused": "您的诉求未予受理，请查看原因和其他渠道。",
    "withdrawn": "您已撤回该诉求。",
    "joined": "您的诉求已与同类诉求合并办理，答复时一并通知您；如不是同一件事，可说明后单独办理。",
}
EMERGENCY_LINES = ("110", "119", "120")
EXCERPT = 60


class Handler(Value):
    """Who has the case: the desk, and what it is called."""

    desk: Desk
    title: str


class RouteView(Value):
    """Why the case lies where it lies: the rule, its sentence, and the report's words for it."""

    rule: str
    text: str
    words: tuple[str, ...]


class DueView(Value):
    """By when the case is accepted and answered."""

    accept_by: Instant
    answer_by: Instant


class EntryView(Value):
    """One act in the history, as everybody who may see the case reads it."""

    at: Instant
    act: str
    role: str
    name: str
    before: State | None
    after: State
    note: str
    pictures: tuple[Id, ...]
    desk: Desk | None
    due_at: Instant | None
    rating: Rating | None


class UrgeView(Value):
    """A monitor's urging: by when the case must be answered, and why."""

    at: Instant
    until: Instant
    note: str


class ExclusionView(Value):
    """Why the case does not count in the rates, once a second person has confirmed it."""

    reason: str
    by_name: str
    at: Instant
    confirmed_by_name: str | None
    confirmed_at: Instant | None


class CaseView(Value):
    """A whole case. `card` is what its owner has been shown in the step that runs.

    `call_first` are the numbers to call at once in an emergency. `ask_about_cadres` is true while
    the reporter should say whether the case accuses the village's cadres. `reporter_name` is null
    where the reporter's identity is sealed.
    `promise` says in plain words by when who does what; `may` is what the reader may do with it as
    it is. `receipt` is the code of who has no account, shown once when the case is filed.
    """

    id: Id
    case_no: str
    division: str
    state: State
    version: int
    title: str
    text: str
    pictures: tuple[Id, ...]
    place: str
    visibility: Visibility
    channel: str
    reporter_name: str | None
    has_phone: bool
    category: str | None
    topics: tuple[str, ...]
    urgency: str
    found: Found
    corrected: bool
    handler: Handler
    route: RouteView
    hidden_from_village: bool
    due: DueView
    due_at: Instant | None
    call_first: tuple[str, ...]
    ask_about_cadres: bool
    created_at: Instant
    accepted_at: Instant | None
    answered_at: Instant | None
    closed_at: Instant | None
    answer: str
    answer_pictures: tuple[Id, ...]
    legal_basis: str
    next_body: str
    rating: Rating | None
    closed_as: str | None
    followed_up_at: Instant | None
    still_solved: bool | None
    card: Card | None
    complex: bool
    extended_days: int
    waiting_since: Instant | None
    urge: UrgeView | None
    escalations: int
    transfers: int
    returns: int
    reopenings: int
    exclusion: ExclusionView | None
    people_count: int
    entries: tuple[EntryView, ...]
    promise: str
    may: tuple[ActName, ...]
    receipt: str | None = None


class CaseLine(Value):
    """A case in a list."""

    id: Id
    case_no: str
    division: str
    state: State
    title: str
    category: str | None
    topics: tuple[str, ...]
    urgency: str
    handler: Handler
    hidden_from_village: bool
    due_at: Instant | None
    created_at: Instant
    card: Card | None
    urge: UrgeView | None
    escalations: int
    transfers: int
    reopenings: int
    exclusion: ExclusionView | None


class AlreadyReported(Value):
    """What a villager is told of a similar case of the own village; `id` is for saying "me too"."""

    id: Id
    filed_on: Day
    topics: tuple[str, ...]
    state: State


class Preview(Value):
    """What would be found in a report, before it is filed."""

    found: Found
    words: tuple[EvidenceView, ...]
    route: str
    call_first: tuple[str, ...]
    ask_about_cadres: bool
    already_reported: tuple[AlreadyReported, ...]


def handler_of(desk: Desk) -> Handler:
    """The desk with its title."""
    return Handler(desk=desk, title=TITLES[role_at(desk)])


def promise(case: Feedback, handler: Handler) -> str:
    """What is said to the reporter in plain words: who has it, and by when they hear of it."""
    if case.state == "assigned":
        return ASSIGNED.format(handler=handler.title, accept=_spoken(case.due.accept_by),
                               answer=_spoken(case.due.answer_by))  # fmt: skip
    if case.state == "accepted":
        return ACCEPTED.format(handler=handler.title, answer=_spoken(case.due.answer_by))
    return OTHERWISE[case.state]


def _spoken(at: datetime) -> str:
    """`11月28日18:30`, by China's clock."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def case_view(case: Feedback, viewer: Viewer) -> CaseView:
    """The case as this viewer may read it: sealed means without the name, but to its owner."""
    handler = handler_of(case.desk)
    sealed = case.visibility == "sealed" and not case.is_owned_by(viewer.account)
    shown = {name: getattr(case, name) for name in CaseView.model_fields if hasattr(case, name)}
    return CaseView.model_validate(
        {
            **shown,
            "reporter_name": None if sealed else case.reporter_name,
            "has_phone": case.phone is not None,
            "handler": handler,
            "route": RouteView(
                rule=case.route.rule,
                text=ROUTES[case.route.rule].format(handler=handler.title),
                words=case.route.words,
            ),
            "promise": promise(case, handler),
            "may": open_acts(case, viewer),
            "entries": entries_for(case, viewer),
            "hidden_from_village": case.hidden,
            "call_first": EMERGENCY_LINES if case.urgency == "emergency" else (),
            "ask_about_cadres": case.route.rule == "possible_conflict",
        }
    )


def as_filed(case: Feedback) -> Feedback:
    """The case as it was when it was filed: nothing of what became of it."""
    before: dict[str, object] = {
        "state": "assigned",
        "version": 1,
        "answer": "",
        "answer_pictures": (),
        "rating": None,
        "accepted_at": None,
        "answered_at": None,
        "closed_at": None,
        "transfers": 0,
        "reopenings": 0,
        "entries": case.entries[:1],
        "desk": case.entries[0].desk or case.desk,
    }
    return case.model_copy(update=before)


def case_lines(page: Page[Feedback]) -> Page[CaseLine]:
    """A page of cases as lines."""
    return Page(tuple(case_line(case) for case in page.items), page.next)


def case_line(case: Feedback) -> CaseLine:
    """The case as a line; a case without a title shows how its text begins."""
    shown = {name: getattr(case, name) for name in CaseLine.model_fields if hasattr(case, name)}
    return CaseLine.model_validate(
        {
            **shown,
            "title": case.title or case.text[:EXCERPT],
            "handler": handler_of(case.desk),
            "hidden_from_village": case.hidden,
        }
    )
