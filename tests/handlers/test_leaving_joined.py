"""Leaving a joined case: it is another thing, or about others, or not wanted any more."""

from __future__ import annotations

import asyncio

import pytest

from tests.factories import VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

WHY = {"reason": "说的是同一件事"}
# Accuses nobody in words that the tagger knows.
MISSED = {
    "title": "低保名单",
    "text": "低保名单里有些人家里开着小汽车，真正困难的几户反而没有评上。",
}
ACCUSED = {"about_cadres": True}


@pytest.fixture
def joined(api, make):
    """Two cases of fresh villagers, the second joined to the first: ids, tokens of reporters."""

    async def two(main=LAMP, other=LAMP, role="secretary") -> tuple[str, str, str, str]:
        tokens = [await make.token_of(await make.account("villager")) for _ in range(2)]
        first, second = [
            (await api("POST", PATH, body, token=token)).json["id"]
            for body, token in zip((main, other), tokens, strict=True)
        ]
        reply = await api("POST", f"/feedback/{second}/joining", {"into": first, **WHY}, role=role)
        assert reply.status == 200, reply.json
        return first, second, *tokens

    return two


async def people(api, main: str, role="secretary") -> int:
    return (await api("GET", f"/feedback/{main}/followers", role=role)).json["people"]


async def test_who_says_that_it_is_another_thing_has_a_case_of_its_own_again(
    api, make, joined, worker
):
    await make.village()
    main, other, _, reporter = await joined()
    assert await people(api, main) == 2
    path = f"/feedback/{other}/difference"
    own = await api("POST", path, {"reason": "我说的是村西那盏"}, token=reporter)
    assert (own.json["state"], own.json["handler"]["desk"]) == ("assigned", f"secretary:{VILLAGE}")
    assert own.json["entries"][-1]["note"] == "我说的是村西那盏"
    assert await people(api, main) == 1
    assert (await api("GET", f"/feedback/{other}/main", token=reporter)).status == 404
    await worker.until_idle()
    told = (await api("GET", "/me/messages", role="secretary")).json["items"]
    assert [m["kind"] for m in told if other in m["about"]] == ["feedback.assigned"] * 2


async def test_a_complaint_that_was_joined_to_another_leaves_it_to_the_township_alone(
    api, make, joined, worker
):
    await make.village()
    _, other, _, reporter = await joined(GRAFT, GRAFT, role="monitor")
    own = await api("POST", f"/feedback/{other}/difference", {}, token=reporter)
    assert (own.json["hidden_from_village"], own.json["state"]) == (True, "assigned")
    assert own.json["handler"]["desk"].startswith("monitor:")
    await worker.until_idle()
    for role in ("secretary", "clerk", "overseer", "grid_worker"):
        assert (await api("GET", f"/feedback/{other}", role=role)).status in (403, 404)
        assert (await api("GET", "/me/messages", role=role)).json["items"] == []


async def test_a_joined_report_that_turns_out_to_accuse_cadres_leaves_without_a_trace(
    api, make, joined, worker
):
    await make.village()
    main, other, owner, reporter = await joined(LAMP, MISSED)
    assert (await api("GET", f"/feedback/{other}", role="secretary")).status == 200
    said = await api("POST", f"/feedback/{other}/clarification", ACCUSED, token=reporter)
    assert (said.json["hidden_from_village"], said.json["state"]) == (True, "assigned")
    await worker.until_idle()
    left = await api("GET", f"/feedback/{main}/followers", role="secretary")
    assert left.json == {"people": 1, "cases": []}
    assert (await api("GET", f"/feedback/{other}", role="secretary")).status == 404
    assert (await api("GET", f"/feedback/{other}/main", token=reporter)).status == 404
    assert other not in str((await api("GET", f"/feedback/{main}", token=owner)).json)
    again = await api("POST", f"/feedback/{other}/difference", {}, token=reporter)
    assert again.code == "state_changed"


async def test_what_accuses_cadres_by_its_reporters_word_still_does_so_after_leaving(
    api, make, joined
):
    await make.village()
    token = await make.token_of(await make.account("villager"))
    missed = (await api("POST", PATH, MISSED | ACCUSED, token=token)).json["id"]
    main = (await api("POST", PATH, GRAFT, role="villager")).json["id"]
    joining = {"into": main, **WHY}
    assert (await api("POST", f"/feedback/{missed}/joining", joining, role="monitor")).status == 200
    own = await api("POST", f"/feedback/{missed}/difference", {}, token=token)
    assert (own.json["hidden_from_village"], own.json["route"]["rule"]) == (
        True,
        "conflict_of_interest",
    )


async def test_a_word_that_changes_nothing_leaves_a_case_joined(api, make, joined):
    await make.village()
    main, other, _, reporter = await joined()
    said = {"about_cadres": False}
    kept = await api("POST", f"/feedback/{other}/clarification", said, token=reporter)
    assert (kept.json["state"], await people(api, main)) == ("joined", 2)
    assert kept.json["entries"][-1]["act"] == "clarify"


async def test_a_joined_case_can_be_withdrawn_and_the_other_goes_on(api, make, joined, worker):
    await make.village()
    main, other, _, reporter = await joined()
    gone = await api("POST", f"/feedback/{other}/withdrawal", {}, token=reporter)
    assert gone.json["state"] == "withdrawn"
    await worker.until_idle()
    assert await people(api, main) == 1
    assert (await api("GET", f"/feedback/{main}", role="secretary")).json["state"] == "assigned"


async def test_leaving_while_the_other_is_answered_is_answered_or_open_but_never_lost(
    api, make, joined
):
    await make.village()
    main, other, _, reporter = await joined()
    await asyncio.gather(
        api("POST", f"/feedback/{main}/answer", {"text": "已经修好"}, role="secretary"),
        api("POST", f"/feedback/{other}/difference", {}, token=reporter),
    )
    case = (await api("GET", f"/feedback/{other}", token=reporter)).json
    assert (case["state"], case["due_at"] is None) == ("assigned", False)
    assert await people(api, main) == 1


async def test_who_said_me_too_files_a_case_of_their_own_instead(api, make):
    await make.village()
    main = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    token = await make.token_of(await make.account("villager"))
    await api("PUT", f"/villages/{VILLAGE}/reported/{main}/me-too", token=token)
    key = {"Idempotency-Key": "another-lamp"}
    body = LAMP | {"text": "村西头小学门口的路灯也坏了，和村口不是同一盏。", "instead_of": main}
    filed = [await api("POST", PATH, body, token=token, headers=key) for _ in range(2)]
    assert [reply.status for reply in filed] == [201, 201]
    assert filed[0].json["id"] == filed[1].json["id"] != main
    assert (await api("GET", "/me/followed", token=token)).json["items"] == []
    assert await people(api, main) == 1
