"""What everybody hears live: a case of their own changed, they have a message; no more."""

from __future__ import annotations

import asyncio
import json
import time

from handlers import live_hub
from handlers.live_client import Client
from handlers.live_events import LiveEvent
from handlers.live_hub import Hub
from handlers.memory import Changes
from tests.factories import VILLAGE
from tests.handlers.test_feed_cache import another
from tests.handlers.test_filing import GRAFT, LAMP, PATH
from tests.handlers.test_live import SlowSink
from tests.live import listening

ANONYMOUS = f"{PATH}/anonymous"


async def test_a_reporter_hears_of_their_own_case_within_a_second_and_their_neighbour_nothing(
    api, make, server, settings
):
    await make.village()
    neighbour = await make.token_of(await make.account("villager"))
    async with (
        another(settings) as second,
        listening(second, await make.token("villager")) as reporter,
        listening(second, neighbour) as other,
    ):
        delays = []
        # Others may keep this machine busy for a second: of some cases the soonest heard counts.
        while len(delays) < 4 and min(delays, default=1) >= 1:
            case = (await api("POST", PATH, LAMP, role="villager")).json["id"]
            assert (await reporter.next())["case"] == case
            begun = time.monotonic()
            await api("POST", f"/feedback/{case}/acceptance", {}, role="secretary")
            heard = await reporter.next()
            delays.append(time.monotonic() - begun)
            assert heard == {"type": "mine", "id": heard["id"], "case": case}
        assert min(delays) < 1
        assert await other.nothing()


async def test_who_acts_for_a_parent_and_the_parent_hear_of_the_same_case(api, make, server):
    await make.village()
    child, parent = await make.the("villager"), await make.account("villager")
    await make.delegation(child, parent)
    async with (
        listening(server, await make.token("villager")) as acting,
        listening(server, await make.token_of(parent)) as represented,
    ):
        report = LAMP | {"on_behalf_of": str(parent.id), "channel": "agent"}
        case = (await api("POST", PATH, report, role="villager")).json["id"]
        assert [(await one.next())["case"] for one in (acting, represented)] == [case, case]


async def test_a_message_is_heard_by_its_receiver_alone_and_says_nothing_of_itself(
    api, make, server, worker
):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    await worker.until_idle()
    neighbour = await make.token_of(await make.account("villager"))
    async with (
        listening(server, await make.token("villager")) as reporter,
        listening(server, neighbour) as other,
    ):
        await api("POST", f"/feedback/{case}/acceptance", {}, role="secretary")
        await worker.until_idle()
        assert (await reporter.next())["type"] == "mine"
        heard = await reporter.next()
        (newest, *_) = (await api("GET", "/me/messages", role="villager")).json["items"]
        assert heard == {"type": "message", "id": heard["id"], "message": newest["id"]}
        await api("POST", "/me/messages/read", {"up_to": newest["id"]}, role="villager")
        assert await reporter.nothing(), "that it was read is no news"
        assert await other.nothing(0.1)


async def test_a_complaint_about_cadres_is_heard_by_its_reporter_also_if_they_work_there(
    api, make, server
):
    await make.village()
    async with (
        listening(server, await make.token("clerk")) as clerk,
        listening(server, await make.token("secretary")) as secretary,
        listening(server, await make.token("villager")) as villager,
    ):
        case = (await api("POST", PATH, GRAFT, role="clerk")).json["id"]
        heard = await clerk.next()
        assert heard == {"type": "mine", "id": heard["id"], "case": case}
        assert await secretary.nothing()
        assert await villager.nothing(0.1)


async def test_a_sealed_reporter_hears_and_who_handles_it_does_not_learn_who_that_is(
    api, make, server
):
    await make.village()
    reporter = str((await make.the("villager")).id)
    async with (
        listening(server, await make.token("villager")) as villager,
        listening(server, await make.token("secretary")) as secretary,
    ):
        case = (await api("POST", PATH, LAMP | {"visibility": "sealed"}, role="villager")).json
        assert (await villager.next())["case"] == case["id"]
        heard = await secretary.case()
        assert heard["case"] == case["id"]
        assert reporter not in json.dumps(heard)


async def test_of_an_anonymous_case_no_villager_hears(api, make, server):
    await make.village()
    async with listening(server, await make.token("villager")) as villager:
        assert (await api("POST", ANONYMOUS, LAMP)).status == 201
        assert await villager.nothing()


async def test_an_overseer_hears_of_no_case_that_is_not_their_own(api, make, server):
    await make.village()
    async with listening(server, await make.token("overseer")) as overseer:
        await api("POST", PATH, LAMP, role="villager")
        assert await overseer.nothing()


async def test_after_a_break_a_reporter_hears_what_they_missed_and_nothing_of_others(
    api, make, server
):
    await make.village()
    other = await make.token_of(await make.account("villager"))
    async with listening(server, await make.token("villager")) as first:
        await api("POST", PATH, LAMP, role="villager")
        last = (await first.next())["id"]
    await api("POST", PATH, LAMP, token=other)
    missed = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    async with listening(server, await make.token("villager"), f"?after={last}") as again:
        assert await again.next() == {"type": "hello", "id": last}
        assert (await again.next())["case"] == missed
        assert await again.nothing(0.2)


async def test_an_erased_account_hears_nothing_more(api, make, server):
    await make.village()
    token = await make.token("villager")
    async with listening(server, token) as listener:
        assert (await api("DELETE", "/me?confirm=erase", token=token)).status == 204
        assert await listener.next() is None
        assert (listener.socket.close_code, listener.socket.close_reason) == (4401, "session_ended")


async def test_a_session_listens_from_so_many_pages_and_from_no_more(make, server, monkeypatch):
    monkeypatch.setattr(live_hub, "MOST_OF_A_SESSION", 1)
    await make.village()
    token = await make.token("villager")
    async with listening(server, token), listening(server, token, "?after=1.1.0") as second:
        assert await second.next() is None
        assert second.socket.close_code == 4429
    async with listening(server, await make.token_of(await make.the("villager"))):
        assert len(server.services.live.clients) >= 1


async def test_what_is_one_persons_own_is_offered_to_nobody_else(store, make):
    changes, asked = Changes(60), []
    changes.is_heard = True
    hub = Hub(changes, store.sessions.is_live)
    hub.begin((1, 0, 0))
    sessions = []
    for _ in range(5):
        account = await make.account("villager")
        _, begun = await store.sessions.begin(
            account, idle_minutes=60, max_days=1, agent="", address=""
        )
        sessions.append(begun)

        async def look_up(session=begun):
            return session

        hub.join(Client(hub, SlowSink(), begun, look_up), None)
    await asyncio.sleep(0)
    mine = sessions[2].account
    told = LiveEvent((2, 0, 0), (VILLAGE,), lambda actor: asked.append(actor.account), (mine,))
    await hub.publish(told)
    assert asked == [mine]
