"""Messages out of the app: who gets which when, what is counted, and what a failure does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.notices import TEXTS, acting, notify
from models.accounts import Account, Grant
from models.base import CHINA
from models.notice_times import NoticeTimes
from models.outbox import Event
from server.channels import Outgoing
from server.jobs import all_routines, job_functions
from server.worker import NotYet, Worker
from tests.factories import OUTSIDE, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import DANGER, LAMP, PATH

NOBODY_SLEEPS = NoticeTimes(quiet_from_hour=0, quiet_until_hour=0)


class FakeChannel:
    """Takes down what it is given; `broken` or not ready (`waits`) so many times first."""

    name = "fake"

    def __init__(self) -> None:
        self.sent: list[tuple[str, Outgoing]] = []
        self.broken = self.waits = 0

    async def send(self, account: Account, message: Outgoing) -> bool:
        if self.broken:
            self.broken -= 1
            raise ConnectionError("away")
        if self.waits:
            self.waits -= 1
            raise NotYet(60)
        self.sent.append((account.name, message))
        return True

    @property
    def kinds(self) -> Sequence[str]:
        return [message.kind for _, message in self.sent]


@pytest.fixture
def channel():
    return FakeChannel()


@pytest.fixture
def working(store, settings, channel):
    """A worker with the channel, and with these hours."""

    def one(times: NoticeTimes = NOBODY_SLEEPS) -> Worker:
        functions = job_functions(store, settings.deadlines, times=times, channels=[channel])
        return Worker(store, settings, functions, all_routines(store, settings.deadlines))

    return one


async def answered(api, make) -> dict:
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    await api("POST", f"/feedback/{case['id']}/answer", {"text": "已修好"}, role="secretary")
    return case


async def lines(api) -> dict:
    reply = await api("GET", f"/divisions/{TOWNSHIP}/sendings", role="monitor")
    return {(x["channel"], x["kind"]): x for x in reply.json["lines"]}


async def test_a_villager_is_told_outside_of_the_app_and_the_text_says_nothing(
    api, make, working, channel
):
    case = await answered(api, make)
    await working().until_idle()
    assert channel.kinds == ["feedback.answered"]
    ((name, message),) = channel.sent
    assert name == (await make.the("villager")).name
    for secret in ("路灯", case["case_no"], "已修好"):
        assert secret not in message.text
    counted = await lines(api)
    assert counted["fake", "feedback.answered"]["sent"] == 1
    assert counted["inbox", "feedback.answered"]["sent"] == 1


async def test_a_muted_kind_stays_in_the_app(api, make, working, channel):
    muted = {"follow_up": True, "muted": ["feedback.answered"]}
    await make.village()
    assert (await api("PUT", "/me/preferences", muted, role="villager")).json == muted
    await answered(api, make)
    await working().until_idle()
    assert channel.sent == []
    assert (await lines(api))["fake", "feedback.answered"]["skipped"] == 1
    assert (await api("GET", "/me/messages/unread", role="villager")).json == {"unread": 1}
    danger = {"follow_up": True, "muted": ["feedback.danger"]}
    assert (await api("PUT", "/me/preferences", danger, role="villager")).status == 422


async def test_cadres_get_what_does_not_hurry_as_one_message_a_day(
    api, make, working, channel, clock
):
    await make.village()
    for _ in range(3):
        await api("POST", PATH, LAMP, role="villager")
    await working().until_idle()
    assert channel.sent == []
    clock.forward(timedelta(days=1))
    await working().until_idle()
    digests = [message.text for _, message in channel.sent if message.kind == "digest"]
    assert digests[0].startswith("您有 3 条")


async def test_danger_wakes_people_and_nothing_else_does(api, make, working, channel, clock):
    await make.village()
    local = clock().astimezone(CHINA)
    midnight = local.replace(hour=23, minute=30) + timedelta(days=1)
    clock.forward(midnight - local)
    make.sign_in_again()
    case = (await api("POST", PATH, DANGER, role="villager")).json
    await api("POST", f"/feedback/{case['id']}/answer", {"text": "已到场"}, role="secretary")
    await working(NoticeTimes()).until_idle()
    assert set(channel.kinds) == {"feedback.danger"}
    clock.forward(timedelta(hours=8))
    await working(NoticeTimes()).until_idle()
    assert "feedback.answered" in channel.kinds


async def test_a_channel_that_fails_is_counted_and_tried_again_once_it_is_back(
    api, make, working, channel, clock, caplog
):
    await answered(api, make)
    channel.broken = 1
    worker = working()
    await worker.until_idle()
    assert channel.sent == []
    clock.forward(timedelta(seconds=5))
    await worker.until_idle()
    assert channel.kinds == ["feedback.answered"]
    counted = (await lines(api))["fake", "feedback.answered"]
    assert (counted["failed"], counted["sent"]) == (1, 1)
    assert [r.getMessage() for r in caplog.records if r.levelname == "WARNING"] == ["job failed"]
    caplog.clear()


async def test_what_never_goes_through_is_a_dead_letter(
    make, store, settings, working, channel, clock, caplog
):
    person, channel.broken = await make.account("villager"), 99
    payload = {"account": person.id, "kind": "feedback.answered", "text": "…", "about": ""}
    await store.jobs.enqueue("message", str(Event(kind="message").id), payload)
    for _ in range(settings.job_tries + 1):
        await working().until_idle()
        clock.forward(timedelta(hours=2))
    (dead,) = await store.jobs.by_state("dead")
    assert (dead.kind, dead.tries) == ("notify", settings.job_tries)
    caplog.clear()


async def test_no_kind_of_message_tells_somebody_of_what_they_did_themselves(
    make, store, working, channel
):
    me, other = [await make.account("villager") for _ in range(2)]
    with acting(me.id):
        told = [event for kind in TEXTS for event in notify(kind, [me.id, other.id], "feedback/1")]
    for event in told:
        await store.jobs.enqueue(event.kind, str(event.id), event.payload)
    await working().until_idle()
    assert (await store.messages.of_account(me.id)).items == ()
    heard = (await store.messages.of_account(other.id, limit=100)).items
    assert {message.kind for message in heard} == set(TEXTS)
    assert {name for name, _ in channel.sent} == {other.name}


def test_every_message_is_made_where_who_acts_is_noted():
    for package in ("handlers", "server"):
        for file in Path(package).rglob("*.py"):
            made = '"text": TEXTS' in file.read_text(encoding="utf-8")
            assert made == (file == Path("handlers/notices.py")), file


async def test_whoever_answers_what_they_follow_themselves_is_not_told(api, make, store, working):
    await make.village()
    both = tuple(Grant(role=role, division=VILLAGE) for role in ("villager", "secretary"))
    token = await make.token_of(account := await make.account("villager", grants=both))
    case = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    await api("PUT", f"/villages/{VILLAGE}/reported/{case}/me-too", token=token)
    await api("POST", f"/feedback/{case}/answer", {"text": "已修好"}, token=token)
    await working().until_idle()
    kinds = [message.kind for message in (await store.messages.of_account(account.id)).items]
    assert "feedback.followed_answered" not in kinds
    villager = await make.the("villager")
    assert await store.messages.unread(villager.id) == 1


async def test_what_must_wait_is_no_failed_attempt(api, make, working, channel, clock):
    await answered(api, make)
    channel.waits = 2
    for _ in range(3):
        await working().until_idle()
        clock.forward(timedelta(minutes=5))
    make.sign_in_again()
    (counted,) = [x for x in (await lines(api)).values() if x["channel"] == "fake"]
    assert (counted["sent"], counted["failed"], counted["skipped"]) == (1, 0, 0)


async def test_the_receipt_with_the_due_time_is_there_later_and_calls_nobody(
    api, make, working, channel
):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    await working().until_idle()
    (kept,) = (await api("GET", "/me/messages", role="villager")).json["items"]
    assert (kept["kind"], kept["text"]) == ("feedback.received", case["promise"])
    assert "前答复" in kept["text"]
    assert kept["about"] == f"feedback/{case['id']}"
    assert (await api("GET", "/me/messages/unread", role="villager")).json == {"unread": 0}
    assert channel.sent == []


async def test_without_an_account_the_receipt_is_the_first_line_of_the_talk(api, make, working):
    await make.village()
    filed = (await api("POST", f"{PATH}/anonymous", LAMP)).json
    code = {"code": filed["receipt"]}
    await api("POST", "/receipts/talk", code | {"text": "小卖部门口那一盏"})
    for _ in range(2):
        await working().until_idle()
    talk = (await api("POST", "/receipts", code)).json["talk"]
    assert [(line["side"], line["text"]) for line in talk] == [
        ("system", filed["promise"]),
        ("reporter", "小卖部门口那一盏"),
    ]


async def test_nobody_is_told_of_their_own_act(api, make, working, channel):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="secretary")).json
    await api("POST", f"/feedback/{case['id']}/withdrawal", {}, role="secretary")
    await working().until_idle()
    assert (await api("GET", "/me/messages/unread", role="secretary")).json == {"unread": 0}


async def test_a_notice_that_asks_for_confirmation_is_told_to_each_resident_once(
    make, store, working
):
    await make.village()
    residents = [await make.the("villager"), await make.account("villager")]
    elsewhere = await make.account("villager", OUTSIDE)
    post = await make.post(asks_confirmation=True, targets=(TOWNSHIP,), division=TOWNSHIP)
    await make.post("普通消息")
    for _ in range(2):
        await working().until_idle()
    for person in residents:
        page = await store.messages.of_account(person.id)
        assert [(m.kind, m.about) for m in page.items] == [("post.published", f"posts/{post.id}")]
    assert await store.messages.unread(elsewhere.id) == 0


async def test_counts_are_for_the_area_of_who_asks(api, make, working):
    await answered(api, make)
    await working().until_idle()
    assert (await api("GET", f"/divisions/{VILLAGE}/sendings", role="secretary")).status == 403
    outside = await api(
        "GET", f"/divisions/{TOWNSHIP}/sendings", role="monitor", division="330825102"
    )
    assert outside.status == 403


@pytest.mark.parametrize(
    ("hour", "until"), [(21, 21), (22, 31), (23, 31), (0, 7), (6, 7), (7, 7), (12, 12)]
)
def test_quiet_hours_end_in_the_morning(hour, until):
    day = datetime(2026, 11, 2, tzinfo=CHINA)
    assert NoticeTimes().after_quiet(day + timedelta(hours=hour)) == day + timedelta(hours=until)
