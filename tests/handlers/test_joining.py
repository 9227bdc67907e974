"""Several reports of one thing: joined, answered once for all, split again."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from handlers.joining import masked_all
from tests.cases import case_in
from tests.factories import NEIGHBOUR, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

WHY = {"reason": "说的是同一盏路灯"}
ANSWER = {"text": "已经修好，联系人张三电话13800001111"}


@pytest.fixture
def filed(api, make):
    """Files a case as a fresh villager of the village: its id and who filed it."""

    async def one(body=LAMP) -> tuple[str, str]:
        token = await make.token_of(await make.account("villager"))
        return (await api("POST", PATH, body, token=token)).json["id"], token

    return one


async def kinds(make, token: str, api) -> list[str]:
    return [m["kind"] for m in (await api("GET", "/me/messages", token=token)).json["items"]]


async def test_one_answer_informs_everybody_who_reported_or_said_me_too(api, make, filed, worker):
    await make.village()
    (main, _), (other, reporter) = await filed(), await filed()
    me_too = await make.token_of(await make.account("villager"))
    followed = await api("PUT", f"/villages/{VILLAGE}/reported/{main}/me-too", token=me_too)
    assert LAMP["text"] not in str(followed.json)
    joined = await api(
        "POST", f"/feedback/{other}/joining", {"into": main, **WHY}, role="secretary"
    )
    assert joined.json["state"] == "joined"
    await api("POST", f"/feedback/{main}/answer", ANSWER, role="secretary")
    await worker.until_idle()
    for token in (reporter, me_too):
        assert "feedback.followed_answered" in await kinds(make, token, api)
    mine = (await api("GET", f"/feedback/{other}/main", token=reporter)).json
    assert mine["people_count"] == 3
    assert "已经修好" in mine["answer"]
    assert "13800001111" not in mine["answer"]
    (listed,) = (await api("GET", "/me/followed", token=me_too)).json["items"]
    assert (listed["id"], listed["state"]) == (main, "answered")


async def test_what_accuses_cadres_joins_nothing_that_does_not_and_cannot_be_followed(
    api, make, filed
):
    await make.village()
    (hidden, _), (plain, _) = await filed(GRAFT), await filed()
    into_plain = await api(
        "POST", f"/feedback/{hidden}/joining", {"into": plain, **WHY}, role="monitor"
    )
    assert into_plain.paths == ["body.into"]
    into_hidden = await api(
        "POST", f"/feedback/{plain}/joining", {"into": hidden, **WHY}, role="secretary"
    )
    assert into_hidden.status == 404
    me_too = f"/villages/{VILLAGE}/reported/{hidden}/me-too"
    assert (await api("PUT", me_too, role="villager")).status == 404


async def test_a_me_too_is_counted_once_and_only_in_ones_own_village(api, make, filed):
    await make.village()
    (main, owner) = await filed()
    path = f"/villages/{VILLAGE}/reported/{main}/me-too"
    await asyncio.gather(*(api("PUT", path, role="villager") for _ in range(5)))
    counted = await api("PUT", path, token=owner)
    assert counted.json["people_count"] == 2
    assert (await api("PUT", path, role="villager", division=NEIGHBOUR)).status == 403
    away = f"/villages/{NEIGHBOUR}/reported/{main}/me-too"
    assert (await api("PUT", away, role="villager", division=NEIGHBOUR)).status == 404
    await api("DELETE", path, role="villager")
    assert (await api("GET", "/me/followed", role="villager")).json["items"] == []


async def test_a_split_case_is_open_again_with_all_its_time(api, make, filed, clock):
    await make.village()
    (main, _), (other, _) = await filed(), await filed()
    await api("POST", f"/feedback/{other}/joining", {"into": main, **WHY}, role="secretary")
    assert (await api("GET", "/inbox", role="secretary")).json["items"][0]["id"] == main
    clock.forward(timedelta(hours=2))
    make.sign_in_again()
    split = await api("POST", f"/feedback/{other}/splitting", WHY, role="secretary")
    assert (split.json["state"], split.json["card"]) == ("assigned", None)
    assert split.json["due"]["answer_by"] > split.json["created_at"]
    left = (await api("GET", f"/feedback/{main}/followers", role="secretary")).json
    assert left == {"people": 1, "cases": []}


async def test_when_the_main_case_is_withdrawn_the_joined_ones_come_back(api, make, filed, worker):
    await make.village()
    (main, owner), (other, reporter) = await filed(), await filed()
    await api("POST", f"/feedback/{other}/joining", {"into": main, **WHY}, role="secretary")
    await api("POST", f"/feedback/{main}/withdrawal", {}, token=owner)
    await worker.until_idle()
    mine = (await api("GET", f"/feedback/{other}", token=reporter)).json
    assert (mine["state"], mine["entries"][-1]["act"]) == ("assigned", "release")


async def test_joining_and_answering_at_once_leaves_nobody_without_an_answer(api, make, filed):
    await make.village()
    (main, _), (other, _) = await filed(), await filed()
    body = {"into": main, **WHY}
    joined, answered = await asyncio.gather(
        api("POST", f"/feedback/{other}/joining", body, role="secretary"),
        api("POST", f"/feedback/{main}/answer", ANSWER, role="secretary"),
    )
    assert answered.status == 200
    followers = (await make.store.feedback.followed_by((await make.the("villager")).id)).items
    assert followers == ()
    stored = (await api("GET", f"/feedback/{main}/followers", role="secretary")).json
    assert len(stored["cases"]) == (joined.status == 200)


async def test_the_loop_stays_free_while_long_answers_are_masked(api, make, caplog):
    await make.village()
    account = await make.the("villager")
    long = ("已安排张三丰到现场，电话13800001111，身份证330825199001011234。" * 60)[:2000]
    for _ in range(60):
        case = await case_in(make.store, "answered")
        follower = {"account": account.id, "at": make.store.now()}
        change = {"$set": {"answer": long, "followers": [follower]}}
        await make.store.feedback.raw.update_one({"_id": case.id}, change)
    begun = time.thread_time()
    masked_all([long] * 60)
    alone = time.thread_time() - begun
    late, asking = 0.0, asyncio.create_task(api("GET", "/me/followed?limit=60", role="villager"))
    while not asking.done():
        # What the loop's own thread works at a stretch: others on the machine make no difference.
        before = time.thread_time()
        await asyncio.sleep(0.002)
        late = max(late, time.thread_time() - before)
    items = asking.result().json["items"]
    assert (len(items), "13800001111" in str(items)) == (60, False)
    assert late < alone / 2, "masked on the loop, all of it is one gap"
    caplog.clear()  # The request may be noted as a slow one.


async def test_two_cases_are_not_joined_into_each_other(api, make, filed):
    await make.village()
    (one, _), (two, _) = await filed(), await filed()
    replies = await asyncio.gather(
        api("POST", f"/feedback/{one}/joining", {"into": two, **WHY}, role="secretary"),
        api("POST", f"/feedback/{two}/joining", {"into": one, **WHY}, role="secretary"),
    )
    assert sorted(r.status for r in replies) in ([200, 409], [200, 422])
