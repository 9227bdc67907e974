"""Being known as a villager: asked for by the person, decided by the village's cadres."""

from __future__ import annotations

import asyncio

import pytest

from tests.factories import NEIGHBOUR, OUTSIDE, VILLAGE

ASK = {"name": "张三", "group": "三组", "note": "住在村口"}
PATH = f"/villages/{VILLAGE}/bindings"


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


async def newcomer(make) -> str:
    """The token of somebody who is of no village yet."""
    return await make.token_of(await make.account("villager", grants=()))


async def asked(api, token: str, village: str = VILLAGE, **more: object) -> str:
    reply = await api("POST", f"/villages/{village}/bindings", ASK | more, token=token)
    assert reply.status == 201, reply.json
    return f"/bindings/{reply.json['id']}"


async def grants(api, token: str) -> list[str]:
    found = (await api("GET", "/session", token=token)).json["grants"]
    return sorted(grant["division"] for grant in found)


async def told(api, worker, **who: str) -> list[str]:
    await worker.until_idle()
    return [line["kind"] for line in (await api("GET", "/me/messages", **who)).json["items"]]


async def test_a_confirmed_person_is_a_villager_at_once_and_both_sides_are_told(api, make, worker):
    token = await newcomer(make)
    binding = await asked(api, token)
    assert await told(api, worker, role="clerk") == ["binding.asked"]
    assert await told(api, worker, role="monitor") == []
    assert await grants(api, token) == []
    confirmed = await api("POST", f"{binding}/confirm", role="clerk")
    assert confirmed.json["state"] == "confirmed"
    assert await grants(api, token) == [VILLAGE]
    assert await told(api, worker, token=token) == ["binding.confirmed"]


async def test_a_declined_person_reads_the_reason_and_may_ask_again(api, make, worker):
    token = await newcomer(make)
    binding = await asked(api, token)
    declined = await api("POST", f"{binding}/decline", {"reason": "查无此人"}, role="secretary")
    assert declined.json["state"] == "declined"
    mine = (await api("GET", "/me/bindings", token=token)).json["items"]
    assert [(b["state"], b["reason"]) for b in mine] == [("declined", "查无此人")]
    assert await told(api, worker, token=token) == ["binding.declined"]
    assert await grants(api, token) == []
    await asked(api, token)


async def test_of_two_cadres_who_decide_at_once_one_wins_and_the_other_learns_the_state(api, make):
    token = await newcomer(make)
    binding = await asked(api, token)
    replies = await asyncio.gather(
        api("POST", f"{binding}/confirm", role="clerk"),
        api("POST", f"{binding}/decline", {"reason": "查无此人"}, role="secretary"),
    )
    assert sorted(reply.status for reply in replies) == [200, 409]
    winner, loser = sorted(replies, key=lambda reply: reply.status)
    assert loser.json["state"] == winner.json["state"]
    expected = [VILLAGE] if winner.json["state"] == "confirmed" else []
    assert await grants(api, token) == expected


async def test_one_open_ask_a_village_even_where_two_come_at_once(api, make):
    token = await newcomer(make)
    replies = await asyncio.gather(*(api("POST", PATH, ASK, token=token) for _ in range(3)))
    assert sorted(reply.status for reply in replies) == [201, 409, 409]
    assert {reply.code for reply in replies if reply.status == 409} == {"binding_open"}


async def test_the_old_village_ends_when_the_new_one_confirms(api, make):
    token = await newcomer(make)
    old = await asked(api, token)
    await api("POST", f"{old}/confirm", role="clerk")
    new = await asked(api, token, OUTSIDE, replaces=old.removeprefix("/bindings/"))
    assert await grants(api, token) == [VILLAGE]
    await api("POST", f"{new}/confirm", role="clerk", division=OUTSIDE)
    assert await grants(api, token) == [OUTSIDE]
    assert (await api("GET", old, token=token)).json["state"] == "ended"


async def test_without_replacing_one_may_belong_to_two_villages(api, make):
    token = await newcomer(make)
    for village in (VILLAGE, NEIGHBOUR):
        binding = await asked(api, token, village)
        await api("POST", f"{binding}/confirm", role="clerk", division=village)
    assert await grants(api, token) == [VILLAGE, NEIGHBOUR]


async def test_nobody_replaces_somebody_elses_binding(api, make):
    other = await newcomer(make)
    theirs = await asked(api, other)
    await api("POST", f"{theirs}/confirm", role="clerk")
    body = ASK | {"replaces": theirs.removeprefix("/bindings/")}
    reply = await api("POST", f"/villages/{OUTSIDE}/bindings", body, token=await newcomer(make))
    assert reply.json["errors"][0]["code"] == "not_bound"


async def test_a_person_ends_their_binding_and_is_a_villager_no_more(api, make):
    token = await newcomer(make)
    binding = await asked(api, token)
    await api("POST", f"{binding}/confirm", role="clerk")
    assert (await api("POST", f"{binding}/end", {}, token=token)).json["state"] == "ended"
    assert await grants(api, token) == []


async def test_a_cadre_ends_a_binding_only_with_a_reason(api, make, worker):
    token = await newcomer(make)
    binding = await asked(api, token)
    await api("POST", f"{binding}/confirm", role="clerk")
    assert (await api("POST", f"{binding}/end", {}, role="clerk")).paths == ["body.reason"]
    ended = await api("POST", f"{binding}/end", {"reason": "已迁出"}, role="clerk")
    assert ended.json["state"] == "ended"
    assert (await told(api, worker, token=token))[0] == "binding.ended"


async def test_an_open_ask_is_withdrawn_and_can_then_not_be_confirmed(api, make):
    token = await newcomer(make)
    binding = await asked(api, token)
    assert (await api("POST", f"{binding}/end", {}, token=token)).json["state"] == "withdrawn"
    late = await api("POST", f"{binding}/confirm", role="clerk")
    assert (late.status, late.code, late.json["state"]) == (409, "binding_state", "withdrawn")


async def test_a_cadre_does_not_confirm_themselves(api, make):
    clerk = await make.token("clerk")
    binding = await asked(api, clerk)
    assert (await api("POST", f"{binding}/confirm", token=clerk)).status == 403


async def test_another_villages_cadre_and_another_villager_see_nothing(api, make):
    binding = await asked(api, await newcomer(make))
    assert (await api("GET", binding, role="clerk", division=NEIGHBOUR)).status == 404
    assert (await api("GET", binding, role="villager")).status == 404


async def test_a_villages_open_asks_are_listed_oldest_first_by_page(api, make):
    first, second = await newcomer(make), await newcomer(make)
    asks = [await asked(api, token) for token in (first, second)]
    page = (await api("GET", f"{PATH}?limit=1", role="clerk")).json
    rest = (await api("GET", f"{PATH}?limit=1&after={page['next']}", role="clerk")).json
    listed = [f"/bindings/{b['id']}" for b in page["items"] + rest["items"]]
    assert listed == asks
    assert rest["next"] is None


async def test_asking_everywhere_at_random_is_stopped(api, make, store):
    token = await newcomer(make)
    account = (await api("GET", "/me", token=token)).json["id"]
    from bson import ObjectId

    from models.bindings import MOST_OPEN, Binding

    for n in range(MOST_OPEN):
        wish = Binding(
            division=f"33082510130{n}",
            account=ObjectId(account),
            name="张三",
            created_at=store.now(),
        )
        await store.bindings.ask(wish)
    reply = await api("POST", PATH, ASK, token=token)
    assert (reply.status, reply.code) == (409, "too_many_open")


async def test_a_village_that_does_not_exist_is_not_found(api, make):
    token = await newcomer(make)
    reply = await api("POST", "/villages/330825101999/bindings", ASK, token=token)
    assert reply.status == 404


async def test_who_asks_to_be_bound_is_not_in_the_audit_log_of_the_area(api, make, store):
    binding = await asked(api, await newcomer(make))
    await api("POST", f"{binding}/confirm", role="clerk")
    entries = (await store.audit.of_area(VILLAGE)).items
    assert [entry.what for entry in entries] == ["binding.confirm"]
