"""Subscribe messages: one accept, one message; what cannot leave now leaves later, and once."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import nullcontext
from datetime import timedelta

import pytest
from bson import ObjectId
from pydantic import ValidationError

from models.outbox import Event
from models.pushes import read_pushed
from models.subscriptions import Template
from server.heartbeat import _count_jobs
from server.jobs import all_routines, job_functions
from server.pushes import push_functions
from server.settings import Settings
from server.subscribing import Subscribing
from server.worker import Worker
from tests.factories import NEIGHBOUR, TOWNSHIP
from tests.fakes.wechat import Fault
from tests.server.troubles import STILL

TEMPLATE = Template(
    id="tpl-answer",
    title="办理结果",
    kinds=("feedback.answered", "feedback.accepted"),
    fields={
        "thing1": "{text}",
        "time2": "{at}",
        "phrase3": "已答复",
        "character_string4": "{number}",
    },
    page="pages/case/index?about={about}",
)


@pytest.fixture
def subscribing(store, server, wechat):
    wechat.templates[TEMPLATE.id] = set(TEMPLATE.fields)
    return Subscribing(store, server.services.wechat, [TEMPLATE])


@pytest.fixture
def worker(store, settings, server, subscribing):
    functions = {
        **job_functions(store, settings.deadlines, server.services.wechat, channels=[subscribing]),
        **push_functions(store, subscribing.events),
    }
    return Worker(store, settings, functions, all_routines(store, settings.deadlines))


@pytest.fixture
def policy(server):
    """The server knows the template."""
    before = server.services.policy
    known = dataclasses.replace(before, wechat_templates=(TEMPLATE,))
    object.__setattr__(server.services, "policy", known)
    yield known
    object.__setattr__(server.services, "policy", before)


@pytest.fixture
def person(make, wechat, store, io_loop):
    """A villager who accepted one message, here and at WeChat."""
    openid = wechat.openid("张三")

    async def one():
        account = await make.account("villager", openid=openid)
        await store.subscriptions.accept(account.id, TEMPLATE.id, "reported", "first-accept")
        wechat.accept(openid, TEMPLATE.id)
        return account

    return io_loop.run_sync(one)


@pytest.fixture
def tell(store, worker):
    """Delivers a message of the app and whatever goes with it."""

    async def tell(account, kind="feedback.answered", text="您反映的事项有了答复，请查看并评价。"):
        payload = {"account": account.id, "kind": kind, "text": text, "about": "feedback/1"}
        await store.jobs.enqueue("message", str(Event(kind="message").id), payload)
        await worker.until_idle()

    return tell


async def states(store):
    return [(d.state, d.error) for d in reversed((await store.deliveries.in_area(TOWNSHIP)).items)]


async def left(store, account):
    return (await store.subscriptions.of_account(account.id)).get(TEMPLATE.id, 0)


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    yield
    caplog.clear()


async def test_who_accepted_gets_one_message_with_fields_that_wechat_takes(
    tell, person, wechat, store
):
    await tell(person)
    (sent,) = wechat.sent
    assert sent["touser"] == person.openid
    assert sent["data"]["phrase3"] == {"value": "已答复"}
    assert sent["page"] == "pages/case/index?about=feedback/1"
    assert await states(store) == [("sent", "")]
    assert await left(store, person) == 0


async def test_without_an_accept_nothing_is_sent_and_the_app_still_tells(
    tell, person, wechat, store
):
    await tell(person)
    await tell(person)
    assert len(wechat.sent) == wechat.count("subscribe") == 1
    assert await states(store) == [("sent", ""), ("refused", "no consent")]
    assert len((await store.messages.of_account(person.id)).items) == 2


async def test_one_accept_heard_from_both_sides_is_one(store, person, subscribing):
    told = read_pushed(
        {
            "FromUserName": person.openid,
            "List": {"TemplateId": TEMPLATE.id, "SubscribeStatusString": "accept"},
        }
    )
    for key in ("push 1", "push 1"):
        await subscribing.events["subscribe_msg_popup_event"](key, told)
    assert await left(store, person) == 1
    await subscribing.events["subscribe_msg_popup_event"]("push 2", told)
    assert await left(store, person) == 2


@pytest.mark.parametrize("wrapped", [False, True])
async def test_a_list_of_answers_counts_the_accepts_only(store, make, subscribing, wrapped):
    account = await make.account("villager", openid="o" + "b" * 27)
    rows = [
        {"TemplateId": TEMPLATE.id, "SubscribeStatusString": answer, "PopupScene": "0"}
        for answer in ("accept", "reject", "accept")
    ]
    # JSON has the list bare; XML has it below an element of its own.
    told = {"SubscribeMsgPopupEvent": {"List": rows}} if wrapped else {"List": rows}
    pushed = read_pushed({"FromUserName": account.openid, **told})
    await subscribing.events["subscribe_msg_popup_event"]("push", pushed)
    assert await left(store, account) == 2


async def test_who_turns_it_off_in_wechat_is_sent_nothing_more(
    tell, store, person, subscribing, wechat
):
    item = {"TemplateId": TEMPLATE.id, "SubscribeStatusString": "reject"}
    pushed = read_pushed({"FromUserName": person.openid, "List": item})
    await subscribing.events["subscribe_msg_change_event"]("push", pushed)
    await tell(person)
    assert wechat.count("subscribe") == 0


async def test_a_report_of_the_mini_program_counts_once(api, make, policy, store):
    token = await make.token_of(account := await make.account("villager"))
    report = {"key": "ask-000001", "results": {TEMPLATE.id: "accept", "unknown": "accept"}}
    for _ in range(2):
        reply = await api("POST", "/me/subscriptions", report, token=token)
    assert reply.json["items"][0]["left"] == 1
    assert await store.subscriptions.of_account(account.id) == {TEMPLATE.id: 1}


async def test_43101_spends_the_ledger(tell, person, wechat, store):
    await store.subscriptions.accept(person.id, TEMPLATE.id, "reported", "second-accept")
    wechat.allowed.clear()
    await tell(person)
    assert await states(store) == [("refused", "43101")]
    assert await left(store, person) == 0


async def test_43108_waits_and_is_sent(tell, person, wechat, store, worker, clock):
    wechat.fail("subscribe", Fault(errcode=43108), times=2)
    await tell(person)
    for _ in range(2):
        assert wechat.sent == []
        clock.forward(timedelta(seconds=6))
        await worker.until_idle()
    assert await states(store) == [("sent", "")]


async def test_47003_is_a_dead_letter_that_names_the_field_and_costs_no_accept(
    tell, person, wechat, store
):
    wechat.fail(
        "subscribe", Fault(errcode=47003, errmsg="argument invalid! data.thing1.value invalid")
    )
    await tell(person)
    assert await states(store) == [("failed", "47003 thing1")]
    (dead,) = await store.jobs.by_state("dead")
    assert "47003 thing1" in (dead.error or "")
    assert await left(store, person) == 1


async def test_45009_stops_the_day_for_everybody(tell, person, make, wechat, store, worker, clock):
    other = await make.account("villager", openid=wechat.openid("李四"))
    await store.subscriptions.accept(other.id, TEMPLATE.id, "reported", "accept-other")
    wechat.accept(other.openid, TEMPLATE.id)
    wechat.quotas["subscribe"] = 0
    await tell(person)
    await tell(other)
    assert wechat.count("subscribe") == 1
    wechat.quotas.clear()
    clock.forward(timedelta(hours=24, minutes=2))
    await worker.until_idle()
    assert len(wechat.sent) == 2


DOWN = ("reset", "http", "cut", "html", "truncated", "junk", "hang", "drip")


@pytest.fixture
def allow(make, wechat, store):
    """A villager who accepts one message."""

    async def allow(name):
        account = await make.account("villager", openid=wechat.openid(name))
        await store.subscriptions.accept(account.id, TEMPLATE.id, "reported", f"of-{name}-0001")
        wechat.accept(account.openid, TEMPLATE.id)
        return account

    return allow


@pytest.mark.parametrize("fault", [*map(Fault, DOWN), Fault(errcode=-1)], ids=lambda f: f.kind)
async def test_wechat_is_down_for_an_hour_and_then_everything_leaves_once(
    tell, allow, wechat, store, worker, clock, server, fault
):
    await tell(await allow("before"))
    people = [await allow(name) for name in ("one", "two")]
    wechat.fail("*", fault, times=-1)
    with server.impatient(0.3) if fault.kind in STILL else nullcontext():
        for person in people:
            await tell(person)
        for _ in range(4):
            clock.forward(timedelta(minutes=15))
            await worker.until_idle()
    # Each look asked anew; a connection that had died may have kept one from arriving.
    assert wechat.count("subscribe") > 1 + 3 * len(people)
    assert len(wechat.sent) == 1
    assert len((await store.messages.of_account(people[0].id)).items) == 1
    wechat.heal()
    for _ in range(3):
        clock.forward(timedelta(minutes=3))
        await worker.until_idle()
    sent = sorted(sent["touser"] for sent in wechat.sent[1:])
    assert sent == sorted(person.openid for person in people)
    assert {state for state, _ in await states(store)} == {"sent"}


async def test_the_monitor_sees_what_became_of_them_and_not_to_whom(api, tell, person):
    await tell(person)
    await tell(person)
    path = f"/divisions/{TOWNSHIP}/wechat-messages"
    items = (await api("GET", path, role="monitor")).json["items"]
    assert [item["state"] for item in items] == ["refused", "sent"]
    assert not any("account" in item for item in items)
    found = await api("GET", path + "?state=refused", role="monitor")
    assert len(found.json["items"]) == 1
    assert (await api("GET", path, role="secretary", division=NEIGHBOUR)).status == 403


async def test_the_figures_tell_how_many_were_sent_and_refused(api, tell, person, server):
    await tell(person)
    await tell(person)
    await _count_jobs(server.services.metrics, server.services.store)
    shown = await api.client.fetch(f"http://127.0.0.1:{server.port}/metrics")
    for state, count in (("sent", 1), ("refused", 1), ("failed", 0)):
        assert f'cunwu_wechat_messages{{state="{state}"}} {count}.0' in shown.body.decode()


@pytest.mark.parametrize("wrong", [{"fields": {"enum1": "x"}}, {"kinds": ["feedback.unheard"]}])
def test_a_template_that_could_never_be_sent_stops_the_start(wrong):
    right = {"id": "t", "kinds": ["feedback.answered"], "fields": {"thing1": "{text}"}}
    Settings(_env_file=None, wechat_templates=[right])
    with pytest.raises(ValidationError, match="WECHAT_TEMPLATES: unknown"):
        Settings(_env_file=None, wechat_templates=[right | wrong])


async def test_an_accept_taken_by_two_at_once_is_taken_by_one(store):
    account = ObjectId()
    await store.subscriptions.accept(account, "t", "reported", "accept-1")
    taken = await asyncio.gather(*(store.subscriptions.take(account, "t") for _ in range(8)))
    assert taken.count(True) == 1
