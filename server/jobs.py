"""Which function runs a job of which kind, and which routines look for what has become due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.checking import end_late
from handlers.publishing_gate import Gate
from handlers.wechat import WeChat
from models.catalogue import CalendarRules
from models.deadlines import DeadlineRules
from models.demands import REACHED
from models.inquiries import InquiryRules
from models.notice_times import NoticeTimes
from models.outbox import Job
from models.store import Store
from server.analysis import read_case
from server.announcing import Announcements
from server.casework import Casework
from server.channels import Channel
from server.content import content_functions
from server.demands import DemandWork
from server.disclosing import DisclosureWork
from server.handovers import Handovers
from server.inquiries import InquiryWork
from server.joining import JoinedCases
from server.notifying import Notifications
from server.obligations import ObligationWork
from server.posting import PostWork
from server.pushes import push_functions
from server.receiving import keep_receipt
from server.recording import Recording
from server.reports import Reporting
from server.rollups import Counting
from server.texting import send_nothing
from server.wechat import NullWeChat
from server.weeks import count_week
from server.worker import JobFunction, Routine

NO_WECHAT = NullWeChat(allow=False)
BY_DEFAULT = CalendarRules()
USUAL_INQUIRIES = InquiryRules()
ANY_TIME = NoticeTimes(quiet_from_hour=0, quiet_until_hour=0)


def job_functions(
    store: Store,
    rules: DeadlineRules,
    wechat: WeChat = NO_WECHAT,
    calendar: CalendarRules = BY_DEFAULT,
    times: NoticeTimes = ANY_TIME,
    channels: Sequence[Channel] = (),
) -> Mapping[str, JobFunction]:
    """Kind -> idempotent function; a job whose kind is missing here fails and is shown as dead.

    A job that raises is tried again later: what must not be done twice is asked of WeChat once.
    """

    obligations = ObligationWork(store, calendar)
    joined = JoinedCases(store, rules)
    demands = DemandWork(store, calendar)

    async def published(job: Job) -> None:
        await obligations.meet(job)
        await demands.meet(job)

    async def read_feedback(job: Job) -> None:
        # First: it is quick, and somebody may wait for it.
        await keep_receipt(store, job)
        await read_case(store, job.payload["case"])

    async def count_cases(job: Job) -> None:
        await count_week(store, job.payload["division"], job.payload["day"])

    return {
        **content_functions(store, wechat),
        **push_functions(store),
        **Notifications(store, times, channels).functions(),
        **Announcements(store).functions(),
        "sms": send_nothing,
        "feedback.read": read_feedback,
        "feedback.followers": joined.tell,
        "feedback.release": joined.release,
        "weeks.count": count_cases,
        "report": Reporting(store).make,
        "obligations.generate": obligations.generate,
        "chain.record": Recording(store).record,
        "disclosure.mark": DisclosureWork(store, calendar).mark,
        "disclosure.published": published,
        REACHED: demands.record,
    }


def routines(store: Store) -> Mapping[str, Routine]:
    """Name -> a look for what has become due; returns how much it did."""

    async def end_late_checks() -> int:
        return await end_late(store)

    return {
        "checks": end_late_checks,
        "media": store.media.expire,
        "rollups": Counting(store).look,
        "reports": Reporting(store).look,
        "chains": Recording(store).look,
    }


def all_routines(
    store: Store,
    rules: DeadlineRules,
    calendar: CalendarRules | None = None,
    inquiries: InquiryRules = USUAL_INQUIRIES,
    gate: Gate | None = None,
) -> Mapping[str, Routine]:
    """The same with those that need the rules of time: what a worker runs.

    Without `calendar` nobody has the obligations of the year ahead made.
    """
    obligations = ObligationWork(store, calendar or BY_DEFAULT)
    ahead = {"calendar": obligations.plan} if calendar is not None else {}
    return {
        "cases": Casework(store, rules).look,
        "handovers": Handovers(store, rules).look,
        "inquiries": InquiryWork(store, inquiries).look,
        "obligations": obligations.look,
        "posts": PostWork(store, gate).look,
        "disclosures": DisclosureWork(store, calendar or BY_DEFAULT, gate).look,
        **ahead,
        **routines(store),
    }
