"""The content check: what others will see is shown after WeChat, or a person, has passed it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bson import ObjectId

from handlers.checking import content_event, record_media_result
from handlers.checks import ticket_url
from models.base import Collection, Document
from models.content import Content, Rendering
from models.outbox import EVENTS_INDEX, Event
from nlp.forbidden import forbidden_label
from server.content import content_functions
from server.worker import Worker
from tests.factories import TOWNSHIP, VILLAGE
from tests.fakes.wechat import Fault
from tests.fakes.wechat_push import media_event

BASE = "https://village.example"


class Note(Document):
    """Something that a villager writes for others."""

    shown: bool | None = None
    reason: str = ""
    events: tuple[Event, ...] = ()


class Notes(Collection[Note]):
    """Stands for every collection that shows such content."""

    name = "notes_of_tests"
    document = Note
    indexes = (EVENTS_INDEX,)

    async def content_checked(self, document_id, *, passed, reason):
        change = {"$set": {"shown": passed, "reason": reason}}
        await self.raw.update_one({"_id": document_id}, change)


@pytest.fixture
def notes(store, server, io_loop):
    """A collection of such content, known to the store for this test."""
    store.notes_of_tests = Notes(store.db, server.clock)
    io_loop.run_sync(store.notes_of_tests.ensure_indexes)
    yield store.notes_of_tests
    io_loop.run_sync(lambda: store.notes_of_tests.raw.drop())
    del store.notes_of_tests


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    yield
    caplog.clear()


@pytest.fixture
def hand_in(notes, wechat, make, worker, store, server, settings):
    """Stores a note with its event, lets the worker work, and gives the note as it then is."""
    check = content_functions(
        store,
        server.services.wechat,
        lambda medium: ticket_url(BASE, server.services.vault, store.now(), medium),
    )
    worker = Worker(store, settings, {**worker._functions, **check}, worker._routines)

    async def hand_in(text="村里的桃花开了", pictures=(), visited=True):
        author = await make.account("villager", openid=wechat.openid(str(ObjectId())))
        if visited:
            wechat.visits[author.openid] = wechat.clock()
        note = Note()
        event = content_event(f"notes_of_tests/{note.id}", VILLAGE, author.id, text, pictures)
        await notes._insert(note.model_copy(update={"events": (event,)}))
        await worker.until_idle()
        return note.id, author

    hand_in.worker = worker
    return hand_in


async def test_what_wechat_passes_is_shown(hand_in, notes, wechat):
    note, _ = await hand_in()
    assert (await notes.get(note)).shown is True
    assert wechat.count("check_text") == 1


async def test_what_wechat_calls_risky_is_refused_with_a_reason(hand_in, notes, store):
    note, author = await hand_in("快来参加涉赌广告")
    found = await notes.get(note)
    assert (found.shown, bool(found.reason)) == (False, True)
    told = await store.messages.of_account(author.id)
    assert [message.kind for message in told.items] == ["content.refused"]


async def test_what_wechat_is_unsure_of_waits_for_a_person_of_the_township(
    hand_in, notes, api, make
):
    monitor = await make.the("monitor")
    note, _ = await hand_in("疑似广告")
    assert (await notes.get(note)).shown is None
    told = await make.store.messages.of_account(monitor.id)
    assert [message.kind for message in told.items] == ["content.review"]
    queue = (await api("GET", f"/divisions/{TOWNSHIP}/checks", role="monitor")).json["items"]
    assert [(check["text"], check["parts"][0]["finding"]) for check in queue] == [
        ("疑似广告", "review")
    ]


@pytest.mark.parametrize(
    "fault", [Fault("reset"), Fault("http"), Fault(errcode=-1), Fault(errcode=45009)]
)
async def test_while_wechat_is_away_local_words_and_a_person_decide(
    hand_in, notes, store, wechat, fault
):
    wechat.fail("check_text", fault, times=-1)
    harmless, _ = await hand_in()
    assert (await notes.get(harmless)).shown is None
    forbidden, _ = await hand_in("代 开-发 票，联系我")
    assert (await notes.get(forbidden)).shown is False
    assert len((await store.checks.queue(VILLAGE, "review")).items) == 1


async def test_who_was_not_in_the_mini_program_for_two_hours_is_checked_by_a_person(
    hand_in, notes, store
):
    note, _ = await hand_in(visited=False)
    assert (await notes.get(note)).shown is None
    assert len((await store.checks.queue(VILLAGE, "review")).items) == 1


async def test_a_long_text_is_checked_to_its_end(hand_in, notes, wechat):
    note, _ = await hand_in("好" * 2600 + "涉赌广告")
    assert (await notes.get(note)).shown is False
    assert wechat.count("check_text") == 2


# Pictures.


@pytest.fixture
def picture(make, store):
    async def picture(kind="image/jpeg"):
        owner = await make.the("villager")
        begun = await store.media.begin(owner.id, per_hour=50)
        content = Content("picture", {"original": Rendering(b"a picture", kind, 4, 3)})
        return (await store.media.store(begun, content, keep_hours=1)).id

    return picture


async def test_a_picture_keeps_its_text_hidden_until_wechat_has_told(
    hand_in, notes, wechat, store, picture
):
    note, _ = await hand_in(pictures=[await picture(), await picture()])
    first, second = wechat.checks
    assert await record_media_result(store, first, "pass", 100)
    await hand_in.worker.until_idle()
    assert (await notes.get(note)).shown is None
    assert await record_media_result(store, second, "pass", "100")
    await hand_in.worker.until_idle()
    assert (await notes.get(note)).shown is True


@pytest.mark.parametrize(("suggest", "shown"), [("risky", False), ("review", None), (None, None)])
async def test_a_picture_decides_for_the_whole(
    hand_in, notes, wechat, store, picture, suggest, shown
):
    note, _ = await hand_in(pictures=[await picture()])
    event = media_event(next(iter(wechat.checks)), suggest, "20002")
    result = event["result"]
    await record_media_result(store, event["trace_id"], result["suggest"], result["label"])
    await hand_in.worker.until_idle()
    assert (await notes.get(note)).shown is shown


async def test_a_result_that_comes_twice_or_for_nothing_changes_nothing(
    hand_in, wechat, store, picture
):
    await hand_in(pictures=[await picture()])
    trace = next(iter(wechat.checks))
    assert await record_media_result(store, trace, "pass", 100)
    assert not await record_media_result(store, trace, "risky", 20002)
    assert not await record_media_result(store, "nobody-asked", "pass", 100)


async def test_a_picture_wechat_says_nothing_about_goes_to_a_person(
    hand_in, wechat, store, clock, picture
):
    await hand_in(pictures=[await picture()])
    assert not (await store.checks.queue(VILLAGE, "review")).items
    clock.forward(timedelta(minutes=36))
    await hand_in.worker.until_idle()
    assert len((await store.checks.queue(VILLAGE, "review")).items) == 1


async def test_wechat_fetches_the_picture_with_its_ticket_and_nobody_without(
    hand_in, wechat, api, clock, picture
):
    medium = await picture()
    await hand_in(pictures=[medium])
    asked = urlsplit(next(iter(wechat.checks.values()))["media_url"])
    address = f"{asked.path}?{asked.query}".removeprefix("/api/v1")
    assert (await api("GET", address)).raw.body == b"a picture"
    other = address.replace(str(medium), str(await picture()))
    assert (await api("GET", other)).status == 404
    clock.forward(timedelta(hours=2))
    assert (await api("GET", address)).status == 404


# A person decides.


async def waiting_check(hand_in, store):
    note, author = await hand_in("疑似广告")
    return note, author, (await store.checks.queue(VILLAGE, "review")).items[0]


@pytest.mark.parametrize("passed", [True, False])
async def test_a_person_decides_once_and_the_author_is_told(hand_in, notes, api, store, passed):
    note, author, check = await waiting_check(hand_in, store)
    body = {"passed": passed, "reason": "" if passed else "这是广告"}
    reply = await api("POST", f"/checks/{check.id}/decision", body, role="monitor")
    assert (reply.status, reply.json["state"]) == (200, "passed" if passed else "refused")
    await hand_in.worker.until_idle()
    assert (await notes.get(note)).shown is passed
    told = await store.messages.of_account(author.id)
    assert [m.kind for m in told.items] == ["content.passed" if passed else "content.refused"]
    again = await api("POST", f"/checks/{check.id}/decision", body, role="monitor")
    assert (again.status, again.code) == (409, "check_state")


async def test_a_refusal_needs_a_reason(hand_in, api, store):
    _, _, check = await waiting_check(hand_in, store)
    reply = await api("POST", f"/checks/{check.id}/decision", {"passed": False}, role="monitor")
    assert (reply.status, reply.paths) == (422, ["body.reason"])


@pytest.mark.parametrize("role", ["secretary", "clerk", "villager", "overseer"])
async def test_the_villages_own_cadres_do_not_decide_what_villagers_say(hand_in, api, store, role):
    _, _, check = await waiting_check(hand_in, store)
    reply = await api("POST", f"/checks/{check.id}/decision", {"passed": True}, role=role)
    assert reply.status in (403, 404)
    assert (await api("GET", f"/divisions/{VILLAGE}/checks", role=role)).status == 403


async def test_a_job_that_runs_again_asks_wechat_no_second_time(hand_in, store, wechat):
    await hand_in()
    job = await store.jobs.raw.find_one({"kind": "content.check"}, hint=[("_id", 1)])
    await hand_in.worker._functions["content.check"](type("Job", (), job)())
    assert wechat.count("check_text") == 1


@pytest.mark.parametrize(
    ("text", "label"), [("Ｌｏｖｅ 六·合·彩", "20006"), ("六个人合作种彩椒", None), ("", None)]
)
def test_forbidden_words_are_found_however_they_are_spaced(text, label):
    assert forbidden_label(text) == label
