"""The demo's village is alive when somebody first looks, and seeding again adds nothing."""

from __future__ import annotations

from server.demo.divisions import demo_divisions
from server.demo.life import seed_life
from server.demo.people import DEMO_PASSWORD, SHOWN_VILLAGE, seed_staff, username
from server.demo.reading import seed_reading

TOWNSHIP = SHOWN_VILLAGE[:9]


async def seed(store, server, settings=None):
    divisions = [d for d in demo_divisions() if SHOWN_VILLAGE.startswith(d.code)]
    await store.divisions.add_all(divisions)
    await seed_staff(store, divisions)
    await seed_life(settings or server.settings, store)
    await seed_reading(store)
    server.forget()


async def signed_in(api, role, division=SHOWN_VILLAGE):
    form = {"username": username(role, division), "password": DEMO_PASSWORD}
    return (await api("POST", "/session/password", form)).json["token"]


async def listed(api, path, token=None):
    return (await api("GET", path, token=token)).json["items"]


async def test_the_demo_has_cases_in_many_states_and_none_is_added_by_seeding_again(
    api, worker, store, server
):
    await seed(store, server)
    before = {c.name: await c.raw.count_documents({}) for c in store.collections()}
    await seed(store, server)
    assert {c.name: await c.raw.count_documents({}) for c in store.collections()} == before
    assert before["sessions"] == 0
    await worker.until_idle()
    secretary, monitor = [
        await signed_in(api, "secretary"),
        await signed_in(api, "monitor", TOWNSHIP),
    ]
    mine = await listed(api, "/inbox", secretary)
    assert {line["state"] for line in mine} == {"assigned", "accepted"}
    (accused,) = await listed(api, "/inbox", monitor)
    assert accused["id"] not in {line["id"] for line in mine}
    every = await listed(api, f"/divisions/{SHOWN_VILLAGE}/feedback?limit=50", monitor)
    assert {line["state"] for line in every} == {"assigned", "accepted", "answered", "closed"}
    assert len(every) == 8


async def test_the_demo_lays_its_money_open_beside_last_years_and_answers_questions(
    api, worker, store, server
):
    await seed(store, server)
    await worker.until_idle()
    board = await listed(api, f"/villages/{SHOWN_VILLAGE}/disclosures")
    assert len(board) == 3
    shown = next(card for card in board if card["category"] == "finance")
    summary = (await api("GET", f"/disclosures/{shown['id']}/summary")).json
    assert summary["figures"]["last_year"]["income"] == 1_752_000
    overseer = await signed_in(api, "overseer")
    assert len(await listed(api, "/disclosures/waiting", overseer)) == 1
    clerk = await signed_in(api, "clerk")
    (stopped,) = await listed(api, f"/villages/{SHOWN_VILLAGE}/disclosures/authors", clerk)
    masking = (await api("GET", f"/disclosures/{stopped['id']}/masking", token=clerk)).json
    assert masking["undecided"] == 1


async def test_a_villager_of_the_demo_has_cases_and_an_answer_to_a_question(api, store, server):
    await seed(store, server)
    villager = {"code": "demo-zhang", "name": "张大爷"}
    token = (await api("POST", "/session/wechat", villager)).json["token"]
    mine = await listed(api, "/me/feedback", token)
    assert [case["state"] for case in mine] == ["assigned", "answered", "closed"]
    (followed,) = await listed(api, "/me/followed", token)
    assert followed["people_count"] == 2
    (asked,) = await listed(api, "/me/inquiries", token)
    assert asked["state"] == "answered"


async def test_a_demo_whose_villagers_cannot_sign_in_begins_without_cases(store, server, caplog):
    strict = server.settings.model_copy(update={"demo": False})
    await seed(store, server, strict)
    assert await store.feedback.of_days(SHOWN_VILLAGE, "2000-01-01", "2999-12-31") == []
    assert "begins without cases" in caplog.text
    caplog.clear()
